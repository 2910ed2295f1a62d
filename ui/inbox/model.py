"""The rows of the inbox as a table that grows as it is scrolled: ten thousand papers stay in the database."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from models.exchange.inbox import InboxRow, Order, Wish
from models.language import N_
from models.rulebook import TierId
from ui import tasks
from ui.language import current, tr
from ui.session import Session
from ui.style.icons import icon
from ui.style.palette import colours
from ui.widgets.basic import as_written
from ui.words.tiers import tier_word

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.verification import Verdict

PAGE = 100
"""Rows that are read at once."""
Shown = tuple[InboxRow, "Verdict"]
"""A row, and the verdict on it by whom this computer trusts now."""
_Page = tuple[int, tuple[Shown, ...]]
_Index = QModelIndex | QPersistentModelIndex
COLUMNS: tuple[tuple[str, Order | None], ...] = (
    (N_("Factory or file"), Order.FACTORY),
    (N_("Version"), None),
    (N_("Verdict"), Order.VERDICT),
    (N_("State"), Order.STATE),
    (N_("Claimed"), None),
    (N_("Recomputed"), None),
    (N_("Proven tier"), Order.PROVEN),
    (N_("Contradictions"), Order.CONTRADICTIONS),
    (N_("Changed since"), None),
    (N_("Due"), Order.DUE),
    (N_("Assigned to"), Order.ASSIGNED),
    (N_("Came"), Order.CAME),
)
"""What is in each column, and by what it can be sorted."""
_NO_VALUE = "—"


class InboxModel(QAbstractTableModel):
    """Reads what is asked for in the background, one page after the other."""

    filled = Signal(int)
    """A first page was read: how many rows there are in all."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self.wish = Wish(newest_only=True)
        self.rows: list[Shown] = []
        self._all = 0
        self._asked = 0
        """Counts what was asked for, so that the answer to an earlier wish is not shown."""

    def show(self, wish: Wish) -> None:
        """Shows the first rows of another wish, or the present one's anew."""
        self.wish = wish
        self._read(0, self._begin)

    def reload(self) -> None:
        """Shows the present wish as the store is now."""
        self.show(self.wish)

    def _read(self, offset: int, then: Callable[[_Page], None]) -> None:
        wish = self.wish
        self._asked += 1
        asked = self._asked

        def work(workspace: "Workspace") -> _Page:
            from reports.exchange.keeping import Looking

            looking = Looking.at(workspace, datetime.now().astimezone())
            rows = workspace.exchange.rows(wish, offset, PAGE)
            return workspace.exchange.count(wish), tuple((row, looking.verdict(row.kept)) for row in rows)

        def show(page: _Page) -> None:
            if asked == self._asked:
                then(page)

        self._session.in_workspace(work, show, self._failed)

    def _begin(self, page: _Page) -> None:
        self.beginResetModel()
        self._all, self.rows = page[0], list(page[1])
        self.endResetModel()
        self.filled.emit(self._all)

    def canFetchMore(self, parent: _Index) -> bool:
        """Returns whether rows of the wish have not been read yet."""
        return not parent.isValid() and len(self.rows) < self._all

    def fetchMore(self, parent: _Index) -> None:
        """Reads the next rows; the view asks for it when its end comes into sight."""
        if parent.isValid():
            return

        def add(page: _Page) -> None:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page[1]) - 1)
            self.rows += page[1]
            self.endInsertRows()

        self._read(len(self.rows), lambda page: add(page) if page[1] else None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns how many rows were read so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns what a column is called."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section][0])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns text, explanation or mark of a cell."""
        row, verdict = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(row, verdict, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_written(_explained(row, verdict, index.column()))
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 2:
            from ui.verdict.card import look_of

            name, colour, _ = look_of(verdict)
            return icon(name, getattr(colours(), colour))
        return None


def _text(row: InboxRow, verdict: "Verdict", column: int) -> str:
    dossier, counted, language = row.dossier, row.counted, current()
    match column:
        case 0:
            return " ".join(filter(None, (dossier.enterprise, dossier.site) if dossier else ())) or row.kept.name
        case 1:
            return str(row.kept.paper.version or _NO_VALUE) if dossier else _NO_VALUE
        case 2:
            return verdict.word(language)
        case 3:
            return dossier.state.text(language) if dossier else _NO_VALUE
        case 4 | 5 | 6:
            tier = (verdict.claimed_tier, verdict.recomputed_tier, verdict.proven_tier)[column - 4]
            return _tier(tier) if counted else _NO_VALUE
        case 7:
            return str(counted.contradictions) if counted else _NO_VALUE
        case 8:
            return _changes(row)
        case 9:
            return (dossier.due_on if dossier else "") or _NO_VALUE
        case 10:
            return (dossier.assigned_to if dossier else "") or _NO_VALUE
    return f"{row.seen_at.astimezone():%Y-%m-%d %H:%M}"


def _explained(row: InboxRow, verdict: "Verdict", column: int) -> str:
    if column == 2:
        return verdict.reason.text(current())
    if column == 8 and row.changes is not None:
        return "\n".join((*row.changes.conditions, *(row.changes.answers or ())))
    return row.kept.name if column == 0 else _text(row, verdict, column)


def _changes(row: InboxRow) -> str:
    if row.changes is None:
        return _NO_VALUE
    return tr(
        "v{version}: {conditions} / {answers}",
        version=row.changes.version,
        conditions=len(row.changes.conditions),
        answers=_NO_VALUE if row.changes.answers is None else len(row.changes.answers),
    )


def _tier(tier: str | None) -> str:
    return tier_word(TierId(tier)) if tier else tr("none")
