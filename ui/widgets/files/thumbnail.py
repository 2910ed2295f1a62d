"""Small pictures of evidence, made beside the window, and never from a file that claims more than a picture needs."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

LARGEST_BYTES = 30_000_000
"""A larger file is not looked into."""
MOST_PIXELS = 60_000_000
"""More than any camera of a factory takes. A small file can claim a picture that fills the memory."""
FORMATS = frozenset({b"png", b"jpeg", b"bmp", b"gif", b"webp"})
"""Formats of plain pixels. Nothing that can hold a script or refer to another file is opened."""
SIZE = QSize(72, 54)


def thumbnail(data: bytes, size: QSize = SIZE) -> QImage | None:
    """Returns a small picture; None for what is no picture, is too large or cannot be read.

    The size that the file claims is looked at before a single pixel is read.
    """
    if len(data) > LARGEST_BYTES:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    claimed = reader.size()
    if bytes(reader.format().data()) not in FORMATS or not claimed.isValid():
        return None
    if claimed.width() * claimed.height() > MOST_PIXELS:
        return None
    reader.setScaledSize(claimed.scaled(size * 2, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    picture = reader.read()
    return None if picture.isNull() else picture


def as_png(picture: QImage) -> bytes:
    """Returns a picture as the bytes of a PNG file; empty where that fails."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes, PySide takes a word
    return bytes(buffer.data().data())
