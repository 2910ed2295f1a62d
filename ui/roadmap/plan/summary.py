"""The plan in sum: the target, the money, how certain it is, and the plan remembered for comparison."""

from collections.abc import Callable
from decimal import Decimal

from models import counts
from models.catalogue import Catalogue, VariantId
from models.evaluation import Evaluation
from models.figures import yuan
from models.language import N_, plain_number
from models.limits import Objective
from models.roadmap import PlanStatus, Roadmap
from models.roadmap.falling_short import best_instead
from models.roadmap.price_risk import of_hundred
from ui.language import tr, words
from ui.roadmap.asking.price import amount, parts, roughly
from ui.roadmap.comparing.two_plans import Outline, SideBySide, change_words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row


class Summary(Card):
    """One card above the plan."""

    def __init__(
        self,
        roadmap: Roadmap,
        evaluation: Evaluation,
        catalogue: Catalogue,
        *,
        before: Roadmap | None,
        remembered: Roadmap | None,
        remember: Callable[[Roadmap | None], object],
    ) -> None:
        super().__init__(spacing=GRID // 2)
        unproven = roadmap.status is PlanStatus.UNPROVEN
        self.column.addWidget(label(_headline(roadmap, evaluation), "heading"))
        if unproven:
            self.column.addWidget(
                label(tr("Not proven: a cheaper plan may exist. Plan again and let the proof finish."), "unknown")
            )
        change = change_words(before, roadmap) if before is not None else ""
        if change:
            self.column.addWidget(label(change, "topic"))
        for line in _facts(roadmap):
            self.column.addWidget(label(line, "muted"))
        if roadmap.shortfall is not None:
            for reason in roadmap.shortfall.sentences:
                self.column.addWidget(label(words(reason), "unknown"))
        if remembered is None or remembered is roadmap:
            button = Button(tr("Remember this plan to compare"), kind="link", on_click=lambda: remember(roadmap))
        else:
            sides = (Outline.of(roadmap), Outline.of(remembered))
            names = (tr("This plan"), tr("Remembered plan"))
            self.column.addWidget(SideBySide(*sides, names, catalogue, evaluation))
            button = Button(tr("Forget the remembered plan"), kind="link", on_click=lambda: remember(None))
        self.column.addLayout(row(button, 1))


_BEST = {
    Objective.CHEAPEST: N_(
        "{target} for {total} over {quarters}, with {measures}: the cheapest within these limits, proven."
    ),
    Objective.SOONEST: N_(
        "{target} for {total} over {quarters}, with {measures}: the quickest within these limits, proven."
    ),
    Objective.PAYBACK: N_(
        "{target} for {total} over {quarters}, with {measures}: the shortest payback within these limits, proven."
    ),
    Objective.BENEFIT: N_(
        "{target} for {total} over {quarters}, with {measures}: the highest yearly gain within these limits, proven."
    ),
}


def _headline(roadmap: Roadmap, evaluation: Evaluation) -> str:
    tiers = {result.tier.id: words(result.tier.name) for result in evaluation.tiers}
    target = tiers.get(roadmap.limits.target, roadmap.limits.target)
    total, count = amount(roadmap.cost.total_wan), len(roadmap.steps)
    if roadmap.status is PlanStatus.OPTIMAL:
        if not count and not roadmap.is_sure:
            return tr(
                "Nothing has to be bought for {target}; what is listed under “Before you start” has to be confirmed.",
                target=target,
            )
        if not count:
            return tr("{target} is already reached: nothing needs to be bought.", target=target)
        return tr(
            _BEST[roadmap.limits.objective],
            target=target,
            total=total,
            measures=counts.measures(count),
            quarters=counts.quarters(roadmap.limits.quarters),
        )
    if roadmap.status is PlanStatus.PARTIAL and not count:
        return tr("{target} cannot be reached within the limits, and no step fits them.", target=target)
    if roadmap.status in {PlanStatus.PARTIAL, PlanStatus.INFEASIBLE} and count:
        names = {result.tier.id: result.tier.name for result in evaluation.tiers}
        tier = None if roadmap.brings is None else names[roadmap.brings]
        return tr(
            "{target} cannot be reached within these limits. {best} It takes {measures} and {total}.",
            target=target,
            total=total,
            measures=counts.measures(count),
            best=best_instead(roadmap.limits.objective, tier),
        )
    if roadmap.status is PlanStatus.INFEASIBLE:
        return tr("{target} cannot be reached within these limits.", target=target)
    return tr(
        "Stopped early: the best plan so far has {measures} for {total}, within {gap} % of the optimum.",
        measures=counts.measures(count),
        total=total,
        gap=plain_number((roadmap.gap * 100).quantize(Decimal("0.1"))),
    )


def _facts(roadmap: Roadmap) -> list[str]:
    if not roadmap.steps:
        return []
    cost = roadmap.cost
    one_off, running = parts((cost.one_off_wan, cost.running_wan))
    lines = [
        tr(
            "One-off {one_off}, running {running} within {quarters}, subsidies at most {subsidy}.",
            one_off=yuan(one_off),
            running=yuan(running),
            quarters=counts.quarters(roadmap.limits.quarters),
            subsidy=amount(cost.subsidy_wan),
        )
    ]
    if roadmap.limits.objective is Objective.CHEAPEST and roadmap.status is PlanStatus.OPTIMAL:
        lines.append(
            tr(
                "“Cheapest” refers to the cost of ownership, here {ownership} over {years} of use: however late a measure starts, it counts with all of its running cost and what has to be replaced, less what is still worth something at the end.",
                ownership=amount(roadmap.ownership_wan),
                years=counts.years(roadmap.limits.years_of_use),
            )
        )
    if roadmap.risk is not None:
        risk = roadmap.risk
        lines.append(
            tr(
                "Prices are ranges: {low} to {high} in total, as likely below {median} as above. In about {within} of 100 random draws of all prices the cost of this plan holds, and in {share} of 100 the budget.",
                low=roughly(risk.low_wan),
                high=roughly(risk.high_wan),
                median=roughly(risk.median_wan),
                within=of_hundred(risk.headline_holds_share),
                share=of_hundred(risk.budget_holds_share),
            )
        )
        if not risk.is_affordable:
            lines.append(
                tr(
                    "The budget is likely to be too small: it holds in fewer than half of these draws. Choose surer prices above."
                )
            )
    lines += _gains(roadmap)
    shared = sum(step.variant is VariantId.SHARED for step in roadmap.steps)
    if shared:
        lines.append(
            tr(
                "Shared services instead of purchases: {shared} of {all}.",
                shared=shared,
                all=len(roadmap.steps),
            )
        )
    own = sum(step.measure in {measure for measure, _ in roadmap.limits.prices_wan} for step in roadmap.steps)
    if own:
        lines.append(tr("Prices that are your own quotes: {own} of {all}.", own=own, all=len(roadmap.steps)))
    return lines


def _gains(roadmap: Roadmap) -> list[str]:
    """What the plan brings per year and where the figures come from; nothing if no gain counts."""
    gain, running, years = roadmap.gain_wan_a_year, roadmap.running_wan_a_year, roadmap.payback_years
    if gain <= 0:
        return []
    facts = {"gain": roughly(gain), "running": roughly(running)}
    text = (
        tr("Gain {gain} a year once everything runs, less than the running cost of {running} a year.", **facts)
        if years is None
        else tr(
            "Gain {gain} a year once everything runs, running cost {running} a year: the one-off cost is recovered after about {years}.",
            years=counts.years(years.quantize(Decimal("0.1"))),
            **facts,
        )
    )
    whose = tr(
        "Gains are cautious figures of the catalogue at the size of this factory, not measured in it; those of the same machine hours (OEE, output, stops, changeovers) are added and may overlap."
    )
    return [f"{text} {whose}"]
