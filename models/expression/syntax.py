"""The grammar of the rule language: from text to a small syntax tree.

Python's own parser reads the text; everything that is not in our grammar is refused with its column, so no
expression can reach an attribute, an index or a function that the vocabulary does not name.
"""

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from models.expression.notation import as_meant, spoken
from models.language import N_, Sentence, sentence

LONGEST = 4000
"""Most characters of one expression."""
DEEPEST = 40
"""Most levels of one expression's tree."""


class ValueKind(StrEnum):
    """What an expression gives."""

    LOGICAL = "logical"
    NUMERIC = "numeric"


class ExpressionError(ValueError):
    """An expression that breaks the grammar or uses a name that does not exist."""

    def __init__(self, column: int, why: Sentence) -> None:
        """Keeps the place and the reason.

        Args:
            column: 1-based, counted in characters from the start of the expression.
            why: one sentence.
        """
        super().__init__(f"column {column}: {why.text('en')}")
        self.column = column
        self.why = why


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the rule."""

    value: Decimal
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Name:
    """A word that stands for a number, such as `built_count`."""

    name: str
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A question about the answers, such as `built("SC10")`."""

    name: str
    arguments: tuple[str, ...]
    column: int = field(compare=False, default=1)
    columns: tuple[int, ...] = field(compare=False, default=())
    """Where each argument stands."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers and one of `+ - * /`."""

    operator: str
    left: "Node"
    right: "Node"
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least (`min`) or the greatest (`max`) of several numbers."""

    name: str
    parts: tuple["Node", ...]
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Conditional:
    """One of two numbers: `10 if maturity_level >= 3 else 5`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers and one of `< <= > >= == !=`."""

    operator: str
    left: "Node"
    right: "Node"
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Node"
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class And:
    """All of several."""

    parts: tuple["Node", ...]
    column: int = field(compare=False, default=1)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of several."""

    parts: tuple["Node", ...]
    column: int = field(compare=False, default=1)


Node = Number | Name | Call | Arithmetic | Extreme | Conditional | Comparison | Not | And | Or


@dataclass(frozen=True, slots=True)
class Expression:
    """One rule or formula, read."""

    text: str
    node: Node
    kind: ValueKind


ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
NUMERIC_CALLS = frozenset({"value", "count", "day"})
"""The calls that give a number; all others give true or false."""
EXTREMES = frozenset({"min", "max"})
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?")
_STRANGE = re.compile(r"""[^\w\s.,"'()<>=!+*/\-]|\d[A-Za-z_]""")
_QUOTED = re.compile(r""""[^"\n]*"|'[^'\n]*'""")


def parse(text: str) -> Expression:
    """Returns the expression written in `text`.

    Raises:
        ExpressionError: when the text is not in the grammar, is too long or too deeply nested.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            LONGEST + 1, sentence(N_("the rule is longer than {longest} characters."), longest=LONGEST)
        )
    written, places = spoken(text)
    body = as_meant(written)

    def at(column: int) -> int:
        return places[min(column, len(places)) - 1]

    start = len(body) - len(body.lstrip())
    bare = _QUOTED.sub(lambda match: "_" * len(match[0]), body)
    strange = _STRANGE.search(bare)
    if strange:
        raise ExpressionError(
            at(strange.start() + 1),
            sentence(N_("“{found}” is not allowed in a rule."), found=strange[0]),
        )
    deep = _too_deep_at(bare)
    if deep is not None:
        raise ExpressionError(at(deep + 1), _too_deep())
    if "\\" in body:
        raise ExpressionError(at(body.index("\\") + 1), sentence(N_("“{found}” is not allowed in a rule."), found="\\"))
    if not body.strip():
        raise ExpressionError(1, sentence(N_("the rule is empty.")))
    try:
        with warnings.catch_warnings():
            # Python warns of "10if": to the person who typed it that says nothing.
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(body.strip(), mode="eval")
    except SyntaxError as error:
        # Where the text ends too early Python names no place: it is the end.
        column = at(start + (error.offset or len(body.strip()) + 1))
        raise ExpressionError(column, sentence(N_("the rule cannot be read from here on."))) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError(1, sentence(N_("the rule cannot be read from here on."))) from None
    node = _TreeReader(body.strip(), start, at).read(tree.body, 0)
    return Expression(text, node, kind_of(node))


def kind_of(node: Node) -> ValueKind:
    """Returns whether a node gives a number or true and false."""
    if isinstance(node, Number | Name | Arithmetic | Extreme | Conditional):
        return ValueKind.NUMERIC
    if isinstance(node, Call):
        return ValueKind.NUMERIC if node.name in NUMERIC_CALLS else ValueKind.LOGICAL
    return ValueKind.LOGICAL


def children(node: Node) -> tuple[Node, ...]:
    """Returns the nodes directly below a node, in reading order."""
    if isinstance(node, Arithmetic | Comparison):
        return (node.left, node.right)
    if isinstance(node, And | Or | Extreme):
        return node.parts
    if isinstance(node, Not):
        return (node.part,)
    if isinstance(node, Conditional):
        return (node.condition, node.then, node.otherwise)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yields a node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def _too_deep_at(bare: str) -> int | None:
    """Returns where brackets are nested too deeply: Python's parser would work hard on them."""
    depth = 0
    for index, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            return index
    return None


def _too_deep() -> Sentence:
    return sentence(N_("the rule is nested deeper than {deepest} levels."), deepest=DEEPEST)


class _TreeReader:
    """Turns Python's tree into ours, refusing what is not ours."""

    def __init__(self, body: str, start: int, at: Callable[[int], int]) -> None:
        self._body = body
        self._bytes = body.encode()
        self._start = start
        self._at = at

    def read(self, tree: ast.expr, depth: int) -> Node:
        column = self._column(tree)
        if depth > DEEPEST:
            raise ExpressionError(column, _too_deep())
        match tree:
            case ast.Constant():
                return self._number(tree)
            case ast.Name():
                return Name(tree.id, column)
            case ast.Call():
                return self._call(tree, depth)
            case ast.BinOp() if type(tree.op) in ARITHMETIC:
                return Arithmetic(
                    ARITHMETIC[type(tree.op)],
                    self._numeric(tree.left, depth),
                    self._numeric(tree.right, depth),
                    column,
                )
            case ast.UnaryOp(op=ast.USub()):
                operand = self._numeric(tree.operand, depth)
                if isinstance(operand, Number):
                    return Number(-operand.value, column)
                return Arithmetic("-", Number(Decimal(0), column), operand, column)
            case ast.UnaryOp(op=ast.Not()):
                return Not(self._logical(tree.operand, depth), column)
            case ast.BoolOp():
                parts = tuple(self._logical(value, depth) for value in tree.values)
                return And(parts, column) if isinstance(tree.op, ast.And) else Or(parts, column)
            case ast.Compare():
                return self._comparison(tree, depth)
            case ast.IfExp():
                return Conditional(
                    self._logical(tree.test, depth),
                    self._numeric(tree.body, depth),
                    self._numeric(tree.orelse, depth),
                    column,
                )
        raise ExpressionError(column, sentence(N_("this form is not allowed in a rule.")))

    def _column(self, tree: ast.expr) -> int:
        """Python counts bytes; people count characters, and Chinese characters have three bytes."""
        return self._at(self._start + len(self._bytes[: tree.col_offset].decode(errors="ignore")) + 1)

    def _number(self, tree: ast.Constant) -> Number:
        column = self._column(tree)
        written = ast.get_source_segment(self._body, tree) or ""
        if isinstance(tree.value, bool) or not isinstance(tree.value, int | float) or not _NUMBER.fullmatch(written):
            raise ExpressionError(
                column,
                sentence(N_("a number such as 20 or 0.6 is expected here; text is allowed only inside brackets.")),
            )
        return Number(Decimal(written), column)

    def _call(self, tree: ast.Call, depth: int) -> Node:
        column = self._column(tree)
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise ExpressionError(column, sentence(N_("this form is not allowed in a rule.")))
        if tree.func.id in EXTREMES:
            if not tree.args:
                raise ExpressionError(
                    column, sentence(N_("“{name}” needs at least one entry in its brackets."), name=tree.func.id)
                )
            return Extreme(tree.func.id, tuple(self._numeric(part, depth) for part in tree.args), column)
        arguments = []
        columns = []
        for argument in tree.args:
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                raise ExpressionError(
                    self._column(argument),
                    sentence(N_("the brackets of “{name}” may contain only quoted text."), name=tree.func.id),
                )
            arguments.append(argument.value)
            columns.append(self._column(argument))
        return Call(tree.func.id, tuple(arguments), column, tuple(columns))

    def _comparison(self, tree: ast.Compare, depth: int) -> Node:
        """A chain `1 < a < 5` becomes two comparisons that must both hold."""
        column = self._column(tree)
        sides = [self._numeric(side, depth) for side in (tree.left, *tree.comparators)]
        links: list[Node] = []
        for index, operator in enumerate(tree.ops):
            if type(operator) not in _COMPARISONS:
                raise ExpressionError(column, sentence(N_("this form is not allowed in a rule.")))
            links.append(Comparison(_COMPARISONS[type(operator)], sides[index], sides[index + 1], column))
        return links[0] if len(links) == 1 else And(tuple(links), column)

    def _numeric(self, tree: ast.expr, depth: int) -> Node:
        node = self.read(tree, depth + 1)
        if kind_of(node) is not ValueKind.NUMERIC:
            raise ExpressionError(self._column(tree), sentence(N_("a number is expected here, not yes or no.")))
        return node

    def _logical(self, tree: ast.expr, depth: int) -> Node:
        node = self.read(tree, depth + 1)
        if kind_of(node) is not ValueKind.LOGICAL:
            raise ExpressionError(self._column(tree), sentence(N_("yes or no is expected here, not a number.")))
        return node
