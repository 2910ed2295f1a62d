"""Everything of a report as a workbook: one sheet a subject, every status with its trace. From the same content."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from models.evaluation import Evaluation
from models.language import Language, Text
from reports.content import data_of
from reports.content.blocks import Cell, Content, Heading, Row, Table
from reports.content.front import Data, label_of, notice, tier_name
from reports.content.words import _, read, status_word
from reports.payload.canonical import resolved
from reports.payload.labels import answer_labels
from reports.payload.result import evaluation_tree

_NO_DATE = datetime(2000, 1, 1)
"""Stands in the properties of a workbook of a draft, whose time is nobody's business."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_spreadsheet(content: Content, language: Language) -> bytes:
    """Returns the whole report as XLSX: a cover sheet, all traces, then every table of the report.

    The same content gives the same cells; the file's dates are those of the report.
    """
    data = data_of(content)
    book = _Book(language)
    _cover(book, content, data)
    _traces(book, data)
    chapter = ""
    tables: dict[str, list[tuple[Text | None, Table]]] = {}
    section: Text | None = None
    for block in content.blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                chapter = block.text.text(language)
                section = None
            else:
                section = block.text
        elif isinstance(block, Table):
            tables.setdefault(chapter, []).append((section, block))
    for title, found in tables.items():
        book.sheet(title, _flat(found, language))
    return book.bytes(content.created)


def evaluation_workbook(evaluation: Evaluation, language: Language) -> bytes:
    """Returns the evaluation alone as XLSX: the tiers, every condition with its trace, what is missing."""
    tree = {"evaluation": evaluation_tree(evaluation), "labels": answer_labels(evaluation, None)}
    data = resolved(tree, None)
    book = _Book(language)
    rows: list[Sequence[object]] = [
        [_("Case number").text(language), evaluation.assessment.case_number],
        [_("Version").text(language), evaluation.assessment.version],
        *_result(data, language),
        [],
        [notice().text(language)],
    ]
    book.sheet(_("Overview").text(language), rows, head=False)
    _traces(book, data)
    return book.bytes(evaluation.assessment.frozen_on)


def _result(data: Data, language: Language) -> list[Sequence[object]]:
    return [
        [_("Tier reached").text(language), tier_name(data, data["evaluation"]["reached"]).text(language)],
        [_("Tier possible").text(language), tier_name(data, data["evaluation"]["possible"]).text(language)],
        [_("Conditions met").text(language), data["evaluation"]["met_count"]],
        [_("Conditions met with evidence").text(language), data["evaluation"]["proven_count"]],
    ]


def _cover(book: "_Book", content: Content, data: Data) -> None:
    language = book.language
    cover = content.cover
    rows: list[Sequence[object]] = [
        [cover.title.text(language)],
        [cover.factory.text(language)],
        [],
        *[[label.text(language), value.text(language)] for label, value in cover.facts],
        [],
        *_result(data, language),
        [],
        [notice().text(language)],
    ]
    book.sheet(_("Overview").text(language), rows, head=False)


def _traces(book: "_Book", data: Data) -> None:
    """Every condition with all that decided it, one row each; then the missing sets and the answers themselves."""
    language = book.language
    heads = (
        _("Tier"),
        _("Id"),
        _("Condition"),
        _("Status"),
        _("With evidence"),
        _("Counted"),
        _("Why"),
        _("Rule in words"),
        _("Rule"),
        _("Answers"),
        _("Source"),
        _("Confidence"),
        _("Pack"),
    )
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    for tier in data["evaluation"]["tiers"]:
        for each in tier["conditions"]:
            rows.append(
                [
                    read(tier["name"]).text(language),
                    each["id"],
                    read(each["text"]).text(language),
                    status_word(each["status"]).text(language),
                    _yes(each["proven"]).text(language),
                    _yes(not each["informative"]).text(language),
                    read(each["reason"]).text(language),
                    read(each["rule_text"]).text(language),
                    each["rule"],
                    "\n".join(each["answers"]),
                    each["source"],
                    read(each["confidence_word"]).text(language),
                    each["pack"],
                ]
            )
    book.sheet(_("Conditions and traces").text(language), rows)
    missing: list[list[object]] = [
        [head.text(language) for head in (_("Tier"), _("Set"), _("Answer"), _("What it is"), _("Needed"))]
    ]
    for tier_id, sets in sorted(data["evaluation"]["missing_items"].items()):
        for number, items in enumerate(sets, start=1):
            missing += [
                [
                    tier_name(data, tier_id).text(language),
                    number,
                    item["answer"],
                    label_of(data, item["answer"]).text(language),
                    str(item["value"]),
                ]
                for item in items
            ]
    book.sheet(_("What is missing").text(language), missing)


def _yes(value: bool) -> Text:
    return _("yes") if value else _("no")


def _flat(tables: Iterable[tuple[Text | None, Table]], language: Language) -> list[list[object]]:
    """Returns tables below one another, each with its heading and column heads."""
    rows: list[list[object]] = []
    for section, table in tables:
        if rows:
            rows.append([])
        for title in (section, table.caption):
            if title is not None and title.text(language):
                rows.append([title.text(language)])
        rows.append([column.title.text(language) for column in table.columns])
        rows += [_row(row, language) for row in table.rows]
    return rows


def _row(row: Row, language: Language) -> list[object]:
    return [_value(cell, language) for cell in row.cells]


def _value(cell: Cell, language: Language) -> object:
    text = cell.text.text(language)
    note = cell.note.text(language)
    if note:
        return f"{text}\n{note}" if text else note
    try:
        return Decimal(text) if text and not text.startswith("0") and len(text) < 16 else text
    except InvalidOperation:
        return text


class _Book:
    """A workbook while it is written."""

    def __init__(self, language: Language) -> None:
        from openpyxl import Workbook

        self.language = language
        self._book = Workbook()
        del self._book[self._book.sheetnames[0]]

    def sheet(self, title: str, rows: Sequence[Sequence[object]], *, head: bool = True) -> None:
        """Adds a sheet; texts that a spreadsheet would take for formulas stay texts."""
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
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                longest = max((len(line) for line in str(value).split("\n")), default=0)
                widest[column] = max(widest.get(column, 0), longest)
            if head and number == 1:
                for cell in sheet[1]:
                    cell.font = Font(bold=True)
                    cell.fill = PatternFill("solid", fgColor="F1F4F6")
        if head:
            sheet.freeze_panes = "A2"
        for column, wide in widest.items():
            letter = sheet.cell(1, column).column_letter
            sheet.column_dimensions[letter].width = max(8, min(60, wide * 1.6 + 2))
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def bytes(self, created: str) -> bytes:
        """Returns the file; nobody's login stands in its properties. `created` is an ISO time, empty for none."""
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
    return "".join(character for character in value if character == "\n" or ord(character) >= 32)[:32000]
