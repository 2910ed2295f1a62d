"""One program at a time in a data folder, by the operating system's own file lock.

The lock dies with the process that holds it, so a killed program leaves nothing to clear away.
"""

import contextlib
import errno
import os
import sys
import weakref
from pathlib import Path

from models.storage.errors import DataInUse, disk_error

_NAME = "zhijie.lock"
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}


class FolderLock:
    """The lock on a data folder, held from construction until `release`.

    Raises:
        DataInUse: when another program (or another workspace of this one) holds it.
        DataReadOnly: when the folder may not be written.
        DiskFull: when there is no room even for the lock.
        DiskFault: when the disk knows no locks, as some network folders.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file: int | None = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as failure:
            raise disk_error(failure, folder.name) from failure
        try:
            _lock(self._file)
        except OSError as failure:
            self.forsake()
            if failure.errno in _TAKEN:
                raise DataInUse(folder=folder.name) from failure
            raise disk_error(failure, folder.name) from failure
        _held.add(self)

    def release(self) -> None:
        """Gives the folder free. Doing it twice is allowed."""
        if self._file is not None:
            # Closing alone would leave the lock with a child that was forked a moment ago.
            with contextlib.suppress(OSError):
                _unlock(self._file)
        self.forsake()

    def forsake(self) -> None:
        """Closes this process's hold without giving the folder free for those who share it."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None


_held: "weakref.WeakSet[FolderLock]" = weakref.WeakSet()

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

    def _forsake_all() -> None:
        # A forked child would hold the folder on after its parent was killed.
        for lock in list(_held):
            lock.forsake()

    os.register_at_fork(after_in_child=_forsake_all)
