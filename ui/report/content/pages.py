"""The pages of the report, how they are written, and what else can be saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.language import tr, words
from ui.report.content.choices import ChoicesPanel
from ui.report.content.deidentified import Leaving
from ui.report.content.form_limits import FormLimits
from ui.report.content.preview import Preview
from ui.report.paper import Paper
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label
from ui.widgets.files.save_place import save_place
from ui.widgets.flow import FlowLayout


class PagesCard(Card):
    """Draws the pages when it is first seen and whenever they are wanted in another way."""

    plan_wanted = Signal()
    """The person wants to work the roadmap out."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self._paper = paper
        self.choices = ChoicesPanel(paper.session)
        self.choices.changed.connect(lambda: paper.choose(self.choices.chosen))
        self._draw = Button(icon_name="eye", on_click=paper.draw)
        self.save = Button(icon_name="download", on_click=lambda: self._choose("pdf", paper.save_copy))
        self.choices.add(self._draw, self.save)
        self.excel = Button(
            kind="link", icon_name="table-2", on_click=lambda: self._choose("xlsx", paper.save_workbook)
        )
        self.word = Button(kind="link", icon_name="file", on_click=lambda: self._choose("docx", self._save_texts))
        self.form_limits = FormLimits(paper.session)
        self.plan = Button(kind="link", icon_name="route", on_click=self.plan_wanted.emit)
        self._told = label(kind="muted")
        self.leaving = Leaving()
        self.leaving.hide()
        self.leaving.looked.connect(lambda: paper.look(self.leaving.agreed.isChecked()))
        self.preview = Preview()
        self.column.addWidget(self.choices)
        self.print = Button(kind="link", icon_name="printer", on_click=self._print)
        files = QWidget()
        line = FlowLayout(files, spacing=GRID)
        for button in (self.print, self.excel, self.word):
            line.addWidget(button)
        self.column.addWidget(files)
        for widget in (self.form_limits.fold, self.plan, self._told, self.leaving):
            self.column.addWidget(widget)
        self.column.addWidget(self.preview, 1)
        paper.changed.connect(self.refresh)
        paper.session.case_changed.connect(self._recall_choices)
        self._recall_choices()
        self.retranslate()

    def _recall_choices(self) -> None:
        assessment = self._paper.assessment
        if assessment is not None:
            self.choices.show_case(assessment.case_number)

    def retranslate(self) -> None:
        """Shows its words in the present language; the report keeps the one chosen for it."""
        self._draw.setText(tr("Show the pages"))
        self.save.setText(tr("Save a copy…"))
        self.print.setText(tr("Print…"))
        self.excel.setText(tr("Everything as a workbook…"))
        self.word.setText(tr("Scenario texts for the online form…"))
        self.preview.setAccessibleName(tr("Pages of the report"))
        for part in (self.choices, self.form_limits, self.leaving):
            part.retranslate()
        self.refresh()

    @property
    def told(self) -> str:
        """What is said above the pages."""
        return self._told.text()

    def refresh(self) -> None:
        """Shows the paper as it is now; draws its pages when they are in view and there are none yet."""
        paper, session = self._paper, self._paper.session
        unsigned = paper.signed is None
        self.choices.lock(locked=not unsigned)
        self._draw.setVisible(unsigned)
        self._draw.setEnabled(not paper.busy)
        self.save.setEnabled(not unsigned or (paper.pages is not None and paper.may_leave))
        self.print.setEnabled(paper.shown is not None and paper.may_leave)
        for button in (self.excel, self.word):
            button.setEnabled(paper.may_leave)
        self._show_leaving()
        self.plan.setVisible(unsigned and paper.choices.roadmap and (session.roadmap is None or session.plan_is_older))
        self.plan.setText(
            tr("Answers or measures changed since the roadmap of this report was worked out. Work it out anew…")
            if session.plan_is_older
            else tr("There is no roadmap yet, so the report has none. Make one…")
        )
        self._told.setText(
            tr("The answers have changed since these pages were drawn.")
            if paper.is_older and not paper.busy
            else words(paper.told)
            if paper.told is not None
            else ""
        )
        self.preview.show_report(paper.shown)
        waits = unsigned and paper.pages is None and not paper.busy and not paper.not_drawn
        if waits and session.catalogue is not None and self.isVisible():
            paper.draw()

    def _show_leaving(self) -> None:
        evaluation = self._paper.session.evaluation
        wanted = self._paper.is_discreet and self._paper.signed is None
        self.leaving.setVisible(wanted)
        if wanted and evaluation is not None:
            self.leaving.show_evaluation(evaluation)

    def showEvent(self, event: QShowEvent) -> None:
        """Draws the pages when they come into sight."""
        super().showEvent(event)
        self.refresh()

    def _save_texts(self, path: Path) -> None:
        self._paper.save_texts(path, self.form_limits.limits)

    def _print(self) -> None:
        from ui.handing_on.printing import ask_printer, print_pdf

        shown = self._paper.shown
        printer = ask_printer(self) if shown is not None else None
        if shown is not None and printer is not None:
            print_pdf(shown, printer)

    def _choose(self, ending: str, save: Callable[[Path], None]) -> None:
        """Asks where to write, and writes."""
        path = save_place(self, tr("Save a copy"), self._paper.file_name(ending), f"*.{ending}")
        if path:
            save(path)
