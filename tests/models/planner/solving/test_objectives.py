"""What is asked for after the tier, and every other limit, compared with trying everything."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.limits import Limits, Objective
from models.planner import plan
from models.planner.errors import ContradictoryLimits
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TIER_IDS
from tests.models.planner.brute import Answer, Tried, gain, public_money, varied
from tests.models.planner.checker import ownership, placed_of, price, violations
from tests.models.planner.solving.test_exactness import closed

_FUZZ = Decimal("0.005")
"""50 yuan: gains are no whole numbers."""


def answer(evaluation: Evaluation, known: Catalogue, limits: Limits, roadmap: Roadmap) -> Answer:
    """Returns a plan's figures, worked out again from its steps."""
    placed = placed_of(roadmap)
    picks = frozenset(placed)
    prices = [price(known, limits, measure, way) for measure, way in picks]
    paid = public_money(known, limits, placed)
    tiers = [tier for _, tier in roadmap.tier_by_quarter]
    after = len(tiers)
    while after and (tier := tiers[after - 1]) and TIER_IDS.index(tier) >= TIER_IDS.index(limits.target):
        after -= 1
    return Answer(
        reached=roadmap.status is PlanStatus.OPTIMAL,
        tiers=min(TIER_IDS.index(roadmap.reached) + 1, TIER_IDS.index(limits.target)) if roadmap.reached else 0,
        closed=closed(roadmap, evaluation, known),
        cost=ownership(known, limits, picks) - paid,
        left_over=gain(known, picks) - sum((4 * running for _, running in prices), Decimal(0)),
        invested=sum((one_off for one_off, _ in prices), Decimal(0)) - paid,
        done_after=after + 1,
        picks=picks,
    )


def agrees(seed: int, objective: Objective, *, dear: bool = False) -> str:
    """Checks one question against trying everything; returns how it ended."""
    evaluation, known, limits = varied(seed)
    limits = replace(limits, objective=objective)
    if dear:
        limits = replace(limits, sure=Decimal(1))
    best = Tried(evaluation, known, limits).best()
    if best is None:
        with pytest.raises(ContradictoryLimits):
            plan(evaluation, known, limits, beside=False)
        return "contradictory"
    roadmap = plan(evaluation, known, limits, beside=False)
    assert violations(known, limits, placed_of(roadmap)) == []
    mine = answer(evaluation, known, limits, roadmap)
    assert roadmap.gap == 0
    assert (mine.reached, mine.tiers) == (best.reached, best.tiers)
    if not best.reached and objective is Objective.CHEAPEST and not best.tiers:
        assert mine.closed == best.closed
    assert roadmap.ownership_wan == mine.cost
    if objective is Objective.SOONEST and best.reached:
        assert mine.done_after == max(best.done_after, 1)
    if objective in {Objective.CHEAPEST, Objective.SOONEST}:
        assert mine.cost == best.cost
        return roadmap.status.value
    assert mine.left_over >= best.left_over - _FUZZ or objective is Objective.PAYBACK
    if objective is Objective.PAYBACK and best.left_over > Decimal("0.0025"):
        wanted = max(best.invested, Decimal(0)) / best.left_over
        assert mine.left_over > 0
        assert mine.invested / mine.left_over <= wanted + Decimal("0.01")
    return roadmap.status.value


@pytest.mark.parametrize("objective", list(Objective))
@pytest.mark.parametrize(
    "seeds",
    [range(15), *(pytest.param(range(first, first + 100), marks=pytest.mark.slow) for first in (1000, 1100, 1200))],
)
def test_the_plan_is_the_best_of_all_that_can_be_tried(objective: Objective, seeds: range) -> None:
    """Cheapest, soonest, best payback, most benefit: none of all plans that keep the limits is better."""
    ended: Counter[str] = Counter()
    for seed in seeds:
        try:
            ended[agrees(seed, objective)] += 1
        except AssertionError as error:
            raise AssertionError(f"question {seed}") from error
    assert ended["optimal"] >= len(seeds) / 4


def test_what_is_required_late_does_not_hold_up_the_target() -> None:
    """Asked for speed, the target is reached as soon as without the required measure, which may finish afterwards."""
    assert agrees(3021, Objective.SOONEST) == "optimal"


def test_plans_at_the_highest_prices_are_the_best_there_are() -> None:
    """With every price at the highest of its range the plan is again the best of all that can be tried."""
    for seed in range(20, 30):
        agrees(seed, Objective.CHEAPEST, dear=True)
