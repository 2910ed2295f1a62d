"""A key created here in a minute, or requested from an office that issues certificates."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from models.language import Sentence, sentence
from ui import tasks
from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import open_place, save_place
from ui.widgets.fold import Fold
from ui.widgets.missing_glyphs import UndrawnNote

_REQUEST, _WAITING = ".csr", ".key"


class NewKey(QWidget):
    """Asks for a name and a passphrase; what is saved is read back."""

    def __init__(
        self,
        on_made: Callable[[Path, str, str], object],
        failed: tasks.Failed,
        tell: Callable[[Sentence], object],
    ) -> None:
        """Makes the fields.

        Args:
            on_made: is told the key file, its passphrase and its telephone code.
            failed: takes what went wrong.
            tell: shows one line.
        """
        super().__init__()
        self._made, self._failed, self._tell = on_made, failed, tell
        form = QFormLayout(self)
        form.setHorizontalSpacing(2 * GRID)
        self.name, self.organisation, self.passphrase, self.again = (QLineEdit() for _ in range(4))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.kind = ChoiceBox()
        self.earlier, self.earlier_secret = QLineEdit(), QLineEdit()
        self.earlier_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._choose_earlier = Button(on_click=self._choose_earlier_key)
        self._fields = (
            self.name,
            self.organisation,
            self.passphrase,
            self.again,
            self.kind,
            self.earlier,
            self.earlier_secret,
        )
        self._folded = (self.kind, self.earlier, self.earlier_secret)
        self._labels = [label(wrap=False) for _ in self._fields]
        details = QWidget()
        more = QFormLayout(details)
        more.setContentsMargins(3 * GRID, 0, 0, 0)
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            shown = row(self.earlier, self._choose_earlier) if field is self.earlier else field
            (more if field in self._folded else form).addRow(name, shown)
            if field in (self.name, self.organisation):
                form.addRow(UndrawnNote(field))
        self._strength, self._about, self._office = (label(kind="small") for _ in range(3))
        form.addRow(self._strength)
        self._create = Button(on_click=self._choose_file)
        self._ask = Button(kind="link", on_click=self._choose_request)
        self._take = Button(kind="link", on_click=self._choose_answer)
        form.addRow(row(self._create, 1))
        more.addRow(self._about)
        more.addRow(self._office)
        more.addRow(row(self._ask, self._take, 1))
        self.more = Fold(details)
        """What few people need: the kind of key, an earlier key that confirms it, a certificate of an office."""
        form.addRow(self.more)
        self.passphrase.textChanged.connect(self._weigh)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        texts = (
            tr("Your name"),
            tr("Organisation"),
            tr("New passphrase"),
            tr("Passphrase again"),
            tr("Kind of key"),
            tr("Earlier key"),
            tr("Its passphrase"),
        )
        self.earlier.setPlaceholderText(tr("Only for a renewal"))
        self._choose_earlier.setText(tr("Choose…"))
        for name, field, text in zip(self._labels, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        chosen = self.kind.currentData() or "p256"
        self.kind.clear()
        self.kind.addItem(tr("P-256 (usual)"), "p256")
        self.kind.addItem(tr("RSA-3072 (for older programs)"), "rsa3072")
        self.kind.setCurrentIndex(self.kind.findData(chosen))
        self.more.set_text(tr("More: kind of key, earlier key, certificate of an office"))
        self._create.setText(tr("Make the key and save it…"))
        self._ask.setText(tr("Ask an office for a certificate…"))
        self._take.setText(tr("Import the issued certificate…"))
        self._office.setText(
            tr("Or have an office confirm your name: send it the request, and import its certificate when it arrives.")
        )
        self._about.setText(
            tr(
                "Keep a copy of the file elsewhere. Without it and its passphrase nobody can sign in your name, and nobody can restore it. This is a PAdES signature, not a GB/T 38540 electronic seal; SM2 is not supported."
            )
        )
        self._weigh(self.passphrase.text())

    def _weigh(self, text: str) -> None:
        if not text:
            self._strength.setText("")
            return
        from reports.identity import passphrase_strength

        self._strength.setText(passphrase_strength(text).advice.text(current()))

    def _passphrases_agree(self) -> bool:
        if self.passphrase.text() == self.again.text():
            return True
        self._strength.setText(tr("The two passphrases do not match; type them again."))
        return False

    def _choose_file(self) -> None:
        if not self._passphrases_agree():
            return
        path = save_place(self, tr("Save the signing key"), "zhijie-key.p12", "PKCS #12 (*.p12 *.pfx)")
        if path:
            self.make_at(path)

    def _choose_earlier_key(self) -> None:
        chosen = open_place(self, tr("Earlier key"), "PKCS #12 (*.p12 *.pfx)", self.earlier.text())
        if chosen:
            self.earlier.setText(str(chosen))

    def offer(self, name: str, organisation: str) -> None:
        """Fills in what is known of the person; what somebody typed stays."""
        for field, known in ((self.name, name), (self.organisation, organisation)):
            if known and not field.isModified():
                field.setText(known)

    def make_at(self, path: Path, copy: Path | None = None) -> None:
        """Makes a key for the name given, saves it and its copy, and reads both back."""
        name, organisation, passphrase, kind = (
            self.name.text().strip(),
            self.organisation.text().strip(),
            self.passphrase.text(),
            self.kind.currentData(),
        )

        earlier, earlier_secret = self.earlier.text().strip(), self.earlier_secret.text()
        vouched = path.with_name(f"{path.stem}.succession.json")

        def work(_control: tasks.Control) -> str:
            from reports.identity import KeyKind, make_identity, opened_identity, save_identity, succession

            now = datetime.now().astimezone()
            identity = make_identity(name, organisation, now, KeyKind(kind))
            with contextlib.ExitStack() as open_keys:
                # Tried first: where the earlier key does not open, nothing is written.
                old = open_keys.enter_context(opened_identity(Path(earlier), earlier_secret, now)) if earlier else None
                for target in (path, copy) if copy is not None else (path,):
                    save_identity(identity, target, passphrase)
                if old is not None:
                    succession.save(old, identity, vouched, now)
            return identity.facts.telephone_code

        def finished(code: str) -> None:
            self._finished(path, passphrase, code)
            if earlier:
                self.earlier.clear()
                self.earlier_secret.clear()
                self._tell(
                    sentence(
                        "The key was saved and read back. Send {file} with your next report: those who trust your earlier key need not call. Code to read out by telephone: {code}",
                        file=vouched.name,
                        code=code,
                    )
                )

        tasks.run(work, finished, self._failed)

    def _finished(self, path: Path, passphrase: str, code: str) -> None:
        self.passphrase.clear()
        self.again.clear()
        self._made(path, passphrase, code)

    def _choose_request(self) -> None:
        if not self._passphrases_agree():
            return
        path = save_place(self, tr("Save the request"), f"zhijie{_REQUEST}", f"*{_REQUEST}")
        if path:
            self.request_at(path)

    def request_at(self, path: Path) -> None:
        """Makes a key and a request to the office; the key waits beside the request."""
        name, organisation, passphrase, kind = (
            self.name.text().strip(),
            self.organisation.text().strip(),
            self.passphrase.text(),
            self.kind.currentData(),
        )
        waiting = path.with_suffix(_WAITING)

        def work(_control: tasks.Control) -> None:
            from models import files
            from reports.identity import KeyKind
            from reports.identity.authority import make_request

            request = make_request(name, organisation, passphrase, KeyKind(kind))
            files.write_bytes(waiting, request.waiting_key, private=True)
            files.write_bytes(path, request.request)

        def done(_none: None) -> None:
            self._tell(
                sentence(
                    "Send {request} to the office, and keep {key} and its passphrase.",
                    request=path.name,
                    key=waiting.name,
                )
            )

        tasks.run(work, done, self._failed)

    def _choose_answer(self) -> None:
        if not self.passphrase.text():
            self._strength.setText(tr("Type the passphrase of the waiting key above first."))
            return
        answer = open_place(self, tr("The issued certificate"), "*.pem *.crt *.cer")
        waiting = open_place(self, tr("The waiting key"), f"*{_WAITING}") if answer else None
        if answer is None or waiting is None:
            return
        path = save_place(self, tr("Save the signing key"), "zhijie-key.p12", "PKCS #12 (*.p12 *.pfx)")
        if path:
            self.take_in(answer, waiting, path)

    def take_in(self, answer: Path, waiting: Path, path: Path) -> None:
        """Joins the waiting key and the issued certificate to an identity, saves it and reads it back."""
        passphrase = self.passphrase.text()

        def work(_control: tasks.Control) -> str:
            from models import files
            from reports.identity import save_identity
            from reports.identity.authority import import_issued

            identity = import_issued(files.read_bytes(waiting, 1), passphrase, files.read_bytes(answer, 1), answer.name)
            save_identity(identity, path, passphrase)
            return identity.facts.telephone_code

        tasks.run(work, lambda code: self._finished(path, passphrase, code), self._failed)
