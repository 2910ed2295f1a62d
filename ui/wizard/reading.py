"""Reads what a person typed: numbers and dates as people write them, lists with any comma."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from models.language import Sentence, plain_number, sentence
from models.rulebook import Question, QuestionKind

_SEPARATORS = re.compile(r"[、,，;；\n]+")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def read_number(typed: str, question: Question) -> Decimal | Sentence:
    """Returns the number that was typed, or a sentence that says what is wrong with it.

    Full-width digits, blanks and thousands separators are understood.
    """
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", typed)).removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return sentence("Please enter a number, such as 12 or 3.5.")
    if not value.is_finite():
        return sentence("Please enter a number, such as 12 or 3.5.")
    if question.kind is QuestionKind.INTEGER and value != value.to_integral_value():
        return sentence("Please enter a whole number.")
    low, high = question.low, question.high
    if low is not None and high is not None and not low <= value <= high:
        return sentence("This must be between {low} and {high}.", low=low, high=high)
    if low is not None and value < low:
        return sentence("This must be at least {low}.", low=low)
    if high is not None and value > high:
        return sentence("This must be at most {high}.", high=high)
    return value


def read_date(typed: str) -> str | Sentence:
    """Returns an ISO date, as precise as it was typed (`2024`, `2024-03`, `2024-03-05`), or what is wrong with it."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    if re.fullmatch(r"(19|20)\d{6}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _DATE.fullmatch(plain)
    wrong = sentence("Please enter a date, such as 2024-03-05; 2024-03 or 2024 is enough.")
    if not found:
        return wrong
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        date(year, month, day)
    except ValueError:
        return wrong
    if found[3]:
        return f"{year:04}-{month:02}-{day:02}"
    return f"{year:04}-{month:02}" if found[2] else f"{year:04}"


def read_list(typed: str) -> tuple[str, ...]:
    """Returns the entries of a list typed in one line, without empty or doubled ones."""
    return tuple(dict.fromkeys(entry.strip() for entry in _SEPARATORS.split(typed) if entry.strip()))


def shown(value: object) -> str:
    """Returns an answer as it stands in a text field."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return "、".join(value)
    return "" if value is None else str(value)
