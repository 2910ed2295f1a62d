"""Files come into the inbox: each is judged once, kept once, tied to its case, and nothing is lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from models.exchange.inbox import InboxRow, ReportPlace, Wish
from models.exchange.states import DossierState
from models.exchange.tying import Bond
from models.workspace import Settings, Workspace
from models.workspace.office.server import ServerOffice
from reports.exchange.changes import payload_of_paper
from reports.exchange.handing_in import hand_in_files
from reports.exchange.intake import TakenFiles, judge_trust_again, take_in_files
from reports.identity import Identity
from reports.verification import TrustStore
from tests.reports.exchange_papers import colleague, other_manager, signed_answer, signed_report
from tests.reports.papers import LATER, assessor, manager, stranger
from tests.server import ENGINES, Server

_LATER = LATER + timedelta(days=9)


@dataclass
class Office:
    """An assessor's inbox: in a data folder, or on a server."""

    workspace: Workspace | ServerOffice
    folder: Path
    address: str = ""
    """Of the store; empty for a data folder."""

    def add(self, *files: bytes, names: tuple[str, ...] = ()) -> TakenFiles:
        """Takes files in under names of their own."""
        paths = []
        for place, data in enumerate(files):
            path = self.folder / (names[place] if names else f"{len(list(self.folder.iterdir()))}.pdf")
            path.write_bytes(data)
            paths.append(path)
        if isinstance(self.workspace, ServerOffice):
            return hand_in_files(self.workspace, paths, _LATER)
        return take_in_files(self.workspace, paths, _LATER)

    def open_again(self) -> "Workspace | ServerOffice":
        """Closes the inbox and opens it again."""
        self.workspace.close()
        folder = self.workspace.folder
        self.workspace = ServerOffice.open(self.address, folder) if self.address else Workspace.open(folder)
        return self.workspace

    def rows(self, wish: Wish | None = None) -> tuple[InboxRow, ...]:
        """The rows of the inbox."""
        return self.workspace.exchange.rows(wish or Wish())

    def trust(self, *people: Identity) -> None:
        """Confirms people, and judges again whom that concerns."""
        for person in people:
            TrustStore(self.workspace.folder).add(person.certificate.public_bytes(Encoding.PEM), "x", _LATER)
        judge_trust_again(self.workspace, _LATER)


@dataclass
class FolderOffice(Office):
    """An assessor's data folder."""

    workspace: Workspace


@pytest.fixture
def folder_office(tmp_path: Path) -> Iterator[FolderOffice]:
    """An assessor's empty data folder."""
    (tmp_path / "post").mkdir(exist_ok=True)
    with Workspace.open(tmp_path / "office") as workspace:
        workspace.save_settings(Settings(role="assessor", person="李评"))
        yield FolderOffice(workspace, tmp_path / "post")


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An assessor's empty inbox, on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("folder_office")
        return
    (tmp_path / "post").mkdir()
    (tmp_path / "office").mkdir()
    server: Server = request.getfixturevalue("server")
    address = server.database()
    with ServerOffice.open(address, tmp_path / "office") as opened:
        yield Office(opened, tmp_path / "post", address)


def test_the_inbox_remembers_what_came(office: Office) -> None:
    """One row a paper, after the folder is opened again, too; a changed file and a stranger's have rows of their own."""
    report = signed_report()
    changed = bytearray(report)
    changed[len(changed) // 2] ^= 1
    taken = office.add(report, report, bytes(changed), b"%PDF-1.7 none of ours")
    assert [each.was_here for each in taken.files].count(True) == 1
    with office.open_again() as workspace:
        rows = workspace.exchange.rows(Wish())
        assert sorted(row.kept.verdict for row in rows) == ["changed", "untrusted", "unverifiable"]
        (sound,) = (row for row in rows if row.dossier is not None)
        assert (sound.seen, sound.kept.place) == (2, ReportPlace.CURRENT)
        assert sound.dossier is not None
        assert (sound.dossier.enterprise, sound.dossier.state) == ("宏达机械有限公司", DossierState.NEW)


def test_what_was_judged_once_is_not_judged_again(folder_office: FolderOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second import, and trusting a signer, start no child process."""
    report = signed_report()
    folder_office.add(report)
    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", _refuse)
    taken = folder_office.add(report, names=("again.pdf",))
    assert [each.was_here for each in taken.files] == [True]
    folder_office.trust(manager())
    assert [row.kept.verdict for row in folder_office.rows()] == ["valid"]


def _refuse(_process: object) -> None:
    raise AssertionError("a child process was started")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_the_order_of_arrival_does_not_matter(office: Office, order: tuple[int, ...]) -> None:
    """Two versions and the reply to the first end in the same dossier and state, whichever came first."""
    office.trust(manager(), assessor())
    first, second = signed_report(1), signed_report(2, scenarios__SC10__status="full")
    papers = (first, signed_answer(first), second)
    for place in order:
        office.add(papers[place])
    rows = office.rows()
    assert {row.dossier.id for row in rows if row.dossier} == {1}
    assert all(row.dossier and row.dossier.state is DossierState.ANSWERED for row in rows)
    by_version = {(row.kept.paper.kind.value, row.kept.paper.version): row for row in rows}
    newest = by_version["report", 2]
    assert (newest.kept.place, by_version["report", 1].kept.place) == (ReportPlace.CURRENT, ReportPlace.EARLIER)
    assert newest.changes is not None
    assert newest.changes.answers == ("scenarios.SC10.status",)


def test_a_reply_waits_for_its_report_and_for_trust(office: Office) -> None:
    """Nothing of it counts before both are there."""
    report = signed_report()
    office.add(signed_answer(report))
    assert office.rows()[0].kept.bond is Bond.WAITS
    office.add(report)
    (row,) = office.rows(Wish(newest_only=True, text="宏达", verdicts=("untrusted",)))[-1:]
    assert row.dossier is not None
    assert row.dossier.state is DossierState.NEW, "its signer is a stranger so far"
    office.trust(assessor())
    assert {each.dossier.state for each in office.rows() if each.dossier} == {DossierState.WAITING}


def test_a_liar_with_the_same_case_id_is_set_aside(office: Office) -> None:
    """A higher version by another key changes nothing at a case whose signer is trusted, nor before."""
    office.add(signed_report(1), signed_report(9, identity=stranger()))
    office.trust(manager())
    places = {row.kept.paper.version: row.kept.place for row in office.rows()}
    assert places == {1: ReportPlace.CURRENT, 9: ReportPlace.ASIDE}


def test_two_factories_with_one_number_have_two_dossiers(office: Office) -> None:
    """The number is a label; a reply to one is no reply to the other."""
    first = signed_report()
    second = signed_report(case_id="b" * 32, identity=other_manager(), enterprise__name="远望电器有限公司")
    office.trust(manager(), other_manager(), assessor())
    office.add(first, second, signed_answer(second))
    states = {row.dossier.enterprise: row.dossier.state for row in office.rows() if row.dossier}
    assert states == {"宏达机械有限公司": DossierState.NEW, "远望电器有限公司": DossierState.WAITING}


def test_a_stopped_import_keeps_what_it_did_and_goes_on(folder_office: FolderOffice) -> None:
    """Stopped after the first file, taken up again: every file is there once, in one run that came to its end."""
    papers = [signed_report(number) for number in (1, 2, 3)]
    paths = []
    for number, data in enumerate(papers):
        paths.append(folder_office.folder / f"{number}.pdf")
        paths[-1].write_bytes(data)
    done: list[int] = []
    taken = take_in_files(
        folder_office.workspace,
        paths,
        _LATER,
        processes=1,
        on_progress=lambda count, _of: done.append(count),
        cancelled=lambda: bool(done),
    )
    assert taken.stopped
    assert len(folder_office.rows()) == len(taken.files) == 1
    (unfinished,) = folder_office.workspace.exchange.unfinished_runs()
    assert (unfinished.files, unfinished.done) == (3, 1)
    again = take_in_files(folder_office.workspace, [Path(each) for each in unfinished.source], _LATER)
    assert (again.new, len(folder_office.rows())) == (2, 3)


def test_a_colleagues_reply_is_a_paper_of_the_same_dossier(office: Office) -> None:
    """Its findings can be read from the kept file."""
    report = signed_report()
    office.add(report, signed_answer(report, "同意。", identity=colleague(), hours=30))
    kept = {each.paper.kind.value: each for each in office.workspace.exchange.papers(1)}
    assert set(kept) == {"report", "reply"}
    assert payload_of_paper(office.workspace, kept["reply"])["review"]["conclusion"] == "同意。"
