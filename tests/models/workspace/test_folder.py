"""Where the data lie."""

import sys
from pathlib import Path

import pytest

from models.workspace import Workspace, data_folder


def test_a_folder_that_was_asked_for_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--data` beats everything and may be relative."""
    monkeypatch.chdir(tmp_path)
    assert data_folder(Path("stick")) == tmp_path / "stick"


def test_a_data_folder_beside_the_installed_program_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a USB stick program and data travel together; without that folder the user's own is taken."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Zhijie"))
    assert data_folder() != tmp_path / "data"
    (tmp_path / "data").mkdir()
    assert data_folder() == tmp_path / "data"


def test_else_the_platforms_folder_is_used(
    a_home_of_its_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ordinary installation keeps the data in the user's own data folder."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Zhijie"))
    folder = data_folder()
    assert folder.name == "Zhijie"
    if sys.platform != "darwin":
        assert a_home_of_its_own in folder.parents


@pytest.mark.parametrize("name", ["数据 文件夹", "a?b#c%20d", "it's", "x" * 60 + "/" + "y" * 60])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Spaces, Chinese and signs that mean something to URLs are only a name."""
    if sys.platform == "win32":
        name = name.replace("?", "_")
    with Workspace.open(tmp_path / name) as workspace:
        case = workspace.create_case().case_number
        backup = workspace.back_up(tmp_path / "备份 1.zhijie")
        workspace.restore(backup.path)
    with Workspace.open(tmp_path / name) as workspace:
        assert workspace.load(case).version == 1


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    """A file in the folder's place is a sentence."""
    from models.storage.errors import NotAFolder

    (tmp_path / "data").write_text("a file")
    with pytest.raises(NotAFolder, match="another data folder"):
        Workspace.open(tmp_path / "data")
