"""The second half of a program: answers by recipes, conditions by formulas, the maturity score."""

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from math import gcd, inf

from models.catalogue import MeasureId, Recipe
from models.planner.asking.effects import rank
from models.planner.asking.goals import (
    All,
    Any,
    AtLeast,
    Atom,
    Firm,
    Fixed,
    Formula,
    Goal,
    Has,
    Maturity,
    Spread,
    counts_maturity,
    lowered,
)
from models.planner.asking.question import PlanQuestion, PlanScope
from models.planner.solving.choices import difference
from models.planner.solving.selection import HIGHEST_SCORE, Selection

_TINY = 1e-6
Have = Mapping[MeasureId, Mapping[int, float]]
"""The variables that add up to having a measure."""


class Demands:
    """Writes the variables and rows of answers and conditions into a program that has its measures."""

    def __init__(
        self, question: PlanQuestion, scope: PlanScope, selection: Selection, have: Have | None = None
    ) -> None:
        self._question = question
        self._scope = scope
        self.selection = selection
        self._program = selection.program
        self._have = selection.have if have is None else have
        self._answers: dict[Atom, int] = {}
        self._sets: dict[frozenset[MeasureId], int | None] = {}
        self._against = {atom for goal in question.goals.goals for atom in lowered(goal.formula)}

    def answers(self) -> None:
        """Writes every answer that can matter."""
        for atom in sorted(self._scope.atoms):
            self._answer(atom)

    def _answer(self, atom: Atom) -> int:
        """Returns the variable that an answer reaches its rank: never more than its recipes allow.

        An answer that counts against a formula (a built scenario below the line of the AI share) is exact: never less.
        """
        variable = self._answers.get(atom)
        if variable is not None:
            return variable
        exact = atom in self._against
        variable = self._answers[atom] = self._program.variable(0, 1)
        ways: dict[int, float] = {}
        for recipe in self._scope.recipes.get(atom.answer, ()):
            if (rank(recipe.value) or 0) < atom.rank:
                continue
            needs = self._needs(recipe)
            for measures in recipe.any_of:
                complete = self._complete(measures)
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
                    self._force(measures, complete)
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

    def _complete(self, measures: frozenset[MeasureId]) -> int | None:
        """Returns the variable that a whole set is there; None when it cannot be."""
        if measures not in self._sets:
            open_ones = sorted(measure for measure in measures if measure not in self._question.limits.done)
            if any(not self._have.get(measure) for measure in open_ones):
                self._sets[measures] = None
            elif len(open_ones) == 1 and len(self._have[open_ones[0]]) == 1:
                self._sets[measures] = next(iter(self._have[open_ones[0]]))
            else:
                variable = self._program.variable(0, 1)
                for measure in open_ones:
                    self._program.row(difference({variable: 1.0}, self._have[measure]), high=0)
                self._sets[measures] = variable
        return self._sets[measures]

    def _force(self, measures: frozenset[MeasureId], complete: int) -> None:
        """Demands that a set counts as there when all its measures are."""
        row: dict[int, float] = {complete: 1.0}
        open_ones = [measure for measure in measures if measure not in self._question.limits.done]
        for measure in open_ones:
            for variable in self._have[measure]:
                row[variable] = row.get(variable, 0.0) - 1.0
        self._program.row(row, low=1.0 - len(open_ones))

    # -- goals ---------------------------------------------------------------------------------------------------

    def goals(self, goals: list[Goal], *, hard: bool) -> None:
        """Writes the conditions: all to be closed when `hard`, otherwise each with a variable that says whether it is."""
        if any(counts_maturity(goal.formula) for goal in goals):
            self.selection.score = self._score()
        for goal in goals:
            guard = None
            if not hard:
                guard = self.selection.closed[goal.id] = self._program.binary()
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
            case Firm():
                self._firm(formula, guard)

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
                    assert self.selection.score is not None
                    variable = self.selection.score
            row[variable] = row.get(variable, 0.0) + float(weight)
        # Weights of a maturity level can be large whole numbers: made small enough for the solver's tolerance.
        largest = max(map(abs, row.values()), default=1.0)
        small = min(1.0, 1000.0 / largest)
        row = {variable: weight * small for variable, weight in row.items()}
        self._at_least(row, float(formula.least) * small, guard)

    def _firm(self, formula: Firm, guard: int | None) -> None:
        """Demands a sum without the largest drop: what each answer loses one grade lower is no more than that."""
        row: dict[int, float] = {}
        for weight, atom in formula.terms:
            variable = self._answer(atom)
            row[variable] = row.get(variable, 0.0) + float(weight)
        most = max(float(drop.now + sum(max(step, Decimal(0)) for step, _ in drop.steps)) for drop in formula.drops)
        small = min(1.0, 1000.0 / max([most, *row.values()]))
        largest = self._program.variable(0, most * small)
        for drop in formula.drops:
            steps = {self._answer(atom): -float(step) * small for step, atom in drop.steps}
            self._program.row({largest: 1.0, **steps}, low=float(drop.now) * small)
        row = {variable: weight * small for variable, weight in row.items()}
        self._at_least({**row, largest: -float(formula.times)}, float(formula.least) * small, guard)

    def _at_least(self, row: dict[int, float], least: float, guard: int | None) -> None:
        if guard is None:
            self._program.row(row, low=least - _TINY)
            return
        lowest = sum(min(weight * self._program.low[v], weight * self._program.high[v]) for v, weight in row.items())
        if lowest < least:
            # Free while the guard is 0: then the sum need only reach what it always reaches.
            self._program.row({**row, guard: row.get(guard, 0.0) - (least - lowest)}, low=lowest - _TINY)

    def _score(self) -> int:
        """Adds the maturity score: a level counts 1 from 0.8 on, the first one below that what it reaches."""
        maturity = self._question.goals.maturity
        score = self._program.variable(0, HIGHEST_SCORE)
        whole = float(maturity.total * 10 or 1)
        row: dict[int, float] = {score: 1.0}
        constant = 0.0
        # Whether all levels before are met; None where they are for certain.
        below: int | None = None
        for level in maturity.levels:
            gains = [(weight, atom) for weight, atom in level.gains if atom in self._scope.atoms]
            if level.base >= 8 * maturity.total and maturity.total:
                constant += below is None
                if below is not None:
                    row[below] = row.get(below, 0.0) - 1.0
                continue
            if not gains:
                # The first level that is sure to stay unmet counts what it has; nothing above it counts.
                constant += level.base / whole if below is None else 0.0
                if below is not None:
                    row[below] = row.get(below, 0.0) - level.base / whole
                break
            counted, met = self._level(level.base, gains, maturity.total)
            if below is not None:
                self._program.row({met: 1.0, below: -1.0}, high=0)
                self._program.row({counted: 1.0, below: -1.0}, high=0)
            row[counted] = row.get(counted, 0.0) - 1.0
            below = met
        self._program.row(row, low=-inf, high=constant)
        return score

    def _level(self, base: int, gains: list[tuple[int, Atom]], total: int) -> tuple[int, int]:
        """Adds one level; returns the variables of what it counts and of whether it is met."""
        whole = float(total * 10)
        counted = self._program.variable(0, 1)
        met = self._program.binary()
        reached: dict[int, float] = {}
        for share, atom in gains:
            variable = self._answer(atom)
            reached[variable] = reached.get(variable, 0.0) + share
        # In whole shares, made small enough for the solver: reached >= 0.8 of the total when the level is called met.
        small = min(1.0, 10_000 / total)
        short = (8.0 * total - base) * small
        self._program.row({**{variable: share * small for variable, share in reached.items()}, met: -short}, low=-_TINY)
        scaled = {variable: -weight / whole for variable, weight in reached.items()}
        self._program.row({counted: 1.0, met: -0.2, **scaled}, high=base / whole + 1e-9)
        # Not met: then it counts at most the last value below 0.8 that the weights can make.
        step = reduce(gcd, (share for share, _ in gains))
        most_unmet = (base + (8 * total - 1 - base) // step * step) / whole
        self._program.row({counted: 1.0, met: most_unmet - 1.0}, high=most_unmet + 1e-9)
        return counted, met
