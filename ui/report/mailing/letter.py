"""The e-mail with a signed file: first as a draft for the person's own mail program, or sent from here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from models.assessment import Evidence
from models.language import Sentence
from ui import tasks
from ui.language import current, tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.mail import Attachment, Draft
    from reports.verification import Verdict


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed file that can be sent."""

    data: bytes
    verdict: "Verdict"
    evidence: tuple[Evidence, ...] = ()
    """What lies behind its answers and may go along."""


class LetterCard(QWidget):
    """Address, evidence, and the two ways to send. Shown when there is something to send."""

    set_up = Signal()
    """The person wants to enter a mail account."""
    written = Signal(str)
    """The letter was made: `draft` for the person's mail program, or `sent` from here."""

    def __init__(self, session: Session, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self._paper: Paper | None = None
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

    def offer(self, paper: Paper | None) -> None:
        """Offers a signed file, or nothing."""
        self._paper = paper
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
        return [one for one in re.split(r"[\s,;，；、]+", self.address.text()) if one]

    def retranslate(self) -> None:
        """Speaks the present language."""
        self.address.setPlaceholderText(tr("E-mail address of the receiver"))
        self.address.setAccessibleName(tr("E-mail address of the receiver"))
        self.password.setPlaceholderText(tr("Password of the mail account"))
        self.password.setAccessibleName(tr("Password of the mail account"))
        self.draft.setText(tr("Draft for my mail program…"))
        self.send.setText(tr("Send from here"))
        self._set_up.setText(tr("No mail program? Set up sending from here…"))
        files = self._paper.evidence if self._paper else ()
        size = sum(one.size_bytes for one in files) / 1_000_000
        self.evidence.setText(
            tr("With the evidence: {count} file(s), {size} MB", count=len(files), size=f"{max(size, 0.1):.1f}")
        )
        self.evidence.setVisible(bool(files))
        self.refresh()

    def refresh(self) -> None:
        """Offers what can be done now, and says what is missing."""
        post = self._session.post
        ready = self._paper is not None and any("@" in one for one in self.addresses)
        account = post.setup.account if post.setup is not None else None
        asks = account is not None and not post.knows_password
        self.draft.setEnabled(ready)
        self.send.setVisible(account is not None)
        self.password.setVisible(asks)
        self.send.setEnabled(ready and not post.busy and (not asks or bool(self.password.text())))
        self._set_up.setVisible(post.setup is not None and account is None)
        told = self._told_text
        if not told:
            told = (
                tr("Type the address first.")
                if not ready
                else tr("A draft opens in your mail program; you send it yourself.")
            )
        self._told.setText(told)

    @property
    def told(self) -> str:
        """What the card says below the buttons."""
        return self._told.text()

    def _tell(self, text: str) -> None:
        self._told_text = text
        self.refresh()

    # The two ways

    def _choose_draft(self) -> None:
        if self._paper is None:
            return
        name = f"{Path(self._paper.verdict.name).stem}.eml"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the e-mail draft"), name, "E-mail (*.eml)")
        if chosen:
            self.draft_to(Path(chosen), open_it=True)

    def draft_to(self, path: Path, *, open_it: bool = False) -> None:
        """Writes the draft, the evidence beside it when it does not fit, and opens it in the person's mail program."""

        def write(made: "Draft", bundle: "Attachment | None") -> None:
            def work(_control: tasks.Control) -> str:
                from models import files

                beside = ""
                if bundle is not None and not made.bundle_attached:
                    files.write_bytes(path.with_name(bundle.name), bundle.data)
                    beside = bundle.name
                files.write_bytes(path, made.eml)
                return beside

            tasks.run(work, done, self._failed)

        def done(beside: str) -> None:
            told = tr("{name} was written: open it and send it from your mail program.", name=path.name)
            self._tell(told + (" " + _comes_separately(beside) if beside else ""))
            self.written.emit("draft")
            if open_it:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._compose(write)

    def send_now(self) -> None:
        """Sends from here; what cannot be sent now waits in the outbox."""

        def hand_over(made: "Draft", bundle: "Attachment | None") -> None:
            if bundle is None or made.bundle_attached:
                self._queue(made.eml, "")
                return
            chosen, _ = QFileDialog.getSaveFileName(
                self, tr("The evidence is too large for the e-mail: save it as a file"), bundle.name, "ZIP (*.zip)"
            )
            if chosen:
                self._save_and_queue(made.eml, bundle, Path(chosen))
            else:
                self._tell(tr("Nothing was sent: the evidence needs a place of its own."))

        self._compose(hand_over)

    def _save_and_queue(self, eml: bytes, bundle: "Attachment", path: Path) -> None:
        def work(_control: tasks.Control) -> None:
            from models import files

            files.write_bytes(path, bundle.data)

        tasks.run(work, lambda _none: self._queue(eml, path.name), self._failed)

    def _queue(self, eml: bytes, beside: str) -> None:
        receivers = ", ".join(self.addresses)
        secret = self.password.text()
        self.password.clear()

        def ended(why: Sentence | None) -> None:
            told = (
                tr("Sent to {to} at {time}.", to=receivers, time=f"{datetime.now():%H:%M}")
                if why is None
                else tr("The letter waits in the outbox.") + " " + words(why)
            )
            self._tell(told + (" " + _comes_separately(beside) if beside else ""))
            if why is None:
                self.written.emit("sent")

        self._tell(tr("Sending…"))
        self._session.post.queue(eml, secret, ended, self._failed)

    def _compose(self, then: "Callable[[Draft, Attachment | None], None]") -> None:
        paper, post = self._paper, self._session.post
        if paper is None or post.setup is None:
            return
        wanted = paper.evidence if self.evidence.isChecked() else ()
        setup, to, language = post.setup, self.addresses, current()
        sender = setup.account.sender if setup.account else ""

        def read(workspace: "Workspace") -> list[tuple[Evidence, bytes]]:
            return [(one, workspace.evidence_bytes(one.digest)) for one in wanted]

        def write(files: list[tuple[Evidence, bytes]]) -> None:
            def work(_control: tasks.Control) -> "tuple[Draft, Attachment | None]":
                from reports import journey
                from reports.mail import draft, evidence_bundle

                letter = journey.letter(paper.data, paper.verdict, to, sender)
                if files:
                    name = f"{Path(paper.verdict.name).stem}-evidence.zip"
                    letter = replace(letter, bundle=evidence_bundle(name, paper.data, files))
                made = draft(letter, datetime.now().astimezone(), language, setup.limit_mb)
                return made, letter.bundle

            tasks.run(work, lambda found: then(*found), self._failed)

        self._session.in_workspace(read, write)


def _comes_separately(name: str) -> str:
    return tr(
        "The evidence did not fit into the e-mail and lies in {name}: hand it over in another way. The letter names its SHA-256, so the receiver can tell that it is the right file.",
        name=name,
    )
