"""The moves that can close a goal: which answers may change, to which value, and which of them are interchangeable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.assessment import BUILT, AnswerId, Assessment, Digest, ScenarioStatus, Value
from models.evaluation import Item
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.dates import RecordDoubt
from models.evaluator.facts import Facts, KpiAnswers, ScenarioAnswers
from models.evaluator.meaning import (
    BY_AUTHORITY,
    beats,
    exceeds,
    group_of,
    is_dated,
    judge_indicators,
    record_doubt,
    serves,
)
from models.evaluator.missing.goals import OpenGoal
from models.evaluator.missing.limits import limit_items
from models.expression.answers import written_out
from models.expression.syntax import Call, Comparison, Name, Node
from models.expression.vocabulary import BENCHMARK_SCOPES, NAMES
from models.questionnaire import QuestionKind
from models.rulebook import AiDenominator


@dataclass(frozen=True, slots=True)
class Left:
    """Scenarios of one pool that have not moved yet, and what they can bring."""

    count: int
    dimension: str
    marks: bool
    """Built: can come to use AI with one item."""
    builds: bool
    """Not built: can be built with one item."""
    lengthens: bool
    """Building it makes the denominator longer: it does not stand there yet."""
    has_ai: bool
    """Once built it uses AI: the question was answered with yes before."""
    leaves: bool
    """Open: that it uses AI, if it is built at all, takes it out of the denominator."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Units that are alike for every goal of a group, such as unbuilt scenarios of one stage."""

    moves: tuple[tuple[tuple[Item, ...], ...], ...]
    """Each move holds, for every unit, the items that it sets; the last move is the most complete."""
    left: Left | None = None
    """What the units bring when they are scenarios."""

    @property
    def size(self) -> int:
        """How many units there are."""
        return len(self.moves[0])


def pools_for(group: tuple[OpenGoal, ...], assessment: Assessment, book: CompiledRulebook, on: date) -> list[Pool]:
    """Returns the moves that can help a group of goals, in reading order."""
    quantities = book.rulebook.quantities
    nodes = [node for goal in group if goal.node is not None for node in written_out(goal.node, quantities)]
    pools = [Pool((((item,),),)) for item in _single_items(nodes, assessment, book, on)]
    pools += _indicator_pools(nodes, assessment, book, on)
    pools += _scenario_pools(nodes, assessment, book)
    return pools


def example_evidence(assessment: Assessment) -> tuple[str, ...]:
    """Returns evidence that would do: some file of the case, else a digest of nothing."""
    return (next(iter(sorted(assessment.evidence)), Digest("0" * 64)),)


# ------------------------------------------------------------------------------------- single answers


def _single_items(nodes: list[Node], assessment: Assessment, book: CompiledRulebook, on: date) -> Iterator[Item]:
    """Yields the answers that help on their own, each once."""
    seen: set[AnswerId] = set()
    for node in nodes:
        for item in _items_of(node, assessment, book, on):
            if item.answer not in seen and assessment.answers.get(item.answer) != item.value:
                seen.add(item.answer)
                yield item


def _items_of(node: Node, assessment: Assessment, book: CompiledRulebook, on: date) -> Iterable[Item]:
    match node:
        case Call(name="says" | "says_in_principle"):
            return (Item(AnswerId(f"requirements.{node.arguments[0]}.answer"), "yes"),)
        case Call(name="is_one_of"):
            answer = AnswerId(node.arguments[0])
            given = assessment.answers.get(answer)
            return () if given in node.arguments[1:] else (Item(answer, node.arguments[1]),)
        case Call(name="answered"):
            answer = AnswerId(node.arguments[0])
            return (
                ()
                if answer in assessment.answers
                else (Item(answer, _example(answer, assessment, book, on), example=True),)
            )
        case Call(name="recognised"):
            return _recognition_items(node, assessment, Facts(assessment, book.ground, on), on)
        case Call(name="proven"):
            return (Item(AnswerId(f"{node.arguments[0]}.evidence"), example_evidence(assessment), example=True),)
        case Comparison():
            return limit_items(node, assessment, book, on)
    return ()


def _recognition_items(node: Call, assessment: Assessment, facts: Facts, on: date) -> Iterator[Item]:
    tier, kinds = node.arguments[0], node.arguments[1:]
    kind, day = AnswerId(f"recognition.{tier}.kind"), AnswerId(f"recognition.{tier}.date")
    given = assessment.answers.get(kind)
    if given not in kinds:
        given = kinds[0]
        yield Item(kind, given)
    doubt = record_doubt(facts, tier, str(given))
    if doubt is not None and doubt is not RecordDoubt.UNPROVEN:
        yield Item(day, on.isoformat(), example=True)
    evidence = AnswerId(f"recognition.{tier}.evidence")
    if given in BY_AUTHORITY and not assessment.answers.get(evidence):
        yield Item(evidence, example_evidence(assessment), example=True)


def _example(answer: AnswerId, assessment: Assessment, book: CompiledRulebook, on: date) -> Value:
    question = book.rulebook.questions[answer]
    if question.choices:
        return question.choices[0][0]
    match question.kind:
        case QuestionKind.NUMBER:
            return Decimal(question.low or 0)
        case QuestionKind.INTEGER:
            return question.low or 0
        case QuestionKind.DATE:
            return on.isoformat()
        case QuestionKind.EVIDENCE:
            return example_evidence(assessment)
        case QuestionKind.LIST:
            return ("…",)
        case QuestionKind.YES_NO:
            return "yes"
    return "…"


# ----------------------------------------------------------------------------------------- indicators


def _indicator_pools(nodes: list[Node], assessment: Assessment, book: CompiledRulebook, on: date) -> Iterator[Pool]:
    """Yields moves for figures that fall short or are missing, and for indicators compared for the first time."""
    facts = Facts(assessment, book.ground, on)
    asked = {
        (node.arguments[0], node.arguments[1])
        for node in nodes
        if isinstance(node, Call)
        and node.name == "indicators_beat"
        and judge_indicators(facts, *node.arguments[:2]).truth is not True
    }
    if not asked:
        return
    # One that leads in the widest scope serves all that is asked; where one thing is asked, that alone.
    scope = max((scope for scope, _kind in asked), key=BENCHMARK_SCOPES.index)
    kind = next(iter(asked))[1] if len(asked) == 1 else "leading"
    alike: dict[tuple[bool, int, str], list[tuple[Item, ...]]] = {}
    for entry in facts.ground.kpis:
        own_scope, own_kind = facts.answers.get(entry.scope), facts.answers.get(entry.kind)
        if own_scope is not None and own_kind is not None:
            if (
                any(serves(own_scope, own_kind, *comparison) for comparison in asked)
                and beats(facts, entry) is not True
            ):
                yield Pool(((tuple(_better_items(entry, facts, on)),),))
            continue
        items = tuple(_first_items(entry, scope, kind, facts, on))
        alike.setdefault((entry.after in facts.answers, len(items), group_of(entry, facts)), []).append(items)
    for units in alike.values():
        yield Pool((tuple(units),))


def _better_items(entry: KpiAnswers, facts: Facts, on: date) -> Iterator[Item]:
    """An indicator's figure comes to beat its benchmark; a missing benchmark is one that the figure beats."""
    sign = 1 if entry.kpi.higher_is_better else -1
    after, benchmark = facts.answers.get(entry.after), facts.answers.get(entry.benchmark)
    if benchmark is None:
        base = _number(after)
        if after is None:
            yield Item(entry.after, base, example=True)
        yield Item(entry.benchmark, base - sign, example=True)
    elif after is None or not exceeds(facts, entry):
        yield Item(entry.after, _number(benchmark) + sign, example=True)
    if not facts.answers.get(entry.source):
        yield Item(entry.source, "…", example=True)
    if not is_dated(facts, entry):
        yield Item(entry.date, on.isoformat(), example=True)


def _first_items(entry: KpiAnswers, scope: str, kind: str, facts: Facts, on: date) -> Iterator[Item]:
    """An indicator is compared with a benchmark for the first time; what is entered already is kept where it serves."""
    yield from _better_items(entry, facts, on)
    own_scope, own_kind = facts.answers.get(entry.scope), facts.answers.get(entry.kind)
    if own_kind is None:
        if own_scope is None or not serves(own_scope, kind, scope, kind):
            yield Item(entry.scope, scope)
        yield Item(entry.kind, kind)
        return
    yield Item(entry.scope, scope)
    if not serves(scope, own_kind, scope, kind):
        yield Item(entry.kind, kind)


def _number(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(50)


# ------------------------------------------------------------------------------------------ scenarios


def _scenario_pools(nodes: list[Node], assessment: Assessment, book: CompiledRulebook) -> list[Pool]:
    """Returns the scenarios that can be built or given AI, alike when stage, state and mention are."""
    calls = [node for node in nodes if isinstance(node, Call)]
    named = {node.arguments[0] for node in calls if node.name in {"built", "uses_ai"}}
    counted = [node.name for node in nodes if isinstance(node, Name) and "scenarios." in NAMES.get(node.name, "")]
    dimensions = {
        argument for node in calls if node.name in {"covers", "covers_in_principle"} for argument in node.arguments
    }
    about_ai = any("ai" in name.split("_") for name in counted) or any(node.name == "uses_ai" for node in calls)
    of_built = "ai_share" in counted and book.rulebook.ai_denominator is AiDenominator.BUILT
    answers = assessment.answers
    pools: dict[tuple[object, ...], list[ScenarioAnswers]] = {}
    for entry in book.ground.scenarios:
        scenario = entry.scenario
        if not (counted or scenario.id in named or scenario.dimension in dimensions):
            continue
        status = answers.get(entry.status)
        if status == ScenarioStatus.NOT_APPLICABLE:
            continue
        state = "built" if status in BUILT else "open" if status is None else "not built"
        mention = scenario.id if scenario.id in named else ""
        pools.setdefault((scenario.stage, state, answers.get(entry.ai), mention), []).append(entry)
    open_pools = []
    for (_stage, condition, ai, _mention), entries in pools.items():
        leaves = of_built and condition == "open" and ai != "yes"
        moves = _scenario_moves(entries, str(condition), ai, about_ai=about_ai, leaves=leaves)
        if moves:
            left = Left(
                count=len(entries),
                dimension=entries[0].scenario.dimension,
                marks=condition == "built",
                builds=condition != "built",
                lengthens=condition == "not built" or (of_built and ai == "yes"),
                has_ai=ai == "yes",
                leaves=leaves,
            )
            open_pools.append(Pool(moves, left))
    return open_pools


def _scenario_moves(
    entries: list[ScenarioAnswers], state: str, ai: object, *, about_ai: bool, leaves: bool
) -> tuple[tuple[tuple[Item, ...], ...], ...]:
    with_ai = tuple((Item(entry.ai, "yes"),) for entry in entries)
    if state == "built":
        return (with_ai,) if about_ai and ai != "yes" else ()
    build = tuple((Item(entry.status, str(ScenarioStatus.PARTIAL)),) for entry in entries)
    if not about_ai or ai == "yes":
        return (build,)
    both = tuple(unit + other for unit, other in zip(build, with_ai, strict=True))
    return (with_ai, build, both) if leaves else (build, both)
