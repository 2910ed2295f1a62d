"""The typefaces that ship, in the order in which they are searched for a character, read straight from their files.

Whether a character can be drawn is asked at every keystroke and must not cost a second to load a font; a stamp must
look the same to the writer and, years later, to the verifier. So glyphs are found by offset in the mapped file. Only
what our own fonts need is understood: `cmap` format 4 and 12, simple and composite glyphs.
"""

import lzma
import mmap
import struct
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import resources
from models.characters import draws_nothing
from models.language import N_

REGULAR, RARE, RESERVE = "fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Rare.ttf", "fonts/ZhijieReserve.ttf.xz"
"""Common characters; the others of the same face; those that it lacks. Never replaced by other files of the same name:
old stamps are compared with what these draw."""
UNDRAWN = N_("No typeface here has {characters}; reports show the number of the character instead.")
LAST = 0x10FFFF
"""The last code point that there is."""

Point = tuple[int, int, bool]
"""x, y in font units, and whether it lies on the curve."""


class Font:
    """One TrueType file, mapped into memory; a packed one is unpacked there.

    Attributes:
        units_per_em: the grid of its outlines.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._data = lzma.decompress(mapped) if is_packed(mapped[:6]) else mapped
        count = struct.unpack_from(">H", self._data, 4)[0]
        self._tables: dict[bytes, int] = {}
        for index in range(count):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", self._data, 12 + 16 * index)
            self._tables[tag] = offset
        head = self._tables[b"head"]
        self.units_per_em: int = struct.unpack_from(">H", self._data, head + 18)[0]
        self._long_offsets: bool = struct.unpack_from(">h", self._data, head + 50)[0] == 1
        self._advances: int = struct.unpack_from(">H", self._data, self._tables[b"hhea"] + 34)[0]
        self._cmap = self._best_cmap()

    def _best_cmap(self) -> int:
        start = self._tables[b"cmap"]
        best = 0
        for index in range(struct.unpack_from(">H", self._data, start + 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHL", self._data, start + 4 + 8 * index)
            kind = struct.unpack_from(">H", self._data, start + offset)[0]
            if kind == 12:
                return int(start + offset)
            if kind == 4 and (platform == 0 or (platform, encoding) == (3, 1)):
                best = start + offset
        return best

    def glyph(self, character: str) -> int:
        """Returns the glyph's number, 0 (the empty box) where the font has none."""
        code = ord(character)
        kind = struct.unpack_from(">H", self._data, self._cmap)[0]
        return self._glyph_12(code) if kind == 12 else self._glyph_4(code)

    def _glyph_12(self, code: int) -> int:
        low, high = 0, struct.unpack_from(">L", self._data, self._cmap + 12)[0]
        while low < high:
            middle = (low + high) // 2
            first, last, glyph = struct.unpack_from(">LLL", self._data, self._cmap + 16 + 12 * middle)
            if code < first:
                high = middle
            elif code > last:
                low = middle + 1
            else:
                return int(glyph + code - first)
        return 0

    def _glyph_4(self, code: int) -> int:
        segments = struct.unpack_from(">H", self._data, self._cmap + 6)[0] // 2
        ends = self._cmap + 14
        index = bisect_left(
            range(segments), code, key=lambda at: struct.unpack_from(">H", self._data, ends + 2 * at)[0]
        )
        if index == segments:
            return 0
        starts = ends + 2 * segments + 2
        first = struct.unpack_from(">H", self._data, starts + 2 * index)[0]
        if code < first:
            return 0
        delta = struct.unpack_from(">h", self._data, starts + 2 * (segments + index))[0]
        place = starts + 2 * (2 * segments + index)
        span = struct.unpack_from(">H", self._data, place)[0]
        if span == 0:
            return int((code + delta) & 0xFFFF)
        glyph = struct.unpack_from(">H", self._data, place + span + 2 * (code - first))[0]
        return int((glyph + delta) & 0xFFFF) if glyph else 0

    def advance(self, glyph: int) -> int:
        """Returns the width of a glyph in font units."""
        index = min(glyph, self._advances - 1)
        return int(struct.unpack_from(">H", self._data, self._tables[b"hmtx"] + 4 * index)[0])

    def contours(self, glyph: int, depth: int = 0) -> Iterator[list[Point]]:
        """Yields the closed contours of a glyph."""
        start, end = self._place(glyph)
        if start == end:
            return
        count = struct.unpack_from(">h", self._data, start)[0]
        if count >= 0:
            yield from self._simple(start + 10, count)
        elif depth < 5:
            yield from self._composite(start + 10, depth)

    def _place(self, glyph: int) -> tuple[int, int]:
        loca, glyf = self._tables[b"loca"], self._tables[b"glyf"]
        if self._long_offsets:
            first, last = struct.unpack_from(">LL", self._data, loca + 4 * glyph)
        else:
            first, last = (2 * value for value in struct.unpack_from(">HH", self._data, loca + 2 * glyph))
        return glyf + first, glyf + last

    def _simple(self, position: int, count: int) -> Iterator[list[Point]]:
        if count == 0:
            return
        ends = struct.unpack_from(f">{count}H", self._data, position)
        position += 2 * count
        position += 2 + struct.unpack_from(">H", self._data, position)[0]
        total = ends[-1] + 1
        flags: list[int] = []
        while len(flags) < total:
            flag = self._data[position]
            position += 1
            repeat = 1
            if flag & 8:
                repeat += self._data[position]
                position += 1
            flags += [flag] * repeat
        xs, position = self._coordinates(position, flags, short=2, same=16)
        ys, position = self._coordinates(position, flags, short=4, same=32)
        begin = 0
        for end in ends:
            yield [(xs[index], ys[index], bool(flags[index] & 1)) for index in range(begin, end + 1)]
            begin = end + 1

    def _coordinates(self, position: int, flags: list[int], *, short: int, same: int) -> tuple[list[int], int]:
        values: list[int] = []
        value = 0
        for flag in flags:
            if flag & short:
                value += self._data[position] if flag & same else -self._data[position]
                position += 1
            elif not flag & same:
                value += struct.unpack_from(">h", self._data, position)[0]
                position += 2
            values.append(value)
        return values, position

    def _composite(self, position: int, depth: int) -> Iterator[list[Point]]:
        more = True
        while more:
            flags, glyph = struct.unpack_from(">HH", self._data, position)
            more = bool(flags & 0x20)
            wide = bool(flags & 1)
            dx, dy = struct.unpack_from(">hh" if wide else ">bb", self._data, position + 4)
            position += 8 if wide else 6
            position += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
            for contour in self.contours(glyph, depth + 1):
                yield [(x + dx, y + dy, on) for x, y, on in contour]


def is_packed(start: bytes) -> bool:
    """Returns whether a file that begins like this holds a packed typeface."""
    return start.startswith(b"\xfd7zXZ\x00")


@cache
def typeface(name: str) -> Font:
    """Returns a shipped typeface by its name below `resources`; opened once."""
    return Font(resources.path(name))


@cache
def _reserve_ranges() -> tuple[tuple[int, int], ...]:
    """Returns the first and last code point of every run of characters in the reserve, rising."""
    runs = resources.path("fonts/ZhijieReserve.txt").read_text(encoding="ascii").split()
    return tuple((int(first, 16), int(last, 16)) for first, last in (run.split("-") for run in runs))


def _in_reserve(character: str) -> bool:
    """Whether the reserve has a character; its list is read, since unpacking the typeface takes a second."""
    ranges = _reserve_ranges()
    place = bisect_right(ranges, (ord(character), LAST)) - 1
    return place >= 0 and ord(character) <= ranges[place][1]


@cache
def face_of(character: str) -> str:
    """Returns the name of the first typeface that draws a character, empty where none does."""
    for name in (REGULAR, RARE):
        if typeface(name).glyph(character):
            return name
    return RESERVE if _in_reserve(character) else ""


@lru_cache(maxsize=4096)
def drawable(text: str) -> tuple[str, frozenset[str]]:
    """Returns `text` as it can be drawn, and the characters that had to be replaced.

    Control and format characters (direction marks, joiners, variation selectors) are left out, tabs and odd spaces
    become spaces. A character that no typeface has is written as its number, `〔U+30EDE〕`: whoever signs sees that it
    is another one than a blank, and which.
    """
    if text.isascii() and text.isprintable():
        return text, frozenset()
    kept: list[str] = []
    replaced: set[str] = set()
    for character in text:
        if character == "\n":
            kept.append(character)
        elif character.isspace():
            kept.append("　" if character == "　" else " ")
        elif unicodedata.category(character) == "Cc" or draws_nothing(character):
            continue
        elif face_of(character):
            kept.append(character)
        else:
            kept.append(f"〔U+{ord(character):04X}〕")
            replaced.add(character)
    return "".join(kept), frozenset(replaced)


def not_drawn(text: str) -> tuple[str, ...]:
    """Returns the characters of a text that no typeface has, each once, in their order."""
    replaced = drawable(text)[1]
    return tuple(dict.fromkeys(character for character in text if character in replaced))
