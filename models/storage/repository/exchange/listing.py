"""The rows of the inbox, page by page: filtered and sorted in the database, so that ten thousand stay there."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from models.exchange.inbox import Changes, Counted, DossierRow, InboxRow, KeptPaper, Order, ReportPlace, Wish
from models.exchange.states import DossierState
from models.rulebook import TIER_IDS
from models.storage.encoding import decode_time
from models.storage.repository.exchange.dossiers import dossier_row
from models.storage.repository.exchange.reading import AnyRow, kept_paper, stages_of
from models.storage.tables import dossiers, factories, paper_conditions, paper_profile, papers, sightings

_VERDICTS = ("changed", "unverifiable", "untrusted", "valid")
"""Worst first."""
_ROWS = papers.outerjoin(dossiers, dossiers.c.id == papers.c.dossier_id).outerjoin(
    factories, factories.c.id == func.coalesce(papers.c.factory_id, dossiers.c.factory_id)
)
_PROFILED = _ROWS.outerjoin(paper_profile, paper_profile.c.paper_id == papers.c.id)
_LISTED = (
    *(column.label(f"p_{name}") for name, column in papers.c.items()),
    *(column.label(f"d_{name}") for name, column in dossiers.c.items()),
    factories.c.enterprise,
    factories.c.site,
    *(
        column.label(f"f_{name}")
        for name, column in paper_profile.c.items()
        if name in ("reached", "possible", "proven_tier", "met", "proven", "contradictions")
    ),
)


class StoredInbox:
    """The inbox, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, wish: Wish) -> int:
        """Returns how many rows a wish has."""
        number: int = self._connection.execute(_wanted(select(func.count()).select_from(_ROWS), wish)).scalar_one()
        return number

    def count_by_state(self) -> Mapping[DossierState, int]:
        """Returns how many dossiers are in each state."""
        rows = self._connection.execute(select(dossiers.c.state, func.count()).group_by(dossiers.c.state))
        return {DossierState(state): number for state, number in rows}

    def rows(self, wish: Wish, offset: int = 0, most: int | None = None) -> tuple[InboxRow, ...]:
        """Returns rows of the inbox in the order that is wished for."""
        query = _wanted(select(*_LISTED).select_from(_PROFILED), wish).order_by(*_order(wish)).offset(offset)
        listed = self._connection.execute(query.limit(most) if most is not None else query).all()
        ids = [row.p_id for row in listed]
        by_paper = stages_of(self._connection, ids)
        seen = self._sightings(ids)
        changes = self._changes(listed)
        return tuple(
            InboxRow(
                kept=_kept(row, by_paper),
                dossier=_dossier(row),
                counted=_counted(row),
                seen=seen[row.p_id][0],
                seen_at=decode_time(seen[row.p_id][1] or row.p_kept_at),
                changes=changes.get(row.p_id),
            )
            for row in listed
        )

    def paper(self, base_digest: str) -> KeptPaper | None:
        """Returns a paper by its base digest; None where it is not here."""
        row = self._connection.execute(select(papers).where(papers.c.base_digest == base_digest)).first()
        return kept_paper(row, stages_of(self._connection, [row.id]).get(row.id, ())) if row else None

    def by_id(self, paper_id: int) -> KeptPaper | None:
        """Returns a paper by its number here; None where it is not here."""
        row = self._connection.execute(select(papers).where(papers.c.id == paper_id)).first()
        return kept_paper(row, stages_of(self._connection, [row.id]).get(row.id, ())) if row else None

    def _sightings(self, ids: Collection[int]) -> defaultdict[int, tuple[int, str]]:
        seen: defaultdict[int, tuple[int, str]] = defaultdict(lambda: (0, ""))
        for row in self._connection.execute(
            select(sightings.c.paper_id, func.count().label("number"), func.max(sightings.c.seen_at).label("last"))
            .where(sightings.c.paper_id.in_(list(ids)))
            .group_by(sightings.c.paper_id)
        ):
            seen[row.paper_id] = (row.number, row.last)
        return seen

    def _changes(self, listed: Collection[AnyRow]) -> Mapping[int, Changes]:
        """Returns of some reports, by their numbers, what is otherwise than in the version before each."""
        ordered = {row.p_id: row for row in listed if row.p_place in (ReportPlace.CURRENT, ReportPlace.EARLIER)}
        versions: defaultdict[int, list[AnyRow]] = defaultdict(list)
        for row in self._connection.execute(
            select(papers.c.id, papers.c.dossier_id, papers.c.version, papers.c.signed_at, papers.c.base_digest).where(
                papers.c.dossier_id.in_({row.p_dossier_id for row in ordered.values()}),
                papers.c.place.in_((ReportPlace.CURRENT, ReportPlace.EARLIER)),
            )
        ):
            versions[row.dossier_id].append(row)
        before = {}
        for paper_id, row in ordered.items():
            older = [each for each in versions[row.p_dossier_id] if (each.version or 0) < (row.p_version or 0)]
            if older:
                before[paper_id] = max(older, key=lambda each: (each.version or 0, each.signed_at, each.base_digest))
        statuses = self._statuses({*before, *(each.id for each in before.values())})
        return {
            paper_id: Changes(
                former.base_digest,
                former.version or 0,
                tuple(name for name, status in statuses[paper_id].items() if statuses[former.id].get(name) != status),
                tuple(json.loads(ordered[paper_id].p_changed_answers))
                if ordered[paper_id].p_changed_since == former.base_digest
                else None,
            )
            for paper_id, former in before.items()
        }

    def _statuses(self, ids: Collection[int]) -> defaultdict[int, dict[str, tuple[str, int]]]:
        statuses: defaultdict[int, dict[str, tuple[str, int]]] = defaultdict(dict)
        for row in self._connection.execute(
            select(paper_conditions)
            .where(paper_conditions.c.paper_id.in_(sorted(ids)))
            .order_by(paper_conditions.c.paper_id, paper_conditions.c.tier, paper_conditions.c.condition)
        ):
            named = row.condition if row.condition.startswith(f"{row.tier}.") else f"{row.tier}.{row.condition}"
            statuses[row.paper_id][named] = (row.status, row.proven)
        return statuses


def _wanted(query: Select[Any], wish: Wish) -> Select[Any]:
    if wish.states:
        query = query.where(dossiers.c.state.in_(wish.states))
    if wish.verdicts:
        query = query.where(papers.c.verdict.in_(wish.verdicts))
    if wish.assigned_to:
        query = query.where(dossiers.c.assigned_to == wish.assigned_to)
    if wish.due_by:
        query = query.where(dossiers.c.due_on != "", dossiers.c.due_on <= wish.due_by)
    if wish.newest_only:
        query = query.where(papers.c.place.not_in((ReportPlace.EARLIER, ReportPlace.ASIDE)))
    if wish.text.strip():
        within = wish.text.strip()
        fields = (factories.c.enterprise, factories.c.site, papers.c.case_number, papers.c.name)
        query = query.where(or_(*(field.icontains(within, autoescape=True) for field in fields)))
    return query


def _order(wish: Wish) -> tuple[ColumnElement[Any], ...]:
    """Returns the columns by which the rows of a wish are sorted; the same rows always come in the same order."""
    by: Mapping[Order, ColumnElement[Any]] = {
        Order.CAME: papers.c.kept_at,
        Order.FACTORY: func.coalesce(factories.c.enterprise, ""),
        Order.VERDICT: _ranked(papers.c.verdict, _VERDICTS),
        Order.STATE: _ranked(dossiers.c.state, tuple(DossierState)),
        Order.DUE: case((and_(dossiers.c.due_on.is_not(None), dossiers.c.due_on != ""), dossiers.c.due_on), else_="9"),
        Order.PROVEN: _ranked(paper_profile.c.proven_tier, TIER_IDS),
        Order.ASSIGNED: func.coalesce(dossiers.c.assigned_to, ""),
        Order.CONTRADICTIONS: func.coalesce(paper_profile.c.contradictions, -1),
    }
    first = by[wish.order]
    return (first.asc() if wish.ascending else first.desc(), papers.c.id.desc())


def _ranked(column: ColumnElement[Any], values: Collection[str]) -> ColumnElement[Any]:
    return case({value: rank for rank, value in enumerate(values)}, value=column, else_=-1)


def _kept(row: AnyRow, by_paper: Mapping[int, Any]) -> KeptPaper:
    return kept_paper(_part(row, "p_"), by_paper.get(row.p_id, ()))


def _dossier(row: AnyRow) -> DossierRow | None:
    return dossier_row(_part(row, "d_")) if row.d_id is not None else None


def _part(row: AnyRow, prefix: str) -> Any:
    """Returns the columns of one table in a row of several, by their own names."""
    named = {name.removeprefix(prefix): value for name, value in row._asdict().items() if name.startswith(prefix)}
    return SimpleNamespace(**named, enterprise=row.enterprise or "", site=row.site or "")


def _counted(row: AnyRow) -> Counted | None:
    if row.f_met is None:
        return None
    return Counted(
        row.f_reached or None,
        row.f_possible or None,
        row.f_proven_tier or None,
        row.f_met,
        row.f_proven,
        row.f_contradictions,
    )
