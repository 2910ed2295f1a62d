"""Plans are the best there are: compared with trying everything, and checked by somebody who only knows the limits."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.assessment import Value
from models.catalogue import Catalogue, VariantId
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.limits import Limits, Lock, Quarter
from models.planner import answers_after, plan
from models.planner.errors import ContradictoryLimits
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TIER_IDS, ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, rulebook
from tests.models.planner.checker import ownership, placed_of, violations
from tests.models.planner.random_cases import END, catalogue, cheapest, measure, question, recipe


def closed(roadmap: Roadmap, evaluation: Evaluation, known: Catalogue) -> int:
    """Returns how many conditions up to the target are met after a plan."""
    after = evaluate(answers_after(evaluation, known, roadmap), evaluation.rulebook, END)
    upto = TIER_IDS[: TIER_IDS.index(roadmap.limits.target) + 1]
    return sum(
        1
        for tier in after.tiers
        if tier.tier.id in upto
        for condition in tier.conditions
        if condition.status is Status.MET and not condition.condition.informative
    )


def test_a_scenario_that_would_use_ai_once_built_is_the_cheaper_way_to_the_share() -> None:
    """Not answered whether it is built, but that it uses AI: it lowers no share before, and raises it afterwards."""
    book = rulebook({"basic": [("AI", ConditionKind.AI_SHARE, "ai_share >= 0.6")]})
    answers: dict[str, Value] = {f"scenarios.SC{number:02}.status": "none" for number in range(1, 41)}
    answers |= {"scenarios.SC01.status": "full", "scenarios.SC01.ai": "yes", "scenarios.SC02.status": "full"}
    answers |= {"scenarios.SC02.ai": "no", "scenarios.SC03.ai": "yes"}
    del answers["scenarios.SC03.status"]
    known = catalogue(
        [
            measure("M0", {VariantId.OWN: (10, 0, 3, 0)}),
            measure("M1", {VariantId.OWN: (50, 0, 3, 0)}),
        ],
        [
            recipe("scenarios.SC03.status", "partial", "M0"),
            recipe("scenarios.SC03.ai", "yes", "M0+M1", needs=(("scenarios.SC03.status", "partial"),)),
            recipe("scenarios.SC02.ai", "yes", "M1"),
        ],
    )
    evaluation = evaluate(assessment(answers), book, DAY)
    limits = Limits(target=TierId("basic"), budget_wan=(Decimal(100),), start=Quarter(2027, 1), quarters=2)
    roadmap = plan(evaluation, known, limits)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert [step.measure for step in roadmap.steps] == ["M0"]


@pytest.mark.parametrize(
    "seeds",
    [
        range(24),
        range(100, 124),
        *(pytest.param(range(first, first + 100), marks=pytest.mark.slow) for first in range(1000, 1400, 100)),
    ],
)
def test_a_plan_costs_what_trying_everything_finds(seeds: range) -> None:
    """On random small questions the plan reaches the target at the least cost, or closes the most conditions."""
    for seed in seeds:
        evaluation, known, limits = question(seed)
        best_cost, most = cheapest(evaluation, known, limits)
        if most == -1:
            with pytest.raises(ContradictoryLimits):
                plan(evaluation, known, limits)
            continue
        try:
            roadmap = plan(evaluation, known, limits)
        except ContradictoryLimits:
            assert most == -1, seed
            continue
        assert violations(known, limits, placed_of(roadmap)) == [], seed
        if best_cost is None:
            assert roadmap.status is not PlanStatus.OPTIMAL, seed
            assert closed(roadmap, evaluation, known) == most, seed
        else:
            assert roadmap.status is PlanStatus.OPTIMAL, seed
            assert roadmap.ownership_wan == best_cost == ownership(known, limits, placed_of(roadmap)), seed
            assert roadmap.gap == 0
            reached = roadmap.reached
            assert reached is not None
            assert TIER_IDS.index(reached) >= TIER_IDS.index(limits.target), seed
        promised = evaluate(answers_after(evaluation, known, roadmap), evaluation.rulebook, END).reached
        assert promised == roadmap.reached, seed


def test_more_budget_is_never_worse() -> None:
    """With more money a year a plan closes no fewer conditions, and a reached target costs no more."""
    for seed in range(300, 312):
        evaluation, known, limits = question(seed)
        limits = replace(limits, require=())
        poor = plan(evaluation, known, limits)
        rich = plan(evaluation, known, replace(limits, budget_wan=tuple(money + 7 for money in limits.budget_wan)))
        assert closed(rich, evaluation, known) >= closed(poor, evaluation, known), seed
        if poor.status is PlanStatus.OPTIMAL:
            assert rich.status is PlanStatus.OPTIMAL, seed
            assert rich.ownership_wan <= poor.ownership_wan, seed


def test_a_required_measure_never_makes_a_plan_cheaper() -> None:
    """Requiring one measure more leaves the cost as it was or raises it."""
    for seed in range(400, 408):
        evaluation, known, limits = question(seed)
        limits = replace(limits, require=(), budget_wan=(Decimal(60),))
        free = plan(evaluation, known, limits)
        if free.status is not PlanStatus.OPTIMAL:
            continue
        for required in known.measures:
            try:
                bound = plan(evaluation, known, replace(limits, require=(Lock(required),)))
            except ContradictoryLimits:
                continue
            if bound.status is PlanStatus.OPTIMAL:
                assert bound.ownership_wan >= free.ownership_wan, (seed, required)


def test_a_measure_that_nothing_needs_changes_nothing() -> None:
    """A required that no recipe uses leaves every step where it was."""
    for seed in range(500, 510):
        evaluation, known, limits = question(seed)
        limits = replace(limits, require=())
        more = catalogue(
            [
                *known.measures.values(),
                measure("Z9", dict.fromkeys(next(iter(known.measures.values())).variants, (0, 0, 3, 0))),
            ],
            list(known.recipes),
        )
        before, after = plan(evaluation, known, limits), plan(evaluation, more, limits)
        assert before.steps == after.steps, seed
        assert before.cost == after.cost, seed


def test_the_order_of_the_catalogue_changes_nothing() -> None:
    """Measures and recipes read in another order give the same steps."""
    for seed in range(600, 610):
        evaluation, known, limits = question(seed)
        limits = replace(limits, require=())
        turned = replace(
            known,
            measures=MappingProxyType(dict(reversed(list(known.measures.items())))),
            recipes=tuple(reversed(known.recipes)),
        )
        straight, other = plan(evaluation, known, limits), plan(evaluation, turned, limits)
        assert placed_of(straight) == placed_of(other), seed
        assert straight.cost == other.cost, seed


def test_the_same_question_gets_the_same_answer() -> None:
    """Two runs give equal roadmaps, down to every sentence."""
    evaluation, known, limits = question(7)
    limits = replace(limits, require=())
    assert plan(evaluation, known, limits) == plan(evaluation, known, limits)


def test_money_that_is_not_there_is_named_exactly() -> None:
    """The named missing money is enough, and a hundredth less is not."""
    seen = 0
    for seed in range(700, 730):
        evaluation, known, limits = question(seed)
        limits = replace(limits, require=(), carry_over=True, budget_wan=(Decimal(1),))
        # Running cost is not what is short here: by default later years have the money of the last one.
        limits = replace(limits, running_budget_wan=Decimal(1000))
        roadmap = plan(evaluation, known, limits)
        missing = roadmap.shortfall.budget_wan if roadmap.shortfall else None
        if missing is None:
            continue
        seen += 1
        years = {limits.start.later(index).year for index in range(limits.quarters)}
        padded = [*limits.budget_wan, *[limits.budget_wan[-1]] * (len(years) - len(limits.budget_wan))]

        def with_more(money: Decimal, padded: list[Decimal] = padded, limits: Limits = limits) -> Limits:
            return replace(limits, budget_wan=(padded[0] + money, *padded[1:]))

        assert plan(evaluation, known, with_more(missing)).status is PlanStatus.OPTIMAL, seed
        assert plan(evaluation, known, with_more(missing - Decimal("0.01"))).status is not PlanStatus.OPTIMAL, seed
    assert seen >= 5
