"""Why a comparison of figures came out as it did: counts, the AI share, any measured figure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import AnswerId
from models.evaluator.facts import Facts, Ground
from models.evaluator.meaning import BookMeaning, Numeric
from models.evaluator.tracing.clauses import Explanation, Tracer, label, percent, shown_days, shown_range
from models.evaluator.tracing.maturity import MaturityTracer
from models.expression import answers_read, parse
from models.expression.answers import call_answers, name_answers
from models.expression.compilation import compile_logical, compile_numeric
from models.expression.ranges import Range, Truth
from models.expression.syntax import Call, Comparison, Name, Node, Number, walk
from models.language import N_, Sentence, Text, counted, sentence
from models.questionnaire import QuestionKind
from models.rulebook import AiDenominator


def comparison_tracer(node: Comparison, meaning: BookMeaning, ground: Ground) -> Tracer:
    """Returns what explains a comparison."""
    truth = compile_logical(node, meaning)
    if isinstance(node.left, Name) and isinstance(node.right, Number) and node.operator in {">=", ">"}:
        limit = node.right.value
        match node.left.name:
            case "ai_share":
                return _AiShare(truth, limit)
            case "maturity_level":
                return MaturityTracer(truth, int(limit))
            case "built_count" | "stage_count" | "dimension_count":
                return _Counted(truth, node.left.name, limit)
    left, right = (compile_numeric(side, meaning) for side in (node.left, node.right))
    return _Measured(
        truth,
        left,
        right,
        node.operator,
        described(node.left, ground),
        described(node.right, ground),
        _reads(node, ground),
        shown_days if _is_date(node.left, ground) and _is_date(node.right, ground) else shown_range,
    )


def _is_date(node: Node, ground: Ground) -> bool:
    match node:
        case Name(name="today") | Call(name="day"):
            return True
        case Call(name="value"):
            question = ground.rulebook.questions.get(AnswerId(node.arguments[0]))
            return question is not None and question.kind is QuestionKind.DATE
    return False


def _reads(node: Node, ground: Ground) -> tuple[AnswerId, ...]:
    reads: dict[AnswerId, None] = {}
    for part in walk(node):
        if isinstance(part, Call):
            reads.update((AnswerId(answer), None) for answer in call_answers(part, ground.rulebook))
        elif isinstance(part, Name):
            quantity = ground.rulebook.quantities.get(part.name)
            if quantity is None:
                reads.update((AnswerId(answer), None) for answer in name_answers(part.name, ground.rulebook))
            else:
                read = answers_read(parse(quantity.formula), ground.rulebook)
                reads.update((AnswerId(answer), None) for answer in sorted(read))
    return tuple(reads)


_NUMBER_WORDS = {
    "built_count": sentence(N_("scenarios built")),
    "ai_count": sentence(N_("scenarios with AI")),
    "ai_share": sentence(N_("share of AI scenarios")),
    "stage_count": sentence(N_("stages with a built scenario")),
    "dimension_count": sentence(N_("dimensions with a built scenario")),
    "applicable_count": sentence(N_("scenarios that apply to this factory")),
    "proven_scenario_count": sentence(N_("scenarios with evidence")),
    "shared_evidence_count": sentence(N_("scenarios that share one piece of evidence")),
    "investment_sum": sentence(N_("investment in all scenarios (10,000 yuan)")),
    "maturity_level": sentence(N_("maturity level")),
    "maturity_score": sentence(N_("maturity score")),
    "computed_level": sentence(N_("maturity level from the answers")),
    "computed_score": sentence(N_("maturity score from the answers")),
    "today": sentence(N_("the day of the evaluation")),
}


def described(node: Node, ground: Ground) -> Sentence | Text | None:
    """Returns what a number is called; None where the figure says it all."""
    match node:
        case Number() | Call(name="day"):
            return None
        case Name() if node.name in ground.rulebook.quantities:
            return ground.rulebook.quantities[node.name].text
        case Name():
            return _NUMBER_WORDS[node.name]
        case Call():
            return label(AnswerId(node.arguments[0]), ground)
    names = [described(part, ground) for part in walk(node) if isinstance(part, Name | Call)]
    return sentence(N_("a figure from {names}"), names=[name for name in names if name is not None])


@dataclass(frozen=True, slots=True)
class _Measured(Tracer):
    """Any comparison of two numbers."""

    left: Numeric
    right: Numeric
    operator: str
    left_name: Sentence | Text | None
    right_name: Sentence | Text | None
    reads: tuple[AnswerId, ...]
    shown: Callable[[Range], Sentence]

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        answers = tuple(answer for answer in self.reads if truth is not None or answer not in facts.answers)
        return answers, sentence(
            N_("{left}, required {operator} {right}"),
            left=_named(self.left_name, self.shown(self.left(facts))),
            operator=_SIGNS[self.operator],
            right=_named(self.right_name, self.shown(self.right(facts))),
        )


_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


def _named(name: Sentence | Text | None, value: Sentence) -> Sentence:
    return value if name is None else sentence(N_("{name}: {value}"), name=name, value=value)


_BASES = {
    AiDenominator.BUILT: N_("built scenarios with AI: {ai} of {base} ({share} %), required {limit} %"),
    AiDenominator.APPLICABLE: N_("applicable scenarios with AI: {ai} of {base} ({share} %), required {limit} %"),
    AiDenominator.ALL: N_("scenarios with AI: {ai} of all {base} ({share} %), required {limit} %"),
}


@dataclass(frozen=True, slots=True)
class _AiShare(Tracer):
    limit: Decimal

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        denominator = facts.ground.rulebook.ai_denominator
        low, high = facts.ai_share()
        limit = percent(self.limit)
        if truth is None:
            missing = [entry.ai for entry in facts.ai_open] + [entry.status for entry in facts.open]
            return tuple(missing), counted(
                "the share of AI scenarios lies between {low} % and {high} %, required {limit} %: {count} answer about scenarios is missing",
                "the share of AI scenarios lies between {low} % and {high} %, required {limit} %: {count} answers about scenarios are missing",
                low=percent(low),
                high=percent(high),
                limit=limit,
                count=len(missing),
            )
        if not facts.built:
            return tuple(entry.status for entry in facts.ground.scenarios if entry.status in facts.answers), sentence(
                N_("no scenario is built, required {limit} % with AI"), limit=limit
            )
        base = {
            AiDenominator.BUILT: len(facts.built),
            AiDenominator.APPLICABLE: facts.applicable,
            AiDenominator.ALL: len(facts.ground.scenarios),
        }[denominator]
        with_ai = tuple(entry.ai for entry in facts.with_ai)
        intelligent = frozenset(with_ai)
        answers = with_ai if truth else tuple(entry.ai for entry in facts.built if entry.ai not in intelligent)
        return answers, sentence(
            _BASES[denominator],
            ai=len(facts.with_ai),
            base=base,
            share=percent(Decimal(len(facts.with_ai)) / base),
            limit=limit,
        )


@dataclass(frozen=True, slots=True)
class _Counted(Tracer):
    what: str
    limit: Decimal

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        low, high = (
            facts.built_count()
            if self.what == "built_count"
            else facts.stage_count()
            if self.what == "stage_count"
            else facts.dimension_count()
        )
        value = shown_range((low, high)) if truth is None else shown_range((low, low) if truth else (high, high))
        if truth is None:
            answers = tuple(entry.status for entry in facts.open)
        elif truth:
            answers = tuple(entry.status for entry in facts.built)
        else:
            counted_in = {entry.status for entry in (*facts.built, *facts.open)}
            answers = tuple(entry.status for entry in facts.ground.scenarios if entry.status not in counted_in)
        return answers, sentence(
            N_("{what}: {value}, required at least {limit}"),
            what=_NUMBER_WORDS[self.what],
            value=value,
            limit=self.limit,
        )
