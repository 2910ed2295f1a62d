"""A plan by quarters with everything that follows from its days: months, gates, money by month."""

from collections.abc import Sequence
from dataclasses import replace

from models.planner.asking.question import PlanQuestion
from models.planner.placing.cash import cost_by_month
from models.planner.placing.gates import gates_of
from models.planner.placing.months import placed
from models.planner.solving.aims import Schedule
from models.roadmap import Roadmap
from models.roadmap.months import Placement
from models.rulebook import TIER_IDS


def by_months(question: PlanQuestion, schedule: Schedule, roadmap: Roadmap) -> Roadmap:
    """Returns a plan by quarters with its steps placed by months, as soon as can be."""
    months, proven = placed(question, schedule.starts)
    return with_months(question, roadmap, months, proven=proven)


def with_months(question: PlanQuestion, roadmap: Roadmap, months: Sequence[Placement], *, proven: bool) -> Roadmap:
    """Returns a plan by quarters with what follows from the days of its steps.

    Args:
        question: what was asked.
        roadmap: the plan by quarters.
        months: its steps by months.
        proven: whether none can be placed sooner.
    """
    gates = gates_of(question, roadmap.steps, months)
    target = TIER_IDS.index(roadmap.limits.target)
    reaching = (gate.on for gate in gates if TIER_IDS.index(gate.tier) >= target)
    return replace(
        roadmap,
        months=tuple(months),
        months_proven=proven,
        reached_on=next(reaching, None),
        gates=gates,
        cost_by_month=cost_by_month(question, months, roadmap.cost_by_quarter),
    )
