"""One check for each kind of question: the value as the assessment holds it, or what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from unicodedata import is_normalized

from models.assessment import Value
from models.characters import composed
from models.language import N_, Sentence, sentence
from models.questionnaire import Question, QuestionKind

LONGEST_TEXT = 4_000
LONGEST_LINE = 300
MOST_ENTRIES = 100
FINEST = -9
"""Most decimal places of a number."""
YEARS_AND_MONTHS = frozenset(
    f"{year}{month}" for year in range(1900, 2100) for month in ("", *(f"-{number:02}" for number in range(1, 13)))
)
"""Most dates in a case are one of these; a day is looked at."""
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
Check = Callable[[object], Value]


class Wrong(Exception):
    """A value that cannot be an answer."""

    def __init__(self, what: Sentence, what_to_do: Sentence) -> None:
        super().__init__(what.text("en"))
        self.what = what
        self.what_to_do = what_to_do


def plain(text: str) -> bool:
    """Whether a text holds only letters that can be stored and printed, and are composed as they stand."""
    return text.isprintable() and is_normalized("NFC", text)


def check_of(question: Question) -> Check:
    """Returns the check for one question's answers."""
    return _CHECKS[question.kind](question)


def plain_text(value: object, longest: int, *, empty: bool = False, lines: bool = False) -> str:
    """Returns a text that can be shown, stored and printed.

    Args:
        value: what the document holds.
        longest: most characters.
        empty: whether an empty text is allowed.
        lines: whether it may have several lines.

    Raises:
        Wrong: no text, empty, too long, or with characters that cannot be written.
    """
    if type(value) is not str:
        raise _wrong_type(value, sentence(N_("Write text in quotation marks.")))
    if not plain(value):
        value = composed(value)
    if len(value) > longest:
        raise Wrong(
            sentence("The text has {count} characters.", count=len(value)),
            sentence("Shorten it to at most {limit}.", limit=longest),
        )
    if not value.isprintable() and not _writable(value, lines):
        raise Wrong(
            sentence(N_("The text contains a character that cannot be displayed.")),
            sentence(N_("Remove control characters and incomplete characters.")),
        )
    if not empty and (not value or value.isspace()):
        raise Wrong(
            sentence(N_("The text is empty.")),
            sentence(N_("Remove the whole line: an unanswered question is left out.")),
        )
    return value


def _writable(text: str, lines: bool) -> bool:
    """Whether every character can be stored and printed; tabs and line ends only in long texts."""
    for part in text:
        code = ord(part)
        if code < 32 or 0x7F <= code < 0xA0:
            if not lines or part not in "\n\t":
                return False
        elif 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
            return False
    return True


def _wrong_type(value: object, what_to_do: Sentence) -> Wrong:
    if value is None:
        return Wrong(
            sentence(N_("“null” is not an answer.")),
            sentence(N_("Remove the whole line: an unanswered question is left out.")),
        )
    words = {bool: N_("true or false"), str: N_("a text"), int: N_("a number"), Decimal: N_("a number")}
    words |= {list: N_("a list"), dict: N_("an object")}
    return Wrong(sentence("This is {kind}.", kind=sentence(words[type(value)])), what_to_do)


def _choice(question: Question) -> Check:
    known = frozenset(choice for choice, _ in question.choices)
    ordered = tuple(choice for choice, _ in question.choices)

    def check(value: object) -> Value:
        if type(value) is str and value in known:
            return value
        todo = sentence("Choose one of: {choices}.", choices=ordered)
        if type(value) is str:
            raise Wrong(sentence("“{value}” is not one of the choices.", value=_short(value)), todo)
        raise _wrong_type(value, todo)

    return check


def _number(question: Question) -> Check:
    low, high = Decimal(question.low or 0), Decimal(question.high or 0)
    todo = sentence("Give a number from {low} to {high} without quotation marks.", low=low, high=high)

    def check(value: object) -> Value:
        if type(value) is int:
            number = Decimal(value)
        elif type(value) is Decimal:
            number = value
        else:
            raise _wrong_type(value, todo)
        if not low <= number <= high:
            raise Wrong(sentence(N_("The number is out of range.")), todo)
        if type(value) is int:
            return number
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < FINEST:
            number = number.normalize()
            exponent = number.as_tuple().exponent
            if isinstance(exponent, int) and exponent < FINEST:
                raise Wrong(
                    sentence(N_("The number has too many decimal places.")),
                    sentence("Round it to at most {limit}.", limit=-FINEST),
                )
        return number

    return check


def _integer(question: Question) -> Check:
    low, high = question.low or 0, question.high or 0
    todo = sentence("Give a whole number from {low} to {high} without quotation marks.", low=low, high=high)

    def check(value: object) -> Value:
        if type(value) is Decimal:
            # 1E+999999 is whole, too: compare before a whole number of that length is made.
            if not low <= value <= high:
                raise Wrong(sentence(N_("The number is out of range.")), todo)
            if value != value.to_integral_value():
                raise Wrong(sentence(N_("The number is not whole.")), todo)
            return int(value)
        if type(value) is not int:
            raise _wrong_type(value, todo)
        if not low <= value <= high:
            raise Wrong(sentence(N_("The number is out of range.")), todo)
        return value

    return check


def _text(question: Question) -> Check:
    longest = question.longest or LONGEST_LINE

    def check(value: object) -> Value:
        return plain_text(value, longest)

    return check


def _long_text(question: Question) -> Check:
    longest = question.longest or LONGEST_TEXT

    def check(value: object) -> Value:
        return plain_text(value, longest, lines=True)

    return check


def _date(_question: Question) -> Check:
    todo = sentence(N_("Write it as 2026-11-22, or 2026-11, or 2026."))

    def check(value: object) -> Value:
        if type(value) is not str:
            raise _wrong_type(value, todo)
        if not _DATE.fullmatch(value):
            raise Wrong(sentence("“{value}” is not a date.", value=_short(value)), todo)
        if len(value) == 10:
            try:
                date.fromisoformat(value)
            except ValueError:
                raise Wrong(sentence("There is no day {value}.", value=value), todo) from None
        return value

    return check


def _list(question: Question) -> Check:
    most = question.longest or MOST_ENTRIES

    def check(value: object) -> Value:
        return _entries(value, most, lambda entry: plain_text(entry, LONGEST_LINE))

    return check


def _evidence(question: Question) -> Check:
    most = question.longest or MOST_ENTRIES

    def check(value: object) -> Value:
        digests = _entries(value, most, _digest)
        if len(digests) > 1 and len(set(digests)) < len(digests):
            raise Wrong(sentence(N_("One piece of evidence is listed twice.")), sentence(N_("List each only once.")))
        return digests

    return check


def _digest(value: object) -> str:
    if type(value) is not str or not _DIGEST.fullmatch(value):
        raise Wrong(sentence(N_("This is not a SHA-256.")), sentence(N_("Give 64 digits and letters from a to f.")))
    return value


def _entries(value: object, most: int, check: Callable[[object], str]) -> tuple[str, ...]:
    if type(value) is not list:
        raise _wrong_type(value, sentence(N_("Write a list in square brackets.")))
    if not value:
        raise Wrong(
            sentence(N_("The list is empty.")),
            sentence(N_("Remove the whole line: an unanswered question is left out.")),
        )
    if len(value) > most:
        raise Wrong(
            sentence("The list has {count} entries.", count=len(value)), sentence("Keep at most {limit}.", limit=most)
        )
    return tuple(map(check, value))


def local_answer(value: object) -> Value:
    """Returns an answer to a question of local rules that are not chosen: kept as it is; only its form is checked.

    Raises:
        Wrong: when no question has such an answer.
    """
    if type(value) is str:
        return plain_text(value, LONGEST_TEXT, lines=True)
    if type(value) is int and abs(value) <= 10**15:
        return value
    if type(value) is Decimal and abs(value) <= 10**15:
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= FINEST:
            return value
    if type(value) is list:
        return _entries(value, MOST_ENTRIES, lambda entry: plain_text(entry, LONGEST_LINE))
    raise _wrong_type(value, sentence(N_("Write text, a number or a list of texts.")))


def _short(text: str) -> str:
    clean = "".join(part if part.isprintable() else "�" for part in text[:40])
    return clean + "…" if len(text) > 40 else clean


_CHECKS: dict[QuestionKind, Callable[[Question], Check]] = {
    QuestionKind.YES_NO: _choice,
    QuestionKind.CHOICE: _choice,
    QuestionKind.NUMBER: _number,
    QuestionKind.INTEGER: _integer,
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.DATE: _date,
    QuestionKind.LIST: _list,
    QuestionKind.EVIDENCE: _evidence,
}
