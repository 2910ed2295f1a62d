"""Frontiers: all undominated points of cost against time, of cost against what is reached, and of yearly money against time.

Each is stepped from point to point: the next one is the cheapest that is strictly better in the other respect than the
last. So nothing between two points was missed, and no point is beaten in both respects by another.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_UP, Decimal

from models import counts
from models.catalogue import Catalogue
from models.evaluation import Evaluation, Status
from models.figures import yuan
from models.language import sentence
from models.limits import Limits, Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.checking import question_of
from models.planner.asking.offers import MONEY_UNITS
from models.planner.asking.question import PlanQuestion
from models.planner.solving.aims import Aim, Cancelled, Schedule, Watch, best, solve_in_order
from models.planner.solving.formulation import build
from models.planner.solving.program import Ended
from models.planner.solving.selection import Lend, Selection, TimeForm
from models.planner.solving.variations import varied
from models.planner.telling.alternatives import alternative
from models.planner.telling.future import Future
from models.planner.telling.shortfall import soonest
from models.planner.telling.statement import ownership_of, steps_of
from models.roadmap import Alternative
from models.rulebook import TIER_IDS

_FINEST = Decimal("0.01")
"""Money a year is named in whole hundred yuan, upwards: what is named is enough."""
_FUZZ = 0.01
"""Money units by which the solver may be off."""


def frontier(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    cancelled: Cancelled | None = None,
    *,
    against: str = "time",
) -> tuple[Alternative, ...]:
    """Returns the undominated plans.

    Args:
        evaluation: where the factory stands.
        catalogue: what can be done.
        limits: as for a plan; locks and prohibitions hold for every point.
        cancelled: asked often; true ends with the points found so far.
        against: `time`: cost of ownership against the quarter in which the target is reached, the soonest first.
            `tier`: the cheapest road to each tier up to the target. `conditions`: cost of ownership against how many
            conditions up to the target are met, the cheapest first. `money`: for each tier the money a year against
            the quarter in which it is reached, the least money first; each point says with its own limits what it needs.
    """
    watch = Watch(None, cancelled)
    asked = replace(limits, objective=Objective.CHEAPEST)
    if against == "money":
        return tuple(_money(evaluation, catalogue, asked, watch))
    if against == "tier":
        return tuple(_tiers(evaluation, catalogue, asked, watch))
    question = question_of(evaluation, catalogue, asked)
    if against == "conditions":
        return tuple(_conditions(question, watch))
    if any(goal.hopeless for goal in question.goals.goals):
        return ()
    return tuple(_time(question, watch))


def _time(question: PlanQuestion, watch: Watch) -> Iterator[Alternative]:
    whole = best(question, question.calendar(), question.goals.goals, watch, hard=True)
    first = soonest(question, watch) if isinstance(whole, Schedule) else None
    if not isinstance(whole, Schedule) or first is None:
        return
    least = ownership_of(question, whole)
    cheapest: Decimal | None = None
    for deadline in range(first, question.limits.deadline_quarters + 1):
        if watch.stopped():
            return
        schedule = best(question, question.calendar(deadline), question.goals.goals, watch, hard=True)
        if not isinstance(schedule, Schedule):
            continue
        point = alternative(
            question, schedule, sentence("Finished after {quarters}", quarters=counts.quarters(deadline))
        )
        if cheapest is None or point.ownership_wan < cheapest:
            cheapest = point.ownership_wan
            yield point
        if cheapest <= least:
            return


def _tiers(evaluation: Evaluation, catalogue: Catalogue, limits: Limits, watch: Watch) -> Iterator[Alternative]:
    for question in _ladder(evaluation, catalogue, limits):
        if watch.stopped():
            return
        schedule = best(question, question.calendar(), question.goals.goals, watch, hard=True)
        if not isinstance(schedule, Schedule):
            return
        yield alternative(question, schedule, sentence("Cheapest way to {tier}", tier=_name(question)))


def _ladder(evaluation: Evaluation, catalogue: Catalogue, limits: Limits) -> Iterator[PlanQuestion]:
    """Yields the question for each tier not reached yet, up to the target; ends where no measure can help."""
    for tier in TIER_IDS[: TIER_IDS.index(limits.target) + 1]:
        if evaluation.reached is not None and TIER_IDS.index(tier) <= TIER_IDS.index(evaluation.reached):
            continue
        question = question_of(evaluation, catalogue, replace(limits, target=tier))
        if any(goal.hopeless for goal in question.goals.goals):
            return
        yield question


def _name(question: PlanQuestion) -> object:
    wanted = question.limits.target
    return next(result.tier.name for result in question.evaluation.tiers if result.tier.id == wanted)


def _conditions(question: PlanQuestion, watch: Watch) -> Iterator[Alternative]:
    """Yields the cheapest plan for each number of conditions that limits and money can meet."""
    calendar = question.calendar()
    upto = TIER_IDS[: TIER_IDS.index(question.limits.target) + 1]
    wanted = 0
    while not watch.stopped():
        schedule = _closing(question, calendar, wanted, watch)
        if schedule is None or schedule.closed is None:
            return
        wanted = len(schedule.closed) + 1
        future = Future(question.evaluation, question.catalogue, question.limits, steps_of(question, schedule))
        results = [
            result
            for tier in future.evaluation().tiers
            if tier.tier.id in upto
            for result in tier.conditions
            if not result.condition.informative and result.status is not Status.NOT_APPLICABLE
        ]
        met = sum(1 for result in results if result.status is Status.MET)
        label = sentence("{done} of {all} conditions met", done=met, all=len(results))
        yield replace(alternative(question, schedule, label), met=met)


def _closing(question: PlanQuestion, calendar: Calendar, least: int, watch: Watch) -> Schedule | None:
    """Returns the cheapest plan that closes so many conditions, and of the cheapest the one that closes most."""

    def demand(selection: Selection) -> None:
        selection.program.row(dict.fromkeys(selection.closed.values(), 1.0), low=least)

    def aims(selection: Selection) -> list[Aim]:
        order, unit = selection.cost_then_order()
        most = Aim(dict.fromkeys(selection.closed.values(), -1.0))
        return [Aim(selection.cost(), unit=1.0), most, Aim(order, unit=unit)]

    schedule = varied(question, calendar, watch, hard=False, demand=demand, aims=aims)
    return schedule if isinstance(schedule, Schedule) else None


def _money(evaluation: Evaluation, catalogue: Catalogue, limits: Limits, watch: Watch) -> Iterator[Alternative]:
    """Yields, for each tier, the least money a year that reaches it by some quarter, then by an earlier one, and so on."""
    for question in _ladder(evaluation, catalogue, limits):
        deadline: int | None = limits.deadline_quarters
        while deadline and not watch.stopped():
            budget = _least_money(question, deadline, watch)
            if budget is None:
                break
            funded = replace(question, limits=replace(question.limits, budget_wan=budget))
            deadline = soonest(funded, watch, deadline)
            if deadline is None:
                break
            schedule = best(funded, funded.calendar(deadline), funded.goals.goals, watch, hard=True)
            if not isinstance(schedule, Schedule):
                break
            facts = {
                "tier": _name(question),
                "quarter": limits.start.later(deadline - 1),
                "money": [yuan(amount) for amount in budget],
            }
            label = (
                sentence("{tier} by {quarter} with {money} a quarter", **facts)
                if limits.budget_by_quarter
                else sentence("{tier} by {quarter} with {money} a year", **facts)
            )
            yield replace(alternative(funded, schedule, label), limits=funded.limits)
            deadline -= 1


def _least_money(question: PlanQuestion, deadline: int, watch: Watch) -> tuple[Decimal, ...] | None:
    """Returns the least budget, in the proportions of the one given, that reaches the target by a quarter."""
    given = question.limits.budget_wan
    shape = given if any(given) else (Decimal(1),)
    bare = replace(question, limits=replace(question.limits, budget_wan=(Decimal(0),) * len(shape)))
    calendar = bare.calendar(deadline)
    selection = build(bare, calendar, form=TimeForm.TIMED, wanted=bare.goals.goals, hard=True, lend=Lend.MONEY)
    share = selection.program.variable(0, 1_000_000 * MONEY_UNITS)
    if selection.later_loan is not None and question.limits.running_budget_wan is not None:
        selection.program.high[selection.later_loan] = 0.0
    elif selection.later_loan is not None:
        later = shape[-1] / max(shape) * (4 if question.limits.budget_by_quarter else 1)
        selection.program.row({selection.later_loan: 1.0, share: -float(later)}, low=0, high=0)
    for number, loan in enumerate(selection.loans):
        part = shape[min(number, len(shape) - 1)] / max(shape)
        selection.program.row({loan: 1.0, share: -float(part)}, low=0, high=0)
    outcome = solve_in_order(selection, [Aim({share: 1.0}, slack=1.0)], watch)
    if outcome.solution is None or outcome.ended is not Ended.PROVEN:
        return None
    most = Decimal(str(round(outcome.solution.objective - _FUZZ, 3))) / MONEY_UNITS
    return tuple((part / max(shape) * most).quantize(_FINEST, rounding=ROUND_UP) for part in shape)
