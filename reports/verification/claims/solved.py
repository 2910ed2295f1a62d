"""Whether a plan is what solving again comes to."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.evaluation import Evaluation
    from models.roadmap import Roadmap


class Solved(Enum):
    """What solving again says of a plan that was compared with everything else before."""

    PROVEN = auto()
    """No plan is better, and what the plan says of others is so."""
    BETTER = auto()
    """A better plan exists."""
    OTHER = auto()
    """No plan is better, but what it says is missing, or of measures left out, is not so."""
    LATE = auto()
    """It was not known in time."""


def solved(data: Mapping[str, Any], evaluation: "Evaluation", catalogue: "Catalogue", seconds: float) -> Solved:
    """Plans again for the answers and limits of a report.

    Args:
        data: the payload, with a plan that `models.planner.told_again` has told again.
        evaluation: of its own answers.
        catalogue: the measures that it names.
        seconds: how long it may take.
    """
    from models.planner import plan, told_again
    from models.roadmap import PlanStatus
    from reports.payload.claimed import claimed_plan

    printed = told_again(evaluation, catalogue, claimed_plan(data))
    best = plan(evaluation, catalogue, printed.limits, seconds=seconds)
    if best.status is PlanStatus.UNPROVEN:
        return Solved.LATE
    if printed.status is PlanStatus.UNPROVEN:
        # It never said that it was the best.
        return Solved.PROVEN
    if _rank(best, evaluation, catalogue) < _rank(printed, evaluation, catalogue):
        return Solved.BETTER
    return Solved.PROVEN if _says_the_same(printed, best) else Solved.OTHER


def _rank(roadmap: "Roadmap", evaluation: "Evaluation", catalogue: "Catalogue") -> tuple[Any, ...]:
    """Returns what the planner makes least, in its order: the smaller, the better."""
    from models.limits import Objective
    from models.planner import tiers_brought

    first: Any = 0
    match roadmap.limits.objective:
        case Objective.SOONEST:
            first = max((step.finish for step in roadmap.steps), default=roadmap.limits.start)
        case Objective.PAYBACK:
            years = roadmap.payback_years
            first = Decimal("Infinity") if years is None else years
        case Objective.BENEFIT:
            first = roadmap.running_wan_a_year - roadmap.gain_wan_a_year
    if roadmap.shortfall is not None:
        worth = 0 if roadmap.limits.objective is Objective.SOONEST else first
        tiers = tiers_brought(evaluation, catalogue, roadmap)
        # For a tier nothing more is bought; without one, what counts is how much is closed.
        return (1, -tiers, 0 if tiers else len(roadmap.shortfall.conditions), worth, roadmap.ownership_wan)
    return (0, first, roadmap.ownership_wan)


def _says_the_same(printed: "Roadmap", best: "Roadmap") -> bool:
    """Whether what needs a solve is said as solving says it, as far as it was worked out."""
    from models.planner.telling.left_out import WITHOUT
    from reports.payload.canonical import resolved

    if _missing(printed) != _missing(best) or printed.margin != best.margin:
        return False
    if _choices(printed) != _choices(best):
        # Equally good and another one: its reasons are about other measures.
        return True
    reasons = {entry.measure: entry.because for entry in best.left_out}
    return all(
        resolved(entry.because, None) == resolved(reasons[entry.measure], None)
        for entry in printed.left_out
        if WITHOUT not in (entry.because.message, reasons[entry.measure].message)
    )


def _missing(roadmap: "Roadmap") -> Any:
    from reports.payload.canonical import resolved

    shortfall = roadmap.shortfall
    if shortfall is None:
        return None
    blockers = [(blocker.condition, blocker.because) for blocker in shortfall.blockers]
    figures = (shortfall.budget_wan, shortfall.quarters, shortfall.conditions, shortfall.sentences, blockers)
    return resolved(figures, None)


def _choices(roadmap: "Roadmap") -> list[tuple[str, str, str]]:
    return sorted((step.measure, step.variant.value, str(step.quarter)) for step in roadmap.steps)
