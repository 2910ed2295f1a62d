"""Rules read as sums that the planner can move."""

from decimal import Decimal

import pytest

from models.assessment import Value
from models.catalogue import VariantId
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.planner import plan
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe


@pytest.mark.parametrize(
    ("rule", "bought"),
    [
        ("built_count >= 1", {"A"}),
        ("built_count - 1 >= 1", {"A", "B"}),
        ("built_count - (2 - 1) >= 1", {"A", "B"}),
        ("2 * built_count - 1 >= 2", {"A", "B"}),
        ("built_count / 2 >= 1", {"A", "B"}),
    ],
)
def test_a_rule_with_a_difference_asks_for_as_much_as_it_says(rule: str, bought: set[str]) -> None:
    """What is taken off has to be built besides; the evaluator says so of the answers after the plan."""
    known = catalogue(
        [measure("A", {VariantId.OWN: (1, 0, 2, 0)}), measure("B", {VariantId.OWN: (2, 0, 2, 0)})],
        [recipe("scenarios.SC01.status", "full", "A"), recipe("scenarios.SC02.status", "full", "B")],
    )
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, rule)]})
    answers: dict[str, Value] = {f"scenarios.{scenario.id}.status": "none" for scenario in book.scenarios}
    limits = Limits(TierId("basic"), (Decimal(100),), Quarter(2027, 1), quarters=4)
    roadmap = plan(evaluate(assessment(answers), book, DAY), known, limits, beside=False)
    assert {str(step.measure) for step in roadmap.steps} == bought
    assert roadmap.is_sure
