"""Sets of answers solved separately, joined into whole sets."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from models.evaluation import Item


def smallest_joined(families: Sequence[Sequence[tuple[Item, ...]]], most: int) -> Iterator[tuple[Item, ...]]:
    """Yields one set of each family joined, the smallest sums first, at most `most`; families share no answer."""
    start = (0,) * len(families)
    heap = [(sum(len(family[0]) for family in families), start)]
    seen = {start}
    for _round in range(most):
        if not heap:
            return
        size, positions = heappop(heap)
        yield tuple(item for family, position in zip(families, positions, strict=True) for item in family[position])
        for index, family in enumerate(families):
            following = positions[index] + 1
            if following < len(family):
                moved = (*positions[:index], following, *positions[index + 1 :])
                if moved not in seen:
                    seen.add(moved)
                    grown = size - len(family[positions[index]]) + len(family[following])
                    heappush(heap, (grown, moved))
