"""A report about a problem of the program: shown word for word before it is saved; sent by nobody but the person."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from models.errors import ApplicationError
from ui.language import tr
from ui.log import ProgramLog, save_report
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.files.save_place import save_place


class ReportDialog(QDialog):
    """Shows what the report contains; nothing is written before “Save”."""

    failed = Signal(object)
    """The `ApplicationError` of a file that could not be written."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setWindowTitle(tr("Problem report"))
        self.setMinimumSize(90 * GRID, 60 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(
            label(
                tr(
                    "This is everything that the report contains: versions, error codes and places in the program. No answer, name or file is in it. The program sends it to nobody; save it and pass it on yourself."
                )
            )
        )
        self.shown = QPlainTextEdit(text)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(tr("Problem report"))
        body.addWidget(self.shown, 1)
        self.save_button = Button(tr("Save the report…"), kind="primary", on_click=self._save)
        body.addLayout(row(self.save_button, 1, Button(tr("Close"), on_click=self.reject)))

    def _save(self) -> None:
        name = f"zhijie-problem-{datetime.now():%Y%m%d}.txt"
        path = save_place(self, tr("Save the report…"), name, tr("Text") + " (*.txt)")
        if not path:
            return
        try:
            save_report(path, self._text)
        except ApplicationError as problem:
            self.failed.emit(problem)
        else:
            self.accept()


def show_report(log: ProgramLog, parent: QWidget, fail: Callable[[ApplicationError], object] | None = None) -> None:
    """Shows what a problem report contains, and saves it where the person says so; a crash is not offered again."""
    dialog = ReportDialog(log.report(datetime.now().astimezone()), parent)
    if fail is not None:
        dialog.failed.connect(fail)
    dialog.exec()
    log.forget_crash()


class ProblemCard(Card):
    """Where a problem report is made."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, log: ProgramLog) -> None:
        super().__init__()
        self._log = log
        self._heading, self._why = label(kind="heading"), label(kind="muted")
        self.button = Button(icon_name="file-text", on_click=self.open_report)
        for widget in (self._heading, self._why):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.button, 1))
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Problem with the program"))
        self._why.setText(tr("A report for whoever gave you the program. You see what it contains before it is saved."))
        self.button.setText(tr("Save a problem report…"))

    def open_report(self) -> None:
        """Shows the report."""
        show_report(self._log, self, self.failed.emit)
