"""Seeded plans of varied factories in one process: `python -m tests.benchmarks.planning_runs [FIRST] [COUNT] [beside]`.

Prints one line a plan, then median, nine of ten and worst of the processor time, and which part of the planner took which
share of it. With `beside` each plan is made with its near-best plans and the reason of every measure left out as well.
"""

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from cProfile import Profile
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pstats import Stats
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState
from models.catalogue import Catalogue
from models.catalogue.public_money import FundingFact
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Objective, Quarter
from models.packs.library import Library
from models.planner import plan, with_alternatives
from models.planner.errors import RequiredDoesNotFit
from models.roadmap import Roadmap
from models.rulebook import TIER_IDS
from tests.factories import DAY, answers_at

COUNT = 36
LIBRARY = Library(None)
TRADES = (
    "木门家具制造",
    "注塑制品",
    "黑色金属铸造",
    "食品加工",
    "精细化工",
    "棉纺织",
    "电子元器件制造",
    "机械加工",
    "服装制造",
    "轴承制造",
)
PLACES = (("四川", "德阳"), ("安徽", "合肥"), ("上海", ""), ("浙江", "绍兴"), ("江西", "赣州"), ("北京", ""))
PHASES = {
    "aims, one by one": "solve_in_order",
    "writing programs": "build",
    "placing in quarters": "place",
    "what is missing": "shortfall_of",
    "nearest": "nearest",
    "months": "by_months",
    "near-best plans": "alternatives_of",
    "reasons": "explained",
    "solver": "minimise",
}
"""Parts of a plan and the function in which each is made; one may lie inside another."""


@dataclass(frozen=True)
class Run:
    """One factory with what it asks for."""

    seed: int
    evaluation: Evaluation
    limits: Limits
    words: str


@cache
def catalogue() -> Catalogue:
    """Returns the shipped catalogue."""
    return LIBRARY.catalogue()


def run_of(seed: int) -> Run:
    """Returns a factory by its seed: every third short of money, every third in a place with dated public money."""
    dice = random.Random(seed)
    start = dice.choice((None, None, "basic", "basic", "advanced"))
    book = LIBRARY.rulebook("national-2025")
    answers = answers_at(start)
    # Half-way: some of what the next tier asks for is there.
    for scenario in book.scenarios:
        if dice.random() < 0.1:
            answers[f"scenarios.{scenario.id}.status"] = dice.choice(("partial", "full"))
    for subdomain in book.subdomains:
        for level, odds in ((1, 0.4), (2, 0.2), (3, 0.1)):
            if dice.random() < odds:
                answers[f"maturity.{subdomain.id}.level{level}"] = dice.choice(("part", "most", "full"))
    staff = dice.choice((18, 35, 60, 90, 140, 210, 300, 420))
    province, city = PLACES[dice.randrange(3)] if seed % 3 == 2 else dice.choice(PLACES)
    answers |= {
        "enterprise.industry": dice.choice(TRADES),
        "enterprise.staff": Decimal(staff),
        "factory.staff": Decimal(staff),
        "factory.direct_staff": Decimal(staff * 3 // 4),
        "factory.machines": Decimal(staff // 3),
        "enterprise.revenue_wan": Decimal(staff * 60),
        "enterprise.province": province,
        "enterprise.city": city,
        "requirements.A-O2.answer": "yes",
        **{
            f"requirements.{name}.answer": "yes"
            for name in ("E-LEGAL", "E-BUILT", "E-AIX", "E-DUTY", "E-O3", "E-O4", "E-O5")
        },
        "indicators.K08.after": Decimal(80),
        "indicators.K08.benchmark_scope": "nation",
        "indicators.K08.benchmark_kind": "leading",
    }
    if start == "advanced":
        answers |= {"recognition.advanced.kind": "recognised", "recognition.advanced.date": "2026-05-20"}
        answers["recognition.advanced.evidence"] = answers["requirements.BR1.evidence"]
    values = MappingProxyType({AnswerId(key): value for key, value in answers.items()})
    assessment = Assessment("C-1", 1, AssessmentState.DRAFT, "national-2025", answers=values)
    step = 0 if start is None else TIER_IDS.index(start) + 1
    target = TIER_IDS[min(step + (dice.random() < 0.3), 2)]
    tight = seed % 3 == 1
    budget = {"basic": 40, "advanced": 60, "excellent": 120}[target] * (0.25 if tight else dice.choice((0.6, 1, 3)))
    first = Quarter(2027, dice.randint(1, 3))
    limits = Limits(
        target=target,
        budget_wan=(Decimal(round(budget * (1 + staff / 300))),),
        start=first,
        quarters=dice.choice((8, 12, 12, 16, 20)),
        staff_weeks=Decimal(dice.choice((8, 12, 20, 30))) if dice.random() < (0.8 if seed % 3 else 0.4) else None,
        carry_over=dice.random() < 0.4,
        most_at_once=dice.randint(4, 8) if dice.random() < 0.2 else None,
        blackout=frozenset({first.later(dice.randint(0, 6))}) if dice.random() < 0.3 else frozenset(),
        margin=1 if dice.random() < 0.1 else 0,
        sure=Decimal("0.8") if dice.random() < 0.15 else None,
        objective=Objective.SOONEST if dice.random() < 0.15 else Objective.CHEAPEST,
        eligible=frozenset(rule.id for rule in catalogue().subsidies),
        funding=MappingProxyType(
            {FundingFact.LEVEL: Decimal(3), FundingFact.LOAN: Decimal(200), FundingFact.LOAN_RATE: Decimal(4)}
        ),
    )
    words = (
        f"{start or 'none'} to {target}, {staff} people in {city or province}, {limits.budget_wan[0]} a year, "
        f"{limits.quarters} quarters, {limits.staff_weeks or 'any'} weeks{', margin' if limits.margin else ''}"
        f"{', soonest' if limits.objective is Objective.SOONEST else ''}"
    )
    return Run(seed, evaluate(assessment, book, DAY), limits, words)


def planned(run: Run, *, beside: bool = False) -> Roadmap:
    """Returns the plan of a run."""
    try:
        roadmap = plan(run.evaluation, catalogue(), run.limits, beside=False)
    except RequiredDoesNotFit as refused:
        return refused.plan
    return with_alternatives(run.evaluation, catalogue(), roadmap) if beside else roadmap


@dataclass
class Figures:
    """Processor times of some plans."""

    seconds: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        ninth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
        return (
            f"median {statistics.median(ordered):.2f} s, nine of ten within {ninth:.2f} s, "
            f"worst {ordered[-1]:.2f} s of processor time over {len(ordered)} plans"
        )


@contextmanager
def phases(spent: Counter[str]) -> Iterator[None]:
    """Adds up how long each part of the planner takes inside."""
    profile = Profile(time.process_time)
    profile.enable()
    try:
        yield
    finally:
        profile.disable()
        named = {function: phase for phase, function in PHASES.items()}
        for (file, _, function), (_, _, _, cumulative, _) in Stats(profile).stats.items():  # type: ignore[attr-defined]
            if "planner" in file and function in named:
                spent[named[function]] += cumulative


def measure(seeds: Iterable[int], *, beside: bool, parts: bool) -> None:
    """Plans every seed and prints what it took."""
    figures, spent = Figures([]), Counter[str]()
    for seed in seeds:
        run = run_of(seed)
        start = time.process_time()
        if parts:
            with phases(spent):
                roadmap = planned(run, beside=beside)
        else:
            roadmap = planned(run, beside=beside)
        figures.seconds.append(time.process_time() - start)
        line = f"{seed:4} {figures.seconds[-1]:7.2f} s {roadmap.status:10} {roadmap.ownership_wan:9} {run.words}"
        print(line, flush=True)  # noqa: T201 - what is measured is shown as it comes
    print(figures)  # noqa: T201 - the figure is what was asked for
    whole = sum(figures.seconds)
    for phase, seconds in spent.most_common():
        print(f"{100 * seconds / whole:5.0f} % {phase}")  # noqa: T201 - likewise


if __name__ == "__main__":
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    first, count = (numbers + [0, COUNT][len(numbers) :])[:2]
    measure(range(first, first + count), beside="beside" in words, parts="parts" in words)
