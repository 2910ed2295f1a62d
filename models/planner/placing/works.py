"""The steps of a plan as works on a calendar of half-months: a quarter has six of them.

A work lasts its weeks, rounded up to half-months. It may begin earlier than in the plan by quarters and ends within
its quarters, so whatever was proven by quarters (tier, deadline) holds by months too; money and hands are counted again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from models.limits import Quarter
from models.planner.asking.calendar import Calendar
from models.planner.asking.fitting import standing_in
from models.planner.asking.offers import Offer, Pick
from models.planner.asking.question import PlanQuestion

SLOTS = 6
"""Half-months in a quarter."""
_WEEKS = Decimal(52) / (4 * SLOTS)
"""Weeks in a half-month."""


@dataclass(frozen=True, slots=True)
class Work:
    """One step of the plan on the calendar of half-months."""

    pick: Pick
    offer: Offer
    slots: int
    """Half-months that it lasts."""
    starts: tuple[int, ...]
    """Half-months in which it may begin, counted from the start of the plan, the last is the latest."""
    home: int
    """Half-month in which it begins in the plan by quarters: the first of that quarter."""

    def busy(self, start: int) -> range:
        """Returns the quarters in which it is under way."""
        return range(start // SLOTS, (start + self.slots - 1) // SLOTS + 1)

    def hands(self, start: int) -> Iterator[tuple[int, Fraction]]:
        """Yields own work by quarter, staff units: with a quarter's beginning as the plan by quarters reckons, else evenly."""
        if start % SLOTS == 0:
            for place, units in enumerate(self.offer.staff):
                yield start // SLOTS + place, Fraction(units)
            return
        for quarter in self.busy(start):
            first, last = max(start, quarter * SLOTS), min(start + self.slots, (quarter + 1) * SLOTS)
            yield quarter, Fraction(self.offer.staff_total * (last - first), self.slots)

    def paid(self, calendar: Calendar, start: int, first: int, last: int) -> int:
        """Returns what it costs from one quarter to another, money units, when it begins in a half-month."""
        return calendar.paid(self.offer, start // SLOTS, first, last)


@dataclass(frozen=True, slots=True)
class Before:
    """What ends before a work begins, or by the time it is in use."""

    work: int
    """The number of the work."""
    others: tuple[int, ...]
    """The numbers of those any of which will do."""
    lead: int = 0
    """Half-months by which the work may begin before that: as long as it lasts where it needs the other only in use."""

    def ready(self, works: Sequence[Work], slots: Sequence[int]) -> int:
        """Returns the half-month from which the work may begin, given the starts of all works."""
        return min((slots[other] + works[other].slots for other in self.others), default=0) - self.lead


def works_of(question: PlanQuestion, calendar: Calendar, starts: Mapping[Pick, int]) -> tuple[Work, ...]:
    """Returns the steps of a plan by quarters as works, in the order of their quarters."""
    locked = {lock.measure: lock.quarter for lock in question.limits.require if lock.quarter is not None}
    works = []
    for pick, index in sorted(starts.items(), key=lambda item: (item[1], item[0])):
        offer = question.market[pick[0]][pick[1]]
        weeks = question.catalogue.measures[pick[0]].variants[pick[1]].duration_weeks.typical
        slots = min(max(1, ceil(weeks / _WEEKS)), SLOTS * offer.duration)
        latest = SLOTS * (index + offer.duration) - slots
        held = locked.get(pick[0])
        possible = tuple(
            slot
            for slot in range(latest + 1)
            if (calendar.quarter(slot // SLOTS) == held if held is not None else slot // SLOTS not in calendar.closed)
        )
        works.append(Work(pick, offer, slots, possible, SLOTS * index))
    return tuple(works)


def needs_of(question: PlanQuestion, works: tuple[Work, ...]) -> list[Before]:
    """Returns what must end before a work begins.

    What need not be bought first comes first all the same where it is bought.
    """
    numbers = {work.pick[0]: number for number, work in enumerate(works)}
    stand_in = standing_in(question.catalogue)
    needs = []
    for number, work in enumerate(works):
        for needed in question.catalogue.measures[work.pick[0]].requires:
            if any(other in question.limits.done for other in stand_in[needed]):
                continue
            others = tuple(sorted(numbers[other] for other in stand_in[needed] if other in numbers))
            needs.append(Before(number, others))
        bought = (numbers[other] for other in question.waived.get(work.pick[0], ()) if other in numbers)
        needs.extend(Before(number, (other,)) for other in sorted(bought))
    return needs


def helped_by(question: PlanQuestion, works: tuple[Work, ...]) -> list[Before]:
    """Returns what helps a work: finished before it begins, or by the time it is in use, such as training.

    Only what comes in time in the plan by quarters: there is always a placing that keeps it.
    """
    numbers = {work.pick[0]: number for number, work in enumerate(works)}
    homes = [work.home for work in works]
    helped = []
    for number, work in enumerate(works):
        measure = question.catalogue.measures[work.pick[0]]
        helped += [Before(number, (numbers[helper],)) for helper in measure.enablers if helper in numbers]
        helped += [Before(number, (numbers[helper],), work.slots) for helper in measure.by_use if helper in numbers]
    return [before for before in helped if before.ready(works, homes) <= _latest(works[before.work], before)]


def _latest(work: Work, before: Before) -> int:
    """Returns the last half-month for what helps by the time of use: within its quarters a work may wait for it."""
    return work.starts[-1] if before.lead else work.home


def first_day(start: Quarter, slot: int) -> date:
    """Returns the first day of a half-month, counted from the start of a plan."""
    quarter, place = start.later(slot // SLOTS), slot % SLOTS
    return date(quarter.year, quarter.number * 3 - 2 + place // 2, 16 if place % 2 else 1)


def last_day(start: Quarter, slot: int) -> date:
    """Returns the last day of a half-month."""
    return first_day(start, slot + 1) - timedelta(days=1)


def slot_of(start: Quarter, day: date) -> int:
    """Returns the half-month in which a day lies, counted from the start of a plan."""
    quarter = Quarter(day.year, (day.month - 1) // 3 + 1)
    return SLOTS * start.until(quarter) + (day.month - 1) % 3 * 2 + (day.day > 15)
