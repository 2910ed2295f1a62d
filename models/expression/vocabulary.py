"""The names of the rule language, and the check that a rule uses only what its rulebook defines."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from models.expression.ranges import divide, is_known
from models.expression.syntax import (
    EXTREMES,
    Arithmetic,
    Call,
    Expression,
    ExpressionError,
    Name,
    Node,
    Number,
    ValueKind,
    parse,
    walk,
)
from models.language import N_, Sentence, counted, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Quantity, Rulebook

MOST_STEPS = 20
"""Most quantities of which each builds on the one before."""
MOST_PARTS = 2_000
"""Most parts of a quantity whose quantities are written out."""
NAMES: Mapping[str, str] = {
    "built_count": "scenarios.*.status",
    "ai_count": "scenarios.*.status scenarios.*.ai",
    "ai_share": "scenarios.*.status scenarios.*.ai",
    "stage_count": "scenarios.*.status",
    "dimension_count": "scenarios.*.status",
    "applicable_count": "scenarios.*.status",
    "proven_scenario_count": "scenarios.*.status scenarios.*.evidence",
    "shared_evidence_count": "scenarios.*.evidence",
    "investment_sum": "scenarios.*.investment_wan",
    "maturity_level": "maturity.*.level1-5 maturity.declared",
    "maturity_score": "maturity.*.level1-5 maturity.declared",
    "computed_level": "maturity.*.level1-5",
    "computed_score": "maturity.*.level1-5",
    "today": "",
}
"""The built-in numbers, and which answers each reads."""

_LEAST_ARGUMENTS: Mapping[str, tuple[int, int]] = {
    "says": (1, 1),
    "says_in_principle": (1, 1),
    "answered": (1, 1),
    "value": (1, 1),
    "count": (1, 1),
    "is_one_of": (2, 40),
    "built": (1, 1),
    "uses_ai": (1, 1),
    "covers": (1, 5),
    "covers_in_principle": (1, 5),
    "recognised": (2, 6),
    "indicators_beat": (2, 2),
    "proven": (1, 1),
    "day": (1, 1),
    "in_region": (1, 2),
}
"""Least and most arguments of every call."""

_MEASURABLE = frozenset({QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE})
_COUNTABLE = frozenset({QuestionKind.LIST, QuestionKind.EVIDENCE})
_DAY = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
BENCHMARK_SCOPES = ("province", "nation", "world")
BENCHMARK_KINDS = ("average", "leading")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a rule may name: made from a rulebook, whole or half-read."""

    questions: Mapping[str, Question]
    scenarios: frozenset[str]
    dimensions: frozenset[str]
    tiers: frozenset[str]
    subdomains: frozenset[str]
    kpis: frozenset[str]
    quantities: Mapping[str, Quantity]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Vocabulary":
        """Returns the words of a rulebook."""
        return cls(
            questions={str(answer): question for answer, question in rulebook.questions.items()},
            scenarios=frozenset(scenario.id for scenario in rulebook.scenarios),
            dimensions=frozenset(dimension.id for dimension in rulebook.dimensions),
            tiers=frozenset(tier.id for tier in rulebook.tiers),
            subdomains=frozenset(subdomain.id for subdomain in rulebook.subdomains),
            kpis=frozenset(kpi.id for kpi in rulebook.kpis),
            quantities=rulebook.quantities,
        )


def check(text: str, vocabulary: Vocabulary, kind: ValueKind = ValueKind.LOGICAL) -> Expression:
    """Returns the expression written in `text` after checking every name in it.

    Args:
        text: the rule or formula.
        vocabulary: what it may name.
        kind: what it must give: rules and contradictions are logical, formulas numeric.

    Raises:
        ExpressionError: with the column of the first thing that is wrong.
    """
    expression = parse(text)
    if expression.kind is not kind:
        wanted = N_("a rule gives yes or no; this gives a number.")
        if kind is ValueKind.NUMERIC:
            wanted = N_("a formula gives a number; this gives yes or no.")
        raise ExpressionError(1, sentence(wanted))
    for node in walk(expression.node):
        if isinstance(node, Name):
            _check_name(node, vocabulary)
        elif isinstance(node, Call):
            _check_call(node, vocabulary)
        elif isinstance(node, Arithmetic) and node.operator == "/":
            divisor = constant(node.right, vocabulary.quantities)
            if divisor == 0:
                raise ExpressionError(node.right.column, sentence(N_("this divides by zero.")))
    return expression


def check_quantities(vocabulary: Vocabulary) -> dict[str, Expression]:
    """Returns every quantity's formula, checked, each after those that it uses.

    Raises:
        QuantityError: when a formula is wrong, a quantity takes a built-in word, quantities run in a circle, or they
            build on each other in too many steps or parts.
    """
    read: dict[str, Expression] = {}
    for name, quantity in vocabulary.quantities.items():
        if name in NAMES or name in _LEAST_ARGUMENTS or name in EXTREMES or not name.isidentifier():
            raise QuantityError(name, 1, sentence(N_("“{name}” cannot be the name of a quantity."), name=name))
        try:
            parsed = parse(quantity.formula)
        except ExpressionError as error:
            raise QuantityError(name, error.column, error.why) from None
        read[name] = parsed
    ordered = _ordered(read)
    _refuse_endless(ordered, read)
    for name in ordered:
        try:
            check(vocabulary.quantities[name].formula, vocabulary, ValueKind.NUMERIC)
        except ExpressionError as error:
            raise QuantityError(name, error.column, error.why) from None
    return {name: read[name] for name in ordered}


def _refuse_endless(ordered: Iterable[str], read: Mapping[str, Expression]) -> None:
    """Refuses quantities that double with every step: written out, a few lines would have millions of parts."""
    steps: dict[str, int] = {}
    parts: dict[str, int] = {}
    for name in ordered:
        nodes = list(walk(read[name].node))
        used = [node.name for node in nodes if isinstance(node, Name) and node.name in read]
        steps[name] = 1 + max((steps[other] for other in used), default=0)
        parts[name] = len(nodes) + sum(parts[other] for other in used)
        if steps[name] > MOST_STEPS:
            why = sentence(N_("the quantities build on each other in more than {limit} steps."), limit=MOST_STEPS)
            raise QuantityError(name, 1, why)
        if parts[name] > MOST_PARTS:
            why = sentence(N_("written out, this quantity has more than {limit} parts."), limit=MOST_PARTS)
            raise QuantityError(name, 1, why)


class QuantityError(ExpressionError):
    """A quantity whose formula is wrong or leads back to itself."""

    def __init__(self, quantity: str, column: int, why: Sentence) -> None:
        """Keeps which quantity it is beside the place and the reason."""
        super().__init__(column, why)
        self.quantity = quantity


def _ordered(read: Mapping[str, Expression]) -> list[str]:
    """Returns the quantities so that each comes after those it uses; refuses circles."""
    ordered: list[str] = []
    done: set[str] = set()
    for first in read:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(first, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(name)
                ordered.append(name)
                continue
            if name in done:
                continue
            if name in path:
                circle = [*path[path.index(name) :], name]
                raise QuantityError(
                    name,
                    1,
                    sentence(
                        N_("the quantities depend on each other in a circle: {circle}."), circle=" → ".join(circle)
                    ),
                )
            path.append(name)
            stack.append((name, True))
            used = [node.name for node in walk(read[name].node) if isinstance(node, Name) and node.name in read]
            stack.extend((other, False) for other in reversed(used))
    return ordered


def constant(node: Node, quantities: Mapping[str, Quantity], depth: int = 0) -> Decimal | None:
    """Returns the value of a node that no answer can change; None when answers matter."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name) and node.name in quantities and depth < 20:
        try:
            return constant(parse(quantities[node.name].formula).node, quantities, depth + 1)
        except ExpressionError:
            return None
    if isinstance(node, Arithmetic):
        left = constant(node.left, quantities, depth + 1)
        right = constant(node.right, quantities, depth + 1)
        if left is None or right is None:
            return None
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        quotient = divide((left, left), (right, right))
        return quotient[0] if quotient is not None and is_known(quotient) else None
    return None


def names_used(expression: Expression) -> frozenset[str]:
    """Returns the built-in numbers and quantities that an expression names itself."""
    return frozenset(node.name for node in walk(expression.node) if isinstance(node, Name))


def _check_name(node: Name, vocabulary: Vocabulary) -> None:
    if node.name not in NAMES and node.name not in vocabulary.quantities:
        raise ExpressionError(node.column, _unknown(node.name, [*NAMES, *vocabulary.quantities]))


def _check_call(node: Call, vocabulary: Vocabulary) -> None:
    if node.name not in _LEAST_ARGUMENTS:
        raise ExpressionError(node.column, _unknown(node.name, _LEAST_ARGUMENTS))
    least, most = _LEAST_ARGUMENTS[node.name]
    if not least <= len(node.arguments) <= most:
        texts = (
            counted("{count} text", "{count} texts", count=least)
            if least == most
            else sentence("{least} to {most} texts", least=least, most=most)
        )
        raise ExpressionError(
            node.column,
            sentence(
                "“{name}” takes {texts} in its brackets, not {count}.",
                name=node.name,
                texts=texts,
                count=len(node.arguments),
            ),
        )
    _ARGUMENT_CHECKS[node.name](node, vocabulary)


def _check_answer(node: Call, vocabulary: Vocabulary) -> None:
    answer = node.arguments[0]
    question = vocabulary.questions.get(answer)
    if question is None:
        raise ExpressionError(node.columns[0], _unknown(answer, vocabulary.questions))
    wrong = (node.name == "value" and question.kind not in _MEASURABLE) or (
        node.name == "count" and question.kind not in _COUNTABLE
    )
    if wrong:
        raise ExpressionError(
            node.columns[0],
            sentence(N_("“{name}” cannot read “{answer}”: it is of another kind."), name=node.name, answer=answer),
        )
    if node.name == "is_one_of" and question.choices:
        _check_members(node, 1, [choice for choice, _text in question.choices])


def _check_members(node: Call, start: int, known: Iterable[str]) -> None:
    allowed = list(known)
    for argument, column in zip(node.arguments[start:], node.columns[start:], strict=True):
        if argument not in allowed:
            raise ExpressionError(column, _unknown(argument, allowed))


def _check_says(node: Call, vocabulary: Vocabulary) -> None:
    if f"requirements.{node.arguments[0]}.answer" not in vocabulary.questions:
        known = [answer.split(".")[1] for answer in vocabulary.questions if answer.startswith("requirements.")]
        raise ExpressionError(node.columns[0], _unknown(node.arguments[0], known))


def _check_proven(node: Call, vocabulary: Vocabulary) -> None:
    if f"{node.arguments[0]}.evidence" not in vocabulary.questions:
        known = [answer[: -len(".evidence")] for answer in vocabulary.questions if answer.endswith(".evidence")]
        raise ExpressionError(node.columns[0], _unknown(node.arguments[0], known))


def _check_recognised(node: Call, vocabulary: Vocabulary) -> None:
    tier = node.arguments[0]
    if tier not in vocabulary.tiers:
        raise ExpressionError(node.columns[0], _unknown(tier, vocabulary.tiers))
    question = vocabulary.questions.get(f"recognition.{tier}.kind")
    if question is None:
        raise ExpressionError(node.columns[0], _unknown(f"recognition.{tier}.kind", vocabulary.questions))
    _check_members(node, 1, [choice for choice, _text in question.choices])


def _check_day(node: Call, _vocabulary: Vocabulary) -> None:
    if not _DAY.fullmatch(node.arguments[0]):
        raise ExpressionError(
            node.columns[0], sentence(N_("“{text}” is no date such as 2024 or 2024-11-20."), text=node.arguments[0])
        )


def _check_places(node: Call, vocabulary: Vocabulary) -> None:
    _check_members(node, 0, vocabulary.questions)


def _check_indicators(node: Call, _vocabulary: Vocabulary) -> None:
    for position, known in enumerate((BENCHMARK_SCOPES, BENCHMARK_KINDS)):
        if node.arguments[position] not in known:
            raise ExpressionError(node.columns[position], _unknown(node.arguments[position], known))


_ARGUMENT_CHECKS: Mapping[str, Callable[[Call, Vocabulary], None]] = {
    "says": _check_says,
    "says_in_principle": _check_says,
    "answered": _check_answer,
    "value": _check_answer,
    "count": _check_answer,
    "is_one_of": _check_answer,
    "built": lambda node, vocabulary: _check_members(node, 0, vocabulary.scenarios),
    "uses_ai": lambda node, vocabulary: _check_members(node, 0, vocabulary.scenarios),
    "covers": lambda node, vocabulary: _check_members(node, 0, vocabulary.dimensions),
    "covers_in_principle": lambda node, vocabulary: _check_members(node, 0, vocabulary.dimensions),
    "recognised": _check_recognised,
    "indicators_beat": _check_indicators,
    "proven": _check_proven,
    "day": _check_day,
    "in_region": _check_places,
}


def _unknown(word: str, known: Iterable[str]) -> Sentence:
    near = get_close_matches(word, [str(name) for name in known], n=1)
    if near:
        return sentence(N_("“{word}” is not known; did you mean “{near}”?"), word=word, near=near[0])
    return sentence(N_("“{word}” is not known."), word=word)
