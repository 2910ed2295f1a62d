"""A PDF file as a chain of revisions, read strictly from its bytes.

Only what our own program writes is understood: classical cross-reference tables, objects that stand one after
another without gaps, revisions that end with `%%EOF` and a line feed. Everything else is `Irregular`. A reader
that forgives nothing leaves nothing to hide in, and needs no general PDF parser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.language import Sentence, counted, sentence

_TAIL = re.compile(rb"trailer << ([^\r\n]*) >>\nstartxref\n([1-9][0-9]{0,9})\n%%EOF\n\Z")
_TRAILER = re.compile(
    rb"(?:/Info ([1-9][0-9]*) 0 R )?/Root ([1-9][0-9]*) 0 R /Size ([1-9][0-9]*)"
    rb" /ID \[<([0-9a-f]{32})><([0-9a-f]{32})>\](?: /Prev ([1-9][0-9]*))?\Z"
)
_SECTION = re.compile(rb"([0-9]+) ([1-9][0-9]*)\n")
_ENTRY = re.compile(rb"([0-9]{10}) 00000 n \n")
_FREE_HEAD = b"0000000000 65535 f \n"
_BEGINNING = b"%PDF-"
_FRONT_BYTES = 65536
"""How far into a file its beginning is looked for."""
_ARCHIVE = b"PK\x03\x04"
_HEADER = re.compile(rb"%PDF-1\.[3-7]\n%[\x80-\xff]{4}\n")
_STREAM_HEAD = re.compile(rb"<< ([^\r\n]*) >>\nstream\n")
_LENGTH = re.compile(rb"/Length ([0-9]+)(?= /| >>)")
MAXIMUM_REVISIONS = 8


class Irregular(Exception):
    """The bytes are not what our program writes; `sentence` says what was met first."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.text("en"))
        self.sentence = reason


class NotReadable(Irregular):
    """The end of the file is missing or damaged, so the file cannot be judged."""


@dataclass(frozen=True)
class Revision:
    """One revision: the bytes `start:end` of the file, which end with `%%EOF` and a line feed."""

    data: bytes
    """The whole file; nothing behind `end` is ever looked at."""
    start: int
    end: int
    table: int
    """Offset of the cross-reference table."""
    root: int
    info: int | None
    size: int
    id1: bytes
    id2: bytes
    """Both as hexadecimal digits."""
    own: Mapping[int, tuple[int, int]]
    """Object number to the span of its content, between `N 0 obj` and `endobj`, for the objects of this revision."""
    earlier: "Revision | None"

    @cached_property
    def objects(self) -> Mapping[int, tuple[int, int]]:
        """Every object as it is after this revision."""
        return {**(self.earlier.objects if self.earlier else {}), **self.own}

    def raw(self, number: int) -> bytes:
        """Returns an object's content, streams with their data.

        Raises:
            Irregular: when there is no such object.
        """
        span = self.objects.get(number)
        if span is None:
            raise Irregular(sentence("it points to object {number}, which does not exist", number=number))
        return self.data[span[0] : span[1]]

    def dictionary(self, number: int) -> bytes:
        """Returns the dictionary part of an object, without stream data."""
        raw = self.raw(number)
        head = _STREAM_HEAD.match(raw)
        return raw[: head.end() - len(b"\nstream\n")] if head else raw

    @property
    def content(self) -> bytes:
        """The file as it was at this revision."""
        return self.data[: self.end]


def read_revisions(data: bytes) -> tuple[Revision, ...]:
    """Returns the revisions of a file, oldest first.

    Raises:
        NotReadable: when the file is no PDF or has no proper end.
        Irregular: when anything in it is not exactly as our program writes it.
    """
    front = bytes_in_front(data)
    if front < 0:
        raise NotReadable(
            sentence(
                "it is not a PDF; where it is a letter or an archive, the PDF in it has to be saved as a file of its own first"
            )
        )
    if front:
        raise Irregular(
            counted(
                "{count} byte that does not belong to it stands in front of it",
                "{count} bytes that do not belong to it stand in front of it",
                count=front,
            )
        )
    ends = _chain(data)
    revisions: list[Revision] = []
    for tail_start, end in ends:
        revisions.append(_revision(data, tail_start, end, revisions[-1] if revisions else None))
    return tuple(revisions)


def bytes_in_front(data: bytes) -> int:
    """Returns how many bytes stand in front of the PDF in a file; -1 where it holds none that is not packed."""
    return -1 if data.startswith(_ARCHIVE) else data.find(_BEGINNING, 0, _FRONT_BYTES)


def _chain(data: bytes) -> list[tuple[int, int]]:
    """Returns (offset of the trailer, end) for each revision, oldest first."""
    revisions: list[tuple[int, int]] = []
    end = len(data)
    while True:
        tail_start = data.rfind(b"trailer << ", max(0, end - 2048), end)
        tail = _TAIL.match(data, tail_start, end) if tail_start >= 0 else None
        if tail is None:
            if not revisions:
                raise NotReadable(_no_end(data))
            raise Irregular(sentence("an earlier version inside it has no proper end"))
        revisions.append((tail_start, end))
        trailer = _TRAILER.match(tail[1])
        if trailer is None:
            raise Irregular(sentence("its trailer has entries that our reports never have"))
        if trailer[6] is None:
            return revisions[::-1]
        if len(revisions) >= MAXIMUM_REVISIONS:
            raise Irregular(sentence("it was saved more often than a report can be signed"))
        # The previous revision ends where its own `startxref` names the table that this one calls /Prev.
        mark = b"\nstartxref\n" + trailer[6] + b"\n%%EOF\n"
        position = data.find(mark, int(trailer[6]), tail_start)
        if position < 0 or position + len(mark) >= end:
            raise Irregular(sentence("its cross-reference tables are out of order"))
        end = position + len(mark)


def _no_end(data: bytes) -> Sentence:
    """Returns why a file does not end as our program ends its files."""
    if data.endswith(b"\n%%EOF") and _TAIL.search(data[-2048:] + b"\n"):
        return sentence("the end of its last line is missing, as some mail programs leave it")
    if data[-1024:].rstrip(b"\0\t\r\n ").endswith(b"%%EOF"):
        return sentence("another program has written or saved it")
    return sentence("its end is missing or damaged, or other bytes follow it")


def _revision(data: bytes, tail_start: int, end: int, earlier: Revision | None) -> Revision:
    tail = _TAIL.match(data, tail_start, end)
    trailer = _TRAILER.match(tail[1]) if tail else None
    if tail is None or trailer is None:
        raise Irregular(sentence("its trailer has entries that our reports never have"))
    start = earlier.end if earlier else 0
    table = int(tail[2])
    size = int(trailer[3])
    if not start <= table < tail_start or data[table : table + 5] != b"xref\n":
        raise Irregular(sentence("its cross-reference table is not where the file says it is"))
    entries = _table(data, table + 5, tail_start, first=earlier is None)
    if max(entries, default=0) >= size or (earlier is None and len(entries) != size - 1):
        raise Irregular(sentence("its cross-reference table does not match its size"))
    previous = int(trailer[6]) if trailer[6] else None
    if (previous is None) != (earlier is None) or (earlier and previous != earlier.table):
        raise Irregular(sentence("its cross-reference tables are out of order"))
    body = start
    if earlier is None:
        header = _HEADER.match(data)
        if header is None:
            raise Irregular(sentence("it does not start as our reports do"))
        body = header.end()
    elif (
        int(trailer[2]) != earlier.root
        or trailer[4] != earlier.id1
        or (int(trailer[1]) if trailer[1] else None) != earlier.info
        or size < earlier.size
    ):
        raise Irregular(sentence("a later version inside it replaces the root of the document"))
    return Revision(
        data=data,
        start=start,
        end=end,
        table=table,
        root=int(trailer[2]),
        info=int(trailer[1]) if trailer[1] else None,
        size=size,
        id1=trailer[4],
        id2=trailer[5],
        own=_spans(data, body, table, entries),
        earlier=earlier,
    )


def _table(data: bytes, position: int, end: int, *, first: bool) -> dict[int, int]:
    """Returns object number to offset, in the table's order."""
    entries: dict[int, int] = {}
    while position < end:
        section = _SECTION.match(data, position, end)
        if section is None:
            raise Irregular(sentence("its cross-reference table is damaged"))
        number, count = int(section[1]), int(section[2])
        position = section.end()
        if first and not entries:
            if number != 0 or data[position : position + 20] != _FREE_HEAD:
                raise Irregular(sentence("its cross-reference table is damaged"))
            number, count, position = 1, count - 1, position + 20
        if position + 20 * count > end:
            raise Irregular(sentence("its cross-reference table is damaged"))
        for index in range(number, number + count):
            entry = _ENTRY.match(data, position, end)
            if entry is None or index in entries or index == 0:
                raise Irregular(sentence("its cross-reference table is damaged"))
            entries[index] = int(entry[1])
            position += 20
    return entries


def _spans(data: bytes, start: int, end: int, entries: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Returns the content span of each object; together with their frames they fill `start:end` without a gap."""
    in_order = sorted(entries.items(), key=lambda entry: entry[1])
    spans: dict[int, tuple[int, int]] = {}
    position = start
    for index, (number, offset) in enumerate(in_order):
        following = in_order[index + 1][1] if index + 1 < len(in_order) else end
        head = b"%d 0 obj\n" % number
        if offset != position or following <= offset or not data.startswith(head, offset):
            raise Irregular(sentence("there are bytes between its objects, or objects overlap"))
        content_end = following - len(b"\nendobj\n")
        if content_end <= offset + len(head) or data[content_end:following] != b"\nendobj\n":
            raise Irregular(sentence("there are bytes between its objects, or objects overlap"))
        spans[number] = (offset + len(head), content_end)
        _check_stream(data, offset + len(head), content_end)
        position = following
    if position != end:
        raise Irregular(sentence("there are bytes between its objects, or objects overlap"))
    return spans


def _check_stream(data: bytes, start: int, end: int) -> None:
    """Refuses an object that is neither one line nor a stream of exactly its stated length."""
    line_end = data.find(b"\n", start, end)
    if line_end < 0:
        return
    head = _STREAM_HEAD.match(data, start, end)
    lengths = _LENGTH.findall(data, start, head.end()) if head else []
    if head is None or len(lengths) != 1 or head.end() + int(lengths[0]) + len(b"\nendstream") != end:
        raise Irregular(sentence("an object in it is not written as our reports write them"))
    if data[end - len(b"\nendstream") : end] != b"\nendstream":
        raise Irregular(sentence("an object in it is not written as our reports write them"))
