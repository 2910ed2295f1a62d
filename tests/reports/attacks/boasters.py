"""The manager as the attacker: words of his own where the program's belong, honestly drawn and signed with his key."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from models.evaluator import evaluate
from models.language import sentence
from models.planner.again import told_again
from models.planner.asking.checking import question_of
from models.planner.placing.months import placed
from models.roadmap import LeftOut, Roadmap
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


def _plan_payload(plan: Roadmap) -> bytes:
    """The data of the sample factory's report, with a plan, a cover and a history."""
    options = ReportOptions(cover=Cover(prepared_by="数字化办公室"))
    return payload(evaluated(frozen_sample()), plan, catalogue(), created=CREATED, options=options, history=HISTORY)


_known_payload = cache(lambda: _plan_payload(planned()))


def with_plan(change: Change) -> bytes:
    """A report with a plan whose data were bent, drawn from them and signed by the manager."""
    data = json.loads(_known_payload())
    change(data)
    return sign_anyway(redrawn(canonical(data)), when=NOW.replace(day=23))


def with_plan_of(plan: Roadmap) -> bytes:
    """The same with another plan, as it is."""
    return sign_anyway(redrawn(_plan_payload(plan)), when=NOW.replace(day=23))


def dearer_plan() -> Roadmap:
    """A near-best plan of the sample factory that calls itself the best."""
    best = planned()
    other = max(best.alternatives, key=lambda alternative: alternative.ownership_wan)
    steps = tuple(
        replace(best.steps[0], measure=measure, variant=way, quarter=quarter) for measure, way, quarter in other.choices
    )
    chosen = {step.measure for step in steps}
    without = sentence("The best plan does without it.")
    left_out = tuple(LeftOut(measure, without) for measure in sorted(catalogue().measures) if measure not in chosen)
    evaluation = evaluated(frozen_sample())
    starts = {(measure, way): best.limits.start.until(quarter) for measure, way, quarter in other.choices}
    months, proven = placed(question_of(evaluation, catalogue(), best.limits), starts)
    claimed = replace(best, steps=steps, left_out=left_out, alternatives=(), months=months, months_proven=proven)
    return told_again(evaluation, catalogue(), claimed)


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


def _line() -> dict[str, Any]:
    """A line of history that boasts."""
    nothing = {"zh": "", "en": ""}
    values = {"answer": None, "old": None, "new": None, "old_words": nothing, "new_words": nothing, "why": ""}
    return {"when": CREATED, "what": _BOAST, "version": 1, **values}


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
    return without_names(lambda data: data["history"].append(_line()))


@attack(_FAMILY)
def deidentified_in_name_alone(target: Target) -> bytes:
    """A whole report calls itself de-identified, which hides its case number on the cover."""
    return _bent(target, lambda data: data["report"].update(edition="deidentified"))


@attack(_FAMILY)
def catalogue_without_a_plan(target: Target) -> bytes:
    """The list of packs names one more, of which nothing in the report is made."""
    pack = {"id": "miit", "kind": "catalogue", "name": _BOAST, "version": "1", "date": "2026-01-01"}
    return _bent(
        target, lambda data: data["packs"].append({**pack, "region": "CN", "digest": "ab" * 32, "publisher": None})
    )


@attack(_FAMILY)
def source_without_a_plan(target: Target) -> bytes:
    """The list of sources names a document that nothing rests on."""
    nothing = {"zh": "", "en": ""}
    line = {"book": "catalogue", "key": "miit", "what": _BOAST, "where": "https://example.com/", "no_address": nothing}
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


def _step(**changes: Any) -> bytes:
    return with_plan(lambda data: data["roadmap"]["steps"][0].update(**changes))


@attack(_FAMILY)
def cost_of_a_hundred_yuan(_: Target) -> bytes:
    """A measure costs nearly nothing."""
    return _step(one_off=0.01)


@attack(_FAMILY)
def sum_that_does_not_add_up(_: Target) -> bytes:
    """The whole plan costs nearly nothing, whatever its steps cost."""
    return with_plan(lambda data: data["roadmap"]["cost"].update(total=0.01))


@attack(_FAMILY)
def cost_of_ownership_made_smaller(_: Target) -> bytes:
    """The figure by which the plan is called the cheapest is smaller."""
    return with_plan(lambda data: data["roadmap"].update(ownership=1))


@attack(_FAMILY)
def reason_of_a_step(_: Target) -> bytes:
    """Why a measure is in, in words of the manager's."""
    return _step(because=[_BOAST])


@attack(_FAMILY)
def sentence_of_nobody(_: Target) -> bytes:
    """The same as a sentence that the program does not know."""
    return _step(because=[{"sentence": _BOAST["en"], "facts": {}}])


@attack(_FAMILY)
def boast_in_a_fact(_: Target) -> bytes:
    """A sentence of the program about something that the manager made up."""
    return _step(because=[{"sentence": "It closes: {items}.", "facts": {"items": [_BOAST]}}])


@attack(_FAMILY)
def reason_of_what_is_left_out(_: Target) -> bytes:
    """Why a measure is not in, in words of the manager's."""
    return with_plan(lambda data: data["roadmap"]["left_out"][0].update(because=_BOAST))


@attack(_FAMILY)
def words_of_a_solve_that_nobody_says(_: Target) -> bytes:
    """The same where only a solve can tell: the words are not the program's."""

    def change(data: dict[str, Any]) -> None:
        for entry in data["roadmap"]["left_out"]:
            entry["because"] = {"sentence": "Recognised without it.", "facts": {}}

    return with_plan(change)


@attack(_FAMILY)
def boast_among_what_to_do_first(_: Target) -> bytes:
    """The list of what to know before one begins holds a boast."""
    return with_plan(lambda data: data["roadmap"]["to_do_first"].append(_BOAST))


@attack(_FAMILY)
def promised_tier(_: Target) -> bytes:
    """Every quarter ends on the highest tier."""

    def change(data: dict[str, Any]) -> None:
        for quarter in data["roadmap"]["tier_by_quarter"]:
            quarter["tier"] = "leading"

    return with_plan(change)


@attack(_FAMILY)
def promised_at_the_end(_: Target) -> bytes:
    """The plan reaches the highest tier, as the summary prints it."""
    return with_plan(lambda data: data["roadmap"].update(reached="leading"))


@attack(_FAMILY)
def proven_where_it_is_not(_: Target) -> bytes:
    """A plan that misses its target is called proven: a step is left out of it."""

    def change(data: dict[str, Any]) -> None:
        del data["roadmap"]["steps"][0]

    return with_plan(change)


@attack(_FAMILY)
def budget_that_the_plan_breaks(_: Target) -> bytes:
    """The limits on the page are tighter than the plan."""
    return with_plan(lambda data: data["limits"].update(budget=[0.5]))


@attack(_FAMILY)
def alternative_made_cheaper(_: Target) -> bytes:
    """A near-best plan costs less than it does."""
    return with_plan(lambda data: data["roadmap"]["alternatives"][0].update(ownership=0.5))


@attack(_FAMILY)
def budget_that_surely_holds(_: Target) -> bytes:
    """The budget holds in all the cases that were drawn."""
    return with_plan(lambda data: data["roadmap"]["risk"].update(budget_holds_share=1, reserve_80=0, p90=1))


@attack(_FAMILY)
def boast_in_the_history(_: Target) -> bytes:
    """A line of history that no answer and no act stands behind."""
    return with_plan(lambda data: data["history"].append(_line()))


@attack(_FAMILY)
def history_worded_otherwise(_: Target) -> bytes:
    """The words of a new value say more than the value."""
    return with_plan(lambda data: data["history"][0].update(new_words=_BOAST))


@attack(_FAMILY)
def case_of_another(target: Target) -> bytes:
    """The cover shows the number of another case than the answers."""
    return _bent(target, lambda data: data["case"].update(number="2026-1"))


@attack(_FAMILY)
def version_of_another(target: Target) -> bytes:
    """The cover shows a later version than the answers."""
    return _bent(target, lambda data: data["case"].update(version=2))
