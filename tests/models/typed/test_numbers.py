"""Numbers as people type and paste them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import plain_number
from models.typed import NumberForm, read_number, read_numbers

WAN = NumberForm("wan", 0, 1_000_000_000)
PERCENT = NumberForm("percent", 0, 100)
MACHINES = NumberForm("machines", 0, 1_000_000, whole=True)
BUDGET = NumberForm("wan", 0, 1_000_000)


@pytest.mark.parametrize(
    ("text", "form", "meant"),
    [
        ("12", MACHINES, "12"),
        ("１２", MACHINES, "12"),
        ("12台", MACHINES, "12"),
        ("12 台", MACHINES, "12"),
        ("十二", MACHINES, "12"),
        ("十二点五万", MACHINES, "125000"),
        ("三点零五", PERCENT, "3.05"),
        ("零点五", WAN, "0.5"),
        ("一百零五台", MACHINES, "105"),
        ("1.2万台", MACHINES, "12000"),
        ("3千", MACHINES, "3000"),
        ("1,200", MACHINES, "1200"),
        ("1，200", MACHINES, "1200"),
        ("1 200", MACHINES, "1200"),
        ("1'200", MACHINES, "1200"),
        ("1’200", MACHINES, "1200"),
        ("1\u202f200\u200b", MACHINES, "1200"),
        ("1.200", MACHINES, "1200"),
        ("1.234.567", WAN, "1234567"),
        ("1.234,5", WAN, "1234.5"),
        ("1,234.50", WAN, "1234.50"),
        ("12 %", PERCENT, "12"),
        ("12％", PERCENT, "12"),
        ("百分之十二", PERCENT, "12"),
        ("12.125", PERCENT, "12.125"),
        ("6.5", PERCENT, "6.5"),
        ("３．５", PERCENT, "3.5"),
        ("3。5", PERCENT, "3.5"),
        ("0,5", PERCENT, "0.5"),
        ("1.2亿", WAN, "12000"),
        ("1.234亿", WAN, "12340"),
        ("1亿2000万", WAN, "12000"),
        ("一亿二千万元", WAN, "12000"),
        ("1.2万", WAN, "1.2"),
        ("1.2万元", WAN, "1.2"),
        ("12000元", WAN, "1.2"),
        ("￥12,000", WAN, "1.2"),
        ("300万元", WAN, "300"),
        ("三百万", WAN, "300"),
        ("5千万", WAN, "5000"),
        ("3千元", WAN, "0.3"),
        ("2 million yuan", WAN, "200"),
        ("30万/年", NumberForm("wan_per_year", 0, 1000), "30"),
        ("每年30万元", NumberForm("wan_per_year", 0, 1000), "30"),
        ("1.2E+08元", WAN, "12000"),
        ("85%", NumberForm("share", 0, 1), "0.85"),
        ("3级", NumberForm("level", 1, 5), "3"),
        ("1200㎡", NumberForm("m2", 0, 10**7), "1200"),
        ("-5", NumberForm("pp", -100, 100), "-5"),
        ("－5", NumberForm("pp", -100, 100), "-5"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, form: NumberForm, meant: str) -> None:
    """Any keyboard's digits, digits in threes, the unit behind the number, 万 and 亿, Chinese characters."""
    assert read_number(text, form).value == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "form", "meanings"),
    [
        ("8,5", PERCENT, ["8.5", "85"]),
        ("8，5", PERCENT, ["8.5", "85"]),
        ("1.200", WAN, ["1.2", "1200"]),
        ("3千", WAN, ["0.3", "3000"]),
    ],
)
def test_what_has_two_meanings_is_asked(text: str, form: NumberForm, meanings: list[str]) -> None:
    """Neither is taken, and the reason names both."""
    reading = read_number(text, form)
    assert reading.value is None
    assert [plain_number(each) for each in reading.meanings] == meanings
    assert reading.problem is not None
    assert all(each in reading.problem.text("en") for each in meanings)
    assert all(each in reading.problem.text("zh") for each in meanings)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a dozen", MACHINES),
        ("", MACHINES),
        ("NaN", MACHINES),
        ("1e3", MACHINES),
        ("1E+99", MACHINES),
        ("-1", MACHINES),
        ("2.5", MACHINES),
        ("8,5", MACHINES),
        ("150", PERCENT),
        ("12元", PERCENT),
        ("12台", PERCENT),
        ("12%", MACHINES),
        ("12 34", MACHINES),
        ("1,20,300", MACHINES),
        ("12,", MACHINES),
        ("3万5", WAN),
        ("3-5", MACHINES),
        ("10²", MACHINES),
        ("½", PERCENT),
        ("二三", MACHINES),
        ("30万/年", WAN),
        ("0.00000000001", PERCENT),
        ("9" * 500, WAN),
        ("1" * 29, MACHINES),
        ("1." + "0" * 40 + "1", PERCENT),
    ],
)
def test_what_is_not_understood_as_a_whole_is_not_understood(text: str, form: NumberForm) -> None:
    """There is no meaning, and a reason."""
    reading = read_number(text, form)
    assert reading.meanings == ()
    assert reading.problem is not None


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("30", [["30"]]),
        ("30,50,20", [["30", "50", "20"]]),
        ("30，50.5，20", [["30", "50.5", "20"]]),
        ("30、50、20", [["30", "50", "20"]]),
        ("30; 50; 20", [["30", "50", "20"]]),
        ("30, 50, 20", [["30", "50", "20"]]),
        ("30万元，50万元", [["30", "50"]]),
        ("1, 200", [["1", "200"]]),
        ("1,200、800", [["1200", "800"]]),
        ("1，000", [["1000"], ["1", "0"]]),
        ("1 200", [["1200"]]),
        ("120,150,200", [["120", "150", "200"]]),
        ("1,200", [["1200"], ["1", "200"]]),
        ("1，200", [["1200"], ["1", "200"]]),
        ("30,500, 20", [["30500", "20"], ["30", "500", "20"]]),
        ("1.2亿", [["12000"]]),
    ],
)
def test_a_line_is_divided_before_its_numbers_are_read(text: str, meanings: list[list[str]]) -> None:
    """A comma that could also group digits is asked about; a blank behind it, 、 or ; settles it."""
    assert [[plain_number(each) for each in numbers] for numbers in read_numbers(text, BUDGET).meanings] == meanings


@pytest.mark.parametrize("text", ["3,,4", "30,", "30,many", "-3", "30;2000000"])
def test_a_list_is_understood_as_a_whole_or_not_at_all(text: str) -> None:
    """One wrong figure leaves no meaning."""
    assert read_numbers(text, BUDGET).meanings == ()


NUMBERS = st.decimals(0, 999_999, places=2)


@given(NUMBERS)
def test_a_number_is_read_back_however_it_is_written(number: Decimal) -> None:
    """Plainly, grouped in three ways, full width, with its unit, in yuan, in 亿: always the same number."""
    written = plain_number(number)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in written)
    grouped = f"{number:,f}"
    forms = (
        written,
        wide,
        f" {written} ",
        f"{written}万元",
        f"{written} 万",
        f"{plain_number(number * 10000)}元",
        f"{plain_number(number / 10000)}亿",
        grouped,
        grouped.replace(",", " "),
        grouped.replace(",", "'"),
        grouped.replace(",", "，"),
    )
    for text in forms:
        assert read_number(text, BUDGET).value == number, text


@given(st.text("0123456789.,'，万亿元百千 %台EeQ-/年十二、１２", max_size=14))
def test_no_number_is_the_beginning_of_what_was_typed(text: str) -> None:
    """Where a text has a meaning, all of it has: adding a letter that belongs to no number leaves none."""
    for form in (WAN, PERCENT, MACHINES):
        assert read_number(text + "q", form).meanings == ()
        assert read_numbers(text + "q", form).meanings == ()
        for value in read_number(text, form).meanings:
            assert form.problem_of(value) is None
