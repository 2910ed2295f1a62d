"""Measures, how to get them, what they build, and who helps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from models.assessment import AnswerId, Value
from models.catalogue.prices import CostPart, Driver, DriverId, Growth, PriceForm
from models.catalogue.public_money import Bill, Subsidy
from models.figures import Confidence, Figure, Source
from models.language import N_, Language, Text, joined, translate
from models.rulebook import PackInfo

"""Such as `E02`."""


MeasureId = NewType("MeasureId", str)
"""Such as `E02`."""


class VariantId(StrEnum):
    """How to get a measure."""

    OWN = "own"
    SHARED = "shared"
    FREE = "free"
    """Free or open-source software, with hosting and the hands that it takes."""
    LEASE = "lease"

    def text(self, language: Language) -> str:
        """Returns the word that a person reads: 自建, 共享服务, 开源 or 租赁."""
        return translate(_VARIANT_WORDS[self], language)


_VARIANT_WORDS: Mapping[VariantId, str] = {
    VariantId.OWN: N_("own"),
    VariantId.SHARED: N_("shared service"),
    VariantId.FREE: N_("free software"),
    VariantId.LEASE: N_("lease"),
}


class ServiceKind(StrEnum):
    """What a shared way is made of; our reading of its form (mark I)."""

    CLOUD = "cloud"
    EXPERT = "expert"
    TEST_EQUIPMENT = "test_equipment"
    DATA = "data"
    COMPUTING = "computing"
    TRAINING = "training"
    NETWORK = "network"
    EQUIPMENT = "equipment"

    def text(self, language: Language) -> str:
        """Returns the words that a person reads: 云软件."""
        return translate(_KIND_WORDS[self], language)


_KIND_WORDS: Mapping[ServiceKind, str] = {
    ServiceKind.CLOUD: N_("cloud software"),
    ServiceKind.EXPERT: N_("expert help"),
    ServiceKind.TEST_EQUIPMENT: N_("test equipment"),
    ServiceKind.DATA: N_("data service"),
    ServiceKind.COMPUTING: N_("computing"),
    ServiceKind.TRAINING: N_("training"),
    ServiceKind.NETWORK: N_("network of a carrier"),
    ServiceKind.EQUIPMENT: N_("shared or rented equipment"),
}


SharedServiceId = NewType("SharedServiceId", str)
MOST_PAYMENTS = 12
"""Quarters over which a price is paid at most."""
LIFE = Figure(Decimal(3), Decimal(3), Decimal(3), "years", Confidence.ESTIMATE)
"""How long software lasts where nothing is said: an estimate."""


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
    grows: Mapping[CostPart, Growth] = field(default_factory=lambda: MappingProxyType({}))
    """How its figures grow with the factory; one that is not here is the same for every size."""
    life_years: Figure = LIFE
    """How long what is bought lasts, unit `years`."""
    kind: ServiceKind | None = None
    """What a shared way is made of; None where the pack does not say, or for other ways."""
    payment: tuple[Decimal, ...] = (Decimal(1),)
    """Shares of the one-off cost that are due in the quarter in which it starts and in those after it; together 1."""
    stop_wan: Decimal = Decimal(0)
    """What the stop of production during installation costs, 万元, as the user says; part of the one-off cost."""
    up_to: tuple[DriverId, Decimal] | None = None
    """The largest size for which it is offered, such as the members of a free edition."""

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
    growth: Growth | None = None
    """How it grows with the factory, such as posts saved; None for points and shares."""


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
    enablers: tuple[MeasureId, ...] = ()
    """What helps when it is finished before this one starts: soft, decides only between plans of equal cost; our reading."""
    by_use: tuple[MeasureId, ...] = ()
    """What helps when it is finished by the time this one is in use, such as training; soft as well."""


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
    """Whose shared way it offers."""
    sources: tuple[str, ...]
    kind: ServiceKind | None = None


@dataclass(frozen=True, slots=True)
class KpiScale:
    """With which sizes the worth of a gain grows: the worth at the reference times and over their proportions to it."""

    times: tuple[DriverId, ...] = ()
    over: tuple[DriverId, ...] = ()
    """Shares in per cent, such as OEE, of which the gain is in points: together they never come beyond 100."""


@dataclass(frozen=True, slots=True)
class Industry:
    """A trade that some measures are for."""

    id: str
    name: Text
    words: tuple[str, ...]
    """Found in the factory's stated industry, or codes of GB/T 4754, when it belongs to this trade."""


@dataclass(frozen=True, slots=True)
class UsualHands:
    """What a factory can usually spare of its own people: our reading, to be edited."""

    fixed: Decimal
    """Person-weeks a quarter, whatever the size."""
    each: Decimal
    """Person-weeks a quarter for each unit of the driver."""
    driver: DriverId
    confidence: Confidence


class SizeOrigin(StrEnum):
    """Where a size comes from."""

    ANSWERED = "answered"
    INSTEAD = "instead"
    """Worked out from another size in the proportion of the reference plant: our reading."""
    REFERENCE = "reference"
    """The reference plant's, because nothing is answered."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a factory is in one respect."""

    value: Decimal
    origin: SizeOrigin


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
    """What one unit of a KPI is worth a year, for the reference plant or at `sizes`."""
    benefit_caps: Mapping[str, Decimal]
    """Most that all measures together may gain of one KPI, in its unit."""
    industries: Mapping[str, Industry] = field(default_factory=lambda: MappingProxyType({}))
    drivers: Mapping[DriverId, Driver] = field(default_factory=lambda: MappingProxyType({}))
    benefit_scales: Mapping[str, KpiScale] = field(default_factory=lambda: MappingProxyType({}))
    """With which sizes the worth of each KPI grows."""
    hands: UsualHands | None = None
    sizes: "Mapping[DriverId, Size] | None" = None
    """The sizes of the factory for which all figures stand; None for the reference plant."""
    bills: Mapping[tuple[MeasureId, VariantId], Bill] = field(default_factory=lambda: MappingProxyType({}))
    """What each price is made of; a way that is missing has nothing that a rule with `counts` would pay for."""

    def services(self, measure: MeasureId, variant: VariantId) -> tuple[SharedService, ...]:
        """Returns the named services that offer a way, in catalogue order; none for a way that is not shared."""
        if variant is not VariantId.SHARED:
            return ()
        return tuple(service for service in self.shared_services if measure in service.measures)

    def ways_of(self, services: Collection[str]) -> frozenset[tuple[MeasureId, VariantId]]:
        """Returns the ways that cannot be had without some services, given as ids or as kinds.

        A way is among them when its kind is, or when every named service that offers it is.
        """
        return frozenset(
            (measure.id, way.id)
            for measure in self.measures.values()
            for way in measure.variants.values()
            if (way.kind is not None and way.kind.value in services)
            or ((named := self.services(measure.id, way.id)) and all(service.id in services for service in named))
        )

    @property
    def digest(self) -> str:
        """Names the packs as they are: another one where a measure or price changed."""
        return " ".join(f"{pack.id}:{pack.digest}" for pack in self.packs)
