"""The least change that frees a plan is the least: on small questions everything smaller is tried and does not do."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation
from models.language import Sentence
from models.limits import Limits, Lock, Quarter
from models.planner import plan
from models.planner.errors import ContradictoryLimits, RequiredDoesNotFit
from models.roadmap import PlanStatus
from tests.models.planner.brute import Tried, varied
from tests.models.planner.test_national import catalogue, limits, sample


def reached(evaluation: Evaluation, known: Catalogue, asked: Limits) -> bool:
    """Returns whether any of all plans reaches the target."""
    return any(answer.reached for answer in Tried(evaluation, known, asked).answers)


@pytest.mark.parametrize("seeds", [range(5000, 5060), pytest.param(range(5100, 5300), marks=pytest.mark.slow)])
def test_what_is_named_is_enough_and_the_least(seeds: range) -> None:
    """Quarters, opened quarters, hands and measures at once: what is named frees the plan, one less does not."""
    named = 0
    for seed in seeds:
        evaluation, known, asked = varied(seed)
        known = replace(known, subsidies=())
        asked = replace(asked, eligible=frozenset(), uncounted=frozenset())
        try:
            roadmap = plan(evaluation, known, asked, beside=False)
        except ContradictoryLimits:
            continue
        if roadmap.status is not PlanStatus.PARTIAL or roadmap.shortfall is None:
            continue
        for said in roadmap.shortfall.sentences:
            if said.message.startswith("It is reached if measures may start"):
                names = said.facts["quarters"]
                assert isinstance(names, list | tuple)
                opened = {Quarter.parse(str(name)) for name in names}
                assert reached(evaluation, known, replace(asked, blackout=asked.blackout - opened)), seed
                for some in combinations(sorted(asked.blackout), len(opened) - 1):
                    assert not reached(evaluation, known, replace(asked, blackout=asked.blackout - set(some))), seed
            elif said.message.startswith("It is reached with {measures} at once"):
                measures = said.facts["measures"]
                assert isinstance(measures, Sentence)
                number = measures.facts["count"]
                assert isinstance(number, int)
                assert reached(evaluation, known, replace(asked, most_at_once=number)), seed
                assert not reached(evaluation, known, replace(asked, most_at_once=number - 1)), seed
            elif said.message.startswith("It is reached with {count} more person-week"):
                weeks, now = said.facts["count"], asked.staff_weeks
                assert isinstance(weeks, Decimal)
                assert now is not None
                assert reached(evaluation, known, replace(asked, staff_weeks=now + weeks)), seed
                assert not reached(evaluation, known, replace(asked, staff_weeks=now + weeks - Decimal("0.11"))), seed
            else:
                continue
            named += 1
    assert named >= len(seeds) / 30


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({"require": (Lock(MeasureId("I04"), VariantId.OWN),), "budget_wan": (Decimal(10),)}, "money"),
        ({"require": (Lock(MeasureId("E02")),), "quarters": 1}, "count"),
        ({"require": (Lock(MeasureId("E02"), None, Quarter(2090, 1)),)}, "last"),
    ],
)
def test_what_is_required_and_does_not_fit_says_what_would_free_it(change: dict[str, object], way: str) -> None:
    """Instead of a plan there is one sentence with the least change, the same in Chinese, and the answer is no."""
    with pytest.raises(RequiredDoesNotFit) as caught:
        plan(sample(), catalogue(), limits("basic", 30, **change))
    assert caught.value.exit_code == 1
    why = caught.value.facts["why"]
    assert isinstance(why, Sentence)
    ways = why.facts.get("ways", [why])
    assert isinstance(ways, Sequence)
    assert any(way in sentence.facts for sentence in ways)
    assert caught.value.text("zh") != caught.value.text("en")
    left = caught.value.plan
    assert left.status is PlanStatus.INFEASIBLE
    assert not left.steps
    assert left.shortfall is not None
    assert left.shortfall.sentences == (why,)
    assert (left.shortfall.budget_wan is not None) == any("money" in way.facts for way in ways)
