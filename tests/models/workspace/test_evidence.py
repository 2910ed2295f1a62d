"""Evidence is kept by its content, once, and its loss or change is noticed."""

import hashlib
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.errors import FileTooLarge, UnreadableFile
from models.storage.errors import EvidenceChanged, EvidenceMissing, FrozenVersion
from models.workspace import Workspace

PROOF = AnswerId("scenarios.SC10.evidence")


@pytest.fixture
def case(workspace: Workspace) -> str:
    """Number of a new, empty case."""
    return workspace.create_case().case_number


def _stored(workspace: Workspace) -> list[Path]:
    return [path for path in (workspace.folder / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_copied_and_the_original_stays_untouched(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """Adding evidence neither moves, changes nor locks the person's own file."""
    original = tmp_path / "追溯看板.jpg"
    original.write_bytes(b"\xff\xd8 picture")
    before = original.stat()
    item = workspace.add_evidence(case, original, note="二号线", answer=PROOF)
    assert (item.name, item.media_type, item.size_bytes, item.note) == ("追溯看板.jpg", "image/jpeg", 10, "二号线")
    assert item.digest == hashlib.sha256(b"\xff\xd8 picture").hexdigest()
    after = original.stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
    original.unlink()
    assert workspace.evidence_bytes(item.digest) == b"\xff\xd8 picture"
    assert workspace.load(case).evidence == {item.digest: item}
    assert workspace.load(case).get(PROOF) == (item.digest,)


def test_the_same_bytes_are_kept_once_over_all_cases(workspace: Workspace, case: str) -> None:
    """One photo behind nine scenarios takes the room of one."""
    other = workspace.create_case().case_number
    for number, name in ((case, "a.jpg"), (case, "b.jpg"), (other, "c.jpg")):
        workspace.add_evidence(number, b"same", name)
    assert len(_stored(workspace)) == 1
    assert [item.name for item in workspace.load(case).evidence.values()] == ["b.jpg"]
    assert [item.name for item in workspace.load(other).evidence.values()] == ["c.jpg"]


def test_adding_the_same_evidence_to_an_answer_twice_lists_it_once(workspace: Workspace, case: str) -> None:
    """A file dropped twice on a question is one proof."""
    for _ in range(2):
        item = workspace.add_evidence(case, b"same", "a.jpg", answer=PROOF)
    assert workspace.load(case).get(PROOF) == (item.digest,)


def test_removed_evidence_leaves_the_answers_and_undo_brings_it_back(workspace: Workspace, case: str) -> None:
    """Removing is one step that undo takes back with the file's name."""
    first = workspace.add_evidence(case, b"1", "a.jpg", answer=PROOF)
    second = workspace.add_evidence(case, b"2", "b.jpg", answer=PROOF)
    workspace.remove_evidence(case, first.digest)
    assert workspace.load(case).get(PROOF) == (second.digest,)
    assert set(workspace.load(case).evidence) == {second.digest}
    workspace.undo(case)
    assert workspace.load(case).get(PROOF) == (first.digest, second.digest)
    assert workspace.load(case).evidence[first.digest] == first


def test_a_file_taken_off_its_last_answer_is_no_longer_evidence_and_undo_brings_it_back(
    workspace: Workspace, case: str
) -> None:
    """Evidence follows the answers: what none of them names is not handed in; what one still names stays."""
    other = AnswerId("scenarios.SC11.evidence")
    item = workspace.add_evidence(case, b"1", "a.jpg", answer=PROOF)
    workspace.save_answer(case, other, (item.digest,))
    workspace.save_answer(case, PROOF, None)
    assert set(workspace.load(case).evidence) == {item.digest}
    workspace.save_answer(case, other, ())
    assert workspace.load(case).evidence == {}
    workspace.undo(case)
    assert workspace.load(case).evidence == {item.digest: item}


def test_evidence_of_a_frozen_version_can_be_neither_added_nor_removed(workspace: Workspace, case: str) -> None:
    """The proof behind a report stays what it was; nothing is left in the store by the attempt."""
    item = workspace.add_evidence(case, b"1", "a.jpg")
    workspace.freeze(case, "report")
    with pytest.raises(FrozenVersion):
        workspace.add_evidence(case, b"2", "b.jpg")
    with pytest.raises(FrozenVersion):
        workspace.remove_evidence(case, item.digest)
    assert len(_stored(workspace)) == 1


def test_a_file_that_is_gone_is_told_by_name(workspace: Workspace, case: str) -> None:
    """A photo that somebody deleted from the folder is listed as missing, and reading it says so."""
    item = workspace.add_evidence(case, b"1", "照片.jpg")
    assert workspace.missing_evidence(case) == ()
    _stored(workspace)[0].unlink()
    assert workspace.missing_evidence(case) == (item,)
    with pytest.raises(EvidenceMissing, match="照片"):
        workspace.evidence_bytes(item.digest)
    workspace.add_evidence(case, b"1", "照片.jpg")
    assert workspace.evidence_bytes(item.digest) == b"1"


def test_a_file_that_was_changed_is_told_and_healed_by_adding_it_again(workspace: Workspace, case: str) -> None:
    """Evidence is compared with its digest whenever it is read."""
    item = workspace.add_evidence(case, b"original", "照片.jpg")
    _stored(workspace)[0].write_bytes(b"retouched")
    with pytest.raises(EvidenceChanged, match="照片"):
        workspace.evidence_bytes(item.digest)
    workspace.add_evidence(case, b"original", "照片.jpg")
    assert workspace.evidence_bytes(item.digest) == b"original"


def test_a_file_over_the_limit_is_refused_unread(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """A film instead of a photo is refused with the limit."""
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate((100 << 20) + 1)
    with pytest.raises(FileTooLarge, match="100 MB"):
        workspace.add_evidence(case, film)
    assert _stored(workspace) == []
    assert workspace.load(case).evidence == {}


@pytest.mark.parametrize("name", ["missing.jpg", "."])
def test_a_missing_file_or_a_folder_is_refused(workspace: Workspace, case: str, tmp_path: Path, name: str) -> None:
    """What cannot be read is named, and nothing changes."""
    with pytest.raises(UnreadableFile):
        workspace.add_evidence(case, tmp_path / name)
    assert workspace.load(case).evidence == {}


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Users\\me\\照片.jpg", "/srv/照片.jpg"])
def test_the_name_of_evidence_carries_no_folder(workspace: Workspace, case: str, name: str) -> None:
    """No path of the person's machine gets into case, document or report."""
    kept = workspace.add_evidence(case, b"1", name).name
    assert "/" not in kept
    assert "\\" not in kept


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.PDF", "application/pdf"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.png", "image/png"),
        ("a.unknown-thing", "application/octet-stream"),
        ("noname", "application/octet-stream"),
    ],
)
def test_the_type_of_evidence_follows_its_name_on_every_machine(
    workspace: Workspace, case: str, name: str, media_type: str
) -> None:
    """The type does not depend on what a system knows of file names."""
    assert workspace.add_evidence(case, b"1", name).media_type == media_type


def test_a_half_written_file_of_a_killed_program_is_never_taken_for_evidence(workspace: Workspace, case: str) -> None:
    """Leftovers beside a file's place do not count and do not disturb."""
    digest = hashlib.sha256(b"whole").hexdigest()
    place = workspace.folder / "evidence" / digest[:2]
    place.mkdir(parents=True)
    (place / f"{digest}.4711.part").write_bytes(b"wh")
    item = workspace.add_evidence(case, b"whole", "a.jpg")
    assert workspace.evidence_bytes(item.digest) == b"whole"


def test_unsound_evidence_is_found_without_being_opened(workspace: Workspace, case: str) -> None:
    """What is gone and what was changed, in one look before anything is signed."""
    items = [workspace.add_evidence(case, data, f"{data.decode()}.jpg") for data in (b"one", b"two", b"three")]
    assert workspace.unsound_evidence(items) == ()
    for path in _stored(workspace):
        if path.read_bytes() == b"one":
            path.unlink()
        elif path.read_bytes() == b"two":
            path.write_bytes(b"other")
    assert workspace.unsound_evidence(items) == (items[0], items[1])
    assert workspace.unsound_evidence(items, lambda: True) == ()
