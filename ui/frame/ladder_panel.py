"""The ladder at the right: where the factory stands, and links to what is still missing."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from models.evaluation import Item
from ui.language import run_on, tr
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, clear, label
from ui.widgets.ladder import LadderView
from ui.words.subjects import grouped, leading, short_name

MOST_LINKS = 8


class LadderPanel(QFrame):
    """Moves with every answer. A link leads to the question that it names."""

    jump = Signal(str)
    """Answer id of a link."""
    tier_chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_kind(self, "side")
        self._session = session
        self.setFixedWidth(31 * GRID)
        self._title = label(kind="heading")
        self._ladder = LadderView()
        self._ladder.chosen.connect(self.tier_chosen)
        self._standing = label()
        self._missing_title = label(kind="muted")
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        self._note = label(kind="small")
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for widget in (self._title, self._ladder, self._standing, self._missing_title):
            layout.addWidget(widget)
        layout.addLayout(self._links)
        layout.addStretch(1)
        layout.addWidget(self._note)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._shown: tuple[object, ...] = ()
        self.links: dict[str, str] = {}
        # Many answers in one turn of the event loop (a paste, an undo) draw the panel once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        # Finding the smallest set of what is missing takes longer than the rest: it waits for a pause in the typing.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._show_missing)
        session.evaluation_changed.connect(self._soon.start)
        session.case_changed.connect(self._soon.start)
        self.retranslate()

    def refresh(self) -> None:
        """Shows the present evaluation."""
        evaluation = self._session.evaluation
        self._ladder.show_evaluation(evaluation)
        if evaluation is None:
            self._standing.setText(tr("Open a case to see where the factory stands."))
            self._missing_title.hide()
            clear(self._links)
            self._shown = ()
            return
        names = {result.tier.id: result.tier.name for result in evaluation.tiers}
        if evaluation.reached is None:
            standing = tr("Not on the ladder yet.")
        else:
            standing = tr("Reached: {tier}.", tier=names[evaluation.reached])
        if evaluation.possible is not None and evaluation.possible != evaluation.reached:
            possible = tr("Possible if all open questions turn out well: {tier}.", tier=names[evaluation.possible])
            standing = run_on(standing, possible)
        self._standing.setText(standing)
        self._pause.start()

    @property
    def is_settled(self) -> bool:
        """Whether everything shown belongs to the newest evaluation."""
        return not (self._soon.isActive() or self._pause.isActive())

    def _show_missing(self) -> None:
        evaluation = self._session.evaluation
        if evaluation is None:
            return
        target = evaluation.next_tier
        sets = evaluation.missing.get(target, ()) if target is not None else ()
        named = self._named(sets[0] if sets else ())
        self._missing_title.setVisible(bool(named))
        if target is not None:
            tier = evaluation.tier(target).tier.name
            self._missing_title.setText(tr("{count} to go for {tier}:", count=len(named), tier=tier))
        self._show_links(named)

    def _named(self, items: tuple[Item, ...]) -> tuple[tuple[str, str], ...]:
        """What is missing by name, with one answer that each name leads to: a scenario counts once."""
        rulebook = self._session.rulebook
        if rulebook is None:
            return ()
        return tuple((short_name(group, rulebook), leading(group).answer) for group in grouped(items, rulebook))

    def _show_links(self, shown: tuple[tuple[str, str], ...]) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        self.links = dict(shown)
        clear(self._links)
        for name, answer in shown[:MOST_LINKS]:
            link = Button(f"· {name}", kind="link", on_click=partial(self.jump.emit, answer))
            link.setAccessibleName(name)
            self._links.addWidget(link)
        if len(shown) > MOST_LINKS:
            self._links.addWidget(label(tr("and {count} more", count=len(shown) - MOST_LINKS), "small"))

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._title.setText(tr("Where the factory stands"))
        self._note.setText(tr("A self-assessment for reference; the authority awards the tier."))
        self._shown = ()
        self.refresh()
