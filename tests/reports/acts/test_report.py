"""The report as window and command line both write it: frozen, drawn, signed, verified, written, read back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.assessment import AssessmentState
from models.errors import UnwritableFile
from models.evaluator import evaluate
from reports.acts.pen import Pen
from reports.acts.report import NotFrozen, ReportSource, drawn, frozen, report_data, sign_report, write_report
from reports.acts.signed_file import NotSoundAfterSigning, write_signed
from reports.signing import Options
from reports.verification import DocumentKind, VerdictKind
from tests.factories import DAY
from tests.reports import papers
from tests.reports.sample import assessment, library


def source(state: AssessmentState = AssessmentState.FROZEN) -> ReportSource:
    """The sample factory's report."""
    version = assessment()
    if state is AssessmentState.DRAFT:
        version = replace(version, state=state, frozen_on="")
    return ReportSource(evaluate(version, library().rulebook(version.rulebook), DAY))


def pen() -> Pen:
    """The manager's, now."""
    return Pen(papers.manager(), Options(), papers.NOW)


def test_a_draft_is_frozen_with_the_time_and_only_once() -> None:
    """What is signed is frozen; a version that is frozen already keeps its time."""
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    draft = source(AssessmentState.DRAFT).evaluation.assessment
    closed = frozen(draft, now)
    assert (closed.state, closed.frozen_on) == (AssessmentState.FROZEN, "2026-11-22T09:30:00+00:00")
    assert closed.answers == draft.answers
    assert frozen(closed, datetime.now(UTC)) is closed


def test_the_same_report_twice_is_the_same_file() -> None:
    """Same input and date, same bytes before signing."""
    first, second = (drawn(report_data(source(), papers.NOW)) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def test_a_signed_report_was_verified_and_lies_where_it_should(tmp_path: Path) -> None:
    """The result says what was written and what verification found, and it is the file on the disk."""
    path = tmp_path / "report.pdf"
    signed = sign_report(report_data(source(), papers.NOW), path, pen())
    assert path.read_bytes() == signed.data
    assert (signed.verdict.kind, signed.verdict.document) == (VerdictKind.UNTRUSTED, DocumentKind.REPORT)
    assert signed.telephone_code == papers.manager().facts.telephone_code


def test_a_draft_is_not_signed(tmp_path: Path) -> None:
    """Nothing is written, and the sentence says to freeze the version first."""
    path = tmp_path / "report.pdf"
    with pytest.raises(NotFrozen, match=r"report\.pdf"):
        sign_report(report_data(source(AssessmentState.DRAFT), papers.NOW), path, pen())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("document", [DocumentKind.REPORT, DocumentKind.NOTE])
def test_what_does_not_verify_takes_no_older_file_away(tmp_path: Path, document: DocumentKind) -> None:
    """A byte that is other than signed, or another kind of paper: the file of before stays, and it is said."""
    path = tmp_path / "report.pdf"
    path.write_bytes(b"of before")
    data = bytearray(papers.report().signed)
    if document is DocumentKind.REPORT:
        data[len(data) // 3] ^= 1
    with pytest.raises(NotSoundAfterSigning, match=r"report\.pdf"):
        write_signed(path, bytes(data), document, papers.NOW, None)
    assert path.read_bytes() == b"of before"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_that_takes_no_file_is_named(tmp_path: Path) -> None:
    """What cannot be written is not called written."""
    with pytest.raises(UnwritableFile):
        write_report(report_data(source(), papers.NOW), tmp_path / "absent" / "report.pdf")
