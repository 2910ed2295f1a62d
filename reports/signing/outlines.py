"""Text as outlines, read straight from the TrueType file.

A stamp must look the same to the writer and, years later, to the verifier, byte for byte; and it must not cost a
second to load a font for three characters. So the few glyphs are read by offset from the mapped file and drawn
as paths. Only what our own font needs is understood: `cmap` format 4 and 12, simple and composite glyphs.
"""

import mmap
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import resources

STAMP_FONTS = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Rare.ttf")
"""Common characters, then rare ones. Never replaced by other files of the same name: old stamps are compared with
what these draw."""
UNITS_PER_EM = 1000
"""Of both fonts."""

Point = tuple[int, int, bool]
"""x, y in font units, and whether it lies on the curve."""


class Font:
    """One TrueType file, mapped into memory."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        count = struct.unpack_from(">H", self._data, 4)[0]
        self._tables: dict[bytes, int] = {}
        for index in range(count):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", self._data, 12 + 16 * index)
            self._tables[tag] = offset
        head = self._tables[b"head"]
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
        for index in range(segments):
            if struct.unpack_from(">H", self._data, ends + 2 * index)[0] < code:
                continue
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
        return 0

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


@cache
def _font(name: str) -> Font:
    return Font(resources.path(name))


@cache
def drawn_glyph(character: str) -> tuple[bytes, int]:
    """Returns a character's outline as PDF path operators, filled, and its width; both in thousandths of the size.

    A blank, or a character that no font has, gives no path; the latter is as wide as a Chinese character.
    """
    for name in STAMP_FONTS:
        font = _font(name)
        glyph = font.glyph(character)
        if glyph:
            parts = [_contour_path(contour) for contour in font.contours(glyph) if len(contour) > 2]
            return " ".join([*parts, "f"]).encode() if parts else b"", font.advance(glyph)
    return b"", UNITS_PER_EM


def text_width(text: str) -> int:
    """Returns the width of a line in thousandths of its size."""
    return sum(drawn_glyph(character)[1] for character in text)


def _contour_path(contour: list[Point]) -> str:
    """Quadratic splines as cubic ones; two off-curve points have an on-curve point half way between them."""
    points: list[tuple[float, float, bool]] = []
    for index, (x, y, on) in enumerate(contour):
        before = contour[index - 1]
        if not on and not before[2]:
            points.append(((before[0] + x) / 2, (before[1] + y) / 2, True))
        points.append((x, y, on))
    first = next(index for index, point in enumerate(points) if point[2])
    points = [*points[first:], *points[:first], points[first]]
    operators = [f"{_short(points[0][0])} {_short(points[0][1])} m"]
    current = points[0]
    index = 1
    while index < len(points):
        point = points[index]
        if point[2]:
            operators.append(f"{_short(point[0])} {_short(point[1])} l")
        else:
            target = points[index + 1]
            control = (
                current[0] + 2 * (point[0] - current[0]) / 3,
                current[1] + 2 * (point[1] - current[1]) / 3,
                target[0] + 2 * (point[0] - target[0]) / 3,
                target[1] + 2 * (point[1] - target[1]) / 3,
            )
            numbers = " ".join(_short(value) for value in (*control, target[0], target[1]))
            operators.append(f"{numbers} c")
            index += 1
            point = target
        current = point
        index += 1
    operators.append("h")
    return " ".join(operators)


def _short(value: float) -> str:
    """A whole number: half a font unit is a two-thousandth of the height of the text."""
    return str(round(value))
