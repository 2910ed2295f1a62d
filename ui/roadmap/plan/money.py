"""The money: what each year spends of its budget, and the subsidies that a plan can or cannot count on."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation
from models.figures import yuan
from models.funding import Subsidy
from models.planner.asking.subsidies import here, in_force, why_not
from models.roadmap import Roadmap
from ui.language import current, tr, words
from ui.roadmap.asking.price import amount, parts
from ui.style.sheet import GRID
from ui.widgets.basic import label


def purse_words(roadmap: Roadmap) -> str:
    """Returns what each year (or quarter) spends, beside the money that was given for it."""
    limits = roadmap.limits
    spent: dict[str, Decimal] = {}
    for cost in roadmap.cost_by_quarter:
        span = str(cost.quarter) if limits.budget_by_quarter else str(cost.quarter.year)
        spent[span] = spent.get(span, Decimal(0)) + cost.one_off_wan + cost.running_wan
    spans: list[str] = []
    left = Decimal(0)
    for place, (span, money) in enumerate(zip(spent, parts(spent.values()), strict=True)):
        budget = limits.budget_wan[min(place, len(limits.budget_wan) - 1)]
        facts = {"span": span, "spent": yuan(money), "budget": yuan(budget)}
        if money > budget and left > 0:
            spans.append(tr("{span}: {spent} of {budget} plus {left} carried over", left=yuan(left), **facts))
        else:
            spans.append(tr("{span}: {spent} of {budget}", **facts))
        left = left + budget - money if limits.carry_over else Decimal(0)
    return tr("Spent: {spans}", spans=spans)


class PublicMoney(QWidget):
    """Rules of the whole country and of the factory's place that touch the plan, each with what it says and its source."""

    def __init__(self, roadmap: Roadmap, evaluation: Evaluation, catalogue: Catalogue) -> None:
        super().__init__()
        self._roadmap, self._evaluation, self._catalogue = roadmap, evaluation, catalogue
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnMinimumWidth(0, 220)
        grid.setColumnStretch(1, 1)
        for place, rule in enumerate(near_rules(roadmap, evaluation, catalogue)):
            grid.addWidget(label(words(rule.name)), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(self._told(rule), "muted"), place, 1)
            reason = why_not(rule, roadmap.limits, evaluation.assessment)
            amounts = label(
                self._counted(rule) if reason is None else words(reason), "good" if reason is None else "small"
            )
            amounts.setFixedWidth(200)
            grid.addWidget(amounts, place, 2, Qt.AlignmentFlag.AlignTop)

    def _told(self, rule: Subsidy) -> str:
        parts = [words(rule.detail)]
        if rule.share is not None:
            parts.append(tr("share {share} %", share=round(rule.share * 100)))
        if rule.cap_wan is not None:
            parts.append(tr("at most {cap}", cap=yuan(rule.cap_wan)))
        if rule.award_wan is not None and rule.award_tier is not None:
            tiers = {result.tier.id: result.tier.name for result in self._evaluation.tiers}
            parts.append(
                tr(
                    "award of {award} for reaching {tier}; not included in the cost shown here",
                    award=yuan(rule.award_wan),
                    tier=tiers.get(rule.award_tier, rule.award_tier),
                )
            )
        sources = self._catalogue.sources
        read = "; ".join(words(sources[key].what) for key in rule.sources if key in sources)
        parts.append(tr("{period}; source: {source} ({sure})", **_origin(rule, read)))
        return " · ".join(part for part in parts if part)

    def _counted(self, rule: Subsidy) -> str:
        if rule.id in self._roadmap.limits.uncounted:
            return tr("Not counted, at your request.")
        touched = [step for step in self._roadmap.steps if _touches(rule, step.measure, self._catalogue)]
        paid = sum((step.subsidy_wan for step in touched), Decimal(0))
        return tr("Counted: {amount} in this plan.", amount=amount(paid))


def _origin(rule: Subsidy, read: str) -> Mapping[str, object]:
    dates = " – ".join(filter(None, (rule.valid_from, rule.valid_until)))
    return {"period": dates or tr("no dates published"), "source": read, "sure": rule.confidence.text(current())}


def _touches(rule: Subsidy, measure: MeasureId, catalogue: Catalogue) -> bool:
    known = catalogue.measures.get(measure)
    return known is not None and bool(set(known.funding_tags) & set(rule.funding_tags))


def near_rules(roadmap: Roadmap, evaluation: Evaluation, catalogue: Catalogue) -> list[Subsidy]:
    """Returns the rules for this place that touch a measure of the plan or reward its tier: those that count, then those in force."""
    rules = [
        rule
        for rule in catalogue.subsidies
        if here(rule, evaluation.assessment) is not False
        and rule.region
        and (
            rule.award_tier == roadmap.limits.target
            or any(_touches(rule, step.measure, catalogue) for step in roadmap.steps)
        )
    ]
    limits = roadmap.limits
    return sorted(
        rules,
        key=lambda rule: (why_not(rule, limits, evaluation.assessment) is not None, not in_force(rule, limits)),
    )
