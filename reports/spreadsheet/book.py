"""A workbook while it is written: texts stay texts, columns are as wide as what they hold."""

import io
from collections.abc import Collection, Sequence
from datetime import datetime

from models.language import Language
from models.workbook import escaped

_NO_DATE = datetime(2000, 1, 1)
"""Stands in the properties of a workbook of a draft, whose time is nobody's business."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Book:
    """A workbook while it is written."""

    def __init__(self, language: Language) -> None:
        from openpyxl import Workbook

        self.language = language
        self._book = Workbook()
        del self._book[self._book.sheetnames[0]]

    def sheet(
        self,
        title: str,
        rows: Sequence[Sequence[object]],
        *,
        head: bool = True,
        number_format: str = "",
        hidden: Collection[int] = (),
    ) -> None:
        """Adds a sheet; texts that a spreadsheet would take for formulas stay texts.

        Args:
            title: its name.
            rows: its cells.
            head: whether the first row heads the others: it stays in view and on every printed page.
            number_format: how numbers with a fraction are shown; as they are where empty.
            hidden: columns from 1 that a program needs and a person does not.
        """
        from openpyxl.styles import Alignment, Font, PatternFill

        name = title.translate(_FORBIDDEN)[:31].strip() or "Sheet"
        while name in self._book.sheetnames:
            name = f"{name[:28]} 2"
        sheet = self._book.create_sheet(name)
        widest: dict[int, int] = {}
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if isinstance(value, str):
                    cell.value = _clean(value)
                    # Without this, a text that begins with “=” would be a formula in the person's spreadsheet.
                    cell.data_type = "s"
                else:
                    cell.value = value
                    if number_format and isinstance(value, float):
                        cell.number_format = number_format
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                longest = max((len(line) for line in str(value).split("\n")), default=0)
                widest[column] = max(widest.get(column, 0), longest)
            if head and number == 1:
                for cell in sheet[1]:
                    cell.font = Font(name="Calibri", size=11, bold=True)
                    cell.fill = PatternFill("solid", fgColor="F1F4F6")
        if head:
            sheet.freeze_panes = "A2"
            sheet.print_title_rows = "1:1"
        for column, wide in widest.items():
            letter = sheet.cell(1, column).column_letter
            sheet.column_dimensions[letter].width = max(8, min(60, wide * 1.6 + 2))
        for column in hidden:
            sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden = True
        if widest:
            sheet.print_area = sheet.dimensions
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

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


def _clean(value: str) -> str:
    """Control characters are no part of a workbook; everything else stays, also what the report cannot draw."""
    kept = "".join(character for character in value if character == "\n" or ord(character) >= 32)[:32000]
    return escaped(kept)
