"""The pyramid of a region: how many factories stand on each tier, altogether and by group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.region.facts import SIZES, GroupField, RegionFact, steps
from models.rulebook import TIER_IDS, TierId

RUNGS = len(TIER_IDS) + 1
"""No tier, and the four."""


@dataclass(frozen=True, slots=True)
class RungTally:
    """Factories by rung: at 0 those on no tier, then from basic to leading."""

    reached: tuple[int, ...]
    possible: tuple[int, ...]
    proven: tuple[int, ...]
    backed: tuple[int, ...]
    """Of those on a rung, the ones whose evidence alone carries them there; nothing need be proven of no tier."""

    @property
    def factories(self) -> int:
        """How many there are."""
        return sum(self.reached)

    def at_least(self, rung: int) -> int:
        """Returns how many have reached a rung or a higher one."""
        return sum(self.reached[rung:])


@dataclass(frozen=True, slots=True)
class Group:
    """The factories that have something in common."""

    key: str
    """As in the facts; empty where the reports do not say."""
    tally: RungTally


def tally(facts: Iterable[RegionFact]) -> RungTally:
    """Returns how many factories stand on each rung."""
    facts = tuple(facts)
    return RungTally(
        _by_rung(Counter([fact.reached for fact in facts])),
        _by_rung(Counter([fact.possible for fact in facts])),
        _by_rung(Counter([fact.proven for fact in facts])),
        _by_rung(Counter([fact.reached for fact in facts if steps(fact.proven) >= steps(fact.reached)])),
    )


def _by_rung(counted: Counter[TierId | None]) -> tuple[int, ...]:
    return tuple(counted[tier] for tier in (None, *TIER_IDS))


def groups(facts: Sequence[RegionFact], by: GroupField) -> tuple[Group, ...]:
    """Returns the factories by group, the largest group first (sizes in their order), what is not said last."""
    members: dict[str, list[RegionFact]] = {}
    for fact in facts:
        members.setdefault(by.of(fact), []).append(fact)

    def order(key: str) -> tuple[bool, int, str]:
        rank = (SIZES.index(key) if key in SIZES else len(SIZES)) if by is GroupField.SIZE else -len(members[key])
        return not key, rank, key

    return tuple(Group(key, tally(members[key])) for key in sorted(members, key=order))


def pyramids(facts: Sequence[RegionFact]) -> Mapping[GroupField, tuple[Group, ...]]:
    """Returns the groups by every field."""
    return {by: groups(facts, by) for by in GroupField}
