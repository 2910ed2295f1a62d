"""An office's work in a store on a server: what is kept is there for all of its computers, the rule packs are this one's."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from models.exchange.inbox import Arrival, KnownFile
from models.workspace.core import Clock, local_clock
from models.workspace.office.exchange import Exchange

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.storage.server.database import ServerDatabase
    from models.storage.server.handing_in import HandedIn
    from models.storage.server.queue import Beats


class ServerOffice:
    """A store on a server, open for one program. Every method may be called from any thread."""

    def __init__(self, folder: Path, database: "ServerDatabase", clock: Clock, beats: "Beats | None" = None) -> None:
        """Represents an open store.

        Args:
            folder: this computer's data folder, for its rule packs; it need not exist.
            database: the store.
            clock: gives the time of every change.
            beats: how workers are known to be alive; the usual times when None.
        """
        from models.storage.server.blobs import BlobStore
        from models.storage.server.queue import JobQueue

        self.folder = folder
        self.database, self.clock = database, clock
        self._blobs = BlobStore(database)
        self.queue = JobQueue(database.address, beats)

    @classmethod
    def open(cls, address: str, folder: Path, clock: Clock = local_clock, *, beats: "Beats | None" = None) -> Self:
        """Opens a store by its address; its tables are made where the database is empty.

        Args:
            address: such as `postgresql+psycopg://name@host/database`; the password is better kept in a file.
            folder: this computer's data folder.
            clock: gives the time of every change.
            beats: how workers are known to be alive; the usual times when None.

        Raises:
            StoreParts: when this installation has no parts for it.
            StoreAddress: when that is no address.
            StoreAway: when nobody answers there.
            StoreLogin: when the login is refused.
            NotAStore: when the database is another program's.
            StoreFromTheFuture: when a newer program made it.
        """
        from models.storage.server.address import StoreUrl
        from models.storage.server.errors import StoreParts

        try:
            from models.storage.server.opening import open_store
        except ImportError as failure:
            raise StoreParts(name=failure.name or "psycopg") from failure
        return cls(folder, open_store(StoreUrl.read(address)), clock, beats)

    @cached_property
    def library(self) -> "Library":
        """The rule packs of this computer."""
        from models.packs.library import Library

        return Library(self.folder)

    @cached_property
    def exchange(self) -> Exchange:
        """What the office keeps."""
        return Exchange(
            self.database, self._blobs, threading.Lock(), self.clock, lambda: self.role, notes=self._may_note
        )

    @cached_property
    def role(self) -> str:
        """What this login may do with dossiers; see `models.storage.server.roles`."""
        from models.storage.server.roles import role_of

        with self.database.looking() as connection:
            return role_of(connection)

    @cached_property
    def _may_note(self) -> bool:
        from models.storage.server.roles import may_change

        with self.database.looking() as connection:
            return may_change(connection, "papers")

    # ---- whom the office trusts

    def trusted(self) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """Returns the certificates (PEM) and revocation lists (DER) that the office trusts."""
        from models.storage.server.trust import CERTIFICATE, LIST, TrustedRows

        with self.database.looking() as connection:
            rows = TrustedRows(connection)
            return rows.content(CERTIFICATE), rows.content(LIST)

    def share_trust(self, certificates: Sequence[bytes], lists: Sequence[bytes]) -> None:
        """Adds what was confirmed on this computer, if the login may say whom the office trusts.

        What was taken away from the office's list stays away.
        """
        from models.storage.server.trust import CERTIFICATE, LIST, TrustedRows

        with self.database.looking() as connection:
            known, may_change = TrustedRows(connection).known(), TrustedRows(connection).may_change()
        new = [
            (kind, content)
            for kind, contents in ((CERTIFICATE, certificates), (LIST, lists))
            for content in contents
            if hashlib.sha256(content).hexdigest() not in known
        ]
        if new and may_change:
            with self.database.changing() as connection:
                for kind, content in new:
                    TrustedRows(connection).add(kind, [content], self.database.address.login, self.clock())

    # ---- what is handed in

    def hand_in(self, run: int, position: int, name: str, data: bytes) -> None:
        """Hands a file in: its bytes, that it waits, and the job for it, in one transaction.

        Args:
            run: number of the import.
            position: of the file in it.
            name: of the file.
            data: the whole file.

        Raises:
            FileTooLarge: when it is larger than 100 MB.
            StorageError: when the server does not take it; nothing of it was kept then.
        """
        from models.storage.server.handing_in import HandedIn, HandedInFiles

        with self.database.adding() as connection:
            digest = self._blobs.put(connection, data, name)
            HandedInFiles(connection).add(HandedIn(run, position, name, digest), self.clock())
            self.queue.defer(connection, run, position, digest)

    def waiting(self, run: int, position: int) -> "HandedIn | None":
        """Returns a file that waits; None where it does not any more."""
        from models.storage.server.handing_in import HandedInFiles

        with self.database.looking() as connection:
            return HandedInFiles(connection).at(run, position)

    def waiting_count(self, run: int | None = None) -> int:
        """Returns how many files wait: of one import, or of all."""
        from models.storage.server.handing_in import HandedInFiles

        with self.database.looking() as connection:
            return HandedInFiles(connection).count(run)

    def handed_in_bytes(self, file: "HandedIn") -> bytes:
        """Returns the bytes of a file that was handed in, checked against its digest.

        Raises:
            EvidenceMissing: when they are not there.
            EvidenceChanged: when they are not what they were.
        """
        from models.assessment import Digest

        return self._blobs.read(Digest(file.digest), file.name)

    def settle(
        self, digest: str, arrival: Arrival | None, size_bytes: int, known: KnownFile | None = None
    ) -> int | None:
        """Keeps what was verified and takes away the files of that content that wait, in one transaction.

        Args:
            digest: of the files.
            arrival: the paper as it was verified; None for one that was judged before.
            size_bytes: of the file.
            known: the paper that was judged before.

        Returns:
            The number of the paper; None where somebody else was quicker and nothing was done.
        """
        from models.storage.repository import Repository
        from models.storage.server.handing_in import HandedInFiles

        at = self.clock()
        with self.database.changing() as connection:
            files = HandedInFiles(connection)
            taken = files.take(digest)
            if not taken:
                return None
            intake = Repository(connection).exchange.intake
            if arrival is not None:
                paper_id = intake.keep(arrival, size_bytes, at)
            else:
                assert known is not None, "one of the two is there"
                paper_id = known.paper_id
            for file in taken:
                intake.see(file.run, file.name, digest, paper_id, at, file.position)
            files.finish_runs(sorted({file.run for file in taken}), at)
        return paper_id

    def see(self, run: int, position: int, name: str, digest: str, known: KnownFile) -> None:
        """Notes that a file came which is here already; its bytes are not handed in again."""
        from models.storage.repository import Repository

        with self.database.changing() as connection:
            Repository(connection).exchange.intake.see(run, name, digest, known.paper_id, self.clock(), position)

    def finish_run(self, run: int) -> None:
        """Notes that an import is complete, if nothing of it waits."""
        from models.storage.server.handing_in import HandedInFiles

        with self.database.changing() as connection:
            HandedInFiles(connection).finish_runs([run], self.clock())

    def brought(self, run: int) -> tuple[tuple[int, str, str, int], ...]:
        """Returns what an import brought so far: position, name of the file, its digest, the paper's number."""
        from models.storage.server.handing_in import HandedInFiles

        with self.database.looking() as connection:
            return HandedInFiles(connection).brought(run)

    def work(
        self, do: Callable[[int, int], None], at_once: int, is_done: Callable[[], bool], stopped: threading.Event
    ) -> None:
        """Takes jobs of the queue until `is_done`; see `models.storage.server.queue.JobQueue.work`.

        Raises:
            StorageError: when the server went away for longer than a restart takes.
        """
        self.queue.work(do, at_once, is_done, stopped)

    def close(self) -> None:
        """Lets go of the server."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
