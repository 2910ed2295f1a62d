"""How far the factories of a sector are from its best."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from models.region.facts import RegionFact, steps
from models.rulebook import ConditionId, TierId


@dataclass(frozen=True, slots=True)
class Distance:
    """One sector, seen from its best factory."""

    industry: str
    factories: int
    best: TierId | None
    """The highest tier that is reached in it."""
    best_met: int
    """Conditions that its best factory meets."""
    median_met: float
    """Conditions that the factory in the middle meets."""
    at_best: int
    """Factories on the highest tier."""
    lacking: tuple[tuple[ConditionId, int], ...]
    """Conditions that the best meets and others do not, each with the number of the others; most first."""

    @property
    def gap(self) -> float:
        """Conditions between the factory in the middle and the best."""
        return self.best_met - self.median_met


def distances(facts: Sequence[RegionFact]) -> tuple[Distance, ...]:
    """Returns each sector with at least two factories, the largest first.

    The best is the factory on the highest tier that meets most conditions; of several the one proven most counts.
    """
    sectors: dict[str, list[RegionFact]] = {}
    for fact in facts:
        if fact.industry:
            sectors.setdefault(fact.industry, []).append(fact)
    return tuple(
        _distance(industry, sectors[industry])
        for industry in sorted(sectors, key=lambda name: (-len(sectors[name]), name))
        if len(sectors[industry]) > 1
    )


def _distance(industry: str, facts: list[RegionFact]) -> Distance:
    def rank(fact: RegionFact) -> tuple[int, int, int, str]:
        return steps(fact.reached), fact.conditions.met_count, len(fact.conditions.proven), fact.paper

    best = max(facts, key=rank)
    ahead = best.conditions.met
    lacking: Counter[ConditionId] = Counter()
    for fact in facts:
        lacking.update(fact.conditions.not_met & ahead)
        lacking.update(fact.conditions.unknown & ahead)
    return Distance(
        industry,
        len(facts),
        best.reached,
        best.conditions.met_count,
        float(median(fact.conditions.met_count for fact in facts)),
        sum(fact.reached == best.reached for fact in facts),
        tuple(sorted(lacking.items(), key=lambda item: (-item[1], item[0]))),
    )
