"""Other roads: near-best plans that really differ, and the frontiers of cost against tier and time."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.figures import yuan
from models.language import Sentence, sentence
from models.planner.afterwards import Future
from models.planner.calendar import Calendar
from models.planner.formulation import build
from models.planner.offers import Pick
from models.planner.program import Ended
from models.planner.question import Question
from models.planner.questioning import question_of
from models.planner.shortfall import feasible
from models.planner.solving import Aim, Cancelled, Found, Watch, best, place, solve_in_order
from models.planner.statement import cost_of, ownership_of, steps_of
from models.roadmap import Alternative, Limits, Objective
from models.rulebook import TIER_IDS

NEAR = 0.01
"""How far an alternative may lie above the cheapest that differs enough; the plan itself has no such leeway."""
LEVELS = tuple(map(Decimal, ("0.5", "0.75", "1", "1.5", "2", "3")))
"""Shares of the yearly money that are tried for a frontier of money, from the least."""
DIFFERENT = 3
"""Measures by which a plan must differ from every other one shown."""


def alternatives_of(question: Question, picks: frozenset[Pick], watch: Watch, most: int = 3) -> tuple[Alternative, ...]:
    """Returns near-best plans that reach the target and differ in at least three measures or ways.

    Each is the cheapest of those that differ enough from all before it, to within one hundredth.
    """
    calendar = Calendar.of(question.limits)
    quiet = replace(watch, on_progress=None)
    shown = [picks]
    made: list[Alternative] = []
    while len(made) < most and not watch.stopped():
        starts = _different(question, calendar, shown, quiet)
        if starts is None:
            break
        shown.append(frozenset(starts))
        label = _label(question, shown[0], shown[-1])
        made.append(alternative(question, Found(starts, None, proven=True, gap=0.0), label))
    return tuple(made)


def _different(
    question: Question, calendar: Calendar, shown: list[frozenset[Pick]], watch: Watch
) -> dict[Pick, int] | None:
    """Returns the cheapest plan that differs from all shown ones; the timed form decides when picks do not fit."""
    for timed in (False, True):
        made = build(question, calendar, timed=timed, wanted=question.goals.goals, hard=True)
        for picks in shown:
            row = {made.picks[pick]: 1.0 for pick in picks if pick in made.picks}
            others = {variable: -1.0 for pick, variable in made.picks.items() if pick not in picks}
            # Left out plus added is at least so many.
            made.program.row({**row, **others}, high=len(row) - DIFFERENT)
        cost, unit = made.cost_then_order(question.limits.quarters)
        outcome = solve_in_order(made, [Aim(cost, unit=unit, near=NEAR)], watch)
        if outcome.solution is None or outcome.ended is not Ended.PROVEN:
            return None
        starts = place(question, calendar, made.chosen(outcome.solution.values), watch, just_early=True)
        if starts is not None or timed:
            return starts
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


def time_frontier(question: Question, watch: Watch) -> Iterator[Alternative]:
    """Yields the undominated plans of cost against time, the soonest first; each later one costs less."""
    quiet = replace(watch, on_progress=None)
    calendar = Calendar.of(question.limits)
    whole = best(question, calendar, question.goals.goals, quiet, hard=True)
    if not isinstance(whole, Found):
        return
    least = ownership_of(question, whole)
    cheapest: Decimal | None = None
    for deadline in range(1, calendar.quarters + 1):
        if watch.stopped():
            return
        found = best(question, Calendar.of(question.limits, deadline), question.goals.goals, quiet, hard=True)
        if not isinstance(found, Found):
            continue
        point = alternative(question, found, sentence("Finished after {quarters} quarter(s)", quarters=deadline))
        if cheapest is None or point.ownership_wan < cheapest:
            cheapest = point.ownership_wan
            yield point
        if cheapest <= least:
            return


def tier_frontier(evaluation: Evaluation, catalogue: Catalogue, limits: Limits, watch: Watch) -> Iterator[Alternative]:
    """Yields the cheapest plan for each tier that the limits reach, from the lowest not yet reached up to the target."""
    quiet = replace(watch, on_progress=None)
    for tier in TIER_IDS[: TIER_IDS.index(limits.target) + 1]:
        if evaluation.reached is not None and TIER_IDS.index(tier) <= TIER_IDS.index(evaluation.reached):
            continue
        question = question_of(evaluation, catalogue, replace(limits, target=tier))
        if watch.stopped() or any(goal.hopeless for goal in question.goals.goals):
            return
        found = best(question, Calendar.of(question.limits), question.goals.goals, quiet, hard=True)
        if not isinstance(found, Found):
            return
        name = next(result.tier.name for result in evaluation.tiers if result.tier.id == tier)
        yield alternative(question, found, sentence("Cheapest road to {tier}", tier=name))


def money_frontier(evaluation: Evaluation, catalogue: Catalogue, limits: Limits, watch: Watch) -> Iterator[Alternative]:
    """Yields, for each tier on the way to the target, what more or less money a year does to the finish.

    Each point reaches its tier as soon as its money allows and, that soon, at the least cost; a point that needs more
    money a year than another and is no sooner is left out.
    """
    quiet = replace(watch, on_progress=None)
    for result in evaluation.tiers[: TIER_IDS.index(limits.target) + 1]:
        tier = result.tier.id
        if evaluation.reached is not None and TIER_IDS.index(tier) <= TIER_IDS.index(evaluation.reached):
            continue
        sooner: int | None = None
        for level in LEVELS:
            budget = tuple((amount * level).quantize(Decimal("0.1")) for amount in limits.budget_wan)
            asked = replace(limits, target=tier, budget_wan=budget, objective=Objective.CHEAPEST)
            question = question_of(evaluation, catalogue, asked)
            if watch.stopped() or any(goal.hopeless for goal in question.goals.goals):
                return
            deadline = soonest(question, quiet, None if sooner is None else sooner - 1) if sooner != 1 else None
            if deadline is None:
                continue
            sooner = deadline
            found = best(question, Calendar.of(asked, deadline), question.goals.goals, quiet, hard=True)
            if isinstance(found, Found):
                finish = asked.start.later(deadline - 1)
                money = [yuan(amount) for amount in budget]
                by_quarter = limits.budget_by_quarter
                label = (
                    sentence(
                        "{tier} by {quarter} with {money} a quarter", tier=result.tier.name, quarter=finish, money=money
                    )
                    if by_quarter
                    else sentence(
                        "{tier} by {quarter} with {money} a year", tier=result.tier.name, quarter=finish, money=money
                    )
                )
                yield replace(alternative(question, found, label), limits=asked)


def frontier(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    cancelled: Cancelled | None = None,
    *,
    against: str = "time",
) -> tuple[Alternative, ...]:
    """Returns the undominated plans: cost against time to the target, or cost against the tier reached.

    Args:
        evaluation: where the factory stands.
        catalogue: what can be done.
        limits: as for a plan; locks and prohibitions hold for every point.
        cancelled: asked often; true ends with the points found so far.
        against: `time` or `tier`, within the limits; `money`: what each tier takes with less and with more money a
            year, where every point says with its own limits what it needs.
    """
    watch = Watch(None, cancelled)
    if against == "money":
        return tuple(money_frontier(evaluation, catalogue, limits, watch))
    if against == "tier":
        return tuple(tier_frontier(evaluation, catalogue, limits, watch))
    question = question_of(evaluation, catalogue, limits)
    if any(goal.hopeless for goal in question.goals.goals):
        return ()
    return tuple(time_frontier(question, watch))


def soonest(question: Question, watch: Watch, most: int | None = None) -> int | None:
    """Returns the least number of quarters in which the target can be reached; None when not within `most`."""
    low, high = 1, most or question.limits.quarters
    if not feasible(question, watch, high):
        return None
    while low < high:
        middle = (low + high) // 2
        if feasible(question, watch, middle):
            high = middle
        else:
            low = middle + 1
    return low
