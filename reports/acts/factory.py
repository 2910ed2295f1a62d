"""What a factory does with a reply that came: it is verified, tied to the report that it answers, and kept.

Nothing of a reply changes an answer, and no reply takes another's place when it is imported: which of them count is asked
whenever they are shown, of all that were kept and of whom this computer trusts then.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import files
from models.assessment import AssessmentState
from models.case import KeptReport, ReportKind, VersionSummary
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from models.review import KeptReply, Review, Standing, standings
from reports.acts.reply import NotASoundReply, review_of
from reports.payload.discretion import pseudonym
from reports.signature.revision import Irregular
from reports.verification import (
    LARGEST_FILE_MB,
    Setting,
    SignatureLine,
    Trust,
    TrustStore,
    Verdict,
    VerificationTask,
    case_id_of,
    collect,
    is_container,
    signers_now,
    verify_many,
)

if TYPE_CHECKING:
    from models.workspace import Workspace


class AnswersAnotherReport(ApplicationError):
    """A sound reply that answers no report of the cases in this data folder."""

    code = "answers_another_report"
    message = N_("{name} was not imported: {why} Nothing was changed; {todo}")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that arrived, and what verification says of it."""

    data: bytes
    verdict: Verdict
    """Over the same bytes."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A reply that was kept."""

    reply: KeptReply
    verdict: Verdict
    was_here: bool
    """Whether the same file had been taken in before."""


@dataclass(frozen=True, slots=True)
class ReplyNow:
    """A kept reply and its present standing."""

    reply: KeptReply
    standing: Standing
    signature: SignatureLine | None
    """With whether its signer is trusted now, and why; None where the kept file cannot be read."""
    problem: Sentence | None = None
    """Why the kept file cannot be read; the other replies do not suffer from it."""

    @property
    def trusted(self) -> bool:
        """Whether its signer is trusted now."""
        return self.signature is not None and self.signature.trusted


def judged(path: Path, folder: Path, now: datetime) -> Judged:
    """Reads a file and verifies it; the bytes that were judged are those that are kept.

    Args:
        path: the file that came: a reply, or the letter or archive that holds it.
        folder: the data folder, for whom this computer trusts and for the rule packs.
        now: with a time zone.

    Raises:
        ApplicationError: when the file, or the list of those who are trusted, cannot be read.
        NotASoundReply: when it is a letter or archive that holds no paper, or several.
    """
    task = _within(path) if is_container(path) else None
    task = task or VerificationTask(path.name, data=files.read_bytes(path, LARGEST_FILE_MB))
    setting = Setting(TrustStore(folder).trust(), now, folder)
    return Judged(task.data or b"", verify_many([task], setting)[0])


def _within(path: Path) -> VerificationTask:
    """Returns the only paper in a letter or archive, as a reply comes by e-mail.

    Raises:
        NotASoundReply: when there is none, or more than one.
    """
    collection = collect(path)
    if len(collection.tasks) == 1 and collection.tasks[0].data is not None:
        return collection.tasks[0]
    if collection.tasks:
        several = sentence("It holds {count} papers: save the reply as a file of its own.", count=len(collection.tasks))
        raise NotASoundReply(name=path.name, reason=several)
    why = next((file.why for file in collection.left_out if not file.passed_over), None)
    raise NotASoundReply(name=path.name, reason=why or sentence("There is no report or reply in it."))


def take_in(workspace: "Workspace", came: Judged) -> TakenIn:
    """Keeps a verified reply with the case that it answers.

    Args:
        workspace: the open data folder.
        came: the reply; that its signer is not confirmed yet keeps it from counting, not from being kept.

    Raises:
        NotASoundReply: when the file is no reply, or not as its reviewer signed it.
        AnswersAnotherReport: when the report that it answers is none of this data folder, or its case is in the trash.
        ApplicationError: when it cannot be kept.
    """
    verdict = came.verdict
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
    workspace.keep_reply(reply, verdict.name, came.data, verdict=verdict.kind.value)
    return TakenIn(reply, verdict, was_here)


def replies_now(workspace: "Workspace", case: str, trust: Trust, now: datetime) -> tuple[ReplyNow, ...]:
    """Returns the replies to a case, the last signed first, each with whether it counts now.

    Their soundness was worked out when they were taken in and holds for their digest, which is compared; trust is judged
    here. A reply whose file is missing or was changed does not count, and takes no other's place.
    """
    kept = workspace.replies(case)
    lines: dict[str, SignatureLine] = {}
    problems: dict[str, Sentence] = {}
    for reply in kept:
        try:
            lines[reply.digest] = signers_now(workspace.report_bytes(reply.digest), trust, now)[0]
        except (ApplicationError, Irregular) as error:
            problems[reply.digest] = error.sentence
    standing = standings(kept, {digest for digest, line in lines.items() if line.trusted}, trust.person)
    return tuple(
        ReplyNow(
            reply,
            Standing.DAMAGED if reply.digest in problems else standing[reply.digest],
            lines.get(reply.digest),
            problems.get(reply.digest),
        )
        for reply in kept
    )


def _tied(workspace: "Workspace", review: Review, name: str) -> tuple[str, int]:
    """Returns number and version of the case whose report a review answers.

    The report is known by its certified first revision. Where this folder keeps no report of that version (it was signed
    elsewhere from the same case), the case's id and its frozen version must do.

    Raises:
        AnswersAnotherReport: with what does not fit.
    """
    reports = workspace.reports(kind=ReportKind.REPORT)
    answered = next((report for report in reports if report.base_digest == review.base_digest), None)
    if answered is not None:
        _check_kept(workspace, answered, review, name)
        return answered.case_number, answered.version
    case = _case_of(workspace, review)
    if case is None:
        same_number = any(each.number == review.case_number for each in workspace.cases())
        why, todo = _another_factory(review, same_number)
        raise AnswersAnotherReport(name=name, why=why, todo=todo)
    _check_not_thrown_away(workspace, case, name)
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


def _check_kept(workspace: "Workspace", report: KeptReport, review: Review, name: str) -> None:
    """Refuses a reply that names another case than the kept report that it answers, or one of a case in the trash.

    Raises:
        AnswersAnotherReport: with what does not fit.
    """
    _check_not_thrown_away(workspace, report.case_number, name)
    try:
        case_id = case_id_of(workspace.report_bytes(report.digest))
    except (ApplicationError, Irregular):
        # The kept copy is lost or damaged, which the reply is not to blame for.
        return
    if case_id != review.case_id:
        raise AnswersAnotherReport(
            name=name,
            why=sentence(
                "it names the report on version {version} of case {case} and, at the same time, another case.",
                version=report.version,
                case=report.case_number,
            ),
            todo=sentence("ask the reviewer to answer the report that was sent from here."),
        )


def _check_not_thrown_away(workspace: "Workspace", case: str, name: str) -> None:
    """Refuses a reply to a case in the trash.

    Raises:
        AnswersAnotherReport: when the case is there.
    """
    if any(each.number == case for each in workspace.cases(in_trash=True)):
        raise AnswersAnotherReport(
            name=name,
            why=sentence("it answers case {case}, which is in the trash.", case=case),
            todo=sentence("take the case back from the trash, and import the reply again."),
        )


def _case_of(workspace: "Workspace", review: Review) -> str | None:
    """Returns the case that a review names: by its id, even in the trash, or by the pseudonym of de-identified reports."""
    if not review.case_id:
        return None
    number = workspace.case_with_id(review.case_id)
    if number is not None:
        return number
    for summary in workspace.cases():
        # A case that cannot be read is told where it is opened.
        with contextlib.suppress(ApplicationError):
            if pseudonym(workspace.load(summary.number)) == review.case_id:
                return summary.number
    return None


def _is_frozen(versions: Sequence[VersionSummary], number: int) -> bool:
    return any(each.number == number and each.state is AssessmentState.FROZEN for each in versions)


def _another_factory(review: Review, same_number: bool) -> tuple[Sentence, Sentence]:
    if not review.factory:
        return (
            sentence(
                "it answers a de-identified report, which names no factory: its SHA-256 begins with {digest}, and no report kept here has it.",
                digest=review.base_digest[:12],
            ),
            sentence("import it on the computer from which that report was sent."),
        )
    if same_number:
        why = sentence(
            "it answers the report of another case, of {factory}, that bears the same number {case}.",
            factory=review.factory,
            case=review.case_number,
        )
    else:
        why = sentence(
            "it answers version {version} of case {case}, of {factory}, which is not in this data folder.",
            version=review.version,
            case=review.case_number,
            factory=review.factory,
        )
    return why, sentence("import it on the computer from which that report was sent.")


__all__ = [
    "AnswersAnotherReport",
    "Judged",
    "NotASoundReply",
    "ReplyNow",
    "TakenIn",
    "judged",
    "replies_now",
    "take_in",
]
