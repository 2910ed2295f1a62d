"""Other plans worth a look: near-best plans, the frontier as a chart, and the plan at the highest prices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from models.catalogue import Catalogue
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.roadmap import Alternative, Limits, Lock, Objective, PlanStatus, Roadmap
from ui import tasks
from ui.language import tr, words
from ui.roadmap.asking.price import amount
from ui.roadmap.comparing.frontier import Frontier
from ui.roadmap.comparing.two_plans import Outline, SideBySide
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row

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
        self.against = QComboBox()
        for text, value in (
            (tr("effect of less or more money per year"), "money"),
            (tr("cost against time"), "time"),
            (tr("cost against tier"), "tier"),
        ):
            self.against.addItem(text, value)
        self.draw = Button(tr("Draw the chart"), icon_name="chart-column", on_click=self.draw_frontier)
        self.pessimistic = Button(
            tr("What if every price is at the top of its range?"),
            icon_name="triangle-alert",
            on_click=self.plan_pessimistic,
        )
        name = label(tr("Chart:"), wrap=False)
        name.setBuddy(self.against)
        self.against.setAccessibleName(tr("What the chart shows"))
        self.column.addLayout(row(name, self.against, self.draw, 1))
        self._chart = QVBoxLayout()
        self.column.addLayout(self._chart)
        if roadmap.limits.highest_prices:
            self.pessimistic.hide()
        self.column.addLayout(row(self.pessimistic, 1))
        self._dear = QVBoxLayout()
        self.column.addLayout(self._dear)
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

    def plan_pessimistic(self) -> None:
        """Plans with the highest price of every range, and shows that plan beside this one."""
        evaluation, catalogue, limits = self._evaluation, self._catalogue, self._roadmap.limits

        def work(control: tasks.Control) -> Roadmap:
            from models.planner import plan

            dear = replace(limits, highest_prices=True)
            return plan(evaluation, catalogue, dear, cancelled=lambda: control.cancelled, beside=False)

        self._work(self._dear, tr("Planning with the highest prices…"), work, self._show_dear)

    def _show_dear(self, dear: Roadmap) -> None:
        if dear.status is PlanStatus.OPTIMAL:
            text = tr("Even at the highest prices there is a plan within your limits; it is the cheapest then, proven.")
        else:
            text = tr("At the highest prices, the goal is out of reach within your limits.")
        self._dear.addWidget(label(text, "topic"))
        if dear.shortfall is not None:
            for reason in dear.shortfall.sentences:
                self._dear.addWidget(label(words(reason), "unknown"))
        names = (tr("Plan on screen"), tr("At the highest prices"))
        sides = (Outline.of(self._roadmap), Outline.of(dear))
        self._dear.addWidget(SideBySide(*sides, names, self._catalogue, self._evaluation))
        take = Button(tr("Plan with the highest prices"), on_click=lambda: self._adopt(dear.limits))
        self._dear.addLayout(row(take, 1))

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
