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
from tests.models.storage.conftest import Kill

_SEALING = """
from pathlib import Path
from models.sealing import ring
from models.workspace import Workspace, sealing
import models.storage.opening.folder, models.storage.sealing.folder, models.storage.file.sqlcipher
from tests.models.sealed_folder import NEW_PASSPHRASE, PASSPHRASE

ACTS = {
    "on": lambda folder: sealing.turn_on(folder, PASSPHRASE),
    "off": lambda folder: sealing.turn_off(folder, PASSPHRASE),
    "passphrase": lambda folder: sealing.change_passphrase(folder, PASSPHRASE, NEW_PASSPHRASE),
    "recovery": lambda folder: sealing.new_recovery_key(folder, PASSPHRASE),
}

def act(folder, name):
    ACTS[name](Path(folder))
"""


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each opening is that of a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


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
    act: str, clear_folder: Path, tmp_path: Path, killing: Callable[[str], Kill]
) -> None:
    """The next opening goes on or finds all as it was, with the old secret or the new; then nothing is in clear."""
    before, kill = said(clear_folder), killing(_SEALING)
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
