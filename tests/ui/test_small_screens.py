"""Every page fits small screens: 1366 × 768 at 125 and 150 %, 1024 × 768, in both languages and in one with longer words."""

from collections.abc import Collection
from gettext import NullTranslations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from models import language as words_of_the_program
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, there
from tests.ui.test_window import Picture, open_sample
from ui import language, tasks
from ui.main_window import MainWindow
from ui.pages import ENTRIES
from ui.widgets.basic import OneLine
from ui.wizard.tables.level_cell import LevelCell

SIZES = ((910, 512), (1093, 614), (1024, 768))
"""Logical pixels: 1366 × 768 at 150 and 125 %, 1024 × 768 at 100 %."""
PLACES = (
    ("fill", "enterprise.name"),
    ("fill", "scenarios.SC10.status"),
    ("fill", "maturity.M3.level1"),
    ("fill", "maturity.M3.evidence"),
    ("fill", "indicators.K07.benchmark"),
    ("fill", "requirements.BR1.answer"),
    *((entry.id, "") for entry in ENTRIES),
)
CHARTS = ("roadmap", "results")
"""Their charts are wider than the smallest screens, and scroll."""
FORMS = ("sharing", "settings")
"""With longer words their rows scroll, too; nothing on them is cut."""
_FILLING = "and then some more of it as other languages need"


class Longer(NullTranslations):
    """English in which every message is two fifths longer."""

    def gettext(self, message: str) -> str:
        """The message with more words."""
        return message + (" " + _FILLING * 9)[: round(len(message) * 0.4)] if message.strip() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a number with more words."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def scrolls(widget: QWidget) -> bool:
    """Whether a widget lies in something that scrolls: what is outside can be reached."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def needed(part: QAbstractButton | QLabel) -> tuple[int, int]:
    """The least width and height at which all words of a part are seen."""
    wraps = (
        isinstance(part, LevelCell) or part.property("kind") == "link" or (isinstance(part, QLabel) and part.wordWrap())
    )
    if wraps:
        return 0, part.heightForWidth(part.width())
    return part.minimumSizeHint().width(), 0


def faults(window: MainWindow, scrolling: Collection[str]) -> list[str]:
    """What cannot be read or reached on the page that is shown; some pages may scroll sideways."""
    whole = QRect(QPoint(0, 0), window.size())
    cut = []
    parts: list[QAbstractButton | QLabel] = [*living(window, QAbstractButton), *living(window, QLabel)]
    for part in parts:
        # A tool button shows its picture only, one line gives way and says the rest in its tool tip.
        if not part.isVisible() or isinstance(part, OneLine | QToolButton) or not part.text():
            continue
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        if not scrolls(part) and not whole.contains(place):
            cut.append(f"outside: {part.text()!r} {place.getRect()}")
        width, height = needed(part)
        if part.width() < width or part.height() < height:
            cut.append(f"cut: {part.text()!r} {part.size().toTuple()} < {(width, height)}")
    areas = living(there(window.stack.currentWidget()), QScrollArea) if window.current_page not in scrolling else []
    for area in areas:
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            cut.append(f"sideways: {type(area).__name__} {area.horizontalScrollBar().maximum()}")
    return cut


@pytest.mark.parametrize("spoken", ["zh", "en", "longer"])
def test_every_page_fits_a_small_screen(
    make_window: MakeWindow,
    qtbot: QtBot,
    qapp: QApplication,
    picture: Picture,
    monkeypatch: pytest.MonkeyPatch,
    spoken: str,
) -> None:
    """No button lies outside, no word on a button is cut, nothing scrolls sideways."""
    if spoken == "longer":
        monkeypatch.setattr(words_of_the_program, "_catalogue", lambda _language: Longer())
    window = make_window()
    language.switch("zh" if spoken == "zh" else "en")
    open_sample(window, qtbot)
    said: dict[str, list[str]] = {}
    for size in SIZES:
        window.resize(*size)
        for page, target in PLACES:
            window.open_page(page, target)
            qtbot.waitUntil(tasks.idle)
            for _turn in range(6):
                qapp.processEvents()
            name = f"{page}-{target}-{size[0]}"
            if size[0] == 910:
                picture(window, name)
            assert window.size().toTuple() == size, name
            if cut := faults(window, (*CHARTS, *FORMS) if spoken == "longer" else CHARTS):
                said[name] = cut
    assert "\n".join(f"{name} {fault}" for name, cut in said.items() for fault in cut) == ""


def test_the_ladder_folds_and_comes_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    """On a narrow screen it is there only when asked for; with room it is as it was left."""
    window = make_window(size=(1366, 768))
    open_sample(window, qtbot)
    ladder = there(window.ladder)
    assert ladder.isVisible()
    window.resize(1024, 768)
    assert not ladder.isVisible()
    window.top_bar.ladder_toggled.emit(True)
    assert ladder.isVisible()
    window.resize(1366, 768)
    assert ladder.isVisible()
    window.resize(910, 512)
    assert not ladder.isVisible()
