"""The charts as plain shapes: a chart is a frozen value; `draw` turns it into shapes for a given width and language.

Series differ in tone *and* in pattern, so that nothing is lost in black and white.
"""

from reports.charts.ladder import ladder, radar, shares
from reports.charts.plan import gantt, stacks
from reports.charts.region import pyramid
from reports.charts.shapes import Dot, Drawing, Label, Point, Polygon, Shape, Spoken, words
from reports.charts.values import (
    Axis,
    Bar,
    Gantt,
    Ladder,
    LadderStep,
    Radar,
    RegionPyramid,
    Rung,
    Shares,
    Stack,
    Stacks,
)

Chart = Ladder | Radar | Gantt | Stacks | Shares | RegionPyramid


def draw(chart: Chart, language: Spoken, width: float) -> Drawing:
    """Returns the chart as shapes, `width` points wide; the height follows from the data."""
    if isinstance(chart, Ladder):
        return ladder(chart, language, width)
    if isinstance(chart, Radar):
        return radar(chart, language, width)
    if isinstance(chart, Gantt):
        return gantt(chart, language, width)
    if isinstance(chart, Stacks):
        return stacks(chart, language, width)
    if isinstance(chart, RegionPyramid):
        return pyramid(chart, language, width)
    return shares(chart, language, width)


__all__ = [
    "Axis",
    "Bar",
    "Chart",
    "Dot",
    "Drawing",
    "Gantt",
    "Label",
    "Ladder",
    "LadderStep",
    "Point",
    "Polygon",
    "Radar",
    "RegionPyramid",
    "Rung",
    "Shape",
    "Shares",
    "Spoken",
    "Stack",
    "Stacks",
    "draw",
    "words",
]
