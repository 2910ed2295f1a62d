"""The same question with a change: solved to optimality, but without the careful choice of quarters that a displayed plan gets."""

from collections.abc import Callable, Sequence

from models.planner.asking.calendar import Calendar
from models.planner.asking.question import PlanQuestion
from models.planner.solving.aims import Aim, Care, Schedule, Watch, aims_of, following, is_paid, place, solve_in_order
from models.planner.solving.formulation import build
from models.planner.solving.program import Ended
from models.planner.solving.selection import Selection, TimeForm

Demand = Callable[[Selection], None]
"""Adds rows to a program."""
Aims = Callable[[Selection], Sequence[Aim]]


def varied(
    question: PlanQuestion,
    calendar: Calendar,
    watch: Watch,
    *,
    hard: bool,
    demand: Demand | None = None,
    aims: Aims | None = None,
    care: Care = Care.EARLY,
) -> Schedule | Ended:
    """Returns the proven best plan of a changed question, everything as early as can be, or why there is none.

    Args:
        question: what is planned.
        calendar: over which quarters.
        watch: a solve that it stops gives nothing.
        hard: every condition must be closed; otherwise as many as can be.
        demand: what must hold besides.
        aims: what to look for, in order; the question's own objective unless given.
        care: how carefully it is put into its quarters; none is needed where only its cost is asked for.
    """
    goals = [goal for goal in question.goals.goals if not goal.hopeless]
    dated = any(rule.depends_on_time for rule in question.support)
    form: TimeForm | None = TimeForm.UNTIMED
    while form is not None:
        timed = form is TimeForm.TIMED
        selection = build(question, calendar, form=form, wanted=goals, hard=hard)
        if demand is not None:
            demand(selection)
        wanted = aims_of(selection, question, hard=hard) if aims is None else aims(selection)
        outcome = solve_in_order(selection, wanted, watch)
        if outcome.solution is None:
            return outcome.ended
        if outcome.ended is not Ended.PROVEN:
            return Ended.STOPPED
        values = outcome.solution.values
        picks = selection.chosen(values)
        starts = place(question, calendar, picks, watch, care=care, paid=selection.paid(values) if dated else 0.0)
        if starts is None and timed:
            starts = selection.timetable(values)
        if starts is not None and (timed or not dated or is_paid(question, calendar, starts, selection, values)):
            closed = (
                None
                if hard
                else frozenset(condition for condition, known in selection.closed.items() if values[known] > 0.5)
            )
            return Schedule(starts, closed, proven=True, gap=0.0)
        form = following(form, question, calendar, picks, watch)
    return Ended.NOTHING
