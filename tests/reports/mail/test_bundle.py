"""An evidence archive compared with the report that it belongs to."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from models.assessment import Digest, Evidence
from models.errors import UnreadableFile
from reports.mail import bundle_lines, check_bundle, evidence_bundle
from reports.mail.bundle import NotAnEvidenceArchive
from tests.reports.papers import report, verdict

REPORT = b"the signed report"
NAME = (hashlib.sha256(REPORT).hexdigest(),)


def _evidence(data: bytes, name: str) -> tuple[Evidence, bytes]:
    return Evidence(Digest(hashlib.sha256(data).hexdigest()), name, "image/jpeg", len(data)), data


ONE, TWO = _evidence(b"one", "一.jpg"), _evidence(b"two", "二.jpg")
NAMED = {one.digest: one.name for one, _ in (ONE, TWO)}


def _archive(folder: Path, *files: tuple[Evidence, bytes], change: bytes = b"") -> Path:
    """An archive with these files; `change` takes the place of the first one's bytes."""
    data = evidence_bundle("e.zip", REPORT, files).data
    if change:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
            for place, info in enumerate(old.infolist()):
                new.writestr(info.filename, change if place == 0 else old.read(info))
        data = written.getvalue()
    path = folder / "e.zip"
    path.write_bytes(data)
    return path


def test_a_whole_archive_is_complete(tmp_path: Path) -> None:
    """Everything that the report names is there, and nothing else."""
    found = check_bundle(_archive(tmp_path, ONE, TWO), NAME, NAMED)
    assert found.complete
    assert len(bundle_lines(found, 2)) == 1


def test_what_is_missing_changed_or_strange_is_named(tmp_path: Path) -> None:
    """By the names that people gave the files."""
    assert check_bundle(_archive(tmp_path, ONE), NAME, NAMED).missing == ("二.jpg",)
    strange = _evidence(b"three", "三.jpg")
    assert check_bundle(_archive(tmp_path, ONE, TWO, strange), NAME, NAMED).strange == ("三.jpg",)
    first = min((ONE, TWO), key=lambda item: item[0].digest)[0]
    changed = check_bundle(_archive(tmp_path, ONE, TWO, change=b"other"), NAME, NAMED)
    assert changed.altered == (first.name,)
    assert changed.missing == (first.name,)
    assert not check_bundle(_archive(tmp_path, ONE, TWO), ("0" * 64,), NAMED).for_this_report


def test_an_archive_belongs_to_the_report_through_all_its_signatures(tmp_path: Path) -> None:
    """Made before the countersignature it is complete all the same, and says when it was made."""
    path = _archive(tmp_path, ONE, TWO)
    later = ("unsigned", *NAME, "countersigned", "countersigned twice")
    found = check_bundle(path, later, NAMED)
    assert (found.complete, found.stage, found.signatures_since) == (True, 1, 2)
    assert "before its last 2 signatures" in bundle_lines(found, 2)[1].text("en")
    other = check_bundle(path, ("0" * 64,), NAMED)
    assert not other.complete
    assert f"begins with {NAME[0][:12]}" in bundle_lines(other, 2)[1].text("en")


def test_the_archive_of_a_countersigned_report_is_its_own(tmp_path: Path) -> None:
    """With the stages that verification finds in the real file."""
    (tmp_path / "e.zip").write_bytes(evidence_bundle("e.zip", report().signed, [ONE]).data)
    named = {ONE[0].digest: ONE[0].name}
    assert check_bundle(tmp_path / "e.zip", verdict(report().countersigned).stages, named).complete
    assert check_bundle(tmp_path / "e.zip", verdict(report().signed).stages, named).signatures_since == 0


def test_a_renamed_entry_does_not_pass_for_another(tmp_path: Path) -> None:
    """The digest of the bytes decides, not the name in the archive or its manifest."""
    path = tmp_path / "e.zip"
    entry = {"file": "evidence/x", "name": "一.jpg", "sha256": ONE[0].digest, "media_type": "", "note": ""}
    manifest = {"format": "zhijie-evidence", "format_version": 1, "report_sha256": NAME[0], "files": [entry]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("evidence/x", b"two")
        archive.writestr("manifest.json", json.dumps(manifest))
    found = check_bundle(path, NAME, NAMED)
    assert (found.sound, found.altered) == ((), ("一.jpg",))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + bytes(60)])
def test_what_is_no_archive_is_refused_with_a_sentence(data: bytes, tmp_path: Path) -> None:
    """Damaged, empty or another program's."""
    (tmp_path / "e.zip").write_bytes(data)
    with pytest.raises(NotAnEvidenceArchive, match=r"e\.zip"):
        check_bundle(tmp_path / "e.zip", NAME, NAMED)
    with pytest.raises(UnreadableFile):
        check_bundle(tmp_path / "none.zip", NAME, NAMED)


def test_an_archive_that_unpacks_to_too_much_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read piece by piece, and no further than the limit."""
    monkeypatch.setattr("reports.mail.bundle._MOST_BYTES", 1_000_000)
    path = tmp_path / "e.zip"
    manifest = {"format": "zhijie-evidence", "format_version": 1, "report_sha256": NAME[0], "files": []}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(5_000_000))
        archive.writestr("manifest.json", json.dumps(manifest))
    assert path.stat().st_size < 100_000
    with pytest.raises(NotAnEvidenceArchive):
        check_bundle(path, NAME, NAMED)
