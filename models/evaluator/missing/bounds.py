"""How many items a group of goals lacks at least: what lets the search skip sizes that cannot suffice."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from models.evaluator.facts import Facts
from models.evaluator.meaning import covers_one
from models.evaluator.missing.goals import Goal
from models.evaluator.missing.moves import Left
from models.expression.ranges import ZERO
from models.expression.syntax import And, Call, Comparison, Name, Node, Number, Or
from models.rulebook import AiDenominator

IMPOSSIBLE = 1_000_000
"""More items than there are: nothing that is left can make the goals true."""
_ONE = Decimal(1)


def items_needed(goals: Iterable[Goal], facts: Facts, left: Iterable[Left]) -> int:
    """Returns a number of items below which not all goals can become true; 0 when they are.

    Args:
        goals: what has to become true.
        facts: the answers so far.
        left: the scenarios that can still be built or come to use AI.
    """
    unmet = [goal.node for goal in goals if goal.truth(facts) is not True and goal.node is not None]
    if not unmet:
        return 0
    share = max(_ai_asked(goal.node) for goal in goals)
    lacking = {dimension for node in unmet for dimension in _lacking(node, facts)}
    builds = max(len(lacking), *(_builds(node, facts) for node in unmet))
    if not share:
        return max(1, builds)
    return max(1, _with_share(builds, lacking, share, facts, tuple(left)))


def _builds(node: Node, facts: Facts) -> int:
    """Returns how many scenarios must be built at least for one goal."""
    match node:
        case And():
            return max(_builds(part, facts) for part in node.parts)
        case Or():
            return min(_builds(part, facts) for part in node.parts)
        case Call(name="covers" | "covers_in_principle"):
            return len(_lacking(node, facts))
        case Comparison(left=Name(name=name), operator=">=" | ">", right=Number(value=limit)):
            have = {
                "built_count": facts.built_count,
                "stage_count": facts.stage_count,
                "dimension_count": facts.dimension_count,
            }.get(name)
            return _up(limit - have()[0]) if have else 0
    return 0


def _lacking(node: Node, facts: Facts) -> list[str]:
    """Returns the dimensions that must be covered and are not yet."""
    match node:
        case And():
            return [dimension for part in node.parts for dimension in _lacking(part, facts)]
        case Call(name="covers" | "covers_in_principle"):
            return [dimension for dimension in node.arguments if covers_one(facts, dimension) is not True]
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

    What counts is the surplus: AI scenarios less share × denominator. A scenario that is built brings at best 1 (its
    AI question says yes already) and costs the share when it lengthens the denominator; a further item, on a built
    scenario, brings 1. With B scenarios built the least number of further items follows from the best B scenarios,
    one of them in every dimension that lacks one. B and further items together never fall as B grows, so the first B
    for which enough scenarios can take the further items gives the bound.
    """
    base, grows = _base(facts)
    surplus = Decimal(len(facts.with_ai)) - share * base
    marks_open = sum(one.count for one in left if one.marks)
    gains: dict[str, list[Decimal]] = {}
    takers = 0
    for one in left:
        if one.builds:
            gain = (_ONE if one.has_ai else ZERO) - (share if grows and one.lengthens else ZERO)
            gains.setdefault(one.dimension, []).extend([gain] * one.count)
            takers += 0 if one.has_ai else one.count
    for dimension in lacking:
        if not gains.get(dimension):
            return IMPOSSIBLE
        best = max(gains[dimension])
        gains[dimension].remove(best)
        surplus += best
    rest = sorted((gain for group in gains.values() for gain in group), reverse=True)
    built = len(lacking)
    while True:
        if built >= builds:
            marks = max(0, _up(-surplus))
            if marks <= marks_open + min(built, takers):
                return built + marks
        if not rest:
            return IMPOSSIBLE
        surplus += rest.pop(0)
        built += 1


def _base(facts: Facts) -> tuple[int, bool]:
    """Returns what the share is divided by in the worst case, and whether building more can lengthen it."""
    match facts.ground.rulebook.ai_denominator:
        case AiDenominator.BUILT:
            return len(facts.built) + len(facts.open), True
        case AiDenominator.APPLICABLE:
            return facts.applicable + len(facts.open), False
    return len(facts.ground.scenarios), False


def _up(value: Decimal) -> int:
    return max(0, int(value.to_integral_value(ROUND_CEILING)))
