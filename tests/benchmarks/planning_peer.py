"""Solves one program with a peer, in a process of its own: `python planning_peer.py PEER PROGRAM.json`.

Prints one JSON object: the least value of the objective, whether it is proven, and the seconds that solving took. HiGHS and OR-Tools cannot be
imported into one process.
"""

import json
import sys
import time
from math import inf
from pathlib import Path
from typing import TypedDict

LIMIT_SECONDS = 60
_CBC = "COIN_CMD"

Terms = list[tuple[int, float]]
"""Number of a variable and its weight."""


class Program(TypedDict):
    """A linear program as the benchmark writes it."""

    variables: list[tuple[float, float, bool]]
    """Lower and upper bound, and whether only whole numbers count."""
    objective: Terms
    rows: list[tuple[Terms, float | None, float | None]]
    """Terms with the lower and upper bound of their sum."""


def cbc(program: Program) -> tuple[float, bool]:
    """Returns the optimum, infinite where none was found, and whether it is proven, by PuLP with CBC, one thread."""
    import pulp

    problem = pulp.LpProblem("plan", pulp.LpMinimize)
    kinds = ("Continuous", "Integer")
    variables = [
        problem.add_variable(f"v{number}", low, high, kinds[whole])
        for number, (low, high, whole) in enumerate(program["variables"])
    ]
    problem += pulp.lpSum(weight * variables[number] for number, weight in program["objective"])
    for terms, low, high in program["rows"]:
        total = pulp.lpSum(weight * variables[number] for number, weight in terms)
        if low is not None:
            problem += total >= low
        if high is not None:
            problem += total <= high
    ended = problem.solve(pulp.getSolver(_CBC, msg=False, threads=1, timeLimit=LIMIT_SECONDS, gapRel=0))
    if not ended.has_solution:
        # Its presolve now and then calls a question impossible that CP-SAT and HiGHS solve: no value, then.
        return inf, False
    return float(pulp.value(problem.objective)), ended.status_str == "Optimal" and ended.time < LIMIT_SECONDS


def cpsat(program: Program) -> tuple[float, bool]:
    """Returns the optimum, and whether it is proven, by CP-SAT, one worker; every coefficient must be whole."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    variables = [
        model.new_int_var(int(low), int(min(high, 10**9)), f"v{number}")
        for number, (low, high, _) in enumerate(program["variables"])
    ]
    for terms, low, high in program["rows"]:
        total = sum(round(weight) * variables[number] for number, weight in terms)
        # Rows of the planner lie a hair below their whole bound: the solver's tolerance, not meant here.
        if low is not None:
            model.add(total >= round(low + 1e-5))
        if high is not None:
            model.add(total <= round(high))
    model.minimize(sum(round(weight) * variables[number] for number, weight in program["objective"]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = LIMIT_SECONDS
    status = solver.solve(model)
    return float(solver.objective_value), bool(status == cp_model.OPTIMAL)


def highs(program: Program) -> tuple[float, bool]:
    """Returns the optimum, and whether it is proven, by HiGHS as it comes, one thread."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", float(LIMIT_SECONDS))
    infinite = highspy.kHighsInf
    for least, most, _ in program["variables"]:
        solver.addVar(least, most)
    for number, (_, _, whole) in enumerate(program["variables"]):
        if whole:
            solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for number, weight in program["objective"]:
        solver.changeColCost(number, weight)
    for terms, low, high in program["rows"]:
        solver.addRow(
            -infinite if low is None else low,
            infinite if high is None else high,
            len(terms),
            [number for number, _ in terms],
            [weight for _, weight in terms],
        )
    solver.run()
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value), bool(proven)


def main() -> None:
    """Solves and prints."""
    peer, path = sys.argv[1:3]
    program = json.loads(Path(path).read_text(encoding="utf-8"))
    start = time.perf_counter()
    value, proven = {"cbc": cbc, "cpsat": cpsat, "highs": highs}[peer](program)
    print(json.dumps({"value": value, "proven": proven, "seconds": time.perf_counter() - start}))  # noqa: T201 - its only output


if __name__ == "__main__":
    main()
