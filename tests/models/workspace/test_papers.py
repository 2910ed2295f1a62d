"""Reports, replies and reviews are kept with their bytes."""

import hashlib

import pytest

from models.case import ReportKind
from models.review import Finding, FindingKind, Review
from models.storage.errors import EvidenceChanged, EvidenceMissing
from models.workspace import Workspace

PDF = b"%PDF-1.7 signed"


def test_a_report_is_kept_with_its_bytes_and_its_digest(workspace: Workspace, clock) -> None:
    """What was signed can be had again byte for byte."""
    kept = workspace.keep_report(ReportKind.REPORT, "ZJ-1", 1, "宏达.pdf", PDF)
    assert (kept.digest, kept.size_bytes, kept.verdict) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "")
    assert kept.kept_at == clock.now
    assert workspace.reports() == (kept,)
    assert workspace.report_bytes(kept.digest) == PDF


def test_the_same_report_is_kept_once_and_its_verdict_can_change(workspace: Workspace, clock) -> None:
    """A report opened twice is single row; the last verdict is shown with its time."""
    first = workspace.keep_report(ReportKind.REPORT, "ZJ-1", 1, "a.pdf", PDF, verdict="untrusted")
    workspace.keep_report(ReportKind.REPORT, "ZJ-1", 1, "b.pdf", PDF)
    workspace.note_verdict(first.digest, "valid")
    (kept,) = workspace.reports("ZJ-1")
    assert (kept.name, kept.verdict, kept.verdict_at) == ("a.pdf", "valid", clock.now)


def test_reports_are_listed_by_case_and_kind_newest_first(workspace: Workspace) -> None:
    """An assessor's inbox holds reports of cases that are not here."""
    workspace.keep_report(ReportKind.REPORT, "ZJ-1", 1, "1.pdf", b"1")
    workspace.keep_report(ReportKind.REPORT, "ZJ-2", 1, "2.pdf", b"2")
    workspace.keep_report(ReportKind.REPLY, "ZJ-1", 1, "3.pdf", b"3")
    assert [kept.name for kept in workspace.reports()] == ["3.pdf", "2.pdf", "1.pdf"]
    assert [kept.name for kept in workspace.reports("ZJ-1")] == ["3.pdf", "1.pdf"]
    assert [kept.name for kept in workspace.reports(kind=ReportKind.REPORT)] == ["2.pdf", "1.pdf"]


def test_a_report_whose_file_is_gone_or_changed_is_told(workspace: Workspace) -> None:
    """A kept report is compared with its digest when it is read."""
    kept = workspace.keep_report(ReportKind.REPORT, "ZJ-1", 1, "宏达.pdf", PDF)
    (file,) = [path for path in (workspace.folder / "reports").rglob("*") if path.is_file()]
    file.write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(EvidenceChanged, match="宏达"):
        workspace.report_bytes(kept.digest)
    file.unlink()
    with pytest.raises(EvidenceMissing, match="宏达"):
        workspace.report_bytes(kept.digest)


def _review(reviewer: str = "王工", *findings: Finding) -> Review:
    return Review("ZJ-1", 1, "a" * 64, reviewer, "市工信局", findings, "原则同意")


def test_a_review_comes_back_with_its_findings_in_order(workspace: Workspace) -> None:
    """All remarks of an assessor are kept as they were made."""
    review = _review(
        "王工",
        Finding("scenarios.SC10", FindingKind.DOUBTFUL, "请补充照片"),
        Finding("basic.BR1", FindingKind.CONFIRMED, ""),
        Finding("report", FindingKind.NOTE, "总体较好"),
    )
    workspace.keep_review(review)
    assert workspace.reviews("ZJ-1") == (review,)
    assert workspace.reviews(report_digest="a" * 64) == (review,)
    assert workspace.reviews("ZJ-2") == ()


def test_a_review_saved_again_replaces_the_earlier_one_of_the_same_person(workspace: Workspace) -> None:
    """Findings can be worked on over days; another assessor's stay beside them."""
    workspace.keep_review(_review("王工", Finding("report", FindingKind.NOTE, "初稿")))
    workspace.keep_review(_review("李工"))
    final = _review("王工", Finding("report", FindingKind.NOTE, "定稿"))
    workspace.keep_review(final)
    assert workspace.reviews() == (final, _review("李工"))
