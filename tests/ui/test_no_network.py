"""No connection is opened unless a person asks for it: the system calls of the whole program are watched."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

_WATCHED = "connect,bind,listen,sendto,sendmsg"
_OUTSIDE = re.compile(r"(connect|bind|sendto|sendmsg)\(.*sa_family=AF_(?!UNIX|UNSPEC|NETLINK)\w+.*|listen\(.*")
"""A socket between this process and its children is a file's name; every other family leads out of the computer."""
_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app, tasks
from ui.pages import ENTRIES

application = QApplication([])
window = app.make_window(Path(sys.argv[1]), "en")
session = window.session
pages = [entry.id for entry in ENTRIES]


def turn():
    if not tasks.idle():
        return
    if session.workspace is None:
        return
    if session.assessment is None:
        session.take_over(lambda workspace: workspace.create_sample())
    elif pages:
        window.open_page(pages.pop())
    else:
        print("every page was open", flush=True)
        window.close()
        application.quit()


timer = QTimer()
timer.timeout.connect(turn)
window.show()
timer.start(20)
application.exec()
"""
_CALLS_HOME = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"


def outside(log: Path, *words: str | Path) -> tuple[list[str], str]:
    """Runs a Python command with its system calls written down; returns what leads out, and what it printed."""
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={_WATCHED}", "-o", log, sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if _OUTSIDE.search(line)], done.stdout


def test_the_whole_job_opens_no_connection(tmp_path: Path) -> None:
    """Evaluate, plan, report, sign, verify (in child processes) and draft the e-mail: nothing leaves the computer."""
    led_out, said = outside(tmp_path / "log", "main.py", "demo", "--out", tmp_path / "job", "--data", tmp_path / "data")
    assert led_out == []
    assert "report" in said


def test_no_page_of_the_window_opens_a_connection(tmp_path: Path) -> None:
    """A case is made and every page opened; not even a letter in the outbox makes the program call anybody."""
    led_out, said = outside(tmp_path / "log", "-c", _WINDOW, tmp_path / "data")
    assert led_out == []
    assert said == "every page was open\n"


@pytest.mark.parametrize("call", [_CALLS_HOME, _CALLS_HOME.replace("socket()", "socket(type=socket.SOCK_DGRAM)")])
def test_a_connection_would_be_seen(tmp_path: Path, call: str) -> None:
    """The watch itself can fail: a program that calls home is caught."""
    led_out, _said = outside(tmp_path / "log", "-c", call)
    assert len(led_out) == 1
