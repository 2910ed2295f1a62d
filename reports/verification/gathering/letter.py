"""The files in an e-mail, read as mail programs actually write them, not only as the standards say.

The standard library's reader loses a report behind `base64 ` with a blank, names that are cut inside a character, and
minutes over a letter of many parts. This one looks for boundaries in the bytes themselves: its time grows with the
size of the letter, and no part is copied before it is wanted.
"""

import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from models.language import Sentence, sentence
from reports.verification.gathering.kind import without_mark
from reports.verification.gathering.left_out import HIDDEN_INSIDE, PDF_WITHIN
from reports.verification.gathering.name import last_part, parameters

DEEPEST_PARTS = 40
"""Parts inside parts inside parts."""
_LONGEST_FIELD = 4096
_LONGEST_HEAD = 1024 * 1024
_HEAD_END = re.compile(rb"\r?\n(?:\r?\n|\Z)")
_FIELD = re.compile(rb"^([!-9;-~]{1,80})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_MEDIA_TYPE = re.compile(rb"\s*\"?([A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+)")
_FIRST_WORD = re.compile(rb"[A-Za-z0-9-]+")
_COMMENT = re.compile(rb"\([^()]*\)")
_ANY_BOUNDARY = re.compile(rb"\n--([^\s-][^\r\n]{0,199}?)[ \t]*\r?\n")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_FOOTER = re.compile(rb"\n[ \t\r]*\n(?=[ \t]*(?:[A-Za-z0-9+/=]*[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=]+[ \t]+\S))")
"""An empty line and a line of words behind the letters, as lists of addressees add it to what passes through them."""
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PADDED = re.compile(rb"=[=\s]*")
_PDF_IN_BASE64 = b"JVBERi0"
_LETTERS = ("message/rfc822", "message/global", "message/news")
_UU_WORDS = (b"x-uuencode", b"uuencode", b"x-uue", b"uue", b"x-uu")


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a letter."""

    name: str
    """As the letter calls it, without a folder; empty where it has no name."""
    number: int
    """Of the part in its letter, from 1."""
    media_type: str
    read: Callable[[], bytes]
    """Decodes it."""
    is_letter: bool = False
    """Whether it is a letter that was forwarded whole and packed like a file."""
    closed: Sentence | None = None
    """Why what belongs here is not in the letter; None for everything else."""
    is_empty_letter: bool = False
    """Whether it is a forwarded letter without a file in it."""


class TooDeep(Exception):
    """Parts are packed into one another without end."""


def parts_of(letter: bytes) -> Iterator[Part | None]:
    """Yields the files in a letter, and None for every part that is only its text.

    Raises:
        TooDeep: when parts are packed into one another more than `DEEPEST_PARTS` times.
    """
    data = without_mark(letter)
    yield from _LetterReader(data).parts(0, len(data), 0)


class _LetterReader:
    """Reads one letter; places are offsets into its bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._number = 0

    def parts(self, begin: int, end: int, depth: int) -> Iterator[Part | None]:
        """Yields the files in a part, and None if it has none."""
        if depth > DEEPEST_PARTS:
            raise TooDeep
        fields, body = self.head(begin, end)
        kind = fields.get(b"content-type", b"")
        match = _MEDIA_TYPE.match(kind)
        media_type = match[1].decode("ascii").lower() if match else "text/plain"
        options = parameters(kind)
        if media_type.startswith("multipart/"):
            inner = list(self._divided(options.get("boundary", ""), body, end))
            if inner:
                for one_begin, one_end in inner:
                    yield from self.parts(one_begin, one_end, depth + 1)
                return
        self._number += 1
        if media_type in _LETTERS and not _encoding(fields):
            number, empty = self._number, True
            for part in self.parts(body, end, depth + 1):
                empty = empty and part is None
                yield part
            if empty:
                name = last_part(parameters(fields.get(b"content-disposition", b"")).get("filename", ""))
                yield Part(name or f"{number}.eml", number, media_type, bytes, is_empty_letter=True)
            return
        yield from self._leaf(fields, media_type, options, body, end)

    def _leaf(
        self, fields: dict[bytes, bytes], media_type: str, options: dict[str, str], body: int, end: int
    ) -> Iterator[Part | None]:
        disposition = fields.get(b"content-disposition", b"")
        name = last_part(parameters(disposition).get("filename") or options.get("name") or "")
        encoding = _encoding(fields)
        read = partial(self._decoded, encoding, body, end)
        attached = bool(name) or disposition.strip().lower().startswith(b"attachment")
        if media_type in _LETTERS:
            yield Part(name, self._number, media_type, read, is_letter=True)
        elif media_type == "message/external-body":
            why = sentence("The letter only says where this file lies; the file itself is not in it.")
            yield Part(name, self._number, media_type, bytes, closed=why)
        elif media_type == "message/partial":
            why = sentence("The letter was cut into several; ask the sender for the file in one piece.")
            yield Part(name, self._number, media_type, bytes, closed=why)
        elif attached or not media_type.startswith(("text/", "message/", "multipart/")):
            yield Part(name, self._number, media_type, read)
        elif media_type == "text/plain" and encoding == b"" and (written := list(self._written_out(body, end))):
            yield from written
        elif media_type.startswith("text/") and self._data.startswith(b"%PDF-", body):
            yield Part(name, self._number, media_type, read)
        elif PDF_WITHIN.search(read()):
            # Such as a picture of a page that a link carries in itself.
            yield Part("", self._number, media_type, bytes, closed=HIDDEN_INSIDE)
        else:
            yield None

    def head(self, begin: int, end: int) -> tuple[dict[bytes, bytes], int]:
        """Returns the header's fields, the first of each name, and where the body begins."""
        if self._data.startswith((b"\n", b"\r\n"), begin, end):
            return {}, self._data.index(b"\n", begin) + 1
        close = _HEAD_END.search(self._data, begin, end)
        stop, body = (close.start(), close.end()) if close else (end, end)
        fields: dict[bytes, bytes] = {}
        for field in _FIELD.finditer(self._data, begin, min(stop, begin + _LONGEST_HEAD)):
            fields.setdefault(field[1].lower(), field[2][:_LONGEST_FIELD].replace(b"\r", b"").replace(b"\n", b""))
        return fields, body

    def _divided(self, boundary: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Yields where each part of a multipart body begins and ends."""
        mark = boundary.rstrip().encode("utf-8", "replace")
        if not mark or self._data.find(b"--" + mark, begin, end) < 0:
            # Some programs name another boundary than the one that they write.
            guessed = _ANY_BOUNDARY.search(self._data, max(begin - 1, 0), end)
            if guessed is None:
                return
            mark = guessed[1]
        line = re.compile(rb"\r?\n--" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
        opened: int | None = None
        for match in line.finditer(self._data, max(begin - 2, 0), end):
            if opened is not None:
                yield min(opened, match.start()), match.start()
            after = self._data.find(b"\n", match.end(), end)
            opened = None if match[1] or after < 0 else after + 1
        if opened is not None:
            # A letter that was cut off: what is there of the last part.
            yield opened, end

    def _decoded(self, encoding: bytes, begin: int, end: int) -> bytes:
        body = self._data[begin:end]
        if encoding == b"base64" or body[:64].lstrip().startswith(_PDF_IN_BASE64):
            return body if body.startswith(b"%PDF-") else from_base64(body)
        if encoding == b"quoted-printable":
            return quopri.decodestring(body)
        if encoding in _UU_WORDS and (begun := _UU_BEGIN.search(body)):
            return from_uu(body, begun.end())
        return body

    def _written_out(self, begin: int, end: int) -> Iterator[Part]:
        """Yields the files that old programs write into the text itself."""
        for match in _UU_BEGIN.finditer(self._data, begin, end):
            close = self._data.find(b"\nend", match.end(), end)
            if close >= 0:
                read = partial(from_uu, self._data[begin:close], match.end() - begin)
                yield Part(last_part(parameters(b';name="' + match[1] + b'"').get("name", "")), self._number, "", read)


def _encoding(fields: dict[bytes, bytes]) -> bytes:
    """Returns how a part is encoded, whatever surrounds the word; empty if it is not."""
    word = _FIRST_WORD.search(_COMMENT.sub(b" ", fields.get(b"content-transfer-encoding", b"")))
    encoding = word[0].lower() if word else b""
    return b"" if encoding in (b"7bit", b"8bit", b"binary") else encoding


def from_base64(body: bytes) -> bytes:
    """Returns what was packed as base64, also in several pieces, with padding missing, or with a footer behind."""
    pieces: list[bytes] = []
    footer = _FOOTER.search(body)
    if footer and body[: footer.start()].strip():
        body = body[: footer.start()]
    begin = 0
    while begin < len(body):
        padding = _PADDED.search(body, begin)
        stop, after = padding.span() if padding else (len(body), len(body))
        letters = _NOT_BASE64.sub(b"", body[begin:stop])
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        pieces.append(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)))
        rest = body[after : after + 80].split()
        if not rest or _NOT_BASE64.search(rest[0].rstrip(b"=")) or len(rest[0]) < 4 or len(rest[0]) % 4:
            break
        begin = after
    return b"".join(pieces)


def from_uu(body: bytes, begin: int) -> bytes:
    """Returns what was packed by uuencode, from the line behind `begin`."""
    pieces: list[bytes] = []
    while begin < len(body):
        stop = body.find(b"\n", begin)
        stop = len(body) if stop < 0 else stop
        line = body[begin:stop].rstrip(b"\r")
        if line in (b"end", b"`", b" "):
            break
        begin = stop + 1
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # WORKAROUND(binascii): some programs leave rubbish behind a line; its first sign says how long it is.
            size = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                pieces.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                break
    return b"".join(pieces)


def boundary_of(letter: bytes) -> bytes:
    """Returns the mark between the parts of a letter; empty where it has none."""
    fields, _ = _LetterReader(letter).head(0, len(letter))
    return parameters(fields.get(b"content-type", b"")).get("boundary", "").rstrip().encode("utf-8", "replace")
