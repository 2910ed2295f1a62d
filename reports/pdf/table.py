"""Tables: repeated headers, rows kept together where possible, cells tagged where their text is."""

from dataclasses import dataclass, replace

from models.language import Language
from reports.content.blocks import Align, Cell, Column, Mark, Row, Table
from reports.pdf.face import Weight, measure
from reports.pdf.layout import Flow
from reports.pdf.structure import Element
from reports.pdf.surface import Surface
from reports.pdf.typesetting import lines
from reports.style import (
    ACCENT,
    CAPTION,
    CELL,
    CELL_NOTE,
    HEAD_CELL,
    INK,
    RULE,
    SOFT,
    WHITE,
    PageFormat,
    Type,
)

_PAD = 4.0
_GAP = 8.0
"""Between two columns."""
_MARK = 12.0
"""Room for a status mark before the text."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines of one look and language inside a cell."""

    rows: tuple[str, ...]
    look: Type
    language: Language
    strong: bool


@dataclass(frozen=True, slots=True)
class _Set:
    """A cell after its lines were broken."""

    cell: Cell
    pieces: tuple[_Piece, ...]
    x: float
    width: float
    align: Align

    @property
    def height(self) -> float:
        return sum(len(piece.rows) * piece.look.leading for piece in self.pieces)


_KEPT_WHOLE = 200.0
"""Rows below this height, in points, are never broken."""
_LEAST_PART = 90.0
"""A part of a broken row is at least about this high."""


def table(flow: Flow, block: Table) -> None:
    """Sets a table; its head is repeated on every page and tagged once."""
    if block.abreast:
        block = _abreast(flow, block)
    element = flow.document.tree.child("Table")
    places = _places(flow.page, block.columns)
    head = [
        _set(flow, Cell(column.title), HEAD_CELL, *place, column.align)
        for column, place in zip(block.columns, places, strict=True)
    ]
    if not block.show_head:
        named = Cell(block.continued)
        head = (
            [_set(flow, named, HEAD_CELL, flow.page.left, flow.page.measure, Align.LEFT)] if block.continued.zh else []
        )
    head_height = max(each.height for each in head) + 2 * _PAD if head else 0.0
    rows = block.rows
    flow.room(opening(flow, block))
    if block.caption.zh:
        flow.paragraph(block.caption, CAPTION, element.child("Caption"))
    if block.show_head:
        _head(flow, head, head_height, element.child("THead").child("TR"))
    else:
        with flow.surface.artifact():
            flow.surface.line(flow.page.left, flow.y, flow.page.left + flow.page.measure, flow.y, SOFT, 0.8)
    body = element.child("TBody")
    for index, row in enumerate(rows):
        cells = _row(flow, block, row, places)
        height = _height(cells)
        wanted = height
        if row.group and index + 1 < len(rows):
            wanted += min(_height(_row(flow, block, rows[index + 1], places)), 60)
        elif index + 2 == len(rows) and index:
            # The last row of a long table does not stand alone on a page.
            wanted += _height(_row(flow, block, rows[index + 1], places))
        # A long row runs over the foot of the page: moved whole, it would leave a third of the page empty.
        if flow.left < wanted and (wanted < _KEPT_WHOLE or flow.left < _LEAST_PART):
            _over(flow, head, head_height)
        _draw_row(flow, block, row, cells, body.child("TR"), head, head_height)
    with flow.surface.artifact():
        flow.surface.line(flow.page.left, flow.y, flow.page.left + flow.page.measure, flow.y, SOFT, 0.8)
    flow.y += 12


def _abreast(flow: Flow, block: Table) -> Table:
    """Returns a table of two columns with four: two facts of one line each share a row, a longer one has its own."""
    columns = tuple(Column(column.title, share) for column, share in zip(block.columns * 2, (21, 29) * 2, strict=True))
    room = _places(flow.page, columns)[1][1]
    rows: list[Row] = []
    waiting: Row | None = None
    for row in block.rows:
        short = all(measure(shown, CELL.size) <= room for _, shown in flow.spoken(row.cells[1].text))
        if waiting is not None and short:
            rows[-1] = Row((*waiting.cells, *row.cells))
            waiting = None
        else:
            rows.append(row)
            waiting = row if short else None
    return replace(block, columns=columns, rows=tuple(rows))


def opening(flow: Flow, block: Table) -> float:
    """Returns the height of caption, head and first row, so that a heading can stay with its table."""
    places = _places(flow.page, block.columns)
    head = [
        _set(flow, Cell(column.title), HEAD_CELL, *place, column.align)
        for column, place in zip(block.columns, places, strict=True)
    ]
    first = _height(_row(flow, block, block.rows[0], places)) if block.rows else 0.0
    return CAPTION.leading + 24 + (_height(head) if block.show_head else 0.0) + min(first, 120.0)


def _places(page: PageFormat, columns: tuple[Column, ...]) -> list[tuple[float, float]]:
    whole = sum(column.share for column in columns)
    room = page.measure - _GAP * (len(columns) - 1)
    places, x = [], page.left
    for column in columns:
        width = room * column.share / whole
        places.append((x, width))
        x += width + _GAP
    return places


def _set(flow: Flow, cell: Cell, look: Type, x: float, width: float, align: Align) -> _Set:
    room = width - (_MARK if cell.mark else 0)
    strong = look.bold or cell.strong
    weight: Weight = "bold" if strong else "regular"
    pieces = []
    for index, (language, shown) in enumerate(flow.spoken(cell.text)):
        if shown:
            second = index > 0
            kind = CELL_NOTE if second and look is CELL else look
            pieces.append(_Piece(lines(shown, kind.size, room, weight), kind, language, strong))
    for language, shown in flow.spoken(cell.note):
        if shown:
            pieces.append(_Piece(lines(shown, CELL_NOTE.size, room), CELL_NOTE, language, False))
    return _Set(cell, tuple(pieces), x + (_MARK if cell.mark else 0), room, align)


def _row(flow: Flow, block: Table, row: Row, places: list[tuple[float, float]]) -> list[_Set]:
    if row.group:
        return [_set(flow, row.cells[0], HEAD_CELL, flow.page.left + 7, flow.page.measure - 7, Align.LEFT)]
    spans = len(block.columns) - len(row.cells)
    cells = [
        _set(flow, cell, CELL, *place, column.align)
        for cell, place, column in zip(row.cells, places, block.columns, strict=spans == 0)
    ]
    if spans:
        # The last cell of a shorter row goes on to the edge.
        x, _ = places[len(row.cells) - 1]
        cells[-1] = _set(flow, row.cells[-1], CELL, x, flow.page.left + flow.page.measure - x, Align.LEFT)
    return cells


def _height(cells: list[_Set]) -> float:
    return max(max((cell.height for cell in cells), default=0), CELL.leading) + 2 * _PAD


def _head(flow: Flow, head: list[_Set], height: float, row: Element | None) -> None:
    """Draws the column heads; without a row element they are a repetition and tagged as decoration."""
    surface = flow.surface
    with surface.artifact():
        surface.line(flow.page.left, flow.y, flow.page.left + flow.page.measure, flow.y, ACCENT, 1.4)
        surface.line(flow.page.left, flow.y + height, flow.page.left + flow.page.measure, flow.y + height, ACCENT, 0.7)
    if row is None:
        with surface.artifact("/Type /Pagination /Subtype /Header"):
            for cell in head:
                _draw_pieces(surface, cell, flow.y + _PAD)
    else:
        for cell in head:
            tagged = row.child("TH", attributes="/O /Table /Scope /Column")
            if cell.pieces:
                with surface.marked(tagged):
                    _draw_pieces(surface, cell, flow.y + _PAD)
    flow.y += height


def _over(flow: Flow, head: list[_Set], height: float) -> None:
    with flow.surface.artifact():
        flow.surface.line(flow.page.left, flow.y, flow.page.left + flow.page.measure, flow.y, RULE, 0.5)
    flow.new_page()
    if head:
        _head(flow, head, height, None)


def _draw_row(
    flow: Flow, block: Table, row: Row, cells: list[_Set], element: Element, head: list[_Set], head_height: float
) -> None:
    """Draws one row; a row that is taller than a page goes on where it was cut."""
    for cell in cells:
        if cell.cell.anchor:
            flow.mark(cell.cell.anchor, cell.cell.anchor, 3, outline=False)
    tagged = []
    for index, _ in enumerate(cells):
        if row.group:
            span = f"/O /Table /Scope /Row /ColSpan {len(block.columns)}"
            tagged.append(element.child("TH", attributes=span))
        elif block.row_heads and (index == 0 or (block.abreast and index == 2)):
            tagged.append(element.child("TH", attributes="/O /Table /Scope /Row"))
        elif index + 1 == len(cells) < len(block.columns):
            tagged.append(element.child("TD", attributes=f"/O /Table /ColSpan {len(block.columns) - index}"))
        else:
            tagged.append(element.child("TD"))
    rest = cells
    begun = False
    while True:
        height = _height(rest)
        if height > flow.left:
            now, later = _cut(rest, flow.left - 2 * _PAD)
        else:
            now, later = rest, []
        _draw_cells(flow, now, tagged, group=row.group, marks=not begun)
        flow.y += _height(now)
        begun = True
        if not later:
            break
        rest = later
        _over(flow, head, head_height)
    surface = flow.surface
    with surface.artifact():
        surface.line(flow.page.left, flow.y, flow.page.left + flow.page.measure, flow.y, RULE, 0.4)


def _cut(cells: list[_Set], room: float) -> tuple[list[_Set], list[_Set]]:
    """Returns what fits into `room` points of every cell, and what does not."""
    now, later = [], []
    for cell in cells:
        kept: list[_Piece] = []
        over: list[_Piece] = []
        used = 0.0
        for piece in cell.pieces:
            count = max(0, min(len(piece.rows), int((room - used) / piece.look.leading)))
            if over:
                count = 0
            used += count * piece.look.leading
            if count:
                kept.append(_Piece(piece.rows[:count], piece.look, piece.language, piece.strong))
            if count < len(piece.rows):
                over.append(_Piece(piece.rows[count:], piece.look, piece.language, piece.strong))
        now.append(_Set(cell.cell, tuple(kept), cell.x, cell.width, cell.align))
        later.append(_Set(cell.cell, tuple(over), cell.x, cell.width, cell.align))
    if not any(cell.pieces for cell in now):
        return cells, []
    return now, later if any(cell.pieces for cell in later) else []


def _draw_cells(flow: Flow, cells: list[_Set], tagged: list[Element], *, group: bool, marks: bool) -> None:
    surface, top = flow.surface, flow.y + _PAD
    if group:
        with surface.artifact():
            surface.rectangle(flow.page.left, flow.y + _PAD, 2.4, _height(cells) - 2 * _PAD, fill=ACCENT)
    for cell, element in zip(cells, tagged, strict=True):
        if cell.cell.mark and marks:
            with surface.artifact():
                status(surface, cell.cell.mark, cell.x - _MARK + 4.2, top + 6)
        if not cell.pieces:
            continue
        target = element
        if cell.cell.link:
            target = element.child("Link")
            high = cell.height
            wide = max(measure(row, piece.look.size) for piece in cell.pieces for row in piece.rows)
            surface.link(
                cell.x, top, min(wide, cell.width), high, target, cell.pieces[0].rows[0], target=cell.cell.link
            )
        with surface.marked(target):
            _draw_pieces(surface, cell, top, link=bool(cell.cell.link))


def _draw_pieces(surface: Surface, cell: _Set, top: float, *, link: bool = False) -> None:
    y = top
    for piece in cell.pieces:
        surface.text(
            cell.x,
            y + piece.look.leading * 0.74,
            piece.rows,
            piece.look.size,
            piece.look.leading,
            weight="bold" if piece.strong else "regular",
            colour=ACCENT if link else piece.look.colour,
            language=piece.language,
            align=cell.align.value,
            width=cell.width,
        )
        y += len(piece.rows) * piece.look.leading


def status(surface: Surface, mark: Mark, x: float, y: float, radius: float = 3.8) -> None:
    """Draws a status as a shape: full disc with a tick, square with a cross, triangle, dash."""
    r = radius
    if mark is Mark.MET:
        surface.circle(x, y, r, fill=ACCENT)
        tick = ((x - r * 0.5, y), (x - r * 0.1, y + r * 0.42), (x + r * 0.52, y - r * 0.4))
        surface.polygon(tick, stroke=WHITE, thickness=1.1, closed=False)
    elif mark is Mark.NOT_MET:
        surface.rectangle(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, fill=WHITE, stroke=INK, thickness=0.9)
        surface.line(x - r * 0.5, y - r * 0.5, x + r * 0.5, y + r * 0.5, INK, 0.9)
        surface.line(x - r * 0.5, y + r * 0.5, x + r * 0.5, y - r * 0.5, INK, 0.9)
    elif mark is Mark.UNKNOWN:
        corners = ((x, y - r), (x + r, y + r * 0.85), (x - r, y + r * 0.85))
        surface.polygon(corners, fill=WHITE, stroke=SOFT, thickness=0.9)
        surface.line(x, y - r * 0.25, x, y + r * 0.3, SOFT, 0.9)
        surface.circle(x, y + r * 0.58, 0.5, fill=SOFT)
    else:
        surface.line(x - r * 0.8, y, x + r * 0.8, y, SOFT, 1.2)
