"""What sync tools, copying hands and kills leave beside the database is judged before SQLite plays it in."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.safekeeping import Origin
from models.storage.errors import CopiedWhileOpen, DamagedDatabase, DatabaseMissing, LogOfAnother
from models.storage.file.connection import connect_alone
from models.storage.file.copy import content_digest
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, STAFF, Program

LOG = f"{FILE_NAME}-wal"


def staff(folder: Path) -> object:
    """Opens a folder and returns the answer that tells the states apart."""
    with Workspace.open(folder) as workspace:
        return workspace.load(CASE).get(STAFF)


def killed(folder: Path, target: Path, value: int) -> Path:
    """Returns a copy of a folder as a power cut leaves it after one more answer; the folder itself goes on and is closed."""
    with Workspace.open(folder) as workspace:
        workspace.save_answer(CASE, STAFF, value)
        return Path(shutil.copytree(folder, target))


def files_of(folder: Path) -> dict[str, bytes]:
    """Returns the database and what lies beside it, byte for byte."""
    return {file.name: file.read_bytes() for file in folder.glob(f"{FILE_NAME}*") if not file.name.endswith("-shm")}


def test_a_closed_folder_holds_one_complete_file(folder: Path) -> None:
    """Whoever copies the plain file of a closed folder has everything: no log lies beside it, and none is needed."""
    with Workspace.open(folder) as workspace:
        workspace.save_answer(CASE, STAFF, 7)
        assert (folder / LOG).stat().st_size
    assert [file.name for file in folder.glob(f"{FILE_NAME}*")] == [FILE_NAME]
    with closing(connect_alone(folder / FILE_NAME)) as connection:
        assert connection.execute("SELECT value FROM answers WHERE answer = ?", (STAFF,)).fetchone() == ("7",)


def test_the_log_of_a_program_that_was_killed_is_played_in(folder: Path, tmp_path: Path) -> None:
    """The database's own log loses nothing, be it killed before or after part of it was folded in."""
    assert staff(killed(folder, tmp_path / "killed", 7)) == 7
    with Workspace.open(folder) as workspace:
        for value in range(400):
            workspace.save_answers(CASE, {STAFF: value, AnswerId("factory.note"): "x" * 8000})
        half = Path(shutil.copytree(folder, tmp_path / "half"))
    assert staff(half) == 399


@pytest.mark.parametrize("newer_is_shut", [True, False])
def test_a_log_is_never_played_into_another_states_file(folder: Path, tmp_path: Path, newer_is_shut: bool) -> None:
    """A newer file brought beside an old log stays byte for byte as it is, twice, and can be chosen."""
    stale = killed(Path(shutil.copytree(folder, tmp_path / "other")), tmp_path / "stale", 333)
    if newer_is_shut:
        with Workspace.open(folder) as workspace:
            workspace.save_answer(CASE, STAFF, 500)
        newer = folder
    else:
        newer = killed(folder, tmp_path / "newer", 500)
    shutil.copyfile(newer / FILE_NAME, stale / FILE_NAME)
    before = files_of(stale)
    for _ in range(2):
        with pytest.raises(LogOfAnother, match="do not belong together"):
            Workspace.open(stale)
        assert files_of(stale) == before
    (state,) = Workspace.states(stale)
    assert (state.origin, state.with_log, state.is_sound, state.cases) == (Origin.DATABASE, False, True, 1)
    with Workspace.recover(stale, state.path) as workspace:
        assert workspace.load(CASE).get(STAFF) == (500 if newer_is_shut else 100)
    (aside,) = stale.glob("set-aside-*")
    assert files_of(aside) == before


def test_an_older_log_of_the_same_opening_is_not_played_in(folder: Path, tmp_path: Path) -> None:
    """File and log copied at different moments of one opening would be a mixture."""
    with Workspace.open(folder) as workspace:
        workspace.save_answer(CASE, STAFF, 1)
        early = (folder / LOG).read_bytes()
        with workspace._database.raw() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for value in range(2, 6):
            workspace.save_answer(CASE, STAFF, value)
        with workspace._database.raw() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        workspace.save_answer(CASE, STAFF, 6)
        mixed = Path(shutil.copytree(folder, tmp_path / "mixed"))
    assert staff(Path(shutil.copytree(mixed, tmp_path / "same moment"))) == 6
    (mixed / LOG).write_bytes(early)
    with pytest.raises(LogOfAnother):
        Workspace.open(mixed)


def test_a_log_that_another_program_wrote_is_not_played_in(folder: Path) -> None:
    """A log without our mark was written behind the program's back, perhaps on another file."""
    browser = sqlite3.connect(folder / FILE_NAME)
    browser.execute("PRAGMA journal_mode = WAL")
    browser.execute("PRAGMA wal_autocheckpoint = 0")
    browser.execute("DELETE FROM settings")
    browser.execute("INSERT INTO settings VALUES ('a', 'b')")
    browser.commit()
    copied = Path(shutil.copytree(folder, folder.with_name("copied")))
    browser.close()
    with pytest.raises(LogOfAnother):
        Workspace.open(copied)


@pytest.mark.parametrize("beginning", [b"\xff\xff", bytes(9000), "日志".encode() * 900], ids=["bits", "zeros", "text"])
def test_a_log_that_is_garbage_is_named_and_kept(folder: Path, tmp_path: Path, beginning: bytes) -> None:
    """SQLite would pass over it and write a new one there; the newest answers would be gone without a word."""
    half = killed(folder, tmp_path / "half", 7)
    (half / LOG).write_bytes(beginning + (half / LOG).read_bytes()[len(beginning) :])
    before = files_of(half)
    with pytest.raises(LogOfAnother):
        Workspace.open(half)
    assert files_of(half) == before


@pytest.mark.parametrize(
    ("place", "count"),
    [
        ("我的坚果云", 1),
        ("OneDrive - 宏达", 1),
        ("BaiduSyncdisk", 1),
        ("百度网盘同步空间", 1),
        ("微云同步助手", 1),
        ("360云盘", 1),
        ("Creative Cloud Files wang@example.cn", 1),
        ("SynologyDrive", 1),
        ("pCloudDrive", 1),
        ("移动云盘", 1),
        ("dropboxes", 0),
        ("megaphone", 0),
        ("360云盘说明", 0),
    ],
)
def test_a_folder_of_a_sync_tool_is_named(folder: Path, tmp_path: Path, place: str, count: int) -> None:
    """Whoever works there is told how to move safely; a folder that only begins like one is left in peace."""
    with Workspace.open(Path(shutil.copytree(folder, tmp_path / place / "data"))) as workspace:
        assert len(workspace.notices) == count


def test_a_file_that_was_copied_while_open_says_that_its_newest_answers_may_be_missing(
    folder: Path, tmp_path: Path
) -> None:
    """Only the database reached the other computer: it never seems to be all there is."""
    half = killed(folder, tmp_path / "half", 7)
    (half / LOG).unlink()
    before = files_of(half)
    with pytest.raises(CopiedWhileOpen, match="newest answers may not be in it"):
        Workspace.open(half)
    assert files_of(half) == before
    with Workspace.recover(half, half / FILE_NAME) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100


@pytest.mark.parametrize("other", [True, False])
def test_a_rollback_journal_is_played_in_only_where_it_is_the_files_own(
    folder: Path, tmp_path: Path, other: bool
) -> None:
    """A kill inside the opening leaves a journal that undoes it; laid beside another state, it would undo that one."""
    writer = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN")
    writer.execute("UPDATE generation SET mark = mark || '!'")
    # More than the cache holds: the journal is on the disk, and pages of the change in the file.
    writer.execute("INSERT INTO settings VALUES ('k', hex(zeroblob(400000)))")
    torn = Path(shutil.copytree(folder, tmp_path / "torn"))
    writer.execute("ROLLBACK")
    writer.close()
    assert (torn / f"{FILE_NAME}-journal").stat().st_size
    if other:
        with Workspace.open(folder) as workspace:
            workspace.save_answers(CASE, {STAFF: 9, AnswerId("factory.note"): "x" * 90_000})
        shutil.copyfile(folder / FILE_NAME, torn / FILE_NAME)
        before = files_of(torn)
        with pytest.raises((LogOfAnother, DamagedDatabase)):
            Workspace.open(torn)
        assert files_of(torn) == before
    else:
        assert staff(torn) == 100


@pytest.mark.parametrize(
    "name",
    ["zhijie (冲突文件 2026-11-29).db", "zhijie-conflict.db", "zhijie - 副本.db", "zhijie-PC7.db", "zhijie.db.bak"],
)
def test_copies_under_other_names_are_found_and_can_be_chosen(folder: Path, tmp_path: Path, name: str) -> None:
    """Whatever a sync tool calls it: a database of ours is known by its content, named after opening, and offered."""
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    with Workspace.open(other) as workspace:
        workspace.save_answer(CASE, STAFF, 9)
    shutil.copyfile(other / FILE_NAME, folder / name)
    (folder / "letter.db").write_bytes(b"something else")
    with Workspace.open(folder) as workspace:
        (notice,) = workspace.notices
        assert name in notice.text("en")
    newest = Workspace.states(folder)[0]
    assert (newest.path.name, newest.origin) == (name, Origin.CONFLICT)
    with Workspace.recover(folder, newest.path) as workspace:
        assert workspace.load(CASE).get(STAFF) == 9
        assert workspace.notices == ()
    assert {file.name for file in folder.glob("set-aside-*/*")} == {FILE_NAME, name}


def _backup(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace.keep_copy()


def _evidence(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace.add_evidence(CASE, b"photo", "a.jpg")


def _typing(folder: Path) -> None:
    (folder / "typed.jsonl").write_text('["ZJ-1", true, {}]\n')


def _set_aside(folder: Path) -> None:
    Workspace.recover(folder, folder / FILE_NAME).close()


def _dangling(folder: Path) -> None:
    (folder / FILE_NAME).rename(folder.parent / "moved.db")
    (folder / FILE_NAME).symlink_to(folder.parent / "unplugged" / "moved.db")


def _log(folder: Path) -> None:
    (folder / LOG).write_bytes(b"x" * 100)


@pytest.mark.parametrize("leave", [_backup, _evidence, _typing, _set_aside, _dangling, _log])
def test_a_missing_database_is_no_first_run_where_there_was_one(folder: Path, leave: Callable[[Path], object]) -> None:
    """Backups, evidence, typing or set-aside files without a database are asked about; nothing is made by itself."""
    leave(folder)
    if not (folder / FILE_NAME).is_symlink():
        (folder / FILE_NAME).unlink()
    for _ in range(2):
        with pytest.raises(DatabaseMissing, match="traces of earlier work"):
            Workspace.open(folder)
        assert not (folder / FILE_NAME).exists()
    with Workspace.open(folder, anew=True) as workspace:
        assert workspace.cases() == ()


def test_what_commands_keep_in_the_folder_is_no_trace_of_a_database(tmp_path: Path) -> None:
    """Trusted signers, packs and a mail account come from commands that never opened a database."""
    for name in ("trust.json", "mail.json", "issued.json", "window.ini"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "packs").mkdir()
    Workspace.open(tmp_path).close()


_KILLED_RECOVERY = """
import os, sys
from pathlib import Path
import models.storage.safekeeping.recovery
from models.workspace import Workspace
folder, backup, when = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
calls = iter(range(when))
def watch(event, _arguments):
    if event in {"os.rename", "os.remove", "os.mkdir", "shutil.copyfile", "open", "sqlite3.connect"} and next(calls, None) is None:
        os._exit(9)
sys.addaudithook(watch)
Workspace.recover(folder, backup).close()
print("recovered")
"""


def test_a_recovery_killed_at_any_moment_leaves_the_old_state_or_the_new_one(
    folder: Path, tmp_path: Path, program: Program
) -> None:
    """Ended before each single file operation in turn, the folder never seems new and empty, and nothing is lost."""
    with Workspace.open(folder) as workspace:
        backup = workspace.back_up(tmp_path / "b.zip").path
    damaged = (folder / FILE_NAME).read_bytes()[:9000]
    ends = []
    for when in range(0, 400, 9):
        attempt = Path(shutil.copytree(folder, tmp_path / str(when)))
        (attempt / FILE_NAME).write_bytes(damaged)
        output, _ = program(_KILLED_RECOVERY, attempt, backup, when).communicate()
        ends.append(output.strip())
        held = [file.read_bytes() for file in (attempt / FILE_NAME, *attempt.glob(f"set-aside-*/{FILE_NAME}")) if file.exists()]  # fmt: skip
        assert damaged in held
        with Workspace.recover(attempt, backup) as workspace:
            assert workspace.load(CASE).get(STAFF) == 100
        if output:
            break
    assert ends[-1] == "recovered"
    assert ends.count("") > 3


def test_restoring_swaps_the_file_and_the_content_is_that_of_the_backup(folder: Path, tmp_path: Path) -> None:
    """After a restore the same open workspace saves on, and the closed file is one complete file again."""
    with Workspace.open(folder) as workspace:
        backup = workspace.back_up(tmp_path / "b.zip").path
        workspace.save_answer(CASE, STAFF, 1)
        workspace.restore(backup)
        assert workspace.load(CASE).get(STAFF) == 100
        workspace.save_answer(CASE, STAFF, 2)
    with closing(connect_alone(folder / FILE_NAME)) as connection:
        digest = content_digest(connection)
    assert staff(folder) == 2
    with closing(connect_alone(folder / FILE_NAME)) as connection:
        assert content_digest(connection) == digest
