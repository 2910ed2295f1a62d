"""Answers on their way to the disk: in the order given, and of one field only the newest text.

The window puts steps in, the storage thread takes them out. While one save is being written, further typing in the
same field replaces what waits, so the disk is never more than one save behind, however fast somebody types.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.saving.journal import Journal, JournalEntry

if TYPE_CHECKING:
    from models.case import Saved
    from models.workspace import Workspace


class SaveQueue:
    """Safe to use from the window and from the storage thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.journal: Journal | None = None
        """Where steps are noted until they are committed; None while no folder is open."""
        self._steps: list[JournalEntry] = []
        self._at_work = False
        self._in_flight = False
        """Whether a step was taken out and is not committed yet."""

    def put(self, step: JournalEntry) -> bool:
        """Adds a step; returns whether `empty_into` has to be started for it."""
        with self._lock:
            last = self._steps[-1] if self._steps else None
            continues = (
                last is not None
                and step.typing
                and last.typing
                and last.case == step.case
                and last.changes.keys() == step.changes.keys()
                and last.unread.keys() == step.unread.keys()
            )
            if self.journal is not None:
                self.journal.note(step)
            if continues:
                self._steps[-1] = step
            else:
                self._steps.append(step)
            return self._start()

    def again(self) -> bool:
        """Returns whether `empty_into` has to be started for steps that could not be saved before."""
        with self._lock:
            return bool(self._steps) and self._start()

    def _start(self) -> bool:
        start = not self._at_work
        self._at_work = True
        return start

    @property
    def settled(self) -> bool:
        """Whether nothing newer waits behind what was committed last."""
        with self._lock:
            return not self._steps and not self._in_flight

    @property
    def empty(self) -> bool:
        """Whether every step is on the disk."""
        with self._lock:
            return not self._steps and not self._at_work

    def empty_into(self, workspace: "Workspace", tell: Callable[["Saved"], None]) -> None:
        """Saves step after step until none is left; runs in the storage thread.

        Args:
            workspace: where the answers go.
            tell: called after each commit.

        Raises:
            ApplicationError: of the save that failed; its step and those after it stay in the queue.
        """
        from models.case import ChangeKind

        while True:
            with self._lock:
                if not self._steps:
                    self._at_work = False
                    if self.journal is not None:
                        self.journal.clear()
                    return
                step = self._steps.pop(0)
                self._in_flight = True
            try:
                saved = workspace.save_answers(step.case, step.changes, step.typing, step.unread, ChangeKind(step.kind))
            except BaseException:  # whatever went wrong, what waits is kept
                with self._lock:
                    self._steps.insert(0, step)
                    self._at_work = self._in_flight = False
                raise
            with self._lock:
                self._in_flight = False
            tell(saved)
