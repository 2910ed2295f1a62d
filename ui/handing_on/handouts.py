"""What a manager hands on besides the report: a page to send, inquiries to suppliers, the plan as a calendar."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from models.errors import ApplicationError
from models.language import Sentence, sentence
from models.roadmap import Roadmap
from ui import tasks
from ui.language import current, tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label
from ui.widgets.files.save_place import save_place
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from reports.acts.handout import Handout

    Write = Callable[[Path, Handout], None]


class Handouts(Card):
    """Three buttons; inquiries and calendar need a plan that follows from the present answers."""

    def __init__(
        self, session: Session, fail: Callable[[ApplicationError], object], tell: Callable[[Sentence], object]
    ) -> None:
        super().__init__(spacing=GRID)
        self._session, self._fail, self._tell = session, fail, tell
        self._heading, self._hint = label(kind="heading"), label(kind="small")
        self.summary = Button(icon_name="image", on_click=self._ask_summary)
        self.inquiry = Button(on_click=self._ask_inquiry)
        self.calendar = Button(on_click=self._ask_calendar)
        self.column.addWidget(self._heading)
        buttons = QWidget()
        line = FlowLayout(buttons, spacing=GRID)
        for button in (self.summary, self.inquiry, self.calendar):
            line.addWidget(button)
        self.column.addWidget(buttons)
        self.column.addWidget(self._hint)
        session.case_changed.connect(self.refresh)
        session.roadmap_changed.connect(self.refresh)
        session.evaluation_changed.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("To hand on"))
        self.summary.setText(tr("One page to send…"))
        self.inquiry.setText(tr("Inquiries to suppliers…"))
        self.calendar.setText(tr("The plan as a calendar…"))
        self._hint.setText(tr("Work out a roadmap first: inquiries and calendar are made from it."))
        self.refresh()

    def refresh(self) -> None:
        """Offers what can be made now."""
        plan = self._plan
        has_steps = plan is not None and bool(plan.steps)
        self.inquiry.setEnabled(has_steps)
        self.calendar.setEnabled(has_steps)
        self._hint.setVisible(not has_steps)

    @property
    def _plan(self) -> Roadmap | None:
        return None if self._session.plan_is_older else self._session.roadmap

    def _name(self, what: str, ending: str) -> str:
        assessment = self._session.assessment
        number = assessment.case_number if assessment is not None else "zhijie"
        return f"{number}-{what}.{ending}"

    def _ask_summary(self) -> None:
        kinds = f"{tr('Long picture for WeChat')} (*.png);;{tr('One sheet of A4')} (*.pdf)"
        path = save_place(self, tr("Save the page"), self._name("summary", "png"), kinds)
        if path:
            self.summary_to(path)

    def _ask_inquiry(self) -> None:
        path = save_place(self, tr("Save the inquiries"), self._name("inquiry", "xlsx"), "Excel (*.xlsx)")
        if path:
            self.inquiry_to(path)

    def _ask_calendar(self) -> None:
        path = save_place(self, tr("Save the calendar"), self._name("plan", "ics"), f"{tr('Calendar')} (*.ics)")
        if path:
            self.calendar_to(path)

    def summary_to(self, path: Path) -> None:
        """Writes the page: a long picture, or a sheet of A4, as the ending asks."""

        def write(target: Path, handout: "Handout") -> None:
            from reports.acts.handout import write_summary

            write_summary(target, handout)

        self._write(path, write)

    def inquiry_to(self, path: Path) -> None:
        """Writes the inquiries, one sheet per measure."""

        def write(target: Path, handout: "Handout") -> None:
            from reports.acts.handout import write_inquiry

            write_inquiry(target, handout)

        self._write(path, write)

    def calendar_to(self, path: Path) -> None:
        """Writes the calendar."""

        def write(target: Path, handout: "Handout") -> None:
            from reports.acts.handout import write_calendar

            write_calendar(target, handout)

        self._write(path, write)

    def _write(self, path: Path, write: "Write") -> None:
        evaluation, catalogue, plan = self._session.evaluation, self._session.catalogue, self._plan
        if evaluation is None or catalogue is None:
            return
        language = current()

        def work(_control: tasks.Control) -> None:
            from reports.acts.handout import Handout

            write(path, Handout(evaluation, plan, catalogue, datetime.now().astimezone(), language))

        def done(_none: None) -> None:
            self._tell(sentence("{name} was written and read back.", name=path.name))

        tasks.run(work, done, self._fail)
