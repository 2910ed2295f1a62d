"""Every sentence on a measure left out is true: planned once more with the measure in, independently of how it was found."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from models.catalogue import MeasureId
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.figures import yuan
from models.limits import Limits, Lock, Objective
from models.planner import answers_after, explain_left_out, plan
from models.planner.errors import ContradictoryLimits
from models.roadmap import LeftOut, PlanStatus, Roadmap
from tests.factories import DAY
from tests.models.planner.brute import Tried, varied
from tests.models.planner.checker import ownership
from tests.models.planner.solving.test_exactness import closed
from tests.models.planner.test_national import bare, catalogue, for_sample, limits, roadmap, sample


def holds(evaluation: Evaluation, roadmap: Roadmap, entry: LeftOut) -> str:
    """Checks one sentence by planning with the measure required; returns the sentence's message."""
    known, said = catalogue(), entry.because
    message, facts = said.message, said.facts
    if message.startswith(("It is ", "You ruled", "It needs")):
        return message
    asked = replace(roadmap.limits, require=(*roadmap.limits.require, Lock(entry.measure)))
    try:
        bound = plan(evaluation, known, asked, beside=False)
    except ContradictoryLimits:
        bound = None
    reached = roadmap.status is PlanStatus.OPTIMAL
    fits = bound is not None and (bound.status is PlanStatus.OPTIMAL or not reached)
    if message.startswith(("Not needed", "Counted as in place")):
        without = {step.measure for step in bound.steps} if bound is not None else set()
        if bound is not None and fits:
            # What comes with it is only what it needs: without these the same is reached for less.
            assert bound.ownership_wan >= roadmap.ownership_wan or not reached, entry
            assert entry.measure in without
            assert closed(bound, evaluation, known) <= closed(roadmap, evaluation, known)
        return message
    if message.startswith("It would exceed the budget"):
        assert not fits, entry
        named = facts["years"]
        assert isinstance(named, list | tuple)
        years = sorted({asked.start.later(index).year for index in range(asked.quarters)})
        more = dict.fromkeys(years, Decimal(0))
        for reason in named:
            amount = reason.facts["money"].en
            more[int(reason.facts["year"])] = Decimal(amount.split()[0].replace(",", "")) / 10_000
        padded = [asked.budget_wan[min(place, len(asked.budget_wan) - 1)] for place in range(len(years))]
        richer = replace(asked, budget_wan=tuple(b + more[y] for b, y in zip(padded, years, strict=True)))
        freed = plan(evaluation, known, richer, beside=False)
        assert freed.status is PlanStatus.OPTIMAL or not reached, entry
    elif message.startswith(("With it, the plan does not fit", "With it, no plan", "It cannot be combined")):
        assert not fits, entry
        endless = replace(asked, budget_wan=(Decimal(100_000),))
        if message.startswith("With it, the plan does not fit"):
            with suppress(ContradictoryLimits):
                assert plan(evaluation, known, endless, beside=False).status is not PlanStatus.OPTIMAL or not reached
    elif message.startswith("With it, the target is not reached by"):
        assert bound is None or dict(bound.tier_by_quarter)[facts["quarter"]] != asked.target, entry  # type: ignore[index]
    elif message.startswith("With it, the limits close"):
        assert bound is not None
        assert closed(roadmap, evaluation, known) - closed(bound, evaluation, known) == facts["count"], entry
    elif message.startswith("In addition to the plan"):
        assert not reached
        held = [each.reached for each in (roadmap, bound) if each is not None]
        assert (
            bound is None
            or held[0] != held[1]
            or closed(bound, evaluation, known) <= closed(roadmap, evaluation, known)
        )
    elif message.startswith("With it, as many"):
        assert bound is not None
        assert closed(roadmap, evaluation, known) == closed(bound, evaluation, known)
    else:
        assert bound is not None, entry
        assert fits, entry
        worse = bound.ownership_wan - roadmap.ownership_wan
        if message.startswith("Equally cheap"):
            assert worse == 0, entry
        else:
            assert message.startswith("The best plan with it"), message
            assert facts["worse"] == yuan(worse, compared=True), entry
            dropped = {step.measure for step in roadmap.steps} - {step.measure for step in bound.steps}
            if "measures" in facts:
                assert facts["measures"] == [known.measures[measure].name for measure in sorted(dropped)], entry
    return message


def factory(number: int) -> tuple[Evaluation, Limits]:
    """Returns one of several factories with its limits."""
    if number == 0:
        return sample(), limits("basic", 30)
    if number == 1:
        return sample(), limits("basic", 3)
    if number == 2:
        return sample(), limits("advanced", 30, 50, 50, quarters=8, most_at_once=6)
    if number == 5:
        return sample(), limits("basic", 14, objective=Objective.SOONEST)
    if number == 3:
        return bare(("enterprise.industry", "食品加工")), limits("basic", 26, staff_weeks=Decimal(14))
    return bare(("enterprise.industry", "塑料制品")), limits("basic", 33, carry_over=False, quarters=6)


def sentences(number: int, most: int) -> Counter[str]:
    """Checks up to so many sentences of each kind of one factory; returns how many of each kind were checked."""
    evaluation, asked = factory(number)
    roadmap = plan(evaluation, catalogue(), asked)
    checked: Counter[str] = Counter()
    for entry in roadmap.left_out:
        if checked[entry.because.message] < most:
            checked[holds(evaluation, roadmap, entry)] += 1
    return checked


def test_three_sentences_of_the_sample_are_true() -> None:
    """One sentence of each kind on the sample's road to basic holds when the measure is put in."""
    checked = sentences(0, 1)
    assert sum(checked.values()) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_the_sentences_of_several_factories_are_true(number: int) -> None:
    """At least twenty sentences of each of six factories hold when the measure is put in."""
    checked = sentences(number, 12)
    assert sum(checked.values()) >= 20


def test_the_reason_asked_for_is_the_reason_written() -> None:
    """Asked for one measure, the planner says what the whole plan says of it, and a quick plan gets the same later."""
    asked = limits("basic", 30)
    whole, quick = plan(sample(), catalogue(), asked), plan(sample(), catalogue(), asked, beside=False)
    reasons = {entry.measure: entry.because for entry in whole.left_out}
    for measure in [measure_id for measure_id, said in reasons.items() if "worse" in said.facts][:3]:
        assert explain_left_out(sample(), catalogue(), quick, MeasureId(measure)) == reasons[measure]


def test_what_a_measure_left_out_costs_is_what_trying_everything_finds() -> None:
    """On small questions the named difference is that between the best plan with the measure and the best of all."""
    seen = 0
    for seed in range(4000, 4040):
        evaluation, known, asked = varied(seed)
        known = replace(known, subsidies=())
        asked = replace(asked, eligible=frozenset(), uncounted=frozenset())
        try:
            roadmap = plan(evaluation, known, asked)
        except ContradictoryLimits:
            continue
        if roadmap.status is not PlanStatus.OPTIMAL:
            continue
        answers = [answer for answer in Tried(evaluation, known, asked).answers if answer.reached]
        for entry in roadmap.left_out:
            costs = [answer.cost for answer in answers if any(measure == entry.measure for measure, _ in answer.picks)]
            message = entry.because.message
            if message.startswith("The best plan with it"):
                assert entry.because.facts["worse"] == yuan(min(costs) - roadmap.ownership_wan, compared=True), (
                    seed,
                    entry,
                )
                seen += 1
            elif message.startswith("Equally cheap"):
                assert min(costs) == roadmap.ownership_wan, (seed, entry)
            elif message.startswith(("With it", "It cannot")):
                assert not costs, (seed, entry)
                seen += 1
            elif message.startswith("Not needed") and costs:
                assert min(costs) >= roadmap.ownership_wan, (seed, entry)
    assert seen >= 10


def test_amounts_that_are_compared_have_two_decimals() -> None:
    """Whatever measures left out would cost more is told to the hundredth of 万元, each amount like the next."""
    worse = [entry.because.facts["worse"] for entry in roadmap("basic", 30).left_out if "worse" in entry.because.facts]
    assert len(worse) > 10
    assert all(re.fullmatch(r"\d+\.\d\d 万元", str(getattr(amount, "zh", amount))) for amount in worse)


def test_asked_for_speed_a_measure_that_may_come_later_is_not_said_to_delay_the_target() -> None:
    """What a measure left out would cost is what it costs when it is required, after the target if need be."""
    asked = limits("basic", 18, carry_over=True, objective=Objective.SOONEST)
    roadmap = plan(sample(), catalogue(), asked, beside=False)
    bound = plan(sample(), catalogue(), replace(asked, require=(Lock(MeasureId("B02")),)), beside=False)
    assert bound.tier_by_quarter == roadmap.tier_by_quarter
    said = explain_left_out(sample(), catalogue(), roadmap, MeasureId("B02"))
    assert said.facts.get("worse") == yuan(bound.ownership_wan - roadmap.ownership_wan, compared=True)


def test_short_of_the_target_each_measure_says_what_it_would_bring_besides_the_plan() -> None:
    """What it closes, or only raises the score, is the evaluator's word on the answers with it; its cost is the cheapest way's."""
    asked = limits("advanced", 6)
    planned = plan(sample(), catalogue(), asked)
    assert planned.status is PlanStatus.PARTIAL
    chosen = {step.measure for step in planned.steps}

    def after(roadmap: Roadmap) -> tuple[set[str], Decimal]:
        said = evaluate(answers_after(sample(), catalogue(), roadmap), sample().rulebook, DAY)
        met = {
            result.condition.id
            for tier in said.tiers[:2]
            for result in tier.conditions
            if result.status is Status.MET and not result.condition.informative
        }
        return set(met), said.maturity.computed_score[0] if said.maturity is not None else Decimal(0)

    now, kinds = after(planned), Counter[str]()
    for entry in planned.left_out:
        known = for_sample().measures[entry.measure]
        if not entry.because.message.startswith(("In addition", "It adds nothing")) or not chosen.issuperset(
            known.requires
        ):
            continue
        cost, way = min(
            (ownership(for_sample(), asked, frozenset({(entry.measure, way)})), way) for way in known.variants
        )
        step = replace(planned.steps[0], measure=entry.measure, variant=way)
        then = after(replace(planned, steps=(*planned.steps, step)))
        kind = "would close" if then[0] > now[0] else "only raise" if then[1] > now[1] else "adds nothing"
        assert kind in entry.because.message, entry
        assert entry.because.facts["cost"] == yuan(cost, compared=True), entry
        kinds[kind] += 1
    assert len(kinds) >= 2
