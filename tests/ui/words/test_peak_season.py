"""Peak season as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.roadmap import Quarter
from ui.words.peak_season import season, season_text, words_of

START = Quarter(2027, 2)


@pytest.mark.parametrize("text", ["Q4", "q4", "四季度", "每年四季度", "每年第4季度", "2027Q4、2028Q4；2029q4"])
def test_a_quarter_of_every_year_is_said_in_one_word(text: str) -> None:
    """`Q4` stands for the fourth quarter of each year of the plan, in either language."""
    assert season(words_of(text), START, 12) == {Quarter(2027, 4), Quarter(2028, 4), Quarter(2029, 4)}


@pytest.mark.parametrize("text", ["Q5", "spring", "27Q4", "2027"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    """A word that names no quarter is an error, never silently dropped."""
    with pytest.raises(ValueError, match=text):
        season(words_of(text), START, 12)


@given(
    st.integers(1, 40),
    st.sets(st.builds(Quarter, st.integers(2026, 2038), st.integers(1, 4))),
)
def test_what_is_written_is_read_back(quarters: int, blackout: set[Quarter]) -> None:
    """Writing any set of quarters and reading it gives the same set."""
    assert season(words_of(season_text(blackout, START, quarters)), START, quarters) == blackout
