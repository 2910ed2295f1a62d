"""The data folder moved from the settings."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.workspace import data_folder
from tests.ui.looking import page_of
from ui import tasks
from ui.main_window import MainWindow
from ui.settings.data_folder import DataFolderCard
from ui.settings.page import SettingsPage

NAME = AnswerId("enterprise.name")


def data_card(window: MainWindow) -> DataFolderCard:
    """The card on the settings page."""
    window.open_page("settings")
    return page_of(window, "settings", SettingsPage).data_folder


def agree(texts: list[str]) -> None:
    """Presses the second button of the question that comes up."""
    box = QApplication.activeModalWidget()
    if not isinstance(box, QMessageBox):
        QTimer.singleShot(20, lambda: agree(texts))
        return
    texts.append(box.text())
    next(button for button in box.buttons() if button is not box.escapeButton()).click()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_window_goes_on_in_the_new_place(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """After the question the data is opened there, what is typed lands there, and the old place can be deleted."""
    session = window.session
    session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: session.assessment is not None)
    old = session.preferences.folder
    card = data_card(window)
    asked: list[str] = []
    QTimer.singleShot(20, lambda: agree(asked))
    card.plan_move(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: card.delete_button.isVisible() and tasks.idle())
    assert str(tmp_path / "elsewhere") in asked[0]
    assert "elsewhere" in card.told.text()
    assert data_folder(old) == session.preferences.folder == tmp_path / "elsewhere"
    session.open_case(session.cases[0].number)
    qtbot.waitUntil(lambda: session.assessment is not None)
    with qtbot.waitSignal(session.saved):
        session.answer({NAME: "Moved"})
    QTimer.singleShot(20, lambda: agree(asked))
    card.delete_button.click()
    qtbot.waitUntil(lambda: card.delete_button.isHidden() and tasks.idle())
    assert not (old / "zhijie.db").exists()
    session.reload_cases()
    qtbot.waitUntil(lambda: session.cases[0].enterprise == "Moved")


def test_a_place_that_does_not_fit_is_told_in_the_bar(window: MainWindow, qtbot: QtBot) -> None:
    """The window stays where it is."""
    folder = window.session.preferences.folder
    data_card(window).plan_move(folder / "inside")
    qtbot.waitUntil(window.banner.isVisible)
    assert "inside the data folder" in window.banner.text
    assert window.session.workspace is not None
