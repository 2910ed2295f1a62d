"""What other answers give already, below an empty field: where it comes from, and one key to take it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.rulebook import Rulebook
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Picture, label
from ui.words.answers import value_words

if TYPE_CHECKING:
    from models.interview import Proposed

KEY = "F4"
_MOST_NAMED = 3


class ProposalNote(QWidget):
    """Hidden while the answer is given or nothing is known of it."""

    taken = Signal(object)
    """The value that the person confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self._proposed: Proposed | None = None
        self._text = label(kind="small")
        self.button = Button(kind="link", icon_name="check", on_click=self.take)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(Picture("lightbulb", "accent", 16))
        line.addWidget(self._text, 1)
        line.addWidget(self.button)
        self.hide()

    def show_proposal(self, proposed: "Proposed | None", rulebook: Rulebook) -> None:
        """Shows a proposal with the answers that it comes from; None hides the line."""
        self._proposed = proposed
        self.setVisible(proposed is not None)
        if proposed is None:
            return
        named = [f"“{words(rulebook.questions[answer].short)}”" for answer in proposed.sources[:_MOST_NAMED]]
        more = len(proposed.sources) - len(named)
        if more:
            named.append(tr("{more} more", more=more))
        value = value_words(rulebook.questions[proposed.answer], proposed.value)
        self._text.setText(
            tr(
                "{value}, from your answers to {questions}. {why}.",
                value=value,
                questions=named,
                why=words(proposed.why),
            )
        )
        self.button.setText(tr("Use it ({key})", key=KEY))
        self.button.setAccessibleName(tr("Use {value}", value=value))

    def take(self) -> None:
        """Takes the proposal as the person's own answer."""
        if self._proposed is not None:
            self.taken.emit(self._proposed.value)
