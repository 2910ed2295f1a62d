"""What a report says beyond its answers and what can be recomputed: about its edition and its plan."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.language import Sentence
from reports.payload.canonical import resolved
from reports.payload.history import claimed_line, history_line

if TYPE_CHECKING:
    from models.catalogue import Catalogue


def beyond(data: Mapping[str, Any], evaluation: Evaluation, catalogue: "Catalogue | None") -> dict[str, Any]:
    """Returns what the edition and the plan of a report must say, as plain JSON values.

    Args:
        data: the payload.
        evaluation: of its own answers.
        catalogue: the measures that it names; None when it names none.

    Returns:
        `removed`: the lines of the edition; `plan`: the `roadmap` told again by `models.planner`, with `packs`, `sources`,
        `labels`, and the tiers to which its measures lead; None when there is no plan, or none that these answers and
        this catalogue allow; `history`: its lines with their words worked out again.
    """
    plan = None
    if data["roadmap"] is not None and catalogue is not None:
        # A plan of a stranger may be anything: what is no plan has no other telling.
        with suppress(ApplicationError, KeyError, TypeError, ValueError, ArithmeticError):
            plan = _plan(data, evaluation, catalogue)
    history = [history_line(claimed_line(line), evaluation.rulebook) for line in data["history"]]
    value: dict[str, Any] = resolved({"removed": _removed(data), "plan": plan, "history": history}, None)
    return value


def _removed(data: Mapping[str, Any]) -> list[Sentence]:
    from reports.payload.discretion import PLAN_REMOVED, removed_lines

    if data["report"]["edition"] == "full":
        return []
    lines = data["report"]["removed"]
    texts = lines[0].get("facts", {}).get("count") if lines else None
    evidence = data["case"]["document"].get("evidence", {})
    known = removed_lines(texts if isinstance(texts, int) else 0, len(evidence))
    without_plan = data["roadmap"] is None and len(lines) > len(known)
    return [*known, PLAN_REMOVED] if without_plan else list(known)


def _plan(data: Mapping[str, Any], evaluation: Evaluation, catalogue: "Catalogue") -> dict[str, Any]:
    from models.planner import sized, told_again
    from reports.payload.claimed import claimed_plan
    from reports.payload.labels import label
    from reports.payload.plan import limits_tree, roadmap_tree
    from reports.payload.shown import pack_line, source_line

    catalogue = sized(catalogue, evaluation.assessment)
    plan = told_again(evaluation, catalogue, claimed_plan(data))
    again = resolved(roadmap_tree(plan, catalogue), None)
    cited = {key for step in again["steps"] for key in step["price_sources"]}
    cited |= {key for subsidy in again["subsidies"] for key in subsidy["sources"]}
    closed = {item["answer"] for step in again["steps"] for item in step["closes"]}
    return {
        "roadmap": again,
        "limits": limits_tree(plan.limits),
        "packs": [pack_line(pack) for pack in catalogue.packs],
        "sources": [
            source_line("catalogue", catalogue.sources[key]) for key in sorted(cited) if key in catalogue.sources
        ],
        "labels": {answer: label(evaluation.rulebook, answer) for answer in sorted(closed & data["labels"].keys())},
        "tier_by_quarter": [quarter["tier"] for quarter in again["tier_by_quarter"]],
        "reached": again["reached"],
    }
