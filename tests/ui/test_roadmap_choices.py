"""After the plan: near-best plans, the chart, exact reasons, and a step that is done."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.catalogue import MeasureId
from tests.ui.test_main_job import LONG, Picture, open_sample, planned
from ui import tasks
from ui.main_window import MainWindow
from ui.roadmap.afterwards import Afterwards
from ui.roadmap.frontier import Frontier
from ui.roadmap.reasons import LeftOutRows


def test_near_best_plans_come_after_the_plan(window: MainWindow, qtbot: QtBot) -> None:
    """The plan is shown first; a moment later it carries its three near-best plans, on the same page."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    qtbot.waitUntil(lambda: bool(window.session.roadmap and window.session.roadmap.alternatives), timeout=LONG)
    assert len(window.session.roadmap.alternatives) == 3
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(tasks.idle, timeout=LONG)


def test_the_chart_has_points_for_less_and_more_money(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """The chart shows a point for each tier and budget that is sooner; taking one plans with its money."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    page._draw_frontier()
    qtbot.waitUntil(lambda: bool(page.findChildren(Frontier)) and tasks.idle(), timeout=LONG)
    chart = page.findChildren(Frontier)[0]
    assert len(chart._points) >= 2
    picture(window, "roadmap-frontier")
    first = chart._points[0]
    with qtbot.waitSignal(window.session.roadmap_changed, timeout=LONG):
        page._take(first)
    assert window.session.roadmap.limits.budget_wan == first.limits.budget_wan
    qtbot.waitUntil(tasks.idle, timeout=LONG)


def test_a_left_out_measure_is_explained_exactly_when_asked(window: MainWindow, qtbot: QtBot) -> None:
    """Asking about a left-out measure replaces its sentence by what planning with it found."""
    open_sample(window, qtbot)
    planned(window, qtbot)
    session = window.session
    rows = LeftOutRows(session.roadmap, session.evaluation, session.catalogue)
    qtbot.addWidget(rows)
    rows.buttons[MeasureId("K01")].click()
    qtbot.waitUntil(tasks.idle, timeout=LONG)
    assert any("The best plan with it costs" in one.text() for one in rows.findChildren(QLabel))


def test_a_step_that_is_done_proposes_its_answers_and_undo_takes_them_back(window: MainWindow, qtbot: QtBot) -> None:
    """One click enters what the measure made true, one undo takes it back; cost and date are compared with the plan."""
    open_sample(window, qtbot)
    planned(window, qtbot)
    session = window.session
    step = next(one for one in session.roadmap.steps if one.closes)
    have = frozenset(one.measure for one in session.roadmap.steps if one.finish <= step.finish)
    card = Afterwards(session, session.catalogue, step.measure, have, session.roadmap, on_close=lambda: None)
    qtbot.addWidget(card)
    before = session.assessment.answers
    card.paid.setText(str(step.one_off_wan + 2))
    card.when.setCurrentText(str(step.finish.later(1)))
    assert "dearer" in card.told.text()
    assert "1 quarter" in card.told.text()
    card.enter.click()
    qtbot.waitUntil(tasks.idle, timeout=LONG)
    assert session.assessment.get(AnswerId(step.closes[0].answer)) == step.closes[0].value
    session.undo()
    qtbot.waitUntil(lambda: session.assessment.answers == before and tasks.idle(), timeout=LONG)


def test_we_have_this_already_plans_again_and_offers_the_answers(window: MainWindow, qtbot: QtBot) -> None:
    """The plan leaves the step out, and the card with its answers stands above the plan."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    step = window.session.roadmap.steps[0]
    with qtbot.waitSignal(window.session.roadmap_changed, timeout=LONG):
        page._mark_done(step.measure)
    assert page.findChildren(Afterwards)
    assert step.measure not in {one.measure for one in window.session.roadmap.steps}
    assert window.session.roadmap.limits == replace(window.session.roadmap.limits, done=frozenset({step.measure}))
    qtbot.waitUntil(tasks.idle, timeout=LONG)
