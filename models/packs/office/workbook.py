"""Rules as a workbook: an office fills in sheets, which become the same pack as the YAML text."""

import re
from collections.abc import Iterable, Mapping, Sequence

from models.language import N_, sentence
from models.packs.office.layout import (
    BY_LINE,
    EARLIER,
    GUIDE,
    KEYS,
    LISTED,
    NAMED,
    SHEETS,
    SINGLE,
    TEMPLATE,
    SheetLayout,
)
from models.packs.office.titles import REMARKS, column_of, sheet_of
from models.packs.office.words import FLAGS, OPEN, choices, meant
from models.packs.opening import OpenedPack, open_tree
from models.packs.text.tree import LONGEST_TEXT, MOST_ROWS, Defect, Node
from models.packs.writing import yaml_text
from models.workbook import Form, Sheet, SheetCell, UnreadableWorkbook, read_workbook

_BETWEEN = re.compile("[;；,，、]")
"""What offices put between the words of a list."""


def open_workbook(name: str, data: bytes) -> OpenedPack:
    """Returns the pack that a workbook holds, with its text as YAML.

    Raises:
        InvalidPack: no workbook, too large, or with sheet, row and column of what is wrong.
    """
    try:
        root = _tree(name, data)
    except Defect as defect:
        raise defect.refusal(name) from None
    return open_tree(name, yaml_text(root), root)


def _tree(name: str, data: bytes) -> Node:
    cells = _nodes(name, data)
    root: dict[str, tuple[Node, Node]] = {}
    for sheet in SHEETS:
        rows = cells.get(sheet.name)
        if rows is None:
            continue
        entries = [_row(sheet, row, rows[0]) for row in rows[1:] if row] if rows else []
        shaped = _shaped(sheet, entries)
        if shaped is not None and sheet.name == "model":
            assert isinstance(shaped.value, dict)
            root.update(shaped.value)
        elif shaped is not None:
            key = Node(sheet.name, 1, 1, shaped.sheet)
            root[sheet.name] = (key, shaped)
    if "pack" not in root:
        raise Defect(Node("", 2, 1, "pack"), sentence("“{key}” is missing.", key="pack"))
    _fill_in(root)
    return Node(root, 1, 1, root["pack"][1].sheet)


def _fill_in(root: Mapping[str, tuple[Node, Node]]) -> None:
    """Adds to questions what is plain without being written: yes and no as choices, local rules as their page."""
    head = root["pack"][1].value
    local = isinstance(head, dict) and "kind" in head and head["kind"][1].value == "overlay"
    questions = root["questions"][1].value if "questions" in root else []
    for row in questions if isinstance(questions, list) else []:
        assert isinstance(row.value, dict)
        kind = row.value["kind"][1].value if "kind" in row.value else ""
        for key, word, is_plain in (("choices", "yes_no", kind == "yes_no"), ("section", "local", local)):
            if is_plain and key not in row.value:
                node = Node(word, row.line, row.places.get(key, 1), row.sheet)
                row.value[key] = (node, node)


def _check_template(sheet: Sheet, layout: SheetLayout) -> None:
    """Refuses a workbook that was written from a template of an unknown version, before its columns are looked at.

    Raises:
        Defect: with the version and what to do.
    """
    start = _header(sheet, layout)
    column = next(
        (column for column, cell in sheet.rows[start].items() if column_of(layout, cell.text) == "template"), 0
    )
    row = next((number for number in sheet.rows if number > start and number not in sheet.headings), 0)
    cell = sheet.rows.get(row, {}).get(column)
    given = None if cell is None else _node(sheet, row, column, cell)
    version = EARLIER if given is None else meant("pack", "template", str(given.value))
    if version in (EARLIER, TEMPLATE):
        return
    place = given or Node("", 1, 1, sheet.title)
    if version.isdecimal() and int(version) > int(TEMPLATE):
        newer = N_(
            "this workbook has template version {version}, and this program reads version {known}; update Zhijie."
        )
        raise Defect(place, sentence(newer, version=version, known=TEMPLATE))
    raise Defect(
        place,
        sentence(
            "this workbook has template version {version}, and this program reads version {known}; write a new template with “packs template” and copy your rows into it.",
            version=version,
            known=TEMPLATE,
        ),
    )


def _nodes(name: str, data: bytes) -> dict[str, list[dict[str, Node]]]:
    """Returns the filled cells of every sheet that a person sees, row by row, by the name of their column.

    The first row of each sheet holds the headings. Sheets that a spreadsheet program keeps for itself, out of sight or
    empty, are left out; rules out of sight are not.
    """
    try:
        sheets = read_workbook(name, data)
    except UnreadableWorkbook as error:
        raise Defect(_where(error), error.why) from None
    layouts = {layout.name: layout for layout in SHEETS}
    for sheet in sheets:
        if sheet.rows and sheet_of(sheet.title) == "pack":
            _check_template(sheet, layouts["pack"])
    nodes: dict[str, list[dict[str, Node]]] = {}
    for sheet in sheets:
        layout = layouts.get(sheet_of(sheet.title))
        if not sheet.rows or (sheet.hidden and layout is None) or sheet.title == GUIDE:
            continue
        if sheet.hidden and len(sheet.rows) > 1:
            why = sentence(N_("this sheet is hidden, and it is filled in; show it, or delete it."))
            raise Defect(Node("", 1, 1, sheet.title), why)
        if layout is None:
            unknown = N_(
                "the sheet “{name}” is not known, so nothing of it would be read; delete it, or give it the name of a sheet of the template."
            )
            raise Defect(Node("", 1, 1, sheet.title), sentence(unknown, name=sheet.title))
        if layout.name in nodes:
            raise Defect(Node("", 1, 1, sheet.title), sentence("“{key}” is given twice.", key=sheet.title))
        nodes[layout.name] = list(_rows(sheet, layout))
    return nodes


def _where(error: UnreadableWorkbook) -> Node:
    if not error.sheet:
        return Node("", 0, 0)
    return Node("", max(error.row, 1), max(error.column, 1), error.sheet)


def _rows(sheet: Sheet, layout: SheetLayout) -> Iterable[dict[str, Node]]:
    """Yields the headings and then every row below them, by the name of the column; columns for remarks are left out."""
    start = _header(sheet, layout)
    names = _names(sheet, layout, start)
    yield {name: Node("", start, column, sheet.title) for column, name in names.items() if name}
    below = (row for row in sheet.rows.items() if row[0] > start and row[0] not in sheet.headings)
    for count, (number, row) in enumerate(below, 1):
        if count > MOST_ROWS:
            why = sentence("this list has more than {limit} rows.", limit=MOST_ROWS)
            raise Defect(Node("", number, 1, sheet.title), why)
        nodes: dict[str, Node] = {}
        for column, cell in row.items():
            node = _node(sheet, number, column, cell)
            if column not in names:
                headless = N_("this cell has no column heading; head the column “备注” if it is a remark of your own.")
                raise Defect(node, sentence(headless))
            if names[column]:
                nodes[names[column]] = node
                _refuse_changed_value(node, cell, names[column])
        yield nodes


def _header(sheet: Sheet, layout: SheetLayout) -> int:
    """Returns the row with the headings: the first of which at least half are known, else the first of all."""
    for number, row in sheet.rows.items():
        if number in sheet.headings:
            continue
        known = [cell for cell in row.values() if column_of(layout, cell.text) in layout.columns]
        if 2 * len(known) >= len(row):
            return number
    return next(number for number in sheet.rows if number not in sheet.headings or len(sheet.rows) == 1)


def _names(sheet: Sheet, layout: SheetLayout, start: int) -> dict[int, str]:
    """Returns the name of each column with a heading, empty for one that holds remarks.

    Raises:
        Defect: when a heading is not known, or two mean the same.
    """
    names: dict[int, str] = {}
    for column, cell in sheet.rows[start].items():
        node = Node(cell.text, start, column, sheet.title)
        name = column_of(layout, cell.text)
        if name not in layout.columns and (layout.name, name) != ("pack", "base"):
            if cell.text.casefold() not in REMARKS:
                unknown = N_(
                    "“{key}” is not a column of this sheet; correct the heading, or head it “备注” if it is a remark of your own."
                )
                raise Defect(node, sentence(unknown, key=cell.text))
            name = ""
        if name and name in names.values():
            raise Defect(node, sentence("“{key}” is given twice.", key=cell.text))
        names[column] = name
    return names


def _node(sheet: Sheet, row: int, column: int, cell: SheetCell) -> Node:
    node = Node(cell.text, row, column, sheet.title)
    if len(cell.text) > LONGEST_TEXT:
        raise Defect(node, sentence("the text is longer than {limit} characters.", limit=LONGEST_TEXT))
    return node


def _refuse_changed_value(node: Node, cell: SheetCell, title: str) -> None:
    """Refuses what the spreadsheet program may have made of a text: 1.10 becomes the number 1.1, 1-10 becomes a date.

    Raises:
        Defect: a date in a column for something else, or a version with a dot that is a number without its last zeros.
    """
    if cell.form is Form.DATE and title != "date":
        raise Defect(
            node,
            sentence(
                "the spreadsheet program took this for a date ({text}); format the cell as text and type it again.",
                text=cell.text,
            ),
        )
    if cell.form is Form.NUMBER and title == "version" and "." in cell.text and not cell.decimals_fixed:
        raise Defect(
            node,
            sentence(
                "the version is a number here, so 1.10 and 1.1 would be the same; format the cell as text and type it again."
            ),
        )


def _row(sheet: SheetLayout, row: Mapping[str, Node], header: Mapping[str, Node]) -> Node:
    """Returns one row as an entry: two columns of a wording become one, lists are split."""
    first = next(iter(row.values()))
    place = Node("", first.line, 1, first.sheet)
    entry: dict[str, tuple[Node, Node]] = {}
    for title in sheet.columns:
        node = row.get(title)
        if node is None:
            continue
        node = _meant(sheet.name, title, node)
        stem, _, language = title.rpartition("_")
        if stem and language in {"zh", "en"}:
            pair = entry.setdefault(stem, (node, Node({}, node.line, node.column, node.sheet)))[1]
            assert isinstance(pair.value, dict)
            pair.value[language] = (node, node)
            pair.places = {word: header[f"{stem}_{word}"].column for word in ("zh", "en") if f"{stem}_{word}" in header}
        elif title in LISTED:
            words = _BETWEEN.sub(" ", str(node.value)).split()
            split = Node(
                [Node(word, node.line, node.column, node.sheet) for word in words], node.line, node.column, node.sheet
            )
            entry[title] = (node, split)
        elif title in NAMED:
            entry[title] = (node, _by_name(node))
        elif not (node.value == "false" and title in FLAGS):
            entry[title] = (node, node)
    if sheet.name == "weight_sets":
        # A set without figures is one that the user fills in.
        entry.setdefault("parts", (place, Node({}, first.line, 1, first.sheet)))
    for title in BY_LINE & entry.keys():
        key, texts = entry[title]
        entry[title] = (key, _by_line(texts))
    whole = Node(entry, place.line, 1, first.sheet)
    whole.places = {title: node.column for title, node in header.items()}
    whole.places |= {title.removesuffix("_zh"): node.column for title, node in header.items() if title.endswith("_zh")}
    return whole


def _meant(sheet: str, column: str, cell: Node) -> Node:
    """Returns a cell with the word of the format for what a person wrote there.

    Raises:
        Defect: when only some words may stand there and this is none of them.
    """
    written = meant(sheet, column, str(cell.value))
    offered = choices(sheet, column)
    if offered and column not in OPEN and written not in offered:
        raise Defect(
            cell,
            sentence("“{value}” is not one of: {allowed}.", value=str(cell.value), allowed=tuple(offered.values())),
        )
    return Node(written, cell.line, cell.column, cell.sheet)


def _by_name(cell: Node) -> Node:
    """Returns a cell of lines “name: value” as a mapping."""
    named: dict[str, tuple[Node, Node]] = {}
    for line in str(cell.value).splitlines():
        name, colon, value = line.replace("：", ":", 1).partition(":")
        if not line.strip():
            continue
        if not colon:
            raise Defect(cell, sentence("“{line}” is not “name: value”; write one on each line.", line=line))
        if name.strip() in named:
            raise Defect(cell, sentence("“{key}” is given twice.", key=name.strip()))
        parts = (Node(part.strip(), cell.line, cell.column, cell.sheet) for part in (name, value))
        named[name.strip()] = (next(parts), next(parts))
    return Node(named, cell.line, cell.column, cell.sheet)


def _by_line(texts: Node) -> Node:
    """Returns a wording of several lines as a list of wordings, one for each line."""
    assert isinstance(texts.value, dict)
    lines = {
        language: [Node(line, node.line, node.column, node.sheet) for line in str(node.value).splitlines() if line]
        for language, (_key, node) in texts.value.items()
    }
    if len({len(wordings) for wordings in lines.values()}) > 1:
        raise Defect(texts, sentence(N_("the two languages must have the same number of lines here.")))
    entries = zip(*lines.values(), strict=True)
    return Node(
        [
            Node(dict(zip(lines, ((line, line) for line in entry), strict=True)), texts.line, texts.column, texts.sheet)
            for entry in entries
        ],
        texts.line,
        texts.column,
        texts.sheet,
    )


def _check_pack_row(row: Node) -> None:
    """Takes the template's version out of the row about the pack."""
    assert isinstance(row.value, dict)
    _, template = row.value.pop("template", (None, None))
    row.value.pop("base", None)
    if "kind" not in row.value and (template is None or template.value == EARLIER):
        row.value["kind"] = (
            Node("kind", row.line, row.column, row.sheet),
            Node("overlay", row.line, row.column, row.sheet),
        )


def _shaped(sheet: SheetLayout, entries: Sequence[Node]) -> Node | None:
    """Returns the entries in the shape that the pack has: a list, or a mapping by key."""
    if not entries:
        return None
    place = entries[0]
    if sheet.name in SINGLE:
        if len(entries) > 1:
            raise Defect(entries[1], sentence(N_("describe the pack in a single row.")))
        if sheet.name == "pack":
            _check_pack_row(place)
        return place
    if sheet.name not in KEYS:
        return Node(list(entries), place.line, 1, place.sheet)
    by_key: dict[str, tuple[Node, Node]] = {}
    column = KEYS[sheet.name]
    for entry in entries:
        assert isinstance(entry.value, dict)
        given = entry.value.pop(column, None)
        if given is None:
            raise Defect(entry, sentence("“{key}” is missing.", key=column))
        key = given[1]
        assert isinstance(key.value, str)
        if sheet.name == "sources":
            if key.value in by_key:
                raise Defect(key, sentence("“{id}” appears twice in this pack.", id=key.value))
            by_key[key.value] = (key, entry)
        else:
            listed = by_key.setdefault(key.value, (key, Node([], entry.line, 1, entry.sheet)))[1]
            assert isinstance(listed.value, list)
            listed.value.append(entry)
    return Node(by_key, place.line, 1, place.sheet)
