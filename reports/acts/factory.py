"""What a factory does with a reply that came: it is verified, tied to the report that it answers, and kept.

Nothing of a reply changes an answer, and no reply takes another's place when it is imported: which of them count is asked
whenever they are shown, of all that were kept and of whom this computer trusts then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from models.assessment import AssessmentState
from models.case import ReportKind, VersionSummary
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from models.review import KeptReply, Review, Standing, standings
from reports.reply import review_of
from reports.reply.sign import NotASoundReply
from reports.verification import SignatureLine, Trust, Verdict, signers_now

if TYPE_CHECKING:
    from models.workspace import Workspace


class AnswersAnotherReport(ApplicationError):
    """A sound reply that answers no report of the cases in this data folder."""

    code = "answers_another_report"
    message = N_("{name} was not imported: {why} Nothing was changed; {todo}")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A reply that was kept."""

    reply: KeptReply
    verdict: Verdict
    was_here: bool
    """Whether the same file had been taken in before."""


@dataclass(frozen=True, slots=True)
class ReplyNow:
    """A kept reply as it stands today."""

    reply: KeptReply
    standing: Standing
    signature: SignatureLine
    """With whether its signer is trusted now, and why."""


def take_in(workspace: "Workspace", verdict: Verdict, data: bytes) -> TakenIn:
    """Keeps a verified reply with the case that it answers.

    Args:
        workspace: the open data folder.
        verdict: over the reply; that its signer is not confirmed yet keeps it from counting, not from being kept.
        data: the whole file.

    Raises:
        NotASoundReply: when the file is no reply, or not as its reviewer signed it.
        AnswersAnotherReport: when the report that it answers is none of this data folder.
        ApplicationError: when it cannot be kept.
    """
    review = review_of(verdict)
    case, version = _tied(workspace, review, verdict.name)
    line = verdict.signatures[0]
    reply = KeptReply(
        verdict.digest,
        verdict.stages[0],
        line.facts.key,
        line.time,
        replace(review, case_number=case, version=version),
    )
    was_here = any(kept.digest == reply.digest for kept in workspace.replies(case))
    workspace.keep_reply(reply, verdict.name, data, verdict=verdict.kind.value)
    return TakenIn(reply, verdict, was_here)


def replies_now(workspace: "Workspace", case: str, trust: Trust, now: datetime) -> tuple[ReplyNow, ...]:
    """Returns the replies to a case, the last signed first, each with whether it counts now.

    Their soundness was worked out when they were taken in and holds for their digest, which is compared; trust is judged
    here.

    Raises:
        ApplicationError: when a kept file is missing or was changed.
    """
    kept = workspace.replies(case)
    lines = {reply.digest: signers_now(workspace.report_bytes(reply.digest), trust, now)[0] for reply in kept}
    standing = standings(kept, {digest for digest, line in lines.items() if line.trusted})
    return tuple(ReplyNow(reply, standing[reply.digest], lines[reply.digest]) for reply in kept)


def _tied(workspace: "Workspace", review: Review, name: str) -> tuple[str, int]:
    """Returns number and version of the case whose report a review answers.

    The report is known by its certified first revision. Where this folder keeps no report of that version (it was signed
    elsewhere from the same case), the case's id and its frozen version must do.

    Raises:
        AnswersAnotherReport: with what does not fit.
    """
    reports = workspace.reports(kind=ReportKind.REPORT)
    for report in reports:
        if report.base_digest == review.base_digest:
            return report.case_number, report.version
    case = workspace.case_with_id(review.case_id) if review.case_id else None
    if case is None:
        same_number = any(each.number == review.case_number for each in workspace.cases())
        why, todo = _another_factory(review, same_number)
        raise AnswersAnotherReport(name=name, why=why, todo=todo)
    if any((report.case_number, report.version) == (case, review.version) for report in reports):
        raise AnswersAnotherReport(
            name=name,
            why=sentence(
                "it answers a report on version {version} of case {case} that was signed elsewhere: its SHA-256 begins with {digest}, and no report kept here has it.",
                version=review.version,
                case=case,
                digest=review.base_digest[:12],
            ),
            todo=sentence("ask the reviewer to answer the report that was sent from here."),
        )
    versions = workspace.versions(case)
    if not _is_frozen(versions, review.version):
        raise AnswersAnotherReport(
            name=name,
            why=sentence(
                "it answers version {version} of case {case}, which was never frozen here; the newest version is {newest}.",
                version=review.version,
                case=case,
                newest=versions[-1].number,
            ),
            todo=sentence("import it where that version was signed, or bring that version here first."),
        )
    return case, review.version


def _is_frozen(versions: Sequence[VersionSummary], number: int) -> bool:
    return any(each.number == number and each.state is AssessmentState.FROZEN for each in versions)


def _another_factory(review: Review, same_number: bool) -> tuple[Sentence, Sentence]:
    who = review.factory or "—"
    if same_number:
        why = sentence(
            "it answers the report of another case, of {factory}, that bears the same number {case}.",
            factory=who,
            case=review.case_number,
        )
    else:
        why = sentence(
            "it answers version {version} of case {case}, of {factory}, which is not in this data folder.",
            version=review.version,
            case=review.case_number,
            factory=who,
        )
    return why, sentence("import it on the computer from which that report was sent.")


__all__ = ["AnswersAnotherReport", "NotASoundReply", "ReplyNow", "TakenIn", "replies_now", "take_in"]
