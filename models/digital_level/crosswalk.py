"""The crosswalk: which answers to the SME digital level say something about which of our answers, and the way back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.evaluation import DigitalLevel, figure
from models.digital_level.scheme import DATE, Scene, Scheme, ScoredQuestion, ScoringKind
from models.language import N_, Sentence, Text, sentence

_TERM = re.compile(
    r"(?P<scene>SS\d\d)(?P<sign>>=|=)(?P<level>[0-4])"
    r"|(?P<one>SQ\d\d)=(?P<options>[A-Z](?:\|[A-Z])*)"
    r"|(?P<several>SQ\d\d) has (?P<option>[A-Z])"
    r"|(?P<any>SQ\d\d) any"
    r"|(?P<figure>SQ\d\d\.[a-z_]+)"
    r"|(?P<whole>level)"
)


class How(StrEnum):
    """How sure a line is."""

    CERTAIN = "certain"
    """The same fact or figure on both sides."""
    LIKELY = "likely"
    """A guess for the manager to confirm."""
    ASKS = "asks"
    """Nothing is filled in; only shown beside the question."""

    @property
    def word(self) -> Sentence:
        """How sure it is, as a person reads it."""
        return sentence(_HOW_WORDS[self])


_HOW_WORDS = {
    How.CERTAIN: N_("the same figure"),
    How.LIKELY: N_("likely"),
    How.ASKS: N_("to be asked"),
}


class Take(StrEnum):
    """How a value is made."""

    VALUE = "value"
    """As the line says."""
    SAME = "same"
    """The figure itself."""
    HUNDRED_MINUS = "hundred_minus"
    """100 less the figure."""
    GROWTH = "growth"
    """Percent by which the first figure is above the second."""
    LEVEL = "level"
    """The overall level."""
    LEAST = "least"
    DIRECTION = "direction"
    STAGES = "stages"
    MATURITY = "maturity"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must hold for a line."""

    part: str
    """A question or scene; empty for the overall level."""
    least: int = -1
    """The lowest level of a scene; -1 for no scene."""
    most: int = 4
    options: frozenset[str] = frozenset()
    """One of these must hold; empty for any option."""
    figure: str = ""
    """The figure that must be given."""

    def holds(self, result: DigitalLevel, assessment: Assessment) -> bool:
        """Returns whether it holds for certain; what is open does not."""
        if not self.part:
            return result.level_low == result.level_high and DATE in assessment.answers
        if self.figure:
            return figure(assessment.answers, self.figure) is not None
        if self.least >= 0:
            scene = next(each for each in result.scenes if each.scene.id == self.part)
            return self.least <= scene.low and scene.high <= self.most
        answered = next(each for each in result.questions if each.question.id == self.part)
        if answered.question.kind is ScoringKind.ONE and len(answered.options) != 1:
            return False
        if self.options:
            return not self.options.isdisjoint(answered.options)
        return bool(answered.options) and (answered.question.kind is ScoringKind.ONE or answered.low > 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One way from the digital level to one of our answers."""

    terms: tuple[Term, ...]
    """All must hold."""
    to: AnswerId
    take: Take
    value: str
    """For `Take.VALUE`."""
    figures: tuple[str, ...]
    how: How
    why: Text

    @property
    def parts(self) -> tuple[str, ...]:
        """The questions and scenes that it rests on, each once; none for the overall level."""
        return tuple(dict.fromkeys(term.part for term in self.terms if term.part))


@dataclass(frozen=True, slots=True)
class BackLine:
    """One way from our answers to a question or scene of the digital level."""

    to: str
    """A question, a scene or a figure such as `SQ02.machines`."""
    take: Take
    answers: tuple[AnswerId, ...]
    how: How
    why: Text

    @property
    def part(self) -> str:
        """The question or scene."""
        return self.to.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Never:
    """Answers that nothing fills in, and why."""

    answers: tuple[str, ...]
    """Beginnings that end in a dot, or endings that begin with one."""
    why: Text

    def covers(self, answer: str) -> bool:
        """Returns whether an answer is one of them."""
        return any(answer.endswith(part) if part.startswith(".") else answer.startswith(part) for part in self.answers)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All lines, in both directions; never changed."""

    version: str
    date: str
    never: tuple[Never, ...]
    lines: tuple[Line, ...]
    back: tuple[BackLine, ...]
    stages: Mapping[str, tuple[str, ...]]
    """The stages of SQ04 and SQ05, by their option, with the kinds of systems that run them."""


class State(StrEnum):
    """How an offer compares with the present answer."""

    OPEN = "open"
    """Not answered yet."""
    GUESS = "guess"
    """Answered otherwise, as a guess."""
    AGREES = "agrees"
    DIFFERS = "differs"
    """Answered otherwise, and not as a guess: left alone."""

    @property
    def word(self) -> Sentence:
        """The comparison as a person reads it."""
        return sentence(_STATE_WORDS[self])


_STATE_WORDS = {
    State.OPEN: N_("not answered yet"),
    State.GUESS: N_("answered otherwise, as a guess"),
    State.AGREES: N_("answered the same"),
    State.DIFFERS: N_("answered otherwise"),
}


@dataclass(frozen=True, slots=True)
class ImpliedAnswer:
    """One of our answers as it follows from the digital level."""

    answer: AnswerId
    value: Value
    parts: tuple[str, ...]
    how: How
    why: Text
    state: State

    @property
    def may_be_taken(self) -> bool:
        """Whether it may be filled in: nothing sure is overwritten."""
        return self.state in (State.OPEN, State.GUESS)


@dataclass(frozen=True, slots=True)
class Hint:
    """One of our questions about which the digital level says something, but not the answer."""

    answer: AnswerId
    parts: tuple[str, ...]
    why: Text
    figures: tuple[tuple[str, Value], ...]
    """Figures to be seen beside the question."""


def terms_of(text: str, scheme: Scheme) -> tuple[Term, ...]:
    """Returns what must hold for a line, from its text.

    Raises:
        ValueError: with the part that is not understood or names nothing of the scheme.
    """
    return tuple(_term(part, scheme) for part in text.split(" and "))


def _term(text: str, scheme: Scheme) -> Term:
    matched = _TERM.fullmatch(text)
    if matched is None:
        raise ValueError(text)
    if matched["whole"]:
        return Term("")
    part = text[:4]
    known = scheme.by_id.get(part)
    if isinstance(known, Scene) and matched["scene"]:
        level = int(matched["level"])
        return Term(part, least=level, most=4 if matched["sign"] == ">=" else level)
    if isinstance(known, ScoredQuestion):
        if matched["figure"] in {field.id for field in known.figures}:
            return Term(part, figure=text)
        options = frozenset((matched["options"] or matched["option"] or "").split("|")) - {""}
        fits = options <= {option.id for option in known.options} and (
            known.kind is ScoringKind.SEVERAL or not matched["several"]
        )
        if fits and not matched["figure"]:
            return Term(part, options=options)
    raise ValueError(text)
