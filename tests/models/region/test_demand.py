"""The demand for shared services: what each lifts and saves, what the best do together, and what a sample says."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import MeasureId, VariantId
from models.region.demand import (
    CheapestPlan,
    FactoryTrial,
    Reach,
    ServiceTrial,
    Way,
    best_of,
    drawn,
    effect_of,
    estimated_count,
    estimated_sum,
    ranked,
)
from models.rulebook import TierId


def reached(cost: object) -> CheapestPlan:
    """A proven plan."""
    return CheapestPlan(Reach.REACHED, Decimal(str(cost)))


OUT = CheapestPlan(Reach.OUT_OF_REACH, None)
LATE = CheapestPlan(Reach.UNKNOWN, None)


def trial(whole: CheapestPlan, **without: CheapestPlan) -> FactoryTrial:
    """A factory whose plan uses some services."""
    trials = [ServiceTrial(service, (MeasureId(service.upper()),), less) for service, less in without.items()]
    return FactoryTrial(TierId("basic"), whole, tuple(trials))


def test_services_that_lift_most_factories_come_first_then_those_that_save_most() -> None:
    """Lifted are those that reach their tier with a service and proven not without; saved is what the others pay more."""
    trials = {
        "a": trial(reached(10), cloud=OUT, expert=reached(12), data=reached("10.5")),
        "b": trial(reached(20), cloud=reached(23), expert=reached(29)),
        "c": trial(reached(20), expert=LATE),
        "d": trial(OUT),
    }
    services = ranked(trials, 4)
    assert [each.service for each in services] == ["cloud", "expert", "data"]
    cloud, expert, data = (each.effect for each in services)
    assert [cloud.users.value, cloud.lifted.value, cloud.saved_wan.value, cloud.unproven] == [2, 1, 3, 0]
    assert [expert.users.value, expert.lifted.value, expert.saved_wan.value, expert.unproven] == [3, 0, 11, 1]
    assert data.saved_wan.value == Decimal("0.5")
    assert services[1].papers == ("a", "b", "c")
    assert services[1].measures == (("EXPERT", 3),)


def test_a_part_of_a_better_service_is_passed_over() -> None:
    """Of a kind and a named service of that kind the better is chosen, and the other only with ways of its own."""
    held: dict[str, frozenset[Way]] = {
        "equipment": frozenset({(MeasureId("A"), VariantId.SHARED), (MeasureId("B"), VariantId.SHARED)}),
        "store": frozenset({(MeasureId("A"), VariantId.SHARED)}),
        "cloud": frozenset({(MeasureId("C"), VariantId.SHARED)}),
        "idle": frozenset({(MeasureId("D"), VariantId.SHARED)}),
    }

    def ways_of(services: Sequence[str]) -> frozenset[Way]:
        return frozenset[Way]().union(*(held[service] for service in services))

    trials = {"a": trial(reached(1), equipment=OUT, store=reached(2), cloud=reached(3), idle=reached(1))}
    assert best_of(ranked(trials, 1), ways_of) == ("equipment", "cloud")


def test_an_unproven_plan_neither_lifts_nor_saves() -> None:
    """What the time limit left open is counted apart."""
    unproven = CheapestPlan(Reach.UNPROVEN, Decimal(5))
    effect = effect_of([(unproven, OUT), (unproven, reached(9)), (reached(5), LATE)], 3, 3)
    assert [effect.lifted.value, effect.saved_wan.value, effect.unproven] == [1, 0, 2]


@given(st.integers(1, 500), st.integers(0, 5000), st.data())
def test_a_sample_gives_an_interval_around_its_own_share(planned: int, more: int, data: st.DataObject) -> None:
    """The estimate lies inside its interval, between none and all; with everything planned there is no interval."""
    count = data.draw(st.integers(0, planned))
    estimate = estimated_count(count, planned, planned + more)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= planned + more
    assert estimate.is_exact if more == 0 else True
    amounts = [Decimal(number) for number in range(count)]
    total = estimated_sum(amounts, planned, planned + more)
    assert 0 <= total.low <= total.value <= total.high
    assert total.value == sum(amounts) if more == 0 else True


def test_the_interval_of_a_sample_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 400 samples from a region of known demand the intervals hold the truth in more than nine of ten."""
    from random import Random

    dice = Random(7)
    uses = [Decimal(dice.randint(1, 60)) if dice.random() < 0.3 else None for _ in range(4000)]
    true_count, true_sum = (
        sum(each is not None for each in uses),
        sum((each or Decimal(0) for each in uses), Decimal(0)),
    )
    held_count = held_sum = 0
    for _ in range(400):
        seen = dice.sample(uses, 300)
        amounts = [each for each in seen if each is not None]
        counted, summed = estimated_count(len(amounts), 300, 4000), estimated_sum(amounts, 300, 4000)
        held_count += counted.low <= true_count <= counted.high
        held_sum += summed.low <= true_sum <= summed.high
    assert min(held_count, held_sum) > 365


def test_beyond_some_thousands_a_sample_is_drawn_that_stays_the_same() -> None:
    """All reports up to the limit; beyond it the same reports give the same sample, in whatever order they come."""
    few, many = [f"p{number}" for number in range(3000)], [f"p{number}" for number in range(9000)]
    assert set(drawn(few)) == set(few)
    assert len(drawn(many)) == 1000
    assert drawn(many) == drawn(many[::-1])
