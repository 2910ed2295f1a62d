"""From a question to the best choices and quarters: each aim is proven before the next is considered."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import partial
from math import ceil, inf

from models.limits import Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.goals import Fixed, Goal
from models.planner.asking.offers import MONEY_UNITS, Pick
from models.planner.asking.question import PlanQuestion
from models.planner.solving.formulation import build
from models.planner.solving.gains import gain_alone, payback_aims, worth
from models.planner.solving.precedence import beyond_hands, out_of_order
from models.planner.solving.program import Ended, Manner, Solution, Terms
from models.planner.solving.public_money import best_use
from models.planner.solving.selection import Selection, TimeForm
from models.rulebook import TIER_IDS, ConditionId

OnProgress = Callable[[float | None, float], None]
"""Told the cost of the best plan so far in 万元 (None before the first) and the proven bound."""
Cancelled = Callable[[], bool]
SPARE_SECONDS = 3.0
"""What a stopped solve may still take for each of two things: to place its best plan, or else to find one that fits."""
_BRANCHES = 40
"""How many branches a search among few start quarters takes at most; most end of themselves before."""
_ROUNDS = 8
"""How often such a search begins again from what it found at most, as long as that is better by `_NEAR`."""
_WEIGHTIEST = 4
"""How many measures, those that weigh most in the aim, keep all their quarters in such a search."""
_NEAR = 0.01
"""Relative distance that is not worth another round."""
_SLACK = 0.4
"""Aims have whole values, so this much above the best keeps the best and nothing else."""

_WHOLE = 1e-6
"""How far from a whole number the solver may be."""


class Care(Enum):
    """How carefully picks are put into their quarters."""

    FITTING = auto()
    EARLY = auto()
    ORDERED = auto()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan in whole units: what is got, in which way, from which quarter on."""

    starts: dict[Pick, int]
    closed: frozenset[ConditionId] | None
    """Conditions that the plan is made to close when not all of them could be; None when all are."""
    proven: bool
    gap: float
    """Relative distance between the plan and the proven bound."""


@dataclass(slots=True)
class Watch:
    """How a long solve reports progress and learns that it was cancelled."""

    on_progress: OnProgress | None = None
    cancelled: Cancelled | None = None
    seconds: float = inf
    begun: float = field(default_factory=time.monotonic)

    def stopped(self) -> bool:
        """Returns whether to stop now."""
        return self.left() <= 0 or (self.cancelled is not None and self.cancelled())

    @property
    def asked(self) -> Cancelled | None:
        """What a solve asks whether to stop; None where nothing ever stops it."""
        return self.stopped if self.cancelled is not None or self.seconds < inf else None

    def left(self) -> float:
        """Returns the seconds that are left."""
        return inf if self.seconds == inf else self.seconds - (time.monotonic() - self.begun)

    def money(self, unit: float) -> OnProgress | None:
        """Returns what reports an aim's progress in 万元; None for an aim that is not about money."""
        report = self.on_progress
        if report is None or not unit:
            return None
        wan = unit * MONEY_UNITS
        return lambda best, bound: report(None if best is None else best / wan, bound / wan)


@dataclass(frozen=True, slots=True)
class Aim:
    """One thing to make small, after those before it."""

    terms: Terms
    unit: float = 0.0
    """What one money unit weighs in it; 0 when it is not about money."""
    slack: float = _SLACK
    near: float = 0.0
    """Relative distance from the best that is good enough; 0 for the best itself."""
    seek: bool = True
    """Whether good solutions are hard to come by, so that the solver should look for them apart."""
    rounds: int = 0
    """After how many rounds of a search the best so far will do, mostly a few per cent from the best; 0 for the best itself."""
    by_quarters: bool = False
    """Whether only start quarters are open, so that a search among few of them mostly finds the best."""
    over: Terms | None = None
    """What `terms` is divided by: then the ratio is made least. Less than zero is a gain."""


@dataclass(slots=True)
class SolveOutcome:
    """What solving the aims in order gave."""

    ended: Ended
    solution: Solution | None
    gap: float = 0.0


def solve_in_order(selection: Selection, aims: Sequence[Aim], watch: Watch) -> SolveOutcome:
    """Returns the solution that is best in the first aim, among those in the second, and so on."""
    last: Solution | None = None
    gap = 0.0
    waiting = list(aims)
    while waiting:
        aim = waiting.pop(0)
        if aim.over is not None:
            waiting = [*_paying(selection, aim.terms, aim.over, watch), *waiting]
            continue
        solution = _least(selection, aim, watch, last)
        if solution.ended is Ended.PROVEN:
            last = solution
            selection.program.row(aim.terms, high=solution.objective + aim.slack)
            continue
        if last is None and solution.ended is not Ended.STOPPED:
            return SolveOutcome(solution.ended, None)
        if solution.ended is Ended.STOPPED:
            # Stopped before there was a bound, nothing is known of how near the plan is: all of it may be too much.
            gap = min(1.0, abs(solution.objective - solution.bound) / max(abs(solution.objective), 1.0))
            last = solution
            if aim.rounds and not watch.stopped():
                selection.program.row(aim.terms, high=solution.objective + aim.slack)
                continue
        return SolveOutcome(Ended.STOPPED, last, gap)
    return SolveOutcome(Ended.PROVEN, last)


def _least(selection: Selection, aim: Aim, watch: Watch, last: Solution | None = None) -> Solution:
    """Returns the least value of one aim, every curve of gains kept."""
    if aim.by_quarters and any(aim.terms.values()):
        searched = _among_few(selection, aim, watch, last)
        if searched.ended is not Ended.STOPPED or aim.rounds or watch.stopped():
            return searched
        last = searched
    while True:
        solution = selection.program.minimise(
            aim.terms,
            on_progress=watch.money(aim.unit),
            cancelled=watch.asked,
            seconds=watch.left(),
            start=last.values if last is not None else None,
            manner=Manner(aim.near, aim.seek),
        )
        if solution.ended is not Ended.PROVEN:
            return solution
        if not [curve for curve in selection.gains if curve.tighten(selection.program, solution.values)]:
            return solution


def _among_few(selection: Selection, aim: Aim, watch: Watch, last: Solution | None) -> Solution:
    """Returns a good value of an aim over start quarters; proven where it is no more than the least with parts taken.

    Programs with few quarters for each measure are solved: those near where parts of it would start, and where it starts
    in the best solution so far. They take a fraction of the time of the program with all quarters.
    """
    solve = partial(selection.program.minimise, cancelled=watch.asked, seconds=watch.left())
    if last is None:
        last = solve({})
        if not last.values:
            return last
    best = replace(last, ended=Ended.STOPPED, objective=worth(aim.terms, last.values), bound=-inf)
    bound = solve(aim.terms, manner=Manner(in_parts=True))
    if bound.ended is not Ended.PROVEN:
        return best
    best = replace(best, bound=ceil(bound.objective - _WHOLE))
    parts = {place for place, variable in selection.starts.items() if bound.values[variable] > _WHOLE}
    centres = parts
    good_enough = max(best.bound, best.bound * (1 + _NEAR) if aim.rounds else -inf) + _SLACK
    for _ in range(max(1, aim.rounds)):
        if best.objective < good_enough or watch.stopped():
            break
        now = {place for place, variable in selection.starts.items() if best.values[variable] > 0.5}
        near = parts | {(pick, quarter + shift) for pick, quarter in centres | now for shift in (-1, 0, 1)}
        weighty = sorted(now, key=lambda place: (-aim.terms.get(selection.starts[place], 0.0), place))[:_WEIGHTIEST]
        free = {pick for pick, _ in weighty}
        far = [var for place, var in selection.starts.items() if place not in near and place[0] not in free]
        better = solve(aim.terms, start=best.values, manner=Manner(seek=aim.seek, nodes=_BRANCHES, without=far))
        if not better.values or better.objective > best.objective - _SLACK:
            break
        gained = best.objective - better.objective
        best, centres = replace(better, ended=Ended.STOPPED, bound=best.bound), set()
        if gained < _NEAR * abs(best.objective):
            break
    proven = best.objective < best.bound + _SLACK
    return replace(best, ended=Ended.PROVEN) if proven else best


def _paying(selection: Selection, invested: Terms, net: Terms, watch: Watch) -> list[Aim]:
    """Returns the aims that the plan which pays back soonest takes best."""
    quiet = replace(watch, on_progress=None)
    aims, left_over = payback_aims(lambda terms: _least(selection, _exact(terms), quiet), net, invested)
    if left_over is not None:
        selection.program.row(left_over, high=-1.0)
    return [_exact(terms) for terms in aims]


def _exact(terms: Terms) -> Aim:
    """Returns an aim whose value is no whole number, cut a hundred times finer."""
    return Aim({variable: 100 * weight for variable, weight in terms.items()}, slack=1.0)


def aims_of(selection: Selection, question: PlanQuestion, *, hard: bool) -> list[Aim]:
    """Returns the aims of a question in their order."""
    aims: list[Aim] = []
    if not hard:
        aims.append(Aim(dict.fromkeys(selection.closed.values(), -1.0)))
    objective = question.limits.objective
    if objective is Objective.BENEFIT:
        aims.append(_exact(selection.net_a_year()))
    elif objective is Objective.PAYBACK:
        aims.append(Aim(selection.invested(), over=selection.net_a_year()))
    if question.limits.like:
        aims += [Aim(selection.cost(), unit=1.0, seek=hard), Aim(_changed_picks(selection, question), seek=False)]
    cost, unit = selection.cost_then_order()
    # With what is closed settled, branching finds the cheapest sooner.
    aims.append(Aim(cost, unit=unit, seek=hard))
    if selection.in_time:
        aims.append(Aim({variable: float(index) for (_, index), variable in selection.starts.items() if index}))
    return aims


def _changed_picks(selection: Selection, question: PlanQuestion) -> Terms:
    """Returns how many measures or ways a plan has that the last one had not, less those that it keeps."""
    before = {(measure, way) for measure, way, _ in question.limits.like}
    return {variable: -1.0 if pick in before else 1.0 for pick, variable in selection.picks.items()}


def _moved_starts(selection: Selection, question: PlanQuestion) -> Terms:
    """Returns how many measures of the last plan begin in another quarter than in it."""
    before = {(measure, way): question.limits.start.until(quarter) for measure, way, quarter in question.limits.like}
    return {variable: 1.0 for (pick, index), variable in selection.starts.items() if before.get(pick, index) != index}


def best(
    question: PlanQuestion,
    calendar: Calendar,
    wanted: Iterable[Goal],
    watch: Watch,
    *,
    hard: bool,
    quick: bool = False,
    care: Care = Care.ORDERED,
) -> Schedule | Ended:
    """Returns the best plan, or why there is none.

    The untimed form is tried first, then that by years: when its picks fit into the calendar, and bring as much public
    money there, they are proven; otherwise the timed form decides, except where only what is found quickly is asked for. With less care the picks
    are as good, and only their quarters are any that fit.
    """
    goals = tuple(wanted)
    proven = True
    dated = any(rule.depends_on_time for rule in question.support)
    form: TimeForm | None = TimeForm.UNTIMED
    while form is not None:
        timed = form is TimeForm.TIMED
        selection = build(question, calendar, form=form, wanted=goals, hard=hard)
        outcome = solve_in_order(selection, aims_of(selection, question, hard=hard), watch)
        if outcome.solution is None:
            return outcome.ended
        values = outcome.solution.values
        picks = selection.chosen(values)
        if outcome.ended is Ended.STOPPED:
            # Whoever stops gets the best plan so far: to put it into its quarters takes a moment more.
            watch = Watch(None, None, SPARE_SECONDS)
        closed = (
            None
            if hard
            else frozenset(condition for condition, variable in selection.closed.items() if values[variable] > 0.5)
        )
        proven = proven and outcome.ended is Ended.PROVEN
        starts = place(question, calendar, picks, watch, care=care, paid=selection.paid(values) if dated else 0.0)
        if starts is None and timed:
            starts = selection.timetable(values)
        if starts is not None and (timed or not dated or is_paid(question, calendar, starts, selection, values)):
            return Schedule(starts, closed, proven, outcome.gap)
        form = None if quick else following(form, question, calendar, picks, watch)
    return Ended.NOTHING


def following(
    form: TimeForm, question: PlanQuestion, calendar: Calendar, picks: frozenset[Pick], watch: Watch
) -> TimeForm | None:
    """Returns the form that is solved after one whose picks do not fit; None after the last.

    The form by years knows money better than hands: it is worth solving only where the money alone is too tight.
    """
    if form is TimeForm.UNTIMED and 1 < len(calendar.years) < calendar.quarters:
        free = replace(calendar, staff=None, most_at_once=None)
        if place(question, free, picks, watch, care=Care.FITTING) is None:
            return TimeForm.BY_YEARS
    return None if form is TimeForm.TIMED else TimeForm.TIMED


def is_paid(
    question: PlanQuestion,
    calendar: Calendar,
    starts: Mapping[Pick, int],
    selection: Selection,
    values: Sequence[float],
) -> bool:
    """Returns whether a timetable brings the public money that was reckoned without one."""
    offers = {pick: question.market[pick[0]][pick[1]] for pick in starts}
    paid = best_use(question.support, offers, starts, calendar)
    return sum(sum(shares.values()) for shares in paid.values()) > selection.paid(values) - 0.5


def place(
    question: PlanQuestion,
    calendar: Calendar,
    picks: frozenset[Pick],
    watch: Watch,
    *,
    care: Care = Care.ORDERED,
    paid: float = 0.0,
) -> dict[Pick, int] | None:
    """Returns the start quarters of fixed picks; None when they do not fit into the calendar.

    In this order: as in the last plan, where there is one; every tier below the target as early as can be, because the
    tier above asks for it to be held; as few measures as can be before what would help them; as little work as can be
    beyond what the factory can usually spare; what pays back early, and everything early; then by catalogue order. For
    what pays back early a short search will do: the quarters fit all the same, and cost no more.
    Less care asks for everything early only, or for any fit.

    Args:
        question: what is planned.
        calendar: over which quarters.
        picks: what is placed.
        watch: a solve that it stops gives the best so far.
        care: how carefully.
        paid: money units of public money that the quarters must not lose.
    """
    if not picks:
        return {}
    # With everything finished by the deadline the target is: what may be late is not looked at here.
    calendar = replace(calendar, late=False)
    selection = build(question, calendar, form=TimeForm.TIMED, wanted=(), hard=True, only=picks)
    if paid:
        selection.program.row(dict.fromkeys(selection.support.values(), 1.0), low=paid - _SLACK)
    aims = []
    ordered = care is Care.ORDERED
    if question.limits.like and ordered:
        aims.append(Aim(_moved_starts(selection, question), seek=False, by_quarters=True))
    for needed in ladder(question, calendar, picks, watch) if ordered else ():
        aims.append(Aim({_finished(selection, needed, calendar): 1.0}, seek=False, by_quarters=True))
    if ordered:
        soft = (out_of_order(question, calendar, selection), beyond_hands(question, calendar, selection))
        aims += [Aim(terms, seek=False, by_quarters=True) for terms in soft if terms]
    if care is not Care.FITTING:
        aims += _early(question, selection, ordered=ordered)
    outcome = solve_in_order(selection, aims or [Aim({})], watch)
    return selection.timetable(outcome.solution.values) if outcome.solution is not None else None


def _early(question: PlanQuestion, selection: Selection, *, ordered: bool) -> list[Aim]:
    """Returns the aims that everything starts early: first what brings most a quarter, ties by catalogue order."""
    starts = {variable: (pick, index) for (pick, index), variable in selection.starts.items() if index}
    early = {variable: float(index) for variable, (_, index) in starts.items()}
    if not ordered:
        return [Aim(early, seek=False, by_quarters=True, rounds=_ROUNDS)]
    left = {
        pick: max(0, gain_alone(question.catalogue, pick) - offer.running_units)
        for pick, offer in selection.offers.items()
    }
    # So much that a quarter's delay of what pays back outweighs any of the rest.
    weight = float(
        sum(max((index for each, index in selection.starts if each == pick), default=0) for pick in left) + 1
    )
    paying = {variable: weight * left[pick] * index + index for variable, (pick, index) in starts.items()}
    order = {pick: len(left) - number for number, pick in enumerate(left)}
    ties = {variable: float(index * order[pick]) for variable, (pick, index) in starts.items()}
    return [
        Aim(paying, by_quarters=True, rounds=_ROUNDS),
        Aim(ties, seek=False, by_quarters=True, rounds=1),
    ]


def ladder(question: PlanQuestion, calendar: Calendar, picks: frozenset[Pick], watch: Watch) -> list[frozenset[Pick]]:
    """Returns, for each tier below the target from the lowest, the cheapest part of the picks that reaches it."""
    schedules = []
    market = {measure: {variant: question.market[measure][variant]} for measure, variant in sorted(picks)}
    part = replace(question, market=market, required=frozenset(), everything=False)
    tiers = TIER_IDS[: TIER_IDS.index(question.limits.target)]
    if question.limits.objective is Objective.SOONEST:
        tiers = (*tiers, question.limits.target)
    for tier in tiers:
        wanted = [goal for goal in question.goals.goals if goal.condition.tier in TIER_IDS[: TIER_IDS.index(tier) + 1]]
        if any(goal.hopeless for goal in wanted) or all(isinstance(goal.formula, Fixed) for goal in wanted):
            continue
        selection = build(part, calendar, form=TimeForm.UNTIMED, wanted=wanted, hard=True)
        cost, unit = selection.cost_then_order()
        outcome = solve_in_order(selection, [Aim(cost, unit=unit)], replace(watch, on_progress=None))
        if outcome.solution is not None:
            schedules.append(selection.chosen(outcome.solution.values))
    return schedules


def _finished(selection: Selection, needed: frozenset[Pick], calendar: Calendar) -> int:
    """Adds the number of quarters after which some picks are all finished."""
    last = selection.program.variable(0, calendar.quarters, whole=True)
    for pick in sorted(needed):
        row: dict[int, float] = {last: -1.0}
        for index in range(calendar.quarters):
            variable = selection.starts.get((pick, index))
            if variable is not None:
                row[variable] = float(index + selection.offers[pick].duration)
        selection.program.row(row, high=0)
    return last
