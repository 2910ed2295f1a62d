"""Maturity in plans: a level counts only when all below it are met, as in the evaluation."""

import random
from decimal import Decimal

import pytest

from models.assessment import Value
from models.catalogue import VariantId
from models.evaluation import Status
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.planner import answers_after, plan
from models.roadmap import PlanStatus
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import SUBDOMAINS, assessment, rulebook
from tests.models.planner.checker import ownership
from tests.models.planner.random_cases import answers_with, catalogue, measure, recipe, selections

OWN = VariantId.OWN


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_plan_to_a_level_is_the_one_that_trying_everything_finds(seed: int) -> None:
    """Measures that raise whole levels, some of which stand already: the plan costs what the cheapest choice costs."""
    dice = random.Random(seed)
    answers: dict[str, Value] = {f"scenarios.SC{number:02}.status": "none" for number in range(1, 41)}
    answers |= {
        f"maturity.{subdomain}.level{level}": dice.choice(["none", "part", "full", "full"]) if level > 1 else "most"
        for subdomain in SUBDOMAINS
        for level in range(1, 6)
    }
    measures = [measure(f"M{number}", {OWN: (dice.randint(1, 9), 0, 3, 0)}) for number in range(5)]
    recipes = [
        recipe(f"maturity.{subdomain}.level{level}", dice.choice(["most", "full"]), f"M{dice.randrange(5)}")
        for subdomain in SUBDOMAINS
        for level in (2, 3, 4)
    ]
    book = rulebook({"basic": [("M", ConditionKind.MATURITY, f"maturity_level >= {dice.choice([2, 3])}")]})
    known = catalogue(measures, recipes)
    limits = Limits(target=TierId("basic"), budget_wan=(Decimal(100),), start=Quarter(2027, 1), quarters=4)
    evaluation = evaluate(assessment(answers), book, DAY)
    costs = [
        ownership(known, limits, picks)
        for picks in selections(known, limits)
        if answers_with(evaluation.assessment, book, known, frozenset(chosen for chosen, _ in picks)).reached
    ]
    roadmap = plan(evaluation, known, limits, beside=False)
    assert (roadmap.status is PlanStatus.OPTIMAL) is bool(costs)
    if costs:
        assert roadmap.ownership_wan == min(costs)
        assert evaluate(answers_after(evaluation, known, roadmap), book, DAY).tiers[0].status is Status.MET
