"""The person's files, read and written so that nothing counts as done before it has been read back and compared."""

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from models.errors import FileTooLarge, UnreadableFile, UnwritableFile, reason
from models.language import sentence
from models.sealing import ring

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def read_bytes(path: Path, limit_mb: int) -> bytes:
    """Returns a file's content, in clear where it is sealed in an unlocked data folder.

    Raises:
        UnreadableFile: when it is missing, a folder, a named pipe, may not be read, or is sealed and cannot be opened.
        FileTooLarge: when it holds more than `limit_mb` megabytes; no more than that is ever read.
    """
    limit = limit_mb * 1024 * 1024
    try:
        refuse_pipe(path)
        # Opened once only: what another program pipes in cannot be read twice.
        with path.open("rb") as file:
            data = file.read(limit + 1)
            if ring.is_sealed(path, data):
                data = ring.content(path, data + file.read(ring.overhead(limit)))
    except OSError as error:
        raise UnreadableFile(name=path.name or str(path), why=reason(error)) from error
    if len(data) > limit:
        raise FileTooLarge(name=path.name, limit_mb=limit_mb)
    return data


def refuse_pipe(path: Path) -> None:
    """Refuses a pipe or socket that has a name: opening one waits for a writer, who may never come.

    A pipe without a name, as a shell makes it for `<(command)`, has its writer already.

    Raises:
        OSError: when it is one, or is not there.
    """
    kind = path.stat().st_mode
    # What has no name of its own is not found again under the name that the system gives it.
    if stat.S_ISSOCK(kind) or (stat.S_ISFIFO(kind) and path.resolve().exists()):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


def check_writable(path: Path) -> None:
    """Finds out before long work whether a file can be written there; leaves nothing behind.

    Raises:
        UnwritableFile: when it is a folder or a device, its folder is not there, or nothing may be written in it.
    """
    fresh = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        _refuse_other_than_file(path)
        os.close(os.open(fresh, _NEW_FILE, 0o600))
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> UnwritableFile:
    """Returns the error of a place where a file cannot be written; a folder that is missing is named."""
    why = reason(error)
    if error.errno == errno.ENOENT:
        why = sentence("the folder {folder} does not exist", folder=str(path.parent))
    return UnwritableFile(name=path.name or str(path), why=why)


def write_bytes(path: Path, data: bytes, private: bool = False) -> None:
    """Writes a file whole or not at all, as `put` does.

    Raises:
        UnwritableFile: when the disk or the rights do not allow it; an older file is then still there, whole.
    """
    try:
        put(path, data, private)
    except OSError as error:
        raise _unwritable(path, error) from error


def put(path: Path, data: bytes, private: bool = False) -> None:
    """Writes into a new file beside the place, reads it back, compares, then puts it in its place.

    Inside an unlocked data folder it is written sealed.

    May be called from any thread, also for one place at once: each has a new file of its own.

    Args:
        path: where to; an older file of that name is replaced only when the new one is safe on the disk.
        data: the whole content.
        private: lets only the owner read it, for keys.

    Raises:
        OSError: when the disk or the rights do not allow it; an older file is then still there, whole.
    """
    fresh = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        _refuse_other_than_file(path)
        written = ring.sealed_for(path, data)
        with os.fdopen(os.open(fresh, _NEW_FILE, 0o600 if private else 0o666), "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        if fresh.read_bytes() != written or ring.content(path, written) != data:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fresh.replace(path)
        flush_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _refuse_other_than_file(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        # Put in its place, a file would take the device away from the whole machine.
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


def flush_folder(folder: Path) -> None:
    """Makes a move inside a folder last through a power cut, on systems and disks that can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        # Sticks formatted as exFAT refuse this; the file itself was flushed before.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_TEMPORARY = re.compile(r"zhijie-work-(\d+)-.+")
_OLD_S = 7 * 24 * 3600
"""Seconds after which a folder is left over whatever number its program had."""


@contextlib.contextmanager
def scratch_folder(prefix: str = "", inside: Path | None = None) -> Iterator[Path]:
    """Gives an empty folder that only the owner may read, and removes it in the end.

    Args:
        prefix: of its name, where it is made inside another folder.
        inside: that folder; None for the system's temporary folder, where `clear_leftovers` knows it again.

    Raises:
        OSError: when it cannot be made.
    """
    from tempfile import TemporaryDirectory

    prefix = prefix if inside is not None else _work_prefix()
    with TemporaryDirectory(prefix=prefix, dir=inside, ignore_cleanup_errors=True) as name:
        yield Path(name)


def lasting_scratch_folder() -> Path:
    """Makes a folder in the system's temporary folder that lasts until a later start of the program clears it.

    Raises:
        OSError: when it cannot be made.
    """
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix=_work_prefix()))


def _work_prefix() -> str:
    return f"zhijie-work-{os.getpid()}-"


def clear_leftovers(now_s: float | None = None) -> int:
    """Removes from the system's temporary folder what killed programs of ours left there; returns how many folders.

    Args:
        now_s: the present time as `time.time` gives it, unless the present one.
    """
    import shutil
    from tempfile import gettempdir

    cleared = 0
    now_s = time.time() if now_s is None else now_s
    try:
        folders = list(Path(gettempdir()).glob("zhijie-work-*"))
    except OSError:
        # No such folder, or no further file may be opened: clearing up waits for a better day.
        return 0
    for folder in folders:
        match = _TEMPORARY.fullmatch(folder.name)
        with contextlib.suppress(OSError, OverflowError):
            state = folder.lstat()
            # Folders of others, and of programs that are at work, stay.
            mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if not match or not mine or not stat.S_ISDIR(state.st_mode):
                continue
            if not _is_running(int(match[1])) or now_s - state.st_mtime > _OLD_S:
                shutil.rmtree(folder, ignore_errors=True)
                cleared += not folder.exists()
    return cleared


def _is_running(process: int) -> bool:
    """Whether a process of this number is at work; True where that cannot be told."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if not handle:
            return bool(ctypes.windll.kernel32.GetLastError() != 87)
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return code.value == 259
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def make_folder(path: Path) -> None:
    """Makes a folder with its parents where it is not there yet.

    Raises:
        UnwritableFile: when that is not allowed, or a file of that name exists.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(name=path.name or str(path), why=reason(error)) from error
