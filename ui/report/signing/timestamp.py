"""A timestamp brought by file, for computers without a network: the request goes out, the answer comes in."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ui import tasks
from ui.language import tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row

if TYPE_CHECKING:
    from reports.verification import Verdict

Stamped = tuple[bytes, "Verdict"]


class TimestampByFile(QWidget):
    """Offered while the last signature has no timestamp; must come before anybody countersigns."""

    def __init__(self, taken: "Callable[[bytes, Verdict], None]", failed: Callable[[Exception], None]) -> None:
        """Makes the two buttons.

        Args:
            taken: gets the report with the timestamp in it, saved and verified.
            failed: takes what went wrong.
        """
        super().__init__()
        self._taken, self._failed = taken, failed
        self._data = b""
        self._verdict: Verdict | None = None
        self._folder: Path | None = None
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
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._about.setText(
            tr(
                "Take the request file to a timestamp service on another computer and bring its answer back, before anybody countersigns."
            )
        )
        self.request.setText(tr("1 Write the request…"))
        self.answer.setText(tr("2 Take in the answer…"))

    def offer(self, data: bytes, verdict: "Verdict", folder: Path | None) -> None:
        """Offers a timestamp for a signed report.

        Args:
            data: the signed file.
            verdict: what verification said of it.
            folder: the data folder, for verifying the result.
        """
        self._data, self._verdict, self._folder = data, verdict, folder
        self._say("")

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _choose_request(self) -> None:
        if self._verdict is None:
            return
        name = f"{Path(self._verdict.name).stem}.tsq"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("1 Write the request…"), name, "*.tsq")
        if chosen:
            self.request_to(Path(chosen))

    def request_to(self, path: Path) -> None:
        """Writes the request."""
        data = self._data

        def work(_control: tasks.Control) -> None:
            from models import files
            from reports.signing.timestamp import request_by_file

            files.write_bytes(path, request_by_file(data))

        tasks.run(
            work,
            lambda _none: self._say(tr("{name} was written and read back.", name=path.name)),
            self._failed,
        )

    def _choose_answer(self) -> None:
        if self._verdict is None:
            return
        answer, _ = QFileDialog.getOpenFileName(self, tr("2 Take in the answer…"), "", "*.tsr *.tst")
        name = f"{Path(self._verdict.name).stem}-timestamp.pdf"
        chosen, _ = (
            QFileDialog.getSaveFileName(self, tr("Save the signed report"), name, "PDF (*.pdf)") if answer else ("", "")
        )
        if chosen:
            self.take_in(Path(answer), Path(chosen))

    def take_in(self, answer: Path, path: Path) -> None:
        """Puts the answer into the signature, saves the report and verifies what was saved."""
        data, folder = self._data, self._folder

        def work(_control: tasks.Control) -> Stamped:
            from models import files
            from reports.signing.timestamp import add_by_file
            from reports.verification import Trust, verify

            stamped = add_by_file(data, files.read_bytes(answer, 1))
            files.write_bytes(path, stamped)
            return stamped, verify(path, Trust(), datetime.now().astimezone(), user_folder=folder)

        tasks.run(work, lambda found: self._taken(*found), self._failed)
