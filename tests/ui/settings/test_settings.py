"""What a person chooses holds at once and is there the next time."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from tests.ui.conftest import MakeWindow
from ui import language, tasks
from ui.main_window import MainWindow
from ui.preferences import SCALES, WindowPreferences
from ui.settings.page import SettingsPage
from ui.style.palette import DARK, LIGHT, colours

Picture = Callable[[MainWindow, str], Path]


def settings(window: MainWindow) -> SettingsPage:
    """The page of the settings."""
    window.open_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def test_dark_and_large_hold_at_once(window: MainWindow, picture: Picture) -> None:
    """The colours and the size of text change in the open window, without a button to apply them."""
    page = settings(window)
    size = QGuiApplication.font().pointSizeF()
    assert colours() is LIGHT
    page.choose("dark")
    assert colours() is DARK
    picture(window, "settings-dark")
    page.choose(str(SCALES[-1]))
    assert QGuiApplication.font().pointSizeF() > size * 1.2
    picture(window, "settings-large")


def test_choices_are_there_the_next_time(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Language, look, role and name survive the end of the program."""
    folder = tmp_path / "data"
    window = make_window(folder)
    language.on_change(window.keep_language)
    page = settings(window)
    page.choose("dark")
    page.choose("assessor")
    page.person.setText("王工")
    page.leave()
    language.switch("zh")
    qtbot.waitUntil(tasks.idle)
    assert window.close()
    kept = WindowPreferences(folder)
    assert (kept.language, kept.appearance) == ("zh", "dark")
    with Workspace.open(folder) as workspace:
        saved = workspace.settings()
    assert (saved.language, saved.theme, saved.role, saved.person) == ("zh", "dark", "assessor", "王工")


def test_the_inbox_is_in_the_rail_only_for_assessors(window: MainWindow) -> None:
    """A manager does not see it; choosing the role shows it at once."""
    page = settings(window)
    assert not window.rail.shows("inbox")
    page.choose("assessor")
    assert window.rail.shows("inbox")
    page.choose("manager")
    assert not window.rail.shows("inbox")
