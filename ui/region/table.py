"""A table of a region in the window: the same rows as on paper."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidgetItem

from models.language import Text
from reports.region.tables import RegionCell, RegionTable
from ui.language import words
from ui.style.sheet import GRID
from ui.widgets.basic import as_written
from ui.widgets.seen import SeenRows


class RegionTableView(SeenRows):
    """As high as its rows: the page scrolls, not the table."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(f"QTableView::item {{ padding: 0 {GRID}px; }}")

    def show_table(self, table: RegionTable, editable: int | None = None) -> None:
        """Shows other rows.

        Args:
            table: heads and rows.
            editable: the column in which a person may type; None for none.
        """
        self.blockSignals(True)
        self.setAccessibleName(words(table.title))
        self.setColumnCount(len(table.columns))
        self.setRowCount(len(table.rows))
        for across, column in enumerate(table.columns):
            head = QTableWidgetItem(words(column.title))
            head.setTextAlignment(_alignment(is_number=column.is_number))
            self.setHorizontalHeaderItem(across, head)
        for down, row in enumerate(table.rows):
            for across, cell in enumerate(row):
                item = QTableWidgetItem(shown(cell))
                item.setTextAlignment(_alignment(is_number=table.columns[across].is_number))
                item.setToolTip(as_written(item.text()))
                if across != editable:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.setItem(down, across, item)
        if editable is not None:
            self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self._shares = [column.share for column in table.columns]
        self.blockSignals(False)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        """Shares the width out anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt's own event
        self._fit()

    def _fit(self) -> None:
        shares: list[float] = getattr(self, "_shares", [])
        if not shares:
            return
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        room = max(self.viewport().width(), 300)
        for across, share in enumerate(shares):
            self.setColumnWidth(across, int(room * share / sum(shares)))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(down) for down in range(self.rowCount()))
        self.setFixedHeight(header.height() + rows + 4)


def shown(cell: RegionCell) -> str:
    """Returns a cell as a person reads it."""
    if cell is None:
        return "—"
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}" if cell % 1 else f"{int(cell):,}"
    return words(cell) if isinstance(cell, Text) else f"{cell:,}"


def _alignment(*, is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
