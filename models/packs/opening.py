"""Opening a pack's file: the text and header are read at once, the entries when they are needed."""

from dataclasses import dataclass

from models.packs.header import Header, read_header
from models.packs.rules.combination import Read
from models.packs.rules.entries import read_entries
from models.packs.text.tree import Defect, Node, read_tree


@dataclass(frozen=True, slots=True)
class OpenedPack:
    """A pack after its text and head were read."""

    name: str
    """File name, for sentences."""
    data: bytes
    """The text as YAML."""
    root: Node
    header: Header

    @property
    def key(self) -> tuple[str, bytes]:
        """What distinguishes it from every other pack: its content, and who signed it."""
        return (self.header.info.digest, self.header.info.signature)


def open_pack(name: str, data: bytes) -> OpenedPack:
    """Returns a pack's head and tree; the entries are not read yet.

    Raises:
        InvalidPack: when the text or the head is wrong.
    """
    return open_tree(name, data, read_tree(name, data))


def open_tree(name: str, data: bytes, root: Node) -> OpenedPack:
    """Returns a pack whose tree was read before.

    Raises:
        InvalidPack: when the head is wrong.
    """
    try:
        return OpenedPack(name, data, root, read_header(root, name))
    except Defect as defect:
        raise defect.refusal(name) from None


def read_pack(opened: OpenedPack) -> Read:
    """Returns a rulebook's or overlay's entries.

    Raises:
        InvalidPack: when an entry is wrong.
    """
    try:
        return Read(opened.name, read_entries(opened.root, opened.header))
    except Defect as defect:
        raise defect.refusal(opened.name) from None
