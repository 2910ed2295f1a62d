"""One computer at a time on a shared drive; two computers are simulated by their names, the drive by its files' times."""

import os
import socket
import sys
from pathlib import Path

import pytest

from models.storage.errors import DataOpenElsewhere, DataTakenOver, NotAnOrdinaryFile
from models.storage.file.database import Database
from models.storage.lease import LEASE_S, Lease
from models.storage.lock import FolderLock
from models.storage.opening.folder import open_database
from models.workspace import Workspace, local_clock
from tests.models.storage.conftest import CASE, STAFF


def age(folder: Path, seconds: float) -> None:
    """Makes the note look as if it had been renewed so long ago."""
    note = folder / "zhijie.lease"
    state = note.stat()
    os.utime(note, (state.st_atime - seconds, state.st_mtime - seconds))


def test_a_second_computer_is_refused_by_name_until_the_first_leaves(tmp_path: Path) -> None:
    """The sentence names the computer; a clean end frees the folder at once."""
    first = Lease(tmp_path, "OFFICE", shared=True)
    with pytest.raises(DataOpenElsewhere, match="OFFICE"):
        Lease(tmp_path, "PLANT", shared=True)
    first.beat()
    first.release()
    Lease(tmp_path, "PLANT", shared=True).release()
    assert list(tmp_path.iterdir()) == []


def test_a_computer_that_was_switched_off_is_waited_for_a_while_and_the_same_one_not_at_all(tmp_path: Path) -> None:
    """A note without renewals ends by itself; on the computer that wrote it a crash is healed at once."""
    Lease(tmp_path, "OFFICE", shared=True)
    again = Lease(tmp_path, "OFFICE", shared=True)
    with pytest.raises(DataOpenElsewhere):
        Lease(tmp_path, "PLANT", shared=True)
    age(tmp_path, LEASE_S + 1)
    plant = Lease(tmp_path, "PLANT", shared=True)
    with pytest.raises(DataTakenOver, match="PLANT"):
        again.beat()
    again.release()
    plant.beat()


def test_a_folder_that_was_taken_over_takes_no_further_change(folder: Path) -> None:
    """The computer that slept says so and saves nothing into what the other one has open."""
    lock = FolderLock(folder, "OFFICE", shared=True)
    with Workspace(folder, open_database(folder), lock, local_clock) as here:
        assert here.has_to_beat
        here.beat()
        age(folder, LEASE_S + 1)
        Lease(folder, "PLANT", shared=True)
        with pytest.raises(DataTakenOver):
            here.beat()
        with pytest.raises(DataTakenOver):
            here.save_answer(CASE, STAFF, 1)
        assert here.load(CASE).get(STAFF) == 100


@pytest.mark.parametrize("note", [b"", b"{}", b"[" * 5000, b"\xff\x00"])
def test_a_torn_note_is_no_note(tmp_path: Path, note: bytes) -> None:
    """What a power cut left of a note keeps nobody out."""
    (tmp_path / "zhijie.lease").write_bytes(note)
    Lease(tmp_path, "PLANT", shared=True).release()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("name", ["zhijie.lock", "zhijie.lease", "zhijie.db"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "socket"])
def test_what_is_no_file_in_the_place_of_one_of_ours_is_named(tmp_path: Path, name: str, kind: str) -> None:
    """The sentence names the file and not the data folder, and nothing is waited for."""
    place = tmp_path / name
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(place))
    with pytest.raises(NotAnOrdinaryFile) as caught:
        Workspace(tmp_path, *_opened(tmp_path), local_clock)
    assert caught.value.facts["name"] == name
    place.rmdir() if kind == "folder" else place.unlink()
    Workspace(tmp_path, *_opened(tmp_path), local_clock).close()


def _opened(folder: Path) -> tuple[Database, FolderLock]:
    lock = FolderLock(folder, shared=True)
    try:
        return open_database(folder), lock
    except BaseException:
        lock.release()
        raise
