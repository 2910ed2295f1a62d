"""What price ranges mean for a plan, worked out by hand on one measure."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluator import evaluate
from models.limits import Limits, Lock, Quarter
from models.planner import plan
from models.planner.telling.risk import risk_of
from models.roadmap.price_risk import CostRisk
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe

FIRST_QUARTER = MappingProxyType({"A": Quarter(2027, 1)})


def _known(*measures: str) -> Catalogue:
    """Measures of 10 万元, each of which may cost up to 20."""
    entries = []
    for name in measures:
        entry = measure(name, {VariantId.OWN: (10, 0, 10, 0)})
        variant = entry.variants[VariantId.OWN]
        ranged = replace(variant, capex_wan=replace(variant.capex_wan, high=Decimal(20)))
        entries.append(replace(entry, variants=MappingProxyType({VariantId.OWN: ranged})))
    return catalogue(entries, [recipe("requirements.X.answer", "yes", *measures)])


def _risk(budget: tuple[int, ...], *, carry_over: bool, begins: Mapping[str, Quarter] = FIRST_QUARTER) -> CostRisk:
    """What the ranges mean for a plan that begins its measures when it is told to."""
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    limits = Limits(
        TierId("basic"),
        tuple(Decimal(wan) for wan in budget),
        Quarter(2027, 1),
        quarters=12,
        carry_over=carry_over,
        require=tuple(Lock(MeasureId(name), None, quarter) for name, quarter in begins.items()),
    )
    known = _known(*begins)
    roadmap = plan(evaluation, known, limits, beside=False)
    assert {str(step.measure): step.quarter for step in roadmap.steps} == begins
    risk = risk_of(known, limits, roadmap.steps)
    assert risk is not None
    return risk


@pytest.mark.parametrize("carry_over", [False, True])
def test_a_reserve_fills_a_gap_once(carry_over: bool) -> None:
    """Of 10 to 20 万元, 10 or below in half of all cases, eight in ten are below 12.90: 10 needs 2.90 more, carried over or not."""
    risk = _risk((10, 0, 0), carry_over=carry_over)
    assert risk.reserve_80_wan == pytest.approx(Decimal("2.90"), abs=Decimal("0.1"))
    assert (risk.low_wan, risk.high_wan) == (Decimal(10), Decimal(20))
    assert risk.p10_wan <= risk.median_wan <= risk.p90_wan


def test_a_budget_of_the_highest_price_holds_in_every_case() -> None:
    """And needs no reserve; one of the typical price, which is the lowest here, holds in half."""
    safe = _risk((20,), carry_over=False)
    assert (safe.budget_holds_share, safe.reserve_80_wan) == (Decimal(1), Decimal(0))
    assert _risk((10,), carry_over=False).budget_holds_share == pytest.approx(Decimal("0.5"), abs=Decimal("0.02"))


def test_money_that_is_carried_over_needs_no_second_reserve() -> None:
    """10 万元 of the first year pay for what begins in the second; without carrying over, there is no plan at all."""
    risk = _risk((10, 0, 0), carry_over=True, begins={"A": Quarter(2028, 1)})
    assert risk.reserve_80_wan == pytest.approx(Decimal("2.90"), abs=Decimal("0.1"))
    assert risk.budget_holds_share == pytest.approx(Decimal("0.5"), abs=Decimal("0.02"))


def test_where_nothing_is_carried_over_every_year_needs_its_own_reserve() -> None:
    """Two years with one measure each: the gaps add up, though both prices are seldom high at once."""
    risk = _risk((10, 10, 0), carry_over=False, begins={"A": Quarter(2027, 1), "B": Quarter(2028, 1)})
    assert risk.reserve_80_wan == pytest.approx(Decimal("5.5"), abs=Decimal("0.5"))
