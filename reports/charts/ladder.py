"""Charts of where the factory stands: the ladder, the radar, shares."""

import math
from typing import Literal

from reports.charts.shapes import (
    SERIES,
    Dot,
    Drawing,
    Label,
    Point,
    Polygon,
    Shape,
    Spoken,
    filling,
    legend,
    rectangle,
    stacked,
    words,
)
from reports.charts.values import Ladder, Radar, Shares
from reports.style import ACCENT, INK, MIDDLE, RULE, SOFT, WHITE

_GROUND = 58.0
"""Width of the ground before the first step, where the flag of a factory stands that has reached none."""
_ROOMY = 100.0
"""Width of a step from which names and notes have their full size."""


def ladder(chart: Ladder, language: Spoken, width: float) -> Drawing:
    """Returns the four steps with a flag on the one that was reached, on the ground before the first when none was."""
    count = len(chart.steps)
    gap = 4.0
    ground = 0.0 if chart.reached else _GROUND
    step = (width - ground + gap) / count
    name_size, note_size, indent = (10.5, 7.2, 9.0) if step >= _ROOMY else (8.4, 6.2, 5.0)
    rise, foot = (15.0, 58.0) if language == "both" else (20.0, 46.0)
    # Above the highest step there is only room where the flag needs it.
    top = max(4.0, 40.0 - rise * (count - chart.reached))
    height = top + rise * count + foot
    floor = height
    shapes: list[Shape] = []
    if ground:
        shapes.append(Polygon(((0, floor), (ground - gap, floor)), stroke=ACCENT, thickness=1.4, closed=False))
    for index, each in enumerate(chart.steps):
        x, y = ground + index * step, top + rise * (count - 1 - index)
        tall = floor - y
        if each.reached:
            shapes.append(rectangle(x, y, step - gap, tall, fill=ACCENT))
        else:
            shapes.append(rectangle(x, y, step - gap, tall, fill=WHITE, stroke=ACCENT, thickness=0.7))
        ink = WHITE if each.reached else INK
        shapes += stacked(each.name, language, x + indent, y + 19, name_size, bold=True, colour=ink)
        shapes += stacked(
            each.note, language, x + indent, floor - (21 if language == "both" else 13), note_size, colour=ink
        )
        meter = step - gap - 2 * indent
        base = floor - (35 if language == "both" else 27)
        shapes.append(
            rectangle(x + indent, base, meter, 4, fill=MIDDLE if each.reached else WHITE, stroke=ink, thickness=0.4)
        )
        if each.share_met > 0:
            shapes.append(
                rectangle(x + indent, base, meter * each.share_met, 4, fill=WHITE if each.reached else ACCENT)
            )
    shapes += _flag(chart, language, (chart.reached - 1) * step + 22, top + rise * (count - chart.reached), floor)
    return Drawing(width, height, tuple(shapes))


def _flag(chart: Ladder, language: Spoken, x: float, step_top: float, floor: float) -> list[Shape]:
    """The flag with its words: beside it on a step, above it on the ground, which has no room beside it."""
    foot = step_top if chart.reached else floor
    x = x if chart.reached else 6.0
    pole = foot - 24
    shapes: list[Shape] = [
        Polygon(((x, foot), (x, pole)), stroke=INK, thickness=1.2, closed=False),
        Polygon(((x, pole), (x + 13, pole + 4.5), (x, pole + 9)), fill=INK),
    ]
    if chart.reached:
        return [*shapes, *stacked(chart.here, language, x + 17, pole + 7, 8, bold=True)]
    above = pole - (14.0 if language == "both" else 5.0)
    return [*shapes, *stacked(chart.here, language, 0, above, 8, bold=True)]


def radar(chart: Radar, language: Spoken, width: float) -> Drawing:
    """Returns shares by axis as a web."""
    radius = min(82.0, width / 5)
    centre_x, centre_y = width / 2, radius + 36
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
        below = 20.0 if language == "both" else 10.0
        # Above the highest point the name moves up, so that the figures below it stay clear of the line.
        y -= below if align == "center" and axis.note.zh else 0.0
        shapes += stacked(axis.name, language, x, y + 3, 8, align=align)
        shapes.append(Label(x, y + 3 + below, words(axis.note, language), 7.2, align, colour=SOFT))
    for series, (colour, dash) in zip(range(len(chart.series)), SERIES, strict=False):
        known = [(index, axis.values[series]) for index, axis in enumerate(chart.axes)]
        points = tuple(place(index, value or 0.0) for index, value in known)
        shapes.append(Polygon(points, stroke=colour, thickness=1.6 if series == 0 else 1.1, dash=dash))
        for (_, value), (x, y) in zip(known, points, strict=True):
            if value is not None:
                shapes.append(Dot(x, y, 2.2, fill=colour if series == 0 else WHITE, stroke=colour))
    bottom = centre_y + radius + 36
    shapes += legend(chart.series, language, width, bottom, lines=True)
    return Drawing(width, bottom + (16 if language == "both" else 6), tuple(shapes))


def shares(chart: Shares, language: Spoken, width: float) -> Drawing:
    """Returns one bar divided into its parts, each with its number."""
    whole = sum(count for _, count in chart.parts) or 1
    shapes: list[Shape] = []
    x = 0.0
    for index, (_, count) in enumerate(chart.parts):
        long = width * count / whole
        if long > 0:
            shapes += filling(min(index, 2), x, 0, long, 16)
        x += long
    slot = width / len(chart.parts)
    for index, (name, count) in enumerate(chart.parts):
        at = index * slot
        shapes += filling(min(index, 2), at, 25, 14, 8)
        shapes.append(Label(at + 19, 32, f"{words(name, language)} {count}", 7.8, colour=INK))
    return Drawing(width, 38, tuple(shapes))
