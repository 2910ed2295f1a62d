"""In which year each measure begins: the form of the program between no time at all and every quarter.

Whatever is written here holds of every calendar by quarters, so that what it rules out is ruled out.
"""

from collections.abc import Iterable
from itertools import chain

from models.catalogue import MeasureId
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import Offer
from models.planner.asking.public_money import Support
from models.planner.solving.program import Program, Terms


class Spans:
    """The variables of the years in which ways begin, and their rows."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._begins: dict[MeasureId, list[tuple[Offer, int, int, range]]] = {}
        """For each measure its ways, each with the number of a year, the variable that it begins then, and the quarters."""

    def add(self, program: Program, offer: Offer, chosen: int, quarters: range) -> None:
        """Writes that a way, where it is chosen, begins in one of the years that have some of the quarters."""
        row: dict[int, float] = {chosen: -1.0}
        begins = self._begins.setdefault(offer.measure, [])
        for number, year in enumerate(self._calendar.years):
            inside = range(max(quarters.start, year.first), min(quarters.stop - 1, year.last) + 1)
            if inside:
                variable = program.binary()
                begins.append((offer, number, variable, inside))
                row[variable] = 1.0
        program.row(row, low=0, high=0)

    def after(self, program: Program, measure: MeasureId, before: Iterable[MeasureId]) -> None:
        """Writes that a measure begins only when one of others can have ended."""
        others = [each for other in before for each in self._begins.get(other, ())]
        for number, year in enumerate(self._calendar.years):
            row = {variable: 1.0 for _, place, variable, _ in self._begins.get(measure, ()) if place <= number}
            for offer, _, variable, quarters in others:
                if quarters.start + offer.duration <= year.last:
                    row[variable] = -1.0
            program.row(row, high=0)

    def money(self, program: Program) -> None:
        """Writes the money of every year: at least what is due in it wherever in its year a way begins."""
        calendar = self._calendar
        allowed, sofar = 0, dict[int, float]()
        for number, year in enumerate(calendar.years):
            due: dict[int, float] = {}
            for offer, place, variable, quarters in chain.from_iterable(self._begins.values()):
                if place > number:
                    continue
                spent = min(calendar.paid(offer, start, year.first, year.last) for start in quarters)
                if spent:
                    due[variable] = float(spent)
            if not calendar.carry_over:
                program.row(due, high=year.budget_units)
                continue
            allowed += year.budget_units
            for variable, amount in due.items():
                sofar[variable] = sofar.get(variable, 0.0) + amount
            program.row(dict(sofar), high=allowed)

    def hands(self, program: Program) -> None:
        """Writes the work that is done by the end of every year, and what is left from its beginning on."""
        calendar = self._calendar
        if calendar.staff is None:
            return
        for number, year in enumerate(calendar.years):
            sofar: dict[int, float] = {}
            left: dict[int, float] = {}
            for offer, place, variable, quarters in chain.from_iterable(self._begins.values()):
                if place <= number:
                    sofar[variable] = float(sum(offer.staff[: max(0, year.last - quarters[-1] + 1)]))
                if place >= number:
                    left[variable] = float(offer.staff_total)
            program.row(sofar, high=calendar.staff * (year.last + 1))
            program.row(left, high=calendar.staff * (calendar.quarters - year.first))

    def paid_by(self, rule: Support, offer: Offer) -> Terms:
        """Returns the years in which a way can begin in time for a rule of public money."""
        return {
            variable: 1.0
            for way, _, variable, quarters in self._begins.get(offer.measure, ())
            if way.variant == offer.variant
            and max(quarters.start, rule.first) in quarters
            and rule.in_time(max(quarters.start, rule.first), offer.settled)
        }
