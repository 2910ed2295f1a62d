"""A program killed at any moment of a save loses at most the answer in flight."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from tests import ROOT
from tests.models.storage.conftest import CASE, STAFF, Program

# Loads everything once, then forks a child for each line on its input: where to die, in hundreds of steps of SQLite's
# machine; 0 for whenever the test says. The child tells every number that was saved.
_FORKING = """
import os, signal, sys
from pathlib import Path
from models.workspace import Workspace
import models.storage.opening.folder  # once here instead of in every child

def die():
    os.kill(os.getpid(), signal.SIGKILL)

folder = Path(sys.argv[1])
for line in sys.stdin:
    when = int(line)
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(folder)
        number = workspace.load("ZJ-1").get("factory.staff")
        if when:
            with workspace._database.raw() as connection:
                steps = iter(range(when))
                connection.set_progress_handler(lambda: next(steps, None) is None and die(), 7)
        while True:
            number += 1
            workspace.save_answers("ZJ-1", {"factory.staff": number, "factory.note": str(number) * 500})
            os.write(1, f"{number}\\n".encode())
    if not when:
        sys.stdin.readline()
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


class Victims:
    """Programs that save one number after another until they are killed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout

    def die_after_steps(self, when: int) -> list[int]:
        """Starts one that kills itself inside a save; returns the numbers that it told to be saved."""
        self._say(when)
        return self._told()

    def die_after_saves(self, wanted: int) -> list[int]:
        """Starts one and kills it once it told so many saves; returns all that it told."""
        self._say(0)
        saved = [int(self._output.readline()) for _ in range(wanted)]
        self._say("kill")
        return saved + self._told()

    def _say(self, word: object) -> None:
        self._input.write(f"{word}\n")
        self._input.flush()

    def _told(self) -> list[int]:
        return [int(line) for line in iter(self._output.readline, "dead\n")]

    def close(self) -> None:
        """Ends the program that makes them."""
        self._process.communicate()


@pytest.fixture
def victims(folder: Path, program: Program) -> Iterator[Victims]:
    """Programs to be killed while they work on the folder."""
    victims = Victims(program(_FORKING, folder))
    yield victims
    victims.close()


def _check(folder: Path, saved: list[int]) -> int:
    """What was told to be saved is there; what is there beyond that is at most one whole save."""
    with Workspace.open(folder) as workspace:
        assessment = workspace.load(CASE)
        number = assessment.get(STAFF)
        assert isinstance(number, int)
        assert assessment.get("factory.note") == (None if number == 100 else str(number) * 500)
        assert workspace.history(CASE, STAFF)[0].new == number
        if saved:
            assert number in {saved[-1], saved[-1] + 1}
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return number


def test_a_save_killed_at_any_step_is_there_whole_or_not_at_all(folder: Path, victims: Victims) -> None:
    """Fifty kills at growing depths of saving: every answer that was told to be saved is there."""
    numbers = [_check(folder, victims.die_after_steps(when * 3)) for when in range(1, 51)]
    assert numbers[-1] > numbers[0] >= 100


def test_fifty_kills_at_random_moments_lose_nothing_that_was_told(folder: Path, victims: Victims) -> None:
    """Killed between and inside saves by another process, the last committed answer is there each time."""
    moments = random.Random(39116)
    for _ in range(50):
        _check(folder, victims.die_after_saves(moments.randint(0, 12)))


_SAVE_ONE = """
import sys
from pathlib import Path
from models.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
number = workspace.load("ZJ-1").get("factory.staff") + 1
workspace.save_answers("ZJ-1", {"factory.staff": number, "factory.note": str(number) * 500})
print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        "pwrite64:signal=SIGKILL",
        "fdatasync:signal=SIGKILL",
        "pwrite64:error=ENOSPC",
        "fdatasync:error=EIO",
    ],
)
def test_a_fault_at_every_single_write_and_flush_leaves_the_last_saved_answer(folder: Path, fault: str) -> None:
    """Every system call of a save in turn is killed or refused: the database opens and tells the truth."""
    before = 100
    for when in range(1, 50):
        call, action = fault.split(":")
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}:{action}:when={when}", sys.executable, "-c", _SAVE_ONE, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        saved = [int(line) for line in done.stdout.split()]
        number = _check(folder, [])
        assert number in {before, before + 1}
        if saved:
            assert number == saved[-1]
        before = number
    assert before > 100


_OPEN_SAVE_CLOSE = """
import sys
from pathlib import Path
from models.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace:
    workspace.save_answers("ZJ-1", {"factory.staff": 7})
"""


def _killed_at(folder: Path, call: str, when: int) -> bool:
    """Opens, saves and closes, killed at one call of the system on the database or what is beside it; whether it was."""
    places = [part for ending in ("", "-wal", "-journal") for part in ("-P", f"{folder / FILE_NAME}{ending}")]
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", os.devnull, *places, "-e", f"inject={call}:signal=SIGKILL:when={when}", sys.executable, "-c", _OPEN_SAVE_CLOSE, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    return done.returncode != 0


def _opens_again(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) in {100, 7}


def test_a_kill_before_the_log_is_begun_is_no_missing_log(folder: Path, tmp_path: Path) -> None:
    """Killed when the file was turned to a log and the log does not exist: the file is complete, and opens."""
    for when in range(1, 4):
        killed = Path(shutil.copytree(folder, tmp_path / f"killed-{when}"))
        assert _killed_at(killed, "unlink", when)
        _opens_again(killed)


_LEFT_BEHIND = """
import os, sys
from pathlib import Path
from models.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
workspace.save_answers("ZJ-1", {"factory.staff": 7})
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("call", ["unlink", "pwrite64", "fdatasync"])
def test_a_kill_while_a_log_left_behind_is_folded_in_leaves_a_folder_that_opens(
    folder: Path, tmp_path: Path, program: Program, call: str
) -> None:
    """Between the end of that log and the header that asks for none, the file is whole, and the answer is there."""
    program(_LEFT_BEHIND, folder).communicate()
    assert folder.joinpath(f"{FILE_NAME}-wal").stat().st_size > 0
    for when in range(1, 20):
        killed = Path(shutil.copytree(folder, tmp_path / f"{call}-{when}"))
        if not _killed_at(killed, call, when):
            break
        with Workspace.open(killed) as workspace:
            assert workspace.load(CASE).get(STAFF) == 7
    assert when > 1


@pytest.mark.slow
@pytest.mark.parametrize("call", ["openat", "pwrite64", "fdatasync", "unlink", "ftruncate"])
def test_a_kill_at_every_call_of_opening_and_closing_leaves_a_folder_that_opens(
    folder: Path, tmp_path: Path, call: str
) -> None:
    """Every call of the system on the database, its log and its journal in turn is the last one of the program."""
    when = 0
    while True:
        when += 1
        killed = Path(shutil.copytree(folder, tmp_path / f"{call}-{when}"))
        if not _killed_at(killed, call, when):
            break
        _opens_again(killed)
    assert when > 1
