"""Mail as programs write it, not only as the rules say: the bytes come out as they went in, with their names."""

import base64
import binascii
import io
from pathlib import Path

import pytest

from reports.verification import VerificationTask
from reports.verification.gathering.letter import from_base64, parts_of
from reports.verification.gathering.mailbox import letters
from tests.reports.verification.opened import opened

PDF = b"%PDF-1.7\r\n\x00\xff\r\nFrom here\n.\n" + bytes(range(256)) * 3
FROM = b"From li@example.com Mon Nov 30 01:00:00 2026\n"


def _part(body: bytes, encoding: bytes = b"base64", disposition: bytes = b'attachment; filename="r.pdf"') -> bytes:
    return (
        b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=BB\n\n"
        b"--BB\nContent-Type: text/plain\n\nhello\n--BB\nContent-Type: application/octet-stream\n"
        b"Content-Transfer-Encoding: "
        + encoding
        + b"\nContent-Disposition: "
        + disposition
        + b"\n\n"
        + body
        + b"\n--BB--\n"
    )


def _found(folder: Path, data: bytes, name: str = "a.eml") -> list[VerificationTask]:
    collection = opened(folder, name, data)
    assert all(line.passed_over for line in collection.left_out)
    return collection.tasks


PACKED = base64.encodebytes(PDF)
UU = b"begin 644 r.pdf\n" + b"".join(binascii.b2a_uu(PDF[place : place + 45]) for place in range(0, len(PDF), 45))


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"base64 ", PACKED),
        (b"base64\t", PACKED),
        (b"BASE64 (as ever)", PACKED),
        (b"(a comment) base64", PACKED),
        (b"base64;", PACKED),
        (b'"base64"', PACKED),
        (b"base64", PACKED.rstrip(b"=\n")),
        (b"base64", PACKED.replace(b"\n", b"\r\n")),
        (b"base64", PACKED.replace(b"\n", b"")),
        (b"base64", PACKED.replace(b"\n", b" \n")),
        (b"base64", b"\n\n" + PACKED),
        (b"base64", PACKED + b"\n_______\nThe list of the province\n"),
        (b"base64", base64.b64encode(PDF[:100]) + b"\n" + base64.b64encode(PDF[100:])),
        (b"binary", PDF),
        (b"8bit", PDF),
        (b"x-nothing", PDF),
        (b"base64", PDF),
        (b"7bit", PACKED),
        (b"", PACKED),
        (b"x-uuencode", UU + b"`\nend\n"),
        (b"uuencode", UU.replace(b"\n", b"\r\n") + b"end\r\n"),
    ],
)
def test_an_attachment_is_decoded_however_its_packing_is_written(encoding: bytes, body: bytes, tmp_path: Path) -> None:
    """Blanks, comments, missing padding, footers of lists, and words that are not true."""
    assert [task.data for task in _found(tmp_path, _part(body, encoding))] == [PDF]


def test_a_file_in_the_text_is_found(tmp_path: Path) -> None:
    """As programs without MIME write it."""
    letter = b"From: a@example.com\nSubject: x\n\nhello\n\n" + UU + b"`\nend\n\nbye\n"
    assert [(task.name, task.data) for task in _found(tmp_path, letter)] == [("a.eml/r.pdf", PDF)]


NAME = "华东精密机械制造有限公司自评报告.pdf"


def _percent(raw: bytes) -> bytes:
    return b"".join(b"%%%02X" % sign for sign in raw)


def _words(charset: str, size: int, kind: str = "B") -> bytes:
    raw = NAME.encode(charset)
    pieces = [raw[place : place + size] for place in range(0, len(raw), size)]
    if kind == "B":
        packed = [base64.b64encode(piece) for piece in pieces]
    else:
        packed = [_percent(piece).replace(b"%", b"=") for piece in pieces]
    return b"\n ".join(b"=?%s?%s?%s?=" % (charset.encode(), kind.encode(), piece) for piece in packed)


RAW = NAME.encode("gb18030")


@pytest.mark.parametrize(
    "disposition",
    [
        b"attachment;\n filename*0*=gb18030''%s;\n filename*1*=%s" % (_percent(RAW[:15]), _percent(RAW[15:])),
        b"attachment;\n filename*1*=%s;\n filename*0*=gb2312'zh'%s" % (_percent(RAW[15:]), _percent(RAW[:15])),
        b"attachment; filename*=utf-8''%s" % _percent(NAME.encode()),
        b"attachment; filename*=x-gbk''%s" % _percent(RAW),
        b'attachment; filename="%s"' % _words("gb2312", 7),
        b'attachment; filename="%s"' % _words("utf-8", 10),
        b"attachment; filename=%s" % _words("gbk", 9, "Q"),
        b'attachment; filename="%s"' % RAW,
        b'attachment; filename="%s"' % NAME.encode(),
        b'attachment; filename="%s"' % _percent(NAME.encode()),
        b"attachment; filename=" + NAME.encode(),
        b'attachment; filename="C:\\Documents\\%s"' % NAME.encode(),
    ],
)
def test_a_name_is_read_however_it_is_cut_and_encoded(disposition: bytes, tmp_path: Path) -> None:
    """The pieces are put together as bytes before they are read as text."""
    assert [task.name for task in _found(tmp_path, _part(PACKED, disposition=disposition))] == [f"a.eml/{NAME}"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        b"From our side the report is complete.\n",
        b"From Monday on, 10:30 each day of 2026, we are here.\n",
        b"From li@example.com\nwe heard that it is done.\n",
        b">From us all.\n",
    ],
)
def test_a_line_of_text_does_not_split_a_mailbox(text: bytes, ending: bytes, tmp_path: Path) -> None:
    """Both letters are found, with the reports that stand behind such a line."""
    letter = _part(PACKED).replace(b"hello\n", b"hello\n\n" + text)
    box = (FROM + letter + b"\n" + FROM + letter).replace(b"\n", ending)
    tasks = _found(tmp_path, box, "in.mbox")
    assert [(task.name, task.data) for task in tasks] == [(f"in.mbox#{number}/r.pdf", PDF) for number in (1, 2)]


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Nov 30 01:00:00 2026\n",
        b"From 179@xxx Mon Nov 30 01:00:00 +0000 2026\n",
        b"From MAILER-DAEMON Mon Nov 30 01:00:00 2026\n",
        b'From "Li Ping" Mon, 30 Nov 2026 01:00:00 +0800\n',
        b"From li@example.com\n",
        b"From -\n",
    ],
)
def test_letters_of_every_program_are_told_apart(line: bytes, tmp_path: Path) -> None:
    """Each has its own line between letters."""
    assert len(_found(tmp_path, (line + _part(PACKED) + b"\n") * 3, "in.mbox")) == 3


def test_quoted_lines_are_as_they_were(tmp_path: Path) -> None:
    """In an attachment that is not packed, a mailbox puts a sign before "From "; a counted letter has none."""
    letter = _part(PDF, b"8bit")
    assert [task.data for task in _found(tmp_path, FROM + letter.replace(b"\nFrom ", b"\n>From "), "a.mbox")] == [PDF]
    head, _, body = letter.partition(b"\n\n")
    body = body.replace(b"hello", b"hello\n\n" + FROM + b"X: y\n\n>From me")
    counted = head + b"\nContent-Length: %d\n\n" % len(body) + body
    assert [task.data for task in _found(tmp_path, (FROM + counted + b"\n") * 2, "b.mbox")] == [PDF, PDF]


def test_a_letter_cut_by_a_whole_forwarded_one_is_joined_again(tmp_path: Path) -> None:
    """What stands behind belongs to the boundary of the first."""
    forwarded = FROM + b"Subject: old\n\nold text\n"
    letter = _part(PACKED).replace(b"hello\n", b"hello\n\n" + forwarded)
    assert len(_found(tmp_path, FROM + letter + b"\n" + FROM + _part(PACKED), "in.mbox")) == 2


@pytest.mark.parametrize(
    "letter",
    [
        _part(PACKED).replace(b"boundary=BB", b'boundary="BB"; type="text/html"'),
        _part(PACKED).replace(b"boundary=BB", b"boundary=OTHER"),
        _part(PACKED).replace(b"; boundary=BB", b""),
        _part(PACKED).replace(b"--BB--\n", b""),
        _part(PACKED).replace(b"multipart/mixed", b"multipart/signed; micalg=sha-256"),
        _part(PACKED).replace(b"--BB\n", b"--BB  \n"),
        _part(PACKED).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf\r\n" + _part(PACKED).replace(b"\n", b"\r\n"),
        b"From: a@example.com\nSubject: x\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
        + PACKED,
        _part(PACKED, disposition=b"attachment"),
        _part(PACKED).replace(b'Content-Disposition: attachment; filename="r.pdf"\n', b""),
        b"From: a@example.com\nSubject: x\nContent-Type: message/rfc822\n\n" + _part(PACKED),
        b"From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\n"
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(_part(PACKED))
        + b"\n--AA--\n",
    ],
)
def test_a_letter_is_read_though_it_breaks_the_rules(letter: bytes, tmp_path: Path) -> None:
    """Boundaries that are not those that were named, letters cut off, parts without a name."""
    assert [task.data for task in _found(tmp_path, letter)] == [PDF]


def test_a_letter_of_fifty_thousand_parts_is_read_to_its_end(tmp_path: Path) -> None:
    """Within what opening one letter may take, and the report behind the parts is found."""
    part = b"--BB\nContent-Type: text/plain\n\nhello\n"
    assert [task.data for task in _found(tmp_path, _part(PACKED).replace(part, part * 50_000))] == [PDF]


def test_parts_that_share_one_boundary_are_not_read_again_and_again() -> None:
    """However deep they lie in one another, the time is that of the letter's size."""
    head = b"Content-Type: multipart/mixed; boundary=B\n\n--B\n"
    assert list(parts_of(head * 2000)) != []


def test_pieces_of_base64_end_where_words_begin() -> None:
    """A footer is no part of the file."""
    assert from_base64(base64.b64encode(b"abcd") + b"\nRegards, Li\n") == b"abcd"
    assert from_base64(b"YWJj\nZGVm") == b"abcdef"
    assert from_base64(b"YWJj\n\nZGVm\n") == b"abcdef"
    for footer in (
        b"-- \nSent from my phone",
        b"____________\nlist@example.cn",
        "本邮件由系统转发".encode(),
        b"Sent from my phone",
    ):
        assert from_base64(b"YWJj\r\nZGVm\r\n\r\n" + footer + b"\r\n") == b"abcdef"
    assert from_base64(b"=====") == b""
    assert from_base64(b"") == b""


def test_an_empty_mailbox_has_no_letters() -> None:
    """And a mark in front does not hide the first."""
    assert list(letters(io.BytesIO(b""))) == []
    assert list(letters(io.BytesIO(b"\xef\xbb\xbf\r\n" + FROM + b"Subject: x\n\nhello\n"))) == [
        b"Subject: x\n\nhello\n"
    ]
