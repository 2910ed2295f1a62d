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
    from models.roadmap import Limits, Roadmap
    from models.safekeeping import Backup


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
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise DataReadOnly(name=folder.name) from failure
        return cls._open(folder, FolderLock(folder), clock)

    @classmethod
    def _open(cls, folder: Path, lock: FolderLock, clock: Clock) -> Self:
        from models.storage.opening.folder import open_database

        try:
            return cls(folder, open_database(folder), lock, clock)
        except BaseException:  # an interrupt, too, must leave the folder as it was
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

    @classmethod
    def recover(cls, folder: Path, backup: Path, clock: Clock = local_clock) -> Self:
        """Opens a data folder whose database is damaged or foreign with what a backup holds.

        What lay there is moved into a subfolder `damaged-…`, never deleted; when the backup is no good it is moved back.

        Raises:
            NotABackup: when the backup is none or damaged.
            DataInUse: when another window has the folder open.
        """
        from models.storage.file.place import FILE_NAME

        lock = FolderLock(folder)
        aside = folder / f"damaged-{clock():%Y%m%d-%H%M%S}"
        aside.mkdir(exist_ok=True)
        moved = [file for file in sorted(folder.glob(f"{FILE_NAME}*")) if file.is_file()]
        for file in moved:
            file.replace(aside / file.name)
        workspace = cls._open(folder, lock, clock)
        try:
            workspace.restore(backup)
        except BaseException:  # an interrupt, too, must leave the folder as it was
            workspace.close()
            for file in folder.glob(f"{FILE_NAME}*"):
                file.unlink()
            for file in moved:
                (aside / file.name).replace(file)
            aside.rmdir()
            raise
        return workspace

    def back_up(self, path: Path) -> "Backup":
        """Writes everything (cases, evidence, reports, packs, settings) into one file, reads it back and compares.

        Thread-safe; answers can be saved meanwhile, and the backup holds the moment at which it began.

        Raises:
            BackupFailed: when it cannot be written or does not read back; the data are safe.
        """
        from models.storage.safekeeping.archive import write_archive

        return write_archive(self._database, self.folder, path, self._clock())

    def back_up_daily(self) -> Path | None:
        """Copies the database into the data folder once a day and keeps seven copies.

        Returns the copy; None when today's is there already, or there is nothing to lose yet.

        Thread-safe; for the background, after opening.

        Raises:
            BackupFailed: when the copy does not read back; the data are safe.
        """
        with self._reading() as repository:
            if not any(repository.cases.numbers()):
                return None
        from models.storage.file.copy import back_up_daily

        return back_up_daily(self._database, self.folder, self._clock())

    def restore(self, path: Path) -> Path:
        """Puts a backup in the place of everything here; returns the copy of the database that was made before.

        All that was loaded from this workspace is out of date afterwards. Thread-safe.

        Raises:
            NotABackup: when the file is no sound backup; nothing was changed.
            DatabaseFromTheFuture: when a newer program wrote it; nothing was changed.
        """
        from models.storage.safekeeping.archive import read_archive

        kept = read_archive(self._database, self.folder, path, self._clock())
        # Installed packs may have come with the backup.
        self.__dict__.pop("library", None)
        self._settings = self._read_settings()
        with self._writing() as repository:
            repository.cases.forget_outcomes()
        return kept

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
        on_progress: Callable[[float | None, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Roadmap":
        """Returns the cheapest road within the limits; see `models.planner.plan`. Nothing is saved. Thread-safe."""
        from models.planner import plan

        return plan(evaluation, self.library.catalogue(), limits, on_progress, cancelled)
