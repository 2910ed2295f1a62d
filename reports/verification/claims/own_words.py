"""What a report says beyond its answers: the plan, the cover, the history.

What can be worked out again is compared with what `reports.payload.beyond` of the layout's own program gives; the rest is
named, because only the signer can know it.
"""

from collections.abc import Mapping
from typing import Any

from models.language import Sentence, sentence
from reports.payload.canonical import canonical
from reports.signature.revision import Irregular

_NAMELESS = "***"


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


def check_plan(data: Mapping[str, Any], beyond: Mapping[str, Any]) -> None:
    """Compares a plan with the one that follows from its choices: words, amounts, sums, reasons, tiers, sources.

    Raises:
        Irregular: when the plan shows something else than its answers, measures, limits and choices give.
    """
    if data["roadmap"] is None:
        if data["limits"] is not None:
            raise Irregular(sentence("it has limits of a plan but no plan"))
        return
    wanted = beyond["plan"]
    if wanted is None:
        raise Irregular(sentence("its plan is none that these answers, measures and limits allow"))
    if canonical(wanted["packs"]) != canonical([{**line, "publisher": None} for line in catalogue_lines(data)]):
        raise Irregular(sentence("it describes a catalogue differently from the catalogue itself"))
    printed = {
        "roadmap": data["roadmap"],
        "limits": data["limits"],
        "sources": _sources(data),
        "labels": {answer: data["labels"].get(answer) for answer in wanted["labels"]},
    }
    if any(canonical(printed[part]) != canonical(wanted[part]) for part in printed):
        raise Irregular(sentence("its plan says something other than its answers, measures, limits and choices give"))


def check_history(data: Mapping[str, Any], beyond: Mapping[str, Any]) -> None:
    """Compares the words of the history with its values.

    Raises:
        Irregular: when a line says something else.
    """
    if canonical(data["history"]) != canonical(beyond["history"]):
        raise Irregular(sentence("its change history says something other than its values"))


def _sources(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [line for line in data["sources"] if line["book"] == "catalogue"]


def own_words(data: Mapping[str, Any], *, solved: bool = False) -> tuple[Sentence, ...]:
    """Returns what a report says on the signer's word alone; nothing if there is nothing of the kind.

    Args:
        data: the payload.
        solved: whether its plan was solved again.
    """
    parts = []
    if any(data["report"]["cover"].values()):
        parts.append(sentence("the words and picture on the cover"))
    if data["answers_to"]:
        parts.append(sentence("the answers to the reviewer's remarks"))
    if data["history"]:
        parts.append(sentence("the change history"))
    limits = data["limits"]
    if limits is not None:
        # What the factory can spend, and what it was offered, is in no catalogue.
        parts.append(sentence("the budget and other limits of the plan"))
        if limits["prices"]:
            parts.append(sentence("the plan's own prices"))
        if limits["done"]:
            parts.append(sentence("which measures are done already"))
    if data["roadmap"] is None or solved:
        return (sentence("Not recalculated, only the signer's word: {parts}.", parts=parts),) if parts else ()
    parts += [sentence("that no plan is better"), sentence("what the plan says is missing or left out")]
    return (
        sentence("Not recalculated, only the signer's word: {parts}.", parts=parts),
        sentence(
            "Solving the plan again proves that no plan is better, or finds one: “Solve the plan again” in the window, verify --solve on the command line."
        ),
    )
