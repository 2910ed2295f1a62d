"""Which subsidy rules count for a factory, and what the manager can say about that."""

from dataclasses import replace
from decimal import Decimal

import pytest

import resources
from models import document
from models.assessment import AnswerId
from models.catalogue import Catalogue, MeasureId, Subsidy, SubsidyId, VariantId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.figures import Confidence
from models.packs.library import Library
from models.planner import plan
from models.planner.asking.subsidies import Support, best_use, here, in_force, supports, why_not
from models.planner.errors import UnusableLimits
from models.roadmap import Limits, Quarter
from models.rulebook import ConditionKind, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, both, rulebook
from tests.models.planner.random_cases import catalogue, measure, recipe

DEYANG = SubsidyId("PO05")
A, B = MeasureId("A"), MeasureId("B")


@pytest.fixture(scope="module")
def factory() -> tuple[Evaluation, Catalogue]:
    """The sample factory, moved to Deyang, where a rule gives a tenth of the bill."""
    library = Library(None)
    sample = document.read(resources.path("samples/hongda-machining.json").read_bytes(), "sample", library)
    moved = sample.with_answers({AnswerId("enterprise.city"): "德阳市"})
    return evaluate(moved, library.rulebook(moved.rulebook, moved.overlays), DAY), library.catalogue()


LIMITS = Limits(TierId("advanced"), (Decimal(300),), Quarter(2027, 1))


def test_a_rule_that_is_not_counted_on_brings_no_money(factory: tuple[Evaluation, Catalogue]) -> None:
    """The manager can leave a subsidy out: the plan then pays every bill in full, and is not cheaper."""
    with_rule = plan(*factory, LIMITS, beside=False)
    without = plan(*factory, replace(LIMITS, uncounted=frozenset({DEYANG})), beside=False)
    assert with_rule.cost.subsidy_wan > 0
    assert without.cost.subsidy_wan == 0
    assert without.ownership_wan >= with_rule.ownership_wan


def test_every_rule_says_why_it_cannot_be_counted(factory: tuple[Evaluation, Catalogue]) -> None:
    """Another place, another time, no published sum; the one that counts gives no reason."""
    evaluation, catalogue = factory
    said = {
        str(rule.id): refusal.text("en") if (refusal := why_not(rule, LIMITS, evaluation.assessment)) else ""
        for rule in catalogue.subsidies
    }
    assert said[DEYANG] == ""
    assert "another place" in said["PO10"]
    assert said["PO01"] == "Not in force when the plan begins."
    assert said["PO21"] == "The public text gives no amount that can be calculated."
    assert [rule for rule, reason in said.items() if not reason] == [DEYANG]


def test_a_subsidy_rule_that_is_not_there_is_named(factory: tuple[Evaluation, Catalogue]) -> None:
    """Limits kept from another catalogue are refused with the name, not silently changed."""
    with pytest.raises(UnusableLimits, match="PO99"):
        plan(*factory, replace(LIMITS, uncounted=frozenset({SubsidyId("PO99")})), beside=False)


def _rule(catalogue: Catalogue) -> Subsidy:
    return next(rule for rule in catalogue.subsidies if rule.id == DEYANG)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "holds"),
    [
        ("", "", True),
        ("2027-04-01", "", True),
        ("2027-04-02", "", False),
        ("", "2027-04-01", True),
        ("", "2027-03-31", False),
        ("2027-04-01", "2027-04-01", True),
    ],
)
def test_a_rule_holds_on_its_first_and_its_last_day(
    factory: tuple[Evaluation, Catalogue], valid_from: str, valid_until: str, holds: bool
) -> None:
    """What begins or ends on the first day of a quarter holds for what starts in that quarter."""
    rule = replace(_rule(factory[1]), valid_from=valid_from, valid_until=valid_until)
    assert in_force(rule, Quarter(2027, 2)) is holds


@pytest.mark.parametrize(("ends", "last"), [("2027-12-31", 3), ("2028-01-01", 4), ("", None), ("2029-12-31", None)])
def test_a_rule_that_ends_within_the_plan_pays_what_starts_before(
    factory: tuple[Evaluation, Catalogue], ends: str, last: int | None
) -> None:
    """The last quarter of a start is the one whose first day the rule still covers."""
    evaluation, catalogue = factory
    known = replace(catalogue, subsidies=(replace(_rule(catalogue), valid_from="", valid_until=ends),))
    assert [support.last for support in supports(known, LIMITS, evaluation.assessment)] == [last]


@pytest.mark.parametrize("answer", ["enterprise.province", "enterprise.city", "enterprise.address", "factory.address"])
def test_a_place_may_stand_in_any_part_of_the_address(factory: tuple[Evaluation, Catalogue], answer: str) -> None:
    """Money of a place counts when the enterprise or the factory says that it lies there, wherever it says so."""
    rule, elsewhere = _rule(factory[1]), assessment({})
    assert not here(rule, elsewhere)
    assert here(rule, elsewhere.with_answers({AnswerId(answer): "四川省德阳市旌阳区"}))
    assert not here(rule, elsewhere.with_answers({AnswerId("enterprise.name"): "四川省德阳市旌阳区"}))


def test_one_bill_is_used_for_one_rule() -> None:
    """Two rules that pay for the same measure pay for it once, the better one; a second bill may use the other."""
    rules = [
        Support(SubsidyId(name), Decimal(share) / 10, cap_units=10_000, measures=frozenset({A, B}), last=None)
        for name, share in (("S1", 2), ("S2", 3))
    ]
    own = VariantId.OWN
    assert best_use(rules, [((A, own), 1000, 0)]) == {(A, own): 300}
    narrow = [replace(rule, cap_units=300) for rule in rules]
    assert best_use(narrow, [((A, own), 1000, 0), ((B, own), 1000, 0)]) == {(A, own): 300, (B, own): 200}


@pytest.mark.parametrize(("price", "chosen"), [(10, B), (8, A)])
def test_a_plan_counts_on_one_rule_for_each_bill(price: int, chosen: MeasureId) -> None:
    """What two rules would pay together, or for a bill that nobody pays, does not make the dearer measure look cheaper."""
    tagged = {
        name: replace(measure(name, {VariantId.OWN: (one_off, 0, 10, 0)}), funding_tags=tags)
        for name, one_off, tags in (("A", price, ("x",)), ("B", 6, ()))
    }
    rule = Subsidy(
        id=SubsidyId("S1"),
        name=both("money"),
        region="全国",
        share=Decimal("0.3"),
        cap_wan=None,
        period=both(""),
        funding_tags=("x",),
        award_tier=None,
        award_wan=None,
        detail=both("money"),
        confidence=Confidence.ESTIMATE,
        sources=(),
        computable=True,
    )
    known = replace(
        catalogue(list(tagged.values()), [recipe("requirements.X.answer", "yes", "A", "B")]),
        subsidies=(rule, replace(rule, id=SubsidyId("S2"))),
    )
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    roadmap = plan(evaluation, known, Limits(TierId("basic"), (Decimal(20),), Quarter(2027, 1)), beside=False)
    assert [step.measure for step in roadmap.steps] == [chosen]
