"""What a killed program, a sync tool or a copying hand left beside the database, judged before SQLite touches it."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from models.errors import ApplicationError
from models.sealing.plain import open_plain, read_plain
from models.storage.errors import CopiedWhileOpen, LogOfAnother, StorageError, disk_error
from models.storage.file.check import check_content
from models.storage.file.connection import connect, connect_alone, told
from models.storage.file.copy import content_digest
from models.storage.file.mark import is_complete_alone, log_belongs
from models.storage.file.place import SCRATCH, SET_ASIDE
from models.storage.file.schema import Schema

_SMALLEST_LOG = 33
"""A log with no more than its header holds nothing."""


def log_of(path: Path) -> Path:
    """Returns where the write-ahead log of a database file is."""
    return path.with_name(f"{path.name}-wal")


def journal_of(path: Path) -> Path:
    """Returns where the rollback journal of a database file is."""
    return path.with_name(f"{path.name}-journal")


def refuse_foreign_log(path: Path, schema: Schema) -> None:
    """Makes sure that SQLite may open the file together with what is beside it.

    Raises:
        LogOfAnother: when a log or journal belongs to another state; nothing was touched.
        CopiedWhileOpen: when the file needs a log that is not there.
        DamagedDatabase: when file and log together are not sound.
    """
    try:
        journal = journal_of(path)
        if _size(journal) and any(read_plain(journal)[:8]):
            _judge_journal(path, schema)
        log = log_of(path)
        size = _size(log)
        if not _needs_log(path):
            if size is not None and size >= _SMALLEST_LOG:
                _refuse_unless_kept(path, log)
                log.unlink()
        elif size is None:
            if not is_complete_alone(path):
                raise CopiedWhileOpen(name=path.name)
        elif size >= _SMALLEST_LOG:
            if not log_belongs(path, log):
                raise LogOfAnother(name=path.name)
            rehearse(path, schema)
    except OSError as failure:
        raise disk_error(failure, path.name) from failure


def log_to_play_in(path: Path) -> Path | None:
    """Returns the log that holds changes of the file; None where the file is complete in itself. Touches nothing.

    Raises:
        LogOfAnother: when something beside the file belongs to another state, or an opening was interrupted.
        CopiedWhileOpen: when the file needs a log that is not there.
        OSError: when something cannot be read.
    """
    journal, log = journal_of(path), log_of(path)
    size = _size(log) or 0
    if _size(journal) and any(read_plain(journal)[:8]):
        raise LogOfAnother(name=path.name)
    if not _needs_log(path):
        if size >= _SMALLEST_LOG:
            _refuse_unless_kept(path, log)
        return None
    if size < _SMALLEST_LOG:
        if not os.path.lexists(log) and not is_complete_alone(path):
            raise CopiedWhileOpen(name=path.name)
        return None
    if not log_belongs(path, log):
        raise LogOfAnother(name=path.name)
    return log


def _size(path: Path) -> int | None:
    return path.stat().st_size if os.path.lexists(path) else None


def _needs_log(path: Path) -> bool:
    """Whether the file's header says that changes go through a log: it was not shut in order, or is open."""
    with open_plain(path) as file:
        file.seek(18)
        return 2 in file.read(2)


def _refuse_unless_kept(path: Path, log: Path) -> None:
    """Refuses a log beside a file that is complete without it, unless a recovery kept that very log already."""
    data = read_plain(log)
    if not any(
        copy.stat().st_size == len(data) and read_plain(copy) == data
        for copy in path.parent.glob(f"{SET_ASIDE}*/{log.name}")
    ):
        raise LogOfAnother(name=path.name)


def rehearse(path: Path, schema: Schema) -> str:
    """Opens a copy of the file with what is beside it, and looks it through; returns the digest of its content.

    Raises:
        DamagedDatabase: when the two together are not sound; the originals were not touched.
    """
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=path.parent) as scratch:
        copy = Path(scratch) / path.name
        for file in (path, log_of(path), journal_of(path)):
            if file.exists():
                shutil.copyfile(file, copy.with_name(file.name))
        with told(path), closing(connect(copy)) as connection:
            check_content(connection, path, schema)
            return content_digest(connection)


def _judge_journal(path: Path, schema: Schema) -> None:
    """A journal exists for the few milliseconds in which a session opens or closes; any other comes from another program."""
    together = alone = ""
    problem: StorageError | None = None
    try:
        together = rehearse(path, schema)
    except StorageError as failure:
        problem = failure
    try:
        with closing(connect_alone(path)) as connection:
            check_content(connection, path, schema)
            alone = content_digest(connection)
    except (ApplicationError, sqlite3.Error):
        if problem is not None:
            raise problem from None
        return
    if together != alone:
        raise LogOfAnother(name=path.name)
