"""A copy of the database counts only when it was read back, compared and flushed."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from models.storage.errors import BackupFailed
from models.storage.file.connection import connect
from models.storage.file.copy import back_up_database, content_digest, prove
from models.storage.file.place import FILE_NAME
from models.storage.opening.folder import open_database
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, STAFF


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases SET number = 'ZJ-2'",
        "DELETE FROM answers",
        "INSERT INTO settings VALUES ('x', 'y')",
        "CREATE TABLE more (x)",
        "DROP INDEX ix_changes_answer",
    ],
)
def test_a_copy_that_holds_something_else_is_refused(folder: Path, tmp_path: Path, change: str) -> None:
    """A row changed, lost or added, and a table or index too many or too few, is noticed in a sound file."""
    with closing(connect(folder / FILE_NAME)) as connection:
        expected = content_digest(connection)
    copy = Path(shutil.copyfile(folder / FILE_NAME, tmp_path / "copy.db"))
    prove(copy, expected, "copy.db")
    with closing(connect(copy)) as connection:
        connection.execute(change)
    with pytest.raises(BackupFailed, match="other rows"):
        prove(copy, expected, "copy.db")


def test_a_copy_that_is_damaged_is_refused(folder: Path, tmp_path: Path) -> None:
    """Rows that still read the same do not save a file whose index is broken."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        expected = content_digest(connection)
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_comments_version_id_item'"
        ).fetchone()
    data = bytearray((folder / FILE_NAME).read_bytes())
    data[(root - 1) * 4096] = 0x0D
    (tmp_path / "copy.db").write_bytes(data)
    with pytest.raises(BackupFailed):
        prove(tmp_path / "copy.db", expected, "copy.db")


def test_a_copy_is_flushed_before_it_gets_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut right after “backed up” leaves the copy whole: its bytes were sent to the disk under the first name."""
    flushed: list[int] = []
    system = os.fsync

    def record(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            flushed.append(os.fstat(handle).st_ino)
            assert not (folder / "copy.db").exists()
        system(handle)

    monkeypatch.setattr(os, "fsync", record)
    with closing(open_database(folder)) as database:
        back_up_database(database, folder / "copy.db")
    assert (folder / "copy.db").stat().st_ino in flushed


def test_a_backup_file_is_flushed_before_it_gets_its_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same holds for the one file with everything, and for the folder entry that names it."""
    flushed: list[int] = []
    system = os.fsync

    def record(handle: int) -> None:
        flushed.append(os.fstat(handle).st_ino)
        system(handle)

    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100
        monkeypatch.setattr(os, "fsync", record)
        backup = workspace.back_up(tmp_path / "all.zip")
    assert backup.path.stat().st_ino in flushed
    if os.name == "posix":
        assert tmp_path.stat().st_ino in flushed
