"""Quarters as people type them: `2027Q1`, `2027年第一季度`; a peak season also as `Q4` of every year."""

import re
from collections.abc import Iterable

from models.language import sentence
from models.limits import Quarter
from models.typed.lists import words_of
from models.typed.meaning import Reading, not_understood, plain, understood
from models.typed.numerals import in_figures

_NUMBERS = "一二三四"
_QUARTER = re.compile(
    r"(?P<year>20[0-9]{2})\s*[-/.年]?\s*(?:[Qq](?P<q>[1-4])|第?\s*(?P<n>[1-4一二三四])\s*季度?)"
    r"|[Qq](?P<first>[1-4])\s*[-/,. ]?\s*(?P<late>20[0-9]{2})"
)
_EVERY_YEAR = re.compile(r"(?:每年)?\s*第?(?:[Qq]([1-4])|([1-4一二三四])季度?)")


def read_quarter(text: str) -> Reading[Quarter]:
    """Returns the quarter that a text means."""
    match = _QUARTER.fullmatch(in_figures(plain(text)))
    if match is None:
        return not_understood(sentence("Please enter a quarter, such as 2027Q1."))
    number = match["q"] or match["n"] or match["first"]
    return understood(Quarter(int(match["year"] or match["late"]), _NUMBERS.find(number) + 1 or int(number)))


def read_season(text: str) -> Reading[tuple[str, ...]]:
    """Returns the quarters of a peak season that a line names, each as `2027Q4` or, of every year, `Q4`."""
    season_words = []
    for word in words_of(plain(text)):
        quarter, number = read_quarter(word).value, _every_year(word)
        if quarter is None and number is None:
            return not_understood(
                sentence("“{word}” is no quarter: write Q4 for that of every year, or 2027Q4.", word=word)
            )
        season_words.append(str(quarter) if quarter is not None else f"Q{number}")
    return understood(tuple(season_words))


def _every_year(word: str) -> int | None:
    """Returns 1 to 4 for `Q4`, `4季度` or `每年四季度`; None for anything else."""
    match = _EVERY_YEAR.fullmatch(plain(word))
    if match is None:
        return None
    number = match[1] or match[2]
    return _NUMBERS.find(number) + 1 or int(number)


def season(words: Iterable[str], start: Quarter, quarters: int) -> frozenset[Quarter]:
    """Returns the quarters of a plan in which nothing may start.

    Args:
        words: as `read_season` returns them.
        start: the first quarter of the plan.
        quarters: its length; a quarter of every year stands for those inside it.
    """
    named: set[Quarter] = set()
    for word in words:
        number = _every_year(word)
        if number is None:
            named.add(Quarter.parse(word))
        else:
            named.update(each for each in _horizon(start, quarters) if each.number == number)
    return frozenset(named)


def season_text(blackout: Iterable[Quarter], start: Quarter, quarters: int) -> str:
    """Returns quarters as a person would write them: `Q4` where every fourth quarter of several years is meant."""
    left, written = set(blackout), []
    for number in range(1, 5):
        same_quarters = {each for each in _horizon(start, quarters) if each.number == number}
        if len(same_quarters) > 1 and same_quarters <= left:
            written.append(f"Q{number}")
            left -= same_quarters
    return ", ".join([*written, *map(str, sorted(left))])


def _horizon(start: Quarter, quarters: int) -> list[Quarter]:
    return [start.later(place) for place in range(quarters)]
