"""Which of the program's own copies are kept, whatever the clock did."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.storage.safekeeping.rotation import DAYS, MONTHS, NEWEST, WEEKS, CopyMark, kept

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
times = st.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
copies_at_any_time = st.lists(times, max_size=80).map(
    lambda moments: [CopyMark(number, moment) for number, moment in enumerate(moments, 1)]
)


def daily(days: int) -> list[CopyMark]:
    """One copy a day, by a clock that is right."""
    return [CopyMark(number, BEGIN + timedelta(days=number)) for number in range(1, days + 1)]


@given(copies_at_any_time)
def test_the_newest_are_kept_and_there_are_never_many(copies: list[CopyMark]) -> None:
    """Newest is what was made last, not what carries the latest time; the folder does not grow without end."""
    staying = kept(copies)
    assert {copy.number for copy in copies[-NEWEST:]} <= staying
    assert len(staying) <= NEWEST + DAYS + WEEKS + MONTHS


@given(copies_at_any_time)
def test_keeping_again_lets_go_of_nothing(copies: list[CopyMark]) -> None:
    """What was kept once stays kept until a newer copy is made; the order of the list does not matter."""
    staying = kept(copies)
    assert kept([copy for copy in copies if copy.number in staying]) == staying
    assert kept(copies[::-1]) == staying


@given(copies_at_any_time, times)
def test_letting_go_step_by_step_ends_where_letting_go_at_once_does(copies: list[CopyMark], moment: datetime) -> None:
    """A copy that was let go would not be wanted later."""
    new = CopyMark(len(copies) + 1, moment)
    staying = kept(copies)
    assert kept([copy for copy in copies if copy.number in staying] + [new]) == kept([*copies, new])


@given(st.integers(1, 700), st.integers(1, 700), times)
def test_a_clock_that_was_wrong_once_costs_one_place(days: int, wrong: int, moment: datetime) -> None:
    """Ahead or back: of every kind at most the oldest place goes to the copy with the wrong time, and all else stays."""
    right = daily(days)
    place = min(wrong, days)
    disturbed = [*right[: place - 1], CopyMark(place, moment), *right[place:]]
    lost = kept(right) - kept(disturbed)
    assert len(lost) <= 4


def test_two_years_of_days_leave_ten_days_eight_weeks_and_twelve_months() -> None:
    """The last ten days each, further back the last of each week, further back the last of each month."""
    copies = daily(730)
    staying = [copy for copy in copies if copy.number in kept(copies)]
    assert [copy.number for copy in staying[-DAYS:]] == list(range(721, 731))
    assert len({copy.made_at.isocalendar()[:2] for copy in staying}) >= WEEKS
    assert len({(copy.made_at.year, copy.made_at.month) for copy in staying}) == MONTHS
    assert staying[0].made_at < copies[-1].made_at - timedelta(days=300)


def test_a_clock_once_ahead_does_not_delete_what_is_made_afterwards() -> None:
    """Ten years ahead for one copy: the copies of the days after it are all there."""
    copies = [*daily(5), CopyMark(6, BEGIN + timedelta(days=3650))]
    copies += [CopyMark(number, BEGIN + timedelta(days=number)) for number in range(7, 12)]
    assert {7, 8, 9, 10, 11} <= kept(copies)
