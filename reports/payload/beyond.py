"""What a report says beyond its answers and what can be worked out again: of its edition, and of its plan."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.evaluation import Evaluation
from models.language import Sentence
from reports.payload.canonical import resolved

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.roadmap import Roadmap, Step

_OF_THE_CATALOGUE = (
    *("name", "what", "variant_word", "form", "price_confidence", "price_sources", "evidence_left", "free_options"),
)
"""Entries of a step that the catalogue gives, whatever was planned."""


def beyond(data: Mapping[str, Any], evaluation: Evaluation, catalogue: "Catalogue | None") -> dict[str, Any]:
    """Returns what the edition and the plan of a report must say, as plain JSON values.

    Args:
        data: the payload.
        evaluation: of its own answers.
        catalogue: the measures that it names; None when it names none.

    Returns:
        `removed`: the lines of the edition; `plan`: see `plan_words`, with `packs`, `sources`, `labels`, and the tiers to
        which its measures lead; None when there is no plan, or none that this catalogue could have made.
    """
    plan = None
    if data["roadmap"] is not None and catalogue is not None:
        try:
            plan = _plan(data, evaluation, catalogue)
        except (KeyError, ValueError, ArithmeticError):
            plan = None
    value: dict[str, Any] = resolved({"removed": _removed(data), "plan": plan}, None)
    return value


def plan_words(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a plan shows that the catalogue gives."""
    return {
        "steps": [{key: step[key] for key in _OF_THE_CATALOGUE} for step in plan["steps"]],
        "left_out": [[each["measure"], each["name"]] for each in plan["left_out"]],
        "subsidies": plan["subsidies"],
    }


def _removed(data: Mapping[str, Any]) -> list[Sentence]:
    from reports.payload.discretion import removed_lines

    if data["report"]["edition"] == "full":
        return []
    said = data["report"]["removed"]
    counted = re.search(r"\(([0-9]+)\)", said[0]["en"]) if said else None
    evidence = data["case"]["document"].get("evidence", {})
    return list(removed_lines(int(counted[1]) if counted else 0, len(evidence)))


def _plan(data: Mapping[str, Any], evaluation: Evaluation, catalogue: "Catalogue") -> dict[str, Any]:
    from models.planner.telling.future import Future
    from reports.payload.labels import label
    from reports.payload.result import roadmap_tree
    from reports.payload.shown import pack_line, source_line

    plan = _chosen(data)
    again = resolved(roadmap_tree(plan, catalogue), None)
    cited = {key for step in again["steps"] for key in step["price_sources"]}
    cited |= {key for subsidy in again["subsidies"] for key in subsidy["sources"]}
    future = Future(evaluation, catalogue, plan.limits, plan.steps)
    closed = {item["answer"] for step in data["roadmap"]["steps"] for item in step["closes"]}
    return {
        **plan_words(again),
        "packs": [pack_line(pack) for pack in catalogue.packs],
        "sources": [
            source_line("catalogue", catalogue.sources[key]) for key in sorted(cited) if key in catalogue.sources
        ],
        "labels": {answer: label(evaluation.rulebook, answer) for answer in sorted(closed & data["labels"].keys())},
        "tier_by_quarter": [future.evaluation(quarter).reached for quarter, _ in plan.tier_by_quarter],
        "reached": future.evaluation().reached,
    }


def _chosen(data: Mapping[str, Any]) -> "Roadmap":
    """Returns the choices of a printed plan, without amounts and reasons."""
    from models.catalogue import MeasureId, VariantId
    from models.roadmap import Cost, LeftOut, Limits, PlanStatus, Quarter, Roadmap
    from models.rulebook import TierId

    plan, limits = data["roadmap"], data["limits"]
    nothing = Decimal(0)
    return Roadmap(
        status=PlanStatus(plan["status"]),
        gap=nothing,
        limits=Limits(
            target=TierId(limits["target"]),
            budget_wan=(nothing,),
            start=Quarter.parse(limits["start"]),
            done=frozenset(MeasureId(measure) for measure in limits["done"]),
            prices_wan=MappingProxyType(
                {
                    (MeasureId(price["measure"]), VariantId(price["variant"])): (nothing, nothing)
                    for price in limits["prices"]
                }
            ),
        ),
        reached=None,
        cost=Cost(nothing, nothing, nothing, nothing),
        steps=tuple(_step(step) for step in plan["steps"]),
        left_out=tuple(LeftOut(MeasureId(each["measure"]), Sentence("", {})) for each in plan["left_out"]),
        tier_by_quarter=tuple((Quarter.parse(each["quarter"]), None) for each in plan["tier_by_quarter"]),
        cost_by_quarter=(),
        shortfall=None,
        to_do_first=(),
        alternatives=(),
        risk=None,
        catalogue_packs=(),
    )


def _step(step: Mapping[str, Any]) -> "Step":
    from models.catalogue import MeasureId, VariantId
    from models.roadmap import Quarter, Step

    nothing = Decimal(0)
    return Step(
        measure=MeasureId(step["measure"]),
        variant=VariantId(step["variant"]),
        quarter=Quarter.parse(step["quarter"]),
        finish=Quarter.parse(step["finish"]),
        one_off_wan=nothing,
        running_wan=nothing,
        subsidy_wan=nothing,
        staff_weeks=nothing,
        because=(),
        closes=(),
    )
