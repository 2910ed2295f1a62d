"""Everything of a report as a workbook: one sheet a subject, every status with its trace. From the same content.

What the pages show as texts stands besides as lists, one row a thing and one column a figure, to be sorted and summed.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from models.language import Language, Text, flowing
from reports.charts import Ladder
from reports.content import data_of
from reports.content.blocks import Align, Cell, ChartFigure, Content, Heading, Paragraph, Row, Table, Voice
from reports.content.front import Data
from reports.content.inventory import PARTS, evidence_numbers, filing, part_words
from reports.content.one_page import MOST_MISSING, one_page
from reports.content.words import _, plain, read
from reports.payload.wording import answer_word, maturity_word
from reports.spreadsheet.book import Book, Heads, Look, Remark, Ruled, Title
from reports.spreadsheet.traces import result_rows, traces, yes


def write_spreadsheet(content: Content, language: Language) -> bytes:
    """Returns the whole report as XLSX: a sheet that a manager reads, every table of the report, the lists, all traces.

    The same content gives the same cells; the file's dates are those of the report.
    """
    data = data_of(content)
    book = Book(language)
    _first(book, content, data)
    chapter = anchor = ""
    tables: dict[str, list[tuple[Text | None, Table]]] = {}
    section: Text | None = None
    for block in content.blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                chapter, anchor = block.text.text(language), block.anchor
                section = None
            else:
                section = block.text
        elif isinstance(block, Table) and anchor != "summary":
            tables.setdefault(chapter, []).append((section, block))
    for title, table in tables.items():
        book.sheet(title, _flat(table, language), _look_of(table))
    _scenarios(book, data)
    _measures(book, data)
    _answers(book, data)
    traces(book, data)
    return book.bytes(content.created)


def _first(book: Book, content: Content, data: Data) -> None:
    """The sheet that a manager reads: where the factory stands, what is missing, the first steps, the money."""
    language = book.language
    rows: list[Sequence[object]] = [Title([content.cover.title.text(language)])]
    rows += [Ruled([label.text(language), value.text(language)]) for label, value in _cover_facts(content)]
    rows += [Ruled(row) if len(row) > 1 else Remark(row) for row in result_rows(data, language)]
    below = False
    for block in one_page(data, MOST_MISSING, narrow=False).blocks:
        match block:
            case Heading(level=2):
                rows += [[], Title([block.text.text(language)])]
                below = True
            case Paragraph() if below or block.voice is not Voice.NOTE:
                rows.append(Remark([block.text.text(language)]))
            case ChartFigure(chart=Ladder(steps=steps)):
                rows += [Ruled([step.name.text(language), step.note.text(language)]) for step in steps]
            case Table():
                rows += [Ruled(_on_two(row, language)) for row in block.rows]
            case _:
                pass
    book.sheet(_("Overview").text(language), rows, Look(head=False, portrait=True, widths=(26, 74)))


def _cover_facts(content: Content) -> Iterable[tuple[Text, Text]]:
    return ((_("Factory"), content.cover.factory), *content.cover.facts)


def _on_two(row: Row, language: Language) -> list[object]:
    """A row of a table in two cells: what it is about, and all that is said of it."""
    first, *others = (str(_value(cell, language, numeric=False)) for cell in row.cells)
    return [first, "\n".join(others)]


def _look_of(tables: Sequence[tuple[Text | None, Table]]) -> Look:
    """A single table without a title is a list; several stand below one another."""
    (section, table), *more = tables
    titled = section is not None or table.caption.zh
    return Look(head=not more and not titled and table.show_head and not any(row.group for row in table.rows))


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
                flowing((read(each).text(language) for each in step["because"]), language),
            ]
        )
    for each in data["roadmap"]["left_out"]:
        name, why = read(each["name"]).text(language), read(each["because"]).text(language)
        rows.append([each["measure"], name, yes(False).text(language), *[None] * 12, why])
    book.sheet(_("List of measures").text(language), rows, Look(hidden=(1,)))


def _answers(book: Book, data: Data) -> None:
    """Every answer in one row: what it is about, which part of it, the answer in words; its id and key are hidden."""
    language = book.language
    heads = (_("Id"), _("What it is"), _("Part"), _("Answer"), _("Key"))
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    document = data["case"]["document"]
    names = {answer: read(label) for answer, label in data["labels"].items()}
    names |= {each["answer"]: read(each["label"]) for each in data["profile"]}
    names |= {f"requirements.{each['id']}": read(each["text"]) for each in data["requirements"]}
    names |= {f"scenarios.{each['id']}": read(each["name"]) for each in data["rulebook"]["scenarios"]}
    names |= {f"maturity.{each['id']}": read(each["name"]) for each in data["maturity"]["subdomains"]}
    names |= {f"indicators.{each['id']}": read(each["name"]) for each in data["indicators"]}
    said = {each["answer"]: read(each["value"]) for each in data["profile"]}
    files = {each["digest"]: each["name"] for each in data["evidence"]}
    parts = _parts()
    sections = {name: document[name] for name in ("enterprise", "factory") if name in document}
    for answer, value in _leaves({**sections, **document.get("assessment", {})}):
        above, _dot, last = answer.rpartition(".")
        name = names.get(answer) or names.get(above) or parts.get(last) or plain(last)
        key = "\n".join(map(str, value)) if isinstance(value, list) else value
        if answer in said:
            shown: object = said[answer].text(language)
        elif isinstance(value, list):
            shown = "\n".join(str(files.get(each, each)) for each in value)
        elif answer.startswith("maturity."):
            shown = maturity_word(str(value)).text(language)
        else:
            shown = answer_word(value).text(language) if isinstance(value, str) else value
        if answer in said and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            shown = value
        rows.append([answer, name.text(language), parts.get(last, Text("", "")).text(language), shown, key])
    book.sheet(_("All answers").text(language), rows, Look(hidden=(1, 5), portrait=True))


def _parts() -> dict[str, Text]:
    """Returns what the parts of an answer are called."""
    return {
        "status": _("Status"),
        "answer": _("Answer"),
        "ai": _("AI"),
        "certainty": _("Certainty"),
        "comment": _("Comment"),
        "evidence": _("Evidence"),
        "started": _("begun"),
        "completed": _("completed"),
        "suppliers": _("suppliers"),
        "investment_wan": _("Investment, 10,000 yuan"),
        "instance": _("Instance"),
        "before": _("Before"),
        "after": _("Now"),
        "period": _("Period"),
        "benchmark": _("Benchmark"),
        "benchmark_date": _("Date of the benchmark"),
        "benchmark_kind": _("Kind of the benchmark"),
        "benchmark_scope": _("Scope of the benchmark"),
        "benchmark_source": _("Source of the benchmark"),
        "in_use": _("In use"),
        "domestic": _("Made in China"),
        "product": _("Product"),
        "supplier": _("Supplier"),
        "since": _("In use since"),
        "kind": _("Kind"),
        "date": _("Date"),
        "authority": _("Authority"),
        "document": _("Document"),
        "exception": _("Exception"),
        **dict(zip(PARTS, part_words(), strict=True)),
    }


def _leaves(tree: dict[str, Any], above: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _flat(tables: Iterable[tuple[Text | None, Table]], language: Language) -> list[Sequence[object]]:
    """Returns tables below one another, each with its heading and column heads."""
    rows: list[Sequence[object]] = []
    for section, table in tables:
        if rows:
            rows.append([])
        for title in (section, table.caption):
            if title is not None and title.text(language):
                rows.append(Title([title.text(language)]))
        if table.show_head:
            rows.append(Heads([column.title.text(language) for column in table.columns]))
        rows += [_row(row, table, language) for row in table.rows]
    return rows


_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?")


def _row(row: Row, table: Table, language: Language) -> list[object]:
    if row.group:
        return Heads([row.cells[0].text.text(language), *[""] * (len(table.columns) - 1)])
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
