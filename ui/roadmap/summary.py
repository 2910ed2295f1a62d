"""What the plan comes to: the target, the money, how sure it is, and beside it the plan that was remembered."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from models.catalogue import Catalogue, MeasureId, VariantId
from models.language import plain_number, render
from models.roadmap import PlanStatus, Roadmap
from models.rulebook import TierId
from ui.language import current, tr, words
from ui.roadmap.steps import amount
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row


class Summary(Card):
    """One card above the plan."""

    def __init__(
        self,
        roadmap: Roadmap,
        remembered: Roadmap | None,
        tiers: Mapping[TierId, str],
        catalogue: Catalogue,
        remember: Callable[[Roadmap | None], object],
    ) -> None:
        super().__init__(spacing=GRID // 2)
        self._catalogue = catalogue
        self.column.addWidget(label(_headline(roadmap, tiers), "heading"))
        for line in _facts(roadmap):
            self.column.addWidget(label(line, "muted"))
        if roadmap.shortfall is not None:
            for one in roadmap.shortfall.sentences:
                self.column.addWidget(label(words(one), "unknown"))
        if remembered is None or remembered is roadmap:
            button = Button(tr("Remember this plan to compare"), kind="link", on_click=lambda: remember(roadmap))
        else:
            self._compare(roadmap, remembered)
            button = Button(tr("Forget the remembered plan"), kind="link", on_click=lambda: remember(None))
        self.column.addLayout(row(button, 1))

    def _compare(self, ours: Roadmap, other: Roadmap) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        here, there = {step.measure for step in ours.steps}, {step.measure for step in other.steps}
        rows = (
            ("", tr("This plan"), tr("Remembered plan")),
            (tr("Total cost"), words(amount(ours.cost.total)), words(amount(other.cost.total))),
            (tr("Steps"), str(len(ours.steps)), str(len(other.steps))),
            (
                tr("Last step finished"),
                *(str(max((step.finish for step in one.steps), default="-")) for one in (ours, other)),
            ),
            (tr("Only here"), self._named(here - there), self._named(there - here)),
        )
        for place, texts in enumerate(rows):
            for across, text in enumerate(texts):
                kind = "muted" if across == 0 or place == 0 else ""
                grid.addWidget(label(text, kind), place, across, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.column.addLayout(grid)

    def _named(self, measures: set[MeasureId]) -> str:
        names = [self._catalogue.measures[one].name for one in sorted(measures) if one in self._catalogue.measures]
        return render(names, current()) if names else "-"


def _headline(roadmap: Roadmap, tiers: Mapping[TierId, str]) -> str:
    target = tiers.get(roadmap.limits.target, roadmap.limits.target)
    total, count = amount(roadmap.cost.total), len(roadmap.steps)
    if roadmap.status is PlanStatus.OPTIMAL:
        if not count:
            return tr("{target} is reached already: nothing has to be bought.", target=target)
        return tr(
            "{target} for {total} in {count} steps: proven cheapest under these limits.",
            target=target,
            total=total,
            count=count,
        )
    if roadmap.status is PlanStatus.PARTIAL and not count:
        return tr("The limits do not reach {target}, and no step fits into them.", target=target)
    if roadmap.status is PlanStatus.PARTIAL:
        return tr(
            "The limits do not reach {target}. This is the proven best use of them: {count} steps for {total}.",
            target=target,
            total=total,
            count=count,
        )
    if roadmap.status is PlanStatus.INFEASIBLE and count:
        return tr(
            "No plan reaches {target} under these limits; this one closes as much as can be closed: {count} steps for {total}.",
            target=target,
            total=total,
            count=count,
        )
    if roadmap.status is PlanStatus.INFEASIBLE:
        return tr("{target} cannot be reached under these limits.", target=target)
    return tr(
        "Stopped early: the best plan so far, at most {gap} % from the best possible.",
        gap=plain_number((roadmap.gap * 100).quantize(Decimal("0.1"))),
    )


def _facts(roadmap: Roadmap) -> list[str]:
    if not roadmap.steps:
        return []
    cost = roadmap.cost
    lines = [
        tr(
            "One-off {one_off}, running {running} within {quarters} quarters, subsidies {subsidy}.",
            one_off=amount(cost.one_off),
            running=amount(cost.running),
            quarters=roadmap.limits.quarters,
            subsidy=amount(cost.subsidy),
        )
    ]
    if roadmap.risk is not None:
        risk = roadmap.risk
        lines.append(
            tr(
                "Prices are ranges: {low} to {high} in all, as likely below {median} as above; the budget is enough in about {share} of 100 cases.",
                low=amount(risk.low),
                high=amount(risk.high),
                median=amount(risk.median),
                share=plain_number((risk.budget_holds_share * 100).quantize(Decimal(1))),
            )
        )
    shared = sum(step.variant is VariantId.SHARED for step in roadmap.steps)
    if shared:
        lines.append(
            tr(
                "{shared} of {all} measures are shared services instead of purchases.",
                shared=shared,
                all=len(roadmap.steps),
            )
        )
    return lines
