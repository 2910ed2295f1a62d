"""One file that holds a whole data folder: its database and all that `belongings` names; written, read back, compared.

The file is a ZIP with a list of its members' SHA-256 (`zhijie-backup.json`), so that a damaged or foreign file is known
before anything of it is used.
"""

import contextlib
import hashlib
import json
import lzma
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import resources
from models.errors import UnreadableFile
from models.files import flush_folder, refuse_pipe, scratch_folder
from models.language import Sentence, sentence
from models.safekeeping import Backup
from models.sealing import ring, stream
from models.sealing.plain import open_plain, read_plain
from models.storage.errors import (
    BackupFailed,
    BackupTooLarge,
    CopiedWhileOpen,
    DamagedDatabase,
    DatabaseFromTheFuture,
    DataLocked,
    DiskFault,
    LogOfAnother,
    NotABackup,
    NotADatabase,
    disk_error,
)
from models.storage.evidence import digest_of
from models.storage.file.check import check_header
from models.storage.file.connection import connect, connect_alone, key_of_file, told
from models.storage.file.copy import (
    back_up_database,
    content_digest,
    flush,
    make_private,
    make_private_folder,
    prove,
    reason,
    reseal,
)
from models.storage.file.database import Database
from models.storage.file.place import FILE_NAME, MAGIC, SCRATCH
from models.storage.file.schema import SHIPPED
from models.storage.opening.folder import open_database
from models.storage.safekeeping.belongings import STORES, carried, is_carried
from models.storage.safekeeping.copies import listed_files, place_files

FORMAT_VERSION = 1
_MANIFEST = "zhijie-backup.json"
_PACKED = (".zip", ".png", ".jpg", ".jpeg", ".pdf", ".xlsx", ".eml")
"""Endings of what is small already."""
_LARGEST_MANIFEST = 64 << 20
_SEALED_MARK = b"ZJBACKUP"
"""Begins a backup of an encrypted folder: the length of its key file, the key file, then the archive, sealed."""
_LENGTH_BYTES = 4
_LARGEST_KEY_FILE = 1 << 16
_SEALED_NAME = "zhijie-backup"
"""Under which a backup is sealed, whatever a person calls the file."""
_MOST_FILES = 200_000
_CHUNK = 1 << 20
# What a hostile or torn file makes of the readers: one verdict for all of it.
_TORN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    OverflowError,
    struct.error,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class _Member:
    """One file in an archive, as its list of contents promises it."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What is known of a copy that was unpacked."""

    made_at: datetime | None
    """By the clock of then; None where it does not say."""
    missing: tuple[str, ...] = ()
    """Files that it names and does not hold."""


def write_archive(database: Database, folder: Path, path: Path, made_at: datetime) -> Backup:
    """Writes a whole data folder into one file and proves it by reading it back.

    Raises:
        BackupFailed: when it cannot be written or does not read back; a file of that name stays as it was.
    """
    partial = path.with_name(path.name + ".part")
    try:
        with (
            scratch_folder(SCRATCH, folder if database.refusal is None else None) as scratch,
            ring.also_in(scratch, folder),
        ):
            copy = scratch / FILE_NAME
            back_up_database(database, copy)
            with closing(connect(copy)) as source:
                expected = content_digest(source)
            left_out = _write(copy, folder, partial, made_at)
            flush(partial)
            with _opened(partial) as (archive, files, _made_at):
                again = scratch / "again.db"
                for name in files:
                    _extract(path, archive, name, files[name], again if name == FILE_NAME else None)
            prove(again, expected, path.name)
        partial.replace(path)
        flush_folder(path.parent)
        stored = sum(name.startswith(STORES) for name in files)
        return Backup(path, path.stat().st_size, stored, left_out)
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as failure:
        raise BackupFailed(name=path.name, why=reason(failure)) from failure
    except NotABackup as failure:
        raise BackupFailed(name=path.name, why=failure.facts["why"]) from failure
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _write(copy: Path, folder: Path, partial: Path, made_at: datetime) -> tuple[str, ...]:
    """Writes the archive; returns the names of what is not in it."""
    files: dict[str, dict[str, object]] = {}
    names, strange = carried(folder)
    left_out = list(strange)
    partial.unlink(missing_ok=True)
    make_private(partial)
    with _sealed_as(folder, partial) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        _pack(archive, FILE_NAME, copy, files)
        for name in names:
            file = folder / name
            if name.startswith(STORES) and digest_of(file) != file.name:
                left_out.append(name)
                continue
            # What is sent or thrown away at this very moment belongs to no copy.
            with contextlib.suppress(FileNotFoundError):
                _pack(archive, name, file, files)
        manifest = {
            "format": "zhijie-backup",
            "format_version": FORMAT_VERSION,
            "program": resources.version(),
            "schema": SHIPPED.number,
            "made_at": made_at.isoformat(),
            "files": files,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
    return tuple(left_out)


def _pack(archive: zipfile.ZipFile, name: str, file: Path, files: dict[str, dict[str, object]]) -> None:
    digest = hashlib.sha256()
    size = 0
    # A fixed date: the time of the backup stands in its list, the times of the files are nobody's business.
    info = zipfile.ZipInfo(name)
    stored = name.startswith(STORES) or name.endswith(_PACKED)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with ring.opened(file) as source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    files[name] = {"sha256": digest.hexdigest(), "size": size}


@contextmanager
def _sealed_as(folder: Path, path: Path) -> Iterator[IO[bytes]]:
    """Opens the file for an archive: where the folder is encrypted, sealed behind the folder's key file."""
    key = ring.key_for(folder)
    with path.open("wb") as file:
        if key is None:
            yield file
            return
        wrapped = read_plain(folder / ring.KEY_FILE)
        file.write(_SEALED_MARK + len(wrapped).to_bytes(_LENGTH_BYTES, "big") + wrapped)
        writer = stream.SealingWriter(file, key, _SEALED_NAME)
        yield writer  # type: ignore[misc]  # it has all that is used of a file
        writer.finish()


def key_file_in(path: Path) -> bytes:
    """Returns the key file that an archive carries; empty where it carries none.

    Raises:
        UnreadableFile: when it cannot be read.
    """
    try:
        refuse_pipe(path)
        with open_plain(path) as file:
            if file.read(len(_SEALED_MARK)) != _SEALED_MARK:
                return b""
            return file.read(min(int.from_bytes(file.read(_LENGTH_BYTES), "big"), _LARGEST_KEY_FILE))
    except OSError as failure:
        raise UnreadableFile(name=path.name, why=reason(failure)) from failure


@contextmanager
def _contents(path: Path) -> Iterator[IO[bytes]]:
    """Opens an archive to be read, sealed or not.

    Raises:
        DataLocked: when it is sealed, and the key is not known here.
        OSError: when it is not what was sealed.
    """
    wrapped = len(key_file_in(path))
    with open_plain(path) as file:
        if not wrapped:
            yield file
            return
        start = len(_SEALED_MARK) + _LENGTH_BYTES + wrapped
        file.seek(start)
        try:
            key = ring.key_of(file.read(stream.HEADER_BYTES))
        except stream.SealLocked as failure:
            raise DataLocked(name=path.name) from failure
        yield stream.SealedReader(file, key, _SEALED_NAME, start)  # type: ignore[misc]  # a raw stream is one, too


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Mapping[str, _Member], datetime | None]]:
    """Gives the archive, its list of members once every name in it was found harmless, and when it was made.

    Raises:
        NotABackup: when it is none, or a damaged one.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    try:
        with _contents(path) as file, zipfile.ZipFile(file) as archive:
            if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                raise _refused(path, sentence("its table of contents is too long"))
            manifest = json.loads(archive.read(_MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("format") != "zhijie-backup":
                raise _refused(path, sentence("it has no table of contents"))
            version = manifest.get("format_version")
            if not isinstance(version, int) or version > FORMAT_VERSION:
                raise DatabaseFromTheFuture(name=path.name, version=version, known=FORMAT_VERSION)
            files = {
                name: _Member(str(each["sha256"]), _size(each["size"])) for name, each in manifest["files"].items()
            }
            listed = [name for name in archive.namelist() if name != _MANIFEST]
            fits = len(listed) == len(files) <= _MOST_FILES and set(files) == set(listed) and FILE_NAME in files
            # Names that one file system takes for the same would overwrite each other.
            apart = len({name.casefold() for name in files}) == len(files)
            if not fits or not apart or not all(name == FILE_NAME or is_carried(name) for name in files):
                raise _refused(path, sentence("its contents do not match its table of contents"))
            made_at = datetime.fromisoformat(manifest["made_at"])
            yield archive, files, made_at if made_at.tzinfo else made_at.astimezone()
    except _TORN as failure:
        raise _refused(path, reason(failure)) from failure


def _size(promised: object) -> int:
    """Returns a promised size.

    Raises:
        ValueError: when it is none.
    """
    if not isinstance(promised, int) or promised < 0:
        raise ValueError(promised)
    return promised


def _refused(path: Path, why: Sentence | str) -> NotABackup:
    return NotABackup(name=path.name, why=why)


def _extract(path: Path, archive: zipfile.ZipFile, name: str, promised: _Member, target: Path | None) -> None:
    """Reads one member, no further than promised, and compares it; writes it where a target is given."""
    digest = hashlib.sha256()
    left = promised.size
    with archive.open(name) as source, _sink(target) as sink:
        while left >= 0 and (chunk := source.read(_CHUNK)):
            left -= len(chunk)
            digest.update(chunk)
            sink(chunk)
    if left != 0 or digest.hexdigest() != promised.sha256:
        raise _refused(path, sentence("{member} is damaged", member=name))


@contextmanager
def _sink(target: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Gives what takes the bytes of a member; only here does a failing disk, and not the archive, have the blame."""
    if target is None:
        yield lambda chunk: None
        return
    with ExitStack() as stack:
        try:
            make_private_folder(target.parent)
            # A database is encrypted page by page, in the archive already.
            opening = target.open("wb") if target.suffix == ".db" else ring.writing(target)
            file = stack.enter_context(opening)
        except OSError as failure:
            raise disk_error(failure, target.name) from failure

        def write(chunk: bytes) -> None:
            try:
                file.write(chunk)
            except OSError as failure:
                raise disk_error(failure, target.name) from failure

        yield write
        try:
            stack.close()
        except OSError as failure:
            raise disk_error(failure, target.name) from failure


def unpack(path: Path, unpacked: Path) -> Unpacked:
    """Puts what a copy holds into an empty folder: its database closed, sound and brought up to date.

    Args:
        path: a backup written by `write_archive`; a copy that the program keeps, with the files that it names; or any
            other single database, taken as it is.
        unpacked: the folder.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged.
        BackupTooLarge: when the disk has no room for what it holds.
        DatabaseFromTheFuture: when a newer program wrote it.
        DiskFull: when there is no room.
    """
    try:
        refuse_pipe(path)
        with open_plain(path) as file:
            single = file.read(len(MAGIC)) == MAGIC
    except OSError as failure:
        raise UnreadableFile(name=path.name, why=reason(failure)) from failure
    try:
        if single:
            copy_alone(path, unpacked / FILE_NAME)
            listed = listed_files(path)
            if listed is not None and content_of(unpacked / FILE_NAME) != listed.content:
                raise _refused(path, sentence("{member} is damaged", member=path.name))
            known = Unpacked(listed.made_at, place_files(listed, unpacked)) if listed else Unpacked(None)
        else:
            with _opened(path) as (archive, files, made_at):
                _refuse_larger_than_the_disk(path, files, unpacked)
                for name, promised in files.items():
                    target = unpacked / name
                    _extract(path, archive, name, promised, target)
                    if name.startswith(STORES) and promised.sha256 != target.name:
                        raise _refused(path, sentence("{member} is damaged", member=name))
                known = Unpacked(made_at)
    except (DamagedDatabase, sqlite3.Error) as failure:
        raise _refused(path, failure.sentence if isinstance(failure, DamagedDatabase) else reason(failure)) from failure
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    _bring_under_key(path, unpacked / FILE_NAME)
    bring_up_to_date(path, unpacked)
    return known


def _bring_under_key(path: Path, database: Path) -> None:
    """Encrypts an unpacked database as the folder is in which it lies, or takes the encryption off.

    Raises:
        NotABackup: when it cannot be read.
    """
    try:
        with told(database):
            reseal(database)
    except (DamagedDatabase, NotADatabase, DiskFault) as failure:
        raise _refused(path, failure.sentence) from failure


def bring_up_to_date(path: Path, unpacked: Path) -> None:
    """Checks a database that was unpacked, and brings it to the present schema.

    Args:
        path: the copy that it came from, for the sentences.
        unpacked: its folder.

    Raises:
        NotABackup: when it is damaged.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    try:
        check_header(unpacked / FILE_NAME, SHIPPED)
        open_database(unpacked).close()
    except DatabaseFromTheFuture as failure:
        raise DatabaseFromTheFuture(**{**failure.facts, "name": path.name}) from failure
    except (DamagedDatabase, NotADatabase, LogOfAnother, CopiedWhileOpen) as failure:
        raise _refused(path, failure.sentence) from failure
    except sqlite3.Error as failure:
        raise _refused(path, reason(failure)) from failure


def content_of(path: Path) -> str:
    """Returns the `content_digest` of a closed database.

    Raises:
        DamagedDatabase: when it cannot be read.
    """
    with told(path), closing(connect_alone(path)) as connection:
        return content_digest(connection)


def _refuse_larger_than_the_disk(path: Path, files: Mapping[str, _Member], unpacked: Path) -> None:
    needed, free = sum(each.size for each in files.values()), shutil.disk_usage(unpacked).free
    if needed > free:
        raise BackupTooLarge(name=path.name, needed_mb=needed // 1_000_000 + 1, free_mb=free // 1_000_000)


def copy_alone(path: Path, target: Path) -> None:
    """Copies a database file as it is, without the log or journal beside it.

    Raises:
        NotABackup: when SQLite cannot read it.
    """
    try:
        make_private(target)
        if key_of_file(path) != ring.key_for(target):
            shutil.copyfile(path, target)
            with told(target):
                reseal(target)
            return
        with told(target), closing(connect_alone(path)) as source, closing(connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except (DamagedDatabase, NotADatabase, DiskFault) as failure:
        raise _refused(path, failure.sentence) from failure
