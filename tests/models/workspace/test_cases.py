"""Cases, versions, freezing and the trash."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from models.assessment import AnswerId, AssessmentState
from models.case import WaitsFor
from models.errors import ApplicationError, UnknownPack
from models.storage.errors import CaseExists, DraftExists, FrozenVersion, ReasonMissing, UnfitNumber, UnknownCase
from models.storage.file.place import FILE_NAME
from models.workspace import Workspace
from tests.models.replies import keep_reply

NAME = AnswerId("enterprise.name")
ADDRESS = AnswerId("factory.address")
FACTORY = AnswerId("factory.name")
STAFF = AnswerId("factory.staff")


def test_a_new_case_is_an_empty_draft_of_version_one(workspace: Workspace) -> None:
    """A case begins with a draft under a number of its own."""
    assessment = workspace.create_case()
    assert (assessment.version, assessment.state, dict(assessment.answers)) == (1, AssessmentState.DRAFT, {})
    assert assessment.case_number.startswith("ZJ-20261122-")
    assert workspace.load(assessment.case_number) == assessment


def test_case_numbers_are_never_given_twice(workspace: Workspace) -> None:
    """A taken number is refused, be the case in the list or in the trash."""
    workspace.create_case("2026-1")
    with pytest.raises(CaseExists, match="2026-1"):
        workspace.create_case("2026-1")
    workspace.delete_case("2026-1")
    with pytest.raises(CaseExists):
        workspace.create_case(" 2026-1 ")


@pytest.mark.parametrize("number", ["x" * 61, "a\nb", "a\x00b", "a\u202eb"])
def test_a_number_that_no_report_can_carry_is_refused(workspace: Workspace, number: str) -> None:
    """Case numbers are printable, on one line and short."""
    with pytest.raises(UnfitNumber, match="No case was created"):
        workspace.create_case(number)
    assert workspace.cases() == ()


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
    case = workspace.create_case(answers={STAFF: 100}, overlays=("jiangsu-2026",)).case_number
    item = workspace.add_evidence(case, b"photo", "照片.jpg")
    workspace.freeze(case, "report")
    second = workspace.new_version(case, "新增五台机床")
    assert (second.version, second.state, second.get(STAFF)) == (2, AssessmentState.DRAFT, 100)
    assert second.overlays == ("jiangsu-2026",)
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
        "INSERT INTO answers SELECT id, 'factory.name', '1', 0 FROM versions",
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
    report = workspace.keep_report(case, 1, "r.pdf", b"%PDF")
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


def test_the_list_shows_names_tier_progress_and_what_a_case_waits_for(workspace: Workspace) -> None:
    """A row of the list says where the case stands without its being opened."""
    case = workspace.create_case(answers={NAME: "宏达机械", FACTORY: "一号厂"}).case_number
    (row,) = workspace.cases()
    assert (row.number, row.enterprise, row.factory, row.version) == (case, "宏达机械", "一号厂", 1)
    assert row.waits_for is WaitsFor.ANSWERS
    assert row.outcome is not None
    assert (row.outcome.reached, row.outcome.answered) == (None, 0)
    assert row.outcome.asked > 40
    assert row.progress_share == 0


def test_the_tier_in_the_list_follows_the_answers(workspace: Workspace) -> None:
    """A remembered result is worked out anew after every change, and not before."""
    case = workspace.create_case().case_number
    first = workspace.cases()[0].outcome
    assert first is not None
    workspace.save_answer(case, AnswerId("requirements.BR1.answer"), "yes")
    second = workspace.cases()[0].outcome
    assert second is not None
    assert second.answered == first.answered + 1
    workspace.undo(case)
    assert workspace.cases()[0].outcome == first


def test_the_sample_in_the_list_has_the_tier_that_the_evaluator_gives(workspace: Workspace) -> None:
    """The list and the result page never disagree."""
    sample = workspace.create_sample()
    evaluation = workspace.evaluate(sample)
    (row,) = workspace.cases()
    assert row.outcome is not None
    assert (row.outcome.reached, row.outcome.possible) == (evaluation.reached, evaluation.possible)
    assert row.progress_share > 0.5


def test_a_case_whose_rules_are_not_installed_is_listed_without_a_tier(workspace: Workspace) -> None:
    """A missing pack hides one result, not the list."""
    workspace.create_case("ZJ-1", rulebook="national-1999")
    workspace.create_case("ZJ-2")
    outcomes = {row.number: row.outcome for row in workspace.cases()}
    assert outcomes["ZJ-1"] is None
    assert outcomes["ZJ-2"] is not None
    with pytest.raises(UnknownPack, match="national-1999"):
        workspace.evaluate(workspace.load("ZJ-1"))


def test_a_case_waits_for_one_thing_after_another(workspace: Workspace) -> None:
    """Freeze, report, reply, next version: each step changes what the case waits for."""
    sample = workspace.create_sample()
    case = sample.case_number
    waited = []

    def look() -> None:
        waited.append(workspace.cases()[0].waits_for)

    workspace.freeze(case, "report")
    look()
    workspace.keep_report(case, 1, "r.pdf", b"%PDF")
    look()
    keep_reply(workspace, b"%PDF reply", case=case)
    look()
    workspace.new_version(case, "more machines")
    look()
    assert waited[:3] == [WaitsFor.REPORT, WaitsFor.REPLY, WaitsFor.NEXT_VERSION]
    assert waited[3] in {WaitsFor.ANSWERS, WaitsFor.FREEZE}


def test_the_last_changed_case_comes_first(workspace: Workspace) -> None:
    """What was worked on last is on top."""
    for number in ("ZJ-1", "ZJ-2", "ZJ-3"):
        workspace.create_case(number)
    workspace.save_answer("ZJ-2", STAFF, 1)
    assert [row.number for row in workspace.cases()] == ["ZJ-2", "ZJ-3", "ZJ-1"]


def test_a_sample_brings_its_evidence_and_a_number_of_its_own(workspace: Workspace) -> None:
    """Trying the sample twice gives two cases that do not touch each other."""
    first, second = workspace.create_sample(), workspace.create_sample()
    assert first.case_number != second.case_number
    assert first.answers == second.answers
    held = {item.digest for item in first.evidence.values()} - {
        item.digest for item in workspace.missing_evidence(first.case_number)
    }
    assert held
    for digest in held:
        assert workspace.evidence_bytes(digest)


def test_an_exported_case_comes_back_the_same(workspace: Workspace, tmp_path: Path) -> None:
    """The document carries a case to another computer with its number and every answer."""
    sample = workspace.create_sample()
    data = workspace.export_case(sample.case_number)
    with Workspace.open(tmp_path / "elsewhere") as other:
        brought = other.import_case(data, "case.json")
        assert brought == sample
        assert other.export_case(sample.case_number) == data


def test_a_stale_copy_of_a_case_overwrites_nothing_and_is_told_apart(workspace: Workspace) -> None:
    """What the file knows only from before is earlier; what never stood here is news; nothing is taken by itself."""
    sample = workspace.create_sample()
    case = sample.case_number
    data = workspace.export_case(case)
    workspace.save_answers(case, {NAME: "改名", ADDRESS: "新址"})
    mine = workspace.load(case)
    with pytest.raises(CaseExists):
        workspace.import_case(data, "case.json")
    stale = workspace.meet_document(data, "case.json")
    assert {difference.answer: difference.is_earlier for difference in stale.differences} == {NAME: True, ADDRESS: True}
    assert all(difference.changed_at is not None for difference in stale.differences)
    other = workspace.meet_document(data.replace(str(sample.get(NAME)).encode(), "别名".encode()), "case.json")
    assert [difference.is_earlier for difference in other.differences if difference.answer == NAME] == [False]
    assert workspace.load(case) == mine


def test_chosen_answers_of_a_document_are_one_step_that_can_be_undone(workspace: Workspace) -> None:
    """Only what was chosen changes; undo brings back what was there, and the history keeps all of it."""
    sample = workspace.create_sample()
    case = sample.case_number
    data = workspace.export_case(case)
    workspace.save_answers(case, {NAME: "改名", ADDRESS: "新址"})
    mine = workspace.load(case)
    given = workspace.meet_document(data, "case.json").given
    merged = workspace.merge_document(given, [ADDRESS], "case.json")
    assert (merged.get(NAME), merged.get(ADDRESS)) == ("改名", sample.get(ADDRESS))
    assert len(workspace.versions(case)) == 1
    workspace.undo(case)
    assert workspace.load(case).answers == mine.answers
    assert "新址" in [change.old for change in workspace.history(case, ADDRESS)]


def test_a_document_can_be_taken_in_as_another_version_or_as_another_case(workspace: Workspace) -> None:
    """The draft is frozen as it is and the file's answers stand in the next version, or in a case of their own."""
    sample = workspace.create_sample()
    case = sample.case_number
    data = workspace.export_case(case)
    workspace.save_answer(case, NAME, "改名")
    encounter = workspace.meet_document(data, "case.json")
    taken = [difference.answer for difference in encounter.differences]
    apart = workspace.merge_document(encounter.given, taken, "case.json", apart=True)
    assert (apart.version, apart.state, apart.answers) == (2, AssessmentState.DRAFT, sample.answers)
    assert workspace.load(case, 1).get(NAME) == "改名"
    assert workspace.import_case(data, "case.json", new_case=True).answers == sample.answers
    assert len(workspace.cases()) == 2


def test_answers_for_a_frozen_case_begin_a_new_version(workspace: Workspace) -> None:
    """What is frozen stays; the document's answers begin the next version, which says where it came from."""
    sample = workspace.create_sample()
    case = sample.case_number
    workspace.save_answer(case, NAME, "改名")
    workspace.freeze(case, "report")
    document = workspace.export_case(case).replace("改名".encode(), "再改名".encode())
    encounter = workspace.meet_document(document, "来自车间.json")
    brought = workspace.merge_document(encounter.given, [NAME], "来自车间.json")
    assert (brought.version, brought.state, brought.get(NAME)) == (2, AssessmentState.DRAFT, "再改名")
    assert workspace.load(case, 1).get(NAME) == "改名"
    assert workspace.versions(case)[1].why == "来自车间.json"


def test_the_same_document_asks_nothing_and_other_rules_ask(workspace: Workspace) -> None:
    """A copy without a difference is simply opened; a file that goes by other local rules is asked about."""
    sample = workspace.create_sample()
    case = sample.case_number
    given = workspace.meet_document(workspace.export_case(case), "case.json")
    assert not given.asks
    other = replace(given, given=replace(given.given, overlays=("elsewhere",)))
    assert other.asks
    assert other.other_rules


def test_a_document_of_a_case_in_the_trash_is_refused_or_gets_a_new_number(workspace: Workspace) -> None:
    """A thrown away case is not overwritten behind the person's back."""
    sample = workspace.create_sample()
    data = workspace.export_case(sample.case_number)
    workspace.delete_case(sample.case_number)
    with pytest.raises(CaseExists, match="trash"):
        workspace.meet_document(data, "case.json")
    assert workspace.import_case(data, "case.json", new_case=True).case_number != sample.case_number


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "zhijie-case", "format_version": 99}']
)
def test_a_bad_document_leaves_no_case_behind(workspace: Workspace, data: bytes) -> None:
    """What is refused has not been half imported."""
    with pytest.raises(ApplicationError):
        workspace.import_case(data, "case.json")
    assert workspace.cases() == ()
