"""What the smallest sets of missing answers cost according to the catalogue, and which is the cheapest.

The planner finds the cheapest road through time; here only the sets that the evaluator names are compared, so that
a person who reads what is missing sees the cheapest way first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import AnswerId
from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation, Item
from models.evaluator import missing_sets
from models.planner.asking.effects import rank
from models.planner.asking.fitting import can_be_used, fitted, standing_in
from models.planner.asking.sizing import is_offered, sizes_of
from models.rulebook import TierId

_MOST_LOOKS = 20_000
"""Most choices that are looked at for one set; the best found until then holds."""
_DEEPEST = 6
"""The depth of answers that depend on answers: deeper than any recipe goes."""
Option = frozenset[MeasureId]


@dataclass(frozen=True, slots=True)
class PricedSet:
    """One smallest set with what the catalogue knows of its price."""

    items: tuple[Item, ...]
    cost_wan: Decimal | None
    """One-off cost and one year's running cost of the cheapest measures that make its answers true; None when the
    catalogue knows a measure for none of them."""
    measures: tuple[MeasureId, ...]
    unpriced: tuple[AnswerId, ...]
    """Answers that no measure of the catalogue makes true: their price is not known."""


def cheapest_first(evaluation: Evaluation, catalogue: Catalogue, tier: TierId) -> tuple[PricedSet, ...]:
    """Returns the smallest sets that close a tier, the cheapest first.

    Sets with fewer answers of unknown price come before those with more; equal prices keep the smaller set first.
    """
    prices = _Prices(evaluation, catalogue)
    sets = missing_sets(evaluation.assessment, evaluation.rulebook, tier, evaluation.day, prices.worth)
    return tuple(
        sorted(
            map(prices.priced, sets),
            key=lambda priced: (len(priced.unpriced), priced.cost_wan or Decimal(0), len(priced.items)),
        )
    )


class _Prices:
    """Prices of measures and the measures behind answers, for one factory."""

    def __init__(self, evaluation: Evaluation, catalogue: Catalogue) -> None:
        self._assessment = evaluation.assessment
        self._catalogue = catalogue = fitted(catalogue, evaluation.assessment)
        self._stand_in = standing_in(catalogue)
        self._usable = can_be_used(catalogue, evaluation.assessment)
        sizes = sizes_of(catalogue, evaluation.assessment)
        self._price: Mapping[MeasureId, Decimal] = {
            measure.id: min(
                (
                    variant.capex_wan.typical + variant.stop_wan + variant.opex_wan_per_year.typical
                    for variant in measure.variants.values()
                    if is_offered(variant, sizes)
                ),
                default=Decimal(0),
            )
            for measure in catalogue.measures.values()
        }
        self._options: dict[tuple[AnswerId, int], tuple[Option, ...]] = {}
        self._known: dict[tuple[Item, ...], PricedSet] = {}

    def worth(self, items: tuple[Item, ...]) -> tuple[int, Decimal]:
        """Returns what sets are ordered by: answers of unknown price, then the price."""
        priced = self.priced(items)
        return (len(priced.unpriced), priced.cost_wan or Decimal(0))

    def priced(self, items: tuple[Item, ...]) -> PricedSet:
        """Returns a set with its price."""
        priced = self._known.get(items)
        if priced is None:
            wanted = {item.answer: self.options(item.answer, rank(item.value) or 0) for item in items}
            unpriced = tuple(answer for answer, options in wanted.items() if not options)
            measures = self._cheapest([options for options in wanted.values() if options])
            cost = None if len(unpriced) == len(items) else self._sum(measures)
            priced = self._known[items] = PricedSet(items, cost, tuple(sorted(measures)), unpriced)
        return priced

    def options(self, answer: AnswerId, wanted: int, depth: int = 0) -> tuple[Option, ...]:
        """Returns the sets of measures, prerequisites included, each of which lifts an answer that far."""
        key = (answer, wanted)
        if key in self._options:
            return self._options[key]
        sufficient: set[Option] = set()
        for recipe in self._catalogue.recipes if depth < _DEEPEST else ():
            if recipe.answer != answer or (rank(recipe.value) or 0) < wanted:
                continue
            bases = {self._complete(measures) for measures in recipe.any_of if measures <= self._usable}
            for other, value in recipe.requires_answers:
                if (rank(self._assessment.get(other)) or 0) < (rank(value) or 0):
                    below = self.options(other, rank(value) or 0, depth + 1)
                    bases = {base | addition for base in bases for addition in below}
            sufficient |= {base for base in bases if base <= self._usable}
        least = tuple(
            sorted(
                (option for option in sufficient if not any(other < option for other in sufficient)),
                key=lambda option: (self._sum(option), sorted(option)),
            )
        )
        self._options[key] = least
        return least

    def _complete(self, measures: Iterable[MeasureId]) -> Option:
        complete: set[MeasureId] = set()
        waiting = list(measures)
        while waiting:
            measure = waiting.pop()
            if measure not in complete:
                complete.add(measure)
                there = frozenset(measures) | complete
                waiting += (
                    other
                    for other in self._catalogue.measures[measure].requires
                    if there.isdisjoint(self._stand_in[other])
                )
        return frozenset(complete)

    def _sum(self, measures: Iterable[MeasureId]) -> Decimal:
        return sum((self._price[measure] for measure in measures), Decimal(0))

    def _cheapest(self, wanted: list[tuple[Option, ...]]) -> Option:
        """Returns the cheapest measures that hold one option of each answer: depth first, cut off at the best."""
        forced: Option = frozenset().union(*(options[0] for options in wanted if len(options) == 1))
        best: list[tuple[Decimal, Option]] = []
        looks = 0

        def search(chosen: Option, cost: Decimal, rest: list[tuple[Option, ...]]) -> None:
            nonlocal looks
            looks += 1
            open_ones = [options for options in rest if not any(option <= chosen for option in options)]
            if best and (cost >= best[0][0] or looks > _MOST_LOOKS):
                return
            if not open_ones:
                best[:] = [(cost, chosen)]
                return
            ways = [sorted((self._sum(option - chosen), sorted(option)) for option in options) for options in open_ones]
            if best and cost + max(group[0][0] for group in ways) >= best[0][0]:
                return
            # The answer whose second way costs most more than its first is settled first: it cuts off the most.
            place = max(
                range(len(ways)),
                key=lambda index: ways[index][1][0] - ways[index][0][0] if len(ways[index]) > 1 else ways[index][0][0],
            )
            following = open_ones[:place] + open_ones[place + 1 :]
            for more, option in ways[place]:
                search(chosen | frozenset(option), cost + more, following)

        search(forced, self._sum(forced), wanted)
        return best[0][1]
