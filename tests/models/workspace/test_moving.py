"""The data folder moved to another place: everything comes along, and the old place leads to the new one."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.sealing import ring
from models.storage.errors import (
    DataAway,
    DataInUse,
    MoveNoteDamaged,
    NoRoomToMove,
    NotAnOrdinaryFile,
    NothingMoved,
    UnfitDataPlace,
)
from models.workspace import Workspace, data_folder, moving, sealing
from tests.models.sealed_folder import PASSPHRASE, fill, in_clear, said


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each test begins as a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A data folder with something of everything."""
    fill(tmp_path / "old")
    return tmp_path / "old"


def moved(folder: Path, chosen: Path) -> Path:
    """Moves a folder as the window does after asking."""
    return moving.move(folder, moving.planned_move(folder, chosen))


def files_in(folder: Path) -> dict[str, bytes]:
    """Returns what the files of a folder hold, except the lock and the notes of a move."""
    apart = {"zhijie.lock", "moved-to.txt", "moved-from.txt"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in apart
    }


def test_everything_comes_along_and_the_old_place_leads_to_the_new_one(filled: Path, tmp_path: Path) -> None:
    """Every file is the same in both places; the usual start finds the new one, and nothing is deleted unasked."""
    before, names = said(filled), files_in(filled).keys()
    target = moved(filled, tmp_path / "new")
    assert data_folder(filled) == target == tmp_path / "new"
    assert files_in(target) == files_in(filled)
    assert files_in(target).keys() == names
    assert said(target) == before
    assert moving.old_places(target) == (filled,)


def test_an_encrypted_folder_stays_encrypted(filled: Path, tmp_path: Path) -> None:
    """It moves as it is: no byte of it is in clear in the new place, and its passphrase opens it there."""
    before = said(filled)
    sealing.turn_on(filled, PASSPHRASE)
    target = moved(filled, tmp_path / "new")
    ring.forget()
    assert in_clear(target) == []
    sealing.unlock(target, PASSPHRASE)
    assert said(target) == before


def test_a_stick_that_is_gone_is_no_empty_folder(filled: Path, tmp_path: Path) -> None:
    """The sentence names both places; nothing is made there; the person may go back to what stayed."""
    target = moved(filled, tmp_path / "stick")
    target.rename(tmp_path / "away")
    with pytest.raises(DataAway, match="stick"):
        data_folder(filled)
    # Another folder under the same path is none of ours.
    target.mkdir()
    with pytest.raises(DataAway):
        data_folder(filled)
    moving.return_to(filled)
    assert data_folder(filled) == filled
    assert said(filled)


def test_a_stick_whose_letter_changes_is_found_from_the_folder_beside_it(filled: Path, tmp_path: Path) -> None:
    """Old and new place on one stick: both move together."""
    moved(filled, tmp_path / "new")
    tmp_path.rename(tmp_path.with_name("E"))
    try:
        assert data_folder(tmp_path.with_name("E") / "old") == tmp_path.with_name("E") / "new"
    finally:
        tmp_path.with_name("E").rename(tmp_path)


def test_nobody_goes_back_while_the_data_is_in_its_new_place(filled: Path, tmp_path: Path) -> None:
    """There would be two states of the data."""
    moved(filled, tmp_path / "new")
    with pytest.raises(UnfitDataPlace, match="move it from there"):
        moving.return_to(filled)
    with pytest.raises(NothingMoved):
        moving.return_to(tmp_path / "new")


def test_moved_on_and_back_again(filled: Path, tmp_path: Path) -> None:
    """A middle place that is gone does no harm, and the first place can be the last."""
    before = said(filled)
    middle = moved(filled, tmp_path / "middle")
    third = moved(middle, tmp_path / "third")
    assert moving.old_places(third) == (filled, middle)
    shutil.rmtree(middle)
    assert data_folder(filled) == third
    assert moving.delete_old(third) == (filled,)
    assert [path.name for path in filled.rglob("*") if path.is_file() and path.name != "zhijie.lock"] == [
        "moved-to.txt"
    ]
    with pytest.raises(NothingMoved):
        moving.delete_old(third)
    assert moved(third, filled) == filled
    assert data_folder(filled) == data_folder(third) == filled
    assert said(filled) == before


def test_empty_folders_of_a_killed_deletion_are_no_other_files(filled: Path, tmp_path: Path) -> None:
    """The data go back into their first place, where only folders without a file are left; other folders stay in the way."""
    new = moved(filled, tmp_path / "new")
    for path in filled.rglob("*"):
        if path.is_file() and path.name not in {"moved-to.txt", "zhijie.lock"}:
            path.unlink()
    assert (filled / "evidence").is_dir()
    assert moving.planned_move(new, filled).target == filled
    (filled / "photos").mkdir()
    assert moving.planned_move(new, filled).target == filled / "Zhijie"
    (filled / "photos").rmdir()
    assert moved(new, filled) == filled


def test_a_folder_with_other_files_gets_a_folder_of_its_own(filled: Path, tmp_path: Path) -> None:
    """As the top of a stick that is in use; what is there stays."""
    stick = tmp_path / "stick"
    (stick / "photos").mkdir(parents=True)
    assert moved(filled, stick) == stick / "Zhijie"
    assert (stick / "photos").is_dir()


def test_the_top_of_a_new_stick_counts_as_empty(filled: Path, tmp_path: Path) -> None:
    """What a system puts on every disk is nobody's file."""
    (tmp_path / "stick" / "System Volume Information").mkdir(parents=True)
    assert moving.planned_move(filled, tmp_path / "stick").target == tmp_path / "stick"


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("old", "already"),
        ("old/inside", "inside the data folder"),
        ("file", "it is a file"),
        ("nowhere/at/all", "does not exist"),
        ("other", "other Zhijie data"),
        ("full", "other files"),
        ("link", "inside the data folder"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(filled: Path, tmp_path: Path, chosen: str, why: str) -> None:
    """Into itself, onto a file, where no folder is, onto other data: a sentence, and nothing is changed."""
    (tmp_path / "file").write_text("a letter")
    Workspace.open(tmp_path / "other").close()
    (tmp_path / "full" / "Zhijie" / "mine").mkdir(parents=True)
    (tmp_path / "full" / "mine").mkdir(parents=True)
    (tmp_path / "link").symlink_to(filled / "evidence")
    files = files_in(tmp_path)
    with pytest.raises(UnfitDataPlace, match=why):
        moving.planned_move(filled, tmp_path / chosen)
    assert files_in(tmp_path) == files


def test_a_disk_without_room_is_refused_before_anything_is_written(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says how much is needed and how much there is."""
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 1))
    with pytest.raises(NoRoomToMove, match="MB free"):
        moving.planned_move(filled, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_sync_folder_is_warned_of(filled: Path, tmp_path: Path) -> None:
    """The person may go on, and knows."""
    (tmp_path / "OneDrive").mkdir()
    planned = moving.planned_move(filled, tmp_path / "OneDrive")
    assert any("OneDrive" in line.text("en") for line in planned.warnings)


def test_an_open_folder_is_not_moved(filled: Path, tmp_path: Path) -> None:
    """Another window has it."""
    planned = moving.planned_move(filled, tmp_path / "new")
    with Workspace.open(filled), pytest.raises(DataInUse):
        moving.move(filled, planned)
    assert data_folder(filled) == filled


def test_a_note_that_cannot_be_read_opens_nothing(filled: Path, tmp_path: Path) -> None:
    """Neither the old data nor an empty folder is shown as the present state."""
    moved(filled, tmp_path / "new")
    (filled / "moved-to.txt").write_text("{")
    with pytest.raises(MoveNoteDamaged, match="moved-to"):
        data_folder(filled)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("name", ["moved-to.txt", "moved-from.txt"])
def test_a_pipe_in_the_place_of_a_note_is_not_waited_for(filled: Path, name: str) -> None:
    """The one that decides is named; the other is taken for none."""
    os.mkfifo(filled / name)
    if name == "moved-from.txt":
        assert data_folder(filled) == filled
        return
    with pytest.raises(NotAnOrdinaryFile, match="moved-to"):
        data_folder(filled)


def test_a_hostile_note_deletes_nothing_outside(filled: Path, tmp_path: Path) -> None:
    """Names in a note that lead out of the folder are passed over."""
    target = moved(filled, tmp_path / "new")
    (tmp_path / "precious").write_text("mine")
    note = filled / "moved-to.txt"
    noted = json.loads(note.read_text())
    for name in ("../precious", str(tmp_path / "precious"), "x/../../precious", "..\\precious"):
        noted["files"] = [name, "zhijie.db"]
        note.write_text(json.dumps(noted))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(filled)
            moving.delete_old(target)
        assert (tmp_path / "precious").read_text() == "mine"
        (filled / "zhijie.db").write_bytes(b"again")


def test_a_backup_does_not_carry_the_notes(filled: Path, tmp_path: Path) -> None:
    """They belong to one computer: restored elsewhere, the data is where it was restored."""
    target = moved(filled, tmp_path / "new")
    with Workspace.open(target) as workspace:
        workspace.back_up(tmp_path / "b.zip")
    with Workspace.open(tmp_path / "elsewhere") as workspace:
        workspace.restore(tmp_path / "b.zip")
    assert not (tmp_path / "elsewhere" / "moved-from.txt").exists()


def test_rights_stay_private(filled: Path, tmp_path: Path) -> None:
    """Nobody else on the computer may read the new place either."""
    if os.name != "posix":
        return
    target = moved(filled, tmp_path / "new")
    assert target.stat().st_mode & 0o77 == 0
    assert all(path.stat().st_mode & 0o77 == 0 for path in target.rglob("*"))
