"""What happens to a file outside the program: opened with the person's own programs, or copied for a chat."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileSystemModel


def open_file(path: Path) -> None:
    """Opens a file with the person's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder_of(path: Path) -> None:
    """Opens the folder of a file in the person's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def copy_file(path: Path) -> None:
    """Puts a file on the clipboard, as the file manager does: it can be pasted into a chat or a folder."""
    # WORKAROUND(PySide6 6.11): data made in Python are asked by Qt after Python has ended, which crashes at exit; a model
    # of the disk makes them in Qt alone.
    files = QFileSystemModel()
    QGuiApplication.clipboard().setMimeData(files.mimeData([files.index(str(path))]))
