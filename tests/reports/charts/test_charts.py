"""The charts: shapes inside their frame, from the data, readable without colour."""

from decimal import Decimal

import pytest

from models.language import Text
from reports.charts import (
    Axis,
    Bar,
    Chart,
    Dot,
    Drawing,
    Gantt,
    Label,
    Ladder,
    LadderStep,
    Polygon,
    Radar,
    Shares,
    Spoken,
    Stack,
    Stacks,
    draw,
)


def text(value: str) -> Text:
    """A text that is alike in both languages but for a mark."""
    return Text(f"{value}中", f"{value} en")


LADDER = Ladder(
    tuple(
        LadderStep(text(name), text("3/4"), share, name == "a", True)
        for name, share in (("a", 1.0), ("b", 0.5), ("c", 0.0))
    ),
    text("here"),
    1,
)
RADAR = Radar(tuple(Axis(text(str(index)), (index / 5, None)) for index in range(5)), (text("one"), text("two")))
GANTT = Gantt(
    tuple(f"{year}Q{quarter}" for year in (2027, 2028) for quarter in range(1, 5)),
    (Bar(text("own one"), 0, 2, False), Bar(text("a very long name of a measure that must be cut"), 3, 7, True)),
    (*(Text("", ""),) * 4, *(text("basic"),) * 4),
    text("own"),
    text("shared"),
    text("tier"),
)
STACKS = Stacks(
    (text("one-off"), text("running")),
    tuple(Stack(f"2027Q{quarter}", (Decimal(quarter), Decimal("0.5"))) for quarter in range(1, 5)),
    text("wan"),
)
SHARES = Shares(((text("proven"), 3), (text("word"), 2), (text("open"), 5)))
CHARTS: tuple[Chart, ...] = (LADDER, RADAR, GANTT, STACKS, SHARES)


def places(drawing: Drawing) -> list[tuple[float, float]]:
    """Every corner, centre and baseline of a drawing."""
    places: list[tuple[float, float]] = []
    for shape in drawing.shapes:
        if isinstance(shape, Polygon):
            places += shape.points
        else:
            places.append((shape.x, shape.y))
    return places


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("width", [320.0, 483.28])
def test_a_chart_stays_inside_its_frame(chart: Chart, language: Spoken, width: float) -> None:
    """No shape leaves the frame, in no language and width."""
    drawing = draw(chart, language, width)
    assert drawing.width == width
    for x, y in places(drawing):
        assert -1 <= x <= width + 1
        assert -1 <= y <= drawing.height + 1


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_drawing_a_chart_twice_gives_the_same_shapes(chart: Chart) -> None:
    """A chart is a pure function of its data."""
    assert draw(chart, "zh", 400) == draw(chart, "zh", 400)


def test_the_flag_stands_on_the_step_that_was_reached() -> None:
    """The factory's flag is above the reached step, and left of the first one when none is."""
    reached = next(
        each for each in draw(LADDER, "en", 300).shapes if isinstance(each, Label) and each.text == "here en"
    )
    nowhere = Ladder(LADDER.steps, LADDER.here, 0)
    before = next(
        each for each in draw(nowhere, "en", 300).shapes if isinstance(each, Label) and each.text == "here en"
    )
    top = Ladder(LADDER.steps, LADDER.here, 3)
    above = next(each for each in draw(top, "en", 300).shapes if isinstance(each, Label) and each.text == "here en")
    assert before.x < reached.x < above.x
    assert above.y < reached.y


def test_an_unknown_value_of_a_radar_has_no_dot() -> None:
    """Nothing known is drawn as nothing, not as zero."""
    dots = [shape for shape in draw(RADAR, "zh", 400).shapes if isinstance(shape, Dot)]
    assert len(dots) == 5


def test_own_and_shared_measures_differ_without_colour() -> None:
    """Own bars are solid, shared ones hatched."""
    lonely = Gantt(GANTT.quarters, GANTT.bars[:1], GANTT.tiers, GANTT.own, GANTT.shared, GANTT.tier_label)
    shared = Gantt(
        GANTT.quarters, (Bar(GANTT.bars[0].name, 0, 2, True),), GANTT.tiers, GANTT.own, GANTT.shared, GANTT.tier_label
    )
    assert len(draw(shared, "zh", 400).shapes) > len(draw(lonely, "zh", 400).shapes) + 5


def test_stacked_amounts_have_the_height_of_their_sum() -> None:
    """The label of each bar is the sum of its parts."""
    labels = {shape.text for shape in draw(STACKS, "zh", 400).shapes if isinstance(shape, Label)}
    assert {"1.5", "2.5", "3.5", "4.5"} <= labels


def test_empty_charts_are_drawn() -> None:
    """No data is no error."""
    for chart in (
        Stacks((text("a"),), (), text("b")),
        Shares(((text("a"), 0),)),
        Gantt((), (), (), text("a"), text("b"), text("c")),
    ):
        assert draw(chart, "zh", 300).height > 0


def test_a_factory_without_a_tier_stands_on_the_ground() -> None:
    """The flag stands before the first step, at its foot; with a tier it stands on that step."""

    def pole(reached: int) -> tuple[tuple[float, float], float, float]:
        """The foot of the flag, the left edge of the first step, and the floor."""
        chart = Ladder(LADDER.steps, LADDER.here, reached)
        drawing = draw(chart, "zh", 483.28)
        steps = [shape.points for shape in drawing.shapes if isinstance(shape, Polygon) and len(shape.points) == 4]
        (flag,) = [
            shape.points
            for shape in drawing.shapes
            if isinstance(shape, Polygon) and not shape.closed and shape.points[0][0] == shape.points[1][0]
        ]
        return flag[0], min(x for points in steps for x, _ in points), drawing.height

    foot, first_step, floor = pole(0)
    assert foot[0] < first_step
    assert foot[1] == floor
    foot, first_step, floor = pole(1)
    assert foot[0] > first_step
    assert foot[1] < floor
