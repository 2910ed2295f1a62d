"""A watched folder: what is new in it comes in once, what is being written waits, a folder that is gone is said."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.exchange.inbox import Wish
from models.workspace import Workspace
from reports.exchange.watching import WatchedFolderGone, look, watch, watched_folder
from tests.reports.exchange_papers import signed_report


def _later(seconds: int = 60) -> datetime:
    return datetime.now().astimezone() + timedelta(seconds=seconds)


def test_what_is_new_comes_in_once(tmp_path: Path) -> None:
    """Files of before, files that come, a file that is replaced; nothing in the folder is moved."""
    folder = tmp_path / "来件"
    (folder / "二月").mkdir(parents=True)
    (folder / "1.pdf").write_bytes(signed_report())
    with Workspace.open(tmp_path / "data") as workspace:
        assert look(workspace, _later()) is None, "no folder is watched"
        watch(workspace, folder)
        first = look(workspace, _later())
        assert first is not None
        assert [file.name for file in first.files] == ["1.pdf"]
        again = look(workspace, _later())
        assert again is not None
        assert again.files == [], "it was not even read again"
        (folder / "二月" / "2.pdf").write_bytes(signed_report(2))
        second = look(workspace, _later())
        assert second is not None
        assert [(file.name, file.was_here) for file in second.files] == [("2.pdf", False)]
        assert len(workspace.exchange.rows(Wish())) == 2
        os.utime(folder / "1.pdf", ns=(1, 1))
        third = look(workspace, _later())
        assert third is not None
        assert [(file.name, file.was_here) for file in third.files] == [("1.pdf", True)], "known by its content"
    assert sorted(path.name for path in folder.rglob("*.pdf")) == ["1.pdf", "2.pdf"]


def test_a_file_that_is_being_written_waits(tmp_path: Path) -> None:
    """What changed a moment ago may be half a file: the next look takes it."""
    folder = tmp_path / "in"
    folder.mkdir()
    with Workspace.open(tmp_path / "data") as workspace:
        watch(workspace, folder)
        (folder / "1.pdf").write_bytes(signed_report()[:1000])
        now = datetime.now().astimezone()
        os.utime(folder / "1.pdf", (now.timestamp(), now.timestamp()))
        taken = look(workspace, now)
        assert taken is not None
        assert taken.files == []
        (folder / "1.pdf").write_bytes(signed_report())
        taken = look(workspace, _later())
        assert taken is not None
        assert [file.verdict for file in taken.files] == ["untrusted"]


def test_a_folder_that_is_gone_is_said_and_nothing_is_forgotten(tmp_path: Path) -> None:
    """A network drive that is away: one sentence; when it is back, only what is new comes in."""
    folder, away = tmp_path / "in", tmp_path / "away"
    folder.mkdir()
    (folder / "1.pdf").write_bytes(signed_report())
    with Workspace.open(tmp_path / "data") as workspace:
        with pytest.raises(WatchedFolderGone):
            watch(workspace, tmp_path / "nowhere")
        assert watched_folder(workspace) is None
        watch(workspace, folder)
        look(workspace, _later())
        folder.rename(away)
        with pytest.raises(WatchedFolderGone):
            look(workspace, _later())
        away.rename(folder)
        taken = look(workspace, _later())
        assert taken is not None
        assert taken.files == []
        watch(workspace, None)
        assert look(workspace, _later()) is None
