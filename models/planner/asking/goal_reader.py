"""From rules to formulas: the reader of goals."""

from collections.abc import Iterable
from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId
from models.catalogue import Catalogue
from models.evaluation import ConditionResult, Evaluation, MaturityBasis, Status
from models.evaluator.compiled import compiled
from models.evaluator.facts import Facts
from models.evaluator.maturity import LEVEL_MET
from models.evaluator.meaning import BY_AUTHORITY
from models.expression import compile_logical, compile_numeric, parse
from models.expression.syntax import And, Arithmetic, Call, Comparison, Name, Node, Number, Or, walk
from models.planner.asking.effects import RANKS, is_frozen, rank
from models.planner.asking.goals import (
    FALSE,
    TRUE,
    UNKNOWN,
    AtLeast,
    Atom,
    Firm,
    Fixed,
    Formula,
    Goal,
    Goals,
    Has,
    LevelTerms,
    Maturity,
    MaturityTerms,
    all_of,
    any_of,
    atoms,
    counts_maturity,
    holds,
)
from models.planner.asking.tally import BUILT_RANK, WHOLE_RANK, YES, Sum, Tally
from models.rulebook import TIER_IDS, TierId

_FLIPPED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "==", "!=": "!="}


class GoalReader:
    """Reads the conditions of one evaluation against one catalogue."""

    def __init__(self, evaluation: Evaluation, catalogue: Catalogue, margin: int = 0) -> None:
        self._margin = margin
        self._evaluation = evaluation
        self._assessment = evaluation.assessment
        self._rulebook = evaluation.rulebook
        book = compiled(evaluation.rulebook)
        self._meaning = book.meaning
        self._facts = Facts(evaluation.assessment, book.ground, evaluation.day)
        self._best: dict[AnswerId, int] = {}
        for recipe in catalogue.recipes:
            if not is_frozen(self._assessment, recipe.answer):
                self._best[recipe.answer] = max(self._best.get(recipe.answer, 0), rank(recipe.value) or 0)
        self._tally = Tally(self._assessment, self._rulebook, self._best)

    def goals(self, target: TierId) -> Goals:
        """Returns every condition that counts on the way to `target`, from basic up."""
        wanted = TIER_IDS[: TIER_IDS.index(target) + 1]
        goals = []
        for result in self._evaluation.tiers:
            if result.tier.id not in wanted:
                continue
            for reading in result.conditions:
                if reading.condition.informative or self._passed_over(reading):
                    continue
                formula = self._formula(reading)
                goals.append(Goal(reading.condition, formula, _hopes(formula), _hangs(reading.condition.rule)))
        maturity = self._tally.maturity()
        reads = {goal.id: frozenset(self._reads(goal.formula, maturity)) for goal in goals}
        return Goals(tuple(goals), maturity, MappingProxyType(reads))

    def _passed_over(self, reading: ConditionResult) -> bool:
        """Returns whether a condition does not concern this factory and no measure can make it concern it."""
        if reading.status is not Status.NOT_APPLICABLE:
            return False
        return isinstance(self._true(parse(reading.condition.applies).node), Fixed)

    def _formula(self, reading: ConditionResult) -> Formula:
        if not reading.condition.rule:
            return UNKNOWN
        return self._true(parse(reading.condition.rule).node)

    def _reads(self, formula: Formula, maturity: MaturityTerms) -> Iterable[Atom]:
        yield from atoms(formula)
        if counts_maturity(formula):
            for level in maturity.levels:
                yield from (atom for _, atom in level.gains)

    # -- truth ---------------------------------------------------------------------------------------------------

    def _true(self, node: Node) -> Formula:
        """Returns when a logical node is certainly true."""
        match node:
            case And():
                return all_of([self._true(part) for part in node.parts])
            case Or():
                return any_of([self._true(part) for part in node.parts])
            case Call():
                return self._asked(node)
            case Comparison():
                return self._compared(node)
        return self._as_it_is(node)

    def _as_it_is(self, node: Node) -> Formula:
        """Returns what the evaluator finds today, for what measures do not move."""
        return Fixed(compile_logical(node, self._meaning)(self._facts))

    def _asked(self, call: Call) -> Formula:
        first = call.arguments[0]
        match call.name:
            case "says" | "says_in_principle":
                return self._reaches(AnswerId(f"requirements.{first}.answer"), YES, call)
            case "built":
                return self._reaches(AnswerId(f"scenarios.{first}.status"), BUILT_RANK, call)
            case "uses_ai":
                built = self._reaches(AnswerId(f"scenarios.{first}.status"), BUILT_RANK, None)
                return all_of([built, self._reaches(AnswerId(f"scenarios.{first}.ai"), YES, None)])
            case "covers":
                return all_of([self._covered(dimension) for dimension in call.arguments])
            case "covers_in_principle":
                return all_of([self._covered_in_principle(dimension, call) for dimension in call.arguments])
            case "recognised":
                return self._recognised(call)
            case "is_one_of":
                return self._one_of(call)
        return self._as_it_is(call)

    def _reaches(self, answer: AnswerId, wanted: int, call: Call | None) -> Formula:
        """Returns when an answer is at least of some rank."""
        present = rank(self._assessment.get(answer))
        if present is not None and present >= wanted:
            return TRUE
        if self._best.get(answer, -1) >= wanted:
            return Has(Atom(answer, wanted))
        if call is not None:
            return self._as_it_is(call)
        return UNKNOWN if present is None and not is_frozen(self._assessment, answer) else FALSE

    def _one_of(self, call: Call) -> Formula:
        answer, *values = call.arguments
        now = self._as_it_is(call)
        ranks = [RANKS[value] for value in values if value in RANKS]
        if now == TRUE or not ranks or (max(RANKS.values()) not in ranks and YES not in ranks):
            return now
        reached = self._reaches(AnswerId(answer), min(ranks), None)
        return reached if isinstance(reached, Has) else now

    def _covered(self, dimension: str) -> Formula:
        members = [scenario.id for scenario in self._rulebook.scenarios if scenario.dimension == dimension]
        if self._margin:
            # Whole ones are still built one grade lower.
            built, whole = self._tally.counted(set(members)), self._tally.counted(set(members), WHOLE_RANK)
            return any_of([_counts(built, 1 + self._margin), _counts(whole, 1 + self._margin // 2)])
        return any_of([self._reaches(AnswerId(f"scenarios.{member}.status"), BUILT_RANK, None) for member in members])

    def _covered_in_principle(self, dimension: str, call: Call) -> Formula:
        covered = self._covered(dimension)
        if covered == FALSE and not self._margin:
            return self._as_it_is(Call(call.name, (dimension,)))
        return covered

    def _recognised(self, call: Call) -> Formula:
        """A self-assessment of a lower tier follows from its conditions; an authority's decision is waited for."""
        now = self._as_it_is(call)
        if now == TRUE:
            return TRUE
        tier = TierId(call.arguments[0])
        if "self_assessed" not in call.arguments[1:]:
            return UNKNOWN
        if self._assessment.get(f"recognition.{tier}.kind") in BY_AUTHORITY:
            # Said to be an authority's act: what it lacks nobody can buy, and it is not replaced by one's own word.
            return now
        return all_of(
            [
                self._formula(reading)
                for result in self._evaluation.tiers
                if TIER_IDS.index(result.tier.id) <= TIER_IDS.index(tier)
                for reading in result.conditions
                if not reading.condition.informative and not self._passed_over(reading)
            ]
        )

    # -- numbers -------------------------------------------------------------------------------------------------

    def _compared(self, node: Comparison) -> Formula:
        now = self._as_it_is(node)
        if node.operator in {"==", "!="}:
            return now
        share = self._share(node)
        if share is not None:
            return share
        left, right = self._sum(node.left), self._sum(node.right)
        operator = node.operator
        if left is None or right is None:
            return now
        if operator in {"<", "<="}:
            left, right, operator = right, left, _FLIPPED[operator]
            if left.terms or right.terms:
                return now
        whole = left.plus(right, Decimal(-1))
        if not whole.terms:
            # One of its counts may have been lowered by the margin.
            return FALSE if now == TRUE and operator in {">", ">="} and whole.constant < 0 else now
        strict = Decimal("0.000001") if operator == ">" else Decimal(0)
        level = self._level(whole, strict)
        return level or AtLeast(whole.terms, strict - whole.constant)

    def _level(self, whole: Sum, strict: Decimal) -> Formula | None:
        """A level is read from the bands of the score; a declared and proven one may already do."""
        if len(whole.terms) != 1 or not isinstance(whole.terms[0][1], Maturity):
            return None
        weight, least = whole.terms[0][0], strict - whole.constant
        level = least / weight
        index = int(level.to_integral_value(rounding="ROUND_CEILING"))
        if index < 1:
            return TRUE
        if index > 5:
            return FALSE
        maturity = self._evaluation.maturity
        if maturity is not None and maturity.basis is MaturityBasis.DECLARED and maturity.level[0] >= index:
            return TRUE
        return all_of([self._satisfied(level) for level in self._tally.maturity().levels[:index]])

    def _satisfied(self, level: LevelTerms) -> Formula:
        """Returns when a level is met: at four fifths of what all its answers can count."""
        total = 10 * self._tally.maturity().total
        short = Decimal(LEVEL_MET * total - level.base)
        terms = tuple((Decimal(share), atom) for share, atom in level.gains)
        formula = Firm(terms, short, level.drops, self._margin) if self._margin else AtLeast(terms, short)
        if holds(formula, lambda atom: False):
            return TRUE
        return formula if holds(formula, lambda atom: True) else FALSE

    def _share(self, node: Comparison) -> Formula | None:
        """Reads `ai_share >= 0.2`: AI scenarios, less a fifth of those built, are at least zero."""
        left, right, operator = node.left, node.right, node.operator
        if isinstance(right, Name):
            left, right, operator = right, left, _FLIPPED[operator]
        if not (isinstance(left, Name) and left.name == "ai_share" and operator in {">=", ">"}):
            return None
        bound = self._sum(right)
        if bound is None or bound.terms:
            return None
        if bound.constant <= 0:
            return TRUE
        intelligent, below = self._tally.ai_count().plus(Sum(-Decimal(self._margin))), self._tally.below_the_line()
        whole = intelligent.plus(below, -bound.constant)
        strict = Decimal("0.000001") if operator == ">" else Decimal(0)
        least_one = AtLeast(intelligent.terms, Decimal(1) - intelligent.constant)
        parts: list[Formula] = [AtLeast(whole.terms, strict - whole.constant)]
        if intelligent.constant < 1:
            if not intelligent.terms:
                return FALSE
            parts.append(least_one)
        return all_of(parts)

    def _sum(self, node: Node) -> Sum | None:
        """Returns a number as a sum over answers; None for what the planner cannot move and read as a sum."""
        match node:
            case Number():
                return Sum(node.value)
            case Name():
                return self._named(node)
            case Arithmetic():
                left, right = self._sum(node.left), self._sum(node.right)
                if left is None or right is None:
                    return None
                match node.operator:
                    case "+":
                        return left.plus(right)
                    case "-":
                        return left.plus(right, Decimal(-1))
                    case "*" if not right.terms:
                        return left.times(right.constant)
                    case "*" if not left.terms:
                        return right.times(left.constant)
                    case "/" if not right.terms and right.constant:
                        return left.times(1 / right.constant)
                return None
        low, high = compile_numeric(node, self._meaning)(self._facts)
        return Sum(low) if low == high else None

    def _named(self, node: Name) -> Sum | None:
        if node.name in self._rulebook.quantities:
            return self._sum(parse(self._rulebook.quantities[node.name].formula).node)
        match node.name:
            case "built_count":
                return self._lowered(self._tally.counted({scenario.id for scenario in self._rulebook.scenarios}))
            case "ai_count":
                return self._lowered(self._tally.ai_count())
            case "stage_count" | "dimension_count":
                return self._lowered(self._tally.spread(node.name.removesuffix("_count")))
            case "ai_share":
                return None
            case "maturity_level" | "maturity_score" | "computed_level" | "computed_score":
                return Sum(Decimal(0), ((Decimal(1), Maturity()),))
        low, high = compile_numeric(node, self._meaning)(self._facts)
        return Sum(low) if low == high else None

    def _lowered(self, count: Sum) -> Sum:
        """Returns a count without as many as may be lost."""
        return count.plus(Sum(-Decimal(self._margin)))


def _counts(count: Sum, least: int) -> Formula:
    """Returns when a count is at least a number."""
    if count.constant >= least:
        return TRUE
    if count.constant + len(count.terms) < least:
        return FALSE
    return AtLeast(count.terms, least - count.constant)


_COUNTED = {"built_count", "ai_count", "ai_share", "stage_count", "dimension_count"}
_SCORED = {"maturity_level", "maturity_score", "computed_level", "computed_score"}


def _hangs(rule: str) -> bool:
    """Returns whether a rule asks for more than maturity, coverage and counts, or is not public."""
    nodes = list(walk(parse(rule).node)) if rule else []
    calls = {node.name for node in nodes if isinstance(node, Call)}
    names = {node.name for node in nodes if isinstance(node, Name)}
    return not nodes or not calls <= {"covers", "covers_in_principle"} or not names <= _COUNTED | _SCORED


def _hopes(formula: Formula) -> bool:
    """Returns whether a formula rests on something unknown turning out well."""
    if formula == UNKNOWN:
        return True
    parts = getattr(formula, "parts", ())
    return any(_hopes(part) for part in parts) and not isinstance(formula, Has)


__all__ = ["GoalReader"]
