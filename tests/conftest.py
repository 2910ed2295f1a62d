"""What every test stands on: no screen, no user's data, no network of our own, no unexpected log line."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.server import Server, programs

# Before anything imports Qt: windows are drawn into memory.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine may take its time over an example.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


_LEFT_OUT = pytest.StashKey[int]()
"""How many tests need a PostgreSQL that is not here."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs a server where none is installed, as on a newcomer's PC; everything else runs as ever."""
    if programs() is None:
        left_out = [item for item in items if item.get_closest_marker("server")]
        config.stash[_LEFT_OUT] = len(left_out)
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("server")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says in one line what was left out."""
    if config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(f"PostgreSQL is not installed: {config.stash[_LEFT_OUT]} tests on it are left out.")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL of the tests' own."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing that a test starts finds the person's own cases, keys or settings."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        patch.setenv(name, str(home))
    yield home
    patch.undo()


@pytest.fixture(autouse=True)
def no_unexpected_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning that our own code logs fails the test, unless the test took it out with `caplog.clear()`."""
    yield
    ours = ("models", "reports", "ui", "resources", "main")
    lines = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.split(".")[0] in ours
    ]
    assert not lines, "unexpected log lines: " + "; ".join(lines)
