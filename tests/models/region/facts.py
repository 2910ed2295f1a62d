"""Facts of made-up reports."""

from collections.abc import Mapping
from random import Random

from models.language import Text
from models.region.facts import SIZES, ConditionLabel, Conditions, ConditionStanding, RegionFact
from models.rulebook import TIER_IDS, ConditionId, TierId

LABELS = {
    ConditionId(f"{tier}.{name}"): ConditionLabel(tier, Text(f"{tier} {name}", f"{tier} {name}"))
    for tier in TIER_IDS
    for name in ("PRE", "MAT", "COV", "GJ", "YF", "ZY", "GL", "YY", "O1", "O2")
}
_OPEN = (ConditionStanding.NOT_MET, ConditionStanding.NOT_MET, ConditionStanding.UNKNOWN)
_MET = (ConditionStanding.CLAIMED, ConditionStanding.PROVEN)


def fact(  # noqa: PLR0913 a report says many things, and a test names the one it is about
    number: object,
    *,
    reached: str | None = None,
    industry: str = "C34",
    size: str = "small",
    city: str = "苏州",
    version: int = 1,
    day: str = "2026-11-20",
    case: str = "",
    conditions: Mapping[str, ConditionStanding] | None = None,
) -> RegionFact:
    """Returns what one report says."""
    tier = None if reached is None else TierId(reached)
    named = {ConditionId(name): standing for name, standing in (conditions or {}).items()}
    return RegionFact(
        paper=f"paper {number}",
        case_id=case or f"case {number}",
        version=version,
        day=day,
        reached=tier,
        possible=tier,
        proven=None,
        province="江苏",
        city=city,
        industry=industry,
        size=size,
        conditions=Conditions.of(named.items()),
    )


def many_facts(count: int, seed: int = 1) -> list[RegionFact]:
    """Returns the reports of a region: most factories below, some cases with several versions."""
    dice = Random(seed)
    facts = []
    for number in range(count):
        tier = dice.choices((None, *TIER_IDS), (50, 30, 13, 6, 1))[0]
        climbed = 0 if tier is None else TIER_IDS.index(tier) + 1
        conditions: dict[str, ConditionStanding] = {}
        for place, condition in enumerate(LABELS):
            met = place // 10 < climbed or dice.random() < 0.4
            conditions[condition] = dice.choice(_MET if met else _OPEN)
        facts.append(
            fact(
                number,
                reached=tier,
                industry=f"C{13 + min(int(dice.expovariate(0.2)), 29)}",
                size=dice.choices(SIZES, (1, 3, 10, 4))[0],
                city=f"城市{min(int(dice.expovariate(0.4)), 12)}",
                case=f"case {number // 2 if number % 5 == 1 else number}",
                version=2 if number % 5 == 1 else 1,
                day=f"2026-{1 + number % 12:02}-15",
                conditions=conditions,
            )
        )
    return facts
