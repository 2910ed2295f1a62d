"""Any answer of the document to try: found by a word, changed in the field in which it is answered."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment, Value
from models.language import Sentence, Text, counted
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.subjects import group_name
from ui.frame.search import Hit, find, folded
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import as_written, clear, label
from ui.widgets.seen import SeenList
from ui.wizard.cards.fields import Field, keyboard_place, make_field
from ui.words.answers import question_words, value_words

_LIST_HEIGHT = 22 * GRID


def answers(rulebook: Rulebook) -> Iterator[Hit]:
    """Yields every answer that can be tried, in the order of the questions; a file is there or it is not."""
    for question in rulebook.questions.values():
        if question.kind is not QuestionKind.EVIDENCE:
            card = group_name(rulebook, question.section, question.group)
            searched = folded(f"{_both(card)} {_both(question.label)} {question.id}")
            yield Hit("", question_words(rulebook, question.id), "fill", question.id, searched)


def _both(name: Text | Sentence) -> str:
    return f"{name.text('zh')} {name.text('en')}"


class AnyAnswer(QWidget):
    """A search line over a list of all answers; the chosen one can be changed below, for the trial alone."""

    def __init__(self, on_change: Callable[[AnswerId, Value | None], object]) -> None:
        super().__init__()
        self._on_change = on_change
        self._rulebook: Rulebook | None = None
        self._assessment: Assessment | None = None
        self._tried: Mapping[AnswerId, Value | None] = {}
        self._everything: list[Hit] = []
        self._chosen: AnswerId | None = None
        self.field_of_chosen: Field | None = None
        """The field of the answer that was chosen; None before one was."""
        self._heading = label(kind="heading")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._choose_first)
        self.list = SeenList()
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._count = label(kind="small")
        self._field = QVBoxLayout()
        self._field.setSpacing(GRID // 2)
        self.beside = QVBoxLayout()
        """What stands beside the list: the field of the chosen answer, and below it what the card adds."""
        self.beside.setSpacing(GRID)
        self.beside.addLayout(self._field)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        for widget in (self._heading, self.search, self.list, self._count):
            column.addWidget(widget)
        column.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(3 * GRID)
        across.addLayout(column, 1)
        across.addLayout(self.beside, 1)

    def show_answers(self, assessment: Assessment, rulebook: Rulebook, tried: Mapping[AnswerId, Value | None]) -> None:
        """Lists the answers of a document, with what is tried of them, in the present language."""
        self._assessment, self._rulebook, self._tried = assessment, rulebook, tried
        self._everything = list(answers(rulebook))
        self._heading.setText(tr("Any answer"))
        self.search.setPlaceholderText(tr("Find an answer by a word or its id, such as quality or SC10"))
        self.search.setAccessibleName(tr("Find an answer to try"))
        self.list.setAccessibleName(tr("Answers that can be tried"))
        self._look(self.search.text())
        self._show_field()

    def show_tried(self, tried: Mapping[AnswerId, Value | None]) -> None:
        """Says of the listed answers what is tried now."""
        self._tried = tried
        for place in range(self.list.count()):
            self._say(self.list.item(place))

    def choose(self, answer: AnswerId) -> None:
        """Shows the field of one answer."""
        self._chosen = answer
        self._show_field()
        place = keyboard_place(self.field_of_chosen) if self.field_of_chosen is not None else None
        if place is not None:
            place.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_value_of(self, answer: AnswerId) -> None:
        """Shows in the field what holds of an answer that was put back."""
        if answer == self._chosen:
            self._show_field()

    def forget(self) -> None:
        """Takes the search and the field away."""
        self._chosen = None
        self.search.clear()
        self._show_field()

    def _look(self, typed: str) -> None:
        hits = find(self._everything, typed, most=None) if typed.strip() else self._everything
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, (hit.target, hit.name))
            self._say(item)
            self.list.addItem(item)
        self._count.setText(
            words(counted("{count} answer", "{count} answers", count=len(hits)))
            if hits
            else tr("Nothing found. Try a shorter word.")
        )

    def _say(self, item: QListWidgetItem) -> None:
        answer, name = item.data(Qt.ItemDataRole.UserRole)
        value = value_words(self._question(answer), self._value(answer))
        said = f"{name}\n" + (tr("tried: {value}", value=value) if answer in self._tried else value)
        if item.text() != said:
            item.setText(said)
            item.setToolTip(as_written(said))

    def _question(self, answer: AnswerId | None) -> Question | None:
        return self._rulebook.questions.get(answer) if self._rulebook is not None and answer is not None else None

    def _value(self, answer: AnswerId) -> Value | None:
        if answer in self._tried:
            return self._tried[answer]
        return self._assessment.get(answer) if self._assessment is not None else None

    def _choose_first(self) -> None:
        if self.list.count():
            self.list.setCurrentRow(0)
            self._take(self.list.item(0))

    def _take(self, item: QListWidgetItem) -> None:
        self.choose(AnswerId(item.data(Qt.ItemDataRole.UserRole)[0]))

    def _show_field(self) -> None:
        clear(self._field)
        self.field_of_chosen = None
        answer, question = self._chosen, self._question(self._chosen)
        if answer is None or question is None or self._rulebook is None:
            return
        field = make_field(question)
        field.show_value(self._value(answer))
        field.changed.connect(lambda value: self._on_change(answer, value))
        self._field.addWidget(label(question_words(self._rulebook, answer), "lead"))
        self._field.addWidget(field)
        self.field_of_chosen = field
