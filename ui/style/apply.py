"""Applies the style to the application, and again when the system turns dark or the text size changes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui import language
from ui.style import fonts
from ui.style.palette import Appearance, choose, colours, qt_palette
from ui.style.sheet import sheet


class _Look(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scale = 1.0


_look = _Look()


def on_change(listener: Callable[[], None]) -> None:
    """Calls `listener` after colours or sizes changed: for those who paint or tint icons themselves.

    Give a bound method of a QObject: Qt forgets it with the object.
    """
    _look.changed.connect(listener)


def _paint() -> None:
    now = colours()
    QApplication.setPalette(qt_palette(now))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet(sheet(now, fonts.base_size(_look.scale)))
    _look.changed.emit()


def apply(appearance: Appearance = "system", scale: float = 1.0) -> None:
    """Gives the application its style, colours, font and size; may be called again at any time."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if application.style().objectName() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    _look.scale = scale
    fonts.use(scale, language.current())
    choose(appearance)
    _paint()


def follow() -> None:
    """Repaints whenever the system's colour scheme or the window's language changes; called once."""
    QApplication.styleHints().colorSchemeChanged.connect(_paint)
    language.on_change(_speak)


def _speak(_language: str) -> None:
    fonts.use(_look.scale, language.current())
    _paint()
