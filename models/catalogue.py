"""Measures, how to get them, what they build, and who helps to pay: the values.

`models/packs/` reads packs and makes these values; nothing here reads a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from models.assessment import AnswerId, Value
from models.figures import Confidence, Figure, Source
from models.language import N_, Language, Text, joined, translate
from models.rulebook import PackInfo, TierId

MeasureId = NewType("MeasureId", str)
"""Such as `E02`."""


class VariantId(StrEnum):
    """How to get a measure."""

    OWN = "own"
    SHARED = "shared"

    def text(self, language: Language) -> str:
        """Returns the word that a person reads: 自建 or 共享服务."""
        return translate(_VARIANT_WORDS[self], language)


_VARIANT_WORDS: Mapping[VariantId, str] = {VariantId.OWN: N_("own"), VariantId.SHARED: N_("shared service")}


class PriceForm(StrEnum):
    """How a way is paid for."""

    FREE = "free"
    ONCE = "once"
    PER_YEAR = "per_year"
    PER_USE = "per_use"
    PER_MACHINE = "per_machine"
    PER_PERSON = "per_person"
    BY_RESULT = "by_result"

    def text(self, language: Language) -> str:
        """Returns the words that a person reads: 按台付费."""
        return translate(_PRICE_WORDS[self], language)


_PRICE_WORDS: Mapping[PriceForm, str] = {
    PriceForm.FREE: N_("free of charge"),
    PriceForm.ONCE: N_("paid once"),
    PriceForm.PER_YEAR: N_("paid by the year"),
    PriceForm.PER_USE: N_("paid by use"),
    PriceForm.PER_MACHINE: N_("paid by the machine"),
    PriceForm.PER_PERSON: N_("paid by the user"),
    PriceForm.BY_RESULT: N_("paid by results"),
}


SharedServiceId = NewType("SharedServiceId", str)
SubsidyId = NewType("SubsidyId", str)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to get a measure."""

    id: VariantId
    form: Text
    """What it looks like in practice, such as SaaS by the year or a public test laboratory."""
    capex_wan: Figure
    """One-off cost, unit `wan`."""
    opex_wan_per_year: Figure
    """Running cost, unit `wan_per_year`."""
    duration_weeks: Figure
    """From start to in use, unit `weeks`."""
    staff_weeks: Figure
    """The factory's own work, unit `person_weeks`."""
    benefit_share: Decimal
    """How much of the measure's benefit this way brings, 0 to 1."""
    paid: tuple[PriceForm, ...] = ()
    """How it is paid for, the main form first; empty where the pack does not say."""

    @property
    def how(self) -> Text:
        """What it looks like in practice and how it is paid for, in one line."""
        words = [Text(form.text("zh"), form.text("en")) for form in self.paid]
        return joined((self.form, *words), Text("，", ", "))


@dataclass(frozen=True, slots=True)
class Benefit:
    """A cautious gain to plan with; published best cases are kept out."""

    kpi: str
    """Such as `oee_pp`; key of `Catalogue.benefit_values_wan` and `Catalogue.benefit_caps`."""
    name: Text
    gain: Figure


@dataclass(frozen=True, slots=True)
class Measure:
    """One upgrade step."""

    id: MeasureId
    name: Text
    what: Text
    """What it is, in shop-floor words."""
    category: Text
    driver: str
    """`value`, `enabler`, `risk` or `award`: those driven by law, customers or awards are not ranked by money."""
    brings_ai: bool
    """Whether a scenario built with it counts as using AI."""
    variants: Mapping[VariantId, Variant]
    requires: tuple[MeasureId, ...]
    """Finished before this one starts, unless already done."""
    excludes: tuple[MeasureId, ...]
    industries: tuple[str, ...]
    """Industries that it is for; empty for all."""
    benefits: tuple[Benefit, ...]
    evidence_left: tuple[Text, ...]
    """What it will leave behind as proof."""
    free_options: tuple[str, ...]
    """Free or open-source software that can do it."""
    funding_tags: tuple[str, ...]
    sources: tuple[str, ...]
    not_for: tuple[str, ...] = ()
    """Industries that have no use for it, such as CAD in a chemical plant; goes before `industries`."""
    covers: tuple[MeasureId, ...] = ()
    """Smaller measures that are not needed where this one is: it stands for them as a prerequisite."""
    there_when: tuple[tuple[AnswerId, str | Decimal], ...] = ()
    """Answers any of which says that it is there already: a word that it equals, or a number that it reaches."""
    needs: tuple[tuple[AnswerId, str | Decimal], ...] = ()
    """What must be true of the factory: each answer a word that it equals or a number that it reaches, once answered."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes an answer true: any one of several sets of measures, each set complete."""

    answer: AnswerId
    value: Value
    """The value that the answer gets, such as `full`, `yes` or `most`."""
    any_of: tuple[frozenset[MeasureId], ...]
    requires_answers: tuple[tuple[AnswerId, Value], ...]
    """What must hold besides, such as the level below or another scenario built."""
    confidence: Confidence
    note: Text
    """Why these measures make it true."""
    industries: tuple[str, ...] = ()
    """Industries for which it holds; empty for all."""


@dataclass(frozen=True, slots=True)
class SharedService:
    """Experts, test equipment, data or software offered to several factories."""

    id: SharedServiceId
    name: Text
    fact: Text
    measures: tuple[MeasureId, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Public money for measures or for a tier, as a dated rule."""

    id: SubsidyId
    name: Text
    region: str
    share: Decimal | None
    """Share of the one-off cost that is paid, 0 to 1; None when not published."""
    cap_wan: Decimal | None
    period: Text
    """When it holds, as the source says it."""
    funding_tags: tuple[str, ...]
    award_tier: TierId | None
    award_wan: Decimal | None
    """One-off award for reaching a tier."""
    detail: Text
    confidence: Confidence
    sources: tuple[str, ...]
    valid_from: str = ""
    """ISO date of the first day; empty when the source does not say."""
    valid_until: str = ""
    """ISO date of the last day; empty when no end was published."""
    computable: bool = False
    """Whether share, cap and dates are enough to work out the sum; otherwise it is shown and not counted."""


@dataclass(frozen=True, slots=True)
class Industry:
    """A trade that some measures are for."""

    id: str
    name: Text
    words: tuple[str, ...]
    """Found in the factory's stated industry, or codes of GB/T 4754, when it belongs to this trade."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All measures and what belongs to them, with any added packs on top. Never changed."""

    packs: tuple[PackInfo, ...]
    sources: Mapping[str, Source]
    measures: Mapping[MeasureId, Measure]
    """In catalogue order, which breaks ties."""
    recipes: tuple[Recipe, ...]
    shared_services: tuple[SharedService, ...]
    subsidies: tuple[Subsidy, ...]
    benefit_values_wan: Mapping[str, Figure]
    """What one unit of a KPI is worth a year for the reference plant."""
    benefit_caps: Mapping[str, Decimal]
    """Most that all measures together may gain of one KPI, in its unit."""
    industries: Mapping[str, Industry] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def digest(self) -> str:
        """Names the packs as they are: another one where a measure or price changed."""
        return " ".join(f"{pack.id}:{pack.digest}" for pack in self.packs)
