"""The only threads: work that would block the window runs here and reports back in the window's thread.

Three lanes exist. `STORAGE` runs one task after the other, so that saves happen in the order in which the
person made them; `WORK` runs what is long (planning, writing and checking reports) beside it; `POST` sends letters,
one after the other, and a slow mail server holds up nothing else.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from models.errors import ApplicationError, handles_told


class Lane:
    """A queue of tasks with a fixed number of threads, started when first needed."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool: QThreadPool | None = None

    def start(self, runnable: QRunnable) -> None:
        """Queues one piece of work."""
        if self._pool is None:
            self._pool = QThreadPool()
            self._pool.setMaxThreadCount(self._threads)
            # A database connection belongs to the thread that opened it for as long as the window lives.
            self._pool.setExpiryTimeout(-1)
        self._pool.start(runnable)

    def wait(self, milliseconds: int = -1) -> bool:
        """Waits until nothing is queued or running; False when the time was over first."""
        return True if self._pool is None else self._pool.waitForDone(milliseconds)


Failed = Callable[[ApplicationError], object]
"""Takes what ended a piece of work where a person can do something about it."""

STORAGE = Lane(1)
WORK = Lane(2)
POST = Lane(1)


class Control:
    """What running work may ask and tell."""

    def __init__(self, task: "Task") -> None:
        self._task = task

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop; the work returns as soon as it can."""
        return self._task.cancelled

    def progress(self, what: object) -> None:
        """Shows how far the work is; may be called often and from any thread."""
        self._task.tell("progress", what)


class Task(QObject):
    """One piece of work under way. Its signals arrive in the thread that started it."""

    told = Signal(str, object)
    done = Signal(object)
    """The result; not sent after `cancel`."""
    failed = Signal(object)
    """The `ApplicationError` that ended the work; any other exception is a bug and opens the crash window."""
    progressed = Signal(object)
    finished = Signal()
    """After `done`, `failed` or a cancelled end, always exactly once."""

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self.handles_failure = False
        # `told` is sent by the worker; this object lives in the window's thread, so Qt queues it over.
        self.told.connect(self._tell)

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._stop.is_set()

    @Slot()
    def cancel(self) -> None:
        """Asks the work to stop. It ends with `finished` alone."""
        self._stop.set()

    def tell(self, kind: str, what: object) -> None:
        """Hands `what` over to the window's thread; called by the worker."""
        # Work that cannot be stopped may end after the window was closed: this object is gone then, and nobody waits.
        with suppress(RuntimeError):
            self.told.emit(kind, what)

    @Slot(str, object)
    def _tell(self, kind: str, what: object) -> None:
        if kind == "progress":
            if not self.cancelled:
                self.progressed.emit(what)
            return
        _running.discard(self)
        if self.cancelled:
            # Whoever asked is not interested any more, or is gone.
            pass
        elif kind == "failed" and isinstance(what, BaseException):
            if self.handles_failure and isinstance(what, ApplicationError):
                self.failed.emit(what)
            else:
                sys.excepthook(type(what), what, what.__traceback__)
        else:
            self.done.emit(what)
        self.finished.emit()


class _Runnable(QRunnable):
    def __init__(self, task: Task, work: Callable[[Control], Any]) -> None:
        super().__init__()
        self._task = task
        self._work = work

    def run(self) -> None:
        if self._task.cancelled:
            self._task.tell("done", None)
            return
        try:
            with handles_told():
                result = self._work(Control(self._task))
        except Exception as problem:
            # Carried over to the window's thread, where it is shown as a failure or opens the crash window.
            self._task.tell("failed", problem)
        else:
            self._task.tell("done", result)


_running: set[Task] = set()
"""Keeps a task alive until it has reported its end, even if nothing else refers to it."""


def run(
    work: Callable[[Control], Any],
    on_done: Callable[[Any], None] | None = None,
    on_failure: Failed | None = None,
    on_progress: Callable[[Any], None] | None = None,
    lane: Lane = WORK,
) -> Task:
    """Runs `work` in a thread and calls back in the thread of the caller.

    Args:
        work: called with a `Control`; must touch no widget.
        on_done: gets the result; not called after `Task.cancel`.
        on_failure: gets an `ApplicationError`; without it, and for any other exception, the crash window opens.
        on_progress: gets whatever the work passes to `Control.progress`.
        lane: `STORAGE` for everything that touches the workspace, `POST` for letters, `WORK` for the rest.
    """
    task = Task()
    if on_done is not None:
        task.done.connect(on_done)
    if on_failure is not None:
        task.failed.connect(on_failure)
        task.handles_failure = True
    if on_progress is not None:
        task.progressed.connect(on_progress)
    _running.add(task)
    lane.start(_Runnable(task, work))
    return task


def cancel_all() -> None:
    """Asks everything under way to stop and suppresses its callbacks: the window that asked is closing."""
    for task in tuple(_running):
        task.cancel()


def idle() -> bool:
    """Returns whether no task is under way."""
    return not _running
