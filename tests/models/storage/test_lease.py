"""One computer at a time on a shared drive; two computers are simulated by their names, the drive by its files' times."""

import os
from pathlib import Path

import pytest

from models.storage.errors import DataOpenElsewhere, DataTakenOver
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
