"""Cases, versions, freezing and the trash."""

import sqlite3

import pytest

from models.assessment import AnswerId, AssessmentState
from models.storage.database import FILE_NAME
from models.storage.errors import CaseExists, DraftExists, FrozenVersion, ReasonMissing, UnknownCase
from models.storage.record import ReportKind
from models.workspace import Workspace

STAFF = AnswerId("factory.staff")


def test_a_new_case_is_an_empty_draft_of_version_one(workspace: Workspace) -> None:
    """A case begins with a draft under a number of its own."""
    made = workspace.create_case()
    assert (made.version, made.state, dict(made.answers)) == (1, AssessmentState.DRAFT, {})
    assert made.case_number.startswith("ZJ-20261122-")
    assert workspace.load(made.case_number) == made


def test_case_numbers_are_never_given_twice(workspace: Workspace) -> None:
    """A taken number is refused, be the case in the list or in the trash."""
    workspace.create_case("2026-1")
    with pytest.raises(CaseExists, match="2026-1"):
        workspace.create_case("2026-1")
    workspace.delete_case("2026-1")
    with pytest.raises(CaseExists):
        workspace.create_case(" 2026-1 ")


def test_freezing_needs_a_reason_and_is_told_with_the_version(workspace: Workspace) -> None:
    """Why, when and by whom a version was frozen stays with it."""
    case = workspace.create_case().case_number
    with pytest.raises(ReasonMissing):
        workspace.freeze(case, "  ")
    frozen = workspace.freeze(case, "报送市工信局")
    assert frozen.state is AssessmentState.FROZEN
    assert frozen.frozen_on
    (version,) = workspace.versions(case)
    assert (version.frozen_why, version.frozen_by) == ("报送市工信局", "manager")
    with pytest.raises(FrozenVersion):
        workspace.freeze(case, "again")


def test_a_new_version_is_a_copy_and_the_frozen_one_stays(workspace: Workspace) -> None:
    """Answers, rules and evidence are copied; the frozen version keeps its own."""
    case = workspace.create_case(answers={STAFF: 100}, overlays=("jiangsu-2025",)).case_number
    item = workspace.add_evidence(case, b"photo", "照片.jpg")
    workspace.freeze(case, "report")
    second = workspace.new_version(case, "新增五台机床")
    assert (second.version, second.state, second.get(STAFF)) == (2, AssessmentState.DRAFT, 100)
    assert second.overlays == ("jiangsu-2025",)
    assert set(second.evidence) == {item.digest}
    workspace.save_answer(case, STAFF, 120)
    workspace.remove_evidence(case, item.digest)
    first = workspace.load(case, 1)
    assert (first.get(STAFF), set(first.evidence)) == (100, {item.digest})
    assert [version.why for version in workspace.versions(case)] == ["", "新增五台机床"]


def test_a_new_version_is_refused_while_there_is_a_draft_or_no_reason(workspace: Workspace) -> None:
    """A case has at most one draft, and every new version says why."""
    case = workspace.create_case().case_number
    with pytest.raises(DraftExists):
        workspace.new_version(case, "why")
    workspace.freeze(case, "report")
    with pytest.raises(ReasonMissing):
        workspace.new_version(case, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET value = '1'",
        "DELETE FROM answers",
        "INSERT INTO answers SELECT id, 'factory.name', '1' FROM versions",
        "UPDATE changes SET new = '1'",
        "DELETE FROM changes",
        "UPDATE steps SET who = 'x'",
        "DELETE FROM steps",
        "UPDATE attachments SET name = 'x'",
        "DELETE FROM attachments",
        "UPDATE versions SET state = 'draft', frozen_at = NULL",
        "DELETE FROM versions",
        "DELETE FROM cases",
    ],
)
def test_the_database_itself_refuses_to_change_a_frozen_version(workspace: Workspace, statement: str) -> None:
    """Not even another program that opens the file changes what is frozen."""
    case = workspace.create_case(answers={STAFF: 100}).case_number
    workspace.add_evidence(case, b"photo", "照片.jpg")
    before = workspace.freeze(case, "report")
    workspace.close()
    with sqlite3.connect(workspace.folder / FILE_NAME) as other:
        other.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="frozen"):
            other.execute(statement)
    other.close()
    with Workspace.open(workspace.folder) as again:
        assert again.load(case) == before


def test_a_deleted_case_comes_back_whole_from_the_trash(workspace: Workspace) -> None:
    """Deleting is undone without loss, history and undo included."""
    case = workspace.create_case(answers={STAFF: 100}).case_number
    workspace.delete_case(case)
    with pytest.raises(UnknownCase):
        workspace.load(case)
    (thrown,) = workspace.cases(in_trash=True)
    assert (thrown.number, thrown.trashed_at is not None) == (case, True)
    workspace.restore_case(case)
    assert workspace.load(case).get(STAFF) == 100
    assert workspace.cases(in_trash=True) == ()
    assert workspace.undo(case) is not None


def test_only_a_case_in_the_trash_can_be_removed_for_good(workspace: Workspace) -> None:
    """Removing takes two steps; then rows and files that nobody else needs are gone."""
    case = workspace.create_case().case_number
    other = workspace.create_case().case_number
    own = workspace.add_evidence(case, b"own", "a.jpg")
    shared = workspace.add_evidence(case, b"shared", "b.jpg")
    workspace.add_evidence(other, b"shared", "b.jpg")
    report = workspace.keep_report(ReportKind.REPORT, case, 1, "r.pdf", b"%PDF")
    workspace.freeze(case, "report")
    with pytest.raises(UnknownCase):
        workspace.forget_case(case)
    workspace.delete_case(case)
    workspace.forget_case(case)
    files = {path.name for path in workspace.folder.rglob("*") if len(path.name) == 64}
    assert shared.digest in files
    assert own.digest not in files
    assert report.digest not in files
    assert workspace.cases(in_trash=True) == ()
    assert workspace.evidence_bytes(shared.digest) == b"shared"
    workspace.create_case(case)


def test_a_case_or_version_that_is_not_here_is_told(workspace: Workspace) -> None:
    """Loading what does not exist is a sentence, not a crash."""
    case = workspace.create_case().case_number
    for missing in ((case, 2), ("nothing", None)):
        with pytest.raises(UnknownCase):
            workspace.load(*missing)
    for act in (workspace.delete_case, workspace.versions, workspace.history):
        with pytest.raises(UnknownCase):
            act("nothing")
    with pytest.raises(UnknownCase):
        workspace.restore_case(case)
