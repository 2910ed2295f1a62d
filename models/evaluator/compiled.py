"""A compiled rulebook: every rule is read once and kept for the next evaluation."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType

from models.assessment import AnswerId
from models.evaluator.contradictions import CompiledContradiction, compile_contradictions
from models.evaluator.facts import Ground
from models.evaluator.meaning import BookMeaning, Logical, Numeric
from models.evaluator.tracing import Tracer, tracer
from models.expression import Expression, Vocabulary, answers_read, check, compile_logical
from models.rulebook import Condition, Quantity, Rulebook, Tier

_KEPT = 8
"""Rulebooks kept ready: an assessor compares a few editions and overlays at a time."""


@dataclass(frozen=True, slots=True)
class CompiledCondition:
    """One condition made ready."""

    condition: Condition
    truth: Logical | None
    """None when no public text states the rule."""
    tracer: Tracer | None
    expression: Expression | None
    applies: Logical | None
    applies_tracer: Tracer | None
    applies_expression: Expression | None


@dataclass(frozen=True)
class CompiledRulebook:
    """A rulebook with its rules as functions."""

    rulebook: Rulebook
    ground: Ground
    meaning: BookMeaning
    tiers: tuple[tuple[Tier, tuple[CompiledCondition, ...]], ...]
    quantities: tuple[tuple[Quantity, Numeric], ...]
    contradictions: tuple[CompiledContradiction, ...]

    @cached_property
    def reads(self) -> MappingProxyType[str, frozenset[AnswerId]]:
        """The answers that each condition reads, by condition id."""
        reads = {}
        for _tier, conditions in self.tiers:
            for condition in conditions:
                expressions = [
                    part for part in (condition.expression, condition.applies_expression) if part is not None
                ]
                reads[str(condition.condition.id)] = frozenset(
                    AnswerId(answer) for part in expressions for answer in answers_read(part, self.rulebook)
                )
        return MappingProxyType(reads)


def compile_rulebook(rulebook: Rulebook) -> CompiledRulebook:
    """Returns a rulebook made ready.

    Raises:
        ExpressionError: when a rule is not in the language or names what the rulebook does not have; `models.packs`
            refuses such packs with line and column before they get here.
    """
    ground = Ground.of(rulebook)
    meaning = BookMeaning(ground)
    vocabulary = Vocabulary.of(rulebook)

    def ready(text: str) -> tuple[Expression | None, Logical | None, Tracer | None]:
        if not text:
            return None, None, None
        expression = check(text, vocabulary)
        return expression, compile_logical(expression.node, meaning), tracer(expression.node, meaning, ground)

    def ready_condition(condition: Condition) -> CompiledCondition:
        meaning.inside = str(condition.id)
        rule, truth, trace = ready(condition.rule)
        applies, applies_truth, applies_trace = ready(condition.applies)
        return CompiledCondition(condition, truth, trace, rule, applies_truth, applies_trace, applies)

    tiers = tuple(
        (tier, tuple(ready_condition(condition) for condition in rulebook.conditions if condition.tier == tier.id))
        for tier in rulebook.tiers
    )
    quantities = tuple((rulebook.quantities[name], formula) for name, formula in meaning.quantities.items())
    rules = compile_contradictions(ground, meaning, vocabulary)
    return CompiledRulebook(rulebook, ground, meaning, tiers, quantities, rules)


_ready: list[CompiledRulebook] = []


def compiled(rulebook: Rulebook) -> CompiledRulebook:
    """Returns the rulebook made ready, from the last few if it is one of them or the same but for its readings."""
    for ready in _ready:
        if ready.rulebook is rulebook:
            return ready
    for ready in _ready:
        if _same_rules(ready.rulebook, rulebook):
            return replace(ready, rulebook=rulebook, ground=ready.ground.read_as(rulebook))
    ready = compile_rulebook(rulebook)
    _ready.insert(0, ready)
    del _ready[_KEPT:]
    return ready


_READINGS = frozenset({"weights", "ai_denominator", "indicator_reading"})
"""What the rules ask of the facts when they are judged, and what is not in them when they are compiled."""
_RULES = tuple(field.name for field in fields(Rulebook) if field.name not in _READINGS)


def _same_rules(ready: Rulebook, rulebook: Rulebook) -> bool:
    return all(getattr(ready, name) is getattr(rulebook, name) for name in _RULES)
