"""Which replies are in force is asked of all of them, whatever order they came in."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from models.review import KeptReply, Review, Scope, Standing, standings

_MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
_HIM, _HER = "1" * 64, "2" * 64


def _reply(
    name: str,
    number: int = 1,
    *,
    signer: str = _HIM,
    hours: int = 0,
    scope: Scope = Scope.FULL,
    supersedes: str = "",
    report: str = "a" * 64,
) -> KeptReply:
    review = Review("ZJ-1", 1, report, "李评", "省厅", (), "见下", reply_no=number, supersedes=supersedes, scope=scope)
    return KeptReply(name, f"base-{name}", signer, _MORNING + timedelta(hours=hours), review)


def _in_force(*replies: KeptReply, trusted: str = "") -> set[str]:
    """Digests of those in force, the same for every order; `trusted` names those that are not, none when empty."""
    believed = {reply.digest for reply in replies} - set(trusted.split())
    answers = [standings(order, believed) for order in permutations(replies)]
    assert all(answer == answers[0] for answer in answers)
    return {digest for digest, standing in answers[0].items() if standing is Standing.IN_FORCE}


def test_a_full_reply_takes_the_place_of_its_signer_s_earlier_ones() -> None:
    """By its number; the one that came last has no say."""
    assert _in_force(_reply("1"), _reply("2", 2), _reply("3", 3)) == {"3"}
    assert _in_force(_reply("old", 1, hours=9), _reply("new", 2, hours=1)) == {"new"}


def test_under_one_number_the_time_of_signing_decides() -> None:
    """As where a reviewer does not count."""
    assert _in_force(_reply("early"), _reply("late", hours=1)) == {"late"}


def test_a_supplement_stands_beside_the_reply_before_it() -> None:
    """And takes the place of the one that it names; a later full reply takes both places."""
    first, more = _reply("1"), _reply("2", 2, scope=Scope.SUPPLEMENT)
    better = _reply("3", 3, scope=Scope.SUPPLEMENT, supersedes="base-2")
    assert _in_force(first, more) == {"1", "2"}
    assert _in_force(first, more, better) == {"1", "3"}
    assert _in_force(first, more, better, _reply("4", 4)) == {"4"}


def test_another_person_s_reply_takes_nobody_s_place() -> None:
    """Whatever name stands in it, whatever it says to supersede; nor does one on another report."""
    his = _reply("his")
    assert _in_force(his, _reply("hers", 9, signer=_HER, hours=9, supersedes="base-his")) == {"his", "hers"}
    assert _in_force(his, _reply("other", 2, report="b" * 64)) == {"his", "other"}


def test_nothing_is_in_force_before_trust_and_nothing_falls_to_the_untrusted() -> None:
    """Also where an office took its trust back: what counted before counts again."""
    assert _in_force(_reply("1"), _reply("2", 2), trusted="2") == {"1"}
    assert _in_force(_reply("1"), trusted="1") == set()


_REPLIES = st.lists(
    st.builds(
        _reply,
        st.integers(0, 99).map(str),
        st.integers(1, 3),
        signer=st.sampled_from((_HIM, _HER)),
        hours=st.integers(0, 2),
        scope=st.sampled_from(Scope),
        supersedes=st.integers(0, 9).map(lambda number: f"base-{number}"),
    ),
    unique_by=lambda reply: reply.digest,
    max_size=6,
)


@given(_REPLIES, st.sets(st.integers(0, 99).map(str)), st.randoms())
def test_a_lost_or_repeated_or_reordered_reply_changes_nothing_else(
    replies: list[KeptReply], distrusted: set[str], chance: object
) -> None:
    """Every reply keeps a standing; the order has no say; each person with a trusted reply has one in force."""
    trusted = {reply.digest for reply in replies} - distrusted
    standing = standings(replies, trusted)
    shuffled = sorted(replies, key=lambda _reply: chance.random())  # type: ignore[attr-defined]
    assert standings(shuffled, trusted) == standing
    assert standing.keys() == {reply.digest for reply in replies}
    for reply in replies:
        assert (standing[reply.digest] is Standing.UNTRUSTED) == (reply.digest not in trusted)
    with_one = {reply.signer for reply in replies if standing[reply.digest] is Standing.IN_FORCE}
    assert with_one == {reply.signer for reply in replies if reply.digest in trusted}


def test_a_renewed_key_is_the_same_person() -> None:
    """Where the first key is known, a reply signed with the later one replaces that of the earlier; else both stand."""
    replies = (_reply("1"), _reply("2", 2, signer=_HER))
    both = {reply.digest for reply in replies}
    assert set(standings(replies, both).values()) == {Standing.IN_FORCE}
    assert standings(replies, both, {_HER: _HIM, _HIM: _HIM}.__getitem__)["1"] is Standing.REPLACED
