"""A program killed at any moment of a save loses at most the answer in flight."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from models.storage.database import FILE_NAME
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, ROOT, STAFF, Program

# Loads everything once, then forks a child for each line on its input: folder, and where to die.
# `when` > 0: after so many hundred steps of SQLite's machine during one save. 0: whenever the parent says.
_FORKING = """
import os, signal, sys
from pathlib import Path
from models.workspace import Workspace
import models.storage.database  # once here instead of in every child

def die():
    os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    folder, when = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(Path(folder))
        number = workspace.load("ZJ-1").get("factory.staff")
        out = os.open(Path(folder) / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with workspace._database.raw() as connection:
            if int(when):
                steps = iter(range(int(when)))
                connection.set_progress_handler(lambda: next(steps, None) is None and die(), 7)
        while True:
            number += 1
            workspace.save_answers("ZJ-1", {"factory.staff": number, "factory.note": str(number) * 500})
            os.write(out, f"{number}\\n".encode())
    if not int(when):
        print(child, flush=True)
        sys.stdin.readline()
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


def _check(folder: Path) -> int:
    """What was told to be saved is there; what is there beyond that is at most one whole save."""
    told = (folder / "told").read_text().split() if (folder / "told").exists() else []
    with Workspace.open(folder) as workspace:
        assessment = workspace.load(CASE)
        number = assessment.get(STAFF)
        assert isinstance(number, int)
        assert assessment.get("factory.note") == (None if number == 100 else str(number) * 500)
        newest = workspace.history(CASE, STAFF)[0]
        assert newest.new == number
        if told:
            assert number in {int(told[-1]), int(told[-1]) + 1}
    with sqlite3.connect(folder / FILE_NAME) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    return number


def test_a_save_killed_at_any_step_is_there_whole_or_not_at_all(folder: Path, program: Program) -> None:
    """Fifty kills at growing depths of saving: every answer that was told to be saved is there."""
    forking = program(_FORKING)
    assert forking.stdin is not None
    assert forking.stdout is not None
    numbers = []
    for when in range(1, 51):
        forking.stdin.write(f"{folder}\t{when * 3}\n")
        forking.stdin.flush()
        assert forking.stdout.readline() == "dead\n"
        numbers.append(_check(folder))
    forking.communicate()
    assert numbers[-1] > numbers[0] >= 100


def test_fifty_kills_at_random_moments_lose_nothing_that_was_told(folder: Path, program: Program) -> None:
    """Killed between and inside saves by another process, the last committed answer is there each time."""
    moments = random.Random(39116)
    forking = program(_FORKING)
    assert forking.stdin is not None
    assert forking.stdout is not None
    for _ in range(50):
        (folder / "told").unlink(missing_ok=True)
        forking.stdin.write(f"{folder}\t0\n")
        forking.stdin.flush()
        assert forking.stdout.readline().strip().isdigit()
        # Not a pause but the moment of the kill: after a random number of saves that were told.
        wanted = moments.randint(0, 12)
        while wanted and len(_told(folder)) < wanted:
            pass
        forking.stdin.write("kill\n")
        forking.stdin.flush()
        assert forking.stdout.readline() == "dead\n"
        _check(folder)
    forking.communicate()


def _told(folder: Path) -> list[str]:
    path = folder / "told"
    return path.read_text().split() if path.exists() else []


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
    for when in range(1, 30):
        call, action = fault.split(":")
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}:{action}:when={when}", sys.executable, "-c", _SAVE_ONE, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        told = [int(line) for line in done.stdout.split()]
        number = _check(folder)
        assert number in {before, before + 1}
        if told:
            assert number == told[-1]
        before = number
    assert before > 100
