#!/usr/bin/env python3
"""Changes the program in a hundred small places, one at a time, and counts the changes that no test notices.

    python3 packaging/mutants.py [--count 100] [--seed 1] [--limit 180] [--jobs 2] [--after 0] [--only models/evaluator]

The changes are those of cosmic-ray (group `mutation` of `pyproject.toml`); which places, and which change at each, is
drawn with the seed. What stands in annotations is left out: nothing runs there. One run of the rooms' own tests with coverage
first says which of them reach which line and how long they take. Then each mutant runs the tests that reach its line, the
quickest first, in a copy of the project, until the first failure; where no test reaches the line (it runs when the module
is imported, or in a child process), those of its room. The limit is processor time, so that a busy machine decides nothing;
a mutant that uses it up is counted by itself: most often an endless loop. Survivors are printed as differences; whether
one is equivalent is for people to judge.
"""

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Queue
from xml.etree import ElementTree

import psutil
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "models/evaluator": ("tests/models/evaluator",),
    "models/planner/asking": ("tests/models/planner/asking", "tests/models/planner/solving"),
    "models/planner/solving": ("tests/models/planner/solving", "tests/models/planner/telling"),
    "models/planner/telling": ("tests/models/planner/telling", "tests/models/planner/test_frontiers.py"),
    "models/planner": ("tests/models/planner",),
    "models/storage": ("tests/models/storage", "tests/models/workspace"),
    "reports/verification": ("tests/reports/attacks", "tests/reports/verification", "tests/reports/identity"),
}
"""Which tests stand for which modules; the first entry that a module lies under holds."""
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".tools", "test-output", ".*_cache", ".hypothesis", "build", "dist")
_UNUSED = ("RemoveDecorator", "Variable", "NoOp")
"""Operators that break the import of a module, or need to be told names."""


@dataclass(frozen=True)
class Mutant:
    """One small change."""

    module: str
    line: int
    operator: str
    source: str
    changed: str

    @property
    def difference(self) -> str:
        """The lines that differ."""
        lines = difflib.unified_diff(self.source.splitlines(), self.changed.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


Place = tuple[int, int]


def _annotations(source: str) -> list[tuple[Place, Place]]:
    """Returns from where to where annotations and named types reach, as line and column."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        hints: list[ast.expr | None] = []
        match node:
            case ast.AnnAssign():
                hints = [node.annotation]
            case ast.arg():
                hints = [node.annotation]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                hints = [node.returns]
            case ast.Module():
                hints = [part.value for part in node.body if isinstance(part, ast.Assign) and _is_type(part.value)]
            case ast.Call(func=ast.Name(id="isinstance")):
                hints = list(node.args[1:])
        for hint in hints:
            if hint is not None and hint.end_lineno is not None and hint.end_col_offset is not None:
                spans.append(((hint.lineno, hint.col_offset), (hint.end_lineno, hint.end_col_offset)))
    return spans


def _is_type(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)


def places(module: Path) -> dict[Place, list[tuple[str, int]]]:
    """Returns every place of a module that can be changed, with the operators and their occurrences."""
    source = module.read_text(encoding="utf-8")
    hints = _annotations(source)
    changeable: dict[Place, list[tuple[str, int]]] = {}
    nodes = list(ast_nodes(get_ast(source)))
    for name in operator_names():
        if any(word in name for word in _UNUSED):
            continue
        operator, occurrence = get_operator(name)(), -1
        for node in nodes:
            for start, _end in operator.mutation_positions(node):
                occurrence += 1
                if not any(low <= start < high for low, high in hints):
                    changeable.setdefault(start, []).append((name, occurrence))
    return changeable


def mutants(packages: list[str], count: int, seed: int) -> Iterator[Mutant]:
    """Yields the sample: every place equally likely, and every change at it."""
    dice = random.Random(seed)
    modules = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    known = [
        (module, place, changes)
        for module in modules
        if "migrations" not in module.parts
        for place, changes in sorted(places(module).items())
    ]
    for module, (line, _column), changes in dice.sample(known, min(count, len(known))):
        name, occurrence = dice.choice(changes)
        source = module.read_text(encoding="utf-8")
        changed = mutate_code(source, get_operator(name)(), occurrence)
        yield Mutant(module.relative_to(ROOT).as_posix(), line, name.split("/")[1], source, str(changed))


def tests_of(module: str) -> tuple[str, ...]:
    """Returns the tests that stand for a module."""
    return next(tests for start, tests in TESTS.items() if module.startswith(start + "/"))


@dataclass(frozen=True)
class Reached:
    """Which tests reach which lines."""

    lines: Mapping[str, Mapping[int, Sequence[str]]]
    """Ids of tests by module and line."""
    seconds: Mapping[str, float]

    def tests_for(self, mutant: Mutant) -> Sequence[str]:
        """Returns the tests to run, the quickest first, no more than fit into the time and a command line."""
        known = self.lines.get(mutant.module, {}).get(mutant.line, ())
        if not known:
            return tests_of(mutant.module)
        chosen: list[str] = []
        total = 0.0
        for test in sorted(known, key=lambda test: self.seconds.get(test, 0.0))[:MOST_TESTS]:
            total += self.seconds.get(test, 0.0)
            if chosen and total > ENOUGH_S:
                break
            chosen.append(test)
        return chosen


MOST_TESTS = 400
ENOUGH_S = 60.0
"""Seconds that the chosen tests of one mutant took without it."""


def reached(copy: Path, packages: Sequence[str]) -> Reached:
    """Runs the tests once and returns what they reach."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=times.xml"]
    rooms = sorted({room for package, of in TESTS.items() if package.startswith(tuple(packages)) for room in of})
    words += ["--cov-context=test", "--cov-report=", *(f"--cov={package}" for package in packages), *rooms]
    subprocess.run(words, cwd=copy, stdout=subprocess.DEVNULL, check=False)
    seconds: dict[str, float] = {}
    for case in ElementTree.parse(copy / "times.xml").iter("testcase"):
        path = case.attrib["classname"].replace(".", "/") + ".py"
        seconds[f"{path}::{case.attrib['name']}"] = float(case.attrib["time"])
    data = CoverageData(str(copy / ".coverage"))
    data.read()
    lines: dict[str, dict[int, Sequence[str]]] = {}
    for name in data.measured_files():
        lines[Path(name).relative_to(copy).as_posix()] = {
            line: tuple({context.rpartition("|")[0] for context in contexts if context.endswith("|run")})
            for line, contexts in data.contexts_by_lineno(name).items()
        }
    return Reached(lines, seconds)


_LOOK_S = 1.0
"""How often the processor time of a run is looked at."""


def outcome(mutant: Mutant, tests: Sequence[str], copy: Path, limit_s: float) -> str:
    """Returns whether the tests notice a mutant: `killed`, `survived` or `slow`."""
    target = copy / mutant.module
    target.write_text(mutant.changed, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    child = subprocess.Popen(words, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watched = psutil.Process(child.pid)
    used = 0.0
    try:
        while used < limit_s:
            try:
                return "survived" if child.wait(_LOOK_S) == 0 else "killed"
            except subprocess.TimeoutExpired:
                times = watched.cpu_times()
                used = times.user + times.system + times.children_user + times.children_system
        for process in (*watched.children(recursive=True), watched):
            process.kill()
        child.wait()
    finally:
        target.write_text(mutant.source, encoding="utf-8")
    return "slow"


def copied(target: Path) -> Path:
    """Copies the project; its compiled files are checked by content, for a mutant may have the size and second of its source."""
    shutil.copytree(ROOT, target, ignore=_LEFT_OUT)
    words = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "checked-hash", "."]
    subprocess.run(words, cwd=target, stdout=subprocess.DEVNULL, check=False)
    return target


def main() -> int:
    """Draws, runs and counts."""
    reader = argparse.ArgumentParser(description="counts the small changes of the program that no test notices")
    reader.add_argument("--count", type=int, default=100)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--limit", type=float, default=180, help="processor seconds for one mutant")
    reader.add_argument("--after", type=int, default=0, help="leaves out so many of the sample, which ran before")
    reader.add_argument("--jobs", type=int, default=1, help="how many at a time")
    reader.add_argument("--only", action="append", help="a package; all of the list otherwise")
    asked = reader.parse_args()
    packages = asked.only or ["models/evaluator", "models/planner", "models/storage", "reports/verification"]
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        free: Queue[Path] = Queue()
        for number in range(asked.jobs):
            free.put(copied(Path(folder, f"zhijie-{number}")))
        known = reached(copied(Path(folder, "zhijie-reached")), packages)
        print(f"{len(known.seconds)} tests", flush=True)

        def run(mutant: Mutant) -> tuple[Mutant, str, float]:
            copy, begin = free.get(), time.monotonic()
            try:
                return mutant, outcome(mutant, known.tests_for(mutant), copy, asked.limit), time.monotonic() - begin
            finally:
                free.put(copy)

        with ThreadPoolExecutor(asked.jobs) as pool:
            drawn = islice(mutants(packages, asked.count, asked.seed), asked.after, None)
            for number, (mutant, result, seconds) in enumerate(pool.map(run, drawn), asked.after + 1):
                counts[result] += 1
                tests = len(known.lines.get(mutant.module, {}).get(mutant.line, ()))
                print(
                    f"{number} {result} {seconds:.0f} s, {tests} tests, {mutant.module}:{mutant.line} {mutant.operator}",
                    flush=True,
                )
                if result != "killed":
                    print(mutant.difference, flush=True)
    print(", ".join(f"{count} {result}" for result, count in sorted(counts.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
