"""Another state put in the place of a data folder's database: built beside it, proven, and swapped in last."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.errors import UnreadableFile
from models.files import flush_folder
from models.language import sentence
from models.safekeeping import Recovery, RecoveryWay
from models.storage.errors import NotABackup, StorageError, disk_error
from models.storage.evidence import digest_of
from models.storage.file.check import check_content
from models.storage.file.connection import connect, connect_alone, told
from models.storage.file.copy import flush
from models.storage.file.database import Database
from models.storage.file.mark import leave_empty_log
from models.storage.file.place import BACKUPS, FILE_NAME, SCRATCH, SET_ASIDE, own_copies
from models.storage.file.schema import SHIPPED
from models.storage.opening.folder import create, open_database
from models.storage.opening.remains import journal_of, log_of
from models.storage.opening.traces import conflict_copies
from models.storage.safekeeping.archive import bring_up_to_date, copy_alone, unpack
from models.storage.safekeeping.belongings import STORES, coming_back, take_back
from models.storage.safekeeping.copies import bring_file, kept_copies
from models.storage.safekeeping.salvage import salvage
from models.storage.safekeeping.states import states

_RECOVERABLE = frozenset(
    {"damaged_database", "not_a_database", "log_of_another", "copied_while_open", "database_missing"}
    | {"damaged_answers", "frozen_version_changed"}
)
"""What is wrong with a folder of which everything that can be had is got back."""
_STORED = {
    "evidence": "SELECT digest FROM evidence",
    "reports": "SELECT digest FROM reports UNION SELECT digest FROM stages WHERE kept",
}
"""Which files the database names, by the folder in which they lie."""


def recover(folder: Path, path: Path, now: datetime, *, with_log: bool = False, damaged: Collection[str] = ()) -> Path:
    """Puts another state in the place of a closed folder's database, which may be damaged, foreign or missing.

    What lay there, and copies under other names, is kept in a subfolder `set-aside-…`. Killed at any moment, the
    folder still has its old database or already the new one.

    Args:
        folder: the data folder, locked by the caller.
        path: the database itself, a copy of it, or a backup.
        now: for the name of the subfolder.
        with_log: whether the log beside that file is part of the state.
        damaged: names of lists that are known to be damaged.

    Returns:
        The subfolder.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged; nothing was changed.
        DatabaseFromTheFuture: when a newer program wrote it; nothing was changed.
        DiskFull: when there is no room; nothing was changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            unpacked = Path(scratch, "unpacked")
            unpacked.mkdir()
            unpack(_with_log(path, Path(scratch, "joined")) if with_log else path, unpacked)
            aside = unused(folder / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}")
            take_back(unpacked, folder, coming_back(unpacked, folder, damaged), aside)
            return swap(folder, unpacked / FILE_NAME, now)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure


def recover_readable(folder: Path, path: Path, now: datetime) -> Recovery:
    """Puts in the place of a closed folder's database what can still be read of a damaged one, row by row.

    Gaps are filled from the newest sound copy that the folder holds.

    Raises:
        NotABackup: when nothing of it can be read; nothing was changed.
        DiskFull: when there is no room; nothing was changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            copy, name = _newest_sound_copy(folder, path, Path(scratch))
            fresh = Path(scratch, "fresh", FILE_NAME)
            fresh.parent.mkdir()
            report = salvage(path, fresh, copy, name)
            with told(fresh), closing(connect_alone(fresh)) as connection:
                check_content(connection, fresh, SHIPPED)
            aside = swap(folder, fresh, now)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    repaired, lost = repair_files(folder, ())
    return Recovery(RecoveryWay.SALVAGED, report, kept_in=aside.name, repaired_files=repaired, lost_files=lost)


def recover_whole(folder: Path, now: datetime, damaged: Collection[str] = ()) -> Recovery:
    """Gets back everything that can be had of a closed folder without asking: the database, its files, its lists.

    Args:
        folder: the data folder, locked by the caller; its database was refused, or found to hold altered answers.
        now: for the names of what is kept.
        damaged: names of lists that are known to be damaged.

    Raises:
        NotABackup: when nothing in the folder can be read; nothing was changed.
        DiskFull: when there is no room; nothing was changed.
    """
    place = folder / FILE_NAME
    recovery: Recovery | None = None
    if place.is_file():
        try:
            recovery = recover_readable(folder, place, now)
        except NotABackup:
            recovery = None
    if recovery is None:
        state = next((each for each in states(folder) if each.is_sound), None)
        if state is None:
            raise NotABackup(name=place.name, why=sentence("neither it nor any copy in the folder can be read"))
        aside = recover(folder, state.path, now, with_log=state.with_log, damaged=damaged)
        recovery = Recovery(RecoveryWay.COPY, state=state.path.name, kept_in=aside.name if aside.exists() else "")
    repaired, lost = repair_files(folder, damaged)
    return replace(recovery, repaired_files=(*recovery.repaired_files, *repaired), lost_files=lost)


def needs_recovery(folder: Path) -> bool:
    """Whether the database of a closed folder is damaged, missing, or holds answers that are not what was saved.

    Args:
        folder: the data folder, locked by the caller.

    Raises:
        StorageError: when it cannot be opened for another reason, such as a full disk or a newer program.
    """
    try:
        database = open_database(folder)
    except StorageError as problem:
        if problem.code in _RECOVERABLE:
            return True
        raise
    try:
        with database.raw() as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                return True
        with database.reading() as repository:
            for case in repository.cases.numbers():
                for version in repository.cases.versions(case):
                    repository.cases.load(case, version.number)
    except StorageError as problem:
        if problem.code in _RECOVERABLE:
            return True
        raise
    finally:
        database.close()
    return False


def repair_files(folder: Path, damaged: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Puts missing and altered evidence, papers and damaged lists of a data folder right, from the copies in it.

    Returns:
        The names of those that are whole again, and of the evidence and papers that are in no copy.
    """
    try:
        with told(folder / FILE_NAME), closing(connect(folder / FILE_NAME)) as connection:
            names = {
                f"{store}/{digest[:2]}/{digest}"
                for store, wanted in _STORED.items()
                for (digest,) in connection.execute(wanted).fetchall()
            }
    finally:
        leave_empty_log(folder / FILE_NAME)
    copies = tuple(reversed(kept_copies(folder / BACKUPS)))
    wanted = {name: name.rpartition("/")[2] for name in names if digest_of(folder / name) != name.rpartition("/")[2]}
    for name in damaged:
        digests = [copy.files[name] for copy in copies if copy.files and name in copy.files]
        # The newest that is not the damaged one itself.
        if digests and digests[0] != digest_of(folder / name):
            wanted[name] = digests[0]
    repaired = tuple(
        sorted(name for name, digest in wanted.items() if bring_file(folder / BACKUPS, digest, folder / name))
    )
    return repaired, tuple(sorted(name for name in wanted if name not in repaired and name.startswith(STORES)))


def _newest_sound_copy(folder: Path, path: Path, scratch: Path) -> tuple[Path | None, str]:
    """Unpacks the newest copy in a folder that is sound; returns its database and its name, None where there is none."""
    for number, copy in enumerate(own_copies(folder)):
        unpacked = scratch / f"copy-{number}"
        unpacked.mkdir()
        if copy != path:
            with contextlib.suppress(StorageError, UnreadableFile, OSError):
                copy_alone(copy, unpacked / FILE_NAME)
                bring_up_to_date(copy, unpacked)
                return unpacked / FILE_NAME, f"{BACKUPS}/{copy.name}"
        shutil.rmtree(unpacked, ignore_errors=True)
    return None, ""


def begin_anew(folder: Path, now: datetime) -> Path:
    """Puts an empty database in its place; whatever lay there is set aside. Returns where that is.

    Raises:
        DiskFull: when there is no room; nothing was changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            create(Path(scratch) / FILE_NAME, SHIPPED)
            return swap(folder, Path(scratch) / FILE_NAME, now)
    except OSError as failure:
        raise disk_error(failure, FILE_NAME) from failure


def _with_log(path: Path, joined: Path) -> Path:
    """Copies a file and its log, and lets SQLite fold the log of the copy in."""
    joined.mkdir()
    for file in (path, log_of(path), journal_of(path)):
        if file.exists():
            shutil.copyfile(file, joined / file.name)
    copy = Database(joined / path.name)
    try:
        with copy.raw() as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        copy.close()
    if log_of(copy.path).exists():
        raise NotABackup(name=path.name, why=sentence("the log beside it does not fit it"))
    return copy.path


def swap(folder: Path, fresh: Path, now: datetime) -> Path:
    """Puts a proven database in its place after everything that lay there was set aside; returns where that is.

    Raises:
        OSError: when the disk refuses; the old database is then still in its place.
    """
    place = folder / FILE_NAME
    aside = new_folder(folder / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}")
    beside = (place, log_of(place), journal_of(place))
    for file in beside:
        if file.is_file():
            shutil.copyfile(file, aside / file.name)
            (aside / file.name).chmod(0o600)
            flush(aside / file.name)
    for copy in conflict_copies(folder):
        copy.replace(aside / copy.name)
    flush_folder(aside)
    flush(fresh)
    if place.is_symlink():
        place.unlink()
    # A log that is still there after a kill at this very moment is known again by its copy.
    fresh.replace(place)
    for file in (*beside[1:], folder / f"{FILE_NAME}-shm"):
        file.unlink(missing_ok=True)
    flush_folder(folder)
    if not any(aside.iterdir()):
        aside.rmdir()
    return aside


def unused(wanted: Path) -> Path:
    """Returns a path of which nothing is there yet: the wanted one, or with a number behind it."""
    number = 1
    path = wanted
    while os.path.lexists(path):
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return path


def new_folder(wanted: Path) -> Path:
    """Makes a new folder and returns it: the wanted one, or with a number behind it.

    Raises:
        OSError: when it cannot be made.
    """
    folder = unused(wanted)
    folder.mkdir(mode=0o700)
    return folder
