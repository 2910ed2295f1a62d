"""Which answers follow from others: our own reading, from the file that ships with the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from models.assessment import AnswerId
from models.language import Text
from models.packs.text.shipped import shipped_lines
from models.packs.text.table import PackTable
from models.packs.text.tree import Node

FOLLOWS = "interview/follows.yaml"


@dataclass(frozen=True, slots=True)
class Follow:
    """One answer that others give already."""

    to: AnswerId
    formula: str
    """In the language of the rules; empty where another answer is taken as it is."""
    same: AnswerId | None
    """The answer that is taken as it is."""
    why: Text
    """How the two belong together, and where they may differ."""


@cache
def shipped_follows() -> Mapping[AnswerId, Follow]:
    """Returns what follows from other answers, by the answer that it gives.

    Raises:
        InvalidPack: when the shipped file is damaged.
    """
    lines = shipped_lines(FOLLOWS, "follows", _line)
    return MappingProxyType({line.to: line for line in lines})


def _line(node: Node) -> Follow:
    row = PackTable(node)
    same = row.optional_word("same")
    line = Follow(
        AnswerId(row.word("to")), row.optional_word("formula"), AnswerId(same) if same else None, row.text("why")
    )
    row.done()
    return line
