"""What must hold under rules that nobody here has written: packs by Hypothesis, as files, on top of the national edition."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate, missing_sets
from models.packs.library import Library
from models.rulebook import TIER_IDS, Rulebook, TierId
from tests.factories import DAY, PROOF, answers_at, assessment, leading_answers

PACK = "written-2026"
SAMPLE = settings(max_examples=6, derandomize=True, phases=[Phase.generate], database=None)
"""The same packs each time; one that breaks a rule is short enough as it is."""
LOCAL = ("first", "second", "third")
SCENARIOS = ("SC01", "SC05", "SC08", "SC20", "SC21", "SC30", "SC37")
REQUIREMENTS = ("BR1", "B-ZY", "A-GL", "E-O3", "L-YY")
TEXT = {"zh": "写出来的规则", "en": "A written rule"}


def rules() -> st.SearchStrategy[str]:
    """Rules of every shape: what is asked, how many, how much, joined by and, or, not."""
    name, scenario = st.sampled_from(LOCAL), st.sampled_from(SCENARIOS)
    dimensions = st.lists(st.sampled_from(("GJ", "YF", "ZY", "GL", "YY")), min_size=1, max_size=3, unique=True)
    listed = dimensions.map(lambda names: ", ".join(f'"{name}"' for name in names))
    asked = st.one_of(
        name.map(lambda own: f'is_one_of("local.{PACK}.{own}", "yes")'),
        st.sampled_from(REQUIREMENTS).map(lambda requirement: f'says("{requirement}")'),
        scenario.map(lambda number: f'built("{number}")'),
        scenario.map(lambda number: f'uses_ai("{number}")'),
        listed.map(lambda names: f"covers({names})"),
        listed.map(lambda names: f"covers_in_principle({names})"),
        st.integers(1, 40).map(lambda many: f"built_count >= {many}"),
        st.integers(1, 8).map(lambda many: f"stage_count >= {many}"),
        st.integers(1, 20).map(lambda many: f"ai_count > {many}"),
        st.integers(1, 9).map(lambda tenths: f"ai_share >= 0.{tenths}"),
        st.integers(1, 4).map(lambda level: f"maturity_level >= {level}"),
        st.integers(0, 100).map(lambda points: f'value("local.{PACK}.points") >= {points}'),
        st.integers(1, 90).map(lambda points: f'10 * built_count + value("local.{PACK}.points") / 2 >= {points}'),
    )
    return st.recursive(
        asked,
        lambda part: st.one_of(
            st.tuples(part, st.sampled_from(("and", "or")), part).map(lambda three: f"({' '.join(three)})"),
            part.map(lambda inside: f"not ({inside})"),
        ),
        max_leaves=4,
    )


RULES = rules()


@st.composite
def packs(draw: st.DrawFn, most: int = 5) -> dict[str, Any]:
    """A valid pack of local rules: conditions of any tier, some for some factories only, some shown and not counted."""
    conditions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, most))):
        tier = draw(st.sampled_from(TIER_IDS))
        condition: dict[str, Any] = {
            "id": f"{PACK}.C{number}",
            "tier": str(tier),
            "kind": "local",
            "text": TEXT,
            "rule": draw(RULES),
            "rule_text": TEXT,
            "sources": ["W"],
            "confidence": "I",
        }
        if draw(st.booleans()):
            condition["applies"] = draw(RULES)
        if draw(st.integers(0, 4)) == 0:
            condition["informative"] = True
        if (
            "informative" not in condition
            and draw(st.booleans())
            and not any(other.get("replaces") == [f"{tier}.MAT"] for other in conditions)
        ):
            condition["replaces"] = [f"{tier}.MAT"]
        conditions.append(condition)
    question = {"section": "local", "group": "local", "decisive": True, "label": TEXT, "help": TEXT}
    return {
        "pack": {
            "id": PACK,
            "kind": "overlay",
            "name": TEXT,
            "version": "1.0",
            "date": DAY.isoformat(),
            "region": "甲省",
        },
        "sources": {"W": {"what": TEXT, "no_address": TEXT, "confidence": "I"}},
        "questions": [
            *({"id": f"local.{PACK}.{name}", "kind": "yes_no", "choices": "yes_no", **question} for name in LOCAL),
            {"id": f"local.{PACK}.points", "kind": "number", "unit": "score", "low": 0, "high": 100, **question},
        ],
        "conditions": conditions,
    }


@cache
def shipped() -> Library:
    """What ships, read once."""
    return Library(None)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where packs are written."""
    return tmp_path_factory.mktemp("packs")


def with_rules(pack: Mapping[str, Any], folder: Path) -> Rulebook:
    """Writes a pack and returns the national edition with it, read from the file.

    For whom a condition is, no pack can say yet: that is put in afterwards.
    """
    path = folder / f"{PACK}.yaml"
    conditions = [{key: entry[key] for key in entry if key != "applies"} for entry in pack["conditions"]]
    path.write_text(json.dumps({**pack, "conditions": conditions}, ensure_ascii=False), encoding="utf-8")
    book = shipped().with_pack(path).rulebook("national-2025", [PACK])
    applies = {entry["id"]: entry.get("applies", "") for entry in pack["conditions"]}
    return replace(
        book, conditions=tuple(replace(entry, applies=applies.get(entry.id, "")) for entry in book.conditions)
    )


def factory(dice: Random) -> Assessment:
    """A factory of some tier with answers of the pack, some answers taken away and some spoilt."""
    answers = dict(answers_at(dice.choice((None, *TIER_IDS))))
    for name in LOCAL:
        if dice.random() < 0.75:
            answers[f"local.{PACK}.{name}"] = dice.choice(("yes", "yes", "no"))
    if dice.random() < 0.5:
        answers[f"local.{PACK}.points"] = dice.randint(0, 100)
    movable = sorted(answer for answer in answers if answer.endswith((".status", ".ai", ".answer")))
    for answer in dice.sample(movable, dice.choice((0, 3, 12))):
        del answers[answer]
    for answer in dice.sample(movable, dice.choice((0, 1, 4))):
        answers[answer] = "none" if answer.endswith(".status") else "no"
    return assessment(answers)


SEEDS = st.integers(0, 10**6)


def rank(tier: TierId | None) -> int:
    """How high a tier stands; 0 for none."""
    return 0 if tier is None else TIER_IDS.index(tier) + 1


def statuses(evaluation: Evaluation) -> dict[str, Status]:
    """The status of every condition."""
    return {str(result.condition.id): result.status for tier in evaluation.tiers for result in tier.conditions}


@SAMPLE
@given(packs(), SEEDS)
def test_no_answer_unsettles_and_no_tier_counts_what_does_not_concern_it(
    folder: Path, pack: dict[str, Any], seed: int
) -> None:
    """An unknown turned into anything takes nothing back; what does not apply or is only shown moves no tier."""
    book, dice = with_rules(pack, folder), Random(seed)
    for _factory in range(30):
        start = factory(dice)
        before = evaluate(start, book, DAY)
        a_tier_is_what_its_counted_conditions_are(before)
        unanswered = [
            answer
            for answer, question in book.questions.items()
            if answer not in start.answers
            and question.choices
            and answer.startswith(("scenarios.", "requirements.", "maturity.", "local."))
        ]
        answer = dice.choice(unanswered)
        value: Value = dice.choice(book.questions[answer].choices)[0]
        after = evaluate(start.with_answers({answer: value}), book, DAY)
        now = statuses(after)
        for condition, status in statuses(before).items():
            assert status is Status.UNKNOWN or now[condition] is status, (condition, answer, value)
        assert rank(before.reached) <= rank(after.reached) <= rank(after.possible) <= rank(before.possible)


def a_tier_is_what_its_counted_conditions_are(evaluation: Evaluation) -> None:
    """Holds that a tier is reached with all below it, and that only what counts and concerns the factory decides."""
    good: list[bool] = []
    for tier in evaluation.tiers:
        counted = {
            result.status
            for result in tier.conditions
            if not result.condition.informative and result.status is not Status.NOT_APPLICABLE
        }
        expected = Status.MET if counted <= {Status.MET} else Status.UNKNOWN
        assert tier.status is (Status.NOT_MET if Status.NOT_MET in counted else expected)
        good.append(tier.status is Status.MET)
        for result in tier.conditions:
            assert result.status is not Status.NOT_APPLICABLE or result.condition.applies
    assert rank(evaluation.reached) == (good.index(False) if False in good else len(good))


@SAMPLE
@given(packs(most=2), SEEDS)
def test_missing_sets_close_their_tier_and_need_every_member(folder: Path, pack: dict[str, Any], seed: int) -> None:
    """Applied, a set reaches its tier; with any one member left out it does not; sets come smallest first."""
    book, dice = with_rules(pack, folder), Random(seed)
    tier = TIER_IDS[0]
    for _factory in range(2):
        start = factory(dice)
        sets = missing_sets(start, book, tier, DAY)
        assert [len(members) for members in sets] == sorted(map(len, sets))
        for members in sets[:1]:
            changes: dict[AnswerId, Value | None] = {item.answer: item.value for item in members}
            assert rank(evaluate(start.with_answers(changes), book, DAY).reached) >= rank(tier)
            for item in members:
                fewer = {answer: value for answer, value in changes.items() if answer != item.answer}
                assert rank(evaluate(start.with_answers(fewer), book, DAY).reached) < rank(tier), item


@SAMPLE
@given(packs(), st.sampled_from(TIER_IDS[1:]))
def test_a_higher_recognition_stands_for_a_blank_lower_one_under_any_local_rules(
    folder: Path, pack: dict[str, Any], tier: TierId
) -> None:
    """With date and proof it does; without proof, or where the lower record says none, it does not."""
    book = with_rules(pack, folder)
    answers = {answer: value for answer, value in leading_answers().items() if not answer.startswith("recognition.")}
    record: dict[str, Value] = {
        f"recognition.{tier}.kind": "recognised",
        f"recognition.{tier}.date": "2025-01",
        f"recognition.{tier}.evidence": (PROOF,),
    }
    proven = statuses(evaluate(assessment(answers | record), book, DAY))
    bare = statuses(evaluate(assessment(answers | dict(list(record.items())[:2])), book, DAY))
    denied = statuses(evaluate(assessment({**answers, **record, "recognition.basic.kind": "none"}), book, DAY))
    assert (proven["advanced.PRE"], bare["advanced.PRE"]) == (Status.MET, Status.UNKNOWN)
    assert denied["advanced.PRE"] is Status.NOT_MET
    for step in TIER_IDS[: TIER_IDS.index(tier) + 1][2:]:
        assert proven[f"{step}.PRE"] is Status.MET
