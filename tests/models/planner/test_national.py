"""Plans for real-looking factories under the shipped rulebook and catalogue."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import pytest

import resources
from models import document
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.figures import yuan
from models.limits import Limits, Lock, Objective, Quarter
from models.packs.library import Library
from models.planner import answers_after, explain_left_out, frontier, plan, proposal
from models.planner.asking.fitting import fitted
from models.planner.errors import ContradictoryLimits, UnknownMeasure, UnusableLimits
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TierId
from tests.factories import DAY
from tests.models.planner.checker import placed_of, violations

START = Quarter(2027, 1)
LIBRARY = Library(None)


@cache
def catalogue() -> Catalogue:
    """Returns the shipped catalogue."""
    return LIBRARY.catalogue()


@cache
def sample() -> Evaluation:
    """Returns the evaluation of the sample factory."""
    path = resources.path("samples/hongda-machining.json")
    assessment = document.read(path.read_bytes(), path.name, LIBRARY)
    return evaluate(assessment, LIBRARY.rulebook(assessment.rulebook, assessment.overlays), DAY)


@cache
def bare(*more: tuple[str, Value]) -> Evaluation:
    """Returns a sound machining factory that has built nothing; `more` changes answers."""
    rulebook = LIBRARY.rulebook("national-2025")
    answers: dict[str, Value] = {
        **{f"requirements.BR{number}.answer": "yes" for number in range(1, 5)},
        "requirements.A-O2.answer": "yes",
        "enterprise.industry": "通用零部件机械加工",
        "indicators.K10.after": Decimal(62),
        "indicators.K10.benchmark": Decimal(58),
        "indicators.K10.benchmark_scope": "province",
        "indicators.K10.benchmark_kind": "average",
        "indicators.K10.benchmark_source": "省统计年鉴 2025",
        "indicators.K10.benchmark_date": "2025",
        **{f"scenarios.{scenario.id}.status": "none" for scenario in rulebook.scenarios},
        **{
            f"maturity.{subdomain.id}.level{level}": "none"
            for subdomain in rulebook.subdomains
            for level in range(1, 6)
        },
        **{f"requirements.{requirement}.answer": "no" for requirement in ("B-ZY", "A-ZY", "A-GL", "A-YY")},
        **dict(more),
    }
    assessment = Assessment(
        "C-1",
        1,
        AssessmentState.DRAFT,
        "national-2025",
        answers=MappingProxyType({AnswerId(answer): value for answer, value in answers.items()}),
    )
    return evaluate(assessment, rulebook, DAY)


@cache
def for_sample() -> Catalogue:
    """Returns the shipped catalogue as the sample factory sees it: less of what it has already."""
    return fitted(catalogue(), sample().assessment)


def limits(target: str, *budget: int, **more: object) -> Limits:
    """Returns limits over three years from 2027 on."""
    return replace(Limits(TierId(target), tuple(map(Decimal, budget)), START), **more)  # type: ignore[arg-type]


@cache
def roadmap(target: str, *budget: int) -> Roadmap:
    """Returns the plan of the sample factory."""
    return plan(sample(), catalogue(), limits(target, *budget))


@pytest.mark.parametrize(("target", "budget"), [("basic", (30,)), ("advanced", (30, 50, 50))])
def test_the_sample_gets_to_the_next_tiers_and_no_step_is_superfluous(target: str, budget: tuple[int, ...]) -> None:
    """The sample reaches the tier inside its budget, and without any single step it would not."""
    planned = roadmap(target, *budget)
    assert planned.status is PlanStatus.OPTIMAL
    assert planned.reached == target
    assert violations(for_sample(), planned.limits, placed_of(planned)) == []
    upto = [result.tier.id for result in sample().tiers].index(TierId(target)) + 1
    for step in planned.steps:
        fewer = replace(planned, steps=tuple(kept_step for kept_step in planned.steps if kept_step is not step))
        after = evaluate(answers_after(sample(), catalogue(), fewer), sample().rulebook, DAY)
        needed = any(
            {step.measure, *catalogue().measures[step.measure].covers}
            & set(for_sample().measures[other.measure].requires)
            for other in planned.steps
            if other is not step
        )
        assert needed or any(result.status is not Status.MET for result in after.tiers[:upto]), step.measure


def test_every_quarter_says_what_the_evaluator_says_of_its_answers() -> None:
    """The tier of each quarter is the evaluator's word on the answers as they would be then."""
    planned = roadmap("advanced", 30, 50, 50)
    for quarter, tier in planned.tier_by_quarter:
        after = answers_after(sample(), catalogue(), planned, quarter)
        assert evaluate(after, sample().rulebook, DAY).reached == tier
    tiers = [tier for _, tier in planned.tier_by_quarter]
    assert tiers.index(TierId("basic")) < tiers.index(TierId("advanced"))


def test_the_changed_answers_are_what_the_evaluator_needs() -> None:
    """The factory's answers with the changes that the plan names get the promised tier from the evaluator."""
    for evaluation, target in ((sample(), "advanced"), (bare(), "basic")):
        roadmap = plan(evaluation, catalogue(), limits(target, 100), beside=False)
        assert roadmap.status is PlanStatus.OPTIMAL
        after = evaluate(evaluation.assessment.with_answers(dict(roadmap.changed)), evaluation.rulebook, DAY)
        assert after.reached == roadmap.reached == target


@pytest.mark.parametrize(
    ("record", "filed"),
    [
        ({}, True),
        ({"kind": "none"}, True),
        ({"kind": "self_assessed"}, True),
        ({"kind": "self_assessed", "date": "2031-05-01"}, True),
        ({"kind": "self_assessed", "date": "2013-05-01"}, True),
        ({"kind": "self_assessed", "date": "2026-05-01"}, False),
        ({"kind": "reviewed", "date": "2026-05-01"}, False),
    ],
)
def test_a_self_assessment_that_does_not_count_is_made_in_the_plan(record: dict[str, str], filed: bool) -> None:
    """Recorded as not made yet, undated or with an impossible date: made anew; what stands or is an authority's, kept."""
    evaluation = bare(*((f"recognition.basic.{field}", value) for field, value in record.items()))
    planned = plan(evaluation, catalogue(), limits("basic", 100), beside=False)
    assert planned.reached == "basic"
    after = answers_after(evaluation, catalogue(), planned)
    changed = {answer for answer, _ in planned.changed if answer.startswith("recognition.")}
    assert ("recognition.basic.date" in changed) is filed
    if filed:
        at_its_end = evaluate(after, evaluation.rulebook, date(planned.limits.start.year + 3, 1, 1))
        statuses = {str(result.condition.id): result.status for tier in at_its_end.tiers for result in tier.conditions}
        assert statuses["advanced.PRE"] is Status.MET
        assert after.get(AnswerId("recognition.basic.kind")) == "self_assessed"


def test_the_cost_is_what_the_quarters_spend() -> None:
    """One-off and running cost are the sums over the quarters and over the steps, and no year exceeds its money."""
    planned = roadmap("advanced", 30, 50, 50)
    assert planned.cost.one_off_wan == sum(quarter.one_off_wan for quarter in planned.cost_by_quarter)
    assert planned.cost.running_wan == sum(quarter.running_wan for quarter in planned.cost_by_quarter)
    assert planned.cost.total_wan == sum(step.one_off_wan + step.running_wan for step in planned.steps) <= 130
    assert planned.ownership_wan >= planned.cost.total_wan


def test_every_measure_is_in_the_plan_or_has_its_reason() -> None:
    """Chosen and left-out measures are the whole catalogue, each with a sentence in both languages."""
    planned = roadmap("basic", 30)
    chosen = {step.measure for step in planned.steps}
    left = {entry.measure for entry in planned.left_out}
    assert chosen | left == set(catalogue().measures)
    assert not chosen & left
    for step in planned.steps:
        assert step.because
    for sentence in [entry.because for entry in planned.left_out] + [
        reason for step in planned.steps for reason in step.because
    ]:
        assert sentence.text("en")
        assert sentence.text("zh") != sentence.text("en")


def test_a_left_out_measure_costs_what_the_exact_reason_says() -> None:
    """The exact reason names the difference that planning with the measure required gives."""
    planned = roadmap("basic", 30)
    measure = MeasureId("B02")
    said = explain_left_out(sample(), catalogue(), planned, measure)
    bound = plan(sample(), catalogue(), replace(planned.limits, require=(Lock(measure),)))
    assert said.facts["worse"] == yuan(bound.ownership_wan - planned.ownership_wan, compared=True)


def test_a_free_diagnosis_builds_no_scenario() -> None:
    """Diagnosis alone makes no answer true."""
    assert proposal(sample(), catalogue(), (), MeasureId("A01")).answers == ()


def test_three_alternatives_differ_and_cost_no_less() -> None:
    """Three more plans reach the target, each differing in three measures or ways from every other."""
    planned = roadmap("basic", 30)
    sets = [{(step.measure, step.variant) for step in planned.steps}]
    assert len(planned.alternatives) == 3
    for other in planned.alternatives:
        assert other.reached == "basic"
        assert other.ownership_wan >= planned.ownership_wan
        picks = {(measure, variant) for measure, variant, _ in other.choices}
        assert all(len(picks ^ other) >= 3 for other in sets)
        sets.append(picks)


def test_later_costs_less_on_the_frontier() -> None:
    """Along the frontier each later finish is cheaper to own, and the last point costs what the plan costs."""
    points = frontier(sample(), catalogue(), limits("advanced", 60))
    costs = [point.ownership_wan for point in points]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs) >= 1
    assert costs[-1] == plan(sample(), catalogue(), limits("advanced", 60)).ownership_wan


def test_each_tier_has_its_cheapest_road() -> None:
    """Cost against tier names basic and advanced, the higher one dearer."""
    points = frontier(sample(), catalogue(), limits("advanced", 60), against="tier")
    assert [point.reached for point in points] == ["basic", "advanced"]
    assert points[0].ownership_wan < points[1].ownership_wan


def test_too_little_money_names_what_is_missing() -> None:
    """With 3 a year basic is not reached; with the named sum more in the named year it is, and with a hundred yuan less not."""
    asked = limits("basic", 3, carry_over=True)
    roadmap = plan(sample(), catalogue(), asked)
    assert roadmap.status is PlanStatus.PARTIAL
    assert roadmap.shortfall is not None
    missing = roadmap.shortfall.budget_wan
    assert missing is not None
    assert "in 2029" in roadmap.shortfall.sentences[0].text("en")
    for last, status in ((missing, PlanStatus.OPTIMAL), (missing - Decimal("0.01"), PlanStatus.PARTIAL)):
        budget = (Decimal(3), Decimal(3), 3 + last)
        assert plan(sample(), catalogue(), replace(asked, budget_wan=budget), beside=False).status is status


def test_what_no_measure_buys_is_said_and_not_planned_around() -> None:
    """A basic requirement that is answered with no and that no measure can change makes the target infeasible."""
    evaluation = bare(("requirements.BR1.answer", "no"))
    roadmap = plan(evaluation, catalogue(), limits("basic", 30))
    assert roadmap.status is PlanStatus.INFEASIBLE
    assert roadmap.shortfall is not None
    assert "basic.BR1" in roadmap.shortfall.conditions
    assert roadmap.shortfall.budget_wan is None


def test_what_is_unknown_and_cannot_be_bought_is_listed_first() -> None:
    """An unanswered requirement is counted on, named, and left to the evaluator's honest word."""
    rulebook = sample().rulebook
    assessment = bare().assessment.with_answers({AnswerId("requirements.BR2.answer"): None})
    planned = plan(evaluate(assessment, rulebook, DAY), catalogue(), limits("basic", 60))
    assert planned.status is PlanStatus.OPTIMAL
    assert planned.reached is None
    assert any("财务" in sentence.text("zh") for sentence in planned.to_do_first)
    assert planned.possible == "basic"
    assert not planned.is_sure
    assert roadmap("basic", 30).is_sure


def test_a_target_already_reached_needs_nothing() -> None:
    """After its own plan the factory needs no further step for the same tier."""
    planned = roadmap("basic", 30)
    there = evaluate(answers_after(sample(), catalogue(), planned), sample().rulebook, DAY)
    again = plan(there, catalogue(), limits("basic", 0))
    assert again.status is PlanStatus.OPTIMAL
    assert again.steps == ()
    assert again.cost.total_wan == 0


def test_no_money_at_all_ends_at_once_with_what_is_missing() -> None:
    """A budget of zero gives a partial plan of free measures and the missing sum."""
    roadmap = plan(sample(), catalogue(), limits("basic", 0))
    assert roadmap.status is PlanStatus.PARTIAL
    assert roadmap.cost.total_wan == 0
    assert roadmap.shortfall is not None
    assert roadmap.shortfall.budget_wan is not None


def test_locks_quotes_and_prohibitions_are_kept() -> None:
    """A required way and quarter, an own quote and a forbidden measure show in the plan."""
    quote = (MeasureId("C02"), VariantId.OWN)
    asked = limits(
        "basic",
        60,
        require=(Lock(MeasureId("B04"), VariantId.OWN, Quarter(2028, 2)),),
        forbid=frozenset({MeasureId("L04")}),
        prices_wan=MappingProxyType({quote: (Decimal("7.5"), Decimal(0))}),
        blackout=frozenset({Quarter(2027, 3)}),
        staff_weeks=Decimal(25),
        most_at_once=6,
        carry_over=False,
    )
    roadmap = plan(sample(), catalogue(), asked)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert violations(for_sample(), asked, placed_of(roadmap)) == []
    bought = next(step for step in roadmap.steps if step.measure == "C02")
    assert (bought.variant, bought.one_off_wan, bought.running_wan) == (VariantId.OWN, Decimal("7.5"), Decimal(0))


def test_the_soonest_plan_is_never_later_than_the_cheapest() -> None:
    """Asked for speed, the target is reached no later, at no lower cost."""
    cheap = roadmap("basic", 30)
    quick = plan(sample(), catalogue(), limits("basic", 30, objective=Objective.SOONEST))

    def reached(roadmap: Roadmap) -> Quarter:
        return next(quarter for quarter, tier in roadmap.tier_by_quarter if tier == "basic")

    assert reached(quick) <= reached(cheap)
    assert quick.ownership_wan >= cheap.ownership_wan


@pytest.mark.parametrize("objective", [Objective.BENEFIT, Objective.PAYBACK])
def test_gains_are_only_looked_for_after_the_target(objective: Objective) -> None:
    """Asked for gains, the target is still reached and the limits are kept."""
    asked = limits("basic", 40, objective=objective)
    roadmap = plan(sample(), catalogue(), asked)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert roadmap.reached == "basic"
    assert violations(for_sample(), asked, placed_of(roadmap)) == []


def test_a_cancelled_plan_is_marked_as_unproven() -> None:
    """Stopped at once, the planner returns what it has and does not call it proven."""
    for roadmap in (
        plan(bare(), catalogue(), limits("basic", 30), cancelled=lambda: True),
        plan(bare(), catalogue(), limits("basic", 30), seconds=0.0),
    ):
        assert roadmap.is_nothing_yet
        assert roadmap.gap == 1
        assert all("best plan does without" not in each.because.text("en") for each in roadmap.left_out)


def test_a_plan_that_was_stopped_keeps_the_best_so_far() -> None:
    """Stopped as soon as there is a first plan, the planner returns a plan that keeps the limits, marked as unproven."""
    asked = limits(
        "excellent", 60, staff_weeks=Decimal(20), most_at_once=6, carry_over=False, objective=Objective.CHEAPEST
    )
    seen: list[float] = []
    roadmap = plan(
        sample(),
        catalogue(),
        asked,
        on_progress=lambda best, _bound: seen.append(best) if best is not None else None,
        cancelled=lambda: bool(seen),
        beside=False,
    )
    assert roadmap.status is PlanStatus.UNPROVEN
    assert roadmap.steps
    assert 0 <= roadmap.gap <= 1
    assert all("best plan does without" not in each.because.text("en") for each in roadmap.left_out)
    assert violations(for_sample(), asked, placed_of(roadmap)) == []


def test_progress_tells_cost_and_bound() -> None:
    """While solving, the best cost so far never lies below the bound."""
    progress: list[tuple[float | None, float]] = []
    plan(bare(), catalogue(), limits("basic", 30), on_progress=lambda best, bound: progress.append((best, bound)))
    assert progress
    assert all(best is None or best >= bound - 1e-3 for best, bound in progress)


def test_price_ranges_become_a_range_and_a_chance() -> None:
    """Low, median and high rise, and the chance that the budget holds grows with the budget."""
    tight, wide = roadmap("basic", 30).risk, plan(sample(), catalogue(), limits("basic", 200)).risk
    assert tight is not None
    assert wide is not None
    assert tight.low_wan <= tight.p10_wan <= tight.median_wan <= tight.p90_wan <= tight.high_wan
    assert tight.budget_holds_share <= wide.budget_holds_share == 1


def test_the_pessimistic_plan_is_dearer() -> None:
    """At the highest prices the cheapest plan costs more."""
    asked = limits("basic", 100)
    dear = plan(sample(), catalogue(), replace(asked, sure=Decimal(1)))
    roadmap = plan(sample(), catalogue(), asked)
    assert dear.ownership_wan > roadmap.ownership_wan


def test_a_finished_measure_proposes_answers_and_evidence() -> None:
    """A barcode warehouse on clean master data proposes the maturity answers and what to attach."""
    proposed = proposal(bare(), catalogue(), {MeasureId("A01"), MeasureId("A04")}, MeasureId("H01"))
    assert {item.answer for item in proposed.answers} >= {"maturity.M7.level1", "maturity.M7.level2"}
    assert proposed.evidence


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"target": TierId("golden")}, UnusableLimits),
        ({"quarters": 0}, UnusableLimits),
        ({"quarters": 41}, UnusableLimits),
        ({"budget_wan": ()}, UnusableLimits),
        ({"budget_wan": (Decimal(-1),)}, UnusableLimits),
        ({"budget_wan": (Decimal("NaN"),)}, UnusableLimits),
        ({"staff_weeks": Decimal("Infinity")}, UnusableLimits),
        ({"most_at_once": 0}, UnusableLimits),
        ({"require": (Lock(MeasureId("Z99")),)}, UnknownMeasure),
        ({"forbid": frozenset({MeasureId("Z99")})}, UnknownMeasure),
        (
            {"prices_wan": MappingProxyType({(MeasureId("Z99"), VariantId.OWN): (Decimal(1), Decimal(1))})},
            UnknownMeasure,
        ),
        ({"require": (Lock(MeasureId("C02")),), "forbid": frozenset({MeasureId("B01")})}, ContradictoryLimits),
        ({"require": (Lock(MeasureId("I04"), VariantId.OWN),), "budget_wan": (Decimal(10),)}, ContradictoryLimits),
    ],
)
def test_limits_that_make_no_sense_get_a_sentence(change: dict[str, object], error: type[Exception]) -> None:
    """A wrong figure, an unknown measure or a contradiction is refused before or by solving, in both languages."""
    with pytest.raises(error) as caught:
        plan(sample(), catalogue(), replace(limits("basic", 30), **change))  # type: ignore[arg-type]
    assert caught.value.text("zh") != caught.value.text("en")  # type: ignore[attr-defined]


def test_a_little_more_money_never_loses_a_tier() -> None:
    """Where the target is out of reach the highest tier below it is kept, once what it costs to run fits for good."""
    asked = [limits("advanced", budget, carry_over=True) for budget in (6, 12, 15, 18)]
    tiers = [plan(sample(), catalogue(), asking, beside=False).reached for asking in asked]
    assert tiers == [None, "basic", "basic", "basic"]
