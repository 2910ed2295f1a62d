"""The page on which parts of a case go out and come back, and old answers are confirmed."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.language import N_
from ui.page import Page, ScrolledContent
from ui.session import Session
from ui.sharing.handing_out import HandingOut
from ui.sharing.still_true import StillTrue
from ui.sharing.taking_in import TakingIn
from ui.style.sheet import GRID
from ui.widgets.basic import label


class SharingPage(Page):
    """Three cards, each of which knows only the session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        content = ScrolledContent()
        body = QVBoxLayout(content)
        body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Share"))
        show_answer = partial(self.go.emit, "fill")
        self.handing_out = HandingOut(session, self.told.emit, self.fail)
        self.taking_in = TakingIn(session, self.told.emit, self.fail)
        self.still_true = StillTrue(session, show_answer)
        body.addWidget(title)
        for card in (self.still_true, self.taking_in, self.handing_out):
            body.addWidget(card)
        body.addStretch(1)
        self.scrolled(content)

    def refresh(self) -> None:
        """Shows the open case in every card."""
        for card in (self.still_true, self.taking_in, self.handing_out):
            card.refresh()
        # The one step that is left to whoever received a part is to send it back.
        self.taking_in.setVisible(self.session.notes.part is None)

    def take_back(self) -> bool:
        """Asks again what was last said to be still true."""
        return self.still_true.take_back()

    def show_target(self, target: str) -> None:
        """Reads the part in the file whose path this is."""
        self.taking_in.read(Path(target))
