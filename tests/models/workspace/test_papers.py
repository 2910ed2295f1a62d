"""Reports and replies are kept with their bytes."""

import hashlib

import pytest

from models.case import ReportKind
from models.review import Attachment, Finding, FindingKind, RemarkSeverity
from models.storage.errors import EvidenceChanged, EvidenceMissing
from models.workspace import Workspace
from tests.models.replies import keep_reply
from tests.models.workspace.conftest import TurnedClock

PDF = b"%PDF-1.7 signed"


def test_a_report_is_kept_with_its_bytes_and_its_digest(workspace: Workspace, clock: TurnedClock) -> None:
    """What was signed can be had again byte for byte."""
    kept = workspace.keep_report("ZJ-1", 1, "宏达.pdf", PDF)
    assert (kept.digest, kept.size_bytes, kept.verdict) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "")
    assert kept.kept_at == clock.now
    assert workspace.reports() == (kept,)
    assert workspace.report_bytes(kept.digest) == PDF


def test_the_same_report_is_kept_once_and_its_verdict_can_change(workspace: Workspace, clock: TurnedClock) -> None:
    """A report opened twice is one row; the last verdict is shown with its time."""
    first = workspace.keep_report("ZJ-1", 1, "a.pdf", PDF, verdict="untrusted")
    workspace.keep_report("ZJ-1", 1, "b.pdf", PDF)
    workspace.note_verdict(first.digest, "valid")
    (kept,) = workspace.reports("ZJ-1")
    assert (kept.name, kept.verdict, kept.verdict_at) == ("a.pdf", "valid", clock.now)


def test_reports_are_listed_by_case_and_kind_newest_first(workspace: Workspace) -> None:
    """An assessor's inbox holds reports of cases that are not here."""
    workspace.keep_report("ZJ-1", 1, "1.pdf", b"1")
    workspace.keep_report("ZJ-2", 1, "2.pdf", b"2")
    keep_reply(workspace, b"3")
    assert [kept.name for kept in workspace.reports()] == ["回函.pdf", "2.pdf", "1.pdf"]
    assert [kept.name for kept in workspace.reports("ZJ-1")] == ["回函.pdf", "1.pdf"]
    assert [kept.name for kept in workspace.reports(kind=ReportKind.REPORT)] == ["2.pdf", "1.pdf"]


def test_a_report_whose_file_is_gone_or_changed_is_told(workspace: Workspace) -> None:
    """A kept report is compared with its digest when it is read."""
    kept = workspace.keep_report("ZJ-1", 1, "宏达.pdf", PDF)
    (file,) = [path for path in (workspace.folder / "reports").rglob("*") if path.is_file()]
    file.write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(EvidenceChanged, match="宏达"):
        workspace.report_bytes(kept.digest)
    file.unlink()
    with pytest.raises(EvidenceMissing, match="宏达"):
        workspace.report_bytes(kept.digest)


def test_a_reply_comes_back_with_all_that_its_findings_say(workspace: Workspace) -> None:
    """In their order, and its file as it came."""
    reply = keep_reply(
        workspace,
        PDF,
        Finding("scenarios.SC10", FindingKind.DOUBTFUL, "请补充照片", "partial", RemarkSeverity.MAJOR, "2027-03-31"),
        Finding("basic.BR1", FindingKind.CONFIRMED, attachments=(Attachment("d" * 64, "现场.jpg"),)),
        Finding("report", FindingKind.NOTE, "总体较好"),
    )
    assert workspace.replies("ZJ-1") == (reply,)
    assert workspace.replies("ZJ-2") == ()
    assert workspace.report_bytes(reply.digest) == PDF


def test_a_reply_is_kept_once_and_takes_nothing_away(workspace: Workspace) -> None:
    """The same file again changes nothing; another of the same name and organisation stands beside it."""
    first = keep_reply(workspace, b"%PDF 1", Finding("report", FindingKind.NOTE, "一"))
    again = keep_reply(workspace, b"%PDF 1", Finding("report", FindingKind.NOTE, "一"))
    other = keep_reply(workspace, b"%PDF 2", Finding("report", FindingKind.NOTE, "二"), signer="e" * 64)
    assert first == again
    assert set(workspace.replies("ZJ-1")) == {first, other}


def test_the_replies_of_a_case_go_with_it(workspace: Workspace) -> None:
    """And only with it, when it is removed for good."""
    number = workspace.create_case("ZJ-1").case_number
    keep_reply(workspace, PDF, Finding("report", FindingKind.NOTE, "一"))
    workspace.delete_case(number)
    assert len(workspace.replies("ZJ-1")) == 1
    workspace.forget_case(number)
    assert workspace.replies("ZJ-1") == ()
