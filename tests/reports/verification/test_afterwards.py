"""What other programs write behind our signatures: never valid, and told apart fairly."""

from io import BytesIO

import pikepdf
import pytest

from reports.signing import Role, countersign
from reports.signing.sign import NotSignable
from reports.signing.timestamp import NotStampable, request_by_file
from reports.verification import VerdictKind
from reports.verification.integrity.later_writing import foreign_signatures, signed_part
from tests.reports.attacks.certifying import with_pyhanko
from tests.reports.attacks.collection import SCORE, find, last, pages, stream, with_revision
from tests.reports.papers import NOW, assessor, manager, report, verdict


def test_a_countersignature_of_another_program_is_no_change() -> None:
    """An assessor who signed in the right box with pyHanko is told what to do, and nobody is called a forger."""
    judged = verdict(with_pyhanko(report().signed, "assessor2"))
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "李评 signed in the box for assessor 2 with a program other than Zhijie" in judged.reason.text("en")
    assert "Ask 李评 to countersign the file by 张伟 with Zhijie" in judged.advice("en")
    assert f"its first {len(report().signed)} bytes" in judged.notes[0].text("en")


def test_two_programs_may_sign_one_after_the_other() -> None:
    """Ours, then two of another's: each is named by its box."""
    data = with_pyhanko(with_pyhanko(report().countersigned, "assessor2"), "consultant")
    part = signed_part(data)
    assert part is not None
    assert [signature.role for signature in part.signatures] == [Role.MANAGER, Role.ASSESSOR_1]
    assert [signature.role for signature in foreign_signatures(data, part)] == [Role.CONSULTANT, Role.ASSESSOR_2]


def test_nobody_signs_behind_another_program() -> None:
    """The sentence says why."""
    with pytest.raises(NotSignable, match="another program has written or saved it"):
        countersign(with_pyhanko(report().signed, "assessor1"), assessor(), Role.ASSESSOR_2, NOW)


def test_a_page_changed_beside_a_foreign_signature_is_a_change() -> None:
    """Before the signature, in a revision of its own, or behind it."""
    signed = report().signed
    content = find(signed, rb"/Type /Page ")
    assert content in pages(signed)
    painted = {content: last(signed).dictionary(content).replace(b"/Contents", b"/Contents 1 0 R /Other")}
    before = with_pyhanko(with_revision(signed, painted), "assessor1")
    behind = with_pyhanko(signed, "assessor1")
    for evil in (before, behind + b"\n", behind + stream(SCORE), behind.replace(b"/SubFilter", b"/SubFiltre", 3)):
        assert verdict(evil).kind is VerdictKind.CHANGED


def test_a_damaged_foreign_signature_is_a_change() -> None:
    """One that does not hold is no signature."""
    data = bytearray(with_pyhanko(report().signed, "assessor1"))
    data[data.rindex(b"/Name") if b"/Name" in data[len(report().signed) :] else data.rindex(b"/M (D:") + 10] ^= 1
    assert verdict(bytes(data)).kind is VerdictKind.CHANGED


def test_bytes_behind_the_end_are_told_for_what_they_are() -> None:
    """A mail program's line feed, other bytes, and how much of the file is still as it was signed."""
    for tail, said in ((b"\r\n", "2 blank bytes"), (b"hello", "5 bytes that do not belong to it")):
        judged = verdict(report().countersigned + tail)
        assert judged.kind is VerdictKind.CHANGED
        assert said in judged.reason.text("en")
        assert str(len(report().countersigned)) in judged.notes[0].text("en")


def test_a_report_certified_by_another_program_says_so() -> None:
    """Instead of calling it damaged."""
    judged = verdict(with_pyhanko(report().unsigned, "manager", manager()))
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "another program has written or saved it" in judged.reason.text("en")


@pytest.mark.parametrize(
    "front", [b"\n\n", b"\r\n", b"\xef\xbb\xbf", b"Content-Type: application/pdf\n\n", b"\0" * 128, b"%" * 2000]
)
def test_bytes_in_front_are_told_for_what_they_are(front: bytes) -> None:
    """Empty lines, a mark of an editor, a header: what is signed is whole behind them, and no act takes the file."""
    data = front + report().signed
    judged = verdict(data)
    assert judged.kind is VerdictKind.CHANGED
    said = f"{len(front)} bytes that do not belong to it stand in front of it"
    assert said in judged.reason.text("en")
    assert f"behind its first {len(front)} bytes" in judged.notes[0].text("en")
    with pytest.raises(NotSignable, match=said):
        countersign(data, assessor(), Role.ASSESSOR_1, NOW)
    with pytest.raises(NotStampable, match=said):
        request_by_file(data)


def test_a_bent_report_behind_other_bytes_is_not_called_whole() -> None:
    """A note says that something is intact only where it is."""
    bent = bytearray(report().signed)
    bent[len(bent) // 3] ^= 1
    judged = verdict(b"\n\n" + bytes(bent))
    assert judged.kind is VerdictKind.CHANGED
    assert judged.notes == ()


@pytest.mark.parametrize("act", ["saved", "white box", "cut", "names gone", "linearised"])
def test_what_another_program_saved_anew_is_said_to_hold_no_signed_version(act: str) -> None:
    """Neither "it is not signed" nor a word about how objects are written."""
    out = BytesIO()
    with pikepdf.open(BytesIO(report().signed)) as pdf:
        if act == "white box":
            pdf.pages[0].contents_add(b"q 1 1 1 rg 50 400 400 200 re f Q")
        if act == "cut":
            del pdf.pages[-1]
        if act == "names gone":
            del pdf.Root.Names
        pdf.save(out, linearize=act == "linearised")
    judged = verdict(out.getvalue())
    assert judged.kind is VerdictKind.CHANGED
    assert "saved it anew, and the version that was signed is no longer in it" in judged.reason.text("en")


def test_a_report_whose_objects_were_packed_is_not_simply_another_document() -> None:
    """Its attachment cannot be seen any more; that another program saved it is one of two things said."""
    out = BytesIO()
    with pikepdf.open(BytesIO(report().signed)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    judged = verdict(out.getvalue())
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "another program has saved it anew" in judged.reason.text("en")


def test_a_lost_last_line_end_is_told() -> None:
    """One byte short: nobody is said to have saved it anew."""
    judged = verdict(report().signed[:-1])
    assert judged.kind is VerdictKind.CHANGED
    assert "the end of its last line is missing" in judged.reason.text("en")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04..%PDF-1.7", b"From: a\n\nJVBERi0xLjcK", b"\xff\xd8\xff", b"", b"\x1f\x8b"]
)
def test_a_letter_or_an_archive_named_like_a_report_is_said_to_be_no_pdf(data: bytes) -> None:
    """By every act that takes a report, instead of "its end is missing"."""
    with pytest.raises(NotSignable, match="not a PDF"):
        countersign(data, assessor(), Role.ASSESSOR_1, NOW)
    with pytest.raises(NotStampable, match="not a PDF"):
        request_by_file(data)
    assert "archive" in verdict(data).reason.text("en")
