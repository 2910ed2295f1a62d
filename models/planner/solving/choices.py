"""The first half of a program: measures, ways and quarters, and what limits them."""

from collections.abc import Mapping, Sequence

from models.catalogue import MeasureId
from models.planner.asking.calendar import Calendar
from models.planner.asking.fitting import standing_in
from models.planner.asking.offers import Offer, Pick, undominated
from models.planner.asking.question import Question, Scope, possible
from models.planner.solving.gains import curves
from models.planner.solving.program import Program
from models.planner.solving.selection import Lend, Selection


class Choices:
    """Writes the variables and rows of measures, ways, quarters, money and hands into a program."""

    def __init__(self, question: Question, calendar: Calendar, *, timed: bool, lend: Lend | None) -> None:
        self._question = question
        self._calendar = calendar
        self._timed = timed
        self.made = Selection(Program())
        self._stand_in = standing_in(question.catalogue)
        self._program = self.made.program
        if lend is Lend.MONEY:
            self.made.loans = [self._program.variable(0, 0) for _ in calendar.years]
        elif lend is Lend.HANDS:
            self.made.extra_hands = self._program.variable(0, 0)
        elif lend is Lend.SEASON:
            self.made.opened = {index: self._program.binary() for index in sorted(calendar.closed)}

    def write(self, scope: Scope, only: frozenset[Pick] | None) -> None:
        """Writes everything that has to do with measures.

        Args:
            scope: what can matter.
            only: exactly these picks, when only the quarters are open.
        """
        question = self._question
        limits, catalogue = question.limits, question.catalogue
        usable = possible(question.market, catalogue, limits.done)
        relevant = (usable if question.everything else scope.measures | question.required) & usable
        if only is not None:
            relevant = frozenset(measure for measure, _ in only)
        earliest = self._earliest(relevant)
        offers: list[Offer] = []
        for measure in sorted(relevant):
            ways: Sequence[Offer] = [
                offer
                for offer in question.market[measure].values()
                if (only is None or offer.pick in only)
                and earliest[measure] + offer.duration <= self._last(measure)
                and self._allowed(offer)
            ]
            if not (question.everything or question.every_way or question.support):
                ways = undominated(ways, limits)
            self.made.have[measure] = {}
            for offer in ways:
                variable = self._program.binary()
                self.made.picks[offer.pick] = variable
                self.made.have[measure][variable] = 1.0
                self.made.offers[offer.pick] = offer
                offers.append(offer)
            if len(ways) > 1:
                self._program.row(dict(self.made.have[measure]), high=1)
            if measure in question.required or only is not None:
                self._program.row(dict(self.made.have[measure]), low=1)
        for measure in sorted(relevant):
            for others in self._prerequisites(measure):
                found: dict[int, float] = {}
                for other in others:
                    found.update(self.made.have.get(other, {}))
                self._program.row(difference(self.made.have[measure], found), high=0)
            for other in catalogue.measures[measure].excludes:
                if other in limits.done:
                    self._program.row(dict(self.made.have[measure]), high=0)
                elif other in relevant and self.made.have[measure] and self.made.have[other]:
                    self._program.row({**self.made.have[measure], **self.made.have[other]}, high=1)
        self._lend(offers)
        if self._calendar.late and self._timed:
            late = question.required & relevant
            self.made.in_time = {one: {} if one in late else self.made.have[one] for one in relevant}
        if self._timed:
            self._starts(offers, earliest)
            self._resources(offers)
        else:
            self._totals(offers)
        self._support(offers)
        if question.everything:
            self.made.gains = curves(self._program, catalogue, self.made.picks)

    def _lend(self, offers: list[Offer]) -> None:
        """Lends no more than everything on offer takes: with bounds far beyond that the solver may never end."""
        dearest = sum(offer.one_off + offer.running * self._calendar.quarters for offer in offers)
        for loan in self.made.loans:
            self._program.high[loan] = float(dearest)
        if self.made.extra_hands is not None:
            self._program.high[self.made.extra_hands] = float(sum(offer.staff_total for offer in offers))

    def _support(self, offers: list[Offer]) -> None:
        """Adds public money: a share of the one-off cost up to the rule's cap, each bill used for one rule only."""
        bills: dict[Pick, dict[int, float]] = {}
        for rule in self._question.support:
            eligible = [offer for offer in offers if offer.measure in rule.measures and rule.paid(offer.one_off)]
            if not eligible:
                continue
            paid = self._program.variable(0, rule.cap, whole=True)
            row: dict[int, float] = {paid: 1.0}
            for offer in eligible:
                used = self._program.binary()
                bills.setdefault(offer.pick, {})[used] = 1.0
                row[used] = -float(rule.paid(offer.one_off))
                if self._timed and rule.last is not None:
                    begun = self._begun([offer], rule.last, 1.0)
                    self._program.row(difference({used: 1.0}, begun), high=0)
            self._program.row(row, high=0)
            self.made.support[rule.id] = paid
        for pick, uses in bills.items():
            self._program.row({**uses, self.made.picks[pick]: -1.0}, high=0)

    def _allowed(self, offer: Offer) -> bool:
        """Returns whether a lock leaves this way open."""
        return all(
            lock.variant is None or lock.variant == offer.variant
            for lock in self._question.limits.require
            if lock.measure == offer.measure
        )

    def _prerequisites(self, measure: MeasureId) -> list[tuple[MeasureId, ...]]:
        """Returns what must be finished before a measure, each with those that stand for it; what is done is none."""
        done = self._question.limits.done
        needed = (self._stand_in[other] for other in self._question.catalogue.measures[measure].requires)
        return [
            tuple(other for other in others if other != measure) for others in needed if not done.intersection(others)
        ]

    def _earliest(self, relevant: frozenset[MeasureId]) -> dict[MeasureId, int]:
        """Returns the first quarter in which a measure can start, by its chain of prerequisites and the closed ones."""
        found: dict[MeasureId, int] = {}
        market, fixed = self._question.market, self._fixed()
        closed = self._calendar.closed - self.made.opened.keys()
        open_quarters = [index for index in range(self._calendar.quarters) if index not in closed]

        def shortest(measure: MeasureId) -> int:
            return min((offer.duration for offer in market.get(measure, {}).values()), default=10**6)

        def visit(measure: MeasureId) -> int:
            if measure not in found:
                ready = 0
                for others in self._prerequisites(measure):
                    ends = (visit(other) + shortest(other) for other in others)
                    ready = max(ready, min(ends))
                # Dragged into a closed quarter, a measure starts there all the same.
                found[measure] = next(
                    (index for index in sorted({*open_quarters, *fixed.get(measure, ())}) if index >= ready), 10**6
                )
            return found[measure]

        for measure in sorted(relevant):
            visit(measure)
        return found

    def _last(self, measure: MeasureId) -> int:
        """Returns the number of quarters by whose end a measure must be finished."""
        late = self._calendar.late and measure in self._question.required
        return self._calendar.quarters if late else self._calendar.deadline

    def _fixed(self) -> dict[MeasureId, set[int]]:
        """Returns the quarters into which measures were dragged, by index; with two for one measure none fits."""
        found: dict[MeasureId, set[int]] = {}
        for lock in self._question.limits.require:
            if lock.quarter is not None:
                found.setdefault(lock.measure, set()).add(self._calendar.start.until(lock.quarter))
        return found

    def _totals(self, offers: list[Offer]) -> None:
        """Money and hands over the whole horizon: what any calendar must keep."""
        total = sum(year.budget for year in self._calendar.years)
        self._program.row(
            {self.made.picks[offer.pick]: offer.one_off + offer.running * offer.duration for offer in offers},
            high=total,
        )
        if self._calendar.staff is not None and self.made.extra_hands is None:
            self._program.row(
                {self.made.picks[offer.pick]: offer.staff_total for offer in offers},
                high=self._calendar.staff * self._calendar.quarters,
            )

    def _starts(self, offers: list[Offer], earliest: Mapping[MeasureId, int]) -> None:
        calendar = self._calendar
        fixed = self._fixed()
        by_measure: dict[MeasureId, list[Offer]] = {}
        for offer in offers:
            by_measure.setdefault(offer.measure, []).append(offer)
            row: dict[int, float] = {self.made.picks[offer.pick]: -1.0}
            for index in range(earliest[offer.measure], self._last(offer.measure) - offer.duration + 1):
                dragged = fixed.get(offer.measure)
                opened = self.made.opened.get(index)
                if (index in calendar.closed and opened is None) if dragged is None else dragged != {index}:
                    continue
                variable = self._program.binary()
                if opened is not None and dragged is None:
                    self._program.row({variable: 1.0, opened: -1.0}, high=0)
                self.made.starts[(offer.pick, index)] = variable
                row[variable] = 1.0
                if (
                    self._calendar.late
                    and offer.measure in self._question.required
                    and index + offer.duration <= calendar.deadline
                ):
                    self.made.in_time[offer.measure][variable] = 1.0
            self._program.row(row, low=0, high=0)
        for measure, ways in by_measure.items():
            for others in self._prerequisites(measure):
                for index in range(earliest[measure], calendar.quarters):
                    row = self._begun(ways, index, 1.0)
                    if row:
                        for other in others:
                            for offer in by_measure.get(other, ()):
                                row.update(self._begun([offer], index - offer.duration, -1.0))
                        self._program.row(row, high=0)
            # What need not be bought first comes first all the same where it is bought.
            for other in self._question.waived.get(measure, ()):
                bought = self.made.have.get(other, {}) if other in by_measure else {}
                for index in range(earliest[measure], calendar.quarters) if bought else ():
                    row = self._begun(ways, index, 1.0)
                    if row:
                        row.update(bought)
                        for offer in by_measure[other]:
                            row.update(self._begun([offer], index - offer.duration, -1.0))
                        self._program.row(row, high=1)

    def _begun(self, ways: list[Offer], index: int, weight: float) -> dict[int, float]:
        """Returns the starts of some ways up to a quarter."""
        return {
            variable: weight
            for offer in ways
            for quarter in range(index + 1)
            if (variable := self.made.starts.get((offer.pick, quarter))) is not None
        }

    def _resources(self, offers: list[Offer]) -> None:
        calendar = self._calendar
        by_pick = {offer.pick: offer for offer in offers}
        money: list[dict[int, float]] = [{} for _ in calendar.years]
        hands: list[dict[int, float]] = [{} for _ in range(calendar.quarters)]
        busy: list[dict[int, float]] = [{} for _ in range(calendar.quarters)]
        for (pick, start), variable in self.made.starts.items():
            offer = by_pick[pick]
            for year, row in zip(calendar.years, money, strict=True):
                spent = offer.one_off if year.first <= start <= year.last else 0
                spent += offer.running * max(0, year.last - max(start, year.first) + 1)
                if spent:
                    row[variable] = spent
            for offset, work in enumerate(offer.staff):
                busy[start + offset][variable] = 1.0
                if work:
                    hands[start + offset][variable] = work
        allowed, sofar = 0, dict[int, float]()
        for number, (year, due) in enumerate(zip(calendar.years, money, strict=True)):
            if self.made.loans:
                due[self.made.loans[number]] = -1.0
            if not calendar.carry_over:
                self._program.row(due, high=year.budget)
                continue
            allowed += year.budget
            for variable, amount in due.items():
                sofar[variable] = sofar.get(variable, 0) + amount
            self._program.row(dict(sofar), high=allowed)
        if calendar.staff is not None:
            more = {} if self.made.extra_hands is None else {self.made.extra_hands: -1.0}
            for row in hands:
                self._program.row({**row, **more}, high=calendar.staff)
        if calendar.most_at_once is not None:
            for row in busy:
                self._program.row(row, high=calendar.most_at_once)


def difference(left: Mapping[int, float], right: Mapping[int, float]) -> dict[int, float]:
    """Returns left minus right."""
    row = dict(left)
    for variable, weight in right.items():
        row[variable] = row.get(variable, 0.0) - weight
    return row
