"""The three acts in order: freeze, sign, e-mail; below each what was done and verified."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AssessmentState
from models.language import Language
from ui import tasks
from ui.language import tr, words
from ui.report.mailing.letter import LetterCard, Paper
from ui.report.signing.signer import Signer
from ui.report.signing.timestamp import TimestampByFile
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, label
from ui.widgets.fold import Fold
from ui.words.units import when_words

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.verification import Verdict
    from ui.report.page import ReportPage


class Act(QWidget):
    """One of the three in order, and below it what was done and verified."""

    def __init__(self, what: QWidget) -> None:
        super().__init__()
        self._mark = Picture("circle-dashed", "muted")
        self._told = label(kind="muted")
        self._what = what
        self.done = False
        """Whether the act was done."""
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(what, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self._told)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GRID)
        across.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)

    def show_state(self, *, done: bool, text: str) -> None:
        """Shows what was done, or what comes first."""
        self.done = done
        self._mark.show_icon("circle-check" if done else "circle-dashed", "good" if done else "muted")
        self._told.setText(text)
        self._told.setVisible(bool(text))
        # On one middle with the first line of words.
        alone = self._what.isHidden()
        first = self._told.fontMetrics().height() if alone else self._what.sizeHint().height()
        self._mark.setFixedHeight(max(first, self._mark.width()))


class Acts(Card):
    """Freeze, sign and e-mail for the version that is open; a report signed earlier is found again.

    What an act asks for is shown when its turn has come, so that there is one thing to do at a time.
    """

    def __init__(self, page: "ReportPage") -> None:
        super().__init__(spacing=2 * GRID)
        self._page, self._session = page, page.session
        self.signed: bytes | None = None
        """The signed report of the open version; None before."""
        self.verdict: Verdict | None = None
        """What verification said of it."""
        self._mailed = ""
        """How and when the signed report was mailed last, as it is kept: `draft 2026-11-23T14:03:00+08:00`."""
        self._heading, self._mail_heading = label(kind="heading"), label(wrap=False)
        self.freeze_button = Button(icon_name="lock", on_click=self.freeze)
        self.sign_button = Button(icon_name="pen-line", on_click=self._sign_to_file)
        self.freeze_act, self.sign_act, self.mail_act = (
            Act(one) for one in (self.freeze_button, self.sign_button, self._mail_heading)
        )
        self.signer = Signer(page.fail, page.hint)
        self.stamp = TimestampByFile(self._take_new, page.failure)
        self.stamp_fold = Fold(self.stamp)
        self.again = Button(kind="link", on_click=self._sign_again)
        self.letter = LetterCard(page.session, page.failure)
        self.letter.set_up.connect(lambda: page.go.emit("settings", "mail"))
        self.letter.written.connect(self._keep_mailed)
        self.column.addWidget(self._heading)
        for part in (
            self.freeze_act,
            self.signer,
            self.sign_act,
            self.stamp_fold,
            self.again,
            self.mail_act,
            self.letter,
        ):
            self.column.addWidget(part)
        for field in (self.signer.key_file, self.signer.passphrase):
            field.textChanged.connect(lambda _text: self.refresh())
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._heading.setText(tr("Freeze, sign, e-mail"))
        self.freeze_button.setText(tr("1 Freeze this version"))
        self.sign_button.setText(tr("2 Sign and save…"))
        self._mail_heading.setText(tr("3 Send by e-mail"))
        self.stamp_fold.set_text(tr("Bring a timestamp by file…"))
        self.again.setText(tr("Sign it once more, with other options…"))
        self.signer.retranslate()
        self.stamp.retranslate()
        self.letter.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Shows how far the three acts are, and why the next one cannot be done yet."""
        assessment = self._session.assessment
        if assessment is None:
            return
        frozen, verdict = assessment.state is AssessmentState.FROZEN, self.verdict
        is_signed = self.signed is not None and verdict is not None
        self.freeze_button.setVisible(not frozen)
        self.freeze_act.show_state(
            done=frozen,
            text=tr("Version {number} is frozen: its answers can no longer change.", number=assessment.version)
            if frozen
            else tr("A frozen version can no longer change; a later change begins the next version."),
        )
        self.signer.setVisible(frozen and not is_signed)
        self.sign_button.setVisible(not is_signed)
        self.sign_button.setEnabled(frozen and self.signer.ready and self._page.may_leave and not self._page.is_busy)
        if verdict is not None and is_signed:
            told = tr(
                "{name} was signed, saved, read back and verified. Code to read out by telephone: {code}",
                name=verdict.name,
                code=verdict.signatures[0].facts.telephone_code,
            )
        elif not frozen:
            told = tr("First freeze the version.")
        elif not self._page.may_leave:
            told = tr("First look at what leaves the house, and tick that you have.")
        else:
            told = "" if self.signer.ready else tr("Choose a key and type its passphrase.")
        self.sign_act.show_state(done=is_signed, text=told)
        self.stamp_fold.setVisible(verdict is not None and is_signed and not verdict.signatures[-1].proven_time)
        self.again.setVisible(is_signed)
        self.letter.setVisible(is_signed)
        mailed = is_signed and bool(self._mailed)
        told = self._mailed_words() if mailed else "" if is_signed else tr("First sign the report.")
        self.mail_act.show_state(done=mailed, text=told)

    def _mailed_words(self) -> str:
        how, _, when = self._mailed.partition(" ")
        time = when_words(datetime.fromisoformat(when), datetime.now().astimezone())
        return tr("Sent from here: {time}", time=time) if how == "sent" else tr("Draft written: {time}", time=time)

    def _keep_mailed(self, how: str) -> None:
        """Remembers that the letter was made, so that the act is done the next time too."""
        self._mailed = f"{how} {datetime.now().astimezone().isoformat(timespec='seconds')}"
        if self.verdict is not None:
            key, text = f"mailed/{self.verdict.digest}", self._mailed
            self._session.in_workspace(lambda workspace: workspace.remember(key, text))
        self.refresh()

    def _recall_mailed(self, digest: str) -> None:
        def show(text: str | None) -> None:
            if text and self.verdict is not None and self.verdict.digest == digest:
                self._mailed = text
                self.refresh()

        self._session.in_workspace(lambda workspace: workspace.recall(f"mailed/{digest}"), show)

    def other_case(self) -> None:
        """Another version is open: looks for its signed report."""
        self.signed = self.verdict = None
        self.letter.offer(None)
        assessment, workspace = self._session.assessment, self._session.workspace
        if assessment is None or workspace is None or assessment.state is not AssessmentState.FROZEN:
            return
        case, version, folder = assessment.case_number, assessment.version, workspace.folder

        def kept(workspace: "Workspace") -> "tuple[str, bytes] | None":
            from models.case import ReportKind

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

    def _sign_again(self) -> None:
        """Offers the signature anew; the report signed before stays kept beside the new one."""
        self.signed = self.verdict = None
        self.letter.offer(None)
        self._page.refresh()

    def _take_kept(self, data: bytes, verdict: "Verdict", case: str) -> None:
        """Shows a report that was signed earlier, if its case is still the open one; says so when it is not sound."""
        from reports.verification import VerdictKind

        assessment = self._session.assessment
        if assessment is None or assessment.case_number != case:
            return
        if verdict.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED):
            self.offer_signed(data, verdict)
            self._page.hint(tr("These are the pages that were signed."))
        else:
            self._page.hint(
                tr("The report signed earlier, {name}: {reason}", name=verdict.name, reason=words(verdict.reason))
            )

    def freeze(self) -> None:
        """Closes the draft for good; the case then shows the frozen version."""
        session, assessment, roadmap = self._session, self._session.assessment, self._session.roadmap
        if assessment is None:
            return
        why = tr("Frozen for the report")

        def frozen() -> None:
            # The answers are the same, and so is the plan that was made for them.
            session.set_roadmap(roadmap)
            self._page.refresh()

        session.take_over(lambda workspace: workspace.freeze(assessment.case_number, why), frozen)

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
        stamp: Language = "en" if self._page.choices.chosen.language == "en" else "zh"
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
            self._take_new(signed, verdict)
            self._page.hint(tr("{name} was written and read back.", name=path.name))

        tasks.run(work, done, self._page.failure)

    def _take_new(self, signed: bytes, verdict: "Verdict") -> None:
        """Shows and keeps what was just signed, or stamped."""
        self.offer_signed(signed, verdict)
        self._keep(signed, verdict)

    def offer_signed(self, signed: bytes, verdict: "Verdict") -> None:
        """Shows a signed report, and what can be done with it: a timestamp, an e-mail."""
        from reports.payload import read_payload

        self.signed, self.verdict, self._mailed = signed, verdict, ""
        self._recall_mailed(verdict.digest)
        assessment, workspace = self._session.assessment, self._session.workspace
        # Names of files tell more than a de-identified edition may.
        full = bool(verdict.payload) and read_payload(verdict.payload)["report"]["edition"] == "full"
        evidence = tuple(assessment.evidence.values()) if assessment is not None and full else ()
        self.letter.offer(Paper(signed, verdict, evidence))
        self.stamp.offer(signed, verdict, workspace.folder if workspace is not None else None)
        self._page.show_signed(signed)

    def _keep(self, signed: bytes, verdict: "Verdict") -> None:
        assessment = self._session.assessment
        if assessment is None:
            return

        def work(workspace: "Workspace") -> None:
            from models.case import ReportKind

            workspace.keep_report(
                ReportKind.REPORT,
                assessment.case_number,
                assessment.version,
                verdict.name,
                signed,
                verdict=verdict.kind.value,
            )

        self._session.in_workspace(work, lambda _none: self._session.reload_cases())
