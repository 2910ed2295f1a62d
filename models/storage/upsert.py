"""The one way to write a row that may be there already, in the language of the database that is open."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module

from sqlalchemy import Connection, Table
from sqlalchemy.sql.dml import Insert


def upsert(
    connection: Connection, table: Table, keys: Sequence[str], values: Mapping[str, object], *, keep: bool = False
) -> bool:
    """Adds a row, or changes the one that has the same keys; returns whether anything was written.

    Args:
        connection: inside a transaction.
        table: of the row.
        keys: columns that are unique together.
        values: of the row's columns, the keys among them.
        keep: whether a row that is there stays as it is.
    """
    statement = _statement(connection.dialect.name, table, tuple(keys), tuple(values), keep)
    return connection.execute(statement.returning(table.c[keys[0]]), dict(values)).first() is not None


def upsert_all(connection: Connection, table: Table, keys: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Adds rows, or changes those that have the same keys.

    Args:
        connection: inside a transaction.
        table: of the rows.
        keys: columns that are unique together.
        rows: each with the same columns, the keys among them.
    """
    listed = [dict(row) for row in rows]
    if listed:
        connection.execute(_statement(connection.dialect.name, table, tuple(keys), tuple(listed[0]), False), listed)


@cache
def _statement(dialect: str, table: Table, keys: tuple[str, ...], columns: tuple[str, ...], keep: bool) -> Insert:
    """Returns the statement for rows of some columns, made once: saving an answer executes it at every keystroke."""
    language = import_module(f"sqlalchemy.dialects.{dialect}")
    insert = language.insert(table)
    changed = {name: insert.excluded[name] for name in columns if name not in keys}
    if keep or not changed:
        statement: Insert = insert.on_conflict_do_nothing(index_elements=keys)
    else:
        statement = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    return statement
