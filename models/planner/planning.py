"""`plan`: limits checked, program solved, and everything that the roadmap says worked out from the solution."""

from collections.abc import Iterable
from decimal import Decimal
from math import inf

from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation
from models.language import N_, sentence
from models.planner.afterwards import Future
from models.planner.calendar import Calendar
from models.planner.errors import ContradictoryLimits, UnknownMeasure, UnusableLimits
from models.planner.goals import Goal
from models.planner.offers import offers
from models.planner.program import Ended
from models.planner.reading import GoalReader
from models.planner.reasons import left_out, to_do_first
from models.planner.selection import Question, possible, with_prerequisites
from models.planner.solving import Cancelled, Found, OnProgress, Watch, best
from models.planner.statement import cost_by_quarter, cost_of, steps_of
from models.planner.subsidies import supports
from models.roadmap import Limits, Objective, PlanStatus, Roadmap
from models.rulebook import TIER_IDS

MOST_QUARTERS = 40


def plan(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
    *,
    seconds: float = inf,
) -> Roadmap:
    """Returns the proven cheapest plan to the target, or the best use of the money when it does not reach.

    Args:
        evaluation: where the factory stands.
        catalogue: what can be done, and what it makes true.
        limits: target, money, hands, seasons, and what must or must not happen.
        on_progress: told the cost of the best plan so far and the proven bound, 万元; called from this thread.
        cancelled: asked often; true ends with the best plan so far, marked as unproven.
        seconds: ends likewise.

    Raises:
        UnknownMeasure: limits name a measure that the catalogue does not have.
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
    """
    question = question_of(evaluation, catalogue, limits)
    watch = Watch(on_progress, cancelled, seconds)
    calendar = Calendar.of(limits)
    goals = question.goals.goals
    open_goals = tuple(goal for goal in goals if not goal.hopeless)
    found: Found | Ended = Ended.IMPOSSIBLE
    reached = False
    if len(open_goals) == len(goals):
        found = best(question, calendar, open_goals, watch, hard=True)
        reached = isinstance(found, Found)
    if found is Ended.IMPOSSIBLE:
        found = best(question, calendar, open_goals, watch, hard=False)
    if found is Ended.IMPOSSIBLE:
        raise ContradictoryLimits(
            why=sentence(N_("What was required does not fit into the budget, the hands and the time."))
        )
    if not isinstance(found, Found):
        found = Found({}, frozenset(), proven=False, gap=1.0)
    return roadmap_of(question, found, reached=reached)


def roadmap_of(question: Question, found: Found, *, reached: bool) -> Roadmap:
    """Returns everything that is said of a solution."""
    catalogue, limits = question.catalogue, question.limits
    hopeless = [goal for goal in question.goals.goals if goal.hopeless]
    status = PlanStatus.OPTIMAL if reached else PlanStatus.PARTIAL
    if hopeless:
        status = PlanStatus.INFEASIBLE
    if not found.proven:
        status = PlanStatus.UNPROVEN
    steps = steps_of(question, found)
    future = Future(question.evaluation, catalogue, limits.done, steps)
    quarters = [limits.start.later(index) for index in range(limits.quarters)]
    return Roadmap(
        status=status,
        gap=Decimal(0) if found.proven else Decimal(str(round(found.gap, 6))),
        limits=limits,
        reached=future.evaluation().reached,
        cost=cost_of(steps),
        steps=steps,
        left_out=left_out(question, found),
        tier_by_quarter=tuple((quarter, future.evaluation(quarter).reached) for quarter in quarters),
        cost_by_quarter=cost_by_quarter(question, found, steps),
        shortfall=None,
        to_do_first=to_do_first(question),
        alternatives=(),
        risk=None,
        catalogue_packs=tuple(pack.id for pack in catalogue.packs),
    )


def question_of(evaluation: Evaluation, catalogue: Catalogue, limits: Limits) -> Question:
    """Returns the checked question.

    Raises:
        UnknownMeasure: limits name a measure or way that the catalogue does not have.
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
    """
    _check_figures(limits)
    named: list[MeasureId] = [lock.measure for lock in limits.require]
    named += [*limits.forbid, *limits.done, *(measure for measure, _ in limits.prices_wan)]
    for measure in named:
        if measure not in catalogue.measures:
            raise UnknownMeasure(id=measure)
    for lock in limits.require:
        if lock.variant is not None and lock.variant not in catalogue.measures[lock.measure].variants:
            raise UnknownMeasure(id=f"{lock.measure} {lock.variant.value}")
    market = offers(catalogue, limits, evaluation.assessment)
    usable = possible(market, catalogue, limits.done)
    required = with_prerequisites(
        (lock.measure for lock in limits.require if lock.measure not in limits.done), catalogue, limits.done
    )
    for measure in sorted(required):
        if measure not in usable:
            why = sentence(
                "{measure} is required, but it or something it needs is ruled out.",
                measure=catalogue.measures[measure].name,
            )
            raise ContradictoryLimits(why=why)
    _check_exclusions(required, catalogue)
    return Question(
        catalogue=catalogue,
        evaluation=evaluation,
        market=market,
        limits=limits,
        goals=GoalReader(evaluation, catalogue).goals(limits.target),
        required=required,
        support=supports(catalogue, limits, evaluation.assessment),
        everything=limits.objective in {Objective.BENEFIT, Objective.PAYBACK},
    )


def _check_figures(limits: Limits) -> None:
    if limits.target not in TIER_IDS:
        raise UnusableLimits(why=sentence("There is no tier “{tier}”.", tier=limits.target))
    if not 1 <= limits.quarters <= MOST_QUARTERS:
        raise UnusableLimits(
            why=sentence("A plan covers 1 to {most} quarters, not {given}.", most=MOST_QUARTERS, given=limits.quarters)
        )
    figures = [*limits.budget_wan, *(price for pair in limits.prices_wan.values() for price in pair)]
    if limits.staff_weeks is not None:
        figures.append(limits.staff_weeks)
    if not limits.budget_wan or any(not figure.is_finite() or not 0 <= figure <= 1_000_000 for figure in figures):
        raise UnusableLimits(why=sentence(N_("Money and hands must be figures from 0 to 1,000,000.")))
    if limits.most_at_once is not None and limits.most_at_once < 1:
        raise UnusableLimits(why=sentence(N_("At least one measure at once must be allowed.")))


def _check_exclusions(required: Iterable[MeasureId], catalogue: Catalogue) -> None:
    chosen = sorted(required)
    for measure in chosen:
        for other in catalogue.measures[measure].excludes:
            if other in chosen:
                names = [catalogue.measures[measure].name, catalogue.measures[other].name]
                raise ContradictoryLimits(
                    why=sentence("{measures} exclude each other, and both are required.", measures=names)
                )


__all__ = ["Goal", "plan", "question_of", "roadmap_of"]
