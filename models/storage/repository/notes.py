"""What the person noted beside the answers: cards put off, answers of the last version that are still true."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from models.assessment import AnswerId, AssessmentState
from models.storage.errors import FrozenVersion
from models.storage.repository.cases import VersionRow
from models.storage.tables import confirmed, put_off


class StoredNotes:
    """Notes beside the answers, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def confirmed(self, version: VersionRow) -> frozenset[AnswerId]:
        """Returns the answers of a version that were said to be still true."""
        rows = self._connection.execute(select(confirmed.c.answer).where(confirmed.c.version_id == version.id))
        return frozenset(AnswerId(answer) for answer in rows.scalars())

    def confirm(self, version: VersionRow, answers: Collection[AnswerId], *, still_true: bool) -> None:
        """Notes answers of a draft as still true, or withdraws that.

        Raises:
            FrozenVersion: when the version is not a draft.
        """
        if version.state is AssessmentState.FROZEN:
            raise FrozenVersion(case=version.case, version=version.number)
        noted = self.confirmed(version)
        if still_true:
            rows = [{"version_id": version.id, "answer": answer} for answer in answers if answer not in noted]
            if rows:
                self._connection.execute(insert(confirmed), rows)
            return
        for answer in noted.intersection(answers):
            self._connection.execute(
                delete(confirmed).where(confirmed.c.version_id == version.id, confirmed.c.answer == answer)
            )

    def put_off(self, version: VersionRow) -> frozenset[str]:
        """Returns the cards of a version's case that are left for later."""
        rows = self._connection.execute(select(put_off.c.card).where(put_off.c.case_id == version.case_id))
        return frozenset(rows.scalars())

    def keep_put_off(self, version: VersionRow, cards: Collection[str]) -> None:
        """Writes which cards of a version's case are left for later, in the place of those before."""
        self._connection.execute(delete(put_off).where(put_off.c.case_id == version.case_id))
        if cards:
            self._connection.execute(
                insert(put_off), [{"case_id": version.case_id, "card": card} for card in sorted(set(cards))]
            )
