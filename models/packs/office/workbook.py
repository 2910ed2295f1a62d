"""Rules as a workbook: an office fills in sheets, which become the same pack as the YAML text."""

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
from models.packs.office.words import FLAGS, choices, meant
from models.packs.opening import OpenedPack, open_tree
from models.packs.text.tree import LONGEST_TEXT, MOST_ROWS, Defect, Node
from models.packs.writing import yaml_text
from models.workbook import Form, Sheet, SheetCell, UnreadableWorkbook, read_workbook


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
    _check_template(cells.get("pack", []))
    root: dict[str, tuple[Node, Node]] = {}
    for sheet in SHEETS:
        rows = cells.get(sheet.name)
        if rows is None:
            continue
        header: dict[object, int] = {node.value: column for column, node in rows[0].items()} if rows else {}
        for title, column in header.items():
            if title not in sheet.columns and (sheet.name, title) != ("pack", "base"):
                raise Defect(rows[0][column], sentence("“{key}” is not a column of this sheet.", key=str(title)))
        entries = [_row(sheet, header, row) for row in rows[1:] if row]
        shaped = _shaped(sheet, entries)
        if shaped is not None and sheet.name == "model":
            assert isinstance(shaped.value, dict)
            root.update(shaped.value)
        elif shaped is not None:
            key = Node(sheet.name, 1, 1, sheet.name)
            root[sheet.name] = (key, shaped)
    for title in cells:
        if title not in {sheet.name for sheet in SHEETS} | {GUIDE}:
            raise Defect(Node("", 1, 1, title), sentence("the sheet “{name}” is not known.", name=title))
    if "pack" not in root:
        raise Defect(Node("", 2, 1, "pack"), sentence("“{key}” is missing.", key="pack"))
    return Node(root, 1, 1, "pack")


def _check_template(rows: Sequence[Mapping[int, Node]]) -> None:
    """Refuses a workbook that was written from a template of an unknown version, before its columns are looked at.

    Raises:
        Defect: with the version and what to do.
    """
    if len(rows) < 2:
        return
    titles = {str(node.value): column for column, node in rows[0].items()}
    given = rows[1].get(titles.get("template", 0))
    version = EARLIER if given is None else str(given.value)
    if version in (EARLIER, TEMPLATE):
        return
    place = given or Node("", 1, 1, "pack")
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


def _nodes(name: str, data: bytes) -> dict[str, list[dict[int, Node]]]:
    """Returns the filled cells of every sheet that a person sees, row by row; the first row holds the column names.

    Sheets that a spreadsheet program keeps for itself, out of sight or empty, are left out; rules out of sight are not.
    """
    try:
        sheets = read_workbook(name, data)
    except UnreadableWorkbook as error:
        raise Defect(_where(error), error.why) from None
    ours = {sheet.name for sheet in SHEETS}
    nodes: dict[str, list[dict[int, Node]]] = {}
    for sheet in sheets:
        if not sheet.rows or (sheet.hidden and sheet.title not in ours):
            continue
        if sheet.hidden and len(sheet.rows) > 1:
            why = sentence(N_("this sheet is hidden, and it is filled in; show it, or delete it."))
            raise Defect(Node("", 1, 1, sheet.title), why)
        nodes[sheet.title] = list(_rows(sheet)) if sheet.title in ours else []
    return nodes


def _where(error: UnreadableWorkbook) -> Node:
    if not error.sheet:
        return Node("", 0, 0)
    return Node("", max(error.row, 1), max(error.column, 1), error.sheet)


def _rows(sheet: Sheet) -> Iterable[dict[int, Node]]:
    titles = {column: cell.text for column, cell in sheet.rows.get(1, {}).items()}
    yield {column: _node(sheet, 1, column, cell) for column, cell in sheet.rows.get(1, {}).items()}
    for count, (number, row) in enumerate((row for row in sheet.rows.items() if row[0] > 1), 1):
        if count > MOST_ROWS:
            why = sentence("this list has more than {limit} rows.", limit=MOST_ROWS)
            raise Defect(Node("", number, 1, sheet.title), why)
        nodes = {column: _node(sheet, number, column, cell) for column, cell in row.items()}
        for column, cell in row.items():
            _refuse_changed_value(nodes[column], cell, titles.get(column, ""))
        yield nodes


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


def _row(sheet: SheetLayout, header: Mapping[object, int], row: Mapping[int, Node]) -> Node:
    """Returns one row as an entry: two columns of a wording become one, lists are split."""
    first = next(iter(row.values()))
    place = Node("", first.line, 1, sheet.name)
    entry: dict[str, tuple[Node, Node]] = {}
    for title in sheet.columns:
        node = row.get(header.get(title, 0))
        if node is None:
            continue
        node = Node(meant(sheet.name, title, str(node.value)), node.line, node.column, sheet.name)
        stem, _, language = title.rpartition("_")
        if stem and language in {"zh", "en"}:
            pair = entry.setdefault(stem, (node, Node({}, node.line, node.column, sheet.name)))[1]
            assert isinstance(pair.value, dict)
            pair.value[language] = (node, node)
        elif title in LISTED:
            words = str(node.value).replace(";", " ").replace("；", " ").replace(",", " ").split()
            split = Node(
                [Node(word, node.line, node.column, sheet.name) for word in words], node.line, node.column, sheet.name
            )
            entry[title] = (node, split)
        elif title in NAMED:
            entry[title] = (node, _by_name(node))
        elif not (node.value == "false" and title in FLAGS):
            entry[title] = (node, node)
    for number, row_node in row.items():
        if number not in header.values():
            raise Defect(row_node, sentence(N_("this cell has no column heading.")))
    if sheet.name == "weight_sets":
        # A set without figures is one that the user fills in.
        entry.setdefault("parts", (place, Node({}, first.line, 1, sheet.name)))
    for title in BY_LINE & entry.keys():
        key, texts = entry[title]
        entry[title] = (key, _by_line(texts))
    return Node(entry, place.line, 1, sheet.name)


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
    """Takes the template's version out of the row about the pack and refuses what is no pack of rules."""
    assert isinstance(row.value, dict)
    _, template = row.value.pop("template", (None, None))
    row.value.pop("base", None)
    if "kind" not in row.value and (template is None or template.value == EARLIER):
        row.value["kind"] = (
            Node("kind", row.line, row.column, row.sheet),
            Node("overlay", row.line, row.column, row.sheet),
        )
    kinds = choices("pack", "kind")
    if "kind" in row.value and row.value["kind"][1].value not in kinds:
        kind = row.value["kind"][1]
        raise Defect(kind, sentence("“{value}” is not one of: {allowed}.", value=str(kind.value), allowed=tuple(kinds)))


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
        return Node(list(entries), place.line, 1, sheet.name)
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
            listed = by_key.setdefault(key.value, (key, Node([], entry.line, 1, sheet.name)))[1]
            assert isinstance(listed.value, list)
            listed.value.append(entry)
    return Node(by_key, place.line, 1, sheet.name)
