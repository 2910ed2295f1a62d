"""Keystrokes on their way to the database, recorded in a small file the moment they are made.

A commit takes longer than a fast typist's pause when the disk or the computer is busy. So each step is first appended
to a file in the data folder and flushed to the disk, so that it survives the end of the program and of the current;
when everything is committed the file is emptied. What a killed window left in it is saved when the folder is opened
again. A file that cannot be read or brought back is never deleted.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from models.assessment import AnswerId, Value
from models.errors import ApplicationError
from models.files import flush_folder
from models.language import N_
from models.sealing import ring
from models.sealing.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.workspace import Workspace

_NAME = "typed.jsonl"
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
"""A pipe in its place is not waited for."""
LARGEST_BYTES = 10_000_000
"""More than anybody types between two commits; a larger file is not ours."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Answers of one case that were given together."""

    case: str
    changes: "Mapping[AnswerId, Value | None]"
    typing: bool
    """Whether it goes on from the step before, so that undo takes the typing back as a whole."""
    unread: "Mapping[AnswerId, str]" = field(default_factory=lambda: MappingProxyType({}))
    """What was typed for answers and is not understood (yet); it is no answer."""
    kind: str = "edit"
    """How the history calls it, a `ChangeKind`."""


class TypingKept(ApplicationError):
    """Keystrokes that a window before this one noted cannot all be saved."""

    code = "typing_kept"
    message = N_(
        "Some of what was typed last could not be brought back. Everything that was saved is safe, and the notes are kept as {name} in the data folder; please look through your last answers."
    )


class Journal:
    """The file with the steps that are not committed yet. Not being able to write it never stops the work."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._written = False
        self._held_back = False
        """Whether the file holds what could not be committed: it then stays, and is replayed at the next opening."""

    def note(self, step: JournalEntry) -> None:
        """Appends one step; it is on the disk when this returns."""
        import json

        changes = {key: _plain(value) for key, value in step.changes.items()}
        line = json.dumps([step.case, step.typing, changes, dict(step.unread), step.kind])
        with suppress(OSError):
            is_new = not self._path.exists()
            with os.fdopen(os.open(self._path, _APPEND, 0o600), "ab") as file:
                file.write(ring.line_for(self._path, line.encode()) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                flush_folder(self._path.parent)
        self._written = True

    def clear(self) -> None:
        """Forgets every step: all of them are committed."""
        if self._written and not self._held_back:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._written = False

    def left(self) -> tuple[JournalEntry, ...]:
        """Returns the steps that a window before this one could not commit, in order; a torn last line is left out."""
        return self._read()[0]

    def _read(self) -> tuple[tuple[JournalEntry, ...], bool]:
        """Returns the steps in the file, and whether all of it could be read."""
        try:
            if self._path.stat().st_size > LARGEST_BYTES:
                return (), False
            lines = ring.content(self._path, read_plain(self._path)).splitlines(keepends=True)
        except FileNotFoundError:
            return (), True
        except OSError:
            return (), False
        steps = []
        is_whole = True
        for line in lines:
            step = _step(line)
            if step is not None:
                steps.append(step)
            elif line.endswith(b"\n"):
                # Not the line that was being written when the current failed.
                is_whole = False
        return tuple(steps), is_whole

    def bring_back(self, workspace: "Workspace") -> int:
        """Commits what a killed window left behind, and empties the file; returns how many steps there were.

        Raises:
            DiskFull: when there is no room; the file stays as it is.
            DataReadOnly: when nothing can be written; the file stays as it is.
            TypingKept: when part of it cannot be read, or the data refuse it for good (the version was frozen since,
                the case is gone); the rest is saved, and the file is kept under another name.
        """
        from models.case import ChangeKind
        from models.workspace import FrozenVersion, UnknownCase, UnstorableAnswer

        steps, is_whole = self._read()
        self._held_back = True
        for step in steps:
            try:
                workspace.save_answers(
                    step.case, step.changes, typing=True, unread=step.unread, kind=ChangeKind(step.kind)
                )
            except (FrozenVersion, UnknownCase, UnstorableAnswer):
                is_whole = False
        if not is_whole:
            kept = self._path.with_name(f"typed-kept-{datetime.now():%Y%m%d-%H%M%S}.jsonl")
            with suppress(OSError):
                self._path.rename(kept)
                self._held_back = False
            raise TypingKept(name=kept.name if kept.exists() else self._path.name)
        self._held_back = False
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


def _step(line: bytes) -> JournalEntry | None:
    """Returns the step of one line; None when it is torn, damaged or not ours."""
    import json

    from models.case import ChangeKind

    try:
        case, typing, changes, unread, kind = json.loads(line)
        return JournalEntry(
            str(case),
            {AnswerId(key): _value(value) for key, value in changes.items()},
            bool(typing),
            {AnswerId(key): str(text) for key, text in unread.items()},
            ChangeKind(kind).value,
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
