"""A region as nested values whose texts are still in no language: `region --json`, papers and window are made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.catalogue import Catalogue, ServiceKind
from models.language import Language, Text, in_both, sentence
from models.region.demand import Demand, Estimate, ServiceDemand, ServiceEffect
from models.region.facts import ConditionLabel, GroupField
from models.region.industry import industry_text
from models.region.pyramid import RungTally
from models.region.view import RegionView
from models.rulebook import TIER_IDS, ConditionId
from reports.payload import limits_json
from reports.payload.canonical import resolved

if TYPE_CHECKING:
    from models.limits import Limits

NONE = "none"
"""Stands for no tier where tiers are counted."""
RUNG_KEYS = (NONE, *TIER_IDS)
RUNG_NAMES: Mapping[str, Text] = {
    NONE: Text("未达级", "No tier"),
    "basic": Text("基础级", "Basic"),
    "advanced": Text("先进级", "Advanced"),
    "excellent": Text("卓越级", "Excellent"),
    "leading": Text("领航级", "Leading"),
}
_SIZES = {
    "large": Text("大型", "Large"),
    "medium": Text("中型", "Medium"),
    "small": Text("小型", "Small"),
    "micro": Text("微型", "Micro"),
}
CAVEAT = sentence(
    "These are self-assessments for reference, from verified reports only; recognition is for the authority to decide."
)
_NOT_SAID = sentence("not stated")


@dataclass(frozen=True, slots=True)
class RegionPaper:
    """Everything that is said of a region on one day."""

    view: RegionView
    demand: Demand | None
    """None before it was worked out."""
    catalogue: Catalogue
    common: "Limits"
    """For factories whose report holds no plan."""
    day: date
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Files that do not count, by verdict."""
    where: Mapping[str, str] = field(default_factory=dict)
    """The part of the region; empty for the whole."""
    capacities: Mapping[str, int] = field(default_factory=dict)
    """How many factories a service can take, as the office says; what is not here is unknown."""


def region_json(paper: RegionPaper, language: Language) -> dict[str, Any]:
    """Returns what `region --json` prints; money in 万元."""
    result: dict[str, Any] = resolved(region_tree(paper), language)
    return result


def region_tree(paper: RegionPaper) -> dict[str, Any]:
    """Returns everything that is said of a region, its texts in no language yet."""
    view = paper.view
    return {
        "day": paper.day.isoformat(),
        "where": dict(paper.where),
        "reports": view.reports,
        "factories": len(view.factories),
        "contradictory": view.contradictory,
        "left_out": dict(paper.left_out),
        "tiers": [{"tier": key, "name": RUNG_NAMES[key]} for key in RUNG_KEYS],
        "pyramid": tally_tree(view.tally),
        "groups": {
            by.value: [
                {
                    "group": group.key,
                    "name": group_name(by, group.key),
                    "factories": group.tally.factories,
                    **tally_tree(group.tally),
                }
                for group in groups
            ]
            for by, groups in view.groups.items()
        },
        "stuck": _stuck(view),
        "progress": {
            "quarters": [
                {
                    "quarter": each.quarter,
                    "reached": _by_tier(each.tally.reached),
                    "joined": each.joined,
                    "risen": each.risen,
                    "fallen": each.fallen,
                }
                for each in view.moments
            ],
            "versions": {
                "cases": view.movement.cases,
                "risen": view.movement.risen,
                "fallen": view.movement.fallen,
                "closed": view.movement.closed,
                "reopened": view.movement.reopened,
            },
        },
        "distance": [
            {
                "industry": each.industry,
                "name": industry_text(each.industry),
                "factories": each.factories,
                "best": each.best,
                "at_best": each.at_best,
                "best_met": each.best_met,
                "median_met": each.median_met,
                "lacking": [
                    {"id": condition, "text": _words(view.labels, condition), "factories": count}
                    for condition, count in each.lacking[:10]
                ],
            }
            for each in view.distances
        ],
        "services": None if paper.demand is None else _services(paper, paper.demand),
        "caveat": CAVEAT,
    }


def group_name(by: GroupField, key: str) -> Text:
    """Returns what a group is called."""
    if not key:
        return in_both(_NOT_SAID)
    if by is GroupField.INDUSTRY:
        return industry_text(key)
    return _SIZES.get(key, Text(key, key)) if by is GroupField.SIZE else Text(key, key)


def service_name(service: str, catalogue: Catalogue) -> Text:
    """Returns what a named service, or a kind of service, is called; its id if it is unknown."""
    named = next((each.name for each in catalogue.shared_services if each.id == service), None)
    if named is not None:
        return named
    try:
        kind = ServiceKind(service)
    except ValueError:
        return Text(service, service)
    return Text(kind.text("zh"), kind.text("en"))


def tally_tree(tally: RungTally) -> dict[str, dict[str, int]]:
    """Returns how many factories stand on each rung."""
    return {
        "reached": _by_tier(tally.reached),
        "possible": _by_tier(tally.possible),
        "proven": _by_tier(tally.proven),
        "reached_and_proven": _by_tier(tally.backed),
    }


def _by_tier(numbers: Sequence[int]) -> dict[str, int]:
    return dict(zip(RUNG_KEYS, numbers, strict=True))


def _words(labels: Mapping[ConditionId, ConditionLabel], condition: ConditionId) -> Text:
    label = labels.get(condition)
    return label.text if label is not None else Text(condition, condition)


def _stuck(view: RegionView) -> list[dict[str, Any]]:
    return [
        {
            "tier": tier.tier,
            "factories": tier.factories,
            "conditions": [
                {
                    "id": each.condition,
                    "text": _words(view.labels, each.condition),
                    "open": each.open,
                    "not_met": each.not_met,
                    "unknown": each.unknown,
                    "claimed": each.claimed,
                    "proven": each.proven,
                    "alone": each.alone,
                }
                for each in tier.conditions
            ],
        }
        for tier in view.stuck
    ]


def _services(paper: RegionPaper, demand: Demand) -> dict[str, Any]:
    return {
        "factories": demand.factories,
        "planned": demand.planned,
        "sampled": demand.planned < demand.factories,
        "by_reach": {reach.value: count for reach, count in demand.by_reach.items()},
        "common_limits": limits_json(paper.common),
        "ranking": [_service(paper, each) for each in demand.services],
        "best": list(demand.best),
        "together": None if demand.together is None else _effect(demand.together),
    }


def _service(paper: RegionPaper, demand: ServiceDemand) -> dict[str, Any]:
    catalogue = paper.catalogue
    named = next((each for each in catalogue.shared_services if each.id == demand.service), None)
    kind = named.kind if named is not None else None
    return {
        "service": demand.service,
        "name": service_name(demand.service, catalogue),
        "kind": kind.value if kind is not None else demand.service,
        "named": named is not None,
        **_effect(demand.effect),
        "capacity": paper.capacities.get(demand.service),
        "measures": [
            {"measure": measure, "name": catalogue.measures[measure].name, "factories": count}
            for measure, count in demand.measures
        ],
        "users_by": {
            by.value: users
            for by in (GroupField.INDUSTRY, GroupField.SIZE, GroupField.CITY)
            if (users := _users_by(paper, demand, by))
        },
        "reports": list(demand.papers),
    }


def _users_by(paper: RegionPaper, demand: ServiceDemand, by: GroupField) -> list[dict[str, Any]]:
    """Returns who would use a service, the largest groups first."""
    users = set(demand.papers)
    counted: dict[str, int] = {}
    for fact in paper.view.factories:
        if fact.paper in users:
            group = by.of(fact)
            counted[group] = counted.get(group, 0) + 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"group": key, "name": group_name(by, key), "factories": count} for key, count in ordered]


def _effect(effect: ServiceEffect) -> dict[str, Any]:
    return {
        "users": _estimate(effect.users),
        "lifted": _estimate(effect.lifted),
        "saved": _estimate(effect.saved_wan),
        "unproven": effect.unproven,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
