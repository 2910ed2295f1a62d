"""The database of a data folder, opened with care."""

from pathlib import Path

from models.storage.file.check import check_content, check_header
from models.storage.file.connection import told
from models.storage.file.database import Database
from models.storage.file.place import FILE_NAME
from models.storage.file.schema import APPLICATION_ID, SHIPPED, Schema


def open_database(folder: Path, schema: Schema = SHIPPED) -> Database:
    """Opens the folder's database; makes a new one where there is none, migrates an older one after a backup.

    Args:
        folder: the data folder, which exists and is locked by the caller.
        schema: the tables that the program knows.

    Raises:
        NotADatabase: when the file in that place is none of ours.
        DamagedDatabase: when it was cut short or overwritten.
        DatabaseFromTheFuture: when a newer program wrote it.
        DataReadOnly: when it may not be written.
        DataBusy: when a foreign program keeps it locked.
    """
    path = folder / FILE_NAME
    if not path.exists():
        _create(path, schema)
    check_header(path, schema)
    database = Database(path)
    try:
        with told(path):
            check_content(database, schema)
            if database.schema() < schema.number:
                # Alembic is loaded when there is something to migrate, not at every start.
                from models.storage.opening.migration import migrate

                migrate(database, folder, schema)
            database.probe_writing()
    except BaseException:  # an interrupt, too, must not leave the file open
        database.close()
        raise
    return database


def _create(path: Path, schema: Schema) -> None:
    """Makes an empty database beside its place and moves it there, so that no half-made file is ever found."""
    from models.storage.opening.migration import upgrade

    fresh = path.with_name(path.name + ".new")
    with told(path):
        for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            leftover.unlink(missing_ok=True)
        database = Database(fresh)
        try:
            with database.raw() as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(database, schema)
        finally:
            database.close()
        fresh.replace(path)
