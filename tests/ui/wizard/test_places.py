"""Province and city are chosen from a list or typed."""

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.looking import only, there
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
    field = there(page.card).fields[AnswerId("enterprise.city")]
    assert isinstance(field, LineField)
    completer = field.line.completer()

    def city() -> object:
        return there(window.session.assessment).get(AnswerId("enterprise.city"))

    completer.setCompletionPrefix("苏")
    assert completer.currentCompletion() == "苏州市"
    only(field.line, QAction).trigger()
    there(completer.popup()).hide()
    completer.activated.emit("合肥市")
    assert city() == "合肥市"
    field.line.setText("昆山")
    field.hand_over()
    assert city() == "昆山"
