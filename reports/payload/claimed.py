"""A plan as a payload claims it: limits, choices, and the sentences that only a solve can confirm."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.language import Sentence
from models.limits import Limits, Lock, Objective, OwnTerms, Quarter
from models.roadmap import Alternative, Blocker, Cost, LeftOut, PlanStatus, Roadmap, Shortfall, Step
from models.roadmap.months import Placement
from models.roadmap.price_risk import Margin
from models.rulebook import ConditionId, TierId
from reports.payload.canonical import said

_NOTHING = Decimal(0)


def claimed_plan(data: Mapping[str, Any]) -> Roadmap:
    """Returns the plan of a payload without what follows from it: amounts, tiers, reasons of what is chosen.

    Args:
        data: the payload, checked by its schema; its plan is not None.

    Raises:
        KeyError, ValueError, ArithmeticError: when something in it is no value of a plan.
    """
    plan = data["roadmap"]
    return Roadmap(
        status=PlanStatus(plan["status"]),
        gap=_number(plan["gap"]),
        limits=claimed_limits(data["limits"]),
        reached=None,
        cost=Cost(_NOTHING, _NOTHING, _NOTHING, _NOTHING),
        steps=tuple(_step(step) for step in plan["steps"]),
        left_out=tuple(LeftOut(MeasureId(each["measure"]), _sentence(each["because"])) for each in plan["left_out"]),
        tier_by_quarter=(),
        cost_by_quarter=(),
        shortfall=None if plan["shortfall"] is None else _shortfall(plan["shortfall"]),
        to_do_first=(),
        margin=None if plan["margin"] is None else _margin(plan["margin"]),
        alternatives=tuple(_alternative(each) for each in plan["alternatives"]),
        risk=None,
        catalogue_packs=(),
        months=tuple(
            Placement(
                MeasureId(each["measure"]),
                VariantId(each["variant"]),
                date.fromisoformat(each["begins"]),
                date.fromisoformat(each["ends"]),
            )
            for each in plan["months"]
        ),
        months_proven=plan["months_proven"],
    )


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _sentence(tree: Mapping[str, Any]) -> Sentence:
    words = said(tree)
    if not isinstance(words, Sentence):
        raise ValueError("a text where the program says a sentence")
    return words


def claimed_limits(limits: Mapping[str, Any]) -> Limits:
    """Returns the limits of a plan as JSON values say them.

    Raises:
        KeyError, ValueError, ArithmeticError, TypeError: when something in it is no value of limits.
    """
    return Limits(
        target=TierId(limits["target"]),
        budget_wan=tuple(_number(each) for each in limits["budget"]),
        start=Quarter.parse(limits["start"]),
        quarters=limits["quarters"],
        deadline=None if limits["deadline"] is None else Quarter.parse(limits["deadline"]),
        years_of_use=limits["years_of_use"],
        running_budget_wan=None if limits["running_budget"] is None else _number(limits["running_budget"]),
        margin=limits["margin"],
        staff_weeks=None if limits["staff_weeks"] is None else _number(limits["staff_weeks"]),
        carry_over=limits["carry_over"],
        most_at_once=limits["most_at_once"],
        blackout=frozenset(Quarter.parse(quarter) for quarter in limits["blackout"]),
        require=tuple(_lock(lock) for lock in limits["require"]),
        forbid=frozenset(MeasureId(measure) for measure in limits["forbid"]),
        forbid_ways=frozenset((MeasureId(way["measure"]), VariantId(way["variant"])) for way in limits["forbid_ways"]),
        done=frozenset(MeasureId(measure) for measure in limits["done"]),
        prices_wan=MappingProxyType(
            {
                (MeasureId(price["measure"]), VariantId(price["variant"])): (
                    _number(price["one_off"]),
                    _number(price["running"]),
                )
                for price in limits["prices"]
            }
        ),
        objective=Objective(limits["objective"]),
        budget_by_quarter=limits.get("budget_by_quarter", False),
        uncounted=frozenset(SubsidyId(rule) for rule in limits.get("uncounted", ())),
        eligible=frozenset(SubsidyId(rule) for rule in limits.get("eligible", ())),
        funding=MappingProxyType(
            {FundingFact(fact): _number(value) for fact, value in limits.get("funding", {}).items()}
        ),
        like=tuple(_choice(each) for each in limits.get("like", ())),
        sure=None if limits.get("sure") is None else _number(limits["sure"]),
        payment=tuple(_number(share) for share in limits.get("payment", ())),
        terms=MappingProxyType(
            {
                (MeasureId(each["measure"]), VariantId(each["variant"])): OwnTerms(
                    None if each["stop"] is None else _number(each["stop"]),
                    tuple(_number(share) for share in each["payment"]),
                )
                for each in limits.get("terms", ())
            }
        ),
    )


def _lock(lock: Mapping[str, Any]) -> Lock:
    return Lock(
        MeasureId(lock["measure"]),
        None if lock["variant"] is None else VariantId(lock["variant"]),
        None if lock["quarter"] is None else Quarter.parse(lock["quarter"]),
    )


def _shortfall(shortfall: Mapping[str, Any]) -> Shortfall:
    return Shortfall(
        budget_wan=None if shortfall["budget"] is None else _number(shortfall["budget"]),
        quarters=shortfall["quarters"],
        conditions=tuple(ConditionId(condition) for condition in shortfall["conditions"]),
        sentences=tuple(_sentence(each) for each in shortfall["sentences"]),
        blockers=tuple(
            Blocker(ConditionId(each["condition"]), _sentence(each["because"])) for each in shortfall["blockers"]
        ),
    )


def _choice(choice: Mapping[str, Any]) -> tuple[MeasureId, VariantId, Quarter]:
    return MeasureId(choice["measure"]), VariantId(choice["variant"]), Quarter.parse(choice["quarter"])


def _margin(margin: Mapping[str, Any]) -> Margin:
    return Margin(
        price_wan=None if margin["price"] is None else _number(margin["price"]),
        hangs=tuple(ConditionId(condition) for condition in margin["conditions"]),
    )


def _alternative(each: Mapping[str, Any]) -> Alternative:
    return Alternative(
        label=Sentence("", {}),
        cost=Cost(_NOTHING, _NOTHING, _NOTHING, _NOTHING),
        finish=None,
        reached=None,
        choices=tuple(_choice(choice) for choice in each["choices"]),
    )


def _step(step: Mapping[str, Any]) -> Step:
    quarter = Quarter.parse(step["quarter"])
    return Step(
        measure=MeasureId(step["measure"]),
        variant=VariantId(step["variant"]),
        quarter=quarter,
        finish=quarter,
        one_off_wan=_NOTHING,
        running_wan=_NOTHING,
        subsidy_wan=_NOTHING,
        staff_weeks=_NOTHING,
        because=(),
        closes=(),
    )
