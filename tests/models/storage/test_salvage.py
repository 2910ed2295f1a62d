"""A damaged database gives back everything that still stands in it, and says what it cannot vouch for."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.case import HistoryDoubt
from models.errors import ApplicationError
from models.storage.errors import DamagedDatabase
from models.storage.file.place import FILE_NAME
from models.storage.safekeeping.salvage import salvage
from models.workspace import Workspace
from tests.models.storage.filling import CASE, fill

PAGE = 4096
MANY = {AnswerId(f"local.many.n{number:03}"): f"答案 {number} " * (number % 40) for number in range(300)}


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data folder with one of everything and three hundred answers more, some of them long."""
    folder = tmp_path_factory.mktemp("full")
    fill(folder)
    with Workspace.open(folder) as workspace:
        workspace.save_answers(CASE, MANY)
        workspace.save_answer(CASE, AnswerId("factory.note"), "长文本" * 9000)
    return folder


@pytest.fixture
def folder(full_folder: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with all that."""
    return Path(shutil.copytree(full_folder, tmp_path / "data"))


def answers_of(folder: Path) -> dict[AnswerId, object]:
    """Returns all answers of the draft."""
    with Workspace.open(folder) as workspace:
        return dict(workspace.load(CASE).answers)


def test_a_sound_database_is_salvaged_whole(folder: Path) -> None:
    """Nothing is lost by reading row by row: answers, history, papers, frozen version and trash."""
    with Workspace.open(folder) as workspace:
        before = (workspace.load(CASE), workspace.load(CASE, 1), workspace.history(CASE), workspace.replies(CASE), workspace.quotes(CASE))  # fmt: skip
    workspace, recovery = Workspace.recover_readable(folder, folder / FILE_NAME)
    assert recovery.salvage is not None
    report = recovery.salvage
    with workspace:
        after = (workspace.load(CASE), workspace.load(CASE, 1), workspace.history(CASE), workspace.replies(CASE), workspace.quotes(CASE))  # fmt: skip
        assert len(workspace.cases(in_trash=True)) == 1
        workspace.undo(CASE)
    assert after == before
    assert (report.unproven, report.broken, report.from_history) == ((), (), 0)
    assert "Every answer is proven" in report.sentences[0].text("en")


@pytest.mark.parametrize("page", [0, 1])
def test_a_database_whose_beginning_is_overwritten_gives_all_its_answers(folder: Path, page: int) -> None:
    """Header and list of tables are the same in every database of one schema."""
    before = answers_of(folder)
    data = bytearray((folder / FILE_NAME).read_bytes())
    data[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    (folder / FILE_NAME).write_bytes(data)
    with pytest.raises(ApplicationError):
        Workspace.open(folder)
    workspace, recovery = Workspace.recover_readable(folder, folder / FILE_NAME)
    workspace.close()
    assert recovery.salvage is not None
    report = recovery.salvage
    assert report.unproven == ()
    assert answers_of(folder) == before


def test_whichever_page_is_overwritten_what_is_told_is_true(folder: Path, tmp_path: Path) -> None:
    """For each page in turn: proven means that every answer is there; otherwise the version is named."""
    before = answers_of(folder)
    whole = (folder / FILE_NAME).read_bytes()
    pages = len(whole) // PAGE
    complete = 0
    tried = sorted(random.Random(1).sample(range(pages), 24))
    for page in tried:
        attempt = tmp_path / str(page)
        attempt.mkdir()
        (attempt / FILE_NAME).write_bytes(whole[: page * PAGE] + b"\xa5" * PAGE + whole[(page + 1) * PAGE :])
        workspace, recovery = Workspace.recover_readable(attempt, attempt / FILE_NAME)
        assert recovery.salvage is not None
        report = recovery.salvage
        with workspace:
            numbers = {case.number for case in workspace.cases()}
            if CASE in numbers:
                after = dict(workspace.load(CASE).answers)
                unproven = {each.version for each in report.unproven if each.case_number == CASE}
                assert (after == before) or unproven, page
                complete += after == before
        assert (next(attempt.glob("set-aside-*")) / FILE_NAME).read_bytes() != whole
    assert complete >= len(tried) - 3


def test_a_file_of_which_nothing_is_left_is_refused_untouched(folder: Path) -> None:
    """Rubbish is told as such, and nothing is put in its place."""
    (folder / FILE_NAME).write_bytes(b"\xa5" * 50_000)
    with pytest.raises(ApplicationError):
        Workspace.recover_readable(folder, folder / FILE_NAME)
    assert (folder / FILE_NAME).read_bytes() == b"\xa5" * 50_000
    assert not list(folder.glob("set-aside-*"))


@pytest.mark.parametrize(
    ("table", "other"),
    [("cases", "findings"), ("steps", "findings"), ("versions", "dossiers"), ("cases", "plans"), ("steps", "papers")],
)
def test_pages_in_each_others_place_are_no_rows_of_the_wrong_table(folder: Path, table: str, other: str) -> None:
    """Rows of another table are not taken for rows of this one, and what is missing comes from the copy."""
    with Workspace.open(folder) as workspace:
        workspace.keep_copy()
    before = answers_of(folder)
    path = folder / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"))
    data = bytearray(path.read_bytes())
    first, second = (slice((roots[name] - 1) * PAGE, roots[name] * PAGE) for name in (table, other))
    data[first], data[second] = data[second], data[first]
    path.write_bytes(data)
    workspace, _recovery = Workspace.recover_whole(folder)
    workspace.close()
    assert answers_of(folder) == before


def test_a_damaged_list_of_tables_is_known_before_it_is_used(folder: Path) -> None:
    """One changed letter in a column's name is damage with its sentence, and everything is got back."""
    before = answers_of(folder)
    path = folder / FILE_NAME
    data = path.read_bytes()
    assert b"answers_proof" in data
    path.write_bytes(data.replace(b"answers_proof", b"answers_prXof"))
    with pytest.raises(DamagedDatabase):
        Workspace.open(folder)
    workspace, _recovery = Workspace.recover_whole(folder)
    workspace.close()
    assert answers_of(folder) == before


def test_an_altered_entry_of_the_history_is_kept_and_named_and_a_copy_puts_it_right(folder: Path) -> None:
    """Without a copy it stays as it is and is called altered; with one it is as it was saved."""
    with Workspace.open(folder) as workspace:
        workspace.save_answer(CASE, AnswerId("factory.note"), "短")
        workspace.comment(CASE, "factory.note", "核实")
        before = (workspace.history(CASE), workspace.comments(CASE))
    copy = Path(shutil.copyfile(folder / FILE_NAME, folder.with_name("copy.db")))
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute("UPDATE steps SET who = '张三' WHERE id = (SELECT max(id) FROM steps)")
        connection.execute("UPDATE comments SET text = '好' WHERE text = '核实'")
        connection.commit()
    alone, helped = folder.with_name("alone.db"), folder.with_name("helped.db")
    for target, help_from in ((alone, None), (helped, copy)):
        report = salvage(folder / FILE_NAME, target, help_from, "copy")
        assert {"changes", "comments"} <= set(report.broken)
        assert report.from_copy == (0 if help_from is None else 2)
        assert "the history" in report.sentences[-1].text("en")
        shutil.copyfile(target, folder / FILE_NAME)
        with Workspace.open(folder) as workspace:
            after = (workspace.history(CASE), workspace.comments(CASE))
        if help_from is None:
            assert after[0][0].doubt is HistoryDoubt.ALTERED
            assert {change.doubt for change in after[0][1:]} == {None}
            assert after[1][-1].sound is False
        else:
            assert after == before
        shutil.copyfile(alone, folder / FILE_NAME)
