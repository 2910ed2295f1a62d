"""Placing every block except tables on the page."""

from models.language import Text
from reports import charts
from reports.content.blocks import (
    Block,
    Bullets,
    Callout,
    Cards,
    ChartFigure,
    Heading,
    KeyFigure,
    Paragraph,
    QrCode,
    Signatures,
    SignatureSpace,
    Table,
    Voice,
)
from reports.content.words import plain
from reports.pdf.face import Weight, measure
from reports.pdf.finishing import SignatureBox
from reports.pdf.layout import Flow
from reports.pdf.table import opening, status
from reports.pdf.typesetting import lines
from reports.style import (
    ACCENT,
    BODY,
    CAPTION,
    CELL,
    CELL_NOTE,
    HEADINGS,
    INK,
    LEAD,
    NOTE,
    RULE,
    SOFT,
    STRONG,
    WHITE,
    Type,
)

VOICES = {Voice.BODY: BODY, Voice.LEAD: LEAD, Voice.NOTE: NOTE, Voice.STRONG: STRONG}
_OVER_CHAPTER, _UNDER_CHAPTER = 26.0, 4.0
_CARDS = tuple(Type(size, 21, bold=True, colour=ACCENT) for size in (15, 13.5, 12, 10.5))
"""The looks of the values on cards: the largest in which each stands in one line."""
_CARD_LABEL = Type(8, 12, colour=SOFT)
_CALLOUT = Type(10, 16, bold=True, colour=ACCENT)


def heading(flow: Flow, block: Heading) -> None:
    """Sets a heading where it is; chapters have a rule below, and their title runs on in the heads of the pages."""
    look = HEADINGS[block.level - 1]
    title = flow.one_line(block.text)
    if block.level == 1:
        flow.section = block.text
        if flow.at_top:
            flow.surface.section = block.text
        else:
            flow.y += _OVER_CHAPTER
    flow.mark(block.anchor, title, block.level)
    flow.paragraph(plain(title), look, flow.document.tree, tag=f"H{block.level}")
    if block.level == 1:
        with flow.surface.artifact():
            flow.surface.line(flow.page.left, flow.y - 9, flow.page.left + 48, flow.y - 9, ACCENT, 2.4)
        flow.y += _UNDER_CHAPTER


def bullets(flow: Flow, block: Bullets) -> None:
    """Sets a list; each item's label is tagged as such."""
    group = flow.document.tree.child(
        "L", attributes=f"/O /List /ListNumbering /{'Decimal' if block.numbered else 'Disc'}"
    )
    for number, item in enumerate(block.items, start=1):
        flow.room(BODY.leading)
        entry = group.child("LI")
        label = f"{number}." if block.numbered else "•"
        with flow.surface.marked(entry.child("Lbl")):
            flow.surface.text(
                flow.page.left + 2,
                flow.y + BODY.leading * 0.74,
                (label,),
                BODY.size,
                BODY.leading,
                weight="bold",
                colour=ACCENT,
            )
        tight = Type(BODY.size, BODY.leading, after=3)
        flow.paragraph(item, tight, entry.child("LBody"), left=flow.page.left + 18, width=flow.page.measure - 18)
    flow.y += 5


def cards(flow: Flow, block: Cards) -> None:
    """Sets figures side by side on a tint, each tagged as one paragraph after another."""
    width, broken, height = _cards(flow, block)
    flow.room(height + 8)
    for index, (card, parts) in enumerate(zip(block.items, broken, strict=True)):
        x, y = flow.page.left + index * (width + flow.page.gutter), flow.y + 8
        with flow.surface.artifact():
            flow.surface.rectangle(x, flow.y, width, height, stroke=RULE, thickness=0.5)
            flow.surface.line(x, flow.y, x + width, flow.y, ACCENT, 2)
            if card.mark:
                status(flow.surface, card.mark, x + width - 14, flow.y + 15, 5)
        for rows, look, language in parts:
            weight: Weight = "bold" if look.bold else "regular"
            tagged = flow.element("P", flow.document.tree, "en" if language == "en" else "zh")
            with flow.surface.marked(tagged):
                flow.surface.text(
                    x + 10,
                    y + look.leading * 0.74,
                    rows,
                    look.size,
                    look.leading,
                    weight=weight,
                    colour=look.colour,
                    language=language,
                )
            y += len(rows) * look.leading
    flow.y += height + 12


def _cards(flow: Flow, block: Cards) -> tuple[float, list[list[tuple[tuple[str, ...], Type, str]]], float]:
    """Returns the width of each card, their lines, and the height that all of them have."""
    count = len(block.items)
    width = (flow.page.measure - flow.page.gutter * (count - 1)) / count
    values = [shown for card in block.items for _, shown in flow.spoken(card.value)[:1]]
    widest = max((measure(shown, 1, "bold") for shown in values), default=0)
    look = next((card for card in _CARDS if widest * card.size <= width - 20), _CARDS[-1])
    broken = [_card_lines(flow, card, look, width - 20) for card in block.items]
    return width, broken, max(sum(len(rows) * look.leading for rows, look, _ in parts) for parts in broken) + 20


def _card_lines(flow: Flow, card: KeyFigure, large: Type, width: float) -> list[tuple[tuple[str, ...], Type, str]]:
    parts: list[tuple[tuple[str, ...], Type, str]] = []
    for text, look in ((card.label, _CARD_LABEL), (card.value, large), (card.note, CELL_NOTE)):
        for index, (language, shown) in enumerate(flow.spoken(text)):
            if shown:
                small = Type(CELL.size, CELL.leading, bold=look.bold, colour=look.colour)
                kind = small if index and look is large else look
                weight: Weight = "bold" if kind.bold else "regular"
                room = width - (14 if card.mark and look is _CARD_LABEL else 0)
                parts.append((lines(shown, kind.size, room, weight), kind, language))
    return parts


def callout(flow: Flow, block: Callout) -> None:
    """Sets a sentence beside a bar."""
    needed = sum(
        len(lines(shown, look.size, flow.page.measure - 18, "bold" if look.bold else "regular")) * look.leading
        for text, look in ((block.title, _CALLOUT), (block.text, BODY))
        for _, shown in flow.spoken(text)
    )
    flow.room(min(needed, 200) + 16)
    page, top = flow.surface, flow.y
    flow.y += 2
    if block.title.zh:
        flow.paragraph(
            block.title, _CALLOUT, flow.document.tree, left=flow.page.left + 14, width=flow.page.measure - 18
        )
    tight = Type(BODY.size, BODY.leading)
    flow.paragraph(block.text, tight, flow.document.tree, left=flow.page.left + 14, width=flow.page.measure - 18)
    if flow.surface is page:
        with page.artifact():
            page.rectangle(flow.page.left, top, 3, flow.y - top + 3, fill=ACCENT)
    flow.y += 12


_ENOUGH = 48.0
"""How much of a list, a callout or another block that can be broken has to stand below its heading."""


def high(flow: Flow, block: Block) -> float:
    """Returns the height that a block needs on its page: of what can be broken its beginning, of all else the whole."""
    match block:
        case Heading():
            look = HEADINGS[block.level - 1]
            around = _OVER_CHAPTER + _UNDER_CHAPTER if block.level == 1 else 0.0
            return around + look.before + look.leading + look.after
        case Paragraph():
            look = VOICES[block.voice]
            return look.before + flow.lines_of(block.text, look) * look.leading + look.after
        case Cards():
            return _cards(flow, block)[2] + 12
        case ChartFigure():
            return charts.draw(block.chart, flow.language, flow.page.measure).height + CAPTION.leading + 22
        case Table():
            return opening(flow, block)
        case _:
            return _ENOUGH


def figure(flow: Flow, block: ChartFigure) -> None:
    """Sets a chart as one figure with its alternative text, its caption above."""
    drawing = charts.draw(block.chart, flow.language, flow.page.measure)
    flow.room(drawing.height + CAPTION.leading + 22)
    if block.caption.zh:
        flow.paragraph(block.caption, CAPTION, flow.document.tree, tag="P")
    flow.y += 4
    left, top = flow.page.left, flow.page.height - flow.y
    box = f"{left:.0f} {top - drawing.height:.0f} {left + drawing.width:.0f} {top:.0f}"
    element = flow.document.tree.child(
        "Figure",
        attributes=f"/O /Layout /Placement /Block /BBox [{box}]",
        alternative=flow.one_line(block.alternative),
    )
    with flow.surface.marked(element):
        flow.drawing(drawing, flow.page.left, flow.y)
    flow.y += drawing.height + 16


def code(flow: Flow, data: str, alternative: Text, place: tuple[float, float], side: float) -> None:
    """Draws a QR code as a figure, `place` being its upper left corner; nothing else moves."""
    import segno

    modules = [list(row) for row in segno.make(data, error="m", micro=False).matrix]
    cell = side / len(modules)
    left, top = place
    upper = flow.page.height - top
    element = flow.document.tree.child(
        "Figure",
        attributes=f"/O /Layout /Placement /Block /BBox [{left:.0f} {upper - side:.0f} {left + side:.0f} {upper:.0f}]",
        alternative=flow.one_line(alternative),
    )
    boxes = []
    for row, dots in enumerate(modules):
        column = 0
        while column < len(dots):
            run = column
            while run < len(dots) and dots[run]:
                run += 1
            if run > column:
                boxes.append((left + column * cell, top + row * cell, (run - column) * cell, cell))
            column = max(run, column + 1)
    with flow.surface.marked(element):
        flow.surface.tiles(boxes, INK)


def qr_code(flow: Flow, block: QrCode) -> None:
    """Sets a QR code with lines beside it."""
    side = 118.0
    flow.room(side + 20)
    flow.y += 10  # a reader needs a quiet margin of four modules
    top, page = flow.y, flow.surface
    code(flow, block.data, block.alternative, (flow.page.left, top), side)
    for index, text in enumerate(block.beside):
        flow.paragraph(
            text,
            NOTE if index else STRONG,
            flow.document.tree,
            left=flow.page.left + side + 18,
            width=flow.page.measure - side - 18,
        )
    if flow.surface is page:
        flow.y = max(flow.y, top + side + 12)


_BOX_HEIGHT = 92.0
_LEAST_BOX = 60.0
_ABOVE_BOX, _BELOW_BOX = 3.0, 15.0


def signatures(flow: Flow, block: Signatures, following: float) -> None:
    """Draws the rooms for signatures and places an empty form field into each.

    They are lower where the page would else have no room for the notes below, which take `following` points.
    """
    width = (flow.page.measure - flow.page.gutter) / 2
    pairs = [block.spaces[start : start + 2] for start in range(0, len(block.spaces), 2)]
    around = sum(max(_role_height(flow, space, width) for space in pair) + _ABOVE_BOX + _BELOW_BOX for pair in pairs)
    height = max(_LEAST_BOX, min(_BOX_HEIGHT, (flow.left - following - around) / len(pairs)))
    flow.room(around + height * len(pairs))
    for pair in pairs:
        foot = max(
            _role(flow, space, flow.page.left + index * (width + flow.page.gutter), width)
            for index, space in enumerate(pair)
        )
        for index, space in enumerate(pair):
            at = (flow.page.left + index * (width + flow.page.gutter), foot + _ABOVE_BOX)
            _space(flow, space, at, (width, height))
        flow.y = foot + _ABOVE_BOX + height + _BELOW_BOX


def _role(flow: Flow, space: SignatureSpace, x: float, width: float) -> float:
    """Sets who signs above the room for it, and returns where these lines end."""
    tree, kept = flow.document.tree, flow.y
    flow.paragraph(plain(flow.one_line(space.role)), _ROLE, tree, left=x, width=width)
    flow.paragraph(space.hint, _HINT, tree, left=x, width=width)
    foot, flow.y = flow.y, kept
    return foot


_ROLE = Type(9, 14, bold=True)
_HINT = Type(7.2, 10.5, colour=SOFT)


def _role_height(flow: Flow, space: SignatureSpace, width: float) -> float:
    role = flow.lines_of(plain(flow.one_line(space.role)), _ROLE, width) * _ROLE.leading
    return role + flow.lines_of(space.hint, _HINT, width) * _HINT.leading


def _space(flow: Flow, space: SignatureSpace, at: tuple[float, float], size: tuple[float, float]) -> None:
    tree = flow.document.tree
    role = flow.one_line(space.role)
    (x, top), (width, height) = at, size
    with flow.surface.artifact():
        flow.surface.rectangle(
            x, top, width, height, fill=WHITE, stroke=RULE if space.optional else SOFT, thickness=0.8
        )
    box = SignatureBox(
        space.field,
        len(flow.document.pages) - 1,
        (round(x, 2), round(flow.page.height - top - height, 2), round(x + width, 2), round(flow.page.height - top, 2)),
        role,
    )
    flow.document.boxes.append((box, tree.child("Form", alternative=role)))
