"""Backup to one file that holds everything, written and read back; and restoring from it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from models import counts
from models.errors import ApplicationError
from models.language import counted
from ui import tasks
from ui.language import tr, words
from ui.session import Session
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.save_place import save_place

if TYPE_CHECKING:
    from models.safekeeping import Backup, DataState


class BackupCard(Card):
    """Backing up to a file and restoring from one; a restore can be undone."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._heading, self._why, self._told = label(kind="heading"), label(kind="muted"), label()
        self.back_up_button = Button(icon_name="download", on_click=self._choose_target)
        self.restore_button = Button(icon_name="upload", on_click=self._choose_backup)
        self.undo_button = Button(icon_name="undo-2", on_click=self._undo)
        self.states_button = Button(icon_name="history", on_click=self._find_states)
        self.undo_button.hide()
        self._told.hide()
        self._before: Path | None = None
        for widget in (self._heading, self._why):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.back_up_button, self.restore_button, self.states_button, self.undo_button, 1))
        self.column.addWidget(self._told)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Backup"))
        self._why.setText(
            tr(
                "One file with all cases, evidence, signed reports and settings. Besides, the program keeps a copy of the answers for each of the last seven days."
            )
        )
        self.back_up_button.setText(tr("Back up to a file…"))
        self.restore_button.setText(tr("Restore from a backup…"))
        self.states_button.setText(tr("Other states of the data…"))
        self.undo_button.setText(tr("Undo the restore"))

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _busy(self, text: str) -> None:
        self._say(text)
        for button in (self.back_up_button, self.restore_button, self.states_button, self.undo_button):
            button.setEnabled(not text)

    def _free(self, text: str) -> None:
        self._busy("")
        self._say(text)

    def _failed(self, problem: ApplicationError) -> None:
        self._free("")
        self.failed.emit(problem)

    def _choose_target(self) -> None:
        name = f"zhijie-backup-{datetime.now():%Y%m%d}.zip"
        path = save_place(self, tr("Back up to a file…"), name, tr("Backups of Zhijie") + " (*.zip)")
        if path:
            self.back_up(path)

    def back_up(self, path: Path) -> None:
        """Writes the backup in the background; answers can be given meanwhile."""
        workspace = self._session.workspace
        if workspace is None:
            return
        self._busy(tr("Writing the backup and reading it back…"))

        def done(backup: "Backup") -> None:
            text = tr(
                "{name} was written, read back and compared: {files}, {size} MB.",
                name=backup.path.name,
                files=counts.files(backup.files + 1),
                size=f"{max(backup.size_bytes / 1e6, 0.1):.1f}",
            )
            if backup.left_out:
                left_out = counted(
                    "{count} file was already damaged and is not included; add it again as evidence.",
                    "{count} files were already damaged and are not included; add them again as evidence.",
                    count=len(backup.left_out),
                )
                text += " " + words(left_out)
            self._free(text)

        tasks.run(lambda _control: workspace.back_up(path), done, self._failed)

    def _choose_backup(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Restore from a backup…"), "", tr("Backups of Zhijie") + " (*.zip *.db)"
        )
        if chosen:
            self.restore(Path(chosen))

    def _find_states(self) -> None:
        self._session.in_workspace(lambda workspace: workspace.other_states(), self.choose_state)

    def choose_state(self, states: "tuple[DataState, ...]") -> None:
        """Lists the other states that the folder holds, and puts the one that is chosen in the place of what is here."""
        from ui.start.states import StateChoice

        dialog = StateChoice(
            tr(
                "This folder holds these states of your data. What is open now is copied before another one takes its place, and you can go back."
            ),
            states,
            anew=False,
            parent=self,
        )
        dialog.exec()
        if dialog.choice.path is not None:
            self.restore(dialog.choice.path)

    def restore(self, path: Path) -> None:
        """Puts a backup in the place of what is here."""
        self._busy(tr("Checking and restoring the backup…"))

        def done(before: Path) -> None:
            self._before = before
            self.undo_button.show()
            self._free(
                tr(
                    "Everything is now as in {name}. What was here before is kept in {kept}.",
                    name=path.name,
                    kept=before.name,
                )
            )

        self._session.restore(path, done, self._failed)

    def _undo(self) -> None:
        if self._before is None:
            return

        def done(_before: Path) -> None:
            self._before = None
            self.undo_button.hide()
            self._free(tr("Everything is as it was before the restore."))

        self._busy(tr("Checking and restoring the backup…"))
        self._session.restore(self._before, done, self._failed)

    @property
    def told(self) -> str:
        """What the card says of the last action."""
        return self._told.text()
