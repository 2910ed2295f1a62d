"""A text that is wider than its rule: every clause of every condition is asked, or the pack says that it is not."""

from collections.abc import Iterator

import pytest
import yaml

from models.expression import Vocabulary, answers_read, check
from models.packs.library import Library
from models.rulebook import Condition, Rulebook
from tests import ROOT

LIBRARY = Library(None)
CLAUSES = yaml.safe_load((ROOT / "tests" / "data" / "clauses.yaml").read_text(encoding="utf-8"))
"""Pack to condition to clause of its text to what stands for it."""
EDITIONS = ("national-2024", "national-2025")
OVERLAYS = tuple(pack.id for pack in LIBRARY.packs() if pack.kind == "overlay")
_BETWEEN = "，、；。（） "
_PART = "= "
"""Begins words of the rule; other words are those of a question."""


def book_with(pack: str) -> Rulebook:
    """Returns an edition, or the newest one with local rules on top."""
    return LIBRARY.rulebook(pack) if pack in EDITIONS else LIBRARY.rulebook("national-2025", [pack])


def own_conditions() -> Iterator[tuple[str, Condition, Rulebook]]:
    """Yields the conditions of every shipped pack with the rules they stand in."""
    for pack in (*EDITIONS, *OVERLAYS):
        book = book_with(pack)
        yield from ((pack, condition, book) for condition in book.conditions if condition.pack == pack)


def asked(condition: Condition, book: Rulebook) -> str:
    """Returns the words of every question that a condition's rule reads."""
    read = answers_read(check(condition.rule, Vocabulary.of(book)), book)
    return "\n".join(question.label.zh for answer, question in book.questions.items() if answer in read)


@pytest.mark.parametrize(
    ("pack", "condition", "book"), [pytest.param(*own, id=f"{own[0]}-{own[1].id}") for own in own_conditions()]
)
def test_every_clause_of_a_text_is_in_its_rule(pack: str, condition: Condition, book: Rulebook) -> None:
    """The clauses make up the whole text, and each is words of the rule or of a question that the rule reads."""
    left = condition.text.zh
    for clause, stands_for in CLAUSES[pack][condition.id].items():
        assert left.startswith(clause), left
        left = left[len(clause) :].lstrip(_BETWEEN).removeprefix("和")
        words = asked(condition, book)
        if stands_for.startswith(_PART):
            assert stands_for.removeprefix(_PART) in condition.rule
        else:
            assert stands_for in words
    assert not left


def test_the_table_of_clauses_names_nothing_that_is_gone() -> None:
    """Every line of the table is a condition of a pack that ships."""
    named = {(pack, condition) for pack, conditions in CLAUSES.items() for condition in conditions}
    assert named == {(pack, condition.id) for pack, condition, _book in own_conditions()}


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_confirmed_is_the_text_that_is_printed(edition: str) -> None:
    """The help beside a question holds the whole text of the condition that it answers."""
    book = LIBRARY.rulebook(edition)
    for condition in book.conditions:
        for answer in answers_read(check(condition.rule, Vocabulary.of(book)), book):
            if answer.startswith("requirements.") and answer.endswith(".answer") and condition.dimension:
                assert condition.text.zh in book.questions[answer].help.zh  # type: ignore[index]


def test_what_the_notice_asks_beside_its_annex_is_asked_or_named() -> None:
    """Legal person, factory built, AI explored, leader, product, means, future, checks are asked; the rest is named."""
    book = LIBRARY.rulebook("national-2025")
    rules = {str(condition.id): condition.rule for condition in book.conditions}
    for tier, names in (
        ("excellent", ("LEGAL", "BUILT", "AIX", "DUTY")),
        ("leading", ("LEGAL", "LEADER", "PRODUCT", "MEANS", "FUTURE", "DUTY")),
    ):
        assert all(rules[f"{tier}.{name}"].startswith("says(") for name in names)
    named = {str(condition.id) for condition in book.conditions if condition.not_asked}
    assert named == {"excellent.O1", "leading.O1", "leading.AI", "leading.COV"}
