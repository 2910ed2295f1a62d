"""Printing with the system's own dialog: help pages, and the pages of our own PDF files."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from reports.preview import page_pictures

_DOTS_PER_INCH = 200
"""Enough for text and charts; a page of A4 takes 15 MB while it is drawn."""


def ask_printer(parent: QWidget, pages: int = 0) -> QPrinter | None:
    """Returns the printer that the person chose in the system's dialog, set to A4; None when it was cancelled.

    Args:
        parent: the widget that asks.
        pages: how many there are to choose from; 0 when that is not known.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    if pages:
        dialog.setMinMax(1, pages)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Prints the pages of a PDF file of our own as they are seen, each on a sheet, as large as the sheet allows.

    Args:
        pdf: the file; strangers' files are opened by verification only.
        printer: as `ask_printer` returns it, with the range of pages that was chosen.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or None
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    width = round(printer.pageLayout().fullRectPoints().width() / 72 * _DOTS_PER_INCH)
    painter = QPainter(printer)
    for number, picture in enumerate(page_pictures(pdf, width, first - 1), start=first):
        if last is not None and number > last:
            break
        if number > first:
            printer.newPage()
        image = QImage(picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBX8888)
        size = image.size().scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    painter.end()
