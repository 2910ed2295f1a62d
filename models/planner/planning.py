"""`plan`: checks the limits, solves the program and derives everything the roadmap says from the solution."""

from dataclasses import replace
from decimal import Decimal
from math import inf

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.limits import Limits, Objective
from models.planner.asking.checking import question_of
from models.planner.asking.question import PlanQuestion
from models.planner.errors import RequiredDoesNotFit
from models.planner.placing.placed import by_months
from models.planner.solving.aims import Cancelled, OnProgress, Schedule, Watch, best
from models.planner.solving.nearest import nearest
from models.planner.solving.program import Ended
from models.planner.telling.alternatives import alternatives_of
from models.planner.telling.left_out import Shown, explained
from models.planner.telling.roadmap import roadmap_of
from models.planner.telling.shortfall import shortfall_of, soonest, unfit
from models.planner.telling.statement import ownership_of
from models.roadmap import PlanStatus, Roadmap, Shortfall


def plan(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
    *,
    seconds: float = inf,
    beside: bool = True,
) -> Roadmap:
    """Returns the proven cheapest plan to the target; short of it, to the highest tier or to all that can be closed.

    Args:
        evaluation: where the factory stands.
        catalogue: what can be done, and what it makes true.
        limits: target, money, hands, seasons, and what must or must not happen.
        on_progress: told the cost of the best plan so far and the proven bound, 万元; called from this thread.
        cancelled: asked often; true ends with the best plan so far, marked as unproven.
        seconds: ends likewise.
        beside: also works out the near-best plans and what each measure left out would cost, which takes longer than
            the plan itself; without, `with_alternatives` does so later.

    Raises:
        UnknownMeasure: limits name a measure that the catalogue does not have.
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
        RequiredDoesNotFit: what is required breaks the limits, whatever the target.
    """
    question = question_of(evaluation, catalogue, limits)
    watch = Watch(on_progress, cancelled, seconds)
    calendar = question.calendar()
    goals = question.goals.goals
    schedule: Schedule | Ended = Ended.IMPOSSIBLE
    reached = False
    if not any(goal.hopeless for goal in goals):
        if limits.objective is Objective.SOONEST:
            calendar = question.calendar(soonest(question, watch))
        schedule = best(question, calendar, goals, watch, hard=True)
        reached = isinstance(schedule, Schedule)
    if schedule is Ended.IMPOSSIBLE:
        calendar = question.calendar()
        schedule = nearest(question, calendar, watch)
    if schedule is Ended.IMPOSSIBLE:
        missing = unfit(question, watch)
        raise RequiredDoesNotFit(_nothing(question, missing), why=missing.sentences[0])
    if not isinstance(schedule, Schedule):
        schedule = Schedule({}, frozenset(), proven=False, gap=1.0)
    roadmap = roadmap_of(question, schedule, None if reached else shortfall_of(question, schedule, watch))
    if roadmap.margin is not None and reached:
        roadmap = replace(roadmap, margin=replace(roadmap.margin, price_wan=_price(question, schedule, watch)))
    roadmap = by_months(question, schedule, roadmap)
    return _beside(question, roadmap, watch) if beside else roadmap


def _price(question: PlanQuestion, schedule: Schedule, watch: Watch) -> Decimal | None:
    """Returns by how much ownership is dearer than without a margin; None when stopped before that was known."""
    limits = replace(question.limits, margin=0)
    plain = question_of(question.evaluation, question.catalogue, limits)
    cheapest = best(plain, plain.calendar(), plain.goals.goals, replace(watch, on_progress=None), hard=True)
    if not isinstance(cheapest, Schedule) or not cheapest.proven:
        return None
    return ownership_of(question, schedule) - ownership_of(plain, cheapest)


def with_alternatives(
    evaluation: Evaluation, catalogue: Catalogue, roadmap: Roadmap, cancelled: Cancelled | None = None
) -> Roadmap:
    """Returns the same roadmap with its near-best plans and the exact reason of every measure left out.

    The second call, made once the plan is on screen.
    """
    return _beside(question_of(evaluation, catalogue, roadmap.limits), roadmap, Watch(None, cancelled))


def _beside(question: PlanQuestion, roadmap: Roadmap, watch: Watch) -> Roadmap:
    if roadmap.status is PlanStatus.UNPROVEN:
        return roadmap
    shown, quiet = Shown.of(question, roadmap), replace(watch, on_progress=None)
    return replace(
        roadmap,
        alternatives=alternatives_of(question, shown.calendar, shown.schedule, quiet),
        left_out=explained(shown, roadmap.left_out, quiet),
    )


def _nothing(question: PlanQuestion, missing: Shortfall) -> Roadmap:
    """Returns the plan without a step that is left where what is required does not fit."""
    empty = Schedule({}, frozenset(), proven=True, gap=0.0)
    return replace(roadmap_of(question, empty, missing), status=PlanStatus.INFEASIBLE, left_out=(), to_do_first=())
