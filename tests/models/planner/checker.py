"""An independent checker: it knows the limits and the catalogue, and nothing of how a plan was found."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, inf

from models.catalogue import Catalogue, MeasureId, VariantId
from models.limits import GAINS, Limits
from models.roadmap import Roadmap

Placed = Mapping[tuple[MeasureId, VariantId], int]
"""Start quarter by index of each chosen measure and way."""


def price(catalogue: Catalogue, limits: Limits, measure: MeasureId, variant: VariantId) -> tuple[Decimal, Decimal]:
    """Returns one-off price and price a quarter, 万元, the user's own quote first."""
    entry = catalogue.measures[measure].variants[variant]
    kind = "high" if limits.sure == 1 else "typical"
    asked = getattr(entry.capex_wan, kind), getattr(entry.opex_wan_per_year, kind)
    one_off, yearly = limits.prices_wan.get((measure, variant), asked)
    return round(one_off, 2), round(yearly, 2) / 4


def due(limits: Limits, measure: MeasureId, variant: VariantId, one_off: Decimal) -> list[Decimal]:
    """Returns when a one-off price is due, quarter by quarter from the start, in whole hundred yuan: all at once if nothing is agreed."""
    own = limits.terms.get((measure, variant))
    shares = (own.payment if own else ()) or limits.payment or (Decimal(1),)
    parts: list[Decimal] = []
    for place in range(len(shares)):
        whole = (one_off * sum(shares[: place + 1])).quantize(Decimal("0.01"), ROUND_HALF_UP)
        parts.append(min(whole, one_off) - sum(parts))
    return parts


def length(catalogue: Catalogue, measure: MeasureId, variant: VariantId) -> int:
    """Returns the quarters from start to in use."""
    return max(1, ceil(catalogue.measures[measure].variants[variant].duration_weeks.typical / 13))


def violations(catalogue: Catalogue, limits: Limits, placed: Placed) -> list[str]:
    """Returns every limit that a timetable breaks."""
    broken: list[str] = []
    chosen = [measure for measure, _ in placed]
    if len(set(chosen)) != len(chosen):
        broken.append("a measure twice")
    start = {measure: index for (measure, _), index in placed.items()}
    end = {measure: index + length(catalogue, measure, variant) for (measure, variant), index in placed.items()}
    for measure in chosen:
        if (
            measure in limits.forbid
            or any((measure, way) in limits.forbid_ways for name, way in placed if name == measure)
            or measure in limits.done
        ):
            broken.append(f"{measure} ruled out")
        wanted = {lock.measure for lock in limits.require}
        last = limits.quarters if wanted or limits.objective in GAINS else limits.deadline_quarters
        if start[measure] < 0 or end[measure] > last:
            broken.append(f"{measure} outside the horizon")
        fixed = any(lock.measure == measure and lock.quarter is not None for lock in limits.require)
        if limits.start.later(start[measure]) in limits.blackout and not fixed:
            broken.append(f"{measure} starts in a closed quarter")
        for other in catalogue.measures[measure].requires:
            ways = [other, *(larger.id for larger in catalogue.measures.values() if other in larger.covers)]
            if not any(needed in limits.done or end.get(needed, inf) <= start[measure] for needed in ways):
                broken.append(f"{measure} before {other}")
        for other in catalogue.measures[measure].excludes:
            if other in start or other in limits.done:
                broken.append(f"{measure} with {other}")
    for lock in limits.require:
        if lock.measure in limits.done:
            continue
        mine = [(variant, index) for (measure, variant), index in placed.items() if measure == lock.measure]
        right = [
            other
            for other in mine
            if (lock.variant is None or other[0] == lock.variant)
            and (lock.quarter is None or limits.start.later(other[1]) == lock.quarter)
        ]
        if not right:
            broken.append(f"{lock.measure} not as required")
    broken.extend(_resources(catalogue, limits, placed))
    return broken


def _resources(catalogue: Catalogue, limits: Limits, placed: Placed) -> list[str]:
    broken: list[str] = []
    spent: dict[int, Decimal] = {}
    years: list[int] = []
    for index in range(limits.quarters):
        year = index if limits.budget_by_quarter else limits.start.later(index).year
        if year not in years:
            years.append(year)
        hands = Decimal(0)
        busy = 0
        for (measure, variant), begin in placed.items():
            one_off, running = price(catalogue, limits, measure, variant)
            parts = enumerate(due(limits, measure, variant, one_off))
            paid = sum((part for place, part in parts if min(begin + place, limits.quarters - 1) == index), Decimal(0))
            spent[year] = spent.get(year, Decimal(0)) + paid + (running if begin <= index else 0)
            quarters = length(catalogue, measure, variant)
            if begin <= index < begin + quarters:
                busy += 1
                whole = round(catalogue.measures[measure].variants[variant].staff_weeks.typical * 100)
                hands += whole // quarters + (1 if index - begin < whole % quarters else 0)
        if limits.staff_weeks is not None and hands > limits.staff_weeks * 100:
            broken.append(f"too few hands in quarter {index}")
        if limits.most_at_once is not None and busy > limits.most_at_once:
            broken.append(f"too many at once in quarter {index}")
    running = sum((4 * price(catalogue, limits, measure, way)[1] for measure, way in placed), Decimal(0))
    affordable = limits.running_budget_wan
    if affordable is None:
        affordable = limits.budget_wan[-1] * (4 if limits.budget_by_quarter else 1)
    already = sum(
        (
            min(4 * price(catalogue, limits, measure, way)[1] for way in catalogue.measures[measure].variants)
            for measure in limits.done
        ),
        Decimal(0),
    )
    if running > max(Decimal(0), affordable - already):
        broken.append("too little money for what runs on")
    left = Decimal(0)
    for position, year in enumerate(years):
        given = limits.budget_wan[min(position, len(limits.budget_wan) - 1)]
        span = (
            [year]
            if limits.budget_by_quarter
            else [index for index in range(limits.quarters) if limits.start.later(index).year == year]
        )
        left = (left if limits.carry_over else Decimal(0)) + max(Decimal(0), given - already * len(span) / 4)
        left -= spent.get(year, Decimal(0))
        if left < 0:
            broken.append(f"too little money in {year}")
    return broken


def placed_of(roadmap: Roadmap) -> dict[tuple[MeasureId, VariantId], int]:
    """Returns the timetable of a roadmap."""
    first = roadmap.limits.start
    return {
        (step.measure, step.variant): (step.quarter.year - first.year) * 4 + step.quarter.number - first.number
        for step in roadmap.steps
    }


def ownership(catalogue: Catalogue, limits: Limits, picks: Placed | frozenset[tuple[MeasureId, VariantId]]) -> Decimal:
    """Returns what picks cost to own until the years of use are over.

    Each is bought anew at the end of its life; what the last purchase is still worth is taken off in a straight line.
    """
    total = Decimal(0)
    for measure, variant in picks:
        one_off, running = price(catalogue, limits, measure, variant)
        life, years = catalogue.measures[measure].variants[variant].life_years.typical, limits.years_of_use
        purchases = ceil(years / life)
        rest = one_off * (purchases * life - years) / life
        total += round(one_off * purchases - rest + 4 * running * years, 2)
    return total
