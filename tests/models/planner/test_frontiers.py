"""Frontiers and near-best plans hold every point that trying everything finds, and no other."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.limits import Limits, Objective
from models.planner import frontier, plan
from models.planner.errors import ContradictoryLimits
from models.roadmap import Alternative, PlanStatus
from tests.models.planner.brute import Timetable, Tried, varied
from tests.models.planner.checker import violations
from tests.models.planner.test_national import catalogue, for_sample, limits, roadmap, sample

SEEDS = [range(2000, 2012), *(pytest.param(range(first, first + 60), marks=pytest.mark.slow) for first in (2100, 2200))]


@cache
def small(seed: int) -> tuple[Evaluation, Catalogue, Limits] | None:
    """Returns a question without public money, to whose target some plan leads; None where none does."""
    evaluation, known, asked = varied(seed)
    known = replace(known, subsidies=())
    asked = replace(asked, eligible=frozenset(), uncounted=frozenset())
    try:
        roadmap = plan(evaluation, known, asked, beside=False)
    except ContradictoryLimits:
        return None
    return (evaluation, known, asked) if roadmap.status is PlanStatus.OPTIMAL and roadmap.steps else None


def placed(point: Alternative, asked: Limits) -> Timetable:
    """Returns the timetable of a point."""
    return {(measure, way): asked.start.until(quarter) for measure, way, quarter in point.choices}


@pytest.mark.parametrize("seeds", SEEDS)
def test_cost_against_time_is_what_trying_everything_finds(seeds: range) -> None:
    """For each quarter the least cost of all plans that are through by then, where later is strictly cheaper."""
    for seed in seeds:
        asking = small(seed)
        if asking is None:
            continue
        evaluation, known, asked = asking
        # Every timetable is asked for, not the first that fits.
        answers = Tried(evaluation, known, replace(asked, objective=Objective.SOONEST)).answers
        wanted: list[tuple[int, Decimal]] = []
        for deadline in range(1, asked.quarters + 1):
            costs = [answer.cost for answer in answers if answer.reached and answer.done_after <= deadline]
            if costs and (not wanted or min(costs) < wanted[-1][1]):
                wanted.append((deadline, min(costs)))
        points = frontier(evaluation, known, asked, against="time")
        assert [point.ownership_wan for point in points] == [cost for _, cost in wanted], seed
        for point, (deadline, _) in zip(points, wanted, strict=True):
            assert point.finish is not None
            assert asked.start.until(point.finish) < deadline or asked.require, seed
            assert violations(known, asked, placed(point, asked)) == [], seed


@pytest.mark.parametrize("seeds", SEEDS)
def test_cost_against_conditions_is_what_trying_everything_finds(seeds: range) -> None:
    """For each number of conditions the least cost of all plans that meet so many."""
    for seed in seeds:
        evaluation, known, asked = varied(seed)
        known = replace(known, subsidies=())
        asked = replace(asked, eligible=frozenset(), uncounted=frozenset())
        answers = Tried(evaluation, known, replace(asked, objective=Objective.CHEAPEST)).answers
        wanted: list[tuple[Decimal, int]] = []
        for answer in sorted(answers, key=lambda answer: (answer.cost, -answer.closed)):
            if not wanted or answer.closed > wanted[-1][1]:
                wanted.append((answer.cost, answer.closed))
        try:
            points = frontier(evaluation, known, asked, against="conditions")
        except ContradictoryLimits:
            assert not answers, seed
            continue
        assert [(point.ownership_wan, point.met) for point in points] == wanted, seed
        for point in points:
            assert violations(known, asked, placed(point, asked)) == [], seed


def test_a_point_of_the_frontier_of_money_needs_every_yuan() -> None:
    """With a hundred yuan a year less no plan reaches the tier by the quarter of the point."""
    seen = 0
    for seed in range(2300, 2330):
        asking = small(seed)
        if asking is None or asking[2].require:
            continue
        evaluation, known, asked = asking
        for point in frontier(evaluation, known, asked, against="money"):
            assert point.limits is not None
            assert point.finish is not None
            assert violations(known, point.limits, placed(point, asked)) == [], seed
            smallest = min(point.limits.budget_wan)
            if not smallest:
                continue
            less = tuple(amount - Decimal("0.011") * amount / smallest for amount in point.limits.budget_wan)
            if min(less) <= 0:
                continue
            poorer = replace(point.limits, budget_wan=less, objective=Objective.SOONEST)
            soonest = [answer.done_after for answer in Tried(evaluation, known, poorer).answers if answer.reached]
            assert not soonest or min(soonest) > asked.start.until(point.finish) + 1, seed
            seen += 1
    assert seen >= 10


@pytest.mark.parametrize("seeds", SEEDS)
def test_alternatives_are_the_best_that_do_without_enough(seeds: range) -> None:
    """Each alternative costs the least of all plans that do without two measures or ways, or one, of all before it."""
    for seed in seeds:
        asking = small(seed)
        if asking is None or asking[2].objective is not Objective.CHEAPEST:
            continue
        evaluation, known, asked = asking
        tried = Tried(evaluation, known, asked)
        roadmap = plan(evaluation, known, asked)
        shown = [frozenset((step.measure, step.variant) for step in roadmap.steps)]
        less = 2
        for each in roadmap.alternatives:
            options: list[Decimal] = []
            while less and not options:
                options = [
                    answer.cost
                    for answer in tried.answers
                    if answer.reached and all(len(picks - answer.picks) >= less for picks in shown)
                ]
                less -= 0 if options else 1
            assert options, seed
            assert each.ownership_wan == min(options), seed
            picks = frozenset((measure, way) for measure, way, _ in each.choices)
            assert all(len(picks ^ other) >= 2 for other in shown), seed
            assert violations(known, asked, placed(each, asked)) == [], seed
            shown.append(picks)
        if len(roadmap.alternatives) < 3:
            left = [
                answer for answer in tried.answers if answer.reached and all(picks - answer.picks for picks in shown)
            ]
            assert not left, seed


@pytest.mark.parametrize(("target", "budget"), [("basic", (30,)), ("advanced", (30, 50, 50))])
def test_the_sample_has_three_roads_more_and_none_is_the_plan_with_something_added(
    target: str, budget: tuple[int, ...]
) -> None:
    """Three more plans keep every limit, reach the tier, and each does without two measures or ways of every other."""
    planned = roadmap(target, *budget)
    shown = [frozenset((step.measure, step.variant) for step in planned.steps)]
    assert len(planned.alternatives) == 3
    for each in planned.alternatives:
        picks = frozenset((measure, way) for measure, way, _ in each.choices)
        assert each.reached == target
        assert each.ownership_wan >= planned.ownership_wan
        assert all(len(other - picks) >= 2 for other in shown)
        assert all(len(other ^ picks) >= 3 for other in shown)
        assert violations(for_sample(), planned.limits, placed(each, planned.limits)) == []
        shown.append(picks)


def test_every_condition_more_costs_more() -> None:
    """On the sample's road to advanced each point meets more conditions than the last and costs more; the last is the plan."""
    points = frontier(sample(), catalogue(), limits("advanced", 60), against="conditions")
    assert len(points) >= 8
    met = [point.met or 0 for point in points]
    costs = [point.ownership_wan for point in points]
    assert met == sorted(set(met))
    assert costs == sorted(set(costs))
    assert points[-1].reached == "advanced"
    assert costs[-1] == plan(sample(), catalogue(), limits("advanced", 60), beside=False).ownership_wan
