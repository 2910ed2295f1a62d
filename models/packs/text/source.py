"""The text of a catalogue pack as plain values, and the place of every value when something is wrong.

The text is read by `models.packs.text.tree`, which refuses aliases, tags, deep nesting and endless lists where they stand;
here its scalars become numbers, yes and no, or stay text.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from models.errors import InvalidPack
from models.language import N_, Sentence, sentence
from models.packs.text import tree as reading
from models.packs.text.tree import Node, read_tree

Step = str | int
"""A key of a mapping or the number of an entry of a list."""
_INTEGER = re.compile(r"[-+]?\d{1,18}")
_DECIMAL = re.compile(r"[-+]?\d{1,18}\.\d{1,18}")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


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


def read_yaml(name: str, data: bytes) -> dict[str, object]:
    """Returns the mapping that a pack's file holds; decimal numbers come as `Decimal`.

    Args:
        name: the file's name, for the sentence.
        data: its bytes.

    Raises:
        InvalidPack: too large, not UTF-8, not YAML, aliases, tags, nested too deeply, a key twice, or no mapping at
            the top.
    """
    tree = read_tree(name, data)
    value = _value(tree)
    if not isinstance(value, dict):
        why = sentence(N_("the file must hold a mapping with “measures” or “recipes”."))
        raise reading.Defect(tree, why).refusal(name)
    return value


def _value(node: Node) -> object:
    """Returns a node as a plain value; the tree is never deeper than its reader allows."""
    held = node.value
    if isinstance(held, dict):
        return {key: _value(entry) for key, (_key, entry) in held.items()}
    if isinstance(held, list):
        return [_value(entry) for entry in held]
    if not node.plain:
        return held
    if held in _WORDS:
        return _WORDS[held]
    if _INTEGER.fullmatch(held):
        return int(held)
    return Decimal(held) if _DECIMAL.fullmatch(held) else held


def refuse(name: str, data: bytes, defect: Defect) -> InvalidPack:
    """Returns the error for a defect, with the line and column of the deepest part of its path that exists."""
    node = place = read_tree(name, data)
    for step in defect.path:
        held = node.value
        if isinstance(held, dict) and step in held:
            place, node = held[str(step)]
        elif isinstance(held, list) and isinstance(step, int) and step < len(held):
            node = place = held[step]
        else:
            break
    return reading.Defect(place, defect.why).refusal(name)
