"""What the evaluator says: a status and a trace for every condition of every tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.assessment import AnswerId, Assessment, Value
from models.figures import Confidence
from models.language import N_, Language, Sentence, Text, translate
from models.rulebook import Condition, MaturityWeights, Rulebook, Severity, Tier, TierId


class Status(StrEnum):
    """Three-valued logic, and a fourth for what does not concern this factory."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    def text(self, language: Language) -> str:
        """Returns the word shown beside the condition."""
        return translate(_STATUS_WORDS[self], language)


_STATUS_WORDS: Mapping[Status, str] = {
    Status.MET: N_("met"),
    Status.NOT_MET: N_("not met"),
    Status.UNKNOWN: N_("unknown"),
    Status.NOT_APPLICABLE: N_("not applicable"),
}


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """What was found for one condition, and why."""

    condition: Condition
    status: Status
    reason: Sentence
    """One sentence that names the answers and figures which decided."""
    answers: tuple[AnswerId, ...]
    """The answers that decided it; for `unknown`, those that are missing."""
    proven: bool
    """Whether every deciding answer has evidence attached; False for what is not met."""


@dataclass(frozen=True, slots=True)
class TierResult:
    """All conditions of one tier, in the rulebook's order."""

    tier: Tier
    status: Status
    """`met` when every condition is met or not applicable, `not_met` when one fails, else `unknown`."""
    conditions: tuple[ConditionResult, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that do not fit together."""

    id: str
    severity: Severity
    sentence: Sentence
    answers: tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A figure that is shown beside the tiers and is no condition of any."""

    id: str
    name: Text
    value: Decimal | None
    """None when the answers it needs are missing."""
    unit: str
    formula: Text
    note: Text
    """Says that it is an index and not a condition, and what it may be compared with."""


@dataclass(frozen=True, slots=True)
class MaturityLevel:
    """One of the five levels, over all subdomains."""

    number: int
    """1 to 5."""
    low: Decimal
    """Weighted satisfaction, 0 to 1, if every open answer turned out to be none."""
    high: Decimal
    """The same if every open answer turned out to be full."""


class MaturityBasis(StrEnum):
    """Where the maturity level in use comes from."""

    DECLARED = "declared"
    """A result with platform, date and evidence: it decides."""
    ANSWERS = "answers"
    """Worked out from the answers to the subdomains with the weights in use."""
    OPEN = "open"
    """A result was declared, but its platform, date or evidence is missing: either may decide."""


@dataclass(frozen=True, slots=True)
class MaturityResult:
    """Maturity by GB/T 39116-2020 as a self-assessment, never an official score."""

    basis: MaturityBasis
    level: tuple[int, int]
    """Least and greatest level, 0 (below level 1) to 5, that is still possible; equal when known."""
    score: tuple[Decimal, Decimal]
    """Least and greatest score, 0 to 5."""
    computed_level: tuple[int, int]
    """The same from the answers alone."""
    computed_score: tuple[Decimal, Decimal]
    level_any_reading: tuple[int, int]
    """Between which levels the answers stay, whatever the weights are and however the public texts on totals and bands
    are read."""
    levels: tuple[MaturityLevel, ...]
    declared_level: int | None
    missing: tuple[AnswerId, ...]
    """Answers that are not given and matter: subdomain levels, or what a declared result lacks."""
    weights: MaturityWeights | None
    """The weights in use; None when all subdomains weigh alike."""
    confidence: Confidence
    """How sure the formula and its threshold are; the weights have their own mark."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer that would help, and the value that it would need."""

    answer: AnswerId
    value: Value
    example: bool = False
    """Whether `value` only shows one that would do: the real date, file or figure is the person's to find."""


Sets = tuple[tuple[Item, ...], ...]
"""Sets of answers, smallest first."""


class Missing(Mapping[TierId, Sets]):
    """For each tier not yet reached, the smallest sets of answers that would close it."""

    def remark(self, tier: TierId) -> Sentence | None:
        """Returns what the sets of a tier do not say: that there is none, or that smaller ones may exist.

        Raises:
            KeyError: when the tier is reached already or unknown.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole result. A self-assessment for reference: recognition is the authority's."""

    assessment: Assessment
    rulebook: Rulebook
    """The national edition with the overlays on top, as used."""
    day: date
    """The day on which the answers were judged."""
    tiers: tuple[TierResult, ...]
    """From basic to leading."""
    reached: TierId | None
    """The highest tier all of whose conditions, and those of every tier below it, are met."""
    possible: TierId | None
    """The same if every unknown turned out well."""
    missing: Missing
    """For each tier not yet reached, the smallest sets of answers that would close it, smallest first."""
    indices: tuple[Index, ...]
    contradictions: tuple[Contradiction, ...]
    met_count: int
    """Conditions that are met, over all tiers."""
    proven_count: int
    """Those of them that rest on evidence."""
    maturity: MaturityResult | None = None
    """How the maturity level was found; None where the rulebook has no subdomains."""
    problems: tuple[Sentence, ...] = ()
    """What is wrong with the rules: they are younger than the day, or a formula could not be computed with these answers,
    such as a division by zero, so that anything that depends on it is unknown."""

    @property
    def is_in_doubt(self) -> bool:
        """Whether a tier is reached by answers that cannot all be true: it must not be stated without saying so."""
        return self.reached is not None and any(each.severity is Severity.ERROR for each in self.contradictions)

    @property
    def next_tier(self) -> TierId | None:
        """The lowest tier that is not reached; None at the top."""
        ladder = [result.tier.id for result in self.tiers]
        place = 0 if self.reached is None else ladder.index(self.reached) + 1
        return ladder[place] if place < len(ladder) else None

    def tier(self, tier: TierId) -> TierResult:
        """Returns the result of one tier.

        Raises:
            KeyError: when the rulebook has no such tier.
        """
        for result in self.tiers:
            if result.tier.id == tier:
                return result
        raise KeyError(tier)


class Cause(StrEnum):
    """Why a condition came out differently from one evaluation to the next."""

    ANSWERS = "answers"
    """The factory changed: the new answers alone make the difference."""
    RULEBOOK = "rulebook"
    """The rules changed: the new rules alone make the difference."""
    DAY = "day"
    """Time passed: the same answers under the same rules come out differently on the later day."""
    BOTH = "both"
    """Only several of new answers, new rules and the later day together make the difference."""

    def text(self, language: Language) -> str:
        """Returns the words shown beside the change."""
        return translate(_CAUSE_WORDS[self], language)


_CAUSE_WORDS: Mapping[Cause, str] = {
    Cause.ANSWERS: N_("the factory changed"),
    Cause.RULEBOOK: N_("the rules changed"),
    Cause.DAY: N_("time passed"),
    Cause.BOTH: N_("several things changed together"),
}


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that is not what it was."""

    answer: AnswerId
    before: Value | None
    """None when it was not given."""
    after: Value | None
    """None when it was taken away."""


@dataclass(frozen=True, slots=True)
class ConditionChange:
    """One condition that came out differently, was added or fell away."""

    condition: Condition
    """As it is now; as it was when it fell away."""
    before: Status | None
    """None when the rules did not have it."""
    after: Status | None
    """None when the rules no longer have it."""
    cause: Cause
    answers: tuple[AnswerChange, ...]
    """The changed answers that it reads."""
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class EvaluationChange:
    """What is different from one evaluation to the next, and whether the factory or the rules changed."""

    reached_before: TierId | None
    reached_after: TierId | None
    possible_before: TierId | None
    possible_after: TierId | None
    reached_cause: Cause | None
    """Why another tier is reached; None when it is the same."""
    conditions: tuple[ConditionChange, ...]
    """In the order of the newer rulebook; those that fell away last."""
    answers: tuple[AnswerChange, ...]
    """All changed answers, in id order."""
    rules_changed: bool
    summary: Sentence
