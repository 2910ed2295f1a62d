"""Keystrokes on their way to the database, noted in a small file the moment they are made.

A commit takes longer than a fast typist's pause when the disk or the computer is busy. So each step is first appended
to a file in the data folder, which takes microseconds and survives the end of the program in any form; when
everything is committed the file is emptied. What a killed window left in it is saved when the folder is opened again.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from models.assessment import AnswerId, Value
from models.errors import ApplicationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.workspace import Workspace

_NAME = "typed.jsonl"
LARGEST_BYTES = 10_000_000
"""More than anybody types between two commits; a larger file is not ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """Answers of one case that were given together."""

    case: str
    changes: "Mapping[AnswerId, Value | None]"
    typing: bool
    """Whether it goes on from the step before, so that undo takes the typing back as a whole."""


class Journal:
    """The file with the steps that are not committed yet. Not being able to write it never stops the work."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._written = False

    def note(self, step: Step) -> None:
        """Appends one step; it is with the operating system when this returns."""
        import json

        line = json.dumps([step.case, step.typing, {key: _plain(value) for key, value in step.changes.items()}])
        with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._written = True

    def clear(self) -> None:
        """Forgets every step: all of them are committed."""
        if self._written:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._written = False

    def left(self) -> tuple[Step, ...]:
        """Returns the steps that a window before this one could not commit, in order; a torn last line is left out."""
        try:
            if self._path.stat().st_size > LARGEST_BYTES:
                return ()
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return ()
        return tuple(_steps(lines))

    def bring_back(self, workspace: "Workspace") -> int:
        """Commits what a killed window left, and empties the file; returns how many steps there were.

        A step that the data refuse for good (the version was frozen since, the case is gone) is dropped.

        Raises:
            DiskFull: when there is no room; the file stays as it is.
            DataReadOnly: when nothing can be written; the file stays as it is.
        """
        from models.workspace import FrozenVersion, UnknownCase, UnstorableAnswer

        steps = self.left()
        for step in steps:
            with suppress(FrozenVersion, UnknownCase, UnstorableAnswer):
                workspace.save_answers(step.case, step.changes, typing=True)
        self._written = True
        self.clear()
        return len(steps)


def bring_back_what_can_be(journal: Journal, workspace: "Workspace") -> ApplicationError | None:
    """Like `Journal.bring_back`; returns the error instead of raising it, because the data can be read all the same."""
    try:
        journal.bring_back(workspace)
    except ApplicationError as problem:
        return problem
    return None


def _plain(value: Value | None) -> object:
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return list(value) if isinstance(value, tuple) else value


def _value(plain: object) -> Value | None:
    """Returns the value of what `_plain` wrote.

    Raises:
        ValueError: when it is none of ours.
    """
    if isinstance(plain, dict):
        try:
            return Decimal(plain["number"])
        except (KeyError, TypeError, InvalidOperation) as problem:
            raise ValueError(plain) from problem
    if isinstance(plain, list):
        return tuple(str(entry) for entry in plain)
    if plain is None or isinstance(plain, (str, bool, int)):
        return plain
    raise ValueError(plain)


def _steps(lines: list[str]) -> Iterator[Step]:
    import json

    for line in lines:
        try:
            case, typing, changes = json.loads(line)
            step = Step(str(case), {AnswerId(key): _value(value) for key, value in changes.items()}, bool(typing))
        except (ValueError, TypeError, AttributeError, RecursionError):
            # The line that was being written when the program ended, or a file that somebody else put here.
            continue
        yield step
