"""What of a copy differs from what is here, case by case, before anything is put back."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment import AnswerId
from models.safekeeping import CaseDifference, CaseFate

_CASES = "SELECT id, number, random_id, trashed_at IS NOT NULL FROM cases"
_NEWEST = "SELECT id FROM versions WHERE case_id = ? ORDER BY number DESC LIMIT 1"
_OF_VERSIONS = ("answers", "comments", "attachments", "confirmed")
_OF_CASES = ("unread", "put_off", "plan_limits", "plans", "quotes", "done_steps")
_ENTERPRISE = "enterprise.name"


@dataclass(frozen=True, slots=True)
class _Case:
    number: str
    answers: Mapping[str, tuple[object, ...]]
    """Of the newest version: everything that is kept of each answer."""
    versions: int
    rest: object
    """Whatever else is compared as a whole."""

    @property
    def enterprise(self) -> str:
        try:
            name = json.loads(str(self.answers[_ENTERPRISE][0]))
        except (KeyError, ValueError, RecursionError):
            return ""
        return name if isinstance(name, str) else ""


def case_differences(here: sqlite3.Connection, there: sqlite3.Connection) -> tuple[CaseDifference, ...]:
    """Returns every case of two databases of one schema: those that differ first, then by number.

    Args:
        here: the open data.
        there: the copy.
    """
    ours, theirs = _cases(here), _cases(there)
    differences = []
    for case_id in {*ours, *theirs}:
        mine, copied = ours.get(case_id), theirs.get(case_id)
        shown = copied or mine
        assert shown is not None
        differing: tuple[str, ...] = ()
        if mine is None or copied is None:
            fate = CaseFate.ADDED if mine is None else CaseFate.GONE
        else:
            names = {*mine.answers, *copied.answers}
            differing = tuple(sorted(name for name in names if mine.answers.get(name) != copied.answers.get(name)))
            fate = CaseFate.SAME if mine == copied else CaseFate.CHANGED
        differences.append(
            CaseDifference(
                shown.number,
                case_id,
                fate,
                shown.enterprise,
                tuple(map(AnswerId, differing)),
                mine.versions if mine else 0,
                copied.versions if copied else 0,
            )
        )
    return tuple(sorted(differences, key=lambda case: (case.fate is CaseFate.SAME, case.number)))


def _cases(database: sqlite3.Connection) -> dict[str, _Case]:
    cases = {}
    for row, number, case_id, is_in_trash in database.execute(_CASES).fetchall():
        (newest,) = database.execute(_NEWEST, (row,)).fetchone() or (None,)
        states = database.execute(
            "SELECT number, state, rulebook, overlays, answers_proof, frozen_digest FROM versions WHERE case_id = ? ORDER BY number",
            (row,),
        ).fetchall()
        rest = [bool(is_in_trash), states]
        for table in _OF_CASES:
            rest.append(_rows(database, table, "case_id = ?", row))
        for table in _OF_VERSIONS[1:]:
            rest.append(_rows(database, table, "version_id IN (SELECT id FROM versions WHERE case_id = ?)", row))
        rest.append(_rows(database, "reports", "case_number = ?", number))
        answers = {
            str(answer): tuple(values) for answer, *values in _rows(database, "answers", "version_id = ?", newest)
        }
        cases[case_id] = _Case(number, answers, len(states), rest)
    return cases


def _rows(database: sqlite3.Connection, table: str, where: str, value: object) -> list[tuple[object, ...]]:
    """Returns the rows of a table without the numbers that only one database knows, in order."""
    columns = [
        name
        for _place, name, *_rest in database.execute(f"PRAGMA table_info({table})")
        if name not in {"id", "version_id", "case_id"}
    ]
    rows = database.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", (value,)).fetchall()
    return sorted(rows, key=repr)
