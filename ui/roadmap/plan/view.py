"""A plan on screen: the sum, when what happens, why, with which money, and the alternatives."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models import counts
from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation
from models.limits import Limits
from models.roadmap import Roadmap
from ui import tasks
from ui.language import tr, words
from ui.results.rows import titled
from ui.roadmap.asking.price import Prices
from ui.roadmap.comparing.other_plans import OtherPlans
from ui.roadmap.plan.by_month import ByMonth
from ui.roadmap.plan.gantt import GanttView
from ui.roadmap.plan.money import PublicMoney, purse_words
from ui.roadmap.plan.reasons import LeftOutRows
from ui.roadmap.plan.steps import StepActs, StepCard
from ui.roadmap.plan.summary import Summary
from ui.style.sheet import GRID
from ui.widgets.basic import label
from ui.widgets.fold import Fold


class PlanView(QWidget):
    """Rebuilt for every plan; the card above it stays."""

    def __init__(  # noqa: PLR0913 the plan, what it is about, and what can be done on it
        self,
        roadmap: Roadmap,
        evaluation: Evaluation,
        catalogue: Catalogue,
        quotes: Prices,
        *,
        before: Roadmap | None,
        remembered: Roadmap | None,
        acts: StepActs,
        remember: Callable[[Roadmap | None], object],
        adopt: Callable[[Limits], object],
        replan: Callable[[], object],
        fail: tasks.Failed,
    ) -> None:
        from models.planner import sized  # the solver is heavy and not needed before

        super().__init__()
        catalogue = sized(catalogue, evaluation.assessment)
        self.by_month: ByMonth | None = None
        self.steps: dict[MeasureId, StepCard] = {}
        self.left_out: Fold | None = None
        self.rows: LeftOutRows | None = None
        """What was left out; None until it is unfolded for the first time."""
        self.gantt: GanttView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(
            Summary(roadmap, evaluation, catalogue, before=before, remembered=remembered, remember=remember)
        )
        if roadmap.to_do_first:
            card, inner = titled(tr("Before you begin"))
            for task in roadmap.to_do_first:
                inner.addWidget(label("• " + words(task)))
            column.addWidget(card)
        if roadmap.steps:
            column.addWidget(self._calendar(roadmap, evaluation, catalogue, acts))
            if roadmap.months:
                self.by_month = ByMonth(roadmap, evaluation, catalogue, fail, replan)
                column.addWidget(self.by_month)
            card, inner = titled(tr("Step by step, with reasons"))
            inner.setSpacing(3 * GRID)
            for step in roadmap.steps:
                shown = self.steps[step.measure] = StepCard(step, catalogue, roadmap.limits, quotes, acts)
                inner.addWidget(shown)
            column.addWidget(card)
        if roadmap.standings:
            card, inner = titled(
                tr("Subsidies and awards that may apply"),
                hint=tr("Dated rules; the office decides whether money is granted."),
            )
            inner.addWidget(PublicMoney(roadmap, evaluation, catalogue))
            column.addWidget(card)
        self.choices = OtherPlans(roadmap, evaluation, catalogue, adopt, fail)
        column.addWidget(self.choices)
        self._fullest = roadmap
        if roadmap.left_out:
            card, inner = titled(tr("What was left out, and why"))

            def make() -> LeftOutRows:
                self.rows = LeftOutRows(self._fullest, evaluation, catalogue, quotes, acts)
                return self.rows

            self.left_out = Fold(make, words(counts.measures(len(roadmap.left_out))))
            inner.addWidget(self.left_out)
            column.addWidget(card)

    def show_beside(self, fuller: Roadmap) -> None:
        """Adds the near-best plans and the exact reasons of what was left out, worked out after the plan."""
        self._fullest = fuller
        self.choices.show_beside(fuller)
        if self.rows is not None:
            self.rows.show_reasons(fuller)

    def _calendar(self, roadmap: Roadmap, evaluation: Evaluation, catalogue: Catalogue, acts: StepActs) -> QWidget:
        card, inner = titled(
            tr("By quarter"),
            hint=tr(
                "Drag a bar to another quarter: it stays there and the rest is planned around it. On the keyboard: ↑ ↓ select, ← → move, Enter fixes it there, Delete returns it to the planner."
            ),
        )
        gantt = self.gantt = GanttView()
        gantt.show_roadmap(roadmap, catalogue, evaluation.rulebook)
        gantt.moved.connect(acts.put)
        gantt.unlocked.connect(acts.unlock)
        inner.addWidget(gantt)
        inner.addWidget(label(purse_words(roadmap), "muted"))
        return card

    def widget_of(self, measure: MeasureId) -> QWidget | None:
        """Returns the place of a measure, in the plan or unfolded among those left out; None when it is in neither."""
        if measure in self.steps:
            return self.steps[measure]
        if self.left_out is not None:
            self.left_out.open_it()
        return self.rows.names.get(measure) if self.rows is not None else None
