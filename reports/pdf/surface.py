"""One page while it is drawn: operators, marked content, links. Measured from the top left corner, in points."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from reports.pdf.face import PDF_NAMES, Cut, FaceName, Weight, measure, runs
from reports.pdf.objects import number as n
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

    def __init__(self, cuts: dict[FaceName, Cut]) -> None:
        self._cuts = cuts
        self._ops: list[str] = []
        self.parents: list[Element] = []
        """The structure element of each marked-content number."""
        self.links: list[Link] = []
        self.images: dict[str, int] = {}
        """Name on the page to the image's object number."""
        self.section = ""
        """Title of the chapter, for the running head."""

    def content(self) -> bytes:
        """Returns the page's operators."""
        return ("\n".join(self._ops) + "\n").encode("ascii")

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Everything drawn inside belongs to `element`."""
        number = len(self.parents)
        self.parents.append(element)
        element.contents.append((self, number))
        self._ops.append(f"/{element.tag} <</MCID {number}>> BDC")
        yield
        self._ops.append("EMC")

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Everything drawn inside is decoration: readers skip it. `kind` is written as the property list."""
        self._ops.append(f"/Artifact <<{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self._ops.append("EMC")

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
        self._ops.append(f"BT {_colour(colour)} rg")
        face: FaceName | None = None
        for index, row in enumerate(rows):
            if not row:
                continue
            left = x
            if align != "left":
                left += (width - measure(row, size, weight)) * (1 if align == "right" else 0.5)
            self._ops.append(f"1 0 0 1 {n(left)} {n(PAGE.height - y - index * leading)} Tm")
            for other, stretch in _stretches(row, language):
                if other:
                    self._ops.append(f"/Span <</Lang ({LANGUAGE_TAGS[other]})>> BDC")
                for run in runs(stretch, weight):
                    if run.face != face:
                        face = run.face
                        self._ops.append(f"/{PDF_NAMES[face]} {n(size)} Tf")
                    codes = self._cuts[run.face].codes
                    self._ops.append(f"<{''.join([codes[character] for character in run.text])}> Tj")
                if other:
                    self._ops.append("EMC")
        self._ops.append("ET")

    def outlined(self, x: float, y: float, row: str, size: float, colour: Colour, angle: tuple[float, float]) -> None:
        """Draws a line as outlines, turned by an angle given as (cosine, sine)."""
        cosine, sine = angle
        self._ops.append(f"BT 1 Tr 0.8 w {_colour(colour)} RG")
        self._ops.append(f"{n(cosine)} {n(sine)} {n(-sine)} {n(cosine)} {n(x)} {n(PAGE.height - y)} Tm")
        for run in runs(row, "bold"):
            codes = self._cuts[run.face].codes
            self._ops.append(f"/{PDF_NAMES[run.face]} {n(size)} Tf")
            self._ops.append(f"<{''.join([codes[character] for character in run.text])}> Tj")
        self._ops.append("0 Tr ET")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour, thickness: float = 0.5, dash: str = ""
    ) -> None:
        """Draws a straight line; `dash` such as `2 2`."""
        self._ops.append(
            f"{_colour(colour)} RG {n(thickness)} w {f'[{dash}] 0 d ' if dash else ''}"
            f"{n(x1)} {n(PAGE.height - y1)} m {n(x2)} {n(PAGE.height - y2)} l S{' [] 0 d' if dash else ''}"
        )

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
        self.polygon(
            ((x, y), (x + width, y), (x + width, y + height), (x, y + height)),
            fill=fill,
            stroke=stroke,
            thickness=thickness,
        )

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
        head = ""
        if fill:
            head += f"{_colour(fill)} rg "
        if stroke:
            head += f"{_colour(stroke)} RG {n(thickness)} w "
        if dash:
            head += f"[{dash}] 0 d "
        path = " ".join(f"{n(x)} {n(PAGE.height - y)} {'l' if index else 'm'}" for index, (x, y) in enumerate(points))
        paint = ("B" if stroke else "f") if fill else "S"
        self._ops.append(f"{head}{path}{' h' if closed else ''} {paint}{' [] 0 d' if dash else ''}")

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
        k = radius * 0.5523
        top = PAGE.height - y
        head = f"{_colour(fill)} rg " if fill else ""
        head += f"{_colour(stroke)} RG {n(thickness)} w " if stroke else ""
        paint = ("B" if stroke else "f") if fill else "S"
        self._ops.append(
            f"{head}{n(x + radius)} {n(top)} m"
            f" {n(x + radius)} {n(top + k)} {n(x + k)} {n(top + radius)} {n(x)} {n(top + radius)} c"
            f" {n(x - k)} {n(top + radius)} {n(x - radius)} {n(top + k)} {n(x - radius)} {n(top)} c"
            f" {n(x - radius)} {n(top - k)} {n(x - k)} {n(top - radius)} {n(x)} {n(top - radius)} c"
            f" {n(x + k)} {n(top - radius)} {n(x + radius)} {n(top - k)} {n(x + radius)} {n(top)} c h {paint}"
        )

    def image(self, name: str, number: int, x: float, y: float, width: float, height: float) -> None:
        """Draws an image object into a rectangle."""
        self.images[name] = number
        self._ops.append(f"q {n(width)} 0 0 {n(height)} {n(x)} {n(PAGE.height - y - height)} cm /{name} Do Q")

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


def _colour(colour: Colour) -> str:
    return f"{colour.red:.3g} {colour.green:.3g} {colour.blue:.3g}"


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
