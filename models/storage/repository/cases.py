"""Cases and their versions."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, literal, select, update

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence
from models.case import Stamp, VersionSummary, new_case_id
from models.storage.encoding import decode_ids, decode_time, decode_value, encode_ids, encode_time, proof, proof_of_all
from models.storage.errors import CaseExists, DamagedAnswers, FrozenVersionChanged, UnknownCase
from models.storage.tables import answers, attachments, cases, evidence, versions

# Made once, because every save looks for its version.
_LIVE = (
    select(versions.c.id, versions.c.case_id, versions.c.number, versions.c.state, versions.c.revision)
    .join(cases, cases.c.id == versions.c.case_id)
    .where(cases.c.number == bindparam("case"), cases.c.trashed_at.is_(None))
)
_NEWEST = _LIVE.order_by(versions.c.number.desc()).limit(1)
_NUMBERED = _LIVE.where(versions.c.number == bindparam("version"))


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Where a version is in the tables."""

    id: int
    case_id: int
    case: str
    """Number of the case."""
    number: int
    state: AssessmentState
    revision: int


class StoredCases:
    """Cases and their versions, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, case: Assessment, stamp: Stamp) -> VersionRow:
        """Adds a case with an empty first version, under the number, ids and rules of an assessment.

        Raises:
            CaseExists: when the number is taken, even by a case in the trash.
        """
        number = case.case_number
        if self._connection.execute(select(cases.c.id).where(cases.c.number == number)).first() is not None:
            raise CaseExists(case=number)
        case_id: int = self._connection.execute(
            insert(cases)
            .values(
                number=number,
                random_id=case.case_id or new_case_id(),
                secret=case.case_secret or new_case_id(),
                created_at=encode_time(stamp.at),
            )
            .returning(cases.c.id)
        ).scalar_one()
        first = VersionRow(0, case_id, number, 1, AssessmentState.DRAFT, 0)
        return self._begin(
            first,
            rulebook=case.rulebook,
            overlays=encode_ids(case.overlays),
            answers_proof=0,
            why="",
            stamp=stamp,
        )

    def number_of(self, random_id: str) -> str | None:
        """Returns the number of the case with this id, even in the trash; None when it is not here."""
        return self._connection.execute(select(cases.c.number).where(cases.c.random_id == random_id)).scalar()

    def begin_version(self, case: str, why: str, stamp: Stamp) -> VersionRow:
        """Begins the next version as a copy of the newest: its answers, overlays and evidence."""
        newest = self.version(case)
        row = self._row(newest)
        following = replace(newest, number=newest.number + 1, state=AssessmentState.DRAFT, revision=0)
        begun = self._begin(
            following,
            rulebook=row.rulebook,
            overlays=row.overlays,
            answers_proof=row.answers_proof,
            why=why,
            stamp=stamp,
        )
        for table in (answers, attachments):
            columns = [column.name for column in table.columns if column.name != "version_id"]
            self._connection.execute(
                insert(table).from_select(
                    ["version_id", *columns],
                    select(bindparam("begun", begun.id), *(table.c[name] for name in columns)).where(
                        table.c.version_id == newest.id
                    ),
                )
            )
        return begun

    def _begin(
        self, version: VersionRow, *, rulebook: str, overlays: str, answers_proof: int, why: str, stamp: Stamp
    ) -> VersionRow:
        now = encode_time(stamp.at)
        row_id = self._connection.execute(
            insert(versions)
            .values(
                case_id=version.case_id,
                number=version.number,
                state=AssessmentState.DRAFT,
                rulebook=rulebook,
                overlays=overlays,
                why=why,
                begun_at=now,
                begun_by=stamp.who,
                changed_at=now,
                revision=0,
                frozen_by="",
                frozen_why="",
                frozen_digest="",
                answers_proof=answers_proof,
            )
            .returning(versions.c.id)
        ).scalar_one()
        return replace(version, id=row_id)

    def version(self, case: str, number: int | None = None) -> VersionRow:
        """Returns where a version is; the newest when no number is given.

        Raises:
            UnknownCase: when the case or the version is not here, or the case is in the trash.
        """
        version = self.live_version(case, number)
        if version is None:
            raise UnknownCase(case=case)
        return version

    def live_version(self, case: str, number: int | None = None) -> VersionRow | None:
        """Returns where a version is as `version` does; None when it is not here or in the trash."""
        query = _NEWEST if number is None else _NUMBERED
        row = self._connection.execute(query, {"case": case, "version": number}).first()
        if row is None:
            return None
        return VersionRow(row.id, row.case_id, case, row.number, AssessmentState(row.state), row.revision)

    def _row(self, version: VersionRow) -> Row[*tuple[Any, ...]]:
        return self._connection.execute(select(versions).where(versions.c.id == version.id)).one()

    def load(self, case: str, number: int | None = None) -> Assessment:
        """Returns one version with its answers and evidence; the newest when no number is given.

        Raises:
            UnknownCase: when the case or the version is not here.
            FrozenVersionChanged: when a frozen version is not what was frozen.
            DamagedAnswers: when answers of a draft are not what was saved.
        """
        version = self.version(case, number)
        row = self._row(version)
        if version.state is AssessmentState.FROZEN and self._digest(version) != row.frozen_digest:
            raise FrozenVersionChanged(case=case, version=version.number)
        given, damaged = self.stored_answers(version)
        if damaged or proof_of_all(given) != row.answers_proof:
            raise DamagedAnswers(case=case, answers=", ".join(damaged) or "?", copies="")
        attached = self._connection.execute(
            select(evidence, attachments.c.name, attachments.c.note, attachments.c.valid_until)
            .join(attachments, attachments.c.digest == evidence.c.digest)
            .where(attachments.c.version_id == version.id, attachments.c.removed == 0)
            .order_by(evidence.c.digest)
        )
        ids = self._connection.execute(
            select(cases.c.random_id, cases.c.secret).where(cases.c.id == version.case_id)
        ).one()
        return Assessment(
            case_number=case,
            version=version.number,
            state=version.state,
            rulebook=row.rulebook,
            overlays=decode_ids(row.overlays),
            answers=MappingProxyType({AnswerId(answer): decode_value(value) for answer, value in given.items()}),
            evidence=MappingProxyType(
                {
                    Digest(item.digest): Evidence(
                        Digest(item.digest), item.name, item.media_type, item.size_bytes, item.note, item.valid_until
                    )
                    for item in attached
                }
            ),
            frozen_on=row.frozen_at or "",
            case_id=ids.random_id,
            case_secret=ids.secret,
        )

    def stored_answers(self, version: VersionRow) -> tuple[dict[str, str], tuple[str, ...]]:
        """Returns the stored texts of a version's answers that are proven, and the ids of those that are not."""
        rows = self._connection.execute(
            select(answers.c.answer, answers.c.value, answers.c.proof).where(answers.c.version_id == version.id)
        ).all()
        sound = {row.answer: row.value for row in rows if row.proof == proof(row.answer, row.value)}
        return sound, tuple(sorted(row.answer for row in rows if row.answer not in sound))

    def freeze(self, version: VersionRow, why: str, stamp: Stamp) -> None:
        """Closes a version for good; the tables themselves refuse every later change."""
        now = encode_time(stamp.at)
        self._connection.execute(
            update(versions)
            .where(versions.c.id == version.id)
            .values(
                state=AssessmentState.FROZEN,
                frozen_at=now,
                frozen_by=stamp.who,
                frozen_why=why,
                frozen_digest=self._digest(version),
                changed_at=now,
            )
        )

    def _digest(self, version: VersionRow) -> str:
        """Returns the SHA-256 of a version's answers and evidence as stored in the tables."""
        digest = hashlib.sha256()
        queries: list[Select[str, str]] = [
            select(answers.c.answer, answers.c.value)
            .where(answers.c.version_id == version.id)
            .order_by(answers.c.answer),
            select(literal("evidence"), attachments.c.digest)
            .where(attachments.c.version_id == version.id, attachments.c.removed == 0)
            .order_by(attachments.c.digest),
        ]
        for query in queries:
            for name, content in self._connection.execute(query):
                digest.update(f"{name}\n{content}\n".encode())
        return digest.hexdigest()

    def use_rules(self, version: VersionRow, rulebook: str, overlays: Sequence[str], at: datetime) -> None:
        """Chooses the national edition and the local rules of a draft."""
        self._connection.execute(
            update(versions)
            .where(versions.c.id == version.id)
            .values(
                rulebook=rulebook,
                overlays=encode_ids(overlays),
                revision=versions.c.revision + 1,
                changed_at=encode_time(at),
            )
        )

    def versions(self, case: str) -> tuple[VersionSummary, ...]:
        """Returns the versions of a case, oldest first.

        Raises:
            UnknownCase: when the case is not here.
        """
        newest = self.version(case)
        rows = self._connection.execute(
            select(versions).where(versions.c.case_id == newest.case_id).order_by(versions.c.number)
        )
        return tuple(
            VersionSummary(
                number=row.number,
                state=AssessmentState(row.state),
                rulebook=row.rulebook,
                overlays=decode_ids(row.overlays),
                begun_at=decode_time(row.begun_at),
                begun_by=row.begun_by,
                why=row.why,
                changed_at=decode_time(row.changed_at),
                frozen_at=decode_time(row.frozen_at) if row.frozen_at else None,
                frozen_by=row.frozen_by,
                frozen_why=row.frozen_why,
            )
            for row in rows
        )

    def trash(self, case: str, at: datetime) -> None:
        """Moves a case to the trash.

        Raises:
            UnknownCase: when it is not here.
        """
        moved = self._connection.execute(
            update(cases).where(cases.c.number == case, cases.c.trashed_at.is_(None)).values(trashed_at=encode_time(at))
        )
        if moved.rowcount == 0:
            raise UnknownCase(case=case)

    def restore(self, case: str) -> None:
        """Takes a case back out of the trash.

        Raises:
            UnknownCase: when it is not in the trash.
        """
        moved = self._connection.execute(
            update(cases).where(cases.c.number == case, cases.c.trashed_at.is_not(None)).values(trashed_at=None)
        )
        if moved.rowcount == 0:
            raise UnknownCase(case=case)

    def forget(self, case: str) -> None:
        """Removes a case in the trash for good, with its versions and history.

        Raises:
            UnknownCase: when it is not in the trash.
        """
        row = self._connection.execute(
            select(cases.c.id).where(cases.c.number == case, cases.c.trashed_at.is_not(None))
        ).first()
        if row is None:
            raise UnknownCase(case=case)
        # Versions first: while their case is known to be in the trash, the tables let frozen ones go.
        self._connection.execute(delete(versions).where(versions.c.case_id == row.id))
        self._connection.execute(delete(cases).where(cases.c.id == row.id))

    def numbers(self) -> Iterator[str]:
        """Yields every case number, those in the trash too."""
        for row in self._connection.execute(select(cases.c.number)):
            yield row.number
