"""Answers are saved as they are given, and everything that happened to them can be told and taken back."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from models.assessment import AnswerId, Value
from models.case import ChangeKind
from models.storage.errors import FrozenVersion, UnknownCase, UnstorableAnswer
from models.workspace import Workspace
from tests.models.workspace.conftest import TurnedClock

SC10 = AnswerId("scenarios.SC10.status")
NAME = AnswerId("factory.name")
STAFF = AnswerId("factory.staff")


@pytest.fixture
def case(workspace: Workspace) -> str:
    """Number of a new, empty case."""
    return workspace.create_case().case_number


@pytest.mark.parametrize(
    "value",
    [
        "",
        "一号厂",
        "a\nb\t\x00c",
        "𠮷野家",
        0,
        -7,
        2**60,
        True,
        False,
        Decimal("0"),
        Decimal("-12.50"),
        Decimal("1E+3"),
        (),
        ("甲", "乙"),
    ],
    ids=repr,
)
def test_every_kind_of_answer_comes_back_as_it_was_given(workspace: Workspace, case: str, value: Value) -> None:
    """Value and type of an answer survive the database."""
    workspace.save_answer(case, NAME, value)
    value_read = workspace.load(case).get(NAME)
    assert value_read == value
    assert type(value_read) is type(value)
    assert str(value_read) == str(value)


def test_half_a_surrogate_pair_is_stored_as_a_replacement_mark(workspace: Workspace, case: str) -> None:
    """What an input method delivers broken is saved readable instead of failing."""
    workspace.save_answer(case, NAME, "厂\ud842")
    assert workspace.load(case).get(NAME) == "厂\ufffd"


@pytest.mark.parametrize("value", ["x" * 100_001, Decimal("NaN"), Decimal("Infinity"), ("x",) * 10_001])
def test_a_value_that_cannot_be_kept_is_refused_with_a_sentence_and_the_old_one_stays(
    workspace: Workspace, case: str, value: Value
) -> None:
    """A refused answer changes nothing."""
    workspace.save_answer(case, NAME, "old")
    with pytest.raises(UnstorableAnswer, match="earlier answer is safe"):
        workspace.save_answer(case, NAME, value)
    assert workspace.load(case).get(NAME) == "old"


def test_several_answers_are_saved_all_or_none(workspace: Workspace, case: str) -> None:
    """One refused value leaves the others unsaved too."""
    with pytest.raises(UnstorableAnswer):
        workspace.save_answers(case, {STAFF: 100, NAME: Decimal("NaN")})
    assert workspace.load(case).answers == {}
    assert workspace.history(case) == ()


def test_saved_tells_time_and_changes_only_of_what_differed(
    workspace: Workspace, case: str, clock: TurnedClock
) -> None:
    """The proof of saving names the moment and the answers that really changed."""
    workspace.save_answer(case, NAME, "一号厂")
    saved = workspace.save_answers(case, {NAME: "一号厂", STAFF: 100})
    assert saved.changes == {STAFF: 100}
    assert saved.at == clock.now
    assert (saved.case_number, saved.version) == (case, 1)


def test_saving_the_same_answer_again_leaves_no_trace(workspace: Workspace, case: str) -> None:
    """History and undo hold changes, not saves."""
    workspace.save_answer(case, NAME, "一号厂")
    assert workspace.save_answer(case, NAME, "一号厂").changes == {}
    assert len(workspace.history(case)) == 1


def test_taking_an_answer_away_makes_it_absent(workspace: Workspace, case: str) -> None:
    """Not answered is absence, never a value."""
    workspace.save_answer(case, NAME, "一号厂")
    assert workspace.save_answer(case, NAME, None).changes == {NAME: None}
    assert NAME not in workspace.load(case).answers


def test_the_history_says_who_when_old_and_new(workspace: Workspace, case: str, clock: TurnedClock) -> None:
    """Every change of an answer can be told, newest first."""
    workspace.save_settings(replace(workspace.settings(), person="张敏"))
    workspace.save_answer(case, STAFF, 95)
    first = clock.now
    workspace.save_settings(replace(workspace.settings(), person="", role="colleague"))
    workspace.save_answer(case, STAFF, 100)
    newest, oldest = workspace.history(case, STAFF)
    assert (newest.who, newest.old, newest.new, newest.kind) == ("colleague", 95, 100, ChangeKind.EDIT)
    assert (oldest.who, oldest.old, oldest.new, oldest.at) == ("张敏", None, 95, first)


def test_the_history_never_holds_the_system_login(
    workspace: Workspace, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who changed something is what the person chose in the program."""
    monkeypatch.setenv("USER", "corp-login-7")
    monkeypatch.setenv("USERNAME", "corp-login-7")
    workspace.save_answer(case, STAFF, 1)
    workspace.freeze(case, "report")
    shown = repr((workspace.history(case), workspace.versions(case)))
    assert "corp-login-7" not in shown
    assert "manager" in shown


def test_undo_takes_back_step_by_step_and_redo_brings_it_back(workspace: Workspace, case: str) -> None:
    """Undo and redo walk the steps in order, over restarts."""
    workspace.save_answer(case, SC10, "planned")
    workspace.save_answers(case, {SC10: "full", STAFF: 100})
    undone = workspace.undo(case)
    assert undone is not None
    assert undone.changes == {SC10: "planned", STAFF: None}
    assert (undone.can_undo, undone.can_redo) == (True, True)
    workspace.undo(case)
    assert workspace.load(case).answers == {}
    assert workspace.undo(case) is None
    workspace.redo(case)
    redone = workspace.redo(case)
    assert redone is not None
    assert not redone.can_redo
    assert workspace.load(case).answers == {SC10: "full", STAFF: 100}
    assert workspace.redo(case) is None


def test_undo_works_after_the_program_was_started_again(folder: Path, clock: TurnedClock) -> None:
    """The steps lie in the database, not in the window."""
    with Workspace.open(folder, clock) as workspace:
        case = workspace.create_case().case_number
        workspace.save_answer(case, STAFF, 1)
    with Workspace.open(folder, clock) as workspace:
        workspace.undo(case)
        assert workspace.load(case).answers == {}


def test_a_new_answer_ends_what_could_be_done_again(workspace: Workspace, case: str) -> None:
    """After an undo, a new answer drops the undone branch; the history keeps it."""
    workspace.save_answer(case, STAFF, 1)
    workspace.undo(case)
    assert not workspace.save_answer(case, STAFF, 2).can_redo
    assert workspace.redo(case) is None
    assert [(change.kind, change.new) for change in workspace.history(case, STAFF)] == [
        (ChangeKind.EDIT, 2),
        (ChangeKind.UNDO, None),
        (ChangeKind.EDIT, 1),
    ]


def test_typing_on_is_one_step_until_a_pause(workspace: Workspace, case: str, clock: TurnedClock) -> None:
    """A word typed letter by letter is one entry of history and one undo; half a minute later a new one begins."""
    for text in ("宏", "宏达", "宏达机械"):
        workspace.save_answer(case, NAME, text, typing=True)
    assert [change.new for change in workspace.history(case, NAME)] == ["宏达机械"]
    clock.turn(minutes=1)
    workspace.save_answer(case, NAME, "宏达机械一厂", typing=True)
    workspace.undo(case)
    assert workspace.load(case).get(NAME) == "宏达机械"
    workspace.undo(case)
    assert workspace.load(case).get(NAME) is None


def test_typing_elsewhere_or_by_somebody_else_is_a_step_of_its_own(workspace: Workspace, case: str) -> None:
    """Only the same answer typed by the same person is joined."""
    workspace.save_answer(case, NAME, "a", typing=True)
    workspace.save_answer(case, STAFF, 1, typing=True)
    workspace.save_answer(case, NAME, "ab", typing=True)
    workspace.save_settings(replace(workspace.settings(), person="张敏"))
    workspace.save_answer(case, NAME, "abc", typing=True)
    assert len(workspace.history(case)) == 4


def test_typing_after_an_undo_does_not_rewrite_what_was_undone(workspace: Workspace, case: str) -> None:
    """A step that was taken back keeps its values in the history."""
    workspace.save_answer(case, NAME, "first", typing=True)
    workspace.undo(case)
    workspace.save_answer(case, NAME, "second", typing=True)
    assert [change.new for change in workspace.history(case, NAME)] == ["second", None, "first"]


def test_a_frozen_version_takes_no_answer_no_undo_and_no_redo(workspace: Workspace, case: str) -> None:
    """What is frozen never changes again."""
    workspace.save_answer(case, STAFF, 1)
    workspace.save_answer(case, STAFF, 2)
    workspace.undo(case)
    workspace.freeze(case, "report")
    changes: tuple[Callable[[], object], ...] = (
        lambda: workspace.save_answer(case, STAFF, 3),
        lambda: workspace.undo(case),
        lambda: workspace.redo(case),
    )
    for change in changes:
        with pytest.raises(FrozenVersion, match="begin a new version"):
            change()
    assert workspace.load(case).answers == {STAFF: 1}


def test_undo_does_not_reach_back_over_a_freeze(workspace: Workspace, case: str) -> None:
    """A new version begins without steps to undo."""
    workspace.save_answer(case, STAFF, 1)
    workspace.freeze(case, "report")
    workspace.new_version(case, "more staff")
    assert workspace.undo(case) is None
    assert workspace.load(case).get(STAFF) == 1


def test_the_history_runs_over_all_versions(workspace: Workspace, case: str) -> None:
    """A change says in which version it was made."""
    workspace.save_answer(case, STAFF, 1)
    workspace.freeze(case, "report")
    workspace.new_version(case, "more staff")
    workspace.save_answer(case, STAFF, 2)
    assert [(change.version, change.old, change.new) for change in workspace.history(case, STAFF)] == [
        (2, 1, 2),
        (1, None, 1),
    ]


def test_comments_are_kept_by_item_with_author_and_version(workspace: Workspace, case: str) -> None:
    """A remark stays with its item over versions; frozen versions take remarks."""
    workspace.comment(case, "scenarios.SC10", "问一下质量部")
    workspace.freeze(case, "report")
    workspace.comment(case, "scenarios.SC10", "已问")
    workspace.comment(case, "basic.BR1", "另一条")
    assert [comment.text for comment in workspace.comments(case, "scenarios.SC10")] == ["问一下质量部", "已问"]
    assert len(workspace.comments(case)) == 3


def test_a_case_that_is_not_here_is_named_in_the_sentence(workspace: Workspace) -> None:
    """Saving into nothing is told, not ignored."""
    with pytest.raises(UnknownCase, match="ZJ-0"):
        workspace.save_answer("ZJ-0", STAFF, 1)


def test_two_thousand_answers_are_saved_at_once(workspace: Workspace, case: str) -> None:
    """An import of everything fits into one step, and one undo takes it back."""
    many = {AnswerId(f"maturity.P{number}.comment"): f"第{number}条" for number in range(2000)}
    assert len(workspace.save_answers(case, many).changes) == 2000
    workspace.undo(case)
    assert workspace.load(case).answers == {}


def test_a_save_of_more_answers_than_one_question_to_the_database_takes(workspace: Workspace, case: str) -> None:
    """1,201 answers in one step: what was there before stands in the history, only what differs is a change, undo takes all."""
    before = {AnswerId(f"local.many.n{number}"): number for number in range(1_201)}
    workspace.save_answers(case, before)
    after = {answer: value if value % 3 else value + 10_000 for answer, value in before.items()}
    saved = workspace.save_answers(case, after)
    assert saved.changes == {answer: value for answer, value in after.items() if value >= 10_000}
    assert workspace.load(case).answers == after
    assert {change.answer: change.old for change in workspace.history(case, most=len(saved.changes))} == {
        answer: before[answer] for answer in saved.changes
    }
    workspace.undo(case)
    assert workspace.load(case).answers == before


def test_what_was_saved_is_told_exactly(workspace: Workspace, case: str, clock: TurnedClock) -> None:
    """The proof of a save names time, case, version, the answers that really changed, and what can be undone."""
    first = workspace.save_answers(case, {STAFF: 1, SC10: None})
    assert (first.at, first.case_number, first.version) == (clock.now, case, 1)
    assert (dict(first.changes), first.can_undo, first.can_redo) == ({STAFF: 1}, True, False)
    same = workspace.save_answer(case, STAFF, 1)
    assert (dict(same.changes), same.can_undo, same.can_redo) == ({}, True, False)
    workspace.undo(case)
    nothing = workspace.save_answer(case, SC10, None)
    assert (dict(nothing.changes), nothing.can_undo, nothing.can_redo) == ({}, False, True)
    with pytest.raises(TypeError):
        first.changes[STAFF] = 2  # type: ignore[index]


def test_what_is_noted_beside_the_answers_stays_with_its_version(workspace: Workspace, case: str) -> None:
    """Still true and later are kept; the next version asks again, and a frozen one takes no confirmation."""
    workspace.confirm(case, {STAFF, NAME})
    workspace.confirm(case, {STAFF, SC10})
    workspace.confirm(case, {NAME}, still_true=False)
    workspace.put_off(case, {"SC10", "SC11"})
    workspace.put_off(case, {"SC11"})
    assert workspace.notes(case).confirmed == {STAFF, SC10}
    assert workspace.notes(case).later == {"SC11"}
    workspace.freeze(case, "x")
    with pytest.raises(FrozenVersion):
        workspace.confirm(case, {NAME})
    workspace.new_version(case, "y")
    assert workspace.notes(case).confirmed == frozenset()
    assert workspace.notes(case).later == {"SC11"}
