"""What helps to answer a question, below it: an example, what an assessor looks at, a low-cost way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.assessment import Assessment
from models.packs.guidance import Guidance
from models.questionnaire import Question
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, Picture, label
from ui.widgets.fold import Fold
from ui.words.answers import value_words


class HintNote(Card):
    """A few sentences beside a lamp."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("note", margin=12)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(Picture("lightbulb", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label("\n".join(sentences)), 1)
        self.column.addLayout(line)


class GuidanceFold(Fold):
    """One line under a question; a click shows the guidance below it, made only then."""

    def __init__(self, guidance: Guidance, question: Question) -> None:
        super().__init__(self._note, tr("Example, proof, low cost"))
        self._guidance = guidance
        self._question = question
        self._of_others = label("", "small")
        self._of_others.setParent(self)
        self._of_others.hide()
        self.button.setAccessibleName(tr("Guidance: {question}", question=words(question.short)))

    def _note(self) -> QWidget:
        note = HintNote(
            tr("For example: {text}", text=words(self._guidance.example)),
            tr("An assessor looks at: {text}", text=words(self._guidance.assessor)),
            tr("At low cost: {text}", text=words(self._guidance.cheap)),
        )
        note.column.addWidget(self._of_others)
        self._of_others.setHidden(not self._of_others.text())
        return note

    def compare(self, assessment: Assessment) -> None:
        """Says below the guidance what the sample factory of the same trade and size chose, or that there is none."""
        said = self._said(assessment) if self._question.choices else ""
        self._of_others.setText(said)
        self._of_others.setHidden(not said or not self.is_open)

    def _said(self, assessment: Assessment) -> str:
        from models.interview import comparable, sample_alike

        if not comparable(assessment):
            return ""
        sample = sample_alike(assessment)
        if sample is None:
            return tr(
                "Typical answers of your trade and size: none. No sample factory like yours comes with the program."
            )
        chosen = sample.answers.get(self._question.id)
        if chosen is None:
            return ""
        return tr(
            "The sample factory of your trade and size ({factory}, {staff} people) chose “{answer}”. It is a single "
            "invented factory: an example, not a typical answer, and it counts for nothing.",
            factory=sample.name,
            staff=sample.staff,
            answer=value_words(self._question, chosen),
        )
