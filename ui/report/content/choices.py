"""The fields in which a person chooses how the report is written: language, edition, roadmap and cover."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.case import REPORT_CHOICES
from models.errors import ApplicationError
from ui import tasks
from ui.language import tr, words
from ui.report.chosen import ReportChoices
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import open_place
from ui.widgets.flow import FlowLayout
from ui.widgets.fold import Fold
from ui.widgets.missing_glyphs import UndrawnNote

if TYPE_CHECKING:
    from models.workspace import Workspace

_LOGO_HEIGHT = 40


class ChoicesPanel(QWidget):
    """Language and edition in one line; the cover and the roadmap folded below it."""

    changed = Signal()
    """The report is to be written in another way than before."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._case = ""
        self._logo = b""
        self.language, self.edition = ChoiceBox(), ChoiceBox()
        self.roadmap = QCheckBox()
        self.subtitle, self.prepared_by, self.prepared_for, self.note, self.logo_name = (QLineEdit() for _ in range(5))
        self._line = FlowLayout(spacing=GRID)
        for choice in (self.language, self.edition):
            self._line.addWidget(choice)
        self._body = QWidget()
        form = QFormLayout(self._body)
        form.setContentsMargins(3 * GRID, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        self.choose_logo = Button(on_click=self._choose)
        self.no_logo = Button(kind="link", on_click=lambda: self._show_logo(b"", ""))
        self._logo_shown = QLabel()
        self._logo_told = label(kind="small")
        self._logo_told.hide()
        self._texts = (self.subtitle, self.prepared_by, self.prepared_for, self.note)
        self._labels = [label(wrap=False) for _ in range(6)]
        form.addRow(self._labels[0], self.roadmap)
        for name, field in zip(self._labels[1:5], self._texts, strict=True):
            field.setMaxLength(200)
            name.setBuddy(field)
            form.addRow(name, field)
            form.addRow(UndrawnNote(field))
            field.editingFinished.connect(self._maybe_changed)
        form.addRow(self._labels[5], row(self._logo_shown, self.choose_logo, self.no_logo, 1))
        form.addRow(self.logo_name)
        form.addRow(self._logo_told)
        self.logo_name.setMaxLength(80)
        self.logo_name.editingFinished.connect(self._maybe_changed)
        self.fold = Fold(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._line)
        column.addWidget(self.fold)
        self.language.activated.connect(lambda _row: self._maybe_changed())
        self.edition.activated.connect(lambda _row: self._maybe_changed())
        self.roadmap.toggled.connect(lambda _on: self._maybe_changed())
        self._shown = ReportChoices()
        self._show(self._shown)
        self.retranslate()

    def add(self, *widgets: QWidget) -> None:
        """Puts buttons at the end of the first line."""
        for widget in widgets:
            self._line.addWidget(widget)

    def retranslate(self) -> None:
        """Shows its words in the present language; the report keeps the one chosen for it."""
        shown = self._shown
        self.language.clear()
        for data, text in (("zh", "中文"), ("en", "English"), ("both", tr("Chinese and English"))):
            self.language.addItem(text, data)
        self.edition.clear()
        self.edition.addItem(tr("Full edition"), "full")
        self.edition.addItem(tr("De-identified edition"), "deidentified")
        self.language.setCurrentIndex(self.language.findData(shown.language))
        self.edition.setCurrentIndex(self.edition.findData(shown.edition))
        self.language.setAccessibleName(tr("Language of the report"))
        self.edition.setAccessibleName(tr("Edition"))
        self.fold.set_text(tr("Options: cover, logo, roadmap"))
        self.roadmap.setText(tr("with the roadmap"))
        texts = (
            tr("Chapters"),
            tr("Second line of the cover"),
            tr("Prepared by"),
            tr("Prepared for"),
            tr("Note on the cover"),
            tr("Logo"),
        )
        for name, text in zip(self._labels, texts, strict=True):
            name.setText(text)
        for field, text in zip(self._texts, texts[1:5], strict=True):
            field.setAccessibleName(text)
        self.choose_logo.setText(tr("Choose a picture…"))
        self.no_logo.setText(tr("No logo"))
        self.logo_name.setPlaceholderText(tr("Description of the logo, for those who cannot see it"))
        self.logo_name.setAccessibleName(tr("Description of the logo, for those who cannot see it"))

    def lock(self, *, locked: bool) -> None:
        """Keeps the choices as they are, while a signed report is shown; the buttons beside them stay usable."""
        for widget in (self.language, self.edition, self._body):
            widget.setEnabled(not locked)

    @property
    def chosen(self) -> ReportChoices:
        """What is chosen now."""
        return self._shown

    def show_case(self, case: str) -> None:
        """Shows what was chosen for a case earlier; `changed` follows when that is something else."""
        self._case = case

        def recall(workspace: "Workspace") -> str | None:
            return workspace.recall(REPORT_CHOICES + case)

        def show(text: str | None) -> None:
            if self._case == case:
                self._show(ReportChoices.read(text))
                self.changed.emit()

        self._session.in_workspace(recall, show)

    def _show(self, choices: ReportChoices) -> None:
        self._shown = choices
        self.language.setCurrentIndex(self.language.findData(choices.language))
        self.edition.setCurrentIndex(self.edition.findData(choices.edition))
        self.roadmap.blockSignals(True)
        self.roadmap.setChecked(choices.roadmap)
        self.roadmap.blockSignals(False)
        for field, text in zip(
            self._texts, (choices.subtitle, choices.prepared_by, choices.prepared_for, choices.note), strict=True
        ):
            field.setText(text)
        self._draw_logo(choices.logo_png, choices.logo_name)

    def _draw_logo(self, png: bytes, name: str) -> None:
        self._logo = png
        self.logo_name.setText(name)
        picture = QPixmap()
        if png:
            picture.loadFromData(png, "PNG")
            picture = picture.scaledToHeight(min(_LOGO_HEIGHT, picture.height()))
        self._logo_shown.setPixmap(picture)
        for widget in (self._logo_shown, self.no_logo, self.logo_name):
            widget.setVisible(bool(png))

    def _show_logo(self, png: bytes, name: str) -> None:
        self._logo_told.hide()
        self._draw_logo(png, name)
        self._maybe_changed()

    def _maybe_changed(self) -> None:
        now = replace(
            self._shown,
            language=self.language.currentData(),
            edition=self.edition.currentData(),
            roadmap=self.roadmap.isChecked(),
            subtitle=self.subtitle.text().strip(),
            prepared_by=self.prepared_by.text().strip(),
            prepared_for=self.prepared_for.text().strip(),
            note=self.note.text().strip(),
            logo_png=self._logo,
            logo_name=self.logo_name.text().strip() if self._logo else "",
        )
        if now == self._shown:
            return
        self._shown = now
        case = self._case
        if case:
            self._session.in_workspace(lambda workspace: workspace.remember(REPORT_CHOICES + case, now.written()))
        self.changed.emit()

    def _choose(self) -> None:
        chosen = open_place(self, tr("Choose a picture…"), tr("Pictures") + " (*.png *.jpg *.jpeg)")
        if chosen:
            self.take_logo(chosen)

    def take_logo(self, path: Path) -> None:
        """Takes a picture as the logo, made small; says beside the field when it cannot be one."""

        def work(_control: tasks.Control) -> bytes:
            from models import files
            from reports.payload.logo import LIMIT_MB, logo_png

            return logo_png(files.read_bytes(path, LIMIT_MB), path.name)

        def wrong(problem: ApplicationError) -> None:
            set_kind(self._logo_told, "bad")
            self._logo_told.setText(words(problem.sentence))
            self._logo_told.show()

        tasks.run(work, lambda png: self._show_logo(png, path.stem), wrong)

    @property
    def logo_told(self) -> str:
        """Why the last picture cannot be the logo; empty when it can."""
        return "" if self._logo_told.isHidden() else self._logo_told.text()
