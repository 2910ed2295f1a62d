"""Three-valued logic, and arithmetic with numbers that are not fully known.

A `Range` is every value that a number can still take: (3, 3) is known, (3, 7) is somewhere between, and
`ANYTHING` is not known at all. A comparison is true or false only when it is so for every value of the range.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

Truth = bool | None
"""True, False, or None for unknown."""
Range = tuple[Decimal, Decimal]
"""Least and greatest value that the number can take; equal when it is known."""

INFINITY = Decimal("Infinity")
ANYTHING: Range = (-INFINITY, INFINITY)
ZERO = Decimal(0)
NOTHING: Range = (ZERO, ZERO)


def exactly(value: Decimal | int) -> Range:
    """Returns the range of a known number."""
    number = Decimal(value)
    return (number, number)


def is_known(value: Range) -> bool:
    """Whether only one value is left."""
    return value[0] == value[1]


def add(left: Range, right: Range) -> Range:
    """Returns the sum."""
    return (left[0] + right[0], left[1] + right[1])


def subtract(left: Range, right: Range) -> Range:
    """Returns the difference."""
    return (left[0] - right[1], left[1] - right[0])


def multiply(left: Range, right: Range) -> Range:
    """Returns the product."""
    if left[0] == left[1] and right[0] == right[1]:
        product = left[0] * right[0]
        return (product, product)
    products = [_product(bound, other) for bound in left for other in right]
    return (min(products), max(products))


def divide(left: Range, right: Range) -> Range | None:
    """Returns the quotient; None when the divisor is zero for certain.

    A divisor that may be zero leaves the quotient open.
    """
    if right[0] == ZERO == right[1]:
        return None
    if right[0] <= ZERO <= right[1]:
        return ANYTHING
    if left[0] == left[1] and right[0] == right[1]:
        quotient = left[0] / right[0]
        return (quotient, quotient)
    quotients = [_quotient(bound, other) for bound in left for other in right]
    return (min(quotients), max(quotients))


def least(parts: list[Range]) -> Range:
    """Returns the range of the least of several numbers."""
    return (min(part[0] for part in parts), min(part[1] for part in parts))


def greatest(parts: list[Range]) -> Range:
    """Returns the range of the greatest of several numbers."""
    return (max(part[0] for part in parts), max(part[1] for part in parts))


def either(left: Range, right: Range) -> Range:
    """Returns the range of a number that is one of two, not known which."""
    return (min(left[0], right[0]), max(left[1], right[1]))


def _less(left: Range, right: Range) -> Truth:
    return True if left[1] < right[0] else False if left[0] >= right[1] else None


def _at_most(left: Range, right: Range) -> Truth:
    return True if left[1] <= right[0] else False if left[0] > right[1] else None


def _equal(left: Range, right: Range) -> Truth:
    if left[0] == left[1] == right[0] == right[1]:
        return True
    return False if left[1] < right[0] or right[1] < left[0] else None


def _different(left: Range, right: Range) -> Truth:
    same = _equal(left, right)
    return None if same is None else not same


def _more(left: Range, right: Range) -> Truth:
    return True if right[1] < left[0] else False if right[0] >= left[1] else None


def _at_least(left: Range, right: Range) -> Truth:
    return True if right[1] <= left[0] else False if right[0] > left[1] else None


COMPARISONS: Mapping[str, Callable[[Range, Range], Truth]] = {
    "<": _less,
    "<=": _at_most,
    ">": _more,
    ">=": _at_least,
    "==": _equal,
    "!=": _different,
}
"""What each sign asks of two numbers."""


def _product(factor: Decimal, other: Decimal) -> Decimal:
    """0 × infinity is 0 here: a bound that is never reached cannot lift a zero."""
    return ZERO if not factor or not other else factor * other


def _quotient(dividend: Decimal, other: Decimal) -> Decimal:
    """Infinity ÷ infinity adds no bound: the other three corners span the range."""
    return ZERO if dividend.is_infinite() and other.is_infinite() else dividend / other
