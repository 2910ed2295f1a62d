"""Ten factories, from an 18-person joinery to a 420-person electronics plant, whose plans stand as sentences in tests/cases."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from models.assessment import AnswerId, Assessment, AssessmentState
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Objective, Quarter
from models.planner import plan, sized
from models.planner.asking.sizing import hands_to_spare
from models.rulebook import TierId
from reports.payload import roadmap_json
from tests.factories import DAY, PROOF, answers_at
from tests.models.planner.outside import faults, loads, spoiled
from tests.models.planner.test_national import LIBRARY, catalogue

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "plans" / "factories.yaml").read_text(encoding="utf-8"))


def factory(case: dict[str, Any]) -> Evaluation:
    """Returns the factory of a case as the evaluator sees it."""
    given = {key: (PROOF,) if value == ["PROOF"] else value for key, value in case["answers"].items()}
    answers = answers_at(None if case["start"] == "none" else case["start"]) | given
    values = MappingProxyType({AnswerId(key): value for key, value in answers.items()})
    assessment = Assessment("C-1", 1, AssessmentState.DRAFT, "national-2025", answers=values)
    return evaluate(assessment, LIBRARY.rulebook("national-2025"), DAY)


def asked(case: dict[str, Any]) -> Limits:
    """Returns what the factory of a case can give."""
    given = case["limits"]
    return Limits(
        target=TierId(given["target"]),
        budget_wan=(Decimal(given["budget"]),),
        start=Quarter(2027, 1),
        quarters=given["quarters"],
        staff_weeks=Decimal(given["staff"]) if "staff" in given else None,
        carry_over=given.get("carry_over", False),
        sure=Decimal(str(given["sure"])) if "sure" in given else None,
        objective=Objective(given.get("objective", "cheapest")),
        blackout=frozenset(Quarter.parse(each) for each in given.get("blackout", ())),
    )


@cache
def printed(number: int) -> dict[str, Any]:
    """Returns the plan of a case as `plan --json` prints it."""
    case = CASES[number]
    roadmap = plan(factory(case), catalogue(), asked(case), beside=False)
    value: dict[str, Any] = json.loads(json.dumps(roadmap_json(roadmap, catalogue(), "en"), default=float))
    return value


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["case"])
def test_a_plan_comes_out_when_it_is_worked_out_again_from_outside(number: int) -> None:
    """Sums, order, money, hands, months, gates and tiers, by code that knows nothing of the planner."""
    evaluation = factory(CASES[number])
    known = sized(catalogue(), evaluation.assessment)
    assert faults(printed(number), known, evaluation.assessment, evaluation.rulebook, DAY) == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["case"])
def test_a_plan_is_what_its_sentence_says(number: int) -> None:
    """Whether the target is reached, by which month, for how much, and what is not in it."""
    value, wanted = printed(number), CASES[number]["expect"]
    assert value["status"] == wanted["status"]
    assert value["reached"] == wanted["reached"]
    if "by" in wanted:
        assert max(each["finish"] for each in value["months"]) <= wanted["by"]
    if "one_off" in wanted:
        low, high = wanted["one_off"]
        assert low <= value["cost"]["one_off"] <= high
    assert [gate["tier"] for gate in value["gates"]] == wanted["gates"]
    for quarter in CASES[number]["limits"].get("blackout", ()):
        assert quarter not in {step["quarter"] for step in value["steps"]}
    if wanted["status"] == "partial":
        assert value["shortfall"]["sentences"]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["case"])
def test_months_keep_the_load_and_the_order_that_the_quarters_have(number: int) -> None:
    """Nobody begins everything on one day: unless it is to be soon, no quarter is fuller by months than the fullest by quarters."""
    value = printed(number)
    usual = Decimal(0)
    evaluation = factory(CASES[number])
    if value["limits"]["objective"] == "soonest" or value["limits"]["staff_weeks"] is not None:
        return
    usual = hands_to_spare(catalogue(), evaluation.assessment) or usual
    by_quarter, by_month = loads(value, months=False), loads(value, months=True)
    most = max([float(usual), *by_quarter.values()])
    # A step that spans quarters counts by quarters in one reckoning, by days in the other.
    assert all(load <= 1.1 * most for load in by_month.values()), by_month
    begins = {each["measure"]: each["begins"] for each in value["months"]}
    ends = {each["measure"]: each["ends"] for each in value["months"]}
    steps = {step["measure"]: step for step in value["steps"]}
    for name, step in steps.items():
        for helper in catalogue().measures[name].enablers:
            if helper in steps and steps[helper]["finish"] < step["quarter"]:
                assert ends[helper] < begins[name], (helper, name)


def test_the_checker_from_outside_sees_what_is_not_so() -> None:
    """Every plan with one untrue figure, tier, day or sum is refused."""
    evaluation = factory(CASES[0])
    known = sized(catalogue(), evaluation.assessment)
    for what, plan_with_a_lie in spoiled(printed(0)):
        assert faults(plan_with_a_lie, known, evaluation.assessment, evaluation.rulebook, DAY), what
