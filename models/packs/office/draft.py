"""A draft of rules: the rows of a pack's workbook, changed one cell at a time and kept as that workbook."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from models.files import make_folder, read_bytes
from models.language import Language
from models.packs.office.layout import SHEETS, SINGLE, SheetLayout
from models.packs.office.template import rows_of, write_rows
from models.packs.office.titles import column_of, sheet_of
from models.packs.office.words import meant
from models.packs.text.tree import LARGEST_BYTES, Node
from models.workbook import read_workbook

Row = Mapping[str, str]
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """The rows of every sheet by its name; a cell that is not filled in is not there."""

    rows: Mapping[str, tuple[Row, ...]]

    @property
    def kind(self) -> str:
        """`overlay` or `rulebook`."""
        return meant("pack", "kind", self.cell("pack", 0, "kind")) or "overlay"

    @property
    def sheets(self) -> tuple[SheetLayout, ...]:
        """The sheets of its kind."""
        return tuple(sheet for sheet in SHEETS if self.kind == "rulebook" or not sheet.national)

    def cell(self, sheet: str, row: int, column: str) -> str:
        """Returns what stands in a cell; empty where nothing does."""
        rows = self.rows.get(sheet, ())
        return rows[row].get(column, "") if row < len(rows) else ""

    def with_cell(self, sheet: str, row: int, column: str, text: str) -> "RulesDraft":
        """Returns the draft with another text in one cell; a row that is not there yet is added."""
        rows = list(self.rows.get(sheet, ()))
        while len(rows) <= row:
            rows.append(MappingProxyType({}))
        rows[row] = MappingProxyType({**rows[row], column: text})
        return self._with(sheet, tuple(rows))

    def with_row(self, sheet: str) -> "RulesDraft":
        """Returns the draft with an empty row at the end of a sheet."""
        return self._with(sheet, (*self.rows.get(sheet, ()), MappingProxyType({})))

    def without_row(self, sheet: str, row: int) -> "RulesDraft":
        """Returns the draft without one row."""
        rows = self.rows.get(sheet, ())
        return self._with(sheet, (*rows[:row], *rows[row + 1 :]))

    def can_grow(self, sheet: str) -> bool:
        """Returns whether a sheet takes another row."""
        return sheet not in SINGLE or not self.rows.get(sheet)

    def write(self, path: Path, language: Language) -> None:
        """Writes the draft as a workbook.

        Raises:
            UnwritableFile: when it cannot be written.
        """
        make_folder(path.parent)
        write_rows(path, self.kind, self.rows, language)

    def _with(self, sheet: str, rows: tuple[Row, ...]) -> "RulesDraft":
        return replace(self, rows=MappingProxyType({**self.rows, sheet: rows}))


def draft_of(root: Node, language: Language, today: date) -> RulesDraft:
    """Returns a draft of a pack's next version: the last number of the version one higher, and the date of today."""
    draft = RulesDraft(MappingProxyType({name: tuple(rows) for name, rows in rows_of(root, language).items()}))
    version = _LAST_NUMBER.sub(lambda match: str(int(match[0]) + 1), draft.cell("pack", 0, "version"))
    return draft.with_cell("pack", 0, "version", version).with_cell("pack", 0, "date", today.isoformat())


def kept_draft(path: Path) -> RulesDraft:
    """Returns a draft that was kept as a workbook, whatever is still wrong with it.

    Raises:
        UnreadableFile: when it cannot be read.
        UnreadableWorkbook: when it is no workbook any more.
    """
    layouts = {sheet.name: sheet for sheet in SHEETS}
    rows: dict[str, tuple[Row, ...]] = {}
    for sheet in read_workbook(path.name, read_bytes(path, LARGEST_BYTES // 1_000_000)):
        layout = layouts.get(sheet_of(sheet.title))
        if layout is None:
            continue
        columns = {column: column_of(layout, cell.text) for column, cell in sheet.rows.get(1, {}).items()}
        last = max(sheet.rows, default=1)
        rows[layout.name] = tuple(
            MappingProxyType({columns[column]: cell.text for column, cell in sheet.rows.get(number, {}).items()})
            for number in range(2, last + 1)
        )
    return RulesDraft(MappingProxyType(rows))
