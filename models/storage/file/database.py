"""The open database: read as of one moment, written one transaction at a time."""

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from models.files import flush_folder
from models.storage.errors import StorageError, disk_error
from models.storage.file.connection import connect, told
from models.storage.file.mark import OpeningMark, begun_with, leave_empty_log, promise_whole
from models.storage.repository import Repository

_LETTING_GO_S = 0.02
"""How often a copy under way is asked again to let go of the file."""


class _Opening:
    """What has to be put in order when a database is closed, or when the program ends without closing it."""

    def __init__(self, path: Path, copy: sqlite3.Connection | None = None) -> None:
        self._path = path
        self._copy = copy
        self.engine = create_engine("sqlite://", creator=lambda: copy or connect(path, log=True), poolclass=StaticPool)
        event.listen(self.engine, "begin", _begin)
        self.mark: OpeningMark | None = None
        """As it stands in the file; None for a file that nobody else ever opens meanwhile."""
        self._process = os.getpid()

    @property
    def reads_a_copy(self) -> bool:
        """Whether what is read is a copy in memory."""
        return self._copy is not None

    def end(self) -> None:
        """Folds the log into the file, which is then complete in itself."""
        if self._process != os.getpid():
            # A forked child has no part in the file.
            return
        if self._copy is not None:
            self.engine.dispose()
            self._copy.close()
            return
        in_order = False
        # Whatever hinders this (a full disk, a foreign reader) leaves a log that belongs to the file.
        with contextlib.suppress(sqlite3.Error, DBAPIError):
            pooled = self.engine.raw_connection()
            try:
                connection = cast("sqlite3.Connection", pooled.driver_connection)
                if self.mark is not None:
                    self.mark.ended().write(connection)
                connection.execute("PRAGMA journal_mode = DELETE")
                in_order = True
            finally:
                pooled.close()
        self.engine.dispose()
        if not in_order:
            leave_empty_log(self._path)


class Database:
    """The open database of one data folder.

    Every method may be called from any thread; transactions run one after another.
    """

    def __init__(self, path: Path, copy: sqlite3.Connection | None = None, refusal: StorageError | None = None) -> None:
        """Represents a file that was checked already; nothing is opened yet.

        Args:
            path: the file.
            copy: a copy of it in memory, which is read in its place.
            refusal: why nothing can be written; None for a database that takes changes.
        """
        self.path = path
        self.refusal = refusal
        self._lock = threading.RLock()
        self._moments: list[sqlite3.Connection] = []
        self._moments_changed = threading.Condition()
        self.endings = 0
        """How often the file was closed; a copy during which it was is no failure of the disk."""
        self._opening = _Opening(path, copy)
        self._ending = weakref.finalize(self, self._opening.end)

    def refuse_changes(self) -> None:
        """Passes where changes can be written.

        Raises:
            DiskFull: when there was no room when the data were opened.
            DataReadOnly: when the data were opened to be read alone.
        """
        if self.refusal is not None:
            raise self.refusal

    @contextmanager
    def writing(self, *, only_noting: bool = False) -> Iterator[Repository]:
        """Gives the tables for one change: committed at the end of the block, undone when anything is raised.

        Args:
            only_noting: whether it only notes what can be worked out again; a copy in memory takes that, too.

        Raises:
            DataReadOnly: when the data were opened to be read alone.
            DiskFull: when there was no room; nothing of the block was kept.
            DataBusy: when a foreign program kept the file locked.
            DiskFault: when the disk failed.
        """
        if not only_noting:
            self.refuse_changes()
        with self.changing() as connection:
            yield Repository(connection)

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection inside a transaction that is counted in the file's mark when it changed anything."""
        with self._lock:
            mark = self._opening.mark
            with self.connection() as connection, connection.begin():
                raw = sqlite_of(connection)
                before = raw.total_changes
                yield connection
                if mark is not None and raw.total_changes != before:
                    mark = mark.next()
                    mark.write(raw)
            self._opening.mark = mark

    @contextmanager
    def reading(self) -> Iterator[Repository]:
        """Gives the tables for looking things up, all as of one moment."""
        with self._lock, told(self.path), self._opening.engine.connect() as connection, connection.begin():
            yield Repository(connection)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """Gives SQLite's own connection, for its backup call and for migrations. No transaction is open."""
        with self._lock, told(self.path):
            pooled = self._opening.engine.raw_connection()
            try:
                yield cast("sqlite3.Connection", pooled.driver_connection)
            finally:
                pooled.close()

    @contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """Gives a connection of its own that sees the data as of now while others go on writing, for copies.

        Closing the database interrupts whatever is asked of it, which then fails with SQLite's "interrupted".

        Raises:
            sqlite3.ProgrammingError: when the database is closed.
        """
        if self._opening.reads_a_copy:
            with self.raw() as connection:
                yield connection
            return
        with self._lock, told(self.path):
            if not self._ending.alive:
                raise sqlite3.ProgrammingError("closed")
            own = connect(self.path)
            try:
                own.execute("BEGIN")
                # Only the first look fixes the moment.
                own.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except BaseException:  # an interrupt, too, must not leave the file open
                own.close()
                raise
            with self._moments_changed:
                self._moments.append(own)
        try:
            with told(self.path):
                yield own
        finally:
            with self._moments_changed:
                self._moments.remove(own)
                own.close()
                self._moments_changed.notify_all()

    def _end_moments(self) -> None:
        """Interrupts copies under way and waits until they have let go of the file."""
        with self._moments_changed:
            while self._moments:
                for connection in self._moments:
                    connection.interrupt()
                self._moments_changed.wait(_LETTING_GO_S)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Gives SQLAlchemy's connection before any transaction, for migrations; what is begun on it writes."""
        with self._lock, told(self.path), self._opening.engine.connect() as connection:
            yield connection.execution_options(begin="IMMEDIATE")

    def schema(self) -> int:
        """Returns the number of the migration that last changed the file."""
        with self.raw() as connection:
            number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return number

    def close(self) -> None:
        """Closes the file, complete in itself: what its log holds is folded in, and the log goes. Twice is allowed."""
        with self._lock:
            self.endings += 1
            self._end_moments()
            self._ending()

    def put(self, other: Path) -> None:
        """Puts another database file, closed and sound, in the place of this one, which is closed and opened again.

        Raises:
            DataReadOnly: when the data were opened to be read alone.
            DiskFault: when the disk refuses; the file stays as it was.
        """
        self.refuse_changes()
        with self._lock, told(self.path):
            self.close()
            try:
                other.replace(self.path)
                flush_folder(self.path.parent)
            except OSError as failure:
                raise disk_error(failure, self.path.name) from failure
            finally:
                self.begin()

    def begin(self) -> None:
        """Writes the mark of a new opening into the closed file and begins its log.

        Raises:
            DiskFull: when there is no room.
            DataReadOnly: when the file may not be written.
            DataBusy: when a foreign program kept the file locked.
        """
        with self._lock, told(self.path):
            with contextlib.closing(connect(self.path)) as connection:
                # A log that belongs to the file, left by a program that was killed, is folded in first. Between the
                # end of that log and the header that asks for none, a kill would leave what looks like a careless copy.
                try:
                    promise_whole(self.path)
                except OSError as failure:
                    raise disk_error(failure, self.path.name) from failure
                connection.execute("PRAGMA journal_mode = DELETE")
                mark = OpeningMark.new()
                begun = begun_with(self.path, mark)
                try:
                    begun.touch(mode=0o600)
                except OSError as failure:
                    raise disk_error(failure, self.path.name) from failure
                flush_folder(begun.parent)
                mark.write(connection)
            self._ending.detach()
            self._opening = _Opening(self.path)
            self._opening.mark = mark
            self._ending = weakref.finalize(self, self._opening.end)
            with self.raw() as connection:
                # The first look makes the log; from then on a file without one was copied by somebody careless.
                connection.execute("SELECT count(*) FROM generation").fetchone()
            for leftover in self.path.parent.glob(f"{begun.name[: -len(mark.generation)]}*"):
                with contextlib.suppress(OSError):
                    leftover.unlink()
            with self.raw() as connection:
                # The file says that it is not complete only once its log is there: a kill between the two would
                # otherwise leave what looks like a file copied without its log.
                self._opening.mark = mark.next()
                self._opening.mark.write(connection)
                connection.execute("PRAGMA wal_checkpoint").fetchone()


def sqlite_of(connection: Connection) -> sqlite3.Connection:
    """Returns SQLite's own connection behind one of SQLAlchemy's."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _begin(connection: Connection) -> None:
    # Python's sqlite3 would begin by itself, too late and never around a change of tables.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")
