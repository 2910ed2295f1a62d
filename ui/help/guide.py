"""The user guide: all help pages as one PDF to print or to hand on, and as web pages."""

import re
import shutil
from functools import cache
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

import resources
from models.language import N_, Language, translate
from ui.help.contents import TOPICS, Topic, page_text
from ui.style import fonts

_DOTS_PER_INCH, _SCREEN_DOTS_PER_INCH = 300, 96
_MARGIN_MM = 20.0
_TITLES: dict[Language, str] = {"zh": "智阶用户指南", "en": "Zhijie user guide"}
_PICTURES = {
    "start": "start",
    "fill": "fill",
    "results": "result",
    "roadmap": "roadmap",
    "assessor": "inbox",
}
"""Which topic shows which page of the window; `packaging/pictures.py` takes them."""
_PICTURE_WIDTH = 0.82
"""Of the page's width."""
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
    (folder / "images").mkdir(exist_ok=True)
    for name in _PICTURES.values():
        shutil.copyfile(_picture(name, language), folder / "images" / f"{name}-{language}.png")
    for topic in TOPICS:
        document = QTextDocument()
        document.setDefaultFont(_font(language, 11))
        document.setMarkdown(_illustrated(topic, language))
        document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, translate(topic.title, language))
        text = document.toHtml().replace('.md"', '.html"').replace("<img ", '<img style="max-width: 100%" ')
        (folder / f"{topic.id}.html").write_text(text, encoding="utf-8")


def _picture(name: str, language: Language) -> Path:
    return resources.path(f"help/images/{name}-{language}.png")


def _illustrated(topic: Topic, language: Language) -> str:
    """Returns a help page as Markdown, with the picture of its page of the window below its heading."""
    heading, _, rest = page_text(topic.id, language).partition("\n")
    name = _PICTURES.get(topic.id)
    picture = f"\n![{translate(topic.title, language)}](images/{name}-{language}.png)\n" if name else ""
    return f"{heading}\n{picture}{rest}"


def _font(language: Language, points: float) -> QFont:
    font = QFont()
    font.setFamilies(_families(language))
    font.setPointSizeF(points)
    return font


def _families(language: Language) -> list[str]:
    """Returns the families of the guide: Chinese in the report's typefaces, wherever the guide is written.

    Other typefaces draw some characters as they draw radicals, with one glyph for both; Qt then writes the radical into
    the PDF, and whoever searches for the character does not find it.
    """
    families = fonts.families(language)
    return [*_bundled(), *families] if language == "zh" else [*fonts.LATIN_FAMILIES, *_bundled(), *families]


@cache
def _bundled() -> tuple[str, ...]:
    numbers = [
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/NotoSansSC-{weight}.ttf")))
        for weight in ("Regular", "Bold")
    ]
    return tuple(
        dict.fromkeys(family for number in numbers for family in QFontDatabase.applicationFontFamilies(number))
    )


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
    pages = (_LINK.sub(r"\1", _illustrated(topic, language)) for topic in TOPICS)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(_font(language, 10))
    document.setDocumentMargin(0)
    document.setMarkdown("\n\n".join([front, *pages]))
    # Setting the text forgets what was added before.
    for name in _PICTURES.values():
        image = QImage(str(_picture(name, language)))
        # The layout enlarges pictures from the dots of a screen to those of the device.
        wanted = page.width() * _PICTURE_WIDTH * _SCREEN_DOTS_PER_INCH / _DOTS_PER_INCH
        image.setDevicePixelRatio(image.width() / wanted)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"images/{name}-{language}.png"), image)
    whole, shape_of_letters = QTextCursor(document), QTextCharFormat()
    whole.select(QTextCursor.SelectionType.Document)
    # Keys and file names too: what Qt takes for them has no Chinese.
    shape_of_letters.setFontFamilies(_families(language))
    whole.mergeCharFormat(shape_of_letters)
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
