"""Every file in, a line out: what is not verified is named with its reason."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import py7zr
import pytest
from asn1crypto.cms import ContentInfo, SignedData

from reports.identity import KeyKind, make_identity, save_identity
from reports.verification import collect
from reports.verification.gathering.unpacking import MOST_ENTRIES
from tests.reports.papers import NOW
from tests.reports.verification.compound import compound_file
from tests.reports.verification.opened import opened
from tests.reports.verification.wrappings import winmail

PDF = b"%PDF-1.7\r\n\x00\xff\r\nhello\r\n" + bytes(range(256)) * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100)


def _letter(*attached: tuple[str, bytes], kind: str = "application/octet-stream") -> bytes:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "报告", "a@example.com"
    letter.set_content("您好")
    for name, data in attached:
        main, _, sub = kind.partition("/")
        letter.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return letter.as_bytes()


def _zip(*entries: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return written.getvalue()


def _seven_zip(*entries: tuple[str, bytes], password: str | None = None) -> bytes:
    written = io.BytesIO()
    with py7zr.SevenZipFile(written, "w", password=password) as archive:
        for name, data in entries:
            archive.writestr(data, name)
    return written.getvalue()


def _tar(*entries: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return written.getvalue()


def _outlook(name: str, data: bytes) -> bytes:
    inside = "__attach_version1.0_#00000000/__substg1.0_"
    return compound_file(
        {
            "__properties_version1.0": bytes(32),
            f"{inside}3707001F": name.encode("utf-16-le"),
            f"{inside}37010102": data,
        }
    )


def _signed(letter: bytes, content_type: str = "data") -> bytes:
    signed = SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": content_type, "content": letter},
            "signer_infos": [],
        }
    )
    return bytes(ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _locked() -> bytes:
    """A zip whose only entry says that it is behind a password."""
    data = bytearray(_zip(("报告.pdf", PDF)))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(("name", "long_name"), [("报告.pdf".encode("gbk"), ""), (b"BG.PDF", "报告.pdf")])
def test_a_file_in_a_letter_of_outlook_keeps_its_name(name: bytes, long_name: str, tmp_path: Path) -> None:
    """The long one where there is one, else the title in the letter's code page."""
    collection = opened(tmp_path, "winmail.dat", winmail(name, PDF, long_name))
    assert [task.name for task in collection.tasks] == ["winmail.dat/报告.pdf"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.7z", _seven_zip(("报告.pdf", PDF), ("empty", b""))),
        ("a.tar", _tar(("报告.pdf", PDF))),
        ("a.tar.gz", gzip.compress(_tar(("报告.pdf", PDF)))),
        ("a.tgz", gzip.compress(_tar(("报告.pdf", PDF)))),
        ("报告.pdf.gz", gzip.compress(PDF)),
        ("a.msg", _outlook("报告.pdf", PDF)),
        ("winmail.dat", winmail("报告.pdf".encode("gbk"), PDF)),
        ("winmail.eml", _letter(("winmail.dat", winmail(b"BG.PDF", PDF, "报告.pdf")), kind="application/ms-tnef")),
        ("in7z.eml", _letter(("x.7z", _seven_zip(("报告.pdf", PDF))))),
        ("inmsg.zip", _zip(("brief.msg", _outlook("报告.pdf", PDF)))),
        ("smime.p7m", _signed(_letter(("报告.pdf", PDF)))),
        ("opaque.eml", _letter(("smime.p7m", _signed(_letter(("报告.pdf", PDF)))), kind="application/pkcs7-mime")),
        ("brief.txt", _letter(("报告.pdf", PDF))),
        ("mac.emlx", b"1234\n" + _letter(("报告.pdf", PDF)) + b"<?xml version='1.0'?>"),
        ("utf16.eml", "\ufeff".encode("utf-16-le") + _letter(("报告.pdf", PDF)).decode().encode("utf-16-le")),
        ("box", b"From a@b Mon Jan  1 00:00:00 2026\n" + _letter(("报告.pdf", PDF))),
        ("archive.bin", _zip(("x", PDF))),
        ("Thumbs.db", PDF),
        ("mark.dat", b"\xef\xbb\xbf" + PDF),
    ],
)
def test_a_report_is_found_by_content_whatever_holds_it(name: str, data: bytes, tmp_path: Path) -> None:
    """Once, and byte for byte."""
    collection = opened(tmp_path, name, data)
    tasks = [(task.data if task.data is not None else (tmp_path / name).read_bytes()) for task in collection.tasks]
    assert [task.removeprefix(b"\xef\xbb\xbf") for task in tasks] == [PDF]
    assert all(line.passed_over for line in collection.left_out)


@pytest.mark.parametrize("name", ["report", "报告.pdf.download", "报告.pdf_1", "报告.pdf.part", "报告.PDF", "报告(1)"])
def test_a_pdf_is_one_by_content_with_any_ending(name: str, tmp_path: Path) -> None:
    """In a folder, in an archive and in a letter alike."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(PDF)
    assert [task.name for task in collect(tmp_path / "in").tasks] == [name]
    assert [task.data for task in opened(tmp_path, "a.zip", _zip((name, PDF))).tasks] == [PDF]
    assert [task.data for task in opened(tmp_path, "a.eml", _letter((name, PDF))).tasks] == [PDF]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(50), "A RAR archive"),
        ("renamed.dat", b"Rar!\x1a\x07\x00" + bytes(50), "A RAR archive"),
        ("old.ace", bytes(7) + b"**ACE**" + bytes(20), "A ACE archive"),
        ("mail.pst", b"!BDN" + bytes(50), "export the letters"),
        ("broken.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 80, "damaged or incomplete"),
        ("broken.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged or incomplete"),
        ("winmail.dat", b"\x78\x9f\x3e\x22\0\0\1" + b"\xff" * 20, "damaged or incomplete"),
        ("locked.7z", _seven_zip(("报告.pdf", PDF), password="x"), "password"),
        ("locked.zip", _locked(), "password"),
        ("broken.gz", b"\x1f\x8b\x08" + bytes(40), "damaged or incomplete"),
        ("secret.p7m", bytes(ContentInfo({"content_type": "enveloped_data"}).dump()), "encrypted"),
        ("tool.exe", b"MZ\x90\0" + bytes(range(256)), "not known here"),
        ("within.bin", b"\0\1\2" + PDF, "hidden inside"),
        ("base64.txt", b"here it is:\nJVBERi0xLjcK\n", "hidden inside"),
        ("no.mbox", b"hello\n", "No letter was found"),
    ],
)
def test_what_could_hold_a_report_and_is_not_read_counts(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    """As a file in a folder, in an archive and in a letter; each has one line that says why."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    for collection in (
        collect(tmp_path / "in"),
        opened(tmp_path, "a.zip", _zip((name, data))),
        opened(tmp_path, "a.eml", _letter((name, data))),
    ):
        assert collection.tasks == []
        (line,) = collection.left_out
        assert (name in line.name, line.passed_over) == (True, False)
        assert words in line.why.text("en")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        (".DS_Store", b"\0\0\0\1Bud1" + bytes(60)),
        ("desktop.ini", b"[.ShellClassInfo]\r\n"),
        ("~$报告.docx", b"\x05user" + bytes(50)),
        ("._报告.pdf", b"\0\5\x16\7" + bytes(60)),
        (".~lock.a.xlsx#", b",li,pc,"),
        ("照片.jpg", JPEG),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(50)),
        ("说明.txt", "请查收".encode("gbk")),
        ("empty.dat", b""),
        ("letter.eml", _letter()),
        ("附件.docx", _zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<y/>"))),
        ("old.doc", compound_file({"WordDocument": b"text"})),
        ("smime.p7s", _signed(b"")),
        ("list.crt", b"-----BEGIN CERTIFICATE-----\n"),
        ("nothing.zip", _zip()),
    ],
)
def test_what_holds_no_report_is_named_and_does_not_count(name: str, data: bytes, tmp_path: Path) -> None:
    """In a folder, in an archive and in a letter."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    for collection in (
        collect(tmp_path / "in"),
        opened(tmp_path, "a.zip", _zip((name, data))),
        opened(tmp_path, "a.eml", _letter((name, data))),
    ):
        assert collection.tasks == []
        assert [(name in line.name, line.passed_over) for line in collection.left_out] == [(True, True)]


def test_a_key_beside_reports_is_no_letter(tmp_path: Path) -> None:
    """A key file begins much like a letter that is signed as a whole; it is named as what it is and does not count."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for kind in KeyKind:
        save_identity(make_identity("张伟", "宏达", NOW, kind), folder / f"{kind}.p12", "four quiet words here")
    (folder / "report.pdf").write_bytes(PDF)
    collection = collect(folder)
    assert [line.why.text("en") for line in collection.left_out] == ["A signature, certificate or key; no report."] * 2
    assert all(line.passed_over for line in collection.left_out)


def test_a_pdf_within_an_office_document_is_found(tmp_path: Path) -> None:
    """Where it lies there as a file of its own."""
    document = _zip(("[Content_Types].xml", b"<x/>"), ("word/embeddings/report.bin", PDF))
    collection = opened(tmp_path, "brief.docx", document)
    assert ([task.data for task in collection.tasks], collection.left_out) == ([PDF], [])


def test_entries_without_a_name_have_a_number(tmp_path: Path) -> None:
    """Also one that is only a folder's name and holds something all the same."""
    nameless = _zip(("ZZ", PDF)).replace(b"ZZ", b"//")
    assert [task.name for task in opened(tmp_path, "a.zip", nameless).tasks] == ["a.zip/#1"]
    folder = _zip(("x/", b""), ("y/", PDF))
    assert [task.name for task in opened(tmp_path, "b.zip", folder).tasks] == ["b.zip/y"]


def test_links_and_what_may_not_be_read_have_a_line(tmp_path: Path) -> None:
    """A link out of the folder may hide a report; one within leads to what is looked at anyway."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(PDF)
    (tmp_path / "in" / "same.pdf").symlink_to(tmp_path / "in" / "a.pdf")
    (tmp_path / "in" / "out.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (tmp_path / "in" / "folder").symlink_to(tmp_path, target_is_directory=True)
    collection = collect(tmp_path / "in")
    assert [task.name for task in collection.tasks] == ["a.pdf"]
    lines = [(line.name, line.passed_over) for line in collection.left_out]
    assert lines == [("folder", False), ("out.pdf", False), ("same.pdf", True)]


def test_many_photographs_do_not_hide_a_report(tmp_path: Path) -> None:
    """A thousand lines are told, the rest is counted, and what comes behind them is looked at."""
    entries = [(f"a{number:05}.jpg", JPEG) for number in range(1200)]
    collection = opened(tmp_path, "a.zip", _zip(*entries, ("z.pdf", PDF)))
    assert [task.name for task in collection.tasks] == ["a.zip/z.pdf"]
    assert len(collection.left_out) == 1001
    assert collection.left_out[-1].why.text("en") == "More files without a report: 200."
    assert all(line.passed_over for line in collection.left_out)


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\u202e", "\u2028", "\x85", "\u200f"])
def test_no_name_forges_a_line(sign: str, tmp_path: Path) -> None:
    """Neither in an archive nor in a letter nor on the disk, whatever is in it."""
    name = f"a{sign}b.pdf"
    packed = opened(tmp_path, "a.zip", _zip((name, PDF)))
    sent = opened(tmp_path, "a.eml", _letter(("x.pdf", PDF)).replace(b'"x.pdf"', b'"' + name.encode() + b'"'))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(PDF)
    for collection in (packed, sent, collect(tmp_path / "in")):
        assert all(sign not in task.name for task in collection.tasks)
        assert len(collection.tasks) == 1


def test_a_unicode_name_in_the_extra_field_counts(tmp_path: Path) -> None:
    """As Info-ZIP writes it beside a name in another encoding, where its checksum fits."""
    raw = b"??.pdf"
    field = b"\1" + struct.pack("<I", zlib.crc32(raw)) + "报告.pdf".encode()
    info = zipfile.ZipInfo("??.pdf")
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(info, PDF)
    assert [task.name for task in opened(tmp_path, "a.zip", written.getvalue()).tasks] == ["a.zip/报告.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_without_a_word_on_their_encoding_are_read_as_one_program_wrote_them(
    encoding: str, tmp_path: Path
) -> None:
    """Macs and Java write UTF-8, Chinese Windows GBK; all names of an archive decide together."""
    names = ("自评报告.pdf", "联通.pdf", "plain.pdf")
    raw = _zip(*((f"{'Z' * len(name[:-4].encode(encoding))}{number}.pdf", PDF) for number, name in enumerate(names)))
    for number, name in enumerate(names):
        stem = name[:-4].encode(encoding)
        raw = raw.replace(b"Z" * len(stem) + f"{number}.pdf".encode(), stem + f"{number}.pdf".encode())
    task_names = [task.name for task in opened(tmp_path, "a.zip", raw).tasks]
    assert task_names == [f"a.zip/{name[:-4]}{number}.pdf" for number, name in enumerate(names)]


def test_counts_have_an_end(tmp_path: Path) -> None:
    """And say that there was more."""
    data = _zip(*((f"{number}", b"x") for number in range(MOST_ENTRIES + 1)))
    collection = opened(tmp_path, "a.zip", data)
    assert "more than" in collection.left_out[-2].why.text("en")
    assert not collection.left_out[-2].passed_over


def test_an_entry_with_an_empty_name_is_looked_at(tmp_path: Path) -> None:
    """The standard library stumbles over it; no other file of the archive is lost."""
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, zlib.crc32(PDF), len(PDF), len(PDF), 0, 0) + PDF
    central = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 0, zlib.crc32(PDF), len(PDF), len(PDF), *(0,) * 7
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)
    collection = opened(tmp_path, "a.zip", local + central + end)
    assert [(task.name, task.data) for task in collection.tasks] == [("a.zip/#1", PDF)]
