"""Placing blocks on pages: one column, top to bottom, nothing measured twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models.language import Language, Text
from reports.charts import Drawing, Label, Polygon
from reports.content.blocks import EMPTY
from reports.pdf.document import Bookmark, Document
from reports.pdf.face import Weight, measure
from reports.pdf.structure import Element
from reports.pdf.surface import LANGUAGE_TAGS, Surface
from reports.pdf.typesetting import lines
from reports.style import PAGE, PageFormat, Type
from reports.typeface import drawable

Spoken = Literal["zh", "en", "both"]

_QUOTES = re.compile(r"[“”‘’](?=[\x21-\x7e])|(?<=[\x21-\x7e])[“”‘’]")


def _latin_quotes(text: str) -> str:
    """Returns an English text with straight quotes: the curly ones of a Chinese face are as wide as a character."""
    if text.isascii():
        return text
    return _QUOTES.sub(lambda match: '"' if match.group() in "“”" else "'", text)


@dataclass(slots=True)
class Flow:
    """Where the next block goes."""

    document: Document
    language: Spoken
    decorate: Callable[[Surface], None]
    """Called for each new page, before anything is drawn on it."""
    surface: Surface
    y: float = PAGE.top
    section: Text = EMPTY
    """The chapter that the running head names."""
    replaced: frozenset[str] = frozenset()
    """Characters that no face has, as met so far."""

    @property
    def page(self) -> PageFormat:
        """The paper and its margins."""
        return self.document.page_format

    @property
    def main(self) -> Language:
        """The language of single lines: Chinese where both are written."""
        return "en" if self.language == "en" else "zh"

    @property
    def versions(self) -> tuple[Language, ...]:
        """The languages that are written, the main one first."""
        return ("zh", "en") if self.language == "both" else (self.main,)

    @property
    def left(self) -> float:
        """Room to the foot of the page."""
        return self.page.floor - self.y

    @property
    def at_top(self) -> bool:
        """Whether the page is still empty."""
        return self.y <= self.page.top

    def new_page(self) -> None:
        """Begins a page."""
        self.surface = self.document.page()
        self.surface.section = self.section
        self.y = self.page.top
        self.decorate(self.surface)

    def room(self, height: float) -> None:
        """Begins a page when less than `height` is left and this one is not empty."""
        if self.left < height and not self.at_top:
            self.new_page()

    def say(self, text: Text, language: Language | None = None) -> str:
        """Returns a text as it can be drawn, in one language."""
        spoken = language or self.main
        shown, replaced = drawable(text.text(spoken))
        if replaced:
            self.replaced |= replaced
        return _latin_quotes(shown) if spoken == "en" else shown

    def spoken(self, text: Text) -> tuple[tuple[Language, str], ...]:
        """Returns a text in each language that is written; only once where both say the same."""
        if self.language == "both" and text.zh == text.en:
            return (("zh", self.say(text, "zh")),)
        return tuple((language, self.say(text, language)) for language in self.versions)

    def one_line(self, text: Text) -> str:
        """Returns a text in one line, in `both` with the second language behind."""
        return "  ".join(shown for _, shown in self.spoken(text) if shown).replace("\n", " ")

    def element(self, tag: str, parent: Element, language: Language, attributes: str = "") -> Element:
        """Adds an element; its language is only written where it is not the document's."""
        tagged = LANGUAGE_TAGS[language] if language != self.main else ""
        return parent.child(tag, attributes=attributes, language=tagged)

    def lines_of(self, text: Text, look: Type, width: float | None = None) -> int:
        """Returns how many lines running text takes."""
        spoken = [shown for _, shown in self.spoken(text) if shown]
        wide = self.page.measure if width is None else width
        column = wide if len(spoken) < 2 else (wide - self.page.gutter) / 2
        return max(
            (len(lines(shown, look.size, column, "bold" if look.bold else "regular")) for shown in spoken), default=0
        )

    def paragraph(
        self,
        text: Text,
        look: Type,
        parent: Element,
        *,
        tag: str = "P",
        left: float | None = None,
        width: float | None = None,
        link: str = "",
    ) -> None:
        """Sets running text, in `both` side by side; it may run over the foot of the page."""
        spoken = [(language, shown) for language, shown in self.spoken(text) if shown]
        if not spoken:
            return
        edge = self.page.left if left is None else left
        room = self.page.measure if width is None else width
        column = room if len(spoken) == 1 else (room - self.page.gutter) / 2
        weight: Weight = "bold" if look.bold else "regular"
        rows = [lines(shown, look.size, column, weight) for _, shown in spoken]
        elements = [self.element(tag, parent, language) for language, _ in spoken]
        if not self.at_top:
            self.y += look.before
        most, done = max(map(len, rows)), 0
        while done < most:
            fits = int(self.left / look.leading)
            if fits < min(2, most - done):
                self.new_page()
                continue
            count = min(fits, most - done)
            if 0 < most - done - count < 2 <= count - 1:
                count -= 1
            for index, ((language, _), each) in enumerate(zip(spoken, rows, strict=True)):
                part = each[done : done + count]
                if not part:
                    continue
                x = edge + index * (column + self.page.gutter)
                target = elements[index].child("Link") if link else elements[index]
                with self.surface.marked(target):
                    self.surface.text(
                        x,
                        self.y + look.leading * 0.74,
                        part,
                        look.size,
                        look.leading,
                        weight=weight,
                        colour=look.colour,
                        language=language,
                    )
                if link:
                    wide = max(measure(row, look.size, weight) for row in part)
                    goes = {"uri": link} if link.startswith("https://") else {"target": link}
                    self.surface.link(x, self.y, wide, len(part) * look.leading, target, each[0], **goes)
            self.y += count * look.leading
            done += count
        self.y += look.after

    def mark(self, anchor: str, title: str, level: int, *, outline: bool = True) -> None:
        """Remembers this place for links, and for the outline."""
        self.document.bookmarks.append(
            Bookmark(title, level, anchor, len(self.document.pages) - 1, max(self.y - 12, 0), outline)
        )

    def drawing(self, drawing: Drawing, x: float, y: float) -> None:
        """Paints a chart's shapes."""
        surface = self.surface
        for shape in drawing.shapes:
            if isinstance(shape, Polygon):
                surface.polygon(
                    [(x + px, y + py) for px, py in shape.points],
                    fill=shape.fill,
                    stroke=shape.stroke,
                    thickness=shape.thickness,
                    closed=shape.closed,
                    dash=shape.dash,
                )
            elif isinstance(shape, Label):
                shown, replaced = drawable(shape.text)
                if replaced:
                    self.replaced |= replaced
                weight: Weight = "bold" if shape.bold else "regular"
                wide = measure(shown, shape.size, weight)
                at = x + shape.x - (wide if shape.align == "right" else wide / 2 if shape.align == "center" else 0)
                surface.text(
                    at, y + shape.y, (shown,), shape.size, 0, weight=weight, colour=shape.colour, language=self.main
                )
            else:
                surface.circle(
                    x + shape.x,
                    y + shape.y,
                    shape.radius,
                    fill=shape.fill,
                    stroke=shape.stroke,
                    thickness=shape.thickness,
                )
