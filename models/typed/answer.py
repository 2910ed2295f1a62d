"""The answer to one question, read from what was typed, whether in a field, a workbook or on the command line."""

from models.assessment import Value
from models.language import Sentence, counted, sentence
from models.questionnaire import Question, QuestionKind
from models.typed.dates import read_date
from models.typed.lists import read_list
from models.typed.meaning import Reading, not_understood, understood
from models.typed.numbers import NumberForm, read_number

_LONGEST = {QuestionKind.TEXT: 300, QuestionKind.LONG_TEXT: 4_000, QuestionKind.LIST: 100}
"""Characters of a text, entries of a list, where the question sets no limit."""
_LONGEST_ENTRY = 300


def read_answer(text: str, question: Question) -> Reading[Value]:
    """Returns the answer that a text means; the question is of a kind that is typed, and the text not blank."""
    match question.kind:
        case QuestionKind.NUMBER | QuestionKind.INTEGER:
            number = read_number(text, NumberForm.of(question))
            return Reading(number.meanings, number.problem)
        case QuestionKind.DATE:
            day = read_date(text)
            return Reading(day.meanings, day.problem)
        case QuestionKind.LIST:
            entries = read_list(text)
            problem = _list_problem(entries, question)
            return not_understood(problem) if problem else understood(entries)
        case _:
            longest = longest_of(question)
            if len(text) > longest:
                return not_understood(
                    sentence(
                        "This has {count} characters, and {most} are allowed: shorten it.",
                        count=len(text),
                        most=longest,
                    )
                )
            return understood(text)


def longest_of(question: Question) -> int:
    """Returns how many characters, or entries of a list, an answer may have."""
    return question.longest or _LONGEST[question.kind]


def _list_problem(entries: tuple[str, ...], question: Question) -> Sentence | None:
    if not entries:
        return sentence("Please enter at least one word.")
    if len(entries) > longest_of(question):
        return counted(
            "Please enter at most {count} entry.",
            "Please enter at most {count} entries.",
            count=longest_of(question),
        )
    if any(len(entry) > _LONGEST_ENTRY for entry in entries):
        return sentence("Please keep each entry to {most} characters.", most=_LONGEST_ENTRY)
    return None
