"""A part of a case as a value: which questions, how they were answered when it was cut out, and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, Digest, Evidence, Value
from models.digital_level import PREFIX, SECTION
from models.language import N_, Language, Sentence, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing.errors import UnknownPick
from models.subjects import Name

SURENESS = "certainty"
REMARK = "comment"
"""Last words of the ids of the two answers that stand beside another one."""
ASKED = "ask_whom"
REASON = "reason"
"""Last words of the ids of whom to ask, and of why something does not apply."""


@dataclass(frozen=True, slots=True)
class PartHead:
    """What a part says of itself."""

    case_id: str = ""
    case_number: str = ""
    version: int = 0
    rulebook: str = ""
    overlays: tuple[str, ...] = ()
    factory: str = ""
    """Name of the enterprise and the factory, for whoever opens it."""
    sections: tuple[str, ...] = ()
    language: Language = "zh"
    shared_at: str = ""
    """ISO time with zone."""
    shared_by: str = ""
    meant_for: str = ""
    """The colleague; empty for nobody in particular."""
    blind: bool = False
    """Whether the answers of the case were left out, so that a second opinion is not led."""


@dataclass(frozen=True, slots=True)
class PartFault:
    """Something in a part that came back and was not taken."""

    where: str
    """Sheet and cell, or an answer id; empty for the file as a whole."""
    what: Sentence


@dataclass(frozen=True, slots=True)
class PartRemark:
    """What a colleague wrote beside a question that has no answer for comments."""

    answer: AnswerId
    text: str


@dataclass(frozen=True, slots=True)
class CasePart:
    """A part of a case, as it goes out or as it came back."""

    head: PartHead
    asked: tuple[AnswerId, ...]
    """The questions that it holds, in asking order."""
    base: Mapping[AnswerId, Value]
    """The answers of the case when the part was cut out."""
    answers: Mapping[AnswerId, Value]
    """The answers in the part."""
    evidence: Mapping[Digest, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    filled_by: str = ""
    filled_at: str = ""
    """ISO time, as far as the file says."""
    faults: tuple[PartFault, ...] = ()
    remarks: tuple[PartRemark, ...] = ()
    notes: tuple[Sentence, ...] = ()
    """What the person should know of the file; nothing was lost by it."""

    @property
    def asks_digital_level(self) -> bool:
        """Whether it asks for the SME digital level, which has a page of its own."""
        return any(answer.startswith(PREFIX) for answer in self.asked)


def cut(assessment: Assessment, head: PartHead, questions: Sequence[Question]) -> CasePart:
    """Returns the part of a case with these questions, answered as in the case.

    In a blind part nothing is answered and nothing is known of the case's answers.
    """
    asked = tuple(question.id for question in questions)
    if head.blind:
        return CasePart(head, asked, {}, {})
    given = {answer: assessment.answers[answer] for answer in asked if answer in assessment.answers}
    named = {entry for value in given.values() if isinstance(value, tuple) for entry in value}
    evidence = {digest: piece for digest, piece in assessment.evidence.items() if digest in named}
    return CasePart(head, asked, given, given, evidence)


def answered(received: CasePart, assessment: Assessment, who: str, at: str) -> CasePart:
    """Returns a part that was received, answered as in the colleague's own case; its base stays what it was.

    Args:
        received: the part as it came.
        assessment: the colleague's case.
        who: the colleague.
        at: ISO time with zone.
    """
    given = {answer: assessment.answers[answer] for answer in received.asked if answer in assessment.answers}
    named = {entry for value in given.values() if isinstance(value, tuple) for entry in value}
    evidence = {digest: piece for digest, piece in assessment.evidence.items() if digest in named}
    return replace(received, answers=given, evidence={**received.evidence, **evidence}, filled_by=who, filled_at=at)


def picked(
    rulebook: Rulebook, assessment: Assessment, picks: Sequence[str], colleague: str = ""
) -> tuple[Question, ...]:
    """Returns the questions of some sections or cards, in asking order; of the whole case without any.

    The whole case includes the SME digital level only where the case answers it.

    Args:
        rulebook: the rules of the case.
        assessment: the case.
        picks: ids of sections (`scenarios`) and cards (`scenarios.SC10`).
        colleague: leaves only the cards on which this colleague is to be asked; empty leaves all.

    Raises:
        UnknownPick: when one of them is neither.
    """
    places = {(question.section, question.group) for question in rulebook.questions.values()}
    cards = {f"{section}.{group}" for section, group in places}
    sections = {section for section, _group in places}
    for pick in picks:
        if pick not in cards | sections:
            raise UnknownPick(id=pick, known=tuple(sorted(sections)))
    digital = any(answer.startswith(PREFIX) for answer in assessment.answers)
    wanted = set(picks) or {section for section in sections if section != SECTION or digital}
    to_ask = {
        (question.section, question.group)
        for question in rulebook.questions.values()
        if question.id.rpartition(".")[2] == ASKED and colleague.strip() in str(assessment.get(question.id) or "")
    }
    return by_card(
        question
        for question in rulebook.questions.values()
        if (question.section in wanted or f"{question.section}.{question.group}" in wanted)
        and (not colleague.strip() or (question.section, question.group) in to_ask)
    )


def by_card(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Returns questions with those of one card together, section by section."""
    sections: dict[str, dict[str, list[Question]]] = {}
    for question in questions:
        sections.setdefault(question.section, {}).setdefault(question.group, []).append(question)
    return tuple(question for cards in sections.values() for card in cards.values() for question in card)


def cards_of(part: CasePart, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Returns section and group of every card of which a part asks something, in asking order."""
    questions = (rulebook.questions[answer] for answer in part.asked if answer in rulebook.questions)
    return tuple(dict.fromkeys((question.section, question.group) for question in questions))


def section_name(rulebook: Rulebook, section: str) -> Name:
    """Returns the title of a section."""
    known = next((entry.title for entry in rulebook.sections if entry.id == section), None)
    return known or sentence(N_("SME digital level"))


def beside(question: Question) -> bool:
    """Returns whether a question is how sure another answer is, or the comment on it."""
    last = question.id.rpartition(".")[2]
    return last in (SURENESS, REMARK) and question.kind is not QuestionKind.EVIDENCE
