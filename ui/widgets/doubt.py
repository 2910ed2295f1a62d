"""Why a typed text is not accepted, beside its field, with a button for each thing it may mean."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from models.language import Sentence
from models.typed import Reading, meaning_words
from ui.language import words
from ui.style.sheet import set_kind
from ui.widgets.basic import Button, clear, label
from ui.widgets.flow import FlowLayout


class DoubtLine(QWidget):
    """Hidden while everything is understood."""

    def __init__(self) -> None:
        super().__init__()
        self._line: QLineEdit | None = None
        self.problem = label(kind="bad")
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.problem)
        column.addWidget(self._choices)
        self.hide()

    def settle(self) -> None:
        """Says nothing any more."""
        self._mark(None)
        self.hide()

    def say(self, text: str, line: QLineEdit) -> None:
        """Says what is wrong with the text in a line, and marks the line."""
        self._mark(line)
        clear(self._flow)
        self._choices.hide()
        self.problem.setText(text)
        line.setAccessibleDescription(text)
        self.show()

    def ask(self, reading: Reading, line: QLineEdit, choose: Callable[[object], object]) -> None:  # type: ignore[type-arg]  # of any meaning
        """Says why a reading is not taken and offers its meanings.

        Args:
            reading: of what stands in the line.
            line: the line, which is marked.
            choose: called with the meaning that the person picks.
        """
        self.offer(reading.problem, reading.meanings, line, choose)

    def offer(
        self, why: Sentence | None, meanings: tuple[object, ...], line: QLineEdit, choose: Callable[[object], object]
    ) -> None:
        """Comments on the text in a line and offers what may be meant."""
        self.say("" if why is None else words(why), line)
        for meaning in meanings:
            spoken = meaning_words(meaning)
            button = Button(
                words(spoken) if isinstance(spoken, Sentence) else spoken, on_click=partial(choose, meaning)
            )
            set_kind(button, "chip")
            self._flow.addWidget(button)
        self._choices.setVisible(bool(meanings))

    def _mark(self, line: QLineEdit | None) -> None:
        if self._line is not None and self._line is not line:
            self._line.setAccessibleDescription("")
            mark(self._line, wrong=False)
        self._line = line
        if line is not None:
            mark(line, wrong=True)


def mark(line: QLineEdit, *, wrong: bool) -> None:
    """Frames a line in the colour of what is wrong, or as usual."""
    if bool(line.property("wrong")) != wrong:
        line.setProperty("wrong", wrong)
        line.style().unpolish(line)
        line.style().polish(line)
