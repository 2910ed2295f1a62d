"""The workspace: one data folder, open."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from models.evaluation import Evaluation
from models.rulebook import PackInfo
from models.storage.errors import DataReadOnly
from models.storage.lock import FolderLock
from models.workspace.answers import Answers
from models.workspace.cases import Cases
from models.workspace.core import Clock, local_clock
from models.workspace.evidence import EvidenceOfCases
from models.workspace.papers import Papers
from models.workspace.preferences import Preferences

if TYPE_CHECKING:
    from models.planner import Progress
    from models.roadmap import Limits, Roadmap


class Workspace(Cases, Answers, EvidenceOfCases, Papers, Preferences):
    """One data folder, open for one program.

    Every method may be called from any thread. Changes are written one after another, each in one transaction
    that is on the disk when the call returns; `evaluate` and `plan` hold no lock. `close` comes last: after it
    nothing may be called.
    """

    @classmethod
    def open(cls, folder: Path, clock: Clock = local_clock) -> Self:
        """Opens a data folder, making it where there is none. Takes SQLAlchemy's loading time the first time.

        Raises:
            DataInUse: when another window has it open.
            DataReadOnly: when it cannot be written.
            NotADatabase: when the database in it is none of ours.
            DamagedDatabase: when the database was cut short or overwritten.
            DatabaseFromTheFuture: when a newer program wrote it.
        """
        from models.storage.database import Database

        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise DataReadOnly(name=folder.name) from failure
        lock = FolderLock(folder)
        try:
            database = Database.open(folder)
            return cls(folder, database, lock, clock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Closes the database and gives the folder free."""
        self._database.close()
        self._folder_lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def install_pack(self, path: Path) -> PackInfo:
        """Installs a rulebook, overlay or catalogue from a file; every tier is worked out anew.

        Raises:
            InvalidPack: when the file breaks a rule of the format; nothing was installed.
        """
        info = self.library.install(path)
        with self._writing() as repository:
            repository.cases.forget_outcomes()
        return info

    def plan(
        self,
        evaluation: Evaluation,
        limits: "Limits",
        on_progress: "Callable[[Progress], None] | None" = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Roadmap":
        """Returns the cheapest road within the limits; see `models.planner.plan`. Nothing is saved. Thread-safe."""
        from models.planner import plan

        return plan(evaluation, self.library.catalogue(), limits, on_progress, cancelled)
