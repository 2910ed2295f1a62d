"""Work on a stranger's file in a child process with limits, reported to this process piece by piece."""

import contextlib
import errno
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from models.errors import reason
from models.language import Sentence, sentence

SECONDS = 55.0
"""Of the minute that one file may take; the rest is for starting the program and for telling."""
MEMORY_MB = 512
_POLL_SECONDS = 0.1
_NO_MEMORY = 12
"""Exit code of a child whose memory did not suffice."""
_LAST_SECONDS = 2.0
"""For a process that has closed its pipe to be gone, so that the system tells how it ended."""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one file may cost."""

    seconds: float = SECONDS
    memory_mb: int = MEMORY_MB


class Cancelled(Exception):
    """The person stopped the work."""


class Ending(Enum):
    """How work in a child process ended before it was done."""

    NOT_STARTED = auto()
    """It never came to the file."""
    TOO_LONG = auto()
    TOO_MUCH_MEMORY = auto()
    FROM_OUTSIDE = auto()
    """The system, or somebody, killed it."""
    BROKE_OFF = auto()
    """It crashed, or had nothing more to say."""


class ChildEnded(Exception):
    """The work was given up before it was done, for a reason in the file or in this computer."""

    def __init__(self, ending: Ending, why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.ending = ending
        self.why = why
        """In the middle of a sentence, without a full stop."""


def not_started(error: OSError | None = None, seconds: float | None = None) -> ChildEnded:
    """Returns what to raise when a child process never came to its work.

    Args:
        error: of the system, when it refused the process.
        seconds: how long was waited for it to be ready; None when it ended by itself.
    """
    why = sentence("it stopped while starting")
    if error is not None:
        why = reason(error)
    elif seconds is not None:
        why = sentence("it was not ready after {seconds} seconds", seconds=f"{seconds:g}")
    return ChildEnded(Ending.NOT_STARTED, sentence("the program for it could not be started: {why}", why=why))


def without_handles() -> ChildEnded:
    """Returns what to say where the system gave the child no further file."""
    return ChildEnded(Ending.NOT_STARTED, reason(OSError(errno.EMFILE, "")))


def took_too_long(limits: ChildLimits) -> ChildEnded:
    """Returns what to raise when the time is up."""
    return ChildEnded(Ending.TOO_LONG, sentence("it took longer than {seconds} seconds", seconds=f"{limits.seconds:g}"))


def gone(process: SpawnProcess, limits: ChildLimits, *, ready: bool) -> ChildEnded:
    """Returns what to raise for a child that has closed its pipe without being done.

    Args:
        process: the child.
        limits: under which it worked.
        ready: whether it had said that it was ready for its work.
    """
    if not ready:
        return not_started()
    process.join(_LAST_SECONDS)
    if process.exitcode == _NO_MEMORY:
        return ChildEnded(
            Ending.TOO_MUCH_MEMORY, sentence("it needed more than {mb} MB of memory", mb=limits.memory_mb)
        )
    if sys.platform != "win32" and process.exitcode == -signal.SIGKILL:
        return ChildEnded(Ending.FROM_OUTSIDE, sentence("the system ended it, as happens when memory runs out"))
    return ChildEnded(Ending.BROKE_OFF, sentence("the program for it crashed"))


def started(
    target: Callable[..., None], arguments: tuple[Any, ...], *, daemon: bool
) -> tuple[Connection, SpawnProcess]:
    """Returns a new child process that calls `target(pipe, *arguments)`, with the other end of the pipe.

    Raises:
        OSError: when the system refuses one more process or pipe.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    try:
        process = context.Process(target=target, args=(theirs, *arguments), daemon=daemon)
        process.start()
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return ours, process


def told_by(
    work: Callable[..., Iterator[Any]],
    arguments: tuple[Any, ...],
    limits: ChildLimits,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Any, None, None]:
    """Yields what `work(*arguments)` yields in a separate child process, as soon as it does.

    Args:
        work: a function of a module; its arguments and what it yields can be pickled.
        arguments: of `work`.
        limits: the time counts for the whole, or from each `NEXT` that `work` yields.
        cancelled: asked ten times a second.

    Raises:
        ChildEnded: when there is no more to be had, and the work was not done.
        Cancelled: when `cancelled` says so.
    """
    try:
        ours, process = started(_tell, (work, arguments, limits.memory_mb), daemon=True)
    except OSError as error:
        raise not_started(error) from error
    deadline = time.monotonic() + limits.seconds
    ready = False
    try:
        while True:
            if cancelled and cancelled():
                raise Cancelled
            if time.monotonic() > deadline:
                raise took_too_long(limits) if ready else not_started(seconds=limits.seconds)
            if not ours.poll(_POLL_SECONDS):
                continue
            kind, said = ours.recv()
            if kind is _Said.DONE:
                return
            if kind is _Said.FOUND:
                yield said
                if said is NEXT:
                    deadline = time.monotonic() + limits.seconds
            ready = True
    except (EOFError, OSError) as error:
        raise gone(process, limits, ready=ready) from error
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


class Progress(Enum):
    """What work on many files says beside what it finds."""

    NEXT = auto()


NEXT = Progress.NEXT
"""One of many files is done, and the time for the next begins."""


class _Said(Enum):
    """What a child says with each message."""

    READY = auto()
    FOUND = auto()
    DONE = auto()


def _tell(pipe: Connection, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...], memory_mb: int) -> None:
    """What the child does; a child that fails says nothing more."""
    limit_memory(memory_mb)
    # A parent that has gone away needs no answer; a hostile file may raise anything, and the parent says that it did.
    with contextlib.suppress(Exception), leaving_without_memory():
        pipe.send((_Said.READY, None))
        for said in work(*arguments):
            pipe.send((_Said.FOUND, said))
        pipe.send((_Said.DONE, None))


@contextlib.contextmanager
def leaving_without_memory() -> Iterator[None]:
    """Ends this process, a child, when there is not enough memory for what is done inside, so that its parent knows."""
    try:
        yield
    except MemoryError:
        os._exit(_NO_MEMORY)


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
