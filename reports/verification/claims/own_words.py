"""What a report says beyond its answers: the plan, the cover, the history.

What can be worked out again is compared; the rest is named, because only the signer can know it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.language import Sentence, Text, sentence
from reports.payload.canonical import canonical, resolved
from reports.signing.revision import Irregular

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.packs.library import Library
    from models.roadmap import Roadmap, Step

_NAMELESS = "***"
_OF_THE_CATALOGUE = (
    *("name", "what", "variant_word", "form", "price_confidence", "price_sources", "evidence_left", "free_options"),
)
"""Entries of a step that the catalogue gives, whatever was planned."""


def check_edition(data: Mapping[str, Any]) -> None:
    """Compares what a report says of its edition with what it holds.

    Raises:
        Irregular: when it calls itself de-identified and is not, or says that something was removed and is whole.
    """
    from reports.payload.discretion import removed_lines

    said = data["report"]["removed"]
    if data["report"]["edition"] == "full":
        wanted: Sequence[Sentence] = ()
    else:
        counted = re.search(r"\(([0-9]+)\)", said[0]["en"]) if said else None
        wanted = removed_lines(int(counted[1]) if counted else 0, len(data["case"]["document"].get("evidence", {})))
        if any(data["report"]["cover"].values()) or data["history"] or data["case"]["number"] != _NAMELESS:
            raise Irregular(sentence("it calls itself de-identified and is not"))
    if canonical(resolved(list(wanted), None)) != canonical(said):
        raise Irregular(sentence("what it says of its edition is not so"))


def check_plan(data: Mapping[str, Any], library: "Library") -> Sentence | None:
    """Compares everything in a plan that follows from its catalogue and its choices: words, sources, subsidies, tiers.

    Returns:
        What is worth knowing: that it could not be compared, or that it was made for other answers, as a plan is that
        was worked out before the last changes. None when all is well, or there is no plan.

    Raises:
        Irregular: when the plan shows something else than its catalogue says.
    """
    lines = [line for line in data["packs"] if line["kind"] == "catalogue"]
    sources = [line for line in data["sources"] if line["book"] == "catalogue"]
    if data["roadmap"] is None:
        if lines or sources:
            raise Irregular(sentence("it names a catalogue and has no plan"))
        return None
    catalogue = _catalogue(lines, library)
    if catalogue is None:
        return sentence(
            "Its plan rests on a catalogue of measures that is not here ({names}), so its measures and tiers were not compared.",
            names=[Text(**line["name"]) for line in lines] or ["—"],
        )
    try:
        fits = _plan_fits(data, sources, library, catalogue)
    except (KeyError, ValueError, ArithmeticError) as error:
        raise Irregular(_OTHER_PLAN) from error
    if fits:
        return None
    return sentence(
        "Its plan is not one for these answers: the tiers that it promises are not those to which its measures lead from here."
    )


_OTHER_PLAN = sentence("its plan names measures, sources or subsidies in other words than its catalogue")


def _catalogue(lines: Sequence[Mapping[str, Any]], library: "Library") -> "Catalogue | None":
    """Returns the catalogue that a report names, None when it is not here."""
    from models.packs.measures.pack import shipped_catalogue
    from reports.payload.shown import pack_line

    for found in (library.catalogue, shipped_catalogue):
        catalogue = found()
        here = [pack_line(pack) for pack in catalogue.packs]
        if {line["digest"] for line in here} == {line["digest"] for line in lines}:
            if canonical(resolved(here, None)) != canonical(lines):
                raise Irregular(sentence("it names a catalogue in other words than its own"))
            return catalogue
    return None


def _plan_fits(
    data: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], library: "Library", catalogue: "Catalogue"
) -> bool:
    """Returns whether the plan leads from the answers to the tiers that it promises.

    Raises:
        Irregular: when its words are not those of the catalogue and the rules.
    """
    from models.planner.telling.future import Future
    from reports.payload import recompute
    from reports.payload.labels import label
    from reports.payload.result import roadmap_tree
    from reports.payload.shown import source_line

    plan, printed = _chosen(data), data["roadmap"]
    again = resolved(roadmap_tree(plan, catalogue), None)
    parts = [_words(printed), _words(again)]
    cited = {key for step in again["steps"] for key in step["price_sources"]}
    cited |= {key for subsidy in again["subsidies"] for key in subsidy["sources"]}
    lines = [source_line("catalogue", catalogue.sources[key]) for key in sorted(cited) if key in catalogue.sources]
    evaluation = recompute(data, library)
    future = Future(evaluation, catalogue, plan.limits, plan.steps)
    tiers = [future.evaluation(quarter).reached for quarter, _ in plan.tier_by_quarter]
    closed = {item["answer"] for step in printed["steps"] for item in step["closes"]}
    labels = {answer: label(evaluation.rulebook, answer) for answer in closed & data["labels"].keys()}
    if (
        canonical(parts[0]) != canonical(parts[1])
        or canonical(resolved(lines, None)) != canonical(sources)
        or any(canonical(resolved(labels[answer], None)) != canonical(data["labels"][answer]) for answer in labels)
    ):
        raise Irregular(_OTHER_PLAN)
    promised = [each["tier"] for each in printed["tier_by_quarter"]]
    return promised == tiers and printed["reached"] == future.evaluation().reached


def _words(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a plan shows that the catalogue gives."""
    return {
        "steps": [{key: step[key] for key in _OF_THE_CATALOGUE} for step in plan["steps"]],
        "left_out": [(each["measure"], each["name"]) for each in plan["left_out"]],
        "subsidies": plan["subsidies"],
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
                {(MeasureId(one["measure"]), VariantId(one["variant"])): (nothing, nothing) for one in limits["prices"]}
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


def own_words(data: Mapping[str, Any]) -> Sentence | None:
    """Returns what stands in a report on the signer's word alone; None when there is nothing of the kind."""
    parts = []
    if any(data["report"]["cover"].values()):
        parts.append(sentence("the words and the picture on the cover"))
    if data["history"]:
        parts.append(sentence("the change history"))
    if data["roadmap"] is not None:
        parts.append(sentence("the amounts and reasons of the plan"))
    return sentence("Not worked out again, only the signer's word: {parts}.", parts=parts) if parts else None
