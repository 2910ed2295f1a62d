"""From expressions to Python closures: compiled once for a rulebook, run for every evaluation.

What a word means is not decided here: `Meaning` gives the closures for calls and names, so that the language
stays free of answers and rulebooks.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar, assert_never

from models.expression.ranges import (
    ANYTHING,
    COMPARISONS,
    Range,
    Truth,
    add,
    divide,
    either,
    exactly,
    greatest,
    least,
    multiply,
    subtract,
)
from models.expression.syntax import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Extreme,
    Name,
    Node,
    Not,
    Number,
    Or,
)

FactsT = TypeVar("FactsT")
FactsT_contra = TypeVar("FactsT_contra", contravariant=True)


class Meaning(Protocol[FactsT_contra]):
    """What the words of the language mean over some facts."""

    def logical(self, call: Call) -> Callable[[FactsT_contra], Truth]:
        """Returns the question that a call such as `built("SC10")` asks of the facts."""
        ...

    def numeric(self, call: Call) -> Callable[[FactsT_contra], Range]:
        """Returns the number that a call such as `value("factory.staff")` gives."""
        ...

    def number(self, name: str) -> Callable[[FactsT_contra], Range]:
        """Returns the number that a word such as `built_count` names."""
        ...

    def divided_by_zero(self) -> Callable[[FactsT_contra], None]:
        """Returns what is to be noted when a formula divides by zero: its value then counts as unknown."""
        ...


def compile_logical(node: Node, meaning: Meaning[FactsT]) -> Callable[[FactsT], Truth]:
    """Returns a function from facts to true, false or unknown.

    Raises:
        TypeError: when the node gives a number.
    """
    match node:
        case Call():
            return meaning.logical(node)
        case Comparison():
            return _comparison(node, meaning)
        case Not():
            return _not(compile_logical(node.part, meaning))
        case And():
            return _all([compile_logical(part, meaning) for part in node.parts])
        case Or():
            return _any([compile_logical(part, meaning) for part in node.parts])
        case Number() | Name() | Arithmetic() | Extreme() | Conditional():
            raise TypeError(node)
    assert_never(node)


def compile_numeric(node: Node, meaning: Meaning[FactsT]) -> Callable[[FactsT], Range]:
    """Returns a function from facts to the range of a number.

    Raises:
        TypeError: when the node gives true or false.
    """
    match node:
        case Number():
            value = exactly(node.value)
            return lambda _facts: value
        case Name():
            return meaning.number(node.name)
        case Call():
            return meaning.numeric(node)
        case Arithmetic():
            return _arithmetic(node, meaning)
        case Extreme():
            parts = [compile_numeric(part, meaning) for part in node.parts]
            choose = least if node.name == "min" else greatest
            return lambda facts: choose([part(facts) for part in parts])
        case Conditional():
            return _choice(node, meaning)
        case Comparison() | Not() | And() | Or():
            raise TypeError(node)
    assert_never(node)


def _comparison(node: Comparison, meaning: Meaning[FactsT]) -> Callable[[FactsT], Truth]:
    left = compile_numeric(node.left, meaning)
    right = compile_numeric(node.right, meaning)
    decide = COMPARISONS[node.operator]
    return lambda facts: decide(left(facts), right(facts))


def _not(part: Callable[[FactsT], Truth]) -> Callable[[FactsT], Truth]:
    def opposite(facts: FactsT) -> Truth:
        truth = part(facts)
        return None if truth is None else not truth

    return opposite


def _all(parts: list[Callable[[FactsT], Truth]]) -> Callable[[FactsT], Truth]:
    if len(parts) == 2:
        first, second = parts

        def both_hold(facts: FactsT) -> Truth:
            left = first(facts)
            if left is False:
                return False
            other = second(facts)
            return other if left is True or other is False else None

        return both_hold

    def all_hold(facts: FactsT) -> Truth:
        result: Truth = True
        for part in parts:
            truth = part(facts)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return all_hold


def _any(parts: list[Callable[[FactsT], Truth]]) -> Callable[[FactsT], Truth]:
    def one_holds(facts: FactsT) -> Truth:
        result: Truth = False
        for part in parts:
            truth = part(facts)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return one_holds


def _arithmetic(node: Arithmetic, meaning: Meaning[FactsT]) -> Callable[[FactsT], Range]:
    left = compile_numeric(node.left, meaning)
    right = compile_numeric(node.right, meaning)
    match node.operator:
        case "+":
            return lambda facts: add(left(facts), right(facts))
        case "-":
            return lambda facts: subtract(left(facts), right(facts))
        case "*":
            return lambda facts: multiply(left(facts), right(facts))
    note = meaning.divided_by_zero()

    def quotient(facts: FactsT) -> Range:
        result = divide(left(facts), right(facts))
        if result is None:
            note(facts)
            return ANYTHING
        return result

    return quotient


def _choice(node: Conditional, meaning: Meaning[FactsT]) -> Callable[[FactsT], Range]:
    condition = compile_logical(node.condition, meaning)
    then = compile_numeric(node.then, meaning)
    otherwise = compile_numeric(node.otherwise, meaning)

    def chosen(facts: FactsT) -> Range:
        truth = condition(facts)
        if truth is None:
            return either(then(facts), otherwise(facts))
        return then(facts) if truth else otherwise(facts)

    return chosen
