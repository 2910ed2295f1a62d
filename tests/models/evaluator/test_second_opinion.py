"""The evaluator against a second one that was written from the published facts and shares no code with it."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest

from models.evaluation import Status
from models.evaluator import evaluate
from models.packs.library import Library
from models.rulebook import Condition, Rulebook
from tests.factories import DAY, PROOF, assessment
from tests.models.evaluator import second_opinion
from tests.models.evaluator.second_opinion import SUBDOMAINS, TIERS

PACKS = ("", "hainan-2025", "jiangsu-2026", "shandong-2025", "qingdao-2026", "liaoning-2026")
"""The national edition alone, and with the local rules of five places."""
_REQUIREMENTS = (
    *("BR1", "BR2", "BR3", "BR4", "A-O2"),
    *(f"{letter}-{name}" for letter in "BAEL" for name in ("GJ", "YF", "ZY", "GL", "YY")),
    *(f"{letter}-O{number}" for letter in "EL" for number in (3, 4, 5)),
    *("E-LEGAL", "E-BUILT", "E-AIX", "E-DUTY", "L-LEADER", "L-PRODUCT", "L-MEANS", "L-FUTURE"),
)
_LOCAL: dict[str, dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]]] = {
    "": {},
    "hainan-2025": {"competitive": (("yes",), ("no",)), "no_arrears": (("yes",), ("no",))},
    "jiangsu-2026": {
        "capability": ((Decimal(60), Decimal("88.5")), (Decimal("59.9"), Decimal(0))),
        "level": (("advanced", "above"), ("below",)),
        "financials": (("yes",), ("no",)),
    },
    "shandong-2025": {"platform_level": ((2, 3), (0, 1)), "city_recognised": (("yes",), ("no",))},
    "qingdao-2026": {
        "platform_level": ((2, 5), (0, 1)),
        **dict.fromkeys(("legal", "accidents", "built", "filed", "duty"), (("yes",), ("no",))),
    },
    "liaoning-2026": {
        **dict.fromkeys(("listed", "integration_report", "video", "commitment"), (("yes",), ("no",))),
        **{
            name: ((Decimal("7.5"),), (Decimal(0),))
            for name in ("infrastructure", "technology", "replicability", "benefits", "follow_up")
        },
    },
}
"""For each answer of a place the good values and the others."""
_DATES = ("2023", "2024", "2024-05", "2025-03-31", "2026-11-30", "2026-12", "2031", "2019-02-28", "")


@cache
def rules(pack: str) -> Rulebook:
    """The edition of 2025 with the local rules of a place."""
    return Library(None).rulebook("national-2025", [pack] if pack else [])


def random_case(dice: Random, pack: str) -> dict[str, Any]:
    """Returns some answers: near to a tier or far from all, nearly complete or nearly blank, honest or impossible."""
    case: dict[str, Any] = {}
    blank, odd = dice.choice((0, 0, 0.01, 0.1, 0.5)), dice.choice((0, 0, 0.2))
    usual, wrong = dice.choice((0, 0, 0.02, 0.1)), dict[str, float]()
    rates = (usual,) if dice.random() < 0.6 else (usual, usual, usual, 0.3, 0.7)

    def put(answer: str, good: tuple[Any, ...], bad: tuple[Any, ...], give: float = 1.0) -> None:
        section = answer.partition(".")[0]
        share = wrong.setdefault(section, dice.choice(rates))
        if dice.random() < give * (1 - blank):
            case[answer] = dice.choice(bad if dice.random() < share else good)

    for name in _REQUIREMENTS:
        put(f"requirements.{name}.answer", ("yes",), ("partly", "no"))
        if name[:2] == "E-" and name[2:] in ("GJ", "YF", "ZY", "GL", "YY"):
            put(f"requirements.{name}.exception", ("代工厂",), ("",), give=0.3)
    with_ai = dice.random()
    for number in range(1, 41):
        put(f"scenarios.SC{number:02}.status", ("partial", "full"), ("none", "planned", "not_applicable"))
        put(f"scenarios.SC{number:02}.ai", ("yes" if dice.random() < with_ai else "no",), ("yes", "no"))
    _put_maturity(case, dice, put, odd)
    scopes, kinds = ("province", "nation", "world"), ("average", "leading")
    for number in dice.sample(range(1, 21), dice.choice((1, 2, 3, 8, 20))):
        key, benchmark = f"indicators.K{number:02}", Decimal(dice.randint(0, 90))
        put(f"{key}.benchmark", (benchmark,), (benchmark,))
        put(f"{key}.after", (benchmark + 1,), (benchmark, benchmark - 1, Decimal(0)))
        put(f"{key}.benchmark_scope", ("world",), scopes)
        put(f"{key}.benchmark_kind", ("leading",), kinds)
        put(f"{key}.benchmark_source", ("年鉴",), ("",))
        put(f"{key}.benchmark_date", ("2025",), _DATES)
    for tier, kind in zip(TIERS, ("self_assessed", *["recognised"] * 3), strict=True):
        if dice.random() < 0.85:
            put(f"recognition.{tier}.kind", (kind,), ("none", "self_assessed", "reviewed", "recognised"))
        put(f"recognition.{tier}.date", ("2024-11-01",), _DATES)
        put(f"recognition.{tier}.evidence", ((PROOF,),), ((),))
    put("enterprise.founded", ("2008", "2024-10"), ("2025-01-01", "2026"))
    put("enterprise.honour", ("specialised",), ("none",), give=0.5)
    put("rules.ai_denominator", ("built", "applicable", "all"), ("built",), give=0.4)
    put("rules.indicator_reading", ("one", "groups"), ("one",), give=0.3)
    for name, (good, bad) in _LOCAL[pack].items():
        put(f"local.{pack}.{name}", good, bad)
    return {answer: value for answer, value in case.items() if value not in ("", ())}


def _put_maturity(case: dict[str, Any], dice: Random, put: Callable[..., None], odd: float) -> None:
    top, mixed = dice.randint(0, 5), dice.choice((0, 0, 0.3))
    for name in SUBDOMAINS:
        for level in range(1, 6):
            good = ("full", "most") if level <= top or dice.random() < odd else ("part", "none")
            put(f"maturity.{name}.level{level}", ("full", "part") if dice.random() < mixed else good, ("none", "most"))
    put("rules.maturity_weights", ("discrete-recall", "process-recall", "custom"), ("equal",), give=0.5)
    for name in SUBDOMAINS:
        put(f"rules.weight_{name}", (Decimal(dice.choice((1, 1, 1, 2, 5, 0))),), (Decimal("3.3"),), give=0.8)
    if dice.random() < 0.3:
        level = dice.randint(0, 5)
        put("maturity.declared.level", (level,), (dice.randint(0, 5),))
        put("maturity.declared.score", (Decimal(level), level + Decimal("0.79")), (level + Decimal("0.8"), Decimal(1)))
        put("maturity.declared.date", ("2025-06", "2026-11-30"), ("2013", "2020-10", "2020-09-30", "2030", ""))
        put("maturity.declared.platform", ("c3mep",), ("",))
        put("maturity.declared.evidence", ((PROOF,),), ((),))


def differences(seed: int) -> list[tuple[object, ...]]:
    """Returns where the two evaluators say different things of one random case."""
    dice = Random(seed)
    pack = PACKS[seed % len(PACKS)]
    case = random_case(dice, pack)
    evaluation = evaluate(assessment(case), rules(pack), DAY)
    second = second_opinion.judged(case, DAY.isoformat(), pack)
    first = {
        key_of(result.condition): (not result.condition.informative, _TRUTH[result.status])
        for tier in evaluation.tiers
        for result in tier.conditions
    }
    tiers = ("reached", evaluation.reached, second_opinion.highest(second, True))
    ends = ("possible", evaluation.possible, second_opinion.highest(second, True, None))
    return [
        *(
            (seed, pack, key, first.get(key), second.get(key))
            for key in {*first, *second}
            if first.get(key) != second.get(key)
        ),
        *((seed, pack, *line) for line in (tiers, ends) if line[1] != line[2]),
    ]


_TRUTH = {Status.MET: True, Status.NOT_MET: False, Status.UNKNOWN: None}


def key_of(condition: Condition) -> tuple[str, str]:
    """Returns tier and name of a condition; a local one that replaces a national one goes by its name."""
    name = str(condition.replaces[0] if condition.replaces else condition.id)
    return str(condition.tier), name.removeprefix(f"{condition.tier}.")


@pytest.mark.parametrize(
    "seeds",
    [
        range(100),
        *(pytest.param(range(first, first + 500), marks=pytest.mark.slow) for first in range(1000, 11000, 500)),
    ],
)
def test_two_evaluators_agree(seeds: range) -> None:
    """The same status of every condition of every tier, the same tiers reached and possible, with five overlays too."""
    assert [line for seed in seeds for line in differences(seed)] == []


def test_random_cases_stand_on_every_step() -> None:
    """The comparison is of factories of every tier and of none, not of hopeless ones alone."""
    judged = [second_opinion.judged(random_case(Random(seed), ""), DAY.isoformat()) for seed in range(100)]
    assert {second_opinion.highest(rows, True) for rows in judged} == {None, *TIERS}
    assert {second_opinion.highest(rows, True, None) for rows in judged} == {None, *TIERS}
