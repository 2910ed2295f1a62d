"""The one way to open a database file, and what SQLite says of the disk in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from models.errors import ApplicationError
from models.storage.errors import (
    DamagedDatabase,
    DataBusy,
    DataReadOnly,
    DiskFault,
    DiskFull,
    NotADatabase,
    StorageError,
)
from models.storage.file.place import newest_backup

_BUSY_MS = 3000


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
    if kind in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return DataReadOnly(name=name)
    if kind in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}:
        return DataBusy(name=name)
    if kind == sqlite3.SQLITE_IOERR:
        return DiskFault(name=name, why=str(failure))
    if kind == sqlite3.SQLITE_NOTADB:
        return NotADatabase(name=name)
    if kind == sqlite3.SQLITE_CORRUPT:
        return DamagedDatabase(name=name, why=str(failure), backup=newest_backup(path.parent))
    return None
