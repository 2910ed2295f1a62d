"""A disk that is full when a session ends, and is not when the next one begins."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.sealing import ring
from models.storage.sealing.key_file import SealingAct, read_key_file
from models.workspace import Workspace, sealing
from tests.models.storage.conftest import CASE, STAFF, Program

_FULL = """
import resource, signal, sys
from pathlib import Path
from models.errors import ApplicationError
from models.storage.sealing.key_file import SealingAct, read_key_file
from models.workspace import Workspace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
workspace = Workspace.open(Path(sys.argv[1]))
workspace.load("ZJ-1")
if sys.argv[2] == "changed":
    workspace.save_answer("ZJ-1", "factory.staff", 101)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
workspace.close()
if sys.argv[3] == "recovered":
    try:
        Workspace.recover_whole(Path(sys.argv[1]))
    except ApplicationError as problem:
        print(problem.code)
"""


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each test begins as a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


@pytest.mark.parametrize("act", ["read", "changed"])
@pytest.mark.parametrize("then", ["", "recovered"])
def test_a_session_that_ends_on_a_full_disk_opens_again(folder: Path, program: Program, act: str, then: str) -> None:
    """Nothing was copied, nothing is missing: the next opening does not ask which state is meant."""
    process = program(_FULL, folder, act, then)
    said, _none = process.communicate()
    assert process.returncode == 0
    assert "copied_while_open" not in said
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == (101 if act == "changed" else 100)


def test_encrypting_that_was_interrupted_goes_on_beside_a_log(folder: Path, program: Program) -> None:
    """A log beside the database is folded in before both would be sealed as strangers."""
    process = program(_FULL, folder, "changed", "")
    process.communicate()
    assert (folder / "zhijie.db-wal").exists()
    kept = Path(shutil.copytree(folder, folder.with_name("kept")))
    sealing.turn_on(folder, "five words long enough")
    for name in ("zhijie.db", "zhijie.db-wal"):
        shutil.copyfile(kept / name, folder / name)
    key_file = folder / "zhijie-key.json"
    begun = replace(read_key_file(key_file.read_bytes(), key_file.name), act=SealingAct.ENCRYPTING)
    key_file.write_bytes(begun.data)
    with Workspace.open(folder) as workspace:
        assert workspace.load(CASE).get(STAFF) == 101
    assert b"ZJ-1" not in (folder / "zhijie.db").read_bytes()
