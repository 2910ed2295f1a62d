"""A window that is killed in the middle of a review: run in a process of its own."""

import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from models.review import FindingKind
from models.workspace import Settings, Workspace
from reports.exchange.intake import take_in_files
from ui import app, tasks
from ui.review.page import InboxPage


def type_and_die(folder: Path) -> None:
    """Opens `one.pdf` in an assessor's window, types letter by letter, and kills itself when it is said to be saved."""
    with Workspace.open(folder / "data") as workspace:
        workspace.save_settings(Settings("zh", role="assessor", person="李评"))
        take_in_files(workspace, [folder / "one.pdf"], datetime.now().astimezone())
    application = QApplication([])
    window = app.make_window(folder / "data")
    window.show()
    _until(application, lambda: window.session.workspace is not None and tasks.idle())
    window.open_page("inbox")
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    _until(application, lambda: page.kept.model.rowCount() == 1)
    page.kept.table.selectRow(0)
    _until(application, lambda: page.remarks.items != ())
    remarks = page.remarks
    remarks.open_item("basic.BR1")
    remarks.form.judge(FindingKind.DOUBTFUL)
    for end in range(1, 8):
        remarks.form.text.setPlainText("请补充审计报告"[:end])
    remarks.conclusion.setPlainText("基本属实")
    _until(application, lambda: not remarks.reviews.is_saving)
    os.kill(os.getpid(), signal.SIGKILL)


def _until(application: QApplication, condition: Callable[[], bool]) -> None:
    while not condition():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
