"""The items of a report as a table: the riskiest first, filtered by kind, by what changed, by what is left to judge."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from models.assessment import Value
from models.exchange.items import ItemKind, ReviewItem
from models.language import N_
from models.questionnaire import Question
from ui.language import current, tr, words
from ui.review.saving import KeptReviews
from ui.style.icons import icon
from ui.style.palette import colours
from ui.verdict.marks import KIND_MARKS
from ui.widgets.basic import as_written

_Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("Item"), N_("The factory says"), N_("Evidence"), N_("Look at it because"), N_("Your review"))


class ShownItems(StrEnum):
    """Which items are listed."""

    ALL = "all"
    CHANGED = "changed"
    """Only what is otherwise than in the version before."""
    LEFT = "left"
    """Only what this assessor has not judged."""
    JUDGED = "judged"
    CONFLICTS = "conflicts"
    """Only those on which assessors differ and nobody has decided."""


class ItemsModel(QAbstractTableModel):
    """A view over the items of one report; nothing is copied into cells."""

    def __init__(self, reviews: KeptReviews) -> None:
        super().__init__()
        self._reviews = reviews
        self._all: tuple[ReviewItem, ...] = ()
        self.rows: list[ReviewItem] = []

    def show_items(self, items: Sequence[ReviewItem], shown: ShownItems, kind: ItemKind | None, text: str) -> None:
        """Lists the items of a report.

        Args:
            items: all of them, in their order.
            shown: which of them.
            kind: of which kind; None for every.
            text: within the name or id.
        """
        self._all = tuple(items)
        conflicts = {conflict.item for conflict in self._reviews.merged().conflicts}
        within = text.strip().casefold()

        def wanted(item: ReviewItem) -> bool:
            if kind is not None and item.kind is not kind:
                return False
            if within and within not in f"{words(item.name)} {item.id}".casefold():
                return False
            match shown:
                case ShownItems.CHANGED:
                    return item.changed
                case ShownItems.LEFT:
                    return self._reviews.own(item.id).is_empty
                case ShownItems.JUDGED:
                    return not self._reviews.own(item.id).is_empty or bool(self._reviews.others(item.id))
                case ShownItems.CONFLICTS:
                    return item.id in conflicts
            return True

        self.beginResetModel()
        self.rows = [item for item in self._all if wanted(item)]
        self.endResetModel()

    def refresh(self) -> None:
        """Shows the reviews as they are now, without moving a row."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns how many items are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns what a column is called."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns text or mark of a cell; what does not fit is in its explanation."""
        item = self.rows[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            text = self._text(item, index.column())
            return as_written(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.DecorationRole:
            kind = self._reviews.own(item.id).kind if index.column() == 4 else None
            if kind is not None:
                name, colour, _ = KIND_MARKS[kind]
                return icon(name, getattr(colours(), colour))
        return None

    def _text(self, item: ReviewItem, column: int) -> str:
        match column:
            case 0:
                return words(item.name)
            case 1:
                return said_by_factory(item)
            case 2:
                return str(len(item.evidence)) if item.evidence else "—"
            case 3:
                risks = [risk.text(current()) for risk in item.risks]
                return " · ".join([tr("changed"), *risks] if item.changed else risks) or "—"
        own = self._reviews.own(item.id)
        others = self._reviews.others(item.id)
        text = own.kind.text(current()) if own.kind is not None else "—"
        if own.rating and item.asked is not None:
            text += f" · {answer_word(item.asked, own.rating)}"
        return text + (f" (+{len(others)})" if others else "")


def said_by_factory(item: ReviewItem) -> str:
    """Returns the factory's answer to an item; of a condition how it came out, too."""
    from reports.exchange.reviewing import answer_of

    return words(answer_of(item))


def answer_word(question: Question, value: Value) -> str:
    """Returns an answer in the words of its question."""
    from reports.payload.wording import value_text

    return words(value_text(value, question))
