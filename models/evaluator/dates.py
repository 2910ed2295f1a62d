"""Dates in answers: the days that they leave open, and why a dated record cannot be what it says."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from models.expression.ranges import ANYTHING, Range


class RecordDoubt(StrEnum):
    """Why a record does not count, though it is said to be there."""

    UNDATED = "undated"
    UNPROVEN = "unproven"
    FUTURE = "future"
    """Its date has not come yet."""
    EARLY = "early"
    """What it records did not exist on its date."""
    UNFOUNDED = "unfounded"
    """The enterprise did not exist on its date."""


def doubt_of(day: Range, today: Decimal, since: Range, founded: Range) -> RecordDoubt | None:
    """Returns why something cannot have happened on a day; None if it can, at least on one of the days left open.

    Args:
        day: the days that the date leaves open.
        today: the day of the evaluation.
        since: when that kind of thing began; `ANYTHING` where nobody knows.
        founded: when the enterprise was founded; `ANYTHING` where it was not answered.
    """
    if day[0] > today:
        return RecordDoubt.FUTURE
    if day[1] < since[0]:
        return RecordDoubt.EARLY
    return RecordDoubt.UNFOUNDED if day[1] < founded[0] else None


@lru_cache(maxsize=4096)
def days(written: str) -> Range:
    """Returns the day numbers that an ISO date leaves open: `2024` is any day of that year."""
    parts = written[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        match numbers:
            case [year]:
                first, last = date(year, 1, 1), date(year, 12, 31)
            case [year, month]:
                first = date(year, month, 1)
                following = date(year + month // 12, month % 12 + 1, 1)
                return (Decimal(first.toordinal()), Decimal(following.toordinal() - 1))
            case [year, month, day]:
                first = last = date(year, month, day)
            case _:
                return ANYTHING
    except ValueError:
        return ANYTHING
    return (Decimal(first.toordinal()), Decimal(last.toordinal()))
