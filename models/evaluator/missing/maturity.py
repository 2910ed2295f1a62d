"""The smallest sets of subdomain answers, or of a declared result, that reach a maturity level."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Item, MaturityBasis
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.facts import Facts
from models.evaluator.maturity import (
    BANDS,
    DECLARED_LEVEL,
    DECLARED_PROOF,
    DECLARED_SCORE,
    declared_doubts,
    tenths_of,
)
from models.evaluator.missing.goals import OpenGoal
from models.evaluator.missing.joining import smallest_joined
from models.evaluator.missing.search import LARGER_BY, example_evidence
from models.expression.syntax import Comparison, Name, Number

_MOST_LOOKS = 3000
"""Most candidates that are looked at for one level."""


def is_about_maturity(goal: OpenGoal) -> bool:
    """Whether a goal is `maturity_level >= n` and nothing else."""
    node = goal.node
    return (
        isinstance(node, Comparison)
        and node.left == Name("maturity_level")
        and node.operator == ">="
        and isinstance(node.right, Number)
    )


def maturity_sets(
    group: tuple[OpenGoal, ...], assessment: Assessment, book: CompiledRulebook, on: date, most: int
) -> tuple[tuple[Item, ...], ...]:
    """Returns the smallest sets, at most `most`, that reach the highest level that the group asks for."""
    needed = max(int(goal.node.right.value) for goal in group)  # type: ignore[union-attr]
    if not 1 <= needed <= 5:
        return ()
    result = Facts(assessment, book.ground, on).maturity
    sets = []
    if result.basis is not MaturityBasis.ANSWERS or result.computed_level[1] >= needed:
        # A platform's result proves a level and improves nothing: it is no way out for a factory whose own answers
        # say for certain that it is below.
        sets.append(_declared_items(needed, result.declared_level, assessment, book, on))
    answers_can_decide = result.basis is MaturityBasis.ANSWERS or (
        result.basis is MaturityBasis.OPEN and (result.declared_level or 0) >= needed
    )
    if answers_can_decide:
        sets += _subdomain_sets(needed, assessment, book, most)
    return tuple(sorted(sets, key=len)[:most])


def _declared_items(
    needed: int, declared: int | None, assessment: Assessment, book: CompiledRulebook, on: date
) -> tuple[Item, ...]:
    """A result on the assessment platform: its level, and whatever proof is not there yet."""
    examples: dict[AnswerId, Value] = {
        DECLARED_PROOF[0]: "c3mep.cn",
        DECLARED_PROOF[1]: on.isoformat(),
        DECLARED_PROOF[2]: example_evidence(assessment),
    }
    items = []
    level = needed
    if declared is None or declared < needed:
        question = book.rulebook.questions.get(DECLARED_LEVEL)
        written: str | int = str(needed) if question and question.choices else needed
        items.append(Item(DECLARED_LEVEL, written, example=True))
    else:
        level = declared
    examples[DECLARED_SCORE] = BANDS[level - 1]
    doubtful = declared_doubts(assessment.answers, level, Decimal(on.toordinal()))
    items += [Item(answer, examples[answer], example=True) for answer in doubtful]
    return tuple(items)


def _subdomain_sets(
    needed: int, assessment: Assessment, book: CompiledRulebook, most: int
) -> Iterator[tuple[Item, ...]]:
    """Yields sets of answers that become `full`, smallest first.

    Every level up to the one asked for must be met by itself, so a set is one way to meet each of them.
    """
    model = book.ground.maturity
    if not model.total:
        return
    ways: list[list[tuple[Item, ...]]] = []
    for row in model.answers[:needed]:
        lacking = 8 * model.total
        gains: list[tuple[int, AnswerId]] = []
        for weight, answer in zip(model.weights, row, strict=True):
            tenths = tenths_of(assessment.answers.get(answer)) or 0
            lacking -= weight * tenths
            if tenths < 10 and weight:
                gains.append((weight * (10 - tenths), answer))
        if lacking > 0:
            gains.sort(key=lambda gain: -gain[0])
            ways.append([_as_items(way) for way in _ways_to_meet(lacking, gains, most)])
            if not ways[-1]:
                return
    yield from smallest_joined(ways, most)


def _as_items(answers: tuple[AnswerId, ...]) -> tuple[Item, ...]:
    return tuple(Item(answer, "full") for answer in answers)


def _ways_to_meet(lacking: int, gains: list[tuple[int, AnswerId]], most: int) -> list[tuple[AnswerId, ...]]:
    """Returns the smallest irreducible choices of gains, the largest gains first, that make up what is lacking.

    At most `most`, none with more than `LARGER_BY` gains more than the smallest; larger ones only while few
    candidates have to be looked at.
    """
    rests = [0]
    for gain, _answer in reversed(gains):
        rests.append(rests[-1] + gain)
    rests.reverse()
    smallest = next((count for count in range(len(gains) + 1) if rests[0] - rests[count] >= lacking), None)
    if smallest is None:
        return []
    choices: list[tuple[AnswerId, ...]] = []
    looks = 0

    def choose(size: int, start: int, still: int, taken: tuple[AnswerId, ...]) -> None:
        nonlocal looks
        looks += 1
        if size == 0:
            choices.append(taken)
            return
        for index in range(start, len(gains) - size + 1):
            gain, answer = gains[index]
            enough = rests[index] - rests[index + size] >= still
            if not enough or len(choices) >= most or looks > _MOST_LOOKS:
                return
            # Gains fall, so a choice that suffices before its last gain could do without that one.
            if (size == 1) is (gain >= still):
                choose(size - 1, index + 1, still - gain, (*taken, answer))

    for size in range(smallest, min(smallest + LARGER_BY, len(gains)) + 1):
        choose(size, 0, lacking, ())
    return choices
