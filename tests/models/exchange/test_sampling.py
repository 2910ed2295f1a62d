"""Which evidence is asked for: risks first, the rest by a lot that anybody can repeat."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.evaluator import evaluate
from models.exchange.items import ReviewItem, Risk, review_items
from models.exchange.sampling import compared, sample
from models.packs.library import Library
from tests.reports.sample import assessment


def _items(number: int, risky: int) -> list[ReviewItem]:
    evaluation = evaluate(assessment(), Library(None).rulebook("national-2025"), date(2026, 11, 20))
    plain = review_items(evaluation)[0]
    return [
        replace(
            plain,
            id=f"item{place}",
            evidence=(f"{place:064x}",),
            risks=(Risk.GUESSED,) if place < risky else (),
        )
        for place in range(number)
    ]


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 20))
def test_no_file_is_asked_for_twice_and_a_lot_remains(number: int, risky: int, most: int) -> None:
    """As many as wanted where there are as many; risks first; where some have none, one of them may always be drawn."""
    items = _items(number, min(risky, number))
    asked = sample(items, "a" * 64, most)
    assert len({each.digest for each in asked}) == len(asked) == min(most, number)
    assert asked == sample(items, "a" * 64, most)
    if risky < number and most >= 3:
        assert any(each.drawn for each in asked)
    if number and risky:
        assert not asked[0].drawn


def test_the_lot_is_another_for_another_report() -> None:
    """It depends on the signed report, so nobody knows it before."""
    items = _items(30, 0)
    assert sample(items, "a" * 64, 5) != sample(items, "b" * 64, 5)


def test_what_was_handed_in_is_compared_by_content() -> None:
    """There, missing, or not named by the report: changed or something else."""
    handed = compared(("1", "2"), ("1", "2", "3"), (("a.jpg", "1"), ("b.jpg", "3"), ("c.jpg", "9")))
    assert (handed.there, handed.missing, handed.other) == (("1",), ("2",), ("c.jpg",))
