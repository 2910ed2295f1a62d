"""Quarters of peak season as people write them: `2027Q4`, or `Q4` for the fourth quarter of every year."""

import re
from collections.abc import Iterable

from models.roadmap import Quarter

_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def words_of(text: str) -> list[str]:
    """Returns what stands between commas, enumeration marks and semicolons of either language."""
    return [word.strip() for word in re.split(r"[,，、;；]", text) if word.strip()]


def every_year(word: str) -> int | None:
    """Returns 1 to 4 for `Q4`, `4季度` or `每年四季度`; None for anything else."""
    found = re.fullmatch(r"(?:每年)?第?(?:[Qq]([1-4])|([1-4一二三四])季度?)", word.strip())
    if found is None:
        return None
    number = found[1] or found[2]
    return _NUMBERS.get(number) or int(number)


def season(words: Iterable[str], start: Quarter, quarters: int) -> frozenset[Quarter]:
    """Returns the quarters that some words name.

    Args:
        words: each `2027Q4` or a quarter of every year.
        start: the first quarter of the plan.
        quarters: its length; a quarter of every year stands for those inside it.

    Raises:
        ValueError: when a word is neither.
    """
    found: set[Quarter] = set()
    for word in words:
        number = every_year(word)
        if number is None:
            found.add(Quarter.parse(word))
        else:
            found.update(one for one in _horizon(start, quarters) if one.number == number)
    return frozenset(found)


def season_text(blackout: Iterable[Quarter], start: Quarter, quarters: int) -> str:
    """Returns quarters as they would be written: `Q4` where every fourth quarter of several years is meant."""
    left, told = set(blackout), []
    for number in range(1, 5):
        those = {one for one in _horizon(start, quarters) if one.number == number}
        if len(those) > 1 and those <= left:
            told.append(f"Q{number}")
            left -= those
    return ", ".join([*told, *map(str, sorted(left))])


def _horizon(start: Quarter, quarters: int) -> list[Quarter]:
    return [start.later(place) for place in range(quarters)]
