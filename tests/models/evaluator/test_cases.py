"""Factories in words (tests/cases): each gets its tier, its reasons and its contradictions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
import yaml

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.packs.library import Library
from models.questionnaire import QuestionKind
from models.rulebook import AiDenominator, Condition, Rulebook, TierId
from tests import ROOT
from tests.factories import DAY, PROOF, answers_at, assessment, condition

FOLDER = ROOT / "tests" / "cases"
# Everything is text here: `no` is an answer, not a truth value.
CASES = [
    pytest.param(case, id=f"{path.stem}-{number:02}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for number, case in enumerate(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), 1)
    if "expect" in case
]


@cache
def national(overlays: tuple[str, ...] = ()) -> Rulebook:
    """The national edition that ships, with overlays on top."""
    return Library(None).rulebook("national-2025", overlays)


def book_of(case: Mapping[str, Any]) -> Rulebook:
    """Returns the shipped rules that a case asks for."""
    return national(tuple(case.get("overlays", ())))


def _condition(key: str, rule: str, *, applies: str = "", informative: bool = False) -> Condition:
    tier, name = key.split(".")
    return condition(tier, name, rule, applies=applies, informative=informative)


def rules_of(case: Mapping[str, Any]) -> Rulebook:
    """Returns the national edition with the case's local rules on top."""
    book = book_of(case)
    if not {"ai_denominator", "local", "local_information", "local_for", "replace"} & set(case):
        return book
    if "ai_denominator" in case:
        book = replace(book, ai_denominator=AiDenominator(case["ai_denominator"]))
    extra = [_condition(key, rule) for key, rule in case.get("local", {}).items()]
    extra += [_condition(key, rule, informative=True) for key, rule in case.get("local_information", {}).items()]
    extra += [_condition(key, rule, applies=applies) for key, (rule, applies) in case.get("local_for", {}).items()]
    replaced = case.get("replace", {})
    conditions = tuple(replace(result, rule=replaced.get(result.id, result.rule)) for result in book.conditions)
    return replace(book, conditions=(*conditions, *extra))


def typed(answer: str, written: str, book: Rulebook) -> Value:
    """Returns an answer as the document would hold it."""
    kind = book.questions[AnswerId(answer)].kind
    if kind is QuestionKind.INTEGER:
        return int(written)
    if kind is QuestionKind.NUMBER:
        return Decimal(written)
    return (PROOF,) if kind is QuestionKind.EVIDENCE else written


def answers_of(case: Mapping[str, Any]) -> dict[str, Value]:
    """Returns the answers that a case describes."""
    start, book = case["start"], book_of(case)
    answers = {} if start == "blank" else answers_at(None if start == "none" else start)
    for prefix in case.get("without", ()):
        answers = {key: value for key, value in answers.items() if key != prefix and not key.startswith(f"{prefix}.")}
    for pattern, written in case.get("every", {}).items():
        matching = [answer for answer in book.questions if fnmatchcase(answer, pattern)]
        assert matching, pattern
        answers.update({answer: typed(answer, written, book) for answer in matching})
    for answer, written in case.get("answers", {}).items():
        answers[answer] = typed(answer, written, book)
    if "without_evidence" in case:
        answers = {key: value for key, value in answers.items() if not key.endswith(".evidence")}
    assert all(answer in book.questions for answer in answers)
    return answers


def factory_of(case: Mapping[str, Any]) -> Assessment:
    """Returns the factory that a case describes."""
    return assessment(answers_of(case))


def tier_or_none(written: str) -> TierId | None:
    """Returns a tier as a case writes it."""
    return None if written == "none" else TierId(written)


def by_id(evaluation: Evaluation) -> dict[str, Any]:
    """Returns the results by condition id."""
    return {str(result.condition.id): result for tier in evaluation.tiers for result in tier.conditions}


@pytest.mark.parametrize("case", CASES)
def test_a_factory_in_words_gets_its_tier_and_its_reasons(case: Mapping[str, Any]) -> None:
    """Each factory of tests/cases comes out as its sentence says: tier, statuses, reasons, proof, contradictions."""
    evaluation = evaluate(factory_of(case), rules_of(case), DAY)
    expect = case["expect"]
    results = by_id(evaluation)
    assert evaluation.reached == tier_or_none(expect["reached"])
    if "possible" in expect:
        assert evaluation.possible == tier_or_none(expect["possible"])
    for key, status in expect.get("status", {}).items():
        assert results[key].status == status, key
    for key, reason in expect.get("reasons", {}).items():
        assert results[key].reason.text("zh") == reason
    for status, name in ((Status.NOT_MET, "not_met_in"), (Status.UNKNOWN, "unknown_in")):
        for tier, wanted in expect.get(name, {}).items():
            met = [
                str(condition.condition.id)
                for condition in evaluation.tier(TierId(tier)).conditions
                if condition.status is status and not condition.condition.informative
            ]
            assert met == wanted
    for wanted in ("not_met", "flips"):
        if wanted in expect:
            missed = {key for key, result in results.items() if result.status is Status.NOT_MET}
            assert missed == set(expect[wanted])
    fired = {contradiction.id for contradiction in evaluation.contradictions}
    assert set(expect.get("contradictions", ())) <= fired
    assert not set(expect.get("no_contradictions", ())) & fired
    for name, count in (("met", evaluation.met_count), ("proven", evaluation.proven_count)):
        if name in expect:
            assert count == int(expect[name])
    indices = {index.id: index.value for index in evaluation.indices}
    for name, value in expect.get("indices", {}).items():
        assert indices[name] == Decimal(value)
    for tier, size in expect.get("missing", {}).items():
        sets = evaluation.missing[TierId(tier)]
        assert (len(sets[0]) if sets else "none") == (size if size == "none" else int(size))


def test_every_condition_of_the_national_edition_is_flipped_by_a_case() -> None:
    """No condition of the national edition is left without a factory that fails it."""
    flipped = set[str]()
    for param in CASES:
        (case,) = param.values
        assert isinstance(case, Mapping)
        flipped |= {key for name in ("flips", "not_met") for key in case["expect"].get(name, ())}
    recognised_as_basic = {"advanced.PRE", "advanced.MAT"}
    assert {str(condition.id) for condition in national().conditions} - flipped <= recognised_as_basic


def test_there_are_at_least_forty_factories() -> None:
    """The cases are many enough to be the specification."""
    assert len(CASES) >= 40


@pytest.mark.parametrize("overlay", [pack.id for pack in Library(None).packs() if pack.kind == "overlay"])
def test_an_overlay_differs_from_the_nation_exactly_where_it_says(overlay: str) -> None:
    """With a province on top, every condition of the national edition that is still there comes out as before."""
    factory = assessment(answers_at("advanced"))
    before, after = (by_id(evaluate(factory, book, DAY)) for book in (national(), national((overlay,))))
    for key, result in after.items():
        if result.condition.pack == overlay:
            assert key not in before
        else:
            assert (result.status, result.reason, result.answers) == (
                before[key].status,
                before[key].reason,
                before[key].answers,
            )
