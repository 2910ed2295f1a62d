"""The template of a pack's workbook: known rules or a small example, with drop-downs in the person's language."""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.files import write_bytes
from models.language import N_, Language, Text, translate
from models.packs.header import plain
from models.packs.office.layout import GUIDE, KEYS, NAMED, SHEETS, TEMPLATE, SheetLayout
from models.packs.office.titles import column_title, columns, sheet_title
from models.packs.office.words import RULES, choices
from models.packs.text.tree import MOST_ROWS, Node
from models.workbook import escaped

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


_NOT_OFFERED = N_("This is not in the list. The id of the pack format is read too; anything else is rejected.")
_WIDE = {"where": 40, "rule": 40, "formula": 50, "id": 34}
"""Width of a column of this name, in characters; others follow from what they hold."""


def write_template(path: Path, root: Node | None, language: Language) -> None:
    """Writes a workbook with these rules, or with a small example of local rules.

    Args:
        path: where to write; an existing file is replaced.
        root: a national edition or local rules; None for the example.
        language: of the words to choose from.

    Raises:
        UnwritableFile: when it cannot be written.
    """
    content = plain(root) if root is not None else _EXAMPLE
    assert isinstance(content, dict)
    write_rows(path, content["pack"]["kind"], _rows_of(content, language), language)


def rows_of(root: Node, language: Language) -> dict[str, list[dict[str, str]]]:
    """Returns the rows of every sheet of a pack by its name, as a person reads them."""
    content = plain(root)
    assert isinstance(content, dict)
    return _rows_of(content, language)


def _rows_of(content: Mapping[str, object], language: Language) -> dict[str, list[dict[str, str]]]:
    return {
        sheet.name: [
            {column: _shown(sheet.name, column, entry[column], language) for column in sheet.columns if column in entry}
            for entry in _flat(sheet, content)
        ]
        for sheet in SHEETS
    }


def write_rows(
    path: Path, kind: str, rows_by_sheet: Mapping[str, Sequence[Mapping[str, str]]], language: Language
) -> None:
    """Writes a workbook with these rows.

    Args:
        path: where to write; an existing file is replaced.
        kind: `rulebook` or `overlay`, which has fewer sheets.
        rows_by_sheet: the rows of every sheet by its name, each with its cells by column.
        language: of the words to choose from.

    Raises:
        UnwritableFile: when it cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheets = [sheet for sheet in SHEETS if kind == "rulebook" or not sheet.national]
    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = GUIDE
    for row in (
        ("表 sheet", "填什么 what to fill in"),
        *((sheet_title(sheet.name).text(language), sheet.note) for sheet in sheets),
        ("", ""),
        *RULES,
        ("", ""),
        *columns(sheets, language),
    ):
        guide.append(row)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 48, 110
    for sheet in sheets:
        page = book.create_sheet(sheet_title(sheet.name).text(language))
        page.append([column_title(column).text(language) for column in sheet.columns])
        for cell, column in zip(page[1], sheet.columns, strict=True):
            cell.font = Font(name="Calibri", size=11, bold=True)
            cell.comment = Comment(column, "Zhijie")
        for entry in rows_by_sheet.get(sheet.name, ()):
            page.append([escaped(entry.get(column, "")) for column in sheet.columns])
        for row in page.iter_rows(min_row=2):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    # Text stays text: a rule that begins with “=” or a date must not be worked out by the spreadsheet.
                    cell.data_type = "s"
                    cell.number_format = "@"
        for number, column in enumerate(sheet.columns, 1):
            page.column_dimensions[get_column_letter(number)].width = _width(column)
            _offer_choices(page, number, choices(sheet.name, column), language)
        page.freeze_panes = "B2"
    written = io.BytesIO()
    book.save(written)
    write_bytes(path, written.getvalue())


def _width(column: str) -> int:
    return _WIDE.get(column, 36 if column.endswith(("zh", "en")) else 14)


def _shown(sheet: str, column: str, word: str, language: Language) -> str:
    text = choices(sheet, column).get(word)
    return text.text(language) if text is not None else word


def _offer_choices(page: "Worksheet", column: int, words: Mapping[str, Text], language: Language) -> None:
    """Puts a drop-down on a column; the words of the format may still be typed, after a question."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not words:
        return
    offered = ",".join(text.text(language) for text in words.values())
    choice = DataValidation(
        type="list",
        formula1=f'"{offered}"',
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        error=translate(_NOT_OFFERED, language),
    )
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    page.add_data_validation(choice)


def _flat(sheet: SheetLayout, content: Mapping[str, object]) -> Iterable[dict[str, str]]:
    """Yields the rows of a sheet from a pack's plain content."""
    part = content.get(sheet.name)
    if sheet.name == "pack":
        assert isinstance(part, dict)
        yield {**_cells_of(part), "template": TEMPLATE}
    elif sheet.name == "model":
        yield {column: str(content[column]) for column in sheet.columns if column in content}
    elif isinstance(part, list):
        for entry in part:
            assert isinstance(entry, dict)
            yield _cells_of(entry)
    elif isinstance(part, dict):
        column = KEYS[sheet.name]
        for key, value in part.items():
            for entry in value if isinstance(value, list) else [value]:
                assert isinstance(entry, dict)
                row = {column: key, **_cells_of(entry)}
                # What an older pack gives in one wording stands in both columns.
                yield {"what_zh": row["what"], "what_en": row["what"], **row} if "what" in row else row


def _cells_of(entry: Mapping[str, object]) -> dict[str, str]:
    row: dict[str, str] = {}
    for key, value in entry.items():
        if isinstance(value, dict) and key in NAMED:
            row[key] = "\n".join(f"{name}: {entry}" for name, entry in value.items())
        elif isinstance(value, dict):
            row |= {f"{key}_{language}": str(wording) for language, wording in value.items()}
        elif isinstance(value, list) and all(isinstance(word, dict) for word in value):
            for language in ("zh", "en"):
                if any(language in word for word in value):
                    row[f"{key}_{language}"] = "\n".join(str(word.get(language, word["zh"])) for word in value)
        elif isinstance(value, list):
            row[key] = "; ".join(str(word) for word in value)
        else:
            row[key] = str(value)
    return row


_EXAMPLE: Mapping[str, object] = {
    "pack": {
        "id": "example-2027",
        "kind": "overlay",
        "name": {"zh": "示例地方规则", "en": "Example of local rules"},
        "version": "1.0",
        "date": "2026-11",
        "region": "示例省",
    },
    "sources": {
        "A1": {
            "what": {"zh": "通知的名称和文号", "en": "Name and number of the notice"},
            "where": "https://example.invalid",
            "confidence": "O",
        }
    },
    "conditions": [
        {
            "id": "example-2027.scenarios",
            "tier": "advanced",
            "kind": "local",
            "text": {"zh": "已建场景不少于10个", "en": "At least 10 scenarios built"},
            "rule": "built_count >= 10",
            "rule_text": {"zh": "部分在用和全面在用的场景都算。", "en": "Scenarios in use on some or all lines count."},
            "sources": ["A1"],
            "confidence": "O",
        }
    ],
    "questions": [
        {
            "id": "local.example-2027.filed",
            "section": "local",
            "kind": "yes_no",
            "choices": "yes_no",
            "label": {"zh": "备案了吗？", "en": "Filed?"},
            "help": {"zh": "按通知要求备案。", "en": "As the notice asks."},
        }
    ],
    "notes": {"advanced": [{"zh": "截止日期等说明写在这里。", "en": "Dates and the like stand here."}]},
}
