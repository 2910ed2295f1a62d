"""Settings, plan limits and quotes."""

from decimal import Decimal
from pathlib import Path

import pytest

from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import SubsidyId
from models.limits import Limits, Lock, Objective, Quarter
from models.roadmap import DoneStep, Quote
from models.rulebook import TierId
from models.workspace import Workspace
from models.workspace.settings import Settings


def test_settings_have_defaults_and_survive_a_restart(folder: Path) -> None:
    """What the person chose is there the next day."""
    chosen = Settings(language="zh", role="assessor", person="王工", theme="dark")
    with Workspace.open(folder) as workspace:
        assert workspace.settings() == Settings()
        workspace.save_settings(chosen)
    with Workspace.open(folder) as workspace:
        assert workspace.settings() == chosen


def test_the_author_is_the_name_and_without_one_the_role() -> None:
    """The history records what was chosen in the program."""
    assert Settings(role="colleague").who == "colleague"
    assert Settings(role="colleague", person="张敏").who == "张敏"


def test_small_memories_of_the_window_are_kept_and_forgotten(workspace: Workspace) -> None:
    """The window finds its last page again."""
    assert workspace.recall("page") is None
    workspace.remember("page", "results")
    workspace.remember("page", "roadmap")
    assert workspace.recall("page") == "roadmap"
    workspace.remember("page", None)
    assert workspace.recall("page") is None


FULL = Limits(
    target=TierId("advanced"),
    budget_wan=(Decimal("30"), Decimal("50.000001")),
    start=Quarter(2027, 1),
    quarters=8,
    staff_weeks=Decimal("6.5"),
    carry_over=False,
    most_at_once=3,
    blackout=frozenset({Quarter(2027, 4), Quarter(2028, 4)}),
    require=(Lock(MeasureId("E02"), VariantId.SHARED, Quarter(2027, 2)), Lock(MeasureId("D01"))),
    forbid=frozenset({MeasureId("F01")}),
    done=frozenset({MeasureId("A01"), MeasureId("A02")}),
    objective=Objective.PAYBACK,
    budget_by_quarter=True,
    uncounted=frozenset({SubsidyId("PO05")}),
    sure=Decimal("0.95"),
)


@pytest.mark.parametrize("limits", [FULL, Limits(TierId("basic"), (Decimal(30),), Quarter(2027, 1))])
def test_plan_limits_come_back_to_the_cent(workspace: Workspace, limits: Limits) -> None:
    """Every limit of a plan survives the database; money is kept in whole cents."""
    case = workspace.create_case().case_number
    assert workspace.plan_limits(case) is None
    workspace.save_plan_limits(case, limits)
    assert workspace.plan_limits(case) == limits


def test_quotes_are_the_prices_of_the_plan(workspace: Workspace) -> None:
    """An own price replaces the catalogue's until it is taken away."""
    case = workspace.create_case().case_number
    workspace.save_plan_limits(case, FULL)
    quote = Quote(MeasureId("E02"), VariantId.OWN, Decimal("12.345678"), Decimal("0.5"), "某供应商", "2026-11-01")
    workspace.save_quote(case, Quote(MeasureId("E02"), VariantId.OWN, Decimal(99), Decimal(1)))
    workspace.save_quote(case, quote)
    assert workspace.quotes(case) == (quote,)
    limits = workspace.plan_limits(case)
    assert limits is not None
    assert limits.prices_wan == {("E02", VariantId.OWN): (Decimal("12.345678"), Decimal("0.5"))}
    workspace.remove_quote(case, MeasureId("E02"), VariantId.OWN)
    assert workspace.quotes(case) == ()


@pytest.mark.parametrize(
    "step",
    [
        DoneStep(
            MeasureId("D01"), VariantId.OWN, Decimal("1.5"), Quarter(2027, 1), Decimal("1.755001"), Quarter(2027, 3)
        ),
        DoneStep(MeasureId("D01")),
    ],
)
def test_what_a_done_measure_really_took_is_kept(workspace: Workspace, step: DoneStep) -> None:
    """Planned and real cost and quarter survive to the cent, can be corrected, and go away when the measure was not done."""
    case = workspace.create_case().case_number
    workspace.save_done_step(case, DoneStep(step.measure, VariantId.SHARED, Decimal(9)))
    workspace.save_done_step(case, step)
    assert workspace.done_steps(case) == (step,)
    workspace.remove_done_step(case, step.measure)
    assert workspace.done_steps(case) == ()


def test_a_done_measure_says_what_it_took_beyond_the_plan() -> None:
    """Dearer and later than planned are above zero; where one of the two is not known, nothing is said."""
    step = DoneStep(MeasureId("D01"), None, Decimal(2), Quarter(2027, 4), Decimal("1.5"), Quarter(2028, 2))
    assert (step.dearer_wan, step.later_quarters) == (Decimal("-0.5"), 2)
    unknown = DoneStep(MeasureId("D01"), None, None, None, Decimal(2), Quarter(2027, 1))
    assert (unknown.dearer_wan, unknown.later_quarters) == (None, None)
