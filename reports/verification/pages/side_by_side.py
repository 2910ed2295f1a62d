"""The pages side by side, drawn in a child process: a stranger's file may crash or block the renderer."""

from collections.abc import Callable

from models.errors import ApplicationError
from models.language import N_
from reports.verification.isolation import ChildEnded, ChildLimits, Ending, told_by
from reports.verification.pages.comparison import NothingToCompare, PagePair, compare_pages


class NotShown(ApplicationError):
    """The pages could not be drawn here and now, whatever the file is like."""

    code = "not_shown"
    message = N_(
        "The pages of {name} could not be shown side by side: {why}. The file and its verdict are unchanged; close other programs and try again."
    )


def side_by_side(
    data: bytes,
    name: str,
    *,
    scale: float = 1.2,
    on_page: Callable[[PagePair], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    limits: ChildLimits | None = None,
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
        NothingToCompare: when there is no signed revision, or it cannot be drawn.
        NotShown: when time, memory or a process for it was wanting.
        Cancelled: when `cancelled` says so.
    """
    pairs: list[PagePair] = []
    try:
        for pair in told_by(compare_pages, (data, name, scale), limits or ChildLimits(), cancelled):
            pairs.append(pair)
            if on_page:
                on_page(pair)
    except ChildEnded as ended:
        if ended.ending is Ending.BROKE_OFF:
            raise NothingToCompare(name=name) from ended
        raise NotShown(name=name, why=ended.why) from ended
    return tuple(pairs)
