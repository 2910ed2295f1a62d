"""Who signs, one choice: make a key, use a file, use a token; folded away, what can be added to the signature."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from models import counts
from models.errors import ApplicationError
from models.language import Sentence, sentence
from reports.typeface import UNDRAWN, not_drawn
from ui import tasks
from ui.language import current, run_on, tr, words
from ui.report.signing.extras import Extras
from ui.report.signing.new_key import NewKey
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import open_place, save_place
from ui.widgets.fold import Fold

if TYPE_CHECKING:
    from reports.acts.pen import SigningChoice
    from reports.identity import CertificateFacts

_SOON_DAYS = 60


class Signer(Card):
    """Asks for the key and the passphrase each time; the passphrase is neither kept nor logged."""

    def __init__(self, fail: Callable[[ApplicationError], object], tell: Callable[[Sentence], object]) -> None:
        super().__init__("plain", margin=0)
        self._tell = tell
        self.key_file, self.passphrase = QLineEdit(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.token = ChoiceBox()
        self.by_new, self.by_file, self.by_token = (Button(kind="chip") for _ in range(3))
        chips = QButtonGroup(self)
        for chip in (self.by_new, self.by_file, self.by_token):
            chip.setCheckable(True)
            chips.addButton(chip)
        self.by_new.setChecked(True)
        self._choose = Button(on_click=self._choose_file)
        self.look_again = Button(on_click=self._list_tokens)
        self.try_button = Button(on_click=self.try_key)
        self.copy = Button(kind="link", on_click=self._choose_copy)
        """Offered for a key that was just made: nobody can restore it."""
        self.copy.hide()
        self._key_label, self._token_label, self._passphrase_label = (label(wrap=False) for _ in range(3))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * GRID)
        self._form.addRow(self._key_label, row(self.key_file, self._choose))
        self._form.addRow(self._token_label, row(self.token, self.look_again))
        self._form.addRow(self._passphrase_label, row(self.passphrase, self.try_button))
        self.column.addLayout(row(self.by_new, self.by_file, self.by_token, 1))
        self._key = QWidget()
        self._key.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self._key)
        self._tried = label(kind="small")
        self._tried.hide()
        self.column.addWidget(self._tried)
        self.column.addLayout(row(self.copy, 1))
        self.new = NewKey(self._take_new, fail, tell)
        self.name, self.organisation = self.new.name, self.new.organisation
        self.new_passphrase, self.again = self.new.passphrase, self.new.again
        self.make_identity_at = self.new.make_at
        self.column.addWidget(self.new)
        self.extras = Extras()
        self.seal, self.timestamp = self.extras.seal, self.extras.timestamp
        self._clock, self._kind = label(kind="small"), label(kind="small")
        details = QWidget()
        more = QVBoxLayout(details)
        more.setContentsMargins(0, 0, 0, 0)
        for part in (self.extras, self._clock, self._kind):
            more.addWidget(part)
        self.fold = Fold(details)
        self.column.addWidget(self.fold)
        self._tried_with: tuple[str, str] | None = None
        self.key_file.textChanged.connect(self._key_changed)
        self.passphrase.editingFinished.connect(self._try_file)
        self.timestamp.textChanged.connect(lambda _text: self._tell_clock())
        for chip in (self.by_new, self.by_token):
            chip.toggled.connect(lambda _on: self._show_way())
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.by_new.setText(tr("Make a key"))
        self.by_file.setText(tr("Use a key file"))
        self.by_token.setText(tr("Use a USB key (token)"))
        self._token_label.setText(tr("Token"))
        self._choose.setText(tr("Choose…"))
        self.look_again.setText(tr("Look again"))
        self.try_button.setText(tr("Try the key"))
        self.copy.setText(tr("Save a copy elsewhere, such as on a USB stick…"))
        self.fold.set_text(tr("More: seal, timestamp, revocation data"))
        self._kind.setText(tr("A PAdES signature, not a GB/T 38540 electronic seal; SM2 is not supported."))
        self._show_way()
        self._tell_clock()
        self.extras.retranslate()
        self.new.retranslate()

    def _tell_clock(self) -> None:
        self._clock.setText(
            tr("The timestamp service confirms the time; it needs the network while you sign.")
            if self.timestamp.text().strip()
            else tr("The time in the signature is from this computer's clock.")
        )

    def know(self, key: str) -> None:
        """Fills in the key file or library that signed last on this computer, where it is still there."""
        if key and not self.key_file.text() and Path(key).is_file():
            self.key_file.setText(key)

    def _show_way(self) -> None:
        """Shows what the chosen way asks for, and nothing else."""
        self.new.setVisible(self.by_new.isChecked())
        self._key.setVisible(not self.by_new.isChecked())
        self._name_secret()

    def _name_secret(self) -> None:
        on_token = self._on_token
        self._key_label.setText(tr("Token maker's library") if on_token else tr("Signing key"))
        self.key_file.setPlaceholderText(
            tr("PKCS #11 library: .dll, .so or .dylib") if on_token else tr("Key file (.p12)")
        )
        self._passphrase_label.setText(tr("PIN") if on_token else tr("Passphrase"))
        self._form.setRowVisible(1, on_token)
        for field, name in (
            (self.key_file, self._key_label),
            (self.token, self._token_label),
            (self.passphrase, self._passphrase_label),
        ):
            field.setAccessibleName(name.text())

    @property
    def _on_token(self) -> bool:
        return self.by_token.isChecked()

    @property
    def ready(self) -> bool:
        """Whether a key and a passphrase are given."""
        return bool(self.key_file.text().strip() and self.passphrase.text())

    @property
    def tried(self) -> str:
        """What the last trial said; empty before one."""
        return "" if self._tried.isHidden() else self._tried.text()

    def chosen(self) -> "SigningChoice":
        """Returns what is chosen now, for a thread that signs."""
        from reports.acts.pen import SigningChoice

        seal = self.seal.text().strip()
        return SigningChoice(
            Path(self.key_file.text().strip()),
            self.passphrase.text(),
            self.token.currentText() if self._on_token else "",
            Path(seal) if seal else None,
            self.timestamp.text().strip(),
            self.extras.revocation,
        )

    def _choose_file(self) -> None:
        kinds = "PKCS #11 (*.so *.so.* *.dll *.dylib)" if self._on_token else "PKCS #12 (*.p12 *.pfx)"
        chosen = open_place(self, self._key_label.text(), kinds, self.key_file.text())
        if chosen:
            self.key_file.setText(str(chosen))

    def _key_changed(self) -> None:
        """A library is chosen: lists its tokens, or says beside the field why there is none."""
        self._tried.hide()
        self._tried_with = None
        text = self.key_file.text().strip().lower()
        if text.endswith((".so", ".dll", ".dylib")) or ".so." in text:
            self.by_token.setChecked(True)
        elif text.endswith((".p12", ".pfx")):
            self.by_file.setChecked(True)
        self.token.clear()
        if self._on_token and Path(self.key_file.text().strip()).is_file():
            self._list_tokens()

    def _list_tokens(self) -> None:
        library = Path(self.key_file.text().strip())

        def work(_control: tasks.Control) -> tuple[str, ...]:
            from reports.identity.token import tokens

            return tuple(token.label for token in tokens(library))

        def listed(labels: tuple[str, ...]) -> None:
            self._tried.hide()
            self.token.clear()
            self.token.addItems(labels)

        tasks.run(work, listed, self._not_usable)

    def _try_file(self) -> None:
        """Tries a key file once its passphrase is typed. A token is tried only on request: wrong PINs lock it."""
        if not self._on_token and self.ready and self._tried_with != (self.key_file.text(), self.passphrase.text()):
            self.try_key()

    def try_key(self) -> None:
        """Makes a trial signature and says whose key it is and in how many days its certificate expires."""
        if not self.ready:
            return
        chosen, language = self.chosen(), current()
        self._tried_with = (self.key_file.text(), self.passphrase.text())

        def work(_control: tasks.Control) -> "CertificateFacts":
            with chosen.opened(datetime.now().astimezone(), language) as pen:
                return pen.identity.facts

        def told(facts: "CertificateFacts") -> None:
            days = facts.days_left(datetime.now().astimezone())
            text = tr(
                "{name} ({organisation}): the key works. Its certificate is valid for another {days}. Code to read out by telephone: {code}",
                name=facts.name,
                organisation=facts.organisation,
                days=counts.days(days),
                code=facts.telephone_code,
            )
            if days <= _SOON_DAYS:
                text = run_on(text, tr("It ends soon: make a new key, or ask the office for a new certificate."))
            missing = not_drawn(f"{facts.name} {facts.organisation}")
            if missing:
                text = run_on(text, tr(UNDRAWN, characters=" ".join(missing)))
            self._say_tried(text, "unknown" if missing or days <= _SOON_DAYS else "good")

        tasks.run(work, told, self._not_usable)

    def _say_tried(self, text: str, kind: str) -> None:
        set_kind(self._tried, kind)
        self._tried.setText(text)
        self._tried.show()

    def _not_usable(self, problem: ApplicationError) -> None:
        self._say_tried(words(problem.sentence), "bad")

    def _choose_copy(self) -> None:
        key = Path(self.key_file.text().strip())
        path = save_place(self, self.copy.text(), f"{key.stem}-copy{key.suffix}", "PKCS #12 (*.p12 *.pfx)")
        if path and path != key:
            self.copy_to(path)

    def copy_to(self, path: Path) -> None:
        """Writes a copy of the key file, and reads it back."""
        key = Path(self.key_file.text().strip())

        def work(_control: tasks.Control) -> None:
            from models import files

            files.write_bytes(path, files.read_bytes(key, 1), private=True)

        def done(_none: None) -> None:
            self.copy.hide()
            self._tell(sentence("{name} was written and read back.", name=path.name))

        tasks.run(work, done, self._not_usable)

    def _take_new(self, path: Path, passphrase: str, code: str) -> None:
        self.key_file.setText(str(path))
        self.passphrase.setText(passphrase)
        self.by_file.setChecked(True)
        self.copy.show()
        self._tell(sentence("The key was saved and read back. Code to read out by telephone: {code}", code=code))
