"""What the de-identified edition discloses, shown before anything is written."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QWidget

from models import counts
from models.assessment import AnswerId, Value
from models.evaluation import Evaluation
from models.language import counted
from models.questionnaire import QuestionKind
from models.rulebook import Rulebook
from ui import tasks
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, clear, label
from ui.widgets.fold import Fold
from ui.words.subjects import answer_name

if TYPE_CHECKING:
    from reports.payload.discretion import Discretion

_TYPED = (QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.LIST)


class Leaving(Card):
    """Texts that people typed come first: only a person can tell whether they still name somebody."""

    looked = Signal()
    """The person ticked, or took back, that they looked at it."""

    def __init__(self) -> None:
        super().__init__("unknown")
        self._head, self._removed, self._typed_head = label(kind="heading"), label(), label()
        self.named = label(kind="muted")
        """What a signature would add."""
        self._typed, self._rest = QWidget(), QPlainTextEdit()
        self._rest.setReadOnly(True)
        self._rest.setFixedHeight(22 * GRID)
        self.fold = Fold(self._rest)
        self.agreed = QCheckBox()
        self.agreed.toggled.connect(lambda _on: self.looked.emit())
        for widget in (self._head, self._removed, self.named, self._typed_head, self._typed, self.fold, self.agreed):
            self.column.addWidget(widget)
        self._grid = QGridLayout(self._typed)
        self._grid.setContentsMargins(2 * GRID, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 2)
        self.typed: tuple[AnswerId, ...] = ()
        """The answers with texts that people typed and that stay."""
        self._found: Discretion | None = None
        self._of: object = None

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Works out what stays in the edition, and shows it; a tick given for other answers no longer counts."""
        if evaluation is self._of:
            return
        self._of = evaluation
        self.agreed.setChecked(False)
        self.agreed.setEnabled(False)

        def work(_control: tasks.Control) -> "Discretion":
            from reports.payload.discretion import discreet

            return discreet(evaluation)

        def show(discretion: "Discretion") -> None:
            if self._of is evaluation:
                self._found = discretion
                self.retranslate()

        tasks.run(work, show)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        discretion = self._found
        self._head.setText(tr("What leaves your company"))
        self.named.setText(
            tr(
                "Unsigned, this edition names nobody. A signature shows the signer's name and organisation, on the page and in the certificate."
            )
        )
        self.agreed.setText(tr("I have read these texts: they may leave the company"))
        if discretion is None:
            return
        rulebook, answers = discretion.evaluation.rulebook, discretion.evaluation.assessment.answers
        self._removed.setText(
            tr("Removed:") + "\n" + "\n".join(f"· {words(removal)}" for removal in discretion.removed)
        )
        typed: list[tuple[AnswerId, Value]] = []
        rest: list[tuple[AnswerId, Value]] = []
        for answer, value in answers.items():
            question = rulebook.questions.get(answer)
            (typed if question is not None and question.kind in _TYPED else rest).append((answer, value))
        self.typed = tuple(answer for answer, _ in typed)
        self._typed_head.setText(
            words(
                counted(
                    "This text stays as typed. Does it still name somebody?",
                    "These {count} texts stay as typed. Does any of them still name somebody?",
                    count=len(typed),
                )
            )
            if typed
            else tr("No typed text remains.")
        )
        clear(self._grid)
        for place, (answer, value) in enumerate(typed):
            self._grid.addWidget(label(_name(rulebook, answer), "muted"), place, 0)
            self._grid.addWidget(label(_value(rulebook, answer, value)), place, 1)
        lines = (f"{_name(rulebook, answer)}: {_value(rulebook, answer, value)}" for answer, value in rest)
        self._rest.setPlainText("\n".join(lines))
        also = counted(
            "{count} choice, figure or date also stays",
            "{count} choices, figures and dates also stay",
            count=len(rest),
        )
        self._rest.setAccessibleName(words(also))
        self.fold.set_text(words(also))
        self.agreed.setEnabled(True)


def _name(rulebook: Rulebook, answer: AnswerId) -> str:
    """The thing that the answer belongs to and, where that is another, the question."""
    name, question = answer_name(rulebook, answer), rulebook.questions.get(answer)
    asked = words(question.label) if question is not None else ""
    return f"{name} · {asked}" if asked and asked != name else name


def _value(rulebook: Rulebook, answer: AnswerId, value: Value) -> str:
    from reports.payload.wording import value_text

    if answer.endswith(".evidence") and isinstance(value, tuple):
        return tr("{files} by their SHA-256, without names", files=counts.files(len(value)))
    return words(value_text(value, rulebook.questions.get(answer)))
