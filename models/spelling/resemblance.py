"""Which known word a person probably meant: misspelt ids and names."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_LONGEST = 80
"""Characters of a strange word that are looked at: comparing takes the square of the length."""
_NEAR = 0.7
_MOST_COMPARED = 50
_BETWEEN = re.compile(r"[\s._-]+")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_DIGITS = re.compile(r"\d+")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Returns the known word that was probably meant, None when none is near.

    Upper and lower case, wide digits, leading zeros, hyphens and spaces make no difference: `c2` is `C02`. The rest is
    told by likeness, of the letters as well as of the whole: a year that many names share makes none of them alike.

    Args:
        word: what was written.
        known: what could have been meant; of equally near ones the first.
    """
    forms = {name: _form(name) for name in known}
    form = _form(word[:_LONGEST])
    for name, known_form in forms.items():
        if _without_zeros(known_form) == _without_zeros(form):
            return name
    letters = _DIGITS.sub("", form)
    close = [
        candidate
        for candidate in get_close_matches(form, forms.values(), n=_MOST_COMPARED, cutoff=_NEAR)
        if _likeness(_DIGITS.sub("", candidate), letters) >= _NEAR
    ]
    # Of those that are equally close, two letters changed about are a likelier slip than another letter.
    near = max(
        close, key=lambda candidate: (_likeness(candidate, form), sorted(candidate) == sorted(form)), default=None
    )
    return next((name for name, known_form in forms.items() if known_form == near), None)


def _likeness(first: str, other: str) -> float:
    return SequenceMatcher(None, first, other).ratio()


def _form(word: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", word).casefold())


def _without_zeros(form: str) -> str:
    return _LEADING_ZEROS.sub("", form)
