"""Makes `resources/fonts/` from the full Noto Sans SC: what a report needs, quick to load.

Run once, when the font or the character set changes:

    python packaging/subset_fonts.py FOLDER

FOLDER is the unpacked npm package `@expo-google-fonts/noto-sans-sc` (SIL Open Font License 1.1). Written are

- `NotoSansSC-Regular.ttf` and `NotoSansSC-Bold.ttf`: GB 2312, Latin, Greek, Cyrillic, punctuation and signs;
- `NotoSansSC-Rare.ttf`: every other character of the regular face, opened only when a text needs one
  (rare characters in names of people and places).

Hints, kerning and vertical metrics are left out: the report's typesetting does not read them.
"""

import argparse
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
_DROPPED = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx", "DSIG"]


def core_characters() -> set[int]:
    """Returns the code points of the two quick faces."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2000, 0x2070)) | set(range(0x2100, 0x2600))
    found |= set(range(0x3000, 0x3040)) | set(range(0xFF01, 0xFFEF))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


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


def main() -> None:
    """Writes the three faces and the licence."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    folder: Path = arguments.parse_args().folder
    core = core_characters()
    regular = folder / "400Regular" / "NotoSansSC_400Regular.ttf"
    bold = folder / "700Bold" / "NotoSansSC_700Bold.ttf"
    everything = set(TTFont(regular).getBestCmap())
    for source, name, characters in (
        (regular, "NotoSansSC-Regular.ttf", core),
        (bold, "NotoSansSC-Bold.ttf", core),
        (regular, "NotoSansSC-Rare.ttf", everything - core),
    ):
        count = write(source, FONTS / name, characters)
        print(f"{name}: {count} characters, {(FONTS / name).stat().st_size // 1024} KB")
    shutil.copyfile(folder / "LICENSE_FONT", FONTS / "OFL.txt")


if __name__ == "__main__":
    main()
