"""A mixed-integer program and its solution by HiGHS: the only module that knows the solver.

Coefficients of objectives are whole numbers, so that a gap below one unit is a proof. One thread and a fixed seed make
the same program give the same answer on every machine.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

Terms = Mapping[int, float]
"""Coefficient by variable number."""
Progress = Callable[[float | None, float], None]
"""Called with the best value so far (None before the first) and the proven bound."""
Cancelled = Callable[[], bool]


class Ended(StrEnum):
    """How a solve ended."""

    PROVEN = "proven"
    STOPPED = "stopped"
    """Cancelled or out of time; the values are the best so far."""
    NOTHING = "nothing"
    """Cancelled or out of time before any plan was found."""
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver found."""

    ended: Ended
    values: Sequence[float]
    objective: float
    bound: float

    def chosen(self, variable: int) -> bool:
        """Returns whether a yes-or-no variable is yes."""
        return self.values[variable] > 0.5


@dataclass(frozen=True, slots=True)
class Manner:
    """How thoroughly the least value is looked for."""

    near: float = 0.0
    """Relative distance from the least value that is good enough; 0 for the least itself."""
    seek: bool = True
    """Whether the solver looks for solutions by small programs of its own; where branching finds them soon, that costs more
    than it brings. The least value is the same."""
    nodes: int | None = None
    """After so many branches the best so far will do; unlike a time it ends alike on every machine. Of the searches only
    the one that brings most is made then."""
    without: Collection[int] = ()
    """Variables held at 0: then what is found is the least of less."""
    in_parts: bool = False
    """Parts of what is whole may be taken: the value is a bound of the least one, found very quickly."""


PROVEN = Manner()


@dataclass(slots=True)
class Program:
    """Variables and rows, added one by one."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def binary(self) -> int:
        """Adds a yes-or-no variable and returns its number."""
        return self.variable(0, 1, whole=True)

    def variable(self, low: float, high: float, *, whole: bool = False) -> int:
        """Adds a variable between two bounds and returns its number."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, terms: Terms, low: float = -inf, high: float = inf) -> int:
        """Demands that a sum stay between two bounds and returns its number."""
        self.rows.append((terms, low, high))
        return len(self.rows) - 1

    def minimise(
        self,
        objective: Terms,
        *,
        on_progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        seconds: float = inf,
        start: Sequence[float] | None = None,
        manner: Manner = PROVEN,
    ) -> Solution:
        """Returns the least value of a sum with whole coefficients, and where it is taken.

        Args:
            objective: whole coefficients; all its variables are whole, so values differ by at least one.
            on_progress: told the best value and the bound whenever they move.
            cancelled: asked often; true stops with the best so far.
            seconds: stops likewise.
            start: values that are known to satisfy every row.
            manner: how thoroughly.
        """
        if not self.low:
            kept = all(low <= 0 <= high for _, low, high in self.rows)
            return Solution(Ended.PROVEN, (), 0.0, 0.0) if kept else Solution(Ended.IMPOSSIBLE, (), inf, inf)
        import highspy
        import numpy

        solver = highspy.Highs()
        solver.silent()
        for option, value in _OPTIONS.items():
            solver.setOptionValue(option, value)
        for option in _SEEKING if not manner.seek else _SEEKING[1:] if manner.nodes is not None else ():
            solver.setOptionValue(option, False)
        if manner.nodes is not None:
            solver.setOptionValue("mip_max_nodes", manner.nodes)
        if manner.near:
            solver.setOptionValue("mip_rel_gap", manner.near)
        if seconds < inf:
            solver.setOptionValue("time_limit", max(seconds, 0.01))
        program = highspy.HighsLp()
        count = len(self.low)
        program.num_col_, program.num_row_ = count, len(self.rows)
        cost = numpy.zeros(count)
        for variable, weight in objective.items():
            cost[variable] = weight
        program.col_cost_ = cost
        program.col_lower_ = numpy.array(self.low, dtype=float)
        upper = numpy.array(self.high, dtype=float)
        upper[list(manner.without)] = 0.0
        program.col_upper_ = upper
        program.row_lower_ = numpy.array([row[1] for row in self.rows], dtype=float)
        program.row_upper_ = numpy.array([row[2] for row in self.rows], dtype=float)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        sizes = [len(row[0]) for row in self.rows]
        matrix.start_ = numpy.concatenate(([0], numpy.cumsum(sizes))).astype(numpy.int32)
        matrix.index_ = numpy.array([variable for row in self.rows for variable in row[0]], dtype=numpy.int32)
        matrix.value_ = numpy.array([weight for row in self.rows for weight in row[0].values()], dtype=float)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[whole] for whole in self.whole]
        solver.passModel(program)
        solver.setOptionValue("solve_relaxation", manner.in_parts)
        if start is not None and not manner.in_parts:
            known = highspy.HighsSolution()
            known.col_value = list(start)
            solver.setSolution(known)
        if not manner.in_parts and not any(objective.values()) and _is_impossible_in_shares(solver, highspy):
            return Solution(Ended.IMPOSSIBLE, (), inf, inf)
        _listen(solver, on_progress, cancelled)
        solver.run()
        return _result(solver, highspy)


_OPTIONS: Mapping[str, object] = {
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.4,
    "mip_feasibility_tolerance": 1e-7,
    "primal_feasibility_tolerance": 1e-8,
    # Starting anew from the root costs these small programs more than what it fixes saves (measured: a third of the time).
    "mip_allow_restart": False,
}
_SEEKING = ("mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_heuristic_run_root_reduced_cost")


def _is_impossible_in_shares(solver: Any, highspy: Any) -> bool:
    """Returns whether not even parts of measures satisfy every row: mostly seen at once, long before the program is."""
    solver.setOptionValue("solve_relaxation", True)
    solver.run()
    impossible: bool = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    solver.setOptionValue("solve_relaxation", False)
    solver.clearSolver()
    return impossible


def _listen(solver: Any, on_progress: Progress | None, cancelled: Cancelled | None) -> None:
    # HiGHS comes without types: its solver, events and module are `Any` here and nowhere else.
    last = [0.0]

    def improved(event: Any) -> None:
        out = event.data_out
        if on_progress is not None:
            on_progress(out.mip_primal_bound if abs(out.mip_primal_bound) < 1e29 else None, out.mip_dual_bound)

    def interrupted(event: Any) -> None:
        if cancelled is not None and cancelled():
            event.interrupt()
        now = time.monotonic()
        if on_progress is not None and now - last[0] > 0.1:
            last[0] = now
            improved(event)

    if on_progress is not None:
        solver.cbMipImprovingSolution += improved
    if on_progress is not None or cancelled is not None:
        solver.cbMipInterrupt += interrupted


def _result(solver: Any, highspy: Any) -> Solution:
    status = solver.getModelStatus()
    states = highspy.HighsModelStatus
    info = solver.getInfo()
    if status == states.kOptimal:
        values = list(solver.getSolution().col_value)
        objective = info.objective_function_value
        bound = objective
        return Solution(Ended.PROVEN, values, objective, bound)
    if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
        return Solution(Ended.IMPOSSIBLE, (), inf, inf)
    feasible = info.primal_solution_status == 2 and abs(info.objective_function_value) < 1e29
    if not feasible:
        return Solution(Ended.NOTHING, (), inf, -inf)
    values = list(solver.getSolution().col_value)
    return Solution(Ended.STOPPED, values, info.objective_function_value, info.mip_dual_bound)
