"""Province and city are chosen from a list or typed."""

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.looking import only
from tests.ui.test_window import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.wizard.fields import LineField
from ui.wizard.page import WizardPage


def test_a_city_is_chosen_from_the_list_or_typed(window: MainWindow, qtbot: QtBot) -> None:
    """What is typed narrows the list; a choice is the answer at once, and so is a name that is not in it."""
    open_sample(window, qtbot)
    window.open_page("fill", "enterprise.city")
    qtbot.waitUntil(tasks.idle)
    page = window.page("fill")
    assert isinstance(page, WizardPage)
    field = page.card.fields[AnswerId("enterprise.city")]
    assert isinstance(field, LineField)
    completer = field.line.completer()
    completer.setCompletionPrefix("苏")
    assert completer.currentCompletion() == "苏州市"
    only(field.line, QAction).trigger()
    completer.popup().hide()
    completer.activated[str].emit("合肥市")
    assert window.session.assessment.get(AnswerId("enterprise.city")) == "合肥市"
    field.line.setText("昆山")
    field.hand_over()
    assert window.session.assessment.get(AnswerId("enterprise.city")) == "昆山"
