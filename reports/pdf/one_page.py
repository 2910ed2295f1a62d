"""A page to hand on, drawn: one sheet of A4 as PDF, or a long picture (PNG) for a telephone."""

import io
from datetime import datetime

from models.language import Language
from reports.content.blocks import Content
from reports.content.front import Data
from reports.content.one_page import MOST_MISSING, one_page
from reports.pdf.document import Document
from reports.pdf.layout import Flow
from reports.pdf.report import PAYLOAD_NAME, set_block
from reports.pdf.surface import Surface
from reports.style import SHEET, STRIP, PageFormat

PICTURE_WIDTH = 1080
"""Pixels of the long picture across: what telephones show without blurring it."""

_ATTEMPTS = tuple(
    (climb, missing) for climb, least in ((True, 3), (False, 0)) for missing in range(MOST_MISSING, least - 1, -1)
)
"""Whether the ladder is drawn and how many open conditions are named, what says most first."""


def page_pdf(data: Data, language: Language) -> bytes:
    """Returns the page as one sheet of A4; where the text is too long, the ladder gives way, then open conditions do."""
    for climb, missing in _ATTEMPTS:
        content = one_page(data, missing, narrow=False, climb=climb)
        document, _ = _set(content, language, SHEET)
        if len(document.pages) == 1:
            break
    return _file(document, content)


def page_picture(data: Data, language: Language) -> bytes:
    """Returns the page as one long PNG, narrow enough to be read on a telephone."""
    import pypdfium2

    content = one_page(data, MOST_MISSING, narrow=True)
    document, foot = _set(content, language, STRIP)
    scale = PICTURE_WIDTH / STRIP.width
    opened = pypdfium2.PdfDocument(_file(document, content))
    try:
        # Below the last line there is nothing but paper.
        picture = opened[0].render(scale=scale, crop=(0, STRIP.height - foot - STRIP.bottom, 0, 0)).to_pil()
    finally:
        opened.close()
    target = io.BytesIO()
    picture.convert("RGB").save(target, "PNG", optimize=True)
    return target.getvalue()


def _set(content: Content, language: Language, paper: PageFormat) -> tuple[Document, float]:
    """Returns the document and where its last line ends."""
    title, subject = content.cover.title.text(language), content.cover.factory.text(language)
    document = Document(
        f"{title} · {subject}", subject, language, content.producer, datetime.fromisoformat(content.created), paper
    )

    def plain(surface: Surface) -> None:
        """There are no running heads."""

    flow = Flow(document, language, plain, document.page(), y=paper.top)
    for block in content.blocks:
        set_block(flow, block)
    return document, flow.y


def _file(document: Document, content: Content) -> bytes:
    return document.file(content.payload, PAYLOAD_NAME, document.title)
