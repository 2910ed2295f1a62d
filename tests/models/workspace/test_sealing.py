"""An encrypted data folder says nothing to whoever has no key, and everything to whoever has one."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import files
from models.errors import ApplicationError
from models.sealing import ring, stream
from models.sealing.key import DataKey
from models.storage.errors import (
    AlreadyEncrypted,
    DataLocked,
    DiskFull,
    EvidenceChanged,
    KeyFileDamaged,
    LogOfAnother,
    NotABackup,
    NotEncrypted,
    OtherRecoveryKey,
    TooShortPassphrase,
    WrongDataPassphrase,
)
from models.storage.file.place import FILE_NAME
from models.storage.sealing.key_file import recovery_bytes, recovery_text
from models.workspace import Workspace, sealing
from tests.models.sealed_folder import CASE, MARKER, NEW_PASSPHRASE, NOTE, PASSPHRASE, fill, in_clear, said
from ui.saving.journal import Journal, JournalEntry


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each test begins and ends as a program that was given no key."""
    ring.forget()
    yield
    ring.forget()


@pytest.fixture(scope="module")
def clear_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder with one of everything, in clear."""
    folder = tmp_path_factory.mktemp("clear") / "data"
    fill(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, clear_folder: Path) -> Path:
    """The same, of the test's own."""
    return Path(shutil.copytree(clear_folder, tmp_path / "data"))


@pytest.fixture
def recovery(folder: Path) -> str:
    """The recovery key of the folder, which is encrypted and locked."""
    key, _done = sealing.turn_on(folder, PASSPHRASE)
    ring.forget()
    return key


def test_turning_on_leaves_no_answer_in_clear_and_turning_off_gives_all_back(folder: Path) -> None:
    """No byte of an answer, of evidence, a paper, a copy or a list can be read; all of it is there with the key."""
    before = said(folder)
    names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert in_clear(folder)
    _recovery, done = sealing.turn_on(folder, PASSPHRASE)
    assert done.left == ()
    assert in_clear(folder) == []
    assert said(folder) == before
    assert in_clear(folder) == []
    done = sealing.turn_off(folder, PASSPHRASE)
    assert done.left == ()
    assert said(folder) == before
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == names
    assert (folder / "trials.jsonl").read_text().count(MARKER) == 1


def test_what_is_written_later_is_sealed_too_and_no_temporary_folder_has_it(
    folder: Path, recovery: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers, evidence, copies, backups and restores of an open encrypted folder leave nothing in clear anywhere."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    sealing.unlock(folder, recovery)
    with Workspace.open(folder) as workspace:
        workspace.save_answers(CASE, {NOTE: f"{MARKER} again"})
        workspace.add_evidence(CASE, f"{MARKER} more".encode(), "more.txt")
        workspace.keep_copy()
        workspace.back_up(tmp_path / "b.zip")
        workspace.preview(tmp_path / "b.zip")
        workspace.restore(tmp_path / "b.zip")
        files.write_bytes(folder / "mail.json", MARKER.encode())
        # The log is full of pages now.
        assert in_clear(tmp_path) == []
    assert in_clear(tmp_path) == []
    assert files.read_bytes(folder / "mail.json", 1) == MARKER.encode()


def test_without_the_key_nothing_opens(folder: Path, recovery: str) -> None:
    """A folder that was not unlocked is refused with a sentence, and stays as it is."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(DataLocked):
        Workspace.open(folder)
    with pytest.raises(DataLocked):
        Workspace.recover_whole(folder)
    for secret in ("not the passphrase", "", recovery[:-1] + ("0" if recovery[-1] != "0" else "1")):
        with pytest.raises(WrongDataPassphrase):
            sealing.unlock(folder, secret)
    with pytest.raises(OtherRecoveryKey):
        sealing.unlock(folder, recovery_text(bytes(range(20))))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("typed", [str, str.lower, lambda key: key.replace("-", " "), lambda key: f" {key}\n"])
def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(folder: Path, recovery: str, typed: object) -> None:
    """The recovery key opens the folder however it is spelt, and sets a new passphrase; the old one is gone."""
    assert callable(typed)
    sealing.change_passphrase(folder, typed(recovery), NEW_PASSPHRASE)
    with pytest.raises(WrongDataPassphrase):
        sealing.unlock(folder, PASSPHRASE)
    sealing.unlock(folder, NEW_PASSPHRASE)
    assert said(folder)


def test_a_new_recovery_key_replaces_the_old_one(folder: Path, recovery: str) -> None:
    """The sheet that was lost opens nothing any more."""
    fresh = sealing.new_recovery_key(folder, PASSPHRASE)
    with pytest.raises(OtherRecoveryKey):
        sealing.unlock(folder, recovery)
    sealing.unlock(folder, fresh)
    assert said(folder)


def test_a_passphrase_is_the_same_however_a_keyboard_writes_its_letters(folder: Path) -> None:
    """Full-width letters and composed accents are those that were meant."""
    sealing.turn_on(folder, "café 2026 long enough")
    ring.forget()
    sealing.unlock(folder, "cafe\u0301 ２０２６ long enough")


def test_what_makes_no_sense_is_refused_before_anything_is_changed(folder: Path) -> None:
    """A short passphrase, a second encryption, and acts on a folder in clear are a sentence each."""
    with pytest.raises(TooShortPassphrase):
        sealing.turn_on(folder, "short")
    with pytest.raises(NotEncrypted):
        sealing.change_passphrase(folder, PASSPHRASE, NEW_PASSPHRASE)
    with pytest.raises(NotEncrypted):
        sealing.turn_off(folder, PASSPHRASE)
    sealing.turn_on(folder, PASSPHRASE)
    with pytest.raises(AlreadyEncrypted):
        sealing.turn_on(folder, PASSPHRASE)


def test_a_damaged_key_file_has_a_copy(folder: Path, recovery: str) -> None:
    """The key file is kept twice; without both, the sentence names what is missing."""
    (folder / ring.KEY_FILE).write_bytes(b"{")
    sealing.unlock(folder, recovery)
    assert said(folder)
    ring.forget()
    (folder / "backups" / ring.KEY_FILE).write_bytes(b"")
    with pytest.raises(KeyFileDamaged):
        sealing.unlock(folder, recovery)
    for place in (folder, folder / "backups"):
        (place / ring.KEY_FILE).unlink()
    with pytest.raises(KeyFileDamaged):
        Workspace.open(folder)


def test_a_backup_opens_on_another_computer_with_passphrase_or_recovery_key(
    folder: Path, recovery: str, tmp_path: Path
) -> None:
    """A backup carries its wrapped key; into a folder in clear it comes in clear, into an encrypted one encrypted."""
    sealing.unlock(folder, PASSPHRASE)
    before = said(folder)
    with Workspace.open(folder) as workspace:
        workspace.back_up(tmp_path / "b.zip")
    ring.forget()
    for number, secret in enumerate((PASSPHRASE, recovery)):
        other = tmp_path / f"other-{number}"
        with Workspace.open(other) as workspace, pytest.raises(DataLocked):
            workspace.preview(tmp_path / "b.zip")
        with pytest.raises(WrongDataPassphrase):
            sealing.unlock_copy(tmp_path / "b.zip", "something else")
        if number:
            sealing.turn_on(other, NEW_PASSPHRASE)
        sealing.unlock_copy(tmp_path / "b.zip", secret)
        with Workspace.open(other) as workspace:
            preview = workspace.preview(tmp_path / "b.zip")
            restored = workspace.restore(tmp_path / "b.zip")
        assert preview.comes_in_clear is restored.came_in_clear is (number == 0)
        assert any("in clear" in line.text("en") for line in preview.sentences) is (number == 0)
        assert len(restored.warnings) == (number == 0)
        assert said(other) == before
        assert bool(in_clear(other)) is (number == 0)
        ring.forget()


def test_a_changed_backup_is_refused(folder: Path, recovery: str, tmp_path: Path) -> None:
    """A flipped bit or a cut anywhere in an encrypted backup is known before anything of it is used."""
    sealing.unlock(folder, recovery)
    with Workspace.open(folder) as workspace:
        workspace.back_up(tmp_path / "b.zip")
        whole = (tmp_path / "b.zip").read_bytes()
        for place in range(700, len(whole), len(whole) // 9):
            changed = bytearray(whole)
            changed[place] ^= 1
            for data in (bytes(changed), whole[:place]):
                (tmp_path / "c.zip").write_bytes(data)
                with pytest.raises((NotABackup, DataLocked)):
                    workspace.preview(tmp_path / "c.zip")


def test_a_flipped_bit_in_evidence_is_known_and_repaired(folder: Path, recovery: str) -> None:
    """Changed and swapped sealed files are found, named, and put right from the copies."""
    sealing.unlock(folder, recovery)
    with Workspace.open(folder) as workspace:
        (item,) = workspace.load(CASE).evidence.values()
        place = folder / "evidence" / item.digest[:2] / item.digest
        whole = place.read_bytes()
        for at in (9, 20, 40, len(whole) // 2, len(whole) - 1):
            changed = bytearray(whole)
            changed[at] ^= 4
            place.write_bytes(changed)
            assert workspace.unsound_evidence([item]) == (item,)
            with pytest.raises(ApplicationError):
                workspace.evidence_bytes(item.digest)
        place.write_bytes(stream.sealed(b"another", ring.known_keys()[0], "another name"))
        with pytest.raises(EvidenceChanged):
            workspace.evidence_bytes(item.digest)
    workspace, recovered = Workspace.recover_whole(folder)
    with workspace:
        assert recovered.repaired_files == (f"evidence/{item.digest[:2]}/{item.digest}",)
        assert workspace.unsound_evidence([item]) == ()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_damaged_encrypted_database_is_recovered(folder: Path, recovery: str, share: float) -> None:
    """A page of noise in it costs nothing that a copy or the rest of it still has, and nothing is left in clear."""
    sealing.unlock(folder, recovery)
    before = said(folder)
    data = bytearray((folder / FILE_NAME).read_bytes())
    start = int(share * len(data)) // 4096 * 4096
    data[start : start + 4096] = b"\x5a" * 4096
    (folder / FILE_NAME).write_bytes(data)
    workspace, _recovered = Workspace.recover_whole(folder)
    with workspace:
        assert workspace.load(CASE).answers[NOTE] == f"{MARKER} in an answer"
    assert said(folder) == before
    assert in_clear(folder) == []


def test_a_second_place_gets_encrypted_copies_with_the_key_file(folder: Path, recovery: str, tmp_path: Path) -> None:
    """Copies on a stick are encrypted, also those made before, and open with the passphrase alone on another computer."""
    stick = tmp_path / "stick"
    stick.mkdir()
    sealing.unlock(folder, PASSPHRASE)
    sealing.turn_off(folder, recovery)
    with Workspace.open(folder) as workspace:
        workspace.choose_second_place(stick)
        workspace.save_answers(CASE, {NOTE: f"{MARKER} for the stick"})
        workspace.keep_copy()
    assert in_clear(stick)
    sealing.turn_on(folder, PASSPHRASE)
    assert in_clear(stick) == []
    with Workspace.open(folder) as workspace:
        workspace.save_answers(CASE, {NOTE: f"{MARKER} once more"})
        workspace.keep_copy()
    assert in_clear(stick) == []
    ring.forget()
    newest = max(stick.rglob("copy-*.db"))
    sealing.unlock_copy(newest, PASSPHRASE)
    with Workspace.open(tmp_path / "other") as workspace:
        workspace.restore(newest)
        assert workspace.load(CASE).answers[NOTE] == f"{MARKER} once more"


def test_a_recovery_key_is_typed_without_confusion() -> None:
    """It comes back from its text; letters taken for digits are those; a wrong letter is known by the check."""
    recovery = bytes(range(100, 120))
    text = recovery_text(recovery)
    assert recovery_bytes(text.replace("1", "l").replace("0", "O")) == recovery
    for place in range(len(text)):
        if text[place] != "-":
            wrong = "A" if text[place] != "A" else "B"
            assert recovery_bytes(text[:place] + wrong + text[place + 1 :]) is None


@pytest.mark.parametrize("size", [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 18])
def test_a_sealed_file_is_read_whole_and_known_by_its_name(size: int, tmp_path: Path) -> None:
    """Every size comes back; a cut, a flipped bit, another name or key does not."""
    key, data = DataKey.new(), bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = stream.sealed(data, key, "a")
    assert stream.unsealed(sealed, key, "a") == data
    assert len(sealed) == stream.sealed_size(size)
    assert stream.content_size(len(sealed)) == size
    flipped = bytearray(sealed)
    flipped[-1] ^= 1
    for broken, its_key, name in (
        (sealed[:-1], key, "a"),
        (sealed[: stream.HEADER_BYTES + (1 << 18) + 16], key, "a") if size > 1 << 18 else (sealed[:40], key, "a"),
        (bytes(flipped), key, "a"),
        (sealed, key, "b"),
        (sealed, DataKey.new(), "a"),
    ):
        with pytest.raises(stream.SealBroken):
            stream.unsealed(broken, its_key, name)


def test_a_program_that_was_killed_left_a_log_that_belongs(folder: Path, recovery: str, tmp_path: Path) -> None:
    """What was acknowledged is there when only the log has it; the log of another state is refused."""
    sealing.unlock(folder, recovery)
    with Workspace.open(folder) as workspace:
        workspace.save_answers(CASE, {NOTE: "acknowledged"})
        # As the disk has it when the current fails.
        shutil.copytree(folder, tmp_path / "cut")
    assert (tmp_path / "cut" / f"{FILE_NAME}-wal").stat().st_size > 0
    shutil.copytree(tmp_path / "cut", tmp_path / "mixed")
    shutil.copyfile(folder / FILE_NAME, tmp_path / "mixed" / FILE_NAME)
    with Workspace.open(tmp_path / "cut") as workspace:
        assert workspace.load(CASE).answers[NOTE] == "acknowledged"
    with pytest.raises(LogOfAnother):
        Workspace.open(tmp_path / "mixed")
    assert any(state.is_sound for state in Workspace.states(tmp_path / "mixed"))


def test_a_folder_that_cannot_be_written_is_read_and_backed_up_sealed(
    folder: Path, recovery: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its copy in memory is written to the backup encrypted, and no temporary folder has it in clear."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    sealing.unlock(folder, recovery)
    before = said(folder)
    with Workspace.open_to_read(folder, DiskFull(name=FILE_NAME)) as workspace:
        assert workspace.load(CASE).answers[NOTE] == f"{MARKER} in an answer"
        workspace.back_up(tmp_path / "b.zip")
    assert in_clear(tmp_path) == []
    with Workspace.open(tmp_path / "other") as workspace:
        workspace.restore(tmp_path / "b.zip")
    assert said(tmp_path / "other") == before


def test_what_is_typed_is_sealed_line_by_line(folder: Path, recovery: str) -> None:
    """The window's journal says nothing without the key, keeps what it had in clear, and passes over a torn line."""
    steps = [JournalEntry(CASE, {NOTE: f"{MARKER} {number}"}, typing=True) for number in range(3)]
    Journal(folder).note(steps[0])
    sealing.unlock(folder, recovery)
    Workspace.open(folder).close()
    Journal(folder).note(steps[1])
    Journal(folder).note(steps[2])
    lines = (folder / "typed.jsonl").read_bytes().splitlines(keepends=True)
    assert [MARKER.encode() in line for line in lines] == [True, False, False]
    assert [entry.changes for entry in Journal(folder).left()] == [step.changes for step in steps]
    (folder / "typed.jsonl").write_bytes(b"".join(lines)[:-9])
    assert len(Journal(folder).left()) == 2
    ring.forget()
    assert len(Journal(folder).left()) == 1
