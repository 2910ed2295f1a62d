"""A whole number that is typed, read as every other number is; the arrows up and down count on from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from models.typed import NumberForm, Reading, read_number, understood
from ui.style.sheet import GRID
from ui.widgets.doubt import DoubtLine


class WholeNumber(QLineEdit):
    """What is not understood stays as it was typed, is marked, and is no number."""

    given = Signal()
    """Another number was typed and understood."""

    def __init__(self, low: int, high: int, value: int, unit: str = "", doubt: DoubtLine | None = None) -> None:
        """Makes the field.

        Args:
            low: the least; where it is 0 an empty field is 0, too, such as for “no limit”.
            high: the most.
            value: what stands there at first.
            unit: a key of `models.spelling.units` that may stand behind the number.
            doubt: says why a text is not understood; None where whoever holds the field reads it.
        """
        super().__init__()
        self._form = NumberForm(unit, low, high, whole=True)
        self._low, self._high, self._doubt = low, high, doubt
        self._last = value
        self.setFixedWidth(14 * GRID)
        self.show_number(value)
        if doubt is not None:
            self.editingFinished.connect(self.hand_over)

    def read(self, text: str) -> Reading[int]:
        """Returns the number that a text means here."""
        if not text.strip() and self._low == 0:
            return understood(0)
        reading = read_number(text, self._form)
        return Reading(tuple(int(number) for number in reading.meanings), reading.problem)

    def number(self) -> int | None:
        """Returns the number in the field; None when it is not understood."""
        return self.read(self.text()).value

    def show_number(self, number: int) -> None:
        """Shows another number; 0 as an empty field where that is allowed."""
        self._last = number
        self.setText("" if number == 0 and self._low == 0 else str(number))
        if self._doubt is not None:
            self._doubt.settle()

    def hand_over(self) -> bool:
        """Reads what was typed; returns whether it was understood, else the field says why not."""
        reading = self.read(self.text())
        if reading.value is None:
            if self._doubt is not None:
                self._doubt.ask(reading, self, self._take)
            return False
        self._take(reading.value)
        return True

    def _take(self, number: object) -> None:
        if isinstance(number, int):
            before = self._last
            self.show_number(number)
            if number != before:
                self.given.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down count on."""
        number = self.number()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and number is not None and not self.isReadOnly():
            step = 1 if event.key() == Qt.Key.Key_Up else -1
            self.setText(str(min(max(number + step, self._low), self._high)))
            self.textEdited.emit(self.text())
        else:
            super().keyPressEvent(event)
