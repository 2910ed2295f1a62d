"""The smallest sets of answers for a group of goals: an exact search over interchangeable moves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Item
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.facts import Facts
from models.evaluator.missing.bounds import items_needed
from models.evaluator.missing.goals import OpenGoal
from models.evaluator.missing.moves import Pool, example_evidence, pools_for

__all__ = ["LARGER_BY", "MOST_SETS", "Ways", "example_evidence", "smallest_sets"]

MOST_SETS = 20
"""Most sets that are kept for one tier."""
LARGER_BY = 2
"""How many items more than the smallest set a listed set may have."""
_MOST_LOOKS = 3000
"""Most candidates that are looked at for sets larger than the smallest."""
_MOST_CHECKS = 100_000
"""Most goals that are judged in all: the hardest of 5,000 random cases of the shipped rules take 38,000 of them."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The sets that close a part."""

    sets: tuple[tuple[Item, ...], ...]
    smallest: bool = True
    """Whether no smaller set exists; False where the search ended before that was certain."""


class _EndlessSearchError(Exception):
    """More goals were judged than the search may take."""


def smallest_sets(
    group: tuple[OpenGoal, ...], assessment: Assessment, book: CompiledRulebook, on: date, most: int = MOST_SETS
) -> Ways:
    """Returns the smallest irreducible sets, at most `most`, that make every goal of a group true.

    Where that takes too long, an irreducible one that may be larger than the smallest.
    """
    search = _Search(group, assessment, book, on)
    if not search.can_end():
        return Ways(())
    sets: list[tuple[Item, ...]] = []
    try:
        for items in _by_size(search):
            sets.append(items)
            if len(sets) >= most:
                break
    except _EndlessSearchError:
        if not sets:
            return Ways((search.reduced(),), smallest=False)
    return Ways(tuple(sets))


def _by_size(search: "_Search") -> Iterator[tuple[Item, ...]]:
    """Yields the smallest sets, then larger ones while few candidates have to be looked at."""
    smallest: int | None = None
    for size in range(search.at_least(), search.largest + 1):
        if smallest is not None and (size > smallest + LARGER_BY or search.looks > _MOST_LOOKS):
            return
        if smallest is not None:
            search.most_looks = _MOST_LOOKS
        for items in search.sets_of(size):
            if smallest is None:
                smallest, search.looks = size, 0
            yield items


@dataclass(slots=True)
class _Taken:
    """How many units of one pool make one of its moves."""

    pool: int
    move: int
    count: int


class _Search:
    """Depth-first over how many units of each pool make which move, cut off where the rest cannot suffice."""

    def __init__(self, group: tuple[OpenGoal, ...], assessment: Assessment, book: CompiledRulebook, on: date) -> None:
        self._goals = group
        self._ground = book.ground
        self._assessment = assessment
        self._on = on
        self._pools = pools_for(group, assessment, book, on)
        self.largest = sum(max((len(units[0]) for units in pool.moves), default=0) * pool.size for pool in self._pools)
        self.looks = 0
        self.most_looks: int | None = None
        self._checks = 0

    def can_end(self) -> bool:
        """Whether the goals hold when every unit makes its last, most complete move."""
        if any(goal.node is None for goal in self._goals):
            return False
        return self._holds([item for pool in self._pools for unit in pool.moves[-1] for item in unit])

    def at_least(self) -> int:
        """Returns a size below which no set can suffice."""
        return max(1, self._bound([], 0, 0)) if self._pools else 1

    def reduced(self) -> tuple[Item, ...]:
        """Returns an irreducible set: every unit makes its most complete move, then whatever can be spared is left out."""
        units = [unit for pool in self._pools for unit in pool.moves[-1]]
        for unit in reversed(units.copy()):
            others = [other for other in units if other is not unit]
            if self._is_enough([item for other in others for item in other]):
                units = others
        items = [item for unit in units for item in unit]
        for item in reversed(items.copy()):
            rest = [other for other in items if other is not item]
            if self._is_enough(rest):
                items = rest
        return tuple(items)

    def _is_enough(self, items: list[Item]) -> bool:
        self._checks = 0
        return self._holds(items)

    def sets_of(self, size: int) -> Iterator[tuple[Item, ...]]:
        """Yields the irreducible sets with exactly `size` items, in reading order."""
        for taken in self._counts(size, 0, 0, 0, []):
            concrete = next(self._expanded(taken))
            if self._is_irreducible(concrete):
                yield from self._expanded(taken)

    def _counts(self, left: int, pool: int, move: int, used: int, taken: list[_Taken]) -> Iterator[list[_Taken]]:
        if self.most_looks is not None and self.looks > self.most_looks:
            return
        self.looks += 1
        items = self._first(taken)
        if left == 0:
            if self._holds(items):
                yield list(taken)
            return
        if pool == len(self._pools) or self._bound(items, pool, used) > left or self._room(pool, used) < left:
            return
        current = self._pools[pool]
        if move == len(current.moves):
            if self._can_still_end(items, pool + 1):
                yield from self._counts(left, pool + 1, 0, 0, taken)
            return
        each = len(current.moves[move][0])
        for count in range(min(current.size - used, left // each), -1, -1):
            if count:
                taken.append(_Taken(pool, move, count))
            yield from self._counts(left - count * each, pool, move + 1, used + count, taken)
            if count:
                taken.pop()

    def _room(self, pool: int, used: int) -> int:
        """Returns how many items can still be taken from this pool on."""
        room = 0
        for index in range(pool, len(self._pools)):
            each = max(len(units[0]) for units in self._pools[index].moves)
            room += each * (self._pools[index].size - (used if index == pool else 0))
        return room

    def _first(self, taken: list[_Taken]) -> list[Item]:
        """Returns the items when each pool gives its first units: units of a pool are alike."""
        items: list[Item] = []
        start: dict[int, int] = {}
        for part in taken:
            begin = start.get(part.pool, 0)
            for unit in self._pools[part.pool].moves[part.move][begin : begin + part.count]:
                items.extend(unit)
            start[part.pool] = begin + part.count
        return items

    def _expanded(self, taken: list[_Taken]) -> Iterator[tuple[Item, ...]]:
        """Yields every choice of concrete units for these counts."""
        by_pool: dict[int, list[_Taken]] = {}
        for part in taken:
            by_pool.setdefault(part.pool, []).append(part)
        parts = [list(_pool_choices(self._pools[pool], ways)) for pool, ways in by_pool.items()]
        for chosen in product(*parts):
            yield tuple(item for part in chosen for item in part)

    def _is_irreducible(self, items: tuple[Item, ...]) -> bool:
        if any(self._holds(items[:index] + items[index + 1 :]) for index in range(len(items))):
            return False
        units = {item.answer.rpartition(".")[0] for item in items}
        return not any(
            self._holds([item for item in items if item.answer.rpartition(".")[0] != unit]) for unit in units
        )

    def _facts(self, items: list[Item] | tuple[Item, ...]) -> Facts:
        self._checks += len(self._goals)
        if self._checks > _MOST_CHECKS:
            raise _EndlessSearchError
        changes: dict[AnswerId, Value | None] = {item.answer: item.value for item in items}
        return Facts(self._assessment.with_answers(changes), self._ground, self._on)

    def _holds(self, items: list[Item] | tuple[Item, ...]) -> bool:
        facts = self._facts(items)
        return all(goal.truth(facts) is True for goal in self._goals)

    def _bound(self, items: list[Item], pool: int, used: int) -> int:
        """Returns how many more items are needed at least, with what is left from this pool on."""
        left = [later.left for later in self._pools[pool:] if later.left is not None]
        current = self._pools[pool].left
        if current is not None:
            left[0] = replace(current, count=current.count - used)
        return items_needed(self._goals, self._facts(items), left)

    def _can_still_end(self, items: list[Item], pool: int) -> bool:
        """Whether the goals hold when every unit from this pool on makes its most complete move."""
        rest = [item for later in self._pools[pool:] for unit in later.moves[-1] for item in unit]
        return self._holds(items + rest)


def _pool_choices(pool: Pool, ways: list[_Taken]) -> Iterator[tuple[Item, ...]]:
    """Yields the concrete units for the moves of one pool, each unit used once; at most enough for the list."""

    def choose(index: int, free: tuple[int, ...]) -> Iterator[tuple[Item, ...]]:
        if index == len(ways):
            yield ()
            return
        for units in combinations(free, ways[index].count):
            rest = tuple(unit for unit in free if unit not in units)
            items = tuple(item for unit in units for item in pool.moves[ways[index].move][unit])
            for following in choose(index + 1, rest):
                yield items + following

    for number, choice in enumerate(choose(0, tuple(range(pool.size)))):
        if number >= MOST_SETS:
            return
        yield choice
