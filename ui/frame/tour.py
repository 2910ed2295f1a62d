"""The two-minute tour of the sample factory: a bar that explains one page after another and can be closed."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from models.language import N_
from ui.language import tr
from ui.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour."""

    page: str
    target: str
    message: str


STOPS = (
    Stop(
        "fill",
        "",
        N_(
            "This is a fictitious machining factory. It has answered plain questions under “Fill in”; change an answer and watch the ladder on the right move."
        ),
    ),
    Stop(
        "fill",
        "scenarios.SC10.status",
        N_(
            "Each of the forty scenarios is one question: how far has your factory got with it? You can attach a photo as evidence."
        ),
    ),
    Stop(
        "results",
        "",
        N_("“Result” says which tier the factory has reached and gives the reason for every condition."),
    ),
    Stop(
        "roadmap", "", N_("“Roadmap” asks for your money and staff time, and finds the cheapest way to the next tier.")
    ),
    Stop(
        "report",
        "",
        N_("“Report” makes a PDF, signs it and prepares the e-mail to your assessor. That is the whole job."),
    ),
)


class Tour(Banner):
    """Hidden until it is started."""

    go = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._at = -1

    def start(self) -> None:
        """Begins at the first stop."""
        self._at = -1
        self.next()

    def next(self) -> None:
        """Goes to the next stop; after the last the tour is over."""
        self._at += 1
        if self._at >= len(STOPS):
            self.stop()
            return
        self.go.emit(STOPS[self._at].page, STOPS[self._at].target)
        self.retranslate()

    def follow(self, page: str) -> None:
        """Goes on to the first stop on a page that the person opened without the tour; other pages change nothing."""
        if self.isHidden() or self._at < 0 or STOPS[self._at].page == page:
            return
        at = next((place for place, stop in enumerate(STOPS) if stop.page == page), None)
        if at is not None:
            self._at = at
            self.retranslate()

    def stop(self) -> None:
        """Ends the tour."""
        self._at = -1
        self.hide()

    def retranslate(self) -> None:
        """Says the present stop in the present language."""
        if self._at < 0 or self._at >= len(STOPS):
            return
        last = self._at == len(STOPS) - 1
        self.tell(
            "note",
            tr("{number} of {count}: ", number=self._at + 1, count=len(STOPS)) + tr(STOPS[self._at].message),
            (tr("End of the tour") if last else tr("Next stop"), self.next),
            close_name=tr("End the tour"),
        )
