"""Work on a stranger's file in a child process with limits, told to this process piece by piece."""

import contextlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SECONDS = 60.0
MEMORY_MB = 512
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = SECONDS
    memory_mb: int = MEMORY_MB


class Cancelled(Exception):
    """The person stopped the work."""


class ChildEnded(Exception):
    """The child crashed, took more memory than is allowed, or too long."""


def told_by(
    work: Callable[..., Iterator[Any]],
    arguments: tuple[Any, ...],
    limits: Limits,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Any]:
    """Yields what `work(*arguments)` yields in a child process of its own, as soon as it does.

    Args:
        work: a function of a module; its arguments and what it yields can be pickled.
        arguments: of `work`.
        limits: the time counts for the whole.
        cancelled: asked ten times a second.

    Raises:
        ChildEnded: when there is no more to be had, and the work was not done.
        Cancelled: when `cancelled` says so.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(theirs, work, arguments, limits.memory_mb), daemon=True)
    process.start()
    theirs.close()
    deadline = time.monotonic() + limits.seconds
    try:
        while True:
            if cancelled and cancelled():
                raise Cancelled
            if time.monotonic() > deadline:
                raise ChildEnded
            if not ours.poll(_POLL_SECONDS):
                continue
            done, said = ours.recv()
            if done:
                return
            yield said
    except (EOFError, OSError) as error:
        raise ChildEnded from error
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _tell(pipe: Connection, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...], memory_mb: int) -> None:
    """What the child does; a child that fails says nothing more."""
    limit_memory(memory_mb)
    # A parent that has gone away needs no answer; a hostile file may raise anything, and the parent says that it did.
    with contextlib.suppress(Exception):
        for said in work(*arguments):
            pipe.send((False, said))
        pipe.send((True, None))


def limit_memory(memory_mb: int) -> None:
    """Limits the private memory of this process, where the system can do it (not on Windows)."""
    if sys.platform == "win32":
        return
    import resource

    limit = memory_mb * 1024 * 1024
    # macOS accepts the call and ignores it; the limit on the file's size and on unpacking holds there too.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def largest_memory_mb() -> int:
    """Returns the most memory that this process has had at once, in MB; 0 where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return 0
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)
    # Not `ru_maxrss`: on Linux it begins with what the parent had, so that a large window's children would all leave.
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0
