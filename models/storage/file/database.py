"""The open database: read as of one moment, written one transaction at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from models.storage.file.connection import connect, told
from models.storage.repository import Repository


class Database:
    """The open database of one data folder.

    Every method may be called from any thread; transactions run one after another.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._engine = _engine(path)

    @contextmanager
    def writing(self) -> Iterator[Repository]:
        """Gives the tables for one change: committed at the end of the block, undone when anything is raised.

        Raises:
            DiskFull: when there was no room; nothing of the block was kept.
            DataBusy: when a foreign program kept the file locked.
            DiskFault: when the disk failed.
        """
        with self.connection() as connection, connection.begin():
            yield Repository(connection)

    @contextmanager
    def reading(self) -> Iterator[Repository]:
        """Gives the tables for looking things up, all as of one moment."""
        with self._lock, told(self.path), self._engine.connect() as connection, connection.begin():
            yield Repository(connection)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """Gives SQLite's own connection, for its backup call and for migrations. No transaction is open."""
        with self._lock, told(self.path):
            pooled = self._engine.raw_connection()
            try:
                connection = pooled.driver_connection
                assert isinstance(connection, sqlite3.Connection)
                yield connection
            finally:
                pooled.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection before any transaction, for migrations; what is begun on it writes."""
        with self._lock, told(self.path), self._engine.connect() as connection:
            yield connection.execution_options(begin="IMMEDIATE")

    def schema(self) -> int:
        """Returns the number of the migration that last changed the file."""
        with self.raw() as connection:
            number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return number

    def probe_writing(self) -> None:
        """Makes sure that a change could be written, without writing one."""
        with self.raw() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")

    def close(self) -> None:
        """Closes the file; its write-ahead log is folded in."""
        with self._lock:
            self._engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: connect(path, log=True), poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # Python's sqlite3 would begin by itself, too late and never around a change of tables.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")
