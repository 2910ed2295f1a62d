"""The letter as a draft, and the evidence that goes with it."""

import hashlib
import io
import json
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from models.assessment import Digest, Evidence
from models.language import Language
from reports.mail import Enclosure, Letter, draft, evidence_bundle
from reports.mail.draft import LetterTooLarge, NotAnAddress
from tests.reports.papers import NOW, manager, report


def _letter(**changes: object) -> Letter:
    facts: dict[str, object] = {
        "to": ("office@example.com",),
        "report": Enclosure("自评报告 2026-2.pdf", report().signed),
        "case_number": "2026-2",
        "version": 3,
        "factory": "宏达机械 一号厂",
        "telephone_code": manager().facts.telephone_code,
    }
    return Letter(**{**facts, **changes})  # type: ignore[arg-type]


def _read(eml: bytes) -> EmailMessage:
    message = message_from_bytes(eml, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _file(data: bytes, name: str = "照片.jpg") -> tuple[Evidence, bytes]:
    return Evidence(Digest(hashlib.sha256(data).hexdigest()), name, "image/jpeg", len(data)), data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_draft_carries_the_report(language: Language) -> None:
    """Unsent, with case and version in the subject, digest and code in the text, and the file as it was."""
    message = _read(draft(_letter(), NOW, language).eml)
    assert message["X-Unsent"] == "1"
    subject = str(message["Subject"]).replace("\xa0", " ")
    assert "2026-2" in subject
    assert "3" in subject
    assert "宏达机械 一号厂" in subject
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert hashlib.sha256(report().signed).hexdigest() in text
    assert manager().facts.telephone_code in text
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "自评报告 2026-2.pdf"
    assert attached.get_content() == report().signed
    assert attached.get_content_type() == "application/pdf"


def test_a_draft_names_no_computer_and_no_person() -> None:
    """Neither sender nor message id: the mail program adds its own."""
    message = _read(draft(_letter(), NOW).eml)
    assert set(message.keys()) == {"To", "Subject", "Date", "X-Unsent", "MIME-Version", "Content-Type"}


def test_the_same_letter_gives_the_same_bytes() -> None:
    """So that a draft can be compared with what was written."""
    assert draft(_letter(), NOW).eml == draft(_letter(), NOW).eml


@pytest.mark.parametrize("address", ["", "x", "a@", "@b", "a@b\nBcc: c@d", "a b@c", "a@b, c@d", "a..b@c", "<a@b>"])
def test_what_is_no_address_is_refused(address: str) -> None:
    """Nobody smuggles a header or a second receiver in."""
    with pytest.raises(NotAnAddress):
        draft(_letter(to=(address,)), NOW)


def test_a_line_break_in_a_name_breaks_no_header() -> None:
    """In factory, case or file name."""
    letter = _letter(factory="a\r\nBcc: x@y", case_number="1\n2", report=Enclosure("a\r\nb.pdf", b"%PDF-"))
    message = _read(draft(letter, NOW).eml)
    assert message["Bcc"] is None
    assert [attachment.get_filename() for attachment in message.iter_attachments()] == ["a b.pdf"]


def test_a_letter_that_is_too_large_is_not_written() -> None:
    """The sentence names both sizes; the limit can be set."""
    large = _letter(report=Enclosure("x.pdf", bytes(9_000_000)))
    with pytest.raises(LetterTooLarge, match=r"12\.\d MB.*10 MB"):
        draft(large, NOW)
    assert draft(large, NOW, limit_mb=20).eml


def test_evidence_goes_along_when_it_fits() -> None:
    """As a second attachment with its own digest."""
    bundle = evidence_bundle("佐证.zip", report().signed, [_file(b"a" * 1000)])
    letter = draft(_letter(bundle=bundle), NOW)
    assert letter.bundle_attached
    assert [attachment.get_filename() for attachment in _read(letter.eml).iter_attachments()] == [
        "自评报告 2026-2.pdf",
        "佐证.zip",
    ]


def test_evidence_that_does_not_fit_is_bound_by_its_digest() -> None:
    """The letter names the archive and its digest, and carries the report alone."""
    bundle = Enclosure("佐证.zip", bytes(12_000_000), "application/zip")
    letter = draft(_letter(bundle=bundle), NOW, "zh")
    assert not letter.bundle_attached
    message = _read(letter.eml)
    body = message.get_body()
    assert body is not None
    assert bundle.digest in body.get_content()
    assert len(list(message.iter_attachments())) == 1


def test_a_bundle_is_bound_to_the_report() -> None:
    """Its manifest names the report's digest, and each file lies under its own."""
    files = [_file(b"photo", "a.JPG"), _file(b"text", "../../b"), _file(b"other", "a.JPG")]
    bundle = evidence_bundle("x.zip", report().signed, files)
    with zipfile.ZipFile(io.BytesIO(bundle.data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["report_sha256"] == hashlib.sha256(report().signed).hexdigest()
        for entry in manifest["files"]:
            assert hashlib.sha256(archive.read(entry["file"])).hexdigest() == entry["sha256"]
            assert entry["file"].startswith(f"evidence/{entry['sha256']}")
        assert sorted(entry["name"] for entry in manifest["files"]) == ["../../b", "a.JPG", "a.JPG"]
    assert bundle.data == evidence_bundle("x.zip", report().signed, files[::-1]).data


def test_a_file_that_is_not_what_it_says_is_not_bundled() -> None:
    """A damaged evidence store is a bug to be seen."""
    piece, _ = _file(b"photo")
    with pytest.raises(ValueError, match="not the file"):
        evidence_bundle("x.zip", b"", [(piece, b"other")])


def test_a_reply_is_sent_as_one() -> None:
    """The subject says so."""
    assert "回函" in str(_read(draft(_letter(is_reply=True), NOW, "zh").eml)["Subject"])


def test_a_letter_holds_composed_letters_only() -> None:
    """Subject, text and the names of its files, whatever a Mac took apart."""
    apart = "Cafe\u0301"
    wanted = _letter(factory=apart, report=Enclosure(f"{apart}.pdf", report().signed))
    message = _read(draft(wanted, NOW, "zh").eml)
    body = message.get_body()
    assert body is not None
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    for text in (str(message["Subject"]), body.get_content(), *names):
        assert "Caf\u00e9" in text
        assert apart not in text
