#!/usr/bin/env python3
"""Draws the program's icon, `resources/icons/zhijie.svg`, in the forms that installers and menus ask for.

    python packaging/icons.py

Writes `packaging/windows/zhijie.ico` and `packaging/linux/zhijie.png`; both are committed, so that a build needs no Qt.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
PNG_SIZE = 256


def drawn(renderer: QSvgRenderer, size: int) -> Image.Image:
    """Returns the icon in `size` × `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(BytesIO(data.data()))


def main() -> None:
    """Writes both files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    renderer = QSvgRenderer(str(ROOT / "resources" / "icons" / "zhijie.svg"))
    images = [drawn(renderer, size) for size in ICO_SIZES]
    images[-1].save(
        ROOT / "packaging" / "windows" / "zhijie.ico",
        sizes=[(size, size) for size in ICO_SIZES],
        append_images=images[:-1],
    )
    drawn(renderer, PNG_SIZE).save(ROOT / "packaging" / "linux" / "zhijie.png")
    application.quit()


if __name__ == "__main__":
    main()
