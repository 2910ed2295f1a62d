"""The page that turns a version into a signed report: look, check, then freeze, sign and e-mail in this order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.assessment import AssessmentState
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.language import N_, Language
from ui import tasks
from ui.language import current, tr
from ui.page import Page
from ui.report.beside import Replies, scenario_texts, workbook
from ui.report.checklist import Checklist
from ui.report.preview import Preview
from ui.report.signer import Signer
from ui.results.rows import titled
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, label, row

if TYPE_CHECKING:
    from models.workspace import Change, Workspace
    from reports.verification import Verdict


class _Act(QWidget):
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


class ReportPage(Page):
    """Preview at the left, what to check and the three acts at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pdf: bytes | None = None
        self._drawn_from: object = None
        self._signed: bytes | None = None
        self._verdict: Verdict | None = None
        self._drawing: tasks.Task | None = None
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Report"))
        body.addWidget(title)
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(self._preview_card(), 3)
        side = QVBoxLayout()
        side.setSpacing(2 * GRID)
        self._checklist = Checklist(lambda answer: self.go.emit("fill", answer))
        side.addWidget(self._checklist)
        side.addWidget(self._acts())
        self.replies = Replies(session, self._failed, lambda answer: self.go.emit("fill", answer))
        self.replies.told.connect(self._hint.setText)
        side.addWidget(self.replies)
        side.addStretch(1)
        across.addLayout(side, 2)
        body.addLayout(across)
        self.scrolled(content)
        session.case_changed.connect(self._other_case)
        session.catalogue_changed.connect(lambda: self.refresh() if self.isVisible() else None)

    def _preview_card(self) -> Card:
        card = Card()
        self.language = QComboBox()
        self.edition = QComboBox()
        self._draw = Button(icon_name="eye", on_click=self.draw)
        self.say(self._draw.setText, N_("Show the pages"))
        self._save = Button(icon_name="download", on_click=self._save_unsigned)
        self.say(self._save.setText, N_("Save a copy…"))
        self._save.setEnabled(False)
        card.column.addLayout(row(self.language, self.edition, self._draw, self._save, 1))
        self._excel = Button(kind="link", icon_name="table-2", on_click=lambda: self._beside("xlsx", workbook))
        self.say(self._excel.setText, N_("Everything as a workbook…"))
        self._word = Button(kind="link", icon_name="file", on_click=lambda: self._beside("docx", scenario_texts))
        self.say(self._word.setText, N_("Scenario texts for the online form…"))
        card.column.addLayout(row(self._excel, self._word, 1))
        self._hint = label(kind="muted")
        card.column.addWidget(self._hint)
        self.preview = Preview()
        card.column.addWidget(self.preview, 1)
        return card

    def _acts(self) -> Card:
        card, inner = titled(" ")
        heading = card.column.itemAt(0)
        widget = heading.widget() if heading else None
        if widget is not None and hasattr(widget, "setText"):
            self.say(widget.setText, N_("Freeze, sign, e-mail"))
        inner.setSpacing(2 * GRID)
        freeze = Button(icon_name="lock", on_click=self.freeze)
        self.say(freeze.setText, N_("1 Freeze this version"))
        self.freeze_act = _Act(freeze)
        inner.addWidget(self.freeze_act)
        self.signer = Signer(self.fail, self._hint.setText)
        inner.addWidget(self.signer)
        sign = Button(icon_name="pen-line", on_click=self._sign_to_file)
        self.say(sign.setText, N_("2 Sign and save…"))
        self.sign_act = _Act(sign)
        inner.addWidget(self.sign_act)
        self.address = QLineEdit()
        self.say(self.address.setPlaceholderText, N_("E-mail address of the assessor"))
        self.say(self.address.setAccessibleName, N_("E-mail address of the assessor"))
        inner.addWidget(self.address)
        mail = Button(icon_name="mail", on_click=self._mail_to_file)
        self.say(mail.setText, N_("3 Make the e-mail"))
        self.mail_act = _Act(mail)
        inner.addWidget(self.mail_act)
        self.address.textChanged.connect(lambda _text: self._show_acts())
        self.signer.key_file.textChanged.connect(lambda _text: self._show_acts())
        self.signer.passphrase.textChanged.connect(lambda _text: self._show_acts())
        return card

    # ---- showing

    def refresh(self) -> None:
        """Shows the list to check and how far the three acts are."""
        evaluation = self.session.evaluation
        if evaluation is None:
            return
        self._checklist.show_evaluation(evaluation)
        if self._drawn_from is not None and self._drawn_from is not evaluation and self._signed is None:
            self._hint.setText(tr("The answers changed since these pages were drawn."))
        if self.language.count() == 0:
            self._fill_choices()
        self._show_acts()
        if self._pdf is None and self._drawing is None and self.session.catalogue is not None:
            self.draw()

    def retranslate(self) -> None:
        """Speaks the new language; the report keeps the one chosen for it."""
        self._fill_choices()
        self.signer.retranslate()
        self.replies.retranslate()
        super().retranslate()

    def _fill_choices(self) -> None:
        chosen, edition = self.language.currentData() or current(), self.edition.currentData() or "full"
        self.language.clear()
        for data, text in (("zh", "中文"), ("en", "English"), ("both", tr("Chinese and English"))):
            self.language.addItem(text, data)
        self.language.setCurrentIndex(self.language.findData(chosen))
        self.edition.clear()
        self.edition.addItem(tr("Full edition"), "full")
        self.edition.addItem(tr("De-identified edition"), "deidentified")
        self.edition.setCurrentIndex(self.edition.findData(edition))
        self.language.setAccessibleName(tr("Language of the report"))
        self.edition.setAccessibleName(tr("Edition"))

    def _show_acts(self) -> None:
        assessment = self.session.assessment
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
        self.sign_act.button.setEnabled(frozen and self.signer.ready and self._signed is None)
        if self._signed is not None and self._verdict is not None:
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
        self.mail_act.button.setEnabled(self._signed is not None and "@" in self.address.text())
        if not self._mailed:
            self.mail_act.show_state(
                done=False,
                text=tr("A draft opens in your mail program; you send it yourself.")
                if self._signed
                else tr("First sign the report."),
            )

    _mailed = False

    def _other_case(self) -> None:
        self._pdf = self._signed = self._drawn_from = self._verdict = None
        self._mailed = False
        self._hint.setText("")
        self._save.setEnabled(False)

        assessment, workspace = self.session.assessment, self.session.workspace
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

            tasks.run(work, lambda verdict: self._take_kept(data, verdict, case), self._failed)

        self.session.in_workspace(kept, check)

    def _take_kept(self, data: bytes, verdict: "Verdict", case: str) -> None:
        """Shows a report that was signed earlier, if its case is still the open one and it is still sound."""
        assessment = self.session.assessment
        if assessment is not None and assessment.case_number == case and verdict.signatures:
            self._take_signed(data, verdict)

    # ---- the report

    def draw(self, then: Callable[[bytes], None] | None = None) -> None:
        """Writes the report in the background and shows its pages; `then` gets the bytes."""
        session = self.session
        evaluation, catalogue, roadmap, assessment = (
            session.evaluation,
            session.catalogue,
            session.roadmap,
            session.assessment,
        )
        if evaluation is None or assessment is None or self._drawing is not None:
            return
        language, edition = self.language.currentData(), self.edition.currentData()
        self._hint.setText(tr("Writing the report…"))
        self._draw.setEnabled(False)

        def history(workspace: "Workspace") -> "tuple[Change, ...]":
            return workspace.history(assessment.case_number)

        def with_history(changes: "tuple[Change, ...]") -> None:
            def work(_control: tasks.Control) -> bytes:
                from reports import journey
                from reports.payload import Change as Line
                from reports.payload import ReportOptions

                listed = tuple(
                    Line(
                        when=one.at.isoformat(timespec="seconds"),
                        what=str(one.answer),
                        old=_plain(one.old),
                        new=_plain(one.new),
                        version=one.version,
                    )
                    for one in reversed(changes[:200])
                )
                return journey.report(
                    evaluation,
                    roadmap,
                    catalogue,
                    datetime.now().astimezone(),
                    options=ReportOptions(language=language, edition=edition),
                    history=listed,
                )

            self._drawing = tasks.run(work, lambda pdf: self._show_report(pdf, evaluation, then), self._failed)
            self._drawing.finished.connect(self._drawn)

        session.in_workspace(history, with_history)

    def _drawn(self) -> None:
        self._drawing = None
        self._draw.setEnabled(True)

    def _show_report(self, pdf: bytes, source: object, then: Callable[[bytes], None] | None) -> None:
        self._pdf, self._drawn_from = pdf, source
        self._save.setEnabled(True)
        self._hint.setText(tr("These are the real pages ({size} KB).", size=len(pdf) // 1024))
        self.preview.show_report(pdf)
        if then is not None:
            then(pdf)

    def _save_unsigned(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self._file_name("pdf"), "PDF (*.pdf)")
        pdf = self._signed or self._pdf
        if chosen and pdf is not None:
            self._write(Path(chosen), pdf)

    def _beside(self, ending: str, make: Callable[[Evaluation, Language], bytes]) -> None:
        evaluation, language = self.session.evaluation, current()
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self._file_name(ending), f"*.{ending}")
        if chosen and evaluation is not None:
            path = Path(chosen)
            tasks.run(lambda _control: make(evaluation, language), lambda data: self._write(path, data), self._failed)

    def _write(self, path: Path, data: bytes) -> None:
        def work(_control: tasks.Control) -> str:
            from reports import files

            files.write_bytes(path, data)
            return path.name

        tasks.run(
            work, lambda name: self._hint.setText(tr("{name} was written and read back.", name=name)), self._failed
        )

    def _file_name(self, ending: str) -> str:
        assessment = self.session.assessment
        return f"zhijie-{assessment.case_number}-v{assessment.version}.{ending}" if assessment else f"zhijie.{ending}"

    # ---- the three acts

    def freeze(self) -> None:
        """Closes the draft for good; the case then shows the frozen version."""
        assessment = self.session.assessment
        if assessment is not None:
            why = tr("Frozen for the report")
            self.session.take_over(lambda workspace: workspace.freeze(assessment.case_number, why), self.refresh)

    def _sign_to_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the signed report"), self._file_name("pdf"), "PDF (*.pdf)"
        )
        if chosen:
            self.sign_to(Path(chosen))

    def sign_to(self, path: Path) -> None:
        """Writes the report of the frozen version, signs it, saves it, verifies what was saved and keeps a copy."""
        self.draw(lambda pdf: self._sign(pdf, path))

    def _sign(self, pdf: bytes, path: Path) -> None:
        key, passphrase = Path(self.signer.key_file.text().strip()), self.signer.passphrase.text()
        language = self.language.currentData()
        stamp: Language = "en" if language == "en" else "zh"
        workspace, assessment = self.session.workspace, self.session.assessment
        if workspace is None or assessment is None:
            return
        self._hint.setText(tr("Signing…"))
        folder = workspace.folder

        def work(_control: tasks.Control) -> "tuple[bytes, Verdict]":
            from reports import files, journey
            from reports.identity import load_identity
            from reports.signing import Options
            from reports.verification import Trust, verify

            now = datetime.now().astimezone()
            identity = load_identity(key, passphrase)
            identity.check(now)
            signed = journey.signed(pdf, identity, now, Options(language=stamp))
            files.write_bytes(path, signed)
            verdict = verify(path, Trust(), now, user_folder=folder)
            return signed, verdict

        def done(result: "tuple[bytes, Verdict]") -> None:
            signed, verdict = result
            self.signer.passphrase.clear()
            self._take_signed(signed, verdict)
            self._hint.setText(tr("{name} was written and read back.", name=path.name))
            self.preview.show_report(signed)
            self._keep(signed, verdict)

        tasks.run(work, done, self._failed)

    def _take_signed(self, signed: bytes, verdict: "Verdict") -> None:
        self._signed, self._verdict = signed, verdict
        self._show_acts()

    def _keep(self, signed: bytes, verdict: "Verdict") -> None:
        assessment = self.session.assessment
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

        self.session.in_workspace(work, lambda _none: self.session.reload_cases())

    def _mail_to_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the e-mail draft"), self._file_name("eml"), "E-mail (*.eml)"
        )
        if chosen:
            self.mail_to(Path(chosen), open_it=True)

    def mail_to(self, path: Path, *, open_it: bool = False) -> None:
        """Writes the e-mail draft with the signed report and, when asked, opens it in the person's mail program."""
        signed, verdict = self._signed, self._verdict
        if signed is None or verdict is None:
            return
        to, language = self.address.text().strip(), current()

        def work(_control: tasks.Control) -> None:
            from reports import files, journey
            from reports.mail import draft

            letter = journey.letter(signed, verdict, [to])
            files.write_bytes(path, draft(letter, datetime.now().astimezone(), language).eml)

        def done(_none: None) -> None:
            self._mailed = True
            self.mail_act.show_state(
                done=True, text=tr("{name} was written: open it and send it from your mail program.", name=path.name)
            )
            if open_it:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        tasks.run(work, done, self._failed)

    def _failed(self, problem: Exception) -> None:
        self._hint.setText("")
        if not isinstance(problem, ApplicationError):
            raise problem
        self.fail(problem)


def _plain(value: object) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
