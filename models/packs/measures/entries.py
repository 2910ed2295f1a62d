"""The entries of a catalogue pack: measures, recipes, shared services, subsidies."""

import re
from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId, Value
from models.catalogue import (
    Benefit,
    Industry,
    Measure,
    MeasureId,
    PriceForm,
    Recipe,
    SharedService,
    SharedServiceId,
    Subsidy,
    SubsidyId,
    Variant,
    VariantId,
)
from models.figures import Confidence, Figure, Source
from models.language import N_, Text, sentence
from models.packs.text.fields import Fields, figure, range_of, text
from models.packs.text.source import Defect, Step
from models.rulebook import TIER_IDS, TierId

DRIVERS = ("value", "enabler", "risk", "award")
_VALUES = frozenset({"yes", "partly", "no", "none", "planned", "partial", "full", "most", "part", "self_assessed"})
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class Names:
    """What entries of a pack may refer to: texts by id, shared with the packs below it."""

    def __init__(self) -> None:
        self.categories: dict[str, Text] = {}
        self.industries: dict[str, Industry] = {}
        self.kpis: dict[str, tuple[Text, Figure, Decimal | None]] = {}
        self.sources: dict[str, Source] = {}


def identifier(fields: Fields) -> str:
    """Returns the entry's id."""
    value = fields.word("id")
    if not _ID.fullmatch(value):
        raise Defect(
            fields.at("id"), sentence("“{value}” is not an id: letters, digits, “-” and “_”, at most 40.", value=value)
        )
    return value


def measure(value: object, path: tuple[Step, ...], names: Names) -> Measure:
    """Returns one measure."""
    fields = Fields(value, path)
    made_id = identifier(fields)
    category = fields.one_of("category", names.categories)
    variants = {}
    for variant in VariantId:
        if fields.has(variant.value):
            variants[variant] = _variant(variant, fields.raw(variant.value), fields.at(variant.value))
    if not variants:
        raise Defect(path, sentence(N_("a measure needs “own”, “shared” or both.")))
    made = Measure(
        id=MeasureId(made_id),
        name=fields.text("name"),
        what=fields.text("what"),
        category=names.categories[category],
        driver=fields.one_of("driver", DRIVERS),
        brings_ai=fields.flag("brings_ai"),
        variants=MappingProxyType(variants),
        requires=tuple(MeasureId(other) for other in fields.words("requires")),
        excludes=tuple(MeasureId(other) for other in fields.words("excludes")),
        industries=_industries(fields, "industries", names),
        benefits=fields.entries("benefits", lambda entry, place: _benefit(entry, place, names)),
        evidence_left=fields.entries("evidence_left", text),
        free_options=fields.words("free_options"),
        funding_tags=fields.words("funding_tags"),
        sources=fields.words("sources"),
        not_for=_industries(fields, "not_for", names),
        covers=tuple(MeasureId(other) for other in fields.words("covers")),
        there_when=fields.entries("there_when", _least),
        needs=fields.entries("needs", _least),
    )
    fields.done()
    return made


def _industries(fields: Fields, key: str, names: Names) -> tuple[str, ...]:
    found = fields.words(key)
    for index, name in enumerate(found):
        if name not in names.industries:
            raise Defect((*fields.at(key), index), sentence("“{id}” is not in this pack or below it.", id=name))
    return found


def _least(value: object, path: tuple[Step, ...]) -> tuple[AnswerId, str | Decimal]:
    match value:
        case [str(answer), bool()]:
            pass
        case [str(answer), str(word)]:
            return AnswerId(answer), word
        case [str(answer), int() | Decimal() as number]:
            return AnswerId(answer), Decimal(number)
    raise Defect(path, sentence(N_("an answer is written here as [answer id, word or least number].")))


def _variant(variant: VariantId, value: object, path: tuple[Step, ...]) -> Variant:
    fields = Fields(value, path)
    made = Variant(
        id=variant,
        form=fields.text("form"),
        capex_wan=figure(fields.raw("capex", required=True), fields.at("capex"), "wan"),
        opex_wan_per_year=figure(fields.raw("opex", required=True), fields.at("opex"), "wan_per_year"),
        duration_weeks=figure(fields.raw("duration", required=True), fields.at("duration"), "weeks"),
        staff_weeks=figure(fields.raw("staff", required=True), fields.at("staff"), "person_weeks"),
        benefit_share=fields.number("benefit_share", high=Decimal(1)),
        paid=fields.entries("paid", _price_form),
    )
    if made.duration_weeks.high > 520:
        raise Defect(fields.at("duration"), sentence(N_("a measure may not take more than ten years.")))
    fields.done()
    return made


def _price_form(value: object, path: tuple[Step, ...]) -> PriceForm:
    known = [form.value for form in PriceForm]
    if value not in known:
        raise Defect(
            path, sentence("“{value}” is not known here; choose one of: {known}.", value=str(value), known=known)
        )
    return PriceForm(str(value))


def _benefit(value: object, path: tuple[Step, ...], names: Names) -> Benefit:
    fields = Fields(value, path)
    kpi = fields.one_of("kpi", names.kpis)
    made = Benefit(kpi=kpi, name=names.kpis[kpi][0], gain=range_of(fields))
    fields.done()
    return made


def recipe(value: object, path: tuple[Step, ...], names: Names) -> Recipe:
    """Returns one recipe."""
    fields = Fields(value, path)
    sets = fields.entries("any_of", _one_set)
    if not sets:
        raise Defect(path, sentence(N_("a recipe needs at least one set of measures under “any_of”.")))
    made = Recipe(
        answer=AnswerId(fields.word("answer")),
        value=fields.one_of("value", sorted(_VALUES)),
        any_of=sets,
        requires_answers=fields.entries("requires", _pair),
        confidence=fields.mark(),
        note=fields.text("note"),
        industries=_industries(fields, "industries", names),
    )
    fields.done()
    return made


def _one_set(value: object, path: tuple[Step, ...]) -> frozenset[MeasureId]:
    if not isinstance(value, list) or not value or not all(isinstance(entry, str) for entry in value):
        raise Defect(path, sentence(N_("a set of measures is a list of ids, at least one.")))
    return frozenset(MeasureId(entry) for entry in value)


def _pair(value: object, path: tuple[Step, ...]) -> tuple[AnswerId, Value]:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(entry, str) for entry in value):
        raise Defect(path, sentence(N_("an answer that must hold is written [answer id, value].")))
    return AnswerId(value[0]), str(value[1])


def shared_service(value: object, path: tuple[Step, ...]) -> SharedService:
    """Returns one shared service."""
    fields = Fields(value, path)
    made = SharedService(
        id=SharedServiceId(identifier(fields)),
        name=fields.text("name"),
        fact=fields.text("fact"),
        measures=tuple(MeasureId(other) for other in fields.words("measures")),
        sources=_sourced(fields),
    )
    fields.done()
    return made


def subsidy(value: object, path: tuple[Step, ...]) -> Subsidy:
    """Returns one rule of public money."""
    fields = Fields(value, path)
    tier = fields.one_of("award_tier", TIER_IDS) if fields.has("award_tier") else None
    made = Subsidy(
        id=SubsidyId(identifier(fields)),
        name=fields.text("name"),
        region=fields.word("region"),
        share=fields.optional_number("share", high=Decimal(1)),
        cap_wan=fields.optional_number("cap"),
        period=fields.one_or_both("period"),
        funding_tags=fields.words("funding_tags"),
        award_tier=TierId(tier) if tier else None,
        award_wan=fields.optional_number("award"),
        detail=fields.text("detail"),
        confidence=fields.mark(),
        sources=_sourced(fields),
        valid_from=fields.date("from", whole=True),
        valid_until=fields.date("until", whole=True),
        computable=fields.flag("computable"),
    )
    if made.computable and made.share is None and made.award_wan is None:
        raise Defect(path, sentence(N_("a computable rule needs a share or an award.")))
    fields.done()
    return made


def _sourced(fields: Fields) -> tuple[str, ...]:
    sources = fields.words("sources")
    if not sources:
        raise Defect(fields.path, sentence(N_("the entry must name its sources.")))
    return sources


def source(value: object, path: tuple[Step, ...]) -> Source:
    """Returns one source; its key is the last step of the path."""
    fields = Fields(value, path)
    made = Source(
        key=str(path[-1]),
        what=fields.one_or_both("what"),
        where=fields.word("where", ""),
        confidence=fields.word("confidence", ""),
    )
    fields.done()
    return made


def industry(value: object, path: tuple[Step, ...]) -> Industry:
    """Returns one trade; its id is the last step of the path."""
    fields = Fields(value, path)
    made = Industry(
        id=str(path[-1]),
        name=Text(zh=fields.word("zh"), en=fields.word("en")),
        words=fields.words("words"),
    )
    fields.done()
    return made


def kpi(value: object, path: tuple[Step, ...]) -> tuple[Text, Figure, Decimal | None]:
    """Returns the name of a gain, what one unit is worth a year, and the most that all measures may gain of it."""
    fields = Fields(value, path)
    worth = fields.number("value")
    unit = fields.word("unit")
    made = (
        fields.text("name"),
        Figure(worth, worth, worth, unit, Confidence(fields.mark()), fields.words("sources")),
        fields.optional_number("cap"),
    )
    fields.done()
    return made
