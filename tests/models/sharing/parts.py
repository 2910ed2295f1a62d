"""Parts of a case for the tests: cut out, written, changed with openpyxl as a colleague would, read again."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from openpyxl import Workbook, load_workbook

from models.assessment import AnswerId, Assessment, Value
from models.language import Language
from models.packs.library import Library
from models.rulebook import Rulebook
from models.sharing import CasePart, PartHead, cut, picked
from models.sharing.sheets.reading import read_sheets
from models.sharing.sheets.writing import write_sheets
from tests.full_cases import varied_assessment

EMPTY = MappingProxyType[AnswerId, Value]({})
EMPTY_PARTS = MappingProxyType[str, bytes]({})


@cache
def rules() -> Rulebook:
    """The national edition."""
    return Library(None).rulebook("national-2025")


@cache
def full_case() -> Assessment:
    """A factory that has answered nearly everything."""
    return varied_assessment(rules(), 4)


def with_answers(**changes: Value | None) -> Assessment:
    """Returns the full case with some answers changed; `__` stands for a dot."""
    return full_case().with_answers({AnswerId(key.replace("__", ".")): value for key, value in changes.items()})


def part(*picks: str, case: Assessment | None = None, blind: bool = False, language: Language = "zh") -> CasePart:
    """Returns a part of a case, of the full one if none is given."""
    whole = case or full_case()
    head = PartHead(case_id=whole.case_id, case_number=whole.case_number, language=language, blind=blind)
    return cut(whole, head, picked(rules(), whole, picks))


@cache
def workbook(*picks: str, blind: bool = False, language: Language = "zh") -> bytes:
    """Returns the workbook of a part of the full case."""
    return write_sheets(part(*picks, blind=blind, language=language), rules())


def changed(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """Returns a workbook after somebody changed and saved it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def repacked(data: bytes, change: Callable[[str, str], str], more: Mapping[str, bytes] = EMPTY_PARTS) -> bytes:
    """Returns a workbook whose sheets were written in another way, with other parts beside them."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                content = change(name, content.decode()).encode()
            new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return held.getvalue()


def read(data: bytes, name: str = "part.xlsx") -> CasePart:
    """Returns the part in a workbook."""
    return read_sheets(name, data, rules())


def place_of(book: Workbook, answer: str, heading: str = "回答") -> tuple[str, str]:
    """Returns sheet and cell in which an answer stands."""
    for sheet in book.worksheets:
        heads = {str(cell.value): cell.column or 0 for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            if "zhijie-id" in heads and sheet.cell(row, heads["zhijie-id"]).value == answer:
                return sheet.title, sheet.cell(row, heads[heading]).coordinate
    raise AssertionError(answer)


def put(answer: str, value: object, heading: str = "回答") -> Callable[[Workbook], object]:
    """Returns the change that types a value into the cell of an answer."""

    def change(book: Workbook) -> None:
        title, cell = place_of(book, answer, heading)
        book[title][cell].value = value

    return change
