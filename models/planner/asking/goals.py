"""What the tiers require, as formulas over answers that measures can raise.

A rule of the rulebook is read into a small formula that says *certainly true after the plan*. What no measure can
change stays as the evaluator finds it; what is unknown and cannot be bought is taken to turn out well and is listed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import AnswerId
from models.rulebook import Condition, ConditionId


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """An answer that reaches at least some rank; measures can make it true."""

    answer: AnswerId
    rank: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """What no measure changes: true, false, or None for unknown."""

    truth: bool | None


@dataclass(frozen=True, slots=True)
class Has:
    """One answer that measures can raise far enough."""

    atom: Atom


@dataclass(frozen=True, slots=True)
class Spread:
    """At least one of several answers: a stage or dimension with a built scenario."""

    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Maturity:
    """The weighted score of the levels, in use as a term of a sum."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A sum of what measures can raise is at least a number."""

    terms: tuple[tuple[Decimal, "Atom | Spread | Maturity"], ...]
    least: Decimal


@dataclass(frozen=True, slots=True)
class Drop:
    """What a sum loses when one answer turns out one grade lower: so much now, and more or less at each higher rank."""

    now: Decimal
    steps: tuple[tuple[Decimal, Atom], ...]


@dataclass(frozen=True, slots=True)
class Firm:
    """A sum that is at least a number even without the largest of some drops, a number of times."""

    terms: tuple[tuple[Decimal, Atom], ...]
    least: Decimal
    drops: tuple[Drop, ...]
    times: int


@dataclass(frozen=True, slots=True)
class All:
    """Every part."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part or more."""

    parts: tuple["Formula", ...]


Formula = Fixed | Has | AtLeast | Firm | All | Any
TRUE, FALSE, UNKNOWN = Fixed(True), Fixed(False), Fixed(None)


def all_of(parts: "list[Formula]") -> Formula:
    """Returns the formula that every part is true, without the parts that are."""
    left = [part for part in parts if part != TRUE]
    if FALSE in left:
        return FALSE
    if not left:
        return TRUE
    closable = [part for part in left if part != UNKNOWN]
    if not closable:
        return UNKNOWN
    return left[0] if len(left) == 1 else All(tuple(left))


def any_of(parts: "list[Formula]") -> Formula:
    """Returns the formula that one part is true; what is unknown does not help while something can be bought."""
    if TRUE in parts:
        return TRUE
    closable = [part for part in parts if not isinstance(part, Fixed)]
    if not closable:
        return UNKNOWN if UNKNOWN in parts else FALSE
    return closable[0] if len(closable) == 1 else Any(tuple(closable))


def atoms(formula: Formula) -> Iterator[Atom]:
    """Yields every answer that a formula counts."""
    if isinstance(formula, Has):
        yield formula.atom
    elif isinstance(formula, AtLeast):
        for _, term in formula.terms:
            if isinstance(term, Atom):
                yield term
            elif isinstance(term, Spread):
                yield from term.atoms
    elif isinstance(formula, Firm):
        yield from (atom for _, atom in formula.terms)
    elif isinstance(formula, All | Any):
        for part in formula.parts:
            yield from atoms(part)


def counts_maturity(formula: Formula) -> bool:
    """Returns whether a formula depends on the maturity score."""
    if isinstance(formula, AtLeast):
        return any(isinstance(term, Maturity) for _, term in formula.terms)
    return isinstance(formula, All | Any) and any(counts_maturity(part) for part in formula.parts)


def lowered(formula: Formula) -> Iterator[Atom]:
    """Yields the answers that a formula counts *against* it: built scenarios below the line of the AI share."""
    if isinstance(formula, AtLeast):
        for weight, term in formula.terms:
            if weight < 0 and isinstance(term, Atom):
                yield term
    elif isinstance(formula, All | Any):
        for part in formula.parts:
            yield from lowered(part)


def holds(formula: Formula, reaches: Callable[[Atom], bool]) -> bool:
    """Returns whether a formula is true of some answers; what is unknown and cannot be bought counts as true.

    Args:
        formula: without the maturity score as a number.
        reaches: whether an answer is at least of some rank.
    """
    match formula:
        case Fixed():
            return formula.truth is not False
        case Has():
            return reaches(formula.atom)
        case All():
            return all(holds(part, reaches) for part in formula.parts)
        case Any():
            return any(holds(part, reaches) for part in formula.parts)
        case Firm():
            reached = sum((weight for weight, atom in formula.terms if reaches(atom)), Decimal(0))
            drops = (drop.now + sum(step for step, atom in drop.steps if reaches(atom)) for drop in formula.drops)
            return reached - formula.times * max(drops, default=Decimal(0)) >= formula.least
        case AtLeast():
            return sum((weight * _count(term, reaches) for weight, term in formula.terms), Decimal(0)) >= formula.least


def _count(term: Atom | Spread | Maturity, reaches: Callable[[Atom], bool]) -> int:
    match term:
        case Atom():
            return int(reaches(term))
        case Spread():
            return int(any(map(reaches, term.atoms)))
        case Maturity():
            raise ValueError("the maturity score is no sum of answers")


@dataclass(frozen=True, slots=True)
class Goal:
    """One condition of a tier on the way to the target, as a formula."""

    condition: Condition
    formula: Formula
    assumed: bool
    """Whether something unknown that no measure can buy is taken to turn out well."""
    hangs: bool = False
    """Whether it hangs on single answers by nature: on more than maturity, coverage and counts."""

    @property
    def id(self) -> ConditionId:
        """The condition's id."""
        return self.condition.id

    @property
    def hopeless(self) -> bool:
        """Whether no measure can make it true."""
        return self.formula == FALSE


@dataclass(frozen=True, slots=True)
class MaturityTerms:
    """The maturity score as the sum of five levels; weights in whole shares of `total`."""

    levels: tuple["LevelTerms", ...]
    total: int


@dataclass(frozen=True, slots=True)
class LevelTerms:
    """Satisfaction of one level: what it is now and what each answer adds, in shares × tenths."""

    base: int
    gains: tuple[tuple[int, Atom], ...]
    drops: tuple[Drop, ...]
    """For each answer what it loses one grade lower."""


@dataclass(frozen=True, slots=True)
class Goals:
    """Everything that the target asks."""

    goals: tuple[Goal, ...]
    maturity: MaturityTerms
    reads: Mapping[ConditionId, frozenset[Atom]]
    """For each condition the answers that it counts."""
