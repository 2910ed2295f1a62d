"""Many files at once: a folder, an exported mailbox, a letter, an archive; every PDF in them becomes a task."""

import lzma
import mailbox
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import EmailPolicy
from io import BytesIO
from pathlib import Path
from typing import Any

from models import files
from models.errors import UnreadableFile, reason
from models.language import Sentence, sentence
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.process import Task

LARGEST_COUNT = 5000
LARGEST_TOTAL_MB = 512
"""Of what is unpacked from letters and archives and held in memory; files in a folder stay on the disk."""
_LARGEST_CONTAINER_MB = 256
_LARGEST_MAILBOX_MB = 4096
"""Exported mailboxes are read letter by letter."""
_DEEPEST = 3
_LARGEST_RATIO = 200
"""PDFs hardly shrink when they are packed; what grows more than this on unpacking is a bomb."""


_LONGEST_HEADER = 4096
"""Of a letter, in characters: the standard library takes a minute over one of some hundred thousand."""


class _ShortHeaders(EmailPolicy):
    """Reads letters like any other, but only the beginning of a header that has no end."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Returns a header's value."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_POLICY = _ShortHeaders()


@dataclass(slots=True)
class Collection:
    """What was found, and what was left out and why."""

    tasks: list[Task] = field(default_factory=list)
    left_out: list[tuple[str, Sentence]] = field(default_factory=list)
    total_bytes: int = 0

    def room(self, name: str, size: int) -> bool:
        """Returns whether one more file fits; notes it among those left out when it does not."""
        if len(self.tasks) >= LARGEST_COUNT:
            self.left_out.append((name, sentence("More than {count} files were given at once.", count=LARGEST_COUNT)))
            return False
        if size > LARGEST_FILE_MB * 1024 * 1024:
            self.left_out.append((name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB)))
            return False
        if self.total_bytes + size > LARGEST_TOTAL_MB * 1024 * 1024:
            self.left_out.append((name, sentence("All files together are larger than {mb} MB.", mb=LARGEST_TOTAL_MB)))
            return False
        return True

    def add(self, name: str, data: bytes) -> None:
        """Takes in one PDF that was unpacked."""
        if self.room(name, len(data)):
            self.total_bytes += len(data)
            self.tasks.append(Task(name, data=data))


def collect(path: Path) -> Collection:
    """Returns a task for every PDF in a file or folder, in the order of their names.

    Args:
        path: a PDF, a folder (with the folders in it), or a `.eml`, `.mbox` or `.zip` file.

    Raises:
        UnreadableFile: when it is not there or may not be read.
    """
    found = Collection()
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())
        for one in inside:
            if one.suffix.lower() in (".pdf", ".eml", ".mbox", ".zip"):
                _add_file(found, one, str(one.relative_to(path)))
    else:
        _add_file(found, path, path.name)
    return found


def _add_file(found: Collection, path: Path, name: str) -> None:
    kind = path.suffix.lower()
    if kind == ".mbox":
        _add_mailbox(found, path, name)
    elif kind in (".eml", ".zip"):
        data = files.read_bytes(path, _LARGEST_CONTAINER_MB)
        if kind == ".zip":
            _add_archive(found, data, name, 1)
        else:
            _add_letter(found, data, name, 1)
    elif found.room(name, _size(path)):
        found.tasks.append(Task(name, path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error


def _add_mailbox(found: Collection, path: Path, name: str) -> None:
    if _size(path) > _LARGEST_MAILBOX_MB * 1024 * 1024:
        found.left_out.append((name, sentence("The file is larger than {mb} MB.", mb=_LARGEST_MAILBOX_MB)))
        return
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), start=1):
            _add_letter(found, box.get_bytes(key), f"{name}#{number}", 1)
    finally:
        box.close()


def _add_letter(found: Collection, data: bytes, name: str, depth: int) -> None:
    try:
        parts = list(_attachments(message_from_bytes(data, policy=_POLICY)))
    except Exception:  # letters of strangers raise all kinds of errors in the standard library
        found.left_out.append((name, sentence("The letter cannot be read.")))
        return
    for file_name, content in parts:
        _add_part(found, f"{name}/{file_name}", content, depth)


def _attachments(message: Message) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(message.walk(), start=1):
        if part.is_multipart():
            continue
        file_name = part.get_filename() or ""
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and (file_name or content.startswith(b"%PDF-")):
            yield Path(file_name.replace("\\", "/")).name or f"{number}.pdf", content


def _add_part(found: Collection, name: str, data: bytes, depth: int) -> None:
    lower = name.lower()
    if data.startswith(b"%PDF-") or lower.endswith(".pdf"):
        found.add(name, data)
    elif depth >= _DEEPEST and lower.endswith((".zip", ".eml")):
        found.left_out.append((name, sentence("Archives are packed into one another too deeply.")))
    elif lower.endswith(".zip"):
        _add_archive(found, data, name, depth + 1)
    elif lower.endswith(".eml"):
        _add_letter(found, data, name, depth + 1)


def _add_archive(found: Collection, data: bytes, name: str, depth: int) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                _add_entry(found, archive, entry, name, depth)
    except _DAMAGED:
        found.left_out.append((name, sentence("The archive cannot be read.")))


_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(ValueError, OSError, EOFError, NotImplementedError, RuntimeError),
)
"""What the standard library raises over damaged archives."""


def _add_entry(found: Collection, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int) -> None:
    inside = f"{name}/{entry.filename}"
    if entry.is_dir() or not entry.filename.lower().endswith((".pdf", ".zip", ".eml")):
        return
    if entry.flag_bits & 1:
        found.left_out.append((inside, sentence("The archive is behind a password.")))
        return
    if entry.file_size > max(entry.compress_size, 4096) * _LARGEST_RATIO:
        found.left_out.append((inside, sentence("The archive unpacks to far more than it holds.")))
        return
    if not found.room(inside, entry.file_size):
        return
    with archive.open(entry) as file:
        # What the directory of the archive says may be a lie; no more than that is ever unpacked.
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        found.left_out.append((inside, sentence("The archive cannot be read.")))
        return
    _add_part(found, inside, content, depth)
