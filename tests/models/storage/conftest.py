"""A data folder with one case in it, and a second program that works on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from tests import ROOT

# Rights, limits and forks of this kind exist on POSIX systems only.
collect_ignore = (
    [
        "test_denied_writes.py",
        "test_full_at_the_end.py",
        "test_kill.py",
        "test_moving_kill.py",
        "test_read_only.py",
        "test_sealing_kill.py",
    ]
    if sys.platform == "win32"
    else []
)

CASE = "ZJ-1"
STAFF = AnswerId("factory.staff")


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data folder with one case, to be copied."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={STAFF: 100})
    return folder


@pytest.fixture
def folder(tmp_path: Path, filled_folder: Path) -> Path:
    """A data folder of the test's own, closed, with one case."""
    return Path(shutil.copytree(filled_folder, tmp_path / "data"))


Program = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def program() -> Program:
    """Starts a second Python with the project's modules on a piece of source; its arguments follow."""

    def start(source: str, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", source, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


# Loads everything once, then forks a child for each line on its input: the words of the act, and before which of the
# file system's calls it dies. It tells whether the child died.
_FORKING = """
import os, signal, sys
LOADED
CALLS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime", "shutil.rmtree", "shutil.copyfile"}

for line in sys.stdin:
    *words, when = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        left = int(when)

        def die(event, arguments):
            global left
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in CALLS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        act(*words)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    print("died" if os.WIFSIGNALED(status) else "failed" if os.WEXITSTATUS(status) else "done", flush=True)
"""

Kill = Callable[..., str]
"""Runs an act with words of its own and, the last one, before how many calls of the file system it dies."""


@pytest.fixture
def killing(program: Program) -> Iterator[Callable[[str], Kill]]:
    """Gives a way to kill what a piece of source defines as `act`; each says `died`, `done` or `failed`."""
    processes: list[subprocess.Popen[str]] = []

    def start(source: str) -> Kill:
        process = program(_FORKING.replace("LOADED", source))
        processes.append(process)
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def run(*words: object) -> str:
            stdin.write("\t".join(map(str, words)) + "\n")
            stdin.flush()
            return stdout.readline().strip()

        return run

    yield start
    for process in processes:
        process.communicate()
