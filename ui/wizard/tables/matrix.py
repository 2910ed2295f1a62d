"""The maturity of one capability as one matrix: a row a subdomain, a column a level, one choice in each row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QScrollArea,
    QWidget,
)

from models.assessment import AnswerId, Assessment, Value
from models.language import N_
from models.questionnaire import Question
from models.rulebook import Rulebook, Subdomain
from ui.language import tr, words
from ui.page import ScrolledContent
from ui.style.sheet import GRID
from ui.widgets.basic import ENTER, Button, is_plain, label
from ui.widgets.flow import FlowLayout
from ui.widgets.pickable import Radio
from ui.wizard.outline import CardPlan, SectionPlan
from ui.wizard.tables.level_cell import LevelCell
from ui.wizard.tables.reach import NONE, LevelReach

KEYS = N_(
    "In each row choose the highest level that describes your factory: the levels below count as done, those above as not done. Arrows move, a digit or the space bar chooses, + and − say how much of it, = copies another row, Delete clears, F2 opens proof and comment."
)


def levels_of(card: CardPlan) -> tuple[Question, ...]:
    """Returns the questions of a card that ask for one level each."""
    return tuple(question for question in card.main if ".level" in question.id)


def subdomain_of(card: CardPlan, rulebook: Rulebook) -> Subdomain | None:
    """Returns the subdomain of a card whose levels a matrix can ask; None for any other card."""
    subdomain = next((entry for entry in rulebook.subdomains if entry.id == card.group), None)
    return subdomain if subdomain is not None and len(levels_of(card)) == len(subdomain.levels) else None


class _SubdomainRow:
    """The controls of one subdomain: a cell for “not yet” and for each level, and how much of the chosen level."""

    def __init__(self, card: CardPlan, subdomain: Subdomain, font: QFont) -> None:
        questions = levels_of(card)
        self.group_id = card.group
        self.levels = tuple(question.id for question in questions)
        self.name = words(subdomain.name)
        self.group = QButtonGroup()
        texts = (tr("not yet"), *(f"{number}  {words(text)}" for number, text in enumerate(subdomain.levels, 1)))
        self.cells = [LevelCell(text, font) for text in texts]
        for number, cell in enumerate(self.cells):
            self.group.addButton(cell, number)
        self._degrees = {value: words(text) for value, text in questions[0].choices}
        self.amount_group = QButtonGroup()
        self.amounts: dict[str, Radio] = {}
        for value, text in self._degrees.items():
            if value != NONE:
                self.amounts[value] = Radio(text)
                self.amounts[value].setFont(font)
                self.amount_group.addButton(self.amounts[value])
        self.same = Button(tr("Same as…"), kind="link")
        self.same.setAccessibleDescription(self.name)
        self.more = Button(tr("Proof…"), kind="link")
        self.more.setAccessibleDescription(self.name)
        self.reach: LevelReach | None = None
        self.given: tuple[Value | None, ...] = ()
        """What is answered for each level."""

    @property
    def is_begun(self) -> bool:
        """Whether something is answered."""
        return any(value is not None for value in self.given)

    def head(self) -> QWidget:
        """Returns the name of the row, how much of the chosen level is done, and what else can be done with the row."""
        head = QWidget()
        self.line = FlowLayout(head, spacing=2 * GRID)
        self.line.setContentsMargins(0, GRID // 2, 0, 0)
        for widget in (label(self.name, "topic", wrap=False), *self.amounts.values(), self.same, self.more):
            self.line.addWidget(widget)
        return head

    def show_answers(self, answers: Mapping[AnswerId, Value], *, editable: bool) -> None:
        """Shows what is answered level by level, and the choice that it comes to."""
        self.reach = LevelReach.of(answers, self.levels)
        self.given = tuple(answers.get(level) for level in self.levels)
        self.cells[0].show_degree(None, self.name)
        for answer, cell in zip(self.levels, self.cells[1:], strict=True):
            degree = str(answers.get(answer, ""))
            cell.show_degree(degree or None, f"{self.name}: {self._degrees.get(degree, tr('not answered'))}")
        chosen = self.reach.level if self.reach is not None else -1
        _check(self.group, self.group.button(chosen))
        for button in self.amounts.values():
            button.setVisible(chosen > 0)
            button.setAccessibleDescription(f"{self.name}: {chosen}")
            button.setEnabled(editable)
        _check(self.amount_group, self.amounts.get(self.reach.degree) if self.reach is not None and chosen else None)
        for part in (*self.cells, self.same):
            part.setEnabled(editable)


def _check(group: QButtonGroup, chosen: QAbstractButton | None) -> None:
    group.setExclusive(False)
    for button in group.buttons():
        button.setChecked(button is chosen)
    group.setExclusive(True)


class MaturityMatrix(QScrollArea):
    """The subdomains of one capability. A choice answers all levels of its row, as one step of undo."""

    answered = Signal(object)
    """New values by answer id; None takes one away."""
    opened = Signal(str)
    """Group of a row whose full card is wanted."""
    finished = Signal()
    """Enter after the last row."""

    def __init__(self, section: SectionPlan, rulebook: Rulebook) -> None:
        super().__init__()
        self.section = section
        self.keys = tr(KEYS)
        first = subdomain_of(section.cards[0], rulebook)
        self.title = words(first.element) if first is not None else ""
        """The capability."""
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._editable = True
        self._at = 0
        self.offered: list[Button] = []
        """The rows to copy, where they are offered."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        grid_place = ScrolledContent()
        grid = QGridLayout(grid_place)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setSpacing(4)
        self.rows: list[_SubdomainRow] = []
        for number, card in enumerate(section.cards):
            subdomain = subdomain_of(card, rulebook)
            if subdomain is None:
                continue
            line = _SubdomainRow(card, subdomain, font)
            self.rows.append(line)
            grid.addWidget(line.head(), 2 * number, 0, 1, len(line.cells))
            for level, cell in enumerate(line.cells):
                grid.addWidget(cell, 2 * number + 1, level)
                cell.key.connect(partial(self._key, number, level))
                cell.focused.connect(partial(self._stand, number))
            line.group.idClicked.connect(partial(self._choose, number))
            for degree, button in line.amounts.items():
                button.clicked.connect(partial(self._set_degree, number, degree))
            line.same.clicked.connect(partial(self._offer_rows, number))
            line.more.clicked.connect(partial(self.opened.emit, line.group_id))
        for level in range(1, grid.columnCount()):
            grid.setColumnStretch(level, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(grid_place)

    # What is shown

    def show_answers(self, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool) -> None:
        """Shows answers; read only when the version is frozen."""
        del unread  # nothing is typed here
        self._editable = editable
        for line in self.rows:
            line.show_answers(assessment.answers, editable=editable)
        for line in self.rows:
            line.same.setVisible(editable and any(other.is_begun for other in self.rows if other is not line))

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the row of an answer is in sight."""
        line = self._row_of(answer)
        return line is not None and not line.cells[0].visibleRegion().isEmpty()

    def _row_of(self, answer: str) -> _SubdomainRow | None:
        return next((line for line in self.rows if answer in line.levels), None)

    def select(self, group: str, answer: str = "") -> None:
        """Puts the keyboard into a row: on its choice, else on its first cell."""
        del answer
        number = next((number for number, line in enumerate(self.rows) if line.group_id == group), 0)
        self._go(number, self.rows[number].group.checkedId())

    def wrong_field(self) -> None:
        """Returns None: nothing can be typed here."""

    def hand_over(self) -> None:
        """Does nothing: a choice is handed over at once."""

    def _go(self, number: int, level: int) -> None:
        self._at = min(max(number, 0), len(self.rows) - 1)
        cells = self.rows[self._at].cells
        cell = cells[min(max(level, 0), len(cells) - 1)]
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        # A new matrix has its rows' heights in the next turn.
        QTimer.singleShot(0, cell, partial(self.ensureWidgetVisible, cell, GRID, 2 * GRID))

    def _stand(self, number: int) -> None:
        """Remembers the row that has the keyboard; what was offered in another is gone."""
        self._withdraw()
        self._at = number

    # What the person does

    def _give(self, number: int, answers: Mapping[AnswerId, Value | None]) -> None:
        if self._editable and answers:
            self._at = number
            self.answered.emit(dict(answers))

    def _choose(self, number: int, level: int) -> None:
        line = self.rows[number]
        if line.reach is None or line.reach.level != level:
            self._give(number, LevelReach(level).answers(line.levels))

    def _set_degree(self, number: int, degree: str, _checked: bool = False) -> None:
        line = self.rows[number]
        if line.reach is not None and line.reach.level:
            self._give(number, replace(line.reach, degree=degree).answers(line.levels))

    def _step_degree(self, number: int, by: int) -> None:
        """Says more or less of the chosen level, in the order of the choices, which begins with all of it."""
        line = self.rows[number]
        degrees = list(line.amounts)
        if line.reach is not None and line.reach.degree in degrees:
            at = degrees.index(line.reach.degree) - by
            self._set_degree(number, degrees[min(max(at, 0), len(degrees) - 1)])

    def clear_row(self) -> None:
        """Takes the answers of the row that has the keyboard away, as one step."""
        line = self.rows[self._at]
        if line.is_begun:
            self._give(self._at, dict.fromkeys(line.levels))

    def _offer_rows(self, number: int, _checked: bool = False) -> None:
        """Lists the rows that can be copied in the line of a row, the nearest above first, with the keyboard on it."""
        if not self._editable:
            return
        self._withdraw()
        order = [*range(number - 1, -1, -1), *range(number + 1, len(self.rows))]
        for other in order:
            if self.rows[other].is_begun:
                offer = Button(self.rows[other].name, kind="chip", on_click=partial(self.copy_row, other, number))
                offer.setAccessibleDescription(tr("Same as…"))
                self.rows[number].line.addWidget(offer)
                offer.show()
                self.offered.append(offer)
        if self.offered:
            self.offered[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self) -> None:
        for offer in self.offered:
            self.rows[self._at].line.removeWidget(offer)
            offer.hide()
            offer.deleteLater()
        self.offered = []

    def copy_row(self, source: int, target: int) -> None:
        """Gives a row the answers of another."""
        self._withdraw()
        self._give(target, dict(zip(self.rows[target].levels, self.rows[source].given, strict=True)))
        self._go(target, self.rows[target].group.checkedId())

    def _go_on(self, number: int) -> None:
        if number + 1 == len(self.rows):
            self.finished.emit()
        else:
            self._go(number + 1, self.rows[number + 1].group.checkedId())

    def _key(self, number: int, level: int, event: QKeyEvent) -> None:
        """Takes the keys of the matrix; leaves any other to the page."""
        key = event.key()
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Plus: partial(self._step_degree, number, 1),
            Qt.Key.Key_Minus: partial(self._step_degree, number, -1),
            Qt.Key.Key_Equal: partial(self._offer_rows, number),
            Qt.Key.Key_Delete: self.clear_row,
            Qt.Key.Key_Backspace: self.clear_row,
            Qt.Key.Key_F2: partial(self.opened.emit, self.rows[number].group_id),
        }
        self._at = number
        # Plus and equals need Shift on some keyboards.
        if not is_plain(event) and key not in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            return
        if key in moves:
            rows, columns = moves[Qt.Key(key)]
            self._go(number + rows, level + columns)
        elif key in acts:
            acts[Qt.Key(key)]()
        elif key in ENTER:
            self._go_on(number)
        elif Qt.Key.Key_0 <= key < Qt.Key.Key_0 + len(self.rows[number].cells):
            self.rows[number].cells[key - int(Qt.Key.Key_0)].click()
            self._go(number, key - int(Qt.Key.Key_0))
        else:
            return
        event.accept()
