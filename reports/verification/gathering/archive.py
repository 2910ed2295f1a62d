"""The files in archives: zip, 7z, tar, and single files packed by gzip, bzip2 or xz."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO

from reports.verification.gathering.name import harmless, zip_names

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file in an archive."""

    name: str
    """Fit to be shown; its number where it has none."""
    size: int
    """In bytes, as the archive says; that may be a lie."""
    packed: int | None
    """In bytes, as it lies in the archive; None where that is not known."""
    read: Callable[[int], bytes]
    """Unpacks so many bytes from its beginning."""
    is_locked: bool = False
    """Whether it is behind a password."""
    is_link: bool = False
    """Whether it is no file but a link or a device."""


class Locked(Exception):
    """The whole archive is behind a password."""


class TooLarge(Exception):
    """The archive unpacks to more than is held in memory."""


def zip_entries(data: bytes) -> Iterator[ArchiveEntry]:
    """Yields the files of a zip archive; raises all that the standard library does over damaged ones."""
    # It stays open as long as somebody reads its entries.
    opened = zipfile.ZipFile(BytesIO(data))
    listed = opened.infolist()
    for number, (info, name) in enumerate(zip(listed, zip_names(listed), strict=True), start=1):
        if not (info.filename.endswith("/") and info.file_size == 0):
            shown, locked = harmless(name) or f"#{number}", bool(info.flag_bits & 1)
            yield ArchiveEntry(shown, info.file_size, info.compress_size, partial(_from_zip, opened, info), locked)


def is_office_document(names: list[str]) -> bool:
    """Returns whether the files of a zip archive are the inside of an office document."""
    return bool({"[Content_Types].xml", "OFD.xml"}.intersection(names)) or names[:1] == ["mimetype"]


def _from_zip(opened: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    with opened.open(info) as file:
        return file.read(limit)


def seven_zip_entries(data: bytes, limit: int) -> Iterator[ArchiveEntry]:
    """Yields the files of a 7z archive; raises all kinds of errors over damaged ones.

    Args:
        data: the archive.
        limit: how many bytes all files together may have.

    Raises:
        Locked: when it is behind a password.
        TooLarge: when it unpacks to more than `limit`.
    """
    import py7zr

    from reports.verification.gathering.in_memory import InOrder

    try:
        with py7zr.SevenZipFile(BytesIO(data), max_extract_size=limit) as opened:
            if opened.needs_password():
                raise Locked
            listed = [info for info in opened.list() if not info.is_directory]
            if sum(info.uncompressed for info in listed) > limit:
                raise TooLarge
            names = [info.filename for info in listed]
            contents = InOrder()
            opened.extractall(factory=contents)
    except py7zr.PasswordRequired as error:
        raise Locked from error
    except py7zr.exceptions.DecompressionBombError as error:
        raise TooLarge from error
    for number, (name, content) in enumerate(zip(names, contents.contents(), strict=True), start=1):
        yield ArchiveEntry(harmless(name) or f"#{number}", len(content), None, partial(_first, content))


def _first(content: bytes, limit: int) -> bytes:
    return content[:limit]


def tar_entries(data: bytes) -> Iterator[ArchiveEntry]:
    """Yields the files of a tar archive; raises all that the standard library does over damaged ones."""
    opened = tarfile.open(fileobj=BytesIO(data), mode="r:")  # noqa: SIM115 - as above
    for number, info in enumerate(opened, start=1):
        if not info.isdir():
            name = harmless(info.name) or f"#{number}"
            yield ArchiveEntry(name, info.size, None, partial(_from_tar, opened, info), is_link=not info.isfile())


def _from_tar(opened: tarfile.TarFile, info: tarfile.TarInfo, limit: int) -> bytes:
    file = opened.extractfile(info)
    return file.read(limit) if file else b""


def unpacked_file(data: bytes, limit: int) -> bytes:
    """Returns a single packed file; raises all that the standard library does over damaged ones.

    Raises:
        TooLarge: when it unpacks to more than `limit` bytes.
    """
    opener: Callable[[BytesIO], IO[bytes]] = gzip.open if data.startswith(b"\x1f") else bz2.open  # type: ignore[assignment]
    opener = lzma.open if data.startswith(b"\xfd") else opener
    with opener(BytesIO(data)) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge
    return content
