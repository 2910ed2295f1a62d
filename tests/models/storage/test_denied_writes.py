"""Rights, file size limits and forks, as only POSIX systems have them: nothing seems saved that is not."""

import os
from pathlib import Path

import pytest

from models.storage.errors import DataInUse, DataReadOnly
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from tests.models.storage.conftest import CASE, STAFF, Program

_FORKING = """
import os, signal, sys
from pathlib import Path
from models.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
if os.fork() == 0:
    print("child", flush=True)
    sys.stdin.read()
else:
    signal.pause()
"""


def test_a_forked_child_does_not_keep_the_folder_of_a_killed_program(folder: Path, program: Program) -> None:
    """A child process that outlives its program does not lock the next start out."""
    parent = program(_FORKING, folder)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "child\n"
    with pytest.raises(DataInUse):
        Workspace.open(folder)
    parent.kill()
    parent.wait()
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100
    parent.communicate()


_AS_NOBODY = """
import os, sys
from pathlib import Path
from models.workspace import Workspace
from models.errors import ApplicationError
import models.storage.opening.folder  # a stranger may not read the interpreter's folder
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
try:
    with Workspace.open(Path(sys.argv[1])) as workspace:
        workspace.save_answer("ZJ-1", "factory.staff", 1)
    print("saved")
except ApplicationError as error:
    print(type(error).__name__, error.text("en"))
"""


@pytest.mark.parametrize("which", ["folder", "database", "unreadable database"])
def test_a_folder_or_database_that_may_not_be_written_is_told(folder: Path, program: Program, which: str) -> None:
    """On a write-protected stick nothing seems to be saved that is not."""
    for path in [*folder.parents][:4]:
        # pytest's folders are private; the child gives up its rights and must still come this far.
        if path.stat().st_uid == os.geteuid():
            path.chmod(path.stat().st_mode | 0o055)
    for path in folder.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    folder.chmod(0o555 if which == "folder" else 0o777)
    if which == "folder":
        (folder / "zhijie.lock").unlink(missing_ok=True)
    if which != "folder":
        (folder / FILE_NAME).chmod(0o000 if which.startswith("unreadable") else 0o444)
    output, _ = program(_AS_NOBODY, folder).communicate()
    folder.chmod(0o755)
    (folder / FILE_NAME).chmod(0o644)
    assert output.startswith(DataReadOnly.__name__), output
    assert "is read-only" in output
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100


_UNTIL_FULL = """
import resource, signal, sys
from pathlib import Path
from models.workspace import Workspace
from models.storage.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
workspace = Workspace.open(Path(sys.argv[1]))
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
saved = 0
try:
    while saved < 100_000:
        workspace.save_answer("ZJ-1", "factory.note", f"{saved + 1}:" + "x" * 2000)
        saved += 1
except StorageError as error:
    print(saved, type(error).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert workspace.load("ZJ-1").get("factory.note").startswith(f"{saved}:")
    workspace.save_answer("ZJ-1", "factory.staff", 7)
    print("saved again")
"""


@pytest.mark.parametrize("limit_kb", [200, 333, 1000])
def test_a_save_that_finds_no_room_is_told_and_the_last_one_stays(
    folder: Path, program: Program, limit_kb: int
) -> None:
    """When the log cannot grow, the save fails with a sentence; with room again, saving goes on in the same window."""
    output, _ = program(_UNTIL_FULL, folder, limit_kb * 1024).communicate()
    first, second = output.splitlines()
    saved, error = first.split()
    assert error in {"DiskFull", "DiskFault"}
    assert int(saved) > 0
    assert second == "saved again"
    with Workspace.open(folder) as workspace:
        assert str(workspace.load(CASE).get("factory.note")).startswith(f"{saved}:")
        assert workspace.load(CASE).get(STAFF) == 7


_BACKUP_AND_EVIDENCE = """
import resource, signal, sys
from pathlib import Path
from models.workspace import Workspace
from models.storage.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, backup = map(Path, sys.argv[1:])
with Workspace.open(folder) as workspace:
    workspace.add_evidence("ZJ-1", bytes(500_000), "big.bin")
    workspace.back_up(backup)
    first = backup.read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    for act in (
        lambda: workspace.back_up(backup),
        lambda: workspace.add_evidence("ZJ-1", b"x" * 400_000, "more.bin"),
        lambda: workspace.restore(backup),
    ):
        try:
            act()
            print("done")
        except StorageError as error:
            print(type(error).__name__)
    print(backup.read_bytes() == first, len(workspace.load("ZJ-1").evidence), len(list(folder.rglob("*.part"))))
"""


def test_a_backup_a_file_or_a_restore_that_finds_no_room_leaves_all_as_it_was(
    folder: Path, tmp_path: Path, program: Program
) -> None:
    """The earlier backup stays, no half file is left, and each failure has its sentence."""
    output, _ = program(_BACKUP_AND_EVIDENCE, folder, tmp_path / "b.zhijie").communicate()
    assert output.splitlines() == ["BackupFailed", "DiskFull", "DiskFull", "True 1 0"]


_SHORT_OF = """
import resource, shutil, sys
from pathlib import Path
from models.errors import ApplicationError
from models.workspace import Workspace
folder, kind = Path(sys.argv[1]), getattr(resource, sys.argv[2])
with Workspace.open(folder):
    pass
usual = resource.getrlimit(kind)
for limit in map(int, sys.argv[3:]):
    for place in (folder, folder.with_name(f"new-{limit}")):
        place.mkdir(exist_ok=True)
        resource.setrlimit(kind, (limit, usual[1]))
        try:
            Workspace.open(place).close()
            print("opened")
        except ApplicationError as error:
            print(type(error).__name__)
        finally:
            resource.setrlimit(kind, usual)
"""


@pytest.mark.parametrize(
    ("kind", "limits", "error"),
    [
        ("RLIMIT_FSIZE", (1, 4_096, 20_000, 33_000, 60_000, 10_000_000), "DiskFull"),
        ("RLIMIT_NOFILE", (*range(3, 16), 200), "TooManyOpenFiles"),
    ],
)
def test_what_is_short_at_opening_is_named(
    folder: Path, program: Program, kind: str, limits: tuple[int, ...], error: str
) -> None:
    """No room at all or not enough of it, no further file: each is called by its name, in a new folder as well."""
    output, _ = program(_SHORT_OF, folder, kind, *limits).communicate()
    assert output.splitlines()[:2] == [error, error]
    assert output.splitlines()[-2:] == ["opened", "opened"]
    assert len(output.splitlines()) == 2 * len(limits)
    assert set(output.splitlines()) == {error, "opened"}
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 100
