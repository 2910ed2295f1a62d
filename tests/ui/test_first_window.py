"""A second start over the same data folder brings the first window to the front and hands its files over."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QProcessEnvironment
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests import ROOT
from ui.first_window import FirstWindow, bring_to_front, hand_over

_SECOND_START = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.first_window import hand_over
application = QCoreApplication([])
print(json.dumps(hand_over(Path(sys.argv[1]), tuple(map(Path, sys.argv[2:])))))
"""


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[FirstWindow]:
    """What listens for a folder."""
    listening = FirstWindow(tmp_path)
    assert listening.listens
    yield listening
    listening.deleteLater()


def test_a_second_start_hands_its_files_to_the_first(first: FirstWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The first hears of it, the second knows that it was heard and can leave."""
    process = QProcess()
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONPATH", str(ROOT))
    process.setProcessEnvironment(environment)
    with qtbot.waitSignal(first.asked) as heard:
        process.start(sys.executable, ["-c", _SECOND_START, str(tmp_path), str(tmp_path / "报告.pdf")])
    assert heard.args == [(tmp_path / "报告.pdf",)]
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.NotRunning)
    assert json.loads(bytes(process.readAllStandardOutput().data())) is True


def test_nobody_answers_for_another_folder(first: FirstWindow, tmp_path: Path) -> None:
    """Two windows over two folders do not know of each other."""
    assert first.listens
    assert not hand_over(tmp_path / "other", ())


def test_what_a_killed_window_left_is_no_hindrance(qtbot: QtBot, tmp_path: Path) -> None:
    """The name of a killed window answers nobody, and the next window takes it."""
    killed = "import os, signal, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication; from ui.first_window import FirstWindow; a = QCoreApplication([]); f = FirstWindow(Path(sys.argv[1])); assert f.listens; os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], cwd=ROOT, check=False)
    assert not hand_over(tmp_path, ())
    assert FirstWindow(tmp_path).listens


@pytest.mark.qt_log_ignore("raise")
def test_a_minimised_window_is_shown_again(qtbot: QtBot) -> None:
    """Coming to the front also means not to be minimised."""
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window)
    assert not window.isMinimized()
    assert window.isVisible()
