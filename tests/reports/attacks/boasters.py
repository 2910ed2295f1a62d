"""The manager as the attacker: words of his own where the program's belong, honestly drawn and signed with his key."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from models.evaluator import evaluate
from reports.payload import Cover, ReportOptions, canonical, payload
from reports.pdf import redrawn
from reports.verification.integrity.base import payload_of
from tests.factories import DAY
from tests.reports.attacks.collection import Target, attack, last
from tests.reports.factory import CREATED, HISTORY, catalogue, evaluated, frozen_sample, planned
from tests.reports.papers import NOW, sign_anyway
from tests.reports.sample import assessment, library

_FAMILY = "boasters"
_BOAST = {"zh": "已认定为领航级智能工厂", "en": "recognised as leading smart factory"}
Change = Callable[[dict[str, Any]], None]


@cache
def _plan_payload() -> bytes:
    """The data of the sample factory's report, with its plan, a cover and a history."""
    options = ReportOptions(cover=Cover(prepared_by="数字化办公室"))
    return payload(
        evaluated(frozen_sample()), planned(), catalogue(), created=CREATED, options=options, history=HISTORY
    )


def with_plan(change: Change) -> bytes:
    """A report with a plan whose data were bent, drawn from them and signed by the manager."""
    data = json.loads(_plan_payload())
    change(data)
    return sign_anyway(redrawn(canonical(data)), when=NOW.replace(day=23))


def without_names(change: Change) -> bytes:
    """The same for a de-identified edition without a plan."""
    evaluation = evaluate(assessment(), library().rulebook("national-2025"), DAY)
    options = ReportOptions(edition="deidentified")
    data = json.loads(payload(evaluation, None, None, created=CREATED, options=options))
    change(data)
    return sign_anyway(redrawn(canonical(data)))


def _bent(target: Target, change: Change) -> bytes:
    data = json.loads(payload_of(last(target.unsigned)))
    change(data)
    return sign_anyway(redrawn(canonical(data)))


@attack(_FAMILY)
def boast_among_what_was_removed(target: Target) -> bytes:
    """The list of what the edition leaves out says what it leaves out nothing of."""
    return _bent(target, lambda data: data["report"].update(removed=[_BOAST]))


@attack(_FAMILY)
def boast_in_a_deidentified_edition(_: Target) -> bytes:
    """One line of that list is another."""
    return without_names(lambda data: data["report"]["removed"].__setitem__(1, _BOAST))


@attack(_FAMILY)
def deidentified_with_a_cover(_: Target) -> bytes:
    """An edition without names carries the words of a cover."""
    return without_names(lambda data: data["report"]["cover"].update(note=_BOAST["zh"]))


@attack(_FAMILY)
def deidentified_with_a_history(_: Target) -> bytes:
    """The same with lines of history."""
    line = {"when": CREATED, "what": _BOAST, "old": {"zh": "", "en": ""}, "new": _BOAST, "why": "", "version": 1}
    return without_names(lambda data: data["history"].append(line))


@attack(_FAMILY)
def deidentified_in_name_alone(target: Target) -> bytes:
    """A whole report calls itself de-identified, which hides its case number on the cover."""
    return _bent(target, lambda data: data["report"].update(edition="deidentified"))


@attack(_FAMILY)
def catalogue_without_a_plan(target: Target) -> bytes:
    """The list of packs names one more, of which nothing in the report is made."""
    pack = {"id": "miit", "kind": "catalogue", "name": _BOAST, "version": "1", "date": "2026-01-01"}
    return _bent(target, lambda data: data["packs"].append({**pack, "region": "CN", "digest": "ab" * 32}))


@attack(_FAMILY)
def source_without_a_plan(target: Target) -> bytes:
    """The list of sources names a document that nothing rests on."""
    line = {"book": "catalogue", "key": "miit", "what": _BOAST, "where": "https://example.com/"}
    return _bent(target, lambda data: data["sources"].append(line))


@attack(_FAMILY)
def catalogue_under_another_name(_: Target) -> bytes:
    """The digest is the shipped catalogue's, its name is not."""

    def change(data: dict[str, Any]) -> None:
        next(pack for pack in data["packs"] if pack["kind"] == "catalogue")["name"] = _BOAST

    return with_plan(change)


@attack(_FAMILY)
def measure_under_another_name(_: Target) -> bytes:
    """The cheapest next step in the summary is a boast."""
    return with_plan(lambda data: data["roadmap"]["steps"][0].update(name=_BOAST))


@attack(_FAMILY)
def measure_described_otherwise(_: Target) -> bytes:
    """What a measure is, in words of the manager's."""
    return with_plan(lambda data: data["roadmap"]["steps"][0].update(what=_BOAST))


@attack(_FAMILY)
def measure_left_out_under_another_name(_: Target) -> bytes:
    """The same among those that are not needed."""
    return with_plan(lambda data: data["roadmap"]["left_out"][0].update(name=_BOAST))


@attack(_FAMILY)
def price_with_a_source_of_its_own(_: Target) -> bytes:
    """A price is said to come from a better source."""
    return with_plan(lambda data: data["roadmap"]["steps"][0].update(price_sources=["MIIT"]))


@attack(_FAMILY)
def source_of_a_price_elsewhere(_: Target) -> bytes:
    """A source of the catalogue leads to another place."""

    def change(data: dict[str, Any]) -> None:
        next(line for line in data["sources"] if line["book"] == "catalogue")["where"] = "https://example.com/"

    return with_plan(change)


@attack(_FAMILY)
def subsidy_made_larger(_: Target) -> bytes:
    """The rules of a subsidy promise more."""
    return with_plan(lambda data: data["roadmap"]["subsidies"][0].update(detail=_BOAST))


@attack(_FAMILY)
def answer_closed_under_another_label(_: Target) -> bytes:
    """What a measure closes is called something better."""

    def change(data: dict[str, Any]) -> None:
        closed = {item["answer"] for step in data["roadmap"]["steps"] for item in step["closes"]}
        data["labels"][sorted(closed & data["labels"].keys())[0]] = _BOAST

    return with_plan(change)


@attack(_FAMILY)
def measure_of_no_catalogue(_: Target) -> bytes:
    """A step that the catalogue does not know."""
    return with_plan(lambda data: data["roadmap"]["steps"][0].update(measure="M-999"))


@attack(_FAMILY)
def case_of_another(target: Target) -> bytes:
    """The cover shows the number of another case than the answers."""
    return _bent(target, lambda data: data["case"].update(number="2026-1"))


@attack(_FAMILY)
def version_of_another(target: Target) -> bytes:
    """The cover shows a later version than the answers."""
    return _bent(target, lambda data: data["case"].update(version=2))
