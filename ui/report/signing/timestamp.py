"""A timestamp added by file, for computers without a network: the request is written, the answer read in."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tasks
from ui.language import tr
from ui.report.paper import Paper
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row
from ui.widgets.files.save_place import open_place, save_place

if TYPE_CHECKING:
    from reports.acts.signed_file import SignedFile


class TimestampByFile(QWidget):
    """Offered while the last signature has no timestamp; must come before anybody countersigns."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self._paper = paper
        self._requested: object = None
        """The file for which the request was written."""
        self._about, self._told = label(kind="small"), label(kind="small")
        self.request = Button(on_click=self._choose_request)
        self.answer = Button(on_click=self._choose_answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._about)
        column.addLayout(row(self.request, self.answer, 1))
        column.addWidget(self._told)
        self._told.hide()
        paper.changed.connect(self._other_paper)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._about.setText(
            tr(
                "Take the request file to a timestamp service on another computer and bring back its answer before anybody countersigns."
            )
        )
        self.request.setText(tr("1 Write the request…"))
        self.answer.setText(tr("2 Import the answer…"))

    def _other_paper(self) -> None:
        if self._paper.signed is not self._requested:
            self._told.hide()

    def _choose_request(self) -> None:
        if self._paper.signed is None:
            return
        name = f"{self._paper.signed.path.stem}.tsq"
        path = save_place(self, tr("1 Write the request…"), name, "*.tsq")
        if path:
            self.request_to(path)

    def request_to(self, path: Path) -> None:
        """Writes the request."""
        signed = self._paper.signed
        if signed is None:
            return

        def work(_control: tasks.Control) -> None:
            from reports.acts.timestamp import write_request

            write_request(signed.data, path)

        def done(_none: None) -> None:
            self._requested = signed
            self._told.setText(tr("{name} was written and read back.", name=path.name))
            self._told.show()

        tasks.run(work, done, self._paper.fail)

    def _choose_answer(self) -> None:
        if self._paper.signed is None:
            return
        answer = open_place(self, tr("2 Import the answer…"), "*.tsr *.tst")
        name = f"{self._paper.signed.path.stem}-timestamp.pdf"
        path = save_place(self, tr("Save the signed report"), name, "PDF (*.pdf)") if answer else None
        if answer and path:
            self.take_in(answer, path)

    def take_in(self, answer: Path, path: Path) -> None:
        """Puts the answer into the signature, saves the report and verifies it."""
        signed, about, workspace = self._paper.signed, self._paper.assessment, self._paper.session.workspace
        if signed is None or workspace is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> "SignedFile":
            from reports.acts.timestamp import take_in_answer

            return take_in_answer(signed.data, answer, path, datetime.now().astimezone(), folder)

        tasks.run(work, lambda stamped: self._paper.take(stamped, about), self._paper.fail)
