"""Codes of a printed checklist: which report, which item, and a character that checks both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange.codes import ChecklistCodes
from models.language import Sentence
from models.spelling.credit_code import CHARACTERS

ITEMS = [f"scenarios.SC{number:02}" for number in range(1, 41)]
OURS, OTHER = ChecklistCodes("a" * 64, ITEMS), ChecklistCodes("b" * 64, ITEMS)


def _refusal(codes: ChecklistCodes, typed: str) -> str:
    refused = codes.item(typed)
    assert isinstance(refused, Sentence)
    return refused.text("en")


@given(st.sampled_from(ITEMS))
def test_every_code_leads_to_its_item_however_it_is_typed(item: str) -> None:
    """Small letters, full width, spaces, no strokes, and letters that look like the digits that are meant."""
    code = OURS.code(item)
    alike = code.replace("1", "I").replace("0", "o").replace("5", "s").replace("2", "Z")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), alike, wide, f" {code}\n"):
        assert OURS.item(typed) == item


def test_codes_do_not_depend_on_the_order_and_each_item_has_its_own() -> None:
    """Whoever works them out gets the same, also where two items would draw one code."""
    again = ChecklistCodes("a" * 64, reversed(ITEMS))
    assert [again.code(item) for item in ITEMS] == [OURS.code(item) for item in ITEMS]
    many = [str(number) for number in range(5_000)]
    crowded = ChecklistCodes("a" * 64, many)
    assert len({crowded.code(item) for item in many}) == len(many)
    assert all(crowded.item(crowded.code(item)) == item for item in many)


@given(st.sampled_from(ITEMS), st.integers(0, 8), st.sampled_from(CHARACTERS))
def test_one_misread_character_is_always_found(item: str, place: int, other: str) -> None:
    """Never is another item rated than the one that was meant."""
    code = OURS.code(item).replace("-", "")
    misread = code[:place] + other + code[place + 1 :]
    if misread == code:
        assert OURS.item(misread) == item
    else:
        assert "misread" in _refusal(OURS, misread)


def test_two_characters_exchanged_are_found() -> None:
    """The other slip of a hand that types."""
    code = OURS.code("scenarios.SC10").replace("-", "")
    for place in range(len(code) - 1):
        turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if turned != code:
            assert "misread" in _refusal(OURS, turned)


def test_a_code_of_another_report_is_told_as_such() -> None:
    """With the characters by which the right sheet is found."""
    assert OURS.code(ITEMS[0])[:4] in _refusal(OURS, OTHER.code(ITEMS[0]))
    assert "another report" in _refusal(OURS, OTHER.code(ITEMS[0]))


@pytest.mark.parametrize("typed", ["", "7K2M", "https://example.cn", "7K2M-9QXT-CC", "编码"])
def test_what_is_no_code_is_told_as_such(typed: str) -> None:
    """With an example of one."""
    assert "no code" in _refusal(OURS, typed)
