"""What the SME digital level implies for our answers: guesses that keep their origin, carry no proof and never overwrite a sure answer.

Where a guess came from stands with the answers, as `answer=value` in a list of the question or scene that it was taken
from. It holds while the answer has that value; whoever answers differently, or confirms it, has made it his own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.evaluation import DigitalLevel, figure
from models.digital_level.scheme import DATE, Scene, Scheme, ScoredQuestion, ScoringKind, filled_from
from models.language import N_, Sentence, Text, plain_number, sentence
from models.rulebook import Question, QuestionKind, Rulebook

VALID_YEARS = 1
"""After this time nothing is filled in from a test any more; our choice."""
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
    """How an offer stands to what was answered."""

    OPEN = "open"
    """Not answered yet."""
    GUESS = "guess"
    """Answered otherwise, as a guess."""
    AGREES = "agrees"
    DIFFERS = "differs"
    """Answered otherwise, and not as a guess: left alone."""

    @property
    def word(self) -> Sentence:
        """How it stands, as a person reads it."""
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
    """One of our questions of which the digital level says something, but not the answer."""

    answer: AnswerId
    parts: tuple[str, ...]
    why: Text
    figures: tuple[tuple[str, Value], ...]
    """Figures to be seen beside the question."""


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer that was filled in from the digital level and is not confirmed."""

    answer: AnswerId
    parts: tuple[str, ...]
    value: str
    """As it was filled in."""


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


def too_old(assessment: Assessment, today: date) -> bool:
    """Returns whether the test is older than a year; a day that is not known is not old."""
    given = assessment.get(DATE)
    if not isinstance(given, str):
        return False
    # Where only the year or the month is known, the last day of it is taken.
    year, month, day = map(int, (given + "0000-12-31"[len(given) :]).split("-"))
    return (year + VALID_YEARS, month, day) < (today.year, today.month, today.day)


def offers(
    assessment: Assessment, rulebook: Rulebook, result: DigitalLevel, crosswalk: Crosswalk, today: date
) -> tuple[ImpliedAnswer, ...]:
    """Returns what may be filled in, in the order of our questions; nothing from a test that is older than a year."""
    if too_old(assessment, today):
        return ()
    best: dict[AnswerId, tuple[Line, Value]] = {}
    for line in crosswalk.lines:
        question = rulebook.questions.get(line.to)
        if line.how is How.ASKS or question is None or not _holds(line, result, assessment):
            continue
        value = _value(line, question, result, assessment)
        if value is None or any(never.covers(line.to) for never in crosswalk.never):
            continue
        if line.to not in best or _rank(value) > _rank(best[line.to][1]):
            best[line.to] = line, value
    order = {answer: place for place, answer in enumerate(rulebook.questions)}
    filled = {each.answer for each in filled_in(assessment, result.scheme)}
    return tuple(
        ImpliedAnswer(
            answer, value, line.parts, line.how, line.why, _state(assessment, rulebook, filled, answer, value)
        )
        for answer, (line, value) in sorted(best.items(), key=lambda item: order[item[0]])
    )


def hints(assessment: Assessment, rulebook: Rulebook, result: DigitalLevel, crosswalk: Crosswalk) -> tuple[Hint, ...]:
    """Returns the open questions of which the digital level says something without giving the answer."""
    hint_of: dict[AnswerId, Hint] = {}
    for line in crosswalk.lines:
        if line.how is not How.ASKS or line.to not in rulebook.questions or assessment.get(line.to) is not None:
            continue
        if _holds(line, result, assessment):
            given = ((name, assessment.get(f"digital_level.{name}")) for name in line.figures)
            figures = tuple((name, value) for name, value in given if value is not None)
            hint_of.setdefault(line.to, Hint(line.to, line.parts, line.why, figures))
    return tuple(hint_of.values())


def _holds(line: Line, result: DigitalLevel, assessment: Assessment) -> bool:
    return all(term.holds(result, assessment) for term in line.terms)


_RANKS = {"none": 0, "no": 0, "part": 1, "partial": 1, "most": 2, "yes": 2, "full": 3}


def _rank(value: Value) -> int:
    """Where two lines give one answer, the higher value stands."""
    return _RANKS.get(value, 0) if isinstance(value, str) else 0


def _value(line: Line, question: Question, result: DigitalLevel, assessment: Assessment) -> Value | None:
    figures = [figure(assessment.answers, name) for name in line.figures]
    known = [each for each in figures if each is not None]
    number: Fraction | None = None
    match line.take:
        case Take.SAME if known:
            number = known[0]
        case Take.HUNDRED_MINUS if known:
            number = 100 - known[0]
        case Take.GROWTH if len(known) == 2 and known[1]:
            number = (known[0] - known[1]) / known[1] * 100
        case Take.LEVEL:
            number = Fraction(result.level_low)
        case Take.VALUE:
            return line.value if line.value in {choice for choice, _text in question.choices} else None
    return None if number is None else as_answer(number, question)


def as_answer(number: Fraction, question: Question) -> Value | None:
    """Returns a number as an answer to a question, to two decimals; None where it is out of range or not whole."""
    if question.low is None or question.high is None or not question.low <= number <= question.high:
        return None
    if question.kind is QuestionKind.INTEGER:
        return int(number) if number.denominator == 1 else None
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return Decimal(plain_number(round(exact, 2)))


def _state(assessment: Assessment, rulebook: Rulebook, filled: set[AnswerId], answer: AnswerId, value: Value) -> State:
    present = assessment.get(answer)
    if present is None:
        return State.OPEN
    if present == value:
        return State.AGREES
    certainty = certainty_of(answer, rulebook)
    guessed = answer in filled or (certainty is not None and assessment.get(certainty) == "guess")
    return State.GUESS if guessed else State.DIFFERS


def certainty_of(answer: str, rulebook: Rulebook) -> AnswerId | None:
    """Returns the answer that says how sure another one is; None where nothing asks that."""
    certainty = AnswerId(f"{answer.rpartition('.')[0]}.certainty")
    return certainty if certainty in rulebook.questions else None


# What was filled in


def filled_in(assessment: Assessment, scheme: Scheme) -> tuple[Filled, ...]:
    """Returns what was filled in, still has the value that it was filled in with, and was not confirmed."""
    held: dict[AnswerId, Filled] = {}
    for part, answer, value in _entries(assessment, scheme):
        if _written(assessment.get(answer)) == value:
            before = held[answer].parts if answer in held else ()
            held[answer] = Filled(answer, (*before, part), value)
    return tuple(held.values())


def _entries(assessment: Assessment, scheme: Scheme) -> Iterator[tuple[str, AnswerId, str]]:
    for part in scheme.by_id:
        listed = assessment.get(filled_from(part))
        for entry in listed if isinstance(listed, tuple) else ():
            answer, _, value = entry.partition("=")
            yield part, AnswerId(answer), value


def _written(value: Value | None) -> str:
    return plain_number(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def taking(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, chosen: Sequence[ImpliedAnswer]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that fill in what was chosen: value, `guess` where certainty is asked, and origin.

    What may not be taken is left out.
    """
    changes: dict[AnswerId, Value | None] = {}
    taken = [offer for offer in chosen if offer.may_be_taken]
    for offer in taken:
        changes[offer.answer] = offer.value
        certainty = certainty_of(offer.answer, rulebook)
        if certainty is not None:
            changes[certainty] = "guess"
    origins = {(part, offer.answer): _written(offer.value) for offer in taken for part in _origins(offer, scheme)}
    return changes | _lists(assessment, scheme, changes, origins)


def _origins(offer: ImpliedAnswer, scheme: Scheme) -> tuple[str, ...]:
    # The overall level rests on everything; its first question stands for it.
    return offer.parts or (scheme.questions[0].id,)


def confirming(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, answers: Sequence[AnswerId]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that make filled-in answers the person's own: sure, and without origin."""
    changes: dict[AnswerId, Value | None] = {}
    for answer in answers:
        certainty = certainty_of(answer, rulebook)
        if certainty is not None:
            changes[certainty] = "sure"
    return changes | _lists(assessment, scheme, answers, {})


def taking_back(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, answers: Sequence[AnswerId]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that take filled-in answers away again; what was answered differently since stays."""
    held = {each.answer for each in filled_in(assessment, scheme)}
    changes: dict[AnswerId, Value | None] = {}
    for answer in answers:
        if answer in held:
            changes[answer] = None
            certainty = certainty_of(answer, rulebook)
            if certainty is not None:
                changes[certainty] = None
    return changes | _lists(assessment, scheme, answers, {})


def _lists(
    assessment: Assessment,
    scheme: Scheme,
    without: Mapping[AnswerId, Value | None] | Sequence[AnswerId],
    added: Mapping[tuple[str, AnswerId], str],
) -> dict[AnswerId, Value | None]:
    """Returns the lists of origins that change: without some answers, with others added."""
    lists: dict[str, list[str]] = {part: [] for part in scheme.by_id}
    for part, answer, value in _entries(assessment, scheme):
        if answer not in without:
            lists[part].append(f"{answer}={value}")
    for (part, answer), value in added.items():
        lists[part].append(f"{answer}={value}")
    changes: dict[AnswerId, Value | None] = {}
    for part, entries in lists.items():
        new = tuple(sorted(entries)) or None
        if new != assessment.get(filled_from(part)):
            changes[filled_from(part)] = new
    return changes
