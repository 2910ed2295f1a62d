"""Whether a database file is one of ours, of a schema that is known, and sound."""

from pathlib import Path

from models.storage.errors import DamagedDatabase, DatabaseFromTheFuture, DataReadOnly, NotADatabase
from models.storage.file.database import Database
from models.storage.file.place import newest_backup
from models.storage.file.schema import APPLICATION_ID, Schema

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


def check_header(path: Path, schema: Schema) -> None:
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
    _refuse_newer(path, int.from_bytes(header[60:64], "big"), schema)


def _refuse_newer(path: Path, number: int, schema: Schema) -> None:
    if number > schema.number:
        raise DatabaseFromTheFuture(name=path.name, version=number, known=schema.number)


def check_content(database: Database, schema: Schema) -> None:
    """Looks through the whole file for pages and references that do not fit.

    Raises:
        DamagedDatabase: when something does not.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    with database.raw() as connection:
        # The write-ahead log may hold a newer header than the file.
        _refuse_newer(database.path, connection.execute("PRAGMA user_version").fetchone()[0], schema)
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
