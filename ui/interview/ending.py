"""How the shortest way ended: the tier or the range, what decided it, what would narrow it, and what to do next."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models import counts
from models.assessment import AnswerId
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, Picture, label, row

if TYPE_CHECKING:
    from models.evaluation import ConditionResult, Evaluation
    from models.interview import Interview

_MOST_REASONS = 6


class EndingView(QWidget):
    """Shown in the place of a question when none is left."""

    go = Signal(str, str)
    """Another page, and a target on it."""
    deepened = Signal()
    """The ten questions are done and the path is wanted."""
    asked_again = Signal()
    """What was left open is wanted after all."""

    def __init__(self, state: "Interview", evaluation: "Evaluation", *, ten: bool) -> None:
        from models.interview import InterviewState, interview, without_platform

        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * GRID, GRID, 3 * GRID, 3 * GRID)
        self._column.setSpacing(2 * GRID)
        path = interview(evaluation)
        path = without_platform(evaluation, path)
        decided = path.outcome is InterviewState.DECIDED
        # The next step stands above what is read, in sight on the smallest screen.
        self.main_button = self._acts(decided=decided, deepens=ten and state.outcome is not InterviewState.PASSED)
        self._show_reasons(evaluation)
        if not decided:
            self._show_narrowing(path, evaluation)
        self._column.addWidget(
            label(tr("A self-assessment for reference; recognition is the authority’s to decide."), "small")
        )
        self._column.addStretch(1)

    def _show_reasons(self, evaluation: "Evaluation") -> None:
        """What keeps the factory from the next tier, if anything does for certain."""
        from models.interview import stopping

        failed = stopping(evaluation)
        if not failed:
            return
        card = Card()
        tier = next(tier.tier.name for tier in evaluation.tiers if failed[0] in tier.conditions)
        card.column.addWidget(
            label(tr("What is missing to “{tier}”, by the answers so far", tier=words(tier)), "heading")
        )
        for result in failed[:_MOST_REASONS]:
            card.column.addLayout(self._missing(result))
        more = len(failed) - _MOST_REASONS
        if more > 0:
            card.column.addWidget(label(tr("and {more} more", more=more), "muted"))
        self._column.addWidget(card)

    def _missing(self, result: "ConditionResult") -> QHBoxLayout:
        """What is missing, why in the person's own answers, and the way to the answer."""
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(words(result.condition.text)))
        texts.addWidget(label(words(result.reason), "small"))
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(Picture("circle-x", "bad"), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        if result.answers:
            to_answer = Button(
                tr("show my answer"), kind="link", on_click=partial(self.go.emit, "fill", result.answers[0])
            )
            to_answer.setAccessibleName(tr("Show my answer: {condition}", condition=words(result.condition.text)))
            line.addWidget(to_answer, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _show_narrowing(self, path: "Interview", evaluation: "Evaluation") -> None:
        """What would make the range a result: how many questions of which part, each with a way there."""
        titles = {section.id: section.title for section in evaluation.rulebook.sections}
        parts: dict[str, list[AnswerId]] = {}
        for step in path.steps:
            parts.setdefault(step.section, []).extend(step.answers)
        if not parts:
            return
        from models.interview import questions_in

        card = Card()
        card.column.addWidget(label(tr("What would narrow it"), "heading"))
        for section, answers in parts.items():
            to_section = Button(
                tr(
                    "{section}: {questions}",
                    section=words(titles[section]),
                    questions=words(counts.questions(questions_in(answers))),
                ),
                kind="link",
                icon_name="arrow-right",
                on_click=partial(self.go.emit, "fill", answers[0]),
            )
            card.column.addLayout(row(to_section, 1))
        self._column.addWidget(card)

    def _acts(self, *, decided: bool, deepens: bool) -> Button:
        """The next step as the main button, and the others beside it."""
        result = Button(tr("To the result"), icon_name="chart-column", on_click=lambda: self.go.emit("results", ""))
        report = Button(tr("To the report"), icon_name="file-text", on_click=lambda: self.go.emit("report", ""))
        buttons = [result, report]
        if not decided:
            goes_on = (
                Button(tr("Go on until it is decided"), icon_name="timer", on_click=self.deepened.emit)
                if deepens
                else Button(tr("Ask what was left open"), icon_name="clock", on_click=self.asked_again.emit)
            )
            buttons.insert(0, goes_on)
        set_kind(buttons[0], "primary")
        buttons[0].tint()
        self._column.addLayout(row(*buttons, 1))
        return buttons[0]
