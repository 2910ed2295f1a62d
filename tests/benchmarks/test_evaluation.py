"""One evaluation beside the barest code that finds the same tier, and ten thousand varied cases from a file.

The peer gives the tier and nothing else: no status, reason, proof, index or contradiction.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import cycle
from math import nan
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from models import document
from models.assessment import Value
from models.evaluator import evaluate
from models.packs.library import Library
from tests import ROOT
from tests.benchmarks.measuring import Scale, median_s
from tests.factories import DAY, DIMENSIONS, STAGES, SUBDOMAINS, answers_at, assessment, leading_factory
from tests.full_cases import varied_assessment

pytestmark = pytest.mark.benchmark

_SATISFACTION = {"full": 1.0, "most": 0.8, "part": 0.5}
_DIMENSION_OF = [dimension for dimension, count in STAGES.values() for _index in range(count)]


def bare_tier(answers: Mapping[str, Value]) -> int:
    """Returns how many tiers are reached, 0 to 4: two-valued, no trace, national rules written into the code."""
    get = answers.get
    built = [number for number in range(1, 41) if get(f"scenarios.SC{number:02}.status") in ("partial", "full")]
    covered = {_DIMENSION_OF[number - 1] for number in built}
    ai = sum(get(f"scenarios.SC{number:02}.ai") == "yes" for number in built) / (len(built) or 1)
    score = 0.0
    for level in range(1, 6):
        total = sum(_SATISFACTION.get(str(get(f"maturity.{subdomain}.level{level}")), 0) for subdomain in SUBDOMAINS)
        score += 1 if total / len(SUBDOMAINS) >= 0.8 else total / len(SUBDOMAINS)
    compared = [
        (
            get(f"indicators.K{number:02}.benchmark_scope"),
            get(f"indicators.K{number:02}.after"),
            get(f"indicators.K{number:02}.benchmark"),
        )
        for number in range(1, 21)
    ]
    beats = {scope for scope, after, benchmark in compared if scope and after >= benchmark}  # type: ignore[operator]

    def yes(*names: str) -> bool:
        return all(get(f"requirements.{name}.answer") == "yes" for name in names)

    everything = set(DIMENSIONS)
    tiers = (
        yes("BR1", "BR2", "BR3", "BR4", "B-ZY") and score >= 1.8 and "ZY" in covered and bool(beats),
        yes("A-ZY", "A-GL", "A-YY", "A-O2") and covered >= {"ZY", "GL", "YY"} and bool(get("recognition.basic.date")),
        yes("E-GJ", "E-YF", "E-ZY", "E-GL", "E-YY", "E-O3", "E-O4", "E-O5")
        and score >= 2.8
        and covered >= everything
        and ai >= 0.2
        and bool(beats & {"nation", "world"})
        and get("recognition.advanced.kind") == "recognised",
        yes("L-GJ", "L-YF", "L-ZY", "L-GL", "L-YY", "L-O3", "L-O4", "L-O5")
        and score >= 3.8
        and ai >= 0.6
        and "world" in beats
        and get("recognition.excellent.kind") == "recognised",
    )
    return tiers.index(False) if False in tiers else 4


@pytest.fixture(scope="module")
def medians() -> Iterator[dict[str, float]]:
    """What was measured, by name; printed at the end beside the barest code."""
    measured: dict[str, float] = {}
    yield measured
    for name, median in measured.items():
        print(f"{name}: {median * 1000:.3f} ms, {median / measured.get('bare', nan):.1f} x the barest code")  # noqa: T201 - benchmarks print what they measured


def test_the_barest_code_finds_the_tier(benchmark: BenchmarkFixture, medians: dict[str, float]) -> None:
    """The peer: plain conditions in Python, the tier and nothing else."""
    answers = {str(answer): value for answer, value in leading_factory().answers.items()}
    assert benchmark(bare_tier, answers) == 4
    medians["bare"] = median_s(benchmark)


def test_varied_cases_are_evaluated(benchmark: BenchmarkFixture, medians: dict[str, float], scale: Scale) -> None:
    """All 1,100 questions answered, each time by another factory: reasons, proof, indices, all contradiction rules."""
    book = Library(None).rulebook("national-2025")
    factories = cycle([varied_assessment(book, seed) for seed in range(scale.of(100, 5))])
    evaluate(next(factories), book, DAY)
    assert benchmark(lambda: evaluate(next(factories), book, DAY)).tiers
    medians["evaluate"] = median_s(benchmark)


def test_varied_documents_are_read(benchmark: BenchmarkFixture, medians: dict[str, float], scale: Scale) -> None:
    """From the bytes of a complete case document to an assessment, every answer checked; each time another document."""
    library = Library(None)
    book = library.rulebook("national-2025")
    files = cycle([document.write(varied_assessment(book, seed)) for seed in range(scale.of(100, 5))])
    assert len(benchmark(lambda: document.read(next(files), "case.json", library)).answers) > 1000
    medians["read"] = median_s(benchmark)


def test_an_excellent_case_shows_what_is_missing(benchmark: BenchmarkFixture, medians: dict[str, float]) -> None:
    """The smallest sets that would make an excellent factory leading, worked out afresh each time."""
    book, factory = Library(None).rulebook("national-2025"), assessment(answers_at("excellent"))
    assert benchmark(lambda: evaluate(factory, book, DAY).missing[book.tiers[3].id])
    medians["missing"] = median_s(benchmark)


_MANY = """
import contextlib, io, json, sys, time

from reports.verification.isolation import largest_memory_mb
from ui.command_line import run

cpu, begin = time.process_time(), time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()) as said:
    code = run(["evaluate", "--json", "--jobs", sys.argv[2], sys.argv[1]])
measured = {"code": code, "cpu": time.process_time() - cpu, "seconds": time.perf_counter() - begin, "mb": largest_memory_mb()}
cpu = time.process_time()
for line in open(sys.argv[1], "rb"):
    json.loads(line)
print(json.dumps(measured | {"bare": time.process_time() - cpu, "reached": [case["reached"] for case in json.loads(said.getvalue())]}))
"""
_DIFFERENT = 500
"""Documents that differ in every text, figure, date and file; more would measure nothing else."""


def _written(path: Path, different: int, total: int) -> list[str | None]:
    """Writes a file of cases, each document several times, and returns the tier that each reaches."""
    book = Library(None).rulebook("national-2025")
    factories = [varied_assessment(book, seed) for seed in range(different)]
    lines = [json.dumps(json.loads(document.write(factory)), ensure_ascii=False) for factory in factories]
    with path.open("w", encoding="utf-8") as file:
        for number in range(total):
            print(lines[number % different], file=file)
    reached = [evaluate(factory, book, DAY).reached for factory in factories]
    return [reached[number % different] for number in range(total)]


def _evaluated(path: Path, jobs: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _MANY, str(path), str(jobs)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


@pytest.mark.parametrize("jobs", [1, 2])
def test_ten_thousand_varied_cases_from_a_file(tmp_path: Path, scale: Scale, jobs: int) -> None:
    """The command line reads, checks and evaluates 10,000 documents, 500 of them different.

    Aim: under 20 s on one core, under 100 MB. Printed beside it: what `json.loads` alone takes for the same lines,
    since a machine that others share gives no seconds to rely on.
    """
    path, total = tmp_path / "cases.jsonl", scale.of(10_000, 10)
    reached = _written(path, scale.of(_DIFFERENT, 10), total)
    measured = _evaluated(path, jobs)
    assert measured["code"] == 0
    assert measured["reached"] == reached
    print(  # noqa: T201 - benchmarks print what they measured
        f"{total} varied cases, {jobs} process(es): {measured['seconds']:.1f} s, {measured['cpu']:.1f} s of it here, "
        f"{measured['cpu'] / measured['bare']:.1f} x json.loads of the same file; {measured['mb']:.0f} MB at most"
    )
