"""A database read into memory, where nothing can be written: a full disk, a folder without the right to write."""

import struct
from pathlib import Path

from models.sealing.plain import read_plain
from models.storage.errors import StorageError
from models.storage.file.check import check_content, check_header
from models.storage.file.connection import connect_copy, key_of_file, told
from models.storage.file.database import Database
from models.storage.file.place import FILE_NAME, PAGE_BYTES
from models.storage.file.schema import SHIPPED, Schema
from models.storage.file.sealed_pages import opened_pages
from models.storage.opening.remains import log_to_play_in

_LOG_HEADER_BYTES, _FRAME_BYTES = 32, 24
_BIG_ENDIAN_SUMS = 0x377F0683
"""Begins a log whose checksums are made of big-endian words; with the last bit 0 of little-endian ones."""


def open_to_read(folder: Path, refusal: StorageError, schema: Schema = SHIPPED) -> Database:
    """Returns the folder's database as it is on the disk, in memory; no file is made, changed or left open.

    Args:
        folder: the data folder.
        refusal: why it cannot be opened to be written, which every change is answered with.
        schema: the tables that the program knows.

    Raises:
        StorageError: `refusal`, when there is no sound database of the present schema to be read.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            raise refusal
        check_header(path, schema)
        with told(path):
            copy = connect_copy(_complete(path))
            check_content(copy, path, schema)
            if copy.execute("PRAGMA user_version").fetchone() != (schema.number,):
                raise refusal
    except (OSError, StorageError) as problem:
        if problem is refusal:
            raise
        raise refusal from problem
    return Database(path, copy, refusal)


def _complete(path: Path) -> bytes:
    """Returns the pages of a database file with its log replayed, in clear."""
    pages = pages_with(path, log_to_play_in(path))
    key = key_of_file(path)
    if key is not None:
        pages = bytearray(opened_pages(bytes(pages), key))
    # A database in memory has no log: "read and written through a journal".
    pages[18:20] = b"\x01\x01"
    return bytes(pages)


def pages_with(path: Path, log: Path | None) -> bytearray:
    """Returns the pages of a database file as they are in it, with a log of its own replayed.

    Raises:
        OSError: when something cannot be read.
    """
    pages = bytearray(read_plain(path))
    if log is not None:
        _play_in(pages, read_plain(log))
    return pages


def _play_in(pages: bytearray, log: bytes) -> None:
    """Puts the pages of every committed change of a log in their place; https://sqlite.org/fileformat2.html#walformat."""
    order = ">" if int.from_bytes(log[:4], "big") == _BIG_ENDIAN_SUMS else "<"
    sums = _sums(log[:24], (0, 0), order)
    waiting: list[tuple[int, bytes]] = []
    for start in range(_LOG_HEADER_BYTES, len(log) - _FRAME_BYTES - PAGE_BYTES + 1, _FRAME_BYTES + PAGE_BYTES):
        frame = log[start : start + _FRAME_BYTES]
        page = log[start + _FRAME_BYTES : start + _FRAME_BYTES + PAGE_BYTES]
        sums = _sums(frame[:8] + page, sums, order)
        if frame[8:16] != log[16:24] or sums != struct.unpack(">II", frame[16:24]):
            # What an earlier round of the log left behind it, or what was being written when the current failed.
            return
        number, size = struct.unpack(">II", frame[:8])
        waiting.append((number, page))
        if size:
            for number, page in waiting:
                place = (number - 1) * PAGE_BYTES
                pages.extend(bytes(max(place + PAGE_BYTES - len(pages), 0)))
                pages[place : place + PAGE_BYTES] = page
            del pages[size * PAGE_BYTES :]
            waiting.clear()


def _sums(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    for left, right in struct.iter_unpack(f"{order}II", data):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return first, second
