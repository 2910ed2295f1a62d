"""Sentences of the program: how a fact is told in each language."""

import pytest

from models.language import Language, sentence


@pytest.mark.parametrize(
    ("count", "language", "wanted"),
    [
        (1, "en", "1 more condition changed."),
        (0, "en", "0 more conditions changed."),
        (8, "en", "8 more conditions changed."),
        (8, "zh", "另有 8 项要素条件有变化。"),
    ],
)
def test_a_counted_word_has_the_ending_of_its_number(count: int, language: Language, wanted: str) -> None:
    """English has one ending for one and another for more; no reader sees “(s)”."""
    assert sentence("{count} more condition(s) changed.", count=count).text(language) == wanted


def test_each_word_follows_the_number_before_it() -> None:
    """Two counted words in one sentence have their own endings."""
    said = sentence(
        "The rules are the same; {answers} answer(s) changed and {conditions} condition(s) came out differently.",
        answers=1,
        conditions=3,
    )
    assert said.text("en") == "The rules are the same; 1 answer changed and 3 conditions came out differently."
