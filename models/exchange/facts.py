"""What an office counts of a report: who and where, the tiers, every condition. No answers, so that a nation fits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.spelling.places import place_of


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """How one condition of one tier came out."""

    tier: str
    condition: str
    status: str
    """`met`, `not_met`, `unknown` or `not_applicable`."""
    proven: bool
    """Whether it rests on evidence."""


@dataclass(frozen=True, slots=True)
class FactoryFacts:
    """Who a report is about, as far as it says; empty texts where it is de-identified or silent."""

    enterprise: str
    site: str
    """The factory, one site of the enterprise."""
    credit_code: str
    province: str
    """Short name such as 江苏, or what was typed where that is no province."""
    city: str
    industry_code: str
    """Of GB/T 4754, such as C3444."""
    industry: str
    size: str


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What an office counts of one report."""

    factory: FactoryFacts
    rulebook: str
    day: str
    """ISO date of the evaluation."""
    reached: str | None
    possible: str | None
    proven_tier: str | None
    met: int
    """Conditions met, those that are only shown left out."""
    proven: int
    """Conditions met that rest on evidence."""
    asked: int
    """Conditions that count."""
    contradictions: int
    staff: int | None
    revenue_wan: Decimal | None
    conditions: tuple[ConditionFact, ...]


def facts(payload: Mapping[str, Any], proven_tier: str | None) -> PaperFacts:
    """Returns what an office counts of a report.

    Args:
        payload: of a sound report, so its evaluation is what its answers give.
        proven_tier: from its verification.
    """
    evaluation, document = payload["evaluation"], payload["case"]["document"]
    conditions = tuple(_conditions(evaluation))
    return PaperFacts(
        factory=_factory(document),
        rulebook=document["rulebook"],
        day=payload["day"],
        reached=evaluation["reached"],
        possible=evaluation["possible"],
        proven_tier=proven_tier,
        met=evaluation["met_count"],
        proven=evaluation["proven_count"],
        asked=len(conditions),
        contradictions=len(evaluation["contradictions"]),
        staff=_whole(document, "staff"),
        revenue_wan=_number(document.get("enterprise", {}).get("revenue_wan")),
        conditions=conditions,
    )


def _conditions(evaluation: Mapping[str, Any]) -> Iterator[ConditionFact]:
    for tier in evaluation["tiers"]:
        for condition in tier["conditions"]:
            if not condition["informative"]:
                proven = condition["status"] == "met" and condition["proven"]
                yield ConditionFact(tier["id"], condition["id"], condition["status"], proven)


def _factory(document: Mapping[str, Any]) -> FactoryFacts:
    enterprise, factory = document.get("enterprise", {}), document.get("factory", {})
    province, city = str(enterprise.get("province", "")), str(enterprise.get("city", ""))
    place = place_of(province, city, str(factory.get("address", "")), str(enterprise.get("address", "")))
    return FactoryFacts(
        enterprise=str(enterprise.get("name", "")),
        site=str(factory.get("name", "")),
        credit_code=str(enterprise.get("credit_code", "")),
        province=place.province or province,
        city=place.city or city,
        industry_code=str(enterprise.get("industry_code", "")),
        industry=str(enterprise.get("industry", "")),
        size=str(enterprise.get("size", "")),
    )


def _whole(document: Mapping[str, Any], name: str) -> int | None:
    """Returns a number of people: of the factory, else of the enterprise."""
    for part in ("factory", "enterprise"):
        number = _number(document.get(part, {}).get(name))
        if number is not None:
            return int(number)
    return None


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None
