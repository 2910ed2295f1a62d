"""The first half of a program: measures, variants and quarters, and what limits them."""

from collections.abc import Mapping, Sequence

from models.catalogue import MeasureId
from models.planner.asking.calendar import Calendar
from models.planner.asking.fitting import standing_in
from models.planner.asking.offers import Offer, Pick, undominated
from models.planner.asking.public_money import Support
from models.planner.asking.question import PlanQuestion, PlanScope, possible
from models.planner.solving.gains import curves
from models.planner.solving.program import Program, Terms
from models.planner.solving.public_money import PaidRules, write
from models.planner.solving.selection import Lend, Selection, TimeForm
from models.planner.solving.spans import Spans


class ChoiceWriter:
    """Writes the variables and rows of measures, ways, quarters, money and hands into a program."""

    def __init__(self, question: PlanQuestion, calendar: Calendar, *, form: TimeForm, lend: Lend | None) -> None:
        self._question = question
        self._calendar = calendar
        self._timed = form is TimeForm.TIMED
        self._spans = Spans(calendar) if form is TimeForm.BY_YEARS else None
        self.selection = Selection(Program())
        self._stand_in = standing_in(question.catalogue)
        self._program = self.selection.program
        self._soonest: Mapping[MeasureId, int] = {}
        self._public_money = PaidRules()
        if lend is Lend.MONEY:
            self.selection.loans = [self._program.variable(0, 0) for _ in calendar.years]
            # Later years have money of their own where that was said, or where more years have figures than are planned.
            if question.limits.running_budget_wan is not None or len(question.limits.budget_wan) > len(calendar.years):
                self.selection.later_loan = self._program.variable(0, 0)
        elif lend is Lend.HANDS:
            self.selection.extra_hands = self._program.variable(0, 0)
        elif lend is Lend.SEASON:
            self.selection.opened = {index: self._program.binary() for index in sorted(calendar.closed)}

    def write(self, scope: PlanScope, only: frozenset[Pick] | None) -> None:
        """Writes everything that has to do with measures.

        Args:
            scope: what can matter.
            only: exactly these picks, when only the quarters are open.
        """
        question = self._question
        usable = possible(question.market, question.catalogue, question.limits.done)
        relevant = (usable if question.everything else scope.measures | question.required) & usable
        if only is not None:
            relevant = frozenset(measure for measure, _ in only)
        earliest = self._soonest = self._earliest(relevant)
        offers = [offer for measure in sorted(relevant) for offer in self._ways(measure, earliest[measure], only)]
        for measure in sorted(relevant):
            self._together(measure)
        self._lend(offers)
        if self._calendar.late and self._timed:
            self.selection.in_time = {
                measure: {} if self._may_be_late(measure) else self.selection.have[measure] for measure in relevant
            }
        if self._timed:
            self._starts(offers, earliest)
            self._order(offers, earliest)
            self._money(offers)
        if self._spans is not None:
            self._by_years(self._spans, offers, earliest)
        self._support(offers)
        if self._timed:
            self._hands(offers)
        else:
            self._totals(offers)
        if question.everything:
            self.selection.gains = curves(self._program, question.catalogue, self.selection.picks)

    def _ways(self, measure: MeasureId, earliest: int, only: frozenset[Pick] | None) -> Sequence[Offer]:
        """Writes the ways in which a measure can be had, one at most, and returns them."""
        question = self._question
        ways: Sequence[Offer] = [
            offer
            for offer in question.market[measure].values()
            if (only is None or offer.pick in only)
            and earliest + offer.duration <= self._last(measure)
            and self._allowed(offer)
            and self._can_be_paid_and_done(offer)
        ]
        if not (question.everything or question.every_way or question.support):
            ways = undominated(ways)
        have: dict[int, float] = {}
        for offer in ways:
            variable = self._program.binary()
            self.selection.picks[offer.pick] = variable
            self.selection.offers[offer.pick] = offer
            have[variable] = 1.0
        self.selection.have[measure] = have
        if len(ways) > 1:
            self._program.row(dict(have), high=1)
        if measure in question.required or only is not None:
            self._program.row(dict(have), low=1)
        return ways

    def _together(self, measure: MeasureId) -> None:
        """Writes what a measure needs and what it excludes."""
        have = self.selection.have[measure]
        for others in self._prerequisites(measure):
            substitutes: dict[int, float] = {}
            for other in others:
                substitutes.update(self.selection.have.get(other, {}))
            self._program.row(difference(have, substitutes), high=0)
        for other in self._question.catalogue.measures[measure].excludes:
            if other in self._question.limits.done:
                self._program.row(dict(have), high=0)
            elif have and self.selection.have.get(other):
                self._program.row({**have, **self.selection.have[other]}, high=1)

    def _lend(self, offers: list[Offer]) -> None:
        """Limits loans and extra hands to what everything on offer takes: with bounds far beyond, the solver may never end."""
        dearest = sum(offer.one_off_units + offer.running_units * self._calendar.quarters for offer in offers)
        for loan in (*self.selection.loans, *filter(None, [self.selection.later_loan])):
            self._program.high[loan] = float(dearest)
        if self.selection.extra_hands is not None:
            self._program.high[self.selection.extra_hands] = float(sum(offer.staff_total for offer in offers))

    def _support(self, offers: list[Offer]) -> None:
        """Adds public money; without quarters every rule pays for what could be in time."""
        calendar = self._calendar

        def bought(rule: Support, offer: Offer) -> Terms:
            if self._timed:
                return {
                    variable: 1.0
                    for index in range(calendar.quarters)
                    if rule.in_time(index, offer.settled)
                    and (variable := self.selection.starts.get((offer.pick, index))) is not None
                }
            if self._spans is not None:
                return self._spans.paid_by(rule, offer)
            soonest = max(self._soonest[offer.measure], rule.first)
            return {self.selection.picks[offer.pick]: 1.0} if rule.in_time(soonest, offer.settled) else {}

        quarters = calendar.quarters if self._timed and calendar.staff is not None else None
        self._public_money = write(self._program, self._question.support, offers, bought, quarters)
        self.selection.support = self._public_money.net
        if not self._timed:
            for rule in self._question.support:
                if rule.last is not None and rule.id in self._public_money.used:
                    self._in_window(rule, rule.last)

    def _in_window(self, rule: Support, last: int) -> None:
        """Writes that what a rule pays for takes no more hands and money than there are while it holds."""
        calendar, used = self._calendar, self._public_money.used[rule.id]
        if calendar.staff is not None and self.selection.extra_hands is None:
            work = {variable: float(self.selection.offers[pick].staff_total) for pick, variable in used.items()}
            work[self._public_money.applied[rule.id]] = float(rule.staff_units)
            self._program.row(work, high=calendar.staff * (last - rule.first + 1))
        if not self.selection.loans:
            bills = {variable: float(self.selection.offers[pick].one_off_units) for pick, variable in used.items()}
            self._program.row(bills, high=sum(year.budget_units for year in calendar.years if year.first <= last))

    def _allowed(self, offer: Offer) -> bool:
        """Returns whether a lock leaves this way open."""
        return all(
            lock.variant is None or lock.variant == offer.variant
            for lock in self._question.limits.require
            if lock.measure == offer.measure
        )

    def _can_be_paid_and_done(self, offer: Offer) -> bool:
        """Returns whether hands and money are enough for a way if nothing else is done: without quarters nothing says so."""
        calendar = self._calendar
        if calendar.staff is not None and self.selection.extra_hands is None and max(offer.staff) > calendar.staff:
            return False
        budgets = [year.budget_units for year in calendar.years]
        most = sum(budgets) if calendar.carry_over else max(budgets)
        return bool(self.selection.loans) or max(offer.payments) + offer.running_units <= most

    def _prerequisites(self, measure: MeasureId) -> list[tuple[MeasureId, ...]]:
        """Returns what must be finished before a measure, each with what may replace it; nothing for what is done."""
        done = self._question.limits.done
        needed = (self._stand_in[other] for other in self._question.catalogue.measures[measure].requires)
        return [
            tuple(other for other in others if other != measure) for others in needed if not done.intersection(others)
        ]

    def _earliest(self, relevant: frozenset[MeasureId]) -> dict[MeasureId, int]:
        """Returns the first quarter in which a measure can start, by its chain of prerequisites and the closed ones."""
        soonest: dict[MeasureId, int] = {}
        market, fixed = self._question.market, self._fixed()
        closed = self._calendar.closed - self.selection.opened.keys()
        open_quarters = [index for index in range(self._calendar.quarters) if index not in closed]

        def shortest(measure: MeasureId) -> int:
            return min((offer.duration for offer in market.get(measure, {}).values()), default=10**6)

        def visit(measure: MeasureId) -> int:
            if measure not in soonest:
                ready = 0
                for others in self._prerequisites(measure):
                    ends = (visit(other) + shortest(other) for other in others)
                    ready = max(ready, min(ends))
                # Dragged into a closed quarter, a measure starts there all the same.
                soonest[measure] = next(
                    (index for index in sorted({*open_quarters, *fixed.get(measure, ())}) if index >= ready), 10**6
                )
            return soonest[measure]

        for measure in sorted(relevant):
            visit(measure)
        return soonest

    def _last(self, measure: MeasureId) -> int:
        """Returns the number of quarters by whose end a measure must be finished."""
        return self._calendar.quarters if self._may_be_late(measure) else self._calendar.deadline

    def _may_be_late(self, measure: MeasureId) -> bool:
        """Returns whether a measure may finish after the deadline: what is required, or chosen for its gains."""
        return self._calendar.late and (measure in self._question.required or self._question.everything)

    def _fixed(self) -> dict[MeasureId, set[int]]:
        """Returns the quarters into which measures were dragged, by index; with two for one measure none fits."""
        locked: dict[MeasureId, set[int]] = {}
        for lock in self._question.limits.require:
            if lock.quarter is not None:
                locked.setdefault(lock.measure, set()).add(self._calendar.start.until(lock.quarter))
        return locked

    def _totals(self, offers: list[Offer]) -> None:
        """Money and hands over the whole horizon: what any calendar must keep."""
        total = sum(year.budget_units for year in self._calendar.years)
        self._program.row(
            {
                self.selection.picks[offer.pick]: offer.one_off_units + offer.running_units * offer.duration
                for offer in offers
            },
            high=total,
        )
        self._running(offers)
        if self._calendar.staff is not None and self.selection.extra_hands is None:
            self._one_by_one(offers, self._calendar.staff)
            self._program.row(
                {
                    **{self.selection.picks[offer.pick]: float(offer.staff_total) for offer in offers},
                    **{
                        self._public_money.applied[rule.id]: float(rule.staff_units)
                        for rule in self._question.support
                        if rule.id in self._public_money.applied
                    },
                },
                high=self._calendar.staff * self._calendar.quarters,
            )

    def _one_by_one(self, offers: list[Offer], staff: int) -> None:
        """Writes how many works fit side by side: of those that each take more than a part of the hands, fewer than parts."""
        for parts in (2, 3, 4):
            row = {
                self.selection.picks[offer.pick]: float(quarters)
                for offer in offers
                if (quarters := sum(parts * work > staff for work in offer.staff))
            }
            self._program.row(row, high=(parts - 1) * self._calendar.quarters)

    def _starts(self, offers: list[Offer], earliest: Mapping[MeasureId, int]) -> None:
        """Writes the quarters in which each way may start: one of them where it is chosen."""
        calendar, fixed = self._calendar, self._fixed()
        for offer in offers:
            row: dict[int, float] = {self.selection.picks[offer.pick]: -1.0}
            dragged = fixed.get(offer.measure)
            may_be_late = self._may_be_late(offer.measure)
            for index in range(earliest[offer.measure], self._last(offer.measure) - offer.duration + 1):
                opened = self.selection.opened.get(index)
                if (index in calendar.closed and opened is None) if dragged is None else dragged != {index}:
                    continue
                variable = self._program.binary()
                if opened is not None and dragged is None:
                    self._program.row({variable: 1.0, opened: -1.0}, high=0)
                self.selection.starts[(offer.pick, index)] = variable
                row[variable] = 1.0
                if may_be_late and index + offer.duration <= calendar.deadline:
                    self.selection.in_time[offer.measure][variable] = 1.0
            self._program.row(row, low=0, high=0)

    def _by_years(self, spans: Spans, offers: list[Offer], earliest: Mapping[MeasureId, int]) -> None:
        """Writes in which year each way begins, with the money and hands of the years and what must come before."""
        fixed = self._fixed()
        for offer in offers:
            first, last = earliest[offer.measure], self._last(offer.measure) - offer.duration
            dragged = fixed.get(offer.measure)
            if dragged is not None:
                first, last = max(dragged), min(dragged)
            spans.add(self._program, offer, self.selection.picks[offer.pick], range(first, last + 1))
        for measure, have in self.selection.have.items():
            for others in self._prerequisites(measure) if have else ():
                spans.after(self._program, measure, others)
        spans.money(self._program)
        spans.hands(self._program)

    def _order(self, offers: list[Offer], earliest: Mapping[MeasureId, int]) -> None:
        """Writes what must be finished before something else starts."""
        by_measure: dict[MeasureId, list[Offer]] = {}
        for offer in offers:
            by_measure.setdefault(offer.measure, []).append(offer)
        for measure, ways in by_measure.items():
            quarters = range(earliest[measure], self._calendar.quarters)
            for others in self._prerequisites(measure):
                self._after(ways, [way for other in others for way in by_measure.get(other, ())], quarters, {})
            # What need not be bought first comes first all the same where it is bought.
            for other in self._question.waived.get(measure, ()):
                bought = self.selection.have.get(other, {}) if other in by_measure else {}
                if bought:
                    self._after(ways, by_measure[other], quarters, bought)

    def _after(self, ways: list[Offer], before: list[Offer], quarters: range, bought: Mapping[int, float]) -> None:
        """Writes that some ways start when one of others is finished; where `bought` is given, only if one is bought."""
        for index in quarters:
            row = self._begun(ways, index, 1.0)
            if row:
                row.update(bought)
                for offer in before:
                    row.update(self._begun([offer], index - offer.duration, -1.0))
                self._program.row(row, high=1 if bought else 0)

    def _begun(self, ways: list[Offer], index: int, weight: float) -> dict[int, float]:
        """Returns the starts of some ways up to a quarter."""
        return {
            variable: weight
            for offer in ways
            for quarter in range(index + 1)
            if (variable := self.selection.starts.get((offer.pick, quarter))) is not None
        }

    def _money(self, offers: list[Offer]) -> None:
        """Writes the money of every year, or of all years up to each where it is carried on."""
        calendar = self._calendar
        by_pick = {offer.pick: offer for offer in offers}
        money: list[dict[int, float]] = [{} for _ in calendar.years]
        for (pick, start), variable in self.selection.starts.items():
            offer = by_pick[pick]
            for year, row in zip(calendar.years, money, strict=True):
                spent = calendar.paid(offer, start, year.first, year.last)
                if spent:
                    row[variable] = spent
        allowed, sofar = 0, dict[int, float]()
        for number, (year, due) in enumerate(zip(calendar.years, money, strict=True)):
            if self.selection.loans:
                due[self.selection.loans[number]] = -1.0
            if not calendar.carry_over:
                self._program.row(due, high=year.budget_units)
                continue
            allowed += year.budget_units
            for variable, amount in due.items():
                sofar[variable] = sofar.get(variable, 0) + amount
            self._program.row(dict(sofar), high=allowed)
        self._running(offers)

    def _running(self, offers: list[Offer]) -> None:
        """Writes the money of a year once everything runs, for ever after."""
        row = {self.selection.picks[offer.pick]: 4.0 * offer.running_units for offer in offers if offer.running_units}
        if self.selection.later_loan is not None:
            row[self.selection.later_loan] = -1.0
        elif self.selection.loans:
            # Nothing else said, later years have the money of the last one.
            row[self.selection.loans[-1]] = -4.0 if self._question.limits.budget_by_quarter else -1.0
        self._program.row(row, high=self._calendar.running_units)

    def _hands(self, offers: list[Offer]) -> None:
        """Writes the staff of every quarter, and how much may be under way at once."""
        calendar = self._calendar
        by_pick = {offer.pick: offer for offer in offers}
        hands: list[dict[int, float]] = [{} for _ in range(calendar.quarters)]
        busy: list[dict[int, float]] = [{} for _ in range(calendar.quarters)]
        for (pick, start), variable in self.selection.starts.items():
            for offset, work in enumerate(by_pick[pick].staff):
                busy[start + offset][variable] = 1.0
                if work:
                    hands[start + offset][variable] = work
        if calendar.staff is not None:
            more = {} if self.selection.extra_hands is None else {self.selection.extra_hands: -1.0}
            for index, row in enumerate(hands):
                applying = self._public_money.work.get(index, {})
                self._program.row({**row, **more, **applying}, high=calendar.staff)
        if calendar.most_at_once is not None:
            for row in busy:
                self._program.row(row, high=calendar.most_at_once)


def difference(left: Mapping[int, float], right: Mapping[int, float]) -> dict[int, float]:
    """Returns left minus right."""
    row = dict(left)
    for variable, weight in right.items():
        row[variable] = row.get(variable, 0.0) - weight
    return row
