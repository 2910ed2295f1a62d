"""The assessor's answer: findings in, signed reply out, and in again at the manager's."""

import json
from datetime import timedelta

import pytest

import resources
from models.language import Language
from models.review import Attachment, Finding, FindingKind, RemarkSeverity, Scope
from reports.acts.note import verdict_note
from reports.acts.reply import NotASoundReply, ReportNotSound, UnknownItem, item_titles, review_of, signed_reply
from reports.reply import Findings, InvalidFindings, read_findings, write_findings
from reports.reply.document import InvalidReply, read_reply
from reports.signing import Role
from reports.verification import DocumentKind, VerdictKind
from tests.reports.attacks.boasters import with_plan
from tests.reports.papers import LATER, NOW, assessor, reply, report, sign_anyway, stranger, trust, verdict

SAID = Findings(
    (
        Finding("basic.BR1", FindingKind.DOUBTFUL, "请补充\n设备联网的照片。"),
        Finding("scenarios.SC10", FindingKind.CONFIRMED, "现场属实。"),
        Finding("report", FindingKind.NOTE, "总体清楚 <b>&amp;</b> “引号”"),
    ),
    "总体属实，补充一项材料。",
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reply_comes_back_as_the_review_that_was_given(language: Language) -> None:
    """Signed, verified, imported: the same remarks, bound to the report's digest."""
    received = verdict(report().signed)
    answer = verdict(signed_reply(received, SAID, assessor(), NOW + timedelta(days=1), language))
    assert (answer.kind, answer.document, answer.case, answer.version) == (
        VerdictKind.VALID,
        DocumentKind.REPLY,
        "2026-2",
        1,
    )
    review = review_of(answer)
    assert (review.base_digest, review.stages, review.case_id) == (
        received.stages[0],
        received.stages,
        received.case_id,
    )
    assert (answer.answers, answer.case_id) == (received.base_digest, received.case_id)
    assert (review.findings, review.conclusion) == (SAID.findings, SAID.conclusion)
    assert (review.reviewer, review.organisation) == ("李评", "省工业和信息化厅")
    assert review.count(FindingKind.DOUBTFUL) == 1
    assert review.of("basic.BR1")[0].kind is FindingKind.DOUBTFUL


def test_a_confirmation_needs_no_words() -> None:
    """It is signed and verifies like any other remark; whatever is not simply confirmed says why."""
    received = verdict(report().signed)
    said = Findings((Finding("basic.BR1", FindingKind.CONFIRMED, ""),), "属实。")
    answer = verdict(signed_reply(received, said, assessor(), NOW + timedelta(days=1)))
    assert answer.kind is VerdictKind.VALID
    assert review_of(answer).findings == said.findings
    for kind in (FindingKind.DOUBTFUL, FindingKind.REFUSED, FindingKind.NOTE):
        silent = Findings((Finding("basic.BR1", kind, " "),), "有疑问。")
        with pytest.raises(InvalidFindings, match=r"in finding 1, the remark is missing"):
            signed_reply(received, silent, assessor(), NOW)


@pytest.mark.parametrize(
    "name",
    ["/home/wang/评审/report.pdf", r"C:\Users\wang\report.pdf", r"\\server\share\report.pdf", "inbox.zip/report.pdf"],
)
def test_a_note_names_the_file_without_its_folder(name: str) -> None:
    """A path tells a login and how somebody keeps papers; neither leaves with the note."""
    note = verdict_note(verdict(report().signed, name=name), assessor(), NOW + timedelta(days=1))
    checked = verdict(note)
    assert checked.kind is VerdictKind.VALID
    assert json.loads(checked.payload)["verdict"]["file"] == "report.pdf"


def test_a_note_says_what_was_not_proven() -> None:
    """What rests on the signer's word stands in the note as in the verdict: it says no more than was proven."""
    judged = verdict(with_plan(lambda _: None), now=LATER)
    note = verdict(verdict_note(judged, assessor(), LATER))
    assert note.kind is VerdictKind.VALID
    said = json.loads(note.payload)["verdict"]["notes"]
    assert "that no plan is better" in " ".join(line["en"] for line in said)
    assert [line["zh"] for line in said] == [line.text("zh") for line in judged.notes]


def test_a_report_of_an_unknown_signer_may_be_answered() -> None:
    """The telephone call can come later."""
    from reports.verification import Trust

    assert signed_reply(verdict(report().signed, Trust()), SAID, assessor(), NOW)


def test_a_changed_report_is_not_answered() -> None:
    """The reason is that of the verdict."""
    with pytest.raises(ReportNotSound, match="not as it was when signed"):
        signed_reply(verdict(report().signed + b"x"), SAID, assessor(), NOW)


def test_what_could_not_be_read_back_is_not_signed() -> None:
    """A reply without a conclusion is refused before signing, not by the receiver's verifier."""
    with pytest.raises(InvalidFindings):
        signed_reply(verdict(report().signed), Findings((), ""), assessor(), NOW)


@pytest.mark.parametrize(
    ("item", "held"),
    [
        ("basic.NOPE", False),
        ("scenarios.SC99", False),
        ("mars", False),
        ("maturity", False),
        ("scenarios.SC10.ai", True),
        ("maturity.P1.level2", True),
    ],
)
def test_a_finding_on_what_the_report_does_not_hold_is_not_signed(item: str, *, held: bool) -> None:
    """A mistyped id would reach the manager as a remark on nothing; the refusal names it."""
    said = Findings((Finding(item, FindingKind.NOTE, "?"),), "?")
    if held:
        assert signed_reply(verdict(report().signed), said, assessor(), NOW)
        return
    with pytest.raises(UnknownItem, match=item):
        signed_reply(verdict(report().signed), said, assessor(), NOW)


def test_a_reply_is_not_answered() -> None:
    """Only reports are."""
    with pytest.raises(ReportNotSound):
        signed_reply(verdict(reply()), SAID, assessor(), NOW)


def test_a_report_is_no_reply() -> None:
    """Nor is what was changed since; the sentence says which of the two."""
    with pytest.raises(NotASoundReply, match="It is a report"):
        review_of(verdict(report().signed))
    with pytest.raises(NotASoundReply, match="not as it was when signed"):
        review_of(verdict(reply() + b"x"))


def test_everything_that_a_reviewer_may_say_comes_back() -> None:
    """Own rating, severity, due date, attachments, number, what it replaces; what is confirmed needs no remark."""
    said = Findings(
        (
            Finding("scenarios.SC10", FindingKind.CONFIRMED),
            Finding(
                "basic.BR1",
                FindingKind.DOUBTFUL,
                "请补充照片。",
                "partly",
                RemarkSeverity.MAJOR,
                "2027-03-31",
                (Attachment("cd" * 32, "现场.jpg"),),
            ),
        ),
        "补充一项。",
        Scope.SUPPLEMENT,
        2,
        "ab" * 32,
    )
    assert read_findings(write_findings(said), "f.json") == said
    review = review_of(verdict(signed_reply(verdict(report().countersigned), said, assessor(), NOW)))
    assert review.findings == said.findings
    assert (review.scope, review.reply_no, review.supersedes) == (Scope.SUPPLEMENT, 2, "ab" * 32)
    assert review.base_digest == verdict(report().signed).base_digest
    assert len(review.stages) == 2
    assert review.factory == "宏达机械有限公司 一号厂"


def test_what_is_not_confirmed_needs_a_remark() -> None:
    """The sentence names the finding as a person counts."""
    value = {"format": "zhijie-findings", "format_version": 1, "conclusion": "见下。"}
    value["findings"] = [{"item": "report", "kind": "confirmed"}, {"item": "basic.BR1", "kind": "refused"}]
    with pytest.raises(InvalidFindings, match="in finding 2, the remark is missing"):
        read_findings(json.dumps(value).encode(), "f.json")


def test_a_reply_under_another_name_than_its_signer_is_refused() -> None:
    """Even when the signer is trusted."""
    from reports.reply.document import write_reply

    answer = read_reply(verdict(reply()).payload)
    signed = sign_anyway(write_reply(answer), stranger(), Role.REVIEWER)
    assert verdict(signed, trust(stranger())).kind is VerdictKind.CHANGED


def test_a_reply_shows_what_its_data_say() -> None:
    """A remark edited in the data alone is noticed."""
    import re

    from reports.reply.document import write_reply
    from reports.verification.integrity.base import payload_of
    from tests.reports.attacks.collection import find, last, rebuilt

    unsigned = write_reply(read_reply(verdict(reply()).payload))
    number = find(unsigned, rb"/Type /EmbeddedFile")
    data = payload_of(last(unsigned)).replace("属实。".encode(), "不实。".encode())
    head = re.sub(rb" /Filter /FlateDecode", b"", last(unsigned).dictionary(number))
    head = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(data), head)
    lying = rebuilt(unsigned, {number: head + b"\nstream\n" + data + b"\nendstream"})
    assert verdict(sign_anyway(lying, assessor(), Role.REVIEWER)).kind is VerdictKind.CHANGED


def test_items_are_called_what_the_report_calls_them() -> None:
    """Conditions and scenarios, by each of the ids that findings use."""
    titles = item_titles(verdict(report().signed).payload)
    assert titles["scenarios.SC10"] == titles["SC10"]
    assert any(item.startswith("basic.") for item in titles)
    assert all(title.zh and title.en for title in titles.values())


def test_findings_survive_their_file() -> None:
    """Written and read, they are the same."""
    assert read_findings(write_findings(SAID), "f.json") == SAID
    assert read_findings(b"\xef\xbb\xbf" + write_findings(SAID), "f.json") == SAID


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "“format” is not"),
        (b'{"format": "zhijie-case"}', "“zhijie-findings”"),
        (b'{"format": "zhijie-findings", "format_version": 2}', "newer version"),
        (b"[" * 100_000, "not JSON"),
        (b'{"conclusion": "a", "conclusion": "b"}', "twice"),
        (b" " * 5_000_000, "larger than"),
    ],
)
def test_a_file_that_holds_no_findings_says_what_is_wrong(data: bytes, why: str) -> None:
    """In one sentence; input that cannot be read has exit code 2."""
    with pytest.raises(InvalidFindings, match=why) as caught:
        read_findings(data, "f.json")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": None}, r"in the file, this is missing: “format” \(zhijie-findings\)\."),
        ({"format_version": "1"}, r"in the file, “format_version” must be 1\."),
        ({"extra": 1}, r"in the file, “extra” is not known; remove it\. Known are: format, format_version"),
        ({"conclusions": "x"}, r"“conclusions” is not known; did you mean “conclusion”\?"),
        ({"conclusion": None}, r"in the file, this is missing: “conclusion” \(a text\)\."),
        ({"conclusion": ""}, r"“conclusion” must have 1 to 4000 characters, and it has 0\."),
        ({"conclusion": 5}, r"“conclusion” must be a text\."),
        ({"findings": "none"}, r"“findings” must be a list\."),
        (
            {"findings": [{"item": "x", "kind": "maybe", "text": "y"}]},
            "one of: confirmed, corrected, doubtful, refused, note",
        ),
        (
            {"findings": [{"item": "x", "kind": "Note", "text": "y"}]},
            r"in finding 1, “kind” is “Note”; did you mean “note”",
        ),
        ({"findings": [{"item": "../x", "kind": "note", "text": "y"}]}, r"like one of: basic\.BR1"),
        ({"findings": [{"item": "x", "kind": "note"}]}, r"in finding 1, the remark is missing"),
        (
            {"findings": [{"item": "x", "kind": "note", "text": "y"}, {}]},
            r"in finding 2, this is missing: “item” \(such as basic\.BR1\); “kind” \(confirmed, .*\)\.",
        ),
    ],
)
def test_findings_that_break_the_schema_say_where(change: dict[str, object], why: str) -> None:
    """The entry, its place as people count, and what is expected are named; the answer is no, exit code 1."""
    data = {key: value for key, value in (json.loads(write_findings(SAID)) | change).items() if value is not None}
    with pytest.raises(InvalidFindings, match=why) as caught:
        read_findings(json.dumps(data).encode(), "f.json")
    assert caught.value.exit_code == 1
    assert "{" not in caught.value.text("zh")


@pytest.mark.parametrize("name", ["findings-1", "reply-1", "note-1"])
def test_a_schema_is_published(name: str) -> None:
    """As JSON with a title."""
    assert json.loads(resources.text(f"schema/{name}.json"))["title"]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format":"zhijie-reply"}'])
def test_data_that_is_no_reply_is_refused(data: bytes) -> None:
    """With its sentence."""
    with pytest.raises(InvalidReply):
        read_reply(data)


@pytest.mark.parametrize("make", [lambda: report().signed, lambda: report().signed + b"x", lambda: b"hello"])
def test_any_verdict_can_be_kept_as_a_signed_note(make: object) -> None:
    """It is one of our documents, and says what was found."""
    assert callable(make)
    judged = verdict(make())
    note = verdict(verdict_note(judged, assessor(), NOW, "en"))
    assert (note.kind, note.document) == (VerdictKind.VALID, DocumentKind.NOTE)
    said = json.loads(note.payload)["verdict"]
    assert (said["kind"], said["digest"]) == (judged.kind.value, judged.digest)


def test_letters_are_composed_before_they_are_signed() -> None:
    """Whatever a Mac's keyboard took apart: remark, conclusion, name of an attachment."""
    apart, whole = "Cafe\u0301", "Caf\u00e9"
    attached = (Attachment("0" * 64, f"{apart}.jpg"),)
    said = Findings((Finding("basic.BR1", FindingKind.DOUBTFUL, apart, attachments=attached),), apart)
    review = review_of(verdict(signed_reply(verdict(report().signed), said, assessor(), NOW + timedelta(days=1))))
    assert (review.conclusion, review.findings[0].text) == (whole, whole)
    assert review.findings[0].attachments[0].name == f"{whole}.jpg"
    assert read_findings(write_findings(said), "f.json").conclusion == whole
