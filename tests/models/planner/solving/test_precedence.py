"""Between plans of equal cost: what helps comes first, and no quarter takes more people than the factory can spare."""

from dataclasses import replace
from decimal import Decimal

from models.assessment import AnswerId
from models.catalogue import MeasureId
from models.evaluator import evaluate
from models.limits import Quarter
from models.planner import plan
from models.roadmap import Roadmap
from tests.factories import DAY
from tests.models.planner.test_national import bare, catalogue, limits


def starts(roadmap: Roadmap) -> dict[MeasureId, Quarter]:
    """Returns in which quarter each step starts."""
    return {step.measure: step.quarter for step in roadmap.steps}


def finishes(roadmap: Roadmap) -> dict[MeasureId, Quarter]:
    """Returns in which quarter each step is finished."""
    return {step.measure: step.finish for step in roadmap.steps}


def test_security_comes_before_connection_and_planning_by_the_time_of_use() -> None:
    """A bare factory's plan to basic secures its network before it connects machines, at the same cost as without order."""
    ordered = plan(bare(), catalogue(), limits("basic", 100), beside=False)
    plain = replace(
        catalogue(),
        measures={key: replace(each, enablers=(), by_use=()) for key, each in catalogue().measures.items()},
        hands=None,
    )
    before = plan(bare(), plain, limits("basic", 100), beside=False)
    assert ordered.ownership_wan == before.ownership_wan
    begun, ended = starts(ordered), finishes(ordered)
    for measure in begun:
        entry = catalogue().measures[measure]
        assert all(ended[helper] < begun[measure] for helper in entry.enablers if helper in ended), measure
        assert all(ended[helper] <= ended[measure] for helper in entry.by_use if helper in ended), measure


def test_no_quarter_takes_more_people_than_can_usually_be_spared_where_there_is_time() -> None:
    """Sixty people can spare about seventeen person-weeks a quarter; where nobody gave a limit, the work is spread."""
    base = bare()
    answers = {AnswerId(f"factory.{size}"): Decimal(60) for size in ("staff", "direct_staff", "machines")}
    small = evaluate(base.assessment.with_answers(answers), base.rulebook, DAY)
    roadmap = plan(small, catalogue(), limits("basic", 100), beside=False)
    assert not any("of your own people" in said.text("en") for said in roadmap.to_do_first)
