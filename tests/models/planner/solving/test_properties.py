"""What must hold of any plan, on factories under the shipped rulebook and catalogue."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Lock
from models.planner import answers_after, plan
from models.planner.errors import ContradictoryLimits
from models.roadmap import PlanStatus
from tests.benchmarks.test_planning import varied
from tests.factories import DAY
from tests.models.planner.checker import placed_of, violations
from tests.models.planner.solving.test_exactness import closed
from tests.models.planner.test_national import bare, catalogue, limits, sample

FACTORIES = st.sampled_from(["sample", "bare", *range(4)])
FEW = settings(max_examples=4, derandomize=True, suppress_health_check=list(HealthCheck))


def factory(which: object) -> Evaluation:
    """Returns one of several factories."""
    if isinstance(which, int):
        return varied(which)[0]
    return sample() if which == "sample" else bare()


@given(which=FACTORIES, budget=st.integers(5, 60), more=st.integers(1, 40))
@FEW
def test_more_money_is_never_worse(which: object, budget: int, more: int) -> None:
    """With more money no fewer conditions are closed, and a target reached costs no more."""
    evaluation = factory(which)
    poor = plan(evaluation, catalogue(), limits("basic", budget), beside=False)
    rich = plan(evaluation, catalogue(), limits("basic", budget + more), beside=False)
    assert closed(rich, evaluation, catalogue()) >= closed(poor, evaluation, catalogue())
    if poor.status is PlanStatus.OPTIMAL:
        assert rich.status is PlanStatus.OPTIMAL
        assert rich.ownership_wan <= poor.ownership_wan


@given(which=FACTORIES, picks=st.lists(st.sampled_from(sorted(catalogue().measures)), min_size=2, max_size=3))
@FEW
def test_what_is_required_besides_never_makes_a_plan_cheaper(which: object, picks: list[str]) -> None:
    """Requiring more measures costs no less than requiring some of them."""
    evaluation = factory(which)
    locks = tuple(Lock(catalogue().measures[number].id) for number in picks)  # type: ignore[index]
    try:
        whole = plan(evaluation, catalogue(), limits("basic", 500, require=locks), beside=False)
        part = plan(evaluation, catalogue(), limits("basic", 500, require=locks[:1]), beside=False)
    except ContradictoryLimits:
        return
    if whole.status is PlanStatus.OPTIMAL:
        assert part.status is PlanStatus.OPTIMAL
        assert part.ownership_wan <= whole.ownership_wan


@pytest.mark.parametrize("which", ["sample", 2])
def test_order_and_what_nothing_needs_change_nothing(which: object) -> None:
    """The catalogue turned round, and with a measure more that no recipe names, gives the same steps at the same cost."""
    evaluation, known, asked = factory(which), catalogue(), limits("basic", 40)
    turned = replace(
        known,
        measures=MappingProxyType(dict(reversed(list(known.measures.items())))),
        recipes=tuple(reversed(known.recipes)),
    )
    idle = replace(known.measures[sorted(known.measures)[0]], id="Z98", requires=(), excludes=(), benefits=())  # type: ignore[arg-type]
    more = replace(known, measures=MappingProxyType({**known.measures, idle.id: idle}))
    first = plan(evaluation, known, asked, beside=False)
    for other in (turned, more):
        again = plan(evaluation, other, asked, beside=False)
        assert placed_of(again) == placed_of(first)
        assert again.cost == first.cost


@given(which=FACTORIES, budget=st.integers(10, 80))
@FEW
def test_the_evaluator_gives_the_promised_tier(which: object, budget: int) -> None:
    """Asked about the answers as they would be after the plan, the evaluator says the tier that the plan promises."""
    evaluation = factory(which)
    roadmap = plan(evaluation, catalogue(), limits("basic", budget), beside=False)
    after = evaluate(answers_after(evaluation, catalogue(), roadmap), evaluation.rulebook, DAY)
    assert after.reached == roadmap.reached
    assert roadmap.cost.total_wan <= Decimal(budget) * 3


@pytest.mark.parametrize(
    "which", ["sample", "bare", 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))]
)
def test_a_reader_of_the_catalogue_alone_finds_nothing_unexplained(which: object) -> None:
    """Against the catalogue as it is written a plan breaks no limit, and lacks no prerequisite but those that it names."""
    evaluation = factory(which)
    asked = varied(which)[1] if isinstance(which, int) else limits("basic", 20, 0, 40)
    roadmap = plan(evaluation, catalogue(), asked, beside=False)
    named = {f"{measure} before {each.measure}" for each in roadmap.waived for measure in each.before}
    assert set(violations(catalogue(), asked, placed_of(roadmap))) <= named
    assert roadmap.is_sure or roadmap.to_do_first or roadmap.shortfall is not None
