"""Values stand in text columns so that the same value and type come back."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import AnswerId, Value
from models.storage.encoding import cents, decode_time, decode_value, encode_time, encode_value, wan
from models.storage.errors import UnstorableAnswer

SOME = AnswerId("factory.name")
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))).map(tuple),
)


@given(VALUES)
def test_every_value_comes_back_with_its_type(value: Value) -> None:
    """Text, number, truth and list are told apart, decimals keep their places."""
    decoded = decode_value(encode_value(SOME, value))
    assert type(decoded) is type(value)
    assert str(decoded) == str(value)


@given(VALUES, VALUES)
def test_two_values_have_one_text_only_if_they_are_the_same(first: Value, other: Value) -> None:
    """Equal text means equal value and type, so that a change is never overlooked."""
    if encode_value(SOME, first) == encode_value(SOME, other):
        assert (type(first), str(first)) == (type(other), str(other))


@given(st.text())
def test_any_text_at_all_can_be_stored(text: str) -> None:
    """Lone surrogates become a mark, everything else stays."""
    decoded = decode_value(encode_value(SOME, text))
    assert isinstance(decoded, str)
    decoded.encode()


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))), st.datetimes(timezones=st.just(UTC)))
def test_times_keep_their_moment_and_sort_as_text(first_time: datetime, other: datetime) -> None:
    """The order of the texts is the order of the moments, whatever the zones."""
    try:
        first, second = encode_time(first_time), encode_time(other)
    except OverflowError:
        # The first hours of year 1 do not exist in UTC.
        return
    assert decode_time(first) == first_time
    assert (first < second) == (first_time < other)


@given(st.integers(-(10**15), 10**15))
def test_money_keeps_every_cent(amount: int) -> None:
    """Whole cents go to 万元 and back without loss."""
    assert cents(wan(amount)) == amount


@pytest.mark.parametrize(("amount", "whole"), [("0.0000005", 0), ("0.0000015", 2), ("12.3456789", 12345679)])
def test_less_than_a_cent_is_rounded_half_to_even(amount: str, whole: int) -> None:
    """Rounding follows the rule of the house for money."""
    assert cents(Decimal(amount)) == whole


def test_what_is_refused_names_the_answer() -> None:
    """The sentence says which answer was not saved."""
    with pytest.raises(UnstorableAnswer, match=r"factory\.name.*earlier answer is safe"):
        encode_value(SOME, Decimal("-Infinity"))
