"""`folder`: where the data is, moved, and what stayed in the old place."""

from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from tests.ui.command_line.conftest import call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one case."""
    with Workspace.open(tmp_path / "data") as workspace:
        workspace.create_case("ZJ-1", answers={AnswerId("factory.staff"): 100})
    return tmp_path / "data"


def test_the_folder_is_moved_used_there_and_deleted_in_the_old_place(data: Path, tmp_path: Path) -> None:
    """Every later command with the same `--data` works in the new place."""
    here = ("--lang", "en", "--data", data)
    assert call(*here, "folder", "--json").value == {"folder": str(data), "old": []}
    done = call(*here, "folder", "move", tmp_path / "new", "--json")
    assert done.code == 0, done.err
    assert done.value.keys() == {"folder", "old", "files", "size_bytes", "left", "warnings"}
    assert done.value["folder"] == str(tmp_path / "new")
    assert call(*here, "folder", "--json").value == {"folder": str(tmp_path / "new"), "old": [str(data)]}
    backed_up = call(*here, "backup", "-o", tmp_path / "b.zip", "--json")
    assert backed_up.value["cases"] == 1
    deleted = call(*here, "folder", "delete-old", "--json")
    assert deleted.value == {"folder": str(tmp_path / "new"), "deleted": [str(data)]}
    assert not (data / "zhijie.db").exists()
    assert call(*here, "folder", "delete-old").code == 2


def test_a_stick_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    """Every command says so; `folder return` goes back to what stayed."""
    here = ("--lang", "en", "--data", data)
    assert call(*here, "folder", "return").code == 2
    assert call(*here, "folder", "move", tmp_path / "stick").code == 0
    (tmp_path / "stick").rename(tmp_path / "unplugged")
    for words in (("backup", "-o", tmp_path / "b.zip"), ("folder",), ("recover",)):
        refused = call(*here, *words, "--json")
        assert refused.code == 2
        assert refused.value["error"] == "data_away"
    assert not (tmp_path / "stick").exists()
    assert call(*here, "folder", "return", "--json").value == {"folder": str(data), "old": []}
    assert call(*here, "backup", "-o", tmp_path / "b.zip", "--json").value["cases"] == 1


@pytest.mark.parametrize("words", [("move",), ("status", "x"), ("delete-old", "x")])
def test_move_takes_a_folder_and_the_others_none(data: Path, words: tuple[str, ...]) -> None:
    """Anything else is wrong usage."""
    assert call("--data", data, "folder", *words).code == 2


def test_where_there_is_no_data_nothing_is_moved(tmp_path: Path) -> None:
    """A wrong `--data` is not turned into an empty folder elsewhere."""
    refused = call("--lang", "en", "--data", tmp_path / "none", "folder", "move", tmp_path / "new", "--json")
    assert refused.value["error"] == "nothing_moved"
    assert list(tmp_path.iterdir()) == []
