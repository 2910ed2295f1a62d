"""Another state put in the place of a data folder's database: built beside it, proven, and swapped in last."""

import os
import shutil
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from models.files import flush_folder
from models.safekeeping import Salvage
from models.storage.errors import BackupFailed, NotABackup, disk_error
from models.storage.file.check import check_content
from models.storage.file.connection import connect_alone, told
from models.storage.file.copy import back_up_database, content_digest, flush
from models.storage.file.database import Database
from models.storage.file.place import BACKUPS, FILE_NAME, SCRATCH, SET_ASIDE
from models.storage.file.schema import SHIPPED
from models.storage.opening.folder import create
from models.storage.opening.remains import journal_of, log_of
from models.storage.opening.traces import conflict_copies
from models.storage.safekeeping.archive import take_files, unpack
from models.storage.safekeeping.salvage import salvage


def restore(database: Database, folder: Path, path: Path, now: datetime) -> Path:
    """Puts a backup in the place of what an open data folder holds; the present database is copied first.

    Args:
        database: the open database.
        folder: the data folder.
        path: a backup, or one of the copies in `backups/`.
        now: for the name of the copy of the present database.

    Returns:
        The copy of the database as it was.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged; nothing was changed.
        DatabaseFromTheFuture: when a newer program wrote it; nothing was changed.
        DiskFull: when there is no room; the present answers were not changed.
        BackupFailed: when what is open afterwards is not what the backup held.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            unpacked = Path(scratch)
            unpack(path, unpacked)
            expected = _content(unpacked / FILE_NAME)
            kept = folder / BACKUPS / f"before-restore-{now:%Y%m%d-%H%M%S}.db"
            back_up_database(database, kept)
            take_files(unpacked, folder)
            flush(unpacked / FILE_NAME)
            database.put(unpacked / FILE_NAME)
        if path in conflict_copies(folder):
            # It is what is open now: it asks for no choice any more.
            path.replace(_new_folder(folder / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}") / path.name)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    with database.raw() as live:
        if content_digest(live) != expected:
            raise BackupFailed(name=path.name, why=FILE_NAME)
    return kept


def recover(folder: Path, path: Path, now: datetime, *, with_log: bool = False) -> Path:
    """Puts another state in the place of a closed folder's database, which may be damaged, foreign or missing.

    What lay there, and copies under other names, is kept in a subfolder `set-aside-…`. Killed at any moment, the
    folder still has its old database or already the new one.

    Args:
        folder: the data folder, locked by the caller.
        path: the database itself, a copy of it, or a backup.
        now: for the name of the subfolder.
        with_log: whether the log beside that file is part of the state.

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
            take_files(unpacked, folder)
            return swap(folder, unpacked / FILE_NAME, now)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure


def recover_readable(folder: Path, path: Path, now: datetime) -> Salvage:
    """Puts in the place of a closed folder's database what can still be read of a damaged one, row by row.

    Raises:
        NotABackup: when nothing of it can be read; nothing was changed.
        DiskFull: when there is no room; nothing was changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            fresh = Path(scratch) / FILE_NAME
            report = salvage(path, fresh)
            with told(fresh), closing(connect_alone(fresh)) as connection:
                check_content(connection, fresh, SHIPPED)
            swap(folder, fresh, now)
            return report
    except OSError as failure:
        raise disk_error(failure, path.name) from failure


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
        raise NotABackup(name=path.name, why="-wal")
    return copy.path


def swap(folder: Path, fresh: Path, now: datetime) -> Path:
    """Puts a proven database in its place after everything that lay there was set aside; returns where that is.

    Raises:
        OSError: when the disk refuses; the old database is then still in its place.
    """
    place = folder / FILE_NAME
    aside = _new_folder(folder / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}")
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


def _new_folder(wanted: Path) -> Path:
    number = 1
    folder = wanted
    while os.path.lexists(folder):
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    folder.mkdir(mode=0o700)
    return folder


def _content(path: Path) -> str:
    with closing(connect_alone(path)) as connection:
        return content_digest(connection)
