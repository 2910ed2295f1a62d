"""The report's type: Noto Sans SC in two weights and its rare characters, registered with reportlab and measured."""

import unicodedata
from functools import cache, lru_cache
from typing import Any, Literal

import resources

Weight = Literal["regular", "bold"]
FaceName = Literal["regular", "bold", "rare"]

_FILES: dict[FaceName, str] = {
    "regular": "fonts/NotoSansSC-Regular.ttf",
    "bold": "fonts/NotoSansSC-Bold.ttf",
    "rare": "fonts/NotoSansSC-Rare.ttf",
}
FONT_NAMES: dict[FaceName, str] = {
    "regular": "NotoSansSC-Regular",
    "bold": "NotoSansSC-Bold",
    "rare": "NotoSansSC-Rare",
}
SUBSTITUTE = "〓"
"""Drawn for a character that no face has (the typesetter's geta mark): the data attachment holds the character."""


@cache
def font(face: FaceName) -> Any:
    """Returns a shipped face, registered with reportlab; the rare one is only read when a text needs it.

    `asciiReadable` is off: subsets are filled in order of first use, which keeps them few.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    loaded = TTFont(FONT_NAMES[face], str(resources.path(_FILES[face])), asciiReadable=0)
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def _glyphs(face: FaceName) -> dict[int, int]:
    found: dict[int, int] = font(face).face.charToGlyph
    return found


class _Chosen(dict[str, FaceName]):
    """Character to the face that draws it, for one weight; found when first asked for."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._weight: FaceName = weight

    def __missing__(self, character: str) -> FaceName:
        code = ord(character)
        face: FaceName = self._weight
        if code not in _glyphs(self._weight) and code in _glyphs("rare"):
            face = "rare"
        self[character] = face
        return face


class _Widths(dict[str, float]):
    """Character to its advance in thousandths of the size, for one weight."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._chosen = faces(weight)

    def __missing__(self, character: str) -> float:
        metrics = font(self._chosen[character]).face
        width: float = metrics.charWidths.get(ord(character), metrics.defaultWidth)
        self[character] = width
        return width


@cache
def faces(weight: Weight) -> dict[str, FaceName]:
    """Returns the mapping from a character to the face that draws it."""
    return _Chosen(weight)


@cache
def widths(weight: Weight) -> dict[str, float]:
    """Returns the mapping from a character to its advance, in thousandths of the type size."""
    return _Widths(weight)


def measure(text: str, size: float, weight: Weight = "regular") -> float:
    """Returns the width of a drawable text in points."""
    return sum(map(widths(weight).__getitem__, text)) * size / 1000


@cache
def _drawable(character: str) -> bool:
    return ord(character) in _glyphs("regular") or ord(character) in _glyphs("rare")


@lru_cache(maxsize=4096)
def drawable(text: str) -> tuple[str, frozenset[str]]:
    """Returns `text` as the report can draw it, and the characters that had to be replaced.

    Control and format characters (direction marks, joiners, variation selectors) are left out, tabs and odd
    spaces become spaces, characters that no face has become one `SUBSTITUTE` each.
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
        elif unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
            continue
        elif _drawable(character):
            kept.append(character)
        else:
            kept.append(SUBSTITUTE)
            replaced.add(character)
    return "".join(kept), frozenset(replaced)
