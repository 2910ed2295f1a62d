"""The list of cases: what each is called, how far it is, and what it waits for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select

from models.assessment import AssessmentState
from models.case import CaseSummary, Outcome, ReportKind, WaitsFor
from models.storage.encoding import decode_ids, decode_time, decode_value, proof
from models.storage.repository.cases import StoredCases
from models.storage.tables import answers, cases, outcomes, reports, versions

_NAMES = ("enterprise.name", "factory.name")
_CODE = "enterprise.credit_code"


class StoredSummaries:
    """The cases in one line each, inside one transaction."""

    __slots__ = ("_cases", "_connection")

    def __init__(self, connection: Connection, stored_cases: StoredCases) -> None:
        self._connection = connection
        self._cases = stored_cases

    def list(self, in_trash: bool) -> tuple[CaseSummary, ...]:
        """Returns the cases by their newest version, last changed first."""
        newest = select(versions.c.case_id, func.max(versions.c.number).label("number")).group_by(versions.c.case_id)
        last = newest.subquery()
        in_place = cases.c.trashed_at.is_not(None) if in_trash else cases.c.trashed_at.is_(None)
        rows = self._connection.execute(
            select(
                cases.c.number.label("case_number"),
                cases.c.trashed_at,
                versions.c.id,
                versions.c.number,
                versions.c.state,
                versions.c.rulebook,
                versions.c.overlays,
                versions.c.changed_at,
                outcomes.c.version_id.label("evaluated"),
                outcomes.c.reached,
                outcomes.c.possible,
                outcomes.c.answered,
                outcomes.c.asked,
            )
            .join(last, last.c.case_id == cases.c.id)
            .join(versions, and_(versions.c.case_id == cases.c.id, versions.c.number == last.c.number))
            .outerjoin(
                outcomes,
                and_(outcomes.c.version_id == versions.c.id, outcomes.c.revision == versions.c.revision),
            )
            .where(in_place)
            .order_by(versions.c.changed_at.desc(), cases.c.number)
        ).all()
        names = self._names([row.id for row in rows])
        papers = self._papers()
        return tuple(self._summary(row, names.get(row.id, {}), papers) for row in rows)

    def _names(self, version_ids: Sequence[int]) -> dict[int, dict[str, str]]:
        names_by_version: dict[int, dict[str, str]] = {}
        rows = self._connection.execute(
            select(answers).where(answers.c.answer.in_(_NAMES), answers.c.version_id.in_(version_ids))
        )
        for row in rows:
            if row.proof == proof(row.answer, row.value):
                names_by_version.setdefault(row.version_id, {})[row.answer] = str(decode_value(row.value))
        return names_by_version

    def of_one_enterprise(self, case: str) -> tuple[str, ...]:
        """Returns the cases of the enterprise that a case is about, that one first, the others by number.

        An enterprise is known by its credit code, or by its name where one of the two has no code.
        """
        newest = (
            select(versions.c.case_id, func.max(versions.c.number).label("number"))
            .group_by(versions.c.case_id)
            .subquery()
        )
        rows = self._connection.execute(
            select(cases.c.number, answers.c.answer, answers.c.value)
            .join(newest, newest.c.case_id == cases.c.id)
            .join(versions, and_(versions.c.case_id == cases.c.id, versions.c.number == newest.c.number))
            .join(answers, answers.c.version_id == versions.c.id)
            .where(cases.c.trashed_at.is_(None), answers.c.answer.in_((_CODE, _NAMES[0])))
            .order_by(cases.c.number)
        )
        known: dict[str, dict[str, str]] = {}
        for number, answer, value in rows:
            known.setdefault(number, {})[answer] = str(decode_value(value)).strip().casefold()
        own = known.get(case, {})

        def same(other: dict[str, str]) -> bool:
            if own.get(_CODE) and other.get(_CODE):
                return own[_CODE] == other[_CODE]
            return bool(own.get(_NAMES[0])) and own.get(_NAMES[0]) == other.get(_NAMES[0])

        return (case, *(number for number, other in known.items() if number != case and same(other)))

    def _papers(self) -> set[tuple[str, int, str]]:
        rows = self._connection.execute(select(reports.c.case_number, reports.c.version, reports.c.kind).distinct())
        return {(row.case_number, row.version, row.kind) for row in rows}

    def _summary(
        self, row: Row[*tuple[Any, ...]], names: dict[str, str], papers: set[tuple[str, int, str]]
    ) -> CaseSummary:
        outcome = None
        if row.evaluated is not None:
            outcome = Outcome(
                row.reached or None,
                row.possible or None,
                row.answered,
                row.asked,
            )
        if row.state == AssessmentState.DRAFT:
            # Nothing left to answer, or nothing that could still change the tier.
            complete = outcome is not None and (
                outcome.answered >= outcome.asked or outcome.reached == outcome.possible
            )
            waits_for = WaitsFor.FREEZE if complete else WaitsFor.ANSWERS
        elif (row.case_number, row.number, ReportKind.REPLY) in papers:
            waits_for = WaitsFor.NEXT_VERSION
        elif (row.case_number, row.number, ReportKind.REPORT) in papers:
            waits_for = WaitsFor.REPLY
        else:
            waits_for = WaitsFor.REPORT
        return CaseSummary(
            number=row.case_number,
            enterprise=names.get("enterprise.name", ""),
            factory=names.get("factory.name", ""),
            version=row.number,
            state=AssessmentState(row.state),
            rulebook=row.rulebook,
            overlays=decode_ids(row.overlays),
            outcome=outcome,
            changed_at=decode_time(row.changed_at),
            waits_for=waits_for,
            trashed_at=decode_time(row.trashed_at) if row.trashed_at else None,
        )

    def keep_outcome(self, case: str, number: int, revision: int, outcome: Outcome) -> None:
        """Remembers what the evaluator said of a version at one revision, for the list of cases."""
        version = self._cases.version(case, number)
        self._connection.execute(delete(outcomes).where(outcomes.c.version_id == version.id))
        self._connection.execute(
            insert(outcomes).values(
                version_id=version.id,
                revision=revision,
                reached=outcome.reached,
                possible=outcome.possible,
                answered=outcome.answered,
                asked=outcome.asked,
            )
        )

    def forget_outcomes(self) -> None:
        """Forgets every result, because the rules have changed."""
        self._connection.execute(delete(outcomes))
