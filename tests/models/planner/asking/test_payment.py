"""When prices are due, what a stop of production costs, and what is bought anew: in the money of each quarter."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from models.catalogue import MeasureId, VariantId
from models.limits import Limits, OwnTerms, Quarter
from models.planner import plan, told_again
from models.planner.asking.offers import divided
from models.planner.errors import UnknownMeasure, UnusableLimits
from models.roadmap import PlanStatus
from models.rulebook import ConditionKind, TierId
from models.storage.limits_text import decode_limits, encode_limits
from models.typed import read_shares, shares_text
from reports.payload import limits_json
from reports.payload.claimed import claimed_limits
from tests.models.planner.book import bare, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe

A = MeasureId("A")
PICK = (A, VariantId.OWN)
THIRDS = (Decimal("0.3"), Decimal("0.4"), Decimal("0.3"))
ASKED = Limits(TierId("basic"), (Decimal(20),), Quarter(2027, 1), quarters=8)
KNOWN = catalogue([measure("A", {VariantId.OWN: (10, 0, 13, 1)})], [recipe("scenarios.SC20.status", "full", "A")])
FACTORY = bare(book=rulebook({"basic": [("coverage", ConditionKind.COVERAGE, 'covers("ZY")')]}))


def paid(limits: Limits) -> list[Decimal]:
    """Returns what is paid once in each quarter of a plan for one measure of 10 万元."""
    roadmap = plan(FACTORY, KNOWN, limits, beside=False)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert told_again(FACTORY, KNOWN, roadmap) == roadmap
    assert sum(each.one_off_wan for each in roadmap.cost_by_month) == 10
    return [each.one_off_wan for each in roadmap.cost_by_quarter]


def test_a_price_is_paid_as_agreed() -> None:
    """All at the start unless agreed otherwise; 30/40/30 in three quarters; terms of one way go before those of all."""
    assert paid(ASKED)[:4] == [10, 0, 0, 0]
    assert paid(replace(ASKED, payment=THIRDS))[:4] == [3, 4, 3, 0]
    own = MappingProxyType({PICK: OwnTerms(payment=(Decimal(0), Decimal(1)))})
    assert paid(replace(ASKED, payment=THIRDS, terms=own))[:4] == [0, 10, 0, 0]


def test_payments_keep_the_money_of_each_year_and_the_end_of_the_plan_is_not_free() -> None:
    """What 6 a year cannot pay at once it pays over two years; what would be due after the plan is due in its last quarter."""
    poor = replace(ASKED, budget_wan=(Decimal(6),))
    assert plan(FACTORY, KNOWN, poor, beside=False).status is PlanStatus.PARTIAL
    halves = replace(poor, payment=(Decimal("0.5"), Decimal("0.5")))
    assert paid(halves) == [0, 0, 0, 5, 5, 0, 0, 0]
    assert plan(FACTORY, KNOWN, replace(halves, quarters=4), beside=False).status is PlanStatus.PARTIAL


def test_a_stop_of_production_is_part_of_the_price() -> None:
    """The person's own figure for the stop is added to the one-off cost and to what it costs to own."""
    stopped = replace(ASKED, terms=MappingProxyType({PICK: OwnTerms(stop_wan=Decimal("1.5"))}))
    before, after = (plan(FACTORY, KNOWN, limits, beside=False) for limits in (ASKED, stopped))
    assert after.cost.one_off_wan == before.cost.one_off_wan + Decimal("1.5")
    assert after.ownership_wan > before.ownership_wan
    assert after.risk is not None
    assert after.risk.low_wan == Decimal("11.5")


def test_what_is_bought_anew_stands_in_its_quarter() -> None:
    """Three years after it is in use a measure is bought anew: in the money by quarter, and in a sentence."""
    roadmap = plan(FACTORY, KNOWN, replace(ASKED, quarters=16), beside=False)
    anew = {str(each.quarter): each.replacement_wan for each in roadmap.cost_by_quarter if each.replacement_wan}
    assert anew == {"2030Q2": 10}
    assert any("2030Q2" in said.text("en") for said in roadmap.to_do_first)
    assert roadmap.cost.one_off_wan == 10
    free = plan(FACTORY, KNOWN, replace(ASKED, quarters=12), beside=False)
    assert not any(each.replacement_wan for each in free.cost_by_quarter)


@pytest.mark.parametrize(
    "shares", [(Decimal("0.5"),), (Decimal("1.2"), Decimal("-0.2")), tuple(Decimal("0.05") for _ in range(20))]
)
def test_payments_that_are_no_whole_are_refused(shares: tuple[Decimal, ...]) -> None:
    """Parts that do not come to the whole, that are below nothing or too many are refused, wherever they are said."""
    for limits in (
        replace(ASKED, payment=shares),
        replace(ASKED, terms=MappingProxyType({PICK: OwnTerms(payment=shares)})),
    ):
        with pytest.raises(UnusableLimits):
            plan(FACTORY, KNOWN, limits, beside=False)


def test_terms_of_a_way_that_nobody_offers_are_refused() -> None:
    """Terms name a measure and a way of the catalogue."""
    for pick in ((MeasureId("Z"), VariantId.OWN), (A, VariantId.SHARED)):
        with pytest.raises(UnknownMeasure):
            plan(FACTORY, KNOWN, replace(ASKED, terms=MappingProxyType({pick: OwnTerms()})), beside=False)


def test_terms_are_kept_and_travel_in_a_report() -> None:
    """Payments and stops come back the same from the database and from a payload."""
    terms = MappingProxyType({PICK: OwnTerms(Decimal("1.5"), THIRDS), (A, VariantId.LEASE): OwnTerms(payment=THIRDS)})
    limits = replace(ASKED, payment=THIRDS, terms=terms)
    assert decode_limits(encode_limits(limits), {}) == limits
    assert claimed_limits(limits_json(limits)) == limits


@pytest.mark.parametrize("amount", [0, 4, 396, 400, 4004, 123_456])
def test_parts_of_a_price_add_up(amount: int) -> None:
    """Parts in whole hundred yuan add up to the price, whatever the shares."""
    for shares in (THIRDS, (Decimal("0.333"), Decimal("0.333"), Decimal("0.334")), (Decimal(1),)):
        assert sum(divided(amount, shares)) == amount


@pytest.mark.parametrize("text", ["30/40/30", "30；40；30", "３０/４０/３０", "30%/40%/30%", " 30 / 40 / 30 "])
def test_payments_are_read_as_people_write_them(text: str) -> None:
    """Per cent between strokes or marks; what is shown is read again as the same."""
    assert read_shares(text).value == THIRDS
    assert read_shares(shares_text(THIRDS)).value == THIRDS


@pytest.mark.parametrize("text", ["30/40", "130/-30", "all", "30/40/40", "100/"])
def test_what_is_no_whole_is_not_read(text: str) -> None:
    """Parts that do not come to 100 are refused with the reason."""
    assert read_shares(text).value is None
    assert read_shares(text).problem is not None
