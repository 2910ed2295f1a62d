"""What-if from the command line: `scenarios.SC10.status=full`, read against the questions of the rules."""

from models.assessment import AnswerId, Value
from models.language import N_, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.spelling.resemblance import nearest
from models.typed.answer import read_answer
from models.typed.meaning import Reading, not_understood, understood

_CHOSEN = (QuestionKind.YES_NO, QuestionKind.CHOICE)
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
        near = nearest(id, rulebook.questions)
        if near is None:
            return not_understood(sentence("these rules do not ask for “{id}”", id=id))
        return not_understood(
            sentence("these rules do not ask for “{id}”; “{near}” is probably meant", id=id, near=near)
        )
    if not value:
        return Reading(((answer, None),))
    if question.kind is QuestionKind.EVIDENCE:
        return not_understood(sentence(N_("evidence cannot be assumed: a file is there or it is not")))
    reading = _choice(value, question) if question.kind in _CHOSEN else read_answer(value, question)
    return Reading(tuple((answer, meaning) for meaning in reading.meanings), reading.problem)


def _choice(text: str, question: Question) -> Reading[Value]:
    for choice, name in question.choices:
        if text.casefold() in (choice.casefold(), name.zh.casefold(), name.en.casefold()):
            return understood(choice)
    return not_understood(
        sentence(
            "“{text}” is not an answer to {id}; choose one of: {choices}",
            text=text,
            id=question.id,
            choices=tuple(choice for choice, _name in question.choices),
        )
    )
