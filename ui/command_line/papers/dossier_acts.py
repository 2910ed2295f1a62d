"""What `dossier` does besides showing: assigned, closed, opened again; a review taken in; evidence asked for and compared."""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.errors import WrongUsage
from models.files import read_bytes
from models.language import N_, counted, sentence
from models.typed import read_date
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.exchange.sampling import AskedFile, EvidenceCompared
    from models.workspace import Workspace
    from models.workspace.office.server import ServerOffice
    from reports.exchange.dossier import DossierNow

_FINDINGS_LIMIT_MB = 4


def add_acts(dossier: Parser, commands: Commands) -> None:
    """Adds the options of what can be done with a dossier."""
    say, kinds = commands.say, commands.kinds
    dossier.add_argument("--assign", metavar="NAME", help=say(N_("who reviews it; an empty name for nobody")))
    dossier.add_argument("--due", metavar="DATE", help=say(N_("until when; an empty date for none")))
    turn = dossier.add_mutually_exclusive_group()
    turn.add_argument("--close", action="store_true", help=say(N_("close it; a later version opens it again")))
    turn.add_argument("--reopen", action="store_true", help=say(N_("open it again")))
    dossier.add_argument(
        "--findings",
        type=kinds.path,
        metavar="FINDINGS.json",
        help=say(N_("keep a findings file as the review of one assessor, beside those of the others")),
    )
    dossier.add_argument("--assessor", default="", metavar="NAME", help=say(N_("whose review the findings are")))
    dossier.several(
        "--decide",
        metavar="ITEM=ASSESSOR",
        help=say(N_("where assessors differ, whose review of an item counts; needs --why; may be repeated")),
    )
    dossier.add_argument("--why", default="", metavar="TEXT", help=say(N_("why that review counts")))
    dossier.add_argument(
        "--sample",
        type=kinds.whole(1, 1000),
        metavar="N",
        help=say(N_("which N evidence files to ask for: those with a risk first, the rest drawn by lot")),
    )
    dossier.several(
        "--handed-in",
        type=kinds.path,
        metavar="PATH",
        help=say(
            N_("with --sample: a file, folder or ZIP archive that was handed in, to be compared; may be repeated")
        ),
    )


def check_usage(options: Namespace) -> None:
    """Refuses options that do not go together, before anything is done.

    Raises:
        WrongUsage: with what is missing.
    """
    if options.handed_in and options.sample is None:
        raise WrongUsage(problem=sentence("--handed-in needs --sample: what was asked for."))
    if options.findings is not None and not options.assessor.strip():
        raise WrongUsage(problem=sentence("--findings needs --assessor: whose review it is."))
    if options.decide and not options.why.strip():
        raise WrongUsage(problem=sentence("--decide needs --why: a decision is kept with its reason."))
    if any("=" not in each for each in options.decide):
        raise WrongUsage(problem=sentence("Write --decide as ITEM=ASSESSOR, such as basic.BR1=Li."))


def act(options: Namespace, office: "Workspace | ServerOffice", now: "DossierNow") -> bool:
    """Does with a dossier what was asked for; returns whether anything was.

    Raises:
        NotAllowed: when its state or the role does not allow it.
        DossierChanged: when it is not any more as it was read.
        ItemChanged: when an item was changed meanwhile.
        WrongUsage: when a date, an item or an assessor is none.
        ApplicationError: when the findings cannot be read.
    """
    row, done = now.row, False
    if options.reopen:
        row, done = office.exchange.reopen(row), True
    if options.assign is not None or options.due is not None:
        due = row.due_on if options.due is None else _day(options.due)
        row = office.exchange.assign(row, row.assigned_to if options.assign is None else options.assign, due)
        done = True
    if options.findings is not None:
        _take_in_review(options, office, now)
        done = True
    for decided in options.decide:
        _decide(decided, options.why.strip(), options.assessor.strip(), office, now)
        done = True
    if options.close:
        office.exchange.close(row)
        done = True
    return done


def _day(text: str) -> str:
    day = read_date(text).value if text.strip() else ""
    if day is None:
        raise WrongUsage(problem=sentence("The due date was not understood; write it as 2027-03-31."))
    return day


def _take_in_review(options: Namespace, office: "Workspace | ServerOffice", now: "DossierNow") -> None:
    """Keeps a findings file as what one assessor says of the newest report, item by item."""
    from models.exchange.merging import CONCLUSION, ItemReview
    from reports.reply import read_findings

    findings = read_findings(read_bytes(options.findings, _FINDINGS_LIMIT_MB), options.findings.name)
    if now.current is None:
        raise WrongUsage(problem=sentence("This dossier has no report that could be reviewed."))
    assessor = options.assessor.strip()
    present = {item.item: item for item in now.items if item.assessor == assessor}
    for finding in findings.findings:
        review = ItemReview(
            assessor,
            finding.item,
            finding.rating,
            finding.kind,
            finding.text,
            finding.severity,
            finding.due_on,
            finding.attachments,
            present[finding.item].revision if finding.item in present else 0,
        )
        # Two findings on one item: the second goes on from the first.
        present[finding.item] = office.exchange.save_item(now.current, review)
    conclusion = present.get(CONCLUSION, ItemReview(assessor, CONCLUSION))
    office.exchange.save_item(now.current, replace(conclusion, text=findings.conclusion))


def _decide(decided: str, why: str, by: str, office: "Workspace | ServerOffice", now: "DossierNow") -> None:
    from models.exchange.merging import Decision

    item, _, assessor = decided.partition("=")
    said = {each.assessor for each in now.items if each.item == item and not each.is_empty}
    if now.current is None or assessor not in said:
        raise WrongUsage(
            problem=sentence("{assessor} says nothing of “{item}”; nothing was decided.", assessor=assessor, item=item)
        )
    office.exchange.decide(now.current.id, Decision(item, assessor, by or _who(office), why))


def _who(office: "Workspace | ServerOffice") -> str:
    """Returns who decides: the name that is set here, of a store its role."""
    from models.workspace.office.server import ServerOffice

    return office.role if isinstance(office, ServerOffice) else office.settings().who


def sampled(options: Namespace, now: "DossierNow") -> "tuple[tuple[AskedFile, ...], EvidenceCompared | None]":
    """Returns the files to ask for, and how those that were handed in compare; nothing without `--sample`.

    Raises:
        EvidenceNotReadable: when something that was handed in cannot be read.
    """
    from reports.exchange.evidence import asked_of, handed_in

    if options.sample is None:
        return (), None
    asked = asked_of(now, options.sample)
    if not options.handed_in:
        return asked, None
    named = [piece["digest"] for piece in now.payload["evidence"]] if now.payload else []
    return asked, handed_in(options.handed_in, asked, named)


def sample_json(
    asked: "tuple[AskedFile, ...]", compared: "EvidenceCompared | None", now: "DossierNow"
) -> dict[str, Any]:
    """Returns what `dossier --sample --json` prints besides."""
    names = _names(now)
    return {
        "asked": [
            {
                "digest": each.digest,
                "name": names.get(each.digest) or None,
                "items": list(each.items),
                "drawn": each.drawn,
                "handed_in": None if compared is None else each.digest in compared.there,
            }
            for each in asked
        ],
        "other_files": list(compared.other) if compared is not None else [],
    }


def tell_sample(
    asked: "tuple[AskedFile, ...]", compared: "EvidenceCompared | None", now: "DossierNow", terminal: Terminal
) -> None:
    """Says which files to ask for, and which of them are there."""
    names = _names(now)
    terminal.tell(N_("Evidence to ask for, by SHA-256:"))
    for each in asked:
        terminal.say(f"  {each.digest}  {names.get(each.digest, '')}  ({', '.join(each.items)})")
    if compared is not None:
        terminal.say(
            counted(
                "{count} of the files asked for is there; missing: {missing}",
                "{count} of the files asked for are there; missing: {missing}",
                count=len(compared.there),
                missing=[names.get(digest) or digest[:12] for digest in compared.missing] or "—",
            )
        )
        if compared.other:
            terminal.tell(N_("Not named by the report, or changed since: {files}"), files=list(compared.other))


def _names(now: "DossierNow") -> dict[str, str]:
    return {piece["digest"]: piece["name"] for piece in now.payload["evidence"]} if now.payload else {}
