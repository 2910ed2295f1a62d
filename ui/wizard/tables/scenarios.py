"""The forty scenarios as one dense table: digits choose, A says whether AI is used, Delete clears, Enter moves on."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from models.assessment import AnswerId, Assessment
from models.language import N_, Text
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.subjects import group_name
from ui.language import tr, words
from ui.style.palette import colours
from ui.widgets.basic import ENTER, as_written, is_plain
from ui.widgets.seen import SeenTable
from ui.wizard.outline import CLICKED, CardPlan, SectionPlan
from ui.words.answers import YES_NO_CHOICES

_KEYS = N_(
    "Click, or use the keys: a digit chooses, Delete clears, Enter goes to the next row, F2 opens all questions of a row."
)
_KEYS_WITH_AI = N_(
    "Click, or use the keys: a digit chooses, A says whether AI is in use, Delete clears, Enter goes to the next row, F2 opens all questions of a scenario."
)
Index = QModelIndex | QPersistentModelIndex
_MARGIN = 12
"""Pixels around a text of the table, both sides together."""
_LEAST_NAME = 184
"""Pixels that a name gets at least; beyond that the table scrolls sideways."""


def _pieces(head: str) -> list[str]:
    """Returns what must stay together when a heading wraps: words, and halves of Chinese ones."""
    return [
        word if word.isascii() else word[: (len(word) + 1) // 2] for line in head.splitlines() for word in line.split()
    ]


def columns_of(card: CardPlan) -> tuple[Question, ...]:
    """Returns the questions of a card that the table can ask: those that are answered with one click."""
    return tuple(question for question in card.main if question.kind in CLICKED)


def options_of(question: Question) -> tuple[tuple[str, Text], ...]:
    """Returns the choices of a question; yes and no where it names none."""
    return question.choices or YES_NO_CHOICES


def fits_table(section: SectionPlan) -> bool:
    """Returns whether a section can be filled in as a table: many cards that ask the same choices."""
    if len(section.cards) < 8:
        return False
    first = columns_of(section.cards[0])
    one_row = len(first) == 1 or (len(first) == 2 and first[1].kind is QuestionKind.YES_NO)
    return one_row and all(
        [question.choices for question in columns_of(card)] == [question.choices for question in first]
        for card in section.cards
    )


def is_check_list(section: SectionPlan) -> bool:
    """Returns whether a section only asks yes or no many times: better ticked off than leafed through."""
    return fits_table(section) and all(len(card.main) == 1 and not card.evidence for card in section.cards)


class TableModel(QAbstractTableModel):
    """One row a card; the first column names it, then one column for each choice, then one for yes or no."""

    def __init__(self, section: SectionPlan, rulebook: Rulebook) -> None:
        super().__init__()
        self.section = section
        self._rulebook = rulebook
        self._assessment: Assessment | None = None
        first = columns_of(section.cards[0])
        self.status = first[0]
        self.options = options_of(self.status)
        self.flag = first[1] if len(first) > 1 else None
        self._status_end = self.status.id.rsplit(".", 1)[1]
        self._flag_end = self.flag.id.rsplit(".", 1)[1] if self.flag else ""

    def show_assessment(self, assessment: Assessment) -> None:
        """Shows other answers."""
        self._assessment = assessment
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns how many cards there are."""
        return 0 if parent.isValid() else len(self.section.cards)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Returns the name's column, the choices' and the yes-or-no column."""
        return 0 if parent.isValid() else 1 + len(self.options) + (1 if self.flag else 0)

    def answer_id(self, row: int, *, flag: bool = False) -> AnswerId:
        """Returns the answer id of a row."""
        card = self.section.cards[row]
        end = self._flag_end if flag else self._status_end
        return next(question.id for question in card.main if question.id.endswith(f".{end}"))

    def row_of(self, answer: AnswerId) -> int | None:
        """Returns the row in which an answer is asked; None when the table does not ask it."""
        rows = range(self.rowCount())
        return next(
            (row for row in rows if answer in {question.id for question in columns_of(self.section.cards[row])}), None
        )

    def given(self, row: int) -> tuple[AnswerId, ...]:
        """Returns the answers of a row that are given."""
        asked = columns_of(self.section.cards[row])
        shown = self._assessment
        return tuple(question.id for question in asked if shown is not None and shown.get(question.id) is not None)

    def is_flag(self, column: int) -> bool:
        """Returns whether a column is the yes-or-no column."""
        return self.flag is not None and column == self.columnCount() - 1

    def state(self, row: int, column: int) -> bool | None:
        """Returns whether a mark is set; None in the name's column."""
        if column == 0 or self._assessment is None:
            return None
        if self.is_flag(column):
            return self._assessment.get(self.answer_id(row, flag=True)) == "yes"
        return self._assessment.get(self.answer_id(row)) == self.options[column - 1][0]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Returns the name of a row, and for screen readers the state of a mark."""
        card = self.section.cards[index.row()]
        name = words(group_name(self._rulebook, card.section, card.group))
        if role == Qt.ItemDataRole.DisplayRole and index.column() == 0:
            return f"{index.row() + 1}. {name}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return as_written(words(columns_of(card)[0].label))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column():
            state = tr("chosen") if self.state(index.row(), index.column()) else tr("not chosen")
            return f"{name}, {self.headerData(index.column(), Qt.Orientation.Horizontal)}: {state}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Returns the words of a column, with the key that chooses it."""
        if orientation is Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return words(self.section.section.title)
        if self.is_flag(section):
            return f"A\n{tr('AI in use')}"
        return f"{section}\n{words(self.options[section - 1][1])}"


class _Marks(QStyledItemDelegate):
    """Paints rings and dots (one of several), and a box (yes or no), as in a paper form."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        state = model.state(index.row(), index.column()) if isinstance(model, TableModel) else None
        super().paint(painter, option, index)
        if state is None or not isinstance(model, TableModel):
            return
        now = colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(option.rect).center()
        ink = QColor(now.accent if state else now.line_strong)
        box = QRectF(centre.x() - 8, centre.y() - 8, 16, 16)
        painter.setPen(QPen(ink, 2 if state else 1.4))
        if model.is_flag(index.column()):
            painter.drawRoundedRect(box, 3, 3)
            if state:
                painter.drawLine(
                    QPointF(box.left() + 4, box.center().y()), QPointF(box.center().x() - 1, box.bottom() - 4)
                )
                painter.drawLine(
                    QPointF(box.center().x() - 1, box.bottom() - 4), QPointF(box.right() - 3, box.top() + 4)
                )
        else:
            painter.drawEllipse(box)
            if state:
                painter.setBrush(ink)
                painter.drawEllipse(box.adjusted(4, 4, -4, -4))
        painter.restore()


class ScenarioTable(SeenTable):
    """The table of one section."""

    answered = Signal(object)
    """A mapping of answer ids to values, as one step."""
    opened = Signal(str)
    """Group of a row whose full card is wanted."""
    finished = Signal()
    """Never sent: Enter stays on the last row."""
    _DIGITS: ClassVar[range] = range(int(Qt.Key.Key_1), int(Qt.Key.Key_9) + 1)

    def __init__(self, section: SectionPlan, rulebook: Rulebook) -> None:
        super().__init__()
        self.section = section
        self.cards = TableModel(section, rulebook)
        self.title = ""
        self.keys = tr(_KEYS) if self.cards.flag is None else tr(_KEYS_WITH_AI)
        self.setModel(self.cards)
        self.setItemDelegate(_Marks(self))
        self.setAccessibleName(words(section.section.title))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self._editable = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width out: where names would be cut, the words above the choices wrap instead."""
        super().resizeEvent(event)
        header, model, room = self.horizontalHeader(), self.cards, self.viewport().width()
        bold = header.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        heads = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(1, model.columnCount())]
        names = max(
            (self.fontMetrics().horizontalAdvance(str(model.index(row, 0).data())) for row in range(model.rowCount())),
            default=0,
        )
        widths = [max(64, 24 + max(map(metrics.horizontalAdvance, head.splitlines()))) for head in heads]
        if room - sum(widths) < names + _MARGIN:
            widths = [max(44, 16 + max(map(metrics.horizontalAdvance, _pieces(head)))) for head in heads]
        wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        tall = [
            metrics.boundingRect(QRect(0, 0, width - _MARGIN, 1000), int(wrap), head).height()
            for width, head in zip(widths, heads, strict=True)
        ]
        header.setMinimumHeight(max(48, *tall) + _MARGIN)
        for column, width in enumerate(widths, start=1):
            self.setColumnWidth(column, width)
        # The header's height may have brought a scroll bar: what is left is asked for again.
        least = min(names + _MARGIN, _LEAST_NAME)
        fits = self.viewport().width() - sum(widths) >= least
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Fixed)
        if not fits:
            self.setColumnWidth(0, least)

    def show_answers(self, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool) -> None:
        """Shows answers; read only when the version is frozen."""
        del unread  # nothing is typed here
        self._editable = editable
        self.cards.show_assessment(assessment)
        if not self.currentIndex().isValid():
            self.selectRow(0)

    def _set(self, row: int, column: int) -> None:
        if not self._editable or column < 1 or column >= self.cards.columnCount():
            return
        if self.cards.is_flag(column):
            value = "no" if self.cards.state(row, column) else "yes"
            self.answered.emit({self.cards.answer_id(row, flag=True): value})
            return
        if not self.cards.state(row, column):
            self.answered.emit({self.cards.answer_id(row): self.cards.options[column - 1][0]})

    def clear_row(self) -> None:
        """Takes the answers of the row that has the keyboard away, as one step."""
        row = self.currentIndex().row()
        if self._editable and row >= 0:
            given = self.cards.given(row)
            if given:
                self.answered.emit(dict.fromkeys(given))

    def select(self, group: str, answer: str = "") -> None:
        """Puts the keyboard into the row of a group."""
        del answer  # a row has one place
        self.selectRow(next((row for row, card in enumerate(self.section.cards) if card.group == group), 0))
        self.setFocus()

    def wrong_field(self) -> None:
        """Returns None: nothing can be typed here."""

    def hand_over(self) -> None:
        """Does nothing: a mark is handed over at once."""

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the row of an answer is in sight."""
        row = self.cards.row_of(answer)
        return row is not None and self.viewport().rect().intersects(self.visualRect(self.cards.index(row, 0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sets a mark with one click."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() and event.button() is Qt.MouseButton.LeftButton:
            self._set(index.row(), index.column())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the full card of a row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self.opened.emit(self.cards.section.cards[index.row()].group)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, A toggles AI, Delete clears, Enter goes to the next row, F2 opens the full card."""
        row = self.currentIndex().row()
        key = event.key()
        if not is_plain(event):
            super().keyPressEvent(event)
        elif key in self._DIGITS and row >= 0:
            number = key - int(Qt.Key.Key_0)
            if number <= len(self.cards.options):
                self._set(row, number)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_row()
        elif key == Qt.Key.Key_A and self.cards.flag is not None and row >= 0:
            self._set(row, self.cards.columnCount() - 1)
        elif key in ENTER:
            self.selectRow(min(row + 1, self.cards.rowCount() - 1))
        elif key == Qt.Key.Key_F2 and row >= 0:
            self.opened.emit(self.cards.section.cards[row].group)
        else:
            super().keyPressEvent(event)
