"""Alternatives: near-best plans that really differ."""

from collections.abc import Sequence
from dataclasses import replace

from models.evaluation import Status
from models.language import Sentence, Text, counted, sentence
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import Pick
from models.planner.asking.question import PlanQuestion, lower_tiers
from models.planner.solving.aims import Schedule, Watch
from models.planner.solving.nearest import closing
from models.planner.solving.selection import Selection
from models.planner.solving.variations import Demand, varied
from models.planner.telling.future import Future
from models.planner.telling.statement import cost_of, ownership_of, steps_of
from models.roadmap import Alternative

DIFFERENT = (2, 1)
"""Measures or ways of every plan shown before that an alternative does without; fewer only where nothing else exists."""


def alternatives_of(
    question: PlanQuestion, calendar: Calendar, best: Schedule, watch: Watch, most: int = 3
) -> tuple[Alternative, ...]:
    """Returns near-best plans that reach what the best one reaches and do without two or more of its measures or ways.

    Each is the proven best, by what was asked for, of those that do without two or more of every plan before it. So
    none is a plan shown with something superfluous added, and any two differ in three measures or ways at least.

    Args:
        question: what is planned.
        calendar: as for the best plan.
        best: the best plan; where it does not reach the target, the others close all that it is made for, and the
            cheapest plan that closes as many conditions as the limits allow stands beside a plan to a lower tier, where
            it is found quickly.
        watch: stops early; then there are fewer.
        most: how many are looked for.
    """
    quiet = replace(watch, on_progress=None)
    question = replace(question, every_way=True)
    asked = question
    if best.closed is not None:
        goals = tuple(goal for goal in question.goals.goals if goal.id in best.closed)
        asked = replace(question, goals=replace(question.goals, goals=goals))
    shown = [frozenset(best.starts)]
    others: list[Schedule] = []
    for less in DIFFERENT:
        while len(others) < most and not watch.stopped():
            schedule = varied(asked, calendar, quiet, hard=True, demand=_without(shown, less))
            if not isinstance(schedule, Schedule):
                break
            shown.append(frozenset(schedule.starts))
            others.append(replace(schedule, closed=best.closed))
    if any(needed == best.closed for needed in lower_tiers(question).values()):
        schedule = closing(question, calendar, quiet, quick=True)
        if isinstance(schedule, Schedule) and schedule.proven and frozenset(schedule.starts) not in shown:
            others.append(schedule)
    return tuple(
        alternative(question, schedule, label)
        for schedule, label in zip(others, labels(question, best, others), strict=True)
    )


def _without(picks: list[frozenset[Pick]], less: int) -> Demand:
    """Demands that a plan does without so many of each of some picks."""

    def demand(selection: Selection) -> None:
        for shown in picks:
            row = {selection.picks[pick]: 1.0 for pick in shown if pick in selection.picks}
            selection.program.row(row, high=len(shown) - less)

    return demand


def labels(question: PlanQuestion, best: Schedule, others: Sequence[Schedule]) -> list[Sentence]:
    """Says in what each alternative differs; where two have the same measures, their ways are named too.

    Where the best falls short of the target and another closes more conditions, that is said first.
    """
    best_picks, picked = frozenset(best.starts), [frozenset(other.starts) for other in others]
    short = [_label(question, best_picks, picks) for picks in picked]
    differences = [
        label if short.count(label) == 1 else _label_by_way(question, best_picks, picks)
        for label, picks in zip(short, picked, strict=True)
    ]
    if best.closed is None:
        return differences
    met = _met(question, best)
    return [
        counted("{count} more condition: {how}", "{count} more conditions: {how}", count=more, how=label)
        if (more := _met(question, other) - met) > 0
        else label
        for label, other in zip(differences, others, strict=True)
    ]


def _met(question: PlanQuestion, schedule: Schedule) -> int:
    """Returns how many conditions up to the target the evaluator calls met after a plan."""
    future = Future(question.evaluation, question.catalogue, question.limits, steps_of(question, schedule))
    wanted = {goal.id for goal in question.goals.goals}
    results = (result for tier in future.evaluation().tiers for result in tier.conditions)
    return sum(1 for result in results if result.status is Status.MET and result.condition.id in wanted)


def _label(question: PlanQuestion, best_picks: frozenset[Pick], picks: frozenset[Pick]) -> Sentence:
    """Says in what an alternative differs."""
    catalogue = question.catalogue
    before = {measure for measure, _ in best_picks}
    after = {measure for measure, _ in picks}
    added = [catalogue.measures[measure].name for measure in sorted(after - before)]
    dropped = [catalogue.measures[measure].name for measure in sorted(before - after)]
    if added and dropped:
        return sentence("With {added} instead of {dropped}", added=added, dropped=dropped)
    if added:
        return sentence("With {added} in addition", added=added)
    if dropped:
        return sentence("Without {dropped}", dropped=dropped)
    changed = [catalogue.measures[measure].name for measure, _ in sorted(picks - best_picks)]
    return sentence("Another way to get {measures}", measures=changed)


def _label_by_way(question: PlanQuestion, best_picks: frozenset[Pick], picks: frozenset[Pick]) -> Sentence:
    """Says in what an alternative differs, measure by measure with its way."""

    def named(some: frozenset[Pick]) -> list[Sentence]:
        return [
            sentence(
                "{measure} ({variant})",
                measure=question.catalogue.measures[measure].name,
                variant=Text(zh=variant.text("zh"), en=variant.text("en")),
            )
            for measure, variant in sorted(some)
        ]

    added, dropped = named(picks - best_picks), named(best_picks - picks)
    if not added:
        return sentence("Without {dropped}", dropped=dropped)
    return sentence("With {added} instead of {dropped}", added=added, dropped=dropped)


def alternative(question: PlanQuestion, schedule: Schedule, label: Sentence) -> Alternative:
    """Returns a solution as an alternative."""
    limits = question.limits
    steps = steps_of(question, schedule)
    future = Future(question.evaluation, question.catalogue, limits, steps)
    finish = max((step.finish for step in steps), default=None)
    return Alternative(
        label=label,
        cost=cost_of(steps),
        finish=finish if schedule.closed is None else None,
        reached=future.evaluation().reached,
        choices=tuple((step.measure, step.variant, step.quarter) for step in steps),
        ownership_wan=ownership_of(question, schedule),
    )
