"""Months inside, quarters outside: steps placed by half-months, gates, and money by month."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.planner import NotThisPlan, plan, told_again
from models.roadmap import Roadmap
from models.roadmap.months import Placement
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe
from tests.models.planner.test_national import bare
from tests.models.planner.test_national import catalogue as national
from tests.models.planner.test_national import limits as national_limits

OWN = VariantId.OWN
START = Quarter(2027, 1)


def chain(weeks: Mapping[str, str]) -> Catalogue:
    """Measures of 1 万元 and 1 a year, each of which needs the one before it."""
    entries, before = [], tuple[MeasureId, ...]()
    for name, length in weeks.items():
        entry = measure(name, {OWN: (1, 1, 4, 0)})
        variant = entry.variants[OWN]
        duration = replace(variant.duration_weeks, low=Decimal(length), typical=Decimal(length), high=Decimal(length))
        entry = replace(
            entry, requires=before, variants=MappingProxyType({OWN: replace(variant, duration_weeks=duration)})
        )
        entries.append(entry)
        before = (entry.id,)
    return catalogue(entries, [recipe("requirements.X.answer", "yes", "+".join(weeks))])


def planned(known: Catalogue, **change: object) -> Roadmap:
    """The plan for one condition that all measures together meet."""
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    asked = replace(Limits(TierId("basic"), (Decimal(100),), START, quarters=12), **change)  # type: ignore[arg-type]
    roadmap = plan(evaluation, known, asked, beside=False)
    assert told_again(evaluation, known, roadmap) == roadmap
    return roadmap


def test_chained_work_of_five_and_a_half_weeks_takes_a_month_and_a_half() -> None:
    """By quarters three chained steps take nine months; by half-months they follow each other at once."""
    roadmap = planned(chain({"A": "2", "B": "1.5", "C": "2"}))
    assert max(step.finish for step in roadmap.steps) == Quarter(2027, 3)
    assert [(each.begins, each.ends) for each in roadmap.months] == [
        (date(2027, 1, 1), date(2027, 1, 15)),
        (date(2027, 1, 16), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 2, 15)),
    ]
    assert roadmap.months_proven
    assert roadmap.reached_on == date(2027, 2, 15)
    assert [(gate.on, gate.spent_wan) for gate in roadmap.gates] == [(date(2027, 2, 15), Decimal(3))]


def test_a_step_waits_for_its_season_and_for_its_lock() -> None:
    """Nothing begins in a closed quarter by months either, and what is fixed in a quarter begins in it."""
    roadmap = planned(chain({"A": "2", "B": "2"}), blackout=frozenset({START}))
    assert [each.begins for each in roadmap.months] == [date(2027, 4, 1), date(2027, 4, 16)]


@pytest.mark.parametrize("budget", [(Decimal("2.5"), Decimal(100)), (Decimal(4), Decimal(100))])
def test_money_by_month_keeps_the_budget_of_each_year(budget: tuple[Decimal, ...]) -> None:
    """What the first year cannot pay begins in the second; the months add up to the cost of the steps."""
    roadmap = planned(chain({"A": "2", "B": "2", "C": "2"}), budget_wan=budget)
    for year, most in (("2027", budget[0]), ("2028", budget[1])):
        months = [each for each in roadmap.cost_by_month if each.month.startswith(year)]
        assert len(months) == 12
        assert sum(each.one_off_wan + each.running_wan for each in months) <= most
    assert sum(each.one_off_wan for each in roadmap.cost_by_month) == roadmap.cost.one_off_wan
    assert roadmap.cost_by_month[-1].balance_wan == sum(
        each.one_off_wan + each.running_wan - each.subsidy_wan for each in roadmap.cost_by_month
    )


def test_hands_of_a_quarter_hold_by_months_too() -> None:
    """Three steps of four person-weeks, and five a quarter: one step a quarter, whatever the order allows."""
    known = chain({"A": "2", "B": "2", "C": "2"})
    known = replace(
        known,
        measures=MappingProxyType({key: replace(each, requires=()) for key, each in known.measures.items()}),
    )
    free, short = planned(known), planned(known, staff_weeks=Decimal(5))
    assert {each.begins for each in free.months} == {date(2027, 1, 1)}
    hands: dict[tuple[int, int], Decimal] = {}
    for each in short.months:
        quarter = (each.begins.year, (each.begins.month - 1) // 3)
        hands[quarter] = hands.get(quarter, Decimal(0)) + 4
    assert len(short.months) == 3
    assert short.months_proven
    assert max(each.ends for each in short.months) <= date(2027, 9, 30)


def test_no_step_is_later_than_by_quarters_in_a_large_plan() -> None:
    """With hands and money short, every step of the national catalogue lies inside its quarters, after what it needs."""
    asked = replace(national_limits("advanced", 80), staff_weeks=Decimal(25))
    roadmap = plan(bare(), national(), asked, beside=False)
    days = {each.measure: each for each in roadmap.months}
    assert days.keys() == {step.measure for step in roadmap.steps}
    for step in roadmap.steps:
        last = Quarter(days[step.measure].ends.year, (days[step.measure].ends.month + 2) // 3)
        assert last <= step.finish
    assert told_again(bare(), national(), roadmap) == roadmap


def test_months_that_nobody_could_keep_are_no_plan() -> None:
    """Whoever reads a plan replays its months: order, days and quarters."""
    known = chain({"A": "2", "B": "2"})
    roadmap = planned(known)
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    first, second = roadmap.months
    wrong = (
        (),
        (first,),
        (first, replace(second, begins=first.begins, ends=first.ends)),
        (first, replace(second, begins=second.begins.replace(day=20))),
        (first, replace(second, ends=date(2027, 2, 15))),
        (first, Placement(second.measure, OWN, date(2028, 1, 1), date(2028, 1, 15))),
    )
    for months in wrong:
        with pytest.raises(NotThisPlan):
            told_again(evaluation, known, replace(roadmap, months=months))


@pytest.mark.parametrize("staff", [None, Decimal(50)])
@pytest.mark.parametrize("kind", ["enablers", "by_use"])
def test_what_helps_comes_in_time_by_months_whatever_hands_there_are(staff: Decimal | None, kind: str) -> None:
    """Security ends before machines are connected, and training by the time that they are in use: A of 2 weeks, B of 8."""
    known = chain({"A": "2", "B": "8"})
    measures = {key: replace(each, requires=()) for key, each in known.measures.items()}
    measures[MeasureId("A")] = replace(measures[MeasureId("A")], **{kind: (MeasureId("B"),)})  # type: ignore[arg-type]
    roadmap = planned(replace(known, measures=MappingProxyType(measures)), staff_weeks=staff)
    by_name = {str(each.measure): each for each in roadmap.months}
    first, second = by_name["B"], by_name["A"]
    assert first.ends < second.begins if kind == "enablers" else first.ends <= second.ends
