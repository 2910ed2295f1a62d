"""Updates on the page Settings and by command: genuine or not, said in one sentence."""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytestqt.qtbot import QtBot

from models.errors import ApplicationError
from reports.acts import release
from reports.acts.pen import Pen
from reports.signing import Options
from tests.reports.papers import assessor, manager
from tests.ui.command_line.conftest import call
from ui import tasks
from ui.settings.updates import UpdatesCard


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """A release in a folder, with the certificate of whoever released it."""
    package, target = tmp_path / "zhijie-9.0.0-setup.exe", tmp_path / "zhijie-9.0.0.release.json"
    package.write_bytes(b"MZ")
    release.sign_release([package], "9.0.0", target, Pen(manager(), Options(), datetime.now().astimezone()))
    for name, person in (("release.pem", manager()), ("other.pem", assessor())):
        (tmp_path / name).write_bytes(person.certificate.public_bytes(Encoding.PEM))
    return target


def test_a_release_is_checked_in_the_window(qtbot: QtBot, description: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy without a release key says so; with it, the packages are named and their folder can be opened."""
    card = UpdatesCard()
    qtbot.addWidget(card)
    failures: list[ApplicationError] = []
    card.failed.connect(failures.append)
    card.check(description)
    qtbot.waitUntil(lambda: bool(failures) and tasks.idle())
    assert failures[0].code == "no_release_key"
    monkeypatch.setattr(release, "release_key", lambda: ((description.parent / "release.pem").read_bytes(),))
    card.check(description)
    qtbot.waitUntil(lambda: not card.folder_button.isHidden() and tasks.idle())
    assert "9.0.0" in card.said
    assert "zhijie-9.0.0-setup.exe" in card.said


def test_a_release_is_checked_by_command(description: Path) -> None:
    """Exit 0 for a genuine newer release, 1 for one that is not."""
    key = description.parent / "release.pem"
    genuine = call("update", description, "--release-key", key, "--json")
    assert (genuine.code, genuine.value["version"]) == (0, "9.0.0"), genuine.err
    refused = call("update", description, "--release-key", description.parent / "other.pem", "--json")
    assert (refused.code, refused.value["error"]) == (1, "release_not_genuine")
    assert call("update", description, "--json").value["error"] == "no_release_key"
