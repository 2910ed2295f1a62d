"""The page that plans: the talk, the plan by quarter, its reasons, and the plans beside it."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from models.catalogue import Catalogue, MeasureId, VariantId
from models.errors import ApplicationError
from models.figures import Figure
from models.language import N_
from models.roadmap import Alternative, Limits, Lock, PlanStatus, Roadmap
from ui import tasks
from ui.language import tr, words
from ui.page import Page
from ui.results.rows import titled
from ui.roadmap.afterwards import Afterwards
from ui.roadmap.frontier import Frontier
from ui.roadmap.gantt import Gantt
from ui.roadmap.reasons import LeftOutRows
from ui.roadmap.steps import Fold, StepCard
from ui.roadmap.summary import Summary
from ui.roadmap.talk import Talk
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.banner import Banner
from ui.widgets.basic import Button, clear, label, row

if TYPE_CHECKING:
    from models.workspace import Workspace


class RoadmapPage(Page):
    """Plans in the background; what was planned last stays on screen until the next plan is there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._task: tasks.Task | None = None
        self._shown: Roadmap | None = None
        self._compared: Roadmap | None = None
        self._ready = False
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("The cheapest proven way to the next tier"))
        body.addWidget(title)
        self.talk = Talk()
        self.talk.changed.connect(self._limits_changed)
        body.addWidget(self.talk)
        self.start = Button(kind="primary", icon_name="route", on_click=self.plan)
        self.say(self.start.setText, N_("Work out the plan"))
        self.cancel = Button(on_click=self._cancel)
        self.say(self.cancel.setText, N_("Stop and keep the best so far"))
        self.cancel.hide()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._progress = label(kind="muted")
        body.addLayout(row(self.start, self.cancel, self._progress, 1))
        body.addWidget(self._busy)
        self._banner = Banner()
        body.addWidget(self._banner)
        self._done_box = QVBoxLayout()
        body.addLayout(self._done_box)
        self._result = QWidget()
        self._sections = QVBoxLayout(self._result)
        self._sections.setContentsMargins(0, 0, 0, 0)
        self._sections.setSpacing(2 * GRID)
        self._result.hide()
        body.addWidget(self._result)
        body.addStretch(1)
        self.scrolled(content)
        session.case_changed.connect(self._other_case)
        session.catalogue_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Shows the talk with this factory's tiers, and the last plan."""
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None:
            return
        if not self._ready:
            self._ready = True
            self.talk.show_choices(evaluation, catalogue)
            if self.session.roadmap is not None:
                self.talk.show_limits(self.session.roadmap.limits)
            else:
                self._load_limits()
        if self.session.roadmap is not self._shown:
            self._show(self.session.roadmap)

    def retranslate(self) -> None:
        """Speaks the new language in the talk and in the plan."""
        self._ready = False
        shown, self._shown = self._shown, None
        limits = self.talk.limits() if shown is not None else None
        super().retranslate()
        if limits is not None:
            self.talk.show_limits(limits)

    def _other_case(self) -> None:
        self._ready = False
        self._compared = None
        clear(self._done_box)
        self._cancel()

    # ---- planning

    def plan(self) -> None:
        """Starts a plan with what the talk says."""
        limits = self.talk.limits() if self._ready else None
        if limits is not None:
            self.plan_with(limits)

    def plan_with(self, limits: Limits) -> None:
        """Starts a plan in the background; a plan already under way is stopped."""
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None:
            return
        self._cancel()
        self._busy.show()
        self.cancel.show()
        self._progress.setText(tr("Working out the plan…"))

        def work(control: tasks.Control) -> Roadmap:
            from models.planner import plan  # the solver is heavy and not needed before

            return plan(
                evaluation,
                catalogue,
                limits,
                on_progress=lambda *told: control.progress(told),
                cancelled=lambda: control.cancelled or self._stop_asked,
                beside=False,
            )

        self._stop_asked = False
        self._task = tasks.run(work, self._planned, self._failed, self._progressed)
        self._task.finished.connect(self._finished)

    _stop_asked = False

    def _cancel(self) -> None:
        # The solver is asked, not killed: it comes back with the best plan so far.
        self._stop_asked = True

    def _progressed(self, told: Any) -> None:
        numbers = [value for value in told if isinstance(value, (int, float, Decimal))]
        if len(numbers) >= 2:
            self._progress.setText(
                tr(
                    "Best plan so far {best}, no plan can be below {bound}.",
                    best=f"{numbers[0]:.1f}",
                    bound=f"{numbers[1]:.1f}",
                )
            )

    def _planned(self, roadmap: Roadmap) -> None:
        self.session.set_roadmap(roadmap)
        self._keep_limits(roadmap.limits)
        self._show(roadmap)
        self._look_beside(roadmap)

    def _look_beside(self, roadmap: Roadmap) -> None:
        """Works out the near-best plans now that the plan itself is on screen."""
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None or roadmap.status is not PlanStatus.OPTIMAL:
            return

        def work(control: tasks.Control) -> Roadmap:
            from models.planner import with_alternatives

            return with_alternatives(
                evaluation, catalogue, roadmap, lambda: control.cancelled or self._shown is not roadmap
            )

        def done(fuller: Roadmap) -> None:
            if self._shown is roadmap:
                self._shown = fuller
                self.session.set_roadmap(fuller)
                self._fill_beside(fuller)

        tasks.run(work, done, self._failed)

    def _keep_limits(self, limits: Limits) -> None:
        """Keeps what the manager can give, so that the talk need not be held twice."""
        assessment = self.session.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def work(workspace: "Workspace") -> None:
            from models.workspace import Quote

            workspace.save_plan_limits(case, limits)
            for quote in workspace.quotes(case):
                if (quote.measure, quote.variant) not in limits.prices_wan:
                    workspace.remove_quote(case, quote.measure, quote.variant)
            for (measure, variant), (one_off, running) in limits.prices_wan.items():
                workspace.save_quote(case, Quote(measure, variant, one_off, running))

        self.session.in_workspace(work)

    def _load_limits(self) -> None:
        assessment = self.session.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def show(limits: Limits | None) -> None:
            if limits is not None and self.session.roadmap is None and self._ready:
                self.talk.show_limits(limits)

        self.session.in_workspace(lambda workspace: workspace.plan_limits(case), show)

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, ApplicationError):
            self.fail(problem)
            return
        raise problem

    def _finished(self) -> None:
        self._task = None
        self._busy.hide()
        self.cancel.hide()
        self._progress.setText("")

    def _limits_changed(self) -> None:
        if self._shown is not None:
            self._banner.tell(
                "note", tr("The limits changed; the plan below is the one from before."), (tr("Plan again"), self.plan)
            )

    # ---- showing

    def _show(self, roadmap: Roadmap | None) -> None:
        self._shown = roadmap
        clear(self._sections)
        self._banner.hide()
        self._result.setVisible(roadmap is not None)
        catalogue, evaluation = self.session.catalogue, self.session.evaluation
        if roadmap is None or catalogue is None or evaluation is None:
            return
        names = {result.tier.id: words(result.tier.name) for result in evaluation.tiers}
        self._sections.addWidget(Summary(roadmap, self._compared, names, catalogue, self._remember))
        if roadmap.to_do_first:
            card, inner = titled(tr("What no money can buy: do these yourself"))
            for one in roadmap.to_do_first:
                inner.addWidget(label("• " + words(one)))
            self._sections.addWidget(card)
        if roadmap.steps:
            card, inner = titled(
                tr("By quarter"),
                hint=tr("Drag a bar, or choose it and press ← or →: it stays there and the rest is planned around it."),
            )
            gantt = Gantt()
            gantt.show_roadmap(roadmap, catalogue, evaluation.rulebook)
            gantt.moved.connect(self.put)
            inner.addWidget(gantt)
            self._sections.addWidget(card)
            self._sections.addWidget(self._step_list(roadmap, catalogue))
        self._sections.addWidget(self._choices(roadmap, catalogue))
        if roadmap.left_out:
            card, inner = titled(tr("What was left out, and why"))
            inner.addLayout(
                Fold(
                    tr("{count} measures", count=len(roadmap.left_out)),
                    lambda: LeftOutRows(roadmap, evaluation, catalogue),
                )
            )
            self._sections.addWidget(card)

    def _remember(self, roadmap: Roadmap | None) -> None:
        self._compared = roadmap
        self._show(self._shown)

    def _step_list(self, roadmap: Roadmap, catalogue: Catalogue) -> QWidget:
        card, inner = titled(tr("Step by step, with reasons"))
        inner.setSpacing(2 * GRID)
        for step in roadmap.steps:
            inner.addWidget(
                StepCard(
                    step,
                    catalogue.measures[step.measure],
                    roadmap.limits,
                    on_quote=self.quote,
                    on_forbid=self._forbid,
                    on_done=self._mark_done,
                    on_source=self._sources,
                )
            )
        return card

    def _sources(self, figure: Figure) -> str:
        catalogue = self.session.catalogue
        read = [
            catalogue.sources[key].what for key in figure.sources if catalogue is not None and key in catalogue.sources
        ]
        return tr("Source: {sources}", sources="; ".join(read)) if read else ""

    def _choices(self, roadmap: Roadmap, catalogue: Catalogue) -> QWidget:
        card, inner = titled(tr("Other plans worth a look"))
        inner.setSpacing(GRID)
        self._beside_box = QVBoxLayout()
        inner.addLayout(self._beside_box)
        if roadmap.alternatives or roadmap.status is not PlanStatus.OPTIMAL:
            self._fill_beside(roadmap)
        else:
            self._beside_box.addWidget(label(tr("Looking for plans that come near this one…"), "muted"))
        self._frontier_box = QVBoxLayout()
        inner.addLayout(self._frontier_box)
        button = Button(tr("Draw cost against time"), icon_name="chart-column", on_click=self._draw_frontier)
        self._frontier_box.addLayout(row(button, 1))
        return card

    def _fill_beside(self, roadmap: Roadmap) -> None:
        clear(self._beside_box)
        for one in roadmap.alternatives:
            self._beside_box.addWidget(Button(words(one.label), kind="link", on_click=partial(self._take, one)))
        if not roadmap.alternatives:
            self._beside_box.addWidget(label(tr("No other plan comes near this one."), "muted"))

    def _draw_frontier(self) -> None:
        evaluation, catalogue, shown = self.session.evaluation, self.session.catalogue, self._shown
        if evaluation is None or catalogue is None or shown is None:
            return
        clear(self._frontier_box)
        waiting = label(tr("Solving one plan for each point…"), "muted")
        self._frontier_box.addWidget(waiting)

        def work(control: tasks.Control) -> tuple[Alternative, ...]:
            from models.planner import frontier

            return tuple(
                frontier(evaluation, catalogue, shown.limits, cancelled=lambda: control.cancelled, against="money")
            )

        def done(points: tuple[Alternative, ...]) -> None:
            if self._shown is not shown:
                return
            clear(self._frontier_box)
            chart = Frontier()
            chart.show_points(points)
            chart.chosen.connect(self._take)
            self._frontier_box.addWidget(label(tr("Each point is a proven plan; click one to see it."), "small"))
            self._frontier_box.addWidget(chart)

        tasks.run(work, done, self._failed)

    # ---- acting on a plan

    def put(self, lock: Lock) -> None:
        """Puts a measure into its quarter and plans the rest around it."""
        self.talk.lock(lock)
        self.plan()

    def _take(self, one: Alternative) -> None:
        limits = self.talk.limits()
        if limits is not None:
            locks = tuple(Lock(measure, variant, quarter) for measure, variant, quarter in one.choices)
            wanted = {measure for measure, _, _ in one.choices}
            catalogue = self.session.catalogue
            others = (
                frozenset(measure for measure in catalogue.measures if measure not in wanted)
                if catalogue
                else frozenset()
            )
            if one.limits is not None:
                limits = replace(limits, target=one.limits.target, budget_wan=one.limits.budget_wan)
            self._compared = self._shown
            self.plan_with(replace(limits, require=locks, forbid=limits.forbid | (others - limits.done)))

    def quote(self, measure: MeasureId, variant: VariantId, one_off: Decimal, running: Decimal) -> None:
        """Plans again with the person's own price, 万元 and 万元 a year."""
        self.talk.quote(measure, variant, one_off, running)
        self.plan()

    def _forbid(self, measure: MeasureId) -> None:
        self.talk.forbid(measure)
        self.plan()

    def _mark_done(self, measure: MeasureId) -> None:
        self.talk.mark_done(measure)
        catalogue, limits = self.session.catalogue, self.talk.limits()
        if catalogue is not None and self.session.evaluation is not None and limits is not None:
            clear(self._done_box)
            close = partial(clear, self._done_box)
            self._done_box.addWidget(
                Afterwards(self.session, catalogue, measure, limits.done, self._shown, on_close=close)
            )
        self.plan()
