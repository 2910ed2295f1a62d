"""The file with what is not committed yet: exact, in order, and harmless when it is broken."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import AnswerId
from models.storage.errors import DiskFull
from models.workspace import Workspace
from ui.saving.journal import Journal, JournalEntry, TypingKept

VALUES = st.one_of(
    st.none(),
    st.text(max_size=40).filter(lambda text: text.isprintable()),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.lists(st.text(alphabet="甲乙丙 abc", max_size=5), max_size=4).map(tuple),
)


@given(st.lists(st.tuples(st.sampled_from(["a.b", "c.d"]), VALUES), max_size=5))
def test_what_is_noted_is_read_back_exactly(notes: list[tuple[str, object]]) -> None:
    """Texts, numbers, lists and what was taken away come back in order and of the same kind."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        steps = [JournalEntry("ZJ-1", {AnswerId(answer): value}, True) for answer, value in notes]  # type: ignore[dict-item]
        for step in steps:
            journal.note(step)
        assert list(Journal(Path(folder)).left()) == steps
        journal.clear()
        assert not Journal(Path(folder)).left()


def test_what_a_killed_window_left_is_saved_at_the_next_opening(tmp_path: Path) -> None:
    """The last value of each answer is in the database afterwards, and the file is gone."""
    with Workspace.open(tmp_path) as workspace:
        case = workspace.create_case().case_number
        journal = Journal(tmp_path)
        journal.note(JournalEntry(case, {AnswerId("enterprise.name"): "Hong"}, True))
        journal.note(JournalEntry(case, {AnswerId("enterprise.name"): "Hongda"}, True))
        journal.note(JournalEntry(case, {AnswerId("enterprise.revenue_wan"): Decimal("3200.50")}, True))
        assert Journal(tmp_path).bring_back(workspace) == 3
        answers = workspace.load(case).answers
        assert answers[AnswerId("enterprise.name")] == "Hongda"
        assert answers[AnswerId("enterprise.revenue_wan")] == Decimal("3200.50")
        assert not list(tmp_path.glob("typed*"))


def test_steps_that_the_data_refuse_for_good_are_kept_aside(tmp_path: Path) -> None:
    """A frozen version and a case that is gone stay as they are, and the notes stay under another name."""
    with Workspace.open(tmp_path) as workspace:
        case = workspace.create_case(answers={AnswerId("enterprise.name"): "before"}).case_number
        workspace.freeze(case, "sent")
        journal = Journal(tmp_path)
        journal.note(JournalEntry(case, {AnswerId("enterprise.name"): "after"}, True))
        journal.note(JournalEntry("ZJ-none", {AnswerId("enterprise.name"): "after"}, True))
        noted = (tmp_path / "typed.jsonl").read_bytes()
        with pytest.raises(TypingKept, match="typed-kept-"):
            journal.bring_back(workspace)
        assert workspace.load(case).get("enterprise.name") == "before"
        assert not journal.left()
        (kept,) = tmp_path.glob("typed-kept-*")
        assert kept.read_bytes() == noted


def test_a_torn_or_foreign_file_does_no_harm(tmp_path: Path) -> None:
    """The line that was being written is left out, and so is whatever is no step at all."""
    journal = Journal(tmp_path)
    journal.note(JournalEntry("ZJ-1", {AnswerId("a.b"): "whole"}, True))
    with (tmp_path / "typed.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"a": 1}\n[1]\nnull\n["ZJ-1", true, {"a.b": {"x": 1}}]\n["ZJ-1", true, {"a.b": "to')
    assert [step.changes for step in Journal(tmp_path).left()] == [{"a.b": "whole"}]
    (tmp_path / "typed.jsonl").write_bytes(b"\xff\xfe\x00")
    assert not Journal(tmp_path).left()


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00\n", b'["ZJ-1", true, {"a.b": {"x": 1}}]\n', b"x" * 10_000_001])
def test_a_file_that_cannot_be_read_is_never_deleted(tmp_path: Path, damage: bytes) -> None:
    """What can be read of it is saved, the person is told, and every byte stays in the data folder."""
    with Workspace.open(tmp_path) as workspace:
        case = workspace.create_case().case_number
        journal = Journal(tmp_path)
        journal.note(JournalEntry(case, {AnswerId("enterprise.name"): "Hongda"}, True))
        with (tmp_path / "typed.jsonl").open("ab") as file:
            file.write(damage)
        noted = (tmp_path / "typed.jsonl").read_bytes()
        journal = Journal(tmp_path)
        with pytest.raises(TypingKept):
            journal.bring_back(workspace)
        journal.note(JournalEntry(case, {AnswerId("enterprise.name"): "Hongda 2"}, True))
        journal.clear()
        assert next(tmp_path.glob("typed-kept-*")).read_bytes() == noted
        if len(damage) < 1000:
            assert workspace.load(case).get("enterprise.name") == "Hongda"


def test_what_could_not_be_brought_back_outlives_the_next_saves(tmp_path: Path) -> None:
    """On a full disk the notes stay, and the opening after that replays them with what came later, in order."""
    with Workspace.open(tmp_path) as workspace:
        case = workspace.create_case().case_number
        Journal(tmp_path).note(JournalEntry(case, {AnswerId("enterprise.name"): "Hongda" * 9000}, True))
        with workspace._database.raw() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        journal = Journal(tmp_path)
        with pytest.raises(DiskFull):
            journal.bring_back(workspace)
        journal.note(JournalEntry(case, {AnswerId("enterprise.contact"): "Zhang"}, True))
        journal.clear()
        assert len(Journal(tmp_path).left()) == 2
    with Workspace.open(tmp_path) as workspace:
        assert Journal(tmp_path).bring_back(workspace) == 2
        assert workspace.load(case).get("enterprise.contact") == "Zhang"
        assert not list(tmp_path.glob("typed*"))


def test_a_note_is_flushed_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A keystroke survives a power cut: file and folder entry were sent to the disk when the note was made."""
    flushed: list[int] = []
    system = os.fsync

    def record(handle: int) -> None:
        flushed.append(os.fstat(handle).st_ino)
        system(handle)

    monkeypatch.setattr(os, "fsync", record)
    Journal(tmp_path).note(JournalEntry("ZJ-1", {AnswerId("a.b"): "x"}, True))
    note = (tmp_path / "typed.jsonl").stat()
    assert note.st_ino in flushed
    if os.name == "posix":
        assert tmp_path.stat().st_ino in flushed
        assert note.st_mode & 0o077 == 0
