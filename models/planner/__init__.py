"""The proven cheapest plan to the next tier: measures, variants and quarters, and the reasons.

`plan` runs in the caller's process and thread; a window puts it into a task or a child process. What-if is `plan` with
`dataclasses.replace(limits, …)`.
"""

from models.planner.again import NotThisPlan, tiers_brought, told_again
from models.planner.asking.sizing import sized, sizes_of
from models.planner.certainty import CERTAINTIES, certainties
from models.planner.frontiers import frontier
from models.planner.planning import plan, with_alternatives
from models.planner.prices import PricedSet, cheapest_first
from models.planner.progress import PlannedStep, Proposal, limits_now, proposal
from models.planner.telling.future import answers_after
from models.planner.telling.left_out import explain_left_out
from models.planner.telling.price_form import price_form

__all__ = [
    "CERTAINTIES",
    "NotThisPlan",
    "PlannedStep",
    "PricedSet",
    "Proposal",
    "answers_after",
    "certainties",
    "cheapest_first",
    "explain_left_out",
    "frontier",
    "limits_now",
    "plan",
    "price_form",
    "proposal",
    "sized",
    "sizes_of",
    "tiers_brought",
    "told_again",
    "with_alternatives",
]
