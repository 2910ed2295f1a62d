"""Who signs: a key file made here in a minute, or one that is there already, and its passphrase."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFormLayout, QLineEdit, QWidget

from models.errors import ApplicationError
from models.language import Sentence
from ui import tasks
from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row


class Signer(Card):
    """Asks for the key file and the passphrase each time; the passphrase is neither kept nor logged."""

    def __init__(self, fail: Callable[[ApplicationError | Sentence], object], tell: Callable[[str], object]) -> None:
        super().__init__("plain", margin=0)
        self._fail, self._tell = fail, tell
        self.key_file = QLineEdit()
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._choose = Button(on_click=self._choose_file)
        self._make = Button(kind="link", on_click=lambda: self._new.setVisible(not self._new.isVisible()))
        self._key_label, self._passphrase_label = label(wrap=False), label(wrap=False)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.addRow(self._key_label, row(self.key_file, self._choose))
        form.addRow(self._passphrase_label, self.passphrase)
        self.column.addLayout(form)
        self.column.addLayout(row(self._make, 1))
        self._new = QWidget()
        new = QFormLayout(self._new)
        new.setHorizontalSpacing(2 * GRID)
        self.name, self.organisation = QLineEdit(), QLineEdit()
        self.new_passphrase, self.again = QLineEdit(), QLineEdit()
        self.new_passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self._strength = label(kind="small")
        self._new_labels = [label(wrap=False) for _ in range(4)]
        for told, field in zip(
            self._new_labels, (self.name, self.organisation, self.new_passphrase, self.again), strict=True
        ):
            told.setBuddy(field)
            new.addRow(told, field)
        new.addRow(self._strength)
        self._create = Button(on_click=self._make_identity)
        self._about = label(kind="small")
        new.addRow(self._about)
        new.addRow(row(self._create, 1))
        self._new.hide()
        self.column.addWidget(self._new)
        self.new_passphrase.textChanged.connect(self._weigh)
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._key_label.setText(tr("Signing key"))
        self._passphrase_label.setText(tr("Passphrase"))
        self._choose.setText(tr("Choose…"))
        self._make.setText(tr("I have no key yet: make one"))
        for told, text in zip(
            self._new_labels,
            (tr("Your name"), tr("Organisation"), tr("New passphrase"), tr("Passphrase again")),
            strict=True,
        ):
            told.setText(text)
        self._create.setText(tr("Make the key and save it…"))
        self._about.setText(
            tr(
                "Keep a copy of the file in another place. Without it and its passphrase nobody can sign in your name, and nobody can restore it. This is a PAdES signature, not a GB/T 38540 electronic seal; SM2 is not offered."
            )
        )
        for field, told in (
            (self.key_file, self._key_label),
            (self.passphrase, self._passphrase_label),
            *zip((self.name, self.organisation, self.new_passphrase, self.again), self._new_labels, strict=True),
        ):
            field.setAccessibleName(told.text())
        self._weigh(self.new_passphrase.text())

    @property
    def ready(self) -> bool:
        """Whether a key file and a passphrase are given."""
        return bool(self.key_file.text().strip() and self.passphrase.text())

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Signing key"), self.key_file.text(), "PKCS #12 (*.p12 *.pfx)")
        if chosen:
            self.key_file.setText(chosen)

    def _weigh(self, text: str) -> None:
        if not text:
            self._strength.setText("")
            return
        from reports.identity import passphrase_strength

        self._strength.setText(passphrase_strength(text).advice.text(current()))

    def _make_identity(self) -> None:
        if self.new_passphrase.text() != self.again.text():
            self._strength.setText(tr("The two passphrases differ; type them again."))
            return
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the signing key"), "zhijie-key.p12", "PKCS #12 (*.p12)")
        if chosen:
            self.make_identity_at(Path(chosen))

    def make_identity_at(self, path: Path) -> None:
        """Makes a key for the name given, saves it at `path`, reads it back and chooses it."""
        name, organisation, passphrase = (
            self.name.text().strip(),
            self.organisation.text().strip(),
            self.new_passphrase.text(),
        )

        def work(_control: tasks.Control) -> str:
            from reports.identity import make_identity, save_identity

            identity = make_identity(name, organisation, datetime.now().astimezone())
            save_identity(identity, path, passphrase)
            return identity.facts.telephone_code

        def made(code: str) -> None:
            self.key_file.setText(str(path))
            self.passphrase.setText(passphrase)
            self.new_passphrase.clear()
            self.again.clear()
            self._new.hide()
            self._tell(tr("The key was saved and read back. Code to read out by telephone: {code}", code=code))

        tasks.run(work, made, self._failed)

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, ApplicationError):
            raise problem
        self._fail(problem)
