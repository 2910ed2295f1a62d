"""What a higher recognition implies for lower ones: where the rules require it, nobody is recognised without the step below."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from models.expression.syntax import Call, parse
from models.rulebook import TIER_IDS, Condition, TierId

RECOGNISED = "recognised"
"""The answer of a tier that its authority has given; a self-assessment implies nothing."""


def implied_recognitions(conditions: Iterable[Condition]) -> Mapping[TierId, Mapping[TierId, frozenset[str]]]:
    """Returns for each tier the higher ones whose recognition implies its own, each with the ways it leaves open.

    A tier implies what a counted condition of it asks for outright: `recognised("basic", …)` and nothing beside it.
    “In principle”, or an exception that the authority may accept, implies nothing.
    """
    asked: dict[TierId, tuple[TierId, frozenset[str]]] = {}
    for condition in conditions:
        node = parse(condition.rule).node if condition.rule and not condition.informative else None
        if isinstance(node, Call) and node.name == "recognised" and not condition.applies:
            asked[condition.tier] = (TierId(node.arguments[0]), frozenset(node.arguments[1:]))
    implied: dict[TierId, dict[TierId, frozenset[str]]] = {}
    for higher in TIER_IDS:
        step = higher
        while step in asked and TIER_IDS.index(asked[step][0]) < TIER_IDS.index(step):
            step, ways = asked[step]
            implied.setdefault(step, {})[higher] = ways
            if RECOGNISED not in ways:
                break
    return MappingProxyType({tier: MappingProxyType(higher) for tier, higher in implied.items()})
