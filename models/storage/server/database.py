"""The open store: read as of one moment, written one transaction at a time, whoever else is at work."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from models.storage.repository import Repository
from models.storage.server.address import StoreUrl
from models.storage.server.connection import engine_of, told

_CHANGING = 0x5A48494A
"""`ZHIJ`: the lock that every change takes, so that changes follow one another as they do in one file."""


class ServerDatabase:
    """The open database of an office on a server. Every method may be called from any thread."""

    def __init__(self, address: StoreUrl) -> None:
        """Represents a store; nothing is connected yet."""
        self.address = address
        self._engine = engine_of(address)

    @contextmanager
    def reading(self) -> Iterator[Repository]:
        """Gives the tables for looking things up, all as of one moment.

        Raises:
            StorageError: when the server does not let it.
        """
        with self.looking() as connection:
            yield Repository(connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection for looking things up, all as of one moment.

        Raises:
            StorageError: when the server does not let it.
        """
        with told(self.address), self._engine.connect() as connection:
            still = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with still.begin():
                yield still

    @contextmanager
    def writing(self, *, only_noting: bool = False) -> Iterator[Repository]:
        """Gives the tables for one change: committed at the end of the block, undone when anything is raised.

        Args:
            only_noting: whether it only notes what can be worked out again; it is a change like any other here.

        Raises:
            StorageError: when the server does not let it; nothing of the block was kept.
        """
        with self.changing() as connection:
            yield Repository(connection)

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection inside a transaction; no other change runs until it ends.

        Raises:
            StorageError: when the server does not let it; nothing of the block was kept.
        """
        with self.adding() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(_CHANGING)))
            yield connection

    @contextmanager
    def adding(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection inside a transaction beside others, for what only adds rows nobody else changes.

        Raises:
            StorageError: when the server does not let it; nothing of the block was kept.
        """
        with told(self.address), self._engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Lets go of the server. Twice is allowed."""
        self._engine.dispose()
