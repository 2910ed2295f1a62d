"""One factory with and without shared services."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from models.limits import Limits, Lock, Quarter
from models.planner import plan
from models.planner.services import cheapest, factory_trial, services_used, without
from models.region.demand import FactoryTrial, Reach
from models.rulebook import TierId
from tests.reports.factory import catalogue, evaluated, frozen_sample

BASIC = TierId("basic")
LIMITS = Limits(target=BASIC, budget_wan=(Decimal(30),), start=Quarter(2027, 1))
SECONDS = float("inf")


@cache
def sample_trial() -> FactoryTrial:
    """The sample factory, which needs services for the basic tier."""
    return factory_trial(evaluated(frozen_sample()), catalogue(), LIMITS, BASIC, seconds=SECONDS)


def test_the_plan_with_all_services_is_the_one_that_the_planner_gives() -> None:
    """Cost and ways are those of the roadmap under the same limits."""
    roadmap = plan(evaluated(frozen_sample()), catalogue(), LIMITS, beside=False)
    whole = sample_trial().whole
    assert whole.reach is Reach.REACHED
    assert whole.ownership_wan == roadmap.ownership_wan
    assert whole.ways == tuple(sorted((step.measure, step.variant) for step in roadmap.steps))


def test_every_service_that_the_plan_uses_is_tried_and_no_other() -> None:
    """What stays unused would change nothing: taking it away leaves the plan as it is."""
    trial = sample_trial()
    used = services_used(catalogue(), trial.whole.ways)
    assert [each.service for each in trial.trials] == sorted(used)
    unused = {
        kind.value
        for measure in catalogue().measures.values()
        for way in measure.variants.values()
        if (kind := way.kind)
    } - set(used)
    assert unused
    same = without(evaluated(frozen_sample()), catalogue(), LIMITS, BASIC, sorted(unused), seconds=SECONDS)
    assert same.ownership_wan == trial.whole.ownership_wan


@pytest.mark.parametrize("service", ["expert", "capacity"])
def test_a_plan_without_a_service_is_what_plan_without_it_says(service: str) -> None:
    """`plan --forbid-service` comes to the same cost, or to the same answer that the tier is out of reach."""
    (trial,) = [each for each in sample_trial().trials if each.service == service]
    limits = replace(LIMITS, forbid_ways=catalogue().ways_of([service]))
    roadmap = plan(evaluated(frozen_sample()), catalogue(), limits, beside=False)
    assert trial.without.reach.is_reached is (roadmap.reached == BASIC)
    assert trial.without.ownership_wan == (roadmap.ownership_wan if trial.without.reach.is_reached else None)


def test_fewer_services_are_never_cheaper() -> None:
    """Whatever is taken away, the plan costs at least as much, or the tier is out of reach."""
    trial = sample_trial()
    for each in trial.trials:
        cost = each.without.ownership_wan
        assert cost is None or (trial.whole.ownership_wan is not None and cost >= trial.whole.ownership_wan)


def test_a_wish_for_the_service_itself_is_let_go_with_it() -> None:
    """A measure required in its shared way is got in another where the service is taken away."""
    measure, variant = next(way for way in sample_trial().whole.ways if way in catalogue().ways_of(["expert"]))
    limits = replace(LIMITS, require=(Lock(measure, variant),))
    less = without(evaluated(frozen_sample()), catalogue(), limits, BASIC, ["expert"], seconds=SECONDS)
    assert less.reach is Reach.REACHED
    assert (measure, variant) not in less.ways


def test_what_no_measure_brings_is_told_from_what_the_limits_forbid() -> None:
    """A tier that asks for a recognition is beyond measures; too little money is out of reach, too little time unknown."""
    evaluation = evaluated(frozen_sample())
    leading = cheapest(evaluation, catalogue(), replace(LIMITS, target=TierId("leading")), seconds=SECONDS)
    assert leading.reach is Reach.BEYOND_MEASURES
    poor = cheapest(evaluation, catalogue(), replace(LIMITS, budget_wan=(Decimal(1),)), seconds=SECONDS)
    assert poor.reach is Reach.OUT_OF_REACH
    hasty = cheapest(evaluation, catalogue(), LIMITS, seconds=0.0)
    assert hasty.reach in {Reach.UNPROVEN, Reach.UNKNOWN}
