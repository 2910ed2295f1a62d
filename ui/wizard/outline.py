"""What is asked, in which order, and the progress: sections and their cards."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.assessment import AnswerId, Assessment
from models.questionnaire import Question, QuestionKind, Section
from models.rulebook import Rulebook

CLICKED = (QuestionKind.CHOICE, QuestionKind.YES_NO)
"""Kinds that are answered with one click."""


class CardState(StrEnum):
    """How far one card is."""

    OPEN = "open"
    PART = "part"
    DONE = "done"
    LATER = "later"
    ASKED = "asked"
    """Somebody else is to be asked."""
    REMARKED = "remarked"
    """An assessor's remark waits for an answer."""


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
    ask_whom: Question | None
    reason: Question | None
    """Why it does not apply."""
    comment: Question | None
    evidence: tuple[Question, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the card."""
        return self.section, self.group

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the card."""
        about = (self.certainty, self.ask_whom, self.reason, self.comment)
        aside = tuple(question for question in about if question is not None)
        return (*self.main, *self.details, *aside, *self.evidence)

    def state(self, assessment: Assessment, later: frozenset[str]) -> CardState:
        """Returns how far the card is: done when everything asked at once is answered."""
        standing = self.standing(assessment)
        if standing == "ask":
            return CardState.ASKED
        if standing == "not_applicable":
            return CardState.DONE
        if all(assessment.get(question.id) is not None for question in self._needed(assessment)):
            return CardState.DONE
        if self.group in later:
            return CardState.LATER
        given = any(assessment.get(question.id) is not None for question in self.main)
        return CardState.PART if given else CardState.OPEN

    def standing(self, assessment: Assessment) -> str:
        """Returns how sure the answers are: `sure`, `guess`, `ask` or `not_applicable`; empty where nobody said."""
        return str(assessment.get(self.certainty.id) or "") if self.certainty is not None else ""

    def applies(self, assessment: Assessment) -> bool:
        """Returns whether nobody said that it does not apply."""
        return "not_applicable" not in (self.standing(assessment), assessment.get(self.main[0].id))

    def _needed(self, assessment: Assessment) -> tuple[Question, ...]:
        """The first question, and every other that is answered with one click."""
        first, *others = self.main
        if not self.goes_on(assessment):
            return (first,)
        return (first, *(other for other in others if other.kind in CLICKED))

    @property
    def begins(self) -> bool:
        """Whether the first question decides if the others have a sense: how far a scenario is, a system in use or not."""
        first = self.main[0]
        values = {value for value, _ in first.choices}
        others = len(self.main) + len(self.details) > 1
        return others and (first.kind is QuestionKind.YES_NO or {"none", "not_applicable"} <= values)

    def goes_on(self, assessment: Assessment) -> bool:
        """Returns whether the other questions have a sense, as the first is answered now."""
        return not self.begins or assessment.get(self.main[0].id) not in (None, "none", "not_applicable", "no")


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section with its cards."""

    section: Section
    cards: tuple[CardPlan, ...]

    def progress(self, assessment: Assessment) -> tuple[int, int]:
        """Returns how many cards are done, and how many there are."""
        return sum(card.state(assessment, frozenset()) is CardState.DONE for card in self.cards), len(self.cards)


def _ends(question: Question, end: str) -> bool:
    return question.id.endswith(f".{end}")


def _card(section: str, group: str, questions: Iterable[Question]) -> CardPlan | None:
    everything = list(questions)
    certainty, ask_whom, reason, comment = (
        next((question for question in everything if _ends(question, end)), None)
        for end in ("certainty", "ask_whom", "reason", "comment")
    )
    about = (certainty, ask_whom, reason, comment)
    evidence = tuple(question for question in everything if question.kind is QuestionKind.EVIDENCE)
    asked = [
        question for question in everything if question not in about and question.kind is not QuestionKind.EVIDENCE
    ]
    decisive = [question for question in asked if question.decisive]
    if not asked:
        return None
    # Only what begins with one deciding click is folded: a form with a few decisive fields is shown whole.
    folds = len(decisive) < len(asked) and bool(decisive) and decisive[0].kind in CLICKED and asked[0] == decisive[0]
    main = decisive if folds else asked
    details = [question for question in asked if question not in main]
    return CardPlan(section, group, tuple(main), tuple(details), *about, evidence)


def outline(rulebook: Rulebook, only: Collection[AnswerId] | None = None) -> tuple[SectionPlan, ...]:
    """Returns sections and cards in asking order.

    Args:
        rulebook: whose questions are asked.
        only: the questions of a part of a case: no others are there; None for all.
    """
    plans = []
    wanted = rulebook.questions.keys() if only is None else frozenset(only)
    for section in rulebook.sections:
        groups: dict[str, list[Question]] = {}
        for question in rulebook.questions.values():
            if question.section == section.id and question.id in wanted:
                groups.setdefault(question.group, []).append(question)
        cards = (_card(section.id, group, questions) for group, questions in groups.items())
        planned = tuple(card for card in cards if card is not None)
        if planned:
            plans.append(SectionPlan(section, planned))
    return tuple(plans)


def card_of(plans: Iterable[SectionPlan], target: str, rulebook: Rulebook) -> CardPlan | None:
    """Returns the card on which an answer, a group or a section is asked; None when it is on none."""
    question = rulebook.questions.get(AnswerId(target))
    for plan in plans:
        for card in plan.cards:
            if target in (card.group, card.section, f"{card.section}.{card.group}"):
                return card
            if question is not None and (question.section, question.group) == card.key:
                return card
    return None
