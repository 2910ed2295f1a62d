"""What price ranges mean for a plan, worked out by hand on one measure."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.planner import plan
from models.planner.telling.risk import risk_of
from models.price_risk import CostRisk
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe


def _known() -> Catalogue:
    """One measure of 10 万元 that may cost up to 20."""
    entry = measure("A", {VariantId.OWN: (10, 0, 10, 0)})
    variant = entry.variants[VariantId.OWN]
    ranged = replace(variant, capex_wan=replace(variant.capex_wan, high=Decimal(20)))
    entry = replace(entry, variants=MappingProxyType({VariantId.OWN: ranged}))
    return catalogue([entry], [recipe("requirements.X.answer", "yes", "A")])


def _risk(budget: tuple[int, ...], *, carry_over: bool) -> CostRisk:
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    money = tuple(Decimal(wan) for wan in budget)
    limits = Limits(TierId("basic"), money, Quarter(2027, 1), quarters=12, carry_over=carry_over)
    known = _known()
    roadmap = plan(evaluation, known, limits, beside=False)
    assert [step.measure for step in roadmap.steps] == [MeasureId("A")]
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
