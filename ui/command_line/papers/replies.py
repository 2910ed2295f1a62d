"""The command `reply`: imports the replies of assessors into the data folder or a store, lists findings, answers them."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import WrongUsage
from models.language import N_, Text, counted, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.papers.exchanging import add_store, open_office

if TYPE_CHECKING:
    from models.exchange.answering import AskedFinding, FindingAnswer
    from reports.acts.factory import ReplyNow


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say = commands.say
    reply = commands.add(
        "reply", N_("import an assessor's signed reply, list the findings on a case, or answer one"), _reply, json=True
    )
    reply.add_argument("action", choices=("import", "findings", "answer"))
    reply.add_argument(
        "target", metavar="REPLY.pdf|CASE", help=say(N_("the file to import; else a case number or case id"))
    )
    reply.add_argument(
        "--finding",
        default="",
        metavar="REPLY:POSITION",
        help=say(N_("with answer: which finding, as “reply findings” names it; the reply's first digits will do")),
    )
    reply.add_argument("--text", default=None, metavar="TEXT", help=say(N_("with answer: what the factory answers")))
    reply.several(
        "--evidence",
        metavar="DIGEST",
        help=say(N_("with answer: SHA-256 of a file of the case that shows it; may be repeated")),
    )
    add_store(reply, commands)


def _reply(options: Namespace, context: Context) -> int:
    if options.action != "answer" and (options.finding or options.text is not None or options.evidence):
        raise WrongUsage(problem=sentence("--finding, --text and --evidence belong to “reply answer”."))
    if options.action == "import":
        return _import(options, context)
    if options.store:
        raise WrongUsage(problem=sentence("A factory’s findings are in its data folder, not in a --store."))
    return _findings(options, context)


def _findings(options: Namespace, context: Context) -> int:
    """Lists the findings in force on a case, after one was answered where that was asked."""
    from models.workspace import Workspace
    from reports.exchange.answering import findings_now

    now = datetime.now().astimezone()
    with Workspace.open(context.data_folder) as workspace:
        case = workspace.case_with_id(options.target) or options.target
        evaluation = workspace.evaluate(workspace.load(case))
        findings = findings_now(workspace, case, evaluation, now)
        if options.action == "answer":
            answer = _answer(options, findings, {str(digest) for digest in evaluation.assessment.evidence})
            workspace.exchange.answer_finding(case, answer)
            findings = findings_now(workspace, case, evaluation, now)
    context.terminal.answer([_finding_json(asked) for asked in findings])
    for asked in findings:
        _tell_finding(asked, context)
    if not findings:
        context.terminal.tell(N_("No finding is in force on this case."))
    return 0


def _answer(options: Namespace, findings: "tuple[AskedFinding, ...]", known: set[str]) -> "FindingAnswer":
    reply, _, position = options.finding.rpartition(":")
    meant = [asked for asked in findings if reply and asked.reply.startswith(reply) and str(asked.position) == position]
    if len(meant) != 1:
        raise WrongUsage(
            problem=sentence(
                "“{finding}” names no finding in force; “reply findings” lists them.", finding=options.finding
            )
        )
    unknown = [digest for digest in options.evidence if digest not in known]
    if unknown:
        raise WrongUsage(problem=sentence("No file of this case has the SHA-256 {digest}.", digest=unknown[0]))
    answer = meant[0].answer
    return replace(
        answer,
        text=answer.text if options.text is None else options.text,
        evidence=tuple(options.evidence) or answer.evidence,
    )


def _finding_json(asked: "AskedFinding") -> dict[str, object]:
    from reports.reply import entry_of

    return {
        "reply": asked.reply,
        "position": asked.position,
        "reviewer": asked.reviewer,
        "version": asked.version,
        **entry_of(asked.finding),
        "about": list(asked.about),
        "answered": asked.is_answered,
        "answer": asked.answer.text,
        "answer_evidence": list(asked.answer.evidence),
        "changed": list(asked.changed),
    }


def _tell_finding(asked: "AskedFinding", context: Context) -> None:
    finding = asked.finding
    context.terminal.tell(
        N_("{reply}:{position}  {item}: {kind}. {text}"),
        reply=asked.reply[:12],
        position=asked.position,
        item=finding.item,
        kind=Text(finding.kind.text("zh"), finding.kind.text("en")),
        text=finding.text,
    )
    if asked.is_answered:
        context.terminal.tell(
            N_("  Answered: {text} Changed answers: {changed}"),
            text=asked.answer.text or "—",
            changed=list(asked.changed) or "—",
        )


def _import(options: Namespace, context: Context) -> int:
    from models.workspace.office.server import ServerOffice
    from reports.acts.factory import judged, replies_now, take_in
    from reports.exchange.replying import reply_at_office
    from reports.verification import TrustStore

    now = datetime.now().astimezone()
    file = Path(options.target)
    came = None if options.store else judged(file, context.data_folder, now)
    with open_office(options, context) as office:
        if isinstance(office, ServerOffice) or came is None:
            assert isinstance(office, ServerOffice), "a store was named"
            standing, was_here = reply_at_office(office, file, now)
        else:
            taken = take_in(office, came)
            was_here = taken.was_here
            trust = TrustStore(context.data_folder).trust()
            now_in_case = replies_now(office, taken.reply.review.case_number, trust, now)
            standing = next(each for each in now_in_case if each.reply.digest == taken.reply.digest)
    context.terminal.answer(_json(standing, was_here=was_here))
    _tell(standing, context, was_here=was_here)
    return 0


def _json(reply: "ReplyNow", *, was_here: bool) -> dict[str, object]:
    from reports.reply import entry_of

    review = reply.reply.review
    return {
        "digest": reply.reply.digest,
        "base_digest": reply.reply.base_digest,
        "case": review.case_number,
        "version": review.version,
        "answers": review.base_digest,
        "reply_no": review.reply_no,
        "scope": review.scope.value,
        "supersedes": review.supersedes or None,
        "reviewer": review.reviewer,
        "organisation": review.organisation,
        "signer": reply.reply.signer,
        "trusted": reply.trusted,
        "standing": reply.standing.value,
        "was_here": was_here,
        "conclusion": review.conclusion,
        "findings": [entry_of(finding) for finding in review.findings],
    }


def _tell(reply: "ReplyNow", context: Context, *, was_here: bool) -> None:
    review, terminal = reply.reply.review, context.terminal
    if was_here:
        terminal.tell(N_("This reply had been imported before; it is kept once."))
    terminal.say(
        counted(
            "Reply by {name} to version {version} of case {case}: {count} remark; {standing}.",
            "Reply by {name} to version {version} of case {case}: {count} remarks; {standing}.",
            name=review.reviewer,
            version=review.version,
            case=review.case_number,
            count=len(review.findings),
            standing=Text(reply.standing.text("zh"), reply.standing.text("en")),
        )
    )
    if reply.problem is not None:
        terminal.say(reply.problem)
    elif reply.signature is not None and not reply.trusted:
        terminal.say(reply.signature.trust_note)
