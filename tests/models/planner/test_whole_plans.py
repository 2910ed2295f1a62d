"""What must hold between two whole plans of one factory: a change that helps never hurts, and none changes nothing."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from models.assessment import AnswerId
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits
from models.planner import plan, sized
from models.planner.solving.gains import yearly_gain
from models.roadmap import PlanStatus, Roadmap
from tests.factories import DAY
from tests.models.planner.checker import placed_of
from tests.models.planner.test_factories import CASES, asked, factory
from tests.models.planner.test_national import catalogue

FEW = [number if number < 3 else pytest.param(number, marks=pytest.mark.slow) for number in range(len(CASES))]


def planned(evaluation: Evaluation, limits: Limits, known: Catalogue | None = None) -> Roadmap:
    """Returns a plan without what lies beside it."""
    return plan(evaluation, known or catalogue(), limits, beside=False)


@cache
def plain(number: int) -> Roadmap:
    """Returns the plan of a factory as its sentence asks for it, at typical prices and with enough money."""
    return planned(factory(CASES[number]), replace(asked(CASES[number]), sure=None, budget_wan=(Decimal(900),)))


def never_cheaper(harder: Roadmap, easier: Roadmap) -> bool:
    """Returns whether what asks for more costs no less to own where both reach the target."""
    if PlanStatus.OPTIMAL not in (harder.status, easier.status) or harder.status is not PlanStatus.OPTIMAL:
        return True
    return easier.status is PlanStatus.OPTIMAL and harder.ownership_wan >= easier.ownership_wan


@pytest.mark.parametrize("number", FEW)
def test_a_margin_and_certainty_are_never_cheaper(number: int) -> None:
    """Holding with a lower answer, or at prices that are rarely exceeded, costs no less to own."""
    easier = plain(number)
    if easier.limits.objective.value != "cheapest":
        return
    for change in ({"margin": 1}, {"sure": Decimal("0.8")}):
        harder = planned(factory(CASES[number]), replace(easier.limits, **change))
        assert never_cheaper(harder, easier), change


@pytest.mark.parametrize("number", FEW)
def test_more_money_is_never_dearer_to_own(number: int) -> None:
    """With less money a year what still reaches the target costs no less to own."""
    poor = planned(factory(CASES[number]), asked(CASES[number]))
    easier = plain(number)
    if poor.limits.objective.value == "cheapest" and poor.limits.sure is None:
        assert never_cheaper(poor, easier)


@pytest.mark.parametrize("number", FEW)
def test_twice_the_machines_never_cost_less(number: int) -> None:
    """A factory with twice the machines and people pays no less for the same way."""
    small = factory(CASES[number])
    doubled = {
        AnswerId(name): 2 * value
        for name in ("factory.machines", "factory.staff", "factory.direct_staff", "enterprise.staff")
        if isinstance(value := small.assessment.get(AnswerId(name)), int | Decimal)
    }
    large = evaluate(small.assessment.with_answers(doubled), small.rulebook, DAY)
    easier = plain(number)
    if easier.limits.objective.value == "cheapest":
        assert never_cheaper(planned(large, easier.limits), easier)


@pytest.mark.parametrize("number", FEW)
def test_a_plan_made_again_with_nothing_changed_is_the_same_plan(number: int) -> None:
    """Where the last plan is known and nothing is done yet, the plan comes out as it was."""
    first = plain(number)
    like = tuple((step.measure, step.variant, step.quarter) for step in first.steps)
    again = planned(factory(CASES[number]), replace(first.limits, like=like))
    assert placed_of(again) == placed_of(first)
    assert again.ownership_wan == first.ownership_wan


@pytest.mark.parametrize("number", FEW)
def test_subsidies_never_make_a_plan_dearer(number: int) -> None:
    """Without any rule of public money the plan costs no less to own."""
    first = plain(number)
    bare = planned(factory(CASES[number]), first.limits, replace(catalogue(), subsidies=()))
    if first.limits.objective.value == "cheapest":
        assert never_cheaper(bare, first)


@pytest.mark.parametrize("number", FEW)
def test_what_is_done_keeps_its_running_cost(number: int) -> None:
    """A step that is done is paid no more, but it goes on running: what is left for the rest is less by that."""
    first = plain(number)
    if not first.steps:
        return
    step = max(first.steps, key=lambda each: each.running_wan_a_year)
    least = min(
        each.opex_wan_per_year.typical
        for each in sized(catalogue(), factory(CASES[number]).assessment).measures[step.measure].variants.values()
    )
    enough = first.running_wan_a_year - step.running_wan_a_year + least + Decimal("0.02")
    limits = replace(first.limits, done=frozenset({step.measure}), running_budget_wan=enough)
    rest = planned(factory(CASES[number]), limits)
    assert rest.running_wan_a_year + least <= enough + Decimal("0.01")
    assert step.measure not in {each.measure for each in rest.steps}


def test_points_of_oee_never_come_beyond_a_hundred() -> None:
    """A plant at 95 per cent OEE gains five points at most, whatever all measures promise."""
    evaluation = factory(CASES[1])
    near = evaluation.assessment.with_answers({AnswerId("factory.oee_percent"): Decimal(95)})
    far = evaluation.assessment.with_answers({AnswerId("factory.oee_percent"): Decimal(50)})
    caps = [sized(catalogue(), each).benefit_caps["oee_pp"] for each in (near, far)]
    assert caps == [5, catalogue().benefit_caps["oee_pp"]]
    every = [(each.id, way) for each in catalogue().measures.values() for way in list(each.variants)[:1]]
    assert yearly_gain(sized(catalogue(), near), every) < yearly_gain(sized(catalogue(), far), every)
