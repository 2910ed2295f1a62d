"""One widget for each kind of question. Each tells every change at once; what cannot be read stays, with its reason."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.assessment import Value
from models.language import Sentence, Text
from models.rulebook import Question, QuestionKind
from reports.typeface import UNDRAWN, not_drawn
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import label
from ui.widgets.flow import Flow
from ui.wizard.reading import read_date, read_list, read_number, shown
from ui.words.units import unit_word

YES_NO_CHOICES = (("yes", Text("是", "Yes")), ("no", Text("否", "No")))


class Field(QWidget):
    """The widget of one answer."""

    changed = Signal(object)
    """The new value; None when the answer was taken away."""
    left = Signal()
    """The keyboard went elsewhere: the edit is one step of undo."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def show_value(self, value: Value | None) -> None:
        """Shows an answer without telling a change."""
        raise NotImplementedError

    def set_editable(self, editable: bool) -> None:
        """Lets the answer be changed, or only read and copied."""
        self.setEnabled(editable)

    def choices(self) -> int:
        """Returns how many choices the digits can pick; 0 where the answer is typed."""
        return 0

    def choose(self, number: int) -> None:
        """Picks choice `number`, 1 for the first."""

    def chosen_widget(self) -> QWidget | None:
        """Returns the widget of the choice that is picked, where the keyboard begins; None where there is none."""
        return None


class ChoiceField(Field):
    """Chips side by side; a second click on the chosen one takes the answer away."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._options = question.choices or YES_NO_CHOICES
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        long = sum(len(words(text)) for _, text in self._options) > 90
        layout = QVBoxLayout(self) if long else Flow(self, spacing=GRID)
        layout.setContentsMargins(0, 0, 0, 0)
        for number, (value, text) in enumerate(self._options, start=1):
            said = words(text)
            button = QPushButton(said)
            set_kind(button, "chip")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleName(f"{words(question.label)}: {said}")
            button.setToolTip(tr("Key {number}", number=number))
            self._group.addButton(button)
            self._buttons[value] = button
            layout.addWidget(button)
        self._chosen: str | None = None
        self._group.buttonClicked.connect(self._clicked)

    def _clicked(self, button: QAbstractButton) -> None:
        value = next(value for value, known in self._buttons.items() if known is button)
        self._chosen = None if value == self._chosen else value
        self._paint()
        self.changed.emit(self._chosen)
        self.left.emit()

    def _paint(self) -> None:
        self._group.setExclusive(False)
        for value, button in self._buttons.items():
            button.setChecked(value == self._chosen)
        self._group.setExclusive(True)

    def show_value(self, value: Value | None) -> None:
        """Checks the chip of an answer."""
        self._chosen = str(value) if value is not None else None
        self._paint()

    def choices(self) -> int:
        """Returns how many chips there are."""
        return len(self._options)

    def chosen_widget(self) -> QWidget | None:
        """Returns the checked chip."""
        return self._buttons.get(self._chosen or "")

    def choose(self, number: int) -> None:
        """Picks a chip by its number."""
        if 1 <= number <= len(self._options):
            value = self._options[number - 1][0]
            if value != self._chosen:
                self._buttons[value].click()


def _undrawn(layout: QVBoxLayout) -> QLabel:
    """Returns the line below a field that names characters which no typeface has; out of sight while there are none."""
    note = label(kind="small")
    note.hide()
    layout.addWidget(note)
    return note


def _tell_undrawn(note: QLabel, typed: str) -> None:
    missing = not_drawn(typed)
    note.setVisible(bool(missing))
    note.setText(tr(UNDRAWN, characters=" ".join(missing)) if missing else "")


class _Line(QLineEdit):
    """A text line that tells when the keyboard leaves it."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LineField(Field):
    """One line: text, number, date or list. What cannot be read is kept on screen and explained beside the field."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._value: Value | None = None
        self.line = _Line()
        self.line.setAccessibleName(words(question.label))
        self.problem = label(kind="bad")
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        inner = QHBoxLayout()
        inner.setSpacing(GRID)
        inner.addWidget(self.line)
        if question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER):
            self.line.setMaximumWidth(20 * GRID)
            if question.unit:
                inner.addWidget(label(unit_word(question.unit), wrap=False))
            inner.addWidget(self.problem, 1)
            self.line.setPlaceholderText(self._range())
        elif question.kind is QuestionKind.DATE:
            self.line.setMaximumWidth(20 * GRID)
            self.line.setPlaceholderText(tr("year-month-day"))
            inner.addWidget(self.problem, 1)
        else:
            if question.kind is QuestionKind.LIST:
                self.line.setPlaceholderText(tr("several, separated by commas"))
            elif question.longest:
                self.line.setMaxLength(question.longest)
            layout.addWidget(self.problem)
        if question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE):
            inner.addStretch(1)
        layout.insertLayout(0, inner)
        self.undrawn = _undrawn(layout)
        self.line.textEdited.connect(self._typed)
        self.line.textChanged.connect(lambda typed: _tell_undrawn(self.undrawn, typed))
        self.line.left.connect(self._left)

    def _range(self) -> str:
        low, high = self.question.low, self.question.high
        return f"{low} – {high}" if low is not None and high is not None and high - low <= 1000 else ""

    def _read(self, typed: str) -> Value | Sentence | None:
        if not typed.strip():
            return None
        kind = self.question.kind
        if kind in (QuestionKind.NUMBER, QuestionKind.INTEGER):
            return read_number(typed, self.question)
        if kind is QuestionKind.DATE:
            return read_date(typed)
        if kind is QuestionKind.LIST:
            return read_list(typed) or None
        return typed

    def _typed(self, typed: str) -> None:
        read = self._read(typed)
        if isinstance(read, Sentence):
            # A half-typed date or number is no mistake yet: it is explained when the keyboard leaves the field.
            if not self.problem.isHidden():
                self.problem.setText(words(read))
            return
        self._explain(None)
        if read != self._value:
            self._value = read
            self.changed.emit(read)

    def _left(self) -> None:
        read = self._read(self.line.text())
        self._explain(read if isinstance(read, Sentence) else None)
        if not isinstance(read, Sentence) and self.question.kind is not QuestionKind.TEXT:
            self.line.setText(shown(read))
        self.left.emit()

    def _explain(self, problem: Sentence | None) -> None:
        self.problem.setVisible(problem is not None)
        self.problem.setText(words(problem) if problem else "")
        self.line.setAccessibleDescription(self.problem.text())
        wrong = "true" if problem else "false"
        if self.line.property("wrong") != wrong:
            self.line.setProperty("wrong", wrong)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)

    def show_value(self, value: Value | None) -> None:
        """Shows an answer; what is being typed right now stays as it was typed."""
        if value == self._value and (self.line.hasFocus() or not self.problem.isHidden()):
            return
        self._value = value
        self.line.setText(shown(value))
        self._explain(None)

    def set_editable(self, editable: bool) -> None:
        """Makes the line read only, so that it can still be copied."""
        self.line.setReadOnly(not editable)


class _Area(QPlainTextEdit):
    """A text area in which Tab goes to the next field, and that tells when the keyboard leaves it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LongTextField(Field):
    """Several lines, with the number of characters where the rulebook sets a limit."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.area = _Area()
        self.area.setAccessibleName(words(question.label))
        self.area.setFixedHeight(11 * GRID)
        self._count = label(kind="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.area)
        layout.addWidget(self._count)
        self._count.setVisible(bool(question.longest))
        self.undrawn = _undrawn(layout)
        self._value: Value | None = None
        self.area.textChanged.connect(self._typed)
        self.area.left.connect(self.left)

    def _typed(self) -> None:
        typed = self.area.toPlainText()
        _tell_undrawn(self.undrawn, typed)
        longest = self.question.longest
        if longest:
            over = len(typed) > longest
            self._count.setText(
                tr("{count} of {most} characters; the end is too long and is not saved", count=len(typed), most=longest)
                if over
                else tr("{count} of {most} characters", count=len(typed), most=longest)
            )
            set_kind(self._count, "bad" if over else "small")
            typed = typed[:longest]
        value = typed if typed.strip() else None
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def show_value(self, value: Value | None) -> None:
        """Shows an answer; the cursor stays where it is when nothing changed."""
        if value == self._value:
            return
        self._value = value
        self.area.setPlainText(shown(value))

    def set_editable(self, editable: bool) -> None:
        """Makes the area read only, so that it can still be copied."""
        self.area.setReadOnly(not editable)


_MAKERS: dict[QuestionKind, Callable[[Question], Field]] = {
    QuestionKind.YES_NO: ChoiceField,
    QuestionKind.CHOICE: ChoiceField,
    QuestionKind.NUMBER: LineField,
    QuestionKind.INTEGER: LineField,
    QuestionKind.TEXT: LineField,
    QuestionKind.LONG_TEXT: LongTextField,
    QuestionKind.DATE: LineField,
    QuestionKind.LIST: LineField,
}


def make_field(question: Question) -> Field:
    """Returns the widget for a question of any kind but evidence, which its card shows in a place of its own."""
    return _MAKERS[question.kind](question)
