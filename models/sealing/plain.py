"""Ordinary files, opened for reading; anything else that has a name is refused instead of waited for."""

import errno
import os
import stat
from pathlib import Path
from typing import IO, Protocol

_READ_NOW = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class HeldFile(Protocol):
    """A file in memory that a kept layout reads in place of one of the system's."""

    def read_bytes(self) -> bytes:
        """Returns what is in it."""


def open_plain(path: Path) -> IO[bytes]:
    """Opens an ordinary file to be read.

    Raises:
        OSError: when it cannot be read, or is a folder, a named pipe, a socket or a device: opening one may wait for
            ever, and reading one may never end.
    """
    handle = os.open(path, _READ_NOW)
    try:
        kind = os.fstat(handle).st_mode
        if stat.S_ISDIR(kind):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(kind):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return os.fdopen(handle, "rb")
    except BaseException:  # an interrupt, too, must not leave the file open
        os.close(handle)
        raise


def read_plain(path: Path | HeldFile) -> bytes:
    """Returns what is in an ordinary file, or in one that is held in memory.

    Raises:
        OSError: as `open_plain`.
    """
    if not isinstance(path, Path):
        return path.read_bytes()
    with open_plain(path) as file:
        return file.read()
