"""What a region is counted from: facts of valid reports, out of their rows of profile and conditions."""

from collections import defaultdict

from sqlalchemy import Connection, func, select

from models.region.facts import Conditions, ConditionStanding, RegionFact, RegionSource
from models.region.industry import industry_of
from models.rulebook import ConditionId, TierId
from models.storage.tables import factories, paper_conditions, paper_profile, papers

_BETWEEN = " "
"""Between the ids of conditions, which hold none."""
_STANDINGS = {
    ("met", True): ConditionStanding.PROVEN,
    ("met", False): ConditionStanding.CLAIMED,
    **{
        (standing.value, is_proven): standing
        for standing in (ConditionStanding.NOT_MET, ConditionStanding.UNKNOWN)
        for is_proven in (False, True)
    },
}
"""Looked up, because a region asks for forty thousand of them."""


class StoredRegion:
    """The facts of a region, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def source(self) -> RegionSource:
        """Returns the facts of every report that is valid here, all versions, and what does not count."""
        conditions = self._conditions()
        rows = self._connection.execute(
            select(
                papers.c.id,
                papers.c.base_digest,
                papers.c.case_id,
                papers.c.version,
                papers.c.signed_at,
                factories.c.known_by,
                factories.c.credit_code,
                *(column for column in paper_profile.c if column.name != "paper_id"),
            )
            .join(paper_profile, paper_profile.c.paper_id == papers.c.id)
            .outerjoin(factories, factories.c.id == papers.c.factory_id)
            .where(papers.c.kind == "report", papers.c.verdict == "valid")
        ).all()
        facts = tuple(
            RegionFact(
                paper=row.base_digest,
                case_id=row.case_id,
                version=row.version or 1,
                day=row.day,
                reached=_tier(row.reached),
                possible=_tier(row.possible),
                proven=_tier(row.proven_tier),
                province=row.province.strip(),
                city=row.city.strip(),
                industry=industry_of(row.industry_code, row.industry),
                size=row.size,
                conditions=Conditions.of_sets(conditions.get(row.id, {})),
                contradictions=row.contradictions,
                signed_at=row.signed_at,
                factory=row.known_by if row.credit_code else "",
            )
            for row in rows
        )
        named = self._connection.execute(select(paper_conditions.c.condition, paper_conditions.c.tier).distinct())
        tiers = {ConditionId(condition): TierId(tier) for condition, tier in named}
        return RegionSource(facts, tiers, frozenset(row.rulebook for row in rows), self._left_out())

    def _conditions(self) -> dict[int, dict[ConditionStanding, frozenset[ConditionId]]]:
        """Returns the conditions of each report by their standing: joined in the database, ten rows for each hundred."""
        rows = self._connection.execute(
            select(
                paper_conditions.c.paper_id,
                paper_conditions.c.status,
                paper_conditions.c.proven,
                func.aggregate_strings(paper_conditions.c.condition, _BETWEEN),
            )
            .where(paper_conditions.c.status != "not_applicable")
            .group_by(paper_conditions.c.paper_id, paper_conditions.c.status, paper_conditions.c.proven)
        ).all()
        sets: defaultdict[int, dict[ConditionStanding, frozenset[ConditionId]]] = defaultdict(dict)
        for paper, status, proven, joined in rows:
            sets[paper][_STANDINGS[status, bool(proven)]] = frozenset(map(ConditionId, joined.split(_BETWEEN)))
        return sets

    def _left_out(self) -> dict[str, int]:
        """Returns how many papers do not count, by verdict; `reply` for sound ones that are no report."""
        counted: dict[str, int] = {}
        rows = self._connection.execute(
            select(papers.c.kind, papers.c.verdict, func.count()).group_by(papers.c.kind, papers.c.verdict)
        )
        for kind, verdict, number in rows:
            if kind == "report" and verdict == "valid":
                continue
            reason = "reply" if kind in ("reply", "note") and verdict in ("valid", "untrusted") else verdict
            counted[reason] = counted.get(reason, 0) + number
        return counted


def _tier(tier: str) -> TierId | None:
    return TierId(tier) if tier else None
