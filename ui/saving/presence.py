"""Tells other computers again and again that this one has the data folder on a shared drive open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from models.errors import ApplicationError
from ui import tasks

if TYPE_CHECKING:
    from models.workspace import Workspace

_BEAT_MS = 20_000


class Presence(QObject):
    """Renews the note in the folder for as long as it is open; does nothing on a disk of this computer."""

    failed = Signal(object)
    """The `ApplicationError` with which the folder was lost to another computer, or the drive to this one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(_BEAT_MS)
        self.timer.timeout.connect(self._beat)

    def open(self, workspace: "Workspace") -> None:
        """Begins with an open data folder."""
        self._workspace = workspace
        if workspace.has_to_beat:
            self.timer.start()

    def close(self) -> None:
        """Stops; closing the workspace takes the note away."""
        self.timer.stop()
        self._workspace = None

    def _beat(self) -> None:
        workspace = self._workspace
        if workspace is not None:
            tasks.run(lambda _control: workspace.beat(), on_failure=self._lost)

    def _lost(self, problem: ApplicationError) -> None:
        if problem.code == "data_taken_over":
            self.timer.stop()
        self.failed.emit(problem)
