"""Provinces, cities and industries to choose from, in a line that still takes any text."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLineEdit

from models.assessment import AnswerId, Assessment, Value
from models.document import INDUSTRY_CODE
from models.language import Text
from models.region.industry import divisions
from models.spelling.places import place_of, provinces
from ui.language import current, tr
from ui.style.icons import icon

PROVINCE, CITY = AnswerId("enterprise.province"), AnswerId("enterprise.city")
INDUSTRY = AnswerId("enterprise.industry")


def _provinces() -> dict[str, str]:
    return {name: name for name in provinces()}


def _cities() -> dict[str, str]:
    """Returns every city; a municipality is its own."""
    return {city: city for province, cities in provinces().items() for city in cities or (province,)}


def _division(code: str, name: Text) -> str:
    # The answer is the standard's Chinese name in either language of the window.
    return f"{code} {name.zh}" if current() == "zh" else f"{code} {name.en} ({name.zh})"


def _industries() -> dict[str, str]:
    return {_division(code, name): name.zh for code, name in divisions().items()}


def _industry_codes() -> dict[str, str]:
    return {_division(code, name): code for code, name in divisions().items()}


LISTS: dict[str, Callable[[], Mapping[str, str]]] = {
    PROVINCE: _provinces,
    CITY: _cities,
    INDUSTRY: _industries,
    INDUSTRY_CODE: _industry_codes,
}
"""What each question offers: the words in the list, and the answer that they stand for."""


def offer_list(question: str, line: QLineEdit, taken: Callable[[], None]) -> None:
    """Offers the list of a question in its line, by a click on the arrow or the down key, narrowed by what is typed.

    Args:
        question: its id, one of `LISTS`.
        line: takes the choice, and any other text as before.
        taken: called when one was chosen.
    """
    offered = LISTS[question]()
    completer = QCompleter(list(offered), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setMaxVisibleItems(12)
    line.setCompleter(completer)

    def take(text: str) -> None:
        line.setText(offered.get(text, text))
        taken()

    # Queued: the completer itself writes the words of the list into the line after this signal.
    completer.activated.connect(take, Qt.ConnectionType.QueuedConnection)

    def show_all() -> None:
        completer.setCompletionPrefix("" if line.text() in offered.values() else line.text())
        completer.complete()

    arrow = QAction(icon("chevron-down"), tr("Choose from the list"), line)
    arrow.triggered.connect(show_all)
    line.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)


def also_known(answer: AnswerId, value: Value | None, assessment: Assessment) -> dict[AnswerId, Value]:
    """Returns what an answer from a list says of an open question on the same card: nothing is asked twice.

    Args:
        answer: what was answered.
        value: the answer; only one that stands in the list says more.
        assessment: the answers so far, none of which is changed.
    """
    offered = LISTS.get(answer)
    if offered is None or value not in offered().values():
        return {}
    if answer == CITY:
        short = place_of("", str(value)).province
        other, known = PROVINCE, next((name for name in provinces() if short and name.startswith(short)), None)
    elif answer == INDUSTRY:
        other, known = INDUSTRY_CODE, next((code for code, name in divisions().items() if name.zh == value), None)
    elif answer == INDUSTRY_CODE:
        other, known = INDUSTRY, divisions()[str(value)].zh
    else:
        return {}
    return {other: known} if known is not None and assessment.get(other) is None else {}
