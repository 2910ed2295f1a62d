"""Why a rule came out as it did: the answers that decided it, and a clause that names them and the figures."""

from dataclasses import dataclass

from models.evaluator.facts import Facts, Ground
from models.evaluator.meaning import BookMeaning
from models.evaluator.tracing.answers import call_tracer
from models.evaluator.tracing.clauses import Explanation, Tracer, joined, shown_range
from models.evaluator.tracing.numbers import comparison_tracer
from models.expression.compilation import compile_logical
from models.expression.ranges import Truth
from models.expression.syntax import And, Call, Comparison, Node, Not, Or

__all__ = ["Explanation", "Tracer", "shown_range", "tracer"]


def tracer(node: Node, meaning: BookMeaning, ground: Ground) -> Tracer:
    """Returns what explains a logical node.

    Raises:
        TypeError: for a node that gives a number and not a truth.
    """
    match node:
        case And() | Or():
            parts = tuple(tracer(part, meaning, ground) for part in node.parts)
            return _Joined(compile_logical(node, meaning), parts, isinstance(node, And))
        case Not():
            return _Opposite(compile_logical(node, meaning), tracer(node.part, meaning, ground))
        case Comparison():
            return comparison_tracer(node, meaning, ground)
        case Call():
            return call_tracer(node, meaning, ground)
    raise TypeError(node)


@dataclass(frozen=True, slots=True)
class _Joined(Tracer):
    """Several parts joined by *and* or *or*: those speak that decided."""

    parts: tuple[Tracer, ...]
    every: bool

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        deciding = [(part, said) for part in self.parts if (said := part.truth(facts)) is truth]
        if truth is not None and truth is not self.every:
            # One false part settles an "and", one true part an "or"; the first true part is reason enough.
            deciding = deciding[:1] if not self.every else deciding
        explained = [part.explain(facts, said) for part, said in deciding]
        answers = tuple(dict.fromkeys(answer for given, _clause in explained for answer in given))
        return answers, joined([clause for _given, clause in explained])


@dataclass(frozen=True, slots=True)
class _Opposite(Tracer):
    part: Tracer

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        return self.part.explain(facts, None if truth is None else not truth)
