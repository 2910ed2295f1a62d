"""Why a measure was left out: the sentence known at once, and the exact one by planning again with it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation
from models.language import Sentence
from models.roadmap import Roadmap
from ui import tasks
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label


class LeftOutRows(QWidget):
    """The measures that were not chosen; each can be asked about."""

    def __init__(self, roadmap: Roadmap, evaluation: Evaluation, catalogue: Catalogue) -> None:
        super().__init__()
        self._roadmap, self._evaluation, self._catalogue = roadmap, evaluation, catalogue
        self._tasks: dict[MeasureId, tasks.Task] = {}
        self.buttons: dict[MeasureId, Button] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 220)
        for place, one in enumerate(roadmap.left_out):
            measure = catalogue.measures.get(one.measure)
            name = words(measure.name) if measure else one.measure
            grid.addWidget(label(name), place, 0, Qt.AlignmentFlag.AlignTop)
            told = label(words(one.because), "muted")
            grid.addWidget(told, place, 1)
            if measure is not None:
                button = Button(tr("and with it?"), kind="link", on_click=partial(self._ask, one.measure, told))
                button.setToolTip(tr("Plans once more with this measure required"))
                button.setAccessibleDescription(name)
                self.buttons[one.measure] = button
                grid.addWidget(button, place, 2, Qt.AlignmentFlag.AlignTop)

    def _ask(self, measure: MeasureId, told: QLabel) -> None:
        button = self.buttons[measure]
        button.setEnabled(False)
        button.setText(tr("planning…"))
        roadmap, evaluation, catalogue = self._roadmap, self._evaluation, self._catalogue

        def work(control: tasks.Control) -> Sentence:
            from models.planner import explain_left_out  # the solver is heavy and not needed before

            return explain_left_out(evaluation, catalogue, roadmap, measure, lambda: control.cancelled)

        def done(said: Sentence) -> None:
            told.setText(words(said))
            button.hide()

        def failed(_problem: Exception) -> None:
            button.setText(tr("and with it?"))
            button.setEnabled(True)

        task = self._tasks[measure] = tasks.run(work, done, failed)
        # A plan that is no longer on screen is not explained.
        self.destroyed.connect(task.cancel)
