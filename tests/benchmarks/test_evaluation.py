"""One evaluation beside the barest code that finds the same tier, and ten thousand cases in one process.

Run with `-m benchmark -s`. The peer gives the tier and nothing else: no status, reason, proof, index or contradiction.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from models.assessment import Value
from models.evaluator import evaluate
from models.packs.library import Library
from tests.factories import DIMENSIONS, STAGES, SUBDOMAINS, answers_at, assessment, leading_factory

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).resolve().parents[2]
_MEDIANS: dict[str, float] = {}
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
        total = sum(_SATISFACTION.get(str(get(f"maturity.{one}.level{level}")), 0) for one in SUBDOMAINS)
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


def test_the_barest_code_finds_the_tier(benchmark: BenchmarkFixture) -> None:
    """The peer: plain conditions in Python, the tier and nothing else."""
    answers = {str(answer): value for answer, value in leading_factory().answers.items()}
    assert benchmark(bare_tier, answers) == 4
    _MEDIANS["bare"] = benchmark.stats.stats.median


def test_a_full_case_is_evaluated(benchmark: BenchmarkFixture) -> None:
    """A complete case under the national edition, with reasons, proof, indices and all contradiction rules."""
    book, factory = Library(None).rulebook("national-2025"), leading_factory()
    evaluate(factory, book)
    assert benchmark(evaluate, factory, book).reached == "leading"
    _MEDIANS["evaluate"] = benchmark.stats.stats.median


def test_an_excellent_case_shows_what_is_missing(benchmark: BenchmarkFixture) -> None:
    """The smallest sets that would make an excellent factory leading, worked out afresh each time."""
    book, factory = Library(None).rulebook("national-2025"), assessment(answers_at("excellent"))
    assert benchmark(lambda: evaluate(factory, book).missing[book.tiers[3].id])
    _MEDIANS["missing"] = benchmark.stats.stats.median


def test_the_ratios_are_shown() -> None:
    """Printed for the README; no time is asserted, since machines differ."""
    bare = _MEDIANS["bare"]
    for name, median in _MEDIANS.items():
        print(f"{name}: {median * 1000:.3f} ms, {median / bare:.1f} x the barest code")  # noqa: T201 - benchmarks print what they measured


_MANY = """
import json, sys, time

import psutil
from models.evaluator import evaluate
from models.packs.library import Library
from tests.factories import TIER_IDS, answers_at, assessment

path = sys.argv[1]
book = Library(None).rulebook("national-2025")
begin = time.process_time()
reached, most = {}, 0
with open(path, encoding="utf-8") as lines:
    for line in lines:
        answers = {key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(line).items()}
        tier = evaluate(assessment(answers), book).reached
        reached[str(tier)] = reached.get(str(tier), 0) + 1
        if sum(reached.values()) % 500 == 0:
            most = max(most, psutil.Process().memory_info().rss)
seconds = time.process_time() - begin
print(json.dumps({"seconds": seconds, "mb": most / 2**20, "reached": reached}))
"""


def test_ten_thousand_cases_from_a_file_in_one_process(tmp_path: Path) -> None:
    """All are read and evaluated; processor seconds and memory are printed (aim: under 20 s on one core, under 100 MB).

    Memory is sampled inside the child: its `ru_maxrss` would start at what its parent used.
    """
    path = tmp_path / "cases.jsonl"
    kinds = [
        json.dumps(
            {
                key: float(value) if type(value).__name__ == "Decimal" else value
                for key, value in answers_at(tier).items()
                if not key.startswith("indicators.") or tier
            }
        )
        for tier in (None, "basic", "advanced", "excellent", "leading")
    ]
    path.write_text("\n".join(kinds[number % 5] for number in range(10_000)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _MANY, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    measured = json.loads(done.stdout)
    assert sum(measured["reached"].values()) == 10_000
    print(f"10,000 cases: {measured['seconds']:.1f} s, {measured['mb']:.0f} MB at most")  # noqa: T201 - benchmarks print what they measured
