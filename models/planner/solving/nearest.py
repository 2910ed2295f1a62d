"""What to do where the target is out of reach: the cheapest way to the highest tier below it, or to all that can be closed."""

from dataclasses import replace

from models.planner.asking.calendar import Calendar
from models.planner.asking.goals import Fixed, Goal
from models.planner.asking.question import PlanQuestion, lower_tiers, unlimited
from models.planner.solving.aims import Aim, Schedule, Watch, best, solve_in_order
from models.planner.solving.formulation import build
from models.planner.solving.program import Ended
from models.planner.solving.selection import TimeForm


def nearest(question: PlanQuestion, calendar: Calendar, watch: Watch) -> Schedule | Ended:
    """Returns the best plan that falls short of its target, or why there is none.

    The cheapest plan to the highest tier below the target that measures can bring within the limits; where there is
    none, the plan of `closing`. Nothing is bought for a condition that is not closed, or for a score beyond it.
    """
    for needed in reversed(lower_tiers(question).values()):
        schedule = best(question, calendar, [goal for goal in _open(question) if goal.id in needed], watch, hard=True)
        if isinstance(schedule, Schedule):
            return replace(schedule, closed=needed)
        if schedule is not Ended.IMPOSSIBLE:
            return schedule
    return closing(question, calendar, watch)


def closing(question: PlanQuestion, calendar: Calendar, watch: Watch, *, quick: bool = False) -> Schedule | Ended:
    """Returns the cheapest plan that closes as many conditions of the target as the limits allow, or why there is none.

    Asked to be quick, it gives up where only a long solve would tell.
    """
    whole = _open(question)
    goals = [goal for goal in whole if goal not in impossible(question, watch)]
    if len(goals) < len(whole) and goals:
        # Without what nothing can close, all the others mostly fit: that is known much sooner than how many do.
        schedule = best(question, calendar, goals, watch, hard=True, quick=quick)
        if isinstance(schedule, Schedule):
            return replace(schedule, closed=frozenset(goal.id for goal in goals))
        if schedule is not Ended.IMPOSSIBLE:
            return schedule
    return best(question, calendar, goals, watch, hard=False, quick=quick)


def impossible(question: PlanQuestion, watch: Watch) -> tuple[Goal, ...]:
    """Returns the conditions that no measure on offer can close, whatever the money, the hands and the time.

    What is required and ruled out holds. Those that the catalogue has nothing for at all are not among them.
    """
    return tuple(goal for goal in _open(question) if not _can_be_closed(unlimited(question, [goal]), watch))


def _can_be_closed(question: PlanQuestion, watch: Watch) -> bool:
    """Returns whether measures exist that close all goals, when nothing limits them; stopped, whether they may."""
    selection = build(question, question.calendar(), form=TimeForm.UNTIMED, wanted=question.goals.goals, hard=True)
    return solve_in_order(selection, [Aim({})], replace(watch, on_progress=None)).ended is not Ended.IMPOSSIBLE


def _open(question: PlanQuestion) -> list[Goal]:
    return [goal for goal in question.goals.goals if not isinstance(goal.formula, Fixed)]
