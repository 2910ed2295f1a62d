"""An evidence archive compared with the report that it belongs to."""

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
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
NAMED = {str(piece.digest): piece.name for piece, _ in (ONE, TWO)}


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
    findings = check_bundle(_archive(tmp_path, ONE, TWO), NAME, NAMED)
    assert findings.complete
    assert len(bundle_lines(findings, 2)) == 1


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
    findings = check_bundle(path, later, NAMED)
    assert (findings.complete, findings.stage, findings.signatures_since) == (True, 1, 2)
    assert "before its last 2 signatures" in bundle_lines(findings, 2)[1].text("en")
    other = check_bundle(path, ("0" * 64,), NAMED)
    assert not other.complete
    assert f"begins with {NAME[0][:12]}" in bundle_lines(other, 2)[1].text("en")


def test_the_archive_of_a_countersigned_report_is_its_own(tmp_path: Path) -> None:
    """With the stages that verification finds in the real file."""
    (tmp_path / "e.zip").write_bytes(evidence_bundle("e.zip", report().signed, [ONE]).data)
    named = {str(ONE[0].digest): ONE[0].name}
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
    findings = check_bundle(path, NAME, NAMED)
    assert (findings.sound, findings.altered) == ((), ("一.jpg",))


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


def _entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(path: Path, entries: Iterable[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name", ["Thumbs.db", ".DS_Store", "__MACOSX/._x.jpg", "evidence/desktop.ini", "~$x.docx", "evidence/"]
)
def test_what_a_system_adds_says_nothing_of_the_evidence(name: str, tmp_path: Path) -> None:
    """It is named, and left out of the judgement."""
    entries = _entries(_archive(tmp_path, ONE, TWO))
    findings = check_bundle(
        _packed(tmp_path / "added.zip", [*entries.items(), (name, b"" if name.endswith("/") else b"x")]), NAME, NAMED
    )
    assert findings.complete
    assert findings.added == (() if name.endswith("/") else (name,))
    assert len(bundle_lines(findings, 2)) == 1 + len(findings.added)


@pytest.mark.parametrize("folder", ["佐证/", "a/b/"])
def test_an_archive_packed_again_inside_a_folder_is_recognised(folder: str, tmp_path: Path) -> None:
    """Unpacked and packed again with the folder that it was unpacked into."""
    entries = _entries(_archive(tmp_path, ONE, TWO))
    again = [(folder, b""), *((folder + name, data) for name, data in entries.items()), (f"{folder}Thumbs.db", b"x")]
    findings = check_bundle(_packed(tmp_path / "again.zip", again), NAME, NAMED)
    assert (findings.complete, findings.added) == (True, ("Thumbs.db",))


def test_what_cannot_be_read_is_not_called_changed(tmp_path: Path) -> None:
    """A damaged piece is named as such, neither altered nor missing; the others are compared."""
    path = _archive(tmp_path, ONE, TWO)
    data = path.read_bytes().replace(b"one", b"oNe", 1)
    path.write_bytes(data)
    findings = check_bundle(path, NAME, NAMED)
    assert (findings.unread, findings.altered, findings.missing, findings.complete) == (("一.jpg",), (), (), False)
    assert findings.sound == (TWO[0].digest,)
    assert "nobody can say" in bundle_lines(findings, 2)[-1].text("en")


def test_an_added_file_of_a_person_is_strange_not_altered(tmp_path: Path) -> None:
    """Nothing says what it should have been."""
    entries = _entries(_archive(tmp_path, ONE, TWO))
    findings = check_bundle(_packed(tmp_path / "more.zip", [*entries.items(), ("notes\n.txt", b"x")]), NAME, NAMED)
    assert (findings.strange, findings.altered) == (("notes�.txt",), ())


@pytest.mark.parametrize("again", ["manifest.json", "x/manifest.json", "evidence/"])
def test_an_archive_with_two_readings_is_refused(again: str, tmp_path: Path) -> None:
    """A second manifest, a name that stands twice, a folder that holds something."""
    entries = _entries(_archive(tmp_path, ONE, TWO))
    with pytest.warns(UserWarning, match="Duplicate") if again == "manifest.json" else contextlib.nullcontext():
        _packed(tmp_path / "two.zip", [*entries.items(), (again, b"{}")])
    with pytest.raises(NotAnEvidenceArchive):
        check_bundle(tmp_path / "two.zip", NAME, NAMED)


@pytest.mark.parametrize(
    "change", [{"report_sha256": None}, {"files": None}, {"files": [3]}, {"files": [{"file": "x"}]}, {"format": 1}]
)
def test_a_manifest_of_another_shape_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    """With the sentence for archives, whatever is missing in it."""
    entries = _entries(_archive(tmp_path, ONE, TWO))
    manifest = {**json.loads(entries["manifest.json"]), **change}
    for value in (manifest, {key: value for key, value in manifest.items() if key not in change}):
        entries["manifest.json"] = json.dumps(value).encode()
        with pytest.raises(NotAnEvidenceArchive):
            check_bundle(_packed(tmp_path / "e2.zip", entries.items()), NAME, NAMED)
