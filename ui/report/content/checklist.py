"""What to check before signing: contradictions, guesses, missing evidence, open questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assessment import AnswerId, Evidence
from models.evaluation import Evaluation, Status
from models.rulebook import Severity
from reports.typeface import UNDRAWN, not_drawn
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.fold import Fold
from ui.words.subjects import answer_name


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list."""

    good: bool
    text: str
    places: tuple[tuple[str, AnswerId], ...] = ()
    """What to look at: words and answer, the first few."""


def checks(evaluation: Evaluation, unsound: Sequence[Evidence] = ()) -> tuple[Check, ...]:
    """Returns the lines of the list in the window's language, what is wrong first.

    Args:
        evaluation: of the answers.
        unsound: evidence whose file is gone, changed or damaged.
    """
    assessment, rulebook = evaluation.assessment, evaluation.rulebook
    hard = [contradiction for contradiction in evaluation.contradictions if contradiction.severity is not Severity.NOTE]
    guesses = [
        AnswerId(answer)
        for answer, value in assessment.answers.items()
        if answer.endswith(".certainty") and value == "guess"
    ]
    bare = [
        condition
        for result in evaluation.tiers
        for condition in result.conditions
        if condition.status is Status.MET and not condition.proven and condition.answers
    ]
    open_ones = list(
        dict.fromkeys(
            answer
            for result in evaluation.tiers[:2]
            for condition in result.conditions
            if condition.status is Status.UNKNOWN
            for answer in condition.answers
        )
    )
    lines = (
        Check(
            not hard,
            tr("Contradictory answers: {count}", count=len(hard)),
            tuple(
                (words(contradiction.sentence), contradiction.answers[0])
                for contradiction in hard[:4]
                if contradiction.answers
            ),
        ),
        Check(
            not guesses,
            tr("Answers marked as a guess: {count}", count=len(guesses)),
            tuple((answer_name(rulebook, answer), answer) for answer in guesses[:4]),
        ),
        Check(
            not bare,
            tr("Met conditions without evidence: {count}", count=len(bare)),
            tuple((words(condition.condition.text), condition.answers[0]) for condition in bare[:4]),
        ),
        Check(
            not open_ones,
            tr("Open questions of the first two tiers: {count}", count=len(open_ones)),
            tuple((answer_name(rulebook, answer), answer) for answer in open_ones[:4]),
        ),
    )
    damage = (_unsound_check(evaluation, unsound),) if unsound else ()
    return tuple(sorted((*damage, *_undrawn_check(evaluation), *lines), key=lambda line: line.good))


def _undrawn_check(evaluation: Evaluation) -> tuple[Check, ...]:
    """Returns the line about characters that no typeface has, with the answers that contain them; usually none."""
    places = [
        (answer_name(evaluation.rulebook, answer), answer, missing)
        for answer, value in evaluation.assessment.answers.items()
        if (missing := not_drawn(str(value)))
    ]
    for item in evaluation.assessment.evidence.values():
        if missing := not_drawn(item.name):
            places += [(item.name, answer, missing) for answer in evaluation.assessment.answers_behind(item)[:1]]
    if not places:
        return ()
    characters = dict.fromkeys(character for _, _, missing in places for character in missing)
    text = tr(UNDRAWN, characters=" ".join(characters))
    return (Check(False, text, tuple((name, answer) for name, answer, _ in places[:4])),)


def _unsound_check(evaluation: Evaluation, unsound: Sequence[Evidence]) -> Check:
    """Returns the line about evidence that is not on the disk as it was filed, with the answers that rest on it."""
    places: list[tuple[str, AnswerId]] = []
    for item in unsound[:4]:
        places += [(item.name, answer) for answer in evaluation.assessment.answers_behind(item)[:1]]
    text = tr(
        "Evidence files that are missing or were changed on the disk: {names}",
        names=[item.name for item in unsound[:8]],
    )
    return Check(False, text, tuple(places))


class Checklist(Card):
    """The list as a card. Nothing in it forbids signing: the report declares what is left."""

    def __init__(self, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._show_answer = show_answer
        self._shown: tuple[Check, ...] | None = None

    def show_evaluation(self, evaluation: Evaluation, unsound: Sequence[Evidence] = ()) -> None:
        """Shows the list for this evaluation; lines that were unfolded stay so while the list is the same.

        Args:
            evaluation: of the answers.
            unsound: evidence whose file is gone, changed or damaged.
        """
        lines = checks(evaluation, unsound)
        if lines == self._shown:
            return
        self._shown = lines
        clear(self.column)
        self.column.addWidget(label(tr("Before you sign"), "heading"))
        for line in lines:
            mark = Picture("circle-check" if line.good else "triangle-alert", "good" if line.good else "unknown")
            if not line.places:
                line_row = row(mark, label(line.text))
                line_row.setStretch(1, 1)
                self.column.addLayout(line_row)
                continue
            fold = Fold(self._places(line), line.text)
            mark.setFixedHeight(fold.button.sizeHint().height())
            line_row = row(mark, fold)
            line_row.setStretch(1, 1)
            line_row.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(line_row)
        self.column.addWidget(
            label(tr("Nothing here prevents signing; whatever stays open is declared in the report."), "small")
        )

    def _places(self, line: Check) -> QWidget:
        """Links to what to look at."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(3 * GRID, 0, 0, 0)
        column.setSpacing(0)
        for text, answer in line.places:
            column.addWidget(Button(text, kind="link", on_click=partial(self._show_answer, answer)))
        return box
