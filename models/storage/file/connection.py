"""The one way to open a database file, and what SQLite says of the disk in our words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError

from models.errors import ApplicationError
from models.language import sentence
from models.sealing import ring
from models.sealing.key import DataKey
from models.sealing.plain import open_plain
from models.storage.errors import (
    DamagedDatabase,
    DataBusy,
    DataLocked,
    DataReadOnly,
    DiskFault,
    DiskFull,
    NotADatabase,
    PathTooLong,
    StorageError,
    disk_error,
)
from models.storage.file.place import PAGE_BYTES, newest_backup
from models.storage.file.sealed_pages import CLEAR_HEADER_BYTES, are_sealed, key_of_pages

_BUSY_MS = 3000
_PROBE_BYTES = 65_536
"""More than SQLite needs at once for the index of a log."""
_PROBE_HANDLES = 4
"""File, log, its index, and a journal or folder."""
_LONGEST_PATH = 500
"""Bytes; SQLite takes 512, the names of its log and journal among them."""


def connect(path: Path, *, log: bool = False) -> sqlite3.Connection:
    """Opens a database file with the settings that every connection of ours has.

    A commit is on the disk when it returns (`synchronous = FULL`, and on macOS the drive's own cache is
    flushed), so neither a kill nor a power cut takes back what was told to be saved.

    Args:
        path: the file; it is made where there is none, encrypted in an unlocked data folder.
        log: whether changes go through a write-ahead log, as those of the live database do; a copy is one file.

    Raises:
        DataLocked: when it is encrypted, and its folder was not unlocked.
    """
    connection = _connected(path, str(path), timeout=_BUSY_MS / 1000)
    try:
        for pragma in (
            "trusted_schema = OFF",
            # What was deleted for good is overwritten.
            "secure_delete = ON",
            "cell_size_check = ON",
            "foreign_keys = ON",
            *(("journal_mode = WAL",) if log else ()),
            "synchronous = FULL",
            "fullfsync = ON",
            "checkpoint_fullfsync = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:  # an interrupt, too, must not leave the file open
        connection.close()
        raise
    return connection


def connect_alone(path: Path) -> sqlite3.Connection:
    """Opens a database file for reading exactly as it is: no log or journal beside it is looked at or touched.

    Raises:
        DataLocked: when it is encrypted, and its folder was not unlocked.
    """
    return _connected(path, f"file:{quote(path.absolute().as_posix())}?immutable=1", uri=True)


def _connected(path: Path, where: str, **settings: Any) -> sqlite3.Connection:
    """Opens a database by the driver that it needs."""
    key = key_of_file(path)
    if key is not None:
        return _connected_by_sqlcipher(where, key, **settings)
    connection: sqlite3.Connection = sqlite3.connect(where, check_same_thread=False, isolation_level=None, **settings)
    return connection


def key_of_file(path: Path) -> DataKey | None:
    """Returns the key of a database file, or of one that is to be made there; None where it is in clear.

    Raises:
        DataLocked: when it is encrypted, and its folder was not unlocked.
    """
    try:
        with open_plain(path) as file:
            first = file.read(PAGE_BYTES)
    except OSError:
        # Why it cannot be read is said by whoever opens it.
        first = b""
    if not first:
        return ring.key_for(path)
    if not are_sealed(first):
        return None
    key = key_of_pages(path, first)
    if key is None:
        raise DataLocked(name=path.name)
    return key


def key_words(key: DataKey) -> str:
    """Returns a key as SQLCipher takes it: raw, so that nothing is worked out at every opening."""
    return f"\"x'{(key.for_pages + key.salt_of_pages).hex()}'\""


def connect_to_reseal(path: Path) -> sqlite3.Connection:
    """Opens a database by SQLCipher whether it is encrypted or not, so that one of the other kind can be attached.

    Raises:
        DataLocked: when it is encrypted, and its folder was not unlocked.
    """
    return _connected_by_sqlcipher(str(path), key_of_file(path))


def _connected_by_sqlcipher(where: str, key: DataKey | None, **settings: Any) -> sqlite3.Connection:
    from models.storage.file.sqlcipher import connect

    connection = connect(where, check_same_thread=False, isolation_level=None, **settings)
    try:
        # It would write about damaged pages on the standard error output.
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            connection.execute(f"PRAGMA key = {key_words(key)}")
            connection.execute(f"PRAGMA cipher_plaintext_header_size = {CLEAR_HEADER_BYTES}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:  # an interrupt, too, must not leave the file open
        connection.close()
        raise
    # It has all that is used of SQLite's.
    return cast("sqlite3.Connection", connection)


def connect_copy(pages: bytes) -> sqlite3.Connection:
    """Opens the pages of a database in memory, as a copy that no file knows of."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.deserialize(pages)
    return connection


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says of the disk and the file into our sentences; everything else passes as it is.

    Raises:
        StorageError: what SQLite said, as the sentence for it.
        DamagedDatabase: also when what it said cannot be read.
    """
    try:
        yield
    except ApplicationError:
        raise
    except DBAPIError as failure:
        problem = _sentence(failure.orig, path)
        if problem is None:
            raise
        raise problem from failure
    except UnicodeDecodeError as failure:
        # SQLite quotes a damaged list of tables in its message, and Python cannot read the quotation.
        raise DamagedDatabase(name=path.name, why=f"{failure.start} B", backup=newest_backup(path.parent)) from failure
    except (ValueError, LookupError, ArithmeticError) as failure:
        # A text in a row is not what the program once wrote there.
        raise DamagedDatabase(
            name=path.name, why=sentence("an entry cannot be read"), backup=newest_backup(path.parent)
        ) from failure
    except sqlite3.Error as failure:
        problem = _sentence(failure, path)
        if problem is None:
            raise
        raise problem from failure


def _sentence(failure: BaseException | None, path: Path) -> StorageError | None:
    # The low byte is the kind; the rest says which call failed.
    kind = getattr(failure, "sqlite_errorcode", 0) & 0xFF
    name = path.name
    if kind == sqlite3.SQLITE_FULL:
        return DiskFull(name=name)
    if kind == sqlite3.SQLITE_CANTOPEN:
        return _why_not_opened(path)
    if kind in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return DataReadOnly(name=name)
    if kind in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}:
        return DataBusy(name=name)
    if kind == sqlite3.SQLITE_IOERR:
        return _why_not_written(path, failure)
    if kind == sqlite3.SQLITE_NOTADB:
        return NotADatabase(name=name)
    if kind == sqlite3.SQLITE_CORRUPT or str(failure).startswith("Could not decode"):
        return DamagedDatabase(name=name, why=str(failure), backup=newest_backup(path.parent))
    return None


def _why_not_opened(path: Path) -> StorageError:
    """Asks the system itself, because SQLite says only that it could not open a file."""
    if len(os.fsencode(path.absolute())) > _LONGEST_PATH:
        return PathTooLong(name=path.name)
    return _refused_by_the_system(path, b"") or DataReadOnly(name=path.name)


def _why_not_written(path: Path, failure: BaseException | None) -> StorageError:
    """Asks the system itself, because SQLite calls a disk without room for its own small files a fault."""
    full = DiskFull(name=path.name)
    reading = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
    if getattr(failure, "sqlite_errorcode", 0) not in reading:
        refused = _refused_by_the_system(path, bytes(_PROBE_BYTES))
        if refused is not None and refused.code == full.code:
            return full
    return DiskFault(name=path.name, why=str(failure))


def _refused_by_the_system(path: Path, data: bytes) -> StorageError | None:
    """Tries to write a file beside a database; returns what the system says, or None when it can be written."""
    probe = path.with_name(f"{path.name}-probe")
    handles: list[int] = []
    try:
        while len(handles) < _PROBE_HANDLES:
            handles.append(os.open(probe, os.O_RDWR | os.O_CREAT, 0o600))
        # What does not fit is written in part, without a word, as long as some of it fits.
        while data:
            data = data[os.write(handles[0], data) :]
        os.fsync(handles[0])
    except OSError as failure:
        return disk_error(failure, path.name)
    finally:
        for handle in handles:
            os.close(handle)
        with suppress(OSError):
            probe.unlink()
    return None
