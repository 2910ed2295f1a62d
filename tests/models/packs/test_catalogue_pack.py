"""The catalogue is read whole and checked; whatever does not fit is refused with its line and column."""

import re

import pytest

from models.catalogue import MeasureId, VariantId
from models.errors import InvalidPack
from models.figures import Confidence
from models.language import Text
from models.packs.library import Library
from models.packs.measures.pack import read_catalogue, shipped_catalogue, shipped_files

HEAD = """pack: {id: own, kind: catalogue, name: {zh: 自己的, en: own}, version: "1", date: "2026-11-22", region: national}
categories: {plan: {zh: 规划, en: plan}}
kpis: {oee_pp: {name: {zh: 效率, en: oee}, value: 4, unit: wan_per_year, mark: E}}
sources: {p01: {what: a page}}
"""
FIGURES = """    form: {zh: 自建, en: own}
    capex: {low: 1, typical: 2, high: 3, unit: wan, mark: E}
    opex: {low: 0, typical: 0, high: 0, unit: wan_per_year, mark: E}
    duration: {low: 1, typical: 2, high: 3, unit: weeks, mark: E}
    staff: {low: 1, typical: 2, high: 3, unit: person_weeks, mark: E}
    benefit_share: 1
"""


def entry(name: str, more: str = "", figures: str = FIGURES) -> str:
    """Returns one measure as a pack writes it."""
    return (
        f"- id: {name}\n  name: {{zh: 甲, en: a}}\n  what: {{zh: 甲, en: a}}\n  category: plan\n  driver: value\n"
        f"  own:\n{figures}{more}"
    )


def pack(*measures: str, rest: str = "") -> bytes:
    """Returns a pack with some measures."""
    return (HEAD + "measures:\n" + "".join(measures) + rest).encode()


def refused(data: bytes) -> InvalidPack:
    """Returns the refusal of a pack."""
    with pytest.raises(InvalidPack) as caught:
        read_catalogue([("own.yaml", data)])
    return caught.value


def test_all_measures_ship_with_two_ways_and_words_in_both_languages() -> None:
    """102 measures, each to be owned, and shared or leased, each explained in Chinese and English."""
    catalogue = shipped_catalogue()
    assert len(catalogue.measures) == 102
    for measure in catalogue.measures.values():
        assert VariantId.OWN in measure.variants
        assert {VariantId.SHARED, VariantId.LEASE} & set(measure.variants)
        assert measure.what.zh != measure.what.en
        assert measure.evidence_left
    assert sum(measure.brings_ai for measure in catalogue.measures.values()) == 7


def test_every_scenario_has_a_recipe() -> None:
    """Each of the forty scenarios can be built by some set of measures."""
    built = {recipe.answer for recipe in shipped_catalogue().recipes if recipe.answer.endswith(".status")}
    assert built == {f"scenarios.SC{number:02}.status" for number in range(1, 41)}


def test_recipes_name_only_answers_that_the_rulebook_asks() -> None:
    """Every recipe makes an answer true that the national edition has."""
    known = Library(None).rulebook("national-2025").questions
    for recipe in shipped_catalogue().recipes:
        assert recipe.answer in known
        assert all(answer in known for answer, _ in recipe.requires_answers)


def test_a_figure_without_source_is_an_estimate() -> None:
    """Whatever is not marked as an estimate names its sources."""
    for measure in shipped_catalogue().measures.values():
        for variant in measure.variants.values():
            for figure in (variant.capex_wan, variant.opex_wan_per_year, variant.duration_weeks, variant.staff_weeks):
                assert figure.sources or figure.confidence is Confidence.ESTIMATE


def test_a_pack_on_top_replaces_a_price_and_keeps_the_rest() -> None:
    """A measure given again by a later pack takes the place of the shipped one."""
    catalogue = read_catalogue([*shipped_files(), ("own.yaml", pack(entry("A01")))])
    assert len(catalogue.measures) == 102
    assert catalogue.measures[next(iter(catalogue.measures))].name.en == "a"
    assert [info.id for info in catalogue.packs] == ["catalogue-2026", "own"]


def test_the_digest_follows_the_content_and_not_the_line_ends() -> None:
    """Other line ends are the same pack, another price is another."""
    digest = read_catalogue([("a.yaml", pack(entry("A01")))]).packs[0].digest
    same = read_catalogue([("a.yaml", pack(entry("A01")).replace(b"\n", b"\r\n"))]).packs[0].digest
    other = read_catalogue([("a.yaml", pack(entry("A01")).replace(b"high: 3", b"high: 4"))]).packs[0].digest
    assert digest == same != other


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (pack(entry("A01", "  requires: [B01]\n"), entry("B01", "  requires: [A01]\n")), 18, "circle"),
        (pack(entry("A01", "  requires: [A01]\n")), 18, "itself"),
        (pack(entry("A01", "  requires: [Z09]\n")), 18, "Z09"),
        (pack(entry("A01"), entry("A01")), 18, "twice"),
        (pack(entry("A01", figures=FIGURES.replace("low: 1, typical: 2, high: 3, unit: wan,", "low: -1, typical: 2, high: 3, unit: wan,"))), 13, "-1"),
        (pack(entry("A01", figures=FIGURES.replace(", unit: wan,", ","))), 13, "unit"),
        (pack(entry("A01", figures=FIGURES.replace("unit: wan,", "unit: yuan,"))), 13, "yuan"),
        (pack(entry("A01", figures=FIGURES.replace("unit: wan, mark: E", "unit: wan, mark: S"))), 13, "sources"),
        (pack(entry("A01", figures=FIGURES.replace("unit: wan, mark: E", "unit: wan, mark: S, sources: [zz]"))), 13, "zz"),
        (pack(entry("A01", figures=FIGURES.replace("low: 1, typical: 2, high: 3, unit: wan,", "low: 3, typical: 2, high: 1, unit: wan,"))), 13, "rising"),
        (pack(entry("A01", figures=FIGURES.replace("low: 1,", "low: .nan,", 1))), 13, "number"),
        (pack(entry("A01", "  colour: red\n")), 18, "colour"),
        (pack(entry("A01"), rest="recipes:\n- {answer: a.b, value: full, any_of: [[Q1]], mark: I, note: {zh: 甲, en: a}}\n"), 19, "Q1"),
        (b"pack: [1\n", 2, "YAML"),
        (b"\xff\xfe", 1, "UTF-8"),
        (b"- 1\n", 1, "names and values"),
        (b"a: 1\na: 2\n", 2, "twice"),
        (HEAD.encode() + b"measures: [" + b"1," * 100_000 + b"1]\n", 5, "5000 rows"),
        (b"pack: &a {id: x}\nmeasures: *a\n", 1, "aliases"),
        (b"pack: !!python/object/apply:os.system [ls]\n", 1, "tags"),
        (b"[" * 100_000, 1, "nested"),
        (b"a:\n" + b"- " * 100_000, 2, "nested"),
    ],
)  # fmt: skip
def test_a_pack_that_breaks_a_rule_is_refused_at_its_line(data: bytes, line: int, word: str) -> None:
    """Circles, unknown and double ids, missing units and sources, wrong order and strange keys name their place."""
    error = refused(data)
    assert word in error.text("en")
    assert error.facts["line"] == line
    assert error.text("zh") != error.text("en")


def test_a_wrong_figure_is_told_with_its_own_column() -> None:
    """Whoever opens the file finds the number, not the line's beginning; an exponent is no figure."""
    data = pack(entry("A01", figures=FIGURES.replace("high: 3, unit: wan,", "high: 1e6, unit: wan,")))
    error = refused(data)
    assert error.facts["column"] == data.decode().splitlines()[12].index("1e6") + 1
    assert "“1e6” is not a number" in error.text("en")


def test_too_many_measures_are_refused_and_not_solved() -> None:
    """Five thousand measures get a sentence, and so do five hundred: no endless solve."""
    assert "400" in refused(pack(*(entry(f"A{number}") for number in range(5000)))).text("en")
    assert "400" in refused(pack(*(entry(f"A{number}") for number in range(500)))).text("en")


def test_every_source_is_told_in_both_languages_and_no_english_sum_is_in_chinese_units() -> None:
    """A Chinese report reads Chinese sources, an English one is told sums in yuan; addresses are addresses."""
    library = Library(None)
    catalogue = library.catalogue()
    sources = [*catalogue.sources.values()]
    for pack in library.packs():
        if pack.kind == "rulebook" and pack.id != "national-2026":
            sources += library.rulebook(pack.id).sources.values()
        elif pack.kind == "overlay":
            sources += library.rulebook("national-2025", [pack.id]).sources.values()
    texts = [source.what for source in sources]
    texts += [text for rule in catalogue.subsidies for text in (rule.period, rule.detail)]
    for text in texts:
        assert re.search("[一-鿿年—0-9]", text.zh), text
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", text.zh), text
        assert not re.search("[万亿]", text.en), text
    assert all(not source.where or source.where.startswith("http") for source in sources)


def test_a_source_of_an_older_pack_with_one_wording_is_still_read() -> None:
    """It says the same in both languages."""
    book = read_catalogue([("own.yaml", pack(entry("A1")))])
    assert book.sources["p01"].what == Text("a page", "a page")


def test_every_way_but_the_own_says_how_it_is_paid_for() -> None:
    """By the year, by use, by the machine …: in both languages behind what it looks like; an unknown form is refused."""
    for measure in shipped_catalogue().measures.values():
        assert all(way.paid for way in measure.variants.values() if way.id is not VariantId.OWN), measure.id
    rented = shipped_catalogue().measures[MeasureId("C01")].variants[VariantId.SHARED]
    assert rented.how.zh == "工业互联网平台按台租用（含盒子），按台付费，按年付费"
    assert rented.how.en.endswith(", paid by the machine, paid by the year")
    assert "paid now and then" in refused(pack(entry("A1", figures=FIGURES + "    paid: [paid now and then]\n"))).text(
        "en"
    )


def test_a_figure_keeps_its_note_and_only_sourced_figures_go_without_the_estimate_mark() -> None:
    """What the source said beside the number stands beside the number here too."""
    mes = shipped_catalogue().measures[MeasureId("E02")].variants[VariantId.OWN].capex_wan
    assert mes.note is not None
    assert "42.8" in mes.note.zh
    assert mes.sources
    for measure in shipped_catalogue().measures.values():
        for variant in measure.variants.values():
            for figure in (variant.capex_wan, variant.opex_wan_per_year, variant.duration_weeks, variant.staff_weeks):
                assert figure.sources or figure.confidence is Confidence.ESTIMATE, measure.id


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("  not_for: [nobody]\n", "nobody"),
        ("  there_when: [[systems.ERP.in_use, true]]\n", "least number"),
        ("  needs: [factory.machines]\n", "least number"),
        ("  covers: [A1]\n", "refers to itself"),
        ("  covers: [Z9]\n", "Z9"),
    ],
)
def test_what_a_measure_is_for_and_stands_for_is_checked(more: str, word: str) -> None:
    """Unknown trades and measures, and answers that are no answers, are refused at their place."""
    assert word in refused(pack(entry("A1", more))).text("en")


def test_a_measure_that_stands_for_what_it_waits_for_is_a_circle() -> None:
    """B stands for A, but waits for C, which waits for A: no order of them can be."""
    measures = (entry("A1"), entry("C1", "  requires: [A1]\n"), entry("B1", "  requires: [C1]\n  covers: [A1]\n"))
    assert "circle" in refused(pack(*measures)).text("en")


def test_the_same_recipe_may_stand_once_for_everyone_and_once_for_a_trade() -> None:
    """A recipe for a trade is another recipe; the same one twice is refused."""
    recipe = "- {answer: maturity.M1.level1, value: full, any_of: [[A1]], mark: I, note: {zh: 甲, en: a}%s}\n"
    trades = "industries: {dye: {zh: 染, en: dye, words: [染]}}\n"
    both = read_catalogue(
        [("own.yaml", pack(entry("A1"), rest=trades + "recipes:\n" + recipe % "" + recipe % ", industries: [dye]"))]
    )
    assert [recipe.industries for recipe in both.recipes] == [(), ("dye",)]
    twice = recipe % ", industries: [dye]"
    assert "twice" in refused(pack(entry("A1"), rest=trades + "recipes:\n" + twice + twice)).text("en")
