"""Charts of a region: its pyramid."""

from reports.charts.shapes import Drawing, Label, Shape, Spoken, hatched, legend, rectangle, words
from reports.charts.values import RegionPyramid
from reports.style import ACCENT, SOFT


def pyramid(chart: RegionPyramid, language: Spoken, width: float) -> Drawing:
    """Returns the rungs as bars around one axis, the highest on top; what is proven is solid, what is claimed hatched."""
    names, figures = 100.0, 84.0
    high, gap = 24.0, 5.0
    room = max(width - names - figures, 40.0)
    most = max((rung.count for rung in chart.rungs), default=0) or 1
    whole = sum(rung.count for rung in chart.rungs) or 1
    centre = names + room / 2
    shapes: list[Shape] = []
    y = 4.0
    for rung in reversed(chart.rungs):
        long = room * rung.count / most
        if rung.count:
            solid = long * rung.backed / rung.count
            if rung.backed < rung.count:
                shapes += hatched(centre - long / 2, y, long, high, ACCENT)
            if rung.backed:
                shapes.append(rectangle(centre - long / 2, y, solid, high, fill=ACCENT))
        baseline = y + high / 2 + 3.4
        shapes.append(Label(0, baseline, words(rung.name, language), 9.2, bold=True))
        share = f"{rung.count}  ({100 * rung.count / whole:.0f} %)"
        shapes.append(Label(width, baseline, share, 9.2, "right"))
        y += high + gap
    shapes.append(rectangle(names, y, room, 0.4, fill=SOFT))
    shapes += legend((chart.backed, chart.claimed), language, width, y + 18, lines=False)
    return Drawing(width, y + (34 if language == "both" else 24), tuple(shapes))
