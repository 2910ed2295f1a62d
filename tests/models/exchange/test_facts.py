"""What an office counts of a report: one profile, one row a condition, no answers."""

import json
from decimal import Decimal

from models.exchange.facts import facts
from reports.payload import ReportOptions, payload
from tests.reports.factory import CREATED, catalogue, evaluated, frozen_sample, planned


def _payload(edition: str = "full") -> dict[str, object]:
    options = ReportOptions(edition="deidentified" if edition == "deidentified" else "full")
    data = payload(evaluated(frozen_sample()), planned(), catalogue(), created=CREATED, options=options)
    value: dict[str, object] = json.loads(data)
    return value


def test_the_sample_is_counted_as_its_evaluation_says() -> None:
    """Every condition that counts is there once; the sums are those of the report."""
    counted = facts(_payload(), "basic")
    evaluation = evaluated(frozen_sample())
    assert (counted.reached, counted.possible, counted.proven_tier) == (
        evaluation.reached,
        evaluation.possible,
        "basic",
    )
    assert sum(each.status == "met" for each in counted.conditions) == counted.met == evaluation.met_count
    assert sum(each.proven for each in counted.conditions) == counted.proven == evaluation.proven_count
    assert len({(each.tier, each.condition) for each in counted.conditions}) == counted.asked
    assert counted.contradictions == len(evaluation.contradictions)
    assert (counted.staff, counted.revenue_wan) == (100, Decimal(5000))
    assert (counted.factory.province, counted.factory.industry_code, counted.factory.size) == ("江苏", "C3444", "small")


def test_a_deidentified_report_is_counted_without_a_name() -> None:
    """What is left out is empty; the conditions are the same."""
    counted = facts(_payload("deidentified"), None)
    assert (counted.factory.enterprise, counted.factory.site, counted.factory.credit_code) == ("", "", "")
    assert counted.conditions == facts(_payload(), None).conditions
