"""What a region is counted from: one row for each verified report, with what it says of its factory and its conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.language import N_, Language, Text, translate
from models.rulebook import TIER_IDS, ConditionId, TierId


class ConditionStanding(StrEnum):
    """A condition of one factory: its status, and for what is met whether it is claimed or proven."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    """Met, but not every answer behind it has evidence."""
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one factory by their standing; what does not apply, and what is only informative, is left out.

    Sets, because a region adds up half a million of them.
    """

    proven: frozenset[ConditionId] = frozenset()
    claimed: frozenset[ConditionId] = frozenset()
    not_met: frozenset[ConditionId] = frozenset()
    unknown: frozenset[ConditionId] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[tuple[ConditionId, ConditionStanding]]) -> "Conditions":
        """Returns the conditions of one report."""
        sets: dict[ConditionStanding, set[ConditionId]] = {standing: set() for standing in ConditionStanding}
        for condition, standing in rows:
            sets[standing].add(condition)
        return cls(
            frozenset(sets[ConditionStanding.PROVEN]),
            frozenset(sets[ConditionStanding.CLAIMED]),
            frozenset(sets[ConditionStanding.NOT_MET]),
            frozenset(sets[ConditionStanding.UNKNOWN]),
        )

    @classmethod
    def of_sets(cls, sets: Mapping[ConditionStanding, frozenset[ConditionId]]) -> "Conditions":
        """Returns the conditions of one report that are sets already."""
        nothing: frozenset[ConditionId] = frozenset()
        return cls(
            sets.get(ConditionStanding.PROVEN, nothing),
            sets.get(ConditionStanding.CLAIMED, nothing),
            sets.get(ConditionStanding.NOT_MET, nothing),
            sets.get(ConditionStanding.UNKNOWN, nothing),
        )

    @property
    def met(self) -> frozenset[ConditionId]:
        """Claimed or proven."""
        return self.proven | self.claimed

    @property
    def open(self) -> frozenset[ConditionId]:
        """Not met, or unknown."""
        return self.not_met | self.unknown

    @property
    def met_count(self) -> int:
        """How many are claimed or proven."""
        return len(self.proven) + len(self.claimed)


@dataclass(frozen=True, slots=True)
class RegionFact:
    """One verified report."""

    paper: str
    """`base_digest` of the report."""
    case_id: str
    """Of the case, the pseudonym in a de-identified report; what its versions have in common."""
    version: int
    day: str
    """ISO date for which it was evaluated."""
    reached: TierId | None
    possible: TierId | None
    proven: TierId | None
    """Reached by conditions with evidence alone."""
    province: str
    """Short name, such as 江苏; as it was written where no province is meant; empty where nothing is said."""
    city: str
    industry: str
    """Division of GB/T 4754, such as C34; the trade as it was written where no code is given; empty for neither."""
    size: str
    """`large`, `medium`, `small` or `micro`; empty where nothing is said."""
    conditions: Conditions = field(default=Conditions(), repr=False)
    contradictions: int = 0
    """How many of its answers do not fit together."""
    signed_at: str = ""
    """ISO time; of two reports on one version the last signed counts."""
    factory: str = ""
    """By what its factory is known, see `models.exchange.tying.factory_key`; empty where it names no credit code."""


@dataclass(frozen=True, slots=True)
class ConditionLabel:
    """A condition as a region speaks of it."""

    tier: TierId
    text: Text


@dataclass(frozen=True, slots=True)
class RegionSource:
    """What an office keeps that a region is counted from."""

    facts: tuple[RegionFact, ...]
    tiers: Mapping[ConditionId, TierId]
    """The conditions that reports were judged by, with their tiers."""
    editions: frozenset[str]
    """National editions that the reports name."""
    left_out: Mapping[str, int]
    """Papers that do not count, by verdict; `reply` for sound ones that are no report."""


class GroupField(StrEnum):
    """By what factories are grouped."""

    INDUSTRY = "industry"
    SIZE = "size"
    CITY = "city"
    PROVINCE = "province"

    def text(self, language: Language) -> str:
        """Returns the word that heads the groups."""
        return translate(_FIELD_WORDS[self], language)

    def of(self, fact: RegionFact) -> str:
        """Returns the group to which a factory belongs; empty where its report does not say."""
        group: str = getattr(fact, self.value)
        return group


_FIELD_WORDS = {
    GroupField.INDUSTRY: N_("Industry"),
    GroupField.SIZE: N_("Size"),
    GroupField.CITY: N_("City"),
    GroupField.PROVINCE: N_("Province"),
}
SIZES = ("large", "medium", "small", "micro")


_STEPS: Mapping[TierId | None, int] = {None: 0, **{tier: number for number, tier in enumerate(TIER_IDS, 1)}}


def steps(tier: TierId | None) -> int:
    """Returns how many steps of the ladder a tier is up, 0 for none."""
    return _STEPS[tier]


def next_tier(tier: TierId | None) -> TierId | None:
    """Returns the tier above; None at the top."""
    place = steps(tier)
    return TIER_IDS[place] if place < len(TIER_IDS) else None


Histories = Mapping[str, tuple[RegionFact, ...]]
"""The reports of each factory, one for each version of each of its cases, oldest first."""


def histories(facts: Iterable[RegionFact]) -> Histories:
    """Returns the reports of each factory, one for each version of each of its cases, oldest first.

    Of several reports on one version the last signed counts. Cases belong to one factory where their last reports name
    it alike; a case whose reports name none stands for a factory, a report without a case for itself.
    """
    cases: dict[str, dict[int, RegionFact]] = {}
    for fact in facts:
        known = cases.setdefault(fact.case_id or fact.paper, {})
        before = known.get(fact.version)
        if before is None or (before.signed_at, before.paper) < (fact.signed_at, fact.paper):
            known[fact.version] = fact
    factories: dict[str, list[tuple[str, str]]] = {}
    for case, known in cases.items():
        last = known[max(known)]
        factories.setdefault(last.factory or case, []).append((last.signed_at, case))
    return {
        factory: tuple(cases[case][version] for _, case in sorted(its_cases) for version in sorted(cases[case]))
        for factory, its_cases in factories.items()
    }


def latest(known: Histories) -> tuple[RegionFact, ...]:
    """Returns the report on the latest version of each factory's latest case, by factory."""
    return tuple(known[factory][-1] for factory in sorted(known))
