"""One page while it is laid out: what is drawn on it, in order, and which tag each piece belongs to.

Places are measured from the top left corner, in points. The strokes are kept and painted onto reportlab's canvas when
all pages are known, because running heads, the contents and “page x of y” need the number of pages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reports.pdf.face import FONT_NAMES, Weight, font, measure, runs
from reports.pdf.structure import Element
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


class Surface:
    """The content of one page."""

    def __init__(self) -> None:
        self._strokes: list[Callable[[Any], None]] = []
        self.parents: list[Element] = []
        """The structure element of each marked-content number."""
        self.links: list[Link] = []
        self.section = ""
        """Title of the chapter, for the running head."""

    def paint(self, canvas: Any) -> None:
        """Draws the page onto reportlab's canvas."""
        for stroke in self._strokes:
            stroke(canvas)

    def _literal(self, operators: str) -> None:
        self._strokes.append(lambda canvas: canvas.addLiteral(operators))

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Everything drawn inside belongs to `element`."""
        number = len(self.parents)
        self.parents.append(element)
        element.contents.append((self, number))
        self._literal(f"/{element.tag} <</MCID {number}>> BDC")
        yield
        self._literal("EMC")

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Everything drawn inside is decoration: readers skip it. `kind` is written as the property list."""
        self._literal(f"/Artifact <<{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self._literal("EMC")

    def text(
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
            for other, stretch in _stretches(row, language):
                placed.append((left, PAGE.height - y - index * leading, other, stretch))
                left += measure(stretch, size, weight)
        self._strokes.append(lambda canvas: _write(canvas, placed, size, weight, colour))

    def outlined(self, x: float, y: float, row: str, size: float, colour: Colour, angle: tuple[float, float]) -> None:
        """Draws a line as outlines, turned by an angle given as (cosine, sine)."""

        def stroke(canvas: Any) -> None:
            cosine, sine = angle
            font("bold")
            written = canvas.beginText()
            written.setTextRenderMode(1)
            written.setStrokeColorRGB(*colour)
            written.setTextTransform(cosine, sine, -sine, cosine, x, PAGE.height - y)
            written.setFont(FONT_NAMES["bold"], size)
            written.textOut(row)
            written.setTextRenderMode(0)
            canvas.setLineWidth(0.8)
            canvas.drawText(written)

        self._strokes.append(stroke)

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

        def paint(canvas: Any) -> None:
            path = canvas.beginPath()
            for x, y, width, height in boxes:
                path.rect(x, PAGE.height - y - height, width, height)
            canvas.setFillColorRGB(*fill)
            canvas.drawPath(path, stroke=0, fill=1)

        self._strokes.append(paint)

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

        def paint(canvas: Any) -> None:
            path = canvas.beginPath()
            path.moveTo(points[0][0], PAGE.height - points[0][1])
            for x, y in points[1:]:
                path.lineTo(x, PAGE.height - y)
            if closed:
                path.close()
            _pen(canvas, fill, stroke, thickness, dash)
            canvas.drawPath(path, stroke=int(stroke is not None), fill=int(fill is not None))
            if dash:
                canvas.setDash()

        self._strokes.append(paint)

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

        def paint(canvas: Any) -> None:
            _pen(canvas, fill, stroke, thickness, "")
            canvas.circle(x, PAGE.height - y, radius, stroke=int(stroke is not None), fill=int(fill is not None))

        self._strokes.append(paint)

    def image(self, picture: Any, x: float, y: float, width: float, height: float) -> None:
        """Draws a reportlab image reader into a rectangle."""
        self._strokes.append(lambda canvas: canvas.drawImage(picture, x, PAGE.height - y - height, width, height))

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
        box = (x, PAGE.height - y - height, x + width, PAGE.height - y)
        self.links.append(Link(box, element, label, uri=uri, target=target))


def _pen(canvas: Any, fill: Colour | None, stroke: Colour | None, thickness: float, dash: str) -> None:
    if fill:
        canvas.setFillColorRGB(*fill)
    if stroke:
        canvas.setStrokeColorRGB(*stroke)
        canvas.setLineWidth(thickness)
    if dash:
        canvas.setDash([float(part) for part in dash.split()])


def _write(
    canvas: Any, placed: Sequence[tuple[float, float, str, str]], size: float, weight: Weight, colour: Colour
) -> None:
    """Draws stretches of text; a stretch in another language stands in marked content that says so."""
    written: Any = None
    for x, y, other, stretch in placed:
        if written is None or other:
            if written is not None:
                canvas.drawText(written)
            if other:
                canvas.addLiteral(f"/Span <</Lang ({LANGUAGE_TAGS[other]})>> BDC")
            written = canvas.beginText()
            written.setFillColorRGB(*colour)
        written.setTextOrigin(x, y)
        for run in runs(stretch, weight):
            font(run.face)
            written.setFont(FONT_NAMES[run.face], size)
            written.textOut(run.text)
        if other:
            canvas.drawText(written)
            canvas.addLiteral("EMC")
            written = None
    if written is not None:
        canvas.drawText(written)


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
    for found in pattern.finditer(row):
        if found.start() > place:
            yield "", row[place : found.start()]
        yield other, found.group()
        place = found.end()
    if place < len(row):
        yield "", row[place:]
