"""Damaged answers of a draft: restored from the history where that is proven, otherwise removed."""

from sqlalchemy import Connection, delete, insert, select, update

from models.assessment import AnswerId
from models.case import ChangeKind, Stamp
from models.safekeeping import Mended
from models.storage.encoding import encode_time, entry_proof, proof, proof_of_all
from models.storage.repository.cases import StoredCases, VersionRow
from models.storage.tables import answers, changes, steps, versions


class Mending:
    """The answers of a version set right, inside one transaction."""

    __slots__ = ("_cases", "_connection")

    def __init__(self, connection: Connection, cases: StoredCases) -> None:
        self._connection = connection
        self._cases = cases

    def mend(self, version: VersionRow, stamp: Stamp) -> Mended:
        """Makes every answer of a draft a proven one; the history records what was done.

        The history of all changes makes the answers anew. Where they, with those that are still sound, give the
        number that the version carries, they are exactly what was saved.
        """
        expected = self._connection.execute(
            select(versions.c.answers_proof).where(versions.c.id == version.id)
        ).scalar()
        sound, damaged = self._cases.stored_answers(version)
        known = self._replayed(version)
        for candidate in (sound, {**known, **sound}, known):
            if proof_of_all(candidate) == expected:
                restored = [answer for answer, value in candidate.items() if sound.get(answer) != value]
                self._put(version, candidate, sound, damaged, stamp)
                return Mended(tuple(map(AnswerId, sorted(restored))), ())
        doubtful = set(damaged) | {a for a in {*sound, *known} if sound.get(a) != known.get(a)}
        self._put(version, {a: value for a, value in sound.items() if a not in doubtful}, sound, damaged, stamp)
        return Mended((), tuple(map(AnswerId, sorted(doubtful))))

    def _replayed(self, version: VersionRow) -> dict[str, str]:
        rows = self._connection.execute(
            select(changes.c.answer, changes.c.new)
            .join(steps, steps.c.id == changes.c.step_id)
            .join(versions, versions.c.id == steps.c.version_id)
            .where(versions.c.case_id == version.case_id, versions.c.number <= version.number)
            .order_by(versions.c.number, steps.c.id)
        )
        state: dict[str, str] = {}
        for answer, new in rows:
            if new is None:
                state.pop(answer, None)
            else:
                state[answer] = new
        return state

    def _put(
        self, version: VersionRow, wanted: dict[str, str], sound: dict[str, str], damaged: tuple[str, ...], stamp: Stamp
    ) -> None:
        self._connection.execute(delete(answers).where(answers.c.version_id == version.id))
        if wanted:
            self._connection.execute(
                insert(answers),
                [
                    {"version_id": version.id, "answer": answer, "value": value, "proof": proof(answer, value)}
                    for answer, value in wanted.items()
                ],
            )
        self._connection.execute(
            update(versions)
            .where(versions.c.id == version.id)
            .values(
                answers_proof=proof_of_all(wanted), revision=versions.c.revision + 1, changed_at=encode_time(stamp.at)
            )
        )
        differing = {a for a in {*wanted, *sound, *damaged} if wanted.get(a) != sound.get(a) or a in damaged}
        if not differing:
            return
        at = encode_time(stamp.at)
        values = {"version_id": version.id, "kind": ChangeKind.MEND, "standing": "note", "at": at, "who": stamp.who, "why": ""}  # fmt: skip
        stamped = (at, stamp.who, ChangeKind.MEND, "")
        step = self._connection.execute(insert(steps).returning(steps.c.id), values).scalar_one()
        self._connection.execute(
            insert(changes),
            [
                {
                    "step_id": step,
                    "answer": a,
                    "old": sound.get(a),
                    "new": wanted.get(a),
                    "proof": entry_proof(version.number, stamped, a, sound.get(a), wanted.get(a)),
                }
                for a in sorted(differing)
            ],
        )
