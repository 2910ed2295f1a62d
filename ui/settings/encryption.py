"""The card with which the data folder is encrypted or put in clear again, and its passphrase or recovery key replaced."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from models.errors import ApplicationError
from ui import tasks
from ui.language import tr, words
from ui.session import Session
from ui.start.unlocking import NewPassphraseDialog, RecoveryKeyDialog
from ui.widgets.basic import Button, Card, label, row

if TYPE_CHECKING:
    from models.safekeeping import Resealed, SealState


class EncryptionCard(Card):
    """How the data folder is kept, and what can be done about it."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._heading, self._why, self.told = label(kind="heading"), label(kind="muted"), label()
        self.on_button = Button(icon_name="lock", on_click=self._ask_on)
        self.off_button = Button(on_click=self._ask_off)
        self.passphrase_button = Button(on_click=self._ask_passphrase)
        self.recovery_button = Button(on_click=self._ask_recovery)
        self.told.hide()
        for widget in (self._heading, self._why, self.told):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.on_button, self.passphrase_button, self.recovery_button, self.off_button, 1))
        self._state: SealState | None = None
        self._then: Callable[[], None] | None = None
        """What follows when the folder is open again."""
        session.opened.connect(self._opened)
        self.retranslate()
        self.look()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        encrypted = self._state is not None and self._state.encrypted
        self._heading.setText(tr("Encryption of the data"))
        self._why.setText(
            tr(
                "The data folder is encrypted: without the passphrase or the recovery key nobody can read it, on a lost computer or stick either. Backups are encrypted under the same key."
            )
            if encrypted
            else tr(
                "The data folder is not encrypted: whoever has this disk or a backup can read it. Encrypted, it opens only with a passphrase, or with a recovery key to print."
            )
        )
        self.on_button.setText(tr("Encrypt the data folder…"))
        self.off_button.setText(tr("Take the encryption off…"))
        self.passphrase_button.setText(tr("New passphrase…"))
        self.recovery_button.setText(tr("New recovery key…"))
        self.on_button.setVisible(not encrypted)
        for button in (self.off_button, self.passphrase_button, self.recovery_button):
            button.setVisible(encrypted)

    @property
    def _folder(self) -> Path | None:
        return self._session.workspace.folder if self._session.workspace is not None else None

    def look(self) -> None:
        """Looks in the background how the folder is kept."""
        folder = self._folder
        if folder is None:
            return

        def work(_control: tasks.Control) -> "SealState":
            from models.workspace import sealing

            return sealing.state_of(folder)

        def show(state: "SealState") -> None:
            self._state = state
            self.retranslate()

        tasks.run(work, show, self.failed.emit)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _ask_on(self) -> None:
        dialog = NewPassphraseDialog(
            tr("Encrypt the data folder"),
            tr("Everything in the data folder is written anew. Afterwards you get a recovery key to print."),
            present=False,
            parent=self,
        )
        if dialog.exec():
            self.turn_on(dialog.passphrase.text())

    def turn_on(self, passphrase: str) -> None:
        """Encrypts the folder, which is closed meanwhile, and shows the recovery key."""
        folder = self._folder
        if folder is None:
            return
        outcome: list[tuple[str, Resealed]] = []

        def act() -> None:
            from models.workspace import sealing

            outcome.append(sealing.turn_on(folder, passphrase))

        def then() -> None:
            for recovery, done in outcome:
                self._say("\n".join(words(line) for line in done.sentences))
                self.show_recovery(recovery)

        self._closed(act, then)

    def _ask_off(self) -> None:
        dialog = NewPassphraseDialog(
            tr("Take the encryption off"),
            tr("Everything in the data folder is written in clear, and whoever has the disk can read it."),
            present=True,
            new=False,
            parent=self,
        )
        if dialog.exec():
            self.turn_off(dialog.present.text())

    def turn_off(self, secret: str) -> None:
        """Puts the folder in clear, which is closed meanwhile."""
        folder = self._folder
        if folder is None:
            return
        outcome: list[Resealed] = []

        def act() -> None:
            from models.workspace import sealing

            outcome.append(sealing.turn_off(folder, secret))

        self._closed(act, lambda: self._say("\n".join(words(line) for done in outcome for line in done.sentences)))

    def _closed(self, act: Callable[[], None], then: Callable[[], None]) -> None:
        self._say(tr("Every file is written anew and read back…"))

        self._then = then
        self._session.open_again(act)

    def _opened(self) -> None:
        self.look()
        if self._then is not None:
            then, self._then = self._then, None
            self._say("")
            then()

    def _ask_passphrase(self) -> None:
        dialog = NewPassphraseDialog(
            tr("New passphrase"),
            tr("Backups made before still open with the passphrase of then."),
            present=True,
            parent=self,
        )
        if dialog.exec():
            self.change_passphrase(dialog.present.text(), dialog.passphrase.text())

    def change_passphrase(self, secret: str, passphrase: str) -> None:
        """Replaces the passphrase."""

        def act(folder: Path) -> None:
            from models.workspace import sealing

            sealing.change_passphrase(folder, secret, passphrase)

        self._run(act, lambda _none: self._say(tr("The passphrase was replaced.")))

    def _ask_recovery(self) -> None:
        dialog = NewPassphraseDialog(
            tr("New recovery key"),
            tr("The present recovery key opens the data no more; backups made before still open with it."),
            present=True,
            new=False,
            parent=self,
        )
        if dialog.exec():
            self.new_recovery_key(dialog.present.text())

    def new_recovery_key(self, secret: str) -> None:
        """Replaces the recovery key and shows the new one."""

        def act(folder: Path) -> str:
            from models.workspace import sealing

            return sealing.new_recovery_key(folder, secret)

        self._run(act, self.show_recovery)

    def _run(self, act: Callable[[Path], object], then: Callable[..., None]) -> None:
        folder = self._folder
        if folder is not None:
            tasks.run(lambda _control: act(folder), then, self._failed, lane=tasks.STORAGE)

    def _failed(self, problem: ApplicationError) -> None:
        self._say("")
        self.failed.emit(problem)

    def show_recovery(self, recovery: str) -> None:
        """Shows a recovery key until the person has kept it."""
        folder = self._folder
        RecoveryKeyDialog(recovery, folder.name if folder is not None else "", self).exec()
