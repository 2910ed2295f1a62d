"""Where the factories of a region are stuck: which conditions of their next tier fail most, and what is only claimed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.region.facts import ConditionLabel, RegionFact, next_tier
from models.rulebook import TIER_IDS, ConditionId, TierId


@dataclass(frozen=True, slots=True)
class StuckCondition:
    """One condition, over the factories whose next tier asks for it."""

    condition: ConditionId
    not_met: int
    unknown: int
    claimed: int
    """Met without evidence behind every answer."""
    proven: int
    alone: int
    """Factories for which nothing else of their next tier is missing."""

    @property
    def open(self) -> int:
        """Factories that are not there yet."""
        return self.not_met + self.unknown

    @property
    def asked(self) -> int:
        """Factories for which it counts."""
        return self.open + self.claimed + self.proven


@dataclass(frozen=True, slots=True)
class StuckTier:
    """The factories that stand below one tier, and what keeps them there."""

    tier: TierId
    factories: int
    conditions: tuple[StuckCondition, ...]
    """What fails most first."""


def stuck(facts: Iterable[RegionFact], labels: Mapping[ConditionId, ConditionLabel]) -> tuple[StuckTier, ...]:
    """Returns, for each tier, what keeps the factories on the step below from it.

    Args:
        facts: the latest report of each factory.
        labels: to which tier each condition belongs; one that is not among them is passed over.
    """
    waiting: dict[TierId, list[RegionFact]] = {tier: [] for tier in TIER_IDS}
    for fact in facts:
        tier = next_tier(fact.reached)
        if tier is not None:
            waiting[tier].append(fact)
    return tuple(_stuck_below(tier, waiting[tier], labels) for tier in TIER_IDS)


def _stuck_below(tier: TierId, facts: list[RegionFact], labels: Mapping[ConditionId, ConditionLabel]) -> StuckTier:
    not_met, unknown, claimed, proven, alone = (Counter[ConditionId]() for _ in range(5))
    own = frozenset(condition for condition, label in labels.items() if label.tier == tier)
    for fact in facts:
        conditions = fact.conditions
        not_met.update(conditions.not_met & own)
        unknown.update(conditions.unknown & own)
        claimed.update(conditions.claimed & own)
        proven.update(conditions.proven & own)
        missing = conditions.open & own
        if len(missing) == 1:
            alone.update(missing)
    counted = [
        StuckCondition(each, not_met[each], unknown[each], claimed[each], proven[each], alone[each]) for each in own
    ]
    counted.sort(key=lambda each: (-each.open, -each.not_met, each.condition))
    return StuckTier(tier, len(facts), tuple(each for each in counted if each.asked))
