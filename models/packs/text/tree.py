"""The text of a pack as a tree that knows its places, and typed reading of it.

The tree is built from libyaml's events in one pass, so that deep nesting, aliases, tags and endless lists are refused
where they stand, before anything is built from them. Every scalar stays text until a reader asks for a type: `no` is
never taken for false.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import yaml

from models.errors import InvalidPack
from models.figures import Confidence
from models.language import N_, Sentence, Text, sentence
from models.packs.stamp import is_date, is_version

LARGEST_BYTES = 4_000_000
DEEPEST = 16
MOST_ROWS = 5_000
LONGEST_TEXT = 4_000
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
MadeT = TypeVar("MadeT")


class Node:
    """One value of a pack with the place where it begins.

    Attributes:
        value: text, a list of nodes, or a mapping from key to (key's node, value's node).
        line: 1-based; the row in a workbook.
        column: 1-based.
        sheet: name of the sheet in a workbook; empty in a text file.
        plain: whether a text stands without quotation marks, so that it may be meant as a number.
    """

    __slots__ = ("column", "line", "plain", "sheet", "value")

    def __init__(
        self, value: "str | list[Node] | dict[str, tuple[Node, Node]]", line: int, column: int, sheet: str = ""
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.sheet = sheet
        self.plain = False


class Defect(Exception):
    """Something in a pack that breaks a rule of the format, with its place."""

    def __init__(self, node: Node, why: Sentence, offset: int = 0) -> None:
        super().__init__(why.text("en"))
        self.node = node
        self.why = why
        self.offset = offset

    def refusal(self, name: str) -> InvalidPack:
        """Returns the error for the person, naming file, line and column (or sheet, row and column)."""
        line, column = self.node.line, self.node.column + self.offset
        if self.node.sheet:
            return InvalidSheet(name=name, sheet=self.node.sheet, line=line, column=column, why=self.why)
        return InvalidPack(name=name, line=line, column=column, why=self.why)


class InvalidSheet(InvalidPack):
    """A pack written as a workbook that breaks a rule of the format."""

    message = N_(
        "{name}, sheet “{sheet}”, row {line}, column {column}: {why} Nothing was installed; correct the workbook and try again."
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
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Defect(Node("", line, 1), sentence(N_("the text is not UTF-8."))).refusal(name) from None
    loader: yaml.CSafeLoader | None = None
    try:
        loader = yaml.CSafeLoader(text)
        return _build(loader.get_event)
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


def _build(next_event: Callable[[], Any]) -> Node:
    """Returns the tree of the only document; the events come one at a time, so nothing is read ahead of a refusal."""
    root: Node | None = None
    stack: list[Node] = []
    keys: list[Node | None] = []
    """For each open container the key that waits for its value; None in a list or where a key comes next."""
    while True:
        event = next_event()
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
            keys.pop()
            continue
        if kind is yaml.ScalarEvent or kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            mark = event.start_mark
            node = Node(
                event.value if kind is yaml.ScalarEvent else {} if kind is yaml.MappingStartEvent else [],
                mark.line + 1,
                mark.column + 1,
            )
            if kind is yaml.ScalarEvent:
                node.plain = event.implicit[0]
            if event.anchor is not None:
                raise Defect(node, sentence(N_("anchors and aliases are not allowed in a pack: write the text out.")))
            if event.tag is not None:
                raise Defect(node, sentence(N_("tags (“!…”) are not allowed in a pack.")))
            if not stack:
                if root is not None:
                    raise Defect(node, sentence(N_("a pack is one document only.")))
                root = node
            else:
                _attach(stack[-1], keys, node)
            if kind is not yaml.ScalarEvent:
                if len(stack) >= DEEPEST:
                    raise Defect(node, sentence("this is nested more than {limit} levels deep.", limit=DEEPEST))
                stack.append(node)
                keys.append(None)
        elif kind is yaml.AliasEvent:
            mark = event.start_mark
            raise Defect(
                Node("", mark.line + 1, mark.column + 1),
                sentence(N_("anchors and aliases are not allowed in a pack: write the text out.")),
            )
        elif kind is yaml.StreamEndEvent:
            break
    if root is None:
        raise Defect(Node("", 1, 1), sentence(N_("the file is empty.")))
    return root


def _attach(parent: Node, keys: list[Node | None], node: Node) -> None:
    held = parent.value
    if isinstance(held, list):
        if len(held) >= MOST_ROWS:
            raise Defect(node, sentence("this list has more than {limit} rows.", limit=MOST_ROWS))
        held.append(node)
    elif isinstance(held, dict):
        key = keys[-1]
        if key is None:
            if not isinstance(node.value, str):
                raise Defect(node, sentence(N_("a key must be plain text.")))
            if node.value in held:
                raise Defect(node, sentence("“{key}” is given twice.", key=node.value))
            if len(held) >= MOST_ROWS:
                raise Defect(node, sentence("this list has more than {limit} rows.", limit=MOST_ROWS))
            keys[-1] = node
        else:
            held[str(key.value)] = (key, node)
            keys[-1] = None


def scalar(node: Node) -> str:
    """Returns a node's text, not empty and not endless.

    Raises:
        Defect: when it is a list or mapping, empty or too long.
    """
    value = node.value
    if not isinstance(value, str):
        raise Defect(node, sentence(N_("plain text is expected here.")))
    if not value.strip():
        raise Defect(node, sentence(N_("something is missing here: the text is empty.")))
    if len(value) > LONGEST_TEXT:
        raise Defect(node, sentence("the text is longer than {limit} characters.", limit=LONGEST_TEXT))
    return value


def text_of(node: Node) -> Text:
    """Returns a wording in both languages.

    Raises:
        Defect: when a language is missing or there is anything else.
    """
    table = Table(node)
    made = Text(zh=scalar(table.take("zh")), en=scalar(table.take("en")))
    table.done()
    return made


def one_or_both(node: Node) -> Text:
    """Returns a wording in both languages, or the one wording that an older pack gives for both.

    Raises:
        Defect: when a language is missing or there is anything else.
    """
    return Text(value := scalar(node), value) if isinstance(node.value, str) else text_of(node)


def rows(node: Node) -> list[Node]:
    """Returns the entries of a list.

    Raises:
        Defect: when it is no list.
    """
    if not isinstance(node.value, list):
        raise Defect(node, sentence(N_("a list is expected here.")))
    return node.value


def number_of(node: Node) -> Decimal:
    """Returns a plain decimal number.

    Raises:
        Defect: when it is not one.
    """
    written = scalar(node)
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise Defect(node, sentence("“{value}” is not a number.", value=written)) from None
    if not value.is_finite() or abs(value) > 10**12:
        raise Defect(node, sentence("“{value}” is not a number.", value=written))
    return value


class Table:
    """One mapping of a pack, read key by key; what nobody asked for is refused by `done`."""

    __slots__ = ("_asked", "_held", "node")

    def __init__(self, node: Node) -> None:
        if not isinstance(node.value, dict):
            raise Defect(node, sentence(N_("a table of names and values is expected here.")))
        self.node = node
        self._held = node.value
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._held

    def take(self, key: str) -> Node:
        """Returns the value of a key that must be there."""
        found = self.maybe(key)
        if found is None:
            raise Defect(self.node, sentence("“{key}” is missing.", key=key))
        return found

    def maybe(self, key: str) -> Node | None:
        """Returns the value of a key, None when it is not given."""
        self._asked.add(key)
        found = self._held.get(key)
        return found[1] if found else None

    def word(self, key: str, allowed: Sequence[str] | Mapping[str, object] | None = None) -> str:
        """Returns a text; one of `allowed` where that is given."""
        node = self.take(key)
        value = scalar(node)
        if allowed is not None and value not in allowed:
            raise Defect(
                node, sentence("“{value}” is not one of: {allowed}.", value=value, allowed=tuple(allowed)[:40])
            )
        return value

    def optional_word(self, key: str, default: str = "") -> str:
        """Returns a text that may be missing."""
        return self.word(key) if key in self._held else default

    def identifier(self, key: str = "id") -> str:
        """Returns an id: letters, digits, dot, hyphen, underscore; at most 60 characters."""
        node = self.take(key)
        value = scalar(node)
        if not _ID.fullmatch(value):
            raise Defect(
                node,
                sentence(
                    "“{value}” is not an id: a letter, then letters, digits, “.”, “-” and “_”, at most 60.", value=value
                ),
            )
        return value

    def date(self, key: str) -> str:
        """Returns an ISO date; the day or the month may be left out."""
        node = self.take(key)
        value = scalar(node)
        if not is_date(value):
            raise Defect(node, sentence("“{value}” is not a date such as 2026-12-31.", value=value))
        return value

    def version(self, key: str) -> str:
        """Returns a version, such as `1.2`."""
        node = self.take(key)
        value = scalar(node)
        if not is_version(value):
            raise Defect(
                node,
                sentence(
                    "“{value}” is not a version such as 1.2: a digit, then digits, letters, “.”, “-” and “+”, at most 30.",
                    value=value,
                ),
            )
        return value

    def text(self, key: str) -> Text:
        """Returns a wording in both languages."""
        return text_of(self.take(key))

    def flag(self, key: str) -> bool:
        """Returns `true` or `false`, false when it is not given."""
        return key in self._held and self.word(key, ("true", "false")) == "true"

    def integer(self, key: str) -> int | None:
        """Returns a whole number, None when it is not given."""
        node = self.maybe(key)
        if node is None:
            return None
        value = number_of(node)
        if value != value.to_integral_value():
            raise Defect(node, sentence("“{value}” is not a whole number.", value=str(value)))
        return int(value)

    def words(self, key: str) -> tuple[str, ...]:
        """Returns a list of texts, empty when it is not given."""
        node = self.maybe(key)
        return tuple(scalar(entry) for entry in rows(node)) if node else ()

    def entries(self, key: str, make: Callable[[Node], MadeT]) -> tuple[MadeT, ...]:
        """Returns what `make` reads from every entry of a list, nothing when it is not given."""
        node = self.maybe(key)
        return tuple(make(entry) for entry in rows(node)) if node else ()

    def pairs(self, key: str) -> Iterator[tuple[str, Node]]:
        """Yields the keys and values of a mapping inside this one, nothing when it is not given."""
        node = self.maybe(key)
        if node is not None:
            if not isinstance(node.value, dict):
                raise Defect(node, sentence(N_("a table of names and values is expected here.")))
            for name, (_, value) in node.value.items():
                yield name, value

    def confidence(self) -> Confidence:
        """Returns the mark under `confidence`."""
        return Confidence(self.word("confidence", [mark.value for mark in Confidence]))

    def sources(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Returns the keys under `sources`: at least one, every one known."""
        node = self.take("sources")
        found = rows(node)
        if not found:
            raise Defect(node, sentence(N_("the entry must name at least one source.")))
        for entry in found:
            if scalar(entry) not in known:
                raise Defect(entry, sentence("the source “{key}” is not in this pack.", key=scalar(entry)))
        return tuple(scalar(entry) for entry in found)

    def done(self) -> None:
        """Refuses what was not asked for: a misspelt key must not be ignored."""
        for key, (node, _) in self._held.items():
            if key not in self._asked:
                raise Defect(node, sentence("“{key}” is not a key of this entry.", key=key))
