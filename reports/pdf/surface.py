"""A page being laid out: what is drawn on it, in order, and which tag each piece belongs to.

Places are measured from the top left corner, in points. The strokes are kept and painted onto reportlab's canvas when
all pages are known, because running heads, the contents and “page x of y” need the number of pages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from models.language import Text
from reports.pdf.face import Weight, measure
from reports.pdf.operators import Letters, circle, number, numbers, painted, path, pen
from reports.pdf.structure import Element, TaggedPage
from reports.style import INK, PAGE, Colour

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff]+")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’\-]+(?:[ ,;:/]+[A-Za-z][A-Za-z'’\-]*){2,}")
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en-GB"}


class Link:
    """A link on a page: to an address outside or to a place inside."""

    __slots__ = ("box", "element", "label", "target", "uri")

    def __init__(
        self,
        box: tuple[float, float, float, float],
        element: Element,
        label: str,
        *,
        uri: str = "",
        target: str = "",
    ) -> None:
        self.box = box
        self.element = element
        self.label = label
        self.uri = uri
        self.target = target


@dataclass(frozen=True, slots=True)
class _Writing:
    """Stretches of text of one look; the codes of their letters are only known when the pages before are painted."""

    placed: list[tuple[float, float, str, str]]
    """Left and baseline from the lower left corner; the language where it differs from that around; the text."""
    size: float
    weight: Weight
    colour: Colour
    turned: tuple[float, float] | None = None
    """Cosine and sine of the angle of a turned line; None for ordinary text."""

    def operators(self, letters: Letters) -> list[str]:
        """Returns the text; a stretch in another language is marked as such."""
        written: list[str] = []
        begin, turn, end = f"BT 1 0 0 1 0 0 Tm {numbers(*self.colour)} rg", "1 0 0 1", "ET"
        if self.turned:
            cosine, sine = self.turned
            turn = numbers(cosine, sine, -sine, cosine)
        line: list[str] = []
        for x, y, other, stretch in self.placed:
            if other and line:
                written.append(f"{' '.join(line)} {end}")
                line = []
            if other:
                written.append(f"/Span <</Lang ({LANGUAGE_TAGS[other]})>> BDC")
            if not line:
                line.append(begin)
            line.append(f"{turn} {number(x)} {number(y)} Tm")
            if stretch:
                line.append(letters.shown(stretch, self.weight, self.size))
            if other:
                written += (f"{' '.join(line)} {end}", "EMC")
                line = []
        if line:
            written.append(f"{' '.join(line)} {end}")
        return written


class Surface(TaggedPage):
    """The content of one page."""

    def __init__(self, height: float = PAGE.height) -> None:
        super().__init__()
        self._height = height
        self._strokes: list[str | _Writing | Callable[[Any], None]] = []
        self.links: list[Link] = []
        self.fonts: frozenset[str] = frozenset()
        """Names of the font subsets that it uses, known when it is painted."""
        self.section = Text("", "")
        """Title of the chapter, for the running head."""

    def paint(self, canvas: Any, letters: Letters) -> None:
        """Draws the page onto reportlab's canvas."""
        operators: list[str] = []
        for stroke in self._strokes:
            if isinstance(stroke, str):
                operators.append(stroke)
            elif isinstance(stroke, _Writing):
                operators += stroke.operators(letters)
            else:
                canvas.addLiteral("\n".join(operators))
                operators.clear()
                stroke(canvas)
        canvas.addLiteral("\n".join(operators))
        self.fonts = letters.taken()

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Everything drawn inside belongs to `element`."""
        place = len(self.parents)
        self.parents.append(element)
        element.contents.append((self, place))
        self._strokes.append(f"/{element.tag} <</MCID {place}>> BDC")
        yield
        self._strokes.append("EMC")

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Everything drawn inside is decoration: readers skip it. `kind` is written as the property list."""
        self._strokes.append(f"/Artifact <<{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self._strokes.append("EMC")

    def text(  # noqa: PLR0913 where, what and how, as every canvas has it
        self,
        x: float,
        y: float,
        rows: Sequence[str],
        size: float,
        leading: float,
        *,
        weight: Weight = "regular",
        colour: Colour = INK,
        language: str = "",
        align: str = "left",
        width: float = 0.0,
    ) -> None:
        """Draws lines, the first with its baseline at `y`.

        `language` is that of the surrounding element: stretches of the other language are marked as such.
        """
        placed: list[tuple[float, float, str, str]] = []
        for index, row in enumerate(rows):
            left = x
            if align != "left":
                left += (width - measure(row, size, weight)) * (1 if align == "right" else 0.5)
            before = ""
            for other, stretch in _stretches(row, language):
                left += measure(before, size, weight)
                placed.append((left, self._height - y - index * leading, other, stretch))
                before = stretch
        self._strokes.append(_Writing(placed, size, weight, colour))

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Everything drawn inside goes below what the page holds so far."""
        begun = len(self._strokes)
        yield
        drawn = self._strokes[begun:]
        del self._strokes[begun:]
        self._strokes[:0] = drawn

    def turned(self, x: float, y: float, row: str, size: float, colour: Colour, angle: tuple[float, float]) -> None:
        """Draws a line turned by an angle given as (cosine, sine)."""
        self._strokes.append(_Writing([(x, self._height - y, "", row)], size, "bold", colour, angle))

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour, thickness: float = 0.5, dash: str = ""
    ) -> None:
        """Draws a straight line; `dash` such as `2 2`."""
        self.polygon(((x1, y1), (x2, y2)), stroke=colour, thickness=thickness, closed=False, dash=dash)

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        thickness: float = 0.6,
    ) -> None:
        """Draws a rectangle whose upper left corner is (x, y)."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.polygon(corners, fill=fill, stroke=stroke, thickness=thickness)

    def tiles(self, boxes: Sequence[tuple[float, float, float, float]], fill: Colour) -> None:
        """Fills many rectangles (x, y, width, height) as one path."""
        tiles = [
            f"{number(x)} {number(self._height - y - height)} {number(width)} {number(height)} re"
            for x, y, width, height in boxes
        ]
        self._strokes += (*pen(fill, None, 0, ""), f"n {' '.join(tiles)}", painted(stroke=False, fill=True))

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        thickness: float = 0.6,
        closed: bool = True,
        dash: str = "",
    ) -> None:
        """Draws a polygon, or an open line when not `closed`."""
        self._strokes += pen(fill, stroke, thickness, dash)
        self._strokes.append(path([(x, self._height - y) for x, y in points], closed=closed))
        self._strokes.append(painted(stroke=stroke is not None, fill=fill is not None))
        if dash:
            self._strokes.append("[] 0 d")

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        thickness: float = 0.6,
    ) -> None:
        """Draws a circle around (x, y)."""
        self._strokes += pen(fill, stroke, thickness, "")
        self._strokes += circle(x, self._height - y, radius)
        self._strokes.append(painted(stroke=stroke is not None, fill=fill is not None))

    def image(self, picture: Any, x: float, y: float, width: float, height: float) -> None:
        """Draws a reportlab image reader into a rectangle."""
        self._strokes.append(lambda canvas: canvas.drawImage(picture, x, self._height - y - height, width, height))

    def link(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        element: Element,
        label: str,
        *,
        uri: str = "",
        target: str = "",
    ) -> None:
        """Lays a link over a rectangle; `element` is its Link element."""
        box = (x, self._height - y - height, x + width, self._height - y)
        self.links.append(Link(box, element, label, uri=uri, target=target))


def _stretches(row: str, language: str) -> Iterator[tuple[str, str]]:
    """Yields a line in stretches: the language where it differs from that of the element, and the text."""
    if language == "en":
        pattern, other = _CHINESE, "zh"
        if row.isascii():
            yield "", row
            return
    elif language == "zh":
        pattern, other = _ENGLISH, "en"
    else:
        yield "", row
        return
    place = 0
    for match in pattern.finditer(row):
        if match.start() > place:
            yield "", row[place : match.start()]
        yield other, match.group()
        place = match.end()
    if place < len(row):
        yield "", row[place:]
