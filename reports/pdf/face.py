"""The report's type: Noto Sans SC in two weights and its rare characters, measured, drawn and embedded.

A face is embedded as a Type 0 font with the two-byte codes of its subset, so one line of Chinese is one string
in the page and not a change of font every few characters.
"""

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

import resources
from reports.pdf.objects import Writer

Weight = Literal["regular", "bold"]
FaceName = Literal["regular", "bold", "rare"]

_FILES: dict[FaceName, str] = {
    "regular": "fonts/NotoSansSC-Regular.ttf",
    "bold": "fonts/NotoSansSC-Bold.ttf",
    "rare": "fonts/NotoSansSC-Rare.ttf",
}
_POSTSCRIPT: dict[FaceName, str] = {
    "regular": "NotoSansSC-Regular",
    "bold": "NotoSansSC-Bold",
    "rare": "NotoSansSC-Rare",
}
PDF_NAMES: dict[FaceName, str] = {"regular": "F1", "bold": "F2", "rare": "F3"}
SUBSTITUTE = "〓"
"""Drawn for a character that no face has (the typesetter's geta mark): the data attachment holds the character."""

_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap")


class TrueType:
    """One font file, read for measuring and for cutting out glyphs. Never changed after it was read."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack_from(">H", data, 4)[0]
        places: dict[str, tuple[int, int]] = {}
        for index in range(count):
            tag, _, start, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            places[tag.decode("ascii")] = (start, length)
        tables = {tag: data[places[tag][0] : sum(places[tag])] for tag in _TABLES}
        self.head = tables["head"]
        self.hhea = tables["hhea"]
        self.maxp = tables["maxp"]
        self._glyf = tables["glyf"]
        self.units = struct.unpack_from(">H", self.head, 18)[0]
        self.box = struct.unpack_from(">4h", self.head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", self.hhea, 4)
        glyphs = struct.unpack_from(">H", self.maxp, 4)[0]
        metrics = struct.unpack_from(">H", self.hhea, 34)[0]
        widths = struct.unpack_from(f">{metrics * 2}H", tables["hmtx"])[::2]
        self.widths: tuple[int, ...] = widths + (widths[-1],) * (glyphs - metrics)
        long = struct.unpack_from(">h", self.head, 50)[0] == 1
        found = struct.unpack_from(f">{glyphs + 1}{'L' if long else 'H'}", tables["loca"])
        self._places: tuple[int, ...] = found if long else tuple(place * 2 for place in found)
        self.glyphs = _characters(tables["cmap"])

    def glyph(self, index: int) -> bytes:
        """Returns the outline of one glyph."""
        return self._glyf[self._places[index] : self._places[index + 1]]


def _characters(cmap: bytes) -> dict[int, int]:
    """Returns code point to glyph of the widest Unicode subtable (format 12, else 4)."""
    best: dict[int, int] = {}
    for index in range(struct.unpack_from(">H", cmap, 2)[0]):
        place = struct.unpack_from(">L", cmap, 4 + 8 * index + 4)[0]
        kind = struct.unpack_from(">H", cmap, place)[0]
        found: dict[int, int] = {}
        if kind == 12:
            groups = struct.unpack_from(">L", cmap, place + 12)[0]
            for start, end, glyph in struct.iter_unpack(">LLL", cmap[place + 16 : place + 16 + 12 * groups]):
                found.update(zip(range(start, end + 1), range(glyph, glyph + end - start + 1), strict=True))
        elif kind == 4:
            found = _segments(cmap, place)
        if len(found) > len(best):
            best = found
    return best


def _segments(cmap: bytes, place: int) -> dict[int, int]:
    count = struct.unpack_from(">H", cmap, place + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", cmap, place + 14)
    starts = struct.unpack_from(f">{count}H", cmap, place + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", cmap, place + 16 + 4 * count)
    offsets_at = place + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", cmap, offsets_at)
    found: dict[int, int] = {}
    for index, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if start == 0xFFFF:
            continue
        for code in range(start, end + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                at = offsets_at + 2 * index + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", cmap, at)[0]
                glyph = (glyph + delta) & 0xFFFF if glyph else 0
            if glyph:
                found[code] = glyph
    return found


@cache
def true_type(face: FaceName) -> TrueType:
    """Returns a shipped face; the rare one is only read when a text needs it."""
    return TrueType(resources.path(_FILES[face]).read_bytes())


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that is drawn with one face."""

    face: FaceName
    text: str


class _Chosen(dict[str, FaceName]):
    """Character to the face that draws it, for one weight; found when first asked for."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._weight: FaceName = weight

    def __missing__(self, character: str) -> FaceName:
        code = ord(character)
        face: FaceName = self._weight
        if code not in true_type(self._weight).glyphs and code in true_type("rare").glyphs:
            face = "rare"
        self[character] = face
        return face


class _Widths(dict[str, int]):
    """Character to its advance in thousandths of the size, for one weight."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._chosen = faces(weight)

    def __missing__(self, character: str) -> int:
        font = true_type(self._chosen[character])
        width = round(font.widths[font.glyphs.get(ord(character), 0)] * 1000 / font.units)
        self[character] = width
        return width


@cache
def faces(weight: Weight) -> dict[str, FaceName]:
    """Returns the mapping from a character to the face that draws it."""
    return _Chosen(weight)


@cache
def widths(weight: Weight) -> dict[str, int]:
    """Returns the mapping from a character to its advance, in thousandths of the type size."""
    return _Widths(weight)


def measure(text: str, size: float, weight: Weight = "regular") -> float:
    """Returns the width of a drawable text in points."""
    return sum(map(widths(weight).__getitem__, text)) * size / 1000


@cache
def _drawable(character: str) -> bool:
    return ord(character) in true_type("regular").glyphs or ord(character) in true_type("rare").glyphs


def drawable(text: str) -> tuple[str, frozenset[str]]:
    """Returns `text` as the report can draw it, and the characters that had to be replaced.

    Control and format characters (direction marks, joiners, variation selectors) are left out, tabs and odd
    spaces become spaces, characters that no face has become one `SUBSTITUTE` each.
    """
    kept: list[str] = []
    replaced: set[str] = set()
    for character in text:
        if character == "\n":
            kept.append(character)
        elif character.isspace():
            kept.append("　" if character == "　" else " ")
        elif unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") or "\ufe00" <= character <= "\ufe0f":
            if unicodedata.category(character) in ("Cs", "Co", "Cn"):
                kept.append(SUBSTITUTE)
                replaced.add(character)
        elif _drawable(character):
            kept.append(character)
        else:
            kept.append(SUBSTITUTE)
            replaced.add(character)
    return "".join(kept), frozenset(replaced)


class Cut:
    """The glyphs of one face that a document uses, numbered in order of first use."""

    def __init__(self, face: FaceName) -> None:
        self.face = face
        self._font = true_type(face)
        self.codes: dict[str, str] = _Codes(self._font)

    def embed(self, writer: Writer) -> int:
        """Writes the face's used part and returns the number of its Type 0 font."""
        font = self._font
        used = [".notdef", *self.codes]
        glyphs = [0, *(font.glyphs[ord(character)] for character in self.codes)]
        program = _program(font, glyphs)
        scale = 1000 / font.units
        tag = _tag(used)
        base = f"{tag}+{_POSTSCRIPT[self.face]}"
        file = writer.stream(program, f"/Length1 {len(program)}")
        box = " ".join(str(round(edge * scale)) for edge in font.box)
        descriptor = writer.add(
            f"<< /Type /FontDescriptor /FontName /{base} /Flags 4 /FontBBox [{box}] /ItalicAngle 0"
            f" /Ascent {round(font.ascent * scale)} /Descent {round(font.descent * scale)} /CapHeight 733"
            f" /StemV {140 if self.face == 'bold' else 80} /FontFile2 {file} 0 R >>"
        )
        advances = " ".join(str(round(font.widths[glyph] * scale)) for glyph in glyphs)
        inner = writer.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /FontDescriptor {descriptor} 0 R /DW 1000"
            f" /W [0 [{advances}]] /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
        )
        unicode = writer.stream(_to_unicode(used[1:]))
        return writer.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H"
            f" /DescendantFonts [{inner} 0 R] /ToUnicode {unicode} 0 R >>"
        )


class _Codes(dict[str, str]):
    """Character to its four hexadecimal digits in the page, numbered when first drawn."""

    def __init__(self, font: TrueType) -> None:
        super().__init__()
        self._known = font.glyphs

    def __missing__(self, character: str) -> str:
        if ord(character) not in self._known:
            raise KeyError(character)
        code = f"{len(self) + 1:04X}"
        self[character] = code
        return code


def runs(text: str, weight: Weight) -> Iterator[Run]:
    """Yields a line as runs of one face each."""
    for face, characters in groupby(text, faces(weight).__getitem__):
        yield Run(face, "".join(characters))


def _tag(used: list[str]) -> str:
    """Six letters that differ with the subset, as the PDF standard wants before the font's name."""
    value = 0
    for character in "".join(used):
        value = (value * 31 + ord(character)) % 26**6
    letters = []
    for _ in range(6):
        value, letter = divmod(value, 26)
        letters.append(chr(ord("A") + letter))
    return "".join(letters)


def _to_unicode(characters: list[str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(characters), 100):
        part = characters[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [
            f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for code, character in enumerate(part, start=start + 1)
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end\n")
    return "\n".join(lines).encode("ascii")


def _program(font: TrueType, glyphs: list[int]) -> bytes:
    """Returns a TrueType font of `glyphs` in this order; parts of composite glyphs are added behind."""
    order = list(glyphs)
    where = {glyph: index for index, glyph in enumerate(order)}
    outlines: list[bytes] = []
    index = 0
    while index < len(order):
        outline = font.glyph(order[index])
        if len(outline) > 10 and outline[0] >= 0x80:
            outline = _renumbered(outline, order, where)
        outlines.append(outline + b"\0" * (-len(outline) % 4))
        index += 1
    places = [0]
    for outline in outlines:
        places.append(places[-1] + len(outline))
    glyf = b"".join(outlines)
    metrics = b"".join(
        struct.pack(
            ">Hh", font.widths[glyph], struct.unpack_from(">h", font.glyph(glyph), 2)[0] if font.glyph(glyph) else 0
        )
        for glyph in order
    )
    head = bytearray(font.head)
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    hhea = bytearray(font.hhea)
    struct.pack_into(">H", hhea, 34, len(order))
    maxp = bytearray(font.maxp)
    struct.pack_into(">H", maxp, 4, len(order))
    tables = {
        b"glyf": glyf,
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": metrics,
        b"loca": struct.pack(f">{len(places)}L", *places),
        b"maxp": bytes(maxp),
    }
    return _file(tables)


def _renumbered(outline: bytes, order: list[int], where: dict[int, int]) -> bytes:
    """Returns a composite glyph that points to the new numbers of its parts."""
    changed = bytearray(outline)
    place = 10
    more = True
    while more:
        flags, part = struct.unpack_from(">HH", changed, place)
        if part not in where:
            where[part] = len(order)
            order.append(part)
        struct.pack_into(">H", changed, place + 2, where[part])
        place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        more = bool(flags & 0x20)
    return bytes(changed)


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    place = 12 + 16 * count
    rows, bodies = [], []
    for tag, body in sorted(tables.items()):
        padded = body + b"\0" * (-len(body) % 4)
        rows.append(struct.pack(">4sLLL", tag, _sum(padded), place, len(body)))
        bodies.append(padded)
        place += len(padded)
    whole = bytearray(head + b"".join(rows) + b"".join(bodies))
    at = next(struct.unpack_from(">L", row, 8)[0] for row in rows if row[:4] == b"head")
    struct.pack_into(">L", whole, at + 8, (0xB1B0AFBA - _sum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF
