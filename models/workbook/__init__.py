"""Workbooks (.xlsx, .xlsm) read as they are written, by Excel, WPS and LibreOffice alike: the one reader of the format.

A cell is what a person sees in it, and knows whether it was text, a number, a date or true and false, so that a reader
can refuse what the spreadsheet program made of it. The parts are read one element at a time: a wrong `<dimension>`,
formatted empty rows to the bottom of the sheet and hidden sheets change nothing, and nothing is unpacked before its
size is known.
"""

from models.workbook.file import is_workbook, origin_of, read_workbook
from models.workbook.parts import LARGEST_UNPACKED, MOST_CELLS, MOST_PARTS
from models.workbook.sheet import (
    Form,
    Sheet,
    SheetCell,
    UnreadableWorkbook,
    WorkbookOrigin,
    column_letters,
    column_number,
    escaped,
)

__all__ = [
    "LARGEST_UNPACKED",
    "MOST_CELLS",
    "MOST_PARTS",
    "Form",
    "Sheet",
    "SheetCell",
    "UnreadableWorkbook",
    "WorkbookOrigin",
    "column_letters",
    "column_number",
    "escaped",
    "is_workbook",
    "origin_of",
    "read_workbook",
]
