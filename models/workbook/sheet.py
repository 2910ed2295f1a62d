"""Values of a workbook: sheets, cells as a person sees them, and why a workbook cannot be read."""

import re
from dataclasses import dataclass, field
from enum import Enum

from models.language import Sentence

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Form(Enum):
    """What the spreadsheet program holds in a cell."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A filled cell."""

    text: str
    """As a person sees it: dates as 2026-12-31, numbers with the decimals of their format, `true` and `false`."""
    form: Form = Form.TEXT
    decimals_fixed: bool = False
    """Whether a number is shown with the decimals that its format asks for, so that 1.10 is not 1.1."""
    percent: bool = False
    """Whether a person sees a hundred times the number, with a percent sign."""


@dataclass(frozen=True, slots=True)
class WorkbookOrigin:
    """What a workbook says of itself beside its sheets."""

    saved_by: str = ""
    """Who saved it last, as the spreadsheet program knows it."""
    saved_at: str = ""
    """ISO time, or empty."""
    has_macros: bool = False


@dataclass(slots=True)
class Sheet:
    """One sheet with its filled cells."""

    title: str
    hidden: bool
    """Whether a person who opens the workbook does not see it."""
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    """By row and column, both 1-based and rising; rows without a filled cell are not here."""
    headings: set[int] = field(default_factory=set)
    """Rows that hold one text merged over several columns and nothing else: a line between the rows, no data."""


class UnreadableWorkbook(Exception):
    """A file that is no workbook that can be read, or a cell that says nothing.

    Attributes:
        why: one sentence.
        sheet: where it is; empty for the file as a whole.
        row: 1-based; 0 for the sheet or file as a whole.
        column: 1-based; 0 for the sheet or file as a whole.
    """

    def __init__(self, why: Sentence, sheet: str = "", row: int = 0, column: int = 0) -> None:
        super().__init__(why.text("en"))
        self.why = why
        self.sheet = sheet
        self.row = row
        self.column = column


def escaped(text: str) -> str:
    """Returns a text for a cell: what looks like the format's own `_x0041_` for a letter stays what was typed."""
    return _ESCAPED.sub(lambda match: f"_x005F{match[0]}", text)


def column_number(letters: str) -> int:
    """Returns the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Returns the letters of a column: A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
