"""What is missing when the limits are too tight for the target: which limit, and by how much."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, islice
from math import ceil

from models import counts
from models.catalogue import MeasureId
from models.evaluation import Status
from models.figures import yuan
from models.language import N_, Sentence, counted, sentence
from models.limits import MOST_QUARTERS, Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.checking import question_of
from models.planner.asking.goals import Goal
from models.planner.asking.offers import MONEY_UNITS, STAFF_UNITS, Pick
from models.planner.asking.question import PlanQuestion, loosened, unlimited
from models.planner.solving.aims import Aim, Care, Schedule, Watch, place, solve_in_order
from models.planner.solving.formulation import build
from models.planner.solving.nearest import impossible
from models.planner.solving.program import Ended
from models.planner.solving.selection import Lend, TimeForm
from models.planner.telling.future import Future
from models.planner.telling.statement import steps_of
from models.roadmap import Blocker, Shortfall
from models.rulebook import ConditionId

_FURTHER = 12
"""Most further quarters that are looked at one by one: three rounds of money; beyond that a plan is not worth the name."""
_MOST_LOOKS = 24
"""Most choices of ruled out measures that are tried."""
_NEAR = 0.02
"""How near to the cheapest a set must be that is only tried for whether it fits."""


def shortfall_of(question: PlanQuestion, schedule: Schedule, watch: Watch) -> Shortfall:
    """Returns what is missing, found by solving with one limit at a time made looser.

    Args:
        question: what was asked.
        schedule: the best that the limits allow.
        watch: stops early; then what was not found is not said.
    """
    still_open = _still_open(question, schedule)
    blockers = _blockers(question, watch)
    hopeless = [goal for goal in question.goals.goals if goal.hopeless]
    if hopeless:
        texts = [goal.condition.text for goal in hopeless]
        said = sentence(
            "No measure can bring this about, so neither money nor time helps: {conditions}", conditions=texts
        )
        return Shortfall(None, None, still_open, (said, *_without_margin(question, watch)), blockers)
    if blockers:
        # No limit blocks these, so only what was ruled out can be given back.
        ways = (*_without_ruling_out(question, watch), *_without_margin(question, watch)) or (
            _no_single_limit(question, watch),
        )
        return Shortfall(None, None, still_open, ways, blockers)
    budget, where = missing_money(question, watch)
    quarters = missing_quarters(question, watch)
    sentences: list[Sentence] = []
    if budget is not None:
        sentences.append(sentence("It is reached with {money} more: {years}.", money=yuan(budget), years=where))
    if quarters is not None:
        sentences.append(
            counted(
                "With {count} more quarter it is reached at the same yearly budget.",
                "With {count} more quarters it is reached at the same yearly budget.",
                count=quarters,
            )
        )
    sentences.extend(_other_ways(question, watch))
    if not sentences:
        sentences.append(_no_single_limit(question, watch))
    return Shortfall(budget, quarters, still_open, tuple(sentences))


def _still_open(question: PlanQuestion, schedule: Schedule) -> tuple[ConditionId, ...]:
    """Returns the conditions that the evaluator does not call met after a plan, without what it counts on and closes."""
    steps = steps_of(question, schedule)
    after = Future(question.evaluation, question.catalogue, question.limits, steps).evaluation()
    met = {result.condition.id for tier in after.tiers for result in tier.conditions if result.status is Status.MET}
    closed = met | (schedule.closed or frozenset())
    return tuple(
        goal.id for goal in question.goals.goals if goal.hopeless or (_closable(goal) and goal.id not in closed)
    )


def _blockers(question: PlanQuestion, watch: Watch) -> tuple[Blocker, ...]:
    """Returns the conditions that keep the target out of reach whatever the limits, each with the reason."""
    never = sentence(N_("No available measures reach it, whatever the money and the time."))
    alone = {goal.id: goal for goal in impossible(question, watch)}
    blockers = []
    for goal in question.goals.goals:
        if goal.hopeless:
            blockers.append(Blocker(goal.id, sentence(N_("No measure can bring this about."))))
        elif goal.id in alone:
            freed = to_be_allowed(unlimited(question, [goal]), watch)
            blockers.append(Blocker(goal.id, _ruled_out(question, freed) if freed else never))
    return tuple(blockers)


def _ruled_out(question: PlanQuestion, freed: Collection[MeasureId]) -> Sentence:
    names = [question.catalogue.measures[measure].name for measure in freed]
    return sentence("It takes what you ruled out: {measures}.", measures=names)


def _no_single_limit(question: PlanQuestion, watch: Watch) -> Sentence:
    """Returns what has to be loosened where loosening one limit as far as was looked is not enough."""
    named = together(question, watch)
    if named is None:
        return sentence(N_("Stopped early, so what is missing was not determined."))
    if len(named) == 1:
        return sentence("It would take much more of: {limits}.", limits=named)
    if named:
        return sentence(
            "No single limit is to blame; it is reached if these are relaxed together: {limits}.", limits=named
        )
    if question.limits.forbid:
        return sentence(
            "Without the measures you ruled out, nothing available reaches it, whatever the money and the time."
        )
    return sentence("No available measures reach it, whatever the money and the time.")


_LIMITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("the time"), ("quarters", "deadline")),
    (N_("the number of measures at once"), ("most_at_once",)),
    (N_("the closed quarters"), ("blackout",)),
    (N_("the staff"), ("staff_weeks",)),
    (N_("what may be spent on running cost"), ("running_budget_wan",)),
    (N_("the money"), ("budget_wan", "budget_by_quarter")),
)
"""What can be loosened, in the order in which it is tried to leave it as it is: so money is named rather than time."""


def together(question: PlanQuestion, watch: Watch) -> list[Sentence] | None:
    """Returns limits that have to be loosened together: with all of them it is reached, with one left as it is it is not.

    Returns:
        The limits; none where nothing helps; None when stopped before that was known.
    """
    horizons = sorted({min(question.limits.quarters + _FURTHER, MOST_QUARTERS), MOST_QUARTERS})
    looser = (unlimited(question, question.goals.goals, quarters) for quarters in horizons)
    known: set[frozenset[Pick]] = set()
    loose = next((question for question in looser if feasible(question, watch, known=known)), None)
    if loose is None:
        return None if watch.stopped() else []
    named = []
    for name, fields in _LIMITS:
        kept = replace(loose.limits, **{field: getattr(question.limits, field) for field in fields})
        if kept == loose.limits:
            continue
        tighter = replace(loose, limits=kept)
        if feasible(tighter, watch, known=known):
            loose = tighter
        elif watch.stopped():
            return None
        else:
            named.append(sentence(name))
    return named


def _closable(goal: Goal) -> bool:
    return not hasattr(goal.formula, "truth")


def missing_money(
    question: PlanQuestion, watch: Watch, wanted: Iterable[Goal] | None = None
) -> tuple[Decimal | None, list[Sentence]]:
    """Returns the least money beyond the budget that closes what is wanted, and in which years; None when none does.

    Args:
        question: what was asked; what it requires is kept.
        watch: stops early; then nothing is known.
        wanted: the conditions to be closed; all unless given.
    """
    calendar = question.calendar()
    goals = question.goals.goals if wanted is None else wanted
    selection = build(question, calendar, form=TimeForm.TIMED, wanted=goals, hard=True, lend=Lend.MONEY)
    borrowed = [*selection.loans, *filter(None, [selection.later_loan])]
    loans = dict.fromkeys(borrowed, 1.0)
    outcome = solve_in_order(selection, [Aim(loans, slack=1.0)], replace(watch, on_progress=None))
    if outcome.solution is None or outcome.ended is not Ended.PROVEN:
        return None, []
    # To whole hundred yuan, upwards: the named sum is enough, also for what the factory pays already and has no money for.
    unpaid = [*(year.unpaid_units for year in calendar.years), calendar.running_unpaid_units]
    amounts = [
        Decimal(ceil((lent + first) / 4 - 1e-6)) * 4 / MONEY_UNITS
        if (lent := outcome.solution.values[loan]) > 1e-6
        else Decimal(0)
        for loan, first in zip(borrowed, unpaid, strict=False)
    ]
    where = [
        sentence("{money} in {quarter}", money=yuan(amount), quarter=year.name)
        if question.limits.budget_by_quarter
        else sentence("{money} in {year}", money=yuan(amount), year=year.name)
        for amount, year in zip(amounts, calendar.years, strict=False)
        if amount
    ]
    if selection.later_loan is not None and amounts[-1]:
        where.append(sentence("{money} in every later year", money=yuan(amounts[-1])))
    return sum(amounts, Decimal(0)), where


def missing_quarters(question: PlanQuestion, watch: Watch) -> int | None:
    """Returns the least number of further quarters that reaches the target at the same budget a year."""
    low, high = 1, min(MOST_QUARTERS - question.limits.quarters, _FURTHER)
    known: set[frozenset[Pick]] = set()
    if high < low or not feasible(_later(question, high), watch, known=known):
        return None
    while low < high and not watch.stopped():
        middle = (low + high) // 2
        if feasible(_later(question, middle), watch, known=known):
            high = middle
        else:
            low = middle + 1
    return None if watch.stopped() else high


def _later(question: PlanQuestion, more: int) -> PlanQuestion:
    """Returns the same question with a later deadline, and a money plan that is as much longer."""
    limits = question.limits
    deadline = None if limits.deadline is None else limits.deadline.later(more)
    return loosened(question, quarters=limits.quarters + more, deadline=deadline)


def _other_ways(question: PlanQuestion, watch: Watch) -> Iterator[Sentence]:
    """Yields each of the other limits that alone prevents the target, with the least change that suffices."""
    limits = question.limits
    if limits.staff_weeks is not None:
        hands = missing_hands(question, watch)
        if hands:
            yield counted(
                "It is reached with {count} more person-week per quarter.",
                "It is reached with {count} more person-weeks per quarter.",
                count=hands,
            )
    if limits.blackout:
        closed = opened(question, watch)
        if closed:
            yield sentence("It is reached if measures may start in {quarters} after all.", quarters=closed)
    if limits.most_at_once is not None:
        number = missing_at_once(question, watch)
        if number is not None:
            yield sentence(
                "It is reached with {measures} at once instead of {now}.",
                measures=counts.measures(number),
                now=limits.most_at_once,
            )
    yield from _without_ruling_out(question, watch)
    yield from _without_margin(question, watch)
    if not limits.carry_over and feasible(loosened(question, carry_over=True), watch):
        yield sentence("It is reached if unused money may be carried over to the next year.")


def _without_margin(question: PlanQuestion, watch: Watch) -> Iterator[Sentence]:
    if question.limits.margin:
        limits = replace(question.limits, margin=0, objective=Objective.CHEAPEST)
        if feasible(question_of(question.evaluation, question.catalogue, limits), watch):
            yield sentence(N_("It is reached without a margin."))


def _without_ruling_out(question: PlanQuestion, watch: Watch) -> Iterator[Sentence]:
    allowed = to_be_allowed(question, watch)
    if allowed:
        names = [question.catalogue.measures[measure].name for measure in allowed]
        yield sentence("It is reached if you no longer rule out: {measures}.", measures=names)


def opened(question: PlanQuestion, watch: Watch) -> list[str]:
    """Returns the fewest closed quarters that must be opened, the latest ones first; empty when opening does not help."""
    calendar = question.calendar()
    selection = build(question, calendar, form=TimeForm.TIMED, wanted=question.goals.goals, hard=True, lend=Lend.SEASON)
    fewest = Aim(dict.fromkeys(selection.opened.values(), 1.0))
    latest = Aim({variable: float(calendar.quarters - index) for index, variable in selection.opened.items()})
    outcome = solve_in_order(selection, [fewest, latest], replace(watch, on_progress=None))
    if outcome.solution is None or outcome.ended is not Ended.PROVEN:
        return []
    values = outcome.solution.values
    return [str(calendar.quarter(index)) for index, variable in selection.opened.items() if values[variable] > 0.5]


def to_be_allowed(question: PlanQuestion, watch: Watch) -> tuple[MeasureId, ...]:
    """Returns the fewest measures that must no longer be ruled out, in catalogue order; empty when that does not help.

    After `_MOST_LOOKS` choices all that is ruled out is named.
    """
    ways = {measure for measure, _ in question.limits.forbid_ways}
    ruled_out = tuple(measure for measure in question.catalogue.measures if measure in question.limits.forbid | ways)

    def helps(freed: Collection[MeasureId]) -> bool:
        limits = replace(
            question.limits,
            forbid=question.limits.forbid - set(freed),
            forbid_ways=frozenset(way for way in question.limits.forbid_ways if way[0] not in freed),
            objective=Objective.CHEAPEST,
        )
        asked = question_of(question.evaluation, question.catalogue, limits)
        wanted = {goal.id for goal in question.goals.goals}
        goals = tuple(goal for goal in asked.goals.goals if goal.id in wanted)
        return feasible(replace(asked, goals=replace(asked.goals, goals=goals)), watch)

    if not ruled_out or not helps(ruled_out):
        return ()
    fewer = chain.from_iterable(combinations(ruled_out, size) for size in range(1, len(ruled_out)))
    return next((freed for freed in islice(fewer, _MOST_LOOKS) if helps(freed)), ruled_out)


def missing_at_once(question: PlanQuestion, watch: Watch) -> int | None:
    """Returns the least number of measures at once that reaches the target; None when that limit is not to blame."""
    now = question.limits.most_at_once
    if now is None or not feasible(loosened(question, most_at_once=None), watch):
        return None
    low = high = now + 1
    while not feasible(loosened(question, most_at_once=high), watch):
        if watch.stopped():
            return None
        # All at once was found enough above, so doubling ends.
        low, high = high + 1, now + 2 * (high - now)
    while low < high and not watch.stopped():
        middle = (low + high) // 2
        if feasible(loosened(question, most_at_once=middle), watch):
            high = middle
        else:
            low = middle + 1
    return None if watch.stopped() else high


def missing_hands(question: PlanQuestion, watch: Watch) -> Decimal | None:
    """Returns the least number of person-weeks more in every quarter that reaches the target; None when none does."""
    selection = build(
        question, question.calendar(), form=TimeForm.TIMED, wanted=question.goals.goals, hard=True, lend=Lend.HANDS
    )
    if selection.extra_hands is None:
        return None
    outcome = solve_in_order(
        selection, [Aim({selection.extra_hands: 1.0}, slack=1.0)], replace(watch, on_progress=None)
    )
    if outcome.solution is None or outcome.ended is not Ended.PROVEN:
        return None
    return Decimal(ceil(outcome.solution.values[selection.extra_hands] / 10 - 1e-6)) * 10 / STAFF_UNITS


def unfit(question: PlanQuestion, watch: Watch) -> Shortfall:
    """Returns why what is required does not fit, whatever the target, and the least changes that free it."""
    alone = replace(question, goals=replace(question.goals, goals=()))
    still_open = tuple(goal.id for goal in question.goals.goals if goal.hopeless or _closable(goal))
    horizon = range(question.limits.quarters)
    for lock in question.limits.require:
        if lock.quarter is not None and question.limits.start.until(lock.quarter) not in horizon:
            said = sentence(
                "{measure} is to start in {quarter}, but the plan runs from {first} to {last}.",
                measure=question.catalogue.measures[lock.measure].name,
                quarter=lock.quarter,
                first=question.limits.start,
                last=question.limits.start.later(question.limits.quarters - 1),
            )
            return Shortfall(None, None, still_open, (said,))
    ways: list[Sentence] = []
    budget, where = missing_money(alone, watch)
    if budget is not None:
        ways.append(sentence("with {money} more ({years})", money=yuan(budget), years=where))
    quarters = missing_quarters(alone, watch)
    if quarters is not None:
        ways.append(counted("with {count} more quarter", "with {count} more quarters", count=quarters))
    if question.limits.staff_weeks is not None and (hands := missing_hands(alone, watch)):
        ways.append(sentence("with {weeks} more in each quarter", weeks=counts.person_weeks(hands)))
    if question.limits.blackout and (quarters_opened := opened(alone, watch)):
        ways.append(sentence("if measures may start in {quarters} after all", quarters=quarters_opened))
    number = missing_at_once(alone, watch)
    if number is not None:
        ways.append(sentence("with {measures} at once", measures=counts.measures(number)))
    if ways:
        said = sentence("What you require does not fit these limits. It fits {ways}.", ways=ways)
    else:
        named = together(alone, watch)
        said = (
            sentence("What you require fits only if these are relaxed together: {limits}.", limits=named)
            if named
            else sentence(N_("What you require does not fit the budget, the staff and the time."))
        )
    return Shortfall(budget, quarters, still_open, (said,))


def feasible(
    question: PlanQuestion, watch: Watch, deadline: int | None = None, known: set[frozenset[Pick]] | None = None
) -> bool:
    """Returns whether some plan reaches the target: the cheapest set is tried first, then every calendar.

    Args:
        question: what is planned.
        watch: stopped means no.
        deadline: number of quarters by whose end it must be reached; None for the whole horizon.
        known: sets that reach it where they fit, as found under other limits of time, money and hands: tried before
            all, and added to.
    """
    calendar, quiet = question.calendar(deadline), replace(watch, on_progress=None)
    goals = question.goals.goals
    if any(goal.hopeless for goal in goals):
        return False
    known = set() if known is None else known
    if any(_fits(question, calendar, picks, quiet) for picks in sorted(known, key=sorted)):
        return True
    loose = build(question, calendar, form=TimeForm.UNTIMED, wanted=goals, hard=True)
    cheap = solve_in_order(loose, [Aim(loose.cost(), near=_NEAR)], quiet)
    if cheap.solution is None:
        return False
    picks = loose.chosen(cheap.solution.values)
    fits = picks not in known and _fits(question, calendar, picks, quiet)
    known.add(picks)
    if fits:
        return True
    whole = build(question, calendar, form=TimeForm.TIMED, wanted=goals, hard=True)
    solution = solve_in_order(whole, [Aim({})], quiet).solution
    if solution is not None:
        known.add(whole.chosen(solution.values))
    return solution is not None


def _fits(question: PlanQuestion, calendar: Calendar, picks: frozenset[Pick], watch: Watch) -> bool:
    return place(question, calendar, picks, watch, care=Care.FITTING) is not None


def soonest(question: PlanQuestion, watch: Watch, most: int | None = None) -> int | None:
    """Returns the least number of quarters in which the target can be reached; None when not within `most`."""
    low, high = 1, most or question.limits.deadline_quarters
    known: set[frozenset[Pick]] = set()
    if not feasible(question, watch, high, known):
        return None
    while low < high:
        middle = (low + high) // 2
        if feasible(question, watch, middle, known):
            high = middle
        else:
            low = middle + 1
    return low
