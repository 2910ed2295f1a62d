"""The command `verify`: one verdict for each file."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UnreadableFile
from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from reports.verification import Verdict


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    verify = commands.add("verify", N_("say whether reports and replies are genuine and unchanged"), _verify, json=True)
    verify.add_argument("files", nargs="+", type=kinds.path, metavar="FILE.pdf")
    verify.add_argument(
        "--trust",
        action="append",
        type=kinds.path,
        default=[],
        metavar="CERT.pem",
        help=say(N_("trust this certificate, after its code was compared by telephone; may be repeated")),
    )


def _verify(options: Namespace, context: Context) -> int:
    from reports.verification import Setting, Task, Trust, TrustStore, VerdictKind, verify_many

    for path in options.files:
        _must_be_a_file(path)
    trust = Trust.of_files(options.trust) + TrustStore(context.data_folder).trust()
    setting = Setting(trust, datetime.now().astimezone(), user_folder=context.data_folder)
    tasks = [Task(str(path), path) for path in options.files]
    terminal = context.terminal

    def on_progress(done: int, all_files: int) -> None:
        if all_files > 1:
            terminal.progress(sentence("{done} of {all} files checked", done=done, all=all_files))

    verdicts = verify_many(tasks, setting, on_progress=on_progress)
    terminal.answer([verdict.json(terminal.language) for verdict in verdicts])
    for verdict in verdicts:
        tell_verdict(verdict, terminal)
    return 0 if all(verdict.kind is VerdictKind.VALID for verdict in verdicts) else 1


def _must_be_a_file(path: Path) -> None:
    if path.is_dir():
        raise UnreadableFile(name=str(path), why=sentence("it is a folder"))
    if not path.exists():
        raise UnreadableFile(name=str(path), why=sentence("there is no such file or folder"))


def tell_verdict(verdict: "Verdict", terminal: Terminal) -> None:
    """Prints one verdict for people: the word first, then why, then what to do."""
    language = terminal.language
    terminal.say(f"{verdict.name}: {verdict.kind.text(language)}")
    terminal.say(f"  {terminal.words(verdict.reason)}")
    terminal.say(f"  {verdict.kind.advice(language)}")
    for line in verdict.signatures:
        terminal.tell(
            N_("  Signed by {name}, {organisation} ({role}) on {time}; code {code}"),
            name=line.facts.name,
            organisation=line.facts.organisation,
            role=line.role.text(language),
            time=f"{line.time:%Y-%m-%d %H:%M %z}",
            code=line.facts.telephone_code,
        )
    if verdict.case is not None:
        terminal.tell(
            N_("  Case {case}, version {version}; tier printed: {claimed}, worked out again: {recomputed}"),
            case=verdict.case,
            version=verdict.version,
            claimed=verdict.claimed_tier or "—",
            recomputed=verdict.recomputed_tier or "—",
        )
    for note in verdict.notes:
        terminal.say(f"  {terminal.words(note)}")
