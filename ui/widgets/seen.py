"""Lists and tables whose rows are silent while they are hidden.

WORKAROUND(Qt 6.11): a cell is told to screen readers as showing wherever its rectangle lies within its view, also on a page
that is hidden (`QAccessibleTableCell::state`). A cell of a hidden view has no rectangle here.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtWidgets import QListWidget, QTableView, QTableWidget, QTreeWidget


class SeenList(QListWidget):
    """A list that is heard only while it is seen."""

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where a row lies; nowhere while the list is hidden."""
        return super().visualRect(index) if self.isVisible() else QRect()


class SeenTree(QTreeWidget):
    """A tree that is heard only while it is seen."""

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where a row lies; nowhere while the tree is hidden."""
        return super().visualRect(index) if self.isVisible() else QRect()


class SeenRows(QTableWidget):
    """A table of its own rows that is heard only while it is seen."""

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where a cell lies; nowhere while the table is hidden."""
        return super().visualRect(index) if self.isVisible() else QRect()


class SeenTable(QTableView):
    """A table over a model that is heard only while it is seen."""

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where a cell lies; nowhere while the table is hidden."""
        return super().visualRect(index) if self.isVisible() else QRect()
