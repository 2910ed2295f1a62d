"""The three acts in order: freeze, sign, e-mail; below each what was done and verified."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from models.assessment import AssessmentState
from models.language import Language
from ui import tasks
from ui.language import current, tr
from ui.report.signer import Signer
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, label, row

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.verification import Verdict
    from ui.report.page import ReportPage


class Act(QWidget):
    """One of the three buttons in order, and below it what was done and verified."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        self.button = button
        self._mark = Picture("circle-dashed", "muted")
        self._told = label(kind="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(row(self._mark, button, 1))
        column.addWidget(self._told)

    def show_state(self, *, done: bool, text: str) -> None:
        """Shows what was done, or what comes first."""
        self._mark.show_icon("circle-check" if done else "circle-dashed", "good" if done else "muted")
        self._told.setText(text)


class Acts(Card):
    """Freeze, sign and e-mail for the version that is open; a report signed earlier is found again."""

    def __init__(self, page: "ReportPage") -> None:
        super().__init__(spacing=2 * GRID)
        self._page, self._session = page, page.session
        self.signed: bytes | None = None
        """The signed report of the open version; None before."""
        self._verdict: Verdict | None = None
        self._mailed = ""
        self._heading = label(kind="heading")
        self.column.addWidget(self._heading)
        self.freeze_act = Act(Button(icon_name="lock", on_click=self.freeze))
        self.signer = Signer(page.fail, page.hint)
        self.sign_act = Act(Button(icon_name="pen-line", on_click=self._sign_to_file))
        self.address = QLineEdit()
        self.mail_act = Act(Button(icon_name="mail", on_click=self._mail_to_file))
        for part in (self.freeze_act, self.signer, self.sign_act, self.address, self.mail_act):
            self.column.addWidget(part)
        for field in (self.address, self.signer.key_file, self.signer.passphrase):
            field.textChanged.connect(lambda _text: self.refresh())
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._heading.setText(tr("Freeze, sign, e-mail"))
        self.freeze_act.button.setText(tr("1 Freeze this version"))
        self.sign_act.button.setText(tr("2 Sign and save…"))
        self.mail_act.button.setText(tr("3 Make the e-mail"))
        self.address.setPlaceholderText(tr("E-mail address of the assessor"))
        self.address.setAccessibleName(tr("E-mail address of the assessor"))
        self.signer.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Shows how far the three acts are, and why the next one cannot be done yet."""
        assessment = self._session.assessment
        if assessment is None:
            return
        frozen = assessment.state is AssessmentState.FROZEN
        self.freeze_act.button.setEnabled(not frozen)
        self.freeze_act.show_state(
            done=frozen,
            text=tr("Version {number} is frozen: its answers can no longer change.", number=assessment.version)
            if frozen
            else tr("A frozen version can no longer change; a later change begins the next version."),
        )
        self.sign_act.button.setEnabled(frozen and self.signer.ready and self.signed is None)
        if self.signed is not None and self._verdict is not None:
            self.sign_act.show_state(
                done=True,
                text=tr(
                    "{name} was signed, saved, read back and verified. Code to read out by telephone: {code}",
                    name=self._verdict.name,
                    code=self._verdict.signatures[0].facts.telephone_code,
                ),
            )
        else:
            self.sign_act.show_state(
                done=False,
                text=tr("Choose a key and type its passphrase.") if frozen else tr("First freeze the version."),
            )
        self.mail_act.button.setEnabled(self.signed is not None and "@" in self.address.text())
        if self._mailed:
            told = tr("{name} was written: open it and send it from your mail program.", name=self._mailed)
        elif self.signed is None:
            told = tr("First sign the report.")
        elif "@" not in self.address.text():
            told = tr("Type the address above; then a draft opens in your mail program, and you send it yourself.")
        else:
            told = tr("A draft opens in your mail program; you send it yourself.")
        self.mail_act.show_state(done=bool(self._mailed), text=told)

    def other_case(self) -> None:
        """Another version is open: looks for its signed report."""
        self.signed = self._verdict = None
        self._mailed = ""
        assessment, workspace = self._session.assessment, self._session.workspace
        if assessment is None or workspace is None or assessment.state is not AssessmentState.FROZEN:
            return
        case, version, folder = assessment.case_number, assessment.version, workspace.folder

        def kept(workspace: "Workspace") -> "tuple[str, bytes] | None":
            from models.workspace import ReportKind

            found = [one for one in workspace.reports(case, ReportKind.REPORT) if one.version == version]
            return (found[0].name, workspace.report_bytes(found[0].digest)) if found else None

        def check(found: "tuple[str, bytes] | None") -> None:
            if found is None:
                return
            name, data = found

            def work(_control: tasks.Control) -> "Verdict":
                from reports.verification import Setting, Task, Trust, verify_many

                return verify_many([Task(name, data=data)], Setting(Trust(), datetime.now().astimezone(), folder))[0]

            tasks.run(work, lambda verdict: self._take_kept(data, verdict, case), self._page.failure)

        self._session.in_workspace(kept, check)

    def _take_kept(self, data: bytes, verdict: "Verdict", case: str) -> None:
        """Shows a report that was signed earlier, if its case is still the open one and it is still sound."""
        assessment = self._session.assessment
        if assessment is not None and assessment.case_number == case and verdict.signatures:
            self._take_signed(data, verdict)

    def freeze(self) -> None:
        """Closes the draft for good; the case then shows the frozen version."""
        assessment = self._session.assessment
        if assessment is not None:
            why = tr("Frozen for the report")
            self._session.take_over(lambda workspace: workspace.freeze(assessment.case_number, why), self._page.refresh)

    def _sign_to_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the signed report"), self._page.file_name("pdf"), "PDF (*.pdf)"
        )
        if chosen:
            self.sign_to(Path(chosen))

    def sign_to(self, path: Path) -> None:
        """Writes the report of the frozen version, signs it, saves it, verifies what was saved and keeps a copy."""
        self._page.draw(lambda pdf: self._sign(pdf, path))

    def _sign(self, pdf: bytes, path: Path) -> None:
        chosen = self.signer.chosen()
        language = self._page.language.currentData()
        stamp: Language = "en" if language == "en" else "zh"
        workspace, assessment = self._session.workspace, self._session.assessment
        if workspace is None or assessment is None:
            return
        self._page.hint(tr("Signing…"))
        folder = workspace.folder

        def work(_control: tasks.Control) -> "tuple[bytes, Verdict]":
            from models import files
            from reports import journey
            from reports.verification import Trust, verify

            now = datetime.now().astimezone()
            with chosen.opened(now) as identity:
                signed = journey.signed(pdf, identity, now, chosen.options(stamp))
            files.write_bytes(path, signed)
            verdict = verify(path, Trust(), now, user_folder=folder)
            return signed, verdict

        def done(result: "tuple[bytes, Verdict]") -> None:
            signed, verdict = result
            self.signer.passphrase.clear()
            if not verdict.signatures:
                # Never seen, but nothing is called signed that was not verified.
                self._page.hint("")
                self._page.fail(verdict.reason)
                return
            self._take_signed(signed, verdict)
            self._page.hint(tr("{name} was written and read back.", name=path.name))
            self._page.preview.show_report(signed)
            self._keep(signed, verdict)

        tasks.run(work, done, self._page.failure)

    def _take_signed(self, signed: bytes, verdict: "Verdict") -> None:
        self.signed, self._verdict = signed, verdict
        self.refresh()

    def _keep(self, signed: bytes, verdict: "Verdict") -> None:
        assessment = self._session.assessment
        if assessment is None:
            return

        def work(workspace: "Workspace") -> None:
            from models.workspace import ReportKind

            workspace.keep_report(
                ReportKind.REPORT,
                assessment.case_number,
                assessment.version,
                verdict.name,
                signed,
                verdict=verdict.kind.value,
            )

        self._session.in_workspace(work, lambda _none: self._session.reload_cases())

    def _mail_to_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the e-mail draft"), self._page.file_name("eml"), "E-mail (*.eml)"
        )
        if chosen:
            self.mail_to(Path(chosen), open_it=True)

    def mail_to(self, path: Path, *, open_it: bool = False) -> None:
        """Writes the e-mail draft with the signed report and, when asked, opens it in the person's mail program."""
        signed, verdict = self.signed, self._verdict
        if signed is None or verdict is None:
            return
        to, language = self.address.text().strip(), current()

        def work(_control: tasks.Control) -> None:
            from models import files
            from reports import journey
            from reports.mail import draft

            letter = journey.letter(signed, verdict, [to])
            files.write_bytes(path, draft(letter, datetime.now().astimezone(), language).eml)

        def done(_none: None) -> None:
            self._mailed = path.name
            self.refresh()
            if open_it:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        tasks.run(work, done, self._page.failure)
