"""The horizon in quarters: the money of each year, the staff of each quarter, quarters in which nothing may start."""

from dataclasses import dataclass
from decimal import Decimal

from models.limits import GAINS, Limits, Quarter
from models.planner.asking.offers import MONEY_UNITS, STAFF_UNITS, Offer


@dataclass(frozen=True, slots=True)
class Year:
    """One span with its own money: a calendar year of the horizon, or a quarter where money is given by quarter."""

    name: str
    first: int
    """Index of its first quarter inside the horizon."""
    last: int
    budget_units: int
    """Money units, what the factory already pays for running cost taken off."""
    unpaid_units: int
    """What the money of the span does not pay of that running cost, money units."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The limits of time, by index of quarter from 0."""

    start: Quarter
    quarters: int
    years: tuple[Year, ...]
    carry_over: bool
    staff: int | None
    """Staff units in each quarter."""
    most_at_once: int | None
    closed: frozenset[int]
    """Quarters in which nothing may start."""
    deadline: int
    """Number of quarters by whose end everything chosen must be finished; at most `quarters`."""
    running_units: int
    """What may be paid a year once everything runs, for ever after, money units."""
    running_unpaid_units: int
    """What that money does not pay of what the factory already pays, money units a year."""
    late: bool = False
    """Whether what the target does not need may finish after the deadline: then it counts only from then on."""

    @classmethod
    def of(cls, limits: Limits, deadline: int | None = None, standing: int = 0) -> "Calendar":
        """Returns the calendar of some limits.

        Args:
            limits: money, hands and seasons.
            deadline: quarters by whose end the target is reached, where that is earlier than asked.
            standing: what the factory already pays for running cost, money units a quarter: taken off every budget.
        """
        length = limits.quarters
        wanted = limits.deadline_quarters if deadline is None else min(deadline, limits.deadline_quarters)
        firsts: dict[int, list[int]] = {}
        for index in range(length):
            span = index if limits.budget_by_quarter else limits.start.later(index).year
            firsts.setdefault(span, []).append(index)
        years = []
        for position, (_, indices) in enumerate(sorted(firsts.items())):
            wan = limits.budget_wan[min(position, len(limits.budget_wan) - 1)] if limits.budget_wan else Decimal(0)
            # Rounded down: a plan never costs more than the manager said.
            first = limits.start.later(indices[0])
            name = str(first) if limits.budget_by_quarter else str(first.year)
            free = int(wan * MONEY_UNITS) - standing * len(indices)
            years.append(Year(name, indices[0], indices[-1], max(0, free), max(0, -free)))
        running = int(limits.affordable_wan * MONEY_UNITS) - 4 * standing
        return cls(
            start=limits.start,
            quarters=length,
            years=tuple(years),
            carry_over=limits.carry_over,
            staff=None if limits.staff_weeks is None else int(limits.staff_weeks * STAFF_UNITS),
            most_at_once=limits.most_at_once,
            closed=frozenset(index for index in range(length) if limits.start.later(index) in limits.blackout),
            deadline=wanted,
            running_units=max(0, running),
            running_unpaid_units=max(0, -running),
            late=wanted < length and (bool(limits.require) or limits.objective in GAINS),
        )

    def paid(self, offer: Offer, start: int, first: int, last: int) -> int:
        """Returns what an offer that starts in a quarter costs from one quarter to another, by index, money units."""
        return offer.paid(start, first, last, self.quarters - 1)

    def quarter(self, index: int) -> Quarter:
        """Returns the quarter at an index."""
        return self.start.later(index)
