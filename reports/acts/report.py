"""The report: frozen, worked out, drawn, signed, written, kept; and what is written beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.assessment import Assessment, AssessmentState
from models.catalogue import Catalogue
from models.errors import ApplicationError, handles_told
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.files import write_bytes
from models.language import N_, Language
from models.roadmap import Roadmap
from reports.acts.over_time import note_place
from reports.acts.pen import Pen
from reports.acts.signed_file import SignedFile, write_signed
from reports.content import content_of
from reports.payload import AnswerTo, HistoryLine, ReportOptions, payload
from reports.pdf import redrawn
from reports.signing import certify
from reports.verification import DocumentKind
from reports.verification.publisher import publisher_lines

if TYPE_CHECKING:
    from models.workspace import Workspace


class NotFrozen(ApplicationError):
    """A report of a draft was to be signed."""

    code = "not_frozen"
    message = N_("{name} was not signed: its version is still a draft. Nothing was written; freeze the version first.")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class ReportSource:
    """What a report is made from."""

    evaluation: Evaluation
    roadmap: Roadmap | None = None
    """None leaves the chapter out."""
    catalogue: Catalogue | None = None
    """The measures behind the roadmap."""
    options: ReportOptions | None = None
    """Language, edition, cover."""
    history: tuple[HistoryLine, ...] = ()
    """The changes to be listed, oldest first."""
    answers_to: tuple[AnswerTo, ...] = ()
    """What the factory answers to findings on earlier versions."""


def frozen(assessment: Assessment, now: datetime) -> Assessment:
    """Returns the version as it is signed: frozen now, unless it was frozen before.

    Args:
        assessment: a draft or a frozen version.
        now: with a time zone.
    """
    if assessment.state is AssessmentState.FROZEN:
        return assessment
    return replace(assessment, state=AssessmentState.FROZEN, frozen_on=now.isoformat(timespec="seconds"))


class PlanOfOtherAnswers(ApplicationError):
    """A report was to be made with a plan that does not follow from its answers."""

    code = "plan_of_other_answers"
    message = N_(
        "The roadmap was worked out from other answers or measures than this report has. Nothing was written; work it out again, or leave it out of the report."
    )
    exit_code = 1


@handles_told()
def report_data(source: ReportSource, now: datetime) -> bytes:
    """Returns the data of a report, from which its pages, its workbook and its texts are made.

    The answers are judged for the day of the report. The moment in which the version was frozen closes its history.

    Args:
        source: what it is made from.
        now: with a time zone; becomes the date of the report.

    Raises:
        PlanOfOtherAnswers: when the plan is not one of these answers and measures.
        BrokenPackSignature: when a pack is not what its publisher signed.
    """
    evaluation, history = source.evaluation, list(source.history)
    assessment = evaluation.assessment
    if evaluation.day != now.date():
        evaluation = evaluate(assessment, evaluation.rulebook, now.date())
    _check_plan(evaluation, source)
    if assessment.frozen_on:
        history.append(HistoryLine(assessment.frozen_on, None, version=assessment.version))
    return payload(
        evaluation,
        source.roadmap,
        source.catalogue,
        created=now.isoformat(timespec="seconds"),
        options=source.options,
        history=history,
        answers_to=source.answers_to,
        publishers=publisher_lines((*evaluation.rulebook.packs, *(source.catalogue.packs if source.catalogue else ()))),
    )


def _check_plan(evaluation: Evaluation, source: ReportSource) -> None:
    from models.planner import NotThisPlan, told_again

    plan, catalogue = source.roadmap, source.catalogue
    if plan is None or catalogue is None:
        return
    try:
        holds = told_again(evaluation, catalogue, plan) == plan
    except (NotThisPlan, ApplicationError) as error:
        raise PlanOfOtherAnswers from error
    if not holds:
        raise PlanOfOtherAnswers


def drawn(data: bytes) -> bytes:
    """Returns the report as PDF, not yet signed: its pages come from the data attached to it and nothing else."""
    return redrawn(data)


def sign_report(data: bytes, path: Path, pen: Pen) -> SignedFile:
    """Draws the report of a frozen version, signs it as its manager, verifies it, writes it and reads it back.

    Args:
        data: from `report_data`.
        path: where to write it.
        pen: of the manager.

    Raises:
        NotFrozen: when the version is a draft.
        NotSoundAfterSigning: when what was signed does not verify; nothing is written.
        ApplicationError: when it could not be signed, as `reports.signing.certify`, or not be written.
    """
    if json.loads(data)["case"]["state"] != AssessmentState.FROZEN:
        raise NotFrozen(name=path.name)
    signed = certify(drawn(data), pen.identity, pen.now, pen.options)
    return write_signed(path, signed, DocumentKind.REPORT, pen.now, pen.data_folder)


def write_report(data: bytes, path: Path) -> bytes:
    """Draws the report without a signature, writes it, reads it back, and returns it.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    pdf = drawn(data)
    write_bytes(path, pdf)
    return pdf


def write_workbook(data: bytes, path: Path, language: Language) -> None:
    """Writes all that the report says as a workbook, and reads it back.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    from reports.spreadsheet import write_spreadsheet

    write_bytes(path, write_spreadsheet(content_of(data), language))


def write_texts(data: bytes, path: Path, language: Language, limits: Mapping[str, int]) -> None:
    """Writes the scenario texts in the order of the online form as a Word file, and reads it back.

    Args:
        data: from `report_data`.
        path: where to write it.
        language: of the file.
        limits: most characters of each field that has a limit; longer texts are marked.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    from reports.wordfile import write_word

    write_bytes(path, write_word(content_of(data), language, limits))


def keep_report(workspace: "Workspace", report: SignedFile, assessment: Assessment) -> None:
    """Keeps a copy of a signed report with the version that it is about.

    Args:
        workspace: the open data folder.
        report: the signed report.
        assessment: the version; its number is not in a de-identified edition.

    Raises:
        ApplicationError: when the copy cannot be kept.
    """
    signer = report.verdict.signatures[0].facts
    kept = workspace.keep_report(
        assessment.case_number,
        assessment.version,
        report.path.name,
        report.data,
        base_digest=report.verdict.stages[0],
        verdict=report.verdict.kind.value,
        signer=" · ".join(filter(None, (signer.name, signer.organisation))),
    )
    note_place(workspace, kept.digest, report.path)
