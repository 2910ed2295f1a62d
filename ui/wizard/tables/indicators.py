"""The indicators as one table: figures before and now and their period; the comparison only where one is made."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QWidget

from models.assessment import AnswerId, Assessment, Value
from models.interview import may_follow, proposals
from models.language import N_
from models.questionnaire import Question, QuestionKind
from models.rulebook import Kpi, Rulebook
from ui import reading_order
from ui.language import tr, words
from ui.page import ScrolledContent
from ui.style.sheet import GRID
from ui.widgets.basic import Button, as_written, column, is_plain, label, row
from ui.widgets.flow import FlowLayout
from ui.wizard.cards.fields import Field, LineField, keyboard_place, make_field
from ui.wizard.cards.proposal import ProposalNote
from ui.wizard.outline import CardPlan, SectionPlan

KEYS = N_(
    "Fill in the figures that you have; Tab and Enter go on, ↑ and ↓ stay in the column. Compare with the trade only where you have its figure."
)
FIGURES = ("before", "after", "period")
_HEADS = {"before": N_("Before"), "after": N_("Now"), "period": N_("Period")}
_AT_ONCE = 8
"""Rows that fill the page at first."""
_NARROW, _PERIOD = 12 * GRID, 16 * GRID
_NAME = 20 * GRID
"""Pixels that the name of an indicator needs beside its figures; with less it stands above them."""


def kpi_of(card: CardPlan, rulebook: Rulebook) -> Kpi | None:
    """Returns the indicator of a card; None for any other card."""
    return next((kpi for kpi in rulebook.kpis if card.group == kpi.id and card.section == "indicators"), None)


def _end(question: Question) -> str:
    return question.id.rsplit(".", 1)[1]


def _is_given(question: Question, assessment: Assessment, unread: Mapping[AnswerId, str]) -> bool:
    return assessment.get(question.id) is not None or bool(unread.get(question.id))


def _width(end: str) -> int:
    """Pixels of a column."""
    return _PERIOD if end == "period" else _NARROW


def figures_of(card: CardPlan) -> tuple[Question, ...]:
    """Returns the questions of an indicator that the table asks: its figures and the comparison."""
    asked = (*card.main, *card.details)
    return tuple(question for question in asked if _end(question) in FIGURES or _end(question).startswith("benchmark"))


class _IndicatorRow:
    """One indicator: the fields of its figures, and those of the comparison once one is made."""

    def __init__(self, card: CardPlan, kpi: Kpi) -> None:
        self.card, self.name = card, words(kpi.name)
        asked = figures_of(card)
        self.figures = {_end(question): question for question in asked if _end(question) in FIGURES}
        self.comparison = [question for question in asked if _end(question) not in FIGURES]
        self.fields: dict[AnswerId, Field] = {}
        self.compare = Button(tr("Compare"), kind="link", icon_name="chevron-right")
        self.compare.setCheckable(True)
        self.compare.setToolTip(tr("Compare with a published figure of the trade"))
        self.compare.setAccessibleDescription(self.name)
        self.more = Button(tr("Proof…"), kind="link")
        self.more.setAccessibleDescription(self.name)
        self.details = QWidget()
        self.details.hide()
        self.notes = {question.id: ProposalNote() for question in self.figures.values() if may_follow(question.id)}
        """What other answers give already, by the figure that it is."""

    def field(self, question: Question) -> Field:
        """Makes the field of a question, named by what is seen above and beside it."""
        field = make_field(question)
        self.fields[question.id] = field
        if isinstance(field, LineField):
            head = tr(_HEADS[_end(question)]) if _end(question) in _HEADS else words(question.label)
            field.line.setAccessibleName(f"{self.name}: {head}")
            field.line.setToolTip(
                as_written("\n".join(filter(None, (words(question.help), field.line.placeholderText()))))
            )
            if question.kind is QuestionKind.NUMBER:
                # No room for the range, and a column of ranges would look like answers.
                field.line.setPlaceholderText("")
        return field


class IndicatorTable(QScrollArea):
    """Reads figures as every field does: what is not understood stays where it was typed, with the reason."""

    answered = Signal(object)
    """New values by answer id; None takes one away."""
    written = Signal(str, object)
    """Answer id and value of a text, with every key: the whole edit is one step."""
    typed = Signal(str, str, bool)
    """Answer id, what is being typed for it, and whether it was read and not understood."""
    opened = Signal(str)
    """Group of a row whose full card is wanted."""
    finished = Signal()
    """Enter after the last row."""

    def __init__(self, section: SectionPlan, rulebook: Rulebook) -> None:
        super().__init__()
        self.section = section
        self._rulebook = rulebook
        self.keys = tr(KEYS)
        self.title = ""
        self._last: _IndicatorRow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self._shown: tuple[Assessment, Mapping[AnswerId, str], bool] | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        place = ScrolledContent()
        self._column = column(place, margin=0, spacing=GRID // 2)
        self._heads = row(1)
        for end in FIGURES:
            head = label(tr(_HEADS[end]), "small", wrap=False)
            head.setFixedWidth(_width(end))
            self._heads.addWidget(head)
        self._column.addLayout(self._heads)
        self._column.addStretch(1)
        self.rows: list[_IndicatorRow] = []
        self._named: list[tuple[QHBoxLayout, QHBoxLayout]] = []
        """Of each row the whole line, and its figures alone."""
        self._waiting = [(card, kpi) for card in section.cards if (kpi := kpi_of(card, rulebook)) is not None]
        self._count = len(self._waiting)
        self._group = ""
        self.setWidget(place)
        # What is out of sight is made in later turns: the page is there at once.
        self._soon = QTimer(self)
        self._soon.setInterval(0)
        self._soon.timeout.connect(partial(self._make, 2))
        self._make(_AT_ONCE)
        self._soon.start()

    def _make(self, count: int) -> None:
        """Makes the next rows, with a heading where their group begins."""
        for card, kpi in self._waiting[:count]:
            if words(kpi.group) != self._group:
                self._group = words(kpi.group)
                self._put(label(self._group, "topic"))
            line = _IndicatorRow(card, kpi)
            self._add(line)
            if self._shown is not None:
                self._show_row(line, *self._shown)
        del self._waiting[:count]
        if not self._waiting:
            self._soon.stop()

    def _put(self, what: QWidget) -> None:
        """Adds something above the stretch at the end."""
        self._column.insertWidget(self._column.count() - 1, what)

    def _add(self, line: _IndicatorRow) -> None:
        name = label(line.name)
        name.setMinimumWidth(8 * GRID)
        # Where the name stands above them, the figures keep to the right, below their heads.
        figures = row(1)
        for end in FIGURES:
            if end in line.figures:
                field = self._field(line, line.figures[end])
                field.setFixedWidth(_width(end))
                figures.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
            else:
                figures.addSpacing(_width(end))
        for button in (line.compare, line.more):
            figures.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        if not self.rows:
            self._heads.addSpacing(line.compare.sizeHint().width() + line.more.sizeHint().width() + 2 * GRID)
        self.rows.append(line)
        named = row(name)
        named.addLayout(figures)
        named.setStretch(0, 1)
        self._named.append((named, figures))
        whole = QWidget()
        inside = column(whole, margin=0, spacing=0)
        inside.addLayout(named)
        for answer, note in line.notes.items():
            note.taken.connect(partial(self._take, answer))
            inside.addWidget(note)
        inside.addWidget(line.details)
        self._put(whole)
        self._place_names(self._named[-1:])
        line.compare.toggled.connect(partial(self._show_comparison, line))
        line.more.clicked.connect(partial(self.opened.emit, line.card.group))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the names above their figures where there is no room beside them."""
        super().resizeEvent(event)
        self._place_names(self._named)

    def _place_names(self, lines: Iterable[tuple[QHBoxLayout, QHBoxLayout]]) -> None:
        for line, figures in lines:
            beside = self.viewport().width() >= figures.sizeHint().width() + _NAME
            line.setDirection(QHBoxLayout.Direction.LeftToRight if beside else QHBoxLayout.Direction.TopToBottom)

    def _field(self, line: _IndicatorRow, question: Question) -> Field:
        field = line.field(question)
        if question.kind is QuestionKind.TEXT:
            field.changed.connect(partial(self.written.emit, question.id))
        else:
            field.changed.connect(lambda value: self.answered.emit({question.id: value}))
        field.typed.connect(partial(self.typed.emit, question.id))
        if isinstance(field, LineField):
            field.line.returnPressed.connect(partial(self._go_on, question))
        return field

    def _show_comparison(self, line: _IndicatorRow, shown: bool) -> None:
        """Shows the fields of a comparison, made when they are wanted for the first time; answers stay in sight."""
        if shown and line.details.layout() is None:
            flow = FlowLayout(line.details, spacing=2 * GRID)
            flow.setContentsMargins(3 * GRID, 0, 0, GRID)
            for question in line.comparison:
                block = QWidget()
                block_column = column(block, margin=0, spacing=2)
                block_column.addWidget(label(words(question.label), "small", wrap=False))
                field = self._field(line, question)
                if isinstance(field, LineField):
                    field.setFixedWidth(30 * GRID if question.kind is QuestionKind.TEXT else _PERIOD)
                block_column.addWidget(field)
                flow.addWidget(block)
            if self._shown is not None:
                self._show_row(line, *self._shown)
        line.compare.set_icon("chevron-down" if shown else "chevron-right")
        line.details.setVisible(shown)
        reading_order.arrange(self)

    # What is shown

    def show_answers(self, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool) -> None:
        """Shows answers, and what was typed and is not understood in their place; read only when frozen."""
        self._shown = (assessment, unread, editable)
        for line in self.rows:
            self._show_row(line, assessment, unread, editable)

    def _show_row(
        self, line: _IndicatorRow, assessment: Assessment, unread: Mapping[AnswerId, str], editable: bool
    ) -> None:
        if not line.compare.isChecked() and any(
            _is_given(question, assessment, unread) for question in line.comparison
        ):
            line.compare.setChecked(True)
        for answer, field in line.fields.items():
            field.show_value(assessment.get(answer), unread.get(answer, ""))
            field.set_editable(editable)
        known = proposals(assessment, self._rulebook, date.today(), line.notes) if editable and line.notes else ()
        by_answer = {proposed.answer: proposed for proposed in known}
        for answer, note in line.notes.items():
            note.show_proposal(by_answer.get(answer), self._rulebook)

    def _line_of(self, answer: str) -> _IndicatorRow | None:
        asked = {question.id: line for line in self.rows for question in (*line.figures.values(), *line.comparison)}
        return asked.get(AnswerId(answer))

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the field of an answer is in sight."""
        line = self._line_of(answer)
        field = line.fields.get(answer) if line is not None else None
        return field is not None and not field.visibleRegion().isEmpty()

    def select(self, group: str, answer: str = "") -> None:
        """Puts the keyboard into the field of an answer, else into the figure of today of a row."""
        while self._waiting and not any(line.card.group == group for line in self.rows):
            self._make(2)
        line = self._line_of(answer) or next((line for line in self.rows if line.card.group == group), self.rows[0])
        if AnswerId(answer) in {question.id for question in line.comparison}:
            line.compare.setChecked(True)
        wanted = line.fields.get(AnswerId(answer)) or line.fields[line.figures["after"].id]
        self._go(wanted)

    def _go(self, field: Field) -> None:
        target = keyboard_place(field)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        # A new table has its rows' places in the next turn.
        QTimer.singleShot(0, field, partial(self.ensureWidgetVisible, field, GRID, 4 * GRID))

    def _go_on(self, question: Question) -> None:
        """Enter leads to the figure of today of the next row, or on in a comparison, from a text that is understood."""
        line = self._line_of(question.id)
        if line is None:
            return
        here = line.fields[question.id]
        if isinstance(here, LineField) and here.in_doubt:
            return
        if question in line.comparison[:-1]:
            self._go(line.fields[line.comparison[line.comparison.index(question) + 1].id])
            return
        at = self.rows.index(line) + 1
        if at == self._count:
            self.finished.emit()
        else:
            self.select(self.section.cards[at].group)

    # What the person does

    def _take(self, answer: AnswerId, value: Value) -> None:
        """Takes what other answers give; the keyboard stays in the row."""
        self.answered.emit({answer: value})
        line = self._line_of(answer)
        if line is not None:
            self._go(line.fields[answer])

    def clear_row(self) -> None:
        """Takes the answers of the row that has the keyboard away, as one step."""
        line = self._last
        if line is not None and self._shown is not None and self._shown[2]:
            assessment, unread, _ = self._shown
            asked = [*line.figures.values(), *line.comparison]
            given = [question.id for question in asked if _is_given(question, assessment, unread)]
            if given:
                self.answered.emit(dict.fromkeys(given))

    @property
    def _at(self) -> Question | None:
        """The question whose field has the keyboard."""
        focused = self.window().focusWidget()
        fields = (field for line in self.rows for field in line.fields.values())
        return next((field.question for field in fields if focused is not None and field.isAncestorOf(focused)), None)

    def _follow(self, _before: QWidget | None, _now: QWidget | None) -> None:
        """Remembers the row that had the keyboard last: a button elsewhere is about that row."""
        here = self._at
        self._last = self._line_of(here.id) if here is not None else self._last

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down lead to the same figure of another indicator, F2 to all questions of this one; F4 takes what is known."""
        here = self._at
        line = self._line_of(here.id) if here is not None else None
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if here is None or line is None or not is_plain(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F2:
            self.opened.emit(line.card.group)
        elif event.key() == Qt.Key.Key_F4:
            for note in [note for note in line.notes.values() if note.isVisible()][:1]:
                note.take()
        elif by is not None and _end(here) in line.figures:
            there = self.rows[min(max(self.rows.index(line) + by, 0), len(self.rows) - 1)]
            question = there.figures.get(_end(here))
            if question is not None:
                self._go(there.fields[question.id])
        else:
            super().keyPressEvent(event)

    def wrong_field(self) -> LineField | None:
        """Returns the first field whose text is not understood."""
        fields = (field for line in self.rows for field in line.fields.values())
        return next((field for field in fields if isinstance(field, LineField) and field.is_wrong), None)

    def hand_over(self) -> None:
        """Reads what was typed and not read yet."""
        for line in self.rows:
            for field in line.fields.values():
                field.hand_over()
