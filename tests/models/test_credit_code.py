"""The check of the unified social credit code by GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spelling.credit_code import CHARACTERS, check_character, fault_of, is_valid


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000600037341L", " 91110000600037341l ", "９１１１００００６０００３７３４１Ｌ"]
)
def test_a_code_as_on_a_licence_is_right(code: str) -> None:
    """Half or full width, capitals or not, with spaces around it."""
    assert is_valid(code)


@given(st.text(CHARACTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(CHARACTERS))
def test_one_mistyped_character_is_always_found(start: str, place: int, other: str) -> None:
    """Any change of one character breaks the check, because the weights are no multiples of 31."""
    code = start + check_character(start)
    assert is_valid(code)
    changed = code[:place] + other + code[place + 1 :]
    assert is_valid(changed) == (changed == code)


def test_a_look_alike_letter_is_named_with_what_is_meant() -> None:
    """A letter O for a zero is found, and the code that fits is offered."""
    fault = fault_of("9135O100M000100Y43")
    assert fault is not None
    assert fault.text("en") == (
        "A credit code has no O. Is it 91350100M000100Y43? Compare it with the business licence."
    )


def test_another_length_is_said() -> None:
    """A registration number of fifteen digits is no credit code."""
    fault = fault_of("110000600037341")
    assert fault is not None
    assert "15" in fault.text("en")
