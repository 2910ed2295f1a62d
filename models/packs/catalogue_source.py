"""The text of a catalogue pack: YAML to plain values, and the place of every value when something is wrong.

Reading is quick because positions are looked up only after a defect was found: the text is then read a second
time, slowly, as a tree that knows its lines.
"""

import re
from collections.abc import Hashable, Sequence
from decimal import Decimal, InvalidOperation

import yaml

from models.errors import InvalidPack
from models.language import N_, Sentence, sentence

Step = str | int
"""A key of a mapping or the number of an entry of a list."""
LARGEST_BYTES = 4_000_000
MOST_ENTRIES = 3000
"""Entries of all kinds in one file; more are refused before they are read."""
DEEPEST = 16
_BRACKET = re.compile(r"[\[\]{}]")
_STEEP = re.compile(r"^ {65,}|(?:[-?:][ \t]+){17}", re.MULTILINE)
"""A line indented or begun with list marks further than any pack needs."""


class Defect(Exception):
    """Something in a pack that breaks a rule of the format.

    Attributes:
        path: where it is, from the top of the file.
        why: one sentence.
    """

    def __init__(self, path: Sequence[Step], why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.path = tuple(path)
        self.why = why


class _Reader(yaml.CSafeLoader):
    """Reads numbers exactly and refuses a key that is given twice."""


def _number(loader: _Reader, node: yaml.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node))
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation:
        raise yaml.constructor.ConstructorError(None, None, "not a plain decimal number", node.start_mark) from None


def _mapping(loader: _Reader, node: yaml.MappingNode) -> dict[Hashable, object]:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key.start_mark)
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"“{key.value}” is given twice", key.start_mark)
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Reader.add_constructor("tag:yaml.org,2002:float", _number)
_Reader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(name: str, data: bytes) -> dict[str, object]:
    """Returns the mapping that a pack's file holds; decimal numbers come as `Decimal`.

    Args:
        name: the file's name, for the sentence.
        data: its bytes.

    Raises:
        InvalidPack: too large, not UTF-8, not YAML, a key twice, or no mapping at the top.
    """
    if len(data) > LARGEST_BYTES:
        raise _invalid(name, 1, 1, sentence("the file is larger than {limit} MB.", limit=LARGEST_BYTES // 1_000_000))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _invalid(name, line, 1, sentence(N_("the text is not UTF-8."))) from None
    if text.count("\n- ") > MOST_ENTRIES or text.count(",") > 20 * MOST_ENTRIES:
        raise _invalid(name, 1, 1, sentence("one file holds more than {most} entries.", most=MOST_ENTRIES))
    nested = _nested_too_deeply(text)
    if nested:
        raise _invalid(name, nested, 1, sentence("this is nested more than {limit} levels deep.", limit=DEEPEST))
    try:
        value = yaml.load(text, _Reader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _invalid(
            name, line, column, sentence("it is not readable YAML: {why}.", why=error.problem or "")
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        why = type(error).__name__
        raise _invalid(name, 1, 1, sentence("it is not readable YAML: {why}.", why=why)) from None
    if not isinstance(value, dict):
        raise _invalid(name, 1, 1, sentence(N_("the file must hold a mapping with “measures” or “recipes”.")))
    return value


def _nested_too_deeply(text: str) -> int:
    """Returns the line at which a text is nested deeper than any pack is, 0 when nowhere.

    The parser's own recursion would overflow the machine's stack, so this is looked at before it begins. Brackets
    inside quotes count too: that only makes the guard stricter.
    """
    deep = _STEEP.search(text)
    if deep:
        return text.count("\n", 0, deep.start()) + 1
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        if depth > DEEPEST:
            return text.count("\n", 0, bracket.start()) + 1
    return 0


def refuse(name: str, data: bytes, defect: Defect) -> InvalidPack:
    """Returns the error for a defect, with the line and column at which it stands."""
    line, column = _place(data, defect.path)
    return _invalid(name, line, column, defect.why)


def _invalid(name: str, line: int, column: int, why: Sentence) -> InvalidPack:
    return InvalidPack(name=name, line=line, column=column, why=why)


def _place(data: bytes, path: Sequence[Step]) -> tuple[int, int]:
    """Returns line and column (1-based) of the deepest part of `path` that exists."""
    node = yaml.compose(data.decode("utf-8-sig"), yaml.CSafeLoader)
    mark = node.start_mark if node else None
    for step in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
            if found is not None:
                mark = found[0].start_mark
                node = found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = found = node.value[step]
            mark = node.start_mark
        if found is None:
            break
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
