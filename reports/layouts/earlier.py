"""Documents redrawn as earlier programs drew them, each layout in a separate process.

The process is started when the first paper of its layout is met and stays for the next one. It ends with the process
that started it, even when that one is killed over a paper that takes too long.
"""

import atexit
import contextlib
import gc
import multiprocessing
import os
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import resources
from reports.layouts.archive import KEPT, HeldPath, become

SECONDS = 60.0
"""What one paper may take; a verifying process is itself ended after as long."""

__all__ = ["KEPT", "DataRefused", "NotDrawn", "Packs", "again", "answers"]


class DataRefused(Exception):
    """The kept program does not accept the data: its own error, by its stable code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotDrawn(Exception):
    """The kept program gave no answer: too slow, out of memory, or not as it was released."""


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs that a report names, as text, for a process that has no packs."""

    rules: tuple[tuple[str, str, bytes], ...] = ()
    """Id, digest and content of each rulebook and overlay."""
    measures: tuple[tuple[str, bytes], ...] = ()
    """Name and content of each file of the catalogue, in order."""


@dataclass(slots=True)
class _Drawer:
    process: SpawnProcess
    pipe: Connection

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


_drawers: dict[int, _Drawer] = {}
_one_at_a_time = threading.Lock()


def again(
    layout: int, asked: str, payload: bytes, packs: Packs | None = None, *, seconds: float = SECONDS
) -> dict[str, Any]:
    """Returns what `reports.layouts.door` of a kept layout makes of a data attachment.

    Args:
        layout: one of `KEPT`.
        asked: the function of the door: `report`, `pages`, `reply` or `note`.
        payload: the data attachment.
        packs: those that a report names.
        seconds: how long it may take.

    Raises:
        DataRefused: when the data is not what that program accepts.
        NotDrawn: when there was no answer.
    """
    with _one_at_a_time:
        drawer = _drawers.get(layout) or _started(layout)
        _drawers[layout] = drawer
        try:
            # Plain values: the other process knows no class of ours.
            drawer.pipe.send((asked, payload, packs.rules if packs else (), packs.measures if packs else ()))
            if not drawer.pipe.poll(seconds):
                raise NotDrawn
            said, value = drawer.pipe.recv()
            if said == "failed":
                # Its modules may be half imported: the next paper gets a fresh one.
                raise NotDrawn(value)
        except (NotDrawn, EOFError, OSError) as error:
            _drawers.pop(layout).end()
            raise NotDrawn from error
    if said == "refused":
        raise DataRefused(value)
    answer: dict[str, Any] = value
    return answer


def answers(layout: int) -> bool:
    """Returns whether the kept program of a layout is here as it was released, with all that it imports."""
    try:
        for asked in ("report", "pages", "reply", "note"):
            with contextlib.suppress(DataRefused):
                again(layout, asked, b"{}")
    except NotDrawn:
        return False
    return True


def end() -> None:
    """Ends all processes of kept layouts."""
    with _one_at_a_time:
        while _drawers:
            _drawers.popitem()[1].end()


atexit.register(end)


def _started(layout: int) -> _Drawer:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # Of the folder only the path is handed over: the other process forgets the present modules.
    process = context.Process(target=_work, args=(theirs, layout, resources.path("version.txt").parent), daemon=True)
    process.start()
    theirs.close()
    return _Drawer(process, ours)


def _work(pipe: Connection, layout: int, shipped: Path) -> None:
    """What the process of a kept layout does: one answer for each paper, until its parent is gone.

    Limits on memory are those of the parent: the system hands them down.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        try:
            become(layout, shipped)
        except Exception as error:  # whatever is wrong with the archive: the paper gets a verdict
            pipe.recv()
            pipe.send(("failed", repr(error)))
            return
        gc.freeze()
        gc.set_threshold(20_000, 10, 20)
        while True:
            pipe.send(_answer(*pipe.recv()))


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


_read: dict[tuple[tuple[Any, ...], ...], Any] = {}
"""In the process of a kept layout: the packs of the last report, read. Most reports of an inbox name the same."""


def _answer(
    asked: str, payload: bytes, rules: tuple[tuple[str, str, bytes], ...], measures: tuple[tuple[str, bytes], ...]
) -> tuple[str, Any]:
    # From here on these are modules of the kept layout.
    from models.errors import ApplicationError
    from models.packs.library import Library
    from models.packs.measures.pack import read_catalogue
    from reports.layouts import door

    try:
        if asked == "report":
            if not _read.keys() >= {rules, measures}:
                held: Any = HeldPath({f"packs/{key}/{digest}.yaml": data for key, digest, data in rules})
                _read.clear()
                _read[rules] = Library(held)
                _read[measures] = read_catalogue(measures) if measures else None
            return "drawn", door.report(payload, _read[rules], _read[measures])
        return "drawn", {"pages": door.pages, "reply": door.reply, "note": door.note}[asked](payload)
    except ApplicationError as error:
        return "refused", error.code
    except Exception as error:  # a hostile paper may raise anything, and gets a verdict
        return "failed", repr(error)
