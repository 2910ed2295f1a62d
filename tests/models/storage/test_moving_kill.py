"""A program killed at any moment of moving the data folder loses nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from models.workspace import data_folder, moving
from tests.models.sealed_folder import fill, said
from tests.models.storage.conftest import Kill

_MOVING = """
from pathlib import Path
from models.workspace import Workspace, moving
import models.storage.safekeeping.moving, models.storage.opening.folder

def act(folder, target):
    moving.move(Path(folder), moving.planned_move(Path(folder), Path(target)))
"""


@pytest.mark.parametrize("back", [False, True])
def test_a_kill_at_any_moment_leaves_one_place_in_use(
    tmp_path: Path, killing: Callable[[str], Kill], *, back: bool
) -> None:
    """The old place or already the new one, with everything, also on the way back; the next try moves all the same."""
    kill = killing(_MOVING)
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
        ending = kill(folder, target, number)
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
    assert in_new_place > 0
