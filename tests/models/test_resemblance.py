"""Misspelt words find the one that was meant."""

import pytest

from models.spelling.resemblance import nearest

MEASURES = [f"{letter}{number:02}" for letter in "ABC" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("c2", MEASURES, "C02"),
        ("Ｃ０２", MEASURES, "C02"),
        ("SC9", [f"SC{number:02}" for number in range(1, 41)], "SC09"),
        ("jiangsu", ["guangdong-2025", "jiangsu-2026"], "jiangsu-2026"),
        ("national-2052", ["national-2024", "national-2025"], "national-2025"),
        ("emploee", ["employees", "machines"], "employees"),
        ("Full", ["none", "planned", "partial", "full"], "full"),
    ],
)
def test_the_nearest_word_is_found(word: str, known: list[str], meant: str) -> None:
    """Case, wide digits, leading zeros and a slip of the finger make no difference."""
    assert nearest(word, known) == meant


@pytest.mark.parametrize("word", ["", "ZZZ", "surprise", "nowhere-2025", "x" * 1_000_000])
def test_what_resembles_nothing_finds_nothing(word: str) -> None:
    """A wild guess would send the person the wrong way, and an endless word must not cost time."""
    assert nearest(word, ["enterprise", "factory", "hebei-2025", "C02"]) is None
