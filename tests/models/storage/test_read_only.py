"""Data that cannot be written are opened to be read: as they are on the disk, and nothing is changed."""

import shutil
from pathlib import Path

import pytest

from models.storage.errors import DataReadOnly, DiskFull, StorageError
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, STAFF, Program

_KILLED = """
import os, signal, sys
from pathlib import Path
from models.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
for staff in range(101, 141):
    workspace.save_answer("ZJ-1", "factory.staff", staff)
os.kill(os.getpid(), signal.SIGKILL)
"""


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes, but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "zhijie.lock"
    }


@pytest.mark.parametrize(
    "refusal", [DiskFull(name=FILE_NAME), DataReadOnly(name=FILE_NAME)], ids=lambda error: error.code
)
def test_every_change_is_refused_and_everything_can_be_read_and_exported(
    folder: Path, tmp_path: Path, refusal: StorageError
) -> None:
    """Answers, cases, settings, evidence and packs are refused with the reason; a backup elsewhere holds all of it."""
    before = content(folder)
    with Workspace.open_to_read(folder, refusal) as workspace:
        assert workspace.refusal is refusal
        assert workspace.load(CASE).get(STAFF) == 100
        assert [case.number for case in workspace.cases()] == [CASE]
        assert workspace.cases()[0].outcome is not None
        for act in (
            lambda: workspace.save_answer(CASE, STAFF, 1),
            lambda: workspace.undo(CASE),
            lambda: workspace.create_case("ZJ-2"),
            lambda: workspace.freeze(CASE, "sent"),
            lambda: workspace.delete_case(CASE),
            lambda: workspace.save_settings(workspace.settings()),
            lambda: workspace.restore(tmp_path / "b.zhijie"),
            lambda: workspace.install_pack(tmp_path / "pack.yaml"),
        ):
            with pytest.raises(type(refusal)):
                act()
        workspace.back_up(tmp_path / "copy.zhijie")
    assert content(folder) == before
    with Workspace.open(tmp_path / "other") as other:
        other.restore(tmp_path / "copy.zhijie")
        assert other.load(CASE).get(STAFF) == 100


@pytest.mark.parametrize("torn", [0, 100, 5000])
def test_what_a_killed_program_left_in_the_log_is_read_too(folder: Path, program: Program, torn: int) -> None:
    """Every committed change of the log is there, a torn last one is not; the log stays for the next real opening."""
    program(_KILLED, folder).communicate()
    log = folder / f"{FILE_NAME}-wal"
    data = log.read_bytes()
    assert len(data) > 5000
    log.write_bytes(data[: len(data) - torn])
    beside = Path(shutil.copytree(folder, folder.with_name("beside")))
    before = content(folder)
    with Workspace.open_to_read(folder, DiskFull(name=FILE_NAME)) as workspace:
        read = workspace.load(CASE).get(STAFF)
    assert content(folder) == before
    with Workspace.open(beside) as workspace:
        assert workspace.load(CASE).get(STAFF) == read
    assert read == 140 if not torn else 135 < int(str(read)) < 140


@pytest.mark.parametrize("harm", ["missing", "foreign", "damaged", "log of another", "without its log"])
def test_where_there_is_nothing_sound_to_read_the_first_reason_stands(
    folder: Path, program: Program, tmp_path: Path, harm: str
) -> None:
    """No database, a stranger's, a damaged one, one beside another's log: nothing is shown, nothing is touched."""
    path = folder / FILE_NAME
    log = folder / f"{FILE_NAME}-wal"
    if harm == "missing":
        path.unlink()
    elif harm == "foreign":
        path.write_bytes(b"SQLite format 3\0" + bytes(4080))
    elif harm == "damaged":
        path.write_bytes(path.read_bytes()[:9000])
    else:
        other = Path(shutil.copytree(folder, tmp_path / "killed"))
        program(_KILLED, other).communicate()
        if harm == "log of another":
            with Workspace.open(folder) as workspace:
                workspace.save_answer(CASE, STAFF, 7)
            shutil.copyfile(other / log.name, log)
        else:
            shutil.copyfile(other / FILE_NAME, path)
    before = content(folder)
    refusal = DiskFull(name=FILE_NAME)
    with pytest.raises(DiskFull) as raised:
        Workspace.open_to_read(folder, refusal)
    assert raised.value is refusal
    assert content(folder) == before
