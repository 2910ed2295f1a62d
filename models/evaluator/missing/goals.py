"""What must become true for a tier, split into parts that share no answer."""

from dataclasses import dataclass

from models.assessment import AnswerId
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.meaning import Logical
from models.expression import Expression, ValueKind, answers_read, compile_logical
from models.expression.syntax import And, Node, Not, Or
from models.rulebook import TierId

NOT_MOVED = (".exception", ".comment", "enterprise.founded")
"""Answers that rules read but that are no way to close a condition."""


@dataclass(frozen=True, slots=True)
class OpenGoal:
    """One thing that has to become true."""

    node: Node | None
    """None when no public text states the rule: nothing can make it true."""
    truth: Logical
    reads: frozenset[AnswerId]
    """The answers through which it can become true."""


def goals_of(book: CompiledRulebook, tier: TierId) -> tuple[OpenGoal, ...]:
    """Returns the goals of a tier and of all tiers below it, in reading order, each once."""
    goals: dict[object, OpenGoal] = {}
    for one_tier, conditions in book.tiers:
        for condition in conditions:
            if condition.condition.informative:
                continue
            if condition.expression is None:
                goals[condition.condition.id] = OpenGoal(None, lambda _facts: None, frozenset())
                continue
            node = condition.expression.node
            if condition.applies_expression is not None:
                node = Or((Not(condition.applies_expression.node), node))
            for part in node.parts if isinstance(node, And) else (node,):
                if part not in goals:
                    goals[part] = _goal(part, book)
        if one_tier.id == tier:
            break
    return tuple(goals.values())


def _goal(node: Node, book: CompiledRulebook) -> OpenGoal:
    reads = answers_read(Expression("", node, ValueKind.LOGICAL), book.rulebook)
    movable = frozenset(AnswerId(answer) for answer in reads if not answer.endswith(NOT_MOVED))
    return OpenGoal(node, compile_logical(node, book.meaning), movable)


def groups_of(goals: tuple[OpenGoal, ...]) -> list[tuple[OpenGoal, ...]]:
    """Returns the goals in groups: two goals that read one answer are in one group."""
    groups: list[tuple[list[int], set[AnswerId]]] = []
    for index, goal in enumerate(goals):
        members, reads = [index], set(goal.reads)
        apart = []
        for group in groups:
            if group[1] & reads:
                members += group[0]
                reads |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (members, reads)]
    return [
        tuple(goals[index] for index in sorted(members))
        for members, _reads in sorted(groups, key=lambda group: min(group[0]))
    ]
