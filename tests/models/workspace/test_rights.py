"""What lies in a data folder is for its owner alone, and why a folder cannot be opened is named."""

import os
from pathlib import Path

import pytest

from models.storage.errors import NotAFolder, PathTooLong
from models.workspace import Workspace


def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the computer reads answers, evidence, copies or backups."""
    folder = tmp_path / "data"
    with Workspace.open(folder) as workspace:
        case = workspace.create_case().case_number
        workspace.add_evidence(case, b"x", "a.jpg")
        workspace.keep_copy()
        workspace.back_up(tmp_path / "all.zip")
        workspace.restore(tmp_path / "all.zip")
        if os.name != "posix":
            return  # Windows keeps rights in lists of its own
        open_to_others = [
            path for path in (folder, tmp_path / "all.zip", *folder.rglob("*")) if path.stat().st_mode & 0o077
        ]
        assert open_to_others == []
    assert [path for path in folder.rglob("*") if path.stat().st_mode & 0o077] == []


def test_too_long_a_path_and_a_file_in_the_way_are_named(tmp_path: Path) -> None:
    """The sentence says what is wrong, not that the disk is read-only."""
    with pytest.raises(PathTooLong, match="too long"):
        Workspace.open(tmp_path / ("x" * 300))
    (tmp_path / "file").write_text("")
    with pytest.raises(NotAFolder):
        Workspace.open(tmp_path / "file" / "data")
