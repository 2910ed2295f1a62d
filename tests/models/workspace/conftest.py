"""A workspace in a folder of its own, with a clock that the test turns."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.workspace import Workspace


class TurnedClock:
    """A clock that moves on by one second with every look, and by more when it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Returns the time, one second later than the last look."""
        self.now += timedelta(seconds=1)
        return self.now

    def turn(self, **by: float) -> None:
        """Moves the clock on by hours, minutes or days."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that begins on a November morning in 2026."""
    return TurnedClock()


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, to be copied: making one runs every migration."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    Workspace.open(folder).close()
    return folder


@pytest.fixture
def folder(tmp_path: Path, empty_folder: Path) -> Path:
    """A data folder of the test's own, with an empty database."""
    return Path(shutil.copytree(empty_folder, tmp_path / "data"))


@pytest.fixture
def workspace(folder: Path, clock: TurnedClock) -> Iterator[Workspace]:
    """That folder, open."""
    with Workspace.open(folder, clock) as opened:
        yield opened
