"""Numbers that measures can move: how many scenarios are built or use AI, how far they spread, the maturity score."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from models.assessment import BUILT, AnswerId, Assessment, ScenarioStatus
from models.evaluator.maturity import MaturityModel
from models.planner.asking.effects import RANKS, rank
from models.planner.asking.goals import Atom, Drop, LevelTerms, Maturity, MaturityTerms, Spread
from models.rulebook import AiDenominator, Rulebook, ScenarioId

BUILT_RANK = RANKS["partial"]
WHOLE_RANK = RANKS["full"]
YES = RANKS["yes"]
Term = tuple[Decimal, "Atom | Spread | Maturity"]


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that measures can move: a constant, and what each answer adds to it."""

    constant: Decimal
    terms: tuple[Term, ...] = ()

    def plus(self, other: "Sum", factor: Decimal = Decimal(1)) -> "Sum":
        """Returns this number and `factor` times another."""
        return Sum(
            self.constant + factor * other.constant,
            self.terms + tuple((factor * weight, term) for weight, term in other.terms),
        )

    def times(self, factor: Decimal) -> "Sum":
        """Returns `factor` times this number."""
        return Sum(self.constant * factor, tuple((weight * factor, term) for weight, term in self.terms))


class Tally:
    """Counts of one factory's answers, with what measures can add to each."""

    def __init__(self, assessment: Assessment, rulebook: Rulebook, best: Mapping[AnswerId, int]) -> None:
        self._assessment = assessment
        self._rulebook = rulebook
        self._best = best
        """How far measures can raise each answer."""

    def _is_built(self, scenario: ScenarioId) -> bool:
        return self._assessment.get(f"scenarios.{scenario}.status") in BUILT

    def _can_build(self, scenario: ScenarioId) -> bool:
        return self._best.get(AnswerId(f"scenarios.{scenario}.status"), -1) >= BUILT_RANK

    def counted(self, scenarios: set[ScenarioId], least: int = BUILT_RANK) -> Sum:
        """Returns how many of some scenarios are built, or built as far as a rank."""
        sure, terms = 0, []
        for scenario in sorted(scenarios):
            answer = AnswerId(f"scenarios.{scenario}.status")
            if (rank(self._assessment.get(answer)) or 0) >= least:
                sure += 1
            elif self._best.get(answer, -1) >= least:
                terms.append((Decimal(1), Atom(answer, least)))
        return Sum(Decimal(sure), tuple(terms))

    def ai_count(self) -> Sum:
        """Returns how many built scenarios use artificial intelligence."""
        sure, terms = 0, []
        for scenario in self._rulebook.scenarios:
            answer = AnswerId(f"scenarios.{scenario.id}.ai")
            if self._assessment.get(answer) == "yes":
                if self._is_built(scenario.id):
                    sure += 1
                elif self._can_build(scenario.id):
                    terms.append((Decimal(1), Atom(AnswerId(f"scenarios.{scenario.id}.status"), BUILT_RANK)))
            elif self._best.get(answer, -1) >= YES:
                terms.append((Decimal(1), Atom(answer, YES)))
        return Sum(Decimal(sure), tuple(terms))

    def below_the_line(self) -> Sum:
        """What the AI share is divided by, at its worst: a scenario that was not answered may yet lack AI.

        Of those built, one whose AI question says yes joins only when it is built, as in `Facts.longest_base`.
        """
        scenarios = self._rulebook.scenarios
        if self._rulebook.ai_denominator is AiDenominator.ALL:
            return Sum(Decimal(len(scenarios)))
        constant, terms = 0, []
        for scenario in scenarios:
            status = self._assessment.get(f"scenarios.{scenario.id}.status")
            if status == ScenarioStatus.NOT_APPLICABLE:
                continue
            may_lack_ai = status is None and self._assessment.get(f"scenarios.{scenario.id}.ai") != "yes"
            if status in BUILT or may_lack_ai or self._rulebook.ai_denominator is AiDenominator.APPLICABLE:
                constant += 1
            elif self._can_build(scenario.id):
                terms.append((Decimal(1), Atom(AnswerId(f"scenarios.{scenario.id}.status"), BUILT_RANK)))
        return Sum(Decimal(constant), tuple(terms))

    def spread(self, over: str) -> Sum:
        """Returns in how many groups, `stage` or `dimension`, a scenario is built."""
        groups: dict[str, list[ScenarioId]] = {}
        for scenario in self._rulebook.scenarios:
            groups.setdefault(str(getattr(scenario, over)), []).append(scenario.id)
        sure, terms = 0, []
        for members in groups.values():
            if any(self._is_built(member) for member in members):
                sure += 1
                continue
            possible = tuple(
                Atom(AnswerId(f"scenarios.{member}.status"), BUILT_RANK)
                for member in members
                if self._can_build(member)
            )
            if possible:
                terms.append((Decimal(1), Spread(possible)))
        return Sum(Decimal(sure), tuple(terms))

    def maturity(self) -> MaturityTerms:
        """Returns the score's parts; weights are made as small as they go without losing exactness."""
        subdomains = self._rulebook.subdomains
        raw = MaturityModel.of(self._rulebook).weights
        divisor = gcd(*raw) or 1
        weights = [weight // divisor for weight in raw]
        tenths = {0: 0, 1: 5, 2: 8, 3: 10}
        levels = []
        for level in range(1, 6):
            base, gains, drops = 0, [], []
            for subdomain, weight in zip(subdomains, weights, strict=True):
                answer = AnswerId(f"maturity.{subdomain.id}.level{level}")
                present = rank(self._assessment.get(answer)) or 0
                base += weight * tenths[present]
                for reached in range(present + 1, self._best.get(answer, 0) + 1):
                    gains.append((weight * (tenths[reached] - tenths[reached - 1]), Atom(answer, reached)))
                highest = max(present, self._best.get(answer, 0))
                loss = [0, *(weight * (tenths[grade] - tenths[grade - 1]) for grade in range(1, 4))]
                steps = (
                    (Decimal(loss[grade] - loss[grade - 1]), Atom(answer, grade))
                    for grade in range(present + 1, highest + 1)
                )
                drops.append(Drop(Decimal(loss[present]), tuple(steps)))
            levels.append(LevelTerms(base, tuple(gain for gain in gains if gain[0]), tuple(drops)))
        return MaturityTerms(tuple(levels), sum(weights))
