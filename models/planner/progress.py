"""After planning: what a finished measure has made true, and what next year's plan knows of this year's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation, Item
from models.language import Text
from models.limits import Limits, Lock, Quarter
from models.planner.asking.effects import changes, effects
from models.planner.asking.fitting import can_be_used, fitted, standing_in
from models.planner.asking.offers import offer
from models.planner.asking.sizing import sized
from models.roadmap import DoneStep


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to enter now that a measure is done; the person decides."""

    answers: tuple[Item, ...]
    """Answers that have become true together with what was done before."""
    evidence: tuple[Text, ...]
    """What the measure left behind and can be attached."""


def proposal(evaluation: Evaluation, catalogue: Catalogue, done: Iterable[MeasureId], measure: MeasureId) -> Proposal:
    """Returns the answers to change and the evidence to attach for a measure just done.

    Args:
        evaluation: the case as it stands.
        catalogue: what measures make true.
        done: measures done before.
        measure: the one just done.

    Raises:
        KeyError: when the catalogue has no such measure.
    """
    left = catalogue.measures[measure].evidence_left
    raised = effects(evaluation.assessment, fitted(catalogue, evaluation.assessment), {*done, measure})
    changed = changes(evaluation.assessment, raised)
    items = (Item(answer, value) for answer, value in changed.items() if value is not None)
    return Proposal(tuple(items), left)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One choice of the last plan."""

    measure: MeasureId
    variant: VariantId
    quarter: Quarter
    """In which it begins."""
    finish: Quarter


def limits_now(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    plan: Sequence[PlannedStep],
    done: Iterable[DoneStep],
    now: Quarter,
) -> Limits:
    """Returns the limits with which the rest of a plan is planned again.

    What is done stands in the quarter in which it was, at the price that was paid, and keeps its running cost; what has
    begun stays as it was begun. Nothing else begins before the next quarter, and few changes are preferred. A measure
    that was done before the plan began, or without what the catalogue asks for before it, counts as there: its running
    cost is taken off every budget, and what was paid off the budget of its year.

    Args:
        evaluation: the case as it stands.
        catalogue: the measures.
        limits: of the last plan.
        plan: its choices.
        done: what was done, in the plan or not.
        now: the present quarter.
    """
    catalogue = fitted(sized(catalogue, evaluation.assessment), evaluation.assessment)
    usable = can_be_used(catalogue, evaluation.assessment)
    before = {step.measure: step for step in plan}
    finished = {step.measure: step for step in done}
    prices = dict(limits.prices_wan)
    held: dict[MeasureId, PlannedStep] = {}
    there: dict[MeasureId, Quarter] = {}
    for measure, step in finished.items():
        planned = before.get(measure)
        way = step.variant or (planned.variant if planned else next(iter(catalogue.measures[measure].variants)))
        if step.one_off_wan is not None:
            prices[measure, way] = (step.one_off_wan, _running(catalogue, limits, measure, way))
        length = offer(catalogue.measures[measure], catalogue.measures[measure].variants[way], limits).duration
        finish = step.finished or (planned.finish if planned else now)
        held[measure] = PlannedStep(measure, way, finish.later(1 - length), finish)
        if measure not in usable or finish.later(1 - length) < limits.start or measure in limits.done:
            there[measure] = finish
    for measure, planned in before.items():
        if measure not in finished and planned.quarter <= now:
            held[measure] = planned
    _without_ground(catalogue, limits, held, there)
    locks = {lock.measure: lock for lock in limits.require if lock.measure not in there}
    locks |= {
        measure: Lock(measure, step.variant, step.quarter) for measure, step in held.items() if measure not in there
    }
    paid = {
        measure: (finish.year, finished[measure].one_off_wan or Decimal(0))
        for measure, finish in there.items()
        if finish >= limits.start and measure in finished
    }
    gone = [limits.start.later(place) for place in range(limits.quarters) if limits.start.later(place) <= now]
    return replace(
        limits,
        require=tuple(locks.values()),
        forbid=limits.forbid - frozenset(held),
        done=limits.done | frozenset(there),
        prices_wan=MappingProxyType(prices),
        blackout=limits.blackout | frozenset(gone),
        budget_wan=_after(limits, paid.values()),
        like=tuple((step.measure, step.variant, step.quarter) for step in plan if step.measure not in there),
    )


def _running(catalogue: Catalogue, limits: Limits, measure: MeasureId, way: VariantId) -> Decimal:
    """Returns the running cost a year that goes with a price that was paid: the person's own, else the plan's."""
    quote = limits.prices_wan.get((measure, way))
    if quote is not None:
        return quote[1]
    units = offer(catalogue.measures[measure], catalogue.measures[measure].variants[way], limits).running_units
    return Decimal(units) / 100


def _without_ground(
    catalogue: Catalogue, limits: Limits, held: Mapping[MeasureId, PlannedStep], there: dict[MeasureId, Quarter]
) -> None:
    """Counts as there what was done before what the catalogue asks for: a fact needs no ground."""
    stand_in = standing_in(catalogue)
    moving = True
    while moving:
        moving = False
        for measure, step in held.items():
            if measure in there:
                continue
            for needed in catalogue.measures[measure].requires:
                grounds = stand_in[needed]
                if any(other in limits.done or other in there for other in grounds):
                    continue
                if not any(other in held and held[other].finish < step.quarter for other in grounds):
                    there[measure], moving = step.finish, True
                    break


def _after(limits: Limits, paid: Iterable[tuple[int, Decimal]]) -> tuple[Decimal, ...]:
    """Returns the budget of each year, or quarter, less what was paid for measures that no longer stand in the plan."""
    amounts = [(year, amount) for year, amount in paid if amount]
    if not amounts:
        return limits.budget_wan
    quarters = [limits.start.later(place) for place in range(limits.quarters)]
    spans = list(dict.fromkeys(str(each) if limits.budget_by_quarter else str(each.year) for each in quarters))
    money = {span: limits.budget_wan[min(place, len(limits.budget_wan) - 1)] for place, span in enumerate(spans)}
    for year, amount in amounts:
        span = next((each for each in spans if each.startswith(str(year))), None)
        if span is not None:
            money[span] = max(money[span] - amount, Decimal(0))
    return tuple(money.values())
