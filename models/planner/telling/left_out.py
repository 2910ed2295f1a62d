"""Why a measure is not in the plan: known at once from the factory and the limits, or found by planning with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from models import counts
from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation, Status
from models.figures import yuan
from models.language import N_, Sentence, sentence
from models.limits import Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.checking import question_of, requiring
from models.planner.asking.fitting import lacking, suits
from models.planner.asking.offers import money
from models.planner.asking.question import (
    PlanQuestion,
    lower_tiers,
    possible,
    scope_of,
    served,
    unlimited,
    with_prerequisites,
)
from models.planner.errors import ContradictoryLimits
from models.planner.solving.aims import Cancelled, Care, Schedule, Watch
from models.planner.solving.gains import yearly_gain
from models.planner.solving.program import Ended
from models.planner.solving.variations import varied
from models.planner.telling.future import Future
from models.planner.telling.reasons import counts_as_there, of_another_trade
from models.planner.telling.shortfall import feasible, missing_money
from models.planner.telling.statement import ownership_of, paid_units, steps_of
from models.roadmap import LeftOut, PlanStatus, Roadmap
from models.rulebook import TIER_IDS, ConditionId, TierId

WITHOUT = N_("The best plan does without it.")
"""Said of a measure before planning with it tells more."""
_SO_FAR = N_("Solving was stopped before it was known whether the best plan has it.")


def left_out(question: PlanQuestion, schedule: Schedule) -> tuple[LeftOut, ...]:
    """Returns one true sentence for each measure that was not chosen, in catalogue order, without solving anything."""
    chosen, reach = {pick[0] for pick in schedule.starts}, _Reach.of(question)
    otherwise = sentence(WITHOUT if schedule.proven else _SO_FAR)
    return tuple(
        LeftOut(measure, _at_once(question, reach, measure) or otherwise)
        for measure in sorted(question.catalogue.measures)
        if measure not in chosen
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """What can be had, and what the target still asks for."""

    usable: frozenset[MeasureId]
    wanted: frozenset[MeasureId]

    @classmethod
    def of(cls, question: PlanQuestion) -> "_Reach":
        usable = possible(question.market, question.catalogue, question.limits.done)
        return cls(usable, usable if question.everything else scope_of(question, question.goals.goals).measures)


def _at_once(question: PlanQuestion, reach: _Reach, measure: MeasureId) -> Sentence | None:
    """Returns the reason that needs no solving; None when the measure could be chosen and would count."""
    catalogue, limits = question.catalogue, question.limits
    entry = catalogue.measures[measure]
    if measure in limits.done:
        return sentence("It is already done.")
    if measure in limits.forbid:
        return sentence("You ruled it out.")
    if not suits(entry, catalogue, question.assessment):
        return of_another_trade(question, measure)
    short = lacking(entry, question.assessment)
    if short is not None:
        asked = question.evaluation.rulebook.questions.get(short)
        return sentence(
            "It needs something the factory does not have: {what}.",
            what=asked.short if asked is not None else str(short),
        )
    if measure not in reach.usable:
        absent = [
            catalogue.measures[other].name
            for other in sorted(with_prerequisites([measure], catalogue, limits.done))
            if other not in question.market
        ]
        return sentence("It needs {measures}, which is not available here.", measures=absent)
    if measure not in reach.wanted:
        return counts_as_there(question, measure) or sentence(
            "Not needed: nothing the target still requires depends on it."
        )
    return None


@dataclass(frozen=True, slots=True)
class Shown:
    """The plan that is shown, as the solver knows it."""

    question: PlanQuestion
    calendar: Calendar
    schedule: Schedule

    @classmethod
    def of(cls, question: PlanQuestion, roadmap: Roadmap) -> "Shown":
        """Returns the plan behind a roadmap."""
        start = roadmap.limits.start
        starts = {(step.measure, step.variant): start.until(step.quarter) for step in roadmap.steps}
        closed = deadline = None
        if roadmap.shortfall is not None:
            closed = frozenset(goal.id for goal in served(question, roadmap.shortfall.conditions))
        elif roadmap.limits.objective is Objective.SOONEST:
            # What was required may finish later than the target is reached.
            free = [step for step in roadmap.steps if step.measure not in question.required]
            tiers = [tier for _, tier in roadmap.tier_by_quarter]
            below = [place for place, tier in enumerate(tiers, 1) if tier is None or _lower(tier, roadmap)]
            ends = [start.until(step.finish) + 1 for step in free]
            deadline = max([*ends, 1 + below[-1] if below and below[-1] < len(tiers) else 1])
        calendar = question.calendar(deadline)
        return cls(question, calendar, Schedule(starts, closed, proven=True, gap=0.0))


def _lower(tier: TierId, roadmap: Roadmap) -> bool:
    return TIER_IDS.index(tier) < TIER_IDS.index(roadmap.limits.target)


def explain_left_out(
    evaluation: Evaluation,
    catalogue: Catalogue,
    roadmap: Roadmap,
    measure: MeasureId,
    cancelled: Cancelled | None = None,
) -> Sentence:
    """Returns the exact reason why a measure is not in a plan, by planning once more with it required."""
    written = next((entry.because for entry in roadmap.left_out if entry.measure == measure), None)
    if written is None:
        return sentence("It is in the plan.")
    if roadmap.status is PlanStatus.UNPROVEN:
        return written
    shown = Shown.of(question_of(evaluation, catalogue, roadmap.limits), roadmap)
    return _exact(shown, _Reach.of(shown.question), measure, Watch(None, cancelled)) or written


def explained(shown: Shown, entries: Iterable[LeftOut], watch: Watch) -> tuple[LeftOut, ...]:
    """Returns the reasons with the exact one wherever planning with the measure finds it; stopped, the rest stay.

    Where gains are asked for every measure counts and each takes a long solve: there `explain_left_out` tells one by
    one. Where the target is out of reach, what a measure would bring besides the plan is said of all.
    """
    if shown.question.everything:
        return tuple(entries)
    reach = _Reach.of(shown.question)
    if shown.schedule.closed is not None:
        besides = Besides(shown)
        return tuple(
            entry
            if watch.stopped() or _at_once(shown.question, reach, entry.measure) is not None
            else replace(entry, because=besides.because(entry.measure))
            for entry in entries
        )
    return tuple(
        entry
        if watch.stopped()
        else replace(entry, because=_exact(shown, reach, entry.measure, watch) or entry.because)
        for entry in entries
    )


class Besides:
    """What a measure would bring if it were added to a plan that does not reach its target.

    The plan is proven to reach the highest tier, or else to close all that the limits allow: no tier more can be had.
    """

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._question = shown.question
        self._wanted = {goal.id for goal in shown.question.goals.goals}
        self._now = self._after(shown.schedule)
        closed = shown.schedule.closed or frozenset()
        self._brings_a_tier = any(needed <= closed for needed in lower_tiers(shown.question).values())

    def _after(self, schedule: Schedule) -> Evaluation:
        question = self._question
        steps = steps_of(question, schedule)
        return Future(question.evaluation, question.catalogue, question.limits, steps).evaluation()

    def _closed(self, evaluation: Evaluation) -> dict[ConditionId, object]:
        return {
            result.condition.id: result.condition.text
            for tier in evaluation.tiers
            for result in tier.conditions
            if result.status is Status.MET and result.condition.id in self._wanted
        }

    def because(self, measure: MeasureId) -> Sentence:
        """Returns the reason why a measure is not in the plan."""
        question, chosen = self._question, {measure for measure, _ in self._shown.schedule.starts}
        try:
            needed = requiring(question, measure).required - chosen
        except ContradictoryLimits:
            return sentence("It cannot be combined with what you required.")
        rivals = _rivals(question.catalogue, needed, chosen)
        if rivals:
            return sentence("It cannot be combined with {measure}, which is in the plan.", measure=rivals)
        ways = [min(question.market[measure].values(), key=lambda way: way.owned_units) for measure in sorted(needed)]
        added = replace(self._shown.schedule, starts={**self._shown.schedule.starts, **{way.pick: 0 for way in ways}})
        after, cost = self._after(added), yuan(money(sum(way.owned_units for way in ways)), compared=True)
        more = self._closed(after).items() - self._closed(self._now).items()
        if more:
            texts = [text for _, text in sorted(more, key=lambda item: item[0])]
            if self._brings_a_tier:
                return sentence(
                    "In addition to the plan, it would close {conditions}, but the next tier stays out of reach within the limits; its cost of ownership is {cost}.",
                    conditions=texts,
                    cost=cost,
                )
            return sentence(
                "In addition to the plan, it would close {conditions}, but it does not fit the limits; its cost of ownership is {cost}.",
                conditions=texts,
                cost=cost,
            )
        if _mature(after) > _mature(self._now):
            return sentence(
                "In addition to the plan, it would only raise the maturity score without meeting another condition; its cost of ownership is {cost}.",
                cost=cost,
            )
        return sentence("It adds nothing to the plan; its cost of ownership is {cost}.", cost=cost)


def _exact(shown: Shown, reach: _Reach, measure: MeasureId, watch: Watch) -> Sentence | None:
    """Returns what the best plan with a measure has against it; None when the reason is known at once or stopped."""
    question = shown.question
    if _at_once(question, reach, measure) is not None:
        return None
    if shown.schedule.closed is not None:
        return Besides(shown).because(measure)
    try:
        forced = requiring(question, measure)
    except ContradictoryLimits:
        return sentence("It cannot be combined with what you required.")
    # Asked for speed, what is put in may come after the target, as it may where the manager requires it.
    calendar = forced.calendar(shown.calendar.deadline)
    schedule = varied(forced, calendar, watch, hard=True, care=Care.FITTING)
    if isinstance(schedule, Schedule):
        return _against(shown, forced, schedule)
    if schedule is not Ended.IMPOSSIBLE:
        return None
    return _impossible(shown, forced, measure, watch)


def _impossible(shown: Shown, forced: PlanQuestion, measure: MeasureId, watch: Watch) -> Sentence | None:
    """Returns which limit a measure breaks; None when stopped before that was known."""
    wanted = forced.goals.goals
    if shown.calendar.deadline < shown.calendar.quarters:
        last = shown.calendar.quarter(shown.calendar.deadline - 1)
        return sentence("With it, the target is not reached by {quarter}.", quarter=last)
    amount, years = missing_money(forced, watch, wanted)
    if amount is not None:
        return sentence("It would exceed the budget: {years}.", years=years)
    if watch.stopped():
        return None
    if feasible(unlimited(forced, wanted), watch):
        return sentence("With it, the plan does not fit the available time and staff.")
    if watch.stopped():
        return None
    rivals = _rivals(forced.catalogue, {measure}, {measure for measure, _ in shown.schedule.starts})
    if rivals:
        return sentence("It cannot be combined with {measure}, which is in the plan.", measure=rivals)
    return sentence("With it, no plan reaches the target, whatever the money and the time.")


def _rivals(catalogue: Catalogue, wanted: Collection[MeasureId], chosen: Collection[MeasureId]) -> list[object]:
    """Returns the names of what is chosen and excludes something that is wanted."""
    return [
        catalogue.measures[other].name
        for other in sorted(chosen)
        if any(
            other in catalogue.measures[measure].excludes or measure in catalogue.measures[other].excludes
            for measure in wanted
        )
    ]


def _against(shown: Shown, forced: PlanQuestion, schedule: Schedule) -> Sentence:
    """Returns in what the best plan with a measure is worse than the plan shown: the first respect that was asked for."""
    question, objective = shown.question, shown.question.limits.objective
    if objective in {Objective.BENEFIT, Objective.PAYBACK}:
        before, now = _left_over(question, shown.schedule), _left_over(forced, schedule)
        if objective is Objective.BENEFIT and now < before:
            return sentence(
                "With it, the yearly gain after running cost would be {less} lower.",
                less=yuan(before - now, compared=True),
            )
        if objective is Objective.PAYBACK and before > 0:
            years = _invested(question, shown.schedule) / before
            if now <= 0:
                return sentence(N_("With it, the plan would not pay back."))
            later = _invested(forced, schedule) / now
            if later > years:
                return sentence(
                    "With it, the plan pays back after {later} instead of {years}.",
                    later=counts.years(later.quantize(Decimal("0.01"))),
                    years=counts.years(years.quantize(Decimal("0.01"))),
                )
    worse = ownership_of(forced, schedule) - ownership_of(question, shown.schedule)
    if not worse:
        return sentence("Equally cheap; the plan shown comes first in catalogue order.")
    before_it, with_it = ({measure for measure, _ in each.starts} for each in (shown.schedule, schedule))
    names = [question.catalogue.measures[measure].name for measure in sorted(before_it - with_it)]
    if names:
        return sentence(
            "The best plan with it drops {measures} and has a cost of ownership {worse} higher.",
            measures=names,
            worse=yuan(worse, compared=True),
        )
    return sentence("The best plan with it has a cost of ownership {worse} higher.", worse=yuan(worse, compared=True))


def _mature(evaluation: Evaluation) -> Decimal:
    return evaluation.maturity.computed_score[0] if evaluation.maturity is not None else Decimal(0)


def _left_over(question: PlanQuestion, schedule: Schedule) -> Decimal:
    running = money(4 * sum(question.market[measure][way].running_units for measure, way in schedule.starts))
    return yearly_gain(question.catalogue, schedule.starts) - running


def _invested(question: PlanQuestion, schedule: Schedule) -> Decimal:
    one_off = sum(question.market[measure][way].one_off_units for measure, way in schedule.starts)
    return money(max(0, one_off - paid_units(question, schedule)))
