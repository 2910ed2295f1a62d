"""The running calculation: two buttons, the progress, and the best plan so far; stopping does not lose it."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.limits import Limits
from models.roadmap import Roadmap
from ui import tasks
from ui.language import tr
from ui.roadmap.asking.price import roughly
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row

Told = tuple[float | None, float]


class SolveBar(QWidget):
    """Solves one plan at a time in the background; a newer question takes the place of an older one."""

    asked = Signal()
    """The person wants a plan."""
    undo_asked = Signal()
    redo_asked = Signal()
    under_way = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._task: tasks.Task | None = None
        self._enough = threading.Event()
        self._begun = 0.0
        self._told: Told | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self.start = Button(kind="primary", icon_name="route", on_click=self.asked.emit)
        self.stop = Button(on_click=self.enough)
        self.undo = Button(kind="quiet", icon_name="undo-2", on_click=self.undo_asked.emit)
        self.redo = Button(kind="quiet", icon_name="redo-2", on_click=self.redo_asked.emit)
        self.words = label(kind="muted")
        column.addLayout(row(self.start, self.stop, self.undo, self.redo, self.words, 1))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._say)
        for widget in (self.stop, self.bar, self.undo, self.redo):
            widget.hide()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.start.setText(tr("Make the plan"))
        self.stop.setText(tr("Stop and keep the best so far"))
        self.undo.setText(tr("Undo"))
        self.undo.setToolTip(tr("Back to the previous plan and its limits (Ctrl+Z)"))
        self.redo.setText(tr("Redo"))
        self.redo.setToolTip(tr("Forward to the plan that was undone, and its limits (Ctrl+Y)"))
        self.bar.setAccessibleName(tr("Progress of the proof"))
        self._say()

    @property
    def busy(self) -> bool:
        """Whether a plan is being worked out."""
        return self._task is not None

    def solve(
        self,
        evaluation: Evaluation,
        catalogue: Catalogue,
        limits: Limits,
        on_done: Callable[[Roadmap], None],
        on_failure: tasks.Failed,
    ) -> None:
        """Begins a plan; one that is under way is given up and never shown."""
        self.give_up()
        enough = self._enough = threading.Event()

        def work(control: tasks.Control) -> Roadmap:
            from models.planner import plan  # the solver is heavy and not needed before

            return plan(
                evaluation,
                catalogue,
                limits,
                on_progress=lambda *progress: control.progress(progress),
                cancelled=lambda: control.cancelled or enough.is_set(),
                beside=False,
            )

        self._begun, self._told = time.monotonic(), None
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.setEnabled(True)
        self.stop.show()
        self._clock.start()
        task = self._task = tasks.run(work, on_done, on_failure, self._progressed)
        task.finished.connect(lambda: self._finished(task))
        self._say()
        self.under_way.emit(True)

    def enough(self) -> None:
        """Asks the solver to come back with the best plan so far."""
        self._enough.set()
        self.stop.setEnabled(False)
        self._say()

    def give_up(self) -> None:
        """Abandons a plan under way: it stops soon and is not shown."""
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            self._rest()

    def _progressed(self, progress: Any) -> None:
        self._told = progress
        best, bound = progress
        if best and isfinite(bound):
            self.bar.setRange(0, 100)
            self.bar.setValue(max(0, min(100, round(100 * bound / best))))
        self._say()

    def _finished(self, task: tasks.Task) -> None:
        if self._task is task:
            self._task = None
            self._rest()

    def _rest(self) -> None:
        self._clock.stop()
        self.bar.hide()
        self.stop.hide()
        self.words.setText("")
        self.under_way.emit(False)

    def _say(self) -> None:
        if self._task is None:
            return
        self.words.setText(progress_words(self._told, round(time.monotonic() - self._begun), self._enough.is_set()))


def progress_words(progress: Told | None, seconds: int, stopping: bool) -> str:
    """Returns how far a plan is: the best so far, what no plan can be below, how long it has taken."""
    if stopping:
        return tr("Stopping: the best plan so far will appear in a moment…")
    best, bound = progress if progress is not None else (None, float("-inf"))
    if best is None:
        return tr("Looking for a first plan… {seconds} s", seconds=seconds)
    if not isfinite(bound):
        return tr(
            "Best plan so far: {best} in total; the proof has begun. {seconds} s",
            best=roughly(Decimal(str(best))),
            seconds=seconds,
        )
    return tr(
        "Best plan so far: {best} in total; proven that none is below {bound}. {seconds} s",
        best=roughly(Decimal(str(best))),
        bound=roughly(Decimal(str(bound))),
        seconds=seconds,
    )
