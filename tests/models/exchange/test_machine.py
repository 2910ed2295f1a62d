"""Whatever comes in whatever order: nothing is lost, applied twice, tied to another case, or in force before trust."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.exchange.facts import FactoryFacts, PaperFacts
from models.exchange.inbox import Arrival, ReportPlace, Wish
from models.exchange.merging import ItemReview
from models.exchange.paper import ExchangePaper, PaperKind, SignedStage, SoundnessKind
from models.exchange.states import DossierState
from models.review import FindingKind
from models.workspace import Settings, Workspace
from models.workspace.office.server import ServerOffice
from tests.models.exchange.looking import counted_rows
from tests.server import Server

_BEGIN = datetime(2026, 11, 1, 8, tzinfo=UTC)
_NOBODY = FactoryFacts("", "", "", "", "", "", "", "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Letter:
    """One file on its way."""

    name: str
    paper: ExchangePaper

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.name.encode()


def _paper(kind: PaperKind, case: str, version: int, signer: str, answers: str = "") -> Letter:
    name = f"{kind} {case} {version} {signer} {answers[:6]}"
    stage = SignedStage(_digest(name), "manager", signer, _BEGIN + timedelta(hours=version))
    return Letter(
        name, ExchangePaper(stage.digest, kind, SoundnessKind.SOUND, case, "2026-2", version, answers, (stage,))
    )


def _unsound() -> Letter:
    return Letter("changed", ExchangePaper(_digest("changed"), PaperKind.OTHER, SoundnessKind.CHANGED))


_REPORTS = [_paper(PaperKind.REPORT, case, version, f"manager {case}") for case in "ab" for version in (1, 2, 3)]
_FORGED = [_paper(PaperKind.REPORT, "a", 9, "forger"), _paper(PaperKind.REPORT, "a", 1, "forger")]
_REPLIES = [
    _paper(PaperKind.REPLY, report.paper.case_id, report.paper.version or 0, signer, report.paper.base_digest)
    for report in _REPORTS
    for signer in ("assessor", "stranger")
]
_FOREIGN = [_paper(PaperKind.REPLY, "a", 1, "assessor", _REPORTS[3].paper.base_digest)]
_ALL = [*_REPORTS, *_FORGED, *_REPLIES, *_FOREIGN, _unsound()]
_PEOPLE = ("manager a", "manager b", "forger", "assessor", "stranger")


class Office(RuleBasedStateMachine):
    """An office to which files come."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = self.opened()
        self.came: list[Letter] = []
        self.trusted: set[str] = set()
        self.reviewed: set[str] = set()
        self.closed: dict[str, str] = {}
        self.judged = 0

    def opened(self) -> "Workspace | ServerOffice":
        """What the office keeps, open."""
        workspace = Workspace.open(self.folder)
        workspace.save_settings(Settings(role="assessor"))
        return workspace

    def counted(self) -> set[str]:
        """The base digests of the reports that a region is counted by."""
        return counted_rows(self.folder)

    def teardown(self) -> None:
        """Leaves nothing behind."""
        self.workspace.close()
        shutil.rmtree(self.folder)

    def _verdict(self, paper: ExchangePaper) -> str:
        if paper.soundness is not SoundnessKind.SOUND:
            return paper.soundness.value
        return "valid" if paper.signer in self.trusted else "untrusted"

    @rule(letter=st.sampled_from(_ALL))
    def arrive(self, letter: Letter) -> None:
        """A file comes, for the first time or again."""
        paper = letter.paper
        facts = PaperFacts(_NOBODY, "r", "2026-11-01", None, None, None, 0, 0, 0, 0, None, None, ())
        arrival = Arrival(
            paper, _digest(letter.name), letter.name, paper.signer or "{}", "program", self._verdict(paper),
            str(self.judged), facts if paper.kind is PaperKind.REPORT else None,
        )  # fmt: skip
        known = self.workspace.exchange.known(arrival.digest)
        assert (known is not None) == (letter in self.came)
        run = self.workspace.exchange.begin_run((letter.name,), 1)
        self.workspace.exchange.keep(arrival, letter.data, run)
        self.workspace.exchange.finish_run(run)
        if letter not in self.came:
            self.came.append(letter)

    @rule(person=st.sampled_from(_PEOPLE))
    def trust_or_not(self, person: str) -> None:
        """Somebody is confirmed, or no longer; no file comes again for it."""
        self.trusted ^= {person}
        self.judged += 1
        self.workspace.exchange.retrust(
            str(self.judged), lambda _name, signer: "valid" if signer in self.trusted else "untrusted"
        )

    @rule()
    def restart(self) -> None:
        """The program ends and begins again."""
        self.workspace.close()
        self.workspace = self.opened()

    @precondition(lambda self: self._heard("a"))
    @rule()
    def review(self) -> None:
        """An item of the newest report is judged, where the state allows that."""
        current = self._heard("a")[-1]
        if self._state("a") not in (DossierState.WAITING, DossierState.CLOSED):
            kept = self.workspace.exchange.paper(current.paper.base_digest)
            assert kept is not None
            seen = {each.item: each.revision for each in self.workspace.exchange.items(kept.id)}
            self.workspace.exchange.save_item(
                kept, ItemReview("李", "x", judgement=FindingKind.CONFIRMED, revision=seen.get("x", 0))
            )
            self.reviewed.add(current.paper.base_digest)

    @precondition(lambda self: self._heard("a"))
    @rule()
    def close(self) -> None:
        """The dossier is closed, or opened again."""
        dossier = self.workspace.exchange.dossier("a")
        if dossier.state is DossierState.CLOSED:
            self.workspace.exchange.reopen(dossier)
            self.closed.pop("a")
        else:
            self.workspace.exchange.close(dossier)
            self.closed["a"] = self._heard("a")[-1].paper.base_digest

    # ---- what ought to be

    def _heard(self, case: str) -> list[Letter]:
        """The reports that count: of those who are trusted, else of whoever came first."""
        reports = [each for each in self.came if each.paper.kind is PaperKind.REPORT and each.paper.case_id == case]
        signers = {each.paper.signer for each in reports} & self.trusted
        signers = signers or {each.paper.signer for each in reports[:1]}
        return sorted(
            (each for each in reports if each.paper.signer in signers),
            key=lambda each: (each.paper.version or 0, each.paper.signed_at, each.paper.base_digest),
        )

    def _state(self, case: str) -> DossierState:
        heard = [each.paper.base_digest for each in self._heard(case)]
        replied = {
            each.paper.answers
            for each in self.came
            if each.paper.kind is PaperKind.REPLY and each not in _FOREIGN and each.paper.signer in self.trusted
        }
        if self.closed.get(case) == heard[-1]:
            return DossierState.CLOSED
        if heard[-1] in replied:
            return DossierState.WAITING
        if heard[-1] in self.reviewed:
            return DossierState.IN_REVIEW
        return DossierState.ANSWERED if replied.intersection(heard) else DossierState.NEW

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """One row for every paper that came, with the verdict of now."""
        rows = self.workspace.exchange.rows(Wish())
        assert {row.kept.name: row.kept.verdict for row in rows} == {
            letter.name: self._verdict(letter.paper) for letter in self.came
        }
        assert len(rows) == len(self.came)

    @invariant()
    def nothing_is_tied_to_another_case(self) -> None:
        """A dossier holds its own case's papers; a reply that names two cases is in none."""
        for row in self.workspace.exchange.rows(Wish()):
            foreign = row.kept.paper.base_digest in {each.paper.base_digest for each in _FOREIGN}
            report_here = any(letter.paper.base_digest == row.kept.paper.answers for letter in self.came)
            if row.dossier is not None:
                assert row.dossier.case_id == row.kept.paper.case_id
            tied = row.kept.paper.kind is PaperKind.REPORT or (report_here and not foreign)
            assert (row.dossier is not None) == (tied and row.kept.paper.soundness is SoundnessKind.SOUND)

    @invariant()
    def the_state_follows_from_what_is_there(self) -> None:
        """Not from the order in which it came; an untrusted reply or version moves nothing."""
        for case in "ab":
            heard = self._heard(case)
            if heard:
                assert self.workspace.exchange.dossier(case).state is self._state(case)
                current = self.workspace.exchange.paper(heard[-1].paper.base_digest)
                assert current is not None
                assert current.place is ReportPlace.CURRENT

    @invariant()
    def only_valid_reports_are_counted(self) -> None:
        """A region counts one report of a case: the newest that is valid."""
        wanted = set()
        for case in "ab":
            valid = [each for each in self._heard(case) if each.paper.signer in self.trusted]
            wanted |= {valid[-1].paper.base_digest} if valid else set()
        assert self.counted() == wanted


class OfficeOnServer(Office):
    """The same office in PostgreSQL."""

    server: ClassVar[Server]
    address: ClassVar[str]

    def __init__(self) -> None:
        self._execute("TRUNCATE factories, dossiers, papers, import_runs CASCADE")
        super().__init__()

    def opened(self) -> ServerOffice:
        """A store, open."""
        return ServerOffice.open(self.address, self.folder)

    def counted(self) -> set[str]:
        """The base digests of the reports that a region is counted by."""
        rows = self._execute("SELECT base_digest FROM latest JOIN papers ON papers.id = latest.paper_id")
        return {str(base_digest) for (base_digest,) in rows}

    def _execute(self, statement: str) -> list[tuple[object, ...]]:
        return self.server.execute(self.address.rpartition("/")[2], statement)


@pytest.fixture(scope="module")
def store(server: Server) -> None:
    """A database for the office on a server, its tables made."""
    OfficeOnServer.server, OfficeOnServer.address = server, server.database()
    ServerOffice.open(OfficeOnServer.address, Path()).close()


Office.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestOffice = Office.TestCase
OfficeOnServer.TestCase.settings = settings(max_examples=8, stateful_step_count=14, deadline=None)
TestOfficeOnServer = pytest.mark.server(pytest.mark.usefixtures("store")(OfficeOnServer.TestCase))
