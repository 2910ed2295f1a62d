"""The planner's limits as JSON text, money in cents."""

import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.limits import Limits, Lock, Objective, OwnTerms, Quarter
from models.rulebook import TierId
from models.storage.encoding import cents, wan


def encode_limits(limits: Limits) -> str:
    """Returns the planner's limits as JSON text, money in cents. Prices are kept as quotes, not here."""
    return json.dumps(
        {
            "target": limits.target,
            "budget_cents": [cents(amount) for amount in limits.budget_wan],
            "start": str(limits.start),
            "quarters": limits.quarters,
            "deadline": None if limits.deadline is None else str(limits.deadline),
            "years_of_use": limits.years_of_use,
            "running_budget_cents": None if limits.running_budget_wan is None else cents(limits.running_budget_wan),
            "margin": limits.margin,
            "staff_weeks": None if limits.staff_weeks is None else str(limits.staff_weeks),
            "carry_over": limits.carry_over,
            "budget_by_quarter": limits.budget_by_quarter,
            "most_at_once": limits.most_at_once,
            "blackout": sorted(str(quarter) for quarter in limits.blackout),
            "require": [
                [lock.measure, lock.variant, None if lock.quarter is None else str(lock.quarter)]
                for lock in limits.require
            ],
            "forbid": sorted(limits.forbid),
            "forbid_ways": sorted([measure, variant] for measure, variant in limits.forbid_ways),
            "done": sorted(limits.done),
            "objective": limits.objective,
            "uncounted": sorted(limits.uncounted),
            "eligible": sorted(limits.eligible),
            "funding": {fact.value: str(value) for fact, value in limits.funding.items()},
            "like": [[measure, way, str(quarter)] for measure, way, quarter in limits.like],
            "sure": None if limits.sure is None else str(limits.sure),
            "payment": [str(share) for share in limits.payment],
            "terms": [
                [
                    measure,
                    way,
                    None if terms.stop_wan is None else cents(terms.stop_wan),
                    [str(share) for share in terms.payment],
                ]
                for (measure, way), terms in sorted(limits.terms.items())
            ],
        }
    )


def decode_limits(text: str, prices_wan: Mapping[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]]) -> Limits:
    """Returns the limits that `encode_limits` wrote, with the user's own prices put in."""
    raw: dict[str, Any] = json.loads(text)
    return Limits(
        target=TierId(raw["target"]),
        budget_wan=tuple(wan(amount) for amount in raw["budget_cents"]),
        start=Quarter.parse(raw["start"]),
        quarters=raw["quarters"],
        deadline=None if raw["deadline"] is None else Quarter.parse(raw["deadline"]),
        years_of_use=raw["years_of_use"],
        running_budget_wan=None if raw["running_budget_cents"] is None else wan(raw["running_budget_cents"]),
        margin=raw["margin"],
        staff_weeks=None if raw["staff_weeks"] is None else Decimal(raw["staff_weeks"]),
        carry_over=raw["carry_over"],
        most_at_once=raw["most_at_once"],
        blackout=frozenset(Quarter.parse(quarter) for quarter in raw["blackout"]),
        require=tuple(
            Lock(
                MeasureId(measure),
                None if variant is None else VariantId(variant),
                None if quarter is None else Quarter.parse(quarter),
            )
            for measure, variant, quarter in raw["require"]
        ),
        forbid=frozenset(MeasureId(measure) for measure in raw["forbid"]),
        forbid_ways=frozenset((MeasureId(measure), VariantId(variant)) for measure, variant in raw["forbid_ways"]),
        done=frozenset(MeasureId(measure) for measure in raw["done"]),
        prices_wan=MappingProxyType(dict(prices_wan)),
        objective=Objective(raw["objective"]),
        budget_by_quarter=raw.get("budget_by_quarter", False),
        uncounted=frozenset(SubsidyId(rule) for rule in raw.get("uncounted", ())),
        eligible=frozenset(SubsidyId(rule) for rule in raw.get("eligible", ())),
        funding=MappingProxyType({FundingFact(fact): Decimal(value) for fact, value in raw.get("funding", {}).items()}),
        like=tuple((MeasureId(name), VariantId(way), Quarter.parse(start)) for name, way, start in raw.get("like", ())),
        sure=None if raw.get("sure") is None else Decimal(raw["sure"]),
        payment=tuple(Decimal(share) for share in raw.get("payment", ())),
        terms=MappingProxyType(
            {
                (MeasureId(measure), VariantId(way)): OwnTerms(
                    None if stop is None else wan(stop), tuple(Decimal(share) for share in shares)
                )
                for measure, way, stop, shares in raw.get("terms", ())
            }
        ),
    )
