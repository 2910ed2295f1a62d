"""Everything that can still be read of a damaged database, row by row, put into a new one; what was lost is said."""

import json
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Table

from models.assessment import AnswerId
from models.language import sentence
from models.safekeeping import Salvage, Unproven
from models.sealing.key import DataKey
from models.sealing.plain import read_plain
from models.storage.encoding import decode_time, decode_value, entry_proof, proof, proof_of_all
from models.storage.errors import NotABackup
from models.storage.file.connection import connect, connect_copy
from models.storage.file.mark import log_belongs
from models.storage.file.schema import SHIPPED
from models.storage.file.sealed_pages import RESERVED_BYTES, key_of_damaged, opened_pages
from models.storage.opening.folder import create
from models.storage.opening.read_only import pages_with
from models.storage.opening.remains import log_of
from models.storage.safekeeping.pages import AnswerRow, answers_in, with_tables_of
from models.storage.tables import metadata

_LEFT_OUT = frozenset({"generation", "outcomes"})
"""Made anew in any event."""
_LAST_ID = 200_000
_KINDS: Mapping[type, type] = {int: int, bool: int, str: str, bytes: bytes}
"""What SQLite gives for a column of a type."""
Row = tuple[object, ...]
Rows = dict[tuple[object, ...], Row]
"""Rows by their key."""

_CHECKS: Mapping[str, Callable[[str], object]] = {
    "created_at": decode_time,
    "trashed_at": decode_time,
    "begun_at": decode_time,
    "changed_at": decode_time,
    "frozen_at": decode_time,
    "kept_at": decode_time,
    "verdict_at": decode_time,
    "at": decode_time,
    "opened_at": decode_time,
    "seen_at": decode_time,
    "decided_at": decode_time,
    "changed_answers": json.loads,
    "overlays": json.loads,
    "limits": json.loads,
    "old": decode_value,
    "new": decode_value,
}
"""By column: what a text must be for the program to read it."""


def salvage(path: Path, target: Path, copy: Path | None = None, copy_name: str = "") -> Salvage:
    """Reads whatever can be read of a damaged database and writes it into a new one; gaps are filled from a copy.

    Args:
        path: the damaged file; it is not touched.
        target: the new file, which does not exist yet; its folder serves for copies.
        copy: a sound database of the present schema that fills the gaps; None where there is none.
        copy_name: what the person knows it by.

    Raises:
        NotABackup: when nothing of it can be read.
    """
    create(target, SHIPPED)
    log = log_of(path) if log_of(path).is_file() and log_belongs(path, log_of(path)) else None
    key = key_of_damaged(path)
    tables, broken, pages = _in_a_copy(path, log, target) if key is None else _in_memory(path, log, target, key)
    raw = {row[:2]: row for row in answers_in(pages, reserved_bytes=0 if key is None else RESERVED_BYTES)}
    for place, row in raw.items():
        tables["answers"].setdefault(place, row)
    tables["answers"] = {
        key: row for key, row in tables["answers"].items() if row[3] == proof(str(row[1]), str(row[2]))
    }
    if _says_nothing(tables):
        raise NotABackup(name=path.name, why=sentence("nothing in it can be read"))
    copied = _read(partial(connect, copy))[0] if copy is not None else None
    from_copy = _fill(tables, copied, broken) if copied is not None else 0
    from_copy += _bring_parents(tables, copied) if copied is not None else 0
    altered = _altered(tables)
    broken |= altered.keys()
    from_copy += _put_right(tables, copied, altered) if copied is not None else 0
    _complete_parents(tables)
    restored, from_copy_too, unproven = _complete_answers(tables, _answers_of(copied) if copied is not None else {})
    kept = _write(target, tables)
    return Salvage(
        cases=kept["cases"],
        answers=kept["answers"],
        from_history=restored,
        from_copy=from_copy + from_copy_too,
        copy=copy_name if copy is not None else "",
        unproven=tuple(unproven),
        broken=tuple(sorted(broken)),
    )


def _in_a_copy(path: Path, log: Path | None, target: Path) -> tuple[dict[str, Rows], set[str], bytes]:
    """Reads a damaged database by SQLite in a copy beside the target; returns what `_read` does, and its pages."""
    damaged = target.with_name("damaged.db")
    shutil.copyfile(path, damaged)
    if log is not None:
        shutil.copyfile(log, log_of(damaged))
    tables, broken = _read(partial(connect, damaged))
    if _says_nothing(tables):
        damaged.write_bytes(with_tables_of(read_plain(damaged), read_plain(target)))
        log_of(damaged).unlink(missing_ok=True)
        tables, broken = _read(partial(connect, damaged))
    return tables, broken, read_plain(damaged)


def _in_memory(path: Path, log: Path | None, target: Path, key: DataKey) -> tuple[dict[str, Rows], set[str], bytes]:
    """The same for an encrypted one, of which SQLCipher gives no damaged page: in memory, so that nothing is left in clear."""
    pages = bytearray(opened_pages(bytes(pages_with(path, log)), key))
    pages[18:20] = b"\x01\x01"
    tables, broken = _read(partial(connect_copy, bytes(pages)))
    if _says_nothing(tables):
        pages[:] = with_tables_of(bytes(pages), opened_pages(read_plain(target), key))
        tables, broken = _read(partial(connect_copy, bytes(pages)))
    return tables, broken, bytes(pages)


def _says_nothing(tables: dict[str, Rows]) -> bool:
    return not any(tables[name] for name in ("cases", "answers", "papers"))


def _fill(tables: dict[str, Rows], copied: dict[str, Rows], broken: set[str]) -> int:
    """Adds rows of a copy to the tables that could be read only in part; returns how many.

    Answers are not among them: which of them count is known only by the proof of their version.
    """
    filled = 0
    for name in broken - {"answers"}:
        for key, row in copied[name].items():
            if key not in tables[name]:
                tables[name][key] = row
                filled += 1
    return filled


def _altered(tables: dict[str, Rows]) -> dict[str, set[tuple[object, ...]]]:
    """Returns the keys of the entries of the history and of the remarks that are not what the program wrote.

    They stay as they are where no copy has them: whoever reads the history is told.
    """
    numbers = {row[0]: row[2] for row in tables["versions"].values()}
    altered: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for key, (step, answer, old, new, kept) in tables["changes"].items():
        _id, version, kind, _standing, at, who, why = tables["steps"].get((step,), (None,) * 7)
        if kept != _proof(numbers.get(version), (at, who, kind, why), answer, old, new):
            altered["changes"].add(key)
    for key, (_id, version, item, text, at, who, kept) in tables["comments"].items():
        if kept != _proof(numbers.get(version), (at, who), item, text):
            altered["comments"].add(key)
    return altered


def _proof(version: object, step: tuple[object, ...], *words: object) -> int | None:
    if version is None or None in step:
        return None
    return entry_proof(int(str(version)), [str(part) for part in step], *(None if w is None else str(w) for w in words))


def _put_right(tables: dict[str, Rows], copied: dict[str, Rows], altered: Mapping[str, set[tuple[object, ...]]]) -> int:
    """Takes entries of a copy in the place of altered ones, with the step they belong to; returns how many."""
    wrong, put = _altered(copied), 0
    for name, keys in altered.items():
        for key in keys & copied[name].keys() - wrong.get(name, set()):
            if name == "changes":
                own, others = tables["steps"].get(key[:1]), tables[name].keys() - keys
                older = copied["steps"][key[:1]]
                if own != older and any(other[:1] == key[:1] for other in others):
                    # Its other entries are as they were saved last, and prove the step that is here.
                    continue
                tables["steps"][key[:1]] = older
            tables[name][key] = copied[name][key]
            put += 1
    return put


def _bring_parents(tables: dict[str, Rows], copied: dict[str, Rows]) -> int:
    """Adds the rows of a copy to which others belong and which are lost without a trace; returns how many."""
    brought = 0
    for table in reversed(metadata.sorted_tables):
        for constraint in table.foreign_key_constraints if table.name in tables else ():
            (column,), parent = constraint.column_keys, constraint.referred_table.name
            place = list(table.columns.keys()).index(column)
            if [element.column.name for element in constraint.elements] != metadata.tables[
                parent
            ].primary_key.columns.keys():
                continue
            for key in {(row[place],) for row in tables[table.name].values()}:
                if key not in tables[parent] and key in copied[parent]:
                    tables[parent][key] = copied[parent][key]
                    brought += 1
    return brought


def _answers_of(tables: dict[str, Rows]) -> dict[object, dict[str, str]]:
    """Returns the answers of every version, as stored."""
    by_version: defaultdict[object, dict[str, str]] = defaultdict(dict)
    for version, answer, value, *_rest in tables["answers"].values():
        by_version[version][str(answer)] = str(value)
    return by_version


def _read(opening: Callable[[], sqlite3.Connection]) -> tuple[dict[str, Rows], set[str]]:
    """Returns the rows of every table that can be read, and the names of the tables that are read only in part."""
    tables: dict[str, Rows] = {table.name: {} for table in metadata.sorted_tables if table.name not in _LEFT_OUT}
    broken: set[str] = set()
    try:
        connection = opening()
    except (sqlite3.Error, UnicodeError):
        # SQLite quotes a damaged list of tables in its message, and Python cannot read the quotation.
        return tables, set(tables)
    with closing(connection):
        # Bytes that are no text cost their own row only.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for name, rows in tables.items():
            if not _read_table(connection, name, rows):
                broken.add(name)
    return tables, broken


def _read_table(connection: sqlite3.Connection, name: str, rows: Rows) -> bool:
    """Reads one table from both ends, and by its numbers in between; returns whether all of it could be read."""
    table = metadata.tables[name]
    columns = ", ".join(column.name for column in table.columns)
    key = [column.name for column in table.primary_key.columns]
    places = [list(table.columns.keys()).index(column) for column in key]

    def take(query: str, *numbers: int) -> bool:
        whole = True
        try:
            for row in connection.execute(query, numbers):
                if _is_readable(table, row):
                    rows[tuple(row[place] for place in places)] = row
                else:
                    # Of another table, where pages were put in each other's place: then rows of this one are missing.
                    whole = False
        except (sqlite3.Error, UnicodeError, OverflowError):
            return False
        return whole

    down = ", ".join(f"{column} DESC" for column in key)
    if take(f"SELECT {columns} FROM {name} NOT INDEXED ORDER BY {', '.join(key)}"):
        return True
    take(f"SELECT {columns} FROM {name} NOT INDEXED ORDER BY {down}")
    numbers = [row_key[0] for row_key in rows if isinstance(row_key[0], int)]
    if key == ["id"] and numbers:
        for number in range(1, min(max(numbers), _LAST_ID)):
            if (number,) not in rows:
                take(f"SELECT {columns} FROM {name} WHERE id = ?", number)
    return False


def _is_readable(table: Table, row: Row) -> bool:
    """Whether a row is one that the program could have written into this table."""
    for column, value in zip(table.columns, row, strict=True):
        if value is None:
            if not column.nullable:
                return False
            continue
        if column.type.python_type in _KINDS and not isinstance(value, _KINDS[column.type.python_type]):
            return False
        if not isinstance(value, str):
            continue
        try:
            value.encode()
            if column.name in _CHECKS:
                _CHECKS[column.name](value)
        except (ValueError, TypeError, LookupError, ArithmeticError):
            return False
    return True


def _complete_parents(tables: dict[str, Rows]) -> None:
    """Puts rows in the place of lost ones to which others belong, so that nothing of them goes with the lost row."""
    now = max((str(row[4]) for row in tables["steps"].values()), default="2000-01-01T00:00:00+00:00")
    numbers = {key[0] for name in ("answers", "attachments") for key in tables[name]}
    numbers |= {row[1] for row in tables["steps"].values()} | {row[1] for row in tables["comments"].values()}
    cases = {row[1] for row in tables["versions"].values()}
    for version in sorted(numbers - {key[0] for key in tables["versions"]}, key=str):
        case = max((key[0] for key in tables["cases"] if key[0] not in cases), key=str, default=version)
        cases.add(case)
        columns = metadata.tables["versions"].columns.keys()
        known: dict[str, object] = {
            "id": version, "case_id": case, "number": 1, "state": "draft", "rulebook": "national-2025", "overlays": "[]",
            "begun_at": now, "changed_at": now, "revision": 0, "frozen_at": None, "answers_proof": -1,
        }  # fmt: skip
        tables["versions"][version,] = tuple(known.get(column, "") for column in columns)
    for name in ("plan_limits", "plans", "quotes", "done_steps"):
        cases |= {key[0] for key in tables[name]}
    for case in sorted(cases - {key[0] for key in tables["cases"]}, key=str):
        tables["cases"][case,] = (case, f"ZJ-salvaged-{case}", now, None)


def _complete_answers(
    tables: dict[str, Rows], copied: Mapping[object, Mapping[str, str]]
) -> tuple[int, int, list[Unproven]]:
    """Adds what is missing from the history, then from a copy.

    Returns:
        How many answers came from the history, how many from the copy, and what is not proven to be all and right.
    """
    by_version = _answers_of(tables)
    replayed = _replayed(tables)
    from_history = from_copy = 0
    unproven = []
    proof_place = list(metadata.tables["versions"].columns.keys()).index("answers_proof")
    numbers = {row[0]: row[1] for row in tables["cases"].values()}
    for (version,), row in sorted(tables["versions"].items(), key=lambda item: str(item[0])):
        expected = row[proof_place]
        stored, known, older = by_version.get(version, {}), replayed.get(version, {}), copied.get(version, {})
        everything = {**older, **known, **stored}
        for candidate in (
            stored,
            {**known, **stored},
            known,
            {**older, **stored},
            everything,
            {**stored, **older},
            older,
        ):
            if proof_of_all(candidate) == expected:
                break
        else:
            candidate = everything
            # What two of the three say alike is most likely right; nothing else is.
            sources = (stored, known, older)
            doubtful = {
                answer
                for answer, value in candidate.items()
                if sum(source.get(answer) == value for source in sources) < 2
            }
            unproven.append(
                Unproven(str(numbers.get(row[1], "")), int(str(row[2])), tuple(sorted(map(AnswerId, doubtful))))
            )
            tables["versions"][version,] = (*row[:proof_place], proof_of_all(candidate), *row[proof_place + 1 :])
        for answer, value in candidate.items():
            if stored.get(answer) != value:
                in_history = known.get(answer) == value
                from_history += in_history
                from_copy += not in_history
        for answer in stored:
            del tables["answers"][version, answer]
        for answer, value in candidate.items():
            added: AnswerRow = (int(str(version)), answer, value, proof(answer, value))
            tables["answers"][version, answer] = added
    return from_history, from_copy, unproven


def _replayed(tables: dict[str, Rows]) -> dict[object, dict[str, str]]:
    """Returns the answers of every version as the history of all changes makes them."""
    changes: defaultdict[object, list[Row]] = defaultdict(list)
    for row in tables["changes"].values():
        changes[row[0]].append(row)
    steps: defaultdict[object, list[object]] = defaultdict(list)
    for (step,), row in sorted(tables["steps"].items(), key=lambda item: int(str(item[0][0]))):
        steps[row[1]].append(step)
    states: dict[object, dict[str, str]] = {}
    last: dict[object, dict[str, str]] = {}
    for (version,), row in sorted(tables["versions"].items(), key=lambda item: (str(item[1][1]), int(str(item[1][2])))):
        state = dict(last.get(row[1], {}))
        for step in steps[version]:
            for _step, answer, _old, new, _proof in changes[step]:
                if new is None:
                    state.pop(str(answer), None)
                else:
                    state[str(answer)] = str(new)
        states[version] = last[row[1]] = state
    return states


def _write(target: Path, tables: dict[str, Rows]) -> dict[str, int]:
    """Fills the new database; rows that break its rules, or whose parent is lost, are left out."""
    with closing(connect(target)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        # They would refuse the answers of frozen versions.
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for name, rows in tables.items():
            slots = ", ".join("?" for _ in metadata.tables[name].columns)
            for row in rows.values():
                with suppress(sqlite3.Error, UnicodeError, OverflowError):
                    connection.execute(f"INSERT OR IGNORE INTO {name} VALUES ({slots})", row)
        while orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
            for name in {orphan[0] for orphan in orphans}:
                for constraint in metadata.tables[name].foreign_key_constraints:
                    (column,), parent = constraint.column_keys, constraint.referred_table
                    (referred,) = (element.column.name for element in constraint.elements)
                    connection.execute(
                        f"DELETE FROM {name} WHERE {column} NOT IN (SELECT {referred} FROM {parent.name})"
                    )
        for _name, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("cases", "answers")}
