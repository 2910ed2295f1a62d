"""Closing the window while work is under way, and opening a second one over the same folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests import PATIENCE_S, ROOT
from tests.ui.test_main_job import MakeWindow, open_sample
from ui import app, tasks

_CLOSER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
from ui import app, tasks
window = app.make_window(Path(sys.argv[1]), "zh")
page = sys.argv[2]

def begin():
    window.session.take_over(lambda workspace: workspace.create_sample(), lambda: window.open_page(page))

def work_and_close():
    made = window._made.get(page)
    if made is None or window.session.catalogue is None:
        QTimer.singleShot(5, work_and_close)
        return
    made.plan() if page == "roadmap" else made.paper.draw()
    close_when_busy()

def close_when_busy():
    if tasks.WORK._pool is None or not tasks.WORK._pool.activeThreadCount():
        QTimer.singleShot(1, close_when_busy)
        return
    print("busy", window.close(), flush=True)

window.session.opened.connect(begin)
window.session.opened.connect(work_and_close)
window.show()
application.exec()
"""


@pytest.mark.parametrize("page", ["roadmap", "report"])
def test_closing_while_work_is_under_way_ends_quietly(tmp_path: Path, page: str) -> None:
    """Nothing waits for the end of a plan or report, nothing is printed, and the program ends well."""
    ended = subprocess.run(
        [sys.executable, "-c", _CLOSER, str(tmp_path / "data"), page],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "busy True\n", "")


def test_a_second_window_over_the_same_folder_says_so_and_goes(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first window keeps the data; the second names the folder, says what to do, and closes."""
    first = make_window(tmp_path / "data", "zh")
    open_sample(first, qtbot)
    said: list[str] = []

    def read(box: QMessageBox) -> int:
        said.append(box.text())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", read)
    second = app.make_window(tmp_path / "data", "zh")
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(lambda: bool(said) and not second.isVisible())
    assert "已在另一个智阶窗口中打开" in said[0]
    assert first.session.assessment is not None
    qtbot.waitUntil(tasks.idle)
