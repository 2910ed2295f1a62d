"""The rules as data: tiers, conditions, dimensions, stages, scenarios, maturity model, and the questionnaire that goes with them.

This module holds the values. `models/packs/` reads them from packs, checks them and puts overlays on top.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import NewType

from models.assessment import AnswerId
from models.figures import Confidence, Source
from models.language import N_, Language, Text, in_both, sentence, translate
from models.questionnaire import Question, Section

TierId = NewType("TierId", str)
"""`basic`, `advanced`, `excellent` or `leading`."""
ConditionId = NewType("ConditionId", str)
"""Unique over all tiers, such as `basic.BR1`, `excellent.AI`, `advanced.ZY`."""
DimensionId = NewType("DimensionId", str)
"""`GJ`, `YF`, `ZY`, `GL` or `YY`."""
StageId = NewType("StageId", str)
"""`L1` to `L8`."""
ScenarioId = NewType("ScenarioId", str)
"""`SC01` to `SC40`."""
SubdomainId = NewType("SubdomainId", str)
"""`P1` to `M13`."""
PackId = NewType("PackId", str)
"""Id of a rulebook, overlay or catalogue, such as `national-2025` or `jiangsu-2026`."""

TIER_IDS: tuple[TierId, ...] = (TierId("basic"), TierId("advanced"), TierId("excellent"), TierId("leading"))
"""The ladder from the lowest step to the highest."""


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What a pack says of itself."""

    id: PackId
    kind: str
    """`rulebook`, `overlay` or `catalogue`."""
    name: Text
    version: str
    date: str
    """ISO date of the pack's content."""
    region: str
    """`national` or the province's Chinese name."""
    digest: str
    """SHA-256 of the pack's canonical content, hexadecimal."""
    signature: bytes = field(default=b"", repr=False)
    """Of its publisher over the digest (CMS, DER), as it is in the file and unchecked; empty where there is none."""

    def is_later_than(self, day: datetime.date) -> bool:
        """Returns whether a day lies before the pack's date; a year or month is there from its first day."""
        return self.date > day.isoformat()[: len(self.date)]


class ConditionKind(StrEnum):
    """The groups in which a person reads conditions."""

    BASIC_REQUIREMENT = "basic_requirement"
    PREREQUISITE = "prerequisite"
    MATURITY = "maturity"
    COVERAGE = "coverage"
    AI_SHARE = "ai_share"
    CONTENT = "content"
    OUTCOME = "outcome"
    APPLICANT = "applicant"
    """What the notice asks of the enterprise that applies, beside the element conditions."""
    LOCAL = "local"
    """Only in an overlay, such as a province's least number of scenarios."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement of one tier."""

    id: ConditionId
    tier: TierId
    kind: ConditionKind
    text: Text
    """The requirement in our own words."""
    rule: str
    """The rule as the pack writes it; the evaluator compiles it."""
    rule_text: Text
    """The rule in words, with the reading that was chosen where the text leaves room."""
    dimension: DimensionId | None
    sources: tuple[str, ...]
    """Keys into the rulebook's sources."""
    confidence: Confidence
    pack: PackId
    """The pack that this rule came from: the national edition or an overlay."""
    informative: bool = False
    """Shown but not counted: a local ladder beside the national one."""
    replaces: "tuple[ConditionId, ...]" = ()
    """The conditions below it whose place an overlay's rule takes."""
    applies: str = ""
    """Expression for whom it holds; false makes the condition not applicable. Empty: for everybody."""
    not_asked: tuple[Text, ...] = ()
    """What the text it was read in asks besides and the rule does not: shown wherever the condition stands."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the ladder."""

    id: TierId
    number: int
    """1 for basic to 4 for leading."""
    name: Text
    positioning: Text
    recognised_by: Text
    """Who decides, in one sentence."""
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the five parts of a factory."""

    id: DimensionId
    name: Text
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the eight parts of the scenario guide; belongs to one dimension."""

    id: StageId
    dimension: DimensionId
    name: Text
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the forty typical scenarios."""

    id: ScenarioId
    number: int
    stage: StageId
    dimension: DimensionId
    name: Text
    summary: Text
    question: Text
    """What the manager is asked, in shop-floor words."""
    hint: Text
    """What an assessor looks at and a cheap way to begin."""
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Subdomain:
    """One of the twenty subdomains of GB/T 39116-2020."""

    id: SubdomainId
    element: Text
    """人员, 技术, 资源 or 制造."""
    domain: Text
    name: Text
    levels: tuple[Text, ...]
    """Five entries: what each level asks here, in our own words."""
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Kpi:
    """One reference indicator. No threshold exists: it is compared with a benchmark that the user enters."""

    id: str
    """`K01` to `K20`."""
    group: Text
    name: Text
    unit: str
    """`percent`, `count` or `ratio`."""
    higher_is_better: bool
    sources: tuple[str, ...]
    confidence: Confidence
    low: int | None = None
    """Least figure that can be; None for no limit of its own."""
    high: int | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A kind of software that a factory may have."""

    id: str
    name: Text
    what: Text


class Severity(StrEnum):
    """How much a contradiction weighs."""

    ERROR = "error"
    """Both cannot be true."""
    WARNING = "warning"
    """Unlikely; an assessor will ask."""
    NOTE = "note"
    """Worth a look."""

    def text(self, language: Language) -> str:
        """Returns the words shown beside the contradiction."""
        return translate(_SEVERITY_WORDS[self], language)


_SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.ERROR: N_("cannot both be true"),
    Severity.WARNING: N_("unlikely"),
    Severity.NOTE: N_("worth a look"),
}


SUBJECTS = ("scenario", "indicator", "subdomain", "system", "tier")
"""What a contradiction rule may be asked of, each in turn."""


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """Answers that do not fit together, as data."""

    id: str
    severity: Severity
    when: str
    """Expression that is true when the answers contradict each other."""
    text: Text
    """The sentence for the person; may hold `{scenario}` and the names of `facts`."""
    confidence: Confidence
    sources: tuple[str, ...] = ()
    """Keys into the sources; empty for plain logic."""
    each: str = ""
    """One of `SUBJECTS`: the rule is asked of every scenario, indicator, subdomain, system or tier, `*` in its quoted ids
    standing for that one's id and its own word in the text for the name."""
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Figures named in the text: name to an expression that gives a number."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure that a pack computes from the answers with its own formula."""

    name: str
    """The word by which expressions use it."""
    formula: str
    text: Text
    unit: str
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class MaturityWeights:
    """How much each subdomain counts in the maturity score of a level."""

    id: str
    name: Text
    shares: Mapping[SubdomainId, Decimal]
    """Element × domain × subdomain multiplied out: one share for each subdomain, relative to each other."""
    confidence: Confidence
    sources: tuple[str, ...]
    note: Text

    def whole(self, subdomains: Iterable[SubdomainId]) -> tuple[int, ...]:
        """Returns the weights of some subdomains as whole numbers in exactly the proportions that were entered.

        A share such as 2/15 has no end as a decimal; cut off, it would leave a level at 0.7999999 that is met at 0.8.
        """
        shares = [Fraction(self.shares.get(subdomain, 0)).limit_denominator(_FINEST) for subdomain in subdomains]
        common = min(lcm(*(share.denominator for share in shares)), _FINEST)
        return tuple(round(share * common) for share in shares)


_FINEST = 10**9
"""Parts of a thousandth that add up to a million are kept exactly; what is finer is rounded to billionths."""


class AiDenominator(StrEnum):
    """What the share of AI scenarios is divided by. No public text says; *built* is the most natural reading."""

    BUILT = "built"
    APPLICABLE = "applicable"
    """All scenarios that were not marked as not applicable."""
    ALL = "all"
    """All scenarios of the guide."""


class IndicatorReading(StrEnum):
    """How many indicators “main indicators” are. No public text says."""

    ONE = "one"
    """One that beats its benchmark is enough, while all that are compared do."""
    GROUPS = "groups"
    """Each group of the reference list needs one: the stricter reading."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A national edition, with any overlays already on top. Made by `models.packs`; never changed."""

    packs: tuple[PackInfo, ...]
    """The national edition first, then the overlays in order of application."""
    sources: Mapping[str, Source]
    tiers: tuple[Tier, ...]
    conditions: tuple[Condition, ...]
    """Grouped by tier from basic to leading, in reading order."""
    dimensions: tuple[Dimension, ...]
    stages: tuple[Stage, ...]
    scenarios: tuple[Scenario, ...]
    subdomains: tuple[Subdomain, ...]
    maturity_levels: tuple[Text, ...]
    """Names of levels 1 to 5."""
    kpis: tuple[Kpi, ...]
    sections: tuple[Section, ...]
    questions: Mapping[AnswerId, Question]
    """Every answer that the document may hold, in asking order."""
    notes: Mapping[str, tuple[Text, ...]]
    """What is shown beside the rules: dates, forms and platforms by tier id, or under `general`."""
    systems: tuple[System, ...] = ()
    """The kinds of software that are asked for."""
    weights: MaturityWeights | None = None
    """The maturity weights in use; None weighs all subdomains alike."""
    weight_sets: tuple[MaturityWeights, ...] = ()
    """All weights that the pack offers, for the person to choose from."""
    quantities: Mapping[str, Quantity] = field(default_factory=lambda: MappingProxyType({}))
    contradictions: tuple[ContradictionRule, ...] = ()
    ai_denominator: AiDenominator = AiDenominator.BUILT
    indicator_reading: IndicatorReading = IndicatorReading.ONE
    since: str = ""
    """When the scheme began, as far as a date goes; a record that is older is of another one. Empty: not known."""
    implied_recognitions: Mapping[TierId, Mapping[TierId, frozenset[str]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """For each tier the higher ones whose recognition implies its own, each with the ways that this leaves open."""

    def subjects(self, each: str) -> tuple[tuple[str, Text], ...]:
        """Returns id and name of everything that a contradiction rule is asked of, `each` being one of `SUBJECTS`."""
        match each:
            case "scenario":
                return tuple((scenario.id, scenario.name) for scenario in self.scenarios)
            case "indicator":
                return tuple((kpi.id, kpi.name) for kpi in self.kpis)
            case "subdomain":
                return tuple((subdomain.id, subdomain.name) for subdomain in self.subdomains)
            case "system":
                return tuple((system.id, system.name) for system in self.systems)
            case "tier":
                return tuple((tier.id, tier.name) for tier in self.tiers)
        return ()

    def implying(self, tier: str, ways: Iterable[str]) -> tuple[TierId, ...]:
        """Returns the higher tiers whose recognition implies that this one was recognised in one of some ways."""
        return tuple(
            higher
            for higher, open_ways in self.implied_recognitions.get(TierId(tier), {}).items()
            if open_ways <= set(ways)
        )

    def backing(self, condition: Condition) -> Text:
        """Returns how sure a condition is, in words, and whether one source alone stands behind it."""
        mark = Text(condition.confidence.text("zh"), condition.confidence.text("en"))
        known = [self.sources[key] for key in condition.sources if key in self.sources]
        if condition.confidence is Confidence.OFFICIAL or len(known) != 1:
            return mark
        alone = N_("{mark}, one transcription") if known[0].transcription else N_("{mark}, one source")
        return in_both(sentence(alone, mark=mark))

    def caveat(self, condition: Condition) -> Text:
        """Returns that a condition was not checked against the official wording; empty for one read there."""
        if condition.confidence is Confidence.OFFICIAL:
            return Text("", "")
        national = self.packs[0].id == condition.pack
        return in_both(sentence(_NOT_CHECKED if national else _NOT_CHECKED_LOCALLY))


CAVEAT = N_("Conditions not marked “official text” were not checked against the official annex or local text.")
"""What a table of conditions says once, its rows having a mark each."""
_NOT_CHECKED = N_("not checked against the official annex")
_NOT_CHECKED_LOCALLY = N_("not checked against the official text")
