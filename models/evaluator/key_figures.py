"""One evaluation in a few figures, to put beside those of other versions or factories."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from models.evaluation import Evaluation, Status
from models.rulebook import Dimension, TierId

_BUILT = ("partial", "full")


@dataclass(frozen=True, slots=True)
class MetOf:
    """How many of several things hold."""

    met: int
    of: int


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """What is compared at a glance. A self-assessment for reference."""

    reached: TierId | None
    possible: TierId | None
    score: tuple[Decimal, Decimal] | None
    """Least and greatest maturity score, 0 to 5; None where the rules have no maturity model."""
    met: int
    """Conditions met, over all tiers."""
    proven: int
    """Those of them that rest on evidence."""
    conditions: int
    """All conditions that apply."""
    tiers: tuple[tuple[TierId, MetOf], ...]
    """Conditions of each tier, from basic to leading."""
    dimensions: tuple[tuple[Dimension, MetOf], ...]
    """Scenarios built in each dimension, of those that apply."""
    intelligent: int
    """Built scenarios that use artificial intelligence."""


def key_figures(evaluation: Evaluation) -> KeyFigures:
    """Returns the figures of one evaluation."""
    tiers = tuple(
        (
            result.tier.id,
            _tally([condition.status for condition in result.conditions]),
        )
        for result in evaluation.tiers
    )
    rulebook, given = evaluation.rulebook, evaluation.assessment.get
    statuses = {scenario.id: given(f"scenarios.{scenario.id}.status") for scenario in rulebook.scenarios}
    built = {scenario for scenario, status in statuses.items() if status in _BUILT}
    dimensions = []
    for dimension in rulebook.dimensions:
        applying = [
            scenario.id
            for scenario in rulebook.scenarios
            if scenario.dimension == dimension.id and statuses[scenario.id] != "not_applicable"
        ]
        dimensions.append((dimension, MetOf(len(built.intersection(applying)), len(applying))))
    return KeyFigures(
        evaluation.reached,
        evaluation.possible,
        evaluation.maturity.score if evaluation.maturity is not None else None,
        evaluation.met_count,
        evaluation.proven_count,
        sum(tally.of for _tier, tally in tiers),
        tiers,
        tuple(dimensions),
        sum(given(f"scenarios.{scenario}.ai") == "yes" for scenario in built),
    )


def _tally(statuses: Collection[Status]) -> MetOf:
    applying = [status for status in statuses if status is not Status.NOT_APPLICABLE]
    return MetOf(sum(status is Status.MET for status in applying), len(applying))
