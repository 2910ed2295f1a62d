"""Which rules of public money count for a factory, what they bring, and what the manager can say about that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

import pytest

import resources
from models import document
from models.assessment import AnswerId, Value
from models.catalogue import Catalogue, MeasureId, VariantId
from models.catalogue.public_money import Bill, FundingFact, Spending, Subsidy, SubsidyId, SubsidyKind
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.figures import Confidence
from models.limits import Limits, Quarter
from models.packs.library import Library
from models.planner import plan
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import Offer
from models.planner.asking.public_money import Support, here, supports, why_not
from models.planner.errors import UnusableLimits
from models.planner.solving.public_money import best_use
from models.planner.telling.public_money import tax_lines
from models.roadmap import Application, Step
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
    moved = sample.with_answers({AnswerId("enterprise.province"): "四川省", AnswerId("enterprise.city"): "德阳市"})
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
    assert said["PO10"] == "For another place: 金华."
    assert said["PO01"] == "Ends on 2023-12-31: nothing that starts in this plan is paid and accepted by then."
    assert said["PO21"] == "The public text gives no amount that can be calculated."
    assert said["GD-AI"] == "For another place: 广东."
    assert said["CN-PLAN"].startswith("Cannot be calculated: the money goes to the city")
    assert said["CN-TAX-01"] == "A tax line: shown apart, never counted in the cost."
    assert [rule for rule, reason in said.items() if not reason] == [DEYANG]


def test_a_subsidy_rule_that_is_not_there_is_named(factory: tuple[Evaluation, Catalogue]) -> None:
    """Limits kept from another catalogue are refused with the name, not silently changed."""
    with pytest.raises(UnusableLimits, match="PO99"):
        plan(*factory, replace(LIMITS, uncounted=frozenset({SubsidyId("PO99")})), beside=False)


TAGGED = ("x",)
BUY = Bill(
    MappingProxyType(
        {Spending.SOFTWARE: Decimal("0.5"), Spending.MACHINE: Decimal("0.3"), Spending.GATEWAY: Decimal("0.1")}
    ),
    None,
)
RENT = Bill(MappingProxyType({Spending.CLOUD: Decimal("0.8")}), Spending.CLOUD)


def shipped(name: str) -> Subsidy:
    """Returns a rule of the shipped catalogue."""
    return next(rule for rule in Library(None).catalogue().subsidies if rule.id == name)


AUTUMN = Quarter(2026, 4)


@dataclass(frozen=True)
class Firm:
    """A firm that buys one measure; what is not said stays unknown."""

    city: str = ""
    facts: Mapping[FundingFact, Decimal] = field(default_factory=dict)
    eligible: bool = True
    start: Quarter = AUTUMN
    staff: int | None = None


def brought(
    rule: Subsidy, firm: Firm, *, one_off: object, running: object = 0, weeks: int = 10, way: VariantId = VariantId.OWN
) -> Application | None:
    """Returns what a shipped rule brings a firm for one measure; None where nothing is counted.

    Bought, the price is 50 % software, 30 % machines and 10 % gateways; rented, 80 % cloud.
    """
    bought = replace(measure("A", {way: (one_off, running, weeks, 1)}), funding_tags=TAGGED)
    rule = replace(rule, funding_tags=TAGGED, measures=frozenset())
    known = replace(
        catalogue([bought], [recipe("requirements.X.answer", "yes", "A")]),
        subsidies=(rule,),
        bills=MappingProxyType({(A, VariantId.OWN): BUY, (A, VariantId.SHARED): RENT}),
    )
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    answers: dict[str, Value] = {"requirements.X.answer": "no"}
    if firm.city:
        answers["enterprise.city"] = firm.city
    limits = Limits(
        TierId("basic"),
        (Decimal(100_000),),
        firm.start,
        quarters=4,
        staff_weeks=None if firm.staff is None else Decimal(firm.staff),
        eligible=frozenset({rule.id}) if firm.eligible else frozenset(),
        funding=MappingProxyType(dict(firm.facts)),
    )
    roadmap = plan(evaluate(assessment(answers), book, DAY), known, limits, beside=False)
    assert [step.measure for step in roadmap.steps] == ["A"]
    assert roadmap.cost.subsidy_wan == sum((each.net_wan for each in roadmap.applications), Decimal(0))
    assert len(roadmap.applications) <= 1
    return roadmap.applications[0] if roadmap.applications else None


LEVEL_3 = {FundingFact.LEVEL: Decimal(3)}


@pytest.mark.parametrize(
    ("rule", "place", "one_off", "facts", "brings", "costs"),
    [
        # 100 万元 of which 50 is software; half of it is 25, below the cap of 100; 3 person-weeks and an audit of 1 万元.
        ("GD-GZ-01", "广州", 100, LEVEL_3, "25", "1.6"),
        # 500 of software, half is 250: cut to the cap of level 3, and of level 2.
        ("GD-GZ-01", "广州", 1000, LEVEL_3, "100", "1.6"),
        ("GD-GZ-01", "广州", 1000, {FundingFact.LEVEL: Decimal(2)}, "60", "1.6"),
        # Software and gateways are 60: half is 30.
        ("FJ-LY-01", "龙岩", 100, LEVEL_3, "30", "1.6"),
        ("FJ-LY-01", "龙岩", 1000, {FundingFact.LEVEL: Decimal(4)}, "45", "1.6"),
        # Machines, software and gateways are 900 of 1,000, above the floor of 500: a tenth.
        ("FJ-XM-01", "厦门", 1000, {}, "90", "0.9"),
        ("AH-01", "合肥", 1000, {}, "72", "1.6"),
        ("AH-01", "合肥", 10_000, {}, "500", "1.6"),
        ("BJ-FT-01", "北京", 100, {}, "30", "1.6"),
        ("BJ-FT-01", "北京", 2000, {}, "300", "1.6"),
        # 1.5 points for two years on the 200 that is borrowed; on the whole price where the loan is larger.
        ("CN-LOAN-01", "全国", 300, {FundingFact.LOAN: Decimal(200)}, "6", "0.1"),
        ("CN-LOAN-01", "全国", 300, {FundingFact.LOAN: Decimal(900)}, "9", "0.1"),
        # The loan runs one year only; the bank asks less than the points.
        ("CN-LOAN-01", "全国", 300, {FundingFact.LOAN: Decimal(200), FundingFact.LOAN_YEARS: Decimal(1)}, "3", "0.1"),
        ("CN-LOAN-01", "全国", 300, {FundingFact.LOAN: Decimal(200), FundingFact.LOAN_RATE: Decimal(1)}, "4", "0.1"),
        # Principal of at most 5,000: 150.
        ("CN-LOAN-02", "全国", 9000, {FundingFact.LOAN: Decimal(9000)}, "150", "0.1"),
        # Half of 4 % for three years on 2,000.
        ("SH-01", "上海", 2500, {FundingFact.LOAN: Decimal(2000), FundingFact.LOAN_RATE: Decimal(4)}, "120", "0.2"),
    ],
)
def test_a_rule_brings_what_its_text_says(
    rule: str, place: str, one_off: int, facts: dict[FundingFact, Decimal], brings: str, costs: str
) -> None:
    """Worked out by hand from the facts of each rule: share, what counts, cap by level, floor, points and years."""
    application = brought(shipped(rule), Firm(place, facts), one_off=one_off)
    assert application is not None
    assert (application.brings_wan, application.costs_wan) == (Decimal(brings), Decimal(costs))


@pytest.mark.parametrize(
    ("rule", "place", "one_off"),
    [
        ("FJ-XM-01", "厦门", 500),  # 450 counts
        ("AH-01", "合肥", 550),  # 495 counts
        ("SH-01", "上海", 1999),
    ],
)
def test_below_the_floor_nothing_is_paid(rule: str, place: str, one_off: int) -> None:
    """What counts must reach the floor, not the whole bill."""
    facts = {FundingFact.LOAN: Decimal(9000), FundingFact.LOAN_RATE: Decimal(4)}
    assert brought(shipped(rule), Firm(place, facts), one_off=one_off) is None


GUANGZHOU = Firm("广州", LEVEL_3)


def test_rented_software_counts_with_its_fee_of_a_year() -> None:
    """80 % of the price to begin with and the first year's fee: half of 8 and 20."""
    paid = brought(shipped("GD-GZ-01"), GUANGZHOU, one_off=10, running=20, way=VariantId.SHARED)
    assert paid is not None
    assert paid.brings_wan == 14


def test_what_is_not_paid_and_accepted_by_the_end_gets_nothing() -> None:
    """Guangzhou ends on 2026-12-31: ten weeks from October are in time, twenty are not, and 2027 is too late."""
    rule = shipped("GD-GZ-01")
    assert brought(rule, GUANGZHOU, one_off=100, weeks=10) is not None
    assert brought(rule, GUANGZHOU, one_off=100, weeks=20) is None
    assert brought(rule, replace(GUANGZHOU, start=Quarter(2027, 1)), one_off=100) is None


@pytest.mark.parametrize(
    "firm", [Firm("广州"), Firm("广州", LEVEL_3, eligible=False), Firm("", LEVEL_3), Firm("广东", LEVEL_3)]
)
def test_what_nobody_said_is_not_counted(firm: Firm) -> None:
    """No level, no yes to the question about the list, no city: told with the reason, not counted."""
    assert brought(shipped("GD-GZ-01"), firm, one_off=100) is None


def test_an_interest_subsidy_needs_a_loan() -> None:
    """Nobody said how much is borrowed: nothing is counted."""
    assert brought(shipped("CN-LOAN-01"), Firm(), one_off=300) is None


def test_nobody_applies_for_less_than_it_costs() -> None:
    """Half of 3 万元 of software is less than the audit and three weeks of work."""
    assert brought(shipped("GD-GZ-01"), GUANGZHOU, one_off=6) is None


def test_applying_needs_free_hands_while_the_rule_holds() -> None:
    """Three person-weeks beside the measure's one: four will do, three will not."""
    rule = shipped("GD-GZ-01")
    assert brought(rule, replace(GUANGZHOU, staff=4), one_off=100) is not None
    assert brought(rule, replace(GUANGZHOU, staff=3), one_off=100) is None


def test_money_comes_after_acceptance() -> None:
    """Accepted in 2026Q4, paid two quarters later; Xiamen settles by year."""
    paid = [
        brought(shipped("GD-GZ-01"), GUANGZHOU, one_off=100),
        brought(shipped("FJ-XM-01"), Firm("厦门"), one_off=1000),
    ]
    assert [application and application.paid for application in paid] == [Quarter(2027, 2), Quarter(2027, 4)]


FIRM = {
    FundingFact.TAX_RATE: Decimal(25),
    FundingFact.PROFIT: Decimal(200),
    FundingFact.TAX_DUE: Decimal(30),
    FundingFact.INPUT_VAT: Decimal(150),
    FundingFact.RESEARCH: Decimal(80),
    FundingFact.LISTED_EQUIPMENT: Decimal(100),
    FundingFact.LISTED_UPGRADE: Decimal(70),
}


@pytest.mark.parametrize(
    ("rule", "changes", "amount"),
    [
        # Machines are 30 of 100: a quarter of it is paid later, as far as there is profit.
        ("CN-TAX-01", {}, "7.5"),
        ("CN-TAX-01", {FundingFact.PROFIT: Decimal(20)}, "5"),
        # A tenth of 50, half of the old equipment's price; no more than the tax due.
        ("CN-TAX-02", {}, "5"),
        ("CN-TAX-02", {FundingFact.TAX_DUE: Decimal(2)}, "2"),
        ("CN-TAX-03", {}, "7.5"),
        ("CN-TAX-04", {}, "20"),
        ("CN-TAX-05", {}, "24"),
    ],
)
def test_a_tax_line_is_worked_out_apart(rule: str, changes: dict[FundingFact, Decimal], amount: str) -> None:
    """By hand from the rule and the firm's figures; none of it is in the cost of a plan."""
    known = replace(
        catalogue([measure("A", {VariantId.OWN: (100, 0, 10, 0)})], []),
        subsidies=(shipped(rule),),
        bills=MappingProxyType({(A, VariantId.OWN): BUY}),
    )
    limits = replace(LIMITS, funding=MappingProxyType({**FIRM, **changes}), eligible=frozenset({SubsidyId(rule)}))
    step = Step(A, VariantId.OWN, LIMITS.start, LIMITS.start, Decimal(100), Decimal(0), Decimal(0), Decimal(0), (), ())
    (line,) = tax_lines(known, limits, assessment({}), [step])
    assert line.amount_wan == Decimal(amount)
    (unsaid,) = tax_lines(known, LIMITS, assessment({}), [step])
    assert unsaid.amount_wan is None
    assert supports(known, limits, assessment({}), {}) == ()


def test_a_maker_of_chips_gets_one_research_deduction() -> None:
    """120 % goes before 100 %, not on top of it."""
    known = Library(None).catalogue()
    limits = replace(
        LIMITS, funding=MappingProxyType(FIRM), eligible=frozenset({SubsidyId("CN-TAX-05"), SubsidyId("CN-TAX-03")})
    )
    amounts = {line.rule: line.amount_wan for line in tax_lines(known, limits, assessment({}), [])}
    assert amounts[SubsidyId("CN-TAX-05")] == 24
    assert SubsidyId("CN-TAX-04") not in amounts


def test_every_programme_that_was_gathered_can_be_read() -> None:
    """68 programmes, 13 of them computable; each says its place, its period, what it gives and its source."""
    rules = [rule for rule in Library(None).catalogue().subsidies if not rule.id.startswith("PO")]
    assert len(rules) == 68
    assert sum(rule.computable for rule in rules) == 13
    for rule in rules:
        assert all((rule.region, rule.sources, rule.period.zh, rule.detail.zh != rule.detail.en)), rule.id
        assert rule.computable or rule.why_told is not None or rule.valid_until < "2026-11-30", rule.id


@pytest.mark.parametrize(
    ("ends", "last"), [("2027-12-31", 3), ("2028-01-01", 3), ("2028-03-31", 4), ("", None), ("2029-12-31", None)]
)
def test_a_rule_that_ends_within_the_plan_pays_what_is_accepted_before(
    factory: tuple[Evaluation, Catalogue], ends: str, last: int | None
) -> None:
    """The last quarter of acceptance is the one whose last day the rule still covers."""
    evaluation, catalogue = factory
    known = replace(catalogue, subsidies=(replace(shipped(DEYANG), valid_from="", valid_until=ends),))
    assert [support.last for support in supports(known, LIMITS, evaluation.assessment, {})] == [last]


@pytest.mark.parametrize(("begins", "first"), [("", 0), ("2027-01-01", 0), ("2027-01-02", 1), ("2028-01-01", 4)])
def test_a_rule_that_begins_within_the_plan_pays_what_starts_afterwards(
    factory: tuple[Evaluation, Catalogue], begins: str, first: int
) -> None:
    """The first quarter of a start is the one on whose first day the rule is in force."""
    evaluation, catalogue = factory
    known = replace(catalogue, subsidies=(replace(shipped(DEYANG), valid_from=begins, valid_until=""),))
    assert [support.first for support in supports(known, LIMITS, evaluation.assessment, {})] == [first]


def test_a_city_says_its_province_and_a_street_says_nothing() -> None:
    """合肥 alone is in 安徽; 上海市南京东路 is not in 南京, 珠海南屏 not in 海南."""

    def lies(region: str, **answers: str) -> bool | None:
        values: dict[str, Value] = {f"enterprise.{name}": value for name, value in answers.items()}
        return here(replace(shipped(DEYANG), region=region), assessment(values))

    assert lies("安徽", city="合肥") is True
    assert lies("南京", address="上海市黄浦区南京东路") is False
    assert lies("中山", address="南京市中山北路") is False
    assert lies("海南", address="珠海南屏科技园") is None
    assert lies("德阳", address="四川省德阳市旌阳区") is True
    assert lies("德阳", name="四川省德阳市旌阳区") is None
    assert lies("德阳", province="江苏省", address="四川省德阳市旌阳区") is False


def test_the_address_of_the_factory_says_where_it_lies_too() -> None:
    """Where the enterprise names no place; where the two addresses differ, nobody knows for which the money is."""
    factory: dict[str, Value] = {"factory.address": "四川省德阳市旌阳区"}
    rule = replace(shipped(DEYANG), region="德阳")
    assert here(rule, assessment(factory)) is True
    assert here(rule, assessment({**factory, "enterprise.address": "江苏省南京市"})) is None


def _support(name: str, share: int, **changes: object) -> Support:
    own = VariantId.OWN
    support = Support(
        id=SubsidyId(name),
        kind=SubsidyKind.GRANT,
        brings={(A, own): 100 * share, (B, own): 100 * share},
        spends={(A, own): 1000, (B, own): 1000},
        cap_units=10_000,
    )
    return replace(support, **changes)  # type: ignore[arg-type]  # each test changes a field of its own


def test_one_bill_is_used_for_one_rule_of_a_kind() -> None:
    """Two grants pay for a measure once, the better one; a second bill may use the other, and a loan both."""
    offers = {(name, VariantId.OWN): Offer(name, VariantId.OWN, 1000, 0, 1, (0,), 1000, 12, (1000,)) for name in (A, B)}
    single, calendar = {pick: offers[pick] for pick in [(A, VariantId.OWN)]}, Calendar.of(LIMITS)
    starts = dict.fromkeys(offers, 0)
    rules = [_support("S1", 2), _support("S2", 3)]
    assert best_use(rules, single, starts, calendar) == {"S2": {(A, VariantId.OWN): 300}}
    narrow = [replace(rule, cap_units=300) for rule in rules]
    assert best_use(narrow, offers, starts, calendar) == {
        "S1": {(B, VariantId.OWN): 200},
        "S2": {(A, VariantId.OWN): 300},
    }
    loan = [*rules, _support("S3", 1, kind=SubsidyKind.INTEREST)]
    assert sum(sum(paid.values()) for paid in best_use(loan, single, starts, calendar).values()) == 400
    apart = [replace(rule, not_with=frozenset({SubsidyId("S2")})) if rule.id == "S3" else rule for rule in loan]
    assert sum(sum(paid.values()) for paid in best_use(apart, single, starts, calendar).values()) == 300


@pytest.mark.parametrize(("price", "chosen"), [(9, B), (7, A)])
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
        work_weeks=Decimal(0),
    )
    known = replace(
        catalogue(list(tagged.values()), [recipe("requirements.X.answer", "yes", "A", "B")]),
        subsidies=(rule, replace(rule, id=SubsidyId("S2"))),
    )
    book = rulebook({"basic": [("X", ConditionKind.CONTENT, 'says("X")')]})
    evaluation = evaluate(assessment({"requirements.X.answer": "no"}), book, DAY)
    roadmap = plan(evaluation, known, Limits(TierId("basic"), (Decimal(20),), Quarter(2027, 1)), beside=False)
    assert [step.measure for step in roadmap.steps] == [chosen]
