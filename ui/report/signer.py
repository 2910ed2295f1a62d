"""Who signs: a key file, or a token, its passphrase, and the picture of the company's seal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLineEdit

from models.errors import ApplicationError
from models.language import Language, Sentence
from ui import tasks
from ui.language import tr
from ui.report.new_key import NewKey
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row

if TYPE_CHECKING:
    from reports.identity import CertificateFacts, Identity
    from reports.signing import Options

_SOON_DAYS = 60
_SEAL_LIMIT_MB = 10


@dataclass(frozen=True, slots=True, repr=False)
class Chosen:
    """What the person chose, as plain values for a thread; the passphrase is neither kept nor logged."""

    key: Path
    secret: str
    token: str
    seal: Path | None

    @contextmanager
    def opened(self, now: datetime) -> "Iterator[Identity]":
        """Gives the identity, tested, for as long as the `with` statement lasts."""
        from reports.identity import opened_identity

        with opened_identity(self.key, self.secret, now, self.token) as identity:
            yield identity

    def options(self, language: Language) -> "Options":
        """Returns what stands in the visible signature besides name and time."""
        from models import files
        from reports.signing import Options

        return Options(language=language, seal=files.read_bytes(self.seal, _SEAL_LIMIT_MB) if self.seal else None)


class Signer(Card):
    """Asks for the key and the passphrase each time; the passphrase is neither kept nor logged."""

    def __init__(self, fail: Callable[[ApplicationError | Sentence], object], tell: Callable[[str], object]) -> None:
        super().__init__("plain", margin=0)
        self._fail, self._tell = fail, tell
        self.key_file, self.passphrase, self.seal = QLineEdit(), QLineEdit(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.token = QComboBox()
        self._choose = Button(on_click=self._choose_file)
        self._choose_seal = Button(on_click=self._choose_picture)
        self._try = Button(on_click=self.try_key)
        self._make = Button(kind="link", on_click=lambda: self.new.setVisible(not self.new.isVisible()))
        self._key_label, self._token_label, self._passphrase_label, self._seal_label = (
            label(wrap=False) for _ in range(4)
        )
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * GRID)
        self._form.addRow(self._key_label, row(self.key_file, self._choose))
        self._form.addRow(self._token_label, self.token)
        self._form.addRow(self._passphrase_label, row(self.passphrase, self._try))
        self._form.addRow(self._seal_label, row(self.seal, self._choose_seal))
        self.column.addLayout(self._form)
        self._tried = label(kind="small")
        self._tried.hide()
        self.column.addWidget(self._tried)
        self.column.addLayout(row(self._make, 1))
        self.new = NewKey(self._take_new, self._failed, tell)
        self.name, self.organisation = self.new.name, self.new.organisation
        self.new_passphrase, self.again = self.new.passphrase, self.new.again
        self.make_identity_at = self.new.make_at
        self.new.hide()
        self.column.addWidget(self.new)
        self.key_file.textChanged.connect(self._key_changed)
        self._form.setRowVisible(self.token, False)
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._key_label.setText(tr("Signing key"))
        self._token_label.setText(tr("Token"))
        self._seal_label.setText(tr("Seal (picture)"))
        self._choose.setText(tr("Choose…"))
        self._choose_seal.setText(tr("Choose…"))
        self._try.setText(tr("Try the key"))
        self._make.setText(tr("I have no key yet: make one"))
        self.key_file.setPlaceholderText(tr("Key file (.p12), or the library of a token (PKCS #11)"))
        self.seal.setPlaceholderText(tr("none"))
        self._name_secret()
        self.new.retranslate()

    def _name_secret(self) -> None:
        self._passphrase_label.setText(tr("PIN") if self._on_token else tr("Passphrase"))
        for field, told in (
            (self.key_file, self._key_label),
            (self.token, self._token_label),
            (self.passphrase, self._passphrase_label),
            (self.seal, self._seal_label),
        ):
            field.setAccessibleName(told.text())

    @property
    def _on_token(self) -> bool:
        text = self.key_file.text().strip().lower()
        return text.endswith((".so", ".dll", ".dylib")) or ".so." in text

    @property
    def ready(self) -> bool:
        """Whether a key and a passphrase are given."""
        return bool(self.key_file.text().strip() and self.passphrase.text())

    def chosen(self) -> Chosen:
        """Returns what is chosen now, for a thread that signs."""
        seal = self.seal.text().strip()
        return Chosen(
            Path(self.key_file.text().strip()),
            self.passphrase.text(),
            self.token.currentText() if self._on_token else "",
            Path(seal) if seal else None,
        )

    def _choose_file(self) -> None:
        kinds = "PKCS #12 (*.p12 *.pfx);;PKCS #11 (*.so *.so.* *.dll *.dylib)"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Signing key"), self.key_file.text(), kinds)
        if chosen:
            self.key_file.setText(chosen)

    def _choose_picture(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Seal (picture)"), self.seal.text(), "*.png *.jpg *.jpeg")
        if chosen:
            self.seal.setText(chosen)

    def _key_changed(self) -> None:
        """A library is chosen: lists its tokens, or says why there is none."""
        self._tried.hide()
        self._name_secret()
        self._form.setRowVisible(self.token, self._on_token)
        self.token.clear()
        library = Path(self.key_file.text().strip())
        if not self._on_token or not library.is_file():
            return

        def work(_control: tasks.Control) -> tuple[str, ...]:
            from reports.identity.token import tokens

            return tuple(one.label for one in tokens(library))

        def listed(labels: tuple[str, ...]) -> None:
            self.token.clear()
            self.token.addItems(labels)

        tasks.run(work, listed, self._failed)

    def try_key(self) -> None:
        """Makes a trial signature and tells whose key it is and in how many days its certificate expires."""
        if not self.ready:
            return
        chosen = self.chosen()

        def work(_control: tasks.Control) -> "CertificateFacts":
            with chosen.opened(datetime.now().astimezone()) as identity:
                return identity.facts

        def told(facts: "CertificateFacts") -> None:
            days = facts.days_left(datetime.now().astimezone())
            text = tr(
                "{name} ({organisation}): the key signs. Its certificate holds for {days} more day(s). Code to read out by telephone: {code}",
                name=facts.name,
                organisation=facts.organisation,
                days=days,
                code=facts.telephone_code,
            )
            if days <= _SOON_DAYS:
                text += " " + tr("It ends soon: make a new key, or ask the office for a new certificate.")
            self._tried.setText(text)
            self._tried.show()

        tasks.run(work, told, self._failed)

    def _take_new(self, path: Path, passphrase: str, code: str) -> None:
        self.key_file.setText(str(path))
        self.passphrase.setText(passphrase)
        self.new.hide()
        self._tell(tr("The key was saved and read back. Code to read out by telephone: {code}", code=code))

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, ApplicationError):
            raise problem
        self._fail(problem)
