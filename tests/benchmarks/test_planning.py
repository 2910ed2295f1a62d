"""Planning the shipped catalogue beside CBC, CP-SAT and plain HiGHS on the same question; ratios are printed."""

import os
import random
import statistics
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Lock, Quarter
from models.planner import frontier, plan
from models.planner.asking.calendar import Calendar
from models.planner.asking.checking import question_of
from models.planner.asking.offers import MONEY_UNITS
from models.planner.solving.formulation import build
from models.planner.solving.selection import TimeForm
from models.roadmap import PlanStatus
from models.rulebook import TierId
from tests.benchmarks.measuring import Scale
from tests.factories import DAY
from tests.models.planner.book import bare as small
from tests.models.planner.book import rulebook
from tests.models.planner.solving.peers import ask, write
from tests.models.planner.solving.test_peers import WHOLE
from tests.models.planner.test_national import bare, catalogue, limits, sample


def varied(seed: int) -> tuple[Evaluation, Limits]:
    """Returns a factory that has done this and that, and what its manager can give."""
    dice = random.Random(seed)
    start = bare()
    book = start.rulebook
    answers: dict[AnswerId, str] = {}
    for scenario in book.scenarios:
        if dice.random() < 0.15:
            answers[AnswerId(f"scenarios.{scenario.id}.status")] = dice.choice(["partial", "full", "not_applicable"])
    for subdomain in book.subdomains:
        for level, odds in ((1, 0.6), (2, 0.3), (3, 0.08)):
            if dice.random() < odds:
                answers[AnswerId(f"maturity.{subdomain.id}.level{level}")] = dice.choice(["part", "most", "full"])
    first = Quarter(2027, dice.randint(1, 4))
    return evaluate(start.assessment.with_answers(answers), book, DAY), Limits(
        target=TierId(dice.choice(["basic", "advanced"])),
        budget_wan=tuple(Decimal(dice.randint(15, 60)) for _ in range(3)),
        start=first,
        staff_weeks=Decimal(dice.randint(15, 40)) if dice.random() < 0.6 else None,
        carry_over=dice.random() < 0.7,
        most_at_once=dice.randint(4, 8) if dice.random() < 0.4 else None,
        blackout=frozenset({first.later(dice.randint(0, 11))}) if dice.random() < 0.5 else frozenset(),
    )


def peak_memory_mb() -> float:
    """Returns the most memory that this process has held so far, MB; on macOS the system counts bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


@pytest.mark.benchmark
def test_a_hundred_varied_factories(scale: Scale) -> None:
    """Twelve quarters, both ways, all limits: every plan is proven; median and worst processor time are printed."""
    used = []
    before = peak_memory_mb()
    for seed in range(scale.of(100, 2)):
        evaluation, asked = varied(seed)
        start = time.process_time()
        roadmap = plan(evaluation, catalogue(), asked, beside=False)
        used.append(time.process_time() - start)
        assert roadmap.status is not PlanStatus.UNPROVEN
        assert roadmap.gap == 0
    print(  # noqa: T201 - the figure is what was asked for
        f"\nplan: median {statistics.median(used):.2f} s, nine of ten within {statistics.quantiles(used, n=10)[-1]:.2f} s, "
        f"worst {max(used):.2f} s of processor time over {len(used)} factories; "
        f"most memory {peak_memory_mb():.0f} MB, {before:.0f} MB before the first"
    )


@pytest.mark.benchmark
def test_a_dragged_measure(scale: Scale) -> None:
    """The last step of a plan locked one quarter later or earlier, and everything planned anew around it."""
    used = []
    for seed in range(scale.of(20, 2)):
        evaluation, asked = varied(seed)
        roadmap = plan(evaluation, catalogue(), asked, beside=False)
        if not roadmap.steps:
            continue
        last = roadmap.steps[-1]
        there = last.quarter.later(1 if last.finish < asked.start.later(asked.quarters - 1) else -1)
        start = time.process_time()
        again = plan(
            evaluation, catalogue(), replace(asked, require=(Lock(last.measure, last.variant, there),)), beside=False
        )
        used.append(time.process_time() - start)
        assert again.gap == 0
    print(  # noqa: T201 - benchmarks print what they measured
        f"\nafter a drag: median {statistics.median(used):.2f} s, worst {max(used):.2f} s of processor time over {len(used)} plans"
    )


@pytest.mark.benchmark
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux holds a process on one core")
def test_one_core_beside_all(scale: Scale) -> None:
    """The same plans on one core take at most twice as long as on all; the solver uses one thread by itself."""
    cores = os.sched_getaffinity(0)
    times: dict[bool, list[float]] = {False: [], True: []}
    try:
        for seed in range(scale.of(12)):
            evaluation, asked = varied(seed)
            for alone, used in times.items():
                os.sched_setaffinity(0, {min(cores)} if alone else cores)
                start = time.perf_counter()
                plan(evaluation, catalogue(), asked, beside=False)
                used.append(time.perf_counter() - start)
    finally:
        os.sched_setaffinity(0, cores)
    ratio = statistics.median(alone / many for alone, many in zip(times[True], times[False], strict=True))
    print(f"\none core: {ratio:.2f} times as long as on {len(cores)}")  # noqa: T201 - benchmarks print what they measured


@pytest.mark.benchmark
def test_the_frontier_of_the_sample() -> None:
    """Each tier with less and with more money a year, every point as soon as can be and proven."""
    start = time.process_time()
    points = frontier(sample(), catalogue(), limits("advanced", 30), against="money")
    print(f"\nfrontier: {len(points)} points in {time.process_time() - start:.2f} s of processor time")  # noqa: T201 - benchmarks print what they measured


@pytest.mark.benchmark
@pytest.mark.parametrize("peer", ["highs", *(pytest.param(name, marks=pytest.mark.peers) for name in ("cbc", "cpsat"))])
def test_the_same_question_by_a_peer(peer: str, tmp_path: Path) -> None:
    """The timed program of one question, solved as it is by a peer in its own process."""
    evaluation = small(book=rulebook(WHOLE))
    asked = limits("advanced", 60)
    question = question_of(evaluation, catalogue(), asked)
    selection = build(question, Calendar.of(asked), form=TimeForm.TIMED, wanted=question.goals.goals, hard=True)
    path = tmp_path / "program.json"
    write(selection, selection.cost(), path)
    start = time.perf_counter()
    roadmap = plan(evaluation, catalogue(), asked, beside=False)
    ours = time.perf_counter() - start
    answer = ask(peer, path)
    if answer["proven"]:
        assert answer["value"] == pytest.approx(float(roadmap.ownership_wan) * MONEY_UNITS, abs=0.5)
    message = (
        f"{peer}: {answer['seconds']:.2f} s for the {'optimum' if answer['proven'] else 'best so far, unproven,'} alone, the whole plan with reasons {ours:.2f} s: "
        f"ratio {answer['seconds'] / ours:.1f}; value {answer['value'] / MONEY_UNITS:.2f} beside {roadmap.ownership_wan}"
    )
    print(message)  # noqa: T201 - benchmarks print what they measured
