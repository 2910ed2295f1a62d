"""A plan derived again from its limits and choices, without solving: all that a reader of a plan can check alone.

What only a solve can know is taken over as it was said: that nothing is cheaper, what is missing, and what a measure
left out would cost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation, Status
from models.limits import Quarter
from models.planner.asking.checking import question_of
from models.planner.asking.effects import rank
from models.planner.asking.goals import Atom, holds
from models.planner.asking.offers import Pick
from models.planner.asking.question import PlanQuestion, lower_tiers
from models.planner.asking.replay import kept
from models.planner.placing.months import months_kept
from models.planner.placing.placed import with_months
from models.planner.solving.aims import Schedule
from models.planner.telling.alternatives import alternative, labels
from models.planner.telling.future import Future
from models.planner.telling.known import BESIDES, LEFT_OUT, SHORTFALL, is_known, texts_of
from models.planner.telling.left_out import WITHOUT, Besides, Shown
from models.planner.telling.roadmap import roadmap_of
from models.roadmap import Alternative, LeftOut, PlanStatus, Roadmap, Shortfall
from models.rulebook import ConditionId


class NotThisPlan(ValueError):
    """The choices are no plan within these limits, or what is said of them is nothing that a planner says."""


def told_again(evaluation: Evaluation, catalogue: Catalogue, plan: Roadmap) -> Roadmap:
    """Returns a plan with everything worked out again that follows from answers, measures, limits and choices.

    Args:
        evaluation: where the factory stands.
        catalogue: the measures that the plan names.
        plan: of its steps and alternatives only the choices are read, of its months the days; the status, the gap and the
            sentences that need a solve are taken over, the sentences only where they are the program's own.

    Raises:
        NotThisPlan: when a choice is not to be had here or breaks a limit, or when the plan does not reach what its
            status says.
        ApplicationError: when the limits make no sense, as `plan`.
    """
    question = question_of(evaluation, catalogue, plan.limits)
    best = _schedule(question, ((step.measure, step.variant, step.quarter) for step in plan.steps), plan)
    again = roadmap_of(question, best, plan.shortfall)
    if not months_kept(question, best.starts, plan.months):
        raise NotThisPlan("months")
    again = with_months(question, again, plan.months, proven=plan.months_proven)
    if again.status is not plan.status:
        raise NotThisPlan("status")
    _check_reach(question, again)
    shown = Shown.of(question, again)
    left_out = tuple(_left_out(shown, again.left_out, plan.left_out))
    _check_margin(question, again)
    margin = again.margin
    if margin is not None and plan.margin is not None:
        margin = replace(margin, price_wan=plan.margin.price_wan)
    return replace(again, left_out=left_out, alternatives=_alternatives(question, shown.schedule, plan), margin=margin)


def _check_margin(question: PlanQuestion, plan: Roadmap) -> None:
    """Compares the margin with the answers after the plan: each condition that it is made for bears lower ones."""
    if not question.limits.margin:
        return
    after = Future(question.evaluation, question.catalogue, question.limits, plan.steps).evaluation()
    missing = frozenset(plan.shortfall.conditions) if plan.shortfall is not None else frozenset[ConditionId]()

    def reaches(atom: Atom) -> bool:
        return (rank(after.assessment.get(atom.answer)) or 0) >= atom.rank

    for goal in question.goals.goals:
        if not goal.hangs and goal.id not in missing and not holds(goal.formula, reaches):
            raise NotThisPlan(goal.id)


def tiers_brought(evaluation: Evaluation, catalogue: Catalogue, plan: Roadmap) -> int:
    """Returns how many tiers below its target a plan brings that falls short of it."""
    question = question_of(evaluation, catalogue, plan.limits)
    missing = frozenset(plan.shortfall.conditions) if plan.shortfall is not None else frozenset[ConditionId]()
    return sum(1 for needed in lower_tiers(question).values() if not needed & missing)


def _schedule(
    question: PlanQuestion, choices: Iterable[tuple[MeasureId, VariantId, Quarter]], plan: Roadmap
) -> Schedule:
    starts: dict[Pick, int] = {}
    for measure, way, quarter in choices:
        if way not in question.market.get(measure, {}) or (measure, way) in starts:
            raise NotThisPlan("choices")
        starts[measure, way] = plan.limits.start.until(quarter)
    if not kept(question, starts):
        raise NotThisPlan("limits")
    closed = None if plan.shortfall is None else frozenset[ConditionId]()
    return Schedule(starts, closed, proven=plan.status is not PlanStatus.UNPROVEN, gap=float(plan.gap))


def _check_reach(question: PlanQuestion, plan: Roadmap) -> None:
    """Compares the conditions that stay open with what the evaluator says of the answers after the plan."""
    future = Future(question.evaluation, question.catalogue, question.limits, plan.steps)
    _check_statuses(question, plan, future.evaluation())
    if plan.shortfall is None and question.limits.deadline is not None:
        _check_statuses(question, plan, future.evaluation(question.limits.deadline))
    if plan.shortfall is not None:
        _check_shortfall(question, plan.shortfall)


def _check_statuses(question: PlanQuestion, plan: Roadmap, after: Evaluation) -> None:
    statuses = {result.condition.id: result.status for tier in after.tiers for result in tier.conditions}
    for goal in question.goals.goals:
        status, is_open = statuses[goal.id], plan.shortfall is not None and goal.id in plan.shortfall.conditions
        if is_open is (status is Status.MET) and (is_open or not (goal.assumed and status is Status.UNKNOWN)):
            raise NotThisPlan(goal.id)


def _check_shortfall(question: PlanQuestion, shortfall: Shortfall) -> None:
    texts = texts_of(question.catalogue, question.evaluation.rulebook)
    goals = {goal.id for goal in question.goals.goals}
    if not goals.issuperset(shortfall.conditions) or len(set(shortfall.conditions)) != len(shortfall.conditions):
        raise NotThisPlan("conditions")
    blocked = [blocker.condition for blocker in shortfall.blockers]
    if not set(shortfall.conditions).issuperset(blocked) or len(set(blocked)) != len(blocked):
        raise NotThisPlan("blockers")
    reasons = (blocker.because for blocker in shortfall.blockers)
    if not all(is_known(said, SHORTFALL, texts) for said in (*shortfall.sentences, *reasons)):
        raise NotThisPlan("shortfall")


def _left_out(shown: Shown, entries: Iterable[LeftOut], said: Iterable[LeftOut]) -> Iterator[LeftOut]:
    """Yields the reasons as they were said where only a solve can tell, and as they are where they follow."""
    question, reasons = shown.question, {entry.measure: entry.because for entry in said}
    texts = texts_of(question.catalogue, question.evaluation.rulebook)
    besides = None if shown.schedule.closed is None or question.everything else Besides(shown)
    for entry in entries:
        reason = reasons.pop(entry.measure, None)
        if reason is None:
            raise NotThisPlan("left out")
        if entry.because.message != WITHOUT or reason.message == WITHOUT:
            yield entry
        elif (reason.message, reason.plural) in BESIDES and besides is not None:
            yield LeftOut(entry.measure, besides.because(entry.measure))
        elif is_known(reason, LEFT_OUT, texts):
            yield LeftOut(entry.measure, reason)
        else:
            raise NotThisPlan("left out")
    if reasons:
        raise NotThisPlan("left out")


def _alternatives(question: PlanQuestion, best: Schedule, plan: Roadmap) -> tuple[Alternative, ...]:
    every_way = replace(question, every_way=True)
    others = [replace(_schedule(question, each.choices, plan), closed=best.closed) for each in plan.alternatives]
    names = labels(every_way, best, others)
    return tuple(alternative(every_way, other, name) for other, name in zip(others, names, strict=True))
