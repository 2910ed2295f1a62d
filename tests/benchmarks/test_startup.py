"""How long a person waits for the first page, against a window with nothing in it."""

import compileall
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import PATIENCE_S, ROOT
from tests.benchmarks.measuring import Scale

_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)

def done():
    print("painted", flush=True)
    QApplication.exit(0)

application = QApplication(sys.argv[:1])
window = Window()
window.setCentralWidget(QLabel("智阶"))
window.resize(1320, 740)
window.show()
application.exec()
"""

_OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
from ui import app
window = app.make_window(Path(sys.argv[1]), "zh")
window.after_paint(lambda: print("painted", flush=True))
window.session.opened.connect(lambda: (print("opened", flush=True), window.close(), application.exit(0)))
window.show()
application.exec()
"""


def _seconds(program: str, *arguments: str) -> dict[str, float]:
    """Runs a program and returns when each of its lines arrived, in seconds since the start of the process."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    assert child.stdout is not None
    with child.stdout as lines:
        arrived = {line.strip(): time.perf_counter() - began for line in lines}
    assert child.wait(PATIENCE_S) == 0
    return arrived


@pytest.mark.benchmark
def test_the_first_page_is_painted_about_as_soon_as_a_bare_window(tmp_path: Path, scale: Scale) -> None:
    """Start to first painted page, and to the data, beside a bare PySide6 window; medians of alternating runs."""
    for package in ("ui", "models", "resources"):
        compileall.compile_dir(ROOT / package, quiet=2)
    bare: list[float] = []
    painted: list[float] = []
    opened: list[float] = []
    for _round in range(scale.of(9) + 1):
        bare.append(_seconds(_BARE)["painted"])
        ours = _seconds(_OURS, str(tmp_path / "data"))
        painted.append(ours["painted"])
        opened.append(ours["opened"])
    # The first round warms the disk.
    base, page, data = (statistics.median(times[1:]) for times in (bare, painted, opened))
    sys.stdout.write(
        f"\nbare window {base:.3f} s; first page {page:.3f} s ({page / base:.2f} x); data {data:.3f} s ({data / base:.2f} x)\n"
    )
    assert page > 0
