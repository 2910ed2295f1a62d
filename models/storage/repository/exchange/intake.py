"""A paper is kept: one row however often it comes, tied to its dossier, counted."""

import json
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from models.exchange.facts import FactoryFacts, PaperFacts
from models.exchange.inbox import Arrival, ImportRun, KnownFile, ReportPlace
from models.exchange.paper import ExchangePaper, PaperKind
from models.exchange.tying import Bond, Tie, factory_key, tie
from models.storage.encoding import cents, decode_time, encode_time
from models.storage.repository.exchange.dossiers import StoredDossiers
from models.storage.repository.exchange.reading import paper_of, stages_of
from models.storage.tables import (
    factories,
    import_runs,
    paper_conditions,
    paper_profile,
    papers,
    sightings,
    stages,
)
from models.storage.upsert import upsert

_NOWHERE = "[]"
"""Once nothing is left to be taken up again, nobody needs the paths any more, which may bear a person's login."""


class StoredIntake:
    """What comes in, inside one transaction."""

    __slots__ = ("_connection", "_dossiers")

    def __init__(self, connection: Connection, dossiers: StoredDossiers) -> None:
        self._connection = connection
        self._dossiers = dossiers

    # ---- runs

    def begin_run(self, source: tuple[str, ...], files: int, at: datetime) -> int:
        """Notes that an import begins; returns its id."""
        values = {"source": json.dumps(source), "begun_at": encode_time(at), "files": files}
        run: int = self._connection.execute(insert(import_runs).values(values).returning(import_runs.c.id)).scalar_one()
        return run

    def finish_run(self, run: int, at: datetime) -> None:
        """Notes that an import has looked at all of its files."""
        self._connection.execute(
            update(import_runs).where(import_runs.c.id == run).values(finished_at=encode_time(at), source=_NOWHERE)
        )

    def unfinished_runs(self) -> tuple[ImportRun, ...]:
        """Returns the imports that were stopped or cut short, the newest first."""
        done = (
            select(func.count()).where(sightings.c.run_id == import_runs.c.id).correlate(import_runs).scalar_subquery()
        )
        rows = self._connection.execute(
            select(import_runs, done.label("done"))
            .where(import_runs.c.finished_at.is_(None))
            .order_by(import_runs.c.id.desc())
        )
        return tuple(
            ImportRun(row.id, tuple(json.loads(row.source)), decode_time(row.begun_at), row.files, row.done)
            for row in rows
        )

    def forget_run(self, run: int) -> None:
        """Notes that nobody wants to go on with an import."""
        self._connection.execute(
            update(import_runs)
            .where(import_runs.c.id == run)
            .values(finished_at=import_runs.c.begun_at, source=_NOWHERE)
        )

    def see(self, run: int, name: str, digest: str, paper_id: int, at: datetime, position: int | None = None) -> None:
        """Notes that a file came in a run, whether its content was here already or not.

        Args:
            run: the import.
            name: of the file.
            digest: of the file.
            paper_id: of its paper.
            at: when.
            position: of the file in the run; the next one when None.
        """
        if position is None:
            position = self._connection.execute(
                select(func.coalesce(func.max(sightings.c.position), 0) + 1).where(sightings.c.run_id == run)
            ).scalar_one()
        values = {"run_id": run, "position": position, "name": name, "digest": digest, "paper_id": paper_id}
        self._connection.execute(insert(sightings).values(values | {"seen_at": encode_time(at)}))

    # ---- papers

    def known(self, digest: str) -> KnownFile | None:
        """Returns what is known of a file by its content: judged itself, or the beginning of one that was."""
        by_stage = select(stages.c.paper_id).where(stages.c.digest == digest)
        row = self._connection.execute(
            select(papers.c.id, papers.c.judged_by)
            .where((papers.c.digest == digest) | papers.c.id.in_(by_stage))
            .limit(1)
        ).first()
        return KnownFile(row.id, row.judged_by) if row else None

    def keep(self, arrival: Arrival, size_bytes: int, at: datetime) -> int:
        """Keeps a paper with what is counted of it, ties it, and brings its dossier up to date; returns its id."""
        paper = arrival.paper
        before = self._connection.execute(
            select(papers.c.id, papers.c.digest).where(papers.c.base_digest == paper.base_digest)
        ).first()
        paper_id: int
        if before is None:
            paper_id = self._add(arrival, size_bytes, at)
        else:
            paper_id = before.id
            self._renew(paper_id, before.digest, arrival, size_bytes)
        self._take_over(arrival.digest, paper_id)
        self._keep_stages(paper_id, arrival)
        if arrival.facts is not None:
            self._count(paper_id, arrival.facts)
        self._bind(paper_id, paper, arrival.facts, at)
        return paper_id

    def _add(self, arrival: Arrival, size_bytes: int, at: datetime) -> int:
        paper = arrival.paper
        new: int = self._connection.execute(
            insert(papers)
            .values(
                base_digest=paper.base_digest,
                digest=arrival.digest,
                kind=paper.kind,
                case_id=paper.case_id,
                case_number=paper.case_number,
                version=paper.version,
                answers=paper.answers,
                signer_key=paper.signer,
                signed_at=encode_time(paper.signed_at) if paper.signed_at else "",
                soundness=paper.soundness,
                judgement=arrival.judgement,
                judged_by=arrival.judged_by,
                bond=Bond.NONE,
                place=ReportPlace.NONE,
                ours=int(paper.ours),
                changed_answers="[]",
                changed_since="",
                verdict=arrival.verdict,
                trusted_by=arrival.trusted_by,
                name=arrival.name,
                size_bytes=size_bytes,
                kept_at=encode_time(at),
            )
            .returning(papers.c.id)
        ).scalar_one()
        return new

    def _renew(self, paper_id: int, shown: str, arrival: Arrival, size_bytes: int) -> None:
        """Shows a copy with more signatures, or takes the newer judgement on the copy that is shown."""
        signatures = self._connection.execute(
            select(stages.c.position).where(stages.c.digest == shown, stages.c.paper_id == paper_id)
        ).scalar()
        paper = arrival.paper
        if arrival.digest == shown or len(paper.stages) > (signatures or 0):
            self._connection.execute(
                update(papers)
                .where(papers.c.id == paper_id)
                .values(
                    digest=arrival.digest,
                    kind=paper.kind,
                    soundness=paper.soundness,
                    judgement=arrival.judgement,
                    judged_by=arrival.judged_by,
                    verdict=arrival.verdict,
                    trusted_by=arrival.trusted_by,
                    size_bytes=size_bytes,
                )
            )
        if paper.ours:
            self._connection.execute(update(papers).where(papers.c.id == paper_id).values(ours=1))

    def _take_over(self, digest: str, paper_id: int) -> None:
        """Gives a paper the sightings of the same file as it was judged before, when that could not yet be read."""
        former = self._connection.execute(
            select(papers.c.id).where(papers.c.digest == digest, papers.c.id != paper_id)
        ).scalars()
        for other in former.all():
            self._connection.execute(update(sightings).where(sightings.c.paper_id == other).values(paper_id=paper_id))
            self._connection.execute(delete(papers).where(papers.c.id == other))

    def _keep_stages(self, paper_id: int, arrival: Arrival) -> None:
        for position, stage in enumerate(arrival.paper.stages, start=1):
            whole = int(stage.digest == arrival.digest)
            values: dict[str, object] = {
                "digest": stage.digest,
                "paper_id": paper_id,
                "position": position,
                "role": stage.role,
                "signer_key": stage.signer,
                "signed_at": encode_time(stage.signed_at),
                "kept": whole,
            }
            upsert(self._connection, stages, ("digest",), values, keep=not whole)

    def _count(self, paper_id: int, facts: PaperFacts) -> None:
        factory = facts.factory
        profile: dict[str, object] = {
            "paper_id": paper_id,
            "rulebook": facts.rulebook,
            "day": facts.day,
            "province": factory.province,
            "city": factory.city,
            "industry_code": factory.industry_code,
            "industry": factory.industry,
            "size": factory.size,
            "reached": facts.reached or "",
            "possible": facts.possible or "",
            "proven_tier": facts.proven_tier or "",
            "met": facts.met,
            "proven": facts.proven,
            "asked": facts.asked,
            "contradictions": facts.contradictions,
            "staff": facts.staff,
            "revenue_cents": None if facts.revenue_wan is None else cents(facts.revenue_wan),
        }
        upsert(self._connection, paper_profile, ("paper_id",), profile)
        self._connection.execute(delete(paper_conditions).where(paper_conditions.c.paper_id == paper_id))
        if facts.conditions:
            self._connection.execute(
                insert(paper_conditions),
                [
                    {
                        "paper_id": paper_id,
                        "tier": each.tier,
                        "condition": each.condition,
                        "status": each.status,
                        "proven": int(each.proven),
                    }
                    for each in facts.conditions
                ],
            )

    def note_changes(self, base_digest: str, answers: tuple[str, ...], since: str) -> None:
        """Notes which answers of a report are others than in the version before it."""
        self._connection.execute(
            update(papers)
            .where(papers.c.base_digest == base_digest)
            .values(changed_answers=json.dumps(answers), changed_since=since)
        )

    # ---- ties

    def _bind(self, paper_id: int, paper: ExchangePaper, facts: PaperFacts | None, at: datetime) -> None:
        bond = tie(paper, self._report(paper.answers) if paper.kind is PaperKind.REPLY else None)
        self._write_bond(paper_id, bond, None)
        if bond.bond is not Bond.TIED:
            return
        if paper.kind is PaperKind.REPORT and facts is not None:
            factory = self._factory(facts.factory, paper, bond.case)
            dossier = self._dossiers.opened(bond.case, factory, paper.case_number, at)
            self._connection.execute(update(papers).where(papers.c.id == paper_id).values(factory_id=factory))
            self._write_bond(paper_id, bond, dossier)
            self._bind_waiting(paper, dossier)
        else:
            opened = self._dossiers.of_case(bond.case)
            if opened is None:
                return
            dossier = opened
            self._write_bond(paper_id, bond, dossier)
        self._dossiers.reconcile(dossier, at)

    def _report(self, base_digest: str) -> ExchangePaper | None:
        row = self._connection.execute(
            select(papers).where(papers.c.base_digest == base_digest, papers.c.kind == PaperKind.REPORT)
        ).first()
        return paper_of(row, stages_of(self._connection, [row.id]).get(row.id, ())) if row else None

    def _bind_waiting(self, report: ExchangePaper, dossier: int) -> None:
        """Ties the replies that came before the report that they answer."""
        rows = self._connection.execute(
            select(papers).where(papers.c.answers == report.base_digest, papers.c.bond == Bond.WAITS)
        ).all()
        for row in rows:
            bond = tie(paper_of(row, ()), report)
            self._write_bond(row.id, bond, dossier if bond.bond is Bond.TIED else None)

    def _write_bond(self, paper_id: int, bond: Tie, dossier: int | None) -> None:
        self._connection.execute(
            update(papers).where(papers.c.id == paper_id).values(bond=bond.bond, dossier_id=dossier)
        )

    def _factory(self, facts: FactoryFacts, paper: ExchangePaper, case: str) -> int:
        known_by = factory_key(facts, paper.signer, case)
        values: dict[str, object] = {
            "known_by": known_by,
            "signer_key": paper.signer,
            "credit_code": facts.credit_code,
            "enterprise": facts.enterprise,
            "site": facts.site,
            "province": facts.province,
            "city": facts.city,
            "industry_code": facts.industry_code,
            "industry": facts.industry,
            "size": facts.size,
        }
        upsert(self._connection, factories, ("known_by",), values)
        factory: int = self._connection.execute(
            select(factories.c.id).where(factories.c.known_by == known_by)
        ).scalar_one()
        return factory
