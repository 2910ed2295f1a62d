"""A screen reader hears of the page that is shown, and of no row of a hidden one."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QComboBox
from pytestqt.qtbot import QtBot

from tests.ui.looking import living
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.pages import ENTRIES

ROWS = frozenset({QAccessible.Role.Cell, QAccessible.Role.ListItem, QAccessible.Role.TreeItem})


def claiming(view: QAbstractItemView) -> int:
    """How many rows or cells of a view say that they are showing."""
    spoken = QAccessible.queryAccessibleInterface(view)
    rows = [spoken.child(place) for place in range(spoken.childCount())]
    return sum(row is not None and row.role() in ROWS and not row.state().invisible for row in rows)


def test_rows_of_hidden_pages_do_not_claim_to_be_showing(window: MainWindow, qtbot: QtBot) -> None:
    """Lists and tables of every page: their rows are showing while the page is, and at no other time."""
    open_sample(window, qtbot)
    places = [("fill", "scenarios.SC09.status"), ("fill", "systems.ERP.in_use"), *((each.id, "") for each in ENTRIES)]
    heard = 0
    for page, target in places:
        window.open_page(page, target)
        qtbot.waitUntil(tasks.idle)
        for view in living(window, QAbstractItemView):
            if isinstance(view.parent(), QComboBox) or isinstance(view.window().parent(), QComboBox):
                # What a closed box offers is heard from the box.
                continue
            if view.isVisible():
                heard += claiming(view)
            else:
                assert claiming(view) == 0, (page, type(view).__name__)
    assert heard > 100
