"""A headline that holds: typical prices are medians, and certainty has its price."""

from dataclasses import replace
from decimal import Decimal
from itertools import islice

import numpy
import pytest

from models.figures import Confidence, Figure
from models.planner import certainties, plan
from models.planner.asking.price_draws import at, drawn
from models.planner.errors import UnusableLimits
from models.roadmap import PlanStatus
from models.roadmap.price_risk import of_hundred
from tests.models.planner.test_national import catalogue, limits, roadmap, sample


def figure(low: int, typical: int, high: int) -> Figure:
    """A price range in 万元."""
    return Figure(Decimal(low), Decimal(typical), Decimal(high), "wan", Confidence.ESTIMATE)


@pytest.mark.parametrize("price", [figure(10, 20, 40), figure(0, 5, 30), figure(0, 0, 8), figure(7, 7, 7)])
def test_the_typical_price_is_the_median_and_the_ends_are_the_ends(price: Figure) -> None:
    """Half of all cases are dearer, half cheaper; a surer price is never lower; many draws say the same as one."""
    assert at(price, Decimal("0.5")) == price.typical
    assert round(at(price, Decimal(0)), 9) == price.low
    assert round(at(price, Decimal(1)), 9) == price.high
    shares = [Decimal(hundredth) / 100 for hundredth in range(101)]
    prices = [at(price, share) for share in shares]
    assert prices == sorted(prices)
    many = drawn(price, numpy.array([float(share) for share in shares]))
    assert [float(each) for each in many] == pytest.approx([float(each) for each in prices])


def test_half_as_much_and_twice_as_much_are_equally_likely() -> None:
    """Where the typical figure is the geometric mean of the ends, the range is even in the logarithm."""
    price = figure(10, 20, 40)
    assert at(price, Decimal("0.2")) * at(price, Decimal("0.8")) == pytest.approx(Decimal(400))


def test_one_price_alone_stays_within_the_headline_in_half_of_all_cases() -> None:
    """Every plan says in which share of the draws its cost holds; the draws are the same on every run."""
    risk, again = roadmap("basic", 30).risk, plan(sample(), catalogue(), limits("basic", 30), beside=False).risk
    assert risk is not None
    assert Decimal("0.2") < risk.headline_holds_share <= Decimal("0.6")
    assert risk == again


def test_a_share_of_cases_is_never_rounded_up() -> None:
    """Just under a half is 49 of 100, so that no plan is said to hold in 50 of 100 and in fewer than half."""
    assert [of_hundred(Decimal(share)) for share in ("0", "0.4962", "0.5", "0.7999", "1")] == [0, 49, 50, 79, 100]


def test_certainty_is_never_cheaper() -> None:
    """At 60, 80 and 95 of 100 cases the proven cheapest plan costs more each time, and its budget holds more often."""
    asked = limits("basic", 400)
    plans = (plan(sample(), catalogue(), asked, beside=False), *certainties(sample(), catalogue(), asked))
    assert [each.status for each in plans] == [PlanStatus.OPTIMAL] * 4
    costs = [each.ownership_wan for each in plans]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_a_plan_that_is_known_is_not_made_again() -> None:
    """What was proven at 80 of 100 cases stands among the three as it is."""
    asked = replace(limits("basic", 400), sure=Decimal("0.8"))
    known = plan(sample(), catalogue(), asked, beside=False)
    assert next(islice(certainties(sample(), catalogue(), asked, known=known), 1, None)) is known


def test_a_tight_budget_holds_in_fewer_cases_than_a_sure_plan_says() -> None:
    """A plan that fits exactly at its typical prices is not called affordable where the budget holds in less than half."""
    for budget in (24, 27, 30):
        shown = plan(sample(), catalogue(), limits("basic", budget), beside=False)
        if shown.risk is not None and shown.risk.budget_holds_share < Decimal("0.5"):
            assert not shown.is_affordable
            assert any("likely to be too small" in said.text("en") for said in shown.to_do_first)
    sure = plan(sample(), catalogue(), replace(limits("basic", 60), sure=Decimal("0.8")), beside=False)
    assert sure.is_affordable


@pytest.mark.parametrize("share", ["0.4", "1.01", "NaN"])
def test_less_than_even_odds_cannot_be_asked_for(share: str) -> None:
    """How sure a plan is lies between 50 and 100 of 100 cases."""
    with pytest.raises(UnusableLimits):
        plan(sample(), catalogue(), replace(limits("basic", 30), sure=Decimal(share)), beside=False)
