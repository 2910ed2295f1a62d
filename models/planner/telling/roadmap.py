"""A solution in full: steps, cost, tiers, risk and reasons."""

from decimal import Decimal

from models.planner.asking.offers import money
from models.planner.asking.question import PlanQuestion, tier_brought
from models.planner.solving.aims import Schedule
from models.planner.solving.gains import yearly_gain
from models.planner.telling.future import Future
from models.planner.telling.left_out import left_out
from models.planner.telling.public_money import standings, tax_lines
from models.planner.telling.reasons import to_do_first, waived
from models.planner.telling.risk import on_the_money, risk_of
from models.planner.telling.statement import (
    applications_of,
    cost_by_quarter,
    cost_of,
    ownership_of,
    steps_of,
    with_reasons,
)
from models.roadmap import PlanStatus, Roadmap, Shortfall
from models.roadmap.price_risk import Margin


def roadmap_of(question: PlanQuestion, schedule: Schedule, shortfall: Shortfall | None) -> Roadmap:
    """Returns everything that follows from a solution; near-best plans are not among it.

    Args:
        question: what was asked.
        schedule: the solution.
        shortfall: what is missing; None where the target is reached.
    """
    reached = shortfall is None
    brings = None if shortfall is None else tier_brought(question, shortfall.conditions)
    catalogue, limits = question.catalogue, question.limits
    hopeless = [goal for goal in question.goals.goals if goal.hopeless]
    status = PlanStatus.OPTIMAL if reached else PlanStatus.PARTIAL
    if hopeless:
        status = PlanStatus.INFEASIBLE
    if not schedule.proven:
        status = PlanStatus.UNPROVEN
    steps = with_reasons(question, schedule, steps_of(question, schedule))
    future = Future(question.evaluation, catalogue, limits, steps)
    applications = applications_of(question, schedule)
    risk = risk_of(catalogue, limits, steps, question.standing_units)
    quarters = [limits.start.later(index) for index in range(limits.quarters)]
    return Roadmap(
        status=status,
        gap=Decimal(0) if schedule.proven else Decimal(str(round(schedule.gap, 6))),
        limits=limits,
        reached=future.evaluation().reached,
        cost=cost_of(steps),
        steps=steps,
        left_out=left_out(question, schedule),
        tier_by_quarter=tuple((quarter, future.evaluation(quarter).reached) for quarter in quarters),
        cost_by_quarter=cost_by_quarter(question, schedule, applications),
        shortfall=shortfall,
        to_do_first=(*on_the_money(risk), *to_do_first(question, schedule, brings)),
        alternatives=(),
        risk=risk,
        catalogue_packs=tuple(pack.id for pack in catalogue.packs),
        ownership_wan=ownership_of(question, schedule),
        gain_wan_a_year=yearly_gain(catalogue, schedule.starts).quantize(Decimal("0.01")),
        running_wan_a_year=money(
            4 * sum(question.market[measure][way].running_units for measure, way in schedule.starts)
        ),
        waived=waived(question, schedule),
        possible=future.evaluation().possible,
        brings=brings,
        changed=future.changed(),
        margin=Margin(None, tuple(goal.id for goal in question.goals.goals if goal.hangs)) if limits.margin else None,
        applications=applications,
        standings=standings(catalogue, limits, question.assessment, steps, applications),
        tax_lines=tax_lines(catalogue, limits, question.assessment, steps),
    )
