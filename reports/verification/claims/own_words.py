"""What a report says beyond its answers: the plan, the cover, the history.

What can be worked out again is compared with what `reports.payload.beyond` of the layout's own program gives; the rest is
named, because only the signer can know it.
"""

from collections.abc import Mapping
from typing import Any

from models.language import Sentence, sentence
from reports.payload.beyond import plan_words
from reports.payload.canonical import canonical
from reports.signing.revision import Irregular

_NAMELESS = "***"
_OTHER_PLAN = sentence("its plan words measures, sources or subsidies differently from its catalogue")


def catalogue_lines(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the packs of measures that a report names.

    Raises:
        Irregular: when it names some and has no plan, or has a plan and names none.
    """
    lines = [line for line in data["packs"] if line["kind"] == "catalogue"]
    if data["roadmap"] is None and (lines or _sources(data)):
        raise Irregular(sentence("it names a catalogue but has no plan"))
    if data["roadmap"] is not None and not lines:
        raise Irregular(sentence("it has a plan and names no catalogue"))
    return lines


def check_edition(data: Mapping[str, Any], beyond: Mapping[str, Any]) -> None:
    """Compares what a report says of its edition with what it holds.

    Args:
        data: the payload.
        beyond: what its edition must say, see `reports.payload.beyond`.

    Raises:
        Irregular: when it calls itself de-identified and is not, or says that something was removed and is whole.
    """
    written = any(data["report"]["cover"].values()) or data["history"] or data["answers_to"]
    named = written or data["case"]["number"] != _NAMELESS
    if data["report"]["edition"] != "full" and named:
        raise Irregular(sentence("it claims to be de-identified but is not"))
    if canonical(beyond["removed"]) != canonical(data["report"]["removed"]):
        raise Irregular(sentence("what it says about its edition is not true"))


def check_plan(data: Mapping[str, Any], beyond: Mapping[str, Any]) -> Sentence | None:
    """Compares everything in a plan that follows from its catalogue and its choices: words, sources, subsidies, tiers.

    Returns:
        What is worth knowing: that it was made for other answers, as a plan is that was worked out before the last
        changes. None when all is well, or there is no plan.

    Raises:
        Irregular: when the plan shows something else than its catalogue says.
    """
    if data["roadmap"] is None:
        return None
    wanted = beyond["plan"]
    if wanted is None:
        raise Irregular(_OTHER_PLAN)
    if canonical(wanted["packs"]) != canonical(catalogue_lines(data)):
        raise Irregular(sentence("it describes a catalogue differently from the catalogue itself"))
    printed = plan_words(data["roadmap"]) | {
        "sources": _sources(data),
        "labels": {answer: data["labels"].get(answer) for answer in wanted["labels"]},
    }
    if any(canonical(printed[part]) != canonical(wanted[part]) for part in printed):
        raise Irregular(_OTHER_PLAN)
    promised = [quarter["tier"] for quarter in data["roadmap"]["tier_by_quarter"]]
    if promised == wanted["tier_by_quarter"] and data["roadmap"]["reached"] == wanted["reached"]:
        return None
    return sentence(
        "Its plan does not fit these answers: from here, its measures do not lead to the tiers it promises."
    )


def _sources(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [line for line in data["sources"] if line["book"] == "catalogue"]


def own_words(data: Mapping[str, Any]) -> Sentence | None:
    """Returns what stands in a report on the signer's word alone; None when there is nothing of the kind."""
    parts = []
    if any(data["report"]["cover"].values()):
        parts.append(sentence("the words and picture on the cover"))
    if data["answers_to"]:
        parts.append(sentence("the answers to the reviewer's remarks"))
    if data["history"]:
        parts.append(sentence("the change history"))
    if data["roadmap"] is not None:
        parts.append(sentence("the amounts and reasons of the plan"))
    return sentence("Not recalculated, only the signer's word: {parts}.", parts=parts) if parts else None
