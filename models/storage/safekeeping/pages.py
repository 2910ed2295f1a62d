"""Answers found in the raw pages of a damaged database, and its list of tables put back, without SQLite's trees."""

from collections.abc import Iterator

from models.storage.encoding import proof
from models.storage.file.place import PAGE_BYTES

_INTERIOR, _LEAF_OF_KEYS = 0x05, 0x0A
_FIXED = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
"""Bytes of the integer types of a record."""

Cell = tuple[int | str | None, ...]
AnswerRow = tuple[int, str, str, int]
"""Version, answer, value, proof."""


def answers_in(data: bytes, reserved_bytes: int = 0) -> Iterator[AnswerRow]:
    """Yields the answers in any page of a database that their own check number proves.

    Args:
        data: its pages.
        reserved_bytes: at the end of each page, which SQLite does not use.
    """
    usable = PAGE_BYTES - reserved_bytes
    for start in range(0, len(data) - PAGE_BYTES + 1, PAGE_BYTES):
        page = data[start : start + PAGE_BYTES]
        if page[0] != _LEAF_OF_KEYS:
            continue
        for number in range(int.from_bytes(page[3:5], "big")):
            place = int.from_bytes(page[8 + 2 * number : 10 + 2 * number], "big")
            try:
                cell = _record(_payload(data, page, place, usable))
            except (IndexError, ValueError):
                continue
            if len(cell) == 4:
                version, answer, value, number_of_it = cell
                if (
                    isinstance(version, int)
                    and isinstance(answer, str)
                    and isinstance(value, str)
                    and number_of_it == proof(answer, value)
                ):
                    yield version, answer, value, proof(answer, value)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    number = 0
    for step in range(8):
        byte = data[place + step]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + step + 1
    return number << 8 | data[place + 8], place + 9


def _payload(data: bytes, page: bytes, place: int, usable: int) -> bytes:
    """Returns the whole content of a cell, including one that continues on overflow pages."""
    size, place = _varint(page, place)
    largest = (usable - 12) * 64 // 255 - 23
    if size <= largest:
        return page[place : place + size]
    smallest = (usable - 12) * 32 // 255 - 23
    here = smallest + (size - smallest) % (usable - 4)
    here = here if here <= largest else smallest
    content = page[place : place + here]
    following = int.from_bytes(page[place + here : place + here + 4], "big")
    while len(content) < size and 0 < following <= len(data) // PAGE_BYTES:
        more = data[(following - 1) * PAGE_BYTES : following * PAGE_BYTES]
        content += more[4 : min(4 + size - len(content), usable)]
        following = int.from_bytes(more[:4], "big")
    return content


def _record(payload: bytes) -> Cell:
    end, place = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise ValueError(end)
    kinds = []
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    values: list[int | str | None] = []
    for kind in kinds:
        if kind in _FIXED:
            width = _FIXED[kind]
            content = payload[place : place + width]
            values.append(None if kind == 0 else kind - 8 if kind > 7 else int.from_bytes(content, "big", signed=True))
        elif kind >= 13 and kind % 2:
            width = (kind - 13) // 2
            content = payload[place : place + width]
            values.append(content.decode())
        else:
            raise ValueError(kind)
        if len(content) != width:
            raise ValueError(width)
        place += width
    return tuple(values)


def with_tables_of(damaged: bytes, fresh: bytes) -> bytes:
    """Returns the pages of a damaged database with the header and the list of tables of a fresh one.

    Every database of one schema is made by the same steps, so its tables begin on the same pages.
    """
    data = bytearray(damaged)
    data += bytes(-len(data) % PAGE_BYTES)
    for number in _pages_of_list(fresh):
        start = (number - 1) * PAGE_BYTES
        data[start : start + PAGE_BYTES] = fresh[start : start + PAGE_BYTES]
    # As many pages as there are, none of them free, no log.
    data[28:32] = (len(data) // PAGE_BYTES).to_bytes(4, "big")
    data[32:40] = bytes(8)
    data[92:96] = data[24:28]
    data[18:20] = b"\x01\x01"
    return bytes(data)


def _pages_of_list(data: bytes) -> Iterator[int]:
    """Yields the numbers of the pages that hold the list of tables of a sound database."""
    waiting = [1]
    while waiting:
        number = waiting.pop()
        yield number
        page = data[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]
        start = 100 if number == 1 else 0
        if page[start] == _INTERIOR:
            waiting.append(int.from_bytes(page[start + 8 : start + 12], "big"))
            for cell in range(int.from_bytes(page[start + 3 : start + 5], "big")):
                place = int.from_bytes(page[start + 12 + 2 * cell : start + 14 + 2 * cell], "big")
                waiting.append(int.from_bytes(page[place : place + 4], "big"))
