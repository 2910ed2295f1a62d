"""What other rules ask, in words: “scenarios built: 10 → 18”, said of two rulebooks condition by condition."""

from collections.abc import Iterator

from models.evaluator.compiled import compiled
from models.evaluator.facts import Ground
from models.evaluator.tracing.clauses import percent, rounded
from models.evaluator.tracing.numbers import described
from models.expression import ExpressionError, parse
from models.expression.syntax import Comparison, Name, Node, Number, walk
from models.language import N_, Sentence, Text, sentence
from models.rulebook import Condition, ConditionId, Rulebook


def rule_changes(old: Rulebook, new: Rulebook) -> tuple[Sentence, ...]:
    """Returns what `new` asks that `old` did not, or asks differently; in the order of the newer conditions, what fell away last."""
    before = {condition.id: condition for condition in old.conditions}
    after = {condition.id: condition for condition in new.conditions}
    tiers = {str(tier.id): tier.name for tier in new.tiers}
    ground = compiled(new).ground
    changes: list[Sentence] = []
    named: set[ConditionId] = set()
    for id, condition in after.items():
        tier = tiers[str(condition.tier)]
        former = before.get(id)
        if former is not None:
            changes += _changed(former, condition, tier, ground)
            continue
        replaced = [before[other] for other in condition.replaces if other in before and other not in after]
        named.update(other.id for other in replaced)
        changes += _arrived(condition, replaced, tier, ground)
    for id, condition in before.items():
        if id not in after and id not in named:
            tier = tiers.get(str(condition.tier), Text(condition.tier, condition.tier))
            changes.append(sentence(N_("{tier}: no longer asked: “{text}”"), tier=tier, text=condition.text))
    return tuple(changes)


def _arrived(condition: Condition, replaced: list[Condition], tier: Text, ground: Ground) -> Iterator[Sentence]:
    for former in replaced:
        figures = list(_figures(former, condition, tier, ground))
        yield from figures or [
            sentence(
                N_("{tier}: “{text}” takes the place of “{former}”"), tier=tier, text=condition.text, former=former.text
            )
        ]
    if not replaced:
        message = N_("{tier}: new: “{text}”")
        if condition.informative:
            message = N_("{tier}: new, for information only: “{text}”")
        yield sentence(message, tier=tier, text=condition.text)


def _changed(former: Condition, condition: Condition, tier: Text, ground: Ground) -> Iterator[Sentence]:
    figures = list(_figures(former, condition, tier, ground))
    yield from figures
    if former.rule != condition.rule and not figures:
        yield sentence(
            N_("{tier}: “{text}” is judged otherwise: {after} (before: {before})"),
            tier=tier,
            text=condition.text,
            after=condition.rule_text,
            before=former.rule_text,
        )
    elif former.text != condition.text and not figures:
        yield sentence(N_("{tier}: worded anew: “{after}”"), tier=tier, after=condition.text)
    if former.informative is not condition.informative:
        message = (
            N_("{tier}: “{text}” is now for information only")
            if condition.informative
            else N_("{tier}: “{text}” now counts")
        )
        yield sentence(message, tier=tier, text=condition.text)


def _figures(former: Condition, condition: Condition, tier: Text, ground: Ground) -> Iterator[Sentence]:
    """Yields the limits that differ, where nothing else of two rules does."""
    try:
        old, new = parse(former.rule).node, parse(condition.rule).node
    except ExpressionError:
        return
    pairs = list(zip(walk(old), walk(new), strict=False))
    if _shape(old) != _shape(new):
        return
    for former_part, part in pairs:
        if not (isinstance(former_part, Comparison) and isinstance(part, Comparison)):
            continue
        if (
            isinstance(former_part.right, Number)
            and isinstance(part.right, Number)
            and former_part.right.value != part.right.value
        ):
            yield sentence(
                N_("{tier}: {what}: {before} → {after}"),
                tier=tier,
                what=described(part.left, ground) or condition.text,
                before=_limit(former_part),
                after=_limit(part),
            )


def _shape(node: Node) -> list[str]:
    """Returns the parts of a rule without its limits."""
    limits = {id(part.right) for part in walk(node) if isinstance(part, Comparison) and isinstance(part.right, Number)}
    parts = []
    for part in walk(node):
        words = [type(part).__name__]
        words += [
            str(getattr(part, field)) for field in ("name", "operator", "arguments", "value") if hasattr(part, field)
        ]
        parts.append("limit" if id(part) in limits else " ".join(words))
    return parts


def _limit(comparison: Comparison) -> str | object:
    assert isinstance(comparison.right, Number)
    value = comparison.right.value
    if isinstance(comparison.left, Name) and comparison.left.name == "ai_share":
        return sentence(N_("{share} %"), share=percent(value))
    return rounded(value)
