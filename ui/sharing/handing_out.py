"""The card that hands out a part of the case: a workbook, a file for the same program, a sheet to carry."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from models.errors import ApplicationError
from models.language import Sentence, counted, sentence
from ui import tasks
from ui.language import current, tr, words
from ui.roles import author_words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.files.save_place import save_place
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.sharing import ShareOrder

Tell = Callable[[Sentence], object]
Fail = Callable[[ApplicationError], None]


class HandingOut(Card):
    """Sections to choose, for whom, and the three forms."""

    def __init__(self, session: Session, tell: Tell, fail: Fail) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._tell, self._fail = session, tell, fail
        self.sections: dict[str, QCheckBox] = {}
        self._title = label(kind="heading")
        self._lead = label(kind="muted")
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, spacing=2 * GRID)
        self.meant_for = QLineEdit()
        self.meant_for.setMaximumWidth(30 * GRID)
        self.blind = QCheckBox()
        self.workbook = Button(kind="primary", icon_name="table-2", on_click=self._ask_workbook)
        self.part_file = Button(icon_name="file", on_click=self._ask_part)
        self.sheet = Button(icon_name="clipboard-pen", on_click=self._ask_sheet)
        self.send_back = Button(kind="primary", icon_name="upload", on_click=self._ask_back)
        self._whom = label(wrap=False)
        self._whom.setBuddy(self.meant_for)
        self.column.addWidget(self._title)
        self.column.addWidget(self._lead)
        self.column.addWidget(self._holder)
        self.column.addLayout(row(self._whom, self.meant_for, self.blind, 1))
        self.column.addLayout(row(self.send_back, self.workbook, self.part_file, self.sheet, 1))
        self._drawn: tuple[object, ...] = ()

    def refresh(self) -> None:
        """Shows the sections of the open case; what is ticked stays ticked."""
        self._title.setText(tr("Hand out a part"))
        self._lead.setText(
            tr(
                "Tick what a colleague is to answer; nothing ticked is the whole case. What comes back is merged answer by answer."
            )
        )
        self._whom.setText(tr("For whom"))
        self.blind.setText(tr("Without the answers so far, for a second opinion"))
        self.workbook.setText(tr("Workbook…"))
        self.part_file.setText(tr("File for Zhijie…"))
        self.sheet.setText(tr("Walk-round sheet…"))
        self.send_back.setText(tr("Send the part back…"))
        self._show_received()
        rulebook = self._session.rulebook
        drawn = (id(rulebook), current())
        if rulebook is None or drawn == self._drawn:
            return
        self._drawn = drawn
        ticked = {section for section, box in self.sections.items() if box.isChecked()}
        clear(self._flow)
        asked = {question.section for question in rulebook.questions.values()}
        self.sections = {
            section.id: QCheckBox(words(section.title)) for section in rulebook.sections if section.id in asked
        }
        for section, box in self.sections.items():
            box.setChecked(section in ticked)
            self._flow.addWidget(box)

    def _show_received(self) -> None:
        """Offers to send back what was received, where the open case was made of a part; nothing else is handed out then."""
        part, assessment = self._session.notes.part, self._session.assessment
        for of_a_whole_case in (
            self._holder, self._whom, self.meant_for, self.blind, self.workbook, self.part_file, self.sheet,
        ):  # fmt: skip
            of_a_whole_case.setVisible(part is None)
        self.send_back.setVisible(part is not None)
        if part is None or assessment is None:
            return
        answered = sum(assessment.get(answer) is not None for answer in part.asked)
        self._title.setText(tr("Send the part back"))
        said = counted(
            "{answered} of {count} answer is given. Save the part as a file and send it to {whom}.",
            "{answered} of {count} answers are given. Save the part as a file and send it to {whom}.",
            answered=answered,
            count=len(part.asked),
            whom=author_words(part.head.shared_by) or sentence("whoever sent it"),
        )
        self._lead.setText(words(said))

    def _ask_back(self) -> None:
        assessment = self._session.assessment
        if assessment is not None:
            kinds = f"{tr('Parts of a case (*.json)')};;{tr('Workbooks (*.xlsx)')}"
            path = save_place(self, tr("Send the part back"), f"{assessment.case_number}-back.json", kinds)
            if path is not None:
                self.write_back(path)

    def write_back(self, path: Path) -> None:
        """Writes the part that was received, answered from the open case."""
        assessment, received = self._session.assessment, self._session.notes.part
        if assessment is None or received is None:
            return
        case, now = assessment.case_number, datetime.now().astimezone()

        def work(workspace: "Workspace") -> None:
            from reports.acts.sharing import send_back

            send_back(workspace, received, case, path, now)

        self._session.in_workspace(work, lambda _nothing: self._written(path), self._fail)

    def _written(self, path: Path) -> None:
        self._tell(sentence("Written and read back: {name}", name=path.name))

    def _ask_workbook(self) -> None:
        self._ask("xlsx", tr("Workbooks (*.xlsx)"))

    def _ask_part(self) -> None:
        self._ask("json", tr("Parts of a case (*.json)"))

    def _ask_sheet(self) -> None:
        self._ask("pdf", tr("PDF (*.pdf)"))

    def _ask(self, ending: str, kinds: str) -> None:
        assessment = self._session.assessment
        if assessment is None:
            return
        meant = self.meant_for.text().strip()
        name = "-".join(filter(None, (assessment.case_number, meant))) + f".{ending}"
        path = save_place(self, tr("Write a part of the case"), name, kinds)
        if path is not None:
            self.write(path)

    def _order(self) -> "ShareOrder":
        from reports.acts.sharing import ShareOrder

        settings = self._session.settings
        return ShareOrder(
            picks=tuple(section for section, box in self.sections.items() if box.isChecked()),
            shared_by=settings.person if settings is not None else "",
            meant_for=self.meant_for.text().strip(),
            blind=self.blind.isChecked(),
            language=current(),
        )

    def write(self, path: Path) -> None:
        """Writes the part that is ticked in the background; says so only after it was read back."""
        assessment, rulebook, order = self._session.assessment, self._session.rulebook, self._order()
        if assessment is None or rulebook is None:
            return
        now = datetime.now().astimezone()

        def work(_control: tasks.Control) -> None:
            from reports.acts.sharing import part_of, write_shared, write_walkround

            part = part_of(assessment, rulebook, order, now)
            if path.suffix.lower() == ".pdf":
                write_walkround(path, part, rulebook, now)
            else:
                write_shared(path, part, rulebook)

        tasks.run(work, lambda _nothing: self._written(path), self._fail)
