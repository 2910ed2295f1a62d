"""The shapes of a chart: areas, lines, dots and labels, in points from the upper left corner."""

from dataclasses import dataclass
from typing import Literal

from models.language import Language, Text
from reports.style import ACCENT, INK, MIDDLE, SOFT, WHITE, Colour

Point = tuple[float, float]
Spoken = Literal["zh", "en", "both"]


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed area or an open line."""

    points: tuple[Point, ...]
    fill: Colour | None = None
    stroke: Colour | None = None
    thickness: float = 0.6
    closed: bool = True
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: Colour | None = None
    stroke: Colour | None = None
    thickness: float = 0.6


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text, its baseline at `y`."""

    x: float
    y: float
    text: str
    size: float
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False
    colour: Colour = INK


Shape = Polygon | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes inside a frame, from the upper left corner, in points."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def words(text: Text, language: Spoken) -> str:
    """Returns a label in one language, or both in one line."""
    if language == "both":
        return text.zh if text.zh == text.en else f"{text.zh} {text.en}".strip()
    return text.text(language)


def rectangle(x: float, y: float, width: float, height: float, **paint: object) -> Polygon:
    """Returns a rectangle; `paint` as the fields of `Polygon`."""
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(points, **paint)  # type: ignore[arg-type]  # the keywords of Polygon, checked by its constructor


def stacked(text: Text, language: Spoken, x: float, y: float, size: float, **look: object) -> list[Shape]:
    """A label, in `both` on two lines."""
    rows = [text.zh, text.en] if language == "both" and text.zh != text.en else [words(text, language)]
    return [
        Label(x, y + index * size * 1.25, row, size if index == 0 else size * 0.88, **look)  # type: ignore[arg-type]  # keywords of Label
        for index, row in enumerate(rows)
    ]


def hatched(x: float, y: float, width: float, height: float, colour: Colour, gap: float = 4.0) -> list[Shape]:
    """A frame with slanting lines, cut at its edges."""
    shapes: list[Shape] = [rectangle(x, y, width, height, fill=WHITE, stroke=colour, thickness=0.6)]
    offset = gap
    while offset < width + height:
        start = (x + min(offset, width), y + max(0.0, offset - width))
        end = (x + max(0.0, offset - height), y + min(offset, height))
        shapes.append(Polygon((start, end), stroke=colour, thickness=0.5, closed=False))
        offset += gap
    return shapes


SERIES: tuple[tuple[Colour, str], ...] = ((ACCENT, ""), (MIDDLE, "4 2"), (SOFT, "1 2"))


def legend(series: tuple[Text, ...], language: Spoken, width: float, y: float, *, lines: bool) -> list[Shape]:
    """Returns what each series looks like, as lines or as areas, in one row."""
    slot = min(210.0, width / max(len(series), 1))
    left = (width - slot * len(series)) / 2 + 8
    shapes: list[Shape] = []
    for index, name in enumerate(series):
        x = left + index * slot
        colour, dash = SERIES[index % 3]
        if lines:
            shapes.append(
                Polygon(((x, y - 2.5), (x + 18, y - 2.5)), stroke=colour, thickness=1.4, closed=False, dash=dash)
            )
        else:
            shapes += filling(index, x, y - 7, 18, 8)
        shapes += stacked(name, language, x + 23, y, 7.6, colour=SOFT)
    return shapes


def filling(series: int, x: float, y: float, width: float, height: float) -> list[Shape]:
    """An area in the pattern of its series: solid, hatched, empty."""
    if series == 0:
        return [rectangle(x, y, width, height, fill=ACCENT)]
    if series == 1:
        return hatched(x, y, width, height, ACCENT)
    return [rectangle(x, y, width, height, fill=WHITE, stroke=ACCENT, thickness=0.6)]


def single(language: Spoken) -> Language:
    """Returns the language of what is said only once."""
    return "en" if language == "en" else "zh"


def wide(text: str, size: float) -> float:
    """About how wide a text is: a Chinese character is one em wide, a Latin one little more than half."""
    return sum(size * (0.58 if character.isascii() else 1.0) for character in text)


def short(text: str, room: float, size: float) -> str:
    """Cuts a label that is too long."""
    if wide(text, size) <= room:
        return text
    kept = text
    while kept and wide(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
