"""Which cells stay open, so that no group under five can be worked out: not from the sums, nor from earlier publications."""

from collections.abc import Sequence

from models.region.facts import RegionFact
from models.region.inference import TableReader, differences, sums_of_groups
from models.region.publication import (
    SMALLEST,
    Cell,
    Counts,
    Equation,
    Frame,
    Publication,
    counted_cells,
)


def publication_of(facts: Sequence[RegionFact], earlier: Sequence[Publication] = (), day: str = "") -> Publication:
    """Returns the tables of a region as they can be published.

    Args:
        facts: the latest report of each factory.
        earlier: what was published before, in any order.
        day: ISO date of the publication.
    """
    frame, counts = counted_cells(facts)
    return suppressed(frame, counts, earlier, day)


def suppressed(frame: Frame, counts: Counts, earlier: Sequence[Publication] = (), day: str = "") -> Publication:
    """Returns tables with every group under five left open, and as many other cells as are needed to keep them open.

    Cells are left open one after another, the smallest first, until nothing more can be worked out; it ends, because
    nothing can when nothing is published.
    """
    hidden = {cell for cell, count in counts.items() if 0 < count < SMALLEST}
    equations = frame.equations()
    kept_open = [before.suppressed for before in earlier]
    while True:
        shown = Publication(frame, {cell: None if cell in hidden else counts[cell] for cell in frame.cells()}, day)
        wanted = _to_hide(shown, counts, earlier, equations, kept_open)
        if not wanted:
            return shown
        hidden |= wanted


def _to_hide(
    shown: Publication,
    counts: Counts,
    earlier: Sequence[Publication],
    equations: Sequence[Equation],
    kept_open: Sequence[frozenset[Cell]],
) -> set[Cell]:
    """Returns the cells to be left open next; none when nothing can be worked out."""
    hidden = shown.suppressed
    wanted = {cell for before in earlier for cell in differences(shown.cells, before.cells)}
    if wanted:
        return wanted

    def next_in(equation: Equation) -> Cell | None:
        """The published part that costs least: open before, then small; the total where no part is left."""
        parts = [cell for cell in equation.parts if cell not in hidden and counts[cell]]
        parts.sort(key=lambda cell: (not any(cell in before for before in kept_open), counts[cell], cell))
        return parts[0] if parts else None if equation.total in hidden else equation.total

    for equation in equations:
        rest = sum(counts[cell] for cell in equation.parts if cell in hidden)
        if equation.total not in hidden and 0 < rest < SMALLEST:
            cell = next_in(equation)
            if cell is not None:
                wanted.add(cell)
    if wanted:
        return wanted
    revealed = learnt(shown, counts, earlier)
    for cell in revealed:
        choices = [
            choice
            for equation in equations
            if cell == equation.total or cell in equation.parts
            if (choice := next_in(equation)) is not None
        ]
        if choices:
            wanted.add(min(choices, key=lambda choice: (counts[choice], choice)))
    if wanted or not revealed:
        return wanted
    published = [cell for cell in shown.cells if cell not in hidden]
    return {min(published, key=lambda cell: (not counts[cell], counts[cell], cell))} if published else set()


def learnt(shown: Publication, counts: Counts, earlier: Sequence[Publication] = ()) -> tuple[Cell, ...]:
    """Returns the groups under five of which a reader of the tables learns more than that, found by solving."""
    small = [cell for cell in shown.suppressed if 0 < counts[cell] < SMALLEST]
    if not small:
        return ()
    return tuple(reader(shown, counts, earlier).unsafe(sorted(small)))


def reader(shown: Publication, counts: Counts, earlier: Sequence[Publication] = ()) -> TableReader:
    """Returns what a reader of all publications knows.

    Args:
        shown: the new publication.
        counts: the true counts: what is not so, nobody can know.
        earlier: what was published before.
    """
    same = frozenset(
        number
        for number, before in enumerate(earlier, 1)
        if set(before.cells) == set(shown.cells)
        and all(counts[cell] == count for cell, count in before.cells.items() if count is not None)
    )
    growing = [
        (number, cell)
        for number, before in enumerate(earlier, 1)
        for cell in sums_of_groups(before)
        if counts.get(cell, 0) >= (before.cells.get(cell) or 0)
    ]
    return TableReader((shown, *earlier), same, growing)
