"""Backup to one file that holds everything, restoring after a look at what differs, and the program's own copies."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from models import counts
from models.errors import ApplicationError
from models.language import counted
from ui import tasks
from ui.language import run_on, tr, words
from ui.session import Session
from ui.settings.putting_back import put_back
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.files.save_place import open_folder, open_place, save_place
from ui.widgets.flow import flowing

if TYPE_CHECKING:
    from models.safekeeping import DataState, OwnCopies, Restored, RestorePreview
    from models.workspace import Workspace
    from reports.acts.safekeeping import BackedUp


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
        self.second_button = Button(icon_name="folder-open", on_click=self._choose_second)
        self.no_second_button = Button(on_click=lambda: self.use_second(None))
        self.copies_line = label()
        self.undo_button.hide()
        self._told.hide()
        self._before: Path | None = None
        self._copies: OwnCopies | None = None
        for widget in (self._heading, self._why):
            self.column.addWidget(widget)
        self.column.addWidget(flowing(self.back_up_button, self.restore_button, self.states_button, self.undo_button))
        self.column.addWidget(self._told)
        self.column.addWidget(self.copies_line)
        self.column.addLayout(row(self.second_button, self.no_second_button, 1))
        session.copies.made.connect(lambda _copy: self.look())
        session.opened.connect(self.look)
        self.retranslate()
        self.look()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Backup"))
        self._why.setText(
            tr(
                "One file with all cases, evidence, reports, trusted signers, waiting e-mails and settings. Besides, the program makes copies of everything by itself while you work: those of the last 10 days, 8 weeks and 12 months are kept in the data folder."
            )
        )
        self.back_up_button.setText(tr("Back up to a file…"))
        self.restore_button.setText(tr("Restore from a backup…"))
        self.states_button.setText(tr("Other states of the data…"))
        self.undo_button.setText(tr("Undo the restore"))
        self.no_second_button.setText(tr("No second place"))
        self._show_copies()

    def _show_copies(self) -> None:
        copies = self._copies
        second = copies.second if copies is not None else None
        lines = []
        if copies is not None and copies.newest_at is not None:
            lines.append(
                tr(
                    "Own copies: {count}, the last of {when}.",
                    count=copies.count,
                    when=f"{copies.newest_at.astimezone():%Y-%m-%d %H:%M}",
                )
            )
        elif copies is not None:
            lines.append(tr("No own copy yet; the first is made a minute after the first answer."))
        if copies is not None and copies.earlier.sentence is not None:
            lines.append(words(copies.earlier.sentence))
        if second is not None:
            when = f"{second.copied_at.astimezone():%Y-%m-%d %H:%M}" if second.copied_at else tr("never")
            here = (
                tr("Second place: {folder}, last copied {when}.", folder=str(second.folder), when=when)
                if second.is_there
                else tr(
                    "Second place: {folder}, not there now, last copied {when}.", folder=str(second.folder), when=when
                )
            )
            lines.append(here)
        self.copies_line.setText("\n".join(lines))
        self.second_button.setText(tr("Other second place…") if second else tr("Second place for copies…"))
        self.no_second_button.setVisible(second is not None)

    def look(self) -> None:
        """Reads in the background what there is of the program's own copies."""
        workspace = self._session.workspace
        if workspace is None:
            return

        def show(copies: "OwnCopies") -> None:
            self._copies = copies
            self._show_copies()

        tasks.run(lambda _control: workspace.own_copies(), show, self.failed.emit)

    def _choose_second(self) -> None:
        chosen = open_folder(self, tr("Second place for copies…"))
        if chosen:
            self.use_second(chosen)

    def use_second(self, folder: Path | None) -> None:
        """Copies into a second place, too, from now on, and at once; None ends that."""
        workspace = self._session.workspace
        if workspace is None:
            return

        def done(_none: object) -> None:
            self.look()
            if folder is not None:
                self._session.copies.copy_now()

        tasks.run(lambda _control: workspace.choose_second_place(folder), done, self.failed.emit)

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

        def work(_control: tasks.Control) -> "BackedUp":
            from reports.acts import safekeeping

            return safekeeping.back_up(workspace, path)

        def done(outcome: "BackedUp") -> None:
            backup = outcome.backup
            text = tr(
                "{name} was written, read back and compared: {files}, {size} MB.",
                name=backup.path.name,
                files=counts.files(backup.files + 1),
                size=f"{max(backup.size_bytes / 1e6, 0.1):.1f}",
            )
            if backup.left_out:
                left_out = counted(
                    "{count} file was damaged already or has a name that no backup carries, and is not in it: {names}",
                    "{count} files were damaged already or have names that no backup carries, and are not in it: {names}",
                    count=len(backup.left_out),
                    names=backup.left_out[:8],
                )
                text = run_on(text, words(left_out))
            if outcome.apart is not None:
                text = run_on(text, words(outcome.apart))
            self._free(text)

        tasks.run(work, done, self._failed)

    def _choose_backup(self) -> None:
        chosen = open_place(self, tr("Restore from a backup…"), tr("Backups of Zhijie") + " (*.zip *.db)")
        if chosen:
            self.look_at(chosen)

    def _find_states(self) -> None:
        self._session.in_workspace(lambda workspace: workspace.other_states(), self.choose_state)

    def choose_state(self, states: "tuple[DataState, ...]") -> None:
        """Lists the other states that the folder holds, and looks at the one that is chosen."""
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
            self.look_at(dialog.choice.path)

    def look_at(self, path: Path) -> None:
        """Shows what restoring a copy would change, and restores what the person then asks for."""
        self._busy(tr("Comparing the copy with what is here…"))

        def work(workspace: "Workspace") -> "RestorePreview":
            from reports.acts import safekeeping

            return safekeeping.preview(workspace, path)

        def ask(preview: "RestorePreview") -> None:
            from ui.settings.restoring import RestoreChoice

            self._free("")
            dialog = RestoreChoice(preview, self)
            dialog.exec()
            if dialog.wanted is not None:
                self.restore(path, dialog.wanted)

        self._session.in_workspace(work, ask, partial(self._unlocked, path))

    def _unlocked(self, path: Path, problem: ApplicationError) -> None:
        """Asks what opens an encrypted backup and looks at it again; any other problem is told."""
        if problem.code != "data_locked":
            self._failed(problem)
            return
        from models.workspace import sealing
        from ui.start.unlocking import UnlockDialog

        self._free("")
        if UnlockDialog(path.name, partial(sealing.unlock_copy, path), lasting=False, parent=self).exec():
            self.look_at(path)

    def restore(self, path: Path, case: str = "") -> None:
        """Puts a backup in the place of what is here, or of one case."""
        self._busy(tr("Checking and restoring the backup…"))

        def done(restored: "Restored") -> None:
            self._before = restored.kept
            self.undo_button.show()
            text = (
                tr(
                    "The case is now as in {name}. What was here before is kept in {kept}.",
                    name=path.name,
                    kept=restored.kept.name,
                )
                if case
                else tr(
                    "Everything is now as in {name}. What was here before is kept in {kept}.",
                    name=path.name,
                    kept=restored.kept.name,
                )
            )
            if restored.repaired_files:
                repaired = counts.files(restored.repaired_files)
                text = run_on(text, tr("Altered evidence and papers that are repaired: {files}", files=repaired))
            for warning in restored.warnings:
                text = run_on(text, words(warning))
            self._free(text)

        put_back(self._session, path, done, self._failed, case)

    def _undo(self) -> None:
        if self._before is None:
            return

        def done(_restored: "Restored") -> None:
            self._before = None
            self.undo_button.hide()
            self._free(tr("Everything is as it was before the restore."))

        self._busy(tr("Checking and restoring the backup…"))
        put_back(self._session, self._before, done, self._failed)

    @property
    def told(self) -> str:
        """What the card says of the last action."""
        return self._told.text()
