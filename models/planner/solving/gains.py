"""What a plan is worth a year according to the catalogue's figures, and the aims based on it.

Only cautious gains count. Gains of one kind in points, posts or money add up; gains in per cent of the same thing are
taken one after the other, `1 - (1 - a)(1 - b)…`, because the second measure works on what the first has left; then each
kind is held at the most that all measures together may gain of it. The curve of the second kind is no straight line:
the program holds tangents of it, and gets one more wherever a solution lies above the curve, until none does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, inf, log

from models.catalogue import Benefit, Catalogue, Measure, Variant
from models.planner.asking.offers import MONEY_UNITS, Pick
from models.planner.solving.program import Program, Solution, Terms

_NEAR_ENOUGH = 0.02
"""Money units by which a kind of gain may lie above its curve."""
_ALMOST_ALL = Decimal("0.999")
"""A cut by more is taken as this: the curve has no end."""


def counted(measure: Measure, catalogue: Catalogue) -> Iterable[Benefit]:
    """Yields the gains of a measure that may be counted: none of what law, customers or awards demand."""
    if measure.driver == "value":
        yield from (benefit for benefit in measure.benefits if benefit.kpi in catalogue.benefit_values_wan)


def is_relative(benefit: Benefit) -> bool:
    """Returns whether gains of this kind are shares of one thing, to be taken one after the other."""
    return benefit.gain.unit == "percent"


def yearly_gain(catalogue: Catalogue, picks: Iterable[Pick]) -> Decimal:
    """Returns what measures and ways are worth together, 万元 a year, running cost not yet taken off."""
    sums: dict[str, Decimal] = {}
    left: dict[str, Decimal] = {}
    for name, way in picks:
        measure = catalogue.measures[name]
        for benefit in counted(measure, catalogue):
            amount = gain_of(benefit, measure.variants[way])
            if is_relative(benefit):
                left[benefit.kpi] = left.get(benefit.kpi, Decimal(1)) * (1 - min(amount / 100, _ALMOST_ALL))
            else:
                sums[benefit.kpi] = sums.get(benefit.kpi, Decimal(0)) + amount
    for kpi, share in left.items():
        sums[kpi] = sums.get(kpi, Decimal(0)) + 100 * (1 - share)
    return sum(
        (
            min(amount, catalogue.benefit_caps.get(kpi, amount)) * catalogue.benefit_values_wan[kpi].typical
            for kpi, amount in sums.items()
        ),
        Decimal(0),
    )


def gain_alone(catalogue: Catalogue, pick: Pick) -> int:
    """Returns what one measure is worth alone, money units a quarter."""
    return int(yearly_gain(catalogue, [pick]) * MONEY_UNITS / 4)


def gain_of(benefit: Benefit, variant: Variant) -> Decimal:
    """Returns the cautious gain of one measure alone, in the unit of its kind."""
    return benefit.gain.low * variant.benefit_share


@dataclass(slots=True)
class Curve:
    """One kind of gain in a program: what adds up, what is taken one after the other, and the variable of its worth."""

    worth: float
    """Money units a year of one unit."""
    gain: int
    """The variable: money units a year."""
    straight: dict[int, float]
    """Units that each pick adds."""
    bent: dict[int, float]
    """How far each pick moves along the curve `100 (1 - exp(-x))`."""

    def tangent(self, program: Program, place: float) -> None:
        """Holds the gain below the tangent of the curve at a place."""
        slope = 100 * exp(-place) * self.worth
        row = {self.gain: 1.0}
        for variable, step in self.bent.items():
            row[variable] = row.get(variable, 0.0) - slope * step
        for variable, units in self.straight.items():
            row[variable] = row.get(variable, 0.0) - self.worth * units
        program.row(row, high=100 * (1 - exp(-place)) * self.worth - slope * place)

    def tighten(self, program: Program, values: Sequence[float]) -> bool:
        """Adds the tangent at a solution; returns whether it claimed more than the curve gives."""
        place = sum(step for variable, step in self.bent.items() if values[variable] > 0.5)
        units = sum(more for variable, more in self.straight.items() if values[variable] > 0.5)
        if values[self.gain] <= (units + 100 * (1 - exp(-place))) * self.worth + _NEAR_ENOUGH:
            return False
        self.tangent(program, place)
        return True


def curves(program: Program, catalogue: Catalogue, picks: Mapping[Pick, int]) -> list[Curve]:
    """Returns every kind of gain that some picks can bring, written into a program that has those picks."""
    curves: dict[str, Curve] = {}
    for (name, way), variable in picks.items():
        measure = catalogue.measures[name]
        for benefit in counted(measure, catalogue):
            amount = gain_of(benefit, measure.variants[way])
            worth = catalogue.benefit_values_wan[benefit.kpi].typical * MONEY_UNITS
            if not amount or not worth:
                continue
            curve = curves.get(benefit.kpi)
            if curve is None:
                cap = catalogue.benefit_caps.get(benefit.kpi)
                most = inf if cap is None else float(cap * worth)
                curve = curves[benefit.kpi] = Curve(float(worth), program.variable(0, most), {}, {})
            if is_relative(benefit):
                step = -log(1 - float(min(amount / 100, _ALMOST_ALL)))
                curve.bent[variable] = curve.bent.get(variable, 0.0) + step
            else:
                curve.straight[variable] = curve.straight.get(variable, 0.0) + float(amount)
    for curve in curves.values():
        curve.tangent(program, 0.0)
        place = 0.0
        # Where the first few, the strongest first, would stand: most solutions lie near one of these places.
        for step in sorted(curve.bent.values(), reverse=True)[:6]:
            place += step
            curve.tangent(program, place)
    return [curves[kpi] for kpi in sorted(curves)]


Solve = Callable[[Terms], Solution]
"""Makes an aim least, with every curve kept, and returns where."""


def payback_aims(solve: Solve, net: Terms, invested: Terms) -> tuple[list[Terms], Terms | None]:
    """Returns the aims, in order, that the plan which pays back soonest takes best, and one that must stay below -1.

    Payback is what was invested over what is left each year. The plan with the most left a year is taken first; then,
    again and again, the plan that beats the ratio of the last one, until none does (Dinkelbach): the last is proven.

    Args:
        solve: makes an aim least.
        net: what is left a year, money units, as an aim: less than zero is a gain.
        invested: one-off cost less public money, money units.
    """
    solution = solve(net)
    while solution.values:
        gain, spent = -worth(net, solution.values), worth(invested, solution.values)
        if gain <= 1:
            # Nothing pays back: then what loses least a year.
            return [net], None
        if spent < 1:
            return [invested, net], net
        ratio = spent / gain
        tried = {
            variable: invested.get(variable, 0.0) + ratio * net.get(variable, 0.0) for variable in {*invested, *net}
        }
        better = solve(tried)
        if not better.values or worth(tried, better.values) > -_NEAR_ENOUGH or -worth(net, better.values) <= 1:
            return [tried], net
        solution = better
    return [net], None


def worth(aim: Terms, values: Sequence[float]) -> float:
    """Returns the value of an aim at a solution."""
    return sum(weight * values[variable] for variable, weight in aim.items())
