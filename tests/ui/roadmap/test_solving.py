"""A plan under way in the window: stopped, overtaken, dragged, refused; and a catalogue that came from a file."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.catalogue import MeasureId
from models.limits import Lock
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TierId
from tests.models.packs.test_catalogue_pack import entry, pack
from tests.ui.looking import living, page_of, there
from tests.ui.roadmap.test_talk import roadmap_page
from tests.ui.test_main_job import MakeWindow, Picture, open_sample, planned
from ui import tasks
from ui.main_window import MainWindow
from ui.roadmap.page import RoadmapPage
from ui.roadmap.plan.gantt import GanttView
from ui.roadmap.solve_bar import progress_words
from ui.rules.page import RulesPage


def _ask_much(page: RoadmapPage) -> None:
    """Asks for a plan whose proof takes the solver long."""
    talk = page.talk
    talk.target.setCurrentIndex(talk.target.findData("excellent"))
    talk.budget.setText("60")
    talk.staff.setText("20")
    talk.at_once.show_number(6)


def test_a_stopped_solve_keeps_its_best_plan_and_says_that_it_is_unproven(
    window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """While it is solved the best so far and the bound stand there and the window lives; stopping keeps that plan, marked."""
    page = roadmap_page(window, qtbot)
    _ask_much(page)
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.bar._told is not None and page.bar._told[0] is not None)
    assert page.bar.words.isVisible()
    assert "Best plan so far" in page.bar.words.text()
    assert "inf" not in page.bar.words.text()
    with qtbot.waitSignal(window.session.roadmap_changed):
        QTest.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    roadmap = there(window.session.roadmap)
    assert roadmap.steps
    if roadmap.status is PlanStatus.UNPROVEN:
        said = " ".join(label.text() for label in living(there(page.view), QLabel))
        assert "Not proven" in said
    assert not page.cancel.isVisible()
    qtbot.waitUntil(tasks.idle)
    picture(window, "roadmap-unproven")


def test_a_newer_question_takes_the_place_of_the_one_under_way(window: MainWindow, qtbot: QtBot) -> None:
    """Asking again while a long solve runs shows the plan of the newer limits, once, and never the older one."""
    page = roadmap_page(window, qtbot)
    _ask_much(page)
    page.plan()
    shown: list[Roadmap] = []
    window.session.roadmap_changed.connect(lambda: shown.append(there(window.session.roadmap)))
    talk = page.talk
    talk.target.setCurrentIndex(talk.target.findData("basic"))
    talk.staff.setText("")
    talk.at_once.show_number(0)
    page.plan()
    qtbot.waitUntil(lambda: bool(shown) and tasks.idle())
    assert {plan.limits.target for plan in shown} == {TierId("basic")}


@pytest.mark.parametrize(
    ("progress", "wanted"),
    [
        (None, "Looking for a first plan"),
        ((None, float("-inf")), "Looking for a first plan"),
        ((58.31, float("-inf")), "583,000 yuan in total; the proof has begun"),
        ((58.31, 57.02), "none is below 570,000 yuan"),
    ],
)
def test_progress_is_told_in_words_without_infinities(progress: tuple[float | None, float] | None, wanted: str) -> None:
    """Before the first plan, before the first bound, and with both."""
    assert wanted in progress_words(progress, 3, stopping=False)


def _bar_centre(gantt: GanttView, row: int) -> QPoint:
    return gantt._bar(row, there(gantt._roadmap).steps[row]).center().toPoint()


def test_a_bar_is_dragged_unlocked_and_undone(make_window: MakeWindow, qtbot: QtBot, picture: Picture) -> None:
    """With the mouse two quarters later it is fixed there; its chip or Delete frees it, undo brings back what was before, redo what was undone."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    first = there(window.session.roadmap)
    gantt = there(there(page.view).gantt)
    row = len(first.steps) - 1
    step = first.steps[row]
    start = _bar_centre(gantt, row)
    to = start + QPoint(round(2 * gantt._width()), 0)
    QTest.mousePress(gantt, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(gantt, to)
    gantt._drag = (row, gantt._column(step) + 2)  # the offscreen platform moves no pointer with a button held
    with qtbot.waitSignal(window.session.roadmap_changed):
        QTest.mouseRelease(gantt, Qt.MouseButton.LeftButton, pos=to)
    wanted = step.quarter.later(2)
    dragged = there(window.session.roadmap)
    assert dragged.limits.require == (Lock(step.measure, step.variant, wanted),)
    assert next(other for other in dragged.steps if other.measure == step.measure).quarter == wanted
    qtbot.waitUntil(tasks.idle)
    picture(window, "roadmap-dragged")
    gantt = there(there(page.view).gantt)
    gantt._current = next(row for row, other in enumerate(dragged.steps) if other.measure == step.measure)
    with qtbot.waitSignal(window.session.roadmap_changed):
        QTest.keyClick(gantt, Qt.Key.Key_Delete)
    assert there(window.session.roadmap).limits.require == ()
    qtbot.waitUntil(tasks.idle)
    QTest.mouseClick(page.bar.undo, Qt.MouseButton.LeftButton)
    assert there(window.session.roadmap).limits.require == dragged.limits.require
    qtbot.waitUntil(tasks.idle)
    page.bar.redo.click()
    assert there(window.session.roadmap).limits.require == ()
    assert page.bar.redo.isHidden()
    qtbot.waitUntil(tasks.idle)
    window._undo()
    assert there(window.session.roadmap).limits.require == dragged.limits.require
    window._redo()
    assert there(window.session.roadmap).limits.require == ()
    qtbot.waitUntil(tasks.idle)


def test_a_bar_is_moved_with_the_keyboard_and_only_enter_plans(window: MainWindow, qtbot: QtBot) -> None:
    """Several presses of an arrow are one move; Escape gives it up; what a screen reader hears follows."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    first = there(window.session.roadmap)
    gantt = there(there(page.view).gantt)
    gantt.setFocus()
    step = first.steps[0]
    for _press in range(3):
        QTest.keyClick(gantt, Qt.Key.Key_Right)
    assert str(step.quarter.later(3)) in gantt.accessibleDescription()
    QTest.keyClick(gantt, Qt.Key.Key_Escape)
    assert not page.bar.busy
    for _press in range(2):
        QTest.keyClick(gantt, Qt.Key.Key_Right)
    with qtbot.waitSignal(window.session.roadmap_changed):
        QTest.keyClick(gantt, Qt.Key.Key_Return)
    now = next(other for other in there(window.session.roadmap).steps if other.measure == step.measure)
    assert now.quarter == step.quarter.later(2)
    qtbot.waitUntil(tasks.idle)


def test_a_wish_that_cannot_be_kept_is_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    """Requiring a measure that is made for another trade leaves the talk, the plan and the bars as they were, and says why."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    before, roadmap = page.talk.limits(), there(window.session.roadmap)
    with qtbot.waitSignal(page.failed):
        page.put(Lock(MeasureId("C05")))
    qtbot.waitUntil(tasks.idle)
    assert page.talk.limits() == before
    assert there(window.session.roadmap).steps == roadmap.steps


def test_a_dragged_measure_is_planned_again_within_a_second_of_work(window: MainWindow, qtbot: QtBot) -> None:
    """Solving again around a fixed measure is quick enough to drag: median processor time of three drags under a second."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    spent = []
    for place in range(3):
        step = there(window.session.roadmap).steps[place]
        with qtbot.waitSignal(window.session.roadmap_changed):
            begun = time.process_time()
            page.put(Lock(step.measure, step.variant, step.quarter.later(1)))
        spent.append(time.process_time() - begun)
        qtbot.waitUntil(tasks.idle)
    assert sorted(spent)[1] < 1.5, spent


def test_a_pack_from_a_file_brings_measures_into_the_plan(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """A catalogue pack added in the window is offered in the talk at once, can be required, and the plan names its price."""
    file = tmp_path / "own.yaml"
    file.write_bytes(pack(entry("X01")))
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    window.open_page("rules")
    rules = page_of(window, "rules", RulesPage)
    rules.offer(file)
    qtbot.waitUntil(tasks.idle)
    rules.install(file)
    qtbot.waitUntil(lambda: MeasureId("X01") in there(window.session.catalogue).measures and tasks.idle())
    window.open_page("roadmap")
    assert page.talk.wishes.measure.findData("X01") >= 0
    with qtbot.waitSignal(window.session.roadmap_changed):
        page.put(Lock(MeasureId("X01")))
    (step,) = [other for other in there(window.session.roadmap).steps if other.measure == "X01"]
    assert step.one_off_wan == Decimal(2)
    assert len(there(window.session.roadmap).catalogue_packs) == 2
    qtbot.waitUntil(tasks.idle)
    picture(window, "roadmap-own-pack")
