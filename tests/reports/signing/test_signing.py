"""Certifying and countersigning."""

import hashlib
import io
import re
from datetime import datetime, timedelta

import pytest

import resources
from models.language import Language
from reports.identity import make_identity
from reports.identity.identity import CertificateNotValidNow
from reports.signature.outlines import drawn_glyph
from reports.signature.revision import read_revisions
from reports.signature.seal import UnusableSeal
from reports.signature.stamp import Clock, SignatureStamp, appearance
from reports.signing import COUNTERSIGNERS, Options, Role, certify, countersign
from reports.signing.sign import AlreadyCertified, BoxTaken, NotCertifiedYet, NotSignable
from reports.verification import VerdictKind
from tests.reports.papers import LATER, NOW, assessor, manager, report, trust, verdict


def _seal(mode: str = "RGBA", kind: str = "PNG") -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new(mode, (600, 500), "white")
    ImageDraw.Draw(picture).ellipse((50, 50, 450, 450), outline="red", width=20)
    written = io.BytesIO()
    picture.save(written, kind)
    return written.getvalue()


def test_a_signed_report_begins_with_the_report_as_it_was_written() -> None:
    """Signing appends and changes not one byte."""
    paper = report()
    assert paper.signed.startswith(paper.unsigned)
    assert paper.countersigned.startswith(paper.signed)


def test_every_box_can_be_signed() -> None:
    """Manager, consultant and both assessors, in the order in which they come."""
    pdf, people = report().signed, [make_identity(f"{role}", "省工业和信息化厅", NOW) for role in COUNTERSIGNERS]
    for role, person in zip(COUNTERSIGNERS, people, strict=True):
        pdf = countersign(pdf, person, role, NOW)
    judged = verdict(pdf, trust(manager(), *people))
    assert judged.kind is VerdictKind.VALID
    assert [line.role for line in judged.signatures] == [Role.MANAGER, *COUNTERSIGNERS]
    assert [line.covers for line in judged.signatures] == ["document"] + ["everything before it"] * 3


def test_the_manager_signs_first_and_once() -> None:
    """Other orders are refused with their reason."""
    with pytest.raises(NotCertifiedYet):
        countersign(report().unsigned, assessor(), Role.ASSESSOR_1, NOW)
    with pytest.raises(AlreadyCertified):
        certify(report().signed, manager(), NOW)


def test_a_box_is_signed_once() -> None:
    """The second assessor takes the second box."""
    with pytest.raises(BoxTaken):
        countersign(report().countersigned, assessor(), Role.ASSESSOR_1, NOW)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"hello" * 1000])
def test_what_is_no_report_is_not_signed(data: bytes) -> None:
    """The sentence says why."""
    with pytest.raises(NotSignable):
        certify(data, manager(), NOW)


def test_a_report_changed_before_countersigning_is_not_signed() -> None:
    """An assessor does not put a name under a file that was changed."""
    signed = report().signed
    place = signed.index(b"/Title") if b"/Title" in signed else 2000
    with pytest.raises(NotSignable):
        countersign(signed[:place] + b"X" + signed[place + 1 :], assessor(), Role.ASSESSOR_1, NOW)


def test_a_report_that_hides_something_is_not_signed() -> None:
    """The manager does not put a name under a file that somebody prepared."""
    from tests.reports.attacks.collection import SCORE, last, rebuilt, stream

    unsigned = report().unsigned
    prepared = rebuilt(unsigned, {}, {last(unsigned).size: stream(SCORE)})
    with pytest.raises(NotSignable):
        certify(prepared, manager(), NOW)


def test_an_expired_identity_does_not_sign() -> None:
    """Nothing is written."""
    with pytest.raises(CertificateNotValidNow):
        certify(report().unsigned, manager(), NOW + timedelta(days=2000))


def test_the_time_of_a_signature_has_its_zone() -> None:
    """A time without one is a mistake of the program."""
    with pytest.raises(ValueError, match="zone"):
        certify(report().unsigned, manager(), datetime(2026, 11, 20, 9, 0))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_visible_signature_says_who_and_when(language: Language) -> None:
    """Name, organisation, role, time with zone, and whose clock it was, as text that can be found and read aloud."""
    pdf = certify(report().unsigned, manager(), NOW, Options(language))
    catalog = read_revisions(pdf)[-1]
    text = re.findall(rb"/ActualText <feff([0-9a-f]+)>", b"".join(catalog.raw(number) for number in catalog.own))
    said = bytes.fromhex(text[0].decode()).decode("utf-16-be")
    for part in ("张伟", "宏达机械有限公司", "2026-11-20 09:30:00 UTC+08:00"):
        assert part in said
    role, clock = {"zh": ("企业负责人", "本机时钟"), "en": ("Manager", "this computer's clock")}[language]
    assert role in said
    assert clock in said


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("L", "PNG"), ("P", "PNG"), ("RGB", "JPEG"), ("CMYK", "JPEG")]
)
def test_a_seal_is_drawn_beside_the_name(mode: str, kind: str) -> None:
    """From any usual picture, without its metadata, and the signature stays sound."""
    pdf = certify(report().unsigned, manager(), NOW, Options(seal=_seal(mode, kind)))
    assert verdict(pdf).kind is VerdictKind.VALID
    assert b"/Subtype /Image /Width 320 /Height 320" in pdf[len(report().unsigned) :]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"x" * (11 * 1024 * 1024)])
def test_an_unusable_seal_stops_before_anything_is_signed(data: bytes) -> None:
    """With its sentence."""
    if not data:
        assert verdict(certify(report().unsigned, manager(), NOW, Options(seal=data))).kind is VerdictKind.VALID
        return
    with pytest.raises(UnusableSeal):
        certify(report().unsigned, manager(), NOW, Options(seal=data))


def test_rare_characters_are_drawn() -> None:
    """A name outside the common eight thousand is not a box."""
    for character in ("堃", "囍", "㛃", "𠮷", "𬱖", "č", "A", "ü"):
        path, advance = drawn_glyph(character)
        assert len(path) > 20, character
        assert advance > 0
    assert drawn_glyph(" ")[0] == b""


def test_a_name_that_no_typeface_has_whole_is_signed_with_its_numbers() -> None:
    """A stamp never leaves a character out: what cannot be drawn is written as its number, and the file is valid."""
    signer = make_identity("𠮷 😀", "宏达机械有限公司", NOW)
    pdf = certify(report().unsigned, signer, NOW)
    assert verdict(pdf, trust(signer)).kind is VerdictKind.VALID
    drawn = appearance(SignatureStamp(Role.MANAGER, "😀", "", NOW, "zh", Clock.COMPUTER), 200, 60)
    written = appearance(SignatureStamp(Role.MANAGER, "〔U+1F600〕", "", NOW, "zh", Clock.COMPUTER), 200, 60)
    assert drawn.split(b"BDC", 1)[1] == written.split(b"BDC", 1)[1]


def test_the_same_signature_has_the_same_looks() -> None:
    """What is appended depends on nothing but who signs what when: only the signature's own bytes differ."""
    first, other = (certify(report().unsigned, manager(), NOW) for _ in range(2))
    gap = re.compile(rb"/Contents <[0-9A-F]+>")
    assert gap.sub(b"", first) == gap.sub(b"", other)


def test_a_signature_is_small() -> None:
    """Below 100 kB with everything that is drawn."""
    assert len(report().signed) - len(report().unsigned) < 100_000


def test_trust_is_asked_for_each_signer() -> None:
    """A trusted manager does not vouch for an unknown assessor."""
    judged = verdict(report().countersigned, trust(manager()))
    assert judged.kind is VerdictKind.UNTRUSTED
    assert [line.trusted for line in judged.signatures] == [True, False]
    assert judged.signatures[1].facts.telephone_code in judged.reason.text("zh")
    assert verdict(report().countersigned, trust(manager(), assessor()), now=LATER).kind is VerdictKind.VALID


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("fonts/NotoSansSC-Regular.ttf", "f61fe84da54a61abaa1fa01864e1eb6be1504f644c4e1cee2d1b9532764b28b7"),
        ("fonts/NotoSansSC-Rare.ttf", "b9f00e9499965523c74fa609423439bb4443311e0204ffc9c68eca897720a559"),
        ("fonts/ZhijieReserve.ttf.xz", "d6f4dcc44bc59183ecc817385229a0999053e05b176180096383d5a3dd77fdc6"),
    ],
)
def test_the_fonts_of_the_stamps_never_change(name: str, digest: str) -> None:
    """Every stamp ever drawn is drawn again when it is verified; another font gets another name."""
    assert hashlib.sha256(resources.path(name).read_bytes()).hexdigest() == digest
