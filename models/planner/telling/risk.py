"""What price ranges mean for a whole plan: its cost as a range, and the probability that the budget holds."""

from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from models.catalogue import Catalogue, MeasureId, VariantId
from models.figures import Figure, yuan
from models.language import N_, Sentence, sentence
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import MONEY_UNITS
from models.roadmap import CostRisk, Limits, Step

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Draws = NDArray[float64]

DRAWS = 10_000
SEED = 20_260_101
SURE = 0.8
"""Share of the draws that a reserve is named for."""


def risk_of(catalogue: Catalogue, limits: Limits, steps: tuple[Step, ...]) -> CostRisk | None:
    """Returns the cost range of a plan and the share of draws in which no year's budget is exceeded.

    Every price is drawn from a triangle between its low, typical and high figure, independently of the others; one-off
    and running price of one measure are drawn together, because a dear quote is dear in both. The user's own quotes do
    not vary. Subsidies are left out: they come later and are not sure.

    Returns:
        The risk in 万元; None for an empty plan.
    """
    if not steps:
        return None
    import numpy

    calendar = Calendar.of(limits)
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    luck = generator.random((len(steps), DRAWS))
    spent = numpy.zeros((len(calendar.years), DRAWS))
    total = numpy.zeros(DRAWS)
    low = high = Decimal(0)
    for step, draw in zip(steps, luck, strict=True):
        capex, opex = prices(catalogue, limits, step.measure, step.variant)
        start = (step.quarter.year - limits.start.year) * 4 + step.quarter.number - limits.start.number
        one_off, running = _triangle(capex, draw), _triangle(opex, draw) / 4
        held = limits.quarters - start
        total += one_off + running * held
        low += capex.low + opex.low * held / 4
        high += capex.high + opex.high * held / 4
        for index, year in enumerate(calendar.years):
            if year.first <= start <= year.last:
                spent[index] += one_off
            spent[index] += running * max(0, year.last - max(start, year.first) + 1)
    budgets = numpy.array([year.budget_units / MONEY_UNITS for year in calendar.years])[:, None]
    if limits.carry_over:
        spent, budgets = spent.cumsum(axis=0), budgets.cumsum(axis=0)
    beyond = numpy.maximum(spent - budgets, 0)
    # Carried over, the same reserve covers the worst moment; otherwise every year's gap has to be filled anew.
    missing = beyond.max(axis=0) if limits.carry_over else beyond.sum(axis=0)
    holds = (missing <= 1e-9).mean()
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
    )


def on_the_money(risk: CostRisk | None) -> list[Sentence]:
    """Returns the warning that a plan proven at typical prices may well cost more than there is."""
    if risk is None or risk.budget_holds_share >= Decimal(str(SURE)):
        return []
    return [
        sentence(
            N_(
                "The budget holds at typical prices, but prices are ranges: it holds in only about {share} of 100 drawn cases. With a reserve of {reserve} it holds in 80 of 100; or ask for the plan at the highest prices."
            ),
            share=_of_hundred(risk.budget_holds_share),
            reserve=yuan(risk.reserve_80_wan),
        )
    ]


def _of_hundred(share: Decimal) -> int:
    return int((share * 100).quantize(Decimal(1)))


def prices(catalogue: Catalogue, limits: Limits, measure: MeasureId, variant: VariantId) -> tuple[Figure, Figure]:
    """Returns one-off and yearly price with their ranges; the user's own quote has none."""
    entry = catalogue.measures[measure].variants[variant]
    quote = limits.prices_wan.get((measure, variant))
    if quote is None:
        one_off_range, stop = entry.capex_wan, entry.stop_wan
        with_stop = replace(
            one_off_range,
            low=one_off_range.low + stop,
            typical=one_off_range.typical + stop,
            high=one_off_range.high + stop,
        )
        return with_stop, entry.opex_wan_per_year
    one_off, running = quote[0] + entry.stop_wan, quote[1]
    unit, yearly = entry.capex_wan, entry.opex_wan_per_year
    return (
        Figure(one_off, one_off, one_off, unit.unit, unit.confidence),
        Figure(running, running, running, yearly.unit, yearly.confidence),
    )


def _triangle(figure: Figure, luck: "Draws") -> "Draws":
    """Returns draws from a triangle by turning its distribution round."""
    import numpy

    low, typical, high = float(figure.low), float(figure.typical), float(figure.high)
    if high <= low:
        return numpy.full_like(luck, low)
    bend = (typical - low) / (high - low)
    rising = low + numpy.sqrt(luck * (high - low) * (typical - low))
    falling = high - numpy.sqrt((1 - luck) * (high - low) * (high - typical))
    return numpy.where(luck < bend, rising, falling)


def _wan(value: float) -> Decimal:
    return Decimal(str(round(float(value), 2)))
