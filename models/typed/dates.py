"""Dates as people type and paste them, as precise as they are known: `2024`, `2024-03`, `2024-03-05`."""

import re
from collections.abc import Iterator
from datetime import date

from models.language import Sentence, sentence
from models.typed.meaning import Reading, not_understood, one_of, plain
from models.typed.numerals import in_figures

_FIRST, _LAST = 1900, 2099
_PIVOT = 70
"""Years of two digits from here on belong to the last century."""
_TIME = r"(?:(?:\s*T\s*|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2}|AM|PM)?)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_END = re.compile(_WEEKDAY + _TIME, re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})(?:\s*([-/.])\s*([0-9]{1,2})(?:\s*\2\s*([0-9]{1,2}))?)?")
_CHINESE = re.compile(r"([0-9]{4}|[0-9]{2})\s*年(?:\s*([0-9]{1,2})\s*月(?:份|\s*([0-9]{1,2})\s*[日号])?)?")
_MIXED = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})(?:\s*月\s*([0-9]{1,2}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{4})")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_SHORT = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[a-z]{3,9})\.?\s+(?:(?P<late>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>[0-9]{4})"
)
_FULL_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def read_date(text: str) -> Reading[str]:
    """Returns the ISO date that a text means, as precise as it was typed.

    A time of day and a weekday behind the date are left out. `3/4/2024` and `24.5.1` have two meanings.
    """
    whole = in_figures(plain(text))
    wrong = sentence("Please enter a date, such as 2024-03-05; 2024-03 or 2024 is enough.")
    if len(whole) > 60:
        return not_understood(wrong)
    forms = [parts for head in _heads(whole) for parts in _forms(head)]
    meanings = [written for parts in forms if (written := _written(*parts))]
    if meanings:
        return one_of(meanings, text)
    return not_understood(_why_not(forms) or wrong)


_Parts = tuple[int, int | None, int | None]
"""Year, month and day as far as they were said."""


def _heads(whole: str) -> Iterator[str]:
    """Yields the text without a time of day and a weekday at its end."""
    for place in range(4, len(whole) + 1):
        if _END.fullmatch(whole[place:]):
            yield whole[:place].rstrip()
            return


def _forms(head: str) -> Iterator[_Parts]:
    """Yields year, month and day in every order in which a text may name them."""
    if match := _ISO.fullmatch(head):
        yield int(match[1]), _number(match[3]), _number(match[4])
    elif match := _CHINESE.fullmatch(head) or _MIXED.fullmatch(head):
        yield _year(match[1]), _number(match[2]), _number(match[3])
    elif match := _MONTH_YEAR.fullmatch(head):
        yield int(match[3]), int(match[1]), None
    elif match := _DAY_MONTH_YEAR.fullmatch(head):
        yield int(match[4]), int(match[1]), int(match[3])
        yield int(match[4]), int(match[3]), int(match[1])
    elif match := _SHORT.fullmatch(head):
        first, second, third = match[1], match[3], match[4]
        yield from _short(first, second, third)
    elif re.fullmatch("[0-9]{8}", head):
        yield int(head[:4]), int(head[4:6]), int(head[6:])
    elif re.fullmatch("[0-9]{6}", head):
        yield int(head[:4]), int(head[4:]), None
        yield _year(head[:2]), int(head[2:4]), int(head[4:])
    elif (match := _NAMED.fullmatch(head.lower())) and not (match["day"] and match["late"]):
        name = match["month"]
        if name in _FULL_MONTHS or name in (*_MONTHS, "sept"):
            yield int(match["year"]), _MONTHS.index(name[:3]) + 1, _number(match["day"] or match["late"])


def _short(first: str, second: str, third: str) -> Iterator[_Parts]:
    """Yields the orders of a date whose year has two digits: year first, then day or month first."""
    if len(first) == 2:
        yield _year(first), int(second), int(third)
    yield _year(third), int(second), int(first)
    if len(third) == 2:
        yield _year(third), int(first), int(second)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _written(year: int, month: int | None, day: int | None) -> str:
    """Returns an ISO date; empty where there is no such day."""
    if not _FIRST <= year <= _LAST:
        return ""
    try:
        date(year, month if month is not None else 1, day if day is not None else 1)
    except ValueError:
        return ""
    if day is not None:
        return f"{year:04}-{month:02}-{day:02}"
    return f"{year:04}-{month:02}" if month is not None else f"{year:04}"


def _why_not(forms: list[_Parts]) -> Sentence | None:
    """Returns why a text that looks like a date is none of the calendar; None when it does not look like one."""
    if not forms:
        return None
    if not any(_FIRST <= year <= _LAST for year, _, _ in forms):
        return sentence("The year must be between {first} and {last}.", first=_FIRST, last=_LAST)
    return sentence("The calendar has no such date.")
