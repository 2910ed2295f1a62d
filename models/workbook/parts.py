"""The parts of a workbook, read one element at a time, and nothing unpacked before its size is known."""

import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import dirname, join, normpath
from typing import IO
from xml.etree import ElementTree

from models.characters import composed
from models.language import N_, sentence
from models.workbook.formats import other_format
from models.workbook.sheet import Form, Sheet, SheetCell, UnreadableWorkbook, WorkbookOrigin, column_number

LARGEST_UNPACKED = 80_000_000
MOST_PARTS = 1_000
MOST_CELLS = 500_000

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What stands in a number format without meaning a digit or a part of a date."""
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS = frozenset({9, 10})
_DECIMALS = re.compile(r"#?,?#*0(?:\.(0+))?")
_BUILT_IN = {2: "0.00", 4: "#,##0.00"}
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def _local(tag: str) -> str:
    """Returns an element's name without its namespace: the strict form of the format has another one."""
    return tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    """Returns an attribute, whatever namespace it has."""
    return next((value for key, value in element.items() if _local(key) == name), "")


def _place(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise ValueError(reference)
    return int(match[2]), column_number(match[1])


def _said(element: ElementTree.Element) -> str:
    """Returns the text of a string, run by run, without the reading aids of Japanese."""
    parts = []
    for child in element:
        name = _local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts.append(_said(child))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(parts))


@dataclass(frozen=True, slots=True)
class _Style:
    """What a number format makes of a number."""

    is_date: bool = False
    decimals: int | None = None
    """Shown ones; None where the format does not fix them."""
    is_percent: bool = False


class WorkbookReader:
    """Reads the parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        parts = archive.infolist()
        self._names = {part.filename.lower(): part for part in parts}
        self._cells = 0
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise UnreadableWorkbook(
                sentence(
                    "the workbook unpacks to more than {limit} MB; delete the empty formatted rows below the table, and pictures, and save it again.",
                    limit=LARGEST_UNPACKED // 1_000_000,
                )
            )
        self._start = self._workbook_part()
        self._targets = self._relations(self._start)
        self._day_zero = date(1899, 12, 30)
        self._strings: list[str] = []
        self._styles: list[_Style] = []

    def _workbook_part(self) -> str:
        if "mimetype" in self._names and self._archive.read("mimetype").startswith(b"application/vnd.oasis"):
            raise other_format("OpenDocument (.ods)")
        if any(name.endswith(".iwa") for name in self._names):
            raise other_format("Numbers (.numbers)")
        if "xl/workbook.bin" in self._names:
            raise other_format("Excel (.xlsb)")
        if "_rels/.rels" in self._names:
            for kind, target in self._relations("").values():
                if kind == "officeDocument" and target.lower() in self._names:
                    part = target
                    break
            else:
                part = "xl/workbook.xml"
        else:
            part = "xl/workbook.xml"
        if part.lower() not in self._names or "word/" in part.lower() or "ppt/" in part.lower():
            raise UnreadableWorkbook(sentence(N_("it is not a workbook.")))
        return part

    def _open(self, part: str) -> IO[bytes]:
        """Opens a part; a document type, which no workbook has and entity bombs need, is refused."""
        info = self._names[part.lower()]
        with self._archive.open(info) as held:
            start = held.read(4096)
        if any(mark in start for mark in _DOCTYPES):
            raise UnreadableWorkbook(sentence(N_("the workbook is damaged; save it again.")))
        return self._archive.open(info)

    def _elements(self, part: str, *names: str) -> Iterator[ElementTree.Element]:
        """Yields the elements with these names when they are complete; what was yielded is forgotten afterwards."""
        with self._open(part) as held:
            path: list[ElementTree.Element] = []
            for event, element in ElementTree.iterparse(held, ("start", "end")):
                if event == "start":
                    path.append(element)
                    if len(path) > 50:
                        raise UnreadableWorkbook(sentence(N_("the workbook is damaged; save it again.")))
                    continue
                path.pop()
                if _local(element.tag) in names:
                    yield element
                    if path:
                        path[-1].remove(element)
                elif not any(_local(above.tag) in names for above in path) and path:
                    path[-1].remove(element)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Returns id to kind and part of what a part refers to."""
        folder, _, file = part.rpartition("/")
        rels = join(folder, "_rels", f"{file}.rels") if part else "_rels/.rels"
        if rels.lower() not in self._names:
            return {}
        targets = {}
        for element in self._elements(rels, "Relationship"):
            target = element.get("Target", "")
            whole = target[1:] if target.startswith("/") else normpath(join(dirname(part), target))
            targets[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], whole)
        return targets

    def sheets(self) -> tuple[Sheet, ...]:
        """Returns every sheet, read."""
        for kind, target in self._targets.values():
            if kind == "sharedStrings" and target.lower() in self._names:
                self._strings = [_said(element) for element in self._elements(target, "si")]
            elif kind == "styles" and target.lower() in self._names:
                self._styles = list(self._read_styles(target))
        sheets = []
        for element in self._elements(self._start, "sheet", "workbookPr"):
            if _local(element.tag) == "workbookPr":
                if element.get("date1904", "") in {"1", "true"}:
                    self._day_zero = date(1904, 1, 1)
                continue
            kind, target = self._targets[_attribute(element, "id")]
            sheet = Sheet(composed(element.get("name", "")), element.get("state", "visible") != "visible")
            if kind == "worksheet":
                self._fill(sheet, target)
            sheets.append(sheet)
        return tuple(sheets)

    def origin(self) -> WorkbookOrigin:
        """Returns what the properties say."""
        has_macros = any(name.endswith("vbaproject.bin") for name in self._names)
        texts = {"lastModifiedBy": "", "modified": ""}
        core = next((target for kind, target in self._relations("").values() if kind == "core-properties"), "")
        if core.lower() in self._names:
            for element in self._elements(core, *texts):
                texts[_local(element.tag)] = composed(element.text or "").strip()[:100]
        return WorkbookOrigin(texts["lastModifiedBy"], texts["modified"], has_macros)

    def _read_styles(self, part: str) -> Iterator[_Style]:
        formats: dict[int, str] = {}
        for element in self._elements(part, "numFmt", "cellXfs"):
            if _local(element.tag) == "numFmt":
                formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            else:
                for style in element:
                    number = int(style.get("numFmtId", "0"))
                    yield _style(number, formats.get(number, _BUILT_IN.get(number, "")))

    def _fill(self, sheet: Sheet, part: str) -> None:
        row = column = 0
        merged: list[str] = []
        for element in self._elements(part, "row", "mergeCell"):
            if _local(element.tag) == "mergeCell":
                merged.append(element.get("ref", ""))
                continue
            row = int(element.get("r", row + 1))
            column = 0
            cells: dict[int, SheetCell] = {}
            for child in element:
                if _local(child.tag) != "c":
                    continue
                column = _place(child.get("r", ""))[1] if child.get("r") else column + 1
                cell = self._cell(child, sheet.title, row, column)
                if cell is not None:
                    cells[column] = cell
            if cells:
                sheet.rows[row] = dict(sorted(cells.items()))
                self._count(len(cells), sheet.title, row)
        sheet.rows = dict(sorted(sheet.rows.items()))
        for reference in merged:
            self._unmerge(sheet, reference)

    def _count(self, cells: int, title: str, row: int) -> None:
        self._cells += cells
        if self._cells > MOST_CELLS:
            why = sentence("the workbook has more than {limit} filled cells.", limit=MOST_CELLS)
            raise UnreadableWorkbook(why, title, row)

    def _unmerge(self, sheet: Sheet, reference: str) -> None:
        """Puts the value of cells that are merged downwards into each of their rows that says something besides."""
        first, _, last = reference.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        cell = sheet.rows.get(top, {}).get(left)
        if cell is None or (top, left) == (bottom, right):
            return
        if left != right and all(set(sheet.rows.get(row, ())) <= {left} for row in range(top, bottom + 1)):
            sheet.headings.add(top)
            return
        if left != right:
            why = sentence(
                "the cells {range} are merged over several columns; take the merge apart and fill in each column.",
                range=reference,
            )
            raise UnreadableWorkbook(why, sheet.title, top, left)
        rows = list(sheet.rows)
        for row in rows[bisect_right(rows, top) : bisect_right(rows, bottom)]:
            sheet.rows[row] = dict(sorted({**sheet.rows[row], left: cell}.items()))
            self._count(1, sheet.title, row)

    def _cell(self, element: ElementTree.Element, title: str, row: int, column: int) -> SheetCell | None:
        parts = {_local(child.tag): child for child in element}
        kind = element.get("t", "n")
        written = parts["v"].text or "" if "v" in parts else ""
        if kind == "e":
            why = sentence("the cell shows the error {error}; write out what is meant.", error=written or "#")
            raise UnreadableWorkbook(why, title, row, column)
        if "f" in parts and not written and kind != "str":
            never = N_(
                "the formula in this cell was never worked out; open the workbook, let it calculate, and save it, or write the value."
            )
            raise UnreadableWorkbook(sentence(never), title, row, column)
        cell = self._value(element, kind, written, parts)
        text = composed(cell.text).strip()
        return replace(cell, text=text) if text else None

    def _value(
        self, element: ElementTree.Element, kind: str, written: str, parts: Mapping[str, ElementTree.Element]
    ) -> SheetCell:
        if kind == "s":
            return SheetCell(self._strings[int(written)] if written else "")
        if kind == "inlineStr":
            return SheetCell(_said(parts["is"]) if "is" in parts else "")
        if kind == "str":
            return SheetCell(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), written))
        if kind == "b":
            return SheetCell("" if not written else "true" if written in {"1", "true"} else "false", Form.FLAG)
        if kind == "d":
            return SheetCell(written[:10], Form.DATE)
        if not written:
            return SheetCell("")
        number = int(element.get("s", "0"))
        style = self._styles[number] if number < len(self._styles) else _Style()
        return self._number(written, style)

    def _number(self, written: str, style: _Style) -> SheetCell:
        try:
            value = Decimal(written)
        except InvalidOperation:
            raise ValueError(written) from None
        if not value.is_finite() or abs(value) >= Decimal(10) ** 18:
            return SheetCell(written, Form.NUMBER)
        if style.is_date and 0 < value < 2_958_466:
            return SheetCell((self._day_zero + timedelta(days=int(value))).isoformat(), Form.DATE)
        # Sixteen digits hold what fifteen mean: 0.1 + 0.2 is written as 0.30000000000000004.
        value = Decimal(f"{value:.15g}")
        if style.decimals is not None and value == round(value, style.decimals):
            return SheetCell(f"{value:.{style.decimals}f}", Form.NUMBER, True)
        return SheetCell(f"{value.normalize():f}", Form.NUMBER, percent=style.is_percent)


def _style(number: int, code: str) -> _Style:
    """Returns what a number format means."""
    bare = _NOT_CODE.sub("", code.split(";", maxsplit=1)[0]).lower()
    if number in _DATE_FORMATS or ("general" not in bare and re.search("[ymdhs年月日]", bare)):
        return _Style(is_date=True)
    match = _DECIMALS.fullmatch(bare.strip())
    decimals = len(match[1] or "") if match and match[1] else None
    return _Style(decimals=decimals, is_percent="%" in bare or number in _PERCENT_FORMATS)
