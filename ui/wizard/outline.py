"""What is asked, in which order, and how far it is: sections, their cards, and the one-hour path."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.assessment import AnswerId, Assessment
from models.rulebook import Question, QuestionKind, Rulebook, Section

ASIDE = ("certainty", "comment", "evidence")
"""Ends of the answer ids that belong to another answer and do not count as answered of their own."""


class State(StrEnum):
    """How far one card is."""

    OPEN = "open"
    PART = "part"
    DONE = "done"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class CardPlan:
    """One page of the wizard: the questions of one group."""

    section: str
    group: str
    main: tuple[Question, ...]
    """Asked at once."""
    details: tuple[Question, ...]
    """Folded until wanted: what only the report shows."""
    certainty: Question | None
    comment: Question | None
    evidence: tuple[Question, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the card."""
        return self.section, self.group

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the card."""
        aside = tuple(one for one in (self.certainty, self.comment) if one is not None)
        return (*self.main, *self.details, *aside, *self.evidence)

    def state(self, assessment: Assessment, later: frozenset[str]) -> State:
        """Returns how far the card is: done when everything asked at once is answered."""
        answered = sum(assessment.get(question.id) is not None for question in self.main)
        if answered and answered >= self._needed(assessment):
            return State.DONE
        if self.group in later:
            return State.LATER
        return State.PART if answered else State.OPEN

    def _needed(self, assessment: Assessment) -> int:
        first = self.main[0]
        # What does not exist yet has no further questions to answer.
        if first.kind is QuestionKind.CHOICE and assessment.get(first.id) in ("none", "planned", "not_applicable"):
            return 1
        return len(self.main)


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section with its cards."""

    section: Section
    cards: tuple[CardPlan, ...]

    def progress(self, assessment: Assessment) -> tuple[int, int]:
        """Returns how many cards are done, and how many there are."""
        return sum(card.state(assessment, frozenset()) is State.DONE for card in self.cards), len(self.cards)


def _ends(question: Question, end: str) -> bool:
    return question.id.endswith(f".{end}")


def _card(section: str, group: str, questions: Iterable[Question], short: bool) -> CardPlan | None:
    everything = list(questions)
    certainty = next((one for one in everything if _ends(one, "certainty")), None)
    comment = next((one for one in everything if _ends(one, "comment")), None)
    evidence = tuple(one for one in everything if one.kind is QuestionKind.EVIDENCE)
    asked = [one for one in everything if one not in (certainty, comment) and one.kind is not QuestionKind.EVIDENCE]
    decisive = [one for one in asked if one.decisive]
    if short and not decisive:
        return None
    if not asked:
        return None
    main = decisive or asked
    details = [] if short else [one for one in asked if one not in main]
    return CardPlan(section, group, tuple(main), tuple(details), certainty, comment, evidence)


def outline(rulebook: Rulebook, *, short: bool) -> tuple[SectionPlan, ...]:
    """Returns sections and cards in asking order.

    Args:
        rulebook: whose questions are asked.
        short: the one-hour path: only what the evaluator reads.
    """
    plans = []
    for section in rulebook.sections:
        groups: dict[str, list[Question]] = {}
        for question in rulebook.questions.values():
            if question.section == section.id:
                groups.setdefault(question.group, []).append(question)
        cards = (_card(section.id, group, questions, short) for group, questions in groups.items())
        found = tuple(card for card in cards if card is not None)
        if found:
            plans.append(SectionPlan(section, found))
    return tuple(plans)


def card_of(plans: Iterable[SectionPlan], target: str, rulebook: Rulebook) -> CardPlan | None:
    """Returns the card on which an answer, a group or a section is asked; None when it is not on this path."""
    question = rulebook.questions.get(AnswerId(target))
    for plan in plans:
        for card in plan.cards:
            if target in (card.group, card.section):
                return card
            if question is not None and (question.section, question.group) == card.key:
                return card
    return None
