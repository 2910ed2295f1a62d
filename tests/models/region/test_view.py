"""A region counted from facts: pyramid, stuck conditions, progress, distance to the best."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.region.facts import ConditionStanding, GroupField, histories, latest, next_tier
from models.region.industry import industry_of, industry_text
from models.region.pyramid import groups, tally
from models.region.view import region_view
from models.rulebook import TIER_IDS
from tests.models.region.facts import LABELS, fact, many_facts

MET, PROVEN = ConditionStanding.CLAIMED, ConditionStanding.PROVEN
NOT_MET, UNKNOWN = ConditionStanding.NOT_MET, ConditionStanding.UNKNOWN


@given(st.integers(0, 300), st.integers(0, 1000))
def test_every_factory_is_counted_once_in_every_grouping(count: int, seed: int) -> None:
    """The groups of each field add up to the pyramid, and the pyramid to the cases."""
    facts = many_facts(count, seed)
    newest = latest(histories(facts))
    assert sum(tally(newest).reached) == len({each.case_id for each in facts})
    for field in GroupField:
        sums = [sum(numbers) for numbers in zip(*(group.tally.reached for group in groups(newest, field)), strict=True)]
        assert sums == (list(tally(newest).reached) if facts else [])


def test_only_the_latest_version_of_a_case_counts() -> None:
    """A case with three versions is one factory; of two reports on one version the last signed counts."""
    facts = [
        fact(1, case="c", version=2, reached="basic"),
        fact(2, case="c", version=1),
        fact(3, case="c", version=3, reached="advanced"),
        fact(4),
    ]
    assert tally(latest(histories(facts))).reached == (1, 0, 1, 0, 0)
    assert tally(latest(histories(facts[::-1]))).reached == (1, 0, 1, 0, 0)


def test_two_cases_of_one_factory_are_one_factory() -> None:
    """The case signed last speaks for it; what names no factory stands for itself; its history goes on."""
    early = replace(fact(1, case="a", reached="basic", day="2026-05-01"), signed_at="2026-05-01", factory="f")
    late = replace(fact(2, case="b", reached="advanced", day="2026-09-01"), signed_at="2026-09-01", factory="f")
    others = [fact(3, case="c"), fact(4, case="d")]
    for facts in ([early, late, *others], [late, *others, early]):
        view = region_view(facts, LABELS)
        assert view.tally.reached == (2, 0, 1, 0, 0)
        assert (view.movement.cases, view.movement.risen) == (1, 1)
        assert [moment.tally.reached for moment in view.moments][:2] == [(0, 1, 0, 0, 0), (0, 0, 1, 0, 0)]


def test_sizes_stand_in_their_order_and_what_is_not_said_last() -> None:
    """Groups of size go from large to micro; an unanswered size is a group of its own at the end."""
    facts = [fact(number, size=size) for number, size in enumerate(("", "micro", "large", "small", "micro"))]
    assert [group.key for group in groups(facts, GroupField.SIZE)] == ["large", "small", "micro", ""]


def test_what_keeps_factories_below_a_tier_is_counted_with_what_is_only_claimed() -> None:
    """Of each condition of the next tier: not met, unknown, claimed, proven, and for how many nothing else is missing."""
    facts = [
        fact(1, conditions={"basic.MAT": NOT_MET, "basic.COV": UNKNOWN, "advanced.MAT": NOT_MET}),
        fact(2, conditions={"basic.MAT": NOT_MET, "basic.COV": MET}),
        fact(3, conditions={"basic.MAT": PROVEN, "basic.COV": UNKNOWN}),
        fact(4, reached="basic", conditions={"basic.MAT": PROVEN, "basic.COV": MET, "advanced.MAT": UNKNOWN}),
        fact(5, reached="leading"),
    ]
    basic, advanced, _, _ = region_view(facts, LABELS).stuck
    assert basic.factories == 3
    assert [
        (each.condition, each.not_met, each.unknown, each.claimed, each.proven, each.alone) for each in basic.conditions
    ] == [
        ("basic.MAT", 2, 0, 0, 1, 1),
        ("basic.COV", 0, 2, 1, 0, 1),
    ]
    assert [(each.condition, each.open) for each in advanced.conditions] == [("advanced.MAT", 1)]
    assert next_tier(facts[-1].reached) is None


def test_progress_follows_the_latest_version_by_the_end_of_each_quarter() -> None:
    """A case counts from the quarter of its first report on, with its latest version by then."""
    facts = [
        fact(1, case="a", version=1, day="2026-02-01", conditions={"basic.MAT": NOT_MET, "basic.COV": MET}),
        fact(2, case="b", version=1, day="2026-03-31", reached="basic"),
        fact(
            3,
            case="a",
            version=2,
            day="2026-04-01",
            reached="basic",
            conditions={"basic.MAT": MET, "basic.COV": NOT_MET},
        ),
        fact(4, case="b", version=2, day="2026-12-01"),
    ]
    view = region_view(facts, LABELS)
    assert [(each.quarter, each.tally.reached[:2], each.joined, each.risen, each.fallen) for each in view.moments] == [
        ("2026Q1", (1, 1), 2, 0, 0),
        ("2026Q2", (0, 2), 0, 1, 0),
        ("2026Q4", (1, 1), 0, 0, 1),
    ]
    assert (view.movement.cases, view.movement.risen, view.movement.fallen) == (2, 1, 1)
    assert (view.movement.closed, view.movement.reopened) == (1, 1)


def test_a_sector_is_seen_from_its_best_factory() -> None:
    """What the best meets and others do not, most first; a sector of one has nobody to be compared with."""
    facts = [
        fact(1, reached="basic", conditions={"basic.MAT": MET, "basic.COV": MET, "advanced.MAT": NOT_MET}),
        fact(2, conditions={"basic.MAT": NOT_MET, "basic.COV": MET}),
        fact(3, conditions={"basic.MAT": NOT_MET, "basic.COV": UNKNOWN}),
        fact(4, industry="C13"),
        fact(5, industry=""),
    ]
    (sector,) = region_view(facts, LABELS).distances
    assert (sector.industry, sector.factories, sector.best, sector.at_best) == ("C34", 3, "basic", 1)
    assert (sector.best_met, sector.median_met, sector.gap) == (2, 1.0, 1.0)
    assert sector.lacking == (("basic.MAT", 2), ("basic.COV", 1))


def test_an_industry_is_known_by_its_division_however_it_was_written() -> None:
    """Codes of two to four digits, with or without the letter, and the division's own name mean the division."""
    assert {industry_of(code, "") for code in ("C3484", "3484", "34", "c34", " C34 ")} == {"C34"}
    assert industry_of("", "通用设备制造业") == "C34"
    assert industry_of("", "C3484") == "C34"
    assert industry_of("A01", "养鸡") == "养鸡"
    assert industry_of("", "") == ""
    assert industry_text("C34").en == "C34 General machinery"


def test_an_empty_region_is_counted_too() -> None:
    """Without a report there are only zeros."""
    view = region_view([], LABELS)
    assert view.tally.reached == (0, 0, 0, 0, 0)
    assert view.moments == ()
    assert [tier.tier for tier in view.stuck] == list(TIER_IDS)
