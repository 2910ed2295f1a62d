"""One case taken from a copy into the open data, in one transaction; all other cases stay as they are."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Table

from models.case import settings_of_case
from models.storage.errors import CaseExists, UnknownCase
from models.storage.tables import metadata

_LEFT_OUT = frozenset({"generation", "outcomes", "settings"})
"""Of the whole folder, or made anew; the settings of the case itself follow by their keys."""
_BY_NUMBER = "case_number"
"""Column by which the kept papers know their case."""
_AT_ONCE = 500
"""Rows asked for by their keys in one question."""
Row = dict[str, object]


def case_in(there: sqlite3.Connection, wanted: str) -> tuple[int, str, str]:
    """Returns row, number and id of the case with that number or id in a copy.

    Raises:
        UnknownCase: when it is not there.
    """
    row = there.execute(
        "SELECT id, number, random_id FROM cases WHERE random_id = ? OR number = ? ORDER BY random_id = ? DESC",
        (wanted, wanted, wanted),
    ).fetchone()
    if row is None:
        raise UnknownCase(case=wanted)
    return int(row[0]), str(row[1]), str(row[2])


def bring_case(here: sqlite3.Connection, there: sqlite3.Connection, wanted: str) -> str:
    """Puts a case of a copy in the place of the same case here, or adds it; returns its number.

    Args:
        here: the open database, inside a transaction that writes.
        there: the copy, of the same schema.
        wanted: number or id of the case.

    Raises:
        UnknownCase: when the copy has no such case.
        CaseExists: when a different case has its number here.
    """
    row, number, case_id = case_in(there, wanted)
    if here.execute("SELECT 1 FROM cases WHERE number = ? AND random_id != ?", (number, case_id)).fetchone():
        raise CaseExists(case=number)
    rows = _rows_of(there, row, number)
    guards = here.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    # They would refuse what is frozen; they are back before the transaction ends.
    for name, _sql in guards:
        here.execute(f"DROP TRIGGER {name}")
    here.execute("DELETE FROM cases WHERE random_id = ?", (case_id,))
    _insert(here, rows)
    for key in settings_of_case(number):
        here.execute("DELETE FROM settings WHERE key = ?", (key,))
        kept = there.execute("SELECT key, value FROM settings WHERE key = ?", (key,))
        here.executemany("INSERT INTO settings (key, value) VALUES (?, ?)", kept)
    for _name, sql in guards:
        here.execute(sql)
    return number


def _rows_of(there: sqlite3.Connection, case: int, number: str) -> dict[str, list[Row]]:
    """Returns all rows of a case by table, parents first."""
    rows: dict[str, list[Row]] = {}
    for table in metadata.sorted_tables:
        column, keys = _belonging(table, rows, case, number)
        if column and table.name not in _LEFT_OUT:
            rows[table.name] = list(_selected(there, table, column, keys))
    # Evidence belongs to all cases that name it: what this one names is known now.
    digests = [row["digest"] for row in rows["attachments"]]
    return {"evidence": list(_selected(there, metadata.tables["evidence"], "digest", digests)), **rows}


def _selected(there: sqlite3.Connection, table: Table, column: str, keys: Sequence[object]) -> Iterator[Row]:
    names = [each.name for each in table.columns]
    for start in range(0, len(keys), _AT_ONCE):
        some = tuple(keys[start : start + _AT_ONCE])
        slots = ", ".join("?" for _ in some)
        for row in there.execute(f"SELECT {', '.join(names)} FROM {table.name} WHERE {column} IN ({slots})", some):
            yield dict(zip(names, row, strict=True))


def _belonging(table: Table, rows: Mapping[str, list[Row]], case: int, number: str) -> tuple[str, Sequence[object]]:
    """Returns the column by which rows of a table belong to the case, and its values; empty where the table knows of no case."""
    if table.name == "cases":
        return "id", (case,)
    for constraint in table.foreign_key_constraints:
        parent = constraint.referred_table.name
        if parent in rows:
            (column,), (element,) = constraint.column_keys, constraint.elements
            return column, [row[element.column.name] for row in rows[parent]]
    return (_BY_NUMBER, (number,)) if table.name == "reports" else ("", ())


def _insert(here: sqlite3.Connection, rows: dict[str, list[Row]]) -> None:
    """Inserts rows under numbers of this database."""
    numbers: defaultdict[str, dict[object, object]] = defaultdict(dict)
    for name, entries in rows.items():
        table = metadata.tables[name]
        parents = {
            constraint.column_keys[0]: constraint.referred_table.name
            for constraint in table.foreign_key_constraints
            if "id" in constraint.referred_table.columns
        }
        for entry in entries:
            values = {
                column: numbers[parents[column]].get(value, value) if column in parents else value
                for column, value in entry.items()
            }
            own = values.pop("id", None)
            slots = ", ".join("?" for _ in values)
            cursor = here.execute(
                f"INSERT OR IGNORE INTO {name} ({', '.join(values)}) VALUES ({slots})", tuple(values.values())
            )
            if own is not None:
                numbers[name][own] = cursor.lastrowid
