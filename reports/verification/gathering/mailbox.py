"""The e-mails of an exported mailbox, one by one."""

import re
from collections.abc import Iterator
from typing import IO

from reports.verification.gathering.letter import boundary_of

LARGEST_LETTER_MB = 128
_LONGEST_LINE = 1024 * 1024
_MB = 1024 * 1024
_DATED = re.compile(rb"From .*\b\d{1,2}:\d{2}.*\b(?:19|20)\d{2}\b|From .*\b(?:19|20)\d{2}\b.*\b\d{1,2}:\d{2}\b")
_ADDRESS = re.compile(rb"From (?:\S{1,320}@\S{1,320}|-|MAILER-DAEMON)[ \t]*\r?\n?\Z")
_FIELD = re.compile(rb"(?:>?From |[!-9;-~]{1,80}:)")
_MAIL_FIELD = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|Content-Type|Subject|From|To|Date|X-[!-9;-~]+):",
    re.I,
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_MOST_JOINED = 20
_EMPTY = (b"\n", b"\r\n")
_MARK = b"\xef\xbb\xbf"


def letters(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yields the letters of an exported mailbox; None for one that is too large to be opened.

    A text line may begin with "From " as well. A letter begins only behind an empty line, with a date or an address
    alone, and with a header below; where one falls into the middle of an attachment all the same, the two are joined.

    Args:
        file: can be read from any place.
    """
    held: bytes | None = None
    joined = 0
    for separator, letter in _pieces(file):
        if held is not None and letter is not None and joined < _MOST_JOINED and _continues(held, letter):
            held, joined = held + separator + letter, joined + 1
            continue
        if held is not None:
            yield held
        held, joined = letter, 0
        if letter is None:
            yield None
    if held is not None:
        yield held


def _continues(letter: bytes, piece: bytes) -> bool:
    """Returns whether a piece is the rest of the letter before it, whose last boundary is in the piece."""
    mark = boundary_of(letter)
    if not mark or b"\n--" + mark + b"--" in letter or len(letter) + len(piece) > LARGEST_LETTER_MB * _MB:
        return False
    return b"\n--" + mark in piece and boundary_of(piece) != mark


def _pieces(file: IO[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
    """Yields the line "From …" before each letter, and the letter."""
    line = file.readline(_LONGEST_LINE).removeprefix(_MARK)
    while line in _EMPTY:
        line = file.readline(_LONGEST_LINE)
    while line.startswith(b"From "):
        letter, after = _until_next(file)
        yield line, letter
        line = after


def _until_next(file: IO[bytes]) -> tuple[bytes | None, bytes]:
    """Returns a letter, and the line with which the next one begins, empty at the end."""
    held: list[bytes] = []
    size, length = 0, -1
    before, begins, in_head = b"", True, True
    while line := file.readline(_LONGEST_LINE):
        if begins and line.startswith(b"From ") and before in (b"", *_EMPTY) and _begins_letter(file, line):
            return _whole(held, size), line
        size += len(line)
        if size <= LARGEST_LETTER_MB * _MB:
            held.append(line)
        if in_head and begins and line in _EMPTY:
            in_head = False
            body = _counted(file, length) if 0 <= length <= LARGEST_LETTER_MB * _MB - size else None
            if body is not None:
                return b"".join((*held, body)), _next_line(file)
        elif in_head and begins and (counted := _LENGTH.match(line)):
            length = int(counted[1])
        begins, before = line.endswith(b"\n"), line
    return _whole(held, size), b""


def _begins_letter(file: IO[bytes], line: bytes) -> bool:
    place = file.tell()
    after = file.readline(_LONGEST_LINE)
    file.seek(place)
    if _DATED.match(line):
        return _FIELD.match(after) is not None
    # Without a date only an address alone, and below it what only mail programs write.
    return _ADDRESS.match(line) is not None and _MAIL_FIELD.match(after) is not None


def _counted(file: IO[bytes], length: int) -> bytes | None:
    """Returns a body whose header says how long it is, where that leads to the next letter or to the end."""
    place = file.tell()
    end = file.seek(0, 2)
    file.seek(place + length)
    after = file.read(16).lstrip(b"\r\n") if place + length <= end else b"?"
    file.seek(place)
    return file.read(length) if not after or after.startswith(b"From ") else None


def _next_line(file: IO[bytes]) -> bytes:
    line = file.readline(_LONGEST_LINE)
    while line in _EMPTY:
        line = file.readline(_LONGEST_LINE)
    return line


def _whole(held: list[bytes], size: int) -> bytes | None:
    """Returns a letter as it was before it was put into the mailbox."""
    return _QUOTED.sub(rb"\1", b"".join(held)) if size <= LARGEST_LETTER_MB * _MB else None
