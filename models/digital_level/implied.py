"""What the SME digital level implies for our answers: what may be filled in, and what is only shown beside a question."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.crosswalk import Crosswalk, Hint, How, ImpliedAnswer, Line, State, Take
from models.digital_level.evaluation import DigitalLevel, figure
from models.digital_level.filling import certainty_of, filled_in
from models.digital_level.scheme import DATE
from models.language import plain_number
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook

VALID_YEARS = 1
"""After this time nothing is filled in from a test any more; our choice."""


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
    """Returns the open questions about which the digital level says something without giving the answer."""
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
    """If two lines give one answer, the higher value counts."""
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
