"""The page that turns a version into a signed report: look, check, then freeze, sign and e-mail in this order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.language import N_, Language
from ui import tasks
from ui.language import current, tr
from ui.page import Page
from ui.report.acts import Acts
from ui.report.beside import Replies, scenario_texts, workbook
from ui.report.checklist import Checklist
from ui.report.preview import Preview
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row

if TYPE_CHECKING:
    from models.workspace import Change, Workspace


class ReportPage(Page):
    """Preview at the left, what to check and the three acts at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pdf: bytes | None = None
        self._drawn_from: object = None
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
        self.acts = Acts(self)
        side.addWidget(self.acts)
        self.replies = Replies(session, self.failure, lambda answer: self.go.emit("fill", answer))
        self.replies.told.connect(self.hint)
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

    def hint(self, text: str) -> None:
        """Says above the pages what is being done or was done."""
        self._hint.setText(text)

    # ---- showing

    def refresh(self) -> None:
        """Shows the list to check and how far the three acts are."""
        evaluation = self.session.evaluation
        if evaluation is None:
            return
        self._checklist.show_evaluation(evaluation)
        if self._drawn_from is not None and self._drawn_from is not evaluation and self.acts.signed is None:
            self._hint.setText(tr("The answers changed since these pages were drawn."))
        if self.language.count() == 0:
            self._fill_choices()
        self.acts.refresh()
        if self._pdf is None and self._drawing is None and self.session.catalogue is not None:
            self.draw()

    def retranslate(self) -> None:
        """Speaks the new language; the report keeps the one chosen for it."""
        self._fill_choices()
        self.acts.retranslate()
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

    def _other_case(self) -> None:
        self._pdf = self._drawn_from = None
        self._hint.setText("")
        self._save.setEnabled(False)
        self.acts.other_case()

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
                        old=one.old,
                        new=one.new,
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

            self._drawing = tasks.run(work, lambda pdf: self._show_report(pdf, evaluation, then), self.failure)
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
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self.file_name("pdf"), "PDF (*.pdf)")
        pdf = self.acts.signed or self._pdf
        if chosen and pdf is not None:
            self._write(Path(chosen), pdf)

    def _beside(self, ending: str, make: Callable[[Evaluation, Language], bytes]) -> None:
        evaluation, language = self.session.evaluation, current()
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), self.file_name(ending), f"*.{ending}")
        if chosen and evaluation is not None:
            path = Path(chosen)
            tasks.run(lambda _control: make(evaluation, language), lambda data: self._write(path, data), self.failure)

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
        return f"zhijie-{assessment.case_number}-v{assessment.version}.{ending}" if assessment else f"zhijie.{ending}"

    def failure(self, problem: Exception) -> None:
        """Shows a failure in the bar; what is no failure of ours is a bug."""
        self._hint.setText("")
        if not isinstance(problem, ApplicationError):
            raise problem
        self.fail(problem)
