"""A plan told in five lines, and a word for every tier."""

from decimal import Decimal

import pytest

import resources
from models import document
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.packs.library import Library
from models.planner import plan
from models.roadmap import Roadmap
from models.rulebook import TierId
from reports.brief import PLAN_LINES, plan_lines, tier_text
from tests.factories import DAY


@pytest.fixture(name="evaluation", scope="module")
def fixture_evaluation() -> Evaluation:
    """What the evaluator says of the sample factory."""
    library = Library(None)
    data = resources.path("samples/hongda-machining.json").read_bytes()
    assessment = document.read(data, "sample", library)
    return evaluate(assessment, library.rulebook(assessment.rulebook, assessment.overlays), DAY)


@pytest.fixture(name="catalogue", scope="module")
def fixture_catalogue() -> Catalogue:
    """The measures that ship."""
    return Library(None).catalogue()


def road(evaluation: Evaluation, catalogue: Catalogue, budget: int, quarters: int) -> Roadmap:
    """Returns the way to basic with so much money a year."""
    limits = Limits(TierId("basic"), (Decimal(budget),), Quarter(2027, 1), quarters)
    return plan(evaluation, catalogue, limits)


@pytest.mark.parametrize(("budget", "quarters"), [(60, 12), (20, 12), (1, 4)])
def test_a_plan_is_told_in_at_most_five_lines(
    evaluation: Evaluation, catalogue: Catalogue, budget: int, quarters: int
) -> None:
    """The outcome first, then every measure by quarter; nothing is left out, however many quarters there are."""
    roadmap = road(evaluation, catalogue, budget, quarters)
    lines = [line.text("zh") for line in plan_lines(roadmap, catalogue, evaluation.rulebook)]
    assert 1 <= len(lines) <= PLAN_LINES
    assert "基础级" in lines[0]
    for step in roadmap.steps:
        assert any(catalogue.measures[step.measure].name.zh in line for line in lines[1:])


def test_a_tier_that_is_not_reached_has_a_word(evaluation: Evaluation) -> None:
    """No tier is said as a word in both languages, never as a blank."""
    assert tier_text(evaluation.rulebook, None).zh == "无"
    assert tier_text(evaluation.rulebook, TierId("basic")).zh == "基础级"
