"""The mark by which a database file and its write-ahead log are known to belong together.

SQLite plays in whatever log is beside a file, also one of another state, and destroys the file by it. So each
opening writes a new *generation* into the file before the log is begun, and every change counts on: the same row
stands in the file and in each transaction of its log. It is text of a fixed shape, found in the raw bytes without SQLite.
"""

import mmap
import re
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from models.files import flush_folder
from models.sealing.key import DataKey
from models.sealing.plain import open_plain
from models.storage.file.place import HEADER_BYTES, PAGE_BYTES
from models.storage.file.sealed_pages import are_sealed, key_of_pages, opened_page, opened_pages

_FRAME_BYTES = 24
_LOG_HEADER_BYTES = 32
_LOG_BEGINNINGS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""SQLite writes one of these first, and puts it on the disk before any change."""
_SHAPE = re.compile(rb"zhijie-mark ([0-9a-f]{32}) ([0-9]{12}) (open|shut)")


@dataclass(frozen=True, slots=True)
class OpeningMark:
    """One opening of a database, and how many changes it has seen."""

    generation: str
    """Random, 32 hexadecimal digits; new with every opening."""
    count: int
    """Changes committed since that opening."""
    shut: bool = False
    """Whether everything is in the file: the opening ended in order, or its log is not begun yet."""

    @classmethod
    def new(cls) -> Self:
        """Returns the mark of a new opening, whose log is not begun."""
        return cls(secrets.token_hex(16), 0, shut=True)

    def next(self) -> "OpeningMark":
        """Returns the mark after one more change, which is in the log."""
        return replace(self, count=self.count + 1, shut=False)

    def ended(self) -> "OpeningMark":
        """Returns the mark of the opening's end."""
        return replace(self, count=self.count + 1, shut=True)

    @property
    def text(self) -> str:
        """The row of the table."""
        return f"zhijie-mark {self.generation} {self.count:012} {'shut' if self.shut else 'open'}"

    def write(self, connection: sqlite3.Connection) -> None:
        """Writes the mark into the open database."""
        connection.execute("UPDATE generation SET mark = ?", (self.text,))


def _found(data: bytes | mmap.mmap, start: int = 0) -> tuple[int, OpeningMark] | None:
    match = _SHAPE.search(data, start)
    if match is None:
        return None
    return match.start(), OpeningMark(match[1].decode(), int(match[2]), match[3] == b"shut")


def mark_in(path: Path) -> tuple[int, OpeningMark] | None:
    """Returns the number of the page with the mark and the mark in a database file, whatever log is beside it.

    Raises:
        OSError: when the file cannot be read.
    """
    with open_plain(path) as file:
        if not file.seek(0, 2):
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            key = _key(path, data[:PAGE_BYTES])
            place = _found(data if key is None else opened_pages(data[:], key))
    return None if place is None else (place[0] // PAGE_BYTES + 1, place[1])


def _key(path: Path, first: bytes) -> DataKey | None:
    return key_of_pages(path, first) if are_sealed(first[:HEADER_BYTES]) else None


def log_belongs(path: Path, log: Path) -> bool:
    """Whether a log continues the database file exactly, or holds nothing that would be replayed.

    Raises:
        OSError: when one of them cannot be read.
    """
    place = mark_in(path)
    with open_plain(path) as file:
        key = _key(path, file.read(PAGE_BYTES))
    marks = _committed(log, place[0] if place else 0, key)
    if marks is None:
        return True
    if place is None or not marks:
        return False
    mark = place[1]
    # Folding in may have ended anywhere: the file is as before the log's first change, after its last, or between.
    first, last = marks[0], marks[-1]
    of_one = {mark.generation} == {each.generation for each in marks}
    return of_one and first.count - 1 <= mark.count <= last.count


def _committed(log: Path, page: int, key: DataKey | None) -> list[OpeningMark] | None:
    """Returns the marks in the committed changes of a log, in order; None when nothing in it was committed.

    Empty when the first change carries no mark, or when the log is none of SQLite's: somebody else wrote it.
    """
    marks: list[OpeningMark] = []
    waiting: list[OpeningMark] = []
    changes = 0
    with open_plain(log) as file:
        header = file.read(_LOG_HEADER_BYTES)
        if header[:4] not in _LOG_BEGINNINGS:
            return []
        salts = header[16:24]
        while len(frame := file.read(_FRAME_BYTES + PAGE_BYTES)) == _FRAME_BYTES + PAGE_BYTES:
            if frame[8:16] != salts:
                # What an earlier round of the log left behind it.
                break
            if int.from_bytes(frame[:4], "big") == page:
                content = frame[_FRAME_BYTES:] if key is None else opened_page(frame[_FRAME_BYTES:], page, key)
                place = _found(content)
                waiting += [place[1]] if place else []
            if any(frame[4:8]):
                changes += 1
                marks += waiting
                if not marks:
                    return []
                waiting = []
    return marks if changes else None


def begun_with(path: Path, mark: OpeningMark) -> Path:
    """Returns the empty file that is beside a database while an opening of it has not made its log yet.

    A program killed in that moment leaves a file whose header promises a log that never was: nothing is missing from it.
    """
    return path.with_name(f"{path.name}-begun-{mark.generation}")


def is_complete_alone(path: Path) -> bool:
    """Whether a file whose header promises a log needs none: its session ended in order, or had changed nothing yet.

    Raises:
        OSError: when it cannot be read.
    """
    place = mark_in(path)
    return place is not None and (place[1].shut or begun_with(path, place[1]).exists())


def promise_whole(path: Path) -> None:
    """Leaves word beside a file with a log that belongs to it: nothing is missing from it, even once that log is gone.

    Called before the log is folded in. Between its end and the header that asks for none, a kill would leave what looks
    like a file copied without its log. The next opening that has its log takes the word away.

    Raises:
        OSError: when the file cannot be read, or nothing can be written beside it.
    """
    if not path.with_name(f"{path.name}-wal").exists():
        return
    place = mark_in(path)
    if place is not None and not place[1].shut:
        begun = begun_with(path, place[1])
        begun.touch(mode=0o600)
        flush_folder(begun.parent)


def leave_empty_log(path: Path) -> None:
    """Puts an empty log beside a file whose header promises one, where an opening of ours could not end in order.

    Without room for the mark SQLite may still have folded everything in and taken the log away, and the file would be
    refused as a careless copy. An empty log needs no room.
    """
    log = path.with_name(f"{path.name}-wal")
    with suppress(OSError):
        with open_plain(path) as file:
            promises_one = 2 in file.read(HEADER_BYTES)[18:20]
        if promises_one and not log.exists():
            log.touch(mode=0o600)
