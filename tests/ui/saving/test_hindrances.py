"""What hinders a save or the opening: told as it is, and gone on from without a restart."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.storage.errors import DataBusy
from models.workspace import Workspace
from tests import PATIENCE_S, ROOT
from tests.ui.conftest import PICTURES, MakeWindow
from tests.ui.looking import living
from ui import language, tasks
from ui.main_window import MainWindow

NAME, CITY = AnswerId("enterprise.name"), AnswerId("enterprise.city")


def with_case(make_window: MakeWindow, qtbot: QtBot, folder: Path) -> MainWindow:
    """A window with a case open."""
    window = make_window(folder)
    with qtbot.waitSignal(window.session.case_changed):
        window.session.take_over(lambda workspace: workspace.create_case("ZJ-1"))
    qtbot.waitUntil(tasks.idle)
    return window


def test_saved_is_withdrawn_while_something_newer_waits(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """“Saving…” from the first keystroke, also after the commit of an earlier one; “Saved” only after the last."""
    window = with_case(make_window, qtbot, tmp_path / "data")
    session = window.session
    with qtbot.waitSignal(session.saved):
        session.answer({NAME: "Hong"})
    assert window.top_bar.saved_text.startswith("Saved ")
    gate = threading.Event()
    tasks.run(lambda _control: gate.wait(PATIENCE_S), lane=tasks.STORAGE)
    heard: list[tuple[bool, str]] = []
    session.saved.connect(lambda _when: heard.append((session.settled, window.top_bar.saved_text[:6])))
    session.answer({NAME: "Hongda"})
    session.answer({CITY: "Suzhou"})
    assert window.top_bar.saved_text == "Saving…"
    window.top_bar.refresh()
    assert window.top_bar.saved_text == "Saving…"
    with qtbot.waitSignal(session.saved):
        gate.set()
    qtbot.waitUntil(tasks.idle)
    assert set(heard) == {(True, "Saved ")}


def test_a_save_that_a_foreign_lock_refused_is_repeated_by_itself(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """Nobody clicks anything: once the other program lets go, the answer is on the disk and the bar goes.

    Until then the bar follows the language of the window.
    """
    window = with_case(make_window, qtbot, tmp_path / "data")
    session = window.session
    foreign = sqlite3.connect(tmp_path / "data" / "zhijie.db", isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with qtbot.waitSignal(session.save_failed) as failed:
        session.answer({NAME: "Hongda"})
    assert failed.args is not None
    assert isinstance(failed.args[0], DataBusy)
    assert window.top_bar.saved_text == "Not saved"
    assert window.save_banner.isVisible()
    language.switch("zh")
    assert window.top_bar.saved_text == language.tr("Not saved") != "Not saved"
    assert language.tr("Save again") in [button.text() for button in living(window.save_banner, QPushButton)]
    with qtbot.waitSignal(session.saved):
        foreign.execute("ROLLBACK")
        foreign.close()
    assert not window.save_banner.isVisible()
    assert session.workspace is not None
    assert session.workspace.load("ZJ-1").get(NAME) == "Hongda"


_WITHOUT_ROOM = """
import resource
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QPushButton
from tests.ui.looking import living
application = QApplication(sys.argv[:1])
from ui import app, tasks

def settle(signal, act):
    arrived = []
    signal.connect(lambda *_: arrived.append(True))
    act()
    while not arrived or not tasks.idle():
        application.processEvents()

# No file may grow: the same as a disk without room.
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
window = app.make_window(Path(sys.argv[1]), sys.argv[2])
window.resize(1366, 768)
session = window.session
settle(session.opened, window.show)
print(session.refusal.code, window.reading_banner.isVisible(), window.reading_banner.text, window.banner.isVisible())
settle(session.case_changed, lambda: session.open_case("ZJ-1"))
window.open_page("fill")
session.answer({"enterprise.name": "changed"})
print(session.editable, session.assessment.get("enterprise.name"), window.page("fill").frozen_bar.isVisible())
settle(session.failed, window.page("cases").begin)
print(window.banner.isVisible(), window.banner.text)
window.banner.hide()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
window.grab().save(sys.argv[3])
window.open_page("report")
print(bytes(session.workspace.export_case("ZJ-1"))[:1])
again = living(window.reading_banner, QPushButton)[0]
settle(session.opened, again.click)
print(session.refusal, window.reading_banner.isVisible())
settle(session.case_changed, lambda: session.open_case("ZJ-1"))
settle(session.saved, lambda: session.answer({"enterprise.name": "after"}))
print(session.workspace.load("ZJ-1").get("enterprise.name"))
session.abandon()
"""


def test_a_full_disk_at_start_opens_to_read_and_export(tmp_path: Path) -> None:
    """A bar that stays says what happened, what is safe and what to do; changes are refused; “Try again” goes on."""
    with Workspace.open(tmp_path / "data") as workspace:
        workspace.create_case("ZJ-1", answers={NAME: "before"})
    for spoken, full in (("en", "The disk is full, so your data"), ("zh", "磁盘已满")):
        picture = PICTURES / f"full-disk-at-start-{spoken}.png"
        PICTURES.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", _WITHOUT_ROOM, str(tmp_path / "data"), spoken, str(picture)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        opened, read, refused, exported, again, saved = done.stdout.splitlines()
        assert opened.startswith(f"disk_full True {full}")
        assert opened.endswith(" False")
        assert read.split()[0] == "False"
        assert read.split()[2] == "False"
        assert read.split()[1] == ("before" if spoken == "en" else "after")
        assert refused.startswith("True ")
        assert "zhijie.db" in refused
        assert exported == "b'{'"
        assert again == "None False"
        assert saved == "after"


_WITHOUT_RIGHTS = """
import ctypes
import sys
from pathlib import Path

class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]

class Sets(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]

# Root without the rights to override (bits 1 to 3): what a folder forbids is forbidden to it, too.
libc = ctypes.CDLL(None)
header, sets = Header(0x20080522, 0), (Sets * 2)()
assert libc.capget(ctypes.byref(header), sets) == 0
for name in ("effective", "permitted", "inheritable"):
    setattr(sets[0], name, getattr(sets[0], name) & ~0b1110)
assert libc.capset(ctypes.byref(header), sets) == 0

from PySide6.QtWidgets import QApplication, QPushButton
from tests.ui.looking import living
application = QApplication(sys.argv[:1])
from ui import app, tasks

def settle(signal, act):
    arrived = []
    signal.connect(lambda *_: arrived.append(True))
    act()
    while not arrived or not tasks.idle():
        application.processEvents()

folder = Path(sys.argv[1])
window = app.make_window(folder, sys.argv[2])
window.resize(1366, 768)
session = window.session
settle(session.opened, window.show)
print(session.refusal.code, window.reading_banner.isVisible(), window.banner.isVisible())
settle(session.case_changed, lambda: session.open_case("ZJ-1"))
window.open_page("fill")
session.answer({"enterprise.name": "changed"})
print(session.editable, session.assessment.get("enterprise.name"), session.evidence_watch.unsound)
window.grab().save(sys.argv[3])
print(bytes(session.workspace.export_case("ZJ-1"))[:1])
for path in (folder, *folder.rglob("*")):
    path.chmod(0o755 if path.is_dir() else 0o644)
settle(session.opened, living(window.reading_banner, QPushButton)[0].click)
settle(session.case_changed, lambda: session.open_case("ZJ-1"))
settle(session.saved, lambda: session.answer({"enterprise.name": "after"}))
print(session.refusal, window.reading_banner.isVisible(), session.workspace.load("ZJ-1").get("enterprise.name"))
session.abandon()
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_folder_that_may_not_be_written_opens_to_read_and_export(tmp_path: Path, language: str) -> None:
    """As on a write-protected stick, by the rights of the folder itself; once writing is allowed, “Try again” goes on."""
    folder = tmp_path / "data"
    with Workspace.open(folder) as workspace:
        workspace.create_case("ZJ-1", answers={NAME: "before"})
        workspace.add_evidence("ZJ-1", b"a photo", "a.jpg", answer=AnswerId("scenarios.SC10.evidence"))
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    picture = PICTURES / f"read-only-at-start-{language}.png"
    PICTURES.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_RIGHTS, str(folder), language, str(picture)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["data_read_only True False", "False before ()", "b'{'", "None False after"]
