"""The door to what an office keeps: papers that came, their dossiers, what is said of them. Beside the workspace, not in it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from models.assessment import Digest
from models.characters import composed
from models.errors import ApplicationError
from models.exchange.answering import FindingAnswer
from models.exchange.inbox import Arrival, DossierRow, ImportRun, InboxRow, KeptPaper, KnownFile, Wish
from models.exchange.merging import Decision, ItemReview
from models.exchange.states import DossierAct, DossierState, may
from models.exchange.tying import Ordered
from models.language import N_
from models.region.facts import RegionSource

if TYPE_CHECKING:
    from models.storage.transactions import PaperBytes, Transactions

_BATCH = 200
"""Papers whose trust is judged again in one transaction."""


class UnknownDossier(ApplicationError):
    """A dossier was asked for that is not here."""

    code = "unknown_dossier"
    message = N_("No dossier is called {name}. Nothing was changed; “inbox list” shows those that are here.")


class DossierChanged(ApplicationError):
    """Somebody else changed a dossier since it was shown."""

    code = "dossier_changed"
    message = N_(
        "The dossier was changed since it was shown. Nothing was written; look at it as it is now and decide again."
    )
    exit_code = 1


class ItemChanged(ApplicationError):
    """An item of a review was changed since it was shown."""

    code = "item_changed"
    message = N_(
        "Your review of {item} was changed elsewhere since it was shown. What you typed is still here and not saved; compare the two and keep one."
    )
    exit_code = 1

    def __init__(self, *, item: str, present: ItemReview | None) -> None:
        super().__init__(item=item)
        self.present = present
        """As it is kept now."""


class NotAllowed(ApplicationError):
    """Somebody wanted to do with a dossier what its state or their role does not allow."""

    code = "not_allowed"
    message = N_(
        "A dossier that is “{state}” does not take this from the role that is set here. Nothing was changed; change the role in the settings, or wait for the factory."
    )
    exit_code = 1


class Exchange:
    """What an office keeps. Every method may be called from any thread; each change is one transaction."""

    def __init__(
        self,
        database: "Transactions",
        files: "PaperBytes",
        busy: threading.Lock,
        clock: Callable[[], datetime],
        role: Callable[[], str],
        *,
        notes: bool = True,
    ) -> None:
        """Opens the door; nothing is read.

        Args:
            database: of the data folder, or on a server.
            files: where the bytes of papers lie.
            busy: held while a file is taken in and named in the tables.
            clock: gives the present time.
            role: gives the role of who is at work.
            notes: whether who is at work may note what was worked out; a reader of a store on a server may not.
        """
        self._database, self._files, self._busy = database, files, busy
        self._clock, self._role, self._notes = clock, role, notes

    # ---- what comes in

    def begin_run(self, source: tuple[str, ...], files: int) -> int:
        """Notes that an import of some files begins; returns its number.

        Args:
            source: the paths, so that the import can be taken up again.
            files: how many files there are in them.
        """
        with self._database.writing() as repository:
            return repository.exchange.intake.begin_run(source, files, self._clock())

    def finish_run(self, run: int) -> None:
        """Notes that all files of an import were looked at."""
        with self._database.writing() as repository:
            repository.exchange.intake.finish_run(run, self._clock())

    def unfinished_runs(self) -> tuple[ImportRun, ...]:
        """Returns the imports that were stopped or cut short, the newest first."""
        with self._database.reading() as repository:
            return repository.exchange.intake.unfinished_runs()

    def forget_run(self, run: int) -> None:
        """Notes that nobody wants to go on with an import; what it brought stays."""
        with self._database.writing() as repository:
            repository.exchange.intake.forget_run(run)

    def known(self, digest: str) -> KnownFile | None:
        """Returns what is known of a file by its content; None for one that was never judged here."""
        with self._database.reading() as repository:
            return repository.exchange.intake.known(digest)

    def see(self, run: int, name: str, digest: str, known: KnownFile) -> None:
        """Notes that a file came which is here already."""
        with self._database.writing() as repository:
            repository.exchange.intake.see(run, name, digest, known.paper_id, self._clock())

    def keep(self, arrival: Arrival, data: bytes, run: int | None = None) -> int:
        """Keeps a paper: its bytes, read back and compared, its facts and its tie, in one transaction; returns its number.

        The same paper is kept once, however often and under whatever name it comes.

        Args:
            arrival: the paper as it was verified.
            data: the whole file, of the digest that it names.
            run: the import in which it came; None for one that was signed here.

        Raises:
            DiskFull: when there is no room; nothing of the paper is kept then.
            FileTooLarge: when it is larger than 100 MB.
        """
        with self._busy:
            self._files.add(data, arrival.name)
            at = self._clock()
            with self._database.writing() as repository:
                intake = repository.exchange.intake
                paper_id = intake.keep(arrival, len(data), at)
                if run is not None:
                    intake.see(run, arrival.name, arrival.digest, paper_id, at)
        return paper_id

    def note_changes(self, base_digest: str, answers: tuple[str, ...], since: str) -> None:
        """Notes which answers of a report are others than in an earlier one, so that both need not be read again.

        Args:
            base_digest: of the report.
            answers: their ids.
            since: `base_digest` of the earlier report.
        """
        with self._database.writing(only_noting=True) as repository:
            repository.exchange.intake.note_changes(base_digest, answers, since)

    # ---- the inbox

    def count(self, wish: Wish) -> int:
        """Returns how many rows of the inbox a wish has."""
        with self._database.reading() as repository:
            return repository.exchange.inbox.count(wish)

    def count_by_state(self) -> Mapping[DossierState, int]:
        """Returns how many dossiers are in each state."""
        with self._database.reading() as repository:
            return repository.exchange.inbox.count_by_state()

    def rows(self, wish: Wish, offset: int = 0, most: int | None = None) -> tuple[InboxRow, ...]:
        """Returns rows of the inbox, a page of them or all.

        Args:
            wish: which, in which order.
            offset: how many to leave out at the beginning.
            most: how many at most; None for all.
        """
        with self._database.reading() as repository:
            return repository.exchange.inbox.rows(wish, offset, most)

    def paper(self, base_digest: str) -> KeptPaper | None:
        """Returns a paper by its base digest; None where it is not here."""
        with self._database.reading() as repository:
            return repository.exchange.inbox.paper(base_digest)

    def paper_by_id(self, paper_id: int) -> KeptPaper | None:
        """Returns a paper by its number here; None where it is not here."""
        with self._database.reading() as repository:
            return repository.exchange.inbox.by_id(paper_id)

    def paper_bytes(self, paper: KeptPaper) -> bytes:
        """Returns the file of a paper that is shown, checked against its digest.

        Raises:
            EvidenceMissing: when it is not in the data folder.
            EvidenceChanged: when it was changed or damaged.
        """
        return self._files.read(Digest(paper.digest), paper.name)

    # ---- dossiers

    def dossier(self, name: str) -> DossierRow:
        """Returns the one dossier that some words name: its number here, a case id, a case number or a base digest.

        Raises:
            UnknownDossier: when there is none, or more than one.
        """
        with self._database.reading() as repository:
            rows = repository.exchange.dossiers.named(name.strip())
        if len(rows) != 1:
            raise UnknownDossier(name=name)
        return rows[0]

    def papers(self, dossier: int) -> tuple[KeptPaper, ...]:
        """Returns the papers of a dossier in the order in which they came."""
        with self._database.reading() as repository:
            return repository.exchange.dossiers.papers(dossier)

    def ordered(self, dossier: int) -> Ordered:
        """Returns the reports of a dossier in order, by the verdicts as they were last noted."""
        with self._database.reading() as repository:
            return repository.exchange.dossiers.ordered(dossier)

    def assign(self, dossier: DossierRow, to: str, due_on: str) -> DossierRow:
        """Notes who reviews a dossier and until when.

        Args:
            dossier: as it was shown.
            to: a name; empty for nobody.
            due_on: ISO date; empty for none.

        Raises:
            NotAllowed: when its state or the role does not allow it.
            DossierChanged: when it is not any more as it was shown.
        """
        return self._change(dossier, DossierAct.ASSIGN, assigned_to=to.strip(), due_on=due_on)

    def close(self, dossier: DossierRow) -> DossierRow:
        """Closes a dossier; a version that comes later opens it again.

        Raises:
            NotAllowed: when its state or the role does not allow it.
            DossierChanged: when it is not any more as it was shown.
        """
        current = self.ordered(dossier.id).current
        return self._change(dossier, DossierAct.CLOSE, closed_with=current.base_digest if current else "")

    def reopen(self, dossier: DossierRow) -> DossierRow:
        """Opens a closed dossier again.

        Raises:
            NotAllowed: when its state or the role does not allow it.
            DossierChanged: when it is not any more as it was shown.
        """
        return self._change(dossier, DossierAct.REOPEN, closed_with="")

    def _change(self, dossier: DossierRow, act: DossierAct, **values: str) -> DossierRow:
        with self._database.writing() as repository:
            dossiers = repository.exchange.dossiers
            present = dossiers.row(dossier.id)
            if present is None:
                raise UnknownDossier(name=dossier.number)
            self._check(act, present.state)
            if not dossiers.change(dossier.id, dossier.revision, self._clock(), **values):
                raise DossierChanged
            changed = dossiers.row(dossier.id)
            assert changed is not None, "it was changed just now"
            return changed

    def _check(self, act: DossierAct, state: DossierState) -> None:
        if not may(act, state, self._role()):
            from models.language import Text

            raise NotAllowed(state=Text(state.text("zh"), state.text("en")))

    # ---- reviews

    def items(self, paper_id: int) -> tuple[ItemReview, ...]:
        """Returns what all assessors say of a report so far."""
        with self._database.reading() as repository:
            return repository.exchange.reviews.items(paper_id)

    def save_item(self, paper: KeptPaper, review: ItemReview) -> ItemReview:
        """Saves what an assessor says of one item; it is on the disk when this returns.

        Args:
            paper: the report.
            review: with the revision that was seen.

        Raises:
            ItemChanged: when it is not any more as it was shown; it carries what is there now.
            NotAllowed: when the state of the dossier or the role does not allow it.
        """
        with self._database.writing() as repository:
            exchange = repository.exchange
            dossier = exchange.dossiers.row(paper.dossier) if paper.dossier is not None else None
            if dossier is not None:
                self._check(DossierAct.REVIEW, dossier.state)
            at = self._clock()
            saved = exchange.reviews.save_item(paper.id, review, at)
            if saved is None:
                raise ItemChanged(
                    item=review.item, present=exchange.reviews.item(paper.id, review.assessor, review.item)
                )
            if dossier is not None and dossier.state is not DossierState.IN_REVIEW:
                exchange.dossiers.reconcile(dossier.id, at)
            return saved

    def decide(self, paper_id: int, decision: Decision) -> None:
        """Notes whose review of an item counts where assessors differ, who says so and why."""
        with self._database.writing() as repository:
            repository.exchange.reviews.decide(paper_id, decision, self._clock())

    def decisions(self, paper_id: int) -> tuple[Decision, ...]:
        """Returns what was decided of a report."""
        with self._database.reading() as repository:
            return repository.exchange.reviews.decisions(paper_id)

    # ---- the region

    def region(self) -> RegionSource:
        """Returns the facts of all reports that are valid here, by the verdicts as they were last noted."""
        with self._database.reading() as repository:
            return repository.exchange.region.source()

    # ---- trust

    def retrust(self, trusted_by: str, verdict_of: Callable[[str, str], str]) -> int:
        """Judges trust again of all papers whose verdict rests on another list of certificates; returns of how many.

        No file is read and none is verified.

        Args:
            trusted_by: the list that is in use.
            verdict_of: the verdict on a paper, from its name and its kept judgement.
        """
        judged = 0
        while self._notes:
            with self._database.reading() as repository:
                stale = repository.exchange.dossiers.stale(trusted_by, _BATCH)
            if not stale:
                return judged
            verdicts = {paper_id: verdict_of(name, judgement) for paper_id, name, judgement in stale}
            with self._database.writing() as repository:
                repository.exchange.dossiers.retrust(verdicts, trusted_by, self._clock())
            judged += len(stale)
        return judged

    def join_people(self, first_keys: Mapping[str, str]) -> None:
        """Makes one factory of those that differ only in a renewed key of whoever signs for them.

        Args:
            first_keys: by a renewed key, the first key of the same person.
        """
        if first_keys:
            with self._database.writing() as repository:
                repository.exchange.dossiers.join_people(first_keys)

    # ---- the factory

    def answer_finding(self, case: str, answer: FindingAnswer) -> None:
        """Saves what the factory answers to a finding on one of its cases.

        Raises:
            UnknownCase: when the case is not here.
        """
        with self._database.writing() as repository:
            version = repository.cases.version(case)
            written = replace(answer, text=composed(answer.text))
            repository.exchange.reviews.answer(version.case_id, written, self._clock())

    def finding_answers(self, case: str) -> tuple[FindingAnswer, ...]:
        """Returns what the factory answers to the findings on one of its cases.

        Raises:
            UnknownCase: when the case is not here.
        """
        with self._database.reading() as repository:
            version = repository.cases.version(case)
            return tuple(repository.exchange.reviews.answers(version.case_id))
