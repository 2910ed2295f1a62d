"""The one way to write a row that may be there already, in the language of the database that is open."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


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
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(**values)
    changed = {name: value for name, value in values.items() if name not in keys}
    if keep or not changed:
        insert = insert.on_conflict_do_nothing(index_elements=keys)
    else:
        insert = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    return connection.execute(insert.returning(table.c[keys[0]])).first() is not None
