"""What the rules read: the answers of one version, counted once for all rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from models.assessment import BUILT, AnswerId, Assessment, Digest, Evidence, ScenarioStatus, Value
from models.evaluation import MaturityResult
from models.evaluator.dates import days
from models.evaluator.maturity import MaturityModel
from models.expression.ranges import ANYTHING, NOTHING, ZERO, Range, Truth, exactly
from models.rulebook import AiDenominator, Kpi, Rulebook, Scenario

ONE = Decimal(1)
FOUNDED = AnswerId("enterprise.founded")


@dataclass(frozen=True, slots=True)
class ScenarioAnswers:
    """The answer ids of one scenario, put together once."""

    scenario: Scenario
    status: AnswerId
    ai: AnswerId
    evidence: AnswerId
    investment: AnswerId


@dataclass(frozen=True, slots=True)
class KpiAnswers:
    """The answer ids of one indicator, put together once."""

    kpi: Kpi
    before: AnswerId
    after: AnswerId
    benchmark: AnswerId
    scope: AnswerId
    kind: AnswerId
    source: AnswerId
    date: AnswerId


@dataclass(frozen=True, slots=True)
class Ground:
    """What stays the same for all assessments under one rulebook."""

    rulebook: Rulebook
    scenarios: tuple[ScenarioAnswers, ...]
    by_dimension: Mapping[str, tuple[ScenarioAnswers, ...]]
    kpis: tuple[KpiAnswers, ...]
    maturity: MaturityModel
    since: Range
    """When the scheme began; `ANYTHING` where the edition does not say."""
    evidence_beside: dict[AnswerId, AnswerId]
    """Answer to the id of its evidence, filled as they are asked for."""

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Ground":
        """Returns the ground of a rulebook."""
        scenarios = tuple(
            ScenarioAnswers(
                scenario,
                *(
                    AnswerId(f"scenarios.{scenario.id}.{name}")
                    for name in ("status", "ai", "evidence", "investment_wan")
                ),
            )
            for scenario in rulebook.scenarios
        )
        by_dimension = {
            str(dimension.id): tuple(entry for entry in scenarios if entry.scenario.dimension == dimension.id)
            for dimension in rulebook.dimensions
        }
        fields = (
            "before",
            "after",
            "benchmark",
            "benchmark_scope",
            "benchmark_kind",
            "benchmark_source",
            "benchmark_date",
        )
        kpis = tuple(
            KpiAnswers(kpi, *(AnswerId(f"indicators.{kpi.id}.{name}") for name in fields)) for kpi in rulebook.kpis
        )
        since = days(rulebook.since) if rulebook.since else ANYTHING
        return cls(rulebook, scenarios, by_dimension, kpis, MaturityModel.of(rulebook), since, {})

    def read_as(self, rulebook: Rulebook) -> "Ground":
        """Returns the same ground for a rulebook that differs in its weights and readings only."""
        return replace(self, rulebook=rulebook, maturity=MaturityModel.of(rulebook))


@dataclass(frozen=True, slots=True)
class Indicators:
    """How the indicators stand against one kind of benchmark."""

    truth: Truth
    beaten: tuple[KpiAnswers, ...]
    failed: tuple[KpiAnswers, ...]
    open: tuple[KpiAnswers, ...]
    """Those with such a benchmark whose present figure or benchmark figure is missing."""


class Facts:
    """The answers of one assessment with what is counted from them.

    Attributes:
        built: scenarios in use on some or all lines.
        open: scenarios whose status was not answered.
        with_ai: built scenarios that use AI.
        ai_open: built scenarios for which the AI question was not answered.
        applicable: scenarios answered and not marked as not applicable.
        today: the day of the evaluation, as a day number.
        problems: what went wrong while working out a formula, such as a division by zero.
    """

    __slots__ = (
        "_maturity",
        "_proofs",
        "ai_open",
        "answers",
        "applicable",
        "built",
        "evidence",
        "ground",
        "indicators",
        "measurements",
        "open",
        "open_for_ai",
        "open_with_ai",
        "problems",
        "quantities",
        "today",
        "with_ai",
    )

    def __init__(self, assessment: Assessment, ground: Ground, on: date) -> None:
        """Counts the scenarios and reads the maturity answers."""
        answers = assessment.answers
        # A plain dictionary is read twice as fast as the view that an assessment shares; rules read it 1500 times.
        self.answers: Mapping[AnswerId, Value] = answers.copy() if isinstance(answers, MappingProxyType) else answers
        self.evidence: Mapping[Digest, Evidence] = assessment.evidence
        self.ground = ground
        self.today = Decimal(on.toordinal())
        self.problems: list[str] = []
        self.quantities: dict[str, Range] = {}
        self.measurements: dict[AnswerId, Range] = {}
        """Answers that a rule has read as numbers."""
        self.indicators: dict[tuple[str, str], Indicators] = {}
        """How they stand against each scope and kind of benchmark that a rule has asked for."""
        self.built: list[ScenarioAnswers] = []
        self.open: list[ScenarioAnswers] = []
        self.with_ai: list[ScenarioAnswers] = []
        self.ai_open: list[ScenarioAnswers] = []
        self.applicable = 0
        self.open_for_ai = 0
        """Open scenarios that would use AI if they turned out to be built: AI not answered with no."""
        self.open_with_ai = 0
        """Open scenarios of which AI was answered with yes: built or not, they do not lower the share."""
        self._count_scenarios()
        self._maturity: MaturityResult | None = None
        self._proofs: dict[AnswerId, bool] = {}

    @property
    def maturity(self) -> MaturityResult:
        """The maturity level and score, worked out when first asked for."""
        if self._maturity is None:
            self._maturity = self.ground.maturity.result(self.answers, self.today)
        return self._maturity

    def _count_scenarios(self) -> None:
        get = self.answers.get
        for entry in self.ground.scenarios:
            status = get(entry.status)
            if status is None:
                self.open.append(entry)
                ai = get(entry.ai)
                if ai != "no":
                    self.open_for_ai += 1
                if ai == "yes":
                    self.open_with_ai += 1
            elif status in BUILT:
                self.applicable += 1
                self.built.append(entry)
                ai = get(entry.ai)
                if ai == "yes":
                    self.with_ai.append(entry)
                elif ai is None:
                    self.ai_open.append(entry)
            elif status != ScenarioStatus.NOT_APPLICABLE:
                self.applicable += 1

    def built_count(self) -> Range:
        """Returns how many scenarios are built."""
        built = len(self.built)
        return (Decimal(built), Decimal(built + len(self.open)))

    def built_in(self, dimension: str) -> list[ScenarioAnswers]:
        """Returns the scenarios of a dimension that are built."""
        get = self.answers.get
        return [entry for entry in self.ground.by_dimension.get(dimension, ()) if get(entry.status) in BUILT]

    def applicable_count(self) -> Range:
        """Returns how many scenarios concern this factory."""
        return (Decimal(self.applicable), Decimal(self.applicable + len(self.open)))

    def ai_count(self) -> Range:
        """Returns how many built scenarios use AI."""
        sure = len(self.with_ai)
        return (Decimal(sure), Decimal(sure + len(self.ai_open) + self.open_for_ai))

    def ai_share(self, denominator: AiDenominator | None = None) -> Range:
        """Returns the share of scenarios that use AI, 0 to 1; 0 when nothing is built.

        Args:
            denominator: what it is divided by; None for the rulebook's own choice.
        """
        sure = len(self.with_ai)
        most = sure + len(self.ai_open) + self.open_for_ai
        chosen = denominator or self.ground.rulebook.ai_denominator
        longest = shortest = self.longest_base(chosen)
        if chosen is not AiDenominator.ALL:
            shortest = (len(self.built) if chosen is AiDenominator.BUILT else self.applicable) + self.open_for_ai
        return (_share(sure, longest), _share(most, shortest))

    def longest_base(self, denominator: AiDenominator) -> int:
        """Returns what the share is divided by when it is least: open scenarios join below the line and bring no AI.

        Of those built, one that uses AI, if it is built at all, does not join: it would bring AI and raise the share.
        """
        if denominator is AiDenominator.ALL:
            return len(self.ground.scenarios)
        if denominator is AiDenominator.APPLICABLE:
            return self.applicable + len(self.open)
        return len(self.built) + len(self.open) - self.open_with_ai

    def stage_count(self) -> Range:
        """Returns over how many stages the built scenarios spread."""
        sure = {entry.scenario.stage for entry in self.built}
        possible = sure | {entry.scenario.stage for entry in self.open}
        return (Decimal(len(sure)), Decimal(len(possible)))

    def dimension_count(self) -> Range:
        """Returns how many dimensions have a built scenario."""
        sure = {entry.scenario.dimension for entry in self.built}
        possible = sure | {entry.scenario.dimension for entry in self.open}
        return (Decimal(len(sure)), Decimal(len(possible)))

    def proven_scenario_count(self) -> Range:
        """Returns how many built scenarios have evidence."""
        return exactly(sum(1 for entry in self.built if self.has_evidence(entry.evidence)))

    def shared_evidence_count(self) -> Range:
        """Returns how many scenarios share the most used piece of evidence."""
        uses: dict[str, int] = {}
        get = self.answers.get
        for entry in self.ground.scenarios:
            attached = get(entry.evidence)
            if isinstance(attached, tuple):
                for digest in set(attached):
                    uses[digest] = uses.get(digest, 0) + 1
        return exactly(max(uses.values(), default=0))

    def investment_sum(self) -> Range:
        """Returns the money put into all scenarios, 万元; scenarios without a figure count as nothing."""
        total = ZERO
        for entry in self.ground.scenarios:
            value = self.answers.get(entry.investment)
            if isinstance(value, Decimal | int):
                total += value
        return (total, total)

    def measured(self, answer: AnswerId) -> Range:
        """Returns an answer as a number: a figure as it is, a date as its day number."""
        value = self.answers.get(answer)
        if isinstance(value, str):
            return days(value)
        if isinstance(value, Decimal):
            return (value, value)
        return exactly(value) if isinstance(value, int) else ANYTHING

    def has_evidence(self, answer: AnswerId) -> bool:
        """Whether a known piece of evidence is attached under this id."""
        proven = self._proofs.get(answer)
        if proven is None:
            attached = self.answers.get(answer)
            proven = isinstance(attached, tuple) and not self.evidence.keys().isdisjoint(attached)
            self._proofs[answer] = proven
        return proven

    def are_proven(self, answers: Iterable[AnswerId]) -> bool:
        """Whether each answer rests on evidence, which is named beside it.

        `scenarios.SC10.status` and `scenarios.SC10.ai` rest on `scenarios.SC10.evidence`.
        """
        beside, proofs = self.ground.evidence_beside, self._proofs
        for answer in answers:
            evidence = beside.get(answer)
            if evidence is None:
                evidence = beside[answer] = AnswerId(f"{answer.rpartition('.')[0]}.evidence")
            proven = proofs.get(evidence)
            if not (self.has_evidence(evidence) if proven is None else proven):
                return False
        return True


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else ZERO


__all__ = ["FOUNDED", "NOTHING", "ONE", "Facts", "Ground", "Indicators", "KpiAnswers", "ScenarioAnswers"]
