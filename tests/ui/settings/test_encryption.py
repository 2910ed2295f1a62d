"""Encrypting the data folder through the window, and opening it again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.sealing import ring
from models.workspace import sealing
from tests.ui.conftest import MakeWindow
from tests.ui.looking import page_of
from ui import tasks
from ui.main_window import MainWindow
from ui.settings.encryption import EncryptionCard
from ui.settings.page import SettingsPage
from ui.start.unlocking import NewPassphraseDialog, RecoveryKeyDialog, UnlockDialog

NAME = AnswerId("enterprise.name")
PASSPHRASE = "a long passphrase 口令"


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each test begins as a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


def encryption_card(window: MainWindow) -> EncryptionCard:
    """The card on the settings page."""
    window.open_page("settings")
    return page_of(window, "settings", SettingsPage).encryption


class _Answering:
    """Answers the dialogs as they come up, in the order of its steps."""

    def __init__(self, qtbot: QtBot) -> None:
        self.keys: list[str] = []
        self.problems: list[str] = []
        self.unlock_with: list[str] = []
        self.new_passphrase = ""
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RecoveryKeyDialog):
            self.keys.append(dialog.key.text())
            dialog.kept.setChecked(True)
            dialog.close_button.click()
        elif isinstance(dialog, NewPassphraseDialog):
            dialog.passphrase.setText(self.new_passphrase)
            dialog.again.setText(self.new_passphrase)
            dialog.do_button.click()
        elif isinstance(dialog, UnlockDialog) and dialog.open_button.isEnabled() and self.unlock_with:
            if dialog.problem.text():
                self.problems.append(dialog.problem.text())
            dialog.secret.setText(self.unlock_with.pop(0))
            dialog.forgotten.setChecked(bool(self.new_passphrase))
            dialog.open_button.click()

    def stop(self) -> None:
        """Answers nothing more."""
        self._timer.stop()


@pytest.fixture
def answering(qtbot: QtBot) -> Iterator[_Answering]:
    """Whoever answers the dialogs."""
    person = _Answering(qtbot)
    yield person
    person.stop()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_folder_is_encrypted_and_opens_again_with_the_recovery_key(
    window: MainWindow, make_window: MakeWindow, qtbot: QtBot, answering: _Answering
) -> None:
    """The recovery key is shown once; the next start asks, says what is wrong beside the field, and sets a new passphrase."""
    window.session.take_over(lambda workspace: workspace.create_case())
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    with qtbot.waitSignal(window.session.saved):
        window.session.answer({NAME: "Encrypted"})
    folder = window.session.preferences.folder
    card = encryption_card(window)
    card.turn_on(PASSPHRASE)
    qtbot.waitUntil(lambda: bool(answering.keys) and card.off_button.isVisible() and tasks.idle())
    assert "encrypted" in card.told.text()
    window.close()
    qtbot.waitUntil(tasks.idle)
    ring.forget()
    answering.unlock_with = ["nothing of the kind", answering.keys[0]]
    answering.new_passphrase = "the next passphrase"
    again = make_window()
    qtbot.waitUntil(lambda: again.session.workspace is not None and tasks.idle())
    assert "neither the passphrase" in answering.problems[0] or "口令" in answering.problems[0]
    again.session.reload_cases()
    qtbot.waitUntil(lambda: [case.enterprise for case in again.session.cases] == ["Encrypted"])
    ring.forget()
    sealing.unlock(folder, "the next passphrase")


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_key_sheet_does_not_close_before_it_is_kept(qtbot: QtBot) -> None:
    """Escape leaves it open until the person says that it is printed or written down."""
    dialog = RecoveryKeyDialog("AAAA-BBBB", "data")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    assert dialog.isVisible()
    assert "AAAA-BBBB" in dialog.sheet
    dialog.kept.setChecked(True)
    dialog.reject()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()
