"""The signed reports of all versions of the open case: they stay within reach when the next version begins."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from models.case import KeptReport, ReportKind
from models.language import sentence
from ui import tasks
from ui.language import tr
from ui.report.paper import Paper
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.files.outside import open_file
from ui.widgets.files.save_place import save_place

if TYPE_CHECKING:
    from models.workspace import Workspace


class KeptReports(Card):
    """Hidden while nothing was signed."""

    over_time_wanted = Signal()
    """The person wants to see every version with its papers."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self._paper = paper
        self._heading = label(kind="heading")
        self._rows = QVBoxLayout()
        self.column.addWidget(self._heading)
        self.column.addLayout(self._rows)
        self.all_versions = Button(kind="link", icon_name="history", on_click=self.over_time_wanted.emit)
        self.column.addWidget(self.all_versions)
        self.reports: tuple[KeptReport, ...] = ()
        """Newest first."""
        self.save_buttons: list[Button] = []
        paper.session.case_changed.connect(self.reload)
        paper.session.cases_changed.connect(self.reload)
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Reads what is kept of the open case."""
        assessment = self._paper.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def show(reports: tuple[KeptReport, ...]) -> None:
            if self._paper.assessment is not None and self._paper.assessment.case_number == case:
                self.reports = reports
                self.retranslate()

        self._paper.session.in_workspace(lambda workspace: workspace.reports(case, ReportKind.REPORT), show)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.setVisible(bool(self.reports))
        self._heading.setText(tr("Signed reports of this case"))
        self.all_versions.setText(tr("Versions and papers"))
        clear(self._rows)
        self.save_buttons = []
        for report in self.reports:
            save = Button(tr("Save a copy…"), kind="link", on_click=partial(self._choose, report))
            self.save_buttons.append(save)
            text = tr(
                "Version {version}, {day}: {name}",
                version=report.version,
                day=f"{report.kept_at.astimezone():%Y-%m-%d}",
                name=report.name,
            )
            line = row(label(text, "muted"), save)
            line.setStretch(0, 1)
            self._rows.addLayout(line)

    def _choose(self, report: KeptReport) -> None:
        path = save_place(self, tr("Save a copy"), report.name, "PDF (*.pdf)")
        if path:
            self.save(report, path, open_it=True)

    def save(self, report: KeptReport, path: Path, *, open_it: bool = False) -> None:
        """Writes a copy of what was signed, and opens it with the person's own program."""

        def write(data: bytes) -> None:
            def work(_control: tasks.Control) -> None:
                from models.files import write_bytes

                write_bytes(path, data)

            tasks.run(work, done, self._paper.fail)

        def done(_none: None) -> None:
            self._paper.say(sentence("{name} was written and read back.", name=path.name))
            if open_it:
                open_file(path)

        def read(workspace: "Workspace") -> bytes:
            return workspace.report_bytes(report.digest)

        self._paper.session.in_workspace(read, write, self._paper.fail)
