#!/usr/bin/env python3
"""Measures how long a person waits for the first page and for the cases, against a window with nothing in it.

    PYTHON packaging/startup.py FOLDER [--rounds 9]

PYTHON is the one in the package (or the project's own), FOLDER holds `main.py`. Both programs run with that Python, its
libraries and its bytecode, in turn; the first round warms the disk and does not count. On a screen with a window manager
(`DISPLAY`, `xprop`) it also says when the manager knew the window; without a screen Qt draws into memory.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)

def done():
    print("painted", flush=True)
    QTimer.singleShot(int(sys.argv[1]), lambda: QApplication.exit(0))

application = QApplication(sys.argv[:1])
window = Window()
window.setCentralWidget(QLabel("智阶"))
window.resize(1320, 740)
window.show()
application.exec()
"""
"""A window with nothing in it, which stays for so many milliseconds."""

OURS = """
import sys
from pathlib import Path
from ui import loading
loading.begin()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
from ui import app
window = app.make_window(Path(sys.argv[2]), "zh")
window.after_paint(lambda: print("painted", flush=True))
leave = lambda: (window.close(), application.exit(0))
window.session.opened.connect(lambda: (print("opened", flush=True), QTimer.singleShot(int(sys.argv[1]), leave)))
window.show()
application.exec()
"""
"""The program's window on a data folder, loaded as `main.py` does, which closes when the cases are there."""

STAY_MS = 300
"""How long a window stays on a screen, for its manager to see it."""


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """Returns the medians in seconds: `bare painted`, `ours painted`, `ours opened`, and `… managed` on a screen."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as data, _manager() as managed:
        for number in range(rounds + 1):
            for name, program in (("bare", BARE), ("ours", OURS)):
                for event, second in _run(folder, program, Path(data), managed).items():
                    if number:
                        times.setdefault(f"{name} {event}", []).append(second)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def _run(folder: Path, program: str, data: Path, managed: list[float] | None) -> dict[str, float]:
    """Runs a program and returns when each of its lines arrived, in seconds since the start of its process."""
    environment = dict(os.environ)
    if managed is None:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    else:
        managed.clear()
    command = [sys.executable, "-s", "-c", program, str(STAY_MS if managed is not None else 0), str(data)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder) as child:
        assert child.stdout is not None
        arrived = {line.strip(): time.perf_counter() - begun for line in child.stdout}
    if child.returncode != 0 or "painted" not in arrived:
        raise SystemExit(f"The program ended with {child.returncode} and said {sorted(arrived)}.")
    seen = [moment - begun for moment in managed or () if moment > begun]
    return arrived | ({"managed": seen[0]} if seen else {})


@contextmanager
def _manager() -> Iterator[list[float] | None]:
    """Gives a list that fills with the moments at which the window manager's list of windows changed; None without one."""
    tool = shutil.which("xprop") if os.environ.get("DISPLAY") else None
    if tool is None:
        yield None
        return
    moments: list[float] = []
    with subprocess.Popen([tool, "-root", "-spy", "_NET_CLIENT_LIST"], stdout=subprocess.PIPE, text=True) as spy:
        lines = spy.stdout
        assert lines is not None
        threading.Thread(target=_note, args=(lines, moments), daemon=True).start()
        yield moments
        spy.terminate()


def _note(lines: Iterable[str], moments: list[float]) -> None:
    """Notes when each line arrived that names a window."""
    for line in lines:
        if "0x" in line:
            moments.append(time.perf_counter())


def summary(medians: dict[str, float]) -> str:
    """Returns the medians as one line, with what each is of the bare window."""
    pairs = {
        "first page": ("bare painted", "ours painted"),
        "cases listed": ("bare painted", "ours opened"),
        "known to the window manager": ("bare managed", "ours managed"),
    }
    parts = [f"bare window {medians['bare painted']:.3f} s"]
    for name, (base, ours) in pairs.items():
        if base in medians and ours in medians:
            parts.append(f"{name} {medians[ours]:.3f} s ({medians[ours] / medians[base]:.2f} x)")
    return "; ".join(parts)


def main() -> None:
    """Measures and prints one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    print(summary(measure(arguments.folder.absolute(), arguments.rounds)))


if __name__ == "__main__":
    main()
