"""What shared services are worth to one factory: its cheapest plan with all of them, and without each that it uses."""

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation
from models.limits import Limits, Objective
from models.planner.asking.checking import question_of
from models.planner.errors import ContradictoryLimits
from models.planner.solving.aims import Cancelled, Care, Schedule, Watch, best
from models.planner.solving.program import Ended
from models.planner.telling.statement import ownership_of
from models.region.demand import CheapestPlan, FactoryTrial, Reach, ServiceTrial, Way
from models.rulebook import TierId


def services_used(catalogue: Catalogue, ways: Collection[Way]) -> dict[str, tuple[MeasureId, ...]]:
    """Returns the services that some ways use, kinds and named ones, each with the measures that it serves."""
    used: dict[str, list[MeasureId]] = {}
    for measure, variant in ways:
        kind = catalogue.measures[measure].variants[variant].kind
        names = [service.id for service in catalogue.services(measure, variant)]
        for service in (*([kind.value] if kind is not None else ()), *names):
            used.setdefault(service, []).append(measure)
    return {service: tuple(measures) for service, measures in sorted(used.items())}


def factory_trial(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    tier: TierId,
    *,
    seconds: float,
    cancelled: Cancelled | None = None,
) -> FactoryTrial:
    """Returns a factory's cheapest plan to a tier, and what it would be without each service that it uses.

    Args:
        evaluation: where the factory stands.
        catalogue: the measures and services.
        limits: money, hands and time; what they say of their target and of the last plan counts for nothing here.
        tier: to be reached.
        seconds: how long each plan may take.
        cancelled: asked often.

    Raises:
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
    """
    limits = _asked(limits, tier, catalogue)
    whole = cheapest(evaluation, catalogue, limits, seconds=seconds, cancelled=cancelled)
    trials = tuple(
        ServiceTrial(
            service,
            measures,
            without(evaluation, catalogue, limits, tier, [service], seconds=seconds, cancelled=cancelled),
        )
        for service, measures in services_used(catalogue, whole.ways).items()
    )
    return FactoryTrial(tier, whole, trials)


def without(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    tier: TierId,
    services: Collection[str],
    *,
    seconds: float,
    cancelled: Cancelled | None = None,
) -> CheapestPlan:
    """Returns the cheapest plan to a tier without some services; arguments as of `factory_trial`.

    Raises:
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out, whatever the services.
    """
    limits = _asked(limits, tier, catalogue)
    gone = catalogue.ways_of(services)
    require = tuple(
        replace(lock, variant=None) if lock.variant is not None and (lock.measure, lock.variant) in gone else lock
        for lock in limits.require
    )
    fewer = replace(limits, forbid_ways=limits.forbid_ways | gone, require=require)
    try:
        return cheapest(evaluation, catalogue, fewer, seconds=seconds, cancelled=cancelled)
    except ContradictoryLimits:
        # What the factory asks for can be had only through the service.
        return CheapestPlan(Reach.OUT_OF_REACH, None)


def cheapest(
    evaluation: Evaluation, catalogue: Catalogue, limits: Limits, *, seconds: float, cancelled: Cancelled | None = None
) -> CheapestPlan:
    """Returns the cheapest plan within the limits, without the words and reasons of a roadmap.

    Raises:
        UnknownMeasure: limits name a measure that the catalogue does not have.
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
    """
    question = question_of(evaluation, catalogue, limits)
    if any(goal.hopeless for goal in question.goals.goals):
        return CheapestPlan(Reach.BEYOND_MEASURES, None)
    watch = Watch(None, cancelled, seconds)
    schedule = best(question, question.calendar(), question.goals.goals, watch, hard=True, care=Care.FITTING)
    if isinstance(schedule, Schedule):
        reach = Reach.REACHED if schedule.proven else Reach.UNPROVEN
        return CheapestPlan(reach, ownership_of(question, schedule), tuple(sorted(schedule.starts)))
    return CheapestPlan(Reach.OUT_OF_REACH if schedule is Ended.IMPOSSIBLE else Reach.UNKNOWN, None)


def _asked(limits: Limits, tier: TierId, catalogue: Catalogue) -> Limits:
    """Returns the limits for another question: the cheapest plan to a tier, with the measures of this catalogue."""
    measures = catalogue.measures
    rules = {rule.id for rule in catalogue.subsidies}

    def is_known(measure: MeasureId, variant: VariantId | None) -> bool:
        return measure in measures and (variant is None or variant in measures[measure].variants)

    return replace(
        limits,
        target=tier,
        objective=Objective.CHEAPEST,
        like=(),
        require=tuple(lock for lock in limits.require if is_known(lock.measure, lock.variant)),
        forbid=limits.forbid & measures.keys(),
        forbid_ways=frozenset(way for way in limits.forbid_ways if is_known(*way)),
        done=limits.done & measures.keys(),
        prices_wan=MappingProxyType({way: price for way, price in limits.prices_wan.items() if is_known(*way)}),
        terms=MappingProxyType({way: terms for way, terms in limits.terms.items() if is_known(*way)}),
        uncounted=limits.uncounted & rules,
        eligible=limits.eligible & rules,
    )
