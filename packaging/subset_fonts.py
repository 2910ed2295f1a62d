"""Makes `resources/fonts/` from larger typefaces: what a report needs, quick to load.

Run once, when a font or the character set changes (it needs fontTools, and some minutes for the reserve):

    python packaging/subset_fonts.py FOLDER [--reserve-only]

FOLDER holds the unpacked npm packages `@expo-google-fonts/noto-sans-sc`, `-tc`, `-jp` and `noto-sans` (SIL Open Font
License 1.1) in folders `sc`, `tc`, `jp` and `latin`, and `HanaMinA.ttf` and `HanaMinB.ttf` of the Hanazono fonts (their
own licence, without conditions; Debian's package `fonts-hanazono`). Written are

- `NotoSansSC-Regular.ttf` and `NotoSansSC-Bold.ttf`: GB 2312, Latin, Greek, Cyrillic, punctuation and signs;
- `NotoSansSC-Rare.ttf`: every other character of the regular face, opened only when a text needs one
  (rare characters in names of people and places);
- `ZhijieReserve.ttf.xz`: what Noto Sans SC lacks and a name may have: the extensions B to F of Chinese characters, and
  letters of Europe. Sixty thousand outlines on a coarse grid, packed; unpacked in a second when a text needs one.

Hints, kerning and vertical metrics are left out: the report's typesetting does not read them.
"""

import argparse
import lzma
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import ttProgram
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates

Point = tuple[int, int, int]
"""x, y, and whether it lies on the curve."""
GRID = 256
"""Units per em of the reserve: a step is a twentieth of a millimetre in a title of 36 points."""
LETTERS = ((0x100, 0x2AF), (0x370, 0x52F), (0x1E00, 0x1FFF))
HAN = ((0x2E80, 0x2FDF), (0x3000, 0x303F), (0x31C0, 0x31EF), (0x3400, 0x9FFF), (0x20000, 0x2EBEF))
RESERVE = (
    ("latin/400Regular/NotoSans_400Regular.ttf", LETTERS),
    ("tc/400Regular/NotoSansTC_400Regular.ttf", HAN),
    ("jp/400Regular/NotoSansJP_400Regular.ttf", HAN),
    ("HanaMinB.ttf", HAN),
    ("HanaMinA.ttf", HAN),
)
"""Where the reserve comes from, the face that looks most like the report's first."""
FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
_DROPPED = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx", "DSIG"]


def core_characters() -> set[int]:
    """Returns the code points of the two quick faces."""
    characters = (
        set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2000, 0x2070)) | set(range(0x2100, 0x2600))
    )
    characters |= set(range(0x3000, 0x3040)) | set(range(0xFF01, 0xFFEF))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                characters.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return characters


def write(source: Path, target: Path, characters: set[int]) -> int:
    """Writes the part of a font that draws `characters`; returns how many of them it has."""
    font = TTFont(source)
    wanted = characters & set(font.getBestCmap())
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        glyph_names=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    options.drop_tables += _DROPPED
    part = subset.Subsetter(options)
    part.populate(unicodes=wanted)
    part.subset(font)
    # reportlab tells subsets apart by the PostScript name, so each file has its own.
    for record in font["name"].names:
        if record.nameID == 6:
            record.string = target.stem
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    return len(wanted)


def write_reserve(folder: Path, target: Path, present: set[int]) -> int:
    """Writes the characters that no other face has; returns how many they are."""
    names = {".notdef": 0}
    cmap: dict[int, str] = {}
    glyphs = {".notdef": _outline([])}
    widths = {".notdef": GRID}
    for source, ranges in RESERVE:
        font = TTFont(folder / source)
        scale = GRID / font["head"].unitsPerEm
        wanted = {code for first, last in ranges for code in range(first, last + 1)} - present - set(cmap)
        for code, original in sorted(font.getBestCmap().items()):
            if code in wanted:
                name = f"u{code:05X}"
                names[name] = len(names)
                cmap[code] = name
                glyphs[name] = _outline(_contours(font, original, scale))
                widths[name] = round(font["hmtx"][original][0] * scale)
    build = FontBuilder(GRID, isTTF=True)
    build.setupGlyphOrder(list(names))
    build.setupCharacterMap(cmap)
    build.setupGlyf(glyphs)
    build.setupHorizontalMetrics({name: (widths[name], getattr(glyphs[name], "xMin", 0) or 0) for name in names})
    ascent, descent = round(0.88 * GRID), round(0.12 * GRID)
    build.setupHorizontalHeader(ascent=ascent, descent=-descent)
    # A name of our own: the names of the Hanazono fonts are reserved under one of their licences.
    build.setupNameTable({"familyName": "Zhijie Reserve", "styleName": "Regular", "psName": "ZhijieReserve"})
    build.setupOS2(
        sTypoAscender=ascent, sTypoDescender=-descent, usWinAscent=round(1.16 * GRID), usWinDescent=round(0.3 * GRID)
    )
    build.setupPost(keepGlyphNames=False)
    build.font.recalcTimestamp = False
    build.font["head"].created = build.font["head"].modified = 3_000_000_000
    plain = target.with_suffix("")
    build.font.save(plain)
    target.write_bytes(lzma.compress(plain.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    plain.unlink()
    target.with_name("ZhijieReserve.txt").write_text("".join(f"{run}\n" for run in _runs(cmap)), encoding="ascii")
    return len(cmap)


def _runs(codes: Collection[int]) -> Iterator[str]:
    """Yields the runs of code points: the program knows what the reserve has without unpacking it."""
    rising = sorted(codes)
    starts = [code for code in rising if code - 1 not in codes]
    ends = [code for code in rising if code + 1 not in codes]
    for first, last in zip(starts, ends, strict=True):
        yield f"{first:X}-{last:X}"


def _contours(font: TTFont, name: str, scale: float) -> list[list[Point]]:
    """Returns a glyph's closed contours on the grid, parts of a composite glyph put together."""
    coordinates, ends, flags = font["glyf"][name].getCoordinates(font["glyf"])[:3]
    points = [(round(x * scale), round(y * scale), flag & 1) for (x, y), flag in zip(coordinates, flags, strict=True)]
    starts = [0, *(end + 1 for end in ends)]
    contours = [_without_idle_points(points[start : end + 1]) for start, end in zip(starts, ends, strict=False)]
    return [contour for contour in contours if len(contour) > 2]


def _without_idle_points(contour: list[Point]) -> list[Point]:
    """Returns a contour without the corners that fell on their neighbour, or on the line between their neighbours."""
    kept: list[Point] = []
    for index, point in enumerate(contour):
        before = kept[-1] if kept else contour[-1]
        after = contour[(index + 1) % len(contour)]
        same = point[:2] == before[:2]
        straight = (point[0] - before[0]) * (after[1] - point[1]) == (point[1] - before[1]) * (after[0] - point[0])
        if not (point[2] and before[2] and (same or (after[2] and straight))):
            kept.append(point)
    return kept


def _outline(contours: list[list[Point]]) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = len(contours)
    if contours:
        points = [point for contour in contours for point in contour]
        glyph.coordinates = GlyphCoordinates([(x, y) for x, y, _ in points])
        glyph.flags = bytearray(on for _, _, on in points)
        glyph.endPtsOfContours = [sum(map(len, contours[: index + 1])) - 1 for index in range(len(contours))]
        glyph.program = ttProgram.Program()
        glyph.program.fromBytecode(b"")
    return glyph


def main() -> None:
    """Writes the four faces and the licence."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--reserve-only", action="store_true", help="leave the three faces of Noto Sans SC as they are"
    )
    given = arguments.parse_args()
    folder: Path = given.folder
    core = core_characters()
    regular = folder / "sc" / "400Regular" / "NotoSansSC_400Regular.ttf"
    bold = folder / "sc" / "700Bold" / "NotoSansSC_700Bold.ttf"
    everything = set(TTFont(regular).getBestCmap())
    faces = (
        (regular, "NotoSansSC-Regular.ttf", core),
        (bold, "NotoSansSC-Bold.ttf", core),
        (regular, "NotoSansSC-Rare.ttf", everything - core),
    )
    for source, name, characters in () if given.reserve_only else faces:
        count = write(source, FONTS / name, characters)
        print(f"{name}: {count} characters, {(FONTS / name).stat().st_size // 1024} KB")
        shutil.copyfile(folder / "sc" / "LICENSE_FONT", FONTS / "OFL.txt")
    reserve = FONTS / "ZhijieReserve.ttf.xz"
    count = write_reserve(folder, reserve, everything)
    print(f"{reserve.name}: {count} characters, {reserve.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
