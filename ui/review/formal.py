"""Two more things to sign about a checked file: a countersignature in it, and a note of the verdict."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reports.verification import LARGEST_FILE_MB, DocumentKind, Verdict, VerdictKind, VerificationTask
from ui import tasks
from ui.language import current, tr
from ui.report.signing.signer import Signer
from ui.session import Session
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import save_place

if TYPE_CHECKING:
    from reports.acts.pen import Pen
    from reports.acts.signed_file import SignedFile

_ROLES = ("assessor1", "assessor2", "consultant")


class Formal(Card):
    """Countersigns a sound report, and keeps a verdict of any kind as a signed note."""

    def __init__(self, session: Session, signer: Signer, fail: tasks.Failed) -> None:
        super().__init__("plain", margin=0)
        self._session, self._signer, self._fail = session, signer, fail
        self._verdict: Verdict | None = None
        self._file: VerificationTask | None = None
        self.role = ChoiceBox()
        self.countersign = Button(icon_name="pen-line", on_click=self._choose_report)
        self.note = Button(icon_name="file-text", on_click=self._choose_note)
        self._told = label(kind="muted")
        self._told.hide()
        self.column.addLayout(row(self.role, self.countersign, self.note, 1))
        self.column.addWidget(self._told)
        for field in (signer.key_file, signer.passphrase):
            field.textChanged.connect(lambda _text: self._show())
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        from reports.signature.fields import Role

        chosen = self.role.currentData() or _ROLES[0]
        self.role.clear()
        for name in _ROLES:
            self.role.addItem(Role(name).text(current()), name)
        self.role.setCurrentIndex(self.role.findData(chosen))
        self.role.setAccessibleName(tr("Signs as"))
        self.countersign.setText(tr("Countersign the report…"))
        self.note.setText(tr("Save the verdict as a signed note…"))
        self._show()

    def show_verdict(self, verdict: Verdict | None, file: VerificationTask | None) -> None:
        """Offers what can be signed about this file."""
        self._verdict, self._file = verdict, file
        self._told.hide()
        self._show()

    @property
    def told(self) -> str:
        """What was signed last about this file; empty before."""
        return "" if self._told.isHidden() else self._told.text()

    def _show(self) -> None:
        verdict = self._verdict
        sound = verdict is not None and verdict.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED)
        report = verdict is not None and verdict.document is DocumentKind.REPORT
        for widget in (self.role, self.countersign):
            widget.setVisible(sound and report)
        self.countersign.setEnabled(sound and report and self._signer.ready)
        self.note.setEnabled(verdict is not None and self._signer.ready)

    def _choose_report(self) -> None:
        if self._file is None:
            return
        name = f"{Path(self._file.name).stem}-{self.role.currentData()}.pdf"
        path = save_place(self, tr("Countersign the report…"), name, "PDF (*.pdf)")
        if path:
            self.countersign_to(path)

    def countersign_to(self, path: Path) -> None:
        """Signs the report in the box of the chosen role and saves it as another file."""
        file, role = self._file, self.role.currentData()
        if file is None:
            return

        def sign(pen: "Pen") -> "SignedFile":
            from models import files
            from reports.acts.assessor import sign_beside
            from reports.signature.fields import Role

            data = file.data if file.data is not None else files.read_bytes(file.path or Path(), LARGEST_FILE_MB)
            return sign_beside(data, Role(role), path, pen)

        self._sign(sign)

    def _choose_note(self) -> None:
        if self._verdict is None:
            return
        name = f"{Path(self._verdict.name).stem}-note.pdf"
        path = save_place(self, tr("Save the verdict as a signed note…"), name, "PDF (*.pdf)")
        if path:
            self.note_to(path)

    def note_to(self, path: Path) -> None:
        """Signs the verdict as a separate note and saves it."""
        verdict = self._verdict
        if verdict is None:
            return

        def sign(pen: "Pen") -> "SignedFile":
            from reports.acts.assessor import sign_note

            return sign_note(verdict, path, pen)

        self._sign(sign)

    def _sign(self, sign: "Callable[[Pen], SignedFile]") -> None:
        """Signs something with the key that is chosen; the passphrase serves once."""
        chosen, language, workspace = self._signer.chosen(), current(), self._session.workspace
        folder = workspace.folder if workspace is not None else None

        def work(_control: tasks.Control) -> "SignedFile":
            with chosen.opened(datetime.now().astimezone(), language, folder) as pen:
                return sign(pen)

        def done(signed: "SignedFile") -> None:
            self._signer.passphrase.clear()
            self._told.setText(
                tr(
                    "{name} was signed, saved, read back and verified. Code to read out by telephone: {code}",
                    name=signed.path.name,
                    code=signed.telephone_code,
                )
            )
            self._told.show()

        tasks.run(work, done, self._fail)
