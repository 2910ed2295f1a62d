"""Which subsidy rules count for a factory, and what the manager can say about that."""

from dataclasses import replace
from decimal import Decimal

import pytest

import resources
from models import document
from models.assessment import AnswerId
from models.catalogue import Catalogue, SubsidyId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.packs.library import Library
from models.planner import plan
from models.planner.asking.subsidies import why_not
from models.planner.errors import UnusableLimits
from models.roadmap import Limits, Quarter
from models.rulebook import TierId

DEYANG = SubsidyId("PO05")


@pytest.fixture(scope="module")
def factory() -> tuple[Evaluation, Catalogue]:
    """The sample factory, moved to Deyang, where a rule gives a tenth of the bill."""
    library = Library(None)
    sample = document.read(resources.path("samples/hongda-machining.json").read_bytes(), "sample", library)
    moved = sample.with_answers({AnswerId("enterprise.city"): "德阳市"})
    return evaluate(moved, library.rulebook(moved.rulebook, moved.overlays)), library.catalogue()


LIMITS = Limits(TierId("advanced"), (Decimal(300),), Quarter(2027, 1))


def test_a_rule_that_is_not_counted_on_brings_no_money(factory: tuple[Evaluation, Catalogue]) -> None:
    """The manager can leave a subsidy out: the plan then pays every bill in full, and is not cheaper."""
    with_rule = plan(*factory, LIMITS, beside=False)
    without = plan(*factory, replace(LIMITS, uncounted=frozenset({DEYANG})), beside=False)
    assert with_rule.cost.subsidy > 0
    assert without.cost.subsidy == 0
    assert without.ownership_wan >= with_rule.ownership_wan


def test_every_rule_says_why_it_cannot_be_counted(factory: tuple[Evaluation, Catalogue]) -> None:
    """Another place, another time, no published sum; the one that counts gives no reason."""
    evaluation, catalogue = factory
    said = {
        rule.id: found.text("en") if (found := why_not(rule, LIMITS, evaluation.assessment)) else ""
        for rule in catalogue.subsidies
    }
    assert said[DEYANG] == ""
    assert "another place" in said["PO10"]
    assert said["PO01"] == "Not in force when the plan begins."
    assert said["PO21"] == "The public text gives no sum that could be worked out."
    assert [rule for rule, reason in said.items() if not reason] == [DEYANG]


def test_a_subsidy_rule_that_is_not_there_is_named(factory: tuple[Evaluation, Catalogue]) -> None:
    """Limits kept from another catalogue are refused with the name, not silently changed."""
    with pytest.raises(UnusableLimits, match="PO99"):
        plan(*factory, replace(LIMITS, uncounted=frozenset({SubsidyId("PO99")})), beside=False)
