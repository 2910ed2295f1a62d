"""How long the window stands still when a page is opened for the first time over the sample factory, and again."""

import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.measuring import Scale
from tests.ui.conftest import PatientBot
from ui import app, tasks
from ui.main_window import MainWindow
from ui.pages import ENTRIES


def _open_ms(window: MainWindow, page: str) -> float:
    """Processor time of the window's own thread from the click to the painted page, in milliseconds."""
    begin = time.thread_time()
    window.open_page(page)
    QApplication.processEvents()
    return (time.thread_time() - begin) * 1000


@pytest.mark.benchmark
def test_every_page_is_opened_for_the_first_time_and_again(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path: Path, scale: Scale
) -> None:
    """Every page of the manager, the first time and the quickest of the later ones."""
    assert qapp
    qtbot = PatientBot(request)
    window = app.make_window(tmp_path / "data", "zh")
    window.resize(1366, 768)
    opened: list[bool] = []
    window.session.opened.connect(lambda: opened.append(True))
    window.show()
    qtbot.waitUntil(lambda: bool(opened))
    window.session.take_over(lambda workspace: workspace.create_sample())
    qtbot.waitUntil(lambda: window.session.catalogue is not None and tasks.idle())
    times = {}
    for entry in ENTRIES:
        if entry.assessor_only or entry.id == "cases":
            continue
        first = _open_ms(window, entry.id)
        qtbot.waitUntil(tasks.idle)
        again = []
        for _round in range(scale.of(5)):
            window.open_page("cases")
            QApplication.processEvents()
            again.append(_open_ms(window, entry.id))
            qtbot.waitUntil(tasks.idle)
        times[entry.id] = (first, min(again))
    window.session.abandon()
    lines = (f"{page:10} first {first:4.0f} ms, again {again:4.0f} ms" for page, (first, again) in times.items())
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert len(times) > 10
