"""The window is killed while somebody types: at most the keystroke in flight is lost, and the data open again."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from models.workspace import Workspace
from tests import ROOT
from ui.saving.journal import Journal

PAUSE_MS = 60
"""Between two keystrokes: twice as fast as a very good typist."""

_TYPIST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
from ui import app
window = app.make_window(Path(sys.argv[1]), "zh")
text = sys.argv[2]
typed = 0

def begin():
    window.page("cases").begin()

def find_field():
    if window.current_page != "fill":
        QTimer.singleShot(10, find_field)
        return
    print(window.session.assessment.case_number, flush=True)
    timer.start()

def type_one():
    global typed
    field = window.page("fill").card.fields["enterprise.name"].line
    QTest.keyClick(field, text[typed])
    typed += 1
    print(typed, flush=True)
    if typed == len(text):
        timer.stop()

timer = QTimer()
timer.setInterval(int(sys.argv[3]))
timer.timeout.connect(type_one)
window.session.opened.connect(begin)
window.session.opened.connect(find_field)
window.show()
application.exec()
"""


def _type_and_kill(folder: Path, text: str, last: int) -> tuple[str, int]:
    """Types in a window of its own process, kills it right after keystroke `last`; returns case and keystrokes made."""
    window = subprocess.Popen(
        [sys.executable, "-c", _TYPIST, str(folder), text, str(PAUSE_MS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert window.stdout is not None
    with window.stdout as lines:
        case = lines.readline().strip()
        typed = 0
        for line in lines:
            typed = int(line)
            if typed >= last:
                window.kill()
                break
        # Keystrokes made between the line that was read and the kill count as well.
        for line in lines:
            typed = int(line)
    window.wait(30)
    return case, typed


def _kill_many_times(tmp_path: Path, times: int) -> None:
    chance = random.Random(2025)
    text = "Hongda Precision Machinery Company Limited, Plant One"
    for attempt in range(times):
        folder = tmp_path / f"data-{attempt}"
        case, typed = _type_and_kill(folder, text, chance.randint(2, 25))
        assert case
        assert typed
        with Workspace.open(folder) as workspace:
            # What the window does first when it opens a folder.
            Journal(folder).bring_back(workspace)
            kept = str(workspace.load(case).get("enterprise.name") or "")
        assert text.startswith(kept)
        assert len(kept) >= typed - 1, f"attempt {attempt}: {typed} keystrokes made, {len(kept)} kept"


def test_a_kill_during_typing_loses_at_most_the_keystroke_in_flight(tmp_path: Path) -> None:
    """Five times `kill -9` right after a keystroke: everything typed before it is there when the folder is opened."""
    _kill_many_times(tmp_path, 5)


@pytest.mark.slow
def test_fifty_kills_during_typing_lose_at_most_the_keystroke_in_flight(tmp_path: Path) -> None:
    """Fifty times the same, at fifty different moments."""
    _kill_many_times(tmp_path, 50)
