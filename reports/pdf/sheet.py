"""A sheet of paper to fill in by hand: codes at the left, words, boxes and lines to write on at the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import resources
from models.language import Language, Sentence, Text, in_both, sentence
from reports.pdf import pieces
from reports.pdf.document import Document
from reports.pdf.face import Weight, measure
from reports.pdf.frontmatter import page_of, running
from reports.pdf.layout import Flow
from reports.pdf.surface import Surface
from reports.pdf.typesetting import lines
from reports.style import BODY, CELL_NOTE, INK, NOTE, PAGE, RULE, SOFT, Type

CODE = 50.0
"""Side of a QR code."""
GAP = 12.0
LEFT = PAGE.left + CODE + GAP
"""Where words begin beside a code."""
WIDTH = PAGE.measure - CODE - GAP
NAME = Type(11, 16, bold=True)
ASK = Type(9, 13.5)
HINT = CELL_NOTE
BOX = 8.5
LINE = 19.5
"""Height of a line to write on: room for a hand that stands."""
LABEL_SHARE = 0.46
"""Of the width, most that the words left of a line to write on may take."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Something as wide as the sheet: how high it is, and how it is drawn from its upper edge."""

    height: float
    draw: Callable[[float], None]


def sheet_flow(title: Text, subject: str, language: Language, created: str) -> Flow:
    """Returns the first empty page of a sheet.

    Args:
        title: of the sheet.
        subject: whose sheet it is; empty for nobody's.
        language: of all texts.
        created: ISO time with zone.
    """
    said = title.text(language)
    document = Document(
        f"{said} · {subject}" if subject else said,
        subject,
        language,
        f"Zhijie {resources.version()}",
        datetime.fromisoformat(created),
    )

    def untouched(_surface: Surface) -> None:
        """Heads and feet are drawn at the end, when the number of pages is known."""

    return Flow(document, language, untouched, document.page())


class PrintedSheet:
    """Places what every sheet is made of."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._language = flow.main

    def _say(self, text: Text | Sentence) -> str:
        both = text if isinstance(text, Text) else in_both(text)
        return self._flow.say(both)

    def _front(self, title: Text, facts: Sequence[str], fields: Sequence[tuple[str, str]], how: Sentence) -> None:
        """Sets what it is, what is written by hand on the whole, and how to fill it in."""
        flow = self._flow
        flow.paragraph(title, Type(17, 25, bold=True), flow.document.tree, tag="H1")
        for fact in facts:
            flow.paragraph(Text(fact, fact), BODY, flow.document.tree)
        by_hand = self._fields(*fields)
        by_hand.draw(flow.y)
        flow.y += by_hand.height + 6
        flow.paragraph(in_both(how), NOTE, flow.document.tree)

    def _fields(self, *fields: tuple[str, str]) -> PrintedLine:
        wide = PAGE.measure / len(fields)

        def draw(top: float) -> None:
            for place, (name, value) in enumerate(fields):
                said = self._say(sentence(name))
                x = PAGE.left + place * wide
                self._text(x, top, (f"{said}  {value}" if value else said,), ASK)
                written = measure(said, ASK.size) + 8
                with self._flow.surface.artifact():
                    self._flow.surface.line(x + written, top + 18, x + wide - 14, top + 18, RULE, 0.6)

        return PrintedLine(24, draw)

    def _text(self, x: float, top: float, rows: Sequence[str], look: Type, tag: str = "P") -> None:
        weight: Weight = "bold" if look.bold else "regular"
        with self._flow.surface.marked(self._flow.document.tree.child(tag)):
            self._flow.surface.text(
                x,
                top + look.leading * 0.74,
                rows,
                look.size,
                look.leading,
                weight=weight,
                colour=look.colour,
                language=self._language,
            )

    def _words(self, text: Text, look: Type, tag: str = "P") -> PrintedLine:
        weight: Weight = "bold" if look.bold else "regular"
        rows = lines(self._say(text), look.size, WIDTH, weight)
        return PrintedLine(len(rows) * look.leading + 2, lambda top: self._text(LEFT, top, rows, look, tag))

    def _subject(self, data: str, alternative: Text, rows: Sequence[PrintedLine], below: str = "") -> None:
        """Sets one subject: its code at the left, its rows at the right, on one page where it fits on one.

        Args:
            data: what the code holds.
            alternative: what is read out for the code.
            rows: from top to bottom.
            below: words under the code.
        """
        flow = self._flow
        whole = sum(row.height for row in rows)
        beside = CODE + (HINT.leading if below else 0)
        flow.room(min(max(whole, beside) + 10, PAGE.floor - PAGE.top))
        top, page = flow.y, flow.surface
        pieces.code(flow, data, alternative, (PAGE.left, top + 2), CODE)
        if below:
            self._text(PAGE.left, top + CODE + 3, (below,), Type(HINT.size, HINT.leading))
        for row in rows:
            flow.room(row.height)
            row.draw(flow.y)
            flow.y += row.height
        if flow.surface is page:
            flow.y = max(flow.y, top + beside + 4)
        with flow.surface.artifact():
            flow.surface.line(PAGE.left, flow.y + 3, PAGE.left + PAGE.measure, flow.y + 3, RULE, 0.5)
        flow.y += 10

    def _choices(self, choices: Sequence[tuple[str, str]], given: str = "", lead: str = "") -> PrintedLine:
        """Returns choices side by side, each with a box, behind a lead; they run on in a second line where one is full.

        Args:
            choices: key and words of each.
            given: key of the choice that has a dot beside its box.
            lead: words before the boxes.
        """
        placed: list[tuple[float, float, str, bool]] = []
        x, y = measure(lead, ASK.size) + 14 if lead else 0.0, 0.0
        for choice, label in choices:
            for part in lines(label, ASK.size, WIDTH - 24)[:1]:
                wide = measure(part, ASK.size) + BOX + 20
                if x and x + wide > WIDTH:
                    x, y = 0.0, y + 17
                placed.append((x, y, part if part == label else part.rstrip() + "…", choice == given))
                x += wide

        def draw(top: float) -> None:
            surface = self._flow.surface
            if lead:
                self._text(LEFT, top, (lead,), ASK)
            for left, down, label, is_given in placed:
                with surface.artifact():
                    surface.rectangle(LEFT + left, top + down + 3, BOX, BOX, stroke=INK, thickness=0.8)
                    if is_given:
                        surface.circle(LEFT + left - 4.5, top + down + 3 + BOX / 2, 1.6, fill=SOFT)
                self._text(LEFT + left + BOX + 5, top + down, (label,), ASK)

        return PrintedLine(y + 20, draw)

    def _rule(self, x: float, y: float, width: float, unit: str) -> None:
        taken = measure(unit, ASK.size) + 6 if unit else 0.0
        with self._flow.surface.artifact():
            self._flow.surface.line(x, y, x + width - taken, y, RULE, 0.6)
        if unit:
            self._text(x + width - taken + 4, y - ASK.leading * 0.74, (unit,), ASK)

    def _line(
        self, lead: str = "", unit: str = "", look: Type = ASK, inset: float = 0.0, width: float = WIDTH
    ) -> PrintedLine:
        """Returns a line to write on, with words before it and a unit behind it."""
        weight: Weight = "bold" if look.bold else "regular"
        rows = lines(lead, look.size, WIDTH * LABEL_SHARE, weight) if lead else ()
        height = max(LINE, len(rows) * look.leading + 6)
        taken = max(measure(row, look.size, weight) for row in rows) + 8 if rows else 0.0

        def draw(top: float) -> None:
            if rows:
                self._text(LEFT + inset, top + 4, rows, look)
            self._rule(LEFT + inset + taken, top + LINE - 4, width - taken, unit)

        return PrintedLine(height, draw)

    def furniture(self, head: tuple[Text, Text], foot: Text, rooms: tuple[float, float] = (200, 270)) -> None:
        """Draws the heads and feet of all pages.

        Args:
            head: words at the left and right end.
            foot: words at the left end; the page is at the right.
            rooms: for the words of the head.
        """
        flow = self._flow
        count = len(flow.document.pages)
        for number, surface in enumerate(flow.document.pages, start=1):
            with surface.artifact("/Type /Pagination /Subtype /Header"):
                running(flow, surface, 44, (head[0], rooms[0]), (head[1], rooms[1]), SOFT)
                surface.line(PAGE.left, 52, PAGE.left + PAGE.measure, 52, RULE, 0.5)
            with surface.artifact("/Type /Pagination /Subtype /Footer"):
                base = PAGE.height - 36
                surface.line(PAGE.left, PAGE.height - 50, PAGE.left + PAGE.measure, PAGE.height - 50, RULE, 0.5)
                running(flow, surface, base, (foot, 360), (page_of(number, count), 110), INK)

    def file(self, attachment: bytes, attachment_name: str, attachment_note: str) -> bytes:
        """Returns the finished sheet with its data attached."""
        return self._flow.document.file(attachment, attachment_name, attachment_note)
