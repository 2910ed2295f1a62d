"""Copies of the database made by SQLite's own backup call and compared with what they were made from."""

import contextlib
import hashlib
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from models.storage.database import BACKUPS, Database
from models.storage.errors import BackupFailed

_DAILY_KEPT = 7


def back_up_database(database: Database, copy: Path) -> None:
    """Copies the live database whole, reads the copy back and compares every row.

    A plain copy of the file would miss what still lies in the write-ahead log.

    Raises:
        BackupFailed: when the copy could not be written or does not hold the same rows.
    """
    partial = copy.with_name(copy.name + ".part")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with database.raw() as source, closing(sqlite3.connect(partial)) as target:
            source.backup(target)
            # A single file: no write-ahead log beside a backup.
            target.execute("PRAGMA journal_mode = DELETE")
            expected = content_digest(source)
        with closing(sqlite3.connect(partial)) as written:
            found = written.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok" or content_digest(written) != expected:
                raise BackupFailed(name=copy.name, why=found)
        flush(partial)
        partial.replace(copy)
    except (OSError, sqlite3.Error) as failure:
        raise BackupFailed(name=copy.name, why=reason(failure)) from failure
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def back_up_daily(database: Database, folder: Path, today: datetime) -> Path | None:
    """Copies the database into the data folder once a day and keeps the last seven copies.

    Returns:
        The copy; None when today's is there already.

    Raises:
        BackupFailed: when the copy does not read back; the earlier copies stay.
    """
    copy = folder / BACKUPS / f"daily-{today:%Y%m%d}.db"
    if copy.exists():
        return None
    back_up_database(database, copy)
    for old in sorted(copy.parent.glob("daily-*.db"))[:-_DAILY_KEPT]:
        old.unlink(missing_ok=True)
    return copy


def content_digest(connection: sqlite3.Connection) -> str:
    """Returns the SHA-256 of all tables, columns and rows of a database, whatever the layout of its pages."""
    digest = hashlib.sha256()
    parts = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    for kind, name, sql in parts:
        digest.update(repr((kind, name, sql)).encode())
        if kind == "table":
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def flush(path: Path) -> None:
    """Makes a written file last through a power cut.

    Raises:
        OSError: when the disk refuses.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def reason(failure: Exception) -> str:
    """Returns what the system says of a failure, without the path that it says it of."""
    return (failure.strerror if isinstance(failure, OSError) else str(failure)) or type(failure).__name__
