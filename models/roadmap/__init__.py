"""What the planner answers: a plan, by quarters and by months, and what price ranges mean for it."""

from models.roadmap.plan import (
    Alternative,
    Application,
    Blocker,
    Cost,
    DoneStep,
    KeptPlan,
    LeftOut,
    PlanStatus,
    QuarterCost,
    Quote,
    Roadmap,
    RuleStanding,
    Shortfall,
    Step,
    TaxLine,
    Waived,
)

__all__ = [
    "Alternative",
    "Application",
    "Blocker",
    "Cost",
    "DoneStep",
    "KeptPlan",
    "LeftOut",
    "PlanStatus",
    "QuarterCost",
    "Quote",
    "Roadmap",
    "RuleStanding",
    "Shortfall",
    "Step",
    "TaxLine",
    "Waived",
]
