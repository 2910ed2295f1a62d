"""What changed since the previous version: which conditions, why, and whether the factory or the rules caused it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId
from models.evaluation import Evaluation, EvaluationChange
from models.evaluator import compare
from models.language import counted
from models.rulebook import TierId
from ui.language import tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label

if TYPE_CHECKING:
    from models.workspace import Workspace

_MOST = 8
"""Changed conditions that are shown; the others are counted."""


class ChangesCard(Card):
    """Compares the open version with the one before it; hidden for a first version."""

    def __init__(self, session: Session, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__(spacing=GRID)
        self._session = session
        self._show_answer = show_answer
        self._wanted: tuple[str, int] | None = None
        self._before: Evaluation | None = None
        self.change: EvaluationChange | None = None
        """What the card shows; None for a first version."""
        self.hide()

    def refresh(self, evaluation: Evaluation) -> None:
        """Shows what is different from the version before, which is read once for each version."""
        assessment = evaluation.assessment
        wanted = (assessment.case_number, assessment.version)
        if wanted != self._wanted:
            self._wanted, self._before = wanted, None
            if assessment.version > 1:
                self._read(*wanted)
        if self._before is None:
            self.change = None
            self.hide()
            return
        self.change = compare(self._before, evaluation)
        self._show(self._before, evaluation, self.change)

    def _read(self, case: str, version: int) -> None:
        def show(before: Evaluation | None) -> None:
            now = self._session.evaluation
            if self._wanted == (case, version) and before is not None and now is not None:
                self._before = before
                self.refresh(now)

        def earlier(workspace: "Workspace") -> Evaluation | None:
            numbers = [earlier.number for earlier in workspace.versions(case) if earlier.number < version]
            return workspace.evaluate(workspace.load(case, max(numbers))) if numbers else None

        # Where the version before cannot be judged here, such as for a pack that is gone, there is nothing to compare.
        self._session.in_workspace(earlier, show, lambda _problem: None)

    def _show(self, before: Evaluation, now: Evaluation, change: EvaluationChange) -> None:
        clear(self.column)
        number = before.assessment.version
        self.column.addWidget(label(tr("Since version {number}", number=number), "heading"))
        if change.reached_before != change.reached_after:
            text = tr(
                "Reached then: {before}; now: {after}.",
                before=tier_name(before, change.reached_before),
                after=tier_name(now, change.reached_after),
            )
            self.column.addWidget(label(text))
        self.column.addWidget(label(words(change.summary), "muted"))
        show_conditions(self.column, change, self._show_answer)
        self.show()


def tier_name(evaluation: Evaluation, tier: TierId | None) -> str:
    """Returns the name of a tier, or that it is none."""
    return words(evaluation.tier(tier).tier.name) if tier else tr("none")


def show_conditions(column: QVBoxLayout, change: EvaluationChange, show_answer: Callable[[AnswerId], object]) -> None:
    """Adds a line for each condition that changed, with the way to its answer; those beyond the first are counted."""
    for condition in change.conditions[:_MOST]:
        across = QHBoxLayout()
        across.addWidget(label(words(condition.sentence)), 1)
        if condition.answers:
            link = Button(tr("show my answer"), kind="link", on_click=partial(show_answer, condition.answers[0].answer))
            link.setAccessibleName(tr("Show my answer: {condition}", condition=words(condition.condition.text)))
            across.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        line = QWidget()
        across.setContentsMargins(0, 0, 0, 0)
        line.setLayout(across)
        column.addWidget(line)
    rest = len(change.conditions) - _MOST
    if rest > 0:
        more = counted("{count} more condition changed.", "{count} more conditions changed.", count=rest)
        column.addWidget(label(words(more), "small"))
