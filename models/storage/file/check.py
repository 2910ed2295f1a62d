"""Whether a database file is one of ours, of a schema that is known, and sound."""

import sqlite3
from pathlib import Path

from models.sealing.plain import open_plain
from models.storage.errors import DamagedDatabase, DatabaseFromTheFuture, NotADatabase, disk_error
from models.storage.file.place import HEADER_BYTES, MAGIC, is_ours, newest_backup
from models.storage.file.schema import SHIPPED, Schema
from models.storage.tables import metadata


def check_header(path: Path, schema: Schema) -> None:
    """Looks at the first bytes of a file, without SQLite, so that a stranger's file is not even opened.

    Raises:
        NotADatabase: when it is not one of ours.
        DamagedDatabase: when it is too short to say.
        DatabaseFromTheFuture: when a newer program wrote it.
        DataReadOnly: when it may not be read.
    """
    try:
        with open_plain(path) as file:
            header = file.read(HEADER_BYTES)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    if len(header) < HEADER_BYTES and MAGIC.startswith(header[: len(MAGIC)]):
        raise DamagedDatabase(name=path.name, why=f"{len(header)} B", backup=newest_backup(path.parent))
    if not is_ours(path):
        raise NotADatabase(name=path.name)
    _refuse_newer(path, int.from_bytes(header[60:64], "big"), schema)


def _refuse_newer(path: Path, number: int, schema: Schema) -> None:
    if number > schema.number:
        raise DatabaseFromTheFuture(name=path.name, version=number, known=schema.number)


def _missing_columns(connection: sqlite3.Connection) -> str:
    """Returns the columns that the list of tables in a database of the present schema does not have; none in a sound one."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != SHIPPED.number:
        return ""
    listed = connection.execute(
        "SELECT kept.name, part.name FROM sqlite_master AS kept, pragma_table_info(kept.name) AS part WHERE kept.type = 'table'"
    )
    columns = {f"{table}.{column}" for table, column in listed}
    return ", ".join(sorted({str(column) for table in metadata.sorted_tables for column in table.columns} - columns))


def check_content(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Looks through the whole file for pages, rows and references that do not fit.

    Args:
        connection: the open database.
        path: its file, for the sentences.
        schema: the tables that the program knows.

    Raises:
        DamagedDatabase: when something does not fit.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    # The write-ahead log may hold a newer header than the file.
    _refuse_newer(path, connection.execute("PRAGMA user_version").fetchone()[0], schema)
    state = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if state != "ok":
        raise DamagedDatabase(name=path.name, why=" ".join(state.split()), backup=newest_backup(path.parent))
    if schema is SHIPPED and (missing := _missing_columns(connection)):
        raise DamagedDatabase(name=path.name, why=missing, backup=newest_backup(path.parent))
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        raise DamagedDatabase(name=path.name, why=f"{orphan[0]} → {orphan[2]}", backup=newest_backup(path.parent))
    if connection.execute("SELECT count(*) FROM generation").fetchone() != (1,):
        raise DamagedDatabase(name=path.name, why="generation", backup=newest_backup(path.parent))
