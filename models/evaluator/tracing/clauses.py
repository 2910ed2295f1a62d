"""The parts of every explanation: the deciding answers and a clause that names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from models.assessment import AnswerId
from models.evaluator.facts import Facts, Ground
from models.evaluator.meaning import Logical
from models.expression.ranges import INFINITY, Range, Truth
from models.language import N_, Sentence, Text, sentence

Explanation = tuple[tuple[AnswerId, ...], Sentence]
"""The deciding answers, and a clause without its full stop."""


@dataclass(frozen=True, slots=True)
class Tracer:
    """One node of a rule with what is needed to explain it."""

    truth: Logical

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        """Returns why this node has this truth."""
        raise NotImplementedError


def joined(clauses: Sequence[Sentence]) -> Sentence:
    """Returns several clauses as one."""
    result = clauses[0]
    for clause in clauses[1:]:
        result = sentence(N_("{first}; {second}"), first=result, second=clause)
    return result


def label(answer: AnswerId, ground: Ground) -> Text:
    """Returns what an answer is called: its question, or its id where the rulebook does not ask for it."""
    question = ground.rulebook.questions.get(answer)
    if question is None:
        return Text(answer, answer)
    return question.short


def choices(answer: AnswerId, ground: Ground) -> dict[str, Text]:
    """Returns the words for the values that an answer may take."""
    question = ground.rulebook.questions.get(answer)
    return dict(question.choices) if question else {}


def shown_range(value: Range) -> Sentence:
    """Returns a number as a person reads it, its open range where it is not fully known."""
    low, high = value
    if low == high:
        return sentence(N_("{value}"), value=rounded(low))
    if low == -INFINITY and high == INFINITY:
        return sentence(N_("not known"))
    if high == INFINITY:
        return sentence(N_("at least {low}"), low=rounded(low))
    if low == -INFINITY:
        return sentence(N_("at most {high}"), high=rounded(high))
    return sentence(N_("between {low} and {high}"), low=rounded(low), high=rounded(high))


def shown_days(value: Range) -> Sentence:
    """Returns a date by its day numbers as a person reads it: a day, or the month or the year that it leaves open."""
    low, high = value
    if INFINITY in (high, -low):
        return sentence(N_("not known"))
    first, last = date.fromordinal(int(low)), date.fromordinal(int(high))
    if first == last:
        return sentence(N_("{value}"), value=first.isoformat())
    after = date.fromordinal(int(high) + 1)
    if first.day == after.day == 1 and (first.year, first.month) == (last.year, last.month):
        return sentence(N_("{value}"), value=first.isoformat()[:7])
    if (first.month, first.day) == (after.month, after.day) == (1, 1) and first.year == last.year:
        return sentence(N_("{value}"), value=first.isoformat()[:4])
    return sentence(N_("between {low} and {high}"), low=first.isoformat(), high=last.isoformat())


def rounded(value: Decimal) -> Decimal:
    """Returns a figure with at most two decimals."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(value) < Decimal(10) ** 20 else value


def percent(share: Decimal) -> Decimal:
    """Returns a share as whole percent, with one decimal where whole percent would hide which side of a limit it is."""
    hundred = share * 100
    whole = hundred.quantize(Decimal(1), ROUND_HALF_UP)
    return whole if abs(hundred - whole) < Decimal("0.05") else hundred.quantize(Decimal("0.1"), ROUND_HALF_UP)
