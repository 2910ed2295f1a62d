"""Why a measure was left out: the reason known at once, the exact one after planning with it, and what could change it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from models.catalogue import Catalogue, Measure, MeasureId
from models.evaluation import Evaluation
from models.language import Sentence
from models.limits import Lock
from models.roadmap import Roadmap
from ui import tasks
from ui.language import tr, words
from ui.roadmap.asking.price import PriceEditor, Prices
from ui.roadmap.plan.steps import StepActs
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row


class LeftOutRows(QWidget):
    """The measures that were not chosen; each can be asked about, priced, or put in."""

    def __init__(
        self,
        roadmap: Roadmap,
        evaluation: Evaluation,
        catalogue: Catalogue,
        quotes: Prices,
        acts: StepActs,
    ) -> None:
        super().__init__()
        self._roadmap, self._evaluation, self._catalogue = roadmap, evaluation, catalogue
        self._quotes, self._acts = quotes, acts
        self._tasks: dict[MeasureId, tasks.Task] = {}
        self.buttons: dict[MeasureId, Button] = {}
        self.names: dict[MeasureId, QLabel] = {}
        self._told: dict[MeasureId, QLabel] = {}
        self.editors: dict[MeasureId, PriceEditor] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 220)
        for place, entry in enumerate(roadmap.left_out):
            measure = catalogue.measures.get(entry.measure)
            name = words(measure.name) if measure else entry.measure
            shown = self.names[entry.measure] = label(name)
            reason = self._told[entry.measure] = label(words(entry.because), "muted")
            for across, text in enumerate((shown, reason)):
                # On one line with the words of the links.
                text.setContentsMargins(0, GRID // 2, 0, 0)
                self._grid.addWidget(text, 2 * place, across, Qt.AlignmentFlag.AlignTop)
            if measure is not None:
                self._grid.addLayout(self._links(measure, reason, 2 * place), 2 * place, 2, Qt.AlignmentFlag.AlignTop)

    def _links(self, measure: Measure, reason: QLabel, place: int) -> QHBoxLayout:
        ask = self.buttons[measure.id] = Button(
            tr("what if included?"), kind="link", on_click=partial(self._ask, measure.id, reason)
        )
        ask.setToolTip(tr("Plans again with this measure required"))
        price = Button(tr("own price…"), kind="link", on_click=partial(self.edit_price, measure, place + 1))
        must = Button(tr("include it"), kind="link", on_click=partial(self._acts.put, Lock(measure.id)))
        for button in (ask, price, must):
            button.setAccessibleDescription(words(measure.name))
        return row(ask, price, must)

    def show_reasons(self, roadmap: Roadmap) -> None:
        """Shows reasons that were worked out meanwhile; one that was asked for keeps its answer."""
        for entry in roadmap.left_out:
            button = self.buttons.get(entry.measure)
            if entry.measure in self._told and (button is None or not button.isHidden()):
                self._told[entry.measure].setText(words(entry.because))

    def edit_price(self, measure: Measure, place: int) -> None:
        """Opens the fields for the person's own price, or puts them away."""
        editor = self.editors.get(measure.id)
        if editor is None:
            editor = self.editors[measure.id] = PriceEditor(measure, None, self._quotes, self._acts.quote)
            self._grid.addWidget(editor, place, 0, 1, 3)
            editor.one_off.setFocus()
        else:
            editor.setVisible(not editor.isVisible())

    def _ask(self, measure: MeasureId, reason: QLabel) -> None:
        button = self.buttons[measure]
        button.setEnabled(False)
        button.setText(tr("planning…"))
        roadmap, evaluation, catalogue = self._roadmap, self._evaluation, self._catalogue

        def work(control: tasks.Control) -> Sentence:
            from models.planner import explain_left_out  # the solver is heavy and not needed before

            return explain_left_out(evaluation, catalogue, roadmap, measure, lambda: control.cancelled)

        def done(said: Sentence) -> None:
            reason.setText(words(said))
            button.hide()

        def failed(_problem: Exception) -> None:
            button.setText(tr("what if included?"))
            button.setEnabled(True)

        task = self._tasks[measure] = tasks.run(work, done, failed)
        # A plan that is no longer on screen is not explained.
        self.destroyed.connect(task.cancel)
