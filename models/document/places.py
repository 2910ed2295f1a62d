"""Where each answer is in a document: the tree of a rulebook's questions, built once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.assessment import AnswerId
from models.document.answers import LONGEST_LINE, LONGEST_TEXT, YEARS_AND_MONTHS, Check, check_of
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook

Branch = Mapping[str, "Branch | Leaf"]
_CHOSEN = (QuestionKind.YES_NO, QuestionKind.CHOICE)
_LONGEST = {QuestionKind.TEXT: LONGEST_LINE, QuestionKind.LONG_TEXT: LONGEST_TEXT}


@dataclass(frozen=True, slots=True)
class Leaf:
    """The place of one answer."""

    answer: AnswerId
    check: Check
    evidence: bool
    usual: frozenset[str]
    """Texts that are right as they are: what can be chosen, and for a date every year and month; else empty."""
    longest: int
    """Most characters of a text; 0 for every other kind."""


_known: dict[tuple[str, ...], Branch] = {}


def places(rulebook: Rulebook) -> Branch:
    """Returns the places of all answers below `assessment`, `enterprise` and `factory`; made once for a rulebook."""
    key = tuple(pack.digest for pack in rulebook.packs)
    tree = _known.get(key)
    if tree is None:
        tree = {}
        for answer, question in rulebook.questions.items():
            *path, last = steps(answer)
            branch: dict[str, Any] = tree
            for part in path:
                branch = branch.setdefault(part, {})
            branch[last] = Leaf(
                answer,
                check_of(question),
                question.kind is QuestionKind.EVIDENCE,
                _usual(question),
                (question.longest or _LONGEST[question.kind]) if question.kind in _LONGEST else 0,
            )
        if len(_known) >= 32:
            _known.clear()
        _known[key] = tree
    return tree


def _usual(question: Question) -> frozenset[str]:
    if question.kind is QuestionKind.DATE:
        return YEARS_AND_MONTHS
    return frozenset(choice for choice, _name in question.choices) if question.kind in _CHOSEN else frozenset()


def steps(answer: str) -> list[str]:
    """Returns the steps of an answer id; in `local.<pack>.<name>` the pack's id may hold dots."""
    if answer.startswith("local."):
        pack, _, name = answer.removeprefix("local.").rpartition(".")
        return ["local", pack, name]
    return answer.split(".")
