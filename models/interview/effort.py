"""What a condition still takes: the fewest answers by which it may come true, and by which it may come out false.

Like the search for missing sets this reads a rule's tree. It differs in what it counts: not what must change in the
factory, but what must be asked until the three-valued result stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from models.assessment import AnswerId
from models.evaluation import MaturityBasis
from models.evaluator.compiled import CompiledCondition, CompiledRulebook
from models.evaluator.dates import RecordDoubt
from models.evaluator.facts import Facts, KpiAnswers
from models.evaluator.maturity import DECLARED_LEVEL, DECLARED_PROOF, declared_doubts, tenths_of
from models.evaluator.meaning import (
    BY_AUTHORITY,
    covers_one,
    excuses_for,
    groups_without,
    is_dated,
    judge_indicators,
    record_doubt,
)
from models.expression import Expression, ValueKind, answers_read, compile_logical
from models.expression.answers import name_answers, written_out
from models.expression.ranges import Truth
from models.expression.syntax import And, Call, Comparison, Name, Node, Not, Number, Or
from models.interview.step import questions_in
from models.rulebook import AiDenominator

Answers = tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """What one rule still takes."""

    truth: Truth
    """Whether it holds, whatever else is answered; None while answers can still change it."""
    meet: Answers | None
    """The fewest answers by which it may come true; None where no answer makes it true."""
    refute: Answers | None
    """The fewest answers by which it may come out false; None where none does."""

    @property
    def answers(self) -> Answers:
        """All of them, each once, those of the good ending first."""
        return tuple(dict.fromkeys((*(self.meet or ()), *(self.refute or ()))))

    @property
    def fewest(self) -> int:
        """How many questions may settle it at best."""
        ways = [questions_in(answers) for answers in (self.meet, self.refute) if answers]
        return min(ways, default=0)


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts so far, and what the person left out."""

    facts: Facts
    passed: frozenset[AnswerId]
    """Answers that are not asked for."""

    def still(self, answers: Iterable[AnswerId]) -> Answers:
        """Returns which of some answers are not given and not left out."""
        return tuple(answer for answer in answers if answer not in self.facts.answers and answer not in self.passed)

    def way(self, answers: Answers) -> Answers | None:
        """Returns some answers as a way; None where one of them was left out or there is none."""
        return answers if answers and self.passed.isdisjoint(answers) else None


Weigh = Callable[[Asking], Effort]
_MET = Effort(truth=True, meet=(), refute=None)
_FAILED = Effort(truth=False, meet=None, refute=())
_HELD = Effort(truth=None, meet=None, refute=None)
"""Open, and nothing that can be answered settles it: the authority decides."""


def weigh_condition(compiled: CompiledCondition, book: CompiledRulebook) -> Weigh:
    """Returns what a condition takes, as a function of the facts; met where it does not apply."""
    if compiled.expression is None:
        return lambda _asking: _HELD
    node = compiled.expression.node
    if compiled.applies_expression is not None:
        node = Or((Not(compiled.applies_expression.node), node))
    return _weigh(node, book)


def _weigh(node: Node, book: CompiledRulebook) -> Weigh:
    match node:
        case And():
            parts = [_weigh(part, book) for part in node.parts]
            return lambda asking: _all([part(asking) for part in parts])
        case Or():
            parts = [_opposite(_weigh(part, book)) for part in node.parts]
            return _opposite(lambda asking: _all([part(asking) for part in parts]))
        case Not():
            return _opposite(_weigh(node.part, book))
    return _weigh_leaf(node, book)


def _opposite(part: Weigh) -> Weigh:
    def opposite(asking: Asking) -> Effort:
        effort = part(asking)
        return Effort(None if effort.truth is None else not effort.truth, effort.refute, effort.meet)

    return opposite


def _all(efforts: list[Effort]) -> Effort:
    truths = [effort.truth for effort in efforts]
    if False in truths:
        return _FAILED
    if None not in truths:
        return _MET
    meets = [effort.meet for effort in efforts]
    refutes = [effort.refute for effort in efforts if effort.truth is None and effort.refute is not None]
    meet = None if None in meets else tuple(dict.fromkeys(chain.from_iterable(part or () for part in meets)))
    return Effort(None, meet, min(refutes, key=questions_in, default=None))


def _weigh_leaf(node: Node, book: CompiledRulebook) -> Weigh:
    truth_of = compile_logical(node, book.meaning)
    reads = tuple(
        AnswerId(answer) for answer in sorted(answers_read(Expression("", node, ValueKind.LOGICAL), book.rulebook))
    )
    absent = frozenset(_counted_as_absent(node, book))
    weigh_open = _open_leaf(node, reads)
    excuses = _excuses(node, book)

    def weigh(asking: Asking) -> Effort:
        truth = truth_of(asking.facts)
        silent = tuple(answer for answer in reads if answer in absent and answer not in asking.facts.answers)
        if silent:
            # Here an answer that is missing counts as nothing there: given, it may still change the result.
            return _together(asking, silent)
        if truth is False and excuses:
            excuse = asking.still(excuse for excuse in excuses(asking.facts))
            if excuse:
                # With a stated exception the authority decides: a no is final once none was stated.
                return Effort(None, None, excuse)
        if truth is not None:
            return _MET if truth else _FAILED
        return weigh_open(asking)

    return weigh


def _excuses(node: Node, book: CompiledRulebook) -> Callable[[Facts], Answers] | None:
    """Returns the exceptions by which a no becomes the authority's to decide; None for a rule that knows none."""
    match node:
        case Call(name="says_in_principle"):
            exception = AnswerId(f"requirements.{node.arguments[0]}.exception")
            return lambda _facts: (exception,)
        case Call(name="covers_in_principle"):
            stated = excuses_for(node.arguments, book.ground)

            def lacking(facts: Facts) -> Answers:
                bare = [
                    dimension
                    for dimension in node.arguments
                    if covers_one(facts, dimension) is False
                    and not any(facts.answers.get(answer) for answer in stated[dimension])
                ]
                return tuple(chain.from_iterable(stated[dimension] for dimension in bare))

            return lacking
    return None


def _counted_as_absent(node: Node, book: CompiledRulebook) -> Iterable[str]:
    """Yields the answers that a rule takes as not there, instead of unknown, while they are not given."""
    for part in written_out(node, book.rulebook.quantities):
        match part:
            case Call(name="answered" | "count"):
                yield part.arguments[0]
            case Call(name="proven"):
                yield f"{part.arguments[0]}.evidence"
            case Name(name="proven_scenario_count" | "shared_evidence_count" | "investment_sum"):
                yield from name_answers(part.name, book.rulebook)


def _open_leaf(node: Node, reads: Answers) -> Weigh:
    """Returns what a leaf takes while it is unknown."""
    match node:
        case Call(name="covers" | "covers_in_principle"):
            return lambda asking: _covers(asking, node.arguments)
        case Call(name="recognised"):
            return lambda asking: _recognised(asking, node.arguments[0], frozenset(node.arguments[1:]))
        case Call(name="indicators_beat"):
            return lambda asking: _indicators(asking, *node.arguments)
        case Call(name="uses_ai"):
            status, ai = (AnswerId(f"scenarios.{node.arguments[0]}.{field}") for field in ("status", "ai"))
            return lambda asking: _apart(asking, (status, ai))
        case Call():
            asked = tuple(answer for answer in reads if not answer.endswith(".exception"))
            return lambda asking: _apart(asking, asked)
        case Comparison(left=Name(name="maturity_level"), operator=">=", right=Number(value=limit)):
            return lambda asking: _maturity(asking, int(limit))
        case Comparison(left=Name(name="ai_share"), operator=">=", right=Number(value=limit)):
            return lambda asking: _ai_share(asking, limit)
        case Comparison(left=Name(name="built_count"), operator=">=", right=Number(value=limit)):
            return lambda asking: _built_count(asking, int(limit))
    return lambda asking: _together(asking, reads)


def _apart(asking: Asking, answers: Answers) -> Effort:
    """Each of some answers may refute, all together may meet."""
    missing = tuple(answer for answer in answers if answer not in asking.facts.answers)
    return Effort(None, asking.way(missing), asking.still(missing)[:1] or None)


def _together(asking: Asking, answers: Answers) -> Effort:
    """Nothing is known of the rule but what it reads."""
    still = asking.still(answers) or None
    return Effort(None, still, still)


def _covers(asking: Asking, dimensions: tuple[str, ...]) -> Effort:
    facts = asking.facts
    meet: list[AnswerId] = []
    refutes: list[Answers] = []
    possible = True
    for dimension in dimensions:
        covered = covers_one(facts, dimension)
        if covered is None:
            missing = tuple(
                entry.status for entry in facts.ground.by_dimension[dimension] if entry.status not in facts.answers
            )
            still = asking.still(missing)
            meet += still[:1]
            possible = possible and bool(still)
            if len(still) == len(missing):
                refutes.append(still)
        # A dimension without a scenario that is excused stays for the authority.
        possible = possible and covered is not False
    return Effort(None, tuple(meet) if possible and meet else None, min(refutes, key=len, default=None))


def _recognised(asking: Asking, tier: str, kinds: frozenset[str]) -> Effort:
    answers = asking.facts.answers
    kind, day, evidence = (AnswerId(f"recognition.{tier}.{field}") for field in ("kind", "date", "evidence"))
    given = answers.get(kind)
    if given is None:
        proof = (evidence,) if kinds <= BY_AUTHORITY else ()
        return Effort(None, asking.way((kind, day, *proof)), asking.way((kind,)))
    lacking = [day] if record_doubt(asking.facts, tier, str(given)) is not RecordDoubt.UNPROVEN else []
    if given in BY_AUTHORITY and evidence not in answers:
        lacking.append(evidence)
    return Effort(None, asking.way(tuple(lacking)), None)


def lacks(facts: Facts, entry: KpiAnswers) -> Answers:
    """Returns what an indicator still needs to be held against its benchmark, in the order of a form."""
    fields = (entry.after, entry.benchmark, entry.scope, entry.kind, entry.source, entry.date)
    return tuple(
        answer
        for answer in fields
        if answer not in facts.answers or (answer == entry.date and not is_dated(facts, entry))
    )


def _indicators(asking: Asking, scope: str, kind: str) -> Effort:
    facts = asking.facts
    judged = judge_indicators(facts, scope, kind)
    if judged.open:
        each = [lacks(facts, entry) for entry in judged.open]
        ways = [way for way in map(asking.way, each) if way is not None]
        whole = tuple(chain.from_iterable(each))
        return Effort(None, asking.way(whole), min(ways, key=len, default=None))
    meet: list[AnswerId] = []
    for group in groups_without(facts, judged.beaten) or (None,):
        entries = [entry for entry in facts.ground.kpis if group is None or entry.kpi.group == group]
        ways = [_comparison_of(facts, entry) for entry in entries]
        # The one that is filled in furthest; of one that is compared otherwise, the comparison.
        way = min((way for way in ways if asking.way(way)), key=len, default=None)
        if way is None:
            return _HELD
        meet += way
    return Effort(None, tuple(meet), tuple(meet))


def _comparison_of(facts: Facts, entry: KpiAnswers) -> Answers:
    return lacks(facts, entry) or (entry.benchmark, entry.scope, entry.kind, entry.source, entry.date)


def _maturity(asking: Asking, needed: int) -> Effort:
    facts = asking.facts
    result = facts.maturity
    proof = (DECLARED_LEVEL, *DECLARED_PROOF)
    if result.basis is MaturityBasis.OPEN and result.declared_level is not None:
        doubtful = declared_doubts(facts.answers, result.declared_level, facts.today)
        if asking.way(doubtful):
            good = result.declared_level >= needed
            return Effort(None, doubtful if good else None, None if good else doubtful)
    elif asking.still(proof) == proof:
        # One result of a platform spares all rows.
        return Effort(None, proof, proof)
    model = facts.ground.maturity
    rows = []
    lacking, spare = [0] * needed, [0] * needed
    for weight, *row in zip(model.weights, *model.answers[:needed], strict=True):
        given = [tenths_of(facts.answers.get(answer)) for answer in row]
        for level, tenths in enumerate(given):
            lacking[level] += weight * (8 - (tenths or 0))
            spare[level] += weight * ((10 if tenths is None else tenths) - 8)
        still = asking.still(answer for answer, tenths in zip(row, given, strict=True) if tenths is None)
        if weight and still:
            levels = frozenset(level for level, answer in enumerate(row) if answer in still)
            rows.append(_Row(weight, still, levels))
    rows.sort(key=lambda row: -row.weight)
    return Effort(None, _rows_that_meet(rows, lacking), _rows_that_refute(rows, spare))


@dataclass(frozen=True, slots=True)
class _Row:
    """An open row of the maturity matrix."""

    weight: int
    answers: Answers
    levels: frozenset[int]
    """Those that are open, from 0."""


def _rows_that_meet(rows: list[_Row], lacking: list[int]) -> Answers | None:
    left, taken = list(lacking), list[AnswerId]()
    for row in rows:
        if any(left[level] > 0 for level in row.levels):
            taken += row.answers
            for level in row.levels:
                left[level] -= 10 * row.weight
    return tuple(taken) if max(left) <= 0 else None


def _rows_that_refute(rows: list[_Row], spare: list[int]) -> Answers | None:
    ways = []
    for level, more in enumerate(spare):
        left, taken = more, list[AnswerId]()
        for row in rows:
            if left < 0:
                break
            if level in row.levels:
                taken += row.answers
                left -= 10 * row.weight
        if left < 0:
            ways.append(tuple(taken))
    return min(ways, key=questions_in, default=None)


def _ai_share(asking: Asking, limit: Decimal) -> Effort:
    """Scenarios whose AI is not said come first, then those of which nothing is said; about how many, not exactly."""
    facts = asking.facts
    kind = facts.ground.rulebook.ai_denominator
    missing = [
        asking.still((entry.status, entry.ai) if entry.status not in facts.answers else (entry.ai,))
        for entry in (*facts.ai_open, *facts.open)
    ]
    missing = [answers for answers in missing if answers]
    base, sure = facts.longest_base(kind), len(facts.with_ai)
    good: list[AnswerId] = []
    for answers in missing:
        if base and Decimal(sure) / base >= limit:
            break
        sure += 1
        good += answers
    most = len(facts.with_ai) + len(facts.ai_open) + facts.open_for_ai
    shortest = base if kind is AiDenominator.ALL else len(facts.built) + facts.open_for_ai
    bad: list[AnswerId] = []
    for answers in missing:
        if shortest and Decimal(most) / shortest < limit:
            break
        most -= 1
        bad += answers
    return Effort(None, tuple(good) or None, tuple(bad) or None)


def _built_count(asking: Asking, limit: int) -> Effort:
    low, high = (int(end) for end in asking.facts.built_count())
    still = asking.still(entry.status for entry in asking.facts.open)
    lacking, spare = limit - low, high - limit + 1
    return Effort(
        None,
        still[:lacking] if len(still) >= lacking else None,
        still[:spare] if len(still) >= spare else None,
    )
