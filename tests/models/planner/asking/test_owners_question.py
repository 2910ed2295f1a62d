"""What an owner asks: nothing for nothing, three times, running cost for good, a margin, and demands that cannot be kept."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.assessment import AnswerId, Assessment
from models.catalogue import MeasureId, VariantId
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.limits import Limits, Lock, Quarter
from models.planner import answers_after, plan, told_again
from models.planner.errors import ContradictoryLimits, UnusableLimits
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TIER_IDS, TierId
from tests.models.planner.test_national import catalogue, sample

_LOWER = {
    "maturity": {"full": "most", "most": "part", "part": "none"},
    "status": {"full": "partial", "partial": "planned"},
    "ai": {"yes": "no"},
}


def asked(**more: object) -> Limits:
    """Returns a year's 100 万元 for basic, changed."""
    limits = Limits(TierId("basic"), (Decimal(100),), Quarter(2027, 1))
    return replace(limits, **more)  # type: ignore[arg-type]  # the names are those of Limits


def met(evaluation: Evaluation, roadmap: Roadmap) -> set[str]:
    """Returns the conditions of basic that are met after a plan."""
    after = evaluate(answers_after(evaluation, catalogue(), roadmap), evaluation.rulebook, evaluation.day)
    (basic,) = (tier for tier in after.tiers if tier.tier.id == "basic")
    return {
        result.condition.id
        for result in basic.conditions
        if result.status is Status.MET and not result.condition.informative
    }


def test_short_of_the_target_nothing_is_bought_that_brings_nothing() -> None:
    """Without connected machines basic is out of reach: all else is closed, each step closes something, C02 is named."""
    roadmap = plan(sample(), catalogue(), asked(forbid=frozenset({MeasureId("C02")})), beside=False)
    assert roadmap.status is PlanStatus.PARTIAL
    assert roadmap.shortfall is not None
    assert [blocker.condition for blocker in roadmap.shortfall.blockers] == list(roadmap.shortfall.conditions)
    names = [blocker.because.facts["measures"] for blocker in roadmap.shortfall.blockers]
    assert names == [[catalogue().measures[MeasureId("C02")].name]]
    whole = met(sample(), roadmap)
    for step in roadmap.steps:
        rest = tuple(other for other in roadmap.steps if other.measure != step.measure)
        assert met(sample(), replace(roadmap, steps=rest)) < whole or any(
            step.measure in catalogue().measures[other.measure].requires for other in rest
        ), step.measure
    assert told_again(sample(), catalogue(), roadmap).shortfall == roadmap.shortfall


def test_the_deadline_the_money_plan_and_the_years_of_use_are_three_things() -> None:
    """Reached by the deadline; shown a year longer; owned for as long as asked, which changes nothing but the sums."""
    limits = asked(deadline=Quarter(2027, 4), quarters=8)
    roadmap = plan(sample(), catalogue(), limits, beside=False)
    assert roadmap.status is PlanStatus.OPTIMAL
    tiers = dict(roadmap.tier_by_quarter)
    assert len(tiers) == 8
    assert all(step.finish <= Quarter(2027, 4) for step in roadmap.steps)
    short = plan(sample(), catalogue(), replace(limits, years_of_use=1), beside=False)
    assert short.ownership_wan < roadmap.ownership_wan


def test_what_runs_afterwards_fits_for_good() -> None:
    """A smaller running budget is kept, never at less cost; what done measures cost to run is taken off it."""
    free = plan(sample(), catalogue(), asked(), beside=False)
    less = free.running_wan_a_year - Decimal("0.5")
    tight = plan(sample(), catalogue(), asked(running_budget_wan=less), beside=False)
    if tight.status is PlanStatus.OPTIMAL:
        assert tight.running_wan_a_year <= less
        assert tight.ownership_wan >= free.ownership_wan
    nothing = plan(sample(), catalogue(), asked(running_budget_wan=Decimal(0)), beside=False)
    assert nothing.running_wan_a_year == 0


def lowered(answers: Assessment) -> list[Assessment]:
    """Returns the answers with each one about maturity, scenarios or their AI one grade lower."""
    changed = []
    for answer, value in answers.answers.items():
        kind = "maturity" if answer.startswith("maturity.") else answer.rpartition(".")[2]
        lower = _LOWER.get(kind, {}).get(str(value))
        if lower is not None:
            changed.append(answers.with_answers({AnswerId(answer): lower}))
    return changed


def test_with_a_margin_no_single_answer_loses_maturity_or_coverage() -> None:
    """Every answer after the plan may turn out one grade lower; that is never cheaper, and its price is said."""
    plain = plan(sample(), catalogue(), asked(), beside=False)
    roadmap = plan(sample(), catalogue(), asked(margin=1), beside=False)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert roadmap.margin is not None
    assert roadmap.margin.price_wan == roadmap.ownership_wan - plain.ownership_wan >= 0
    assert told_again(sample(), catalogue(), roadmap).margin == roadmap.margin
    firm = {"basic.MAT", "basic.COV"}
    assert not firm & set(roadmap.margin.hangs)
    evaluation, after = sample(), answers_after(sample(), catalogue(), roadmap)
    for answers in lowered(after):
        judged = evaluate(answers, evaluation.rulebook, evaluation.day)
        results = [result for tier in judged.tiers for result in tier.conditions if result.condition.id in firm]
        assert all(result.status is Status.MET for result in results)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (
            asked(
                require=(Lock(MeasureId("B04"), None, Quarter(2027, 1)), Lock(MeasureId("B04"), None, Quarter(2027, 2)))
            ),
            ("2027Q1", "2027Q2"),
        ),
        (
            asked(require=(Lock(MeasureId("F02")),), forbid=frozenset({MeasureId("F01")})),
            ("needs", "Paperless inspection and QMS"),
        ),
        (asked(require=(Lock(MeasureId("B04")),), forbid=frozenset({MeasureId("B04")})), ("ruled out",)),
        (
            asked(
                require=(Lock(MeasureId("B04"), VariantId.OWN),),
                forbid_ways=frozenset({(MeasureId("B04"), VariantId.OWN)}),
            ),
            ("that way is ruled out",),
        ),
        (
            asked(
                require=(Lock(MeasureId("F02")),),
                forbid_ways=frozenset((MeasureId("F01"), way) for way in VariantId if way is not VariantId.LEASE),
            ),
            ("every way to get", "Paperless inspection and QMS"),
        ),
    ],
)
def test_demands_that_cannot_both_be_kept_are_named(limits: Limits, words: tuple[str, ...]) -> None:
    """The contradiction itself, not that something does not fit."""
    with pytest.raises(ContradictoryLimits) as refused:
        plan(sample(), catalogue(), limits, beside=False)
    assert all(word in refused.value.text("en") for word in words)


def test_questions_that_no_plan_can_answer_are_refused_at_once() -> None:
    """Thousands of measures, a deadline before the start, no year of use: a sentence."""
    known = catalogue()
    many = {MeasureId(f"X{number}"): measure for number, measure in enumerate([*known.measures.values()] * 50)}
    with pytest.raises(UnusableLimits):
        plan(sample(), replace(known, measures=MappingProxyType(many)), asked())
    for wrong in (asked(deadline=Quarter(2026, 4)), asked(years_of_use=0), asked(margin=-1)):
        with pytest.raises(UnusableLimits):
            plan(sample(), known, wrong)


def test_without_any_money_what_is_missing_is_said() -> None:
    """A budget of nothing buys nothing that costs something, and says how much would do."""
    roadmap = plan(sample(), catalogue(), asked(budget_wan=(Decimal(0),)), beside=False)
    assert roadmap.status is PlanStatus.PARTIAL
    assert roadmap.cost.total_wan == 0
    assert roadmap.shortfall is not None
    assert roadmap.shortfall.budget_wan
    assert TIER_IDS.index(roadmap.limits.target) == 0
