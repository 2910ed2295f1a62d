"""A data folder with one case in it, and a second program that works on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from tests import ROOT

# Rights, limits and forks of this kind exist on POSIX systems only.
collect_ignore = (
    [
        "test_denied_writes.py",
        "test_full_at_the_end.py",
        "test_kill.py",
        "test_moving_kill.py",
        "test_read_only.py",
        "test_sealing_kill.py",
    ]
    if sys.platform == "win32"
    else []
)

CASE = "ZJ-1"
STAFF = AnswerId("factory.staff")


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data folder with one case, to be copied."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={STAFF: 100})
    return folder


@pytest.fixture
def folder(tmp_path: Path, filled_folder: Path) -> Path:
    """A data folder of the test's own, closed, with one case."""
    return Path(shutil.copytree(filled_folder, tmp_path / "data"))


Program = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def program() -> Program:
    """Starts a second Python with the project's modules on a piece of source; its arguments follow."""

    def start(source: str, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", source, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start
