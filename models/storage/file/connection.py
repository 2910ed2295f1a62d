"""The one way to open a database file, and what SQLite says of the disk in our words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError

from models.errors import ApplicationError
from models.language import sentence
from models.storage.errors import (
    DamagedDatabase,
    DataBusy,
    DataReadOnly,
    DiskFault,
    DiskFull,
    NotADatabase,
    PathTooLong,
    StorageError,
    disk_error,
)
from models.storage.file.place import newest_backup

_BUSY_MS = 3000
_LONGEST_PATH = 500
"""Bytes; SQLite takes 512, the names of its log and journal among them."""


def connect(path: Path, *, log: bool = False) -> sqlite3.Connection:
    """Opens a database file with the settings that every connection of ours has.

    A commit is on the disk when it returns (`synchronous = FULL`, and on macOS the drive's own cache is
    flushed), so neither a kill nor a power cut takes back what was told to be saved.

    Args:
        path: the file; it is made where there is none.
        log: whether changes go through a write-ahead log, as those of the live database do; a copy is one file.
    """
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_BUSY_MS / 1000)
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
    """Opens a database file for reading just as it lies there: no log or journal beside it is looked at or touched."""
    where = quote(path.absolute().as_posix())
    return sqlite3.connect(f"file:{where}?immutable=1", uri=True, check_same_thread=False, isolation_level=None)


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
        return DiskFault(name=name, why=str(failure))
    if kind == sqlite3.SQLITE_NOTADB:
        return NotADatabase(name=name)
    if kind == sqlite3.SQLITE_CORRUPT or str(failure).startswith("Could not decode"):
        return DamagedDatabase(name=name, why=str(failure), backup=newest_backup(path.parent))
    return None


def _why_not_opened(path: Path) -> StorageError:
    """Asks the system itself, because SQLite says only that it could not open a file."""
    if len(os.fsencode(path.absolute())) > _LONGEST_PATH:
        return PathTooLong(name=path.name)
    probe = path.with_name(f"{path.name}-probe")
    try:
        os.close(os.open(probe, os.O_RDWR | os.O_CREAT, 0o600))
        probe.unlink()
    except OSError as failure:
        return disk_error(failure, path.name)
    return DataReadOnly(name=path.name)
