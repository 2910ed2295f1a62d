"""A program killed at any moment of turning the encryption on or off, or of replacing what opens it, loses nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.sealing import ring
from models.storage.errors import DataLocked, WrongDataPassphrase
from models.workspace import sealing
from tests.models.sealed_folder import NEW_PASSPHRASE, PASSPHRASE, fill, in_clear, said
from tests.models.storage.conftest import Program

# Loads everything once, then forks a child for each line on its input: the folder, the act, and before which of the
# file system's calls it dies. It tells whether the child died.
_FORKING = """
import os, signal, sys
from pathlib import Path
from models.sealing import ring
from models.workspace import Workspace, sealing
import models.storage.opening.folder, models.storage.sealing.folder, models.storage.file.sqlcipher
from tests.models.sealed_folder import NEW_PASSPHRASE, PASSPHRASE

CALLS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime", "shutil.rmtree", "shutil.copyfile"}
ACTS = {
    "on": lambda folder: sealing.turn_on(folder, PASSPHRASE),
    "off": lambda folder: sealing.turn_off(folder, PASSPHRASE),
    "passphrase": lambda folder: sealing.change_passphrase(folder, PASSPHRASE, NEW_PASSPHRASE),
    "recovery": lambda folder: sealing.new_recovery_key(folder, PASSPHRASE),
}

for line in sys.stdin:
    folder, act, when = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        left = int(when)

        def die(event, arguments):
            global left
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in CALLS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        ACTS[act](Path(folder))
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    print("died" if os.WIFSIGNALED(status) else "failed" if os.WEXITSTATUS(status) else "done", flush=True)
"""


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each opening is that of a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


@pytest.fixture
def kill(tmp_path: Path, program: Program) -> Iterator[Callable[[Path, str, int], str]]:
    """Runs an act on a folder and kills it before so many calls of the file system; says whether it died."""
    process = program(_FORKING)
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def run(folder: Path, act: str, when: int) -> str:
        stdin.write(f"{folder}\t{act}\t{when}\n")
        stdin.flush()
        return stdout.readline().strip()

    yield run
    process.communicate()


@pytest.fixture
def clear_folder(tmp_path: Path) -> Path:
    """A folder in clear, to be copied."""
    fill(tmp_path / "clear")
    return tmp_path / "clear"


def _moments(act: str) -> Iterator[int]:
    # Every call of the short acts; of the long ones as many as a test may take, spread over all of it.
    yield from range(1, 10_000, 1 if act in ("passphrase", "recovery") else 9)


@pytest.mark.parametrize("act", ["on", "off", "passphrase", "recovery"])
def test_a_kill_at_any_moment_loses_nothing(
    act: str, clear_folder: Path, tmp_path: Path, kill: Callable[[Path, str, int], str]
) -> None:
    """The next opening goes on or finds all as it was, with the old secret or the new; then nothing is in clear."""
    before = said(clear_folder)
    if act != "on":
        sealing.turn_on(clear_folder, PASSPHRASE)
    died = 0
    for number in _moments(act):
        folder = Path(shutil.copytree(clear_folder, tmp_path / f"{act}-{number}"))
        ending = kill(folder, act, number)
        assert ending != "failed"
        ring.forget()
        encrypted = ring.has_key_file(folder)
        if encrypted:
            with pytest.raises(DataLocked):
                said(folder)
            _unlock(folder)
        assert said(folder) == before
        if act != "off":
            assert (in_clear(folder) == []) is encrypted
        else:
            assert not ring.has_key_file(folder) or in_clear(folder) == []
        if act in ("on", "off"):
            assert not list(folder.rglob("*.part")) + list(folder.rglob("*.new*"))
        shutil.rmtree(folder)
        if ending == "done":
            break
        died += 1
    assert died > 3


def _unlock(folder: Path) -> None:
    try:
        sealing.unlock(folder, PASSPHRASE)
    except WrongDataPassphrase:
        sealing.unlock(folder, NEW_PASSPHRASE)


def test_the_key_never_leaves_the_process(clear_folder: Path) -> None:
    """Neither the environment nor the words of a command hold the key."""
    sealing.turn_on(clear_folder, PASSPHRASE)
    (key,) = ring.known_keys()
    assert key.secret.hex() not in "".join(os.environ.values())
    assert key.secret.hex() not in repr(key)
