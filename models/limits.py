"""What the planner is asked: the target, and what the manager can give and what must or must not happen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import total_ordering
from types import MappingProxyType

from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.rulebook import TierId

MOST_QUARTERS = 40
MOST_YEARS = 20
USUAL_QUARTERS = 12
USUAL_YEARS = 5
MOST_MARGIN = 9
BEYOND_DEADLINE = 4
"""Quarters by which a money plan goes beyond the deadline, so that what runs on is seen for a year."""
_QUARTER = re.compile(r"(20[0-9]{2})Q([1-4])")


@total_ordering
@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, written `2027Q1`."""

    year: int
    number: int
    """1 to 4."""

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Returns the quarter written as `2027Q1`; what a person types is read by `models.typed`.

        Raises:
            ValueError: when `text` is not of this form.
        """
        written = _QUARTER.fullmatch(text)
        if not written:
            raise ValueError(text)
        return cls(int(written[1]), int(written[2]))

    def later(self, quarters: int) -> "Quarter":
        """Returns the quarter that is `quarters` after this one (before it when negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def until(self, other: "Quarter") -> int:
        """Returns how many quarters `other` is after this one; less than zero when it is before."""
        return (other.year - self.year) * 4 + other.number - self.number

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Quarter):
            return NotImplemented
        return (self.year, self.number) < (other.year, other.number)


class Objective(StrEnum):
    """What comes second, after the target tier is reached."""

    CHEAPEST = "cheapest"
    """Least total cost of ownership over the years of use: one-off, running, less subsidies."""
    SOONEST = "soonest"
    PAYBACK = "payback"
    BENEFIT = "benefit"


GAINS = frozenset({Objective.PAYBACK, Objective.BENEFIT})
"""What asks for measures that no condition needs."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A step that the person has put in place: the solver plans around it."""

    measure: MeasureId
    variant: VariantId | None = None
    """None leaves the choice to the planner."""
    quarter: Quarter | None = None
    """None leaves the start to the planner."""


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What the person agreed on, or knows, for one way to get one measure beside its price."""

    stop_wan: Decimal | None = None
    """What the stop of production during installation costs, 万元; None for what the catalogue says."""
    payment: tuple[Decimal, ...] = ()
    """As `Limits.payment`, for this way alone; empty for the terms of everything else."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the manager can give, and what must or must not happen."""

    target: TierId
    budget_wan: tuple[Decimal, ...]
    """Money in 万元 for each year; one figure holds for every year, the last one for years beyond the list."""
    start: Quarter
    quarters: int = USUAL_QUARTERS
    """Length of the money plan, 1 to 40: the quarters that are shown."""
    deadline: Quarter | None = None
    """By the end of which quarter the target is to be reached; None for the end of the money plan."""
    years_of_use: int = USUAL_YEARS
    """Ownership is reckoned to one date for all measures: so many years after the start, 1 to 20."""
    running_budget_wan: Decimal | None = None
    """What may be paid a year for running cost, for ever after; None for the last year's budget."""
    margin: int = 0
    """How many answers may turn out one grade lower without maturity, coverage or the AI share losing the target."""
    staff_weeks: Decimal | None = None
    """Own person-weeks that can be spared in each quarter; None for no limit."""
    carry_over: bool = False
    """Whether money not used in one year may be used in the next."""
    most_at_once: int | None = None
    """Most measures under way in one quarter; None for no limit."""
    blackout: frozenset[Quarter] = frozenset()
    """Quarters in which nothing may start (peak season)."""
    require: tuple[Lock, ...] = ()
    forbid: frozenset[MeasureId] = frozenset()
    forbid_ways: frozenset[tuple[MeasureId, VariantId]] = frozenset()
    """Ways that are ruled out of measures that are not."""
    done: frozenset[MeasureId] = frozenset()
    """Measures that the factory already has."""
    prices_wan: Mapping[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """The user's own quotes: one-off 万元 and running 万元 a year."""
    payment: tuple[Decimal, ...] = ()
    """Shares of every one-off price, together 1, due in the quarter in which a measure starts and in those after it;
    what would be due after the plan is due in its last quarter. Empty for the catalogue's terms, usually all at the start."""
    terms: Mapping[tuple[MeasureId, VariantId], OwnTerms] = field(default_factory=lambda: MappingProxyType({}))
    """The user's own terms for single ways."""
    objective: Objective = Objective.CHEAPEST
    budget_by_quarter: bool = False
    """Whether `budget_wan` holds a figure for each quarter instead of each year; what is not used carries over by the
    same rule."""
    uncounted: frozenset[SubsidyId] = frozenset()
    """Subsidy rules whose money the manager does not count on."""
    eligible: frozenset[SubsidyId] = frozenset()
    """Subsidy rules whose question (`Subsidy.asks`) the manager answered with yes."""
    funding: Mapping[FundingFact, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    """What rules of public money need to know of the firm, as far as the manager said it."""
    like: tuple[tuple[MeasureId, VariantId, Quarter], ...] = ()
    """The last plan: among plans that are equally good, the one with the fewest changes against it is chosen."""
    sure: Decimal | None = None
    """Share of cases, 0.5 to 1, in which no price is exceeded when all are dear or cheap together: every price is taken
    there in its range; own quotes stay as they are. None for the typical price, which is exceeded in half the cases."""

    @property
    def deadline_quarters(self) -> int:
        """In how many quarters from the start the target is to be reached, whole plan at most; below 1 before it."""
        return self.quarters if self.deadline is None else min(self.quarters, self.start.until(self.deadline) + 1)

    @property
    def affordable_wan(self) -> Decimal:
        """What may be paid a year for running cost, 万元."""
        if self.running_budget_wan is not None:
            return self.running_budget_wan
        return self.budget_wan[-1] * (4 if self.budget_by_quarter else 1)
