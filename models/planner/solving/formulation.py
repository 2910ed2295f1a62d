"""The program of a plan: which measures and variants, and when, so that the target's formulas hold.

Three forms of one program. *Untimed*: only which measures and ways; money and hands are added up over the horizon. It
is a relaxation of the form *by years*, which has one variable for each measure, way and year; that is one of the *timed*
form, with a variable for each start quarter. Cost of ownership does not depend on the quarter, so an optimum of an earlier
form that can be put into the calendar is the optimum.
"""

from collections.abc import Iterable

from models.planner.asking.calendar import Calendar
from models.planner.asking.goals import Fixed, Goal
from models.planner.asking.offers import Pick
from models.planner.asking.question import PlanQuestion, scope_of
from models.planner.solving.choices import ChoiceWriter
from models.planner.solving.demands import Demands
from models.planner.solving.selection import Lend, Selection, TimeForm


def build(
    question: PlanQuestion,
    calendar: Calendar,
    *,
    form: TimeForm,
    wanted: Iterable[Goal],
    hard: bool,
    only: frozenset[Pick] | None = None,
    lend: Lend | None = None,
) -> Selection:
    """Returns the program.

    Args:
        question: what is planned.
        calendar: over which quarters, with which money and hands.
        form: with start quarters, with years, or only measures and ways.
        wanted: the conditions that count.
        hard: every one of them must be closed; otherwise each has a variable that says whether it is.
        only: exactly these picks, when only the quarters are open.
        lend: what may go beyond its limit, to find out by how much.
    """
    goals = [goal for goal in wanted if not isinstance(goal.formula, Fixed)]
    scope = scope_of(question, goals)
    choices = ChoiceWriter(question, calendar, form=form, lend=lend)
    choices.write(scope, only)
    if only is None:
        demands = Demands(question, scope, choices.selection)
        demands.answers()
        demands.goals(goals, hard=hard)
        if choices.selection.in_time:
            # The target is reached by the deadline, and is not lost by what comes after it.
            early = Demands(question, scope, choices.selection, choices.selection.in_time)
            early.answers()
            early.goals(goals, hard=hard)
    return choices.selection
