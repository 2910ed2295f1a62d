"""The pieces that every page is made of: links that wrap, lines that give way, chips on one middle."""

import ast
import re

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests import ROOT
from tests.ui.looking import living, there
from tests.ui.test_main_job import open_sample
from ui import reading_order, tasks
from ui.frame.ladder_panel import LadderPanel
from ui.main_window import MainWindow
from ui.start.page import StartPage
from ui.widgets.basic import Button, as_written
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.fold import Fold

_LONG = "With Security baseline (own) instead of Security baseline (shared service) and Backup and recovery"


def test_a_link_shows_all_its_words_in_a_narrow_window(qtbot: QtBot) -> None:
    """Where one line is too short for a link it takes more of them; where there is room it stays one line."""
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    link = Button(_LONG, kind="link", icon_name="paperclip")
    column.addWidget(link)
    column.addStretch(1)
    link.ensurePolished()
    line = link.fontMetrics().height()
    column.setGeometry(QRect(0, 0, 220, 400))
    assert link.height() >= 4 * line
    column.setGeometry(QRect(0, 0, 1200, 400))
    assert link.height() < 2 * line + 8
    assert link.text() == _LONG


def test_what_stands_in_one_line_of_a_flow_has_one_middle(qtbot: QtBot) -> None:
    """A low label beside a high button is not pushed to the top of the line."""
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    low, high = QLabel("starts in"), Button("2027Q1")
    high.setFixedHeight(60)
    flow.addWidget(low)
    flow.addWidget(high)
    flow.setGeometry(QRect(0, 0, 400, 100))
    assert abs(low.geometry().center().y() - high.geometry().center().y()) <= 1


def test_a_fold_makes_its_content_when_it_is_opened(qtbot: QtBot) -> None:
    """What only some people read costs nothing before; opened twice it is made once."""
    contents: list[QWidget] = []

    def make() -> QWidget:
        contents.append(QLabel("below"))
        return contents[-1]

    fold = Fold(make, "more")
    qtbot.addWidget(fold)
    assert not fold.is_open
    assert contents == []
    for shown in (True, False, True):
        fold.open_it(shown)
        assert fold.is_open is shown
    assert len(contents) == 1


def test_the_ladder_names_the_level_of_maturity_that_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    """A link to a subdomain says which level is asked; every link is as long as its name."""
    open_sample(window, qtbot)
    window.open_page("fill")
    assert isinstance(window.ladder, LadderPanel)
    qtbot.waitUntil(lambda: there(window.ladder).is_settled and bool(there(window.ladder).links))
    levels = [name for name, answer in window.ladder.links.items() if answer.startswith("maturity.")]
    assert levels
    assert all(name.endswith("level 2") for name in levels)


def test_a_long_name_squeezes_neither_the_rail_nor_the_buttons(window: MainWindow, qtbot: QtBot) -> None:
    """The bar shows as much of a name as there is room for; the window needs no more room than before."""
    open_sample(window, qtbot)
    rail, least = window.rail.width(), window.minimumSizeHint().width()
    window.session.answer(
        {AnswerId("enterprise.name"): "江苏苏中高端装备智能制造与精密传动系统研究开发（集团）股份有限公司" * 3}
    )
    qtbot.waitUntil(tasks.idle)
    assert window.rail.width() == rail
    assert window.minimumSizeHint().width() <= max(least, window.width())


def test_the_list_of_cases_follows_the_answers(window: MainWindow, qtbot: QtBot) -> None:
    """A factory that was renamed while filling in has its new name in the list when one comes back to it."""
    open_sample(window, qtbot)
    window.open_page("fill")
    window.session.answer({AnswerId("enterprise.name"): "Renamed Ltd."})
    qtbot.waitUntil(tasks.idle)
    window.open_page("cases")
    page = window.page("cases")
    assert isinstance(page, StartPage)
    qtbot.waitUntil(lambda: any("Renamed Ltd." in label.text() for label in living(page, QLabel) if label.isVisible()))


def passed_by_tab(page: QWidget, qapp: QApplication) -> list[QWidget]:
    """Presses Tab from the top of a page until it is left; returns what had the focus, in order."""
    page.setFocus()
    seen: list[QWidget] = []
    while True:
        QTest.keyClick(there(qapp.focusWidget()), Qt.Key.Key_Tab)
        if not page.isAncestorOf(there(qapp.focusWidget())):
            return seen
        assert qapp.focusWidget() not in seen
        seen.append(there(qapp.focusWidget()))


@pytest.mark.parametrize("name", ["results", "report"])
def test_tab_goes_down_the_page_as_it_is_read_and_then_leaves_it(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, name: str
) -> None:
    """No stop is skipped or passed twice, also what was put on the page later; behind the last one comes the window."""
    open_sample(window, qtbot)
    window.open_page(name)
    page = window.page(name)
    # The order follows what is put on the page a turn of the event loop later.
    qtbot.waitUntil(lambda: tasks.idle() and passed_by_tab(page, qapp) == reading_order.stops(page))
    seen = passed_by_tab(page, qapp)
    assert seen == reading_order.stops(page)
    assert len(seen) > 8
    seen[-1].setFocus()
    QTest.keyClick(seen[-1], Qt.Key.Key_Backtab)
    assert qapp.focusWidget() is seen[-2]


def test_the_wheel_over_a_closed_list_chooses_nothing(qtbot: QtBot) -> None:
    """Whoever scrolls past a list, with the keyboard in it or not, scrolls the page; every list of the program is of this kind."""
    whole = QScrollArea()
    inside = QWidget()
    inside.setFixedSize(300, 4000)
    box = ChoiceBox(inside)
    box.addItems(["basic", "advanced", "excellent"])
    whole.setWidget(inside)
    qtbot.addWidget(whole)
    with qtbot.waitExposed(whole):
        whole.show()
    for focused in (False, True):
        if focused:
            box.setFocus()
        place = QPointF(box.rect().center())
        wheel = QWheelEvent(
            place,
            QPointF(box.mapToGlobal(place.toPoint())),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, wheel)
        assert box.currentIndex() == 0
    plain = re.compile(r"\b(?:QComboBox|QSpinBox|QDoubleSpinBox|QDateEdit|QSlider)\(")
    assert [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if plain.search(path.read_text(encoding="utf-8").replace("class ChoiceBox(QComboBox)", ""))
    ] == []


def _foreign(node: ast.AST) -> bool:
    """Whether an expression holds words that are neither the program's own nor shown as they are written."""
    if isinstance(node, ast.Call):
        return not (isinstance(node.func, ast.Name) and node.func.id in {"tr", "as_written"})
    return isinstance(node, ast.Attribute) or any(_foreign(child) for child in ast.iter_child_nodes(node))


def test_a_tool_tip_shows_what_others_wrote_and_follows_none_of_it(qtbot: QtBot) -> None:
    """A name such as `<img src="//host/share/a.png">.pdf` is words, not a picture to fetch, wherever a tool tip shows it."""
    shown = QLabel(as_written('第 1 份\n<img src="//host/share/a.png">.pdf & <b>'))
    qtbot.addWidget(shown)
    shown.setTextFormat(Qt.TextFormat.AutoText)
    assert "<img" not in shown.text()
    assert "&lt;img" in shown.text()
    assert as_written("宁波 a.cn") == "宁波 a.cn"
    seen = 0
    for file in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip":
                seen += 1
                assert not _foreign(node.args[-1]), (file, node.lineno)
    assert seen > 20
