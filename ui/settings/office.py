"""An office that confirms signers: its own key, certificates for applicants, and the list of revoked ones."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from models import counts
from ui import tasks
from ui.language import tr
from ui.session import Session
from ui.settings.new_office import NewOffice
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.doubt import DoubtLine
from ui.widgets.files.save_place import open_place, save_place
from ui.widgets.fold import Fold
from ui.widgets.whole_number import WholeNumber

if TYPE_CHECKING:
    from reports.identity.register import Issued, Register

_LIMIT_MB = 8


class OfficeCard(Card):
    """Everything goes by files: request in, certificate out, list out. The passphrase is asked and never kept."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, session: Session) -> None:
        super().__init__(spacing=GRID)
        self._session = session
        self._request: Path | None = None
        self.issued: tuple[Issued, ...] = ()
        """As last read, the newest first."""
        self._heading, self._why, self._told = label(kind="heading"), label(kind="muted"), label()
        self.key, self.passphrase = QLineEdit(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._choose = Button(on_click=self._choose_key)
        self._key_label, self._passphrase_label, self._years_label = (label(wrap=False) for _ in range(3))
        self.fresh = NewOffice(self._choose_new)
        self.new = Fold(self.fresh)
        self.choose_request = Button(icon_name="file-text", on_click=self._choose_request)
        self._asked = label()
        self._asked.hide()
        self._years_doubt = DoubtLine()
        self.years = WholeNumber(1, 20, 2, "years", self._years_doubt)
        self.issue = Button(icon_name="check", on_click=self._choose_answer)
        self.write_list = Button(icon_name="download", on_click=self._choose_list)
        self._issued_head = label(kind="lead")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self.revoke_buttons: dict[int, Button] = {}
        self._lay_out()
        for field in (self.key, self.passphrase):
            field.textChanged.connect(lambda _text: self._show())
        self.retranslate()

    def _lay_out(self) -> None:
        box = QWidget()
        box.setMaximumWidth(70 * GRID)
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.addRow(self._key_label, row(self.key, self._choose))
        form.addRow(self._passphrase_label, self.passphrase)
        for widget in (self._heading, self._why, box, self.new):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.choose_request, 1))
        self.column.addWidget(self._asked)
        self.column.addLayout(row(self._years_label, self.years, self.issue, 1))
        self.column.addWidget(self._years_doubt)
        self.column.addWidget(self._issued_head)
        self.column.addLayout(self._rows)
        self.column.addLayout(row(self.write_list, 1))
        self.column.addWidget(self._told)

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the register when it comes into sight."""
        super().showEvent(event)
        self._with_register(lambda _register: None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forgets the passphrase when the card is hidden."""
        super().hideEvent(event)
        self.passphrase.clear()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Certificates of this office"))
        self._why.setText(
            tr(
                "Assessors and managers send a request; the office checks who they are and issues a certificate. Whoever trusts the office's certificate trusts all certificates it issued."
            )
        )
        self._key_label.setText(tr("Office key"))
        self._passphrase_label.setText(tr("Passphrase"))
        self.key.setAccessibleName(tr("Office key"))
        self.passphrase.setAccessibleName(tr("Passphrase"))
        self.key.setPlaceholderText(tr("Key file (.p12)"))
        self._choose.setText(tr("Choose…"))
        self.new.set_text(tr("The office has no key yet: make one"))
        self.fresh.retranslate()
        self.choose_request.setText(tr("Open a request…"))
        self._years_label.setText(tr("valid for (years)"))
        self.years.setAccessibleName(tr("valid for (years)"))
        self.issue.setText(tr("Issue the certificate…"))
        self.write_list.setText(tr("Write the revocation list…"))
        self._show()

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    @property
    def told(self) -> str:
        """What the card says of the last action."""
        return self._told.text()

    @property
    def asked(self) -> str:
        """Who asks for a certificate; empty while no request is open."""
        return "" if self._asked.isHidden() else self._asked.text()

    def _show(self) -> None:
        ready = bool(self.key.text().strip() and self.passphrase.text())
        for widget in (self._years_label, self.years, self.issue):
            widget.setVisible(self._request is not None)
        self.issue.setEnabled(ready and self._request is not None)
        self.write_list.setEnabled(ready)
        self._told.setVisible(bool(self._told.text()))
        clear(self._rows)
        self.revoke_buttons.clear()
        self._issued_head.setText(tr("Issued here: {count}", count=len(self.issued)) if self.issued else "")
        self._issued_head.setVisible(bool(self.issued))
        now = datetime.now().astimezone()
        for entry in self.issued:
            days = entry.facts.days_left(now)
            if entry.revoked_at is not None:
                state = tr("revoked on {date}", date=f"{entry.revoked_at:%Y-%m-%d}")
            else:
                state = tr("{days} left", days=counts.days(days)) if days >= 0 else tr("expired")
            who = " · ".join(part for part in (entry.facts.name, entry.facts.organisation, state) if part)
            revoked = entry.revoked_at is not None
            turn = Button(
                tr("Undo the revocation") if revoked else tr("Revoke"),
                kind="link",
                on_click=partial(self._turn, entry.serial, revoked=revoked),
            )
            self.revoke_buttons[entry.serial] = turn
            line = row(label(who, "muted" if revoked else ""), turn)
            line.setStretch(0, 1)
            self._rows.addLayout(line)

    # The register

    def _with_register(self, work: "Callable[[Register], object]", then: Callable[[], None] | None = None) -> None:
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def whole(_control: tasks.Control) -> "tuple[Issued, ...]":
            from reports.identity.register import Register

            register = Register(folder)
            work(register)
            return register.issued()

        def show(issued: "tuple[Issued, ...]") -> None:
            self.issued = issued
            self._show()
            if then is not None:
                then()

        tasks.run(whole, show, self.failed.emit)

    def _turn(self, serial: int, *, revoked: bool) -> None:
        def work(register: "Register") -> None:
            if revoked:
                register.hold_again(serial)
            else:
                register.revoke([serial], datetime.now().astimezone())

        text = tr(
            "Write the revocation list and send it to those who check reports: it takes effect once they import it."
        )
        self._with_register(work, lambda: self._say(text))

    # The office's key

    def _choose_key(self) -> None:
        chosen = open_place(self, tr("Office key"), "PKCS #12 (*.p12 *.pfx)", self.key.text())
        if chosen:
            self.key.setText(str(chosen))

    def _choose_new(self) -> None:
        path = save_place(self, tr("Office key"), "office.p12", "PKCS #12 (*.p12 *.pfx)")
        if not path:
            return
        copy = save_place(
            self, tr("Save a copy elsewhere, such as on a USB stick"), "office-copy.p12", "PKCS #12 (*.p12 *.pfx)"
        )
        if copy and copy != path:
            self.make_at(path, copy)
        else:
            self._say(tr("No key was made: a copy elsewhere is needed, because nobody can restore it."))

    def make_at(self, path: Path, copy: Path) -> None:
        """Makes the office's key and its copy, and beside the key the certificate to give away."""
        name, organisation, secret = self.fresh.values()
        certificate = path.with_suffix(".pem")

        def work(_control: tasks.Control) -> str:
            from cryptography.hazmat.primitives.serialization import Encoding

            from models import files
            from reports.identity import save_identity
            from reports.identity.authority import make_office

            office = make_office(name, organisation, datetime.now().astimezone())
            for target in (path, copy):
                save_identity(office, target, secret)
            files.write_bytes(certificate, office.certificate.public_bytes(Encoding.PEM))
            return office.facts.telephone_code

        def done(code: str) -> None:
            self.fresh.clear_secrets()
            self.new.open_it(False)
            self.key.setText(str(path))
            self.passphrase.setText(secret)
            self._say(
                tr(
                    "The key was saved twice and read back. Give {certificate} to those who check reports; code to read out by telephone: {code}",
                    certificate=certificate.name,
                    code=code,
                )
            )

        tasks.run(work, done, self.failed.emit)

    # Request, certificate, list

    def _choose_request(self) -> None:
        chosen = open_place(self, tr("Open a request…"), tr("Certificate requests") + " (*.csr *.pem)")
        if chosen:
            self.open_request(chosen)

    def open_request(self, path: Path) -> None:
        """Shows who asks, before anything is issued."""

        def work(_control: tasks.Control) -> tuple[str, str]:
            from reports.identity.authority import read_request_subject

            return read_request_subject(path)

        def show(who: tuple[str, str]) -> None:
            self._request = path
            self._asked.setText(
                tr(
                    "{name}, {organisation}, asks for a certificate. Nothing in the request proves who that is: call them on a number you know.",
                    name=who[0],
                    organisation=who[1],
                )
            )
            self._asked.show()
            self._say("")
            self._show()

        tasks.run(work, show, self.failed.emit)

    def _choose_answer(self) -> None:
        if self._request is None:
            return
        name = f"{self._request.stem}.pem"
        path = save_place(self, tr("Issue the certificate…"), name, "PEM (*.pem)")
        if path:
            self.issue_to(path)

    def issue_to(self, path: Path) -> None:
        """Issues the certificate for the open request, saves it and notes it in the register."""
        request, key, secret, years = (
            self._request,
            Path(self.key.text().strip()),
            self.passphrase.text(),
            self.years.number(),
        )
        if request is None:
            return
        if years is None:
            self.years.hand_over()
            self.years.setFocus()
            return

        def work(register: "Register") -> None:
            from models import files
            from reports.identity import load_identity, read_certificates
            from reports.identity.authority import issue

            now = datetime.now().astimezone()
            office = load_identity(key, secret)
            answer = issue(files.read_bytes(request, _LIMIT_MB), request.name, office, now, years)
            files.write_bytes(path, answer)
            register.add(read_certificates(answer, path.name)[0], office.certificate, now)

        def done() -> None:
            self._request = None
            self._asked.hide()
            self._show()
            self._say(
                tr(
                    "{name} was written and read back. Send it to the person who asked: with their waiting key it becomes a signing key.",
                    name=path.name,
                )
            )

        self._with_register(work, done)

    def _choose_list(self) -> None:
        path = save_place(self, tr("Write the revocation list…"), "office.crl", "CRL (*.crl)")
        if path:
            self.list_to(path)

    def list_to(self, path: Path) -> None:
        """Writes the list of all that this office ever revoked."""
        key, secret = Path(self.key.text().strip()), self.passphrase.text()

        def work(register: "Register") -> None:
            from models import files
            from reports.identity import load_identity
            from reports.identity.authority import revocation_list

            office = load_identity(key, secret)
            now = datetime.now().astimezone()
            files.write_bytes(path, revocation_list(office, register.revoked(office.certificate), now))

        text = tr(
            "{name} was written and read back. It takes effect wherever it is imported under “Trusted signers”.",
            name=path.name,
        )
        self._with_register(work, lambda: self._say(text))
