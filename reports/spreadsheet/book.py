"""A workbook while it is written: texts stay texts, columns are as wide as what they hold, pages print as they are read."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from models.language import Language
from models.workbook import escaped

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NO_DATE = datetime(2000, 1, 1)
"""Stands in the properties of a workbook of a draft, whose time is nobody's business."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME = 31
"""Of a sheet, as spreadsheet programs have it."""
_ACROSS = {"landscape": 150.0, "portrait": 100.0}
"""About how many letters stand side by side on an A4 page that is read with ease."""
_MANY, _ACROSS_MANY = 9, 210.0
"""Columns from which a sheet is a list to look things up in, and its letters: smaller, still read without a glass."""
_NARROWEST, _WIDEST, _TEXT = 6.0, 62.0, 14.0
"""Of a column, in letters; one of texts is not narrowed below the last."""


_FACE, _SIZE, _TITLE_SIZE = "Microsoft YaHei", 9, 13
"""A face that every Chinese Windows and WPS has; other systems put their own in its place."""
_LINE, _TALLEST = 15.0, 400.0
"""Height of a line, and of the highest row that spreadsheet programs take, in points."""


class Title(list[object]):
    """A row that names what follows it."""


class Remark(list[object]):
    """A row of one text that runs over the whole width."""


class Heads(list[object]):
    """A row of column heads inside a sheet."""


class Ruled(list[object]):
    """A row of a form: its cells have frames, and an empty one has room to write by hand."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks and prints."""

    head: bool = True
    """Whether the first row heads the others: it stays in view and on every printed page, and rows can be filtered."""
    number_format: str = ""
    """How numbers with a fraction are shown; as they are where empty."""
    hidden: Collection[int] = ()
    """Columns from 1 that a program needs and a person does not."""
    portrait: bool = False
    one_page: bool = False
    """Whether it is printed on one page."""
    widths: Sequence[float] = ()
    """Of the columns, in letters; from what they hold where empty."""
    beside: int = 0
    """Rows at the end that are no part of the list: sums and remarks, which no filter may hide."""


LIST, TEXT = Look(), Look(head=False)


class Book:
    """A workbook while it is written."""

    def __init__(self, language: Language) -> None:
        from openpyxl import Workbook

        self.language = language
        self._book = Workbook()
        del self._book[self._book.sheetnames[0]]

    def sheet(self, title: str, rows: Sequence[Sequence[object]], look: Look = LIST) -> None:
        """Adds a sheet; texts that a spreadsheet would take for formulas stay texts.

        Args:
            title: its name; a number is added where another sheet has it already.
            rows: its cells; `Title`, `Heads` and `Ruled` are set as such.
            look: how it looks and prints.
        """
        from openpyxl.utils import get_column_letter

        sheet = self._book.create_sheet(self._name(title))
        orientation = "portrait" if look.portrait else "landscape"
        widths = list(look.widths) or _widths(rows, look, _ACROSS[orientation])
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                _fill(sheet.cell(number, column), value, look.number_format)
            kind = Heads(row) if look.head and number == 1 else row
            _dress(sheet, number, kind, len(widths))
            sheet.row_dimensions[number].height = _height(kind, widths, look.hidden)
        if look.head:
            sheet.freeze_panes = "A2"
            sheet.print_title_rows = "1:1"
            last = len(rows) - look.beside
            if last > 1:
                sheet.auto_filter.ref = f"A1:{sheet.cell(last, len(rows[0])).coordinate}"
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for column in look.hidden:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        if widths:
            sheet.print_area = sheet.dimensions
        sheet.page_setup.orientation = orientation
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 1 if look.one_page else 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.45
        margins.top = margins.bottom = 0.6
        margins.header = margins.footer = 0.3
        sheet.oddFooter.left.text = "&A"
        sheet.oddFooter.right.text = "&P / &N"

    def _name(self, title: str) -> str:
        """Returns a name that spreadsheet programs take and that no other sheet has."""
        name = title.translate(_FORBIDDEN)[:_LONGEST_NAME].strip(" '") or "Sheet"
        taken = {each.casefold() for each in self._book.sheetnames}
        chosen, number = name, 1
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{name[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
        return chosen

    def bytes(self, created: str) -> bytes:
        """Returns the file; its properties contain nobody's login. `created` is an ISO time, empty for none."""
        moment = datetime.fromisoformat(created).replace(tzinfo=None) if created else _NO_DATE
        properties = self._book.properties
        properties.creator = "Zhijie"
        properties.lastModifiedBy = "Zhijie"
        properties.created = properties.modified = moment
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()


def _fill(cell: Any, value: object, number_format: str) -> None:
    from openpyxl.styles import Alignment, Font

    cell.font = Font(name=_FACE, size=_SIZE)
    if isinstance(value, str):
        cell.value = _clean(value)
        # Without this, a text that begins with “=” would be a formula in the person's spreadsheet.
        cell.data_type = "s"
    else:
        cell.value = value
        if number_format and isinstance(value, float):
            cell.number_format = number_format
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _dress(sheet: "Worksheet", number: int, row: Sequence[object], columns: int) -> None:
    """Sets a row of heads, a title, a remark or a line of a form as such."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cells = [sheet.cell(number, column) for column in range(1, len(row) + 1)]
    if isinstance(row, Heads):
        for cell in cells:
            cell.font = Font(name=_FACE, size=_SIZE, bold=True)
            cell.fill = PatternFill("solid", fgColor="F1F4F6")
    elif isinstance(row, (Title, Remark)):
        if columns > 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=columns)
        if isinstance(row, Title):
            cells[0].font = Font(name=_FACE, size=_TITLE_SIZE, bold=True)
    elif isinstance(row, Ruled):
        side = Side(style="thin", color="949EA8")
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        cells[0].font = Font(name=_FACE, size=_SIZE, bold=True)


def _widths(rows: Sequence[Sequence[object]], look: Look, across: float) -> list[float]:
    """Returns the width of each column: as its longest line asks, and all that is seen within one page."""
    asked: dict[int, float] = {}
    for number, row in enumerate(rows):
        if isinstance(row, (Title, Remark)):
            continue
        is_head = isinstance(row, Heads) or (look.head and number == 0)
        for column, value in enumerate(row, start=1):
            longest = max((_letters(line) for line in str("" if value is None else value).split("\n")), default=0.0)
            # A head may take two lines: a column of figures is not as wide as its name.
            wide = longest / 2 + 3 if is_head and longest > 12 else longest + 3 if is_head else longest + 2
            asked[column] = max(asked.get(column, _NARROWEST), min(wide, _WIDEST))
    columns = max((len(row) for row in rows), default=0)
    widths = [asked.get(column, _NARROWEST) for column in range(1, columns + 1)]
    seen = [place for place in range(columns) if place + 1 not in look.hidden]
    if len(seen) >= _MANY:
        across = max(across, _ACROSS_MANY)
    over = sum(widths[place] for place in seen) - across
    while over > 0.5:
        widest = max((widths[place] for place in seen), default=0.0)
        if widest <= _TEXT:
            break
        shrunk = [place for place in seen if widths[place] > widest - 1]
        step = min(1.0, over / len(shrunk))
        for place in shrunk:
            widths[place] -= step
        over -= step * len(shrunk)
    return widths


def _height(row: Sequence[object], widths: Sequence[float], hidden: Collection[int]) -> float:
    """Returns the height that the texts of a row need, in points; not every program works it out when it opens a file."""
    if isinstance(row, (Title, Remark)):
        seen = [width for column, width in enumerate(widths, start=1) if column not in hidden]
        line = _TITLE_SIZE * 1.7 if isinstance(row, Title) else _LINE
        return min(_TALLEST, line * _lines(row[0], sum(seen) / (_TITLE_SIZE / _SIZE if isinstance(row, Title) else 1)))
    needed = [_lines(value, widths[column - 1]) for column, value in enumerate(row, start=1) if column not in hidden]
    to_write = isinstance(row, Ruled) and not row[-1]
    room = 14.0 if to_write else 6.0 if isinstance(row, (Ruled, Heads)) else 1.0
    return min(_TALLEST, _LINE * max(needed, default=1) + room)


def _lines(value: object, width: float) -> int:
    """Returns how many lines a value takes in a column."""
    if value is None:
        return 1
    room = max(width - 1.0, 1.0)
    return sum(max(1, ceil(_letters(line) / room)) for line in str(value).split("\n"))


def _letters(line: str) -> float:
    """About how many digits of a spreadsheet's usual type wide a line is: a Chinese character takes nearly two."""
    return sum(0.92 if letter.isascii() else 1.8 for letter in line)


def _clean(value: str) -> str:
    """Control characters are no part of a workbook; everything else stays, also what the report cannot draw."""
    kept = "".join(character for character in value if character == "\n" or ord(character) >= 32)[:32000]
    return escaped(kept)
