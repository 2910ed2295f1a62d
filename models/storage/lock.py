"""One program at a time in a data folder, by the operating system's own file lock.

The lock dies with the process that holds it, so a killed program leaves nothing to clear away.
"""

import contextlib
import errno
import os
import sys
import weakref
from pathlib import Path

from models.storage.errors import DataInUse, disk_error, refuse_special
from models.storage.lease import Lease, this_computer
from models.storage.opening.surroundings import is_on_network

_NAME = "zhijie.lock"
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}


class FolderLock:
    """The lock on a data folder, held from construction until `release`.

    Raises:
        DataInUse: when another program (or another workspace of this one) holds it.
        DataOpenElsewhere: when another computer has it open on a shared drive.
        DataReadOnly: when the folder may not be written.
        NotAnOrdinaryFile: when a folder, a pipe or a device has the name of the lock or of the note.
        DiskFull: when there is no room even for the lock.
        DiskFault: when the disk knows no locks, as some network folders.
    """

    def __init__(self, folder: Path, host: str = "", shared: bool | None = None) -> None:
        """Takes the lock.

        Args:
            folder: the data folder.
            host: name of this computer; the system's when empty.
            shared: whether other computers reach the folder; None asks the system.
        """
        self._lease: Lease | None = None
        try:
            refuse_special(folder / _NAME)
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
        try:
            on_drive_of_all = is_on_network(folder) if shared is None else shared
            self._lease = Lease(folder, host or this_computer(), shared=on_drive_of_all)
        except BaseException:  # an interrupt, too, must not leave the folder locked
            self.release()
            raise
        _held.add(self)

    @property
    def has_to_beat(self) -> bool:
        """Whether other computers are kept away by a note that is to be renewed every `lease.BEAT_S` seconds."""
        return self._lease is not None and self._lease.is_held

    def beat(self) -> None:
        """Tells other computers that this one is still at work.

        Raises:
            DataTakenOver: when another computer has taken the folder meanwhile.
            StorageError: of `disk_error`, when the note cannot be written.
        """
        if self._lease is not None:
            self._lease.beat()

    def release(self) -> None:
        """Gives the folder free. Doing it twice is allowed."""
        if self._lease is not None:
            self._lease.release()
            self._lease = None
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
