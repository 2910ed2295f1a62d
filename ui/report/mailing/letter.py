"""The e-mail with a signed file: as a draft for the person's own mail program, or sent from here."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from models import counts
from models.assessment import Evidence
from models.language import Sentence
from ui import tasks
from ui.language import current, run_on, tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row
from ui.widgets.files.outside import open_file
from ui.widgets.files.save_place import save_place

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.letter import Composed
    from reports.acts.signed_file import SignedFile
    from reports.mail import Enclosure


class LetterCard(QWidget):
    """Address, evidence, and the two ways to send. Shown when there is something to send."""

    set_up = Signal()
    """The person wants to enter a mail account."""
    written = Signal(str)
    """The letter was made: `draft` for the person's mail program, or `sent` from here."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self._signed: SignedFile | None = None
        self._files: tuple[Evidence, ...] = ()
        self._told_text = ""
        self.address, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.evidence = QCheckBox()
        self.draft = Button(icon_name="mail", on_click=self._choose_draft)
        self.send = Button(on_click=self.send_now)
        self._set_up = Button(kind="link", on_click=self.set_up.emit)
        self._told = label(kind="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self.address, self.evidence):
            column.addWidget(widget)
        column.addLayout(row(self.draft, 1))
        column.addWidget(self.password)
        column.addLayout(row(self.send, self._set_up, 1))
        column.addWidget(self._told)
        for field in (self.address, self.password):
            field.textChanged.connect(lambda _text: self.refresh())
        session.post.changed.connect(self.refresh)
        self.retranslate()

    def offer(self, signed: "SignedFile | None", files: tuple[Evidence, ...] = ()) -> None:
        """Offers a signed file, or nothing.

        Args:
            signed: what can be sent.
            files: the evidence behind its answers that may go along.
        """
        if signed is self._signed:
            return
        self._signed, self._files = signed, files
        self._told_text = ""
        self.evidence.setChecked(False)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Asks how mail is set up when it comes into sight."""
        super().showEvent(event)
        self._session.post.reload()

    @property
    def addresses(self) -> list[str]:
        """The receivers as typed, set apart by commas or semicolons."""
        return [address for address in re.split(r"[\s,;，；、]+", self.address.text()) if address]

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.address.setPlaceholderText(tr("Recipient's e-mail address"))
        self.address.setAccessibleName(tr("Recipient's e-mail address"))
        self.password.setPlaceholderText(tr("Password of the mail account"))
        self.password.setAccessibleName(tr("Password of the mail account"))
        self.draft.setText(tr("Draft for my mail program…"))
        self.send.setText(tr("Send from here"))
        self._set_up.setText(tr("No mail program? Set up sending from here…"))
        files = self._files
        size = sum(each.size_bytes for each in files) / 1_000_000
        self.evidence.setText(
            tr("With the evidence: {files}, {size} MB", files=counts.files(len(files)), size=f"{max(size, 0.1):.1f}")
        )
        self.evidence.setVisible(bool(files))
        self.refresh()

    def refresh(self) -> None:
        """Offers what can be done now, and says what is missing."""
        post = self._session.post
        ready = self._signed is not None and any("@" in address for address in self.addresses)
        account = post.setup.account if post.setup is not None else None
        asks = account is not None and not post.knows_password
        self.draft.setEnabled(ready)
        self.send.setVisible(account is not None)
        self.password.setVisible(asks)
        self.send.setEnabled(ready and not post.busy and (not asks or bool(self.password.text())))
        self._set_up.setVisible(post.setup is not None and account is None)
        text = self._told_text
        if not text:
            text = (
                tr("Type the address first.")
                if not ready
                else tr("A draft opens in your mail program; you send it yourself.")
            )
        self._told.setText(text)

    @property
    def told(self) -> str:
        """What the card says below the buttons."""
        return self._told.text()

    def _tell(self, text: str) -> None:
        self._told_text = text
        self.refresh()

    # The two ways

    def _choose_draft(self) -> None:
        if self._signed is None:
            return
        name = f"{self._signed.path.stem}.eml"
        path = save_place(self, tr("Save the e-mail draft"), name, "E-mail (*.eml)")
        if path:
            self.draft_to(path, open_it=True)

    def draft_to(self, path: Path, *, open_it: bool = False) -> None:
        """Writes the draft, the evidence beside it when it does not fit, and opens it in the person's mail program."""

        def write(composed: "Composed") -> None:
            def work(_control: tasks.Control) -> Path | None:
                from reports.acts.letter import write_letter

                return write_letter(composed, path)

            tasks.run(work, done, self._failed)

        def done(archive: Path | None) -> None:
            text = tr("{name} was written: open it and send it from your mail program.", name=path.name)
            self._tell(run_on(text, _comes_separately(archive.name) if archive is not None else ""))
            self.written.emit("draft")
            if open_it:
                open_file(path)

        self._compose(write)

    def send_now(self) -> None:
        """Sends from here; what cannot be sent now waits in the outbox."""

        def hand_over(composed: "Composed") -> None:
            archive = composed.evidence
            if archive is None:
                self._queue(composed.draft.eml, "")
                return
            path = save_place(
                self, tr("The evidence is too large for the e-mail: save it as a file"), archive.name, "ZIP (*.zip)"
            )
            if path:
                self._save_and_queue(composed.draft.eml, archive, path)
            else:
                self._tell(tr("Nothing was sent: choose where to save the evidence."))

        self._compose(hand_over)

    def _save_and_queue(self, eml: bytes, archive: "Enclosure", path: Path) -> None:
        def work(_control: tasks.Control) -> None:
            from models import files

            files.write_bytes(path, archive.data)

        tasks.run(work, lambda _none: self._queue(eml, path.name), self._failed)

    def _queue(self, eml: bytes, separate: str) -> None:
        """Hands the letter over; `separate` is the name of an archive that goes another way."""
        receivers = ", ".join(self.addresses)
        secret = self.password.text()
        self.password.clear()

        def ended(why: Sentence | None) -> None:
            text = (
                tr("Sent to {to} at {time}.", to=receivers, time=f"{datetime.now():%H:%M}")
                if why is None
                else run_on(tr("The letter is waiting in the outbox."), words(why))
            )
            self._tell(run_on(text, _comes_separately(separate) if separate else ""))
            if why is None:
                self.written.emit("sent")

        self._tell(tr("Sending…"))
        self._session.post.queue(eml, secret, ended, self._failed)

    def _compose(self, then: "Callable[[Composed], None]") -> None:
        signed, post = self._signed, self._session.post
        if signed is None or post.setup is None:
            return
        wanted = self._files if self.evidence.isChecked() else ()
        setup, to, language = post.setup, self.addresses, current()
        sender = setup.account.sender if setup.account else ""

        def read(workspace: "Workspace") -> list[tuple[Evidence, bytes]]:
            return [(each, workspace.evidence_bytes(each.digest)) for each in wanted]

        def write(files: list[tuple[Evidence, bytes]]) -> None:
            def work(_control: tasks.Control) -> "Composed":
                from reports.acts.letter import compose, letter, with_evidence

                whole = with_evidence(letter(signed.data, signed.verdict, to, sender), files)
                return compose(whole, datetime.now().astimezone(), language, setup.limit_mb)

            tasks.run(work, then, self._failed)

        self._session.in_workspace(read, write, self._failed)


def _comes_separately(name: str) -> str:
    return tr(
        "The evidence did not fit into the e-mail and is in {name}: hand it over in another way. The letter gives its SHA-256, so the recipient can tell that it is the right file.",
        name=name,
    )
