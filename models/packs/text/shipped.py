"""Lists that ship with the program and that no pack changes: a head that says of when they are, and one entry a line."""

from collections.abc import Callable
from typing import TypeVar

import resources
from models.packs.text.table import PackTable
from models.packs.text.tree import Defect, Node, read_tree

LineT = TypeVar("LineT")


def shipped_lines(path: str, head: str, line: Callable[[Node], LineT]) -> tuple[LineT, ...]:
    """Returns the entries of a shipped list.

    Args:
        path: below `resources/`.
        head: name of the head, which gives version, date and how sure the list is.
        line: reads one entry.

    Raises:
        InvalidPack: when the file is damaged.
    """
    name = path.rpartition("/")[2]
    top = PackTable(read_tree(name, resources.path(path).read_bytes()))
    try:
        said = PackTable(top.take(head))
        said.version("version")
        said.date("date", whole=True)
        said.confidence()
        said.done()
        lines = top.entries("lines", line)
        top.done()
    except Defect as defect:
        raise defect.refusal(name) from None
    return lines
