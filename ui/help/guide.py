"""The user guide: all help pages as one PDF to print or to hand on, and as web pages."""

import re
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

import resources
from models.language import N_, Language, translate
from ui.help.contents import TOPICS, page_text
from ui.style import fonts

_DOTS_PER_INCH = 300
_MARGIN_MM = 20.0
_TITLES: dict[Language, str] = {"zh": "智阶用户指南", "en": "Zhijie user guide"}
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\.md\)")


def write_pdf(path: Path, language: Language) -> None:
    """Writes the guide as an A4 PDF with a list of contents.

    Args:
        path: the file; one that is there is replaced.
        language: of the guide.
    """
    writer = QPdfWriter(str(path))
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setTitle(_TITLES[language])
    writer.setCreator(f"Zhijie {resources.version()}")
    area = writer.pageLayout().paintRectPixels(_DOTS_PER_INCH)
    foot = _DOTS_PER_INCH / 4
    page = QSizeF(area.width(), area.height() - foot)
    # The list of contents is as long with the pages' numbers as without them.
    first = _document(language, page, writer, {})
    document = _document(language, page, writer, _beginnings(first))
    painter = QPainter(writer)
    painter.setFont(_font(language, 8))
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        # One dot less, or the first line of the next page would lie below this one, unseen but there to be searched.
        shown = QRectF(0, number * page.height(), page.width(), page.height() - 1)
        painter.save()
        painter.translate(0, -shown.top())
        document.drawContents(painter, shown)
        painter.restore()
        painter.drawText(
            QRectF(0, page.height(), page.width(), foot),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom,
            f"{_TITLES[language]}    {number + 1}",
        )
    painter.end()


def write_pages(folder: Path, language: Language) -> None:
    """Writes each help page as a web page, with links between them.

    Args:
        folder: an existing folder.
        language: of the pages.
    """
    for topic in TOPICS:
        document = QTextDocument()
        document.setDefaultFont(_font(language, 11))
        document.setMarkdown(page_text(topic.id, language))
        document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, translate(topic.title, language))
        text = document.toHtml().replace('.md"', '.html"')
        (folder / f"{topic.id}.html").write_text(text, encoding="utf-8")


def _font(language: Language, points: float) -> QFont:
    font = QFont()
    font.setFamilies(fonts.families(language))
    font.setPointSizeF(points)
    return font


def _document(language: Language, page: QSizeF, device: QPdfWriter, numbers: dict[int, int]) -> QTextDocument:
    """Returns title, contents and all pages, laid out for a device.

    Args:
        language: of the guide.
        page: width and height of what is written on one page, in dots.
        device: for whose dots the letters are measured.
        numbers: for each topic the page on which it begins; none while that is not known.
    """
    contents = "\n".join(
        f"| {translate(topic.title, language)} | {numbers.get(place, 88)} |" for place, topic in enumerate(TOPICS)
    )
    heads = (translate(N_("Contents"), language), translate(N_("Page"), language))
    front = f"# {_TITLES[language]}\n\nZhijie {resources.version()}\n\n| {heads[0]} | {heads[1]} |\n|---|---:|\n{contents}\n"
    pages = (_LINK.sub(r"\1", page_text(topic.id, language)) for topic in TOPICS)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(_font(language, 10))
    document.setDocumentMargin(0)
    document.setMarkdown("\n\n".join([front, *pages]))
    for block in _topics(document):
        shape = block.blockFormat()
        shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(block).setBlockFormat(shape)
    document.setPageSize(page)
    return document


def _topics(document: QTextDocument) -> list[QTextBlock]:
    """Returns the headings with which the topics begin; the guide's own title is the first of its rank."""
    block, headings = document.begin(), []
    while block.isValid():
        if block.blockFormat().headingLevel() == 1:
            headings.append(block)
        block = block.next()
    return headings[1:]


def _beginnings(document: QTextDocument) -> dict[int, int]:
    """Returns for each topic the page, from 1, on which it begins."""
    layout, height = document.documentLayout(), document.pageSize().height()
    document.pageCount()  # lays the whole out; until then the last blocks have no place
    return {
        place: int(layout.blockBoundingRect(block).top() // height) + 1 for place, block in enumerate(_topics(document))
    }
