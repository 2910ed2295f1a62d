"""What an encrypted data folder or backup asks for before it opens, and the sheet with its recovery key."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QFont, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.errors import ApplicationError
from ui import tasks
from ui.handing_on.printing import ask_printer
from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row


def unlock_folder(folder: Path, parent: QWidget) -> bool:
    """Asks for what opens an encrypted data folder, and for a new passphrase where it is forgotten; False to close."""
    from models.workspace import sealing

    dialog = UnlockDialog(folder.name, partial(sealing.unlock, folder), lasting=True, parent=parent)
    if not dialog.exec():
        return False
    if dialog.wants_new_passphrase:
        NewPassphraseDialog(
            tr("New passphrase"),
            tr("Backups made before still open with the passphrase of then."),
            present=False,
            change=partial(sealing.change_passphrase, folder, dialog.secret_used),
            parent=parent,
        ).exec()
    return True


class UnlockDialog(QDialog):
    """Asks for the passphrase, or for the recovery key in its place; a wrong one is told beside the field."""

    def __init__(
        self, name: str, unlock: Callable[[str], None], *, lasting: bool, parent: QWidget | None = None
    ) -> None:
        """Makes the dialog.

        Args:
            name: of the folder or backup.
            unlock: takes what was typed; raises an `ApplicationError` when it does not open.
            lasting: whether a new passphrase can be set after a recovery key was typed.
            parent: the window.
        """
        super().__init__(parent)
        self._unlock, self._lasting = unlock, lasting
        self.secret_used = ""
        """What opened it."""
        self.wants_new_passphrase = False
        """Whether the passphrase is forgotten, and a new one is to be set."""
        self.setWindowTitle(tr("Encrypted data"))
        self.setMinimumWidth(70 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(label(tr("{name} is encrypted.", name=name), "heading"))
        body.addWidget(
            label(tr("Type the passphrase. If you forgot it, type the recovery key from its sheet instead."), "muted")
        )
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName(tr("Passphrase or recovery key"))
        self.shown = QCheckBox(tr("Show what I type"))
        self.shown.toggled.connect(
            lambda shown: self.secret.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        )
        self.forgotten = QCheckBox(tr("Set a new passphrase after opening"))
        self.forgotten.setVisible(lasting)
        self.problem = label()
        self.problem.hide()
        for widget in (self.secret, self.shown, self.forgotten, self.problem):
            body.addWidget(widget)
        self.open_button = Button(tr("Open"), kind="primary", on_click=self.try_it)
        self.close_button = Button(tr("Close"), on_click=self.reject)
        body.addLayout(row(1, self.close_button, self.open_button))
        self.secret.returnPressed.connect(self.try_it)
        self.secret.setFocus()

    def try_it(self) -> None:
        """Tries what was typed, in the background."""
        secret = self.secret.text()
        if not secret or not self.open_button.isEnabled():
            return
        self.open_button.setEnabled(False)
        self.problem.hide()

        def done(_none: object) -> None:
            self.secret_used = secret
            self.wants_new_passphrase = self._lasting and self.forgotten.isChecked()
            self.accept()

        def failed(problem: ApplicationError) -> None:
            self.open_button.setEnabled(True)
            self.problem.setText(problem.text(current()))
            self.problem.show()
            self.secret.selectAll()
            self.secret.setFocus()

        tasks.run(lambda _control: self._unlock(secret), done, failed)


class NewPassphraseDialog(QDialog):
    """Asks for a new passphrase twice, and for the present one where that is needed."""

    def __init__(
        self,
        title: str,
        why: str,
        *,
        present: bool,
        new: bool = True,
        change: Callable[[str], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Makes the dialog.

        Args:
            title: of the window, and of its button.
            why: what it is for.
            present: whether the present passphrase, or the recovery key, is asked for.
            new: whether a new passphrase is asked for.
            change: what is done with the new passphrase before the dialog closes; an `ApplicationError` is told in it.
            parent: the window.
        """
        super().__init__(parent)
        self._change = change
        self.setWindowTitle(title)
        self.setMinimumWidth(70 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(label(why))
        form = QFormLayout()
        body.addLayout(form)
        self.present, self.passphrase, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self._new = new
        fields: list[tuple[QLineEdit, str]] = []
        if present:
            fields.append((self.present, tr("Passphrase or recovery key")))
        if new:
            fields += [(self.passphrase, tr("New passphrase")), (self.again, tr("Passphrase again"))]
        for field, name in fields:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(name)
            caption = QLabel(name)
            caption.setBuddy(field)
            form.addRow(caption, field)
        self.advice = label(kind="small")
        body.addWidget(self.advice)
        self.do_button = Button(title, kind="primary", on_click=self._agree)
        body.addLayout(row(1, Button(tr("Cancel"), on_click=self.reject), self.do_button))
        self.passphrase.textChanged.connect(self._weigh)

    def _weigh(self, text: str) -> None:
        from reports.identity import passphrase_strength

        self.advice.setText(passphrase_strength(text).advice.text(current()) if text else "")

    def _agree(self) -> None:
        if self._new and self.passphrase.text() != self.again.text():
            self.advice.setText(tr("The two passphrases do not match; type them again."))
            return
        if self._change is None:
            self.accept()
            return
        change, passphrase = self._change, self.passphrase.text()
        tasks.run(
            lambda _control: change(passphrase),
            lambda _none: self.accept(),
            lambda problem: self.advice.setText(problem.text(current())),
        )


class RecoveryKeyDialog(QDialog):
    """Shows a recovery key once, to be printed or written down; it closes when the person says that this is done."""

    def __init__(self, recovery: str, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recovery, self._folder = recovery, folder
        self.setWindowTitle(tr("Recovery key"))
        self.setMinimumWidth(80 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(
            label(
                tr(
                    "Print or write it down now and keep it away from this computer: it is kept nowhere and is not shown again. Whoever has neither passphrase nor recovery key has lost the data."
                )
            )
        )
        self.key = QLineEdit(recovery)
        self.key.setReadOnly(True)
        self.key.setAccessibleName(tr("Recovery key"))
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.key.setFont(font)
        body.addWidget(self.key)
        self.kept = QCheckBox(tr("I have printed it or written it down"))
        body.addWidget(self.kept)
        self.close_button = Button(tr("Close"), kind="primary", on_click=self.accept)
        self.close_button.setEnabled(False)
        self.kept.toggled.connect(self.close_button.setEnabled)
        self.print_button = Button(tr("Print…"), on_click=self._print)
        self.copy_button = Button(tr("Copy"), on_click=lambda: QGuiApplication.clipboard().setText(self._recovery))
        body.addLayout(row(self.print_button, self.copy_button, 1, self.close_button))

    def reject(self) -> None:
        """Closes only after the person has said that it is kept."""
        if self.kept.isChecked():
            super().reject()

    @property
    def sheet(self) -> str:
        """What is printed."""
        return "\n\n".join(
            (
                tr("Recovery key of the Zhijie data folder {folder}", folder=self._folder),
                self._recovery,
                tr("It opens the data in place of the passphrase. Keep this sheet away from the computer."),
            )
        )

    def _print(self) -> None:
        printer = ask_printer(self)
        if printer is not None:
            document = QTextDocument()
            document.setPlainText(self.sheet)
            document.print_(printer)
