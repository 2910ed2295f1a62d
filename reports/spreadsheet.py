"""Everything of a report as a workbook: one sheet a subject, every status with its trace. From the same content.

What the pages show as texts stands besides as lists, one row a thing and one column a figure, to be sorted and summed.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.digital_level import Account
from models.evaluation import Evaluation
from models.language import N_, Language, Text, sentence
from reports.content import data_of
from reports.content.blocks import Align, Cell, Content, Heading, Row, Table
from reports.content.front import Data, label_of, notice, tier_name
from reports.content.inventory import PARTS, evidence_numbers, filing, part_words
from reports.content.words import _, either, joined, read, status_word
from reports.digital_level import account_rows
from reports.payload.canonical import resolved
from reports.payload.labels import answer_labels
from reports.payload.result import evaluation_tree
from reports.payload.wording import answer_word, maturity_word

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
    for title, table in tables.items():
        book.sheet(title, _flat(table, language))
    _scenarios(book, data)
    _measures(book, data)
    _answers(book, data)
    return book.bytes(content.created)


def evaluation_workbook(evaluation: Evaluation, language: Language, account: Account | None = None) -> bytes:
    """Returns the evaluation alone as XLSX: the tiers, every condition with its trace, what is missing.

    Args:
        evaluation: of the answers.
        language: of all texts.
        account: of the SME digital level, for a sheet of its own; None for none.
    """
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
    if account is not None:
        book.sheet(sentence(N_("SME digital level")).text(language), account_rows(account, language), head=False)
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
        _("Ids of the answers"),
        _("Source"),
        _("Confidence"),
        _("Not asked"),
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
                    "\n".join(dict.fromkeys(label_of(data, answer).text(language) for answer in each["answers"])),
                    "\n".join(each["answers"]),
                    either(each["source"]).text(language),
                    joined(read(each["backing"]), read(each["caveat"]), zh="，", en=", ").text(language),
                    "\n".join(read(text).text(language) for text in each["not_asked"]),
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
                    _needed(item).text(language),
                ]
                for item in items
            ]
    book.sheet(_("What is missing").text(language), missing)


def _needed(item: dict[str, Any]) -> Text:
    """The answer that a missing item needs, in the words of the questions."""
    value = str(item["value"])
    return maturity_word(value) if ".level" in item["answer"] else answer_word(value)


def _scenarios(book: "_Book", data: Data) -> None:
    """Every scenario in one row, its texts and figures in columns of their own."""
    language = book.language
    heads = (
        _("No."),
        _("Filing name"),
        _("Status"),
        _("AI"),
        *part_words(),
        _("Investment, 10,000 yuan"),
        _("begun"),
        _("completed"),
        _("suppliers"),
        _("Evidence"),
        _("Certainty"),
        _("Comment"),
    )
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    for known, own in zip(data["rulebook"]["scenarios"], data["scenarios"], strict=True):
        rows.append(
            [
                known["number"],
                (filing(data, own) if own["instance"] else read(known["name"])).text(language),
                read(own["status_word"]).text(language),
                read(own["ai_word"]).text(language),
                *(own[part] for part in PARTS),
                own["investment_wan"],
                own["started"],
                own["completed"],
                own["suppliers"],
                ", ".join(str(number) for number in evidence_numbers(data, own["evidence"])),
                read(own["certainty_word"]).text(language),
                own["comment"],
            ]
        )
    book.sheet(_("List of scenarios").text(language), rows)


def _measures(book: "_Book", data: Data) -> None:
    """Every measure of the plan and every one that was left out, in one row each."""
    if not data["roadmap"]:
        return
    language = book.language
    heads = (
        _("Id"),
        _("Measure"),
        _("In the plan"),
        _("Own or shared"),
        _("From"),
        _("To"),
        _("One-off, 10,000 yuan"),
        _("Running, 10,000 yuan"),
        _("Subsidy, 10,000 yuan"),
        _("Person-weeks (own staff)"),
        _("Why"),
    )
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    for step in data["roadmap"]["steps"]:
        rows.append(
            [
                step["measure"],
                read(step["name"]).text(language),
                _yes(True).text(language),
                read(step["variant_word"]).text(language),
                step["quarter"],
                step["finish"],
                *(step[name] for name in ("one_off", "running", "subsidy", "staff_weeks")),
                " ".join(read(each).text(language) for each in step["because"]),
            ]
        )
    for each in data["roadmap"]["left_out"]:
        name, why = read(each["name"]).text(language), read(each["because"]).text(language)
        rows.append([each["measure"], name, _yes(False).text(language), *[None] * 7, why])
    book.sheet(_("List of measures").text(language), rows)


def _answers(book: "_Book", data: Data) -> None:
    """Every answer as the case document holds it, in one row each."""
    language = book.language
    rows: list[list[object]] = [[head.text(language) for head in (_("Id"), _("What it is"), _("Answer"))]]
    document = data["case"]["document"]
    names = {answer: read(label) for answer, label in data["labels"].items()}
    names |= {each["answer"]: read(each["label"]) for each in data["profile"]}
    names |= {f"requirements.{each['id']}": read(each["text"]) for each in data["requirements"]}
    names |= {f"scenarios.{each['id']}": read(each["name"]) for each in data["rulebook"]["scenarios"]}
    names |= {f"maturity.{each['id']}": read(each["name"]) for each in data["maturity"]["subdomains"]}
    names |= {f"indicators.{each['id']}": read(each["name"]) for each in data["indicators"]}
    parts = {name: document[name] for name in ("enterprise", "factory") if name in document}
    for answer, value in _leaves({**parts, **document.get("assessment", {})}):
        shown = "\n".join(map(str, value)) if isinstance(value, list) else value
        rows.append(
            [answer, names.get(answer, names.get(answer.rpartition(".")[0], Text("", ""))).text(language), shown]
        )
    book.sheet(_("All answers").text(language), rows)


def _leaves(tree: dict[str, Any], above: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


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
        rows += [_row(row, table, language) for row in table.rows]
    return rows


_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?")


def _row(row: Row, table: Table, language: Language) -> list[object]:
    if row.group:
        return [row.cells[0].text.text(language)]
    return [
        _value(cell, language, numeric=column.align is not Align.LEFT)
        for cell, column in zip(row.cells, table.columns, strict=True)
    ]


def _value(cell: Cell, language: Language, *, numeric: bool) -> object:
    """Returns what a cell shows; a number only in a column of numbers, so that no code loses its zeros."""
    text = cell.text.text(language)
    note = cell.note.text(language)
    if note:
        return f"{text}\n{note}" if text else note
    return Decimal(text) if numeric and _NUMBER.fullmatch(text) else text


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
