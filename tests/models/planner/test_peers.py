"""Other exact solvers find the same optimum, over mid-size questions with all quarters in the program."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from models.catalogue import MeasureId
from models.packs.catalogue_pack import shipped_catalogue
from models.planner import plan
from models.planner.calendar import Calendar
from models.planner.formulation import build
from models.planner.offers import MONEY_UNITS
from models.planner.questioning import question_of
from models.roadmap import Limits, PlanStatus, Quarter
from models.rulebook import ConditionKind, TierId
from tests.models.planner.book import RULES, bare, rulebook
from tests.models.planner.peers import ask, write

WHOLE = {
    tier: [one for one in listed if one[1] not in {ConditionKind.MATURITY, ConditionKind.AI_SHARE}]
    for tier, listed in RULES.items()
}
"""The ladder without the conditions whose weights are no whole numbers, so that CP-SAT can read every row."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_other_solvers_find_the_same_optimum(seed: int, tmp_path: Path) -> None:
    """CBC and CP-SAT, given the whole timed program, reach the cost that the planner proved."""
    dice = random.Random(seed)
    evaluation = bare(book=rulebook(WHOLE))
    known = shipped_catalogue()
    limits = Limits(
        target=TierId("advanced"),
        budget_wan=tuple(Decimal(dice.randint(20, 70)) for _ in range(3)),
        start=Quarter(2027, dice.randint(1, 4)),
        quarters=dice.randint(8, 10),
        staff_weeks=Decimal(dice.randint(20, 40)) if dice.random() < 0.5 else None,
        carry_over=dice.random() < 0.7,
        forbid=frozenset(MeasureId(one) for one in dice.sample(sorted(known.measures), 5)),
    )
    question = question_of(evaluation, known, limits)
    made = build(question, Calendar.of(limits), timed=True, wanted=question.goals.goals, hard=True)
    if any(goal.hopeless for goal in question.goals.goals):
        assert plan(evaluation, known, limits).status is PlanStatus.INFEASIBLE
        return
    path = tmp_path / "program.json"
    write(made, made.cost(limits.quarters), path)
    roadmap = plan(evaluation, known, limits)
    if roadmap.status is not PlanStatus.OPTIMAL:
        return
    for peer in ("cbc", "cpsat"):
        assert ask(peer, path)["value"] == pytest.approx(float(roadmap.ownership_wan) * MONEY_UNITS, abs=0.5), peer
