"""Honest reports by odd ways: forwarded, wrapped, packed by other systems, out of a pipe. The bytes come out as they went in."""

import base64
import io
import os
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from reports.verification import collect
from reports.verification.verifier import Setting, verdict_of
from tests.reports.papers import LATER, report, trust
from tests.reports.sample import library
from tests.reports.verification.opened import opened

PDF = b"%PDF-1.7\r\n\x00\xff\r\nFrom here\n.\n" + bytes(range(256)) * 3


def _letter(**options: str) -> bytes:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "报告", "a@example.com"
    letter.set_content("您好\nFrom here on")
    letter.add_attachment(PDF, maintype="application", subtype="pdf", filename="自评报告.pdf", **options)  # type: ignore[arg-type]
    return letter.as_bytes()


def _forwarded(times: int) -> bytes:
    letter = EmailMessage()
    letter.set_content("see below")
    letter.add_attachment(_parsed(_letter()) if times == 1 else _parsed(_forwarded(times - 1)))
    return letter.as_bytes()


def _parsed(letter: bytes) -> EmailMessage:
    from email import message_from_bytes
    from email.policy import default

    parsed = message_from_bytes(letter, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _wrapped() -> bytes:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="BB"\n\n--BB\n'
    part = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    return head + part + base64.encodebytes(_letter()) + b"\n--BB--\n"


def _zip(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name if "/" in name else name.replace("__", "."), data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("base64.eml", _letter()),
        ("quoted.eml", _letter(cte="quoted-printable")),
        ("windows.eml", _letter().replace(b"\n", b"\r\n")),
        ("mark.eml", b"\xef\xbb\xbf" + _letter()),
        ("blank.eml", b"\r\n\r\n" + _letter()),
        ("forwarded.eml", _forwarded(1)),
        ("forwarded3.eml", _forwarded(3)),
        ("wrapped.eml", _wrapped()),
        ("box.mbox", b"From a@b Mon Jan 1 00:00:00 2026\n" + _letter().replace(b"\nFrom ", b"\n>From ")),
        ("box.zip", _zip(in__mbox=b"From a@b\n" + _letter().replace(b"\nFrom ", b"\n>From "))),
        ("nameless.zip", _zip(报告=PDF)),
        ("mac.zip", _zip(报告__pdf=PDF, **{"__MACOSX/._报告.pdf": b"Mac OS X"})),
        ("nested.zip", _zip(a__zip=_zip(b__eml=_letter()))),
    ],
)
def test_a_report_comes_out_of_its_wrapping_as_it_went_in(name: str, data: bytes, tmp_path: Path) -> None:
    """Once, and nothing beside it but what a system added."""
    collection = opened(tmp_path, name, data)
    assert [task.data for task in collection.tasks] == [PDF]
    assert all(line.passed_over for line in collection.left_out)


def test_what_macos_lays_beside_files_on_a_stick_is_no_report(tmp_path: Path) -> None:
    """It would turn a folder of good reports into one with something unverifiable in it."""
    (tmp_path / "报告.pdf").write_bytes(PDF)
    (tmp_path / "._报告.pdf").write_bytes(b"Mac OS X")
    assert [task.name for task in collect(tmp_path).tasks] == ["报告.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_report_out_of_a_pipe_is_verified(tmp_path: Path) -> None:
    """It is read here, because the checking process has other pipes; also a file that is known by its handle alone."""
    (tmp_path / "r.pdf").write_bytes(report().signed)
    with (tmp_path / "r.pdf").open("rb") as file:
        (task,) = collect(Path(f"/dev/fd/{file.fileno()}")).tasks
    assert verdict_of(task, Setting(trust(), LATER), library()).kind == "valid"
    reading, writing = os.pipe()
    os.write(writing, PDF)
    os.close(writing)
    try:
        assert [task.data for task in collect(Path(f"/dev/fd/{reading}")).tasks] == [PDF]
    finally:
        os.close(reading)


@pytest.mark.parametrize("name", ["letter.eml", "letter"])
def test_a_letter_whose_lines_end_with_carriage_returns_is_read(name: str, tmp_path: Path) -> None:
    """As old programs of Macs wrote them, with an ending or without."""
    letter = _letter().replace(b"\n", b"\r")
    assert [task.data for task in opened(tmp_path, name, letter).tasks] == [PDF]


@pytest.mark.parametrize("encoding", ["7bit", "base64"])
def test_a_pdf_inside_the_text_of_a_letter_is_not_passed_over(encoding: str, tmp_path: Path) -> None:
    """A link that carries the file in itself: it is not read, and the letter is not called one without a file."""
    link = b'<a href="data:application/pdf;base64,' + base64.b64encode(b"%PDF-1.7\n" + bytes(90)) + b'">x</a>\n'
    body = link if encoding == "7bit" else base64.encodebytes(link)
    head = f"MIME-Version: 1.0\nFrom: a@example.com\nContent-Type: text/html\nContent-Transfer-Encoding: {encoding}\n\n"
    collection = opened(tmp_path, "letter.eml", head.encode() + body)
    (line,) = collection.left_out
    assert not line.passed_over
    assert "hidden inside" in line.why.text("en")
