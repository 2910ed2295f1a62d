"""How a page plugs into the window.

A page is a `Page` subclass in its own package (`ui/results/page.py`: `ResultsPage`) and one `PageEntry` in
`ui/pages.py`. The window makes a page when it is first opened, calls `refresh` whenever what it shows may have
changed while it is visible (and once when it becomes visible again), and `retranslate` when the language
changes. A page reads everything from `self.session` and changes answers only through it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.assessment import AnswerId
from models.errors import ApplicationError
from models.language import Sentence
from ui import reading_order
from ui.language import tr
from ui.session import Session

TEN_QUESTIONS = "ten"
"""Target by which the interview begins with the ten questions."""


class ScrolledContent(QWidget):
    """What scrolls: as high as its text is at the width it has; the layout's own guess leaves a blank screen below."""

    def minimumSizeHint(self) -> QSize:
        """Returns the width alone: the scroll area asks for the height that belongs to its width."""
        return QSize(super().minimumSizeHint().width(), 0)


class Page(QWidget):
    """One page of the window, between the rail and the ladder."""

    go = Signal(str, str)
    """Asks the window for another page: its id and a target on it (an answer id, a condition id, or empty)."""
    failed = Signal(object)
    """An `ApplicationError`, or a `Sentence`, of an action that failed: shown in the bar above the page."""
    told = Signal(object)
    """A `Sentence` about what was done, such as a file written: shown quietly in the same bar."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        # The keyboard begins on the page, not on the rail: the first Tab reaches the page's first field.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._order = QTimer(self)
        self._order.setSingleShot(True)
        self._order.setInterval(0)
        self._order.timeout.connect(self._arrange)
        self._said: list[tuple[Callable[[str], object], str, dict[str, object]]] = []

    def say(self, setter: Callable[[str], object], message: str, /, **facts: object) -> None:
        """Gives a widget its words now, and again after every change of language.

        Args:
            setter: such as `label.setText` or `field.setAccessibleName`.
            message: English, marked with `N_` where it is written.
            facts: what stands in the braces.
        """
        self._said.append((setter, message, facts))
        setter(tr(message, **facts))

    def refresh(self) -> None:
        """Shows the session's case, answers and evaluation as they are now; cheap enough for every keystroke."""

    def retranslate(self) -> None:
        """Shows its words in the new language. Subclasses call this too, and redo what they did not `say` or show in `refresh`."""
        for setter, message, facts in self._said:
            setter(tr(message, **facts))
        self.refresh()

    def show_target(self, target: str) -> None:
        """Brings one item of the page into view; called after `refresh` when someone asked for it."""

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Opens files that were handed to the program from outside; most pages get none."""

    def take_back(self) -> bool:
        """Takes back what was last done on this page; False when that is nothing: then the last answer is taken back."""
        return False

    def do_again(self) -> bool:
        """Does again what `take_back` took back; False when that is nothing: then the last answer undone is redone."""
        return False

    def in_view(self, answers: Collection[AnswerId]) -> bool:
        """Returns whether the person sees all of these answers on this page now."""
        del answers
        return False

    def leave(self) -> None:
        """Called before another page or case is shown and before the window closes: hands over what is half typed."""

    def fail(self, problem: ApplicationError | Sentence) -> None:
        """Shows an action that failed in the bar above the page."""
        self.failed.emit(problem)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Puts the stops of the Tab key in order whenever something was added to what scrolls, or taken away."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._order.start()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        reading_order.arrange(self)

    def scrolled(self, content: QWidget) -> QScrollArea:
        """Puts `content` into a scroll area that fills this page."""
        area = QScrollArea(self)
        # No stop of its own, which nobody would see: what is on it scrolls it.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        content.installEventFilter(self)
        layout = self.layout() or QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        return area


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page in the rail."""

    id: str
    """Such as `results`; what `Page.go` names."""
    label: str
    """The word in the rail: an English message marked with `N_`."""
    icon: str
    """File name in `resources/icons`, without `.svg`."""
    make: Callable[[Session], Page]
    """Makes the page; imports it only then, so that the first paint does not wait for it."""
    needs_case: bool = True
    """Without an open case the window shows an empty page that says how to get one."""
    assessor_only: bool = False
    for_part: bool = False
    """Whether it is there for whoever received a part of a case and sees nothing else of it."""
    within: str = ""
    """The page that the rail marks for this one, which has no button there; empty for a page with its own."""
    explains: str = ""
    """For the empty page: what will be here, an English message marked with `N_`."""
    help: str = ""
    """The topic of the help that is about this page: the help opens there when it is called from here."""
