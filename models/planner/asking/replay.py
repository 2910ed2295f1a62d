"""Whether choices keep the limits: replayed quarter by quarter, without the solver."""

from collections.abc import Mapping

from models.catalogue import MeasureId
from models.planner.asking.fitting import standing_in
from models.planner.asking.offers import Pick
from models.planner.asking.question import PlanQuestion


def kept(question: PlanQuestion, starts: Mapping[Pick, int]) -> bool:
    """Returns whether choices keep every limit.

    Args:
        question: what was asked.
        starts: the quarter in which each choice starts, by index from 0; each must be on the question's market.
    """
    return _order_kept(question, starts) and _locks_kept(question, starts) and _means_kept(question, starts)


def _order_kept(question: PlanQuestion, starts: Mapping[Pick, int]) -> bool:
    """Whether each measure occurs once, inside the horizon, after what it needs and without what it excludes."""
    done = question.limits.done
    begin = {measure: index for (measure, _), index in starts.items()}
    end = {measure: index + question.market[measure][way].duration for (measure, way), index in starts.items()}
    if len(begin) != len(starts):
        return False
    stand_in = standing_in(question.catalogue)
    for measure, first in begin.items():
        entry = question.catalogue.measures[measure]
        if first < 0 or end[measure] > question.limits.quarters:
            return False
        for needed in entry.requires:
            if not any(other in done or end.get(other, first + 1) <= first for other in stand_in[needed]):
                return False
        if any(other in begin or other in done for other in entry.excludes):
            return False
    return True


def _locks_kept(question: PlanQuestion, starts: Mapping[Pick, int]) -> bool:
    """Whether the plan contains what is required, as required, and nothing else starts in a closed quarter."""
    limits = question.limits
    fixed: set[MeasureId] = set()
    for lock in limits.require:
        if lock.measure in limits.done:
            continue
        if lock.quarter is not None:
            fixed.add(lock.measure)
        if not any(
            measure == lock.measure
            and (lock.variant is None or way == lock.variant)
            and (lock.quarter is None or limits.start.later(index) == lock.quarter)
            for (measure, way), index in starts.items()
        ):
            return False
    return all(
        measure in fixed or limits.start.later(index) not in limits.blackout for (measure, _), index in starts.items()
    )


def _means_kept(question: PlanQuestion, starts: Mapping[Pick, int]) -> bool:
    """Whether money, hands and the number of measures at once are enough in every quarter and year."""
    calendar = question.calendar()
    chosen = [(question.market[measure][way], index) for (measure, way), index in starts.items()]
    for quarter in range(calendar.quarters):
        busy = [(offer, quarter - index) for offer, index in chosen if 0 <= quarter - index < offer.duration]
        hands = sum(offer.staff[at] for offer, at in busy)
        if calendar.staff is not None and hands > calendar.staff:
            return False
        if calendar.most_at_once is not None and len(busy) > calendar.most_at_once:
            return False
    if 4 * sum(offer.running_units for offer, _ in chosen) > calendar.running_units:
        return False
    left = 0
    for year in calendar.years:
        spent = sum(calendar.paid(offer, index, year.first, year.last) for offer, index in chosen)
        left = (left if calendar.carry_over else 0) + year.budget_units - spent
        if left < 0:
            return False
    return True
