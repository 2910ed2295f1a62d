"""The commands `inbox`, `dossier` and `worker`: what came to an office, kept, tied to its case, and what became of it."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.exchange.states import DossierState
from models.language import N_, Text, counted, sentence
from ui.command_line.arguments import Parser, tier_name
from ui.command_line.command import Commands, Context
from ui.command_line.papers.dossier_acts import act, add_acts, check_usage, sample_json, sampled, tell_sample
from ui.command_line.papers.on_site import add_on_site, check_on_site, enter, on_site_json, tell_on_site, write
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.exchange.inbox import InboxRow
    from models.workspace import Workspace
    from models.workspace.office.server import ServerOffice
    from reports.exchange.dossier import DossierNow
    from reports.exchange.intake import OnProgress, TakenFiles
    from reports.exchange.keeping import Looking

_NO_VALUE = "—"


def add_store(command: Parser, commands: Commands) -> None:
    """Adds the option for an office's work in a store on a server."""
    command.add_argument(
        "--store",
        metavar="URL",
        help=commands.say(
            N_(
                "work in a PostgreSQL database instead of the data folder: postgresql+psycopg://NAME@HOST/DATABASE, the password from PGPASSFILE or PGPASSWORD"
            )
        ),
    )


@contextmanager
def open_office(options: Namespace, context: Context) -> "Iterator[Workspace | ServerOffice]":
    """Opens the data folder, or the store that was named.

    Raises:
        ApplicationError: when it cannot be opened.
    """
    if options.store:
        from models.workspace.office.server import ServerOffice

        with ServerOffice.open(options.store, context.data_folder) as office:
            yield office
        return
    from models.workspace import Workspace

    with Workspace.open(context.data_folder) as workspace:
        yield workspace


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    inbox = commands.add(
        "inbox", N_("keep the reports and replies that came, tied to their cases, or list them"), _inbox, json=True
    )
    inbox.add_argument("action", choices=("add", "list", "watch"))
    inbox.add_argument(
        "files",
        nargs="*",
        type=kinds.path,
        metavar="FILE",
        help=say(
            N_(
                "with add: also folders, letters (.eml, .msg), mailboxes and archives with reports in them, nothing for what is new in the watched folder; with watch: the folder, nothing to watch none"
            )
        ),
    )
    inbox.add_argument(
        "--leave",
        action="store_true",
        help=say(N_("with add and --store: only hand the files in, and leave verifying to workers")),
    )
    inbox.add_argument("--state", choices=tuple(DossierState), help=say(N_("with list: only dossiers in this state")))
    inbox.add_argument(
        "--assigned", default="", metavar="NAME", help=say(N_("with list: only what this person reviews"))
    )
    inbox.add_argument("--overdue", action="store_true", help=say(N_("with list: only what was due by today")))
    inbox.add_argument("--newest", action="store_true", help=say(N_("with list: only the newest version of each case")))
    dossier = commands.add(
        "dossier",
        N_("show one case of the inbox: its versions, replies, what changed, the review"),
        _dossier,
        json=True,
    )
    dossier.add_argument(
        "id",
        metavar="ID",
        help=say(N_("its number in the inbox, its case id or case number, or a paper's base digest")),
    )
    add_acts(dossier, commands)
    add_on_site(dossier, commands)
    worker = commands.add(
        "worker",
        N_("go on with imports that were stopped or cut short; with --store, verify what was handed in"),
        _worker,
        json=True,
    )
    worker.add_argument(
        "--jobs", type=kinds.whole(1, 64), default=2, metavar="N", help=say(N_("how many files are checked at once"))
    )
    worker.add_argument(
        "--stay",
        action="store_true",
        help=say(N_("with --store: wait for more when nothing is left, until Ctrl+C")),
    )
    for command in (inbox, dossier, worker):
        add_store(command, commands)


def _worker(options: Namespace, context: Context) -> int:
    from models.workspace.office.server import ServerOffice
    from reports.exchange.intake import judge_trust_again, resume_imports

    now = datetime.now().astimezone()
    terminal = context.terminal

    def on_progress(done: int, of: int) -> None:
        terminal.progress(sentence("Files taken in: {done} of {all}", done=done, all=of))

    with open_office(options, context) as office:
        judge_trust_again(office, now)
        if isinstance(office, ServerOffice):
            return _work_at_store(office, options, now, terminal)
        if options.stay:
            raise WrongUsage(problem=sentence("“--stay” needs a --store in which others hand files in."))
        resumed = resume_imports(office, now, processes=options.jobs, on_progress=on_progress)
    terminal.answer([{"source": list(each.source), **_taken_json(each.taken, terminal)} for each in resumed])
    for each in resumed:
        terminal.say("; ".join(each.source))
        _tell_taken(each.taken, terminal)
    if not resumed:
        terminal.tell(N_("No import waits; nothing was to be done."))
    return 1 if any(each.taken.unread for each in resumed) else 0


def _work_at_store(office: "ServerOffice", options: Namespace, now: datetime, terminal: Terminal) -> int:
    from reports.exchange.handing_in import work_off

    def on_progress(waiting: int) -> None:
        terminal.progress(counted("{count} file waits", "{count} files wait", count=waiting))

    kept = work_off(office, now, processes=options.jobs, stay=options.stay, on_progress=on_progress)
    waiting = office.waiting_count()
    terminal.answer({"kept": kept, "waiting": waiting})
    terminal.tell(N_("{files} verified and kept; {waiting} still waiting."), files=counts.files(kept), waiting=waiting)
    return 1 if waiting else 0


def _inbox(options: Namespace, context: Context) -> int:
    if options.action == "list":
        if options.files:
            raise WrongUsage(problem=sentence("“inbox list” takes no files."))
        return _list(options, context)
    return _watch(options, context) if options.action == "watch" else _add(options, context)


def _watch(options: Namespace, context: Context) -> int:
    from models.workspace import Workspace
    from reports.exchange.watching import watch

    if options.store:
        raise WrongUsage(
            problem=sentence("A folder is watched for a data folder only; with --store use “inbox add FOLDER”.")
        )
    if len(options.files) > 1:
        raise WrongUsage(problem=sentence("“inbox watch” takes one folder."))
    folder = options.files[0] if options.files else None
    with Workspace.open(context.data_folder) as workspace:
        watch(workspace, folder)
    context.terminal.answer({"watched": str(folder.absolute()) if folder else None})
    if folder is None:
        context.terminal.tell(N_("No folder is watched."))
    else:
        context.terminal.tell(
            N_("{folder} is watched: the window and “inbox add” take in what is new there."), folder=str(folder)
        )
    return 0


def _add(options: Namespace, context: Context) -> int:
    from models.workspace.office.server import ServerOffice
    from reports.exchange.handing_in import hand_in_files
    from reports.exchange.intake import judge_trust_again, take_in_files

    now = datetime.now().astimezone()
    terminal = context.terminal

    def on_progress(done: int, of: int) -> None:
        if of > 1:
            terminal.progress(sentence("Files taken in: {done} of {all}", done=done, all=of))

    if options.store and not options.files:
        raise WrongUsage(problem=sentence("“inbox add” with --store needs at least one file or folder."))
    with open_office(options, context) as office:
        judge_trust_again(office, now)
        if isinstance(office, ServerOffice):
            taken = hand_in_files(office, options.files, now, leave=options.leave, on_progress=on_progress)
        elif options.leave:
            raise WrongUsage(problem=sentence("“--leave” needs a --store whose workers verify the files."))
        elif options.files:
            taken = take_in_files(office, options.files, now, on_progress=on_progress)
        else:
            taken = _look(office, now, on_progress)
    terminal.answer(_taken_json(taken, terminal))
    _tell_taken(taken, terminal)
    nothing_new = not options.files and not taken.files
    return 0 if (taken.files or taken.waiting or nothing_new) and not taken.unread else 1


def _look(workspace: "Workspace", now: datetime, on_progress: "OnProgress") -> "TakenFiles":
    """Takes in what is new in the watched folder.

    Raises:
        WrongUsage: when none is watched.
    """
    from reports.exchange.watching import look

    taken = look(workspace, now, on_progress=on_progress)
    if taken is None:
        raise WrongUsage(
            problem=sentence("“inbox add” needs at least one file or folder, or a folder that “inbox watch” watches.")
        )
    return taken


def _tell_taken(taken: "TakenFiles", terminal: Terminal) -> None:
    for file in taken.files:
        terminal.say(f"{file.name}: {_verdict_word(file.verdict, terminal)}")
        if file.was_here:
            terminal.tell(N_("  Its content was here already; it is kept once and was not checked again."))
        if file.case:
            terminal.tell(N_("  It answers case {case} of this folder and is kept with it."), case=file.case)
    for line in taken.unread:
        terminal.say(f"{line.name}: {terminal.words(line.why)}")
    terminal.tell(N_("{files} taken in, {new} of them new."), files=counts.files(len(taken.files)), new=taken.new)
    if taken.waiting:
        terminal.tell(
            N_("{files} handed in and safe in the store; a worker verifies them."), files=counts.files(taken.waiting)
        )


def _taken_json(taken: "TakenFiles", terminal: Terminal) -> dict[str, object]:
    return {
        "files": [
            {
                "file": file.name,
                "paper": file.base_digest,
                "verdict": file.verdict,
                "was_here": file.was_here,
                "own_case": file.case or None,
            }
            for file in taken.files
        ],
        "new": taken.new,
        "waiting": taken.waiting,
        "left_out": [
            {"file": line.name, "why": terminal.words(line.why), "passed_over": line.passed_over}
            for line in taken.left_out
        ],
    }


def _list(options: Namespace, context: Context) -> int:
    from models.exchange.inbox import Wish
    from reports.exchange.intake import judge_trust_again
    from reports.exchange.keeping import Looking
    from reports.exchange.listing import row_json

    now = datetime.now().astimezone()
    terminal = context.terminal
    with open_office(options, context) as office:
        judge_trust_again(office, now)
        rows = office.exchange.rows(
            Wish(
                states=(DossierState(options.state),) if options.state else (),
                assigned_to=options.assigned.strip(),
                due_by=now.date().isoformat() if options.overdue else "",
                newest_only=options.newest,
            )
        )
        looking = Looking.at(office, now)
    if terminal.json:
        terminal.answer([row_json(row, looking, terminal.language) for row in rows])
        return 0
    if not rows:
        terminal.tell(N_("Nothing has come yet: “inbox add FILE…” keeps reports and replies here."))
        return 0
    terminal.table(_line(row, looking, terminal) for row in rows)
    by_verdict = Counter(row.kept.verdict for row in rows)
    terminal.tell(
        N_("{files}: {kinds}."),
        files=counts.papers(len(rows)),
        kinds=[f"{_verdict_word(kind, terminal)} {number}" for kind, number in by_verdict.most_common()],
    )
    return 0


def _line(row: "InboxRow", looking: "Looking", terminal: Terminal) -> tuple[object, ...]:
    kept, dossier = row.kept, row.dossier
    verdict = looking.verdict(kept)
    name = " ".join(filter(None, (dossier.enterprise, dossier.site))) if dossier else ""
    version = (
        sentence("{number}, version {version}", number=kept.paper.case_number, version=kept.paper.version)
        if kept.paper.case_number
        else _NO_VALUE
    )
    changes: object = _NO_VALUE
    if row.changes is not None:
        changes = counted(
            "{count} condition changed since version {version}",
            "{count} conditions changed since version {version}",
            count=len(row.changes.conditions),
            version=row.changes.version,
        )
    return (
        dossier.id if dossier else _NO_VALUE,
        name or kept.name,
        version,
        verdict.word(terminal.language),
        tier_name(verdict.proven_tier) if kept.paper.kind.value == "report" else _NO_VALUE,
        dossier.state.text(terminal.language) if dossier else _NO_VALUE,
        changes,
    )


def _verdict_word(verdict: str, terminal: Terminal) -> str:
    from reports.verification import VerdictKind

    return VerdictKind(verdict).text(terminal.language)


def _dossier(options: Namespace, context: Context) -> int:
    from reports.exchange.dossier import dossier_json, dossier_now
    from reports.exchange.intake import judge_trust_again

    check_usage(options)
    check_on_site(options)
    now = datetime.now().astimezone()
    with open_office(options, context) as office:
        judge_trust_again(office, now)
        dossier = dossier_now(office, options.id, now)
        if act(options, office, dossier):
            dossier = dossier_now(office, options.id, now)
        entered = enter(options, office, dossier)
        if entered:
            dossier = dossier_now(office, options.id, now)
    items = write(options, context, dossier, now)
    asked, compared = sampled(options, dossier)
    answer = dossier_json(dossier, context.terminal.language)
    if options.sample is not None:
        answer |= sample_json(asked, compared, dossier)
    answer |= on_site_json(options, entered, items, context.terminal)
    context.terminal.answer(answer)
    _tell(dossier, context.terminal)
    tell_on_site(options, entered, items, context.terminal)
    if options.sample is not None:
        tell_sample(asked, compared, dossier, context.terminal)
    refused = any(line.problem is not None for line in entered)
    return 1 if refused or (compared is not None and compared.missing) else 0


def _tell(dossier: "DossierNow", terminal: Terminal) -> None:
    row, language = dossier.row, terminal.language
    name = " ".join(filter(None, (row.enterprise, row.site))) or row.number
    state = Text(row.state.text("zh"), row.state.text("en"))
    terminal.tell(N_("Dossier {id}: {name}, case {case}; {state}"), id=row.id, name=name, case=row.number, state=state)
    for kept, verdict in dossier.reports:
        terminal.tell(
            N_(
                "  Version {version}: {verdict}; tier claimed {claimed}, worked out again {recomputed}, proven {proven}"
            ),
            version=kept.paper.version,
            verdict=verdict.word(language),
            claimed=tier_name(verdict.claimed_tier),
            recomputed=tier_name(verdict.recomputed_tier),
            proven=tier_name(verdict.proven_tier),
        )
        if kept.place.value == "aside":
            terminal.tell(
                N_("    Signed by somebody else than the other versions: set aside until its signer is confirmed.")
            )
    if dossier.before is not None:
        terminal.tell(
            N_("  Since version {version}: changed answers {answers}; changed conditions {conditions}"),
            version=dossier.before.paper.version,
            answers=list(dossier.changed_answers) or _NO_VALUE,
            conditions=[each.id for each in dossier.changed_conditions] or _NO_VALUE,
        )
    for reply in dossier.replies:
        review = reply.reply.review if reply.reply else None
        terminal.say(
            counted(
                "Reply to version {version} by {name}: {count} remark; {standing}",
                "Reply to version {version} by {name}: {count} remarks; {standing}",
                version=reply.kept.paper.version,
                name=review.reviewer if review else _NO_VALUE,
                count=len(review.findings) if review else 0,
                standing=Text(reply.standing.text("zh"), reply.standing.text("en")),
            )
        )
