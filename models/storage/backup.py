"""Copies of the database made by SQLite's own backup call and compared with what they were made from."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from models.storage.database import Database
from models.storage.errors import BackupFailed


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
        _flush(partial)
        partial.replace(copy)
    except (OSError, sqlite3.Error) as failure:
        raise BackupFailed(name=copy.name, why=str(failure)) from failure
    finally:
        partial.unlink(missing_ok=True)


def content_digest(connection: sqlite3.Connection) -> str:
    """Returns the SHA-256 of all tables, columns and rows of a database, whatever the layout of its pages."""
    digest = hashlib.sha256()
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    ).fetchall():
        digest.update(repr((kind, name, sql)).encode())
        if kind == "table":
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
