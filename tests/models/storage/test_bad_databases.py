"""A database that is not one, is damaged, newer, locked or not writable gets its sentence, and nothing is lost."""

import contextlib
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.storage.errors import (
    DamagedDatabase,
    DatabaseFromTheFuture,
    DataBusy,
    DataInUse,
    DiskFull,
    NotADatabase,
    NotAnOrdinaryFile,
    StorageError,
)
from models.storage.file.place import FILE_NAME
from models.storage.file.schema import APPLICATION_ID, SHIPPED
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, STAFF, Program


def _refused(folder: Path, error: type[StorageError], words: str) -> None:
    """Opening fails with that error in both languages, and the file is byte for byte what it was."""
    file = folder / FILE_NAME
    before = file.read_bytes()
    with pytest.raises(error, match=words) as caught:
        Workspace.open(folder)
    assert caught.value.exit_code == 2
    assert caught.value.text("en").count(".") >= 2
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"hello", b"\x00" * 4096, b"%PDF-1.7" + b"x" * 5000, b"PK\x03\x04" + b"x" * 5000, "厂".encode() * 3000],
    ids=["text", "zeros", "pdf", "zip", "chinese"],
)
def test_a_file_that_is_no_database_is_refused(folder: Path, content: bytes) -> None:
    """Anything else in the database's place is named and left alone."""
    (folder / FILE_NAME).write_bytes(content)
    _refused(folder, NotADatabase, "not a Zhijie database")


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))


def _device(place: Path) -> None:
    place.symlink_to("/dev/zero")


@pytest.mark.parametrize("ending", ["", "-wal", "-journal", "-shm"])
@pytest.mark.parametrize(
    "make",
    [Path.mkdir, *([_pipe, _socket, _device] if sys.platform != "win32" else [])],
    ids=lambda make: make.__name__.strip("_"),
)
def test_what_is_no_file_is_named_and_not_waited_for(
    folder: Path, ending: str, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a pipe without a writer, a socket or a device in a file's place stays there; the sentence names it."""
    monkeypatch.chdir(folder)  # the path of a socket must be short
    if not ending:
        (folder / FILE_NAME).unlink()
    place = Path(f"{FILE_NAME}{ending}")
    make(place)
    with pytest.raises(NotAnOrdinaryFile, match=place.name):
        Workspace.open(folder)
    assert place.exists()
    assert not place.is_file()


def test_another_programs_database_is_refused(folder: Path) -> None:
    """A sound SQLite file that is not ours is known by its application id."""
    (folder / FILE_NAME).unlink()
    with sqlite3.connect(folder / FILE_NAME) as other:
        other.execute("CREATE TABLE answers (id INTEGER)")
    other.close()
    _refused(folder, NotADatabase, "not a Zhijie database")


def test_a_database_from_a_newer_program_is_refused_untouched(folder: Path) -> None:
    """A schema from the future is told with both numbers."""
    with sqlite3.connect(folder / FILE_NAME) as newer:
        newer.execute(f"PRAGMA user_version = {SHIPPED.number + 1}")
        newer.execute("PRAGMA journal_mode = DELETE")
    newer.close()
    _refused(folder, DatabaseFromTheFuture, f"format {SHIPPED.number + 1}.*up to {SHIPPED.number}.*update")


def test_a_newer_schema_that_still_lies_in_the_log_is_refused(folder: Path, tmp_path: Path) -> None:
    """A killed newer program may leave its schema in the write-ahead log only."""
    newer = sqlite3.connect(folder / FILE_NAME)
    newer.execute("PRAGMA wal_autocheckpoint = 0")
    newer.execute(f"PRAGMA user_version = {SHIPPED.number + 1}")
    newer.commit()
    copied = Path(shutil.copytree(folder, tmp_path / "killed"))
    newer.close()
    with pytest.raises(DatabaseFromTheFuture):
        Workspace.open(copied)


@pytest.mark.parametrize("length", [0, 1, 15, 50, 99])
def test_a_database_cut_down_to_its_header_is_damaged(folder: Path, length: int) -> None:
    """Even an empty file in the database's place is a loss, never a new beginning."""
    file = folder / FILE_NAME
    file.write_bytes(file.read_bytes()[:length])
    _refused(folder, DamagedDatabase, "damaged.*backup")


@pytest.mark.parametrize("pages", [1, 2, 5, -1])
def test_a_database_that_lost_pages_is_damaged(folder: Path, pages: int) -> None:
    """A file that was cut short is not opened, and its way back is named."""
    file = folder / FILE_NAME
    content = file.read_bytes()
    length = len(content) + pages * 4096 if pages < 0 else pages * 4096
    file.write_bytes(content[:length])
    _refused(folder, DamagedDatabase, "damaged.*backup")


def test_the_sentence_about_a_damaged_database_names_the_newest_backup(folder: Path) -> None:
    """The person is told which file brings the answers back."""
    with Workspace.open(folder) as workspace:
        copy = workspace.keep_copy()
    assert copy is not None
    (folder / FILE_NAME).write_bytes((folder / FILE_NAME).read_bytes()[:9000])
    with pytest.raises(DamagedDatabase, match=f"backups/{copy.name}"):
        Workspace.open(folder)


def test_every_overwritten_page_is_noticed_or_harmless(folder: Path) -> None:
    """A page of rubbish anywhere in the file: a sentence, or every answer is still there."""
    file = folder / FILE_NAME
    with contextlib.closing(sqlite3.connect(file)) as connection:
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    content = file.read_bytes()
    noticed = 0
    for page in range(len(content) // 4096):
        file.write_bytes(content[: page * 4096] + b"\xa5" * 4096 + content[(page + 1) * 4096 :])
        for leftover in folder.glob(f"{FILE_NAME}-*"):
            leftover.unlink()
        try:
            with Workspace.open(folder) as workspace:
                assert workspace.load(CASE).get(STAFF) == 100
        except (DamagedDatabase, NotADatabase):
            noticed += 1
    assert noticed >= len(content) // 4096 - free


def test_a_row_that_lost_its_case_is_noticed(folder: Path) -> None:
    """References are checked on opening, because a foreign program may have written without checking."""
    with sqlite3.connect(folder / FILE_NAME) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("DELETE FROM cases")
    other.close()
    with pytest.raises(DamagedDatabase, match="versions"):
        Workspace.open(folder)


def test_a_second_window_is_sent_to_the_first(folder: Path, program: Program) -> None:
    """Two programs never write into one folder; when the first is gone, even killed, the folder is free."""
    first = program(
        "import sys; from pathlib import Path; from models.workspace import Workspace\n"
        "workspace = Workspace.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()",
        folder,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    with pytest.raises(DataInUse, match="another Zhijie window"):
        Workspace.open(folder)
    first.kill()
    first.communicate()
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100


def test_the_same_program_cannot_open_a_folder_twice_but_again_after_closing(folder: Path) -> None:
    """The lock is of the folder, not of the process."""
    with Workspace.open(folder), pytest.raises(DataInUse):
        Workspace.open(folder)
    Workspace.open(folder).close()


def test_a_database_locked_by_a_foreign_program_is_told_and_saves_afterwards(folder: Path) -> None:
    """A database browser that holds the file stops saving with a sentence; once it is closed, saving works."""
    with Workspace.open(folder) as workspace:
        browser = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        browser.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataBusy, match="Another program"):
            workspace.save_answer(CASE, STAFF, 120)
        assert workspace.load(CASE).get(STAFF) == 100
        browser.execute("ROLLBACK")
        browser.close()
        workspace.save_answer(CASE, STAFF, 120)
        assert workspace.load(CASE).get(STAFF) == 120


def test_a_full_database_is_told_as_a_full_disk(folder: Path) -> None:
    """SQLite's own word for no room becomes the sentence about the disk; every earlier answer is there."""
    with Workspace.open(folder) as workspace:
        with workspace._database.raw() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull, match="free some space"):
            workspace.save_answer(CASE, STAFF, "x" * 50_000)
        assert workspace.load(CASE).get(STAFF) == 100
        with workspace._database.raw() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        workspace.save_answer(CASE, STAFF, "x" * 50_000)


def test_the_file_carries_our_mark_and_a_single_writer_log(folder: Path) -> None:
    """Application id, schema, write-ahead log, full synchronisation and foreign keys are as they must be."""
    with Workspace.open(folder) as workspace, workspace._database.raw() as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {
        "application_id": APPLICATION_ID,
        "user_version": SHIPPED.number,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
    }


def test_a_first_start_that_was_killed_begins_again(tmp_path: Path) -> None:
    """A half-made new database is never taken for the person's."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / f"{FILE_NAME}.new").write_bytes(b"half")
    with Workspace.open(folder) as workspace:
        assert workspace.cases() == ()


def test_importing_the_workspace_loads_no_database_library(program: Program) -> None:
    """The window can paint before SQLAlchemy is loaded."""
    output, _ = program(
        "import sys\nfrom models.workspace import Settings, Workspace, data_folder\n"
        "print(sorted({'sqlalchemy', 'alembic', 'sqlite3', 'highspy', 'yaml'} & set(sys.modules)))"
    ).communicate()
    assert output == "[]\n"


def test_opening_an_existing_folder_loads_no_migration_library(folder: Path, program: Program) -> None:
    """Alembic is loaded when something is to be migrated, not at every start."""
    output, _ = program(
        "import sys; from pathlib import Path; from models.workspace import Workspace\n"
        "Workspace.open(Path(sys.argv[1])).close(); print('alembic' in sys.modules)",
        folder,
    ).communicate()
    assert output == "False\n"


def test_a_list_of_tables_that_is_no_text_is_damaged(folder: Path) -> None:
    """A flipped bit in the text of the schema is told like other damage, though Python cannot read SQLite's message."""
    file = folder / FILE_NAME
    whole = file.read_bytes()
    for table in (b"CREATE TABLE", b"CREATE INDEX"):
        file.write_bytes(whole.replace(table, table[:3] + b"\xcf" + table[4:]))
        with pytest.raises(DamagedDatabase):
            Workspace.open(folder)
