"""The text of a pack as a tree that knows its positions.

The tree is built from libyaml's events in one pass, so that deep nesting, aliases, tags and endless lists are refused
where they stand, before anything is built from them. Every scalar stays text until a reader asks for a type: `no` is
never taken for false.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from models.characters import composed
from models.errors import InvalidPack
from models.language import N_, Sentence, sentence
from models.workbook import column_letters

LARGEST_BYTES = 4_000_000
DEEPEST = 16
MOST_ROWS = 5_000
LONGEST_TEXT = 4_000
Step = str | int
"""A key of a mapping or the number of an entry of a list."""


class Node:
    """One value of a pack with the place where it begins.

    Attributes:
        value: text, a list of nodes, or a mapping from key to (key's node, value's node).
        line: 1-based; the row in a workbook; 0 for the file as a whole.
        column: 1-based.
        sheet: name of the sheet in a workbook; empty in a text file.
        places: the column of every key that a row of a workbook can have, filled in or not.
        plain: whether a text stands without quotation marks, so that it may be meant as a number.
    """

    __slots__ = ("column", "line", "places", "plain", "sheet", "value")

    def __init__(
        self, value: "str | list[Node] | dict[str, tuple[Node, Node]]", line: int, column: int, sheet: str = ""
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.sheet = sheet
        self.places: Mapping[str, int] = {}
        self.plain = False


class Defect(Exception):
    """Something in a pack that breaks a rule of the format, with its place."""

    def __init__(self, node: Node, why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.node = node
        self.why = why

    def refusal(self, name: str) -> InvalidPack:
        """Returns the error for the person, naming file, line and column (or sheet, row and column)."""
        line, column = self.node.line, self.node.column
        if not line:
            return UnusablePack(name=name, line=0, column=0, why=self.why)
        if self.node.sheet:
            return InvalidSheet(
                name=name, sheet=self.node.sheet, line=line, column=column, letter=column_letters(column), why=self.why
            )
        return InvalidPack(name=name, line=line, column=column, why=self.why)


class UnusablePack(InvalidPack):
    """A file that is wrong as a whole, such as one of another format."""

    message = N_("{name}: {why} Nothing was installed.")


class InvalidSheet(InvalidPack):
    """A pack written as a workbook that breaks a rule of the format.

    Facts: those of `InvalidPack`, `sheet`, and `letter` (of the column, as a spreadsheet shows it).
    """

    message = N_(
        "{name}, sheet “{sheet}”, row {line}, column {letter}: {why} Nothing was installed; correct the workbook and try again."
    )


def read_tree(name: str, data: bytes) -> Node:
    """Returns the tree of a pack's text.

    Args:
        name: the file's name, for the sentence.
        data: its bytes.

    Raises:
        InvalidPack: too large, not UTF-8, not YAML, nested too deeply, aliases, tags, a key twice, too many rows.
    """
    start = Node("", 1, 1)
    if len(data) > LARGEST_BYTES:
        raise Defect(start, sentence("the file is larger than {limit} MB.", limit=LARGEST_BYTES // 1_000_000)).refusal(
            name
        )
    try:
        text = composed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Defect(Node("", line, 1), sentence(N_("the text is not UTF-8."))).refusal(name) from None
    loader: yaml.CSafeLoader | None = None
    try:
        loader = yaml.CSafeLoader(text)
        return _document(loader)
    except Defect as defect:
        raise defect.refusal(name) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Node("", mark.line + 1, mark.column + 1) if mark else start
        raise Defect(place, sentence("it is not readable YAML ({why}).", why=error.problem or "")).refusal(
            name
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        why = str(error).splitlines()[0]
        raise Defect(start, sentence("it is not readable YAML ({why}).", why=why)).refusal(name) from None
    finally:
        if loader is not None:
            loader.dispose()


def _document(loader: yaml.CSafeLoader) -> Node:
    builder = _Builder()
    while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
        builder.take(event)
    if builder.root is None:
        raise Defect(Node("", 1, 1), sentence(N_("the file is empty.")))
    return builder.root


class _Builder:
    """Builds the tree of the only document, one event at a time, so that nothing is read ahead of a refusal."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        """For each open container the key that waits for its value; None in a list or where a key comes next."""

    def take(self, event: Any) -> None:
        """Adds what one event of libyaml says."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._add(event)

    def _add(self, event: Any) -> None:
        mark = event.start_mark
        node = Node("", mark.line + 1, mark.column + 1)
        if event.anchor is not None:
            raise Defect(node, sentence(N_("anchors and aliases are not allowed in a pack: write the text in full.")))
        if event.tag is not None:
            raise Defect(node, sentence(N_("tags (“!…”) are not allowed in a pack.")))
        if isinstance(event, yaml.ScalarEvent):
            node.value, node.plain = event.value, event.implicit[0]
        else:
            node.value = {} if isinstance(event, yaml.MappingStartEvent) else []
        if self._open:
            self._attach(self._open[-1], node)
        elif self.root is None:
            self.root = node
        else:
            raise Defect(node, sentence(N_("a pack must be a single document.")))
        if not isinstance(event, yaml.ScalarEvent):
            if len(self._open) >= DEEPEST:
                raise Defect(node, sentence("this is nested more than {limit} levels deep.", limit=DEEPEST))
            self._open.append(node)
            self._keys.append(None)

    def _attach(self, parent: Node, node: Node) -> None:
        held = parent.value
        key = self._keys[-1]
        if isinstance(held, dict) and key is not None:
            held[str(key.value)] = (key, node)
            self._keys[-1] = None
            return
        if len(held) >= MOST_ROWS:
            raise Defect(node, sentence("this list has more than {limit} rows.", limit=MOST_ROWS))
        if isinstance(held, list):
            held.append(node)
            return
        if not isinstance(node.value, str):
            raise Defect(node, sentence(N_("a key must be plain text.")))
        if node.value in held:
            raise Defect(node, sentence("“{key}” is given twice.", key=node.value))
        self._keys[-1] = node


def inside(node: Node, path: Sequence[Step]) -> Node:
    """Returns the value at the end of a path, or the deepest one on the way there that exists."""
    for step in path:
        held = node.value
        if isinstance(held, dict) and step in held:
            node = held[str(step)][1]
        elif isinstance(held, list) and isinstance(step, int) and step < len(held):
            node = held[step]
        else:
            break
    return node
