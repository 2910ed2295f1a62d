"""What the case keeps of the roadmap: limits, own prices, finished measures. All of it in the storage thread."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from models.limits import Limits
from models.roadmap import DoneStep
from ui.session import Session

if TYPE_CHECKING:
    from models.roadmap import Quote
    from models.workspace import Workspace

    Kept = tuple[Limits | None, tuple[Quote, ...], tuple[DoneStep, ...], Mapping[str, str]]


class Keeping:
    """Reads and writes for the case that is open when it is asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, show: "Callable[[Kept], None]") -> None:
        """Hands over limits, own prices and done measures of the open case, unless another is open by then."""
        case = self._case
        if case is None:
            return

        def read(kept: "Kept") -> None:
            if self._case == case:
                show(kept)

        self._session.in_workspace(
            lambda workspace: (
                workspace.plan_limits(case),
                workspace.quotes(case),
                workspace.done_steps(case),
                workspace.plan_texts(case),
            ),
            read,
        )

    def keep_limits(self, limits: Limits, quotes: "Iterable[Quote]") -> None:
        """Keeps the manager's limits and own prices, so that nobody has to enter them twice."""
        case, kept = self._case, tuple(quotes)
        if case is None:
            return

        def work(workspace: "Workspace") -> None:
            workspace.save_plan_limits(case, limits)
            wanted = {(quote.measure, quote.variant) for quote in kept}
            for quote in workspace.quotes(case):
                if (quote.measure, quote.variant) not in wanted:
                    workspace.remove_quote(case, quote.measure, quote.variant)
            for quote in kept:
                workspace.save_quote(case, quote)

        self._session.in_workspace(work)

    def keep_texts(self, texts: "Mapping[str, str]") -> None:
        """Keeps what is typed and not understood, as it was typed."""
        case, kept = self._case, dict(texts)
        if case is not None:
            self._session.in_workspace(lambda workspace: workspace.save_plan_texts(case, kept))

    def keep_done(self, step: DoneStep) -> None:
        """Keeps what a done measure was planned at and what it really took."""
        case = self._case
        if case is not None:
            self._session.in_workspace(lambda workspace: workspace.save_done_step(case, step))

    @property
    def _case(self) -> str | None:
        assessment = self._session.assessment
        return None if assessment is None else assessment.case_number
