"""The database of a data folder, opened with care."""

import contextlib
import os
import shutil
from contextlib import closing
from pathlib import Path

from models.storage.errors import DatabaseMissing, disk_error, refuse_special
from models.storage.file.check import check_content, check_header
from models.storage.file.connection import connect, connect_alone, told
from models.storage.file.copy import make_private
from models.storage.file.database import Database
from models.storage.file.mark import leave_empty_log
from models.storage.file.place import BACKUPS, FILE_NAME, SCRATCH
from models.storage.file.schema import APPLICATION_ID, SHIPPED, Schema
from models.storage.opening.remains import journal_of, log_of, refuse_foreign_log
from models.storage.opening.traces import traces_of_work


def open_database(folder: Path, schema: Schema = SHIPPED) -> Database:
    """Opens the folder's database; makes a new one where there never was one, migrates an older one after a backup.

    Nothing is written before the file was found to be ours, sound, and together with its own log or none.

    Args:
        folder: the data folder, which exists and is locked by the caller.
        schema: the tables that the program knows.

    Raises:
        NotADatabase: when the file in that place is none of ours.
        NotAnOrdinaryFile: when a folder, a pipe or a device has the name of the file, or of its log.
        DamagedDatabase: when it was cut short or overwritten.
        DatabaseFromTheFuture: when a newer program wrote it.
        DatabaseMissing: when there is none although there must have been one.
        LogOfAnother: when the log beside it belongs to another state.
        CopiedWhileOpen: when its log is missing.
        DataReadOnly: when it may not be written.
        DiskFull: when there is no room for opening it.
        DataBusy: when a foreign program keeps it locked.
        TooManyOpenFiles: when the system gives no further file.
    """
    try:
        return _open(folder, schema)
    except OSError as failure:
        raise disk_error(failure, FILE_NAME) from failure


def _open(folder: Path, schema: Schema) -> Database:
    path = folder / FILE_NAME
    _clear_scratch(folder)
    if not path.exists():
        traces = traces_of_work(folder)
        if traces is not None:
            raise DatabaseMissing(name=path.name, traces=traces)
        create(path, schema)
    for file in (path, log_of(path), journal_of(path), Path(f"{path}-shm")):
        refuse_special(file)
    check_header(path, schema)
    with told(path):
        refuse_foreign_log(path, schema)
    try:
        return _opened(path, folder, schema)
    except BaseException:  # what was found sound is so next time, whatever ended this
        leave_empty_log(path)
        raise


def _opened(path: Path, folder: Path, schema: Schema) -> Database:
    """Opens a file that is complete with what is beside it."""
    with told(path), closing(connect_alone(path) if _is_alone(path) else connect(path)) as connection:
        check_content(connection, path, schema)
    for kept in (path, *folder.glob(f"{BACKUPS}/*.db")):
        with contextlib.suppress(OSError):
            kept.chmod(0o600)
    database = Database(path)
    try:
        database.begin()
        if database.schema() < schema.number:
            # Alembic is loaded when there is something to migrate, not at every start.
            from models.storage.opening.migration import migrate

            migrate(database, folder, schema)
    except BaseException:  # an interrupt, too, must not leave the file open
        database.close()
        raise
    return database


def _is_alone(path: Path) -> bool:
    """Whether there is nothing beside a database file that SQLite would replay."""
    return not any(os.path.lexists(f"{path}{ending}") for ending in ("-wal", "-journal"))


def _clear_scratch(folder: Path) -> None:
    """Removes what a killed program left of copies that it was still making; nothing in them was in use."""
    for leftover in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def create(path: Path, schema: Schema) -> None:
    """Makes an empty database beside its place and moves it there, so that no half-made file is ever found.

    Raises:
        StorageError: of `disk_error`, when the disk or the rights do not allow it.
    """
    from models.storage.opening.migration import upgrade

    fresh = path.with_name(path.name + ".new")
    with told(path):
        try:
            for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
                leftover.unlink(missing_ok=True)
            make_private(fresh)
        except OSError as failure:
            raise disk_error(failure, path.name) from failure
        database = Database(fresh)
        try:
            with database.raw() as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(database, schema)
        finally:
            database.close()
        fresh.replace(path)
