"""The copies that the program makes by itself hold everything, and bring everything back."""

import json
import threading
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.case import RECEIVED, REPORT_CHOICES
from models.errors import ApplicationError, UnwritableFile
from models.safekeeping import CaseFate
from models.storage.errors import NotABackup
from models.storage.file.place import FILE_NAME, newest_backup
from models.workspace import Workspace
from tests.models.workspace.conftest import TurnedClock

STAFF = AnswerId("factory.staff")
PROOF = AnswerId("scenarios.SC10.evidence")


@pytest.fixture
def case(workspace: Workspace) -> str:
    """A case with evidence and a paper, and a list of trusted signers."""
    number = workspace.create_case("ZJ-1", answers={STAFF: 100}).case_number
    workspace.add_evidence(number, b"photo", "a.jpg", answer=PROOF)
    workspace.keep_report(number, 1, "r.pdf", b"%PDF")
    (workspace.folder / "trust.json").write_text('{"certificates": [], "lists": []}')
    return number


def copies(workspace: Workspace) -> list[Path]:
    """The databases of the copies, oldest first."""
    return sorted((workspace.folder / "backups").glob("copy-*.db"))


def test_nothing_is_copied_before_there_is_a_case_nor_twice(workspace: Workspace) -> None:
    """An empty folder has nothing to lose; what did not change since the last copy is not copied again."""
    assert workspace.keep_copy() is None
    case = workspace.create_case("ZJ-1").case_number
    assert workspace.keep_copy() is not None
    assert workspace.keep_copy() is None
    workspace.save_answer(case, STAFF, 1)
    assert workspace.keep_copy() is not None
    assert len(copies(workspace)) == 2


def test_a_copy_brings_back_answers_evidence_papers_and_lists(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """Not the database alone: a new folder restored from the copy is the old one."""
    copy = workspace.keep_copy()
    assert copy is not None
    with Workspace.open(tmp_path / "elsewhere") as other:
        other.restore(copy)
        assert other.load(case) == workspace.load(case)
        assert [other.evidence_bytes(digest) for digest in other.load(case).evidence] == [b"photo"]
        assert other.report_bytes(other.reports()[0].digest) == b"%PDF"
        assert (other.folder / "trust.json").read_text() == '{"certificates": [], "lists": []}'


def test_a_file_is_stored_once_for_all_copies_and_goes_with_the_last_that_names_it(
    workspace: Workspace, case: str, clock: TurnedClock
) -> None:
    """Forty copies of a folder with a photo hold the photo once; a paper list that changed leaves with its last copy."""
    trust = workspace.folder / "trust.json"
    for day in range(40):
        workspace.save_answer(case, STAFF, day)
        trust.write_text(json.dumps({"certificates": [], "lists": [], "day": day}))
        workspace.keep_copy()
        clock.turn(days=1)
    stored = [path.read_bytes() for path in (workspace.folder / "backups" / "files").rglob("*") if path.is_file()]
    assert stored.count(b"photo") == 1
    assert sum(data.startswith(b'{"certificates"') for data in stored) == len(copies(workspace)) < 20
    workspace.restore(copies(workspace)[-2])
    assert workspace.load(case).get(STAFF) == 38


def test_numbers_go_on_whatever_the_clock_says(workspace: Workspace, case: str, clock: TurnedClock) -> None:
    """With the clock ten years ahead and back again, the newest copy is the one that was made last."""
    workspace.keep_copy()
    clock.turn(days=3650)
    workspace.save_answer(case, STAFF, 2)
    workspace.keep_copy()
    clock.turn(days=-3650)
    workspace.save_answer(case, STAFF, 3)
    last = workspace.keep_copy()
    assert last is not None
    assert last == copies(workspace)[-1]
    assert newest_backup(workspace.folder) == f"backups/{last.name}"
    workspace.restore(last)
    assert workspace.load(case).get(STAFF) == 3


def test_answers_are_saved_while_a_copy_is_made(workspace: Workspace, case: str) -> None:
    """A copy holds one moment, and nobody waits for it."""
    workspace.save_answer(case, AnswerId("factory.note"), "长" * 90_000)
    with workspace._database.moment() as moment:
        saved = threading.Thread(target=workspace.save_answer, args=(case, STAFF, 7))
        saved.start()
        saved.join()
        before = moment.execute("SELECT value FROM answers WHERE answer = ?", (STAFF,)).fetchone()
    assert before == ("100",)
    assert workspace.load(case).get(STAFF) == 7


def test_closing_ends_a_copy_and_leaves_one_complete_file(workspace: Workspace, case: str) -> None:
    """The window does not wait for a copy under way; no log stays beside the database."""
    assert case
    began, ended = threading.Event(), threading.Event()
    problems: list[Exception] = []

    def copy() -> None:
        try:
            with workspace._database.moment() as moment:
                began.set()
                while True:
                    moment.execute("SELECT count(*) FROM answers, answers, changes").fetchone()
        except Exception as problem:
            problems.append(problem)
        ended.set()

    threading.Thread(target=copy).start()
    began.wait()
    workspace.close()
    ended.wait()
    assert [str(problem) for problem in problems] == ["interrupted"]
    assert not (workspace.folder / f"{FILE_NAME}-wal").exists()
    with pytest.raises(ApplicationError):
        workspace.keep_copy()
    assert not (workspace.folder / f"{FILE_NAME}-wal").exists()


def test_an_altered_copy_is_refused(workspace: Workspace, case: str) -> None:
    """A copy whose answers were changed on the disk is sound to SQLite and still not what was copied."""
    copy = workspace.keep_copy()
    assert copy is not None
    data = copy.read_bytes()
    assert data.count(b"factory.staff") >= 1
    copy.write_bytes(data.replace(b"factory.staff", b"factory.stuff"))
    with pytest.raises(NotABackup):
        workspace.restore(copy)
    assert workspace.load(case).get(STAFF) == 100


def test_a_preview_says_what_differs_and_changes_nothing(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """Cases that come back, are not in the copy, or differ, with their answers; altered evidence and missing lists."""
    workspace.create_case("ZJ-2", answers={STAFF: 5})
    workspace.create_case("ZJ-4", answers={STAFF: 5})
    backup = workspace.back_up(tmp_path / "b.zip").path
    assert workspace.preview(backup).changes_nothing
    workspace.save_answer(case, STAFF, 120)
    workspace.delete_case("ZJ-2")
    workspace.empty_trash()
    workspace.create_case("ZJ-3")
    (digest,) = workspace.load(case).evidence
    (workspace.folder / "evidence" / digest[:2] / digest).write_bytes(b"altered")
    (workspace.folder / "trust.json").write_bytes(b"\x00\x00")
    preview = workspace.preview(backup)
    fates = {each.number: each.fate for each in preview.cases}
    assert fates == {
        "ZJ-1": CaseFate.CHANGED,
        "ZJ-2": CaseFate.ADDED,
        "ZJ-3": CaseFate.GONE,
        "ZJ-4": CaseFate.SAME,
    }
    assert next(each for each in preview.cases if each.number == case).answers == (STAFF,)
    assert (preview.repaired_files, preview.lists) == (1, ("trust.json",))
    assert workspace.load(case).get(STAFF) == 120
    assert (workspace.folder / "trust.json").read_bytes() == b"\x00\x00"


def test_restoring_repairs_altered_evidence_and_damaged_lists_and_keeps_what_was_there(
    workspace: Workspace, case: str, tmp_path: Path
) -> None:
    """The photo is the photo again; the damaged files lie in a folder of their own."""
    backup = workspace.back_up(tmp_path / "b.zip").path
    (digest,) = workspace.load(case).evidence
    photo, trust = workspace.folder / "evidence" / digest[:2] / digest, workspace.folder / "trust.json"
    photo.write_bytes(b"altered")
    trust.write_bytes(b"torn")
    restored = workspace.restore(backup)
    assert (restored.repaired_files, restored.lists) == (1, ("trust.json",))
    assert workspace.evidence_bytes(digest) == b"photo"
    assert trust.read_text().startswith("{")
    (aside,) = workspace.folder.glob("set-aside-*")
    assert (aside / "trust.json").read_bytes() == b"torn"
    assert (aside / "evidence" / digest[:2] / digest).read_bytes() == b"altered"


def test_one_case_comes_back_alone_with_its_history_and_frozen_version(
    workspace: Workspace, case: str, tmp_path: Path
) -> None:
    """Everything of that case is as in the backup; the others keep what they have, and frozen versions stay guarded."""
    workspace.freeze(case, "报送")
    workspace.new_version(case, "更正")
    workspace.save_answer(case, STAFF, 110)
    workspace.create_case("ZJ-2", answers={STAFF: 5})
    before = (workspace.load(case), workspace.load(case, 1), workspace.history(case))
    backup = workspace.back_up(tmp_path / "b.zip").path
    workspace.save_answers(case, {STAFF: 1, AnswerId("factory.note"): "falsch"})
    workspace.save_answer("ZJ-2", STAFF, 6)
    (case_id,) = (each.case_id for each in workspace.preview(backup).cases if each.number == case)
    for wanted in (case, case_id):
        workspace.restore(backup, case=wanted)
        assert (workspace.load(case), workspace.load(case, 1), workspace.history(case)) == before
        assert workspace.load("ZJ-2").get(STAFF) == 6
    workspace.save_answer(case, STAFF, 111)
    workspace.undo(case)
    with pytest.raises(Exception, match="frozen"), workspace._database.changing() as connection:
        connection.exec_driver_sql("UPDATE versions SET why = 'x' WHERE state = 'frozen'")
    with pytest.raises(ApplicationError, match="ZJ-9"):
        workspace.restore(backup, case="ZJ-9")


def test_a_case_that_comes_back_alone_brings_its_settings(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """It is still the part that somebody sent, with its report's look and its plan's texts; another's settings stay."""
    workspace.create_case("ZJ-2", answers={STAFF: 5})
    workspace.remember(RECEIVED + case, "part")
    workspace.remember(REPORT_CHOICES + case, "look")
    workspace.save_plan_texts(case, {"budget": "30"})
    backup = workspace.back_up(tmp_path / "b.zip").path
    for key in (RECEIVED + case, REPORT_CHOICES + case):
        workspace.remember(key, None)
    workspace.remember(RECEIVED + "ZJ-2", "later")
    workspace.restore(backup, case=case)
    assert workspace.notes(case).is_part
    assert workspace.recall(REPORT_CHOICES + case) == "look"
    assert workspace.recall(RECEIVED + "ZJ-2") == "later"


def test_a_case_does_not_push_out_another_with_its_number(workspace: Workspace, case: str, tmp_path: Path) -> None:
    """Two different cases of one number: nothing is changed, and the person is told."""
    backup = workspace.back_up(tmp_path / "b.zip").path
    with Workspace.open(tmp_path / "elsewhere") as other:
        other.create_case(case, answers={STAFF: 3})
        with pytest.raises(ApplicationError, match="already a case"):
            other.restore(backup, case=case)
        assert other.load(case).get(STAFF) == 3


def test_waiting_letters_move_to_a_new_computer_and_are_not_sent_twice_on_the_old_one(
    workspace: Workspace, case: str, tmp_path: Path
) -> None:
    """Letters and the mail account are in the file; where there is an outbox, a letter that was sent does not come back."""
    assert case
    outbox = workspace.folder / "outbox"
    outbox.mkdir()
    (outbox / "a.eml").write_bytes(b"letter")
    (outbox / "a.json").write_bytes(b"{}")
    (workspace.folder / "mail.json").write_bytes(b'{"account": null, "limit_mb": 20}')
    backup = workspace.back_up(tmp_path / "b.zip").path
    (outbox / "a.eml").unlink()
    workspace.restore(backup)
    assert not (outbox / "a.eml").exists()
    with Workspace.open(tmp_path / "new") as other:
        assert other.preview(backup).letters == 1
        other.restore(backup)
        assert (other.folder / "outbox" / "a.eml").read_bytes() == b"letter"
        assert (other.folder / "mail.json").exists()


def test_the_second_place_gets_the_same_copies_when_it_is_there(
    workspace: Workspace, case: str, clock: TurnedClock, tmp_path: Path
) -> None:
    """A stick that is pulled out is no failure; after a week without it the person is told, and then it catches up."""
    stick = tmp_path / "stick"
    stick.mkdir()
    workspace.choose_second_place(stick)
    workspace.keep_copy()
    (inside,) = stick.iterdir()
    stick.rename(tmp_path / "pulled")
    workspace.save_answer(case, STAFF, 2)
    assert workspace.keep_copy() is not None
    assert workspace.overdue_place() is None
    clock.turn(days=8)
    overdue = workspace.overdue_place()
    assert overdue is not None
    assert "was not there for a week" in overdue.reminder.text("en")
    (tmp_path / "pulled").rename(stick)
    assert workspace.keep_copy() is None
    assert workspace.overdue_place() is None
    newest = sorted(inside.glob("copy-*.db"))[-1]
    with Workspace.open(tmp_path / "elsewhere") as other:
        other.restore(newest)
        assert other.load(case).get(STAFF) == 2
        assert other.evidence_bytes(next(iter(other.load(case).evidence))) == b"photo"
    workspace.choose_second_place(None)
    assert workspace.own_copies().second is None


def test_the_second_place_is_elsewhere(workspace: Workspace, case: str, clock: TurnedClock) -> None:
    """The data folder is no second place for itself, nor is a folder that is not there; a week is a week either way."""
    assert case
    for folder in (workspace.folder / "backups", workspace.folder / "nowhere"):
        with pytest.raises(UnwritableFile):
            workspace.choose_second_place(folder)
    workspace.choose_second_place(workspace.folder.parent)
    clock.turn(days=-8)
    assert workspace.overdue_place() is not None
