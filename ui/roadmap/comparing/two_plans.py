"""Two plans side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models import counts
from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation
from models.figures import yuan
from models.language import counted, render
from models.limits import Quarter
from models.roadmap import Alternative, Cost, Roadmap
from models.rulebook import TierId
from ui.language import current, tr, words
from ui.roadmap.asking.price import amount, parts
from ui.style.sheet import GRID
from ui.widgets.basic import label


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be compared of a plan, however it was found."""

    cost: Cost
    ownership_wan: Decimal
    steps: Mapping[MeasureId, tuple[object, Quarter]]
    """Measure → way and start."""
    reached: TierId | None
    finish: Quarter | None
    """When its tier is reached; None when it is not."""

    @classmethod
    def of(cls, plan: Roadmap | Alternative) -> "Outline":
        """Returns the outline of a plan or of an alternative to one."""
        if isinstance(plan, Alternative):
            picked = {measure: (variant, quarter) for measure, variant, quarter in plan.choices}
            return cls(plan.cost, plan.ownership_wan, picked, plan.reached, plan.finish)
        picked = {step.measure: (step.variant, step.quarter) for step in plan.steps}
        finish = next((quarter for quarter, tier in plan.tier_by_quarter if tier == plan.reached), None)
        return cls(plan.cost, plan.ownership_wan, picked, plan.reached, finish if plan.reached else None)


class SideBySide(QWidget):
    """Cost, time and the measures in which two plans differ."""

    def __init__(
        self,
        ours: Outline,
        other: Outline,
        names: tuple[str, str],
        catalogue: Catalogue,
        evaluation: Evaluation,
    ) -> None:
        super().__init__()
        self._catalogue = catalogue
        tiers = {result.tier.id: words(result.tier.name) for result in evaluation.tiers}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        here, there = set(ours.steps), set(other.steps)
        moved = {measure for measure in here & there if ours.steps[measure] != other.steps[measure]}
        both = (ours, other)
        rows: list[tuple[str, str, str]] = [
            ("", *names),
            _row(tr("Total cost"), *(words(amount(plan.cost.total_wan, compared=True)) for plan in both)),
            _row(tr("of which one-off"), *(words(yuan(_split(plan.cost)[0], compared=True)) for plan in both)),
            _row(tr("of which running"), *(words(yuan(_split(plan.cost)[1], compared=True)) for plan in both)),
            _row(tr("subsidies"), *(words(amount(plan.cost.subsidy_wan, compared=True)) for plan in both)),
            _row(tr("Cost of ownership"), *(words(amount(plan.ownership_wan, compared=True)) for plan in both)),
            _row(tr("Tier"), *(tiers.get(plan.reached, "-") if plan.reached else tr("none") for plan in both)),
            _row(tr("Reached in"), *(str(plan.finish or "-") for plan in both)),
            _row(tr("Measures"), *(str(len(plan.steps)) for plan in both)),
            _row(tr("Only in this plan"), self._named(here - there), self._named(there - here)),
        ]
        if moved:
            rows.append((tr("Different variant or time"), self._named(moved), ""))
        for place, texts in enumerate(rows):
            for across, text in enumerate(texts):
                kind = "topic" if place == 0 else "muted" if across == 0 else ""
                grid.addWidget(label(text, kind), place, across, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def _named(self, measures: set[MeasureId]) -> str:
        names = [
            self._catalogue.measures[measure].name
            for measure in sorted(measures)
            if measure in self._catalogue.measures
        ]
        return render(names, current()) if names else "-"


def _split(cost: Cost) -> list[Decimal]:
    """One-off and running cost, 万元, as they add up to the total."""
    return parts((cost.one_off_wan, cost.running_wan))


def _row(name: str, left: str, right: str) -> tuple[str, str, str]:
    return name, left, right


def change_words(before: Roadmap, now: Roadmap) -> str:
    """Returns in one sentence what another limit did: dearer or cheaper, sooner or later; empty when nothing changed."""
    first, second = Outline.of(before), Outline.of(now)
    parts: list[str] = []
    more = second.cost.total_wan - first.cost.total_wan
    if more:
        parts.append(tr("{money} more", money=amount(more)) if more > 0 else tr("{money} less", money=amount(-more)))
    if first.reached != second.reached:
        parts.append(tr("another tier"))
    elif first.finish and second.finish and first.finish != second.finish:
        later = (second.finish.year - first.finish.year) * 4 + second.finish.number - first.finish.number
        parts.append(
            tr("{quarters} later", quarters=counts.quarters(later))
            if later > 0
            else tr("{quarters} sooner", quarters=counts.quarters(-later))
        )
    added, dropped = (
        len(set(second.steps) - set(first.steps)),
        len(set(first.steps) - set(second.steps)),
    )
    if added:
        parts.append(tr("{measures} more", measures=counts.measures(added)))
    if dropped:
        parts.append(words(counted("{count} measure fewer", "{count} measures fewer", count=dropped)))
    if not parts and first.steps != second.steps:
        parts.append(tr("the same measures at other times"))
    return tr("Compared with the previous plan: {changes}.", changes=parts) if parts else ""
