"""Compound files of Microsoft, as small as they can be, for the tests: streams of any size in storages of one level."""

import itertools
import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Returns a compound file with these streams; a name may have a storage before it, as in `storage/stream`.

    Source: [MS-CFB]. Streams are padded to 4096 bytes, so that there is no short-sector chain.
    """
    storages = sorted({name.split("/")[0] for name in streams if "/" in name})
    entries: list[tuple[str, int, int, int, int]] = []
    sectors: list[bytes] = []
    chains: list[int] = []
    siblings: dict[int, int] = {}

    def store(data: bytes) -> int:
        begin = len(sectors)
        padded = data + bytes(-len(data) % _SECTOR)
        count = len(padded) // _SECTOR
        for number in range(count):
            sectors.append(padded[number * _SECTOR : (number + 1) * _SECTOR])
            chains.append(begin + number + 1 if number + 1 < count else _END)
        return begin

    def stream(name: str, data: bytes) -> tuple[str, int, int, int, int]:
        size = max(len(data), 4096)
        return (name, 2, _NONE, store(data + bytes(size - len(data))), size)

    top: list[int] = []
    for name, data in streams.items():
        if "/" not in name:
            entries.append(stream(name, data))
            top.append(len(entries))
    for storage in storages:
        inside = []
        for name, data in streams.items():
            if name.startswith(f"{storage}/"):
                entries.append(stream(name.split("/")[1], data))
                inside.append(len(entries))
        entries.append((storage, 1, inside[0], 0, 0))
        top.append(len(entries))
        siblings.update(itertools.pairwise(inside))
    siblings.update(itertools.pairwise(top))
    listed = [_entry("Root Entry", 5, _NONE, top[0], (_END, 0))]
    listed += [
        _entry(name, kind, siblings.get(place, _NONE), child, (begin, size))
        for place, (name, kind, child, begin, size) in enumerate(entries, start=1)
    ]
    directory = store(b"".join(listed) + bytes(-len(listed) % 4 * 128))
    fat_count = 1
    while (len(sectors) + fat_count) * 4 > fat_count * _SECTOR:
        fat_count += 1
    first_fat = len(sectors)
    chains += [_FAT] * fat_count
    table = b"".join(struct.pack("<I", each) for each in chains)
    table += struct.pack("<I", _FREE) * ((fat_count * _SECTOR - len(table)) // 4)
    places = [first_fat + number for number in range(fat_count)] + [_FREE] * (109 - fat_count)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory, 0, 4096, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", place) for place in places)
    return header + b"".join(sectors) + table


def _entry(name: str, kind: int, right: int, child: int, place: tuple[int, int]) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw + bytes(64 - len(raw)) + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", _NONE, right, child) + bytes(36) + struct.pack("<IQ", *place)
    return entry
