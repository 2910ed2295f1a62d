"""After the plan: near-best plans, the chart, exact reasons, and a step that is done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.catalogue import MeasureId
from models.roadmap import DoneStep
from tests.ui.looking import living, page_of, there
from tests.ui.test_main_job import MakeWindow, Picture, open_sample, planned
from ui import tasks
from ui.main_window import MainWindow
from ui.roadmap.comparing.frontier import Frontier
from ui.roadmap.comparing.two_plans import SideBySide
from ui.roadmap.done_steps import Afterwards, DoneSoFar
from ui.roadmap.page import RoadmapPage
from ui.style import apply
from ui.widgets.basic import Button


def test_near_best_plans_come_after_the_plan(window: MainWindow, qtbot: QtBot) -> None:
    """The plan is shown first; a moment later it carries its three near-best plans, on the same page."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    qtbot.waitUntil(lambda: bool(window.session.roadmap and window.session.roadmap.alternatives))
    assert len(there(window.session.roadmap).alternatives) == 3
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(tasks.idle)


def test_the_chart_has_points_for_less_and_more_money(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """A point is shown beside the plan when it is clicked; only when it is asked for is it planned with its money."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    before = window.session.roadmap
    there(page.view).choices.draw_frontier()
    qtbot.waitUntil(lambda: bool(living(page, Frontier)) and tasks.idle())
    chart = living(page, Frontier)[0]
    assert len(chart._points) >= 2
    assert [chart.height_of(point) for point in chart._points] == [
        max(there(point.limits).budget_wan) for point in chart._points
    ]
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    first = chart._points[0]
    assert window.session.roadmap is before
    assert living(page, SideBySide)
    picture(window, "roadmap-frontier")
    with qtbot.waitSignal(window.session.roadmap_changed):
        there(page.view).choices.take.click()
    assert there(window.session.roadmap).limits.budget_wan == there(first.limits).budget_wan
    assert page.talk.limits() == there(window.session.roadmap).limits
    qtbot.waitUntil(tasks.idle)


@pytest.mark.parametrize("against", ["time", "tier"])
def test_cost_against_time_and_tier_are_charts_too(window: MainWindow, qtbot: QtBot, against: str) -> None:
    """Every frontier can be drawn, and its plan can be planned with: it costs what the point said."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    choices = there(page.view).choices
    choices.against.setCurrentIndex(choices.against.findData(against))
    choices.draw_frontier()
    qtbot.waitUntil(lambda: bool(living(page, Frontier)) and tasks.idle())
    chart = living(page, Frontier)[0]
    point = chart._points[0]
    assert min(map(chart.height_of, chart._points)) == there(window.session.roadmap).ownership_wan
    choices.look_at(point, against)
    with qtbot.waitSignal(window.session.roadmap_changed):
        choices.take.click()
    assert there(window.session.roadmap).ownership_wan == point.ownership_wan
    qtbot.waitUntil(tasks.idle)


def test_the_calendar_grows_with_the_type(window: MainWindow, qtbot: QtBot) -> None:
    """In large type the rows of the calendar are higher, so that no word or figure in it is cut."""
    open_sample(window, qtbot)
    gantt = there(there(planned(window, qtbot).view).gantt)
    before = gantt.height()
    apply.apply("light", 1.3)
    qtbot.waitUntil(lambda: gantt.height() >= round(1.25 * before))
    row = gantt._bar(0, there(window.session.roadmap).steps[0])
    assert row.height() >= gantt.fontMetrics().height()


def test_a_near_best_plan_can_take_the_place_of_the_plan_and_undo_brings_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    """Adopting an alternative asks for its measures and rules out those it leaves; one undo restores plan and limits."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    qtbot.waitUntil(lambda: bool(there(window.session.roadmap).alternatives))
    before = there(window.session.roadmap)
    alternative = before.alternatives[0]
    there(page.view).choices.look_at(alternative, "beside")
    with qtbot.waitSignal(window.session.roadmap_changed):
        there(page.view).choices.take.click()
    now = there(window.session.roadmap)
    assert {step.measure for step in now.steps} == {measure for measure, _, _ in alternative.choices}
    assert now.ownership_wan <= alternative.ownership_wan
    assert len(now.limits.require) + len(now.limits.forbid) < 10
    qtbot.waitUntil(tasks.idle)
    page.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert there(window.session.roadmap).steps == before.steps
    assert page.talk.limits() == before.limits
    qtbot.waitUntil(tasks.idle)


def test_what_certainty_costs_is_planned_beside_the_plan(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """Three surer plans are shown below the plan, which stays; no catalogue price becomes a quote by it."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    before = there(window.session.roadmap)
    there(page.view).choices.plan_surer()
    qtbot.waitUntil(tasks.idle)
    links = [button for button in living(page, Button) if button.accessibleDescription() == "Plan at these prices"]
    assert len(links) == 3
    assert there(window.session.roadmap).limits == before.limits
    assert there(page.talk.limits()).prices_wan == {}
    picture(window, "roadmap-surer")


def test_a_left_out_measure_is_explained_exactly_when_asked(window: MainWindow, qtbot: QtBot) -> None:
    """Asking about a left-out measure replaces its sentence by what planning with it found."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    there(there(page.view).left_out).open_it()
    rows = there(there(page.view).rows)
    rows.buttons[MeasureId("K01")].click()
    qtbot.waitUntil(tasks.idle)
    assert any("The best plan with it has a cost of ownership" in label.text() for label in living(rows, QLabel))


def test_a_step_that_is_done_proposes_its_answers_and_undo_takes_them_back(window: MainWindow, qtbot: QtBot) -> None:
    """One click enters what the measure made true, one undo takes it back."""
    open_sample(window, qtbot)
    planned(window, qtbot)
    session = window.session
    step = next(step for step in there(session.roadmap).steps if step.closes)
    have = frozenset(other.measure for other in there(session.roadmap).steps if other.finish <= step.finish)
    card = Afterwards(
        session, there(session.catalogue), DoneStep(step.measure), have, on_told=lambda _: None, on_close=lambda: None
    )
    qtbot.addWidget(card)
    before = there(session.assessment).answers
    card.enter.click()
    qtbot.waitUntil(tasks.idle)
    assert there(session.assessment).get(AnswerId(step.closes[0].answer)) == step.closes[0].value
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: there(session.assessment).answers == before and tasks.idle())


def test_a_done_step_keeps_what_it_really_took_beside_the_plan(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Marked done, a step leaves the plan; real cost and quarter are compared, kept with the case and there the next day."""
    window = make_window(tmp_path / "data", "zh")
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    step = there(window.session.roadmap).steps[-1]
    with qtbot.waitSignal(window.session.roadmap_changed):
        page._mark_done(step.measure)
    assert step.measure not in {other.measure for other in there(window.session.roadmap).steps}
    (card,) = [widget for widget in living(page, Afterwards) if widget.isVisible()]
    card.paid.setText("ten")
    card.keep.click()
    assert card.paid.property("wrong") is True
    card.paid.setText(str(step.one_off_wan + 2))
    card.when.setCurrentText(str(step.finish.later(1)))
    card.keep.click()
    assert "多花 2 万元" in card.told.text()
    assert "晚 1 个季度" in card.told.text()
    qtbot.waitUntil(tasks.idle)
    picture(window, "roadmap-done")
    number = there(window.session.assessment).case_number
    window.session.abandon()
    again = make_window(tmp_path / "data", "zh")
    with qtbot.waitSignal(again.session.case_changed):
        again.session.open_case(number)
    qtbot.waitUntil(tasks.idle)
    again.open_page("roadmap")
    later = page_of(again, "roadmap", RoadmapPage)
    qtbot.waitUntil(lambda: again.session.roadmap is not None and tasks.idle())
    wanted = DoneStep(
        step.measure, step.variant, step.one_off_wan, step.finish, step.one_off_wan + 2, step.finish.later(1)
    )
    assert later.done_steps == {step.measure: wanted}
    shown = " ".join(label.text() for label in living(living(later, DoneSoFar)[0], QLabel))
    assert "多花 2 万元" in shown
    assert there(again.session.roadmap).limits.done == {step.measure}


def test_the_plan_is_saved_as_workbook_and_for_a_bank(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: Picture
) -> None:
    """Two buttons on the roadmap page write the plan by months, and say where."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    card = there(there(page.view).by_month)
    for button, name in ((card.workbook, "plan.xlsx"), (card.paper, "plan.pdf")):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", _answer(path))
        button.click()
        qtbot.waitUntil(tasks.idle)
        assert path.exists()
    picture(window, "roadmap-by-month")


def test_the_rest_is_planned_from_what_is_done(window: MainWindow, qtbot: QtBot) -> None:
    """With nothing done, the plan replanned is the plan on screen."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    before = there(window.session.roadmap)
    with qtbot.waitSignal(window.session.roadmap_changed):
        there(there(page.view).by_month).replan.click()
    now = there(window.session.roadmap)
    assert now.steps == before.steps
    assert now.months == before.months
    qtbot.waitUntil(tasks.idle)


def _answer(path: Path) -> Callable[..., tuple[str, str]]:
    return lambda *_: (str(path), "")
