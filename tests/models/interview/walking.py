"""A factory that answers what it is asked, and nothing else, until its tier is decided."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.interview import Interview, InterviewState, NextQuestion, interview, questions_in
from models.rulebook import Rulebook
from tests.factories import DAY, assessment

Way = Callable[[Evaluation, int, Collection[tuple[str, str]]], Interview]


@dataclass(frozen=True)
class Walk:
    """What was asked on the way, and how it ended."""

    steps: tuple[NextQuestion, ...]
    questions: int
    """A row of the maturity matrix as one, a page that was passed over as one, every other answer as one."""
    last: Interview
    evaluation: Evaluation
    left: tuple[int, ...]
    """What was said to be left before each step."""


def whole_path(evaluation: Evaluation, _asked: int, passed: Collection[tuple[str, str]]) -> Interview:
    """The one-hour path."""
    return interview(evaluation, passed)


def walk(factory: Assessment, rulebook: Rulebook, way: Way = whole_path, start: Assessment | None = None) -> Walk:
    """Answers every question as the factory would, from empty until the way ends."""
    now = start or replace(assessment({}), evidence=factory.evidence)
    passed: set[tuple[str, str]] = set()
    steps: list[NextQuestion] = []
    left: list[int] = []
    questions = 0
    while True:
        evaluation = evaluate(now, rulebook, DAY)
        state = way(evaluation, questions, passed)
        if state.outcome is not InterviewState.OPEN or not state.steps:
            return Walk(tuple(steps), questions, state, evaluation, tuple(left))
        step = state.steps[0]
        steps.append(step)
        left.append(state.questions_left)
        given = answered(step, factory, now, rulebook)
        if not given:
            passed.add(step.key)
        questions += questions_in(given) or 1
        now = now.with_answers(given)


def answered(
    step: NextQuestion, factory: Assessment, now: Assessment, rulebook: Rulebook
) -> dict[AnswerId, Value | None]:
    """What a factory gives on a page: of the indicators, all that it compares and no other."""
    wanted: Collection[AnswerId] = step.answers
    if step.section == "indicators":
        wanted = [
            answer
            for group in (step.group, *step.instead)
            if factory.get(f"indicators.{group}.benchmark") is not None
            for answer in rulebook.questions
            if answer.startswith(f"indicators.{group}.") and rulebook.questions[answer].decisive
        ]
    return {
        answer: factory.answers[answer] for answer in wanted if answer in factory.answers and now.get(answer) is None
    }
