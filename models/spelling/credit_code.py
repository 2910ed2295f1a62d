"""The unified social credit code of an enterprise: eighteen characters, the last of which checks the others.

Source: GB 32100-2015, 法人和其他组织统一社会信用代码编码规则: 31 characters without I, O, S, V and Z, weights 3 to the power of the
place modulo 31, and 31 less the remainder as the check.
"""

import unicodedata

from models.language import Sentence, sentence

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
ALIKE = str.maketrans("IOSVZ", "105U2")
"""What is written for a character that looks alike and does not occur."""


def folded(code: str) -> str:
    """Returns a code in capitals of half width and without spaces, as the standard writes it."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


def check_character(code: str) -> str:
    """Returns the character that checks the first seventeen, or all where there are fewer.

    Args:
        code: of `CHARACTERS`.
    """
    total = sum(CHARACTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[: LENGTH - 1]))
    return CHARACTERS[-total % 31]


def is_valid(code: str) -> bool:
    """Returns whether a code has the length, the characters and the check of the standard."""
    return fault_of(code) is None


def fault_of(code: str) -> Sentence | None:
    """Returns what is wrong with a code, and what it probably is where one look-alike explains it; None if nothing."""
    written = folded(code)
    if len(written) != LENGTH:
        return sentence(
            "The code has a length of {count} instead of {length}. Copy it from the business licence.",
            count=len(written),
            length=LENGTH,
        )
    unknown = sorted({letter for letter in written if letter not in CHARACTERS})
    if unknown:
        meant = written.translate(ALIKE)
        if is_valid(meant):
            return sentence(
                "A credit code has no {letters}. Is it {meant}? Compare it with the business licence.",
                letters=", ".join(unknown),
                meant=meant,
            )
        return sentence(
            "A credit code has no {letters}. Compare it with the business licence.", letters=", ".join(unknown)
        )
    if written[-1] != check_character(written):
        return sentence(
            "The last character does not fit the others, so one is mistyped. Compare the code with the business licence."
        )
    return None
