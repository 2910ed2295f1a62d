"""What helps to answer a question, below it: an example, what an assessor looks at, a low-cost way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.packs.guidance import Guidance
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, Picture, label
from ui.widgets.fold import Fold


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

    def __init__(self, guidance: Guidance, question: str) -> None:
        super().__init__(lambda: self._note(guidance), tr("Example, proof, low cost"))
        self.button.setAccessibleName(tr("Guidance: {question}", question=question))

    @staticmethod
    def _note(guidance: Guidance) -> QWidget:
        return HintNote(
            tr("For example: {text}", text=words(guidance.example)),
            tr("An assessor looks at: {text}", text=words(guidance.assessor)),
            tr("At low cost: {text}", text=words(guidance.cheap)),
        )
