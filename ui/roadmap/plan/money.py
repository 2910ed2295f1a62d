"""The money: what each year spends of its budget, and the subsidies that a plan can or cannot count on."""

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models import counts
from models.catalogue import Catalogue
from models.catalogue.public_money import Subsidy
from models.evaluation import Evaluation
from models.figures import yuan
from models.roadmap import Application, Roadmap, RuleStanding
from ui.language import current, tr, words
from ui.roadmap.asking.price import parts
from ui.style.sheet import GRID
from ui.widgets.basic import label
from ui.widgets.fold import Fold


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
    """Rules for this place that touch the plan, each with what it says, what is counted and its source."""

    def __init__(self, roadmap: Roadmap, evaluation: Evaluation, catalogue: Catalogue) -> None:
        super().__init__()
        self._roadmap, self._evaluation, self._catalogue = roadmap, evaluation, catalogue
        rules = {rule.id: rule for rule in catalogue.subsidies}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        applied = {application.rule: application for application in roadmap.applications}
        near = [(rules[standing.rule], standing.why) for standing in near_rules(roadmap) if standing.rule in rules]
        column.addWidget(
            self._rows(
                (
                    rule,
                    _counted(applied[rule.id]) if rule.id in applied else words(why) if why else "",
                    rule.id in applied,
                )
                for rule, why in near
            )
        )
        if roadmap.tax_lines:
            column.addWidget(label(tr("Tax, apart from the cost"), "topic"))
            column.addWidget(
                self._rows(
                    (rules[line.rule], words(line.words), line.amount_wan is not None)
                    for line in roadmap.tax_lines
                    if line.rule in rules
                )
            )
        shown = {rule.id for rule, _ in near} | {line.rule for line in roadmap.tax_lines}
        others = [
            (rules[standing.rule], words(standing.why) if standing.why else "", False)
            for standing in roadmap.standings
            if standing.rule in rules and standing.rule not in shown
        ]
        column.addWidget(
            Fold(
                lambda: self._rows(others),
                tr("Other programmes that the catalogue knows: {count}", count=len(others)),
            )
        )

    def _rows(self, rules: Iterable[tuple[Subsidy, str, bool]]) -> QWidget:
        """Each rule with its words, and beside them what is counted or why nothing is."""
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(0, 1)
        for place, (rule, amounts, good) in enumerate(rules):
            rule_lines = QVBoxLayout()
            rule_lines.setSpacing(2)
            rule_lines.addWidget(label(words(rule.name)))
            rule_lines.addWidget(label(self._told(rule), "muted"))
            grid.addLayout(rule_lines, place, 0)
            counted = label(amounts, "good" if good else "small")
            counted.setFixedWidth(220)
            grid.addWidget(counted, place, 1, Qt.AlignmentFlag.AlignTop)
        return table

    def _told(self, rule: Subsidy) -> str:
        parts = [words(rule.detail)]
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
        parts.append(
            tr(
                "{period}; source: {source} ({sure})",
                period=words(rule.period),
                source=read,
                sure=rule.confidence.text(current()),
            )
        )
        return " · ".join(part for part in parts if part)


def _counted(application: Application) -> str:
    return tr(
        "At most {most}, not before {quarter}. Applying takes {weeks} and costs {cost} with that work. Counted: {net}.",
        most=yuan(application.brings_wan),
        quarter=application.paid,
        weeks=counts.person_weeks(application.staff_weeks),
        cost=yuan(application.costs_wan),
        net=yuan(application.net_wan),
    )


def near_rules(roadmap: Roadmap) -> list[RuleStanding]:
    """Returns the rules for this place that touch the plan, what is counted first, without tax lines."""
    tax = {line.rule for line in roadmap.tax_lines}
    return [
        standing
        for standing in roadmap.standings
        if standing.near and standing.touches and standing.is_open and standing.rule not in tax
    ]
