"""Sentences of the program: how a fact is told in each language."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from babel.messages.pofile import read_po

import resources
from models import counts
from models.language import LANGUAGES, Language, Text, counted, flowing, sentence
from models.spelling.units import UNITS, with_unit


@pytest.mark.parametrize(
    ("count", "language", "wanted"),
    [
        (1, "en", "1 more condition changed."),
        (0, "en", "0 more conditions changed."),
        (8, "en", "8 more conditions changed."),
        (8, "zh", "另有 8 项要素条件有变化。"),
    ],
)
def test_a_counted_word_has_the_ending_of_its_number(count: int, language: Language, wanted: str) -> None:
    """English has one ending for one and another for more; no reader sees “(s)”."""
    said = counted("{count} more condition changed.", "{count} more conditions changed.", count=count)
    assert said.text(language) == wanted


def test_a_fraction_counts_as_many() -> None:
    """Weeks and years come as decimals: only exactly 1 is one, however it is written."""
    assert [counts.years(Decimal(count)).text("en") for count in ("1", "1.0", "1.5", "0.7")] == [
        "1 year",
        "1 year",
        "1.5 years",
        "0.7 years",
    ]


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_behind_one_is_no_plural(unit: str) -> None:
    """“1 machine”, “1 person-week”, “1 person” and “1 point”, but “2 machines”."""
    single, double = with_unit("1", unit).en, with_unit("2", unit).en
    assert not re.search("(?<!process )s$|people|points|steps", single), single
    unchanging = {"", "%", "MB", "m²", "level", "10,000 yuan", "10,000 yuan a year", "t of coal equivalent"}
    assert UNITS[unit].word in unchanging or single[2:] != double[2:]


def test_each_word_follows_the_number_before_it() -> None:
    """Two counted words in one sentence have their own endings."""
    said = sentence(
        "The rules are the same; {answers} changed and {conditions} came out differently.",
        answers=counts.answers(1),
        conditions=counts.conditions(3),
    )
    assert said.text("en") == "The rules are the same; 1 answer changed and 3 conditions came out differently."


@pytest.mark.parametrize(("language", "wanted"), [("en", "Not saved: the disk is full. Try again."), ("zh", "“a.”。")])
def test_a_sentence_in_a_sentence_brings_its_full_stop(language: Language, wanted: str) -> None:
    """Never two in a row; what only ends like one, in quotation marks, leaves the other its own."""
    if language == "en":
        inner = sentence("the disk is full.")
        assert sentence("Not saved: {why}. Try again.", why=inner).text("en") == wanted
        assert sentence("Not saved: {why}. Try again.", why="the disk is full").text("en") == wanted
        assert sentence("{name}.pdf", name="a.").text("en") == "a..pdf"
    else:
        assert sentence("“{name}”。", name="a.").text("zh") == wanted


_SENTENCE_FACTS = {"why", "problem", "reason", "because", "note", "advice", "said"}
"""Facts that may be whole sentences."""
_SLIP = re.compile(
    r"\.\.(?!\.)|。。|[.。][)）]|[.。][,，;；:：]| [,;。，；：！？、]|\s\.(?!\w)| \)|\( |（ | ）|[。，；：、！？] |\.。|。\."
)


def _said(message: str) -> Iterator[str]:
    """A message in one language with each fact a word, or a whole sentence where it may be one."""
    for number in (0, 1):
        facts: dict[str, object] = {}
        for name in re.findall(r"\{(\w+)\}", message):
            facts[name] = (
                Text("文件是空的。", "The file is empty.") if number and name in _SENTENCE_FACTS else Text("某", "x")
            )
        for language in LANGUAGES:
            yield sentence(message, **facts).text(language)


def test_no_sentence_has_two_full_stops_or_a_stray_space() -> None:
    """Every message of the program in both languages, with words and with whole sentences for facts."""
    slips = []
    for path in sorted(resources.path("locale/zh").glob("*.po")):
        with path.open("rb") as file:
            messages = [entry for entry in read_po(file) if entry.id]
        for entry in messages:
            for message in (entry.id,) if isinstance(entry.id, str) else entry.id:
                slips += [
                    text
                    for text in _said(message)
                    if _SLIP.search(text.lstrip()) or (text != text.rstrip() and not text.rstrip().endswith(":"))
                ]
    assert slips == []


@pytest.mark.parametrize("mark", [")", ",", ";", ":", "）", "，"])
def test_a_sentence_leaves_its_full_stop_out_where_the_other_goes_on(mark: str) -> None:
    """In brackets or before a comma; a name that ends like one keeps its letters, and so does what was left out."""
    assert sentence("{why}" + mark + " x", why=sentence("The disk is full.")).text("en") == f"The disk is full{mark} x"
    assert sentence("{why}" + mark + " x", why="a.").text("en") == f"a.{mark} x"
    assert sentence("{why}" + mark + " x", why=sentence("and so on...")).text("en") == f"and so on...{mark} x"


def test_sentences_follow_each_other_as_the_language_sets_them() -> None:
    """With a space in English, with none in Chinese; what is empty leaves nothing."""
    assert flowing(("a.", "", "b."), "en") == "a. b."
    assert flowing(("甲。", "", "乙。"), "zh") == "甲。乙。"


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Text("19.8 万元", "198,000 yuan"), "由 19.8 万元签署（第 3 版）。"),
        ("王 厂长", "由王 厂长签署（第 3 版）。"),
        ("Li Lei", "由 Li Lei 签署（第 3 版）。"),
        ("3", "由 3 签署（第 3 版）。"),
    ],
)
def test_a_blank_stands_in_chinese_only_beside_what_is_not_chinese(fact: object, said: str) -> None:
    """A message sets its facts off for numbers and Latin words; one that is Chinese needs no blank."""
    assert sentence("由 {who} 签署（第 {version} 版）。", who=fact, version=3).text("zh") == said
