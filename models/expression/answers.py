"""Which answers a rule reads, by its names and calls."""

from collections.abc import Iterable, Iterator, Mapping

from models.expression.syntax import (
    Call,
    Expression,
    ExpressionError,
    Name,
    Node,
    parse,
    walk,
)
from models.expression.vocabulary import NAMES, Vocabulary
from models.rulebook import Quantity, Rulebook

_DECLARED = ("level", "score", "date", "platform", "evidence")


def answers_read(expression: Expression, rulebook: Rulebook) -> frozenset[str]:
    """Returns the ids of all answers that can change what an expression gives, through quantities too."""
    answers: set[str] = set()
    for part in written_out(expression.node, rulebook.quantities):
        if isinstance(part, Call):
            answers.update(call_answers(part, rulebook))
        elif isinstance(part, Name) and part.name not in rulebook.quantities:
            answers.update(name_answers(part.name, rulebook))
    return frozenset(answers)


def written_out(node: Node, quantities: Mapping[str, Quantity], seen: set[str] | None = None) -> Iterator[Node]:
    """Yields a node and everything below it, the formulas of the quantities that it names included, each once."""
    seen = set() if seen is None else seen
    for part in walk(node):
        yield part
        if isinstance(part, Name) and part.name in quantities and part.name not in seen:
            seen.add(part.name)
            yield from written_out(parse(quantities[part.name].formula).node, quantities, seen)


def name_answers(name: str, rulebook: Rulebook) -> Iterable[str]:
    """Yields the ids that a built-in number reads."""
    pattern = NAMES.get(name, "")
    for field in ("status", "ai", "evidence", "investment_wan"):
        if f"scenarios.*.{field}" in pattern.split():
            yield from (f"scenarios.{scenario.id}.{field}" for scenario in rulebook.scenarios)
    if "level1-5" in pattern:
        for subdomain in rulebook.subdomains:
            yield from (f"maturity.{subdomain.id}.level{level}" for level in range(1, 6))
    if "maturity.declared" in pattern:
        yield from (f"maturity.declared.{field}" for field in _DECLARED)


_READ_BY_CALL = {
    "says": ("requirements.{}.answer",),
    "says_in_principle": ("requirements.{}.answer", "requirements.{}.exception"),
    **dict.fromkeys(("answered", "value", "count", "is_one_of"), ("{}",)),
    "built": ("scenarios.{}.status",),
    "uses_ai": ("scenarios.{}.status", "scenarios.{}.ai"),
    "recognised": ("recognition.{}.kind", "recognition.{}.date", "recognition.{}.evidence", "enterprise.founded"),
    "proven": ("{}.evidence",),
}
"""Calls whose first text names what they read."""


def call_answers(call: Call, rulebook: Rulebook) -> Iterable[str]:
    """Yields the ids that a call reads."""
    for pattern in _READ_BY_CALL.get(call.name, ()):
        yield pattern.format(call.arguments[0])
    if call.name == "recognised":
        for tier in rulebook.implying(call.arguments[0], call.arguments[1:]):
            yield from (f"recognition.{tier}.{field}" for field in ("kind", "date", "evidence"))
    if call.name == "in_region":
        yield from call.arguments
    if call.name in {"covers", "covers_in_principle"}:
        for scenario in rulebook.scenarios:
            if scenario.dimension in call.arguments:
                yield f"scenarios.{scenario.id}.status"
    if call.name == "covers_in_principle":
        yield from (f"requirements.{answer}.exception" for answer in exceptions_of(call.arguments, rulebook))
    if call.name == "indicators_beat":
        for kpi in rulebook.kpis:
            for field in (
                "after",
                "benchmark",
                "benchmark_scope",
                "benchmark_kind",
                "benchmark_source",
                "benchmark_date",
            ):
                yield f"indicators.{kpi.id}.{field}"


def absent(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Returns what an expression names that a rulebook does not have; nothing for one that cannot be read at all."""
    try:
        expression = parse(text)
    except ExpressionError:
        return ()
    names: list[str] = []
    for node in walk(expression.node):
        if isinstance(node, Name) and node.name not in NAMES and node.name not in vocabulary.quantities:
            names.append(node.name)
        elif isinstance(node, Call) and node.name.startswith("covers"):
            names += [dimension for dimension in node.arguments if dimension not in vocabulary.dimensions]
        elif isinstance(node, Call):
            read = [pattern.format(node.arguments[0]) for pattern in _READ_BY_CALL.get(node.name, ())[:1]]
            names += [answer for answer in read if answer not in vocabulary.questions]
    return tuple(names)


def exceptions_of(dimensions: Iterable[str], rulebook: Rulebook) -> Iterable[str]:
    """Yields the requirement ids whose stated exception may excuse one of these dimensions.

    A content requirement belongs to the dimension at the end of its id: `E-YF` to `YF`.
    """
    wanted = tuple(f"-{dimension}" for dimension in dimensions)
    for answer in rulebook.questions:
        if answer.endswith(".exception"):
            requirement = answer.split(".")[1]
            if requirement.endswith(wanted):
                yield requirement
