"""Guidance beside every question: complete, in two languages, without thresholds of its own."""

import re

import pytest

import resources
from models.digital_level.scheme import SECTION
from models.packs.guidance import guidance
from models.packs.library import Library
from models.packs.text.table import PackTable
from models.packs.text.tree import read_tree
from models.questionnaire import Question
from models.rulebook import Rulebook

EDITIONS = ("national-2025", "national-2024")


@pytest.fixture(scope="module", params=EDITIONS)
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    """Each edition that asks something."""
    return Library(None).rulebook(request.param)


def _asked(rulebook: Rulebook) -> list[Question]:
    """What the edition itself asks; the digital level has its own page and its own statements."""
    return [question for question in rulebook.questions.values() if question.section != SECTION]


def test_every_question_of_the_national_editions_has_all_four(rulebook: Rulebook) -> None:
    """What is meant, an example, what an assessor looks at and a low-cost way, in Chinese and English."""
    lacking = []
    for question in _asked(rulebook):
        known = guidance(question, rulebook)
        texts = (known.meaning, known.example, known.assessor, known.cheap) if known else ()
        if not texts or any(not text.zh.strip() or not text.en.strip() for text in texts):
            lacking.append(question.id)
    assert not lacking


def test_every_entry_is_used(rulebook: Rulebook) -> None:
    """No guidance is left over for a question that nobody is asked (the newest edition asks every one)."""
    if rulebook.packs[0].id != EDITIONS[0]:
        return
    everything = (*_asked(rulebook), *_asked(Library(None).rulebook(EDITIONS[1])))
    given = {(text.example, text.assessor) for question in everything if (text := guidance(question, rulebook))}
    for file in sorted(resources.path("guidance").glob("*.yaml")):
        for node in PackTable(read_tree(file.name, file.read_bytes())).nodes("guidance"):
            row = PackTable(node)
            assert (row.text("example"), row.text("assessor")) in given, row.word("for")


def test_chinese_is_chinese_and_english_is_english(rulebook: Rulebook) -> None:
    """The English of no entry holds a Chinese letter, except the unit of money."""
    for question in _asked(rulebook):
        known = guidance(question, rulebook)
        assert known is not None
        for text in (known.example, known.assessor, known.cheap):
            assert not re.search(r"[\u4e00-\u9fff]", text.en.replace("万元", "")), (question.id, text.en)


def test_the_guidance_sets_no_threshold(rulebook: Rulebook) -> None:
    """No figure with a percent sign, a price or a "not less than" stands in the guidance: thresholds are rules, with sources."""
    for question in _asked(rulebook):
        known = guidance(question, rulebook)
        assert known is not None
        for text in (known.example, known.assessor, known.cheap):
            said = f"{text.zh} {text.en}"
            assert not re.search(r"[0-9]\s*[%％]|[0-9]\s*(元|万元|yuan)|不低于|不少于|at least [0-9]", said), said
