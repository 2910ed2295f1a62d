"""The states of its data that a folder holds, with what each has in it, so that a person can choose."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from models.errors import ApplicationError
from models.safekeeping import DataState, Origin
from models.storage.encoding import decode_time
from models.storage.file.connection import connect, connect_alone
from models.storage.file.mark import log_belongs
from models.storage.file.place import FILE_NAME, SCRATCH, SET_ASIDE, is_ours, own_copies
from models.storage.opening.remains import log_of
from models.storage.opening.traces import conflict_copies

_MOST_OF_A_KIND = 40
_FACTS = """
SELECT (SELECT count(*) FROM cases WHERE trashed_at IS NULL),
       (SELECT count(*) FROM answers WHERE version_id IN (SELECT max(id) FROM versions GROUP BY case_id)),
       (SELECT max(changed_at) FROM versions)
"""


def states(folder: Path) -> tuple[DataState, ...]:
    """Returns every state that a closed data folder holds, the one with the latest change first, unsound ones last.

    Nothing is changed: each file is read as it is, with its log only in a copy.
    """
    place = folder / FILE_NAME
    candidates: list[tuple[Path, Origin]] = [(place, Origin.DATABASE)] if place.is_file() else []
    candidates += [(copy, Origin.CONFLICT) for copy in conflict_copies(folder)]
    candidates += [(copy, Origin.BACKUP) for copy in own_copies(folder)[:_MOST_OF_A_KIND]]
    aside = sorted(
        (file for file in folder.glob(f"{SET_ASIDE}*/*") if is_ours(file)), key=lambda file: file.stat().st_mtime_ns
    )
    candidates += [(file, Origin.SET_ASIDE) for file in aside[-_MOST_OF_A_KIND:]]
    states = [_state(path, origin) for path, origin in candidates]
    # A log that belongs to another state would make a mixture: it is no state.
    states += [_with_log(path, origin) for path, origin in candidates if _has_own_log(path)]
    return tuple(sorted(states, key=lambda state: (state.is_sound, _when(state), -_rank(state)), reverse=True))


def _has_own_log(path: Path) -> bool:
    log = log_of(path)
    try:
        return log.is_file() and log.stat().st_size > 0 and log_belongs(path, log)
    except OSError:
        return False


def _when(state: DataState) -> float:
    return state.changed_at.timestamp() if state.changed_at else 0.0


def _rank(state: DataState) -> int:
    """Returns a state's rank among equally new ones: the database itself first."""
    return list(Origin).index(state.origin)


def _state(path: Path, origin: Origin) -> DataState:
    try:
        with closing(connect_alone(path)) as connection:
            return _read(connection, path, origin, with_log=False)
    except (sqlite3.Error, ApplicationError, ValueError, TypeError):
        return DataState(path, origin, with_log=False, is_sound=False)


def _with_log(path: Path, origin: Origin) -> DataState:
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=path.parent) as scratch:
            copy = Path(scratch) / path.name
            for file in (path, log_of(path)):
                shutil.copyfile(file, copy.with_name(file.name))
            with closing(connect(copy)) as connection:
                return _read(connection, path, origin, with_log=True)
    except (sqlite3.Error, ApplicationError, ValueError, TypeError, OSError):
        return DataState(path, origin, with_log=True, is_sound=False)


def _read(connection: sqlite3.Connection, path: Path, origin: Origin, *, with_log: bool) -> DataState:
    cases, answers, changed_at = connection.execute(_FACTS).fetchone()
    is_sound = (
        connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        and connection.execute("PRAGMA foreign_key_check").fetchone() is None
    )
    when: datetime | None = decode_time(changed_at) if changed_at else None
    return DataState(path, origin, with_log, is_sound, cases, answers, when)
