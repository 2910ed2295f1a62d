"""The chapter on the roadmap: sums that add up, amounts told alike, gains with their basis."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from models.language import Text, counted, sentence
from models.limits import Limits, Objective, Quarter
from models.planner import plan
from models.roadmap import Cost, LeftOut, QuarterCost, Roadmap
from models.rulebook import TierId
from reports import charts
from reports.charts import Label
from reports.content import Content, report_content
from reports.content.blocks import Cell, ChartFigure, Heading, Paragraph, Row, Table, WhereRoom
from reports.style import PAGE
from tests.reports.factory import CREATED, catalogue, evaluated, frozen_sample, planned


def content_with(roadmap: Roadmap) -> Content:
    """What the sample's report says with a roadmap."""
    return report_content(evaluated(frozen_sample()), roadmap, catalogue(), created=CREATED)


@cache
def content() -> Content:
    """What the sample's report says with the sample's roadmap."""
    return content_with(planned())


def tables(said: Content, anchor: str) -> list[Table]:
    """The tables below the heading with an anchor, up to the next heading."""
    blocks = list(said.blocks)
    start = next(place for place, each in enumerate(blocks) if isinstance(each, Heading) and each.anchor == anchor)
    below: list[Table] = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Heading):
            break
        if isinstance(block, Table):
            below.append(block)
    return below


def figure(cell: Cell) -> Decimal:
    """The amount in a cell, 0 for a dash."""
    return Decimal("0" if cell.text.zh == "—" else cell.text.zh)


def quarters(said: Content) -> tuple[list[Row], Row]:
    """The rows of the table of costs, and its sums."""
    (table,) = tables(said, "roadmap-cost")
    return list(table.rows[:-1]), table.rows[-1]


def paragraphs(said: Content) -> list[str]:
    """Every running text, in English."""
    return [block.text.en for block in said.blocks if isinstance(block, Paragraph)]


def test_the_printed_costs_add_up_to_the_printed_total() -> None:
    """Down each column and across each row, as a reader with a pocket calculator finds it; the sums are those above."""
    rows, total = quarters(content())
    for column in range(1, len(total.cells) - 2):
        assert sum(figure(row.cells[column]) for row in rows) == figure(total.cells[column])
    spent = Decimal(0)
    for row in rows:
        *parts, together, so_far = (figure(cell) for cell in row.cells[1:-1])
        assert sum(parts) == together
        spent += together
        assert so_far == spent
    assert spent == planned().cost.total_wan


def test_the_costs_of_a_quarter_are_not_rounded() -> None:
    """A quarter of a yearly price needs more than two decimals, and gets them; all of a column have as many."""
    rows, _ = quarters(content())
    shown = [cell.text.zh for row in rows for cell in row.cells[1:-1] if cell.text.zh != "—"]
    assert {Decimal(each).normalize() for each in shown} >= {
        each.running_wan.normalize() for each in planned().cost_by_quarter
    }
    assert len({len(each.partition(".")[2]) for each in shown}) == 1


def test_a_subsidy_that_comes_after_the_last_quarter_has_its_own_row() -> None:
    """The table ends at the total of the plan, not at what was paid until its last quarter."""
    late = replace(
        planned(),
        cost=Cost(Decimal(10), Decimal(0), Decimal(3), Decimal(7)),
        cost_by_quarter=(QuarterCost(Quarter(2027, 1), Decimal(10), Decimal(0), Decimal(0)),),
    )
    rows, total = quarters(content_with(late))
    assert [row.cells[0].text.en for row in rows] == ["2027Q1", "after the last quarter"]
    assert [cell.text.zh for cell in total.cells] == ["合计", "10.00", "—", "3.00", "7.00", "", ""]


def test_the_costs_name_the_tier_that_they_have_bought() -> None:
    """Each quarter says what was spent so far and the tier at its end."""
    rows, _ = quarters(content())
    names = {None: "—", "basic": "基础级"}
    assert [row.cells[-1].text.zh for row in rows] == [names[tier] for _, tier in planned().tier_by_quarter]


def left_out(*reasons: tuple[str, str]) -> list[Table]:
    """The tables of measures left out for reasons with an amount."""
    measures = list(catalogue().measures)
    entries = tuple(
        LeftOut(
            measures[place],
            sentence("The best plan with it has a cost of ownership {worse} higher.", worse=Text(zh, en)),
        )
        for place, (zh, en) in enumerate(reasons)
    )
    return tables(content_with(replace(planned(), left_out=entries)), "roadmap-left-out")


def test_amounts_in_a_column_have_as_many_decimals() -> None:
    """3 万元, 2.5 万元 and 1.84 万元 below each other are told to the hundredth, smallest first, the range as well."""
    many = (
        ("3 万元", "30,000 yuan"),
        ("1.84 万元", "18,400 yuan"),
        ("2.5 万元", "25,000 yuan"),
        ("12 万元", "120,000 yuan"),
    )
    (table,) = left_out(*many)
    head, *rows = table.rows
    assert "1.84–12.00 万元" in head.cells[0].text.zh
    assert "18,400–120,000 yuan" in head.cells[0].text.en
    amounts = [row.cells[place].text.zh for row in rows for place in (0, 2)]
    assert amounts == ["1.84 万元", "2.50 万元", "3.00 万元", "12.00 万元"]


def test_the_amounts_of_the_sample_are_told_alike() -> None:
    """In every table of the chapter each amount of 万元 that fills a cell has two decimals."""
    chapter = [
        block for anchor in ("steps", "alternatives", "left-out") for block in tables(content(), f"roadmap-{anchor}")
    ]
    texts = [cell.text.zh for table in chapter for row in table.rows for cell in row.cells if not row.group]
    amounts = [match[1] for text in texts if (match := re.fullmatch(r"(?:一次性 )?([0-9.]+) 万元", text))]
    assert len(amounts) > 20
    assert all(re.fullmatch(r"[0-9]+\.[0-9]{2}", amount) for amount in amounts)


def test_few_measures_with_like_reasons_each_have_their_own() -> None:
    """Two measures that cost 3 and 7 more do not both cost 3 to 7 more."""
    (table,) = left_out(("3 万元", "30,000 yuan"), ("7 万元", "70,000 yuan"))
    texts = [row.cells[1].text.zh for row in table.rows]
    assert ["3 万元" in texts[0], "7 万元" in texts[1]] == [True, True]
    assert not any("–" in text for text in texts)


def test_counts_in_reasons_are_no_amounts() -> None:
    """Measures that would close fewer conditions are not listed below a head of money."""
    measures = list(catalogue().measures)[:5]
    entries = tuple(
        LeftOut(
            measure,
            counted(
                "With it, the limits close {count} condition fewer.",
                "With it, the limits close {count} fewer conditions.",
                count=1 + place % 2,
            ),
        )
        for place, measure in enumerate(measures)
    )
    shown = tables(content_with(replace(planned(), left_out=entries)), "roadmap-left-out")
    assert all(column.title.en != "Amount" for table in shown for column in table.columns)


@pytest.mark.parametrize("gain", [Decimal("24.35"), Decimal("3.1")])
def test_a_gain_says_whose_figure_it_is(gain: Decimal) -> None:
    """Beside the amount stands that it is not measured, whether running cost leaves something of it or not."""
    said = content_with(replace(planned(), gain_wan_a_year=gain, running_wan_a_year=Decimal("12.58")))
    (gain_text,) = (
        block.text for block in said.blocks if isinstance(block, Paragraph) and "Estimated gain" in block.text.en
    )
    assert "not measured in it" in gain_text.en
    assert "不是本厂实测" in gain_text.zh
    assert f"{gain} 万元" in gain_text.zh
    assert ("收回" in gain_text.zh) == (gain > Decimal("12.58"))


def test_a_plan_without_counted_gains_promises_none() -> None:
    """No gain, no sentence about it."""
    said = content_with(replace(planned(), gain_wan_a_year=Decimal(0)))
    assert not any(re.search(r"\bgain", text.lower()) for text in paragraphs(said))


@pytest.mark.parametrize("objective", [Objective.BENEFIT, Objective.PAYBACK])
def test_reasons_that_speak_of_gains_say_whose_they_are(objective: Objective) -> None:
    """Where a plan was chosen by gains, the list of measures left out says that they are not measured."""
    asked = replace(planned(), limits=replace(planned().limits, objective=objective))
    basis = "Gains are cautious figures of the catalogue at the size of this factory, not measured in it; those of the same machine hours (OEE, output, stops, changeovers) are added and may overlap."
    assert basis in paragraphs(content_with(asked))
    assert basis not in paragraphs(content())


def test_the_cheapest_plan_says_by_which_cost() -> None:
    """The cost of ownership stands beside the sum that is spent, and in the table of near-best plans the plan itself leads."""
    assert any("cost of ownership" in text for text in paragraphs(content()))
    (table,) = tables(content(), "roadmap-alternatives")
    assert table.rows[0].cells[0].text.zh == "本方案"
    owned = [Decimal(row.cells[2].text.zh.split()[0]) for row in table.rows]
    assert owned[0] == min(owned)
    assert len(owned) == 1 + len(planned().alternatives)


def test_the_summary_shows_the_way_where_there_is_room() -> None:
    """Its sums and its calendar stand there as a foretaste; both stand in full in their chapter."""
    shown = [block.block for block in content().blocks if isinstance(block, WhereRoom)]
    assert len(shown) == 2
    assert all(block in content().blocks for block in shown)


def test_a_long_horizon_does_not_run_its_labels_together() -> None:
    """Labels of forty quarters do not run into each other, from whichever quarter on."""
    limits = Limits(TierId("basic"), (Decimal(30),), Quarter(2026, 4), quarters=40)
    roadmap = plan(evaluated(frozen_sample()), catalogue(), limits, beside=False)
    for start in (0, 1, 2, 3):
        for count in (8, 12, 20, 40):
            moved = tuple(
                replace(each, quarter=Quarter(2026, 4).later(start + place))
                for place, each in enumerate(roadmap.cost_by_quarter[:count])
            )
            tiers = tuple((each.quarter, None) for each in moved)
            said = content_with(replace(roadmap, steps=roadmap.steps[:1], cost_by_quarter=moved, tier_by_quarter=tiers))
            drawn = [each for block in said.blocks if (each := _chart(block)) is not None]
            assert len(drawn) == 2
            for drawing in drawn:
                assert _overlaps(drawing) == []


def _chart(block: object) -> charts.Drawing | None:
    if isinstance(block, ChartFigure) and isinstance(block.chart, charts.Gantt | charts.Stacks):
        return charts.draw(block.chart, "zh", PAGE.measure)
    return None


def _overlaps(drawing: charts.Drawing) -> list[tuple[str, str]]:
    """Neighbouring labels on one line that touch."""
    lines: dict[float, list[tuple[float, float, str]]] = {}
    for label in drawing.shapes:
        if isinstance(label, Label):
            wide = sum(label.size * (0.55 if letter.isascii() else 1) for letter in label.text)
            left = label.x - {"left": 0.0, "center": wide / 2, "right": wide}[label.align]
            lines.setdefault(label.y, []).append((left, left + wide, label.text))
    touching = []
    for labels in lines.values():
        labels.sort()
        touching += [(label[2], other[2]) for label, other in pairwise(labels) if label[1] > other[0] + 0.5]
    return touching
