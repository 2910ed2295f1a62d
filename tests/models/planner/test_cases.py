"""Published cases as sentences: what the plant paid stands beside what our plan for it would cost."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from models.catalogue import MeasureId, VariantId
from models.planner import plan
from models.roadmap import Lock, PlanStatus
from tests.models.planner.test_national import bare, catalogue, limits

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "published.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_our_plan_costs_no_more_than_the_plant_really_paid(case: dict[str, object]) -> None:
    """With the plant's measures required in its way, their part of the plan stays inside what was published."""
    wanted = [(MeasureId(measure), VariantId(way)) for measure, way in case["measures"]]  # type: ignore[attr-defined]
    trade = {"J06": "服装", "J04": "机械加工"}.get(wanted[0][0], "汽车零部件")
    found = plan(
        bare(("enterprise.industry", trade)),
        catalogue(),
        limits("basic", 300, require=tuple(Lock(measure, way) for measure, way in wanted)),
    )
    assert found.status is PlanStatus.OPTIMAL
    steps = [step for step in found.steps if (step.measure, step.variant) in wanted]
    assert len(steps) == len(wanted)
    paid = sum((step.one_off_wan for step in steps), Decimal(0))
    if case["within"] == "first_year":
        paid += sum(catalogue().measures[one].variants[way].opex_wan_per_year.typical for one, way in wanted)
    elif case["within"] == "low_one_off":
        paid = sum((catalogue().measures[one].variants[way].capex_wan.low for one, way in wanted), Decimal(0))
    assert paid <= Decimal(str(case["spent"])), case["sentence"]
