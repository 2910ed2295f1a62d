"""What restores and recoveries put out of the way: counted, bounded, and never the only place of anything."""

from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from models.workspace.copies import earlier_states

CASE, STAFF = "ZJ-1", AnswerId("factory.staff")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a case and a backup of it beside the folder."""
    with Workspace.open(tmp_path / "data") as workspace:
        workspace.create_case(CASE, answers={STAFF: 0})
        workspace.back_up(tmp_path / "b.zip")
    return tmp_path / "data"


def before(folder: Path) -> set[str]:
    """The databases from before restores."""
    return {path.name for path in (folder / "backups").glob("before-restore-*.db")}


def test_the_same_restore_again_and_again_fills_no_disk(folder: Path) -> None:
    """Of equal states three stay, and the count that the person reads is that of the disk."""
    with Workspace.open(folder) as workspace:
        for _ in range(8):
            workspace.restore(folder.with_name("b.zip"))
        assert len(before(folder)) == 3
        earlier = workspace.own_copies().earlier
    assert (earlier.before_restores, earlier.set_aside) == (3, 0)
    assert earlier.size_bytes == sum((folder / "backups" / name).stat().st_size for name in before(folder))
    assert earlier == earlier_states(folder)
    assert earlier.sentence is not None
    assert "(3)" in earlier.sentence.text("en")


def test_a_state_that_is_nowhere_else_stays_until_a_copy_holds_it(folder: Path) -> None:
    """Six states, each restored over before any copy was made: all stay; those that a kept copy holds go."""
    with Workspace.open(folder) as workspace:
        for number in range(1, 7):
            workspace.save_answer(CASE, STAFF, number)
            workspace.restore(folder.with_name("b.zip"))
        assert len(before(folder)) == 6
        oldest = min(before(folder), key=lambda name: (folder / "backups" / name).stat().st_mtime_ns)
        workspace.restore(folder / "backups" / oldest)
        assert workspace.load(CASE).get(STAFF) == 1
        workspace.keep_copy()
        assert oldest not in before(folder)
        assert len(before(folder)) == 6
        copy = max((folder / "backups").glob("copy-*.db"))
        copy.write_bytes(copy.read_bytes()[:5000])
        assert workspace.let_go() == ()


def test_what_is_altered_is_never_let_go_of(folder: Path) -> None:
    """A set-aside folder with a file that no copy holds stays, however old; one that is in a copy goes."""
    with Workspace.open(folder) as workspace:
        evidence = workspace.add_evidence(CASE, b"photo" * 100, "a.jpg", answer=AnswerId("scenarios.SC10.evidence"))
        workspace.keep_copy()
        for number, data in enumerate((b"photo" * 100, b"altered", b"photo" * 100, b"x", b"y", b"z")):
            place = folder / f"set-aside-2026010{number}-000000"
            place.mkdir()
            (place / evidence.digest).write_bytes(data)
        gone = set(workspace.let_go())
    assert gone == {"set-aside-20260100-000000", "set-aside-20260102-000000"}
    assert earlier_states(folder).set_aside == 4
