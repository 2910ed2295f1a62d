"""Which of the copies that the program makes by itself are kept: some of each day, week and month, whatever the clock did."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

NEWEST, DAYS, WEEKS, MONTHS = 3, 10, 8, 12


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What a copy says of itself."""

    number: int
    """Counts up with every copy of one place; the order in which they were made."""
    made_at: datetime
    """By the clock of then, which may have been wrong."""


def kept(copies: Collection[CopyMark]) -> frozenset[int]:
    """Returns the numbers of the copies to keep: the newest three, and the last of 10 days, 8 weeks and 12 months.

    Newest first by number: a time only says to which day a copy belongs, and is never compared with another. So a clock
    that was once ahead or back costs one place among the days, weeks and months, and deletes nothing else.
    """
    newest_first = sorted(copies, key=lambda copy: copy.number, reverse=True)
    days = _last_of_each([copy.made_at.date() for copy in newest_first], DAYS)
    weeks = _last_of_each([copy.made_at.isocalendar()[:2] for copy in newest_first], WEEKS)
    months = _last_of_each([(copy.made_at.year, copy.made_at.month) for copy in newest_first], MONTHS)
    places = {*range(min(NEWEST, len(newest_first))), *days, *weeks, *months}
    return frozenset(newest_first[place].number for place in places)


def _last_of_each(labels: Sequence[Hashable], most: int) -> list[int]:
    """Returns the place of the first entry with each label, for as many labels as wanted."""
    first: dict[Hashable, int] = {}
    for place, label in enumerate(labels):
        if label not in first and len(first) < most:
            first[label] = place
    return list(first.values())
