"""Everything that ever came: searched, filtered, sorted; a row opens its dossier."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QTableView

from models import counts
from models.exchange.inbox import InboxRow, Order, Wish
from models.exchange.states import DossierState
from reports.verification import VerdictKind
from ui import tasks
from ui.inbox.model import COLUMNS, InboxModel
from ui.language import current, tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Card, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.row_table import row_table

_SHOWN_ROWS = 8
_WIDEST = {0: 200, 1: 64, 2: 136, 8: 128}
"""Pixels of a column; what does not fit is in its explanation."""
_TYPING_MS = 200


class KeptInbox(Card):
    """A table over the store; nothing of it is lost when the program ends."""

    chosen = Signal(object)
    """The `InboxRow` that was chosen."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session = session
        self.heading = label(kind="heading")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.verdicts = ChoiceBox()
        self.whose = ChoiceBox()
        self.states = ChoiceBox()
        self.newest = QCheckBox()
        self.newest.setChecked(True)
        self.model = InboxModel(session, failed)
        self.model.filled.connect(self._filled)
        self.table = self._table()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPING_MS)
        self._typed.timeout.connect(self._wish)
        self.search.textEdited.connect(lambda _text: self._typed.start())
        self.states.activated.connect(lambda _row: self._wish())
        self.verdicts.activated.connect(lambda _row: self._wish())
        self.whose.activated.connect(lambda _row: self._wish())
        self.newest.toggled.connect(lambda _checked: self._wish())
        self.column.addWidget(self.heading)
        self.column.addWidget(self.search)
        filters = FlowLayout(spacing=GRID)
        for widget in (self.states, self.verdicts, self.whose, self.newest):
            filters.addWidget(widget)
        self.column.addLayout(filters)
        self.column.addWidget(self.table)
        self.retranslate()

    def _table(self) -> QTableView:
        table = row_table(self.model)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(len(COLUMNS) - 1, Qt.SortOrder.DescendingOrder)
        header.sortIndicatorChanged.connect(self._sort)
        table.selectionModel().currentRowChanged.connect(self._open)
        return table

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.heading.setText(tr("Kept papers"))
        self.search.setPlaceholderText(tr("Search for a factory, case number or file"))
        self.search.setAccessibleName(tr("Search for a factory, case number or file"))
        self.newest.setText(tr("Only newest versions"))
        self.table.setAccessibleName(tr("Kept papers"))
        chosen = self.states.currentIndex()
        self.states.clear()
        self.states.addItem(tr("All states"))
        for state in DossierState:
            self.states.addItem(state.text(current()))
        self.states.setCurrentIndex(max(0, chosen))
        self.states.setAccessibleName(tr("State"))
        self._name_others()
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self.model.layoutChanged.emit()

    def _name_others(self) -> None:
        chosen = max(self.verdicts.currentIndex(), 0), max(self.whose.currentIndex(), 0)
        self.verdicts.clear()
        self.verdicts.addItem(tr("All verdicts"), "")
        for verdict in VerdictKind:
            self.verdicts.addItem(verdict.text(current()), verdict.value)
        self.verdicts.setAccessibleName(tr("Verdict"))
        self.whose.clear()
        for text, whose in ((tr("All assessors"), ""), (tr("Assigned to me"), "mine"), (tr("Overdue"), "overdue")):
            self.whose.addItem(text, whose)
        self.whose.setAccessibleName(tr("Assigned to"))
        self.verdicts.setCurrentIndex(chosen[0])
        self.whose.setCurrentIndex(chosen[1])

    def reload(self) -> None:
        """Shows what the store holds now."""
        self.model.reload()

    def _wish(self) -> None:
        place = self.states.currentIndex()
        states: Sequence[DossierState] = (list(DossierState)[place - 1],) if place > 0 else ()
        verdict, whose = self.verdicts.currentData(), self.whose.currentData()
        settings = self._session.settings
        wish = replace(
            self.model.wish,
            text=self.search.text(),
            states=tuple(states),
            verdicts=(verdict,) if verdict else (),
            assigned_to=settings.who if whose == "mine" and settings is not None else "",
            due_by=date.today().isoformat() if whose == "overdue" else "",
            newest_only=self.newest.isChecked(),
        )
        self.model.show(wish)

    def _sort(self, section: int, direction: Qt.SortOrder) -> None:
        order = COLUMNS[section][1]
        if order is not None:
            ascending = direction is Qt.SortOrder.AscendingOrder
            self.model.show(replace(self.model.wish, order=order, ascending=ascending))

    def _filled(self, number: int) -> None:
        wish = self.model.wish
        is_all = wish == Wish(newest_only=wish.newest_only, order=wish.order, ascending=wish.ascending)
        self.setVisible(bool(number) or not is_all or wish.order is not Order.CAME)
        self.heading.setText(f"{tr('Kept papers')} · {words(counts.papers(number))}")
        self.table.resizeColumnsToContents()
        for section in range(len(COLUMNS)):
            self.table.setColumnWidth(section, min(self.table.columnWidth(section) + GRID, _WIDEST.get(section, 104)))
        rows = min(max(1, number), _SHOWN_ROWS)
        height = self.table.horizontalHeader().height() + rows * 4 * GRID + 2 * GRID
        self.table.setFixedHeight(height)

    def _open(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.model.rows):
            self.chosen.emit(self.model.rows[index.row()][0])

    def row_of(self, base_digest: str) -> InboxRow | None:
        """Returns the row of a paper, where it has been read."""
        return next((row for row, _ in self.model.rows if row.kept.paper.base_digest == base_digest), None)
