"""Provinces and cities to choose from, in a line that still takes any text."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLineEdit

from models.places import provinces
from ui.language import tr
from ui.style.icons import icon


def _cities() -> list[str]:
    """Returns every city; a municipality is its own."""
    return [city for province, cities in provinces().items() for city in cities or (province,)]


LISTS: dict[str, Callable[[], list[str]]] = {
    "enterprise.province": lambda: list(provinces()),
    "enterprise.city": _cities,
}
"""What each question of a place offers."""


def offer_places(question: str, line: QLineEdit, taken: Callable[[], None]) -> None:
    """Offers the list of a question in its line, by a click on the arrow or the down key, narrowed by what is typed.

    Args:
        question: its id, one of `LISTS`.
        line: takes the choice, and any other text as before.
        taken: called when one was chosen.
    """
    completer = QCompleter(LISTS[question](), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(12)
    line.setCompleter(completer)

    def take(text: str) -> None:
        line.setText(text)
        taken()

    completer.activated.connect(take)

    def show_all() -> None:
        completer.setCompletionPrefix("" if line.text() in LISTS[question]() else line.text())
        completer.complete()

    arrow = QAction(icon("chevron-down"), tr("Choose from the list"), line)
    arrow.triggered.connect(show_all)
    line.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)
