"""Figures that grow with the factory, ways and their terms: read from a pack, or refused where they are wrong."""

from decimal import Decimal

import pytest

from models.catalogue import CostPart, MeasureId, ServiceKind, Variant, VariantId
from models.errors import InvalidPack
from models.figures import Confidence
from models.packs.measures.pack import read_catalogue, shipped_catalogue, shipped_files

HEAD = """pack: {id: own, kind: catalogue, name: {zh: 自己的, en: own}, version: "1", date: "2026-11-22", region: national}
measures:
"""
CAPEX = "{low: 1, typical: 2, high: 3, unit: wan, mark: E}"


def pack(capex: str = CAPEX, more: str = "", way: str = "own", rest: str = "", entry: str = "") -> bytes:
    """Returns a pack with one measure in one way."""
    text = f"""{HEAD}- id: X01
  name: {{zh: 甲, en: a}}
  what: {{zh: 甲, en: a}}
  category: plan
  driver: value
  {way}:
    form: {{zh: 自建, en: own}}
    capex: {capex}
    opex: {{low: 0, typical: 0, high: 0, unit: wan_per_year, mark: E}}
    duration: {{low: 1, typical: 2, high: 3, unit: weeks, mark: E}}
    staff: {{low: 1, typical: 2, high: 3, unit: person_weeks, mark: E}}
    benefit_share: 1
{more}{entry}{rest}"""
    return text.encode()


def variant(data: bytes, way: VariantId = VariantId.OWN) -> Variant:
    """Returns the way of the pack's measure, read on top of the shipped catalogue."""
    return read_catalogue([*shipped_files(), ("own.yaml", data)]).measures[MeasureId("X01")].variants[way]


def refused(data: bytes) -> str:
    """Returns why a pack is refused, in English."""
    with pytest.raises(InvalidPack) as caught:
        read_catalogue([*shipped_files(), ("own.yaml", data)])
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


def test_a_scaled_figure_stands_for_the_reference_and_grows_from_its_fixed_share() -> None:
    """Of 10 万元 for thirty machines 4 are fixed: sixty machines cost 16, and the driver leaves its mark."""
    capex = "{low: 5, typical: 10, high: 20, unit: wan, mark: E, scale: {driver: machines, fixed_share: 0.4}}"
    way = variant(pack(capex))
    growth = way.grows[CostPart.CAPEX]
    sizes = {key: size.reference for key, size in shipped_catalogue().drivers.items()}
    assert [way.capex_wan.low, way.capex_wan.typical, way.capex_wan.high] == [5, 10, 20]
    doubled = growth.at({**sizes, growth.rates[0].driver: Decimal(60)})
    assert [doubled.low, doubled.typical, doubled.high] == [8, 16, 32]
    assert growth.rates[0].confidence is Confidence.INFERRED
    assert CostPart.STAFF not in way.grows


def test_a_price_form_adds_so_much_for_each_unit() -> None:
    """Three fixed and a quarter for each of at most forty tenths of the people; the user's own form stays his own."""
    capex = (
        "{low: 3, typical: 3, high: 3, unit: wan, mark: Q, vat: with, "
        "per: [{driver: staff, share: 0.5, most: 40, low: 0.25, typical: 0.25, high: 0.25, unit: wan, mark: Q}]}"
    )
    way = variant(pack(capex))
    assert way.capex_wan.typical == 13
    assert way.capex_wan.confidence is Confidence.QUOTE
    assert way.capex_wan.vat == "with"


def test_a_way_says_life_kind_terms_and_the_cost_of_a_stop() -> None:
    """What a pack says of a free or leased way is kept; without a word software lasts three years, by estimate."""
    more = "    life: {years: 6, mark: Q}\n    payment: [0.3, 0.6, 0.1]\n    stop: 1.5\n"
    leased = variant(pack(more=more, way="lease"), VariantId.LEASE)
    assert leased.life_years.typical == 6
    assert leased.payment == (Decimal("0.3"), Decimal("0.6"), Decimal("0.1"))
    assert leased.stop_wan == Decimal("1.5")
    plain = variant(pack(way="free"), VariantId.FREE)
    assert plain.life_years.typical == 3
    assert plain.life_years.confidence is Confidence.ESTIMATE
    assert plain.payment == (Decimal(1),)
    shared = variant(pack(more="    kind: computing\n", way="shared"), VariantId.SHARED)
    assert shared.kind is ServiceKind.COMPUTING


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, scale: {driver: chimneys}}"), "chimneys"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, scale: {driver: machines, fixed_share: 1.5}}"), "fixed_share"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, scale: {driver: machines, fixed_share: -1}}"), "fixed_share"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, scale: {driver: machines, reference: 0}}"), "reference"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, per: [{driver: machines, low: -1, typical: 2, high: 3, unit: wan, mark: E}]}"), "-1"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, per: [{driver: machines, low: 1, typical: 2, high: 3, unit: yuan, mark: E}]}"), "yuan"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, per: [{driver: machines, low: 1, typical: 2, high: 3, unit: wan, mark: S, sources: [zz]}]}"), "zz"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, scale: {driver: staff}, per: [{driver: machines, low: 1, typical: 2, high: 3, unit: wan, mark: E}]}"), "not both"),
        (pack("{low: 1, typical: 2, high: 3, unit: wan, mark: E, vat: perhaps}"), "perhaps"),
        (pack(more="    payment: [0.5, 0.4]\n"), "add up to 1"),
        (pack(more="    payment: [1.5, -0.5]\n"), "below 0"),
        (pack(more="    stop: -1\n"), "stop"),
        (pack(more="    life: {years: 0, mark: E}\n"), "years"),
        (pack(more="    kind: magic\n"), "magic"),
        (pack(way="rented"), "free"),
        (pack(more="    up_to: [chimneys, 3]\n"), "machines"),
        (pack(entry="  enablers: [Z09]\n"), "Z09"),
        (pack(entry="  requires: [X01]\n"), "itself"),
        (pack(entry="  enablers: [X01]\n"), "itself"),
        (pack(rest="drivers:\n  looms: {zh: 织机, en: looms, answers: [factory.machines], reference: 0, mark: E}\n"), "reference"),
        (pack(rest="drivers:\n  looms: {zh: 织机, en: looms, answers: [], reference: 9, mark: E, instead: looms}\n"), "looms"),
    ],
)  # fmt: skip
def test_a_wrong_form_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    """Unknown sizes, negative rates, shares beyond one and circles say what is wrong, in both languages."""
    assert words in refused(data)


def test_what_helps_before_what_forms_no_circle() -> None:
    """A measure that must come before another cannot be helped by it."""
    data = pack(entry="  enablers: [Y01]\n")
    other = data.decode().replace("X01", "Y01").replace("enablers: [Y01]", "requires: [X01]").split("measures:\n")[1]
    assert "circle" in refused(data + other.encode())
