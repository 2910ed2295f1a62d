"""Dropping files onto a widget: the same behaviour everywhere."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from ui.style.sheet import set_kind


class DropTarget(QObject):
    """Makes a widget accept files and folders; it changes its look while they are held over it."""

    def __init__(self, widget: QWidget, take: Callable[[tuple[Path, ...]], object], usual: str, over: str) -> None:
        """Makes the widget take files.

        Args:
            widget: what files are dropped onto.
            take: gets the paths.
            usual: the kind of the widget, as the style sheet names it.
            over: its kind while files are held over it.
        """
        super().__init__(widget)
        self._widget, self._take, self._usual, self._over = widget, take, usual, over
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shows that files may be dropped, and takes them."""
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            set_kind(self._widget, self._usual)
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        set_kind(self._widget, self._over if paths and kind is QEvent.Type.DragEnter else self._usual)
        if paths:
            # Never a move: whoever drops a file here keeps it where it is.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if kind is QEvent.Type.Drop:
                self._take(paths)
        return True
