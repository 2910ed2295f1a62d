"""How many items a group of goals lacks at least: what lets the search skip sizes that cannot suffice."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from models.evaluator.facts import Facts
from models.evaluator.meaning import covers_one
from models.evaluator.missing.goals import Goal
from models.expression.syntax import And, Call, Comparison, Name, Node, Number, Or
from models.rulebook import AiDenominator


def items_needed(goals: Iterable[Goal], facts: Facts, settled: int = 0) -> int:
    """Returns a number of items below which not all goals can become true; 0 when they are.

    Args:
        goals: what has to become true.
        facts: the answers so far.
        settled: built scenarios without AI that are to stay so.
    """
    unmet = [goal.node for goal in goals if goal.truth(facts) is not True and goal.node is not None]
    if not unmet:
        return 0
    builds = max(_builds(node, facts) for node in unmet)
    share = max(_ai_asked(goal.node) for goal in goals)
    return max(1, _with_ai(builds, share, settled, facts) if share else builds)


def _builds(node: Node, facts: Facts) -> int:
    """Returns how many scenarios must be built at least for one goal."""
    match node:
        case And():
            return max(_builds(part, facts) for part in node.parts)
        case Or():
            return min(_builds(part, facts) for part in node.parts)
        case Call(name="covers" | "covers_in_principle"):
            return sum(1 for dimension in node.arguments if covers_one(facts, dimension) is not True)
        case Comparison(left=Name(name=name), operator=">=" | ">", right=Number(value=limit)):
            have = {
                "built_count": facts.built_count,
                "stage_count": facts.stage_count,
                "dimension_count": facts.dimension_count,
            }.get(name)
            return _up(limit - have()[0]) if have else 0
    return 0


def _ai_asked(node: Node | None) -> Decimal:
    """Returns the share of AI scenarios that a goal asks for; 0 where it asks for none or has other ways."""
    match node:
        case And():
            return max(_ai_asked(part) for part in node.parts)
        case Comparison(left=Name(name="ai_share"), operator=">=" | ">", right=Number(value=limit)):
            return limit
    return Decimal(0)


def _with_ai(builds: int, share: Decimal, settled: int, facts: Facts) -> int:
    """Returns how many items it takes at least to build so many scenarios and reach the share of AI.

    With B scenarios built: each is one item, brings AI for nothing only where the AI question already says yes, and
    lengthens the denominator unless it was unanswered (unanswered ones are below the line already). Every further AI
    scenario is one item, on a scenario that is built. The sum grows with B, so the least possible B is the bound.
    """
    answers = facts.answers
    built_without = len(facts.built) - len(facts.with_ai) - settled
    waiting = sum(
        1 for entry in facts.ground.scenarios if answers.get(entry.ai) == "yes" and entry not in facts.with_ai
    )
    base, grows = _base(facts)
    total = len(facts.ground.scenarios)
    for count in range(builds, total + 1):
        lengthened = base + (max(0, count - len(facts.open)) if grows else 0)
        marks = max(0, _up(share * lengthened) - len(facts.with_ai) - min(count, waiting))
        if marks <= built_without + count:
            return count + marks
    return total + 1


def _base(facts: Facts) -> tuple[int, bool]:
    """Returns what the share is divided by in the worst case, and whether building more lengthens it."""
    match facts.ground.rulebook.ai_denominator:
        case AiDenominator.BUILT:
            return len(facts.built) + len(facts.open), True
        case AiDenominator.APPLICABLE:
            return facts.applicable + len(facts.open), False
    return len(facts.ground.scenarios), False


def _up(value: Decimal) -> int:
    return max(0, int(value.to_integral_value(ROUND_CEILING)))
