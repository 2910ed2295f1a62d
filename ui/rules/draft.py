"""A draft of rules in the window: sheet by sheet, row by row, its fault beside the field, tried on the cases here."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.errors import ApplicationError, InvalidPack
from models.files import write_bytes
from models.language import N_, Sentence, sentence
from models.packs.file import as_text
from models.packs.office.draft import RulesDraft
from models.packs.office.layout import SHEETS, SheetLayout
from models.packs.office.titles import column_title, sheet_of, sheet_title
from ui.language import current, tr, words
from ui.rules.fields import LONG, field_for, row_name
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.files.save_place import save_place
from ui.widgets.flow import FlowLayout
from ui.widgets.seen import SeenList

if TYPE_CHECKING:
    from models.workspace import Workspace
    from models.workspace.trial import Trial

_WAIT_MS = 700
"""After the last key, before the draft is kept, checked and tried."""
_ROWS_WIDTH = 290
_RESULT_HEIGHT = 110
_LEFT_ALONE = frozenset({"template"})
"""Columns that nobody fills in."""


class DraftView(QWidget):
    """One draft; it is kept as a workbook in the data folder whenever it was changed."""

    closed = Signal()
    """Back to the list of packs; the draft stays."""
    installed = Signal(object)
    """Asks for the workbook with the draft to be installed: its path."""
    discarded = Signal()
    """Asks for the draft to be taken away."""
    failed = Signal(object)
    """An `ApplicationError` of an export."""
    told = Signal(object)
    """A `Sentence` about a file that was written."""

    def __init__(self, session: Session, path: Path, draft: RulesDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path = path
        self.draft = draft
        self.sheet = SHEETS[0].name
        self.row = 0
        self.fault: InvalidPack | None = None
        """What is wrong with the draft; None when it can be installed."""
        self.fields: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        self._faults: dict[str, QLabel] = {}
        self._change = 0
        self._half = 0
        """Halves of lines of the form that are taken."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.check)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.show_all()
        self.check()

    # What is shown

    def show_all(self) -> None:
        """Shows the draft anew, in the present language."""
        clear(self._outer)
        self._outer.addWidget(self._head())
        middle = QHBoxLayout()
        middle.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        middle.setSpacing(2 * GRID)
        middle.addLayout(self._list())
        middle.addWidget(self._form(), 1)
        self._outer.addLayout(middle, 1)
        self._outer.addWidget(self._result())
        self.open_sheet(self.sheet, self.row)
        self._show_result(())

    def _head(self) -> Card:
        card = Card("bar", spacing=4)
        back = Button(tr("Back to the packs"), kind="quiet", icon_name="chevron-left", on_click=self._back)
        self._title = label(kind="heading")
        discard = Button(tr("Discard the draft"), kind="quiet", icon_name="trash-2", on_click=self.discarded.emit)
        workbook = Button(tr("Export workbook…"), on_click=self._export_workbook)
        pack = Button(tr("Export pack file…"), on_click=self._export_pack)
        self.install_button = Button(tr("Install"), kind="primary", on_click=lambda: self.installed.emit(self._path))
        line = row(back, self._title, discard, workbook, pack, self.install_button)
        line.setStretchFactor(self._title, 1)
        card.column.addLayout(line)
        sheets = QWidget()
        flow = FlowLayout(sheets)
        self.sheets: dict[str, Button] = {}
        group = QButtonGroup(sheets)
        for sheet in self.draft.sheets:
            chip = Button(words(sheet_title(sheet.name)), kind="chip", on_click=partial(self.open_sheet, sheet.name))
            chip.setCheckable(True)
            group.addButton(chip)
            self.sheets[sheet.name] = chip
            flow.addWidget(chip)
        card.column.addWidget(sheets)
        return card

    def _list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.rows = SeenList()
        self.rows.setFixedWidth(_ROWS_WIDTH)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.setAccessibleName(tr("Rows of this sheet"))
        self.rows.currentRowChanged.connect(self._open_row)
        self._add = Button(tr("Add a row"), icon_name="plus", on_click=self.add_row)
        self._remove = Button(tr("Remove this row"), kind="quiet", icon_name="trash-2", on_click=self.remove_row)
        column.addWidget(self.rows, 1)
        column.addLayout(row(self._add, self._remove))
        return column

    def _form(self) -> QScrollArea:
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        content = QWidget()
        self._cells = QGridLayout(content)
        self._cells.setContentsMargins(0, 0, GRID, 0)
        self._cells.setHorizontalSpacing(2 * GRID)
        self._cells.setVerticalSpacing(4)
        self._cells.setColumnStretch(0, 1)
        self._cells.setColumnStretch(1, 1)
        area.setWidget(content)
        self._form_area = area
        return area

    def _result(self) -> Card:
        card = Card("foot", spacing=4)
        self._state = label(kind="topic")
        self._lines = label(kind="muted")
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._to_fault = Button(tr("Go to it"), on_click=self.go_to_fault)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        set_kind(area, "bare")
        area.setWidget(self._lines)
        area.setMaximumHeight(_RESULT_HEIGHT)
        line = row(self._state, self._to_fault)
        line.setStretchFactor(self._state, 1)
        card.column.addLayout(line)
        card.column.addWidget(area)
        self._lines_area = area
        return card

    def open_sheet(self, sheet: str, at: int = 0) -> None:
        """Shows one sheet with one of its rows."""
        self.sheet = sheet
        self.sheets[sheet].setChecked(True)
        self.rows.blockSignals(True)
        self.rows.clear()
        for number, cells in enumerate(self.draft.rows.get(sheet, ())):
            self.rows.addItem(row_name(cells, number))
        at = min(at, self.rows.count() - 1)
        self.rows.setCurrentRow(at)
        self.rows.blockSignals(False)
        self._add.setEnabled(self.draft.can_grow(sheet))
        self._remove.setEnabled(self.rows.count() > 0)
        self._open_row(at)

    def _open_row(self, at: int) -> None:
        self.row = max(at, 0)
        clear(self._cells)
        self.fields.clear()
        self._faults.clear()
        self._form_area.verticalScrollBar().setValue(0)
        self._half = 0
        if at >= 0:
            layout = next(sheet for sheet in SHEETS if sheet.name == self.sheet)
            for column in layout.columns:
                if column not in _LEFT_ALONE:
                    self._add_field(layout, column)
        self._cells.setRowStretch(3 * (self._half // 2 + 1), 1)
        self._mark_fault()

    def _add_field(self, layout: SheetLayout, column: str) -> None:
        title = words(column_title(column))
        text = self.draft.cell(layout.name, self.row, column)
        field = field_for(layout.name, column, text)
        field.setAccessibleName(title)
        self.fields[column] = field
        if isinstance(field, QComboBox):
            field.currentTextChanged.connect(partial(self.change, column))
        elif isinstance(field, QLineEdit):
            field.textChanged.connect(partial(self.change, column))
        else:
            field.textChanged.connect(lambda: self.change(column, field.toPlainText()))
        wrong = label(kind="bad")
        wrong.hide()
        self._faults[column] = wrong
        # Both languages stand side by side, a rule takes the whole width, everything else half of it.
        wide = column in LONG
        if self._half % 2 and (wide or column.endswith("_zh")):
            self._half += 1
        line, side, width = 3 * (self._half // 2), self._half % 2, 2 if wide else 1
        for offset, widget in enumerate((label(title, "muted"), field, wrong)):
            self._cells.addWidget(widget, line + offset, side, 1, width)
        self._half += width

    # What the person does

    def change(self, column: str, text: str) -> None:
        """Takes over what was typed in a field; the draft is checked a moment later."""
        self.draft = self.draft.with_cell(self.sheet, self.row, column, text)
        item = self.rows.item(self.row)
        if item is not None:
            item.setText(row_name(self.draft.rows[self.sheet][self.row], self.row))
        self._timer.start()

    def add_row(self) -> None:
        """Adds an empty row to the sheet and shows it."""
        self.draft = self.draft.with_row(self.sheet)
        self.open_sheet(self.sheet, len(self.draft.rows[self.sheet]) - 1)
        self._timer.start()

    def remove_row(self) -> None:
        """Takes the shown row out of the sheet."""
        self.draft = self.draft.without_row(self.sheet, self.row)
        self.open_sheet(self.sheet, self.row)
        self._timer.start()

    def go_to_fault(self) -> None:
        """Shows the row and field with the fault."""
        if self._faulty_sheet() in self.sheets:
            self.open_sheet(self._faulty_sheet(), max(self._faulty_row(), 0))
            field = self.fields.get(self._faulty_column())
            if field is not None:
                field.setFocus()
                self._form_area.ensureWidgetVisible(field)

    def check(self) -> None:
        """Keeps the draft, checks it as it would be installed, and tries it on the cases here."""
        self._timer.stop()
        self._change += 1
        draft, path, language, change = self.draft, self._path, current(), self._change
        self.install_button.setEnabled(False)

        def work(workspace: "Workspace") -> "Trial":
            draft.write(path, language)
            return workspace.try_pack(path)

        def show(trial: "Trial") -> None:
            if change == self._change:
                self.fault = None
                taken = trial.pack.version_taken
                self.install_button.setEnabled(not taken)
                self._show_result((trial.pack.text, *trial.pack.remarks, *trial.sentences))

        def refuse(problem: ApplicationError) -> None:
            if change == self._change and isinstance(problem, InvalidPack):
                self.fault = problem
                self._show_result((_why(problem),))
            elif change == self._change:
                self._show_result((problem.sentence,))

        self._session.in_workspace(work, show, refuse)

    def finish(self) -> None:
        """Keeps what was changed in the last moment; called before the page is left."""
        if self._timer.isActive():
            self.check()

    def abandon(self) -> None:
        """Keeps nothing more: the draft was discarded."""
        self._timer.stop()
        self._change += 1

    def _back(self) -> None:
        self.finish()
        self.closed.emit()

    # The fault and the result

    def _show_result(self, lines: tuple[Sentence, ...]) -> None:
        name = self.draft.cell("pack", 0, "name_zh" if current() == "zh" else "name_en")
        self._title.setText(
            tr("Draft: {name} {version}", name=name or "–", version=self.draft.cell("pack", 0, "version") or "–")
        )
        state: Sentence = sentence(N_("Kept. This is what installing it would change:"))
        if self.fault is not None:
            state = sentence(N_("Kept. Something is still wrong, so it cannot be installed:"))
        elif not lines:
            state = sentence(N_("Checking…"))
        self._state.setText(words(state))
        said = [words(line) for line in lines]
        if self.fault is not None:
            said = [f"{self._place()}{line}" for line in said]
        self._lines.setText("\n".join(said))
        self._lines_area.setVisible(bool(said))
        self._to_fault.setVisible(self._faulty_sheet() in self.sheets)
        self._mark_fault()

    def _place(self) -> str:
        if self._faulty_sheet() not in self.sheets:
            return ""
        column = self._faulty_column()
        return tr(
            "{sheet}, row {row}, {column}: ",
            sheet=sheet_title(self._faulty_sheet()),
            row=max(self._faulty_row(), 0) + 1,
            column=column_title(column) if column else "–",
        )

    def _faulty_sheet(self) -> str:
        return sheet_of(str(self.fault.facts.get("sheet", ""))) if self.fault is not None else ""

    def _faulty_row(self) -> int:
        return int(str(self.fault.facts["line"])) - 2 if self.fault is not None else -1

    def _faulty_column(self) -> str:
        if self.fault is None:
            return ""
        layout = next((sheet for sheet in SHEETS if sheet.name == self._faulty_sheet()), None)
        number = int(str(self.fault.facts["column"])) - 1
        return layout.columns[number] if layout is not None and number < len(layout.columns) else ""

    def _mark_fault(self) -> None:
        here = self._faulty_sheet() == self.sheet and max(self._faulty_row(), 0) == self.row
        column = self._faulty_column() if here else ""
        for name, wrong in self._faults.items():
            if name == column and self.fault is not None:
                wrong.setText(words(_why(self.fault)))
            wrong.setVisible(name == column)

    # Files

    def _export_workbook(self) -> None:
        name = f"{self._path.stem}.xlsx"
        target = save_place(self, tr("Export workbook"), name, tr("Workbook (*.xlsx)"))
        if target is not None:
            self.export(target)

    def _export_pack(self) -> None:
        name = f"{self._path.stem}.yaml"
        target = save_place(self, tr("Export pack file"), name, tr("Pack (*.yaml)"))
        if target is not None:
            self.export(target)

    def export(self, target: Path) -> None:
        """Writes the draft as a workbook, or, where nothing is wrong with it, as a pack file; told by the ending."""
        draft, path, language = self.draft, self._path, current()

        def work(workspace: "Workspace") -> Path:
            if target.suffix.lower() == ".xlsx":
                draft.write(target, language)
            else:
                draft.write(path, language)
                workspace.library.opened(path)
                write_bytes(target, as_text(path))
            return target

        def done(written: Path) -> None:
            self.told.emit(sentence("Saved: {name}", name=written.name))

        self._session.in_workspace(work, done, self.failed.emit)


def _why(fault: InvalidPack) -> Sentence:
    """Returns what is wrong, without the place, which the fields show."""
    why = fault.facts["why"]
    return why if isinstance(why, Sentence) else fault.sentence
