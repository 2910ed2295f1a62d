"""What-if from the command line: `scenarios.SC10.status=full`, read against the questions of the rules."""

import re
from collections.abc import Mapping

from models.assessment import AnswerId, Value
from models.language import N_, Sentence, Text, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.spelling.resemblance import nearest
from models.typed.answer import read_answer
from models.typed.meaning import Reading, not_understood, understood

_CHOSEN = (QuestionKind.YES_NO, QuestionKind.CHOICE)
_MOST_NAMED = 6
_NUMBER = re.compile(r"[0-9]{1,9}")
Assumption = tuple[AnswerId, Value | None]
"""An answer and the value that is assumed for it; None: as if it were not given."""


def read_assumption(text: str, rulebook: Rulebook) -> Reading[Assumption]:
    """Returns the answer and the value that `ID=VALUE` means; nothing behind the sign takes the answer away.

    A choice may be written as its id or in the words of either language.
    """
    id, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not id:
        return not_understood(
            sentence("“{text}” is not an assumption; write it as scenarios.SC10.status=full", text=text)
        )
    answer = AnswerId(id)
    question = rulebook.questions.get(answer)
    if question is None:
        return not_understood(_unknown(id, value, rulebook))
    if not value:
        return Reading(((answer, None),))
    if question.kind is QuestionKind.EVIDENCE:
        return not_understood(sentence(N_("evidence cannot be assumed: a file is there or it is not")))
    reading = _choice(value, question) if question.kind in _CHOSEN else read_answer(value, question)
    return Reading(tuple((answer, meaning) for meaning in reading.meanings), reading.problem)


def _unknown(id: str, value: str, rulebook: Rulebook) -> Sentence:
    """Returns that nothing is asked under an id, with what can have been meant by it."""
    questions = {known: each for known, each in rulebook.questions.items() if each.kind is not QuestionKind.EVIDENCE}
    held = _holding(id, value, questions)
    if len(held) > 1:
        return sentence(
            "these rules do not ask for “{id}”; one of these is probably meant: {ids}",
            id=id,
            ids=tuple(held[:_MOST_NAMED]),
        )
    # A misspelt word is a slip; another number is another scenario or indicator.
    near = held[0] if held else nearest(id, (known for known in questions if _alike(known, id)))
    if near is None:
        return sentence("these rules do not ask for “{id}”", id=id)
    return sentence("these rules do not ask for “{id}”; “{near}” is probably meant", id=id, near=near)


def _holding(id: str, value: str, questions: Mapping[AnswerId, Question]) -> list[AnswerId]:
    """Returns the ids in which the parts of an id occur, as in `SC10` or `maturity.P1`, else its end, as of `basic.BR3`.

    Where some of them offer the value as a choice, they alone are meant.
    """
    parts = id.casefold().split(".")
    for first in range(len(parts)):
        asked = set(parts[first:])
        held = [answer for answer in questions if asked <= set(answer.casefold().split("."))]
        offering = [
            answer
            for answer in held
            if questions[answer].kind in _CHOSEN and _choice(value, questions[answer]).meanings
        ]
        if held and (not first or len(held) <= _MOST_NAMED or _NUMBER.search(parts[first])):
            return offering or held
    return []


def _alike(known: str, id: str) -> bool:
    """Whether two ids have the same numbers and nearly the same last word: the first words alone make none alike."""
    numbers, others = ([int(number) for number in _NUMBER.findall(each)] for each in (known, id))
    return numbers == others and nearest(_last(id), (_last(known),)) is not None


def _last(id: str) -> str:
    return id.rpartition(".")[2]


def _choice(text: str, question: Question) -> Reading[Value]:
    for choice, name in question.choices:
        if text.casefold() in (choice.casefold(), name.zh.casefold(), name.en.casefold()):
            return understood(choice)
    return not_understood(
        sentence(
            "“{text}” is not an answer to {id}; choose one of: {choices}",
            text=text,
            id=question.id,
            choices=tuple(Text(f"{choice}（{name.zh}）", f"{choice} ({name.en})") for choice, name in question.choices),
        )
    )
