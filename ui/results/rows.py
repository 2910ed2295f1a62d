"""One row per condition: status, requirement, reason, source, and the link to the answer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId
from models.evaluation import ConditionResult, Contradiction, Evaluation, Status
from models.rulebook import Condition, Rulebook, Severity
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, Picture, label
from ui.widgets.status_mark import StatusMark


def source_line(rulebook: Rulebook, condition: Condition) -> str:
    """Returns where a rule was read, how sure it is and whether it was checked, in one line."""
    read = [words(rulebook.sources[key].what) for key in condition.sources if key in rulebook.sources]
    marks = [words(mark) for mark in (rulebook.backing(condition), rulebook.caveat(condition)) if words(mark)]
    return tr("Source: {sources} ({marks})", sources="; ".join(read) or tr("none"), marks=marks)


def not_asked(condition: Condition) -> tuple[str, ...]:
    """Returns what else the text of a condition asks that its rule does not, one line each."""
    return tuple(tr("Not asked: {what}.", what=words(text)) for text in condition.not_asked)


_OPEN = frozenset({Status.NOT_MET, Status.UNKNOWN})


class ConditionRow(QWidget):
    """A condition as a row: of an open one, why, in the person's own answers; its sentence, rule and source unfold."""

    def __init__(self, result: ConditionResult, rulebook: Rulebook, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._rulebook, self._show_answer = rulebook, show_answer
        self._result = result
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnMinimumWidth(0, 96)
        grid.setColumnStretch(1, 1)
        self._mark = StatusMark(result.status)
        grid.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._text = label()
        self._reason = label(kind="muted")
        for place, text in enumerate((self._text, self._reason)):
            grid.addWidget(text, place, 1, Qt.AlignmentFlag.AlignTop)
        for beside in (self._mark, self._text, self._reason):
            # On one line with the words of the links.
            beside.setContentsMargins(0, GRID // 2, 0, 0)
        self._detail = label(kind="small")
        self._detail.setVisible(False)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(self._detail, 2, 1)
        self._why = Button(kind="link", on_click=self._unfold)
        self._answer = Button(kind="link", on_click=self._go)
        links = QHBoxLayout()
        links.setSpacing(2 * GRID)
        links.addWidget(self._answer)
        links.addWidget(self._why)
        grid.addLayout(links, 0, 2, Qt.AlignmentFlag.AlignTop)
        self.show_result(result)

    @property
    def result(self) -> ConditionResult:
        """What the row shows."""
        return self._result

    def show_result(self, result: ConditionResult) -> None:
        """Shows the same condition with another status or reason, or in another language."""
        self._result = result
        condition = result.condition
        self._mark.show_status(result.status)
        text, reason = words(condition.text), words(result.reason)
        if result.proven:
            text = tr("{condition} ({marks})", condition=condition.text, marks=[tr("proven")])
        is_open = result.status in _OPEN and bool(reason)
        self._text.setText(reason if is_open else text)
        self._reason.setText("" if is_open else reason)
        self._reason.setVisible(bool(self._reason.text()))
        self._detail.setText(
            "\n".join(
                (
                    *((tr("Condition: {condition}", condition=condition.text),) if is_open else ()),
                    *not_asked(condition),
                    tr("Rule: {rule}", rule=words(condition.rule_text)),
                    source_line(self._rulebook, condition),
                    *self._origin(),
                )
            )
        )
        self._why.setText(tr("why?") if not self._detail.isVisible() else tr("less"))
        self._answer.setText(tr("show my answer"))
        self._answer.setVisible(bool(result.answers))
        self._why.setAccessibleName(tr("Why: {condition}", condition=words(condition.text)))
        self._answer.setAccessibleName(tr("Show my answer: {condition}", condition=words(condition.text)))

    def _origin(self) -> Sequence[str]:
        pack = next((pack for pack in self._rulebook.packs if pack.id == self._result.condition.pack), None)
        return () if pack is None else (tr("From: {pack}, {version}", pack=words(pack.name), version=pack.version),)

    def _unfold(self) -> None:
        self._detail.setVisible(not self._detail.isVisible())
        self._why.setText(tr("less") if self._detail.isVisible() else tr("why?"))

    def _go(self) -> None:
        if self._result.answers:
            self._show_answer(self._result.answers[0])


class ContradictionRow(QWidget):
    """Answers that do not fit together, with a way to each of them."""

    MARKS = {  # noqa: RUF012 - a constant table, never changed
        Severity.ERROR: ("circle-x", "bad"),
        Severity.WARNING: ("triangle-alert", "unknown"),
        Severity.NOTE: ("info", "accent"),
    }

    def __init__(
        self, contradiction: Contradiction, evaluation: Evaluation, show_answer: Callable[[AnswerId], object]
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        grid.setHorizontalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        icon_name, colour = self.MARKS[contradiction.severity]
        grid.addWidget(Picture(icon_name, colour), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(words(contradiction.sentence)), 0, 1)
        if contradiction.answers:
            first = contradiction.answers[0]
            button = Button(tr("show my answer"), kind="link", on_click=lambda: show_answer(first))
            question = evaluation.rulebook.questions.get(first)
            button.setAccessibleName(
                tr("Show my answer: {condition}", condition=words(question.label) if question else first)
            )
            grid.addWidget(button, 0, 2, Qt.AlignmentFlag.AlignTop)


def titled(title: str, *, hint: str = "") -> tuple[Card, QVBoxLayout]:
    """Returns a card with a heading, and the layout for what comes below it."""
    card = Card(spacing=GRID)
    heading = label(title, "heading")
    card.column.addWidget(heading)
    if hint:
        card.column.addWidget(label(hint, "muted"))
    inner = QVBoxLayout()
    inner.setSpacing(0)
    card.column.addLayout(inner)
    set_kind(card, "card")
    return card, inner
