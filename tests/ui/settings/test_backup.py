"""Backup, restore and recovery through the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.conftest import PICTURES, MakeWindow
from tests.ui.looking import page_of
from ui import language, tasks
from ui.main_window import MainWindow
from ui.settings.backup import BackupCard
from ui.settings.page import SettingsPage
from ui.settings.restoring import RestoreChoice
from ui.start.states import StateChoice

NAME = AnswerId("enterprise.name")


def with_a_name(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Gives the open case's enterprise a name, saved."""
    with qtbot.waitSignal(window.session.saved):
        window.session.answer({NAME: name})
    window.session.reload_cases()
    qtbot.waitUntil(lambda: window.session.cases[0].enterprise == name)


def backup_card(window: MainWindow) -> BackupCard:
    """The card on the settings page."""
    window.open_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.backup


def test_a_backup_brings_everything_back_and_the_restore_can_be_undone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, picture: Callable[[MainWindow, str], Path]
) -> None:
    """What was changed after the backup is gone after restoring, and there again after going back."""
    window.session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    with_a_name(window, qtbot, "Before")
    card = backup_card(window)
    card.back_up(tmp_path / "all.zip")
    qtbot.waitUntil(lambda: card.back_up_button.isEnabled() and tasks.idle())
    assert "all.zip" in card.told
    with_a_name(window, qtbot, "After")
    card.restore(tmp_path / "all.zip")
    qtbot.waitUntil(lambda: card.undo_button.isVisible() and tasks.idle())
    assert [case.enterprise for case in window.session.cases] == ["Before"]
    assert window.session.assessment is None
    picture(window, "settings-restored")
    card.undo_button.click()
    qtbot.waitUntil(lambda: not card.undo_button.isVisible() and tasks.idle())
    assert [case.enterprise for case in window.session.cases] == ["After"]


def test_a_file_that_is_no_backup_changes_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """A foreign file is refused in the bar; the open case stays open."""
    window.session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    (tmp_path / "letter.zip").write_bytes(b"no backup at all")
    card = backup_card(window)
    card.restore(tmp_path / "letter.zip")
    qtbot.waitUntil(window.banner.isVisible)
    assert "letter.zip" in window.banner.text
    assert window.session.assessment is not None
    assert card.restore_button.isEnabled()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_damaged_database_is_opened_again_with_the_newest_copy(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The window says what happened, offers the copy that it kept, and goes on with it."""
    folder = tmp_path / "data"
    first = make_window(folder)
    first.session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: first.session.assessment is not None)
    with_a_name(first, qtbot, "Kept")
    first.session.in_workspace(lambda workspace: workspace.keep_copy())
    qtbot.waitUntil(tasks.idle)
    first.close()
    database = next(folder.glob("*.db"))
    database.write_bytes(database.read_bytes()[:5000])
    said: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, StateChoice):
            QTimer.singleShot(50, answer)
            return
        said.append(dialog.list.item(0).text())
        (PICTURES / "en").mkdir(parents=True, exist_ok=True)
        assert dialog.grab().save(str(PICTURES / "en" / "states.png"))
        dialog.go_on.click()

    QTimer.singleShot(50, answer)
    second = make_window(folder)
    assert "a copy that Zhijie made" in said[0]
    qtbot.waitUntil(lambda: bool(second.session.cases))
    assert second.session.cases[0].enterprise == "Kept"
    assert list(folder.glob("set-aside-*"))


def is_answered(shown: list[list[str]], before: int) -> bool:
    """Whether one more dialog was answered and nothing is under way."""
    return len(shown) > before and tasks.idle()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_restoring_shows_what_differs_first_and_one_case_can_come_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The dialog names the case that differs; only that one is restored, and the choice of nothing changes nothing."""
    window.session.take_over(lambda workspace: workspace.create_case("ZJ-1"))
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    with_a_name(window, qtbot, "Before")
    card = backup_card(window)
    card.back_up(tmp_path / "all.zip")
    qtbot.waitUntil(lambda: card.back_up_button.isEnabled() and tasks.idle())
    with_a_name(window, qtbot, "After")
    window.session.take_over(lambda workspace: workspace.create_case("ZJ-2"))
    qtbot.waitUntil(lambda: len(window.session.cases) == 2)
    shown: list[list[str]] = []

    def answer(dialog: RestoreChoice) -> None:
        shown.append([dialog.list.item(place).text() for place in range(dialog.list.count())])
        (PICTURES / language.current()).mkdir(parents=True, exist_ok=True)
        assert dialog.grab().save(str(PICTURES / language.current() / "restore-preview.png"))
        if len(shown) < 3:
            dialog.close_button.click()
        else:
            dialog.list.setCurrentRow(0)
            dialog.only_case.click()

    def wait() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RestoreChoice):
            answer(dialog)
        else:
            QTimer.singleShot(50, wait)

    for spoken in ("en", "zh", "en"):
        before = len(shown)
        language.switch("zh" if spoken == "zh" else "en")
        QTimer.singleShot(50, wait)
        card.look_at(tmp_path / "all.zip")
        qtbot.waitUntil(partial(is_answered, shown, before))
    qtbot.waitUntil(lambda: card.undo_button.isVisible() and tasks.idle())
    assert "ZJ-1 (Before) differs: 1 answer" in shown[0][0]
    assert "ZJ-2" in shown[0][1]
    assert {case.number: case.enterprise for case in window.session.cases} == {"ZJ-1": "Before", "ZJ-2": ""}


def test_a_copy_follows_a_change_while_the_window_is_open(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, picture: Callable[[MainWindow, str], Path]
) -> None:
    """Some minutes after the first answer there is a copy, and one in the second place; the card says so."""
    keeper = window.session.copies
    window.session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    with_a_name(window, qtbot, "Kept")
    assert keeper.timer.isActive()
    card = backup_card(window)
    with qtbot.waitSignal(keeper.made):
        keeper.timer.timeout.emit()
    qtbot.waitUntil(lambda: "Own copies: 1" in card.copies_line.text())
    (tmp_path / "stick").mkdir()
    with qtbot.waitSignal(keeper.made):
        card.use_second(tmp_path / "stick")
    qtbot.waitUntil(lambda: "Second place" in card.copies_line.text() and "never" not in card.copies_line.text())
    assert list((tmp_path / "stick").glob("zhijie-copies-*/copy-*.db"))
    for spoken in ("en", "zh"):
        language.switch("zh" if spoken == "zh" else "en")
        qtbot.waitUntil(tasks.idle)
        page_of(window, "settings", SettingsPage)._area.ensureWidgetVisible(card)
        picture(window, "settings-backup")
