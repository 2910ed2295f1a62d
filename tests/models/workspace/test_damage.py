"""What is read is trusted only when it is what was written: damaged answers are named, and mended from the history."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.case import ChangeKind, HistoryDoubt
from models.errors import ApplicationError
from models.storage.errors import DamagedAnswers, DamagedStep
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace

NAME, STAFF = AnswerId("enterprise.name"), AnswerId("factory.staff")
CASE = "ZJ-1"


@pytest.fixture
def closed(folder: Path) -> Path:
    """A closed folder with a case, two of whose answers were changed once."""
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NAME: "宏达", STAFF: 100})
        workspace.save_answer(CASE, STAFF, 120)
    return folder


def tampered(folder: Path, statement: str) -> Path:
    """Changes the database behind the program's back."""
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute(statement)
    connection.close()
    return folder


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE answers SET value = '999' WHERE answer = 'factory.staff'", "factory.staff"),
        ("UPDATE answers SET value = '\"' WHERE answer = 'factory.staff'", "factory.staff"),
        ("UPDATE answers SET answer = 'factory.stuff' WHERE answer = 'factory.staff'", "factory.stuff"),
        ("UPDATE answers SET proof = proof + 1 WHERE answer = 'enterprise.name'", "enterprise.name"),
        ("DELETE FROM answers WHERE answer = 'factory.staff'", r"\?"),
        ("INSERT INTO answers SELECT version_id, answer || '2', value, proof FROM answers", "2"),
    ],
)
def test_an_answer_that_is_not_what_was_saved_is_named_and_brought_back_from_the_history(
    closed: Path, statement: str, named: str
) -> None:
    """Changed, renamed, lost or added: never shown as the person's own; the history proves what was there."""
    tampered(closed, statement)
    with Workspace.open(closed) as workspace:
        with pytest.raises(DamagedAnswers, match=named):
            workspace.load(CASE)
        assert {case.enterprise for case in workspace.cases()} <= {"宏达", ""}
        mended = workspace.mend_answers(CASE)
        assert mended.unanswered == ()
        assert "proven" in mended.sentence.text("en")
        assert workspace.load(CASE).answers == {NAME: "宏达", STAFF: 120}
        workspace.undo(CASE)
        assert workspace.load(CASE).get(STAFF) == 100


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET old = '999' WHERE old = '100'",
        "UPDATE changes SET new = '999' WHERE new = '100'",
        "UPDATE changes SET old = NULL WHERE old = '100'",
        "UPDATE changes SET answer = 'factory.stuff' WHERE old = '100'",
        "DELETE FROM changes WHERE new = '100'",
    ],
)
def test_an_undo_brings_back_only_what_the_history_proves(closed: Path, statement: str) -> None:
    """A damaged entry of the history never becomes an answer: the step is refused, and the answers stay."""
    tampered(closed, statement)
    with Workspace.open(closed) as workspace:
        with pytest.raises(DamagedStep, match="factory"):
            workspace.undo(CASE)
        assert workspace.load(CASE).answers == {NAME: "宏达", STAFF: 120}
        workspace.save_answer(CASE, NAME, "宏达二厂")
        workspace.undo(CASE)
        assert workspace.load(CASE).get(NAME) == "宏达"


def test_a_redo_brings_back_only_what_was_undone(closed: Path) -> None:
    """The undo repeats the value that it took away; where the two differ, nothing is redone."""
    with Workspace.open(closed) as workspace:
        workspace.undo(CASE)
    tampered(closed, "UPDATE changes SET new = '999' WHERE new = '120'")
    with Workspace.open(closed) as workspace:
        with pytest.raises(DamagedStep, match="factory"):
            workspace.redo(CASE)
        assert workspace.load(CASE).get(STAFF) == 100


def test_what_nothing_proves_counts_as_not_given(closed: Path) -> None:
    """Where the history is damaged as well, the answer is taken away, and the history says so."""
    tampered(closed, "UPDATE answers SET value = '999' WHERE answer = 'factory.staff'")
    tampered(closed, "UPDATE changes SET new = '998' WHERE answer = 'factory.staff'")
    with Workspace.open(closed) as workspace:
        assert workspace.mend_answers(CASE).unanswered == (STAFF,)
        assert workspace.load(CASE).answers == {NAME: "宏达"}
        newest = workspace.history(CASE, STAFF)[0]
        assert (newest.kind, newest.new) == (ChangeKind.MEND, None)


def test_answers_that_go_over_many_saves_undo_and_versions_stay_proven(closed: Path) -> None:
    """The number that a version carries follows every change, also of long texts, lists and what is taken away."""
    chance = random.Random(7)
    with Workspace.open(closed) as workspace:
        for turn in range(60):
            answer = AnswerId(f"local.a.n{chance.randrange(6)}")
            workspace.save_answer(CASE, answer, chance.choice([None, turn, "长" * turn, ("a", "b")]))
            if chance.random() < 0.3:
                workspace.undo(CASE)
            if chance.random() < 0.1:
                workspace.freeze(CASE, "x")
                workspace.new_version(CASE, "y")
            workspace.load(CASE)


def _use(folder: Path) -> None:
    """Does with a folder what a person does first with each case."""
    with Workspace.open(folder) as workspace:
        for case in workspace.cases():
            assessment = workspace.load(case.number)
            workspace.history(case.number)
            workspace.versions(case.number)
            workspace.comments(case.number)
            workspace.plan_limits(case.number)
            workspace.quotes(case.number)
            workspace.done_steps(case.number)
            workspace.reports(case.number)
            workspace.replies(case.number)
            assert assessment.get(NAME) in {"宏达机械有限公司", "宏达", None}


def test_two_hundred_damaged_databases_never_crash_and_never_show_other_answers(tmp_path: Path) -> None:
    """Bytes overwritten anywhere: a sentence, or every draft exactly as it was saved."""
    from tests.models.storage.filling import CASE as FULL
    from tests.models.storage.filling import fill

    whole = tmp_path / "whole"
    fill(whole)
    with Workspace.open(whole) as workspace:
        before = dict(workspace.load(FULL).answers)
    data = (whole / FILE_NAME).read_bytes()
    chance = random.Random(400)
    used = [page for page in range(len(data) // 4096) if any(data[page * 4096 + 8 : page * 4096 + 4096])]
    refused = 0
    for number in range(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        damaged = bytearray(data)
        page = chance.choice(used) * 4096
        for _ in range(chance.choice([1, 4, 30])):
            damaged[page + chance.randrange(4096)] = chance.randrange(256)
        (folder / FILE_NAME).write_bytes(damaged)
        try:
            _use(folder)
            with Workspace.open(folder) as workspace:
                if FULL in {case.number for case in workspace.cases()}:
                    assert dict(workspace.load(FULL).answers) == before, number
        except ApplicationError:
            refused += 1
        shutil.rmtree(folder)
    assert refused > 40


def test_every_entry_of_an_honest_history_fits_its_neighbours(folder: Path) -> None:
    """Saved, typed over, taken away, undone, redone, kept in a new version: nothing is called damaged."""
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NAME: "宏达", STAFF: 100})
        for staff in (120, None, 130, 130, 100):
            workspace.save_answer(CASE, STAFF, staff)
        workspace.undo(CASE)
        workspace.undo(CASE)
        workspace.redo(CASE)
        workspace.save_answer(CASE, NAME, "宏达机械")
        workspace.freeze(CASE, "报送")
        workspace.new_version(CASE, "补充")
        workspace.save_answer(CASE, STAFF, 140)
        workspace.undo(CASE)
        history = workspace.history(CASE)
        assert len(history) > 8
        assert [change for change in history if change.doubt is not None] == []


@pytest.mark.parametrize(
    "damage",
    [
        "new = '121' WHERE old = '100'",
        "new = '\"' WHERE old = '100'",
        "old = '12' WHERE new = '130'",
        "new = '131' WHERE new = '130'",
        "new = NULL WHERE new = '130'",
        "old = '{\"decimal\": \"x\"}' WHERE new = '130'",
    ],
)
def test_a_damaged_entry_of_the_history_is_not_shown_as_sound(closed: Path, damage: str) -> None:
    """In the middle or the newest, its old or its new value, still a number or not: the answer itself is not touched."""
    with Workspace.open(closed) as workspace:
        workspace.save_answer(CASE, STAFF, 130)
    tampered(closed, f"UPDATE changes SET {damage}")
    with Workspace.open(closed) as workspace:
        assert workspace.load(CASE).get(STAFF) == 130
        changes = workspace.history(CASE, STAFF)
        assert len(changes) >= 2
        assert any(change.doubt is not None for change in changes)
        assert all(change.doubt is None for change in workspace.history(CASE, NAME))


@pytest.mark.parametrize(
    "damage",
    [
        "steps SET at = '2020-01-01T00:00:00.000000+00:00' WHERE why = '抄表'",
        "steps SET at = '2020-01-01' WHERE why = '抄表'",
        "steps SET at = 'x' WHERE why = '抄表'",
        "steps SET who = '张三' WHERE why = '抄表'",
        "steps SET kind = 'import' WHERE why = '抄表'",
        "steps SET why = '估计' WHERE why = '抄表'",
        "changes SET old = NULL WHERE new = '130'",
        "changes SET proof = proof + 1 WHERE new = '130'",
    ],
)
def test_whatever_an_entry_shows_is_proven(closed: Path, damage: str) -> None:
    """Its time, name, kind, reason or values: that entry, and no other, is called altered, and no later act hides it."""
    with Workspace.open(closed) as workspace:
        workspace.save_answer(CASE, STAFF, 130)
        workspace.explain(CASE, STAFF, "抄表")
        assert {change.doubt for change in workspace.history(CASE)} == {None}
    tampered(closed, f"UPDATE {damage}")
    with Workspace.open(closed) as workspace:
        for _turn in range(2):
            altered, *others = workspace.history(CASE, STAFF)
            assert altered.doubt is HistoryDoubt.ALTERED
            assert "time, name, reason or values" in altered.doubt.sentence.text("en")
            assert {change.doubt for change in others} == {None}
            workspace.explain(CASE, STAFF, "再说一次")
        workspace.save_answer(CASE, STAFF, 140, typing=True)
        assert [change.doubt for change in workspace.history(CASE, STAFF)][:2] == [None, HistoryDoubt.ALTERED]


def test_typing_that_goes_on_and_a_reason_keep_an_entry_proven(closed: Path) -> None:
    """What the program itself changes in an entry is proven anew."""
    with Workspace.open(closed) as workspace:
        for staff in (13, 130, 1300):
            workspace.save_answer(CASE, STAFF, staff, typing=True)
            workspace.explain(CASE, STAFF, f"第 {staff} 次")
        newest = workspace.history(CASE, STAFF)[0]
        assert (newest.new, newest.why, newest.doubt) == (1300, "第 1300 次", None)


def test_an_entry_that_is_gone_leaves_a_gap(closed: Path) -> None:
    """The entries on both sides are as they were saved; that something between them is missing is said."""
    with Workspace.open(closed) as workspace:
        workspace.save_answer(CASE, STAFF, 130)
    tampered(closed, "DELETE FROM changes WHERE new = '120'")
    with Workspace.open(closed) as workspace:
        doubts = [change.doubt for change in workspace.history(CASE, STAFF)]
        assert doubts == [HistoryDoubt.GAP, HistoryDoubt.GAP]


@pytest.mark.parametrize("damage", ["text = '好'", "who = '张三'", "at = '2020-01-01'", "item = 'factory.area'"])
def test_an_altered_remark_is_not_shown_as_sound(closed: Path, damage: str) -> None:
    """Its text, name, time, or the place where it is shown."""
    with Workspace.open(closed) as workspace:
        workspace.comment(CASE, "factory.staff", "待核实")
        assert [comment.sound for comment in workspace.comments(CASE)] == [True]
    tampered(closed, f"UPDATE comments SET {damage}")
    with Workspace.open(closed) as workspace:
        assert [comment.sound for comment in workspace.comments(CASE)] == [False]
