"""What a reader of published tables can work out about the cells that were left open, found by solving (HiGHS).

The reader knows every published count, that counts are whole and not below zero, and how the cells add up; of earlier
publications also that no factory leaves its group, and where nothing published differs, that nothing has changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from models.region.publication import ALL_RUNGS, SMALLEST, WHOLE, Cell, Publication

_WHOLE_ENOUGH = 1e-6
_Column = tuple[int, Cell]
"""Which publication, 0 for the new one, and a cell of its tables."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which counts a cell must lie, as far as the reader can tell."""

    low: int
    high: float
    """`inf` where nothing limits it."""

    @property
    def is_safe(self) -> bool:
        """Whether the reader learns no more than that the group is under five: it may be 1, and it may be 4."""
        return self.low <= 1 and self.high >= SMALLEST - 1


@dataclass(slots=True)
class TableReader:
    """All that the published tables say, as a program of whole numbers."""

    publications: Sequence[Publication]
    """The new one first, then the earlier ones."""
    unchanged: frozenset[int] = frozenset()
    """The earlier ones in which nothing published differs from the new one."""
    growing: Iterable[tuple[int, Cell]] = ()
    """Sums of groups in earlier publications that have not become smaller since."""
    _columns: dict[_Column, int] = field(default_factory=dict)
    _rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, publication in enumerate(self.publications):
            for cell in publication.frame.cells():
                self._column((number, cell))
            for equation in publication.frame.equations():
                terms = {self._column((number, part)): 1.0 for part in equation.parts}
                terms[self._column((number, equation.total))] = -1.0
                self._rows.append((terms, 0.0, 0.0))
        known = set(self._columns)
        for number, cell in self.growing:
            if (0, cell) in known and number not in self.unchanged:
                self._rows.append(({self._column((0, cell)): 1.0, self._column((number, cell)): -1.0}, 0.0, inf))

    def _column(self, column: _Column) -> int:
        number, cell = column
        # What has not changed is one number in both publications.
        name = (0, cell) if number in self.unchanged else column
        return self._columns.setdefault(name, len(self._columns))

    def bounds(self, cells: Iterable[Cell]) -> dict[Cell, Bounds]:
        """Returns between which counts each cell of the new publication can lie, exactly."""
        solver = _Solver(len(self._columns), self._rows, self._published())
        places = {cell: self._columns[0, cell] for cell in cells}
        return {
            cell: Bounds(round(solver.extreme(place, least=True)), solver.extreme(place, least=False))
            for cell, place in places.items()
        }

    def unsafe(self, cells: Iterable[Cell]) -> dict[Cell, Bounds]:
        """Returns the cells of which the reader learns more than that they are under five, with what is learnt.

        Every solution shows counts for all cells at once, so that most need no solve of their own.
        """
        solver = _Solver(len(self._columns), self._rows, self._published())
        waiting = {cell: self._columns[0, cell] for cell in cells}
        may_be_low: set[Cell] = set()
        may_be_high: set[Cell] = set()
        learnt: dict[Cell, Bounds] = {}
        for cell, place in waiting.items():
            bounds = [0.0, inf]
            for side, (shown, least) in enumerate(((may_be_low, True), (may_be_high, False))):
                if cell in shown:
                    continue
                bounds[side] = solver.extreme(place, least=least)
                for other, column in waiting.items():
                    if solver.values[column] < 1.5:
                        may_be_low.add(other)
                    if solver.values[column] > SMALLEST - 1.5:
                        may_be_high.add(other)
            outcome = Bounds(round(bounds[0]), bounds[1])
            if not outcome.is_safe:
                learnt[cell] = outcome
        return learnt

    def _published(self) -> dict[int, int]:
        return {
            self._column((number, cell)): count
            for number, publication in enumerate(self.publications)
            for cell, count in publication.cells.items()
            if count is not None
        }


class _Solver:
    """One program with many objectives, each started from the solution of the last."""

    def __init__(
        self, columns: int, rows: Sequence[tuple[Mapping[int, float], float, float]], fixed: Mapping[int, int]
    ) -> None:
        import highspy
        import numpy

        self._states = highspy.HighsModelStatus
        self._kinds = highspy.HighsVarType
        self._senses = highspy.ObjSense
        # HiGHS comes without types.
        self._solver: Any = highspy.Highs()
        self._solver.silent()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.4)):
            self._solver.setOptionValue(option, value)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = columns, len(rows)
        program.col_cost_ = numpy.zeros(columns)
        low, high = numpy.zeros(columns), numpy.full(columns, highspy.kHighsInf)
        for column, count in fixed.items():
            low[column] = high[column] = count
        program.col_lower_, program.col_upper_ = low, high
        program.row_lower_ = numpy.array([row[1] for row in rows], dtype=float)
        program.row_upper_ = numpy.array([row[2] for row in rows], dtype=float)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = numpy.concatenate(([0], numpy.cumsum([len(row[0]) for row in rows]))).astype(numpy.int32)
        matrix.index_ = numpy.array([column for row in rows for column in row[0]], dtype=numpy.int32)
        matrix.value_ = numpy.array([weight for row in rows for weight in row[0].values()], dtype=float)
        self._count = columns
        self._solver.passModel(program)
        self.values: list[float] = [0.0] * columns
        """The counts of the last solution."""

    def extreme(self, column: int, *, least: bool) -> float:
        """Returns the least or the greatest whole value of a column; `inf` where nothing limits it.

        Raises:
            ValueError: when the publications contradict each other.
        """
        self._solver.changeColCost(column, 1.0)
        self._solver.changeObjectiveSense(self._senses.kMinimize if least else self._senses.kMaximize)
        try:
            value = self._solved(column)
            if any(abs(each - round(each)) > _WHOLE_ENOUGH for each in self.values):
                # Most vertices are whole anyway; only where one is not, whole numbers are asked for.
                self._set_kind(self._kinds.kInteger)
                value = self._solved(column)
                self._set_kind(self._kinds.kContinuous)
            return value
        finally:
            self._solver.changeColCost(column, 0.0)

    def _set_kind(self, kind: object) -> None:
        for each in range(self._count):
            self._solver.changeColIntegrality(each, kind)

    def _solved(self, column: int) -> float:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in {self._states.kUnbounded, self._states.kUnboundedOrInfeasible}:
            self.values = [0.0] * self._count
            return inf
        if status != self._states.kOptimal:
            raise ValueError("the published tables contradict each other")
        self.values = list(self._solver.getSolution().col_value)
        return self.values[column]


def differences(new: Mapping[Cell, int | None], earlier: Mapping[Cell, int | None]) -> tuple[Cell, ...]:
    """Returns the cells that both publications show and that differ by less than five: so few came, went or rose."""
    return tuple(
        cell
        for cell, count in new.items()
        if count is not None and (before := earlier.get(cell)) is not None and 0 < abs(count - before) < SMALLEST
    )


def sums_of_groups(publication: Publication) -> tuple[Cell, ...]:
    """Returns the cells that count whole groups, whatever their tier."""
    return tuple(cell for cell in publication.frame.cells() if cell[2] == ALL_RUNGS and cell[0] != WHOLE)
