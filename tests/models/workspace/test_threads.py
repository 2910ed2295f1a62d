"""The workspace may be called from any thread: one writer at a time, readers never see half a change."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from models.assessment import AnswerId
from models.workspace import Workspace

A = AnswerId("factory.a")
B = AnswerId("factory.b")


def test_saves_from_many_threads_are_all_there(workspace: Workspace) -> None:
    """Four threads save a hundred answers each; none is lost and the history has them all."""
    case = workspace.create_case().case_number

    def work(thread: int) -> None:
        for number in range(100):
            workspace.save_answer(case, AnswerId(f"factory.t{thread}"), number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert workspace.load(case).answers == {AnswerId(f"factory.t{thread}"): 99 for thread in range(4)}
    assert len(workspace.history(case)) == 400


def test_a_reader_never_sees_half_a_save(workspace: Workspace) -> None:
    """Two answers saved together are read together."""
    case = workspace.create_case(answers={A: 0, B: 0}).case_number

    def write() -> None:
        for number in range(1, 150):
            workspace.save_answers(case, {A: number, B: number})

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        while not writing.done():
            answers = workspace.load(case).answers
            assert answers[A] == answers[B]
        writing.result()


def test_answers_are_saved_while_a_backup_is_written(workspace: Workspace, tmp_path: Path) -> None:
    """A backup holds one moment whole, however much is typed meanwhile."""
    case = workspace.create_case(answers={A: 0, B: 0}).case_number
    with ThreadPoolExecutor(1) as pool:
        backing_up = pool.submit(lambda: [workspace.back_up(tmp_path / f"{number}.zhijie") for number in range(3)])
        number = 0
        while not backing_up.done():
            number += 1
            workspace.save_answers(case, {A: number, B: number})
        backups = backing_up.result()
    with Workspace.open(tmp_path / "elsewhere") as other:
        for backup in backups:
            other.restore(backup.path)
            answers = other.load(case).answers
            assert answers[A] == answers[B]


def test_evidence_is_taken_in_by_many_threads_at_once(workspace: Workspace) -> None:
    """The same photo dropped eight times at once is kept once and whole."""
    case = workspace.create_case().case_number
    photo = bytes(range(256)) * 4096
    with ThreadPoolExecutor(8) as pool:
        items = list(pool.map(lambda _: workspace.add_evidence(case, photo, "照片.jpg"), range(8)))
    assert len({item.digest for item in items}) == 1
    assert workspace.evidence_bytes(items[0].digest) == photo
    files = [path for path in (workspace.folder / "evidence").rglob("*") if path.is_file()]
    assert len(files) == 1


def test_clearing_away_a_case_never_takes_a_file_that_is_just_coming_in(workspace: Workspace) -> None:
    """Removing cases for good while photos are dropped leaves every photo of the other cases."""
    case = workspace.create_case().case_number

    def clear_away() -> None:
        for number in range(15):
            other = workspace.create_case(f"ZJ-{number}").case_number
            workspace.add_evidence(other, f"other {number}".encode(), "b.jpg")
            workspace.delete_case(other)
            workspace.forget_case(other)

    with ThreadPoolExecutor(2) as pool:
        clearing = pool.submit(clear_away)
        number = 0
        while not clearing.done():
            number += 1
            workspace.add_evidence(case, f"photo {number}".encode(), f"{number}.jpg")
        clearing.result()
    assert len(workspace.load(case).evidence) == number
    assert workspace.missing_evidence(case) == ()
