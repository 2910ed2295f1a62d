"""A program killed at any moment of moving the data folder loses nothing."""

import shutil
from pathlib import Path

import pytest

from models.workspace import data_folder, moving
from tests.models.sealed_folder import fill, said
from tests.models.storage.conftest import Program

# Forks a child for each line on its input: the folder, the target, and before which of the file system's calls it dies.
_FORKING = """
import os, signal, sys
from pathlib import Path
from models.workspace import Workspace, moving
import models.storage.safekeeping.moving, models.storage.opening.folder

CALLS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime", "shutil.copyfile"}
for line in sys.stdin:
    folder, target, when = line.rstrip("\\n").split("\\t")
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
        moving.move(Path(folder), moving.planned_move(Path(folder), Path(target)))
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    print("died" if os.WIFSIGNALED(status) else "failed" if os.WEXITSTATUS(status) else "done", flush=True)
"""


@pytest.mark.parametrize("back", [False, True])
def test_a_kill_at_any_moment_leaves_one_place_in_use(tmp_path: Path, program: Program, *, back: bool) -> None:
    """The old place or already the new one, with everything, also on the way back; the next try moves all the same."""
    process = program(_FORKING)
    assert process.stdin is not None
    assert process.stdout is not None
    filled = tmp_path / "filled"
    fill(filled)
    before, in_new_place = said(filled), 0
    first, second = tmp_path / "first", tmp_path / "second"
    for number in range(1, 10_000, 3):
        shutil.copytree(filled, first)
        folder, target = first, second
        if back:
            moving.move(first, moving.planned_move(first, second))
            moving.delete_old(second)
            folder, target = second, first
        process.stdin.write(f"{folder}\t{target}\t{number}\n")
        process.stdin.flush()
        ending = process.stdout.readline().strip()
        assert ending != "failed"
        now = data_folder(first)
        assert data_folder(folder) == now
        assert said(now) == before
        in_new_place += now == target
        if now == folder and not (target / "zhijie.db").exists():
            assert moving.move(folder, moving.planned_move(folder, target)) == target
            assert said(data_folder(first)) == before
        shutil.rmtree(first)
        shutil.rmtree(second, ignore_errors=True)
        if ending == "done":
            break
    process.communicate()
    assert in_new_place > 0
