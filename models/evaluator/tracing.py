"""Why a rule came out as it did: the answers that decided it, and one clause that names them and the figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from models.assessment import BUILT, AnswerId
from models.evaluation import MaturityBasis
from models.evaluator.facts import Facts, Ground, ScenarioAnswers
from models.evaluator.meaning import (
    BookMeaning,
    Logical,
    Numeric,
    covers_one,
    excuses_for,
    judge_indicators,
)
from models.expression.compilation import compile_logical, compile_numeric
from models.expression.ranges import INFINITY, Range, Truth
from models.expression.syntax import And, Call, Comparison, Name, Node, Not, Number, Or, walk
from models.expression.vocabulary import call_answers, name_answers
from models.figures import Confidence
from models.language import N_, Sentence, Text, sentence
from models.rulebook import AiDenominator, MaturityWeights

Explanation = tuple[tuple[AnswerId, ...], Sentence]
"""The deciding answers, and a clause without its full stop."""


@dataclass(frozen=True, slots=True)
class Tracer:
    """One node of a rule with what is needed to explain it."""

    truth: Logical

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        """Returns why this node has this truth."""
        raise NotImplementedError


def tracer(node: Node, meaning: BookMeaning, ground: Ground) -> Tracer:
    """Returns what explains a logical node."""
    match node:
        case And() | Or():
            parts = tuple(tracer(part, meaning, ground) for part in node.parts)
            return _Joined(compile_logical(node, meaning), parts, isinstance(node, And))
        case Not():
            return _Opposite(compile_logical(node, meaning), tracer(node.part, meaning, ground))
        case Comparison():
            return _comparison(node, meaning, ground)
        case Call():
            return _call(node, meaning, ground)
    raise TypeError(node)


@dataclass(frozen=True, slots=True)
class _Joined(Tracer):
    """Several parts joined by *and* or *or*: those speak that decided."""

    parts: tuple[Tracer, ...]
    every: bool

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        deciding = [(part, found) for part in self.parts if (found := part.truth(facts)) is truth]
        if truth is not None and truth is not self.every:
            # One false part settles an "and", one true part an "or"; the first true part is reason enough.
            deciding = deciding[:1] if not self.every else deciding
        explained = [part.explain(facts, found) for part, found in deciding]
        answers = tuple(dict.fromkeys(answer for given, _clause in explained for answer in given))
        return answers, joined([clause for _given, clause in explained])


def joined(clauses: Sequence[Sentence]) -> Sentence:
    """Returns several clauses as one."""
    result = clauses[0]
    for clause in clauses[1:]:
        result = sentence(N_("{first}; {second}"), first=result, second=clause)
    return result


@dataclass(frozen=True, slots=True)
class _Opposite(Tracer):
    part: Tracer

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        return self.part.explain(facts, None if truth is None else not truth)


# --------------------------------------------------------------------------------------------- calls


def _call(node: Call, meaning: BookMeaning, ground: Ground) -> Tracer:
    truth = meaning.logical(node)
    first = node.arguments[0]
    match node.name:
        case "covers" | "covers_in_principle":
            names = {str(dimension.id): dimension.name for dimension in ground.rulebook.dimensions}
            excuses = excuses_for(node.arguments, ground) if node.name == "covers_in_principle" else {}
            return _Covers(truth, node.arguments, names, excuses)
        case "recognised":
            tier = next((tier.name for tier in ground.rulebook.tiers if tier.id == first), Text(first, first))
            kind, day = AnswerId(f"recognition.{first}.kind"), AnswerId(f"recognition.{first}.date")
            return _Recognised(truth, tier, kind, day, _choices(kind, ground))
        case "indicators_beat":
            return _Indicators(truth, first, node.arguments[1])
        case "built" | "uses_ai":
            entry = next(entry for entry in ground.scenarios if entry.scenario.id == first)
            return _Scenario(truth, entry, node.name == "uses_ai")
        case "proven":
            return _Proven(truth, AnswerId(f"{first}.evidence"))
    answers = tuple(AnswerId(answer) for answer in call_answers(node, ground.rulebook))
    return _Answer(truth, answers[0], answers[1:], _label(answers[0], ground), _choices(answers[0], ground))


def _label(answer: AnswerId, ground: Ground) -> Text:
    question = ground.rulebook.questions.get(answer)
    if question is None:
        return Text(answer, answer)
    return question.short


def _choices(answer: AnswerId, ground: Ground) -> dict[str, Text]:
    question = ground.rulebook.questions.get(answer)
    return dict(question.choices) if question else {}


@dataclass(frozen=True, slots=True)
class _Answer(Tracer):
    """A single answer: `says`, `is_one_of`, `answered`."""

    answer: AnswerId
    exceptions: tuple[AnswerId, ...]
    label: Text
    choices: dict[str, Text]

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        given = facts.answers.get(self.answer)
        if given is None:
            return (self.answer,), sentence(N_("“{question}” is not answered yet"), question=self.label)
        shown: object = self.choices.get(str(given)) or ANSWER_WORDS.get(str(given), str(given))
        if truth is None:
            return (self.answer, *self.exceptions), sentence(
                N_(
                    "“{question}” is answered “{answer}” with a stated exception; whether it is accepted is for the authority to say"
                ),
                question=self.label,
                answer=shown,
            )
        return (self.answer,), sentence(N_("“{question}” is answered “{answer}”"), question=self.label, answer=shown)


ANSWER_WORDS: dict[str, Sentence] = {
    "yes": sentence(N_("yes")),
    "partly": sentence(N_("partly")),
    "no": sentence(N_("no")),
}
"""Words for answers to which the pack gives none."""


@dataclass(frozen=True, slots=True)
class _Covers(Tracer):
    dimensions: tuple[str, ...]
    names: dict[str, Text]
    excuses: object

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        found = {dimension: covers_one(facts, dimension) for dimension in self.dimensions}
        if truth is True:
            witnesses = [_witness(facts, dimension) for dimension in self.dimensions]
            counts = [
                sentence(
                    N_("{dimension} ({count})"),
                    dimension=self.names[dimension],
                    count=sum(1 for entry in facts.built if entry.scenario.dimension == dimension),
                )
                for dimension in self.dimensions
            ]
            return tuple(entry.status for entry in witnesses), sentence(
                N_("scenarios are built in every dimension asked for: {dimensions}"), dimensions=counts
            )
        if truth is False:
            lacking = [dimension for dimension in self.dimensions if found[dimension] is False]
            return _statuses(facts, lacking), sentence(
                N_("no scenario is built yet in {dimensions}"), dimensions=[self.names[one] for one in lacking]
            )
        excused = [dimension for dimension in self.dimensions if found[dimension] is False]
        unanswered = [dimension for dimension in self.dimensions if found[dimension] is None]
        clauses = []
        answers: list[AnswerId] = []
        if excused:
            answers += _statuses(facts, excused)
            clauses.append(
                sentence(
                    N_(
                        "no scenario is built in {dimensions}, with a stated exception; the rule says “in principle”, so the authority decides"
                    ),
                    dimensions=[self.names[one] for one in excused],
                )
            )
        if unanswered:
            answers += [
                entry.status
                for one in unanswered
                for entry in facts.ground.by_dimension[one]
                if entry.status not in facts.answers
            ]
            clauses.append(
                sentence(
                    N_("no scenario is answered as built in {dimensions}, and some are not answered yet"),
                    dimensions=[self.names[one] for one in unanswered],
                )
            )
        return tuple(answers), joined(clauses)


def _witness(facts: Facts, dimension: str) -> ScenarioAnswers:
    """Returns the built scenario that speaks for a dimension: one with evidence before one without."""
    candidates = [entry for entry in facts.built if entry.scenario.dimension == dimension]
    return next((entry for entry in candidates if facts.has_evidence(entry.evidence)), candidates[0])


def _statuses(facts: Facts, dimensions: Iterable[str]) -> tuple[AnswerId, ...]:
    return tuple(entry.status for one in dimensions for entry in facts.ground.by_dimension.get(one, ()))


@dataclass(frozen=True, slots=True)
class _Recognised(Tracer):
    tier: Text
    kind: AnswerId
    day: AnswerId
    choices: dict[str, Text]

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        given = facts.answers.get(self.kind)
        if given is None:
            return (self.kind,), sentence(
                N_("how the factory was recognised as {tier} is not answered yet"), tier=self.tier
            )
        shown = self.choices.get(str(given)) or str(given)
        if truth is True:
            return (self.kind, self.day), sentence(
                N_("{tier}: {kind}, {date}"), tier=self.tier, kind=shown, date=str(facts.answers[self.day])
            )
        if truth is None:
            return (self.day,), sentence(N_("{tier}: {kind}, but its date is missing"), tier=self.tier, kind=shown)
        return (self.kind,), sentence(N_("{tier}: {kind}, which is not enough here"), tier=self.tier, kind=shown)


_SCOPES = {
    ("province", "average"): sentence(N_("the province's average")),
    ("province", "leading"): sentence(N_("the province's leading level")),
    ("nation", "average"): sentence(N_("the national average")),
    ("nation", "leading"): sentence(N_("the national leading level")),
    ("world", "average"): sentence(N_("the world's average")),
    ("world", "leading"): sentence(N_("the world's leading level")),
}


@dataclass(frozen=True, slots=True)
class _Indicators(Tracer):
    scope: str
    kind: str

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        judged = judge_indicators(facts, self.scope, self.kind)
        against = _SCOPES[self.scope, self.kind]
        if truth is True:
            shown = [
                sentence(
                    N_("{name} {value} against {benchmark}"),
                    name=entry.kpi.name,
                    value=facts.answers[entry.after],
                    benchmark=facts.answers[entry.benchmark],
                )
                for entry in judged.beaten[:3]
            ]
            return tuple(entry.after for entry in judged.beaten), sentence(
                N_("indicators that beat {against}: {count}, such as {shown}"),
                count=len(judged.beaten),
                against=against,
                shown=shown,
            )
        if truth is False:
            shown = [
                sentence(
                    N_("{name} {value} against {benchmark}"),
                    name=entry.kpi.name,
                    value=facts.answers[entry.after],
                    benchmark=facts.answers[entry.benchmark],
                )
                for entry in judged.failed
            ]
            return tuple(entry.after for entry in judged.failed), sentence(
                N_("not better than {against}: {shown}"), against=against, shown=shown
            )
        if judged.open:
            missing = [
                answer
                for entry in judged.open
                for answer in (entry.after, entry.benchmark)
                if answer not in facts.answers
            ]
            return tuple(missing), sentence(
                N_("a present figure or benchmark is missing for {names}"),
                names=[entry.kpi.name for entry in judged.open],
            )
        return tuple(entry.benchmark for entry in facts.ground.kpis), sentence(
            N_("no indicator is compared with {against} yet; enter the figure, its source and date"), against=against
        )


@dataclass(frozen=True, slots=True)
class _Scenario(Tracer):
    entry: ScenarioAnswers
    intelligent: bool

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        name = self.entry.scenario.name
        status = facts.answers.get(self.entry.status)
        if status is None:
            return (self.entry.status,), sentence(N_("scenario “{name}” is not answered yet"), name=name)
        if status not in BUILT:
            return (self.entry.status,), sentence(N_("scenario “{name}” is not built"), name=name)
        if not self.intelligent:
            return (self.entry.status,), sentence(N_("scenario “{name}” is built"), name=name)
        if truth is None:
            message = N_("whether scenario “{name}” uses AI is not answered yet")
        elif truth:
            message = N_("scenario “{name}” uses AI")
        else:
            message = N_("scenario “{name}” does not use AI")
        return (self.entry.ai,), sentence(message, name=name)


@dataclass(frozen=True, slots=True)
class _Proven(Tracer):
    answer: AnswerId

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        message = N_("evidence is attached under {answer}") if truth else N_("no evidence is attached under {answer}")
        return (self.answer,), sentence(message, answer=self.answer)


# --------------------------------------------------------------------------------------- comparisons


def _comparison(node: Comparison, meaning: BookMeaning, ground: Ground) -> Tracer:
    truth = compile_logical(node, meaning)
    if isinstance(node.left, Name) and isinstance(node.right, Number) and node.operator in {">=", ">"}:
        limit = node.right.value
        match node.left.name:
            case "ai_share":
                return _AiShare(truth, limit)
            case "maturity_level":
                return _Maturity(truth, int(limit))
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
    )


def _reads(node: Node, ground: Ground) -> tuple[AnswerId, ...]:
    found: dict[AnswerId, None] = {}
    for part in walk(node):
        if isinstance(part, Call):
            found.update((AnswerId(answer), None) for answer in call_answers(part, ground.rulebook))
        elif isinstance(part, Name):
            quantity = ground.rulebook.quantities.get(part.name)
            if quantity is None:
                found.update((AnswerId(answer), None) for answer in name_answers(part.name, ground.rulebook))
            else:
                from models.expression import answers_read, parse

                read = answers_read(parse(quantity.formula), ground.rulebook)
                found.update((AnswerId(answer), None) for answer in sorted(read))
    return tuple(found)


_NUMBER_WORDS = {
    "built_count": sentence(N_("scenarios built")),
    "ai_count": sentence(N_("scenarios with AI")),
    "ai_share": sentence(N_("share of AI scenarios")),
    "stage_count": sentence(N_("stages with a built scenario")),
    "dimension_count": sentence(N_("dimensions with a built scenario")),
    "applicable_count": sentence(N_("scenarios that concern this factory")),
    "proven_scenario_count": sentence(N_("scenarios with evidence")),
    "shared_evidence_count": sentence(N_("scenarios that share one piece of evidence")),
    "investment_sum": sentence(N_("investment in all scenarios (10,000 yuan)")),
    "maturity_level": sentence(N_("maturity level")),
    "maturity_score": sentence(N_("maturity score")),
    "computed_level": sentence(N_("maturity level from the answers")),
    "computed_score": sentence(N_("maturity score from the answers")),
}


def described(node: Node, ground: Ground) -> Sentence | Text | None:
    """Returns what a number is called; None where the figure says it all."""
    match node:
        case Number():
            return None
        case Name() if node.name in ground.rulebook.quantities:
            return ground.rulebook.quantities[node.name].text
        case Name():
            return _NUMBER_WORDS[node.name]
        case Call():
            return _label(AnswerId(node.arguments[0]), ground)
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

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        answers = tuple(answer for answer in self.reads if truth is not None or answer not in facts.answers)
        return answers, sentence(
            N_("{left}, asked for {operator} {right}"),
            left=_named(self.left_name, self.left(facts)),
            operator=_SIGNS[self.operator],
            right=_named(self.right_name, self.right(facts)),
        )


_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


def _named(name: Sentence | Text | None, value: Range) -> Sentence:
    if name is None:
        return shown_range(value)
    return sentence(N_("{name}: {value}"), name=name, value=shown_range(value))


def shown_range(value: Range) -> Sentence:
    """Returns a number as a person reads it, its open range where it is not fully known."""
    low, high = value
    if low == high:
        return sentence(N_("{value}"), value=rounded(low))
    if low == -INFINITY and high == INFINITY:
        return sentence(N_("not known"))
    if high == INFINITY:
        return sentence(N_("at least {low}"), low=rounded(low))
    if low == -INFINITY:
        return sentence(N_("at most {high}"), high=rounded(high))
    return sentence(N_("between {low} and {high}"), low=rounded(low), high=rounded(high))


def rounded(value: Decimal) -> Decimal:
    """Returns a figure with at most two decimals."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(value) < Decimal(10) ** 20 else value


def percent(share: Decimal) -> Decimal:
    """Returns a share as whole percent, with one decimal where whole percent would hide which side of a limit it is."""
    hundred = share * 100
    whole = hundred.quantize(Decimal(1), ROUND_HALF_UP)
    return whole if abs(hundred - whole) < Decimal("0.05") else hundred.quantize(Decimal("0.1"), ROUND_HALF_UP)


_BASES = {
    AiDenominator.BUILT: N_("{ai} of {base} built scenarios use AI ({share} %), asked for {limit} %"),
    AiDenominator.APPLICABLE: N_("{ai} of {base} applicable scenarios use AI ({share} %), asked for {limit} %"),
    AiDenominator.ALL: N_("{ai} of all {base} scenarios use AI ({share} %), asked for {limit} %"),
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
            return tuple(missing), sentence(
                N_(
                    "the share of AI scenarios lies between {low} % and {high} %, asked for {limit} %: {count} answers about scenarios are missing"
                ),
                low=percent(low),
                high=percent(high),
                limit=limit,
                count=len(missing),
            )
        if not facts.built:
            return tuple(entry.status for entry in facts.ground.scenarios if entry.status in facts.answers), sentence(
                N_("no scenario is built, asked for {limit} % with AI"), limit=limit
            )
        base = {
            AiDenominator.BUILT: len(facts.built),
            AiDenominator.APPLICABLE: facts.applicable,
            AiDenominator.ALL: len(facts.ground.scenarios),
        }[denominator]
        counted = facts.with_ai if truth else [entry for entry in facts.built if entry not in facts.with_ai]
        answers = tuple(entry.ai for entry in counted)
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
            answers = tuple(
                entry.status for entry in facts.ground.scenarios if entry not in facts.built and entry not in facts.open
            )
        return answers, sentence(
            N_("{what}: {value}, asked for at least {limit}"),
            what=_NUMBER_WORDS[self.what],
            value=value,
            limit=self.limit,
        )


@dataclass(frozen=True, slots=True)
class _Maturity(Tracer):
    needed: int

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        result = facts.maturity
        model = facts.ground.maturity
        rows = [answer for row in model.answers[: self.needed] for answer in row]
        if result.basis is MaturityBasis.DECLARED:
            clause = sentence(
                N_("declared result: maturity level {level} ({platform}, {date}), asked for level {needed}"),
                level=result.declared_level,
                platform=str(facts.answers["maturity.declared.platform"]),  # type: ignore[index]
                date=str(facts.answers["maturity.declared.date"]),  # type: ignore[index]
                needed=self.needed,
            )
            return (AnswerId("maturity.declared.level"),), clause
        missing = tuple(answer for answer in result.missing if answer in set(rows) or "declared" in answer)
        if truth is None:
            if result.basis is MaturityBasis.OPEN:
                return missing, sentence(
                    N_(
                        "maturity level {level} is declared without platform, date or evidence, and the answers alone give level {low} to {high}; asked for level {needed}"
                    ),
                    level=result.declared_level,
                    low=result.computed_level[0],
                    high=result.computed_level[1],
                    needed=self.needed,
                )
            return missing, sentence(
                N_(
                    "the answers give maturity level {low} to {high}, asked for level {needed}: {count} answers are missing"
                ),
                low=result.level[0],
                high=result.level[1],
                needed=self.needed,
                count=len(missing),
            )
        return tuple(answer for answer in rows if answer in facts.answers), self._settled(facts, truth)

    def _settled(self, facts: Facts, truth: Truth) -> Sentence:
        result = facts.maturity
        low, high = result.level_any_weights
        level = result.level[0] if truth else result.level[1]
        score = rounded(result.score[0] if truth else result.score[1])
        if (low >= self.needed) is (high >= self.needed):
            return sentence(
                N_(
                    "the answers give maturity level {level} (score {score}) whatever the weights, asked for level {needed}"
                ),
                level=level,
                score=score,
                needed=self.needed,
            )
        name: object = sentence(N_("equal weights")) if result.weights is None else result.weights.name
        return sentence(
            N_(
                "the answers give maturity level {level} (score {score}) with {weights} ({confidence}); other weights could change it; asked for level {needed}"
            ),
            level=level,
            score=score,
            weights=name,
            confidence=_sureness(result.weights),
            needed=self.needed,
        )


def _sureness(weights: MaturityWeights | None) -> Text:
    """Returns how sure the weights in use are, as a person reads it; equal weights are our own reading."""
    mark = Confidence.INFERRED if weights is None else weights.confidence
    return Text(zh=mark.text("zh"), en=mark.text("en"))
