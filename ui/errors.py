"""The only dialogs: a failure that stops the work, and a bug.

A wrong answer is told beside its field and a failed action in the bar above the page; only what is left opens a
window. The crash window's details name the place in the program and hold no answers: neither values nor messages.
"""

import sys
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

import resources
from models.errors import ApplicationError, NoFileHandle, check_handles
from ui.language import current, tr
from ui.log import ProgramLog, place_lines


def crash_details(kind: type[BaseException], place: TracebackType | None) -> str:
    """Returns what a developer needs: the kind of exception and the lines of the program, never its data."""
    # Needed once in the program's life at most: kept out of its start.
    import platform

    lines = [
        f"Zhijie {resources.version()}, Python {platform.python_version()}, PySide6 {pyside_version}, {platform.system()} {platform.release()}",
        *place_lines(kind, place),
    ]
    return "\n".join(lines)


class CrashWindow(QMessageBox):
    """Says that the program made a mistake, that the work is saved, and offers the details for a report."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.details = details
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle(tr("Zhijie has a fault"))
        self.setText(tr("Something went wrong inside the program. Every answer up to the last “Saved” is safe."))
        self.setInformativeText(
            tr(
                "You can continue. If it happens again, copy the details and send them to whoever gave you the program. They contain no answers."
            )
        )
        self.setDetailedText(details)
        self.copy_button = self.addButton(tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        self.copy_button.clicked.disconnect()
        self.copy_button.clicked.connect(self.copy)
        self.setDefaultButton(self.addButton(tr("Carry on"), QMessageBox.ButtonRole.AcceptRole))

    def copy(self) -> None:
        """Puts the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)


_open: list[QMessageBox] = []
_logs: list[ProgramLog] = []
"""Of the window that is open."""


def _window_for(kind: type[BaseException], problem: BaseException, place: TracebackType | None) -> QMessageBox:
    """Returns the crash window, or the sentence where nothing but missing file handles was the cause."""
    try:
        check_handles(problem)
    except NoFileHandle as lacking:
        box = QMessageBox(QApplication.activeWindow())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Zhijie cannot continue"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(lacking.text(current()))
        box.addButton(tr("Carry on"), QMessageBox.ButtonRole.AcceptRole)
        return box
    return CrashWindow(crash_details(kind, place), QApplication.activeWindow())


def show_crash(kind: type[BaseException], problem: BaseException, place: TracebackType | None) -> None:
    """Writes the traceback to standard error and, in the window's thread, opens one window about it at a time."""
    sys.__excepthook__(kind, problem, place)
    for log in _logs:
        log.fault(kind, place)
    application = QApplication.instance()
    if application is None or QThread.currentThread() is not application.thread() or _open:
        return
    window = _window_for(kind, problem, place)
    _open.append(window)
    window.finished.connect(lambda _result: _open.clear())
    window.open()


def install(log: ProgramLog) -> None:
    """Sends every exception that nobody caught to the crash window, and the place where it came up to the log."""
    _logs[:] = [log]
    sys.excepthook = show_crash


def cannot_go_on(problem: ApplicationError, parent: QWidget | None = None) -> bool:
    """Opens the one window for a failure with which work cannot begin, such as data held by another window.

    Returns:
        Whether to try once more.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Zhijie cannot continue"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(problem.text(current()))
    close = box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    again = box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(again)
    box.setEscapeButton(close)
    box.exec()
    return box.clickedButton() is again


def confirm(title: str, text: str, act: str, parent: QWidget | None = None) -> bool:
    """Asks before something that cannot be taken back; True to do it. The safe answer is the usual one."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    keep = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    do_it = box.addButton(act, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is do_it


def leave_unsaved(parent: QWidget | None = None) -> bool:
    """Asks whether to close although something could not be saved; True to close all the same."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Not saved"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Some answers could not be saved. If you close now, they may be lost."))
    stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(tr("Close anyway"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave
