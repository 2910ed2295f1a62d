"""Which questions decide: chosen again after every answer, ended by itself, and never another tier than all answers give."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from models.assessment import AnswerId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.interview import (
    FIRST_LOOK,
    InterviewState,
    far,
    first_look,
    interview,
    left,
    left_open,
    questions_in,
    standing,
    to_the_top,
)
from models.rulebook import Rulebook, TierId
from tests.factories import DAY, RULES, assessment, factory_at, rulebook
from tests.models.evaluator.test_cases import CASES, factory_of, national, rules_of
from tests.models.interview.walking import walk

PROFILE = ("enterprise.", "rules.")


def of(answers: Mapping[Any, Any], book: Rulebook | None = None) -> Evaluation:
    """The evaluation of some answers under the national edition."""
    return evaluate(assessment(answers), book or national(), DAY)


@pytest.mark.parametrize("case", [case for case in CASES if not str(case.id).startswith(("flips", "shops"))])
def test_the_way_ends_at_the_tier_that_all_answers_give(case: dict[str, object]) -> None:
    """Whatever factory, local rules and gaps: what was not asked would have changed neither reached nor possible."""
    factory, book = factory_of(case), rules_of(case)
    profile = {answer: value for answer, value in factory.answers.items() if answer.startswith(PROFILE)}
    whole = evaluate(factory, book, DAY)
    walked = walk(factory, book, start=replace(factory, answers=profile))
    assert (walked.evaluation.reached, walked.evaluation.possible) == (whole.reached, whole.possible)


def test_what_one_answer_settles_is_asked_first_and_a_no_ends_everything() -> None:
    """The first question is one of the four lower requirements; answered with no, nothing is left to ask."""
    state = interview(of({}))
    assert state.steps[0].answers == ("requirements.BR1.answer",)
    assert state.target == "basic"
    ended = interview(of({"requirements.BR1.answer": "no"}))
    assert (ended.outcome, ended.steps, ended.reached, ended.possible) == (InterviewState.DECIDED, (), None, None)
    assert standing(ended, national()).text("en") == "Decided: no tier yet, whatever else is answered."


def test_what_is_left_falls_with_every_answer_of_a_good_factory() -> None:
    """On the way to basic the number of questions left never rises while everything turns out well."""
    walked = walk(factory_at("basic"), national())
    to_basic = [
        number for number, step in zip(walked.left, walked.steps, strict=True) if step.condition.startswith("basic")
    ]
    assert to_basic == sorted(to_basic, reverse=True)
    assert to_basic[-1] >= 1


def test_a_row_of_the_maturity_matrix_is_one_question() -> None:
    """However many of its levels are asked; a scenario and its AI are two."""
    assert questions_in([AnswerId(f"maturity.P1.level{level}") for level in (1, 2, 3)]) == 1
    assert questions_in([AnswerId("scenarios.SC10.status"), AnswerId("scenarios.SC10.ai")]) == 2


def test_maturity_stops_when_the_level_is_out_of_reach() -> None:
    """Five rows of twenty without level 2 decide it; before that every open row may still be asked."""
    weak = {f"maturity.M{row}.level{level}": "none" for row in range(1, 5) for level in (1, 2)}
    asked = {step.condition for step in interview(of(weak)).steps}
    assert "basic.MAT" in asked
    assert interview(of({**weak, "maturity.M5.level1": "none"})).outcome is InterviewState.DECIDED


def test_a_platform_s_result_is_asked_before_twenty_rows_and_passed_over_by_who_has_none() -> None:
    """It spares all rows; a person without one goes on with the rows."""
    evaluation = of({})
    keys = [step.key for step in interview(evaluation).steps]
    assert ("maturity", "declared") in keys
    without = interview(evaluation, passed={("maturity", "declared")})
    assert sum(step.section == "maturity" for step in without.steps) == 16


def test_what_is_passed_over_is_replaced_by_what_does_as_well() -> None:
    """Another scenario of the dimension stands in; when none is left, the tier stays a range and says so."""
    answers = {key: value for key, value in factory_at("basic").answers.items() if not key.startswith("scenarios.")}
    evaluation = of(answers)
    first = next(step for step in interview(evaluation).steps if step.section == "scenarios")
    assert len(first.instead) == 9
    passed = {first.key}
    second = next(step for step in interview(evaluation, passed).steps if step.section == "scenarios")
    assert second.group in first.instead
    everything = {("scenarios", f"SC{number:02}") for number in range(1, 41)}
    ended = interview(evaluation, everything)
    assert ended.outcome is InterviewState.PASSED
    assert ended.target == "basic"
    assert left(ended, national()).text("en").startswith("What would decide “Basic” was left open")


def test_an_exception_is_asked_before_a_no_in_principle_is_final() -> None:
    """With a stated exception the authority decides, so the no alone does not end it."""
    answers = {**factory_at("excellent").answers, AnswerId("requirements.E-YF.answer"): "no"}
    state = interview(of(answers))
    assert state.steps[0].answers == ("requirements.E-YF.exception",)
    assert interview(of(answers), passed={("content", "E-YF")}).outcome is InterviewState.DECIDED
    stated = interview(of({**answers, "requirements.E-YF.exception": "来料加工"}))
    assert (stated.outcome, stated.reached, stated.possible) == (InterviewState.DECIDED, "advanced", "excellent")


def test_what_a_rule_counts_as_absent_is_asked_before_it_counts() -> None:
    """A rule on proof or on an answer's being there is not lost before anybody was asked."""
    rules = {**RULES, "basic": {"PROOF": 'proven("requirements.BR1") and answered("factory.staff")'}}
    book = rulebook(rules)
    evaluation = evaluate(assessment({}), book, DAY)
    assert evaluation.possible is None
    state = interview(evaluation)
    assert state.outcome is InterviewState.OPEN
    assert {answer for step in state.steps for answer in step.answers} == {"requirements.BR1.evidence", "factory.staff"}


def test_ten_questions_give_a_first_range() -> None:
    """At most about ten questions, recognitions first; the range holds the tier that all answers give."""
    for tier in (None, "basic", "advanced", "excellent"):
        none = {AnswerId(f"recognition.{each.id}.kind"): "none" for each in national().tiers}
        factory = factory_at(tier)
        factory = factory.with_answers({answer: word for answer, word in none.items() if factory.get(answer) is None})
        walked = walk(factory, national(), first_look)
        assert walked.questions <= FIRST_LOOK + 2
        ladder = [None, *(each.id for each in national().tiers)]
        low, high = (ladder.index(end) for end in (walked.last.reached, walked.last.possible))
        assert low <= ladder.index(TierId(tier) if tier else None) <= high
        assert high < ladder.index(TierId("leading"))
    assert standing(walked.last, national()).text("en").startswith("About here: between")


def test_what_a_colleague_is_asked_about_is_not_asked_here() -> None:
    """A card that waits for somebody, is put off or does not apply is passed over until it is answered."""
    evaluation = of({"requirements.BR1.certainty": "ask"})
    passed = left_open(evaluation.assessment, evaluation.rulebook, ("BR2",))
    assert passed == {("requirements", "BR1"), ("requirements", "BR2")}
    assert interview(evaluation, passed).steps[0].group == "BR3"


def test_the_way_to_the_top_is_said_with_its_length_and_why() -> None:
    """From empty it is far longer than the way to the next tier, in both languages; with one tier left nothing is said."""
    empty = of({})
    top = to_the_top(empty)
    assert top is not None
    assert top.target == "leading"
    assert top.questions_left > interview(empty).questions_left
    said = far(top, empty.rulebook)
    assert said is not None
    assert str(top.minutes_left) in said.text("zh")
    assert "every condition" in said.text("en")
    assert to_the_top(of({"requirements.BR1.answer": "no"})) is None
