"""Everything of a report as a workbook: one sheet a subject, every status with its trace. From the same content.

What the pages show as texts stands besides as lists, one row a thing and one column a figure, to be sorted and summed.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from models.language import Language, Text
from reports.content import data_of
from reports.content.blocks import Align, Cell, Content, Heading, Row, Table
from reports.content.front import Data, notice
from reports.content.inventory import PARTS, evidence_numbers, filing, part_words
from reports.content.words import _, read
from reports.spreadsheet.book import TEXT, Book
from reports.spreadsheet.traces import result_rows, traces, yes


def write_spreadsheet(content: Content, language: Language) -> bytes:
    """Returns the whole report as XLSX: a cover sheet, all traces, then every table of the report.

    The same content gives the same cells; the file's dates are those of the report.
    """
    data = data_of(content)
    book = Book(language)
    _cover(book, content, data)
    traces(book, data)
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


def _cover(book: Book, content: Content, data: Data) -> None:
    language = book.language
    cover = content.cover
    rows: list[Sequence[object]] = [
        [cover.title.text(language)],
        [cover.factory.text(language)],
        [],
        *[[label.text(language), value.text(language)] for label, value in cover.facts],
        [],
        *result_rows(data, language),
        [],
        [notice().text(language)],
    ]
    book.sheet(_("Overview").text(language), rows, TEXT)


def _scenarios(book: Book, data: Data) -> None:
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
        _("Why it does not apply"),
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
                own["reason"],
                own["comment"],
            ]
        )
    book.sheet(_("List of scenarios").text(language), rows)


def _measures(book: Book, data: Data) -> None:
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
        _("Subsidy at most, 10,000 yuan"),
        _("Person-weeks (own staff)"),
        _("How the price is made"),
        _("Mark of the price"),
        _("VAT in the price"),
        _("Life, years"),
        _("Kind of service"),
        _("Why"),
    )
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    for step in data["roadmap"]["steps"]:
        rows.append(
            [
                step["measure"],
                read(step["name"]).text(language),
                yes(True).text(language),
                read(step["variant_word"]).text(language),
                step["quarter"],
                step["finish"],
                *(step[name] for name in ("one_off", "running", "subsidy", "staff_weeks")),
                read(step["price_form"]).text(language),
                step["price_confidence"],
                {"with": yes(True), "without": yes(False)}.get(step["vat"], _("not said")).text(language),
                step["life_years"],
                read(step["service_kind_word"]).text(language),
                " ".join(read(each).text(language) for each in step["because"]),
            ]
        )
    for each in data["roadmap"]["left_out"]:
        name, why = read(each["name"]).text(language), read(each["because"]).text(language)
        rows.append([each["measure"], name, yes(False).text(language), *[None] * 12, why])
    book.sheet(_("List of measures").text(language), rows)


def _answers(book: Book, data: Data) -> None:
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
