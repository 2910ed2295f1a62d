"""The pages side by side, drawn in a child process: a stranger's file may crash the renderer, or occupy it."""

import contextlib
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from reports.verification.comparison import NothingToCompare, PagePair, compare_pages
from reports.verification.process import Cancelled, Limits, limit_memory

_POLL_SECONDS = 0.1


def side_by_side(
    data: bytes,
    name: str,
    *,
    scale: float = 1.2,
    on_page: Callable[[PagePair], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    limits: Limits | None = None,
) -> tuple[PagePair, ...]:
    """Returns every page as signed and as it is now.

    Args:
        data: the whole file.
        name: for the sentence of an error.
        scale: pixels a point.
        on_page: is given each page as soon as it is drawn.
        cancelled: asked ten times a second.
        limits: on time and memory, for all pages together.

    Raises:
        NothingToCompare: when there is no signed revision, or drawing failed or took too long.
        Cancelled: when `cancelled` says so.
    """
    limits = limits or Limits()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_draw, args=(theirs, data, name, scale, limits.memory_mb), daemon=True)
    process.start()
    theirs.close()
    deadline = time.monotonic() + limits.seconds
    pairs: list[PagePair] = []
    try:
        while True:
            if cancelled and cancelled():
                raise Cancelled
            if time.monotonic() > deadline:
                raise NothingToCompare(name=name)
            if not ours.poll(_POLL_SECONDS):
                continue
            said = ours.recv()
            if said is None:
                return tuple(pairs)
            if not isinstance(said, PagePair):
                raise NothingToCompare(name=name)
            pairs.append(said)
            if on_page:
                on_page(said)
    except (EOFError, OSError) as error:
        raise NothingToCompare(name=name) from error
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _draw(pipe: Connection, data: bytes, name: str, scale: float, memory_mb: int) -> None:
    """What the child process does: one message a page, then None; anything else means that it failed."""
    limit_memory(memory_mb)
    # A parent that has gone away needs no answer.
    with contextlib.suppress(OSError):
        try:
            for pair in compare_pages(data, name, scale):
                pipe.send(pair)
        except Exception as error:  # a hostile file may raise anything; the parent says that there is nothing to show
            pipe.send(type(error).__name__)
        else:
            pipe.send(None)
