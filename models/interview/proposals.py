"""Nothing asked twice: what follows from other answers is proposed, with where it comes from, and never filled in silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.implied import as_answer
from models.evaluator.compiled import compiled
from models.evaluator.facts import Facts
from models.expression import answers_read, compile_numeric, parse
from models.expression.ranges import is_known
from models.language import Text
from models.packs.follows import Follow, shipped_follows
from models.packs.rules.interpretations import as_chosen
from models.questionnaire import Question
from models.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Proposed:
    """An open answer that others give already."""

    answer: AnswerId
    value: Value
    sources: tuple[AnswerId, ...]
    """The answers that it comes from."""
    why: Text


def may_follow(answer: AnswerId) -> bool:
    """Returns whether an answer can follow from others."""
    return answer in shipped_follows()


def proposals(
    assessment: Assessment, rulebook: Rulebook, on: date, answers: Iterable[AnswerId] | None = None
) -> tuple[Proposed, ...]:
    """Returns what may be filled in because other answers give it, in the order of the file.

    Only for answers that are open, and only what is exactly known: a range proposes nothing.

    Args:
        assessment: the answers so far.
        rulebook: whose questions are asked.
        on: the day of evaluation.
        answers: the only ones that are wanted; None for all.
    """
    follows = shipped_follows()
    wanted = follows.values() if answers is None else [follows[answer] for answer in answers if answer in follows]
    offered = []
    for follow in wanted:
        question = rulebook.questions.get(follow.to)
        if question is not None and assessment.get(follow.to) is None:
            proposed = _proposed(follow, question, assessment, rulebook, on)
            if proposed is not None:
                offered.append(proposed)
    return tuple(offered)


def _proposed(
    follow: Follow, question: Question, assessment: Assessment, rulebook: Rulebook, on: date
) -> Proposed | None:
    if follow.same is not None:
        given = assessment.get(follow.same)
        return None if given is None else Proposed(follow.to, given, (follow.same,), follow.why)
    book = compiled(as_chosen(assessment, rulebook))
    expression = parse(follow.formula)
    number = compile_numeric(expression.node, book.meaning)(Facts(assessment, book.ground, on))
    if not is_known(number):
        return None
    value = as_answer(Fraction(number[0]), question)
    order = {answer: place for place, answer in enumerate(rulebook.questions)}
    read = sorted((AnswerId(answer) for answer in answers_read(expression, rulebook)), key=lambda each: order[each])
    sources = tuple(answer for answer in read if answer in assessment.answers)
    return None if value is None or not sources else Proposed(follow.to, value, sources, follow.why)
