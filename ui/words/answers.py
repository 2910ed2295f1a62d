"""Answers in words: what a value says, and what a step of undo changed."""

from collections.abc import Mapping

from models import counts
from models.assessment import AnswerId, Value
from models.language import Sentence, Text, counted, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.subjects import asked_name
from models.typed import as_typed
from ui.language import tr, words

YES_NO_CHOICES = (("yes", Text("是", "Yes")), ("no", Text("否", "No")))
_LONGEST = 60
"""Characters of a text that are shown."""


def value_words(question: Question | None, value: Value | None) -> str:
    """Returns an answer as a person reads it in the history."""
    if value is None:
        return tr("no answer")
    if question is not None and question.kind is QuestionKind.EVIDENCE and isinstance(value, tuple):
        return words(counts.files(len(value)))
    if question is not None:
        for known, said in question.choices or YES_NO_CHOICES:
            if known == value:
                return words(said)
    text = as_typed(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def question_words(rulebook: Rulebook, answer: AnswerId) -> str:
    """Returns a question with the card on which it is asked."""
    return words(asked_name(rulebook, answer))


def turned_words(
    rulebook: Rulebook, changes: Mapping[AnswerId, tuple[Value | None, Value | None]], *, back: bool
) -> Sentence:
    """Returns what a step of undo or redo changed.

    Args:
        rulebook: whose questions are asked.
        changes: for each answer its value before and now.
        back: whether it was undone; else it was done again.
    """
    if not changes:
        return sentence("There is nothing to undo.") if back else sentence("There is nothing to redo.")
    answer, (old, new) = next(iter(changes.items()))
    question = rulebook.questions.get(answer)
    facts = {
        "question": question_words(rulebook, answer),
        "old": value_words(question, old),
        "new": value_words(question, new),
    }
    others = len(changes) - 1
    if others:
        return (
            counted(
                "Undone: {question}: {old} → {new}, and {count} more answer.",
                "Undone: {question}: {old} → {new}, and {count} more answers.",
                **facts,
                count=others,
            )
            if back
            else counted(
                "Redone: {question}: {old} → {new}, and {count} more answer.",
                "Redone: {question}: {old} → {new}, and {count} more answers.",
                **facts,
                count=others,
            )
        )
    if back:
        return sentence("Undone: {question}: {old} → {new}.", **facts)
    return sentence("Redone: {question}: {old} → {new}.", **facts)
