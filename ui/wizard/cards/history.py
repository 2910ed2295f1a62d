"""Remarks on a card, and who changed its answers: read when the drawer is opened, with a way back to every earlier answer."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea

from models.assessment import AnswerId, Value
from ui.session import Session
from ui.wizard.cards.card import CardView

if TYPE_CHECKING:
    from models.case import Change, Comment


class CardHistory(QObject):
    """Fills the drawer of the card that is open, and does what is asked for in it."""

    def __init__(self, session: Session, area: QScrollArea) -> None:
        super().__init__(area)
        self._session = session
        self._area = area
        self._card: CardView | None = None
        session.saved.connect(lambda _at: self._fill())

    def serve(self, card: CardView) -> None:
        """Serves another card."""
        self._card = card
        card.drawer.opened.connect(self._show)
        card.drawer.remark.connect(self._remark)
        card.drawer.explained.connect(self._explain)
        card.drawer.wanted_back.connect(self._restore)
        card.destroyed.connect(partial(self._forget, card))

    def _forget(self, card: CardView) -> None:
        if self._card is card:
            self._card = None

    def _show(self) -> None:
        card = self._card

        def scroll() -> None:
            if card is not None and self._card is card:
                # The new rows have their height in the next turn.
                QTimer.singleShot(0, card, partial(self._area.ensureWidgetVisible, card.drawer))

        self._fill(scroll)

    def _fill(self, then: Callable[[], object] = lambda: None) -> None:
        assessment, rulebook, card = self._session.assessment, self._session.rulebook, self._card
        if assessment is None or rulebook is None or card is None or not card.drawer.is_open:
            return
        case, item = assessment.case_number, f"{card.plan.section}.{card.plan.group}"
        asked = {question.id for question in card.plan.questions}

        def show(kept: "tuple[tuple[Comment, ...], tuple[Change, ...]]") -> None:
            now = self._session.assessment
            if self._card is card and now is not None:
                comments, changes = kept
                own = tuple(change for change in changes if change.answer in asked)
                card.drawer.show_entries(rulebook, comments, own, now if self._session.editable else None)
                then()

        self._session.in_workspace(lambda workspace: (workspace.comments(case, item), workspace.history(case)), show)

    def _remark(self, text: str) -> None:
        assessment, card = self._session.assessment, self._card
        if assessment is None or card is None:
            return
        case, item = assessment.case_number, f"{card.plan.section}.{card.plan.group}"
        self._session.in_workspace(lambda workspace: workspace.comment(case, item, text), lambda _said: self._show())

    def _explain(self, answer: str, why: str) -> None:
        assessment = self._session.assessment
        if assessment is not None:
            case = assessment.case_number
            self._session.in_workspace(
                lambda workspace: workspace.explain(case, AnswerId(answer), why), lambda _kept: self._fill()
            )

    def _restore(self, answer: str, value: Value | None) -> None:
        self._session.bring_back({AnswerId(answer): value})
