"""What a region may publish: fixed tables of counts by tier, de-identified, groups under five suppressed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType

from models.region.facts import GroupField, RegionFact
from models.region.pyramid import RUNGS, groups, tally

SMALLEST = 5
"""A group with fewer factories, and at least one, is not published."""
PUBLISHED_FIELDS = (GroupField.INDUSTRY, GroupField.SIZE, GroupField.CITY)
Cell = tuple[str, str, int]
"""GroupField, group and rung; `WHOLE` for the sum over the groups, `ALL_RUNGS` for the sum over the rungs."""
WHOLE = ""
"""As a field: all factories, whatever their group."""
ALL_RUNGS = -1
Counts = NewType("Counts", Mapping[Cell, int])


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum that every reader of the tables knows: the parts make up the total."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Which tables there are: the groups of every field."""

    rows: Mapping[str, tuple[str, ...]]
    """GroupField to its groups; the group without a name holds those whose report does not say."""

    def cells(self) -> tuple[Cell, ...]:
        """Returns every cell: the whole, then the tables with their sums."""
        whole = [(WHOLE, "", rung) for rung in (ALL_RUNGS, *range(RUNGS))]
        inside = [
            (field, row, rung)
            for field, rows in self.rows.items()
            for row in rows
            for rung in (ALL_RUNGS, *range(RUNGS))
        ]
        return (*whole, *inside)

    def equations(self) -> tuple[Equation, ...]:
        """Returns the sums that hold between the cells."""
        rungs = range(RUNGS)
        sums = [Equation((WHOLE, "", ALL_RUNGS), tuple((WHOLE, "", rung) for rung in rungs))]
        for field, rows in self.rows.items():
            sums += [Equation((field, row, ALL_RUNGS), tuple((field, row, rung) for rung in rungs)) for row in rows]
            sums += [
                Equation((WHOLE, "", rung), tuple((field, row, rung) for row in rows)) for rung in (ALL_RUNGS, *rungs)
            ]
        return tuple(sums)


@dataclass(frozen=True, slots=True)
class Publication:
    """Tables as they are published: a count for each cell, None where it is suppressed."""

    frame: Frame
    cells: Mapping[Cell, int | None]
    day: str = ""
    """ISO date."""

    @property
    def suppressed(self) -> frozenset[Cell]:
        """The cells that are left open."""
        return frozenset(cell for cell, count in self.cells.items() if count is None)


def counted_cells(facts: Sequence[RegionFact]) -> tuple[Frame, Counts]:
    """Returns the tables of a region and every count in them, nothing suppressed; not for publication."""
    by_field = {by: groups(facts, by) for by in PUBLISHED_FIELDS}
    frame = Frame({str(by): tuple(group.key for group in rows) for by, rows in by_field.items() if rows})
    counts: dict[Cell, int] = {}

    def enter(field: str, row: str, reached: Sequence[int]) -> None:
        counts[field, row, ALL_RUNGS] = sum(reached)
        for rung, number in enumerate(reached):
            counts[field, row, rung] = number

    enter(WHOLE, "", tally(facts).reached)
    for by, rows in by_field.items():
        for group in rows:
            enter(str(by), group.key, group.tally.reached)
    return frame, Counts(counts)
