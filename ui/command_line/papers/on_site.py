"""What `dossier` does with a checklist: written to be printed, and entered again line by line."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.errors import UnreadableFile, WrongUsage
from models.files import read_bytes
from models.language import N_, counted, sentence
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.exchange.inbox import KeptPaper
    from models.workspace import Workspace
    from models.workspace.office.server import ServerOffice
    from reports.exchange.dossier import DossierNow
    from reports.exchange.entering import EnteredLine
    from reports.exchange.reviewing import ReportRead

_LINES_LIMIT_MB = 4


def add_on_site(dossier: Parser, commands: Commands) -> None:
    """Adds the options of the checklist."""
    say, kinds = commands.say, commands.kinds
    dossier.add_argument(
        "--checklist",
        action="store_true",
        help=say(N_("write the items of the newest report to print and check on site, with QR codes; needs -o")),
    )
    commands.out(dossier, "OUT.pdf", required=False, help_message=N_("with --checklist: where to"))
    dossier.add_argument(
        "--enter",
        type=kinds.path,
        metavar="LINES.txt",
        help=say(
            N_(
                "enter a filled-in checklist as the review of one assessor: on each line the code, the number of the box or the figure, then ok, proof, reject, correct or note, then minor, major or critical; a remark behind a colon"
            )
        ),
    )


def check_on_site(options: Namespace) -> None:
    """Refuses options that do not go together, before anything is done.

    Raises:
        WrongUsage: with what is missing.
        UnwritableFile: when the place of the checklist takes no file.
    """
    if options.checklist != (options.out is not None):
        raise WrongUsage(problem=sentence("--checklist and -o go together: the checklist, and where it is written."))
    if options.out is not None:
        check_ending(options.out, ".pdf")
        check_places([options.out], [options.enter])
    if options.enter is not None and not options.assessor.strip():
        raise WrongUsage(problem=sentence("--enter needs --assessor: whose review it is."))


def enter(options: Namespace, office: "Workspace | ServerOffice", now: "DossierNow") -> "tuple[EnteredLine, ...]":
    """Keeps what the lines of a file say of the newest report; nothing without `--enter`.

    Raises:
        WrongUsage: when there is no report that could be reviewed.
        UnreadableFile: when the file is no text.
        NotAllowed: when the state of the dossier or the role does not allow it.
        ItemChanged: when an item was changed meanwhile; the lines before it are kept.
    """
    from models.exchange.merging import ItemReview
    from reports.exchange.entering import ReturnedChecklist

    if options.enter is None:
        return ()
    current, read = _reviewed(now)
    assessor = options.assessor.strip()
    present = {each.item: each for each in now.items if each.assessor == assessor}
    checklist = ReturnedChecklist(current.paper.base_digest, read.items)
    entered = tuple(checklist.read_all(_lines(options), lambda item: present.get(item) or ItemReview(assessor, item)))
    for line in entered:
        if line.review is not None:
            before = present.get(line.review.item)
            review = replace(line.review, revision=before.revision if before else 0)
            # Two lines on one item: the second goes on from the first.
            present[review.item] = office.exchange.save_item(current, review)
    return entered


def _lines(options: Namespace) -> list[str]:
    try:
        return read_bytes(options.enter, _LINES_LIMIT_MB).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UnreadableFile(name=options.enter.name, why=sentence("It is no text in UTF-8.")) from error


def _reviewed(now: "DossierNow") -> "tuple[KeptPaper, ReportRead]":
    if now.current is None or now.read is None:
        raise WrongUsage(problem=sentence("This dossier has no report that could be reviewed."))
    return now.current, now.read


def write(options: Namespace, context: Context, now: "DossierNow", at: datetime) -> int | None:
    """Writes the checklist where one is wanted; returns how many items are on it.

    Raises:
        WrongUsage: when there is no report that could be reviewed.
        UnwritableFile: when it cannot be written there.
    """
    from reports.exchange.checklist import write_checklist

    if not options.checklist:
        return None
    current, read = _reviewed(now)
    assert now.payload is not None, "what was read has its payload"
    return write_checklist(options.out, current.paper.base_digest, now.payload, read, context.report_language, at)


def on_site_json(
    options: Namespace, entered: "tuple[EnteredLine, ...]", items: int | None, terminal: Terminal
) -> dict[str, Any]:
    """Returns what `dossier --json` prints besides of a checklist that was written or entered."""
    answer: dict[str, Any] = {}
    if items is not None:
        answer["checklist"] = {"out": str(options.out), "items": items}
    if options.enter is not None:
        answer["entered"] = [
            {
                "line": line.number,
                "text": line.text,
                "item": line.review.item if line.review else None,
                "problem": terminal.words(line.problem) if line.problem else None,
            }
            for line in entered
        ]
    return answer


def tell_on_site(options: Namespace, entered: "tuple[EnteredLine, ...]", items: int | None, terminal: Terminal) -> None:
    """Says what was written, and what became of the lines."""
    if items is not None:
        terminal.say(
            counted(
                "{path}: checklist with {count} item.",
                "{path}: checklist with {count} items.",
                path=str(options.out),
                count=items,
            )
        )
    if options.enter is None:
        return
    for line in entered:
        if line.problem is not None:
            terminal.tell(N_("Line {number}: {problem}"), number=line.number, problem=line.problem)
    kept = sum(line.review is not None for line in entered)
    terminal.say(counted("{count} line entered; {refused} refused.", "{count} lines entered; {refused} refused.", count=kept, refused=len(entered) - kept))  # fmt: skip
