"""The program's own copies while the window is open: some minutes after a change, in the background.

Nobody waits for them: answers are saved while a copy is made, and closing the window ends one that is under way.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from models.errors import ApplicationError
from ui import tasks

if TYPE_CHECKING:
    from models.safekeeping import SecondPlace
    from models.workspace import Workspace

SOON_MS = 60_000
"""After opening, and after the first change since: what is new is not long without a copy."""
LATER_MS = 300_000
"""After a change that follows a copy; what is typed meanwhile is in the same one."""


class CopyKeeper(QObject):
    """Makes copies of the open data folder. Signals arrive in the window's thread."""

    made = Signal(object)
    """The path of a copy that was read back and compared, or None where nothing had changed since the last."""
    failed = Signal(object)
    """The `ApplicationError` of a copy that was not made; told once until one is made again."""
    overdue = Signal(object)
    """The `Sentence` about a second place that was not there for a week; once for each window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SOON_MS)
        self.timer.timeout.connect(self.copy_now)
        self._at_work = False
        self._has_failed = False
        self._has_reminded = False

    def open(self, workspace: "Workspace") -> None:
        """Begins with an open data folder: what the window before this one did not copy is copied soon."""
        self._workspace = workspace
        self.timer.setInterval(SOON_MS)
        self.timer.start()

    def close(self) -> None:
        """Makes no further copies."""
        self.timer.stop()
        self._workspace = None

    def something_changed(self) -> None:
        """Sees to it that there is a copy some minutes from now; further changes do not put it off."""
        if self._workspace is not None and not self.timer.isActive():
            self.timer.start()

    def copy_now(self) -> None:
        """Makes a copy in the background, unless one is being made."""
        workspace = self._workspace
        if workspace is None or self._at_work:
            self.something_changed()
            return
        self._at_work = True
        self.timer.setInterval(LATER_MS)

        def work(_control: tasks.Control) -> "tuple[Path | None, SecondPlace | None]":
            return workspace.keep_copy(), workspace.overdue_place()

        task = tasks.run(work, self._show, self._fail)
        task.finished.connect(self._ended)

    def _ended(self) -> None:
        self._at_work = False

    def _show(self, outcome: "tuple[Path | None, SecondPlace | None]") -> None:
        copy, second = outcome
        self._at_work = self._has_failed = False
        if second is not None and not self._has_reminded:
            self._has_reminded = True
            self.overdue.emit(second.reminder)
        self.made.emit(copy)

    def _fail(self, problem: ApplicationError) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(problem)
