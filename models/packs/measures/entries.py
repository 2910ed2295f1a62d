"""The entries of a catalogue pack: measures, recipes, shared services."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId, Value
from models.catalogue import (
    LIFE,
    Benefit,
    CostPart,
    Driver,
    DriverId,
    Industry,
    KpiScale,
    Measure,
    MeasureId,
    PriceForm,
    Recipe,
    ServiceKind,
    SharedService,
    SharedServiceId,
    UsualHands,
    Variant,
    VariantId,
)
from models.figures import Figure, Source
from models.language import N_, Text, sentence
from models.packs.measures.growth import grown, life, payment, proportional, up_to
from models.packs.text.table import PackTable, is_number, scalar, text_of
from models.packs.text.tree import Defect, Node

DRIVERS = ("value", "enabler", "risk", "award")
_VALUES = frozenset({"yes", "partly", "no", "none", "planned", "partial", "full", "most", "part", "self_assessed"})
_KINDS = tuple(kind.value for kind in ServiceKind)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Gain:
    """An indicator that measures improve."""

    name: Text
    worth: Figure
    """Of one unit, a year."""
    cap: Decimal | None
    """The most that all measures together may gain of it."""
    scale: KpiScale
    """With which sizes its worth grows."""


@dataclass(slots=True)
class Names:
    """What entries of a pack may refer to by id, shared with the packs below it."""

    categories: dict[str, Text] = field(default_factory=dict)
    industries: dict[str, Industry] = field(default_factory=dict)
    kpis: dict[str, Gain] = field(default_factory=dict)
    drivers: dict[str, Driver] = field(default_factory=dict)
    hands: UsualHands | None = None
    sources: dict[str, Source] = field(default_factory=dict)


def identifier(row: PackTable) -> str:
    """Returns the entry's id: it is typed on the command line, so it has no dot and at most 40 characters.

    Raises:
        Defect: when it is missing or not written so.
    """
    node = row.take("id")
    value = scalar(node)
    if not _ID.fullmatch(value):
        raise Defect(
            node, sentence("“{value}” is not a valid id: use up to 40 letters, digits, “-” and “_”.", value=value)
        )
    return value


def measure(node: Node, names: Names) -> Measure:
    """Returns one measure.

    Raises:
        Defect: at the first thing that is wrong in it.
    """
    row = PackTable(node)
    key = identifier(row)
    category = row.word("category", names.categories)
    variants = {way: _variant(way, row.take(way.value), names) for way in VariantId if row.has(way.value)}
    if not variants:
        raise Defect(node, sentence(N_("a measure needs at least one of “own”, “shared”, “free” and “lease”.")))
    measure = Measure(
        id=MeasureId(key),
        name=row.text("name"),
        what=row.text("what"),
        category=names.categories[category],
        driver=row.word("driver", DRIVERS),
        brings_ai=row.flag("brings_ai"),
        variants=MappingProxyType(variants),
        requires=_measures(row, "requires"),
        excludes=_measures(row, "excludes"),
        industries=row.words("industries", names.industries),
        benefits=row.entries("benefits", lambda entry: _benefit(entry, names)),
        evidence_left=row.entries("evidence_left", text_of),
        free_options=row.words("free_options"),
        funding_tags=row.words("funding_tags"),
        sources=row.words("sources"),
        not_for=row.words("not_for", names.industries),
        covers=_measures(row, "covers"),
        there_when=row.entries("there_when", _least),
        needs=row.entries("needs", _least),
        enablers=_measures(row, "enablers"),
        by_use=_measures(row, "by_use"),
    )
    row.done()
    return measure


def _measures(row: PackTable, key: str) -> tuple[MeasureId, ...]:
    return tuple(MeasureId(other) for other in row.words(key))


def _least(node: Node) -> tuple[AnswerId, str | Decimal]:
    """Returns an answer's id and the word that it must be or, if it is not quoted, its least number."""
    match node.value:
        case [Node(value=str(answer)), Node(value=str(least)) as wanted] if least not in {"true", "false"}:
            number = wanted.plain and is_number(least)
            return AnswerId(answer), Decimal(least) if number else scalar(wanted)
    raise Defect(node, sentence(N_("write an answer here as [answer id, word or least number].")))


def _variant(variant: VariantId, node: Node, names: Names) -> Variant:
    row = PackTable(node)
    capex, capex_growth = grown(row, "capex", "wan", names.drivers)
    opex, opex_growth = grown(row, "opex", "wan_per_year", names.drivers)
    staff, staff_growth = grown(row, "staff", "person_weeks", names.drivers)
    growths = {CostPart.CAPEX: capex_growth, CostPart.OPEX: opex_growth, CostPart.STAFF: staff_growth}
    entry = Variant(
        id=variant,
        form=row.text("form"),
        capex_wan=capex,
        opex_wan_per_year=opex,
        duration_weeks=_figure(row, "duration", "weeks"),
        staff_weeks=staff,
        benefit_share=row.number("benefit_share", high=Decimal(1)),
        paid=row.entries("paid", _price_form),
        grows=MappingProxyType({part: growth for part, growth in growths.items() if growth is not None}),
        life_years=life(row, LIFE),
        kind=ServiceKind(row.word("kind", _KINDS)) if row.has("kind") else None,
        payment=payment(row),
        stop_wan=row.optional_number("stop") or Decimal(0),
        up_to=up_to(row, names.drivers),
    )
    if entry.duration_weeks.high > 520:
        raise Defect(row.take("duration"), sentence(N_("a measure cannot take more than ten years.")))
    row.done()
    return entry


def _figure(row: PackTable, key: str, unit: str) -> Figure:
    part = PackTable(row.take(key))
    figure = part.figure(unit)
    part.done()
    return figure


def _price_form(node: Node) -> PriceForm:
    known = tuple(form.value for form in PriceForm)
    value = scalar(node)
    if value not in known:
        raise Defect(node, sentence("“{value}” is not one of: {allowed}.", value=value, allowed=known))
    return PriceForm(value)


def _benefit(node: Node, names: Names) -> Benefit:
    row = PackTable(node)
    kpi = row.word("kpi", names.kpis)
    figure, scale = row.figure(), row.maybe("scale")
    growth = None if scale is None else proportional(scale, figure, names.drivers)
    benefit = Benefit(kpi=kpi, name=names.kpis[kpi].name, gain=figure, growth=growth)
    row.done()
    return benefit


def recipe(node: Node, names: Names) -> Recipe:
    """Returns one recipe.

    Raises:
        Defect: at the first thing that is wrong in it.
    """
    row = PackTable(node)
    sets = row.entries("any_of", _complete_set)
    if not sets:
        raise Defect(node, sentence(N_("a recipe needs at least one set of measures under “any_of”.")))
    recipe = Recipe(
        answer=AnswerId(row.word("answer")),
        value=row.word("value", sorted(_VALUES)),
        any_of=sets,
        requires_answers=row.entries("requires", _answer_and_value),
        confidence=row.confidence("mark"),
        note=row.text("note"),
        industries=row.words("industries", names.industries),
    )
    row.done()
    return recipe


def _texts(node: Node, why: str) -> list[str]:
    """Returns a list of plain texts, refusing anything else with one sentence."""
    entries = node.value if isinstance(node.value, list) else []
    texts = [entry.value for entry in entries if isinstance(entry.value, str)]
    if len(texts) != len(entries):
        raise Defect(node, sentence(why))
    return texts


def _complete_set(node: Node) -> frozenset[MeasureId]:
    why = N_("a set of measures must list at least one id.")
    ids = _texts(node, why)
    if not ids:
        raise Defect(node, sentence(why))
    return frozenset(MeasureId(entry) for entry in ids)


def _answer_and_value(node: Node) -> tuple[AnswerId, Value]:
    why = N_("write a required answer as [answer id, value].")
    texts = _texts(node, why)
    if len(texts) != 2:
        raise Defect(node, sentence(why))
    return AnswerId(texts[0]), texts[1]


def shared_service(node: Node) -> SharedService:
    """Returns one shared service."""
    row = PackTable(node)
    service = SharedService(
        id=SharedServiceId(identifier(row)),
        name=row.text("name"),
        fact=row.text("fact"),
        measures=_measures(row, "measures"),
        sources=row.some_sources(),
        kind=ServiceKind(row.word("kind", _KINDS)) if row.has("kind") else None,
    )
    row.done()
    return service


def industry(key: str, node: Node) -> Industry:
    """Returns one trade."""
    row = PackTable(node)
    industry = Industry(id=key, name=row.wording(), words=row.words("words"))
    row.done()
    return industry


def gain(node: Node, names: Names) -> Gain:
    """Returns what an indicator is called and what a gain of it is worth, at the reference plant and with which sizes."""
    row = PackTable(node)
    worth = row.number("value")
    gain = Gain(
        row.text("name"),
        Figure(worth, worth, worth, row.word("unit"), row.confidence("mark"), row.words("sources")),
        row.optional_number("cap"),
        KpiScale(_drivers(row, "times", names), _drivers(row, "over", names)),
    )
    row.done()
    return gain


def _drivers(row: PackTable, key: str, names: Names) -> tuple[DriverId, ...]:
    return tuple(DriverId(driver) for driver in row.words(key, names.drivers))
