"""The page that turns a version into a signed report: look, check, then freeze, sign and e-mail in this order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from models.errors import ApplicationError
from models.language import N_, Language
from ui import tasks
from ui.language import current, tr
from ui.page import Page
from ui.report.content.checklist import Checklist
from ui.report.content.choices import ChoicesPanel
from ui.report.content.deidentified import Leaving
from ui.report.content.form_limits import FormLimits
from ui.report.content.preview import Preview
from ui.report.mailing.waiting import OutboxCard
from ui.report.replies import Replies
from ui.report.signing.acts import Acts
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row

if TYPE_CHECKING:
    from models.case import Change
    from models.workspace import Workspace
    from reports.content import Content
    from reports.payload import Change as Line


def _lines(changes: "tuple[Change, ...]") -> "tuple[Line, ...]":
    """The newest changes of the case as the report lists them, oldest first."""
    from reports.payload import Change as Line

    return tuple(
        Line(
            when=one.at.isoformat(timespec="seconds"),
            what=str(one.answer),
            old=one.old,
            new=one.new,
            version=one.version,
        )
        for one in reversed(changes[:200])
    )


class ReportPage(Page):
    """Preview at the left, what to check and the three acts at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pdf: bytes | None = None
        self._drawn_from: object = None
        self.is_busy = False
        """Whether the report is being written."""
        self._next: Callable[[], None] | None = None
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
        self.acts = Acts(self)
        side.addWidget(self.acts)
        self.outbox = OutboxCard(session.post)
        side.addWidget(self.outbox)
        self.replies = Replies(session, self.failure, lambda answer: self.go.emit("fill", answer))
        self.replies.told.connect(self.hint)
        side.addWidget(self.replies)
        side.addStretch(1)
        across.addLayout(side, 2)
        body.addLayout(across)
        self.scrolled(content)
        session.case_changed.connect(self._other_case)
        session.catalogue_changed.connect(lambda: self.refresh() if self.isVisible() else None)
        session.roadmap_changed.connect(self._other_choices)
        self._other_case()

    def _preview_card(self) -> Card:
        card = Card()
        self.choices = ChoicesPanel(self.session)
        self.choices.changed.connect(self._other_choices)
        self._draw = Button(icon_name="eye", on_click=self.draw)
        self.say(self._draw.setText, N_("Show the pages"))
        self.save = Button(icon_name="download", on_click=self._save_unsigned)
        self.say(self.save.setText, N_("Save a copy…"))
        self.choices.add(self._draw, self.save)
        card.column.addWidget(self.choices)
        self.excel = Button(kind="link", icon_name="table-2", on_click=lambda: self._beside("xlsx", self._workbook))
        self.say(self.excel.setText, N_("Everything as a workbook…"))
        self.word = Button(kind="link", icon_name="file", on_click=lambda: self._beside("docx", self._texts))
        self.say(self.word.setText, N_("Scenario texts for the online form…"))
        card.column.addLayout(row(self.excel, self.word, 1))
        self.form_limits = FormLimits(self.session)
        card.column.addWidget(self.form_limits.fold)
        self._plan = Button(kind="link", icon_name="route", on_click=lambda: self.go.emit("roadmap", ""))
        card.column.addWidget(self._plan)
        self._hint = label(kind="muted")
        card.column.addWidget(self._hint)
        self.leaving = Leaving()
        self.leaving.hide()
        self.leaving.looked.connect(self._looked)
        card.column.addWidget(self.leaving)
        self.preview = Preview()
        self.say(self.preview.setAccessibleName, N_("Pages of the report"))
        card.column.addWidget(self.preview, 1)
        return card

    def hint(self, text: str) -> None:
        """Says above the pages what is being done or was done."""
        self._hint.setText(text)

    # ---- showing

    @property
    def may_leave(self) -> bool:
        """Whether the edition that is chosen may be written: of the de-identified one somebody read what stays."""
        return self.choices.chosen.edition == "full" or self.leaving.agreed.isChecked()

    def refresh(self) -> None:
        """Shows the list to check and how far the three acts are."""
        evaluation = self.session.evaluation
        if evaluation is None:
            return
        self._checklist.show_evaluation(evaluation)
        if self._drawn_from is not None and self._drawn_from is not evaluation and self.acts.signed is None:
            self._hint.setText(tr("The answers changed since these pages were drawn."))
        self._show_leaving()
        wants_plan = self.choices.chosen.roadmap and self.acts.signed is None
        older = self.session.plan_is_older
        self._plan.setVisible(wants_plan and (self.session.roadmap is None or older))
        self._plan.setText(
            tr("Answers changed since the roadmap of this report was worked out. Work it out anew…")
            if older
            else tr("No roadmap was worked out yet, so the report has none. Work it out…")
        )
        self.acts.refresh()
        self.choices.lock(locked=self.acts.signed is not None)
        self._draw.setVisible(self.acts.signed is None)
        waits = self._pdf is None and self.acts.signed is None and not self.is_busy
        if waits and self.session.catalogue is not None and self.isVisible():
            self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Writes the report when the page is opened for the first time."""
        super().showEvent(event)
        self.refresh()

    def retranslate(self) -> None:
        """Speaks the new language; the report keeps the one chosen for it."""
        for part in (self.choices, self.form_limits, self.acts, self.leaving, self.outbox, self.replies):
            part.retranslate()
        super().retranslate()

    def _show_leaving(self) -> None:
        evaluation = self.session.evaluation
        discreet = self.choices.chosen.edition == "deidentified" and self.acts.signed is None
        self.leaving.setVisible(discreet)
        if discreet and evaluation is not None:
            self.leaving.show_evaluation(evaluation)
        for beside in (self.excel, self.word):
            beside.setEnabled(self.may_leave)
        self.save.setEnabled(self.acts.signed is not None or (self._pdf is not None and self.may_leave))

    def show_signed(self, signed: bytes) -> None:
        """Shows the pages that were signed instead of those that would be."""
        self._pdf = None
        self.preview.show_report(signed)
        self.refresh()

    def _looked(self) -> None:
        self._show_leaving()
        self.acts.refresh()

    def _other_choices(self) -> None:
        """The report is wanted in another way: writes it again, if somebody looks."""
        self._pdf = self._drawn_from = None
        if self.is_busy and self._next is None:
            self._next = self.refresh
        self.refresh()

    def _other_case(self) -> None:
        self._pdf = self._drawn_from = None
        self._hint.setText("")
        assessment = self.session.assessment
        if assessment is not None:
            self.choices.show_case(assessment.case_number)
        self.acts.other_case()

    # ---- the report

    def draw(self, then: Callable[[bytes], None] | None = None) -> None:
        """Writes the report in the background and shows its pages; `then` gets the bytes.

        While another one is being written, the newest wish waits for its turn.
        """
        session = self.session
        evaluation, catalogue, assessment = session.evaluation, session.catalogue, session.assessment
        if evaluation is None or assessment is None:
            return
        if self.is_busy:
            self._next = lambda: self.draw(then)
            return
        chosen = self.choices.chosen
        roadmap = session.roadmap if chosen.roadmap else None
        self._hint.setText(tr("Writing the report…"))
        self._now_busy(busy=True)

        def history(workspace: "Workspace") -> "tuple[Change, ...]":
            return workspace.history(assessment.case_number)

        def with_history(changes: "tuple[Change, ...]") -> None:
            def work(_control: tasks.Control) -> bytes:
                from reports import journey

                return journey.report(
                    evaluation,
                    roadmap,
                    catalogue,
                    datetime.now().astimezone(),
                    options=chosen.options(),
                    history=_lines(changes),
                )

            def show(pdf: bytes) -> None:
                self._now_busy(busy=False)
                now = session.assessment
                if now is None or (now.case_number, now.version) != (assessment.case_number, assessment.version):
                    return
                if chosen != self.choices.chosen:
                    self.draw(then)
                elif self.acts.signed is None:
                    self._show_report(pdf, evaluation, then)

            tasks.run(work, show, self._not_drawn).finished.connect(self._draw_next)

        session.in_workspace(history, with_history, self._not_drawn)

    def _not_drawn(self, problem: Exception) -> None:
        self._now_busy(busy=False)
        self.failure(problem)

    def _now_busy(self, *, busy: bool) -> None:
        self.is_busy = busy
        self._draw.setEnabled(not busy)
        self.acts.refresh()

    def _draw_next(self) -> None:
        following, self._next = self._next, None
        if following is not None:
            following()

    def _show_report(self, pdf: bytes, source: object, then: Callable[[bytes], None] | None) -> None:
        self._pdf, self._drawn_from = pdf, source
        self._show_leaving()
        self._hint.setText(
            tr(
                "These are the real pages ({size} KB). Pages 1 to 4 are the summary: they can be printed alone, in black and white too.",
                size=len(pdf) // 1024,
            )
        )
        self.preview.show_report(pdf)
        if then is not None:
            then(pdf)

    def _save_unsigned(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self.file_name("pdf"), "PDF (*.pdf)")
        pdf = self.acts.signed or self._pdf
        if chosen and pdf is not None:
            self._write(Path(chosen), pdf)

    def _beside(self, ending: str, make: "Callable[[Content], bytes]") -> None:
        """Writes a file beside the report, from what the report itself would say now."""
        session, wanted = self.session, self.choices.chosen
        evaluation, assessment, catalogue = session.evaluation, session.assessment, session.catalogue
        roadmap = session.roadmap if wanted.roadmap else None
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self.file_name(ending), f"*.{ending}")
        if not chosen or evaluation is None or assessment is None:
            return
        case = assessment.case_number

        def with_history(changes: "tuple[Change, ...]") -> None:
            def work(_control: tasks.Control) -> bytes:
                from reports import journey
                from reports.content import content_of

                now, history = datetime.now().astimezone(), _lines(changes)
                options = wanted.options()
                return make(
                    content_of(
                        journey.report_payload(evaluation, roadmap, catalogue, now, options=options, history=history)
                    )
                )

            tasks.run(work, lambda data: self._write(Path(chosen), data), self.failure)

        session.in_workspace(lambda workspace: workspace.history(case), with_history, self.failure)

    def _language(self) -> Language:
        """The language of a file that has only one: the report's, where it has one as well."""
        chosen = self.choices.chosen.language
        return current() if chosen == "both" else chosen

    def _workbook(self, content: "Content") -> bytes:
        from reports.spreadsheet import write_spreadsheet

        return write_spreadsheet(content, self._language())

    def _texts(self, content: "Content") -> bytes:
        from reports.wordfile import write_word

        return write_word(content, self._language(), self.form_limits.limits)

    def _write(self, path: Path, data: bytes) -> None:
        def work(_control: tasks.Control) -> str:
            from models import files

            files.write_bytes(path, data)
            return path.name

        tasks.run(
            work, lambda name: self._hint.setText(tr("{name} was written and read back.", name=name)), self.failure
        )

    def file_name(self, ending: str) -> str:
        """Returns a name for a file about the open version."""
        assessment = self.session.assessment
        if assessment is None:
            return f"zhijie.{ending}"
        # The case number would name the factory to whoever has seen it before.
        case = assessment.case_number if self.choices.chosen.edition == "full" else "deidentified"
        return f"zhijie-{case}-v{assessment.version}.{ending}"

    def failure(self, problem: Exception) -> None:
        """Shows a failure in the bar; what is no failure of ours is a bug."""
        self._hint.setText("")
        if not isinstance(problem, ApplicationError):
            raise problem
        self.fail(problem)
