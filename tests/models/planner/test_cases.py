"""Published cases as sentences: what a plant paid or gained stands beside what our plan for it costs and counts on."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from models.assessment import AnswerId, Assessment, AssessmentState
from models.catalogue import MeasureId, VariantId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Lock
from models.planner import plan
from models.roadmap import PlanStatus, Step
from tests.factories import DAY, answers_at
from tests.models.planner.test_national import LIBRARY, catalogue, limits

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "published.yaml").read_text(encoding="utf-8"))


@cache
def of_trade(trade: str) -> Evaluation:
    """Returns a factory of a trade that has reached basic: its plan is what it asks for and what that needs."""
    answers = {AnswerId(key): value for key, value in answers_at("basic").items()}
    answers[AnswerId("enterprise.industry")] = trade
    assessment = Assessment("C-1", 1, AssessmentState.DRAFT, "national-2025", answers=MappingProxyType(answers))
    return evaluate(assessment, LIBRARY.rulebook("national-2025"), DAY)


def planned(case: dict[str, Any]) -> list[Step]:
    """Returns the steps of our plan that the plant took too, each in the plant's way."""
    wanted = [(MeasureId(measure), VariantId(way)) for measure, way in case["measures"]]
    roadmap = plan(
        of_trade(case["trade"]),
        catalogue(),
        limits("basic", 400, require=tuple(Lock(measure, way) for measure, way in wanted)),
    )
    assert roadmap.status is PlanStatus.OPTIMAL
    steps = [step for step in roadmap.steps if (step.measure, step.variant) in wanted]
    assert len(steps) == len(wanted)
    return steps


def our_price(case: dict[str, Any], steps: list[Step]) -> Decimal:
    """Returns the figure of ours that the case is held against, 万元."""
    low = case["within"].startswith("low_")
    variants = [catalogue().measures[step.measure].variants[step.variant] for step in steps]
    one_off = sum((variant.capex_wan.low if low else variant.capex_wan.typical for variant in variants), Decimal(0))
    assert low or one_off == sum(step.one_off_wan for step in steps)
    if not case["within"].endswith("first_year"):
        return one_off
    return one_off + sum(
        variant.opex_wan_per_year.low if low else variant.opex_wan_per_year.typical for variant in variants
    )


@pytest.mark.parametrize("case", [case for case in CASES if "spent" in case], ids=lambda case: case["case"])
def test_our_plan_costs_no_more_than_the_plant_really_paid_or_says_why(case: dict[str, Any]) -> None:
    """With the plant's measures required in its way, their part of the plan stays inside what was published."""
    ours, spent = our_price(case, planned(case)), Decimal(str(case["spent"]))
    if "why" in case:
        assert ours > spent
        assert our_price({**case, "within": "low_" + case["within"]}, planned(case)) <= spent, case["sentence"]
    else:
        assert ours <= spent, case["sentence"]


@pytest.mark.parametrize("case", [case for case in CASES if "gained" in case], ids=lambda case: case["case"])
def test_we_count_on_no_more_than_the_plant_really_gained_or_say_why(case: dict[str, Any]) -> None:
    """The cautious gains of the plant's measures together stay inside what was published of them."""
    for kpi, gained in case["gained"].items():
        ours = sum(
            (
                benefit.gain.low * catalogue().measures[MeasureId(measure)].variants[VariantId(way)].benefit_share
                for measure, way in case["measures"]
                for benefit in catalogue().measures[MeasureId(measure)].benefits
                if benefit.kpi == kpi
            ),
            Decimal(0),
        )
        above = ours > Decimal(str(gained))
        assert above == ("why" in case and "spent" not in case), (kpi, ours, case["sentence"])


def test_every_published_case_is_there() -> None:
    """Thirty-four cases were found; each has its sentence, and every `why` a reason."""
    assert {case["case"].split("-")[0] for case in CASES} == {f"CA{number:02}" for number in range(1, 35)}
    for case in CASES:
        assert case["sentence"]
        assert "spent" in case or "gained" in case
        assert case.get("why", "…")
