"""The program of a plan: which measures and ways, and when, so that the target's formulas hold.

Two forms of one program. *Untimed*: only which measures and ways; money and hands are added up over the horizon. It
is a relaxation of the *timed* form, which has one variable for each measure, way and start quarter. Cost of ownership
does not depend on the quarter, so an untimed optimum that can be put into the calendar is the optimum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from math import gcd, inf

from models.assessment import AnswerId, Assessment
from models.catalogue import Catalogue, MeasureId, Recipe, SubsidyId
from models.evaluation import Evaluation
from models.planner.calendar import Calendar
from models.planner.effects import is_frozen, rank
from models.planner.goals import (
    All,
    Any,
    AtLeast,
    Atom,
    Fixed,
    Formula,
    Goal,
    Goals,
    Has,
    Maturity,
    Spread,
    counts_maturity,
    lowered,
)
from models.planner.offers import MONEY_UNITS, Market, Offer, Pick, gains_of, undominated
from models.planner.program import Program
from models.planner.subsidies import Support
from models.roadmap import Limits
from models.rulebook import ConditionId

_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Scope:
    """What can matter: measures that some open answer needs, and the answers themselves."""

    atoms: frozenset[Atom]
    recipes: Mapping[AnswerId, tuple[Recipe, ...]]
    measures: frozenset[MeasureId]
    """Measures that a recipe of some open answer uses, and their prerequisites."""


def possible(market: Market, catalogue: Catalogue, done: Iterable[MeasureId]) -> frozenset[MeasureId]:
    """Returns the measures on offer all of whose prerequisites, and theirs, can be had."""
    have = set(done)
    left = set(market)
    while True:
        stuck = {
            one
            for one in left
            if any(other not in left and other not in have for other in catalogue.measures[one].requires)
        }
        if not stuck:
            return frozenset(left)
        left -= stuck


def with_prerequisites(
    wanted: Iterable[MeasureId], catalogue: Catalogue, done: Iterable[MeasureId]
) -> frozenset[MeasureId]:
    """Returns some measures and everything that must be finished before them."""
    have = set(done)
    found: set[MeasureId] = set()
    stack = [one for one in wanted if one not in have]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack.extend(other for other in catalogue.measures[one].requires if other not in have)
    return frozenset(found)


def scope_of(question: "Question", goals: Iterable[Goal]) -> Scope:
    """Returns what can matter for some goals; everything else is left out of the program."""
    catalogue, assessment, market, done = question.catalogue, question.assessment, question.market, question.limits.done
    reads = question.goals.reads
    usable = possible(market, catalogue, done)
    recipes: dict[AnswerId, list[Recipe]] = {}
    for recipe in catalogue.recipes:
        if not is_frozen(assessment, recipe.answer):
            recipes.setdefault(recipe.answer, []).append(recipe)
    atoms: set[Atom] = set()
    measures: set[MeasureId] = set()
    stack = sorted({atom for goal in goals for atom in reads[goal.id]})
    while stack:
        atom = stack.pop()
        if atom in atoms:
            continue
        atoms.add(atom)
        for recipe in recipes.get(atom.answer, ()):
            if (rank(recipe.value) or 0) < atom.rank:
                continue
            sets = [one for one in recipe.any_of if all(part in usable or part in done for part in one)]
            measures.update(part for one in sets for part in one if part in usable)
            if sets:
                for answer, value in recipe.requires_answers:
                    present, wanted = rank(assessment.get(answer)), rank(value) or 0
                    if present is None or present < wanted:
                        stack.append(Atom(answer, wanted))
    return Scope(
        frozenset(atoms),
        {answer: tuple(found) for answer, found in recipes.items()},
        with_prerequisites(measures, catalogue, done),
    )


@dataclass(slots=True)
class Selection:
    """The program with the numbers of its variables."""

    program: Program
    picks: dict[Pick, int] = field(default_factory=dict)
    """Whether a measure is got in a way."""
    starts: dict[tuple[Pick, int], int] = field(default_factory=dict)
    """Whether it starts in a quarter; only in the timed form."""
    have: dict[MeasureId, dict[int, float]] = field(default_factory=dict)
    """The picks that add up to having a measure."""
    closed: dict[ConditionId, int] = field(default_factory=dict)
    """Whether a condition is closed; only when not every one must be."""
    score: int | None = None
    """The maturity score."""
    support: dict[SubsidyId, int] = field(default_factory=dict)
    """Public money from each rule, money units."""
    gains: dict[str, int] = field(default_factory=dict)
    """Yearly value of each kind of gain, money units; only where gains are asked for."""
    offers: dict[Pick, Offer] = field(default_factory=dict)
    loans: list[int] = field(default_factory=list)
    """Money beyond the budget, one variable a year, money units; only where it is asked how much is missing."""
    extra_hands: int | None = None
    """Staff units beyond the limit in every quarter; only where it is asked how many are missing."""

    def cost(self, quarters: int) -> dict[int, float]:
        """Returns the cost of ownership over the horizon, less public money, as an aim."""
        aim = {variable: float(self.offers[pick].owned(quarters)) for pick, variable in self.picks.items()}
        aim.update(dict.fromkeys(self.support.values(), -1.0))
        return aim

    def cost_then_order(self, quarters: int) -> tuple[dict[int, float], float]:
        """Returns cost and catalogue order as one aim, and what one money unit weighs in it.

        The weight is larger than all numbers of order together, so order decides only between equal costs. It breaks
        ties: fewer measures, and those that stand earlier in the catalogue.
        """
        cost = self.cost(quarters)
        common = reduce(gcd, (int(abs(worth)) for worth in cost.values()), 0) or 1
        weight = float(len(self.picks) * (len(self.picks) + 1) // 2 + 1)
        aim = {variable: worth / common * weight for variable, worth in cost.items()}
        for number, variable in enumerate(self.picks.values(), 1):
            aim[variable] += number
        return aim, weight / common

    def chosen(self, values: Iterable[float]) -> frozenset[Pick]:
        """Returns the measures and ways that a solution takes."""
        known = list(values)
        return frozenset(pick for pick, variable in self.picks.items() if known[variable] > 0.5)

    def timetable(self, values: Iterable[float]) -> dict[Pick, int]:
        """Returns the start quarter of each of them, by index."""
        known = list(values)
        return {pick: index for (pick, index), variable in self.starts.items() if known[variable] > 0.5}


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a plan is made from."""

    catalogue: Catalogue
    evaluation: Evaluation
    market: Market
    limits: Limits
    goals: Goals
    required: frozenset[MeasureId]
    """Measures that the manager put in, and what they need."""
    support: tuple[Support, ...] = ()
    """Public money that can be worked out."""
    everything: bool = False
    """Whether measures count that no condition needs: when gains are asked for."""

    @property
    def assessment(self) -> Assessment:
        """The answers that the plan starts from."""
        return self.evaluation.assessment


class Lend(StrEnum):
    """A limit that may be exceeded, to find out by how little the target could be reached."""

    MONEY = "money"
    HANDS = "hands"


def build(
    question: Question,
    calendar: Calendar,
    *,
    timed: bool,
    wanted: Iterable[Goal],
    hard: bool,
    only: frozenset[Pick] | None = None,
    lend: Lend | None = None,
) -> Selection:
    """Returns the program.

    Args:
        question: what is planned.
        calendar: over which quarters, with which money and hands.
        timed: with start quarters, or only measures and ways.
        wanted: the conditions that count.
        hard: every one of them must be closed; otherwise each has a variable that says whether it is.
        only: exactly these picks, when only the quarters are open.
        lend: what may go beyond its limit, to find out by how much.
    """
    builder = _Builder(question, calendar, timed=timed, lend=lend)
    goals = [goal for goal in wanted if not isinstance(goal.formula, Fixed)]
    builder.measures(goals, only)
    if only is None:
        builder.answers()
        builder.goals(goals, hard=hard)
    return builder.made


class _Builder:
    def __init__(self, question: Question, calendar: Calendar, *, timed: bool, lend: Lend | None) -> None:
        self._question = question
        self._lend = lend
        self._calendar = calendar
        self._timed = timed
        self.made = Selection(Program())
        self._program = self.made.program
        self._answers: dict[Atom, int] = {}
        self._sets: dict[frozenset[MeasureId], int | None] = {}
        self._scope: Scope | None = None
        self._against = {atom for goal in question.goals.goals for atom in lowered(goal.formula)}
        if lend is Lend.MONEY:
            most = 4_000_000_000
            self.made.loans = [self._program.variable(0, most) for _ in calendar.years]
        elif lend is Lend.HANDS:
            self.made.extra_hands = self._program.variable(0, 100_000_000)

    # -- measures ------------------------------------------------------------------------------------------------

    def measures(self, goals: list[Goal], only: frozenset[Pick] | None) -> None:
        question = self._question
        limits, catalogue = question.limits, question.catalogue
        self._scope = scope_of(question, goals)
        usable = possible(question.market, catalogue, limits.done)
        relevant = (usable if question.everything else self._scope.measures | question.required) & usable
        if only is not None:
            relevant = frozenset(measure for measure, _ in only)
        earliest = self._earliest(relevant)
        offers: list[Offer] = []
        for measure in sorted(relevant):
            ways: Sequence[Offer] = [
                offer
                for offer in question.market[measure].values()
                if (only is None or offer.pick in only)
                and earliest[measure] + offer.duration <= self._calendar.deadline
                and self._allowed(offer)
            ]
            if not question.everything and not question.support:
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
            for other in catalogue.measures[measure].requires:
                if other not in limits.done:
                    self._program.row(_difference(self.made.have[measure], self.made.have.get(other, {})), high=0)
            for other in catalogue.measures[measure].excludes:
                if other in limits.done:
                    self._program.row(dict(self.made.have[measure]), high=0)
                elif other in relevant and self.made.have[measure] and self.made.have[other]:
                    self._program.row({**self.made.have[measure], **self.made.have[other]}, high=1)
        if self._timed:
            self._starts(offers, earliest)
            self._resources(offers)
        else:
            self._totals(offers)
        self._support(offers)
        if question.everything:
            self._gains(offers)

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
                    self._program.row(_difference({used: 1.0}, begun), high=0)
            self._program.row(row, high=0)
            self.made.support[rule.id] = paid
        for pick, uses in bills.items():
            self._program.row({**uses, self.made.picks[pick]: -1.0}, high=0)

    def _gains(self, offers: list[Offer]) -> None:
        """Adds what each kind of gain is worth a year, never more than all measures together may gain of it."""
        catalogue = self._question.catalogue
        rows: dict[str, dict[int, float]] = {}
        for offer in offers:
            measure = catalogue.measures[offer.measure]
            for kpi, worth in gains_of(measure, measure.variants[offer.variant], catalogue).items():
                rows.setdefault(kpi, {})[self.made.picks[offer.pick]] = -float(worth)
        for kpi, row in sorted(rows.items()):
            cap = catalogue.benefit_caps.get(kpi)
            most = float(cap * catalogue.benefit_values_wan[kpi].typical * MONEY_UNITS) if cap is not None else inf
            gain = self.made.gains[kpi] = self._program.variable(0, most)
            self._program.row({gain: 1.0, **row}, high=0)

    def _allowed(self, offer: Offer) -> bool:
        """Returns whether a lock leaves this way open."""
        return all(
            lock.variant is None or lock.variant == offer.variant
            for lock in self._question.limits.require
            if lock.measure == offer.measure
        )

    def _earliest(self, relevant: frozenset[MeasureId]) -> dict[MeasureId, int]:
        """Returns the first quarter in which a measure can start, by its chain of prerequisites and the closed ones."""
        found: dict[MeasureId, int] = {}
        done, catalogue, market = self._question.limits.done, self._question.catalogue, self._question.market
        open_quarters = [index for index in range(self._calendar.quarters) if index not in self._calendar.closed]

        def visit(measure: MeasureId) -> int:
            if measure not in found:
                ready = 0
                for other in catalogue.measures[measure].requires:
                    if other not in done:
                        ways = market.get(other, {})
                        shortest = min((offer.duration for offer in ways.values()), default=10**6)
                        ready = max(ready, visit(other) + shortest)
                found[measure] = next((index for index in open_quarters if index >= ready), 10**6)
            return found[measure]

        for measure in sorted(relevant):
            visit(measure)
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
        calendar, limits = self._calendar, self._question.limits
        fixed = {
            lock.measure: (lock.quarter.year - limits.start.year) * 4 + lock.quarter.number - limits.start.number
            for lock in limits.require
            if lock.quarter is not None
        }
        by_measure: dict[MeasureId, list[Offer]] = {}
        for offer in offers:
            by_measure.setdefault(offer.measure, []).append(offer)
            row: dict[int, float] = {self.made.picks[offer.pick]: -1.0}
            for index in range(earliest[offer.measure], calendar.deadline - offer.duration + 1):
                if index in calendar.closed and fixed.get(offer.measure) != index:
                    continue
                if offer.measure in fixed and fixed[offer.measure] != index:
                    continue
                variable = self._program.binary()
                self.made.starts[(offer.pick, index)] = variable
                row[variable] = 1.0
            self._program.row(row, low=0, high=0)
        for measure, ways in by_measure.items():
            for other in self._question.catalogue.measures[measure].requires:
                if other in limits.done:
                    continue
                for index in range(earliest[measure], calendar.quarters):
                    row = self._begun(ways, index, 1.0)
                    if row:
                        for offer in by_measure.get(other, ()):
                            row.update(self._begun([offer], index - offer.duration, -1.0))
                        self._program.row(row, high=0)

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

    # -- answers -------------------------------------------------------------------------------------------------

    def answers(self) -> None:
        assert self._scope is not None
        for atom in sorted(self._scope.atoms):
            self._answer(atom)

    def _answer(self, atom: Atom) -> int:
        """Returns the variable that an answer reaches its rank: never more than its recipes allow.

        An answer that counts against a formula (a built scenario below the line of the AI share) is exact: never less.
        """
        found = self._answers.get(atom)
        if found is not None:
            return found
        assert self._scope is not None
        exact = atom in self._against
        variable = self._answers[atom] = self._program.variable(0, 1)
        ways: dict[int, float] = {}
        for recipe in self._scope.recipes.get(atom.answer, ()):
            if (rank(recipe.value) or 0) < atom.rank:
                continue
            needs = self._needs(recipe)
            for one in recipe.any_of:
                complete = self._complete(one)
                if complete is None:
                    continue
                way = complete
                if needs:
                    way = self._program.variable(0, 1)
                    self._program.row({way: 1.0, complete: -1.0}, high=0)
                    for need in needs:
                        self._program.row({way: 1.0, need: -1.0}, high=0)
                    if exact:
                        # All of it there: then it is so, wanted or not.
                        self._program.row(
                            {way: 1.0, complete: -1.0, **dict.fromkeys(needs, -1.0)}, low=-float(len(needs))
                        )
                ways[way] = 1.0
                if exact:
                    self._force(one, complete)
                    self._program.row({variable: 1.0, way: -1.0}, low=0)
        self._program.row({variable: 1.0, **dict.fromkeys(ways, -1.0)}, high=0)
        return variable

    def _needs(self, recipe: Recipe) -> list[int]:
        needs = []
        for answer, value in recipe.requires_answers:
            present, wanted = rank(self._question.assessment.get(answer)), rank(value) or 0
            if present is None or present < wanted:
                needs.append(self._answer(Atom(answer, wanted)))
        return needs

    def _complete(self, one: frozenset[MeasureId]) -> int | None:
        """Returns the variable that a whole set is there; None when it cannot be."""
        if one not in self._sets:
            open_ones = sorted(measure for measure in one if measure not in self._question.limits.done)
            if any(not self.made.have.get(measure) for measure in open_ones):
                self._sets[one] = None
            elif len(open_ones) == 1 and len(self.made.have[open_ones[0]]) == 1:
                self._sets[one] = next(iter(self.made.have[open_ones[0]]))
            else:
                variable = self._program.variable(0, 1)
                for measure in open_ones:
                    self._program.row(_difference({variable: 1.0}, self.made.have[measure]), high=0)
                self._sets[one] = variable
        return self._sets[one]

    def _force(self, one: frozenset[MeasureId], complete: int) -> None:
        """Demands that a set counts as there when all its measures are."""
        row: dict[int, float] = {complete: 1.0}
        open_ones = [measure for measure in one if measure not in self._question.limits.done]
        for measure in open_ones:
            for variable in self.made.have[measure]:
                row[variable] = row.get(variable, 0.0) - 1.0
        self._program.row(row, low=1.0 - len(open_ones))

    # -- goals ---------------------------------------------------------------------------------------------------

    def goals(self, goals: list[Goal], *, hard: bool) -> None:
        if not hard or any(counts_maturity(goal.formula) for goal in goals):
            self.made.score = self._score()
        for goal in goals:
            guard = None
            if not hard:
                guard = self.made.closed[goal.id] = self._program.binary()
            self._demand(goal.formula, guard)

    def _demand(self, formula: Formula, guard: int | None) -> None:
        """Demands that a formula holds, always or when the guard is 1."""
        match formula:
            case Fixed():
                if formula.truth is False:
                    self._program.row(
                        {guard: 1.0} if guard is not None else {}, **({"high": 0} if guard is not None else {"low": 1})
                    )
            case Has():
                self._at_least({self._answer(formula.atom): 1.0}, 1.0, guard)
            case All():
                for part in formula.parts:
                    self._demand(part, guard)
            case Any():
                ways: dict[int, float] = {}
                for part in formula.parts:
                    way = self._answer(part.atom) if isinstance(part, Has) else self._program.binary()
                    if not isinstance(part, Has):
                        self._demand(part, way)
                    ways[way] = 1.0
                self._at_least(ways, 1.0, guard)
            case AtLeast():
                self._sum(formula, guard)

    def _sum(self, formula: AtLeast, guard: int | None) -> None:
        row: dict[int, float] = {}
        for weight, term in formula.terms:
            match term:
                case Atom():
                    variable = self._answer(term)
                case Spread():
                    variable = self._program.variable(0, 1)
                    self._program.row({variable: 1.0, **{self._answer(atom): -1.0 for atom in term.atoms}}, high=0)
                case Maturity():
                    assert self.made.score is not None
                    variable = self.made.score
            row[variable] = row.get(variable, 0.0) + float(weight)
        # Weights of a maturity level can be large whole numbers: made small enough for the solver's tolerance.
        largest = max(map(abs, row.values()), default=1.0)
        small = min(1.0, 1000.0 / largest)
        row = {variable: weight * small for variable, weight in row.items()}
        self._at_least(row, float(formula.least) * small, guard)

    def _at_least(self, row: dict[int, float], least: float, guard: int | None) -> None:
        if guard is None:
            self._program.row(row, low=least - _TINY)
            return
        lowest = sum(min(weight * self._program.low[v], weight * self._program.high[v]) for v, weight in row.items())
        if lowest < least:
            # Free while the guard is 0: then the sum need only reach what it always reaches.
            self._program.row({**row, guard: row.get(guard, 0.0) - (least - lowest)}, low=lowest - _TINY)

    def _score(self) -> int:
        """Adds the maturity score: a level counts what it reaches, and 1 from 0.8 on."""
        maturity = self._question.goals.maturity
        score = self._program.variable(0, 5)
        whole = float(maturity.total * 10 or 1)
        row: dict[int, float] = {score: 1.0}
        constant = 0.0
        for level in maturity.levels:
            gains = [
                (weight, atom) for weight, atom in level.gains if atom in (self._scope.atoms if self._scope else ())
            ]
            if level.base >= 8 * maturity.total and maturity.total:
                constant += 1.0
                continue
            if not gains:
                constant += level.base / whole
                continue
            counted = self._program.variable(0, 1)
            met = self._program.binary()
            reached: dict[int, float] = {}
            for share, atom in gains:
                variable = self._answer(atom)
                reached[variable] = reached.get(variable, 0.0) + share
            # In whole shares, made small enough for the solver: reached >= 0.8 of the total when the level is called met.
            small = min(1.0, 10_000 / maturity.total)
            short = (8.0 * maturity.total - level.base) * small
            self._program.row({**{one: share * small for one, share in reached.items()}, met: -short}, low=-_TINY)
            scaled = {variable: -weight / whole for variable, weight in reached.items()}
            self._program.row({counted: 1.0, met: -0.2, **scaled}, high=level.base / whole + 1e-9)
            row[counted] = -1.0
        self._program.row(row, low=-inf, high=constant)
        return score


def _difference(left: Mapping[int, float], right: Mapping[int, float]) -> dict[int, float]:
    """Returns left minus right."""
    row = dict(left)
    for variable, weight in right.items():
        row[variable] = row.get(variable, 0.0) - weight
    return row
