"""Dossiers: opened with the first report of a case, and brought up to date with everything that comes."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from models.exchange.inbox import DossierRow, KeptPaper, ReportPlace
from models.exchange.paper import PaperKind
from models.exchange.states import Doings, DossierState, state_of
from models.exchange.tying import Ordered, order
from models.storage.encoding import encode_time
from models.storage.repository.exchange.reading import AnyRow, kept_paper, stages_of
from models.storage.tables import dossiers, factories, latest, papers, review_items
from models.storage.upsert import upsert

VALID = "valid"


class StoredDossiers:
    """Dossiers, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def opened(self, case: str, factory: int, number: str, at: datetime) -> int:
        """Returns the id of a case's dossier, which is opened where there is none."""
        values: dict[str, object] = {
            "case_id": case,
            "factory_id": factory,
            "number": number,
            "state": DossierState.NEW,
            "due_on": "",
            "assigned_to": "",
            "closed_with": "",
            "opened_at": encode_time(at),
            "changed_at": encode_time(at),
            "revision": 1,
        }
        upsert(self._connection, dossiers, ("case_id",), values, keep=True)
        dossier = self.of_case(case)
        assert dossier is not None, "it was opened just now"
        return dossier

    def of_case(self, case: str) -> int | None:
        """Returns the id of a case's dossier; None where there is none."""
        dossier: int | None = self._connection.execute(select(dossiers.c.id).where(dossiers.c.case_id == case)).scalar()
        return dossier

    def row(self, dossier: int) -> DossierRow | None:
        """Returns one dossier in a line; None where there is none."""
        row = self._connection.execute(
            select(dossiers, factories.c.enterprise, factories.c.site)
            .join(factories, factories.c.id == dossiers.c.factory_id)
            .where(dossiers.c.id == dossier)
        ).first()
        return dossier_row(row) if row else None

    def named(self, text: str) -> tuple[DossierRow, ...]:
        """Returns the dossiers that some words name: by their number here, case id, case number or a base digest."""
        by_paper = select(papers.c.dossier_id).where(papers.c.base_digest == text, papers.c.dossier_id.is_not(None))
        meant = [dossiers.c.case_id == text, dossiers.c.number == text, dossiers.c.id.in_(by_paper)]
        if text.isascii() and text.isdecimal() and len(text) < 10:
            meant.append(dossiers.c.id == int(text))
        rows = self._connection.execute(
            select(dossiers, factories.c.enterprise, factories.c.site)
            .join(factories, factories.c.id == dossiers.c.factory_id)
            .where(or_(*meant))
            .order_by(dossiers.c.id)
        )
        return tuple(dossier_row(row) for row in rows)

    def papers(self, dossier: int) -> tuple[KeptPaper, ...]:
        """Returns the papers of a dossier in the order in which they came."""
        rows = self._connection.execute(
            select(papers).where(papers.c.dossier_id == dossier).order_by(papers.c.id)
        ).all()
        by_paper = stages_of(self._connection, [row.id for row in rows])
        return tuple(kept_paper(row, by_paper.get(row.id, ())) for row in rows)

    def ordered(self, dossier: int) -> Ordered:
        """Returns the reports of a dossier in order, by the verdicts as they were last noted."""
        return _ordered(self.papers(dossier))

    def reconcile(self, dossier: int, at: datetime) -> None:
        """Works out the state of a dossier, the place of each report, and the one that a region counts."""
        kept = self.papers(dossier)
        ordered, trusted = _ordered(kept), _trusted(kept)
        replies = [each.paper for each in kept if each.paper.kind is PaperKind.REPLY]
        row = self._connection.execute(select(dossiers).where(dossiers.c.id == dossier)).one()
        state = state_of(ordered, replies, trusted, Doings(self._reviewed(kept), row.closed_with))
        current = ordered.current
        aside = {each.base_digest for each in ordered.aside}
        for each in kept:
            place = ReportPlace.NONE
            if each.paper.kind is PaperKind.REPORT:
                is_current = current is not None and each.paper.base_digest == current.base_digest
                place = ReportPlace.CURRENT if is_current else ReportPlace.EARLIER
                place = ReportPlace.ASIDE if each.paper.base_digest in aside else place
            if place is not each.place:
                self._connection.execute(update(papers).where(papers.c.id == each.id).values(place=place))
        shown = next((each for each in kept if current and each.paper.base_digest == current.base_digest), None)
        self._connection.execute(
            update(dossiers)
            .where(dossiers.c.id == dossier)
            .values(
                state=state,
                changed_at=encode_time(at),
                **({"number": current.case_number, "factory_id": self._factory_of(shown)} if current and shown else {}),
            )
        )
        self._count_in_region(dossier, kept, ordered, trusted)

    def _count_in_region(
        self, dossier: int, kept: Collection[KeptPaper], ordered: Ordered, trusted: Collection[str]
    ) -> None:
        ids = {each.paper.base_digest: each.id for each in kept}
        valid = [ids[version.base_digest] for version in ordered.versions if version.base_digest in trusted]
        if valid:
            values: dict[str, object] = {"dossier_id": dossier, "paper_id": valid[-1]}
            upsert(self._connection, latest, ("dossier_id",), values)
        else:
            self._connection.execute(delete(latest).where(latest.c.dossier_id == dossier))

    def _factory_of(self, kept: KeptPaper) -> int:
        factory: int = self._connection.execute(select(papers.c.factory_id).where(papers.c.id == kept.id)).scalar_one()
        return factory

    def _reviewed(self, kept: Collection[KeptPaper]) -> frozenset[str]:
        said = or_(review_items.c.judgement != "", review_items.c.text != "", review_items.c.rating != "")
        ids = set(
            self._connection.execute(
                select(review_items.c.paper_id)
                .where(review_items.c.paper_id.in_([each.id for each in kept]), said)
                .distinct()
            ).scalars()
        )
        return frozenset(each.paper.base_digest for each in kept if each.id in ids)

    # ---- what a person does

    def change(self, dossier: int, seen: int, at: datetime, **values: str) -> bool:
        """Writes what a person decided of a dossier at the revision that was seen; returns whether it still was that one."""
        changed = self._connection.execute(
            update(dossiers)
            .where(dossiers.c.id == dossier, dossiers.c.revision == seen)
            .values(revision=seen + 1, changed_at=encode_time(at), **values)
            .returning(dossiers.c.id)
        ).first()
        if changed is not None:
            self.reconcile(dossier, at)
        return changed is not None

    # ---- trust

    def stale(self, trusted_by: str, most: int) -> tuple[tuple[int, str, str], ...]:
        """Returns sound papers whose verdict rests on another list of trusted certificates: id, name, judgement."""
        rows = self._connection.execute(
            select(papers.c.id, papers.c.name, papers.c.judgement)
            .where(papers.c.trusted_by != trusted_by, papers.c.soundness == "sound")
            .order_by(papers.c.id)
            .limit(most)
        )
        return tuple((row.id, row.name, row.judgement) for row in rows)

    def retrust(self, verdicts: dict[int, str], trusted_by: str, at: datetime) -> None:
        """Writes verdicts as of another list of trusted certificates, and brings up to date what they change."""
        concerned: set[int] = set()
        before = {
            row.id: row
            for row in self._connection.execute(
                select(papers.c.id, papers.c.verdict, papers.c.dossier_id).where(papers.c.id.in_(list(verdicts)))
            )
        }
        for paper_id, verdict in verdicts.items():
            row = before[paper_id]
            if row.verdict != verdict and row.dossier_id is not None:
                concerned.add(row.dossier_id)
            self._connection.execute(
                update(papers).where(papers.c.id == paper_id).values(verdict=verdict, trusted_by=trusted_by)
            )
        for dossier in sorted(concerned):
            self.reconcile(dossier, at)

    def join_people(self, first_keys: Mapping[str, str]) -> None:
        """Makes one factory of those that differ only in a renewed key of whoever signs for them.

        Args:
            first_keys: by a renewed key, the first key of the same person.
        """
        rows = self._connection.execute(select(factories).where(factories.c.signer_key.in_(list(first_keys)))).all()
        for row in rows:
            first = first_keys[row.signer_key]
            known_by = first + row.known_by.removeprefix(row.signer_key)
            same = self._connection.execute(select(factories.c.id).where(factories.c.known_by == known_by)).scalar()
            if same is None:
                change = update(factories).where(factories.c.id == row.id)
                self._connection.execute(change.values(known_by=known_by, signer_key=first))
                continue
            for table in (papers, dossiers):
                self._connection.execute(update(table).where(table.c.factory_id == row.id).values(factory_id=same))
            self._connection.execute(delete(factories).where(factories.c.id == row.id))

    def forget(self, dossier: int) -> None:
        """Removes a dossier with its papers and all that was said of them; their bytes go with the next clearing."""
        self._connection.execute(delete(latest).where(latest.c.dossier_id == dossier))
        self._connection.execute(delete(papers).where(papers.c.dossier_id == dossier))
        self._connection.execute(delete(dossiers).where(dossiers.c.id == dossier))
        used = select(papers.c.factory_id).where(papers.c.factory_id.is_not(None))
        still = select(dossiers.c.factory_id)
        self._connection.execute(delete(factories).where(factories.c.id.not_in(used), factories.c.id.not_in(still)))


def dossier_row(row: AnyRow) -> DossierRow:
    """Returns a dossier in a line as a value."""
    return DossierRow(
        row.id,
        row.case_id,
        row.number,
        row.enterprise,
        row.site,
        DossierState(row.state),
        row.due_on,
        row.assigned_to,
        row.revision,
    )


def _trusted(kept: Collection[KeptPaper]) -> frozenset[str]:
    return frozenset(each.paper.base_digest for each in kept if each.verdict == VALID)


def _ordered(kept: Collection[KeptPaper]) -> Ordered:
    reports = [each.paper for each in kept if each.paper.kind is PaperKind.REPORT]
    return order(reports, _trusted(kept))
