"""The workspace: one data folder, open."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from models.errors import ApplicationError
from models.files import clear_leftovers
from models.storage.errors import DataReadOnly, DataTakenOver, DiskFull, disk_error
from models.storage.lock import FolderLock
from models.workspace.answers import Answers
from models.workspace.cases import Cases
from models.workspace.copies import Copies
from models.workspace.core import Clock, local_clock
from models.workspace.evidence import EvidenceOfCases
from models.workspace.papers import Papers
from models.workspace.preferences import Preferences

if TYPE_CHECKING:
    from models.evaluation import Evaluation
    from models.language import Sentence
    from models.limits import Limits
    from models.roadmap import Roadmap
    from models.rulebook import PackInfo
    from models.safekeeping import Backup, DataState, Recovery, Restored, RestorePreview
    from models.storage.errors import StorageError
    from models.workspace.office.exchange import Exchange
    from models.workspace.trial import Trial


class Workspace(Cases, Answers, EvidenceOfCases, Papers, Preferences, Copies):
    """One data folder, open for one program.

    Every method may be called from any thread. Changes are written one after another, each in one transaction
    that is on the disk when the call returns; `evaluate` and `plan` hold no lock. `close` comes last: after it
    nothing may be called.
    """

    @classmethod
    def open(cls, folder: Path, clock: Clock = local_clock, *, anew: bool = False) -> Self:
        """Opens a data folder, making it where there is none. Takes SQLAlchemy's loading time the first time.

        Args:
            folder: the data folder.
            clock: gives the time of every change.
            anew: whether to begin with nothing although there was a database; what is left of it is set aside.

        Raises:
            DataInUse: when another window has it open.
            DataReadOnly: when it cannot be written.
            DiskFull: when there is no room for opening it.
            NotADatabase: when the database in it is none of ours.
            DamagedDatabase: when the database was cut short or overwritten.
            DatabaseFromTheFuture: when a newer program wrote it.
            DatabaseMissing: when there is none although there must have been one.
            LogOfAnother: when the log beside the database belongs to another state of it.
            CopiedWhileOpen: when the database was copied while it was open, without its log.
            DataLocked: when the folder is encrypted and was not unlocked, see `models.workspace.sealing`.
        """
        _make_folder(folder)
        lock = _locked(folder)
        if anew:
            from models.storage.safekeeping.recovery import begin_anew

            with _released_on_failure(lock):
                begin_anew(folder, clock())
        return cls._open(folder, lock, clock)

    @classmethod
    def _open(cls, folder: Path, lock: FolderLock, clock: Clock) -> Self:
        from models.storage.opening.folder import open_database

        clear_leftovers()
        with _released_on_failure(lock):
            return cls(folder, open_database(folder), lock, clock)

    @classmethod
    def open_to_read(cls, folder: Path, refusal: "StorageError", clock: Clock = local_clock) -> Self:
        """Opens a data folder that cannot be written, to read and export; every change raises `refusal`.

        Args:
            folder: the data folder.
            refusal: what `open` raised: the disk is full, or nothing may be written.
            clock: gives the present time.

        Raises:
            DataInUse: when another window has it open.
            StorageError: `refusal`, when there is no sound database in it.
        """
        from models.storage.opening.read_only import open_to_read
        from models.storage.sealing.folder import give_key

        try:
            lock = FolderLock(folder)
        except (DataReadOnly, DiskFull):
            # Whoever may write here could change the files: what is read is a copy of one moment.
            lock = None
        with _released_on_failure(lock):
            give_key(folder)
            return cls(folder, open_to_read(folder, refusal), lock, clock)

    @staticmethod
    def states(folder: Path) -> "tuple[DataState, ...]":
        """Returns the states of its data that a folder holds, newest first: what to choose from when `open` refuses.

        Raises:
            DataInUse: when another window has the folder open.
        """
        from models.storage.safekeeping.states import states

        lock = _locked(folder)
        try:
            return states(folder)
        finally:
            lock.release()

    def other_states(self) -> "tuple[DataState, ...]":
        """Returns the sound states of its data that the folder holds besides what is open, newest first. Thread-safe."""
        from models.safekeeping import Origin
        from models.storage.safekeeping.states import states

        return tuple(
            state
            for state in states(self.folder)
            if state.origin is not Origin.DATABASE and state.is_sound and not state.with_log
        )

    @cached_property
    def exchange(self) -> "Exchange":
        """What an office keeps in this folder: papers that came, their dossiers, what is said of them."""
        from models.workspace.office.exchange import Exchange

        return Exchange(self._database, self._reports, self._files, self._clock, lambda: self.settings().role)

    @cached_property
    def notices(self) -> "tuple[Sentence, ...]":
        """What the person should know of the place of the data: other copies, a sync tool, a network drive."""
        from models.storage.opening.surroundings import notices

        return notices(self.folder)

    @property
    def has_to_beat(self) -> bool:
        """Whether the folder is on a shared drive, and `beat` keeps other computers away from it."""
        return self._folder_lock is not None and self._folder_lock.has_to_beat

    def beat(self) -> None:
        """Tells other computers that this one is still at work; every 20 seconds while `has_to_beat`. Thread-safe.

        Raises:
            DataTakenOver: when another computer has opened the folder meanwhile; nothing is written here any more.
        """
        if self._folder_lock is None:
            return
        try:
            self._folder_lock.beat()
        except DataTakenOver as problem:
            self._database.refusal = problem
            raise

    def close(self) -> None:
        """Closes the database and gives the folder free."""
        self._database.close()
        if self._folder_lock is not None:
            self._folder_lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @classmethod
    def recover(
        cls,
        folder: Path,
        path: Path,
        clock: Clock = local_clock,
        *,
        with_log: bool = False,
        damaged: Collection[str] = (),
    ) -> Self:
        """Opens a data folder whose database is damaged, foreign, missing or one of several with another state.

        What lay there is kept in a subfolder `set-aside-…`, never deleted; the new database is built beside the old
        one and swapped in last, so that a program killed at any moment leaves one of the two.

        Args:
            folder: the data folder.
            path: the database itself, a copy of it, or a backup.
            clock: gives the time of every change.
            with_log: whether the log beside that file is part of the state.
            damaged: names of lists that are known to be damaged; see `reports.acts.safekeeping`.

        Raises:
            NotABackup: when that is none or damaged; nothing was changed.
            UnreadableFile: when it cannot be read; nothing was changed.
            DataInUse: when another window has the folder open.
        """
        from models.storage.safekeeping.recovery import recover

        _make_folder(folder)
        lock = _locked(folder)
        with _released_on_failure(lock):
            recover(folder, path, clock(), with_log=with_log, damaged=damaged)
        return cls._open(folder, lock, clock)

    @classmethod
    def recover_readable(cls, folder: Path, path: Path, clock: Clock = local_clock) -> "tuple[Self, Recovery]":
        """Opens a data folder with all that can still be read of a damaged database, and says what that is.

        Gaps are filled from the newest sound copy in the folder. The damaged file is kept in a subfolder `set-aside-…`.

        Raises:
            NotABackup: when nothing of it can be read; nothing was changed.
            DataInUse: when another window has the folder open.
        """
        from models.storage.safekeeping.recovery import recover_readable

        lock = _locked(folder)
        with _released_on_failure(lock):
            report = recover_readable(folder, path, clock())
        return cls._open(folder, lock, clock), report

    @classmethod
    def recover_whole(
        cls, folder: Path, clock: Clock = local_clock, damaged: Collection[str] = ()
    ) -> "tuple[Self, Recovery]":
        """Opens a data folder with everything that can be had of it, without asking, and says what was done and lost.

        Args:
            folder: the data folder.
            clock: gives the time of every change.
            damaged: names of lists that are known to be damaged; see `reports.acts.safekeeping`.

        Raises:
            NotABackup: when neither the database nor any copy in the folder can be read; nothing was changed.
            DataInUse: when another window has the folder open.
        """
        from models.safekeeping import Recovery, RecoveryWay
        from models.storage.safekeeping.recovery import needs_recovery, recover_whole, repair_files

        lock = _locked(folder)
        with _released_on_failure(lock):
            if needs_recovery(folder):
                recovery = recover_whole(folder, clock(), damaged)
            else:
                repaired, lost = repair_files(folder, damaged)
                recovery = Recovery(RecoveryWay.SOUND, repaired_files=repaired, lost_files=lost)
        return cls._open(folder, lock, clock), recovery

    def back_up(self, path: Path) -> "Backup":
        """Writes everything (cases, evidence, papers, packs, lists, letters, settings) into one file, read back and compared.

        Thread-safe; answers can be saved meanwhile, and the backup holds the moment at which it began.

        Raises:
            BackupFailed: when it cannot be written or does not read back; the data are safe.
        """
        from models.storage.safekeeping.archive import write_archive

        return write_archive(self._database, self.folder, path, self._clock())

    def preview(self, path: Path, damaged: Collection[str] = ()) -> "RestorePreview":
        """Returns what restoring a copy would change; nothing is changed. Thread-safe.

        Args:
            path: a backup, or one of the copies in the data folder.
            damaged: names of lists that are known to be damaged; see `reports.acts.safekeeping`.

        Raises:
            NotABackup: when the file is no sound backup.
            DatabaseFromTheFuture: when a newer program wrote it.
        """
        from models.storage.safekeeping.restoring import preview

        return preview(self._database, self.folder, path, damaged)

    def restore(self, path: Path, damaged: Collection[str] = (), case: str = "") -> "Restored":
        """Puts a backup in the place of everything here, or of one case; the database is copied before.

        All that was loaded from this workspace is out of date afterwards. Thread-safe.

        Args:
            path: a backup, or one of the copies in the data folder.
            damaged: names of lists that are known to be damaged; see `reports.acts.safekeeping`.
            case: number or id of the one case that is put back; empty for everything.

        Raises:
            NotABackup: when the file is no sound backup; nothing was changed.
            DatabaseFromTheFuture: when a newer program wrote it; nothing was changed.
            UnknownCase: when it has no such case; nothing was changed.
            CaseExists: when a different case has that case's number here; nothing was changed.
        """
        from models.storage.safekeeping.restoring import restore

        self._database.refuse_changes()
        restored = restore(self._database, self.folder, path, self._clock(), damaged, case)
        # Installed packs may have come with the backup.
        self.__dict__.pop("library", None)
        self._settings = self._read_settings()
        with self._writing() as repository:
            repository.summaries.forget_outcomes()
        self.let_go()
        return restored

    def install_pack(self, path: Path) -> "PackInfo":
        """Installs a rulebook, overlay or catalogue from a file; every tier is evaluated again.

        Raises:
            InvalidPack: when the file breaks a rule of the format; nothing was installed.
        """
        self._database.refuse_changes()
        info = self.library.install(path)
        with self._writing() as repository:
            repository.summaries.forget_outcomes()
        return info

    def try_pack(self, path: Path) -> "Trial":
        """Returns what a pack would ask differently and which cases here it would move; nothing is installed.

        Raises:
            InvalidPack: when the file breaks a rule of the format.
        """
        from models.workspace.trial import try_pack

        change, after = self.library.inspect(path), self.library.with_pack(path)
        newest = []
        for summary in self.cases():
            try:
                newest.append(self.load(summary.number, summary.version))
            except ApplicationError:
                # It is shown as damaged in the list of cases; a pack is not tried on it.
                continue
        return try_pack(change, self.library, after, newest, self._clock().date())

    def plan(
        self,
        evaluation: "Evaluation",
        limits: "Limits",
        on_progress: Callable[[float | None, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Roadmap":
        """Returns the cheapest road within the limits; see `models.planner.plan`. Nothing is saved. Thread-safe."""
        from models.planner import plan

        return plan(evaluation, self.library.catalogue(), limits, on_progress, cancelled)


def _locked(folder: Path) -> FolderLock:
    """Returns the lock of a folder, whose key is known where it is encrypted, and whose encryption is finished."""
    from models.storage.sealing.folder import make_ready

    lock = FolderLock(folder)
    with _released_on_failure(lock):
        make_ready(folder)
    return lock


@contextmanager
def _released_on_failure(lock: FolderLock | None) -> Iterator[None]:
    """Releases the folder when what is tried in the block fails, even by an interrupt."""
    try:
        yield
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise disk_error(failure, folder.name) from failure
