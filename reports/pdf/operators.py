"""The operators of a page as text, identical to what reportlab's canvas would write.

reportlab keeps the fonts, their subsets and the file; its drawing calls are not used for the thousands of strokes of a
report, because they cost as much as everything else together.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from reports.pdf.face import FaceName, Weight, faces, font
from reports.style import Colour


@lru_cache(maxsize=16384)
def number(value: float) -> str:
    """Returns a number with six significant digits or so, as reportlab's `fp_str` writes it; for values below ten thousand."""
    size = abs(value)
    if size <= 1e-7:
        return "0"
    places = 6 if size < 10 else 5 if size < 100 else 4 if size < 1000 else 3
    written = f"{value:.{places}f}"
    written = written.rstrip("0").rstrip(".")
    return written[1:] if written.startswith("0.") else written


@lru_cache(maxsize=256)
def numbers(*values: float) -> str:
    """Returns several numbers with spaces between, for what is the same again and again: colours, dashes."""
    return " ".join(map(number, values))


def pen(fill: Colour | None, stroke: Colour | None, thickness: float, dash: str) -> list[str]:
    """Returns the operators that choose colours, thickness in points, and dashes such as `2 2`."""
    chosen = []
    if fill:
        chosen.append(f"{numbers(*fill)} rg")
    if stroke:
        chosen += [f"{numbers(*stroke)} RG", f"{number(thickness)} w"]
    if dash:
        chosen.append(f"[{numbers(*map(float, dash.split()))}] 0 d")
    return chosen


def path(points: Sequence[tuple[float, float]], *, closed: bool) -> str:
    """Returns a polygon, or an open line, through points measured from the lower left corner."""
    (x, y), *rest = points
    lines = "".join([f" {number(x)} {number(y)} l" for x, y in rest])
    return f"n {number(x)} {number(y)} m{lines}{' h' if closed else ''}"


def circle(x: float, y: float, radius: float) -> list[str]:
    """Returns a circle around a point measured from the lower left corner."""
    from reportlab.pdfgen.pdfgeom import bezierArc

    arcs = bezierArc(x - radius, y - radius, x - radius + 2 * radius, y - radius + 2 * radius, 0, 360)
    begin = " ".join(map(number, arcs[0][:2]))
    return ["n", f"{begin} m", *(" ".join(map(number, arc[2:])) + " c" for arc in arcs)]


def painted(*, stroke: bool, fill: bool) -> str:
    """Returns the operator that paints a path."""
    return ("B*" if stroke else "f*") if fill else ("S" if stroke else "n")


class _Letters(dict[str, tuple[str, str]]):
    """Character to the subset of a font that has it, by its name in the file, and its code there as a string's part."""

    def __init__(self, weight: Weight, canvas: Any) -> None:
        super().__init__()
        self._faces = faces(weight)
        self._document = canvas._doc  # reportlab has no public way to it, and its subsets belong to it
        self._names: dict[tuple[FaceName, int], str] = {}

    def __missing__(self, character: str) -> tuple[str, str]:
        from reportlab.lib.rl_accel import escapePDF

        face = self._faces[character]
        ((subset, code),) = font(face).splitString(character, self._document)
        name = self._names.get((face, subset))
        if name is None:
            name = self._names[face, subset] = font(face).getSubsetInternalName(subset, self._document)
        self[character] = placed = (name, escapePDF(code))
        return placed


class Letters:
    """The letters of one file: which font subset draws each, found when first drawn."""

    def __init__(self, canvas: Any) -> None:
        self._tables: dict[Weight, _Letters] = {
            "regular": _Letters("regular", canvas),
            "bold": _Letters("bold", canvas),
        }
        self._taken: set[str] = set()

    def shown(self, text: str, weight: Weight, size: float) -> str:
        """Returns the operators that show a drawable text at the present place, with the fonts that it needs."""
        tail = f" {number(size)} Tf {number(size * 1.2)} TL ("
        parts: list[str] = []
        name = ""
        for wanted, code in map(self._tables[weight].__getitem__, text):
            if wanted != name:
                parts += (") Tj " if name else "", wanted, tail)
                name = wanted
                self._taken.add(name)
            parts.append(code)
        if name:
            parts.append(") Tj")
        return "".join(parts)

    def taken(self) -> frozenset[str]:
        """Returns the names of the subsets that were used since this was asked last: those of one page."""
        taken = frozenset(self._taken)
        self._taken.clear()
        return taken
