"""The characters of a text: the same text has the same characters however it was typed; some marks are invisible."""

import unicodedata

_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Variation selectors: they choose between shapes of the letter before them."""

_DIRECTIONS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_MARKS_OF_DIRECTION = "\u061c\u200e\u200f"


def composed(text: str) -> str:
    """Returns a text with its letters composed, as most systems write them: `é` is one letter, not `e` and a mark.

    A Mac's file names and some input methods take letters apart; two names that look alike would then differ.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def draws_nothing(letter: str) -> bool:
    """Returns whether a character is invisible: variation selectors, joiners, direction marks and the like."""
    code = ord(letter)
    return any(low <= code <= high for low, high in _SELECTORS) or unicodedata.category(letter) == "Cf"


def misleads(character: str) -> bool:
    """Returns whether a character can make a text read otherwise than it is written: direction marks, tags, control codes.

    Line ends and tabs do not; nor do the joiners and selectors that choose between shapes of a letter.
    """
    if character in "\t\n\r":
        return False
    return (
        unicodedata.category(character) == "Cc"
        or unicodedata.bidirectional(character) in _DIRECTIONS
        or character in _MARKS_OF_DIRECTION
        or 0xE0000 <= ord(character) <= 0xE007F
    )
