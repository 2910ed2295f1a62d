"""The icons: one family of line drawings (Lucide), tinted with the colours of the window."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui.style.palette import colours


@cache
def _drawing(name: str) -> str:
    return resources.text(f"icons/{name}.svg")


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = _drawing(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, colour: str = "", size: int = 20) -> QPixmap:
    """Returns an icon as a picture.

    Args:
        name: file in `resources/icons`, without `.svg`.
        colour: `#RRGGBB`; empty for the colour of text.
        size: edge in device-independent pixels.

    Raises:
        MissingResource: when no such icon was shipped.
    """
    return _pixmap(name, colour or colours().text, size, QGuiApplication.primaryScreen().devicePixelRatio())


def icon(name: str, colour: str = "", size: int = 20) -> QIcon:
    """Returns an icon for a button or a list, in one colour; Qt greys it where the button is off."""
    return QIcon(pixmap(name, colour, size))


def program_icon() -> QIcon:
    """Returns the program's own icon, in the sizes that title bars, task bars and switchers ask for."""
    drawn = QIcon()
    for size in (16, 24, 32, 48, 64, 128):
        drawn.addPixmap(pixmap("zhijie", size=size))
    return drawn
