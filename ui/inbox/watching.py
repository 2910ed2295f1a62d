"""A folder whose new files come into the inbox by themselves, while the window is open."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QTimer, Signal
from PySide6.QtWidgets import QWidget

from models import counts
from models.errors import ApplicationError
from ui import tasks
from ui.language import tr, words
from ui.session import Session
from ui.widgets.basic import Button, label, row
from ui.widgets.files.save_place import open_folder

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.exchange.intake import TakenFiles

_EVERY_MS = 60_000
"""How often the folder is looked at anyway: a network drive does not always say that something changed."""
_SETTLES_MS = 3_000
"""After something changed, so that a file that is being copied is whole."""


class WatchedFolder(QWidget):
    """One line: which folder is watched, what came from it last."""

    came = Signal()
    """Files were taken in."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self.folder: Path | None = None
        self._news = ""
        self._task: tasks.Task | None = None
        self._told = label(kind="muted")
        self.choose = Button(kind="quiet", icon_name="eye", on_click=self._choose)
        self.stop = Button(kind="quiet", on_click=lambda: self.watch(None))
        line = row(self.choose, self._told, self.stop)
        line.setStretch(1, 1)
        self.setLayout(line)
        self._soon, self._regularly = QTimer(self), QTimer(self)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self._soon.start())
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLES_MS)
        self._regularly.setInterval(_EVERY_MS)
        for timer in (self._soon, self._regularly):
            timer.timeout.connect(self.look)
        session.opened.connect(self.reload)
        self.retranslate()
        self.reload()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.choose.setText(tr("Watch a folder…"))
        self.stop.setText(tr("Stop watching"))
        self._show()

    def _show(self) -> None:
        self.stop.setVisible(self.folder is not None)
        watched = tr("Watching {folder}", folder=self.folder) if self.folder is not None else ""
        self._told.setText(" · ".join(filter(None, (watched, self._news))))

    def reload(self) -> None:
        """Reads which folder is watched, and looks at it."""

        def read(workspace: "Workspace") -> Path | None:
            from reports.exchange.watching import watched_folder

            return watched_folder(workspace) if workspace.refusal is None else None

        self._session.in_workspace(read, self._begin, self._failed)

    def _choose(self) -> None:
        chosen = open_folder(self, tr("Watch a folder…"))
        if chosen:
            self.watch(chosen)

    def watch(self, folder: Path | None) -> None:
        """Watches a folder from now on; None watches none."""

        def work(workspace: "Workspace") -> Path | None:
            from reports.exchange.watching import watch

            watch(workspace, folder)
            return folder

        self._session.in_workspace(work, self._begin, self._failed)

    def _begin(self, folder: Path | None) -> None:
        self.folder, self._news = folder, ""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._show()
        if folder is None:
            self._regularly.stop()
            return
        self._watcher.addPath(str(folder))
        self._regularly.start()
        self.look()

    def look(self) -> None:
        """Takes in what is new in the folder, one look at a time."""
        workspace = self._session.workspace
        if workspace is None or self.folder is None or self._task is not None:
            return

        def work(control: tasks.Control) -> "TakenFiles | None":
            from reports.exchange.watching import look

            return look(workspace, datetime.now().astimezone(), cancelled=lambda: control.cancelled)

        def done(taken: "TakenFiles | None") -> None:
            if taken is None or not (taken.files or taken.unread):
                return
            self._news = tr(
                "last: {files} at {time}", files=counts.files(len(taken.files)), time=f"{datetime.now():%H:%M}"
            )
            self._show()
            self.came.emit()

        def wrong(problem: ApplicationError) -> None:
            # Told in the line: a drive that is away now and then is no reason to interrupt anybody.
            self._news = words(problem.sentence)
            self._show()

        self._task = tasks.run(work, done, wrong)
        self._task.finished.connect(self._looked)

    def _looked(self) -> None:
        self._task = None
