"""When each step begins and ends: the least proven end of the whole plan, then everything as early as can be.

Where nothing but the order holds steps back, each begins as soon as what it needs has ended, which cannot be beaten;
unless the plan is to be ready as soon as can be, the load of the quarters and the order that helps are kept as well.
Where money, hands or the number at once do, a small program decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from models.limits import Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import STAFF_UNITS, Pick
from models.planner.asking.question import PlanQuestion
from models.planner.asking.sizing import hands_to_spare
from models.planner.placing.works import Before, Work, first_day, helped_by, last_day, needs_of, slot_of, works_of
from models.planner.solving.program import Ended, Program
from models.roadmap.months import Placement

_SECONDS = 5.0
"""For each of the two aims; one that takes longer leaves the best so far, not proven."""
_FUZZ = 1e-6
Needs = Sequence[Before]


def placed(question: PlanQuestion, starts: Mapping[Pick, int]) -> tuple[tuple[Placement, ...], bool]:
    """Returns the steps of a plan by quarters with the days on which they begin and end, and whether none can be sooner.

    Args:
        question: what was asked.
        starts: the quarter in which each choice starts, by index from 0.
    """
    calendar = question.calendar()
    works = works_of(question, calendar, starts)
    needs = needs_of(question, works)
    if question.limits.objective is not Objective.SOONEST:
        # An order that the plan by quarters keeps, such as training by the time of use, is kept by months too.
        needs += helped_by(question, works)
    slots = _soonest(works, needs)
    proven = True
    if slots is None or not _means_kept(calendar, works, slots):
        slots, proven = _Timetable(calendar, works, needs, slots).best()
    elif calendar.staff is None and question.limits.objective is not Objective.SOONEST:
        gentle = _spread(question, calendar, works, needs)
        if gentle is not None and gentle != slots:
            slots, proven = gentle, _end(works, gentle) == _end(works, slots)
    start = question.limits.start
    placements = (
        Placement(*work.pick, first_day(start, slot), last_day(start, slot + work.slots - 1))
        for work, slot in zip(works, slots, strict=True)
    )
    return tuple(sorted(placements, key=lambda each: (each.begins, each.ends, each.measure))), proven


def _end(works: Sequence[Work], slots: Sequence[int]) -> int:
    return max((slot + work.slots for work, slot in zip(works, slots, strict=True)), default=0)


def _spread(question: PlanQuestion, calendar: Calendar, works: tuple[Work, ...], needs: Needs) -> list[int] | None:
    """Returns starts as early as order, helpers and hands allow; None where money rules them out.

    Where nobody said what can be spared, no quarter takes more hands than the fullest one of the plan by quarters, or
    than a factory of this size can usually spare: nobody begins everything on one day.
    """
    homes: dict[int, Fraction] = {}
    for work in works:
        for quarter, units in work.hands(work.home):
            homes[quarter] = homes.get(quarter, Fraction(0)) + units
    usual = hands_to_spare(question.catalogue, question.assessment) or 0
    most = max([Fraction(usual) * STAFF_UNITS, *homes.values()])
    before: dict[int, list[Before]] = {}
    for need in needs:
        before.setdefault(need.work, []).append(need)
    # Whatever is not placed yet keeps its place in the plan by quarters, so that there is always room for it.
    slots = [work.home for work in works]
    load = dict(homes)
    for number, work in enumerate(works):
        for quarter, units in work.hands(work.home):
            load[quarter] -= units
        ready = max((need.ready(works, slots) for need in before.get(number, ())), default=0)
        slots[number] = next(
            (
                slot
                for slot in work.starts
                if ready <= slot <= max(work.home, ready)
                and all(load.get(quarter, Fraction(0)) + units <= most for quarter, units in work.hands(slot))
            ),
            work.home,
        )
        for quarter, units in work.hands(slots[number]):
            load[quarter] = load.get(quarter, Fraction(0)) + units
    return slots if _means_kept(calendar, works, slots) else None


def months_kept(question: PlanQuestion, starts: Mapping[Pick, int], months: Iterable[Placement]) -> bool:
    """Returns whether placed steps are those of a plan by quarters, none of them late, and keep order, money and hands."""
    calendar = question.calendar()
    works = works_of(question, calendar, starts)
    start = question.limits.start
    days = {(each.measure, each.variant): each for each in months}
    if days.keys() != starts.keys():
        return False
    slots = [slot_of(start, days[work.pick].begins) for work in works]
    for work, slot in zip(works, slots, strict=True):
        day = days[work.pick]
        if slot not in work.starts or day.begins != first_day(start, slot):
            return False
        if day.ends != last_day(start, slot + work.slots - 1):
            return False
    in_order = all(need.ready(works, slots) <= slots[need.work] for need in needs_of(question, works))
    return in_order and _means_kept(calendar, works, slots)


def _soonest(works: Sequence[Work], needs: Needs) -> list[int] | None:
    """Returns the earliest start of each work where only the order counts; None where that is too late for one."""
    slots = [work.starts[0] for work in works]
    moving = True
    while moving:
        moving = False
        for need in needs:
            number, ready = need.work, need.ready(works, slots)
            if slots[number] >= ready:
                continue
            later = next((slot for slot in works[number].starts if slot >= ready), None)
            if later is None:
                return None
            slots[number], moving = later, True
    return slots


def _means_kept(calendar: Calendar, works: Sequence[Work], slots: Sequence[int]) -> bool:
    """Whether money, hands and the number at once are enough."""
    placed_works = list(zip(works, slots, strict=True))
    hands: dict[int, Fraction] = {}
    busy: dict[int, int] = {}
    for work, slot in placed_works:
        for quarter, units in work.hands(slot):
            hands[quarter] = hands.get(quarter, Fraction(0)) + units
        for quarter in work.busy(slot):
            busy[quarter] = busy.get(quarter, 0) + 1
    if calendar.staff is not None and max(hands.values(), default=Fraction(0)) > calendar.staff + Fraction(1, 1000):
        return False
    if calendar.most_at_once is not None and max(busy.values(), default=0) > calendar.most_at_once:
        return False
    left = 0
    for year in calendar.years:
        spent = sum(work.paid(calendar, slot, year.first, year.last) for work, slot in placed_works)
        left = (left if calendar.carry_over else 0) + year.budget_units - spent
        if left < 0:
            return False
    return True


class _Timetable:
    """The program that decides where means are short: for each work and each of its starts, whether it has begun by then."""

    def __init__(self, calendar: Calendar, works: Sequence[Work], needs: Needs, soonest: Sequence[int] | None) -> None:
        self._calendar, self._works = calendar, works
        self._program = Program()
        self._never, self._always = self._program.variable(0, 0), self._program.variable(1, 1)
        self._starts: list[tuple[int, ...]] = []
        self._begun: list[list[int]] = []
        for number, work in enumerate(works):
            low = work.starts[0] if soonest is None else soonest[number]
            starts = tuple(slot for slot in work.starts if slot >= low)
            begun = [*(self._program.binary() for _ in starts[:-1]), self._always]
            for earlier, later in pairwise(begun):
                self._program.row({earlier: 1.0, later: -1.0}, high=0)
            self._starts.append(starts)
            self._begun.append(begun)
        for need in needs:
            for start, variable in zip(self._starts[need.work], self._begun[need.work], strict=True):
                row = {variable: 1.0}
                for other in need.others:
                    ended = self._begun_by(other, start + need.lead - works[other].slots)
                    row[ended] = row.get(ended, 0.0) - 1.0
                self._program.row(row, high=0)
        self._means()

    def best(self) -> tuple[list[int], bool]:
        """Returns the start of each work and whether no better one is left; the plan by quarters where time runs out."""
        home = self._values([work.home for work in self._works])
        end = self._program.variable(0, float(max(work.starts[-1] + work.slots for work in self._works)), whole=True)
        home.append(float(max(work.home + work.slots for work in self._works)))
        for number, work in enumerate(self._works):
            terms = self._weighted(number, [float(slot + work.slots) for slot in self._starts[number]])
            self._program.row({**terms, end: -1.0}, high=0)
        soonest = self._program.minimise({end: 1.0}, seconds=_SECONDS, start=home)
        if soonest.ended is not Ended.PROVEN:
            return self._read(soonest.values if soonest.ended is Ended.STOPPED else home), False
        self._program.row({end: 1.0}, high=soonest.objective + 0.4)
        early: dict[int, float] = {}
        for number, starts in enumerate(self._starts):
            for variable, weight in self._weighted(number, [float(slot) for slot in starts]).items():
                early[variable] = early.get(variable, 0.0) + weight
        tidy = self._program.minimise(early, seconds=_SECONDS, start=soonest.values)
        values = tidy.values if tidy.ended in {Ended.PROVEN, Ended.STOPPED} else soonest.values
        return self._read(values), tidy.ended is Ended.PROVEN

    def _values(self, slots: Sequence[int]) -> list[float]:
        values = [0.0] * len(self._program.low)
        for slot, starts, begun in zip(slots, self._starts, self._begun, strict=True):
            for start, variable in zip(starts, begun, strict=True):
                values[variable] = 1.0 if start >= slot else 0.0
        values[self._always] = 1.0
        return values

    def _read(self, values: Sequence[float]) -> list[int]:
        return [
            next(start for start, variable in zip(starts, begun, strict=True) if values[variable] > 0.5)
            for starts, begun in zip(self._starts, self._begun, strict=True)
        ]

    def _begun_by(self, number: int, slot: int) -> int:
        """Returns the variable that says whether a work has begun by a half-month."""
        place = sum(start <= slot for start in self._starts[number]) - 1
        return self._never if place < 0 else self._begun[number][place]

    def _weighted(self, number: int, weights: Sequence[float]) -> dict[int, float]:
        """Returns the terms of the weight that belongs to the start of a work, one weight for each of its starts."""
        terms: dict[int, float] = {}
        # A work that has begun by one start has begun by the next too: differences leave the weight of its own start.
        for variable, weight, following in zip(self._begun[number], weights, [*weights[1:], 0.0], strict=True):
            terms[variable] = terms.get(variable, 0.0) + weight - following
        return terms

    def _means(self) -> None:
        calendar = self._calendar
        for quarter in range(calendar.quarters):
            if calendar.staff is not None:
                hands = [
                    [float(dict(work.hands(slot)).get(quarter, 0)) for slot in starts]
                    for work, starts in zip(self._works, self._starts, strict=True)
                ]
                self._limit(hands, calendar.staff)
            if calendar.most_at_once is not None:
                busy = [
                    [float(quarter in work.busy(slot)) for slot in starts]
                    for work, starts in zip(self._works, self._starts, strict=True)
                ]
                self._limit(busy, calendar.most_at_once)
        budget = 0
        for year in calendar.years:
            budget = (budget if calendar.carry_over else 0) + year.budget_units
            first = 0 if calendar.carry_over else year.first
            paid = [
                [float(work.paid(calendar, slot, first, year.last)) for slot in starts]
                for work, starts in zip(self._works, self._starts, strict=True)
            ]
            self._limit(paid, budget)

    def _limit(self, uses: Sequence[Sequence[float]], most: int) -> None:
        row: dict[int, float] = {}
        for number, weights in enumerate(uses):
            for variable, weight in self._weighted(number, weights).items():
                row[variable] = row.get(variable, 0.0) + weight
        self._program.row({variable: weight for variable, weight in row.items() if weight}, high=most + _FUZZ)
