"""A pack's file, whether text or workbook."""

from pathlib import Path

from models.errors import FileTooLarge
from models.files import read_bytes
from models.packs.office.workbook import open_workbook
from models.packs.opening import OpenedPack, open_pack
from models.packs.text.tree import LARGEST_BYTES
from models.workbook import is_workbook


def open_file(path: Path) -> OpenedPack:
    """Returns the pack in a YAML file or a workbook.

    Raises:
        UnreadableFile: when it cannot be read.
        FileTooLarge: when it is larger than a pack can be.
        InvalidPack: when the text or the head is wrong.
    """
    limit_mb = LARGEST_BYTES // 1_000_000
    data = read_bytes(path, limit_mb)
    if len(data) > LARGEST_BYTES:
        raise FileTooLarge(name=path.name, limit_mb=limit_mb)
    if is_workbook(path.name, data):
        return open_workbook(path.name, data)
    return open_pack(path.name, data)


def as_text(path: Path) -> bytes:
    """Returns a file's pack, such as a workbook, as a pack file in text.

    Raises:
        InvalidPack: when the text or the head is wrong.
        ApplicationError: when the file cannot be read.
    """
    return open_file(path).data
