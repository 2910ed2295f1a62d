"""A window over an empty data folder, driven as a person drives it; a picture of every page in the test output."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from models.language import Language
from tests import PATIENCE_S, ROOT
from ui import app, language, tasks
from ui.main_window import MainWindow
from ui.style import apply

PICTURES = ROOT / "test-output" / "screenshots"
_PATIENCE_MS = PATIENCE_S * 1000

MakeWindow = Callable[..., MainWindow]


class PatientBot(QtBot):
    """Waits for what a test names; its only limit is the one that ends a test that hangs."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE_MS) -> None:  # noqa: N802 pytest-qt's name
        """Turns the event loop until the callback says true or no longer fails."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802 pytest-qt's name
        self,
        signal: Any,
        *,
        timeout: int = _PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        """Turns the event loop until the signal came."""
        return super().waitSignal(signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt, patient."""
    assert qapp
    return PatientBot(request)


@pytest.fixture(autouse=True)
def the_look_of_the_program(qapp: QApplication) -> Iterator[None]:
    """Every test begins light, in normal size and in English, and leaves no work running."""
    language.switch("en")
    apply.apply("light", 1.0)
    yield
    assert tasks.STORAGE.wait(_PATIENCE_MS)
    assert tasks.WORK.wait(_PATIENCE_MS)
    assert tasks.POST.wait(_PATIENCE_MS)
    qapp.processEvents()


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeWindow]:
    """Makes windows of the size of a small laptop, with their data open, and closes them at the end."""
    windows: list[MainWindow] = []

    def make(folder: Path | None = None, spoken: Language = "en", size: tuple[int, int] = (1366, 768)) -> MainWindow:
        window = app.make_window(folder or tmp_path / "data", spoken)
        window.resize(*size)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.session.opened):
            window.show()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.session.abandon()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """One window in English over an empty data folder."""
    return make_window()


@pytest.fixture
def picture(qapp: QApplication, qtbot: QtBot) -> Callable[[MainWindow, str], Path]:
    """Writes what a window shows to `test-output/screenshots/<language>/<page>.png` and returns the path."""

    def take(window: MainWindow, name: str) -> Path:
        qtbot.waitUntil(lambda: window.ladder is None or window.ladder.is_settled)
        qtbot.waitUntil(tasks.idle)
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
    dialogs = Dialogs()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialogs.next)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialogs.next)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(dialogs.answers.pop(0))], ""))
    return dialogs


def drop(target: QWidget, *paths: Path) -> None:
    """Drags files over a widget and drops them there."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(20, 20), *how))
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), *how))
