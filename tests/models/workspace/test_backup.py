"""Backups are proven by reading them back; restoring loses nothing that was there."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.errors import UnreadableFile
from models.storage.errors import BackupFailed, DamagedDatabase, DatabaseFromTheFuture, NotABackup
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from models.workspace.settings import Settings

STAFF = AnswerId("factory.staff")
PROOF = AnswerId("scenarios.SC10.evidence")


def _filled(workspace: Workspace) -> str:
    case = workspace.create_case("ZJ-1", answers={STAFF: 100}).case_number
    workspace.add_evidence(case, b"photo", "照片.jpg", answer=PROOF)
    workspace.keep_report(case, 1, "r.pdf", b"%PDF")
    workspace.freeze(case, "x")
    workspace.new_version(case, "y")
    workspace.confirm(case, {STAFF})
    workspace.put_off(case, {"SC10"})
    workspace.save_settings(Settings(language="zh", person="张敏"))
    return case


def _everything(workspace: Workspace) -> object:
    case = "ZJ-1"
    files = [workspace.evidence_bytes(digest) for digest in sorted(workspace.load(case).evidence)]
    papers = [workspace.report_bytes(report.digest) for report in workspace.reports()]
    return (
        workspace.load(case),
        workspace.history(case),
        workspace.versions(case),
        workspace.notes(case),
        workspace.settings(),
        files,
        papers,
    )


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rewritten(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_backup_holds_everything_and_restores_into_an_empty_folder(workspace: Workspace, tmp_path: Path) -> None:
    """One file carries cases, history, settings, evidence and reports to another computer."""
    _filled(workspace)
    before = _everything(workspace)
    backup = workspace.back_up(tmp_path / "backup.zhijie")
    assert (backup.files, backup.left_out) == (2, ())
    assert backup.size_bytes == backup.path.stat().st_size
    with Workspace.open(tmp_path / "elsewhere") as other:
        other.restore(backup.path)
        assert _everything(other) == before
    with Workspace.open(tmp_path / "elsewhere") as other:
        assert _everything(other) == before


@pytest.mark.parametrize("name", ["trust.json", "issued.json"])
def test_lists_come_back_only_where_there_are_none_yet(workspace: Workspace, tmp_path: Path, name: str) -> None:
    """A new computer knows the trusted signers and the office's register of the old one; none made here is replaced."""
    (workspace.folder / name).write_text('{"certificates": [], "lists": []}')
    backup = workspace.back_up(tmp_path / "backup.zhijie")
    with Workspace.open(tmp_path / "new") as other:
        other.restore(backup.path)
        assert (other.folder / name).read_text() == '{"certificates": [], "lists": []}'
        (other.folder / name).write_text("{}")
        other.restore(backup.path)
        assert (other.folder / name).read_text() == "{}"


def test_restoring_first_keeps_a_copy_that_can_be_restored_itself(workspace: Workspace, tmp_path: Path) -> None:
    """What was there before a restore is not lost."""
    case = _filled(workspace)
    backup = workspace.back_up(tmp_path / "backup.zhijie")
    workspace.save_answer(case, STAFF, 120)
    kept = workspace.restore(backup.path).kept
    assert workspace.load(case).get(STAFF) == 100
    workspace.restore(kept)
    assert workspace.load(case).get(STAFF) == 120


def test_after_restoring_answers_are_saved_as_before(workspace: Workspace, tmp_path: Path) -> None:
    """The open workspace goes on with what was restored."""
    case = _filled(workspace)
    backup = workspace.back_up(tmp_path / "backup.zhijie")
    workspace.restore(backup.path)
    workspace.save_answer(case, STAFF, 130)
    workspace.close()
    with Workspace.open(workspace.folder) as again:
        assert again.load(case).get(STAFF) == 130


def test_a_backup_tells_which_stored_files_were_damaged_already(workspace: Workspace, tmp_path: Path) -> None:
    """A damaged photo is named instead of being carried on as sound."""
    _filled(workspace)
    item = workspace.add_evidence("ZJ-1", b"other", "b.jpg")
    (workspace.folder / "evidence" / item.digest[:2] / item.digest).write_bytes(b"rotten")
    assert workspace.back_up(tmp_path / "b.zhijie").left_out == (f"evidence/{item.digest[:2]}/{item.digest}",)


def test_a_backup_that_cannot_be_written_leaves_the_earlier_file(workspace: Workspace, tmp_path: Path) -> None:
    """A folder that does not exist is a sentence; nothing half-written stays behind."""
    _filled(workspace)
    with pytest.raises(BackupFailed, match="unchanged and safe"):
        workspace.back_up(tmp_path / "missing" / "b.zhijie")
    good = workspace.back_up(tmp_path / "b.zhijie").path.read_bytes()
    again = workspace.back_up(tmp_path / "b.zhijie")
    assert again.path.read_bytes()[:4] == good[:4]
    assert [path.name for path in tmp_path.glob("b.zhijie*")] == ["b.zhijie"]


def test_a_flipped_byte_anywhere_in_a_backup_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    """No damaged backup is restored as if it were sound: it is refused, or what it gives is what was backed up."""
    _filled(workspace)
    before = _everything(workspace)
    good = workspace.back_up(tmp_path / "b.zhijie").path.read_bytes()
    torn = tmp_path / "torn.zhijie"
    refused = 0
    with Workspace.open(tmp_path / "elsewhere") as other:
        for place in range(0, len(good), len(good) // 60):
            torn.write_bytes(good[:place] + bytes([good[place] ^ 0x20]) + good[place + 1 :])
            try:
                other.restore(torn)
            except NotABackup:
                refused += 1
            else:
                assert _everything(other) == before
    # Only bytes that no reader looks at, such as a member's date, may pass.
    assert refused >= 45


@pytest.mark.parametrize("length", [0, 10, 100, 0.5, 0.99])
def test_a_backup_that_was_cut_short_is_refused(workspace: Workspace, tmp_path: Path, length: float) -> None:
    """Half a backup changes nothing."""
    case = _filled(workspace)
    good = workspace.back_up(tmp_path / "b.zhijie").path.read_bytes()
    cut = good[: int(length * len(good)) if isinstance(length, float) else length]
    (tmp_path / "b.zhijie").write_bytes(cut)
    with pytest.raises(NotABackup, match="present data was not changed"):
        workspace.restore(tmp_path / "b.zhijie")
    assert workspace.load(case).get(STAFF) == 100


def test_a_backup_from_a_newer_program_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Format and schema from the future are told as such."""
    _filled(workspace)
    path = workspace.back_up(tmp_path / "b.zhijie").path
    members = _members(path)
    manifest = json.loads(members["zhijie-backup.json"])
    members["zhijie-backup.json"] = json.dumps({**manifest, "format_version": 99}).encode()
    with pytest.raises(DatabaseFromTheFuture, match="update Zhijie"):
        workspace.restore(_rewritten(path, members))


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/evil.txt", "evidence/../../evil.txt", "packs/../evil", "C:\\evil.txt", "zhijie.lock"]
)
def test_a_backup_that_would_write_elsewhere_is_refused(workspace: Workspace, tmp_path: Path, name: str) -> None:
    """A hostile archive reaches no file outside its place."""
    _filled(workspace)
    path = workspace.back_up(tmp_path / "b.zhijie").path
    members = _members(path)
    manifest = json.loads(members["zhijie-backup.json"])
    manifest["files"][name] = {"sha256": hashlib.sha256(b"evil").hexdigest(), "size": 4}
    members = {**members, name: b"evil", "zhijie-backup.json": json.dumps(manifest).encode()}
    with pytest.raises(NotABackup):
        workspace.restore(_rewritten(path, members))
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"null", b"[]", b"{}", b'{"format": "zhijie-backup"}', b"\xff\xfe", b"[" * 100_000, b'{"format": "zhijie-backup", "format_version": 1, "files": 3}'],
    ids=range(8),
)  # fmt: skip
def test_a_list_of_contents_that_is_nonsense_is_refused(workspace: Workspace, tmp_path: Path, manifest: bytes) -> None:
    """Whatever stands in the list, the answer is a sentence."""
    _filled(workspace)
    path = workspace.back_up(tmp_path / "b.zhijie").path
    with pytest.raises((NotABackup, DatabaseFromTheFuture)):
        workspace.restore(_rewritten(path, {**_members(path), "zhijie-backup.json": manifest}))
    assert workspace.load("ZJ-1").get(STAFF) == 100


def test_a_member_that_unpacks_to_more_than_promised_is_cut_off(workspace: Workspace, tmp_path: Path) -> None:
    """A decompression bomb is not unpacked to its end."""
    _filled(workspace)
    path = workspace.back_up(tmp_path / "b.zhijie").path
    members = _members(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data + bytes(200 << 20) if name == FILE_NAME else data)
    with pytest.raises(NotABackup, match="damaged"):
        workspace.restore(path)


def test_a_foreign_zip_or_a_missing_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """What is no backup at all is told in a sentence."""
    _rewritten(tmp_path / "photos.zip", {"a.jpg": b"1"})
    with pytest.raises(NotABackup):
        workspace.restore(tmp_path / "photos.zip")
    with pytest.raises(UnreadableFile):
        workspace.restore(tmp_path / "missing")
    with pytest.raises(UnreadableFile):
        workspace.restore(tmp_path)


def test_a_damaged_folder_is_recovered_from_a_backup_and_nothing_is_deleted(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The damaged file is moved aside; the folder opens with what the backup holds."""
    _filled(workspace)
    before = _everything(workspace)
    backup = workspace.back_up(tmp_path / "b.zhijie")
    workspace.close()
    database = workspace.folder / FILE_NAME
    damaged = database.read_bytes()[:5000]
    database.write_bytes(damaged)
    with pytest.raises(DamagedDatabase):
        Workspace.open(workspace.folder)
    with Workspace.recover(workspace.folder, backup.path) as recovered:
        assert _everything(recovered) == before
    (aside,) = workspace.folder.glob(f"set-aside-*/{FILE_NAME}")
    assert aside.read_bytes() == damaged


def test_recovering_from_a_bad_backup_leaves_the_folder_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    """A second mistake does not make the first one worse."""
    _filled(workspace)
    workspace.close()
    database = workspace.folder / FILE_NAME
    database.write_bytes(b"not a database" * 100)
    (tmp_path / "bad").write_bytes(b"no backup")
    with pytest.raises(NotABackup):
        Workspace.recover(workspace.folder, tmp_path / "bad")
    assert database.read_bytes() == b"not a database" * 100
    assert not list(workspace.folder.glob("set-aside-*"))
