"""Updates by file: only a newer release, whole, and signed by whoever releases the program, is taken."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import ApplicationError
from reports.acts.pen import Pen
from reports.acts.release import (
    NoReleaseKey,
    NotAnUpdate,
    NotARelease,
    ReleaseNotGenuine,
    check_release,
    release_key,
    sign_release,
)
from reports.signing import Options
from tests.reports.papers import LATER, NOW, assessor, manager

KEY = (manager().certificate.public_bytes(Encoding.PEM),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two packages of a release and its signed description."""
    packages = [tmp_path / "zhijie-0.9.1-setup.exe", tmp_path / "zhijie_0.9.1_amd64.deb"]
    for package in packages:
        package.write_bytes(package.name.encode() * 100)
    sign_release(packages, "0.9.1", tmp_path / "zhijie-0.9.1.release.json", Pen(manager(), Options(), NOW))
    return tmp_path


@pytest.mark.parametrize("name", ["zhijie-0.9.1.release.json", "zhijie-0.9.1-setup.exe", "zhijie_0.9.1_amd64.deb"])
def test_a_genuine_newer_release_is_taken(folder: Path, name: str) -> None:
    """By its description or by any package beside it."""
    release = check_release(folder / name, KEY, LATER, "0.9.0")
    assert (release.version, len(release.packages)) == ("0.9.1", 2)
    assert release.signer.fingerprint == manager().facts.fingerprint


@pytest.mark.parametrize(
    ("here", "newer"), [("0.9.1", False), ("0.10.0", False), ("0.9.1.dev0", True), ("0.8.9", True)]
)
def test_only_a_newer_release_is_an_update(folder: Path, here: str, newer: bool) -> None:
    """Numbers are compared as numbers; a version in the making comes before its release."""
    if newer:
        assert check_release(folder / "zhijie-0.9.1.release.json", KEY, LATER, here).version == "0.9.1"
    else:
        with pytest.raises(NotAnUpdate):
            check_release(folder / "zhijie-0.9.1.release.json", KEY, LATER, here)


def test_others_release_nothing(folder: Path) -> None:
    """Neither a signer who is trusted for reports, nor anybody where the program names no key."""
    other = (assessor().certificate.public_bytes(Encoding.PEM),)
    with pytest.raises(ReleaseNotGenuine, match=manager().facts.telephone_code):
        check_release(folder / "zhijie-0.9.1.release.json", other, LATER, "0.9.0")
    with pytest.raises(NoReleaseKey):
        check_release(folder / "zhijie-0.9.1.release.json", (), LATER, "0.9.0")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("version", "0.9.9"),
        ("files", []),
        ("format", "x"),
        ("signature", "AAAA"),
        ("signature", 7),
        ("more", 1),
        ("version", "9"),
    ],
)
def test_an_altered_description_is_refused(folder: Path, part: str, value: object) -> None:
    """Whatever is changed in it, nothing is taken."""
    path = folder / "zhijie-0.9.1.release.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), part: value}), "utf-8")
    with pytest.raises((NotARelease, ReleaseNotGenuine)):
        check_release(path, KEY, LATER, "0.9.0")


def test_a_name_given_twice_is_refused(folder: Path) -> None:
    """Two programs could read different values of what was signed once."""
    path = folder / "zhijie-0.9.1.release.json"
    path.write_text(path.read_text("utf-8").replace('"version":', '"version": "0.9.9", "version":', 1), "utf-8")
    with pytest.raises(NotARelease):
        check_release(path, KEY, LATER, "0.9.0")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 9000, b'{"signature": ""}', b"null"])
def test_garbage_is_no_release(tmp_path: Path, data: bytes) -> None:
    """Every content ends in a sentence."""
    (tmp_path / "x.release.json").write_bytes(data)
    (tmp_path / "x.exe").write_bytes(b"MZ")
    for name in ("x.release.json", "x.exe", "missing.exe"):
        with pytest.raises(ApplicationError):
            check_release(tmp_path / name, KEY, LATER, "0.9.0")


def test_an_altered_or_missing_package_is_no_update(folder: Path) -> None:
    """One altered package condemns the release; where none is there, nothing can be installed; a strange one is named by nothing."""
    exe, deb, description = (
        folder / name for name in ("zhijie-0.9.1-setup.exe", "zhijie_0.9.1_amd64.deb", "zhijie-0.9.1.release.json")
    )
    deb.unlink()
    assert check_release(description, KEY, LATER, "0.9.0").packages == (exe,)
    exe.write_bytes(exe.read_bytes() + b"\0")
    for path in (exe, description):
        with pytest.raises(ReleaseNotGenuine, match=exe.name):
            check_release(path, KEY, LATER, "0.9.0")
    exe.unlink()
    with pytest.raises(NotARelease):
        check_release(description, KEY, LATER, "0.9.0")
    (folder / "other.exe").write_bytes(b"MZ")
    with pytest.raises(NotARelease):
        check_release(folder / "other.exe", KEY, LATER, "0.9.0")


@pytest.mark.parametrize("name", ["../evil.exe", "a/b.exe", "..", "c:\\evil.exe", ""])
def test_names_that_leave_the_folder_are_refused(folder: Path, name: str) -> None:
    """Even with a genuine signature."""
    path = folder / "zhijie-0.9.1.release.json"
    tree = json.loads(path.read_text("utf-8"))
    tree["files"][0]["name"] = name
    path.write_text(json.dumps(tree), "utf-8")
    with pytest.raises((NotARelease, ReleaseNotGenuine)):
        check_release(path, KEY, LATER, "0.9.0")


def test_this_source_names_no_release_key() -> None:
    """Whoever releases the program puts the certificate there; until then nothing is called genuine."""
    assert release_key() == ()
