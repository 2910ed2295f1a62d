"""The pages side by side, drawn in a child process: a stranger's file may crash the renderer, or occupy it."""

from collections.abc import Callable

from reports.verification.child import ChildEnded, Limits, told_by
from reports.verification.comparison import NothingToCompare, PagePair, compare_pages


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
    pairs: list[PagePair] = []
    try:
        for pair in told_by(compare_pages, (data, name, scale), limits or Limits(), cancelled):
            pairs.append(pair)
            if on_page:
                on_page(pair)
    except ChildEnded as error:
        raise NothingToCompare(name=name) from error
    return tuple(pairs)
