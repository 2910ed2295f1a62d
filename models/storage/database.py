"""The database file: opened with care, checked, brought up to date, written one transaction at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from models.errors import ApplicationError
from models.language import Sentence, sentence
from models.storage.errors import (
    DamagedDatabase,
    DatabaseFromTheFuture,
    DataBusy,
    DataReadOnly,
    DiskFault,
    DiskFull,
    NotADatabase,
    StorageError,
)
from models.storage.repository import Repository

FILE_NAME = "zhijie.db"
BACKUPS = "backups"
"""Subfolder of the data folder for the copies that the program makes by itself."""
APPLICATION_ID = 0x5A48494A
"""`ZHIJ`: SQLite keeps it in the file's header, so that a stranger's database is known before it is opened."""
SCHEMA = 4
"""Number of the newest migration; SQLite keeps it as `user_version`."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_BUSY_MS = 3000


class Database:
    """The open database of one data folder.

    Every method may be called from any thread; transactions run one after another.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._engine = _engine(path)

    @classmethod
    def open(cls, folder: Path) -> "Database":
        """Opens the folder's database; makes a new one where there is none, migrates an older one after a backup.

        Args:
            folder: the data folder, which exists and is locked by the caller.

        Raises:
            NotADatabase: when the file in that place is none of ours.
            DamagedDatabase: when it was cut short or overwritten.
            DatabaseFromTheFuture: when a newer program wrote it.
            DataReadOnly: when it may not be written.
            DataBusy: when a foreign program keeps it locked.
        """
        path = folder / FILE_NAME
        if not path.exists():
            _create(path)
        check_header(path)
        database = cls(path)
        try:
            with told(path):
                check_content(database)
                if database.schema() < SCHEMA:
                    from models.storage.migration import migrate

                    migrate(database, folder)
                database.probe_writing()
        except BaseException:  # an interrupt, too, must not leave the file open
            database.close()
            raise
        return database

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
    engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # Python's sqlite3 would begin by itself, too late and never around a change of tables.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def connect(path: Path) -> sqlite3.Connection:
    """Opens a database file with the settings that every connection of ours has.

    A commit is on the disk when it returns (`synchronous = FULL`, and on macOS the drive's own cache is
    flushed), so neither a kill nor a power cut takes back what was told to be saved.
    """
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_BUSY_MS / 1000)
    try:
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "foreign_keys = ON",
            "journal_mode = WAL",
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


def _create(path: Path) -> None:
    """Makes an empty database beside its place and moves it there, so that no half-made file is ever found."""
    from models.storage.migration import upgrade

    fresh = path.with_name(path.name + ".new")
    with told(path):
        for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            leftover.unlink(missing_ok=True)
        database = Database(fresh)
        try:
            with database.raw() as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(database)
        finally:
            database.close()
        fresh.replace(path)


def check_header(path: Path) -> None:
    """Looks at the first bytes of a file, without SQLite, so that a stranger's file is not even opened.

    Raises:
        NotADatabase: when it is not one of ours.
        DamagedDatabase: when it is too short to say.
        DatabaseFromTheFuture: when a newer program wrote it.
        DataReadOnly: when it may not be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as failure:
        raise DataReadOnly(name=path.name) from failure
    if len(header) < _HEADER_BYTES and _MAGIC.startswith(header[: len(_MAGIC)]):
        raise DamagedDatabase(name=path.name, why=f"{len(header)} B", backup=newest_backup(path.parent))
    if not header.startswith(_MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotADatabase(name=path.name)
    _refuse_newer(path, int.from_bytes(header[60:64], "big"))


def _refuse_newer(path: Path, schema: int) -> None:
    if schema > SCHEMA:
        raise DatabaseFromTheFuture(name=path.name, version=schema, known=SCHEMA)


def check_content(database: Database) -> None:
    """Looks through the whole file for pages and references that do not fit.

    Raises:
        DamagedDatabase: when something does not.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    with database.raw() as connection:
        # The write-ahead log may hold a newer header than the file.
        _refuse_newer(database.path, connection.execute("PRAGMA user_version").fetchone()[0])
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedDatabase(
                name=database.path.name, why=" ".join(found.split()), backup=newest_backup(database.path.parent)
            )
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
        if orphan is not None:
            raise DamagedDatabase(
                name=database.path.name, why=f"{orphan[0]} → {orphan[2]}", backup=newest_backup(database.path.parent)
            )


def newest_backup(folder: Path) -> Sentence | str:
    """Returns the name of the newest backup in a data folder, for the sentence that needs it."""
    kept = sorted((folder / BACKUPS).glob("*.db"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    return (
        f"{BACKUPS}/{kept[-1].name}" if kept else sentence("none in this folder; look for one that you made elsewhere")
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says of the disk and the file into our sentences; everything else passes as it is."""
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
