"""The program of a plan with the indices of its variables, and the aims that can be built from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from math import gcd

from models.catalogue import MeasureId
from models.catalogue.public_money import SubsidyId
from models.planner.asking.offers import Offer, Pick
from models.planner.solving.gains import Curve
from models.planner.solving.program import Program
from models.rulebook import ConditionId

HIGHEST_SCORE = 5
"""Maturity is five levels, each worth one point at most."""


class TimeForm(StrEnum):
    """How much of time a program knows; each is a relaxation of the next, and more is solved only where less does not fit."""

    UNTIMED = "untimed"
    BY_YEARS = "by years"
    TIMED = "timed"


class Lend(StrEnum):
    """A limit that may be exceeded, to find out by how little the target could be reached."""

    MONEY = "money"
    HANDS = "hands"
    SEASON = "season"


@dataclass(slots=True)
class Selection:
    """The program with the numbers of its variables."""

    program: Program
    picks: dict[Pick, int] = field(default_factory=dict)
    """Whether a measure is got in a way."""
    starts: dict[tuple[Pick, int], int] = field(default_factory=dict)
    """Whether it starts in a quarter; only in the timed form."""
    have: dict[MeasureId, dict[int, float]] = field(default_factory=dict)
    """The picks that add up to having a measure."""
    in_time: dict[MeasureId, dict[int, float]] = field(default_factory=dict)
    """The same for what is finished by the deadline; only where something may finish later."""
    closed: dict[ConditionId, int] = field(default_factory=dict)
    """Whether a condition is closed; only when not every one must be."""
    score: int | None = None
    """The maturity score; only where a condition counts it."""
    support: dict[SubsidyId, int] = field(default_factory=dict)
    """Public money from each rule, money units."""
    gains: list[Curve] = field(default_factory=list)
    """What each kind of gain is worth a year; only where gains are asked for."""
    offers: dict[Pick, Offer] = field(default_factory=dict)
    loans: list[int] = field(default_factory=list)
    """Money beyond the budget, one variable a year, money units; only where it is asked how much is missing."""
    later_loan: int | None = None
    """Money beyond the running budget in every later year; only there too, and where that budget was given."""
    extra_hands: int | None = None
    """Staff units beyond the limit in every quarter; only where it is asked how many are missing."""

    opened: dict[int, int] = field(default_factory=dict)
    """Whether something may start in a closed quarter after all, by its index; only where that is asked."""

    def cost(self) -> dict[int, float]:
        """Returns the cost of ownership, less public money, as an aim."""
        aim = {variable: float(self.offers[pick].owned_units) for pick, variable in self.picks.items()}
        aim.update(dict.fromkeys(self.support.values(), -1.0))
        return aim

    def paid(self, values: Sequence[float]) -> float:
        """Returns the public money of a solution, money units."""
        return sum(values[variable] for variable in self.support.values())

    def invested(self) -> dict[int, float]:
        """Returns the one-off cost, less public money, as an aim."""
        aim = {variable: float(self.offers[pick].one_off_units) for pick, variable in self.picks.items()}
        aim.update(dict.fromkeys(self.support.values(), -1.0))
        return aim

    def net_a_year(self) -> dict[int, float]:
        """Returns running cost less gains, each of a year, as an aim: below zero is what is left over."""
        aim = {variable: 4.0 * self.offers[pick].running_units for pick, variable in self.picks.items()}
        aim.update({curve.gain: -1.0 for curve in self.gains})
        return aim

    def cost_then_order(self) -> tuple[dict[int, float], float]:
        """Returns cost and catalogue order as one aim, and what one money unit weighs in it.

        The weight is larger than all numbers of order together, so order decides only between equal costs. It breaks
        ties: fewer measures, and those that stand earlier in the catalogue.
        """
        cost = self.cost()
        common = reduce(gcd, (int(abs(worth)) for worth in cost.values()), 0) or 1
        weight = float(len(self.picks) * (len(self.picks) + 1) // 2 + 1)
        aim = {variable: worth / common * weight for variable, worth in cost.items()}
        for number, variable in enumerate(self.picks.values(), 1):
            aim[variable] += number
        return aim, weight / common

    def chosen(self, values: Iterable[float]) -> frozenset[Pick]:
        """Returns the measures and ways that a solution takes."""
        known = list(values)
        return frozenset(pick for pick, variable in self.picks.items() if known[variable] > 0.5)

    def timetable(self, values: Iterable[float]) -> dict[Pick, int]:
        """Returns the start quarter of each of them, by index."""
        known = list(values)
        return {pick: index for (pick, index), variable in self.starts.items() if known[variable] > 0.5}
