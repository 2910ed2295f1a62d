"""What a typed text may mean, and the characters that mean the same whatever keyboard they came from."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from models.language import Sentence, plain_number, sentence

T = TypeVar("T")

_COULD_BE_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")

_SAME = str.maketrans(
    {
        **dict.fromkeys("−﹣‐‑‒–—―", "-"),
        **dict.fromkeys("‘’ʼ´`", "'"),
        **dict.fromkeys("￥", "¥"),
        **dict.fromkeys("﹪", "%"),
        **dict.fromkeys("。", "."),
    }
)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What one text may mean."""

    meanings: tuple[T, ...]
    """One when the text was understood, several when the person has to choose, none when it was not understood."""
    problem: Sentence | None = None
    """Why there is not one meaning; None when there is."""

    @property
    def value(self) -> T | None:
        """The one meaning; None when there is not exactly one."""
        return self.meanings[0] if len(self.meanings) == 1 else None


def understood(value: T) -> Reading[T]:
    """Returns the reading of a text that means one thing."""
    return Reading((value,))


def not_understood(problem: Sentence) -> Reading[T]:
    """Returns the reading of a text that means nothing here."""
    return Reading((), problem)


def one_of(meanings: Iterable[T], text: str) -> Reading[T]:
    """Returns the reading of a text that may mean any of these, each counted once."""
    different = tuple(dict.fromkeys(meanings))
    if len(different) == 1:
        return Reading(different)
    return Reading(different, sentence("“{text}” can mean {meanings}.", text=text.strip(), meanings=either(different)))


def either(meanings: Iterable[object]) -> Sentence:
    """Returns several meanings as a person reads them, with “or” before the last."""
    *others, last = (meaning_words(each) for each in meanings)
    return sentence("{some} or {last}", some=tuple(others), last=last)


def meaning_words(meaning: object) -> Sentence | str:
    """Returns one meaning as a person reads it: a number plainly, a list with “and”."""
    if isinstance(meaning, Decimal):
        return plain_number(meaning)
    if isinstance(meaning, tuple):
        *others, last = (meaning_words(each) for each in meaning)
        return sentence("{some} and {last}", some=tuple(others), last=last) if others else last
    return str(meaning)


def as_typed(value: object) -> str:
    """Returns an answer as a person would type it; `read_answer` reads the same answer from it."""
    if isinstance(value, Decimal):
        written = plain_number(value)
        # 1.234 alone could be 1234; with one nought more it cannot.
        return written + "0" if _COULD_BE_GROUPED.fullmatch(written) else written
    if isinstance(value, tuple):
        numbers = all(isinstance(each, Decimal) for each in value)
        return (", " if numbers else "、").join(map(as_typed, value))
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """Returns a text with full-width letters, digits and signs as plain ones, every blank as a space, nothing unseen.

    Small and raised digits stay what they are: 10² is not 102.
    """
    characters = []
    for character in text:
        code = ord(character)
        if 0xFF01 <= code <= 0xFF5E:
            characters.append(chr(code - 0xFEE0))
        elif character.isspace() and character != "\n":
            characters.append(" ")
        elif unicodedata.category(character) != "Cf":
            characters.append(character)
    return "".join(characters).translate(_SAME).strip()
