"""One widget per kind of question. Each reports every change at once; unreadable input stays, with the reason."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from models.assessment import Value
from models.language import sentence
from models.questionnaire import Question, QuestionKind
from models.spelling.units import unit_word
from models.typed import as_typed, longest_of, read_answer
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import ENTER, Button, label
from ui.widgets.doubt import DoubtLine
from ui.widgets.flow import FlowLayout
from ui.widgets.missing_glyphs import UndrawnNote
from ui.wizard.cards.lists import LISTS, offer_list
from ui.wizard.cards.remarks import REMARKED, remark_on
from ui.words.answers import YES_NO_CHOICES


class Field(QWidget):
    """The widget of one answer."""

    changed = Signal(object)
    """The new value; None when the answer was taken away."""
    typed = Signal(str, bool)
    """What is being typed and is no answer; and whether it was read and not understood, so that there is no answer."""
    left = Signal()
    """The keyboard went elsewhere: the edit is one step of undo."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def show_value(self, value: Value | None, unread: str = "") -> None:
        """Shows an answer, or in its place what was typed and is not understood, without telling a change."""
        raise NotImplementedError

    def hand_over(self) -> None:
        """Reads what was typed and not read yet."""

    def set_editable(self, editable: bool) -> None:
        """Makes the answer editable, or read-only but still open to copying."""
        self.setEnabled(editable)

    def choices(self) -> int:
        """Returns how many choices the digits can pick; 0 where the answer is typed."""
        return 0

    def choose(self, number: int) -> None:
        """Picks choice `number`, 1 for the first."""

    def chosen_widget(self) -> QWidget | None:
        """Returns the widget of the choice that is picked, where the keyboard begins; None where there is none."""
        return None


class _Chip(Button):
    """One choice. Enter picks it and goes on from the one that is picked; Delete and Backspace clear the answer."""

    cleared = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaves Enter on the picked choice to the page, which goes on."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif event.key() in ENTER and self.isChecked():
            event.ignore()
        else:
            super().keyPressEvent(event)


class ChoiceField(Field):
    """Chips side by side; a second click on the chosen one changes nothing, as clearing has its own button."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._options = question.choices or YES_NO_CHOICES
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Chip] = {}
        long = sum(len(words(text)) for _, text in self._options) > 90
        layout = QVBoxLayout(self) if long else FlowLayout(self, spacing=GRID)
        layout.setContentsMargins(0, 0, 0, 0)
        for number, (value, text) in enumerate(self._options, start=1):
            said = words(text)
            button = _Chip(said, kind="chip")
            button.setCheckable(True)
            button.cleared.connect(self.clear)
            # One of several: a radio button for a screen reader, which says what is seen and then the question.
            button.setAutoExclusive(True)
            button.setAccessibleName(said)
            button.setAccessibleDescription(words(question.label))
            button.setToolTip(tr("Key {number}", number=number))
            self._group.addButton(button)
            self._buttons[value] = button
            layout.addWidget(button)
        self._chosen: str | None = None
        self._clear = Button(tr("Clear"), kind="quiet", icon_name="x", on_click=self.clear)
        self._clear.setAccessibleName(tr("Clear the answer: {question}", question=words(question.label)))
        self._clear.setToolTip(tr("Leave this question open again (Delete)"))
        # The keyboard has Delete on the choice itself.
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.hide()
        layout.addWidget(self._clear)
        layout.setAlignment(self._clear, Qt.AlignmentFlag.AlignLeft)
        self._group.buttonClicked.connect(self._clicked)

    def _clicked(self, button: QAbstractButton) -> None:
        value = next(value for value, known in self._buttons.items() if known is button)
        if value != self._chosen:
            self._take(value)

    def clear(self) -> None:
        """Takes the answer away."""
        if self._chosen is not None:
            self._take(None)

    def _take(self, value: str | None) -> None:
        self._chosen = value
        self._paint()
        self.changed.emit(value)
        self.left.emit()

    def _paint(self) -> None:
        self._clear.setVisible(self._chosen is not None)
        self._group.setExclusive(False)
        for value, button in self._buttons.items():
            button.setChecked(value == self._chosen)
        self._group.setExclusive(True)

    def show_value(self, value: Value | None, unread: str = "") -> None:
        """Checks the chip of an answer."""
        del unread  # nothing is typed here
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
            button = self._buttons[self._options[number - 1][0]]
            button.click()
            button.setFocus()


class _Keyboard(QObject):
    """Tells when the keyboard leaves a text widget, and undoes the last answer where the widget has nothing to undo."""

    left = Signal()

    def __init__(self, text: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(text)
        self._history = text if isinstance(text, QLineEdit) else text.document()
        text.installEventFilter(self)

    def eventFilter(self, text: QObject, event: QEvent) -> bool:
        """Leaves undo and redo to the window where the text has nothing to undo or redo."""
        if event.type() is QEvent.Type.FocusOut:
            # Before the widget itself hears of it: Qt has ended what an input method was composing by then.
            self.left.emit()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self._history.isUndoAvailable()) or (redo and not self._history.isRedoAvailable()):
                event.ignore()
                return True
        return super().eventFilter(text, event)


class LineField(Field):
    """One line: text, number, date or list.

    Text is taken as it is typed. Anything else is read when the keyboard leaves or Enter is pressed, because the
    beginning of a number may be a number, too. What is not understood stays on screen with its reason and is no answer.
    """

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._shown: tuple[Value | None, str] = (None, "")
        self._read_last = ""
        """What the line held when it was last read, or shown an answer."""
        self.line = QLineEdit()
        self.line.setAccessibleName(words(question.label))
        self.doubt = DoubtLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        inner = QHBoxLayout()
        inner.setSpacing(GRID)
        inner.addWidget(self.line)
        if question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER):
            self.line.setMaximumWidth(20 * GRID)
            if question.unit:
                inner.addWidget(label(words(unit_word(question.unit)), wrap=False))
            self.line.setPlaceholderText(self._range())
        elif question.kind is QuestionKind.DATE:
            self.line.setMaximumWidth(20 * GRID)
            self.line.setPlaceholderText(tr("year-month-day"))
        elif question.kind is QuestionKind.LIST:
            self.line.setPlaceholderText(tr("several, separated by commas"))
        if question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE):
            inner.addStretch(1)
        layout.insertLayout(0, inner)
        layout.addWidget(self.doubt)
        self.undrawn = UndrawnNote(self.line)
        layout.addWidget(self.undrawn)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.hand_over)
        _Keyboard(self.line).left.connect(self._left)
        if question.id in LISTS:
            offer_list(question.id, self.line, self.hand_over)
        self.remark = label(kind="small")
        self.remark.hide()
        if question.id in REMARKED:
            layout.addWidget(self.remark)
            self.line.textChanged.connect(self._say_remark)

    def _say_remark(self, text: str) -> None:
        """Says beside the field what the program knows about the text in it."""
        remark = remark_on(self.question.id, text)
        self.remark.setVisible(remark is not None)
        if remark is not None:
            kind, said = remark
            set_kind(self.remark, kind)
            self.remark.setText(words(said))
            self.line.setAccessibleDescription(words(said))

    def _range(self) -> str:
        low, high = self.question.low, self.question.high
        return f"{low} – {high}" if low is not None and high is not None and high - low <= 1000 else ""

    @property
    def in_doubt(self) -> bool:
        """Whether the text in the line is not understood."""
        return not self.doubt.isHidden()

    @property
    def is_wrong(self) -> bool:
        """Whether the text in the line is not understood, or cannot be right."""
        text = self.line.text()
        remark = remark_on(self.question.id, text) if self.question.id in REMARKED else None
        return self.in_doubt or (remark is not None and remark[0] == "bad")

    def _typed(self, text: str) -> None:
        if self.question.kind is QuestionKind.TEXT:
            self.hand_over()
        else:
            self.typed.emit(text, False)

    def _left(self) -> None:
        self.hand_over()
        self.left.emit()

    def hand_over(self) -> None:
        """Reads what was typed since it was last read: it becomes the answer, or it is explained and is none."""
        text = self.line.text()
        if text == self._read_last or self.line.isReadOnly():
            return
        self._read_last = text
        if not text.strip():
            self.doubt.settle()
            self.changed.emit(None)
            return
        reading = read_answer(text, self.question)
        if reading.value is None:
            self.doubt.ask(reading, self.line, self._take)
            self.typed.emit(text, True)
        else:
            self._take(reading.value)

    def _take(self, value: object) -> None:
        """Makes one meaning the answer and shows it as the program writes it; a text stays as it is typed."""
        self.doubt.settle()
        if self.question.kind is not QuestionKind.TEXT:
            self._write(as_typed(value))
        self.changed.emit(value)

    def _write(self, text: str) -> None:
        self._read_last = text
        if self.line.text() != text:
            self.line.setText(text)
            if not self.line.hasFocus():
                # A text that is longer than its line shows how it begins.
                self.line.setCursorPosition(0)

    def show_value(self, value: Value | None, unread: str = "") -> None:
        """Shows an answer, or what was typed and is not understood; what is being typed right now stays."""
        if (value, unread) == self._shown:
            return
        self._shown = (value, unread)
        if not unread:
            self.doubt.settle()
            self._write(as_typed(value))
        elif unread != self.line.text():
            self._write(unread)
            self._explain_again(unread)

    def _explain_again(self, unread: str) -> None:
        """Says of what an earlier window left why it is no answer; what was only never finished is offered."""
        reading = read_answer(unread, self.question)
        if reading.value is None:
            self.doubt.ask(reading, self.line, self._take)
        else:
            unfinished = sentence("This was not finished and is no answer yet. Is this what you mean?")
            self.doubt.offer(unfinished, reading.meanings, self.line, self._take)

    def set_editable(self, editable: bool) -> None:
        """Makes the line read only, so that it can still be copied."""
        self.line.setReadOnly(not editable)


class LongTextField(Field):
    """Several lines, with the number of characters where the rulebook sets a limit."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        self.area.setAccessibleName(words(question.label))
        self.area.setFixedHeight(11 * GRID)
        self._count = label(kind="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.area)
        layout.addWidget(self._count)
        self._count.setVisible(bool(question.longest))
        self.undrawn = UndrawnNote(self.area)
        layout.addWidget(self.undrawn)
        self._shown: tuple[Value | None, str] = (None, "")
        self.area.textChanged.connect(self._typed)
        _Keyboard(self.area).left.connect(self.left)

    def _typed(self) -> None:
        text = self.area.toPlainText()
        if text == (self._shown[1] or as_typed(self._shown[0])):
            return
        too_long = self._count_characters(text)
        self._shown = (None, text) if too_long else (text if text.strip() else None, "")
        if too_long:
            # No part of it is kept as the answer: where to cut is the person's business.
            self.typed.emit(text, True)
        else:
            self.changed.emit(self._shown[0])

    def _count_characters(self, text: str) -> bool:
        """Says how long a text is; returns whether it is too long."""
        most = longest_of(self.question)
        too_long = len(text) > most
        self._count.setText(
            tr(
                "{count} of {most} characters: too long. Shorten it; until then it is not the answer.",
                count=len(text),
                most=most,
            )
            if too_long
            else tr("{count} of {most} characters", count=len(text), most=most)
        )
        set_kind(self._count, "bad" if too_long else "small")
        self._count.setVisible(bool(self.question.longest) or too_long)
        return too_long

    def show_value(self, value: Value | None, unread: str = "") -> None:
        """Shows an answer, or a text that is too long to be one; the cursor stays where it is when nothing changed."""
        if (value, unread) == self._shown:
            return
        self._shown = (value, unread)
        text = unread or as_typed(value)
        self._count_characters(text)
        if text != self.area.toPlainText():
            self.area.setPlainText(text)

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
    """Returns the widget for a question of any kind except evidence, which its card shows separately."""
    return _MAKERS[question.kind](question)


def keyboard_place(place: QWidget) -> QWidget | None:
    """Returns where the keyboard begins in the place of an answer: the picked choice, else what Tab reaches first."""
    chosen = place.chosen_widget() if isinstance(place, Field) else None
    return chosen or next(
        (widget for widget in place.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus), None
    )
