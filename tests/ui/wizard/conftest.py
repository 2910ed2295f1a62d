"""The wizard as a new factory finds it."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.looking import page_of
from ui.main_window import MainWindow
from ui.start.page import StartPage
from ui.wizard.page import WizardPage


@pytest.fixture
def wizard(window: MainWindow, qtbot: QtBot) -> WizardPage:
    """The wizard over a new, empty case."""
    start = page_of(window, "cases", StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        start.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    return page_of(window, "fill", WizardPage)
