"""Other roads: near-best plans that really differ."""

from dataclasses import replace

from models.language import Sentence, sentence
from models.planner.afterwards import Future
from models.planner.calendar import Calendar
from models.planner.formulation import build
from models.planner.offers import Pick
from models.planner.program import Ended
from models.planner.question import Question
from models.planner.solving import Found, Watch, aims_of, place, solve_in_order
from models.planner.statement import cost_of, ownership_of, steps_of
from models.roadmap import Alternative

DIFFERENT = (2, 1)
"""Measures or ways of every plan shown before that an alternative does without; fewer only where nothing else exists."""


def alternatives_of(
    question: Question, calendar: Calendar, best: Found, watch: Watch, most: int = 3
) -> tuple[Alternative, ...]:
    """Returns near-best plans that reach what the best one reaches and do without two or more of its measures or ways.

    Each is the proven best, by what was asked for, of those that do without two or more of every plan before it. So
    none is a plan shown with something superfluous added, and any two differ in three measures or ways at least.

    Args:
        question: what is planned.
        calendar: as for the best plan.
        best: the best plan; where it does not reach the target, the others close as many conditions.
        watch: stops early; then there are fewer.
        most: how many are looked for.
    """
    quiet = replace(watch, on_progress=None)
    question = replace(question, every_way=True)
    shown = [frozenset(best.starts)]
    made: list[Alternative] = []
    for less in DIFFERENT:
        while len(made) < most and not watch.stopped():
            found = _different(question, calendar, [(picks, less) for picks in shown], best, quiet)
            if found is None:
                break
            shown.append(frozenset(found.starts))
            made.append(alternative(question, found, _label(question, shown[0], shown[-1])))
    return tuple(made)


def _different(
    question: Question, calendar: Calendar, without: list[tuple[frozenset[Pick], int]], best: Found, watch: Watch
) -> Found | None:
    """Returns the best plan that does without so many of some picks; the timed form decides when picks do not fit."""
    hard = best.closed is None
    for timed in (False, True):
        goals = [goal for goal in question.goals.goals if not goal.hopeless]
        made = build(question, calendar, timed=timed, wanted=goals, hard=hard)
        for picks, less in without:
            row = {made.picks[pick]: 1.0 for pick in picks if pick in made.picks}
            made.program.row(row, high=len(picks) - less)
        if best.closed is not None:
            made.program.row(dict.fromkeys(made.closed.values(), 1.0), low=len(best.closed))
        outcome = solve_in_order(made, aims_of(made, question, hard=hard), watch)
        if outcome.solution is None or outcome.ended is not Ended.PROVEN:
            return None
        values = outcome.solution.values
        starts = place(question, calendar, made.chosen(values), watch, just_early=True)
        if starts is None and timed:
            starts = made.timetable(values)
        if starts is not None:
            closed = None if hard else frozenset(one for one, known in made.closed.items() if values[known] > 0.5)
            return Found(starts, closed, proven=True, gap=0.0)
    return None


def _label(question: Question, best_picks: frozenset[Pick], picks: frozenset[Pick]) -> Sentence:
    """Says in what an alternative differs."""
    catalogue = question.catalogue
    before = {measure for measure, _ in best_picks}
    after = {measure for measure, _ in picks}
    added = [catalogue.measures[one].name for one in sorted(after - before)]
    dropped = [catalogue.measures[one].name for one in sorted(before - after)]
    if added and dropped:
        return sentence("With {added} instead of {dropped}", added=added, dropped=dropped)
    if added:
        return sentence("With {added} besides", added=added)
    if dropped:
        return sentence("Without {dropped}", dropped=dropped)
    changed = [catalogue.measures[measure].name for measure, _ in sorted(picks - best_picks)]
    return sentence("Another way to get {measures}", measures=changed)


def alternative(question: Question, found: Found, label: Sentence) -> Alternative:
    """Returns a solution as an alternative."""
    limits = question.limits
    steps = steps_of(question, found)
    future = Future(question.evaluation, question.catalogue, limits, steps)
    finish = max((step.finish for step in steps), default=None)
    return Alternative(
        label=label,
        cost=cost_of(steps),
        finish=finish if found.closed is None else None,
        reached=future.evaluation().reached,
        choices=tuple((step.measure, step.variant, step.quarter) for step in steps),
        ownership_wan=ownership_of(question, found),
    )
