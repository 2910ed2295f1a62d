"""Charts of the plan: measures by quarter, cost by quarter."""

import math
from dataclasses import replace
from decimal import Decimal

from models.language import Text, plain_number
from reports.charts.shapes import (
    Drawing,
    Label,
    Polygon,
    Shape,
    Spoken,
    filling,
    hatched,
    legend,
    rectangle,
    short,
    single,
    wide,
    words,
)
from reports.charts.values import Gantt, Stacks
from reports.style import ACCENT, RULE, SOFT, WHITE


def gantt(chart: Gantt, language: Spoken, width: float) -> Drawing:
    """Returns measures over quarters, the tier at each quarter's end below."""
    names = min(190.0, width * 0.38)
    step = (width - names) / max(len(chart.quarters), 1)
    head = 20.0
    written = [_written(bar.name, language, names - 8) for bar in chart.bars]
    foot = head + sum(high for high, _ in written)
    shapes: list[Shape] = []
    for index, quarter in enumerate(chart.quarters):
        x = names + index * step
        year, part = quarter[:4], quarter[4:]
        if index == 0 or part == "Q1":
            # A horizon that begins late in a year has no room for it before the next one.
            if part == "Q1" or (5 - int(part[1:])) * step > 22:
                shapes.append(Label(x + 2, 7, year, 7.4, bold=True))
            shapes.append(Polygon(((x, 0), (x, foot + 16)), stroke=SOFT, thickness=0.6, closed=False))
        else:
            shapes.append(Polygon(((x, 10), (x, foot)), stroke=RULE, thickness=0.3, closed=False))
        if step >= 10:
            shapes.append(Label(x + step / 2, 16, part, 6.6, "center", colour=SOFT))
    y = head
    for bar, (high, labels) in zip(chart.bars, written, strict=True):
        shapes.append(Polygon(((0, y), (width, y)), stroke=RULE, thickness=0.3, closed=False))
        shapes += [replace(label, y=y + label.y) for label in labels]
        x, long = names + bar.start * step, (bar.end - bar.start + 1) * step
        if bar.shared:
            shapes += hatched(x + 1, y + 3.5, long - 2, high - 7, ACCENT)
        else:
            shapes.append(rectangle(x + 1, y + 3.5, long - 2, high - 7, fill=ACCENT))
        y += high
    shapes.append(Polygon(((0, foot), (width, foot)), stroke=SOFT, thickness=0.6, closed=False))
    shapes.append(Label(0, foot + 11, words(chart.tier_label, language), 7.4, bold=True))
    begin = 0
    for index in range(len(chart.tiers)):
        last = index + 1 == len(chart.tiers)
        if last or chart.tiers[index + 1] != chart.tiers[index]:
            name = chart.tiers[begin]
            if name.zh:
                x, long = names + begin * step, (index - begin + 1) * step
                shapes.append(rectangle(x + 1, foot + 3, long - 2, 11, fill=WHITE, stroke=ACCENT, thickness=0.8))
                label = name.zh if language == "both" else name.text(single(language))
                shapes.append(Label(x + long / 2, foot + 11, short(label, long - 3, 7), 7, "center", bold=True))
            begin = index + 1
    shapes += _pair(chart, language, foot + 30)
    return Drawing(width, foot + 34, tuple(shapes))


def _pair(chart: Gantt, language: Spoken, y: float) -> list[Shape]:
    shapes: list[Shape] = [
        rectangle(0, y - 7, 18, 8, fill=ACCENT),
        Label(23, y, words(chart.own, language), 7.6, colour=SOFT),
    ]
    shapes += hatched(110, y - 7, 18, 8, ACCENT)
    shapes.append(Label(133, y, words(chart.shared, language), 7.6, colour=SOFT))
    return shapes


def _written(name: Text, language: Spoken, room: float) -> tuple[float, list[Label]]:
    """The height of a row and its name: in two languages one below the other, a long one smaller or in two lines."""
    if language == "both" and name.en != name.zh:
        english = Label(0, 17, short(name.en, room, 5.8), 5.8, colour=SOFT)
        return 19.0, [Label(0, 10, short(name.zh, room, 7.6), 7.6), english]
    said = name.text(single(language))
    for size in (7.6, 6.8):
        if wide(said, size) <= room:
            return 14.5, [Label(0, 10, said, size)]
    first = short(said, room, 6.8).removesuffix("…")
    if " " in first and said.isascii():
        first = first.rpartition(" ")[0]
    rest = said[len(first) :].lstrip()
    return 19.0, [Label(0, 8, first, 6.8), Label(0, 16, short(rest, room, 6.8), 6.8)]


_QUARTER = 17.0
"""Narrower steps name the years alone."""


def _under_bar(name: str) -> str:
    """A quarter without its century; any other name as it is."""
    return name[2:] if name[4:5] == "Q" else name


def stacks(chart: Stacks, language: Spoken, width: float) -> Drawing:
    """Returns amounts by quarter as stacked bars."""
    left, tall, top = 34.0, 110.0, 16.0
    step = (width - left) / max(len(chart.stacks), 1)
    floor = top + tall
    totals = [sum(stack.parts, Decimal(0)) for stack in chart.stacks]
    # Rounded sums would not add up: what does not stand whole above its bar stands in the table below the chart.
    ceiling = _round_up(float(max(totals, default=Decimal(0))))
    sums_fit = max((wide(plain_number(total), 6.6) for total in totals), default=0) <= step - 2
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
                shapes += filling(series, x, y, step * 0.6, high)
        if totals[index] > 0 and sums_fit:
            shapes.append(Label(x + step * 0.3, y - 3, plain_number(totals[index]), 6.6, "center"))
        if step >= _QUARTER:
            shapes.append(Label(x + step * 0.3, floor + 9, _under_bar(stack.name), 6.4, "center", colour=SOFT))
        elif stack.name.endswith("Q1"):
            shapes.append(Label(x, floor + 9, stack.name[:4], 6.4, colour=SOFT))
    shapes.append(Polygon(((left, floor), (width, floor)), stroke=SOFT, thickness=0.7, closed=False))
    shapes += legend(chart.series, language, width, floor + 26, lines=False)
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
