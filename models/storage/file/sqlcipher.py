"""SQLCipher's driver, with the exceptions of SQLite's. It is loaded only where something is encrypted.

WORKAROUND(sqlcipher3 0.6.4): it is a copy of Python's own driver with exception classes of its own, which no `except
sqlite3.Error` would catch. https://github.com/coleifer/sqlcipher3
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlcipher3 import dbapi2


@contextmanager
def _as_sqlite() -> Iterator[None]:
    try:
        yield
    except dbapi2.Error as failure:
        raise _translated(failure) from failure


def _translated(failure: Exception) -> sqlite3.Error:
    kind = getattr(sqlite3, type(failure).__name__, sqlite3.DatabaseError)
    same: sqlite3.Error = kind(*failure.args)
    for name in ("sqlite_errorcode", "sqlite_errorname"):
        if hasattr(failure, name):
            setattr(same, name, getattr(failure, name))
    return same


class SealedCursor(dbapi2.Cursor):  # type: ignore[misc]  # the library ships no type information
    """A cursor over an encrypted database."""

    def execute(self, *asked: Any) -> Any:
        """Runs a statement.

        Raises:
            sqlite3.Error: when it fails.
        """
        with _as_sqlite():
            return super().execute(*asked)

    def executemany(self, *asked: Any) -> Any:
        """Runs a statement for each set of values.

        Raises:
            sqlite3.Error: when it fails.
        """
        with _as_sqlite():
            return super().executemany(*asked)

    def fetchone(self) -> Any:
        """Returns the next row, None after the last."""
        with _as_sqlite():
            return super().fetchone()

    def fetchmany(self, *size: Any, **named: Any) -> Any:
        """Returns the next rows."""
        with _as_sqlite():
            return super().fetchmany(*size, **named)

    def fetchall(self) -> Any:
        """Returns all rows that are left."""
        with _as_sqlite():
            return super().fetchall()

    def __next__(self) -> Any:
        """Returns the next row."""
        try:
            return super().__next__()
        except dbapi2.Error as failure:
            raise _translated(failure) from failure


class SealedConnection(dbapi2.Connection):  # type: ignore[misc]  # the library ships no type information
    """A connection to an encrypted database."""

    def cursor(self, *_made: Any) -> SealedCursor:
        """Returns a new cursor."""
        with _as_sqlite():
            return SealedCursor(self)

    def commit(self) -> None:
        """Commits.

        Raises:
            sqlite3.Error: when it fails.
        """
        with _as_sqlite():
            super().commit()

    def rollback(self) -> None:
        """Undoes.

        Raises:
            sqlite3.Error: when it fails.
        """
        with _as_sqlite():
            super().rollback()

    def backup(self, *target: Any, **how: Any) -> None:
        """Copies into another database.

        Raises:
            sqlite3.Error: when it fails.
        """
        with _as_sqlite():
            super().backup(*target, **how)


def connect(where: str, **settings: Any) -> SealedConnection:
    """Opens a database; its key comes after that.

    Raises:
        sqlite3.Error: when it cannot be opened.
    """
    with _as_sqlite():
        return SealedConnection(where, **settings)
