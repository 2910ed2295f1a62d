"""The day on which each tier is reached by months, and what one has if one stops there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.limits import Quarter
from models.planner.asking.offers import money
from models.planner.asking.question import PlanQuestion
from models.planner.telling.future import Future
from models.roadmap import Step
from models.roadmap.months import Gate, Placement
from models.rulebook import TIER_IDS, TierId


def gates_of(question: PlanQuestion, steps: Sequence[Step], months: Sequence[Placement]) -> tuple[Gate, ...]:
    """Returns the tiers above the present one that finished steps reach, in the order in which they are reached.

    A tier that is reached together with a higher one has no gate of its own.
    """
    before = question.evaluation.reached
    days = sorted({each.ends for each in months})
    gates: list[Gate] = []
    place = 0
    while place < len(days):
        last = _rank(before)
        place = _first_above(question, steps, months, days, place, last)
        if place == len(days):
            break
        before = _tier(question, steps, months, days[place])
        assert before is not None
        gates.append(_gate(question, months, before, days[place]))
        place += 1
    return tuple(gates)


def _first_above(
    question: PlanQuestion,
    steps: Sequence[Step],
    months: Sequence[Placement],
    days: Sequence[date],
    low: int,
    rank: int,
) -> int:
    """Returns the place of the first day on which a tier above some rank is reached: more finished never reaches less."""
    high = len(days)
    if low >= high or _rank(_tier(question, steps, months, days[-1])) <= rank:
        return high
    high -= 1
    while low < high:
        middle = (low + high) // 2
        if _rank(_tier(question, steps, months, days[middle])) > rank:
            high = middle
        else:
            low = middle + 1
    return low


def _rank(tier: TierId | None) -> int:
    return -1 if tier is None else TIER_IDS.index(tier)


def _tier(question: PlanQuestion, steps: Sequence[Step], months: Sequence[Placement], day: date) -> TierId | None:
    """Returns the tier that is reached by what has ended on a day."""
    ended = {(each.measure, each.variant) for each in months if each.ends <= day}
    quarter = Quarter(day.year, (day.month - 1) // 3 + 1)
    finished = [replace(step, finish=quarter) for step in steps if (step.measure, step.variant) in ended]
    return Future(question.evaluation, question.catalogue, question.limits, finished).evaluation().reached


def _gate(question: PlanQuestion, months: Sequence[Placement], tier: TierId, day: date) -> Gate:
    ended = [each for each in months if each.ends <= day]
    begun = [each for each in months if each.begins <= day]
    return Gate(
        tier=tier,
        on=day,
        measures=tuple(sorted(each.measure for each in ended)),
        spent_wan=sum((money(question.market[each.measure][each.variant].one_off_units) for each in begun), Decimal(0)),
        running_wan_a_year=sum(
            (money(4 * question.market[each.measure][each.variant].running_units) for each in ended), Decimal(0)
        ),
        under_way=tuple(sorted(each.measure for each in begun if each.ends > day)),
    )
