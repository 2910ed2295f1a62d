"""What is named as missing is enough, and less is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.catalogue import MeasureId
from models.language import Sentence
from models.limits import Limits, Quarter
from models.planner import frontier, plan
from models.planner.asking.checking import question_of
from models.planner.solving.aims import Schedule, Watch
from models.planner.telling.shortfall import shortfall_of
from models.roadmap import PlanStatus
from tests.models.planner.checker import violations
from tests.models.planner.random_cases import question
from tests.models.planner.test_national import catalogue, for_sample, limits, roadmap, sample

START = Quarter(2027, 1)


def reached(asked: Limits) -> bool:
    """Returns whether the sample reaches its target within some limits."""
    return plan(sample(), catalogue(), asked, beside=False).status is PlanStatus.OPTIMAL


def facts(asked: Limits, beginning: str) -> dict[str, object]:
    """Returns the facts of the sentence on what is missing that begins so."""
    roadmap = plan(sample(), catalogue(), asked, beside=False)
    assert roadmap.status is PlanStatus.PARTIAL
    assert roadmap.shortfall is not None
    return dict(next(line.facts for line in roadmap.shortfall.sentences if line.message.startswith(beginning)))


def test_the_named_number_of_measures_at_once_is_the_least() -> None:
    """With the named number at once the target is reached, with one less it is not."""
    asked = limits("basic", 60, quarters=3, most_at_once=2)
    measures = facts(asked, "It is reached with {measures} at once")["measures"]
    assert isinstance(measures, Sentence)
    number = measures.facts["count"]
    assert isinstance(number, int)
    assert reached(replace(asked, most_at_once=number))
    assert not reached(replace(asked, most_at_once=number - 1))


def test_the_named_closed_quarters_are_the_fewest() -> None:
    """Opening the named quarters reaches the target; opening none does not."""
    closed = frozenset(START.later(index) for index in (1, 2, 3))
    asked = limits("basic", 60, quarters=4, blackout=closed)
    named = facts(asked, "It is reached if measures may start")["quarters"]
    assert isinstance(named, list | tuple)
    opened = frozenset(Quarter.parse(str(name)) for name in named)
    assert opened < closed
    assert reached(replace(asked, blackout=closed - opened))
    for quarter in opened:
        assert not reached(replace(asked, blackout=closed - (opened - {quarter})))


def test_what_was_ruled_out_is_named_when_it_alone_stands_in_the_way() -> None:
    """Only the measures that must come back are named; with them the target is reached."""
    asked = replace(limits("basic", 60), forbid=frozenset({MeasureId("C02"), MeasureId("L08")}))
    measures = facts(asked, "It is reached if you no longer rule out")["measures"]
    assert measures == [catalogue().measures[MeasureId("C02")].name]
    assert reached(replace(asked, forbid=frozenset({MeasureId("L08")})))
    roadmap = plan(sample(), catalogue(), replace(asked, budget_wan=(Decimal(1),)), beside=False)
    assert roadmap.shortfall is not None
    assert not any("No available measures" in line.message for line in roadmap.shortfall.sentences)


def test_the_named_hands_are_the_least() -> None:
    """With the named person-weeks more in each quarter the target is reached, with a tenth less it is not."""
    asked = limits("basic", 60, quarters=4, staff_weeks=Decimal(3))
    weeks = facts(asked, "It is reached with {count} more person-week")["count"]
    assert isinstance(weeks, Decimal)
    assert reached(replace(asked, staff_weeks=Decimal(3) + weeks))
    assert not reached(replace(asked, staff_weeks=Decimal(3) + weeks - Decimal("0.1")))


def test_the_named_quarters_are_the_least() -> None:
    """With the named quarters more the target is reached, with one less it is not."""
    asked = limits("basic", 60, quarters=1)
    more = plan(sample(), catalogue(), asked, beside=False).shortfall
    assert more is not None
    assert more.quarters is not None
    assert reached(replace(asked, quarters=1 + more.quarters))
    assert not reached(replace(asked, quarters=more.quarters))


def test_limits_to_be_loosened_together_are_all_needed_and_enough() -> None:
    """Where no limit alone is to blame, exactly those are named without which it is not reached."""
    closed = frozenset(START.later(index) for index in range(6))
    asked = limits("basic", 60, quarters=6, blackout=closed, staff_weeks=Decimal(0))
    named = [limit.text("en") for limit in facts(asked, "No single limit")["limits"]]  # type: ignore[attr-defined]
    assert named == ["the closed quarters", "the staff"]
    assert reached(replace(asked, blackout=frozenset(), staff_weeks=None))
    assert not reached(replace(asked, blackout=frozenset()))
    assert not reached(replace(asked, staff_weeks=None))


def test_stopped_before_it_is_known_what_is_missing_nothing_is_claimed() -> None:
    """A plan stopped while what is missing is worked out does not say that nothing helps."""
    asked = limits("basic", 3, staff_weeks=Decimal(3))
    question = question_of(sample(), catalogue(), asked)
    said = shortfall_of(question, Schedule({}, frozenset(), proven=True, gap=0.0), Watch(None, lambda: True)).sentences
    assert [reason.message for reason in said] == ["Stopped early, so what is missing was not determined."]


def test_money_by_quarter_is_kept_quarter_by_quarter() -> None:
    """With 8 in each quarter no quarter spends more than what has come in; without carry-over none spends more than 8."""
    for carry_over in (True, False):
        roadmap = plan(
            sample(),
            catalogue(),
            limits("basic", 8, budget_by_quarter=True, carry_over=carry_over),
            beside=False,
        )
        assert roadmap.status is PlanStatus.OPTIMAL
        spent = Decimal(0)
        for number, quarter in enumerate(roadmap.cost_by_quarter, 1):
            now = quarter.one_off_wan + quarter.running_wan
            spent = spent + now if carry_over else now
            assert spent <= 8 * (number if carry_over else 1)


def test_money_by_the_quarter_is_never_better_than_the_same_by_the_year() -> None:
    """A quarter of the yearly money in each quarter closes no more and costs no less than the yearly money."""
    for seed in range(800, 810):
        evaluation, known, asked = question(seed)
        asked = replace(asked, require=(), budget_wan=(Decimal(12),), start=START, quarters=4)
        yearly = plan(evaluation, known, asked, beside=False)
        tight = plan(evaluation, known, replace(asked, budget_wan=(Decimal(3),), budget_by_quarter=True), beside=False)
        if tight.status is PlanStatus.OPTIMAL:
            assert yearly.status is PlanStatus.OPTIMAL, seed
            assert yearly.ownership_wan <= tight.ownership_wan, seed


def test_more_money_a_year_is_sooner_on_the_frontier_of_money() -> None:
    """For each tier every further point needs more money and is sooner, and keeps its own limits."""
    points = frontier(sample(), catalogue(), limits("advanced", 30), against="money")
    assert {point.reached for point in points} == {"basic", "advanced"}
    for tier in ("basic", "advanced"):
        mine = [point for point in points if point.limits is not None and point.limits.target == tier]
        money = [point.limits.budget_wan[0] for point in mine if point.limits is not None]
        finishes = [point.finish for point in mine if point.finish is not None]
        assert money == sorted(set(money))
        assert finishes == sorted(set(finishes), reverse=True)
        for point in mine:
            assert point.limits is not None
            placed = {
                (measure, way): (quarter.year - START.year) * 4 + quarter.number - START.number
                for measure, way, quarter in point.choices
            }
            assert violations(for_sample(), point.limits, placed) == []


@pytest.mark.parametrize("budget", [3, 0])
def test_the_plan_without_its_neighbours_is_the_same_plan(budget: int) -> None:
    """Leaving the near-best plans and the exact reasons of what was left out for a second call changes nothing else."""
    whole = plan(sample(), catalogue(), limits("basic", 30 + budget))
    alone = plan(sample(), catalogue(), limits("basic", 30 + budget), beside=False)
    assert alone.alternatives == ()
    assert [entry.measure for entry in whole.left_out] == [entry.measure for entry in alone.left_out]
    assert replace(whole, alternatives=(), left_out=alone.left_out) == alone
    assert roadmap("basic", 30).alternatives
