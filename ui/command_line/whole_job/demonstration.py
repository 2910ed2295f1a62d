"""The commands that take the sample factory through the whole job: `demo` and `self-test`."""

import contextlib
import itertools
import json
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from models import files
from models.errors import ApplicationError, UnwritableFile
from models.language import N_, Sentence, sentence
from reports.brief import plan_lines, tier_text
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.packs.library import Library
    from ui.command_line.whole_job.sample_run import SampleRun

_FONT_HEADS = (b"\x00\x01\x00\x00", b"OTTO", b"true")


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    demo = commands.add("demo", N_("take the bundled sample factory through the whole job"), _demo, json=True)
    demo.add_argument(
        "--out",
        type=commands.kinds.path,
        metavar="DIR",
        help=commands.say(N_("folder for the files (default: a new one here)")),
    )
    commands.add("self-test", N_("open every resource and run the whole job in a temporary folder"), _self_test)


def _new_folder() -> Path:
    """Makes a folder in the current directory; if that is not allowed, among the temporary files."""
    for number in itertools.count(1):
        folder = Path.cwd() / ("zhijie-demo" if number == 1 else f"zhijie-demo-{number}")
        if not folder.exists():
            break
    try:
        files.make_folder(folder)
    except UnwritableFile:
        return Path(tempfile.mkdtemp(prefix="zhijie-demo-"))
    return folder


def _demo(options: Namespace, context: Context) -> int:
    from ui.command_line.whole_job.sample_run import SampleRun

    terminal = context.terminal
    folder: Path = options.out.absolute() if options.out else _new_folder()
    files.make_folder(folder)
    run = SampleRun(folder, context.library(), context.report_language, datetime.now().astimezone())
    run.evaluate()
    evaluation = run.evaluation
    terminal.tell(
        N_("{factory}: reached: {reached}; possible: {possible} (self-assessment for reference)"),
        factory=" ".join(str(evaluation.assessment.get(f"{part}.name") or "") for part in ("enterprise", "factory")),
        reached=tier_text(evaluation.rulebook, evaluation.reached),
        possible=tier_text(evaluation.rulebook, evaluation.possible),
    )
    run.plan()
    for line in plan_lines(run.roadmap, run.catalogue, evaluation.rulebook):
        terminal.say(f"  {line.text(terminal.language)}")
    for step in (run.sign, run.verify_trusted, run.draft_mail):
        step()
    terminal.table(
        [
            (sentence("Signed report"), run.report),
            (
                sentence("Verified, signer not yet trusted"),
                run.before.kind.text(terminal.language),
            ),
            (
                sentence("Verified with --trust {name}", name=run.certificate.name),
                run.after.kind.text(terminal.language),
            ),
            (sentence("E-mail draft"), run.mail),
        ],
        indent=0,
    )
    terminal.answer(_json(run))
    return 0 if (run.before.kind.value, run.after.kind.value) == ("untrusted", "valid") else 1


def _json(run: "SampleRun") -> dict[str, object]:
    return {
        "reached": run.evaluation.reached,
        "possible": run.evaluation.possible,
        "target": run.target,
        "status": run.roadmap.status.value,
        "total_wan": float(run.roadmap.cost.total_wan),
        "report": str(run.report),
        "certificate": str(run.certificate),
        "verdict_before": run.before.kind.value,
        "verdict_after": run.after.kind.value,
        "mail": str(run.mail),
    }


Step = tuple[Sentence, Callable[[], None], bool]
"""What is tried, how, and whether it belongs to the main job."""


class StepFailed(ApplicationError):
    """A step of the self-test gave something else than it should."""

    code = "step_failed"
    message = N_("{what} Please reinstall Zhijie; your data was not touched.")
    exit_code = 1


def _self_test(_options: Namespace, context: Context) -> int:
    with tempfile.TemporaryDirectory(prefix="zhijie-self-test-") as name:
        return 0 if passes_all(_steps(Path(name), context), context.terminal) else 1


def passes_all(steps: Iterable[Step], terminal: Terminal) -> bool:
    """Goes through the steps of a self-test, a line for each, and returns whether all passed.

    Args:
        steps: a step of the main job stands on those before it: after one that failed the rest of the job is not tried.
        terminal: where the lines go.
    """
    passed, job_broken = True, False
    for what, step, of_the_job in steps:
        if of_the_job and job_broken:
            terminal.tell(N_("not tried  {what}: a step before it failed"), what=what)
            continue
        if not _passes(what, step, terminal):
            passed, job_broken = False, job_broken or of_the_job
    return passed


def _passes(what: Sentence, step: Callable[[], None], terminal: Terminal) -> bool:
    try:
        step()
    except ApplicationError as error:
        terminal.tell(N_("FAILED  {what}: {why}"), what=what, why=error.sentence)
        return False
    except Exception as error:  # whatever breaks in an installation belongs into its line
        terminal.tell(N_("FAILED  {what}: {why}"), what=what, why=f"{type(error).__name__}: {error}")
        return False
    terminal.tell(N_("passed  {what}"), what=what)
    return True


def _steps(folder: Path, context: Context) -> Iterator[Step]:
    from models.packs.library import Library
    from ui.command_line.whole_job.sample_run import SampleRun

    # Only what ships is tested: a pack that the person installed may be theirs to repair.
    library = Library(None)
    yield sentence("every bundled file can be read"), _open_files, False
    yield sentence("rulebooks, local rules and measures"), lambda: _open_packs(library), False
    yield sentence("the drawing code of earlier layouts"), _ask_kept_layouts, False
    run = SampleRun(folder, library, context.report_language, datetime.now().astimezone())
    yield sentence("evaluate the sample factory"), run.evaluate, True
    yield sentence("plan the way to the next tier"), run.plan, True
    yield sentence("write and sign the report"), run.sign, True

    def untrusted() -> None:
        _expect(run.before.kind.value, "untrusted")

    def trusted() -> None:
        run.verify_trusted()
        _expect(run.after.kind.value, "valid")

    yield sentence("verify it while its signer is not yet trusted"), untrusted, True
    yield sentence("verify it with the signer trusted"), trusted, True
    yield sentence("draft the e-mail"), run.draft_mail, True


def _expect(verdict: str, wanted: str) -> None:
    if verdict != wanted:
        raise StepFailed(
            what=sentence("The verdict is “{found}”; “{wanted}” was expected.", found=verdict, wanted=wanted)
        )


def _open_files() -> None:
    root = resources.path("version.txt").parent
    for path in sorted(root.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        data = path.read_bytes()
        whole = bool(data)
        if path.suffix == ".json":
            whole = isinstance(json.loads(data), dict)
        elif path.suffix in (".ttf", ".otf"):
            whole = data.startswith(_FONT_HEADS)
        elif path.suffix == ".svg":
            whole = b"<svg" in data
        if not whole:
            name = path.relative_to(root).as_posix()
            raise StepFailed(what=sentence("{name} is damaged.", name=name))


def _ask_kept_layouts() -> None:
    from reports.layouts import earlier

    for layout in earlier.KEPT:
        if not earlier.answers(layout):
            raise StepFailed(what=sentence("Reports of layout {layout} cannot be drawn again.", layout=layout))


def _open_packs(library: "Library") -> None:
    from models.packs.library import EmptyEdition

    packs = library.packs()
    editions = []
    for pack in packs:
        # An edition that is announced and not published yet is meant to be empty.
        if pack.kind == "rulebook":
            with contextlib.suppress(EmptyEdition):
                library.rulebook(pack.id)
                editions.append(pack.id)
    for pack in packs:
        if pack.kind == "overlay":
            library.rulebook(editions[-1], [pack.id])
    library.catalogue()
