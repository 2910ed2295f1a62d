"""One file that holds a whole data folder: database, evidence, reports, installed packs, trusted signers; written, read back, compared.

The file is a ZIP with a list of its members' SHA-256 (`zhijie-backup.json`), so that a damaged or foreign file is known
before anything of it is used.
"""

import contextlib
import hashlib
import json
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import resources
from models.errors import UnreadableFile
from models.files import flush_folder, put
from models.language import Sentence, sentence
from models.safekeeping import Backup
from models.storage.errors import (
    BackupFailed,
    CopiedWhileOpen,
    DamagedDatabase,
    DatabaseFromTheFuture,
    DiskFault,
    LogOfAnother,
    NotABackup,
    NotADatabase,
    disk_error,
)
from models.storage.evidence import ContentStore
from models.storage.file.check import check_header
from models.storage.file.connection import connect, connect_alone, told
from models.storage.file.copy import back_up_database, content_digest, flush, make_private, prove, reason
from models.storage.file.database import Database
from models.storage.file.place import FILE_NAME, MAGIC
from models.storage.file.schema import SHIPPED
from models.storage.opening.folder import open_database

FORMAT_VERSION = 2
_MANIFEST = "zhijie-backup.json"
_STORES = ("evidence", "reports")
_PACKS = "packs"
_LISTS = ("trust.json", "issued.json")
"""Trusted signers, and what an office issued and revoked."""
_MEMBER = re.compile(
    rf"{re.escape(FILE_NAME)}|{'|'.join(map(re.escape, _LISTS))}|(evidence|reports)/[0-9a-f]{{2}}/[0-9a-f]{{64}}|packs/\w[\w.-]*(/\w[\w.-]*)?"
)
_LARGEST_MANIFEST = 64 << 20
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
)


def write_archive(database: Database, folder: Path, path: Path, made_at: datetime) -> Backup:
    """Writes a whole data folder into one file and proves it by reading it back.

    Raises:
        BackupFailed: when it cannot be written or does not read back; a file of that name stays as it was.
    """
    partial = path.with_name(path.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix="zhijie-") as scratch:
            copy = Path(scratch) / FILE_NAME
            back_up_database(database, copy)
            with closing(connect(copy)) as source:
                expected = content_digest(source)
            left_out = _write(copy, folder, partial, made_at)
            flush(partial)
            with _opened(partial) as (archive, files):
                again = Path(scratch) / "again.db"
                for name in files:
                    _extract(archive, name, files[name], again if name == FILE_NAME else None)
            prove(again, expected, path.name)
        partial.replace(path)
        flush_folder(path.parent)
        stored = sum(name.startswith(_STORES) for name in files)
        return Backup(path, path.stat().st_size, stored, left_out)
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as failure:
        raise BackupFailed(name=path.name, why=reason(failure)) from failure
    except NotABackup as failure:
        raise BackupFailed(name=path.name, why=failure.facts["why"]) from failure
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _write(copy: Path, folder: Path, partial: Path, made_at: datetime) -> tuple[str, ...]:
    files: dict[str, dict[str, object]] = {}
    left_out = []
    partial.unlink(missing_ok=True)
    make_private(partial)
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        _pack(archive, FILE_NAME, copy, files, zipfile.ZIP_DEFLATED)
        for store in _STORES:
            content = ContentStore(folder / store)
            for digest in content.digests():
                name = f"{store}/{digest[:2]}/{digest}"
                if content.is_sound(digest):
                    _pack(archive, name, content.path(digest), files)
                else:
                    left_out.append(digest)
        for file in sorted((folder / _PACKS).rglob("*")):
            name = f"{_PACKS}/{file.relative_to(folder / _PACKS).as_posix()}"
            if file.is_file() and _MEMBER.fullmatch(name):
                _pack(archive, name, file, files, zipfile.ZIP_DEFLATED)
        for name in _LISTS:
            if (folder / name).is_file():
                _pack(archive, name, folder / name, files, zipfile.ZIP_DEFLATED)
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


def _pack(
    archive: zipfile.ZipFile,
    name: str,
    file: Path,
    files: dict[str, dict[str, object]],
    compression: int = zipfile.ZIP_STORED,
) -> None:
    digest = hashlib.sha256()
    # A fixed date: the time of the backup stands in its list, the times of the files are nobody's business.
    info = zipfile.ZipInfo(name)
    info.compress_type = compression
    with file.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    files[name] = {"sha256": digest.hexdigest(), "size": file.stat().st_size}


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, dict[str, Any]]]]:
    """Gives the archive and its list of members, once every name in it was found harmless.

    Raises:
        NotABackup: when it is none, or a damaged one.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                raise _refused(path, sentence("its table of contents is too long"))
            manifest = json.loads(archive.read(_MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("format") != "zhijie-backup":
                raise _refused(path, sentence("it has no table of contents"))
            version = manifest.get("format_version")
            if not isinstance(version, int) or version > FORMAT_VERSION:
                raise DatabaseFromTheFuture(name=path.name, version=version, known=FORMAT_VERSION)
            files = manifest["files"]
            listed = {name for name in archive.namelist() if name != _MANIFEST}
            if FILE_NAME not in files or set(files) != listed or not all(map(_MEMBER.fullmatch, files)):
                raise _refused(path, sentence("its contents do not match its table of contents"))
            yield archive, files
    except _TORN as failure:
        raise _refused(path, reason(failure)) from failure


def _refused(path: Path, why: Sentence | str) -> NotABackup:
    return NotABackup(name=path.name, why=why)


def _extract(archive: zipfile.ZipFile, name: str, promised: dict[str, Any], target: Path | None) -> None:
    """Reads one member, no further than promised, and compares it; writes it where a target is given."""
    digest = hashlib.sha256()
    left = int(promised["size"])
    with archive.open(name) as source, _sink(target) as sink:
        while left >= 0 and (chunk := source.read(_CHUNK)):
            left -= len(chunk)
            digest.update(chunk)
            sink(chunk)
    if left != 0 or digest.hexdigest() != promised["sha256"]:
        raise _refused(Path(archive.filename or ""), sentence("{member} is damaged", member=name))


@contextmanager
def _sink(target: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Gives what takes the bytes of a member; only here does a failing disk, and not the archive, have the blame."""
    if target is None:
        yield lambda chunk: None
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("wb")
    except OSError as failure:
        raise disk_error(failure, target.name) from failure

    def write(chunk: bytes) -> None:
        try:
            file.write(chunk)
        except OSError as failure:
            raise disk_error(failure, target.name) from failure

    try:
        yield write
    finally:
        try:
            file.close()
        except OSError as failure:
            raise disk_error(failure, target.name) from failure


def unpack(path: Path, unpacked: Path) -> None:
    """Puts what a backup holds into an empty folder: its database closed, sound and brought up to date.

    Args:
        path: a backup written by `write_archive`, or a single database such as those in `backups/`, taken as it is.
        unpacked: the folder.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged.
        DatabaseFromTheFuture: when a newer program wrote it.
        DiskFull: when there is no room.
    """
    try:
        with path.open("rb") as file:
            single = file.read(len(MAGIC)) == MAGIC
    except OSError as failure:
        raise UnreadableFile(name=path.name, why=reason(failure)) from failure
    try:
        if single:
            copy_alone(path, unpacked / FILE_NAME)
        else:
            with _opened(path) as (archive, files):
                for name, promised in files.items():
                    target = unpacked / name
                    _extract(archive, name, promised, target)
                    if name.startswith(_STORES) and promised["sha256"] != target.name:
                        raise _refused(path, sentence("{member} is damaged", member=name))
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    try:
        check_header(unpacked / FILE_NAME, SHIPPED)
        open_database(unpacked).close()
    except DatabaseFromTheFuture as failure:
        raise DatabaseFromTheFuture(**{**failure.facts, "name": path.name}) from failure
    except (DamagedDatabase, NotADatabase, LogOfAnother, CopiedWhileOpen) as failure:
        raise _refused(path, failure.sentence) from failure
    except sqlite3.Error as failure:
        raise _refused(path, reason(failure)) from failure


def copy_alone(path: Path, target: Path) -> None:
    """Copies a database file as it is, without the log or journal beside it.

    Raises:
        NotABackup: when SQLite cannot read it.
    """
    try:
        make_private(target)
        with told(target), closing(connect_alone(path)) as source, closing(connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except (DamagedDatabase, NotADatabase, DiskFault) as failure:
        raise _refused(path, failure.sentence) from failure


def take_files(unpacked: Path, folder: Path) -> None:
    """Moves what an unpacked backup holds besides its database into a data folder, replacing nothing there.

    Evidence and reports are known by their content: those of the backup are added, none is removed. The trusted
    signers of the backup, and an office's register, are taken over only where there are none yet.
    """
    for store in (*_STORES, _PACKS):
        for file in sorted((unpacked / store).rglob("*")):
            place = folder / file.relative_to(unpacked)
            if file.is_file() and not place.exists():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                flush(file)
                file.chmod(0o600)
                file.replace(place)
    for name in _LISTS:
        if (unpacked / name).is_file() and not (folder / name).exists():
            put(folder / name, (unpacked / name).read_bytes(), private=True)
