"""The figures and dates with which a comparison would hold: the nearest that does alone, else the best that may be answered."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Item
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.facts import Facts
from models.evaluator.missing.goals import NOT_MOVED
from models.expression.answers import written_out
from models.expression.compilation import compile_logical, compile_numeric
from models.expression.ranges import INFINITY
from models.expression.syntax import Call, Comparison
from models.questionnaire import Question, QuestionKind

_SMALLEST_STEP = Decimal("0.01")
_EARLIEST = date(1900, 1, 1)
"""No earlier date can be answered."""
_MEASURED = (QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE)


def limit_items(node: Comparison, assessment: Assessment, book: CompiledRulebook, on: date) -> Iterator[Item]:
    """Yields, for each answer that a comparison reads as a number, the value with which it would hold.

    Sums, differences and other straight lines are solved for each answer with the others as they are. Where one answer
    cannot do it alone, or others are not given, it takes the best value that its question allows.
    """
    if node.operator == "!=" or compile_logical(node, book.meaning)(Facts(assessment, book.ground, on)) is True:
        return
    questions = book.rulebook.questions
    read = [
        AnswerId(part.arguments[0])
        for part in written_out(node, book.rulebook.quantities)
        if isinstance(part, Call) and part.name == "value"
    ]
    movable = {
        answer: questions[answer]
        for answer in read
        if answer in questions and questions[answer].kind in _MEASURED and not answer.endswith(NOT_MOVED)
    }
    for answer, question in movable.items():
        open_beside = {other: questions[other] for other in read if other != answer and other in questions}
        open_beside = {other: asked for other, asked in open_beside.items() if other not in assessment.answers}
        others = {other: _written(_start(asked, on), asked) for other, asked in open_beside.items()}
        line = _Line(node, assessment.with_answers(others), book, on)
        value = line.solved(answer, question, alone=not others)
        if value is not None:
            yield Item(answer, _written(value, question), example=True)


class _Line:
    """What a comparison's left side exceeds its right side by, as a straight line over one answer."""

    def __init__(self, node: Comparison, assessment: Assessment, book: CompiledRulebook, on: date) -> None:
        self._sides = tuple(compile_numeric(side, book.meaning) for side in (node.left, node.right))
        self._operator = node.operator
        self._assessment = assessment
        self._ground = book.ground
        self._on = on

    def _excess(self, answer: AnswerId, number: Decimal, question: Question) -> Decimal | None:
        facts = Facts(self._assessment.with_answers({answer: _written(number, question)}), self._ground, self._on)
        left, right = (side(facts) for side in self._sides)
        # A date of which only the month or the year is known must do on each of its days.
        if self._operator in {">", ">="}:
            excess = left[0] - right[1]
        elif self._operator in {"<", "<="}:
            excess = left[1] - right[0]
        else:
            excess = left[0] - right[0] if left[0] == left[1] and right[0] == right[1] else INFINITY
        return excess if excess.is_finite() else None

    def solved(self, answer: AnswerId, question: Question, *, alone: bool) -> Decimal | None:
        """Returns the number that the answer should take; None where it moves nothing or the rest is not known.

        Args:
            answer: what may change.
            question: its question.
            alone: whether all other answers are given, so that the nearest value can be told.
        """
        start = _start(question, self._on)
        first, second = (self._excess(answer, number, question) for number in (start, start + 1))
        if first is None or second is None or first == second:
            return None
        slope = second - first
        rising = (self._operator in {">", ">="}) is (slope > 0)
        step = Decimal(0) if self._operator in {">=", "<=", "=="} else Decimal(1 if rising else -1)
        number = start - first / slope + step
        low, high = _ends(question, self._on)
        if not alone:
            number = high if rising else low
        elif question.kind is not QuestionKind.NUMBER or number != number.quantize(_SMALLEST_STEP):
            exact = Decimal(1) if question.kind is not QuestionKind.NUMBER else _SMALLEST_STEP
            number = number.quantize(exact, ROUND_CEILING if rising else ROUND_FLOOR)
        return min(max(number, low), high)


def _start(question: Question, on: date) -> Decimal:
    return Decimal(on.toordinal()) if question.kind is QuestionKind.DATE else Decimal(question.low or 0)


def _ends(question: Question, on: date) -> tuple[Decimal, Decimal]:
    """Returns the least and the greatest number that may be answered; what is dated later than today has not happened."""
    if question.kind is QuestionKind.DATE:
        return Decimal(_EARLIEST.toordinal()), Decimal(on.toordinal())
    low = Decimal(question.low or 0)
    return low, low.max(Decimal(question.high)) if question.high is not None else Decimal(10) ** 15


def _written(number: Decimal, question: Question) -> Value:
    match question.kind:
        case QuestionKind.DATE:
            return date.fromordinal(int(number)).isoformat()
        case QuestionKind.INTEGER:
            return int(number)
    return number
