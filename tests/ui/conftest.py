"""A window over an empty data folder, driven as a person drives it; a picture of every page in the test output."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from models.language import Language
from ui import app, language, tasks
from ui.main_window import MainWindow
from ui.style import apply

PICTURES = Path(__file__).parents[2] / "test-output" / "screenshots"

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def the_look_of_the_program(qapp: QApplication) -> Iterator[None]:
    """Every test begins light, in normal size and in English, and leaves no work running."""
    language.switch("en")
    apply.apply("light", 1.0)
    yield
    assert tasks.STORAGE.wait(10_000)
    assert tasks.WORK.wait(60_000)
    assert tasks.POST.wait(60_000)
    qapp.processEvents()


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeWindow]:
    """Makes windows of the size of a small laptop, with their data open, and closes them at the end."""
    made: list[MainWindow] = []

    def make(folder: Path | None = None, spoken: Language = "en", size: tuple[int, int] = (1366, 768)) -> MainWindow:
        window = app.make_window(folder or tmp_path / "data", spoken)
        window.resize(*size)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.session.opened, timeout=20_000):
            window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.session.abandon()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """One window in English over an empty data folder."""
    return make_window()


@pytest.fixture
def picture(qapp: QApplication, qtbot: QtBot) -> Callable[[MainWindow, str], Path]:
    """Writes what a window shows to `test-output/screenshots/<language>/<page>.png` and returns the path."""

    def take(window: MainWindow, name: str) -> Path:
        qtbot.waitUntil(lambda: window.ladder is None or window.ladder.is_settled, timeout=5_000)
        qtbot.waitUntil(tasks.idle, timeout=20_000)
        # A layout inside a scroll area settles in the turns after its page was shown.
        for _turn in range(4):
            qapp.processEvents()
        folder = PICTURES / language.current()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        assert window.grab().save(str(path))
        return path

    return take


class Dialogs:
    """Answers the file dialogs, in order."""

    def __init__(self) -> None:
        self.answers: list[Path] = []

    def next(self, *_asked: object) -> tuple[str, str]:
        """The next answer, as Qt gives it."""
        return str(self.answers.pop(0)), ""


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Dialogs:
    """The file dialogs of the system, answered by the test."""
    made = Dialogs()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", made.next)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", made.next)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(made.answers.pop(0))], ""))
    return made
