"""How hard a passphrase is to guess, shown while it is typed."""

import math
from dataclasses import dataclass
from enum import StrEnum

from models.language import Sentence, sentence

_COMMON = (
    "password", "passphrase", "qwerty", "asdfgh", "zxcvbn", "admin", "letmein", "welcome", "iloveyou", "woaini", "zhijie",
    "abc123", "123456", "111111", "888888", "666666", "5201314", "1qaz2wsx", "密码", "公司",
)  # fmt: skip
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class Strength(StrEnum):
    """Three levels; a weak passphrase may be used, but the person is warned."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class PassphraseStrength:
    """An estimate from below: what a guesser who knows common habits has to try."""

    strength: Strength
    bits: float
    advice: Sentence


def passphrase_strength(passphrase: str) -> PassphraseStrength:
    """Returns an estimate. Repeated, neighbouring and well-known parts count almost nothing."""
    bits = _bits(passphrase)
    if bits < 40:
        return PassphraseStrength(
            Strength.WEAK,
            bits,
            sentence("Easy to guess: use four or more unrelated words, or twelve mixed characters."),
        )
    if bits < 64:
        return PassphraseStrength(Strength.FAIR, bits, sentence("Good enough for a key that stays on one computer."))
    return PassphraseStrength(Strength.STRONG, bits, sentence("Hard to guess."))


def _bits(passphrase: str) -> float:
    text = passphrase.lower()
    shortened = text
    for word in _COMMON:
        shortened = shortened.replace(word, word[0])
    kept = [
        character
        for index, character in enumerate(shortened)
        if index == 0 or not _continues(shortened[index - 1], character)
    ]
    alphabet = sum(
        size
        for size, there in (
            (26, any("a" <= character <= "z" for character in text)),
            (26, passphrase != text),
            (10, any(character.isdigit() for character in text)),
            (30, any(not character.isalnum() for character in text)),
            # Common characters: most people choose from about a thousand.
            (1000, any(character.isalpha() and not character.isascii() for character in text)),
        )
        if there
    )
    distinct = len(set(kept))
    length = min(len(kept), 2 * distinct)
    return length * math.log2(alphabet) if alphabet > 1 else 0.0


def _continues(before: str, character: str) -> bool:
    """Whether a character repeats the one before it or is its neighbour on the keyboard or in the alphabet."""
    return before == character or any(before + character in run or character + before in run for run in _RUNS)
