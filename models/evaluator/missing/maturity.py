"""The smallest sets of subdomain answers, or of a declared result, that reach a maturity level."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Item, MaturityBasis
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.facts import Facts
from models.evaluator.maturity import BANDS, DECLARED_LEVEL, DECLARED_PROOF, LEVEL_MET, tenths_of
from models.evaluator.missing.goals import Goal
from models.evaluator.missing.search import LARGER_BY, example_date, example_evidence
from models.expression.ranges import ZERO
from models.expression.syntax import Comparison, Name, Number

_ONE = Decimal(1)


def is_about_maturity(goal: Goal) -> bool:
    """Whether a goal is `maturity_level >= n` and nothing else."""
    node = goal.node
    return (
        isinstance(node, Comparison)
        and node.left == Name("maturity_level")
        and node.operator == ">="
        and isinstance(node.right, Number)
    )


def maturity_sets(
    group: tuple[Goal, ...], assessment: Assessment, book: CompiledRulebook, most: int
) -> tuple[tuple[Item, ...], ...]:
    """Returns the smallest sets, at most `most`, that reach the highest level that the group asks for."""
    needed = max(int(goal.node.right.value) for goal in group)  # type: ignore[union-attr]
    if not 1 <= needed <= 5:
        return ()
    result = Facts(assessment, book.ground).maturity
    found = []
    if result.basis is not MaturityBasis.ANSWERS or result.computed_level[1] >= needed:
        # A platform's result proves a level and improves nothing: it is no way out for a factory whose own answers
        # say for certain that it is below.
        found.append(_declared_items(needed, result.declared_level, assessment, book))
    answers_can_decide = result.basis is MaturityBasis.ANSWERS or (
        result.basis is MaturityBasis.OPEN and (result.declared_level or 0) >= needed
    )
    if answers_can_decide:
        for one in _subdomain_sets(needed, assessment, book):
            found.append(one)
            if len(found) >= most:
                break
    return tuple(sorted(found, key=len))


def _declared_items(
    needed: int, declared: int | None, assessment: Assessment, book: CompiledRulebook
) -> tuple[Item, ...]:
    """A result on the assessment platform: its level, and whatever proof is not there yet."""
    examples: dict[AnswerId, Value] = {
        DECLARED_PROOF[0]: "c3mep.cn",
        DECLARED_PROOF[1]: example_date(book),
        DECLARED_PROOF[2]: example_evidence(assessment),
    }
    items = []
    if declared is None or declared < needed:
        question = book.rulebook.questions.get(DECLARED_LEVEL)
        written: str | int = str(needed) if question and question.choices else needed
        items.append(Item(DECLARED_LEVEL, written, example=True))
    items += [
        Item(answer, value, example=True) for answer, value in examples.items() if not assessment.answers.get(answer)
    ]
    return tuple(items)


def _subdomain_sets(needed: int, assessment: Assessment, book: CompiledRulebook) -> Iterator[tuple[Item, ...]]:
    """Yields sets of answers that become `full`, smallest first.

    In each level answers with the same weight and the same satisfaction are interchangeable: a *pool*. The search runs
    over how many of each pool are raised; a level's satisfaction is the sum of what its pools give.
    """
    model = book.ground.maturity
    if not model.total:
        return
    scale = model.total * 10
    fixed = ZERO
    levels: list[tuple[int, list[tuple[int, list[AnswerId]]]]] = []
    for number, row in enumerate(model.answers, 1):
        now = 0
        pools: dict[int, list[AnswerId]] = {}
        for weight, answer in zip(model.weights, row, strict=True):
            tenths = tenths_of(assessment.answers.get(answer)) or 0
            now += weight * tenths
            if tenths < 10 and weight:
                pools.setdefault(weight * (10 - tenths), []).append(answer)
        if number <= needed:
            levels.append((now, sorted(pools.items(), reverse=True)))
        else:
            fixed += _counted(Decimal(now) / scale)
    target = BANDS[needed - 1] - fixed
    best = [_best_gains(now, pools, scale) for now, pools in levels]
    smallest = _least_size(best, target)
    if smallest is None:
        return
    for size in range(smallest, smallest + LARGER_BY + 1):
        for sizes in _distributions(best, target, size):
            choices = [_level_choices(levels[index], count, scale) for index, count in enumerate(sizes)]
            yield from _irreducible(choices, sizes, target, scale, levels)


Level = tuple[int, list[tuple[int, list[AnswerId]]]]
"""What a level has now, and its pools: gain to the answers that would bring it."""


def _counted(satisfaction: Decimal) -> Decimal:
    return _ONE if satisfaction >= LEVEL_MET else satisfaction


def _best_gains(now: int, pools: list[tuple[int, list[AnswerId]]], scale: int) -> list[Decimal]:
    """Returns what a level can count at most after raising 0, 1, 2, … of its answers."""
    gains = [gain for gain, answers in pools for _answer in answers]
    counted = [_counted(Decimal(now) / scale)]
    for gain in gains:
        now += gain
        counted.append(_counted(Decimal(now) / scale))
    return counted


def _least_size(best: list[list[Decimal]], target: Decimal) -> int | None:
    """Returns how many answers must be raised at least; None when even all do not reach the target."""
    reachable: dict[int, Decimal] = {0: ZERO}
    for counted in best:
        grown: dict[int, Decimal] = {}
        for used, value in reachable.items():
            for count, gain in enumerate(counted):
                if value + gain > grown.get(used + count, Decimal(-1)):
                    grown[used + count] = value + gain
        reachable = grown
    return min((used for used, value in reachable.items() if value >= target), default=None)


def _distributions(best: list[list[Decimal]], target: Decimal, size: int) -> Iterator[tuple[int, ...]]:
    """Yields how many answers each level may get so that the target can be reached with `size` in all."""
    if len(best) == 1:
        if size < len(best[0]) and best[0][size] >= target:
            yield (size,)
        return
    rest_most = sum((counted[-1] for counted in best[1:]), ZERO)
    for count in range(min(size, len(best[0]) - 1), -1, -1):
        if best[0][count] + rest_most >= target:
            for rest in _distributions(best[1:], target - best[0][count], size - count):
                yield (count, *rest)


def _level_choices(level: Level, count: int, scale: int) -> list[tuple[Decimal, tuple[int, ...]]]:
    """Returns the ways to take `count` answers from a level's pools, with what the level then counts."""
    now, pools = level
    ways: list[tuple[int, tuple[int, ...]]] = [(now, ())]
    remaining_after = [sum(len(answers) for _gain, answers in pools[index + 1 :]) for index in range(len(pools))]
    for index, (gain, answers) in enumerate(pools):
        ways = [
            (value + gain * taken, (*counts, taken))
            for value, counts in ways
            for taken in range(min(len(answers), count - sum(counts)), -1, -1)
            if sum(counts) + taken + remaining_after[index] >= count
        ][:2000]
    return [(_counted(Decimal(value) / scale), counts) for value, counts in ways if sum(counts) == count]


def _irreducible(
    choices: list[list[tuple[Decimal, tuple[int, ...]]]],
    sizes: tuple[int, ...],
    target: Decimal,
    scale: int,
    levels: list[Level],
) -> Iterator[tuple[Item, ...]]:
    for way in product(*choices):
        total = sum((value for value, _counts in way), ZERO)
        if total < target or _one_is_idle(way, total, target, scale, levels):
            continue
        parts = [
            combinations(answers, counts[index])
            for (_now, pools), (_value, counts) in zip(levels, way, strict=True)
            for index, (_gain, answers) in enumerate(pools)
        ]
        for chosen in product(*parts):
            yield tuple(Item(answer, "full") for part in chosen for answer in part)


def _one_is_idle(
    way: tuple[tuple[Decimal, tuple[int, ...]], ...],
    total: Decimal,
    target: Decimal,
    scale: int,
    levels: list[Level],
) -> bool:
    """Whether one answer could be left out and the target still be reached."""
    for (now, pools), (counted, counts) in zip(levels, way, strict=True):
        value = now + sum(gain * taken for (gain, _answers), taken in zip(pools, counts, strict=True))
        for (gain, _answers), taken in zip(pools, counts, strict=True):
            if taken and total - counted + _counted(Decimal(value - gain) / scale) >= target:
                return True
    return False
