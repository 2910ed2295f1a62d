"""Files that were handed in and wait to be verified; each is kept once, whoever verifies it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from models.storage.encoding import encode_time
from models.storage.server.tables import handed_in
from models.storage.tables import import_runs, papers, sightings


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file that waits."""

    run: int
    position: int
    name: str
    digest: str


class HandedInFiles:
    """The files that wait, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: HandedIn, at: datetime) -> None:
        """Notes that a file waits."""
        values = {"run_id": file.run, "position": file.position, "name": file.name, "digest": file.digest}
        self._connection.execute(insert(handed_in).values(**values, handed_in_at=encode_time(at)))

    def at(self, run: int, position: int) -> HandedIn | None:
        """Returns the file at a place of an import; None where it does not wait any more."""
        row = self._connection.execute(
            select(handed_in).where(handed_in.c.run_id == run, handed_in.c.position == position)
        ).first()
        return _file(row) if row else None

    def take(self, digest: str) -> tuple[HandedIn, ...]:
        """Takes away all files of one content, under whatever names they wait; empty where somebody else was quicker."""
        rows = self._connection.execute(delete(handed_in).where(handed_in.c.digest == digest).returning(handed_in))
        return tuple(_file(row) for row in rows)

    def count(self, run: int | None = None) -> int:
        """Returns how many files wait: of one import, or of all."""
        query = select(func.count()).select_from(handed_in)
        number: int = self._connection.execute(
            query if run is None else query.where(handed_in.c.run_id == run)
        ).scalar_one()
        return number

    def finish_runs(self, runs: Sequence[int], at: datetime) -> None:
        """Notes of imports that nothing of them waits any more, where that is so."""
        waits = select(handed_in.c.run_id).where(handed_in.c.run_id == import_runs.c.id).exists()
        self._connection.execute(
            update(import_runs)
            .where(import_runs.c.id.in_(list(runs)), import_runs.c.finished_at.is_(None), ~waits)
            .values(finished_at=encode_time(at))
        )

    def brought(self, run: int) -> tuple[tuple[int, str, str, int], ...]:
        """Returns what an import brought so far, in its order: position, name of the file, its digest, the paper's id."""
        rows = self._connection.execute(
            select(sightings.c.position, sightings.c.name, sightings.c.digest, papers.c.id)
            .join(papers, papers.c.id == sightings.c.paper_id)
            .where(sightings.c.run_id == run)
            .order_by(sightings.c.position)
        )
        return tuple((row.position, row.name, row.digest, row.id) for row in rows)


def _file(row: Row[*tuple[object, ...]]) -> HandedIn:
    return HandedIn(row.run_id, row.position, row.name, row.digest)
