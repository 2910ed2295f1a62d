"""A text has the same letters however it was typed."""

from datetime import UTC, datetime

import pytest

from models.assessment import composed_answer
from models.characters import composed, draws_nothing
from models.document.answers import plain_text
from reports.identity import make_identity


def test_letters_that_were_taken_apart_are_composed_wherever_a_text_comes_in() -> None:
    """As a Mac writes them: in a case document, in a typed answer or list, in the name of an identity."""
    apart = "Cafe\u0301 Ko\u0308ln"
    assert composed(apart) == "Café Köln"
    assert plain_text(apart, 60) == "Café Köln"
    assert composed_answer(apart) == "Café Köln"
    assert composed_answer((apart, "A")) == ("Café Köln", "A")
    identity = make_identity(apart, apart, datetime(2026, 11, 30, tzinfo=UTC))
    assert "Café Köln" in identity.certificate.subject.rfc4514_string()


@pytest.mark.parametrize("mark", ["\ufe0f", "\U000e0100", "\u200b", "\u200d", "\u2060", "\u202e", "\ufeff", "\u00ad"])
def test_marks_without_a_shape_draw_nothing(mark: str) -> None:
    """Variation selectors, joiners, blanks without width, marks of direction."""
    assert draws_nothing(mark)


@pytest.mark.parametrize("letter", ["A", "厂", "𠮷", " ", "\u0301"])
def test_letters_blanks_and_accents_have_a_shape(letter: str) -> None:
    """They are drawn."""
    assert not draws_nothing(letter)
