"""A copy put in the place of what an open data folder holds, or one case of it; and what that would change, before."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.files import scratch_folder
from models.safekeeping import Restored, RestorePreview
from models.sealing import ring
from models.storage.errors import BackupFailed, disk_error
from models.storage.file.connection import connect_alone, key_of_file, told
from models.storage.file.copy import back_up_database, content_digest, flush
from models.storage.file.database import Database, sqlite_of
from models.storage.file.place import BACKUPS, FILE_NAME, SCRATCH, SET_ASIDE
from models.storage.opening.traces import conflict_copies
from models.storage.safekeeping.archive import content_of, key_file_in, unpack
from models.storage.safekeeping.belongings import coming_back, take_back
from models.storage.safekeeping.comparing import case_differences
from models.storage.safekeeping.one_case import bring_case, case_in
from models.storage.safekeeping.recovery import new_folder, unused


def lands_in_clear(path: Path, folder: Path) -> bool:
    """Returns whether a copy is encrypted and a data folder, into which it would be put, is not.

    Raises:
        UnreadableFile: when the copy cannot be read.
        DataLocked: when its key is not known here.
    """
    return not ring.has_key_file(folder) and (bool(key_file_in(path)) or key_of_file(path) is not None)


def preview(database: Database, folder: Path, path: Path, damaged: Collection[str] = ()) -> RestorePreview:
    """Returns what restoring a copy would change; nothing is changed.

    Args:
        database: the open database.
        folder: the data folder.
        path: a backup, or one of the copies in `backups/`.
        damaged: names of lists that are known to be damaged.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged.
        BackupTooLarge: when the disk has no room for it.
        DatabaseFromTheFuture: when a newer program wrote it.
    """
    try:
        with scratch_folder(SCRATCH, folder if database.refusal is None else None) as unpacked:
            known = unpack(path, unpacked)
            coming = coming_back(unpacked, folder, damaged)
            with database.moment() as here, closing(connect_alone(unpacked / FILE_NAME)) as there:
                cases = case_differences(here, there)
            return RestorePreview(
                path=path,
                made_at=known.made_at,
                cases=cases,
                added_files=len(coming.added),
                repaired_files=len(coming.repaired),
                lists=coming.lists,
                letters=sum(name.endswith(".eml") for name in coming.letters),
                missing=known.missing,
                comes_in_clear=lands_in_clear(path, folder),
            )
    except OSError as failure:
        raise disk_error(failure, path.name) from failure


def restore(
    database: Database, folder: Path, path: Path, now: datetime, damaged: Collection[str] = (), case: str = ""
) -> Restored:
    """Puts a backup in the place of what an open data folder holds; the present database is copied first.

    Altered evidence and papers are replaced by those of the backup; missing and damaged lists come back; a sound list,
    and any file that only this folder has, stays. What is replaced is kept in a subfolder `set-aside-…`.

    Args:
        database: the open database.
        folder: the data folder.
        path: a backup, or one of the copies in `backups/`.
        now: for the names of what is kept.
        damaged: names of lists that are known to be damaged.
        case: number or id of the one case that is put back; empty for everything.

    Raises:
        UnreadableFile: when it cannot be read.
        NotABackup: when it is none or damaged; nothing was changed.
        BackupTooLarge: when the disk has no room for it; nothing was changed.
        DatabaseFromTheFuture: when a newer program wrote it; nothing was changed.
        UnknownCase: when it has no such case; nothing was changed.
        CaseExists: when a different case has that case's number here; nothing was changed.
        DiskFull: when there is no room; the present answers were not changed.
        BackupFailed: when what is open afterwards is not what the backup held.
    """
    aside = folder / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}"
    try:
        with scratch_folder(SCRATCH, folder) as unpacked:
            unpack(path, unpacked)
            in_clear = lands_in_clear(path, folder)
            fresh = unpacked / FILE_NAME
            kept = unused(folder / BACKUPS / f"before-restore-{now:%Y%m%d-%H%M%S}.db")
            back_up_database(database, kept)
            coming = coming_back(unpacked, folder, damaged)
            if case:
                # Of the other files only those that mend: lists and letters belong to no case.
                coming = replace(coming, lists=(), letters=())
                with told(fresh), closing(connect_alone(fresh)) as there:
                    _row, _number, case_id = case_in(there, case)
                    take_back(unpacked, folder, coming, unused(aside))
                    with database.changing() as connection:
                        bring_case(sqlite_of(connection), there, case)
                    _prove_case(database, there, case_id, path)
            else:
                expected = content_of(fresh)
                take_back(unpacked, folder, coming, unused(aside))
                flush(fresh)
                database.put(fresh)
                with database.raw() as live:
                    if content_digest(live) != expected:
                        raise BackupFailed(name=path.name, why=FILE_NAME)
        if not case and path in conflict_copies(folder):
            # It is what is open now: it asks for no choice any more.
            path.replace(new_folder(aside) / path.name)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure
    return Restored(kept, len(coming.repaired), len(coming.added), coming.lists, in_clear)


def _prove_case(database: Database, there: sqlite3.Connection, case_id: str, path: Path) -> None:
    """Reads a case that was put back and compares it."""
    with database.raw() as here:
        (case,) = (each for each in case_differences(here, there) if each.case_id == case_id)
    if case.answers or case.versions_here != case.versions_there:
        raise BackupFailed(name=path.name, why=case.number)
