"""Dates and quarters as people type and paste them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.limits import Quarter
from models.typed import read_date, read_quarter, read_season, season, season_text

START = Quarter(2027, 2)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024-3", "2024-03"),
        ("2024.5", "2024-05"),
        ("2024年5月", "2024-05"),
        ("2024年5月份", "2024-05"),
        ("二〇二四年五月一日", "2024-05-01"),
        ("二零二四年十二月", "2024-12"),
        ("二〇二四年五月三十一号", "2024-05-31"),
        ("二〇二四年", "2024"),
        ("5/2024", "2024-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024. 5. 1", "2024-05-01"),
        ("２０２４－５－１", "2024-05-01"),
        ("2024–05–01", "2024-05-01"),
        ("20240305", "2024-03-05"),
        ("202405", "2024-05"),
        ("2024年5月1号", "2024-05-01"),
        ("2024 年 5 月 1 日", "2024-05-01"),
        ("24年5月1日", "2024-05-01"),
        ("98年5月", "1998-05"),
        ("2024年5月1日 星期三", "2024-05-01"),
        ("2024/5/1 0:00", "2024-05-01"),
        ("2024-05-01T12:30:00.000Z", "2024-05-01"),
        ("2024-05-01 12:30:00+08:00", "2024-05-01"),
        ("13/4/2024", "2024-04-13"),
        ("3/3/2024", "2024-03-03"),
        ("5 May 2024", "2024-05-05"),
        ("May 5, 2024", "2024-05-05"),
        ("Sept 2024", "2024-09"),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, meant: str) -> None:
    """With any marks, in characters, with a time or weekday behind it, as precise as it is known."""
    assert read_date(text).value == meant


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("3/4/2024", ("2024-03-04", "2024-04-03")),
        ("24.5.1", ("2024-05-01", "2001-05-24")),
        ("24-3-5", ("2024-03-05", "2005-03-24")),
        ("5/1/24", ("2024-01-05", "2024-05-01")),
        ("201112", ("2011-12", "2020-11-12")),
    ],
)
def test_what_has_two_meanings_is_asked(text: str, meanings: tuple[str, ...]) -> None:
    """Neither is taken, and the reason names both."""
    reading = read_date(text)
    assert reading.value is None
    assert reading.problem is not None
    assert set(reading.meanings) == set(meanings)
    assert all(each in reading.problem.text("zh") for each in meanings)


@pytest.mark.parametrize(
    "text",
    [
        "2024-13", "2024-02-30", "2024-00-10", "March", "99999", "2026-W48", "2024Q1", "45413", "1024-05-01", "2024-5-1-2",
        "2024-5-1 25", "24.5", "2024年5月1号到3号", "2024-5/1", "", "0", "1" * 300,
    ],
)  # fmt: skip
def test_no_date_is_guessed(text: str) -> None:
    """What is no date of the calendar has no meaning, and a reason."""
    reading = read_date(text)
    assert reading.meanings == ()
    assert reading.problem is not None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_back_however_it_is_written(day: date) -> None:
    """In every form that names the year first, the same day."""
    year, month, number = day.year, day.month, day.day
    for text in (
        day.isoformat(),
        f"{year}-{month}-{number}",
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}号",
        f"{year}/{month}/{number} 0:00",
        f"{day.isoformat()}T00:00:00",
        f"{day:%Y%m%d}",
    ):
        assert read_date(text).value == day.isoformat(), text
    assert day.isoformat() in read_date(f"{number}/{month}/{year}").meanings
    assert day.isoformat() in read_date(f"{month}/{number}/{year}").meanings


@given(st.text("0123456789-/.年月日号 :TZQ１２季度第一", max_size=14))
def test_no_date_is_the_beginning_of_what_was_typed(text: str) -> None:
    """Where a text has a meaning, all of it has: a letter that belongs to no date leaves none."""
    assert read_date(text + "~").meanings == ()
    assert read_quarter(text + "~").meanings == ()


@pytest.mark.parametrize(
    "text",
    ["2027Q1", "2027q1", "2027-Q1", "2027 Q1", "２０２７Ｑ１", "2027年1季度", "2027年第一季度", "2027年第 1 季度", "2027年一季", "Q1 2027"],
)  # fmt: skip
def test_a_quarter_is_read_as_people_write_it(text: str) -> None:
    """With or without 年 and 第, the number in digits or characters, before or after the year."""
    assert read_quarter(text).value == Quarter(2027, 1)


@pytest.mark.parametrize("text", ["2027Q5", "2027", "2027-1", "27Q4", "1Q", "2027Q1-Q2", ""])
def test_no_quarter_is_guessed(text: str) -> None:
    """Anything else has no meaning, and a reason."""
    assert read_quarter(text).meanings == ()
    assert read_quarter(text).problem is not None


@pytest.mark.parametrize("text", ["Q4", "q4", "Ｑ４", "四季度", "每年四季度", "每年第4季度", "2027Q4、2028Q4；2029q4"])
def test_a_quarter_of_every_year_is_said_in_one_word(text: str) -> None:
    """`Q4` stands for the fourth quarter of each year of the plan, in either language."""
    words = read_season(text).value
    assert words is not None
    assert season(words, START, 12) == {Quarter(2027, 4), Quarter(2028, 4), Quarter(2029, 4)}


@pytest.mark.parametrize("text", ["Q5", "spring", "27Q4", "2027", "Q4, spring"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    """A word that names no quarter leaves the whole line without a meaning, never silently dropped."""
    assert read_season(text).meanings == ()


@given(st.integers(1, 40), st.sets(st.builds(Quarter, st.integers(2026, 2038), st.integers(1, 4))))
def test_a_season_that_is_written_is_read_back(quarters: int, blackout: set[Quarter]) -> None:
    """Writing any set of quarters and reading it gives the same set."""
    words = read_season(season_text(blackout, START, quarters)).value
    assert words is not None
    assert season(words, START, quarters) == blackout
