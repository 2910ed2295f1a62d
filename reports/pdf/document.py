"""Assembling the pages: reportlab draws them with outline and links, `finishing` completes the file."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.pdf.face import FONT_NAMES, font
from reports.pdf.finishing import Finish, SignatureBox, finished
from reports.pdf.operators import Letters
from reports.pdf.structure import Element
from reports.pdf.surface import LANGUAGE_TAGS, Surface
from reports.style import PAGE, PageFormat


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of the outline and one place that links can go to."""

    title: str
    level: int
    """1 for a chapter."""
    anchor: str
    page: int
    """0 for the first page."""
    top: float
    """Distance from the upper edge, in points."""
    outline: bool = True
    """Whether it stands in the outline; a place for links only when False."""


class Document:
    """Pages and their tags while a report is written."""

    def __init__(
        self,
        title: str,
        subject: str,
        language: str,
        producer: str,
        moment: datetime,
        page_format: PageFormat = PAGE,
    ) -> None:
        self.page_format = page_format
        self.title = title
        self.subject = subject
        self.language = language
        self._producer = producer
        self._moment = moment
        self.pages: list[Surface] = []
        self.tree = Element("Document", language=LANGUAGE_TAGS[language])
        self.bookmarks: list[Bookmark] = []
        self.boxes: list[tuple[SignatureBox, Element]] = []

    def page(self) -> Surface:
        """Adds an empty page."""
        surface = Surface(self.page_format.height)
        self.pages.append(surface)
        return surface

    def file(self, attachment: bytes, attachment_name: str, attachment_note: str) -> bytes:
        """Returns the finished file with `attachment` as its source data."""
        drawn = self._drawn()
        return finished(
            drawn,
            Finish(
                title=self.title,
                subject=self.subject,
                language=LANGUAGE_TAGS[self.language],
                producer=self._producer,
                moment=self._moment,
                identity=hashlib.sha256(attachment).digest()[:16],
                attachment=attachment,
                attachment_name=attachment_name,
                attachment_note=attachment_note,
                tree=self.tree,
                surfaces=tuple(self.pages),
                boxes=tuple(self.boxes),
            ),
        )

    def _drawn(self) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        font("regular")
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=(self.page_format.width, self.page_format.height),
            pageCompression=0,
            invariant=1,
            initialFontName=FONT_NAMES["regular"],
        )
        letters = Letters(canvas)
        places: dict[int, list[Bookmark]] = {}
        for mark in self.bookmarks:
            places.setdefault(mark.page, []).append(mark)
        known = {mark.anchor for mark in self.bookmarks}
        for number, surface in enumerate(self.pages):
            for mark in places.get(number, ()):
                canvas.bookmarkHorizontalAbsolute(mark.anchor, self.page_format.height - mark.top)
                if mark.outline:
                    canvas.addOutlineEntry(mark.title, mark.anchor, mark.level - 1, closed=True)
            surface.paint(canvas, letters)
            surface.links = [link for link in surface.links if link.uri or link.target in known]
            _lay_links(canvas, surface)
            canvas.showPage()
        canvas.save()
        return target.getvalue()


def _lay_links(canvas: Any, surface: Surface) -> None:
    for link in surface.links:
        if link.uri:
            canvas.linkURL(link.uri, link.box, relative=0)
        else:
            canvas.linkRect("", link.target, link.box, relative=0)
