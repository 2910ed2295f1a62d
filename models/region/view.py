"""A region as a whole, as window, papers and `region --json` show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.region.distance import Distance, distances
from models.region.facts import ConditionLabel, GroupField, RegionFact, histories, latest
from models.region.progress import Moment, Movement, moments, movement
from models.region.pyramid import Group, RungTally, pyramids, tally
from models.region.stuck import StuckTier, stuck
from models.rulebook import ConditionId


@dataclass(frozen=True, slots=True)
class RegionView:
    """What the verified reports of a region say together."""

    reports: int
    """Verified reports, all versions."""
    factories: tuple[RegionFact, ...]
    """The latest report of each factory."""
    tally: RungTally
    groups: Mapping[GroupField, tuple[Group, ...]]
    stuck: tuple[StuckTier, ...]
    moments: tuple[Moment, ...]
    movement: Movement
    distances: tuple[Distance, ...]
    labels: Mapping[ConditionId, ConditionLabel]

    @property
    def contradictory(self) -> int:
        """Factories whose answers do not all fit together."""
        return sum(fact.contradictions > 0 for fact in self.factories)


def region_view(facts: Sequence[RegionFact], labels: Mapping[ConditionId, ConditionLabel]) -> RegionView:
    """Returns what verified reports say together.

    Args:
        facts: one for each report, in any order, all versions.
        labels: the conditions of the rules that they were judged by.
    """
    known = histories(facts)
    newest = latest(known)
    return RegionView(
        reports=len(facts),
        factories=newest,
        tally=tally(newest),
        groups=pyramids(newest),
        stuck=stuck(newest, labels),
        moments=moments(known),
        movement=movement(known),
        distances=distances(newest),
        labels=labels,
    )
