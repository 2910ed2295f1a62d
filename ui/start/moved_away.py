"""The question where the data were moved to a stick or disk that is not there now."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from models.errors import ApplicationError
from ui.errors import cannot_go_on
from ui.language import current, tr


def go_on(problem: ApplicationError, data: Path | None) -> bool:
    """Asks what to do; returns whether to look for the data once more, False to close.

    Args:
        problem: why there is no data folder.
        data: what `--data` said.
    """
    if problem.code != "data_away":
        return cannot_go_on(problem)
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Zhijie cannot continue"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(problem.text(current()))
    close = box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    old = box.addButton(tr("Open what stayed in the old place"), QMessageBox.ButtonRole.DestructiveRole)
    again = box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(again)
    box.setEscapeButton(close)
    box.exec()
    if box.clickedButton() is old:
        return _return(data)
    return box.clickedButton() is again


def _return(data: Path | None) -> bool:
    from models.workspace import moving
    from models.workspace.folder import first_folder

    try:
        moving.return_to(first_folder(data))
    except ApplicationError as problem:
        return cannot_go_on(problem)
    return True
