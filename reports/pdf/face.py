"""The report's type: Noto Sans SC in two weights, its rare characters and a reserve, registered with reportlab."""

import io
import lzma
from functools import cache
from typing import Any, Literal

import resources
from reports.typeface import RARE, REGULAR, RESERVE, is_packed

Weight = Literal["regular", "bold"]
FaceName = Literal["regular", "bold", "rare", "reserve"]

_FILES: dict[FaceName, str] = {
    "regular": REGULAR,
    "bold": "fonts/NotoSansSC-Bold.ttf",
    "rare": RARE,
    "reserve": RESERVE,
}
FONT_NAMES: dict[FaceName, str] = {
    "regular": "NotoSansSC-Regular",
    "bold": "NotoSansSC-Bold",
    "rare": "NotoSansSC-Rare",
    "reserve": "ZhijieReserve",
}


@cache
def font(face: FaceName) -> Any:
    """Returns a shipped face, registered with reportlab; the rare ones are only read when a text needs them.

    `asciiReadable` is off: subsets are filled in order of first use, which keeps them few.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    path = resources.path(_FILES[face])
    data = path.read_bytes() if face == "reserve" else b""
    packed = io.BytesIO(lzma.decompress(data)) if is_packed(data) else str(path)
    loaded = TTFont(FONT_NAMES[face], packed, asciiReadable=0)
    # WORKAROUND(reportlab 5.1): the advances at the end of the table, which share one value, are kept in thousandths
    # (the only floats there) and written into a subset that has the grid of the typeface.
    grid = loaded.face.unitsPerEm
    loaded.face.hmetrics = [
        (round(advance * grid / 1000) if isinstance(advance, float) else advance, bearing)
        for advance, bearing in loaded.face.hmetrics
    ]
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def _glyphs(face: FaceName) -> dict[int, int]:
    glyphs: dict[int, int] = font(face).face.charToGlyph
    return glyphs


class _Chosen(dict[str, FaceName]):
    """Character to the face that draws it, for one weight; found when first asked for."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._weight: FaceName = weight

    def __missing__(self, character: str) -> FaceName:
        code = ord(character)
        face: FaceName = self._weight
        if code not in _glyphs(self._weight):
            face = "rare" if code in _glyphs("rare") else "reserve" if code in _glyphs("reserve") else self._weight
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
