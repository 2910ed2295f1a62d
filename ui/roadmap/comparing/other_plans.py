"""Other plans worth a look: near-best plans, the frontier as a chart, and what certainty costs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models.catalogue import Catalogue
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.limits import Limits, Lock, Objective
from models.roadmap import Alternative, PlanStatus, Roadmap
from models.roadmap.price_risk import of_hundred
from ui import tasks
from ui.language import tr, words
from ui.roadmap.asking.price import amount
from ui.roadmap.comparing.frontier import Frontier
from ui.roadmap.comparing.two_plans import Outline, SideBySide
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.choice_box import ChoiceBox

_T = TypeVar("_T")


def limits_towards(limits: Limits, shown: Roadmap, alternative: Alternative, against: str) -> Limits:
    """Returns the limits under which the planner comes to an alternative, so that it can be adopted and changed further.

    Args:
        limits: what the person said.
        shown: the plan on screen.
        alternative: what to come to.
        against: `beside` for a near-best plan, `money`, `tier` or `time` for a point of that frontier.
    """
    if against == "beside":
        before = {(step.measure, step.variant) for step in shown.steps}
        after = {(measure, variant) for measure, variant, _ in alternative.choices}
        known = {lock.measure for lock in limits.require}
        locks = [Lock(measure, variant) for measure, variant in sorted(after - before) if measure not in known]
        dropped = {measure for measure, _ in before} - {measure for measure, _ in after}
        return replace(limits, require=(*limits.require, *locks), forbid=limits.forbid | dropped)
    if against == "time":
        kept = tuple(Lock(measure, variant, quarter) for measure, variant, quarter in alternative.choices)
        return replace(limits, require=kept)
    if alternative.limits is not None:
        # A point of the frontier of money is the soonest plan for its money.
        soonest = Objective.SOONEST if against == "money" else limits.objective
        return replace(
            limits, target=alternative.limits.target, budget_wan=alternative.limits.budget_wan, objective=soonest
        )
    return replace(limits, target=alternative.reached or limits.target)


class OtherPlans(Card):
    """One card below the plan. What is worked out here is shown beside the plan; it takes its place when asked for."""

    def __init__(
        self,
        roadmap: Roadmap,
        evaluation: Evaluation,
        catalogue: Catalogue,
        adopt: Callable[[Limits], object],
        fail: tasks.Failed,
    ) -> None:
        super().__init__(spacing=GRID)
        self._roadmap, self._evaluation, self._catalogue = roadmap, evaluation, catalogue
        self._adopt, self._fail = adopt, fail
        self.column.addWidget(label(tr("Other plans worth a look"), "heading"))
        self._beside = QVBoxLayout()
        self.column.addLayout(self._beside)
        self.against = ChoiceBox()
        for text, value in (
            (tr("effect of less or more money per year"), "money"),
            (tr("cost against time"), "time"),
            (tr("cost against tier"), "tier"),
        ):
            self.against.addItem(text, value)
        self.draw = Button(tr("Draw the chart"), icon_name="chart-column", on_click=self.draw_frontier)
        self.surer = Button(tr("What does certainty cost?"), icon_name="triangle-alert", on_click=self.plan_surer)
        name = label(tr("Chart:"), wrap=False)
        name.setBuddy(self.against)
        self.against.setAccessibleName(tr("What the chart shows"))
        self.column.addLayout(row(name, self.against, self.draw, 1))
        self._chart = QVBoxLayout()
        self.column.addLayout(self._chart)
        self.column.addLayout(row(self.surer, 1))
        self._surer = QVBoxLayout()
        self.column.addLayout(self._surer)
        self._looked_at = QVBoxLayout()
        self.column.addLayout(self._looked_at)
        if roadmap.alternatives or roadmap.status is not PlanStatus.OPTIMAL:
            self.show_beside(roadmap)
        else:
            self._beside.addWidget(label(tr("Looking for close alternatives…"), "muted"))

    def show_beside(self, roadmap: Roadmap) -> None:
        """Lists the near-best plans, now that they are known."""
        from models.planner.telling.alternatives import DIFFERENT

        clear(self._beside)
        if not roadmap.alternatives:
            self._beside.addWidget(label(tr("No other plan comes close to this one."), "muted"))
            return
        text = tr(
            "Each is the best, proven, among plans that omit {count} or more measures of every plan above it.",
            count=DIFFERENT[0],
        )
        self._beside.addWidget(label(text, "muted"))
        for alternative in roadmap.alternatives:
            more = alternative.ownership_wan - roadmap.ownership_wan
            link = Button(words(alternative.label), kind="link", on_click=partial(self.look_at, alternative, "beside"))
            link.setAccessibleDescription(tr("Show next to this plan"))
            price = label(
                tr(
                    "{total}, cost of ownership {more} higher",
                    total=amount(alternative.cost.total_wan, compared=True),
                    more=amount(more, compared=True),
                ),
                "muted",
                wrap=False,
            )
            line = row(link, price)
            line.setStretch(0, 1)
            self._beside.addLayout(line)

    def look_at(self, alternative: Alternative, against: str) -> None:
        """Shows an alternative beside the plan on screen."""
        clear(self._looked_at)
        self._looked_at.addWidget(label(words(alternative.label), "topic"))
        sides = (Outline.of(self._roadmap), Outline.of(alternative))
        names = (tr("Plan on screen"), tr("This one"))
        self._looked_at.addWidget(SideBySide(*sides, names, self._catalogue, self._evaluation))
        limits = limits_towards(self._roadmap.limits, self._roadmap, alternative, against)
        self.take = Button(tr("Use this plan"), kind="primary", on_click=lambda: self._adopt(limits))
        close = Button(tr("Close"), kind="link", on_click=lambda: clear(self._looked_at))
        self._looked_at.addLayout(row(self.take, close, 1))

    def draw_frontier(self) -> None:
        """Solves one plan for each point and draws them."""
        against = str(self.against.currentData())
        evaluation, catalogue, limits = self._evaluation, self._catalogue, self._roadmap.limits

        def work(control: tasks.Control) -> tuple[Alternative, ...]:
            from models.planner import frontier

            return tuple(frontier(evaluation, catalogue, limits, lambda: control.cancelled, against=against))

        self._work(
            self._chart, tr("Solving one plan for each point…"), work, lambda points: self._drawn(points, against)
        )

    def _drawn(self, points: Sequence[Alternative], against: str) -> None:
        if not points:
            self._chart.addWidget(label(tr("There is no plan to draw within these limits."), "muted"))
            return
        chart = Frontier(against)
        tiers = {result.tier.id: words(result.tier.name) for result in self._evaluation.tiers}
        chart.show_points(points, tiers)
        chart.chosen.connect(lambda point: self.look_at(point, against))
        self._chart.addWidget(
            label(tr("Each point is a proven plan; click one, or use ← and →, to see it next to this one."), "small")
        )
        self._chart.addWidget(chart)

    def plan_surer(self) -> None:
        """Plans at surer prices, and shows those plans side by side with this one."""
        evaluation, catalogue, known = self._evaluation, self._catalogue, self._roadmap

        def work(control: tasks.Control) -> tuple[Roadmap, ...]:
            from models.planner import certainties

            return tuple(certainties(evaluation, catalogue, known.limits, lambda: control.cancelled, known=known))

        self._work(self._surer, tr("Planning at surer prices…"), work, self._show_surer)

    def _show_surer(self, plans: Sequence[Roadmap]) -> None:
        said = tr(
            "Each is the best plan, proven, with each price at the level that is not exceeded in so many of 100 cases, should all rise together."
        )
        self._surer.addWidget(label(said, "small"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setColumnStretch(4, 1)
        heads = (tr("Sure in"), tr("Cost of ownership"), tr("The budget holds in"), tr("Goal"))
        for across, text in enumerate(heads):
            grid.addWidget(label(text, "muted", wrap=False), 0, across)
        for place, roadmap in enumerate(plans, start=1):
            share, risk = roadmap.limits.sure or Decimal(1), roadmap.risk
            name = tr("{share} of 100 cases", share=round(share * 100))
            link = Button(name, kind="link", on_click=partial(self._adopt, roadmap.limits))
            link.setAccessibleDescription(tr("Plan at these prices"))
            holds = "-" if risk is None else tr("{share} of 100 cases", share=of_hundred(risk.budget_holds_share))
            reached = {
                PlanStatus.OPTIMAL: tr("reached"),
                PlanStatus.UNPROVEN: tr("not known in time"),
            }.get(roadmap.status, tr("not reached"))
            grid.addWidget(link, place, 0)
            cells = (words(amount(roadmap.ownership_wan, compared=True)), holds, reached)
            for across, text in enumerate(cells, start=1):
                grid.addWidget(label(text, wrap=False), place, across)
        self._surer.addLayout(grid)

    def _work(
        self, box: QVBoxLayout, waiting: str, work: Callable[[tasks.Control], _T], show: Callable[[_T], None]
    ) -> None:
        clear(box)
        stop = Button(tr("Stop"), kind="link")
        line = QWidget()
        line.setLayout(row(label(waiting, "muted", wrap=False), stop, 1))
        box.addWidget(line)

        def done(result: _T) -> None:
            clear(box)
            show(result)

        def failed(problem: ApplicationError) -> None:
            clear(box)
            self._fail(problem)

        task = tasks.run(work, done, failed)
        # What was asked about a plan that is no longer on screen is not answered.
        self.destroyed.connect(task.cancel)

        def stopped() -> None:
            task.cancel()
            clear(box)

        stop.clicked.connect(lambda _checked: stopped())
