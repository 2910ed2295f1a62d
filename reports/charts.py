"""The charts as plain shapes: the report paints them into a PDF, the window onto a widget, from the same data.

A chart is a frozen value; `draw` turns it into shapes for a width and a language. Series differ in tone *and* in
pattern, so that nothing is lost in black and white.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from models.language import Language, Text, plain_number
from reports.style import ACCENT, INK, MIDDLE, PALE, RULE, SOFT, TINT, WHITE, Colour

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


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One tier of the ladder."""

    name: Text
    note: Text
    share_met: float
    """Share of its conditions that are met, 0 to 1."""
    reached: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """The four steps, the factory on the one that it reached."""

    steps: tuple[LadderStep, ...]
    here: Text
    """What stands on the flag."""
    reached: int
    """Number of steps reached, 0 for none."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a radar."""

    name: Text
    values: tuple[float | None, ...]
    """One for each series, 0 to 1; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Radar:
    """Shares by axis, at most three series."""

    axes: tuple[Axis, ...]
    series: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a Gantt chart."""

    name: Text
    start: int
    """First quarter, 0 for the first of the horizon."""
    end: int
    """Last quarter, inclusive."""
    shared: bool


@dataclass(frozen=True, slots=True)
class Gantt:
    """Measures over quarters, the tier at the end of each quarter below."""

    quarters: tuple[str, ...]
    bars: tuple[Bar, ...]
    tiers: tuple[Text, ...]
    """The tier at the end of each quarter; empty text for none."""
    own: Text
    shared: Text
    tier_label: Text


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of a stacked bar chart."""

    name: str
    parts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Amounts by quarter, stacked."""

    series: tuple[Text, ...]
    stacks: tuple[Stack, ...]
    unit: Text


@dataclass(frozen=True, slots=True)
class Shares:
    """One bar divided into parts that make up a whole, such as proven, claimed, open."""

    parts: tuple[tuple[Text, int], ...]


Chart = Ladder | Radar | Gantt | Stacks | Shares


def draw(chart: Chart, language: Spoken, width: float) -> Drawing:
    """Returns the chart as shapes, `width` points wide; the height follows from the data."""
    if isinstance(chart, Ladder):
        return _ladder(chart, language, width)
    if isinstance(chart, Radar):
        return _radar(chart, language, width)
    if isinstance(chart, Gantt):
        return _gantt(chart, language, width)
    if isinstance(chart, Stacks):
        return _stacks(chart, language, width)
    return _shares(chart, language, width)


def words(text: Text, language: Spoken) -> str:
    """Returns a label in one language, or both in one line."""
    if language == "both":
        return text.zh if text.zh == text.en else f"{text.zh} {text.en}".strip()
    return text.text(language)


def _rectangle(x: float, y: float, width: float, height: float, **paint: object) -> Polygon:
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(points, **paint)  # type: ignore[arg-type]  # the keywords of Polygon, checked by its constructor


def _stacked(text: Text, language: Spoken, x: float, y: float, size: float, **look: object) -> list[Shape]:
    """A label, in `both` on two lines."""
    rows = [text.zh, text.en] if language == "both" and text.zh != text.en else [words(text, language)]
    return [
        Label(x, y + index * size * 1.25, row, size if index == 0 else size * 0.88, **look)  # type: ignore[arg-type]  # keywords of Label
        for index, row in enumerate(rows)
    ]


def _hatched(x: float, y: float, width: float, height: float, colour: Colour, gap: float = 4.0) -> list[Shape]:
    """A frame with slanting lines, cut at its edges."""
    shapes: list[Shape] = [_rectangle(x, y, width, height, fill=WHITE, stroke=colour, thickness=0.6)]
    offset = gap
    while offset < width + height:
        start = (x + min(offset, width), y + max(0.0, offset - width))
        end = (x + max(0.0, offset - height), y + min(offset, height))
        shapes.append(Polygon((start, end), stroke=colour, thickness=0.5, closed=False))
        offset += gap
    return shapes


def _ladder(chart: Ladder, language: Spoken, width: float) -> Drawing:
    count = len(chart.steps)
    step = width / count
    rise, foot = (15.0, 58.0) if language == "both" else (20.0, 46.0)
    # The flag stands on the step that was reached; on the first one, not yet climbed, when none was.
    at = max(chart.reached, 1)
    # Above the highest step there is only room where the flag needs it.
    top = max(4.0, 40.0 - rise * (count - at))
    height = top + rise * count + foot
    floor = height
    shapes: list[Shape] = []
    for index, each in enumerate(chart.steps):
        x, y = index * step, top + rise * (count - 1 - index)
        tall = floor - y
        if each.reached:
            shapes.append(_rectangle(x, y, step - 4, tall, fill=ACCENT))
        else:
            shapes.append(_rectangle(x, y, step - 4, tall, fill=TINT, stroke=MIDDLE, thickness=0.7))
        ink = WHITE if each.reached else INK
        shapes += _stacked(each.name, language, x + 9, y + 19, 10.5, bold=True, colour=ink)
        shapes += _stacked(each.note, language, x + 9, floor - (21 if language == "both" else 13), 7.2, colour=ink)
        meter = step - 22
        base = floor - (35 if language == "both" else 27)
        shapes.append(
            _rectangle(x + 9, base, meter, 4, fill=MIDDLE if each.reached else WHITE, stroke=ink, thickness=0.4)
        )
        if each.share_met > 0:
            shapes.append(_rectangle(x + 9, base, meter * each.share_met, 4, fill=WHITE if each.reached else ACCENT))
    x, y = (at - 1) * step + 22, top + rise * (count - at)
    pole = y - 24
    shapes.append(Polygon(((x, y), (x, pole)), stroke=INK, thickness=1.2, closed=False))
    shapes.append(Polygon(((x, pole), (x + 13, pole + 4.5), (x, pole + 9)), fill=INK))
    shapes += _stacked(chart.here, language, x + 17, pole + 7, 8, bold=True)
    return Drawing(width, height, tuple(shapes))


_SERIES: tuple[tuple[Colour, str], ...] = ((ACCENT, ""), (MIDDLE, "4 2"), (SOFT, "1 2"))


def _radar(chart: Radar, language: Spoken, width: float) -> Drawing:
    radius = min(82.0, width / 5)
    centre_x, centre_y = width / 2, radius + 30
    count = len(chart.axes)
    shapes: list[Shape] = []

    def place(index: int, share: float) -> Point:
        angle = 2 * math.pi * index / count - math.pi / 2
        return centre_x + math.cos(angle) * radius * share, centre_y + math.sin(angle) * radius * share

    for ring in (0.25, 0.5, 0.75, 1.0):
        points = tuple(place(index, ring) for index in range(count))
        shapes.append(Polygon(points, stroke=RULE, thickness=0.9 if ring == 1 else 0.4))
    for index, axis in enumerate(chart.axes):
        shapes.append(Polygon(((centre_x, centre_y), place(index, 1)), stroke=RULE, thickness=0.4, closed=False))
        x, y = place(index, 1.13)
        side = x - centre_x
        align: Literal["left", "center", "right"] = "center" if abs(side) < 6 else "left" if side > 0 else "right"
        shapes += _stacked(axis.name, language, x, y + 3, 8, align=align)
    for series, (colour, dash) in zip(range(len(chart.series)), _SERIES, strict=False):
        known = [(index, axis.values[series]) for index, axis in enumerate(chart.axes)]
        points = tuple(place(index, value or 0.0) for index, value in known)
        shapes.append(Polygon(points, stroke=colour, thickness=1.6 if series == 0 else 1.1, dash=dash))
        for (_, value), (x, y) in zip(known, points, strict=True):
            if value is not None:
                shapes.append(Dot(x, y, 2.2, fill=colour if series == 0 else WHITE, stroke=colour))
    bottom = centre_y + radius + 30
    shapes += _legend(chart.series, language, width, bottom, lines=True)
    return Drawing(width, bottom + (16 if language == "both" else 6), tuple(shapes))


def _legend(series: tuple[Text, ...], language: Spoken, width: float, y: float, *, lines: bool) -> list[Shape]:
    slot = min(210.0, width / max(len(series), 1))
    left = (width - slot * len(series)) / 2 + 8
    shapes: list[Shape] = []
    for index, name in enumerate(series):
        x = left + index * slot
        colour, dash = _SERIES[index % 3]
        if lines:
            shapes.append(
                Polygon(((x, y - 2.5), (x + 18, y - 2.5)), stroke=colour, thickness=1.4, closed=False, dash=dash)
            )
        else:
            shapes += _filling(index, x, y - 7, 18, 8)
        shapes += _stacked(name, language, x + 23, y, 7.6, colour=SOFT)
    return shapes


def _filling(series: int, x: float, y: float, width: float, height: float) -> list[Shape]:
    """An area in the pattern of its series: solid, hatched, empty."""
    if series == 0:
        return [_rectangle(x, y, width, height, fill=ACCENT)]
    if series == 1:
        return _hatched(x, y, width, height, ACCENT)
    return [_rectangle(x, y, width, height, fill=WHITE, stroke=ACCENT, thickness=0.6)]


def _gantt(chart: Gantt, language: Spoken, width: float) -> Drawing:
    names = min(190.0, width * 0.38)
    step = (width - names) / max(len(chart.quarters), 1)
    high, head = (19.0 if language == "both" else 14.5), 20.0
    foot = head + high * len(chart.bars)
    shapes: list[Shape] = []
    for index, quarter in enumerate(chart.quarters):
        x = names + index * step
        year, part = quarter[:4], quarter[4:]
        if index == 0 or part == "Q1":
            shapes.append(Label(x + 2, 7, year, 7.4, bold=True))
            shapes.append(Polygon(((x, 0), (x, foot + 16)), stroke=SOFT, thickness=0.6, closed=False))
        else:
            shapes.append(Polygon(((x, 10), (x, foot)), stroke=RULE, thickness=0.3, closed=False))
        shapes.append(Label(x + step / 2, 16, part, 6.6, "center", colour=SOFT))
    for index, bar in enumerate(chart.bars):
        y = head + index * high
        shapes.append(Polygon(((0, y), (width, y)), stroke=RULE, thickness=0.3, closed=False))
        name = bar.name
        shapes.append(
            Label(
                0, y + 10, _short(name.zh if language == "both" else name.text(_single(language)), names - 6, 7.6), 7.6
            )
        )
        if language == "both" and name.en != name.zh:
            shapes.append(Label(0, y + 17, _short(name.en, names - 6, 5.8), 5.8, colour=SOFT))
        x, long = names + bar.start * step, (bar.end - bar.start + 1) * step
        if bar.shared:
            shapes += _hatched(x + 1, y + 3.5, long - 2, high - 7, ACCENT)
        else:
            shapes.append(_rectangle(x + 1, y + 3.5, long - 2, high - 7, fill=ACCENT))
    shapes.append(Polygon(((0, foot), (width, foot)), stroke=SOFT, thickness=0.6, closed=False))
    shapes.append(Label(0, foot + 11, words(chart.tier_label, language), 7.4, bold=True))
    begin = 0
    for index in range(len(chart.tiers)):
        last = index + 1 == len(chart.tiers)
        if last or chart.tiers[index + 1] != chart.tiers[index]:
            name = chart.tiers[begin]
            if name.zh:
                x, long = names + begin * step, (index - begin + 1) * step
                shapes.append(_rectangle(x + 1, foot + 3, long - 2, 11, fill=PALE))
                label = name.zh if language == "both" else name.text(_single(language))
                shapes.append(Label(x + long / 2, foot + 11, _short(label, long - 3, 7), 7, "center", bold=True))
            begin = index + 1
    shapes += _legend_pair(chart, language, foot + 30)
    return Drawing(width, foot + 34, tuple(shapes))


def _single(language: Spoken) -> Language:
    return "en" if language == "en" else "zh"


def _legend_pair(chart: Gantt, language: Spoken, y: float) -> list[Shape]:
    shapes: list[Shape] = [
        _rectangle(0, y - 7, 18, 8, fill=ACCENT),
        Label(23, y, words(chart.own, language), 7.6, colour=SOFT),
    ]
    shapes += _hatched(110, y - 7, 18, 8, ACCENT)
    shapes.append(Label(133, y, words(chart.shared, language), 7.6, colour=SOFT))
    return shapes


def _short(text: str, room: float, size: float) -> str:
    """Cuts a label that is too long; a Chinese character is one em wide, a Latin one little more than half."""
    used, kept = 0.0, ""
    for character in text:
        used += size * (0.58 if character.isascii() else 1.0)
        if used > room:
            return kept.rstrip() + "…"
        kept += character
    return kept


def _stacks(chart: Stacks, language: Spoken, width: float) -> Drawing:
    left, tall, top = 34.0, 110.0, 16.0
    most = max((sum(stack.parts, Decimal(0)) for stack in chart.stacks), default=Decimal(0))
    ceiling = _round_up(float(most))
    step = (width - left) / max(len(chart.stacks), 1)
    floor = top + tall
    shapes: list[Shape] = [Label(0, 8, words(chart.unit, language), 7, colour=SOFT)]
    for tick in range(5):
        value = ceiling * tick / 4
        y = floor - tall * tick / 4
        shapes.append(Polygon(((left, y), (width, y)), stroke=RULE, thickness=0.3, closed=False))
        shapes.append(Label(left - 5, y + 2.5, plain_number(Decimal(str(round(value, 2)))), 6.8, "right", colour=SOFT))
    for index, stack in enumerate(chart.stacks):
        x, y = left + index * step + step * 0.2, floor
        for series, part in enumerate(stack.parts):
            high = float(part) / ceiling * tall
            if high > 0:
                y -= high
                shapes += _filling(series, x, y, step * 0.6, high)
        total = sum(stack.parts, Decimal(0))
        if total > 0:
            shapes.append(Label(x + step * 0.3, y - 3, plain_number(round(total, 1)), 6.6, "center"))
        shapes.append(Label(x + step * 0.3, floor + 9, stack.name[2:], 6.4, "center", colour=SOFT))
    shapes.append(Polygon(((left, floor), (width, floor)), stroke=SOFT, thickness=0.7, closed=False))
    shapes += _legend(chart.series, language, width, floor + 26, lines=False)
    return Drawing(width, floor + (40 if language == "both" else 30), tuple(shapes))


def _round_up(value: float) -> float:
    """Returns the next figure of 1, 2, 4, 5, 8 times a power of ten: quarters of it are short."""
    if value <= 0:
        return 4.0
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1, 2, 4, 5, 8, 10):
        if value <= factor * power:
            return factor * power
    return 10 * power


def _shares(chart: Shares, language: Spoken, width: float) -> Drawing:
    whole = sum(count for _, count in chart.parts) or 1
    shapes: list[Shape] = []
    x = 0.0
    for index, (_, count) in enumerate(chart.parts):
        long = width * count / whole
        if long > 0:
            shapes += _filling(min(index, 2), x, 0, long, 16)
        x += long
    slot = width / len(chart.parts)
    for index, (name, count) in enumerate(chart.parts):
        at = index * slot
        shapes += _filling(min(index, 2), at, 25, 14, 8)
        shapes.append(Label(at + 19, 32, f"{words(name, language)} {count}", 7.8, colour=INK))
    return Drawing(width, 38, tuple(shapes))
