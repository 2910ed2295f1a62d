"""Verification of strangers' files in child processes with limits on time and memory.

A file that crashes the reader, fills the memory or never ends costs one child process and gets a verdict all the same.
"""

import atexit
import contextlib
import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from weakref import WeakSet

from models.errors import ApplicationError, FileTooLarge, NoFileHandle, check_handles
from models.language import sentence
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.isolation import (
    Cancelled,
    ChildLimits,
    gone,
    largest_memory_mb,
    leaving_without_memory,
    limit_memory,
    not_started,
    started,
    took_too_long,
    without_handles,
)
from reports.verification.trust import Trust
from reports.verification.verdict import Verdict, not_judged, unverifiable

if TYPE_CHECKING:
    from models.packs.library import Library

_POLL_SECONDS = 0.1
_COLLECT_AFTER = 100_000
"""New objects between two looks for circular rubbish; Python's own 700 is for programs that make few."""
SOLVING_MB = 1024
"""Memory of a child that solves plans."""
MOST_FILES = 200
"""A child makes room for a fresh one after so many files: what strangers' files left behind goes with it."""
MOST_KEPT_MB = 288
"""A child that has ever needed more memory than this makes room for a fresh one after the file."""


@dataclass(frozen=True, slots=True)
class VerificationTask:
    """One file to verify: lying on the disk, or taken out of an e-mail or an archive."""

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What all files of one run are judged by; handed to every child process."""

    trust: Trust
    now: datetime
    user_folder: Path | None = None
    """Where the user's own rule packs lie; None for the shipped ones alone."""
    solve_s: float | None = None
    """In how many seconds the plan of each report is to be solved again; None does not solve it."""


@dataclass(slots=True)
class _Child:
    process: SpawnProcess
    pipe: Connection
    index: int | None = None
    """Which task it works on."""
    deadline: float = 0.0
    ready: bool = False
    """Whether it has said that it can begin."""


def _limits_of(setting: Setting) -> ChildLimits:
    """Returns the limits on one file: a plan that is solved again takes its time on top."""
    usual = ChildLimits()
    if setting.solve_s is None:
        return usual
    return ChildLimits(seconds=usual.seconds + 2 * setting.solve_s, memory_mb=max(usual.memory_mb, SOLVING_MB))


class Verifier:
    """A few warm child processes that verify one file after another; use it in a `with` statement.

    A child that has done `most_files` or has grown beyond `MOST_KEPT_MB` is replaced between two files.
    """

    def __init__(
        self, setting: Setting, processes: int = 1, limits: ChildLimits | None = None, most_files: int = MOST_FILES
    ) -> None:
        self._setting = setting
        self._most_files = most_files
        self._limits = limits or _limits_of(setting)
        self._children: list[_Child] = []
        self._wanted = max(1, processes)
        _running.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Ends the child processes, whatever they are doing."""
        for child in list(self._children):
            self._end(child)

    def children(self) -> tuple[SpawnProcess, ...]:
        """Returns the child processes that are running."""
        return tuple(child.process for child in self._children)

    def verify(
        self,
        tasks: Sequence[VerificationTask],
        on_progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[int, Verdict]]:
        """Yields (index of the task, verdict) as they are found, in any order; one for every task.

        Args:
            tasks: the files.
            on_progress: is told how many of how many are done.
            cancelled: asked ten times a second.

        Raises:
            Cancelled: as soon as `cancelled` says so; the child processes have ended by then.
        """
        waiting = list(range(len(tasks)))[::-1]
        done = 0
        while done < len(tasks):
            if cancelled and cancelled():
                self.end()
                raise Cancelled
            for index, verdict in [*self._hand_out(tasks, waiting), *self._collect(tasks)]:
                done += 1
                if on_progress:
                    on_progress(done, len(tasks))
                yield index, verdict

    def _hand_out(self, tasks: Sequence[VerificationTask], waiting: list[int]) -> list[tuple[int, Verdict]]:
        """Gives every idle child a file; returns the verdicts over files for which no child could be started."""
        for child in self._children:
            if child.index is None and waiting:
                self._give(child, tasks, waiting.pop())
        while waiting and len(self._children) < self._wanted:
            try:
                child = self._start()
            except OSError as error:
                if self._children:
                    # Those that run are enough: the file waits for one of them.
                    break
                index = waiting.pop()
                return [(index, not_judged(tasks[index].name, not_started(error)))]
            self._give(child, tasks, waiting.pop())
        return []

    def _give(self, child: _Child, tasks: Sequence[VerificationTask], index: int) -> None:
        child.index = index
        child.deadline = time.monotonic() + self._limits.seconds
        # A child that has died is noticed when the answer is collected.
        with contextlib.suppress(OSError):
            child.pipe.send(tasks[index])

    def _collect(self, tasks: Sequence[VerificationTask]) -> list[tuple[int, Verdict]]:
        """Returns what has been found since, waiting a moment for it."""
        busy = {child.pipe: child for child in self._children if child.index is not None}
        verdicts: list[tuple[int, Verdict]] = []
        ready = wait(list(busy), timeout=_POLL_SECONDS)
        for child in [busy.pop(pipe) for pipe in list(busy) if pipe in ready]:
            if child.index is None:
                continue
            index = child.index
            try:
                said = child.pipe.recv()
            except (EOFError, OSError):
                said = not_judged(tasks[index].name, gone(child.process, self._limits, ready=child.ready)), True
            child.ready = True
            if said is None:
                continue
            verdict, leaves = said
            child.index = None
            if leaves:
                self._end(child)
            verdicts.append((index, verdict))
        for child in busy.values():
            if child.index is not None and time.monotonic() > child.deadline:
                self._end(child)
                seconds = self._limits.seconds
                ended = took_too_long(self._limits) if child.ready else not_started(seconds=seconds)
                verdicts.append((child.index, not_judged(tasks[child.index].name, ended)))
        return verdicts

    def _start(self) -> _Child:
        arguments = (self._setting, self._limits, self._most_files)
        # No daemon: those may have no children of their own, and the kept drawings need one.
        ours, process = started(_work, arguments, daemon=False)
        child = _Child(process, ours)
        self._children.append(child)
        return child

    def _end(self, child: _Child) -> None:
        self._children.remove(child)
        child.pipe.close()
        child.process.kill()
        child.process.join()
        child.process.close()


_running: WeakSet[Verifier] = WeakSet()


@atexit.register
def _end_all() -> None:
    """Leaves no child behind when the program ends in the middle.

    They are no daemons, which the system would end for us.
    """
    for verifier in list(_running):
        verifier.end()


def verify(
    path: Path,
    trust: Trust,
    now: datetime,
    *,
    user_folder: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    limits: ChildLimits | None = None,
) -> Verdict:
    """Returns the verdict over one file, found in a child process with limits.

    Args:
        path: the file; one that cannot be read gets a verdict too.
        trust: whose signatures are believed.
        now: with a time zone.
        user_folder: where the user's own rule packs lie.
        on_progress: is told how many of how many files are done.
        cancelled: asked ten times a second.
        limits: on time and memory.

    Raises:
        Cancelled: when `cancelled` says so.
    """
    with Verifier(Setting(trust, now, user_folder), 1, limits) as verifier:
        for _, verdict in verifier.verify([VerificationTask(path.name, path)], on_progress, cancelled):
            return verdict
    raise AssertionError("every task gets a verdict")


def verify_many(
    tasks: Sequence[VerificationTask],
    setting: Setting,
    processes: int = 2,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Verdict, ...]:
    """Returns the verdicts over many files, in their order.

    Raises:
        Cancelled: when `cancelled` says so.
    """
    verdicts: dict[int, Verdict] = {}
    with Verifier(setting, min(processes, max(1, len(tasks)))) as verifier:
        verdicts.update(verifier.verify(tasks, on_progress, cancelled))
    return tuple(verdicts[index] for index in range(len(tasks)))


def _work(pipe: Connection, setting: Setting, limits: ChildLimits, most_files: int) -> None:
    """What a child process does: says that it is ready, then one verdict for each task, until it leaves.

    It leaves also when the parent is gone, and when the memory does not suffice.
    """
    from models.packs.library import Library

    gc.set_threshold(_COLLECT_AFTER, 10, 20)
    with leaving_without_memory(), contextlib.suppress(EOFError, OSError):
        library = Library(setting.user_folder)
        limit_memory(limits.memory_mb)
        pipe.send(None)
        for count in itertools.count(1):
            task = pipe.recv()
            verdict = verdict_of(task, setting, library)
            leaves = count >= most_files or largest_memory_mb() > MOST_KEPT_MB
            pipe.send((verdict, leaves))
            if leaves:
                return
            del task, verdict
            # What is left now was loaded for good: walking all of it again and again took a fifth of the time.
            gc.collect()
            gc.freeze()


def verdict_of(task: VerificationTask, setting: Setting, library: "Library") -> Verdict:
    """Returns the verdict over one task; whatever goes wrong in a hostile file becomes one.

    Raises:
        MemoryError: when it does not suffice; the process ends then, and its parent says so.
    """
    from models import files
    from reports.verification.here import verify_here

    try:
        data = task.data if task.data is not None else files.read_bytes(task.path or Path(), LARGEST_FILE_MB)
        return verify_here(data, task.name, setting.trust, library, setting.now, setting.solve_s)
    except FileTooLarge:
        return unverifiable(task.name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB))
    except NoFileHandle:
        return not_judged(task.name, without_handles())
    except ApplicationError as error:
        return unverifiable(task.name, error.sentence)
    except MemoryError:
        raise
    except Exception as error:  # a hostile file may raise anything, and gets a verdict
        try:
            check_handles(error)
        except NoFileHandle:
            return not_judged(task.name, without_handles())
        return unverifiable(task.name, sentence("The file is damaged: it cannot be read."))
