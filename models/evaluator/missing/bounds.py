"""The least number of items a group of goals lacks: lets the search skip sizes that cannot suffice."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from models.assessment import AnswerId
from models.evaluator.facts import Facts
from models.evaluator.missing.goals import OpenGoal
from models.evaluator.missing.moves import Left
from models.expression.ranges import ZERO
from models.expression.syntax import And, Call, Comparison, Name, Node, Number, Or
from models.rulebook import AiDenominator

IMPOSSIBLE = 1_000_000
"""More items than there are: nothing that is left can make the goals true."""
_ONE = Decimal(1)


def items_needed(goals: Iterable[OpenGoal], facts: Facts, left: Iterable[Left]) -> int:
    """Returns a number of items below which not all goals can become true; 0 when they are.

    Args:
        goals: what has to become true.
        facts: the answers so far.
        left: the scenarios that can still be built or come to use AI.
    """
    open_goals = [goal for goal in goals if goal.truth(facts) is not True]
    unmet = [goal.node for goal in open_goals if goal.node is not None]
    if not unmet:
        return 0
    share = max(_ai_asked(goal.node) for goal in goals)
    covered = {str(entry.scenario.dimension) for entry in facts.built}
    lacking = {dimension for node in unmet for dimension in _lacking(node, covered)}
    builds = max(len(lacking), *(_builds(node, covered, facts) for node in unmet))
    needed = max(builds, _apart(open_goals))
    if not share:
        return needed
    return max(needed, _with_share(builds, lacking, share, facts, tuple(left)))


def _apart(goals: list[OpenGoal]) -> int:
    """Returns how many of some goals share no answer, taken as they come: each of those needs an item of its own."""
    read: set[AnswerId] = set()
    count = 0
    for goal in sorted(goals, key=lambda goal: len(goal.reads)):
        if read.isdisjoint(goal.reads):
            read |= goal.reads
            count += 1
    return count


def _builds(node: Node, covered: set[str], facts: Facts) -> int:
    """Returns how many scenarios must be built at least for one goal."""
    match node:
        case And():
            return max(_builds(part, covered, facts) for part in node.parts)
        case Or():
            return min(_builds(part, covered, facts) for part in node.parts)
        case Call(name="covers" | "covers_in_principle"):
            return len(_lacking(node, covered))
        case Comparison(left=Name(name=name), operator=">=" | ">", right=Number(value=limit)):
            have = {
                "built_count": facts.built_count,
                "stage_count": facts.stage_count,
                "dimension_count": facts.dimension_count,
            }.get(name)
            return _up(limit - have()[0]) if have else 0
    return 0


def _lacking(node: Node, covered: set[str]) -> list[str]:
    """Returns the dimensions that must be covered and are not yet."""
    match node:
        case And():
            return [dimension for part in node.parts for dimension in _lacking(part, covered)]
        case Call(name="covers" | "covers_in_principle"):
            return [dimension for dimension in node.arguments if dimension not in covered]
    return []


def _ai_asked(node: Node | None) -> Decimal:
    """Returns the share of AI scenarios that a goal asks for; 0 where it asks for none or has other ways."""
    match node:
        case And():
            return max(_ai_asked(part) for part in node.parts)
        case Comparison(left=Name(name="ai_share"), operator=">=" | ">", right=Number(value=limit)):
            return limit
    return ZERO


def _with_share(builds: int, lacking: set[str], share: Decimal, facts: Facts, left: tuple[Left, ...]) -> int:
    """Returns how many items it takes at least to build so many scenarios and reach the share of AI.

    What counts is the surplus: AI scenarios less share × denominator. A scenario that is built brings 1 when its AI
    question says yes already, and costs the share when it lengthens the denominator; a further item on a built
    scenario without AI, a *mark*, brings 1. For every number of scenarios built, the best of them are taken, one in
    every dimension that lacks one; where too few of them can take a mark, some with AI give way to some without, or
    open scenarios leave the denominator, which brings the share each.
    """
    denominator = facts.ground.rulebook.ai_denominator
    grows = denominator is AiDenominator.BUILT
    surplus = Decimal(len(facts.with_ai)) - share * facts.longest_base(denominator)
    leaves = share if any(offer.leaves for offer in left) else ZERO
    marks_open = sum(offer.count for offer in left if offer.marks)
    offers: dict[str, list[tuple[Decimal, bool]]] = {}
    for offer in left:
        if offer.builds:
            gain = (_ONE if offer.has_ai else ZERO) - (share if grows and offer.lengthens else ZERO)
            offers.setdefault(offer.dimension, []).extend([(gain, offer.has_ai)] * offer.count)
    taken: list[tuple[Decimal, bool]] = []
    for dimension in lacking:
        if not offers.get(dimension):
            return IMPOSSIBLE
        best = max(offers[dimension])
        offers[dimension].remove(best)
        taken.append(best)
    rest = sorted((offer for group in offers.values() for offer in group), reverse=True)
    least = IMPOSSIBLE
    while len(taken) < least:
        if len(taken) >= builds:
            least = min(least, len(taken) + _marks(surplus, taken, rest, marks_open, leaves))
        if not rest:
            break
        taken.append(rest.pop(0))
    return least


def _marks(
    surplus: Decimal,
    taken: list[tuple[Decimal, bool]],
    rest: list[tuple[Decimal, bool]],
    marks_open: int,
    leaves: Decimal,
) -> int:
    """Returns the least number of marks that makes the surplus whole with as many scenarios as were taken.

    `leaves` is what an open scenario brings that leaves the denominator, 0 where none can: as much as a swap at least,
    and counted as if there were no end of them.
    """
    with_ai = sorted(gain for gain, has_ai in taken if has_ai)
    without = [gain for gain, has_ai in rest if not has_ai]
    surplus += sum((gain for gain, _has_ai in taken), ZERO)
    room = marks_open + len(taken) - len(with_ai)
    if leaves and -surplus > room:
        return room + _up((-surplus - room) / leaves)
    for swapped in range(len(with_ai) + 1):
        marks = _up(-surplus)
        if marks <= room + swapped:
            return marks
        if swapped == len(with_ai) or swapped >= len(without):
            break
        surplus += without[swapped] - with_ai[swapped]
    return IMPOSSIBLE


def _up(value: Decimal) -> int:
    return max(0, int(value.to_integral_value(ROUND_CEILING)))
