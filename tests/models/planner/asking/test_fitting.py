"""The catalogue as one factory sees it: its trade, what it has already, and what it lacks."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.assessment import AnswerId, Value
from models.catalogue import MeasureId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Lock
from models.planner import plan
from models.planner.asking.fitting import fitted, trades_of
from models.planner.errors import ContradictoryLimits
from models.roadmap import PlanStatus, Roadmap
from tests.factories import DAY
from tests.models.planner.test_national import bare, catalogue, limits, roadmap


def factory(**more: Value) -> Evaluation:
    """Returns a factory that has built nothing, with other answers; None takes one away."""
    answers = {AnswerId(key.replace("__", ".")): value for key, value in more.items()}
    base = bare()
    changed = {
        AnswerId("enterprise.industry"): None,
        **{
            AnswerId(f"requirements.{requirement}.answer"): "no"
            for requirement in ("BR3", "BR4", "B-YF", "B-GL", "B-YY")
        },
        **answers,
    }
    return evaluate(base.assessment.with_answers(changed), base.rulebook, DAY)


def chosen(roadmap: Roadmap) -> set[str]:
    """Returns the ids of the measures of a plan."""
    return {str(step.measure) for step in roadmap.steps}


def reason(roadmap: Roadmap, measure: str) -> str:
    """Returns why a measure is not in a plan, in English."""
    return next(entry.because for entry in roadmap.left_out if entry.measure == measure).text("en")


@pytest.mark.parametrize(
    ("industry", "code"),
    [("糕点、面包制造", "C1411"), ("专用化学产品制造", "266"), ("中药饮片加工", "C2730"), ("水泥制造", "")],
)
def test_no_process_plant_is_asked_to_buy_cad(industry: str, code: str) -> None:
    """Food, chemical, pharmaceutical and cement plants reach basic without drawing software and without DNC."""
    roadmap = plan(
        factory(enterprise__industry=industry, enterprise__industry_code=code), catalogue(), limits("basic", 100)
    )
    assert roadmap.status is PlanStatus.OPTIMAL
    assert roadmap.reached == "basic"
    assert not chosen(roadmap) & {"D01", "D05", "C03", "J01", "J04"}
    assert {"D03", "B06"} <= chosen(roadmap)
    assert "of no use in your trade" in reason(roadmap, "D01")


@pytest.mark.parametrize(
    ("industry", "code"), [("电子电路制造", "C3982"), ("木质家具制造", "C2110"), ("黑色金属铸造", "C3391")]
)
def test_other_trades_get_nothing_made_for_machine_shops_or_process_plants(industry: str, code: str) -> None:
    """Neither numerical control programs nor a control room for process units."""
    roadmap = plan(
        factory(enterprise__industry=industry, enterprise__industry_code=code), catalogue(), limits("basic", 100)
    )
    assert roadmap.reached == "basic"
    assert not chosen(roadmap) & {"C03", "C05", "D05", "J04", "J05", "J06"}
    assert "D01" in chosen(roadmap)


def test_an_unknown_trade_gets_only_what_is_for_everyone_and_is_asked_for_it() -> None:
    """What is made for one trade is left out, with the reason, and the plan says to name the trade first."""
    roadmap = plan(factory(), catalogue(), limits("basic", 100))
    assert roadmap.reached == "basic"
    assert all(not catalogue().measures[step.measure].industries for step in roadmap.steps)
    assert "Your answers do not say which trade is yours" in reason(roadmap, "C05")
    assert any("which industry the factory belongs to" in text.text("en") for text in roadmap.to_do_first)


@pytest.mark.parametrize(
    ("answers", "trades"),
    [
        (
            {"enterprise__industry": "食品机械制造", "enterprise__industry_code": "C3531"},
            {"machining", "metal", "equipment", "discrete"},
        ),
        ({"enterprise__industry": "食品加工"}, {"food", "process"}),
        ({"enterprise__main_products": "注塑玩具"}, {"plastics", "discrete"}),
        ({"enterprise__industry": "棉织造", "factory__process_type": "discrete"}, {"textile", "discrete"}),
        ({"factory__process_type": "process"}, {"process"}),
        ({"enterprise__industry": "其他"}, None),
        ({}, None),
    ],
)
def test_the_class_of_the_industry_goes_before_words_and_what_the_factory_says_before_what_is_usual(
    answers: dict[str, Value], trades: set[str] | None
) -> None:
    """A maker of food machinery is no food plant."""
    assert trades_of(factory(**answers).assessment, catalogue()) == trades


def test_what_is_there_already_is_not_bought_again_as_a_prerequisite() -> None:
    """With ERP and CAD in use and three machines connected the plan builds on them and costs less."""
    without = plan(factory(enterprise__industry_code="C3484"), catalogue(), limits("advanced", 100))
    there: dict[str, Value] = {
        "systems__ERP__in_use": "yes",
        "systems__CAD__domestic": "yes",
        "factory__machines_connected": 3,
        **{
            f"maturity__{subdomain}__level{level}": "full"
            for subdomain in ("M1", "M3", "M4", "M10", "M11")
            for level in (1, 2)
        },
        "maturity__M2__level1": "full",
        "maturity__R1__level1": "full",
        "requirements__B-YY__answer": "yes",
    }
    roadmap = plan(factory(enterprise__industry_code="C3484", **there), catalogue(), limits("advanced", 100))
    assert {"K02", "C01"} <= chosen(without)
    assert not chosen(roadmap) & {"K02", "D01", "C01"}
    assert {"E09", "K03", "C02"} <= chosen(roadmap)
    assert roadmap.ownership_wan < without.ownership_wan


def test_a_system_of_which_more_is_wanted_is_extended_and_said_so() -> None:
    """A measure that is planned although something of its kind is in use says so."""
    asked = limits("basic", 100, require=(Lock(MeasureId("K02")),))
    for use, said in (("yes", True), ("no", False)):
        roadmap = plan(factory(enterprise__industry_code="C3484", systems__ERP__in_use=use), catalogue(), asked)
        step = next(step for step in roadmap.steps if step.measure == "K02")
        assert any("something similar" in text.text("en") for text in step.because) == said


def test_the_larger_system_stands_for_the_smaller_one() -> None:
    """With a light MES in the plan nobody is told to buy a separate tool for scanning orders."""
    roadmap = plan(factory(enterprise__industry_code="C3484"), catalogue(), limits("advanced", 100))
    assert "E02" in chosen(roadmap)
    assert "E01" not in chosen(roadmap)
    names = [reason_text.text("en") for step in roadmap.steps if step.measure == "E02" for reason_text in step.because]
    assert any(catalogue().measures[MeasureId("K03")].name.en in text for text in names)


def test_a_shop_without_numerical_control_is_not_told_to_manage_its_programs() -> None:
    """DNC, CAM and machine tending need a machine tool with numerical control; not answered rules nothing out."""
    none = plan(factory(enterprise__industry_code="C3484", factory__machines_cnc=0), catalogue(), limits("basic", 100))
    assert not chosen(none) & {"C03", "D05", "J01"}
    assert "something the factory does not have" in reason(none, "C03")
    silent = plan(factory(enterprise__industry_code="C3484"), catalogue(), limits("basic", 100))
    assert "C03" in chosen(silent)


def test_what_built_scenarios_and_met_requirements_are_made_of_is_not_bought_again() -> None:
    """A scenario built brings its measures; a requirement met counts as ground for others, not as more than it says."""
    built = {f"scenarios__{scenario}__status": "full" for scenario in ("SC12", "SC31")}
    met = {f"requirements__{requirement}__answer": "yes" for requirement in ("BR3", "B-YY")}
    mine = fitted(catalogue(), factory(enterprise__industry_code="C3484", **built, **met).assessment)
    assert MeasureId("H01") not in mine.measures[MeasureId("H02")].requires
    assert MeasureId("K02") not in mine.measures[MeasureId("E09")].requires
    assert MeasureId("B04") not in mine.measures[MeasureId("G05")].requires
    sets = {str(recipe.answer): recipe.any_of for recipe in mine.recipes if recipe.value == "yes"}
    assert sets["requirements.BR4.answer"] == (frozenset({MeasureId("A02"), MeasureId("A05")}),)
    assert mine.measures[MeasureId("K04")].benefits == ()
    assert mine.measures[MeasureId("K02")].benefits != ()


def test_levels_of_maturity_say_nothing_of_what_was_bought() -> None:
    """A first level of planning the network is no shop-floor network."""
    levels = {f"maturity__R2__level{level}": "full" for level in (1, 2, 3)}
    mine = fitted(catalogue(), factory(enterprise__industry_code="C3484", **levels).assessment)
    assert MeasureId("B01") in mine.measures[MeasureId("C02")].requires


def test_the_sample_is_told_to_buy_nothing_that_it_says_it_has() -> None:
    """CAD of its own country, ERP, office suite and three connected machines are there; a team and a plan are not."""
    for target, budget in (("basic", (30,)), ("advanced", (30, 50, 50))):
        measures = chosen(roadmap(target, *budget))
        assert not measures & {"D01", "K02", "B07", "C01", "E01"}
        assert {"A02", "A05", "B01", "C02"} <= measures


def test_fitting_twice_changes_nothing_and_leaves_the_catalogue_alone() -> None:
    """The same catalogue comes out again, and figures, names and order are those of the pack."""
    assessment = factory(enterprise__industry_code="C1411", systems__ERP__in_use="yes").assessment
    once = fitted(catalogue(), assessment)
    assert fitted(once, assessment) == once
    assert list(once.measures) == list(catalogue().measures)
    assert all(
        measure.variants == catalogue().measures[key].variants and measure.name == catalogue().measures[key].name
        for key, measure in once.measures.items()
    )
    assert once.benefit_values_wan["energy_pct"].typical == Decimal("1.5")


@pytest.mark.parametrize("target", ["basic", "advanced"])
def test_a_prerequisite_that_is_not_bought_says_why(target: str) -> None:
    """Whatever a step needs by the catalogue and does not get is named with the answer by which it counts as there."""
    planned = roadmap(target, 60)
    known = catalogue().measures
    chosen = {step.measure for step in planned.steps}
    waived = {each.measure: each for each in planned.waived}
    reasons = {entry.measure: entry.because for entry in planned.left_out}
    assert {"A01", "C01"} <= waived.keys()
    for step in planned.steps:
        for needed in known[step.measure].requires:
            if chosen.isdisjoint({needed, *(larger for larger in known if needed in known[larger].covers)}):
                assert step.measure in waived[needed].before, (step.measure, needed)
                assert waived[needed].because.facts
                assert not reasons[needed].message.startswith("Not needed"), needed


def test_what_need_not_be_bought_first_comes_first_where_it_is_bought() -> None:
    """A network bought for its own sake is finished before what stands on it starts, although it counts as there."""
    roadmap = plan(bare(), catalogue(), limits("basic", 20, 0, 40), beside=False)
    known = catalogue().measures
    finish = {step.measure: step.finish for step in roadmap.steps}
    pairs = [(step, other) for step in roadmap.steps for other in known[step.measure].requires if other in finish]
    assert any(other == "B01" for _, other in pairs)
    for step, other in pairs:
        assert finish[other] < step.quarter, (step.measure, other)


def test_what_is_of_another_trade_and_required_is_not_said_to_be_ruled_out() -> None:
    """A machine shop that requires remote service of sold equipment hears of the trade; one that ruled it out hears that."""
    asked = limits("basic", 60, require=(Lock(MeasureId("L05")),))
    with pytest.raises(ContradictoryLimits, match="another trade"):
        plan(bare(), catalogue(), asked, beside=False)
    with pytest.raises(ContradictoryLimits, match="ruled out"):
        plan(bare(), catalogue(), replace(asked, forbid=frozenset({MeasureId("L05")})), beside=False)
