"""The columns of a part's sheets and the words in which answers stand in their cells, for those who write and read them."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from models.assessment import Assessment, Digest, Evidence, Value
from models.language import LANGUAGES, N_, Language, plain_number, translate
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing.part import REMARK, SURENESS, beside
from models.typed import as_typed

FORMAT = "zhijie-part"
FORMAT_VERSION = 1
GUIDE = N_("Read me")
LISTS = "zhijie-lists"
HEAD = "zhijie-part"
"""Hidden sheets: what the drop-downs offer, and what the part says of itself."""
YOUR_NAME = N_("Your name (please fill in)")

COLUMNS: Mapping[str, str] = {
    "subject": N_("About"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "unit": N_("Unit"),
    "sure": N_("How sure"),
    "comment": N_("Comment"),
    "guidance": N_("What is meant"),
    "id": "zhijie-id",
    "was": "zhijie-was",
    "sure_was": "zhijie-sure-was",
    "comment_was": "zhijie-comment-was",
}
"""Key and heading of each column in their first order; on the way back they may stand in any."""
HIDDEN = ("id", "was", "sure_was", "comment_was")
_EXACT_DIGITS = 15
"""More digits than these a spreadsheet rounds."""


def headings() -> dict[str, str]:
    """Returns the column of each heading, in every language."""
    return {translate(heading, language).casefold(): key for key, heading in COLUMNS.items() for language in LANGUAGES}


def names_asked() -> frozenset[str]:
    """Returns the words beside the cell for the colleague's name, in every language."""
    return frozenset(translate(YOUR_NAME, language) for language in LANGUAGES)


def rows_of(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Returns the questions that have a row of their own: all but those that stand beside another."""
    held = {question.id for row in questions for question in neighbours(row, questions).values()}
    return tuple(question for question in questions if question.id not in held)


def neighbours(row: Question, questions: Sequence[Question]) -> dict[str, Question]:
    """Returns the questions that stand beside the first question of a card: `sure` and `comment`."""
    card = [question for question in questions if (question.section, question.group) == (row.section, row.group)]
    if beside(row) or next(question for question in card if not beside(question)) is not row:
        return {}
    by_last = {question.id.rpartition(".")[2]: question for question in card if beside(question)}
    return {key: by_last[last] for key, last in (("sure", SURENESS), ("comment", REMARK)) if last in by_last}


def raw(value: Value | None) -> str:
    """Returns an answer exactly, for a hidden cell; empty for none."""
    if value is None:
        return ""
    kept: object = {"number": plain_number(value)} if isinstance(value, Decimal) else value
    return json.dumps(kept, ensure_ascii=False)


def from_raw(text: str) -> Value | None:
    """Returns the answer of a hidden cell.

    Raises:
        ValueError: when it holds none.
    """
    if not text:
        return None
    value = json.loads(text)
    if isinstance(value, list):
        return tuple(str(entry) for entry in value)
    if isinstance(value, dict):
        return Decimal(str(value["number"]))
    if isinstance(value, (str, int)):
        return value
    raise ValueError(text)


def shown(
    value: Value | None, question: Question, language: Language, evidence: Mapping[Digest, Evidence]
) -> str | Decimal | int:
    """Returns what a cell shows for an answer: a word of the drop-down, a number, a text, entries line by line."""
    if value is None:
        return ""
    if question.kind is QuestionKind.EVIDENCE and isinstance(value, tuple):
        return "\n".join(evidence[Digest(entry)].name if Digest(entry) in evidence else entry for entry in value)
    for choice, text in question.choices:
        if choice == value:
            return text.text(language)
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _EXACT_DIGITS:
        return as_typed(value)
    return value


def factory_name(assessment: Assessment) -> str:
    """Returns the names of the enterprise and its factory."""
    names = (assessment.get("enterprise.name"), assessment.get("factory.name"))
    return " · ".join(dict.fromkeys(str(name) for name in names if name))


def full_rows(rulebook: Rulebook, section: str) -> tuple[Question, ...]:
    """Returns all questions of a section, in asking order."""
    return tuple(question for question in rulebook.questions.values() if question.section == section)
