"""A template whose sheets and columns have the words of the pack format, so that a test names the cell that it means."""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from models.packs.office.layout import SHEETS
from models.packs.office.titles import column_of, sheet_of


def opened(path: Path) -> Workbook:
    """Returns a workbook with every known sheet and heading renamed to its id, which is read as well."""
    book = load_workbook(path)
    layouts = {sheet.name: sheet for sheet in SHEETS}
    for page in book.worksheets:
        layout = layouts.get(sheet_of(page.title))
        if layout is not None:
            # By way of another name: one that differs in capitals only is taken for one that is there already.
            page.title = f"_{layout.name}"
            page.title = layout.name
            for cell in page[1]:
                if isinstance(cell.value, str):
                    cell.value = column_of(layout, cell.value)
    return book
