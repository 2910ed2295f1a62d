"""What price ranges mean for a whole plan: its cost as a range, and the probability that the budget holds."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import TYPE_CHECKING

from models.catalogue import Catalogue, MeasureId, VariantId
from models.figures import Figure, yuan
from models.language import N_, Sentence, sentence
from models.limits import Limits
from models.planner.asking.calendar import Calendar, Year
from models.planner.asking.offers import MONEY_UNITS, payment_of, stop_of
from models.planner.asking.price_draws import drawn
from models.roadmap import Step
from models.roadmap.price_risk import CostRisk, of_hundred

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Draws = NDArray[float64]

DRAWS = 10_000
_HUNDRED_YUAN = Decimal("0.01")
SEED = 20_260_101
SURE = 0.8
"""Share of the draws that a reserve is named for."""
COMMON_SHARE = Decimal("0.3")
"""How much of the luck of each price is the level of all prices, a share of its variance (I: our reading; no source says)."""


def risk_of(catalogue: Catalogue, limits: Limits, steps: tuple[Step, ...], standing: int = 0) -> CostRisk | None:
    """Returns the cost range of a plan and the share of draws in which no year's budget is exceeded.

    The typical price is the median of each price. The luck of a price is partly that of all prices, partly its own; the
    one-off and the running price of one measure are drawn together, because a dear quote is dear in both. The user's own
    quotes do not vary. Subsidies are left out: they come later and are not sure.

    Args:
        catalogue: the prices, at the size of the factory.
        limits: the money.
        steps: what is bought, and when.
        standing: what the factory already pays for running cost, money units a quarter.

    Returns:
        The risk in 万元; None for an empty plan.
    """
    if not steps:
        return None
    import numpy

    calendar = Calendar.of(limits, standing=standing)
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    luck = _luck(generator.random(DRAWS), generator.random((len(steps), DRAWS)))
    spent = numpy.zeros((len(calendar.years), DRAWS))
    total = numpy.zeros(DRAWS)
    low = high = Decimal(0)
    for step, draw in zip(steps, luck, strict=True):
        capex, opex = prices(catalogue, limits, step.measure, step.variant)
        start = (step.quarter.year - limits.start.year) * 4 + step.quarter.number - limits.start.number
        one_off, running = drawn(capex, draw), drawn(opex, draw) / 4
        payment = payment_of(step.measure, catalogue.measures[step.measure].variants[step.variant], limits)
        held = limits.quarters - start
        total += one_off + running * held
        low += capex.low + opex.low * held / 4
        high += capex.high + opex.high * held / 4
        for index, year in enumerate(calendar.years):
            spent[index] += one_off * _due(payment, start, year, limits.quarters - 1)
            spent[index] += running * max(0, year.last - max(start, year.first) + 1)
    budgets = numpy.array([year.budget_units / MONEY_UNITS for year in calendar.years])[:, None]
    if limits.carry_over:
        spent, budgets = spent.cumsum(axis=0), budgets.cumsum(axis=0)
    beyond = numpy.maximum(spent - budgets, 0)
    # Carried over, the same reserve covers the worst moment; otherwise every year's gap has to be filled anew.
    missing = beyond.max(axis=0) if limits.carry_over else beyond.sum(axis=0)
    holds = (missing <= 1e-9).mean()
    planned = float(sum((step.one_off_wan + step.running_wan for step in steps), Decimal(0)))
    reserve = Decimal(ceil(float(numpy.quantile(missing, SURE, method="higher")) * 100 - 1e-6)) / 100
    p10, median, p90 = (_wan(value) for value in numpy.quantile(total, [0.1, 0.5, 0.9]))
    return CostRisk(
        low_wan=low,
        high_wan=high,
        p10_wan=p10,
        median_wan=median,
        p90_wan=p90,
        budget_holds_share=Decimal(str(round(float(holds), 4))),
        reserve_80_wan=reserve,
        headline_holds_share=Decimal(str(round(float((total <= planned + 1e-9).mean()), 4))),
        common_share=COMMON_SHARE,
    )


def _due(payment: tuple[Decimal, ...], start: int, year: Year, end: int) -> float:
    """Returns the share of a one-off cost that is due in a year when it starts in a quarter, by index."""
    return float(
        sum(share for place, share in enumerate(payment) if year.first <= min(start + place, end) <= year.last)
    )


def on_the_money(risk: CostRisk | None) -> list[Sentence]:
    """Returns the warning that a plan proven at typical prices may well cost more than there is."""
    if risk is None or risk.budget_holds_share >= Decimal(str(SURE)):
        return []
    said = (
        N_(
            "The budget holds at the prices of this plan, but prices are ranges: it holds in about {share} of 100 random draws of them. With a reserve of {reserve} it holds in 80 of 100; or ask for a plan that is surer."
        )
        if risk.is_affordable
        else N_(
            "The budget is likely to be too small: it holds at the prices of this plan, but prices are ranges, and it holds in only about {share} of 100 random draws of them. With a reserve of {reserve} it holds in 80 of 100; or ask for a plan that is surer."
        )
    )
    return [sentence(said, share=of_hundred(risk.budget_holds_share), reserve=yuan(risk.reserve_80_wan))]


def prices(catalogue: Catalogue, limits: Limits, measure: MeasureId, variant: VariantId) -> tuple[Figure, Figure]:
    """Returns one-off price, a stop of production included, and yearly price with their ranges, to 100 yuan as plans are.

    The user's own quote has no range.
    """
    entry = catalogue.measures[measure].variants[variant]
    one_off, running = entry.capex_wan, entry.opex_wan_per_year
    quote = limits.prices_wan.get((measure, variant))
    if quote is not None:
        one_off = replace(one_off, low=quote[0], typical=quote[0], high=quote[0])
        running = replace(running, low=quote[1], typical=quote[1], high=quote[1])
    return _to_hundred(one_off, stop_of(measure, entry, limits)), _to_hundred(running, Decimal(0))


def _to_hundred(figure: Figure, more: Decimal) -> Figure:
    low, typical, high = (
        (each + more).quantize(_HUNDRED_YUAN, ROUND_HALF_UP) for each in (figure.low, figure.typical, figure.high)
    )
    return replace(figure, low=low, typical=typical, high=high)


def _luck(common: "Draws", own: "Draws") -> "Draws":
    """Returns the luck of each price, evenly spread from 0 to 1: a weighted sum of two lucks, made even again."""
    import numpy

    ratio = float((COMMON_SHARE / (1 - COMMON_SHARE)).sqrt())
    ours, theirs = ratio / (1 + ratio), 1 / (1 + ratio)
    sums = ours * common + theirs * own
    rising = sums**2 / (2 * ours * theirs)
    falling = 1 - (1 - sums) ** 2 / (2 * ours * theirs)
    middle = (sums - ours / 2) / theirs
    return numpy.where(sums < ours, rising, numpy.where(sums > theirs, falling, middle))


def _wan(value: float) -> Decimal:
    return Decimal(str(round(float(value), 2)))
