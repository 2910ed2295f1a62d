"""Why a question about the answers came out as it did: requirements, coverage, recognition, indicators, scenarios."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.assessment import BUILT, AnswerId, Value
from models.evaluator.dates import RecordDoubt
from models.evaluator.facts import Facts, Ground, KpiAnswers, ScenarioAnswers
from models.evaluator.meaning import (
    BookMeaning,
    covers_one,
    excuses_for,
    groups_without,
    is_dated,
    judge_indicators,
    recognised_above,
    record_doubt,
)
from models.evaluator.tracing.clauses import Explanation, Tracer, choices, joined, label
from models.expression.answers import call_answers
from models.expression.ranges import Truth
from models.expression.syntax import Call
from models.language import N_, Sentence, Text, sentence


def call_tracer(node: Call, meaning: BookMeaning, ground: Ground) -> Tracer:
    """Returns what explains a call."""
    truth = meaning.logical(node)
    first = node.arguments[0]
    match node.name:
        case "covers" | "covers_in_principle":
            names = {str(dimension.id): dimension.name for dimension in ground.rulebook.dimensions}
            excuses = excuses_for(node.arguments, ground) if node.name == "covers_in_principle" else {}
            return _Covers(truth, node.arguments, names, excuses)
        case "recognised":
            kind, day = AnswerId(f"recognition.{first}.kind"), AnswerId(f"recognition.{first}.date")
            names = {str(tier.id): tier.name for tier in ground.rulebook.tiers}
            higher = ground.rulebook.implying(first, node.arguments[1:])
            return _Recognised(
                truth, names.get(first, Text(first, first)), kind, day, choices(kind, ground), higher, names
            )
        case "indicators_beat":
            return _Indicators(truth, first, node.arguments[1])
        case "built" | "uses_ai":
            entry = next(entry for entry in ground.scenarios if entry.scenario.id == first)
            return _Scenario(truth, entry, node.name == "uses_ai")
        case "proven":
            return _Proven(truth, AnswerId(f"{first}.evidence"))
    answers = tuple(AnswerId(answer) for answer in call_answers(node, ground.rulebook))
    return _Answer(truth, answers[0], answers[1:], label(answers[0], ground), choices(answers[0], ground))


@dataclass(frozen=True, slots=True)
class _Answer(Tracer):
    """A single answer: `says`, `is_one_of`, `answered`."""

    answer: AnswerId
    exceptions: tuple[AnswerId, ...]
    label: Text
    choices: dict[str, Text]
    explained: dict[tuple[Value | None, Truth], Explanation] = field(default_factory=dict, compare=False)
    """What was said before of the same answer: most are one of a few choices."""

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        given = facts.answers.get(self.answer)
        explanation = self.explained.get((given, truth))
        if explanation is None:
            explanation = self._explanation(given, truth)
            if len(self.explained) < _MOST_EXPLAINED:
                self.explained[given, truth] = explanation
        return explanation

    def _explanation(self, given: Value | None, truth: Truth) -> Explanation:
        if given is None:
            return (self.answer,), sentence(N_("“{question}” is not answered yet"), question=self.label)
        shown: object = self.choices.get(str(given)) or ANSWER_WORDS.get(str(given), str(given))
        if truth is None:
            return (self.answer, *self.exceptions), sentence(
                N_(
                    "“{question}” is answered “{answer}” with a stated exception; the authority decides whether to accept it"
                ),
                question=self.label,
                answer=shown,
            )
        return (self.answer,), sentence(N_("“{question}” is answered “{answer}”"), question=self.label, answer=shown)


_MOST_EXPLAINED = 16
"""More than the choices of any question: free texts do not fill the memory."""
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
        covered = {dimension: covers_one(facts, dimension) for dimension in self.dimensions}
        if truth is True:
            built = {dimension: facts.built_in(dimension) for dimension in self.dimensions}
            counts = [
                sentence(N_("{dimension} ({count})"), dimension=self.names[dimension], count=len(entries))
                for dimension, entries in built.items()
            ]
            return tuple(_witness(facts, entries).status for entries in built.values()), sentence(
                N_("scenarios are built in every required dimension: {dimensions}"), dimensions=counts
            )
        if truth is False:
            lacking = [dimension for dimension in self.dimensions if covered[dimension] is False]
            return _statuses(facts, lacking), sentence(
                N_("no scenario is built yet in {dimensions}"),
                dimensions=[self.names[dimension] for dimension in lacking],
            )
        excused = [dimension for dimension in self.dimensions if covered[dimension] is False]
        unanswered = [dimension for dimension in self.dimensions if covered[dimension] is None]
        clauses = []
        answers: list[AnswerId] = []
        if excused:
            answers += _statuses(facts, excused)
            clauses.append(
                sentence(
                    N_(
                        "no scenario is built in {dimensions}, with a stated exception; the rule says “in principle”, so the authority decides"
                    ),
                    dimensions=[self.names[dimension] for dimension in excused],
                )
            )
        if unanswered:
            answers += [
                entry.status
                for dimension in unanswered
                for entry in facts.ground.by_dimension[dimension]
                if entry.status not in facts.answers
            ]
            clauses.append(
                sentence(
                    N_("no scenario is reported as built in {dimensions}, and some are not answered yet"),
                    dimensions=[self.names[dimension] for dimension in unanswered],
                )
            )
        return tuple(answers), joined(clauses)


def _witness(facts: Facts, built: Sequence[ScenarioAnswers]) -> ScenarioAnswers:
    """Returns the built scenario that speaks for a dimension: one with evidence before one without."""
    return next((entry for entry in built if facts.has_evidence(entry.evidence)), built[0])


def _statuses(facts: Facts, dimensions: Iterable[str]) -> tuple[AnswerId, ...]:
    return tuple(entry.status for dimension in dimensions for entry in facts.ground.by_dimension.get(dimension, ()))


_DOUBTS = {
    RecordDoubt.UNDATED: N_("{tier}: {kind}, but its date is missing"),
    RecordDoubt.UNPROVEN: N_("{tier}: {kind}, {date}, but no proof is attached"),
    RecordDoubt.FUTURE: N_("{tier}: {kind}, but its date, {date}, has not come yet"),
    RecordDoubt.EARLY: N_("{tier}: {kind}, but on its date, {date}, the scheme did not exist yet"),
    RecordDoubt.UNFOUNDED: N_("{tier}: {kind}, but on its date, {date}, the enterprise was not founded yet"),
}


@dataclass(frozen=True, slots=True)
class _Recognised(Tracer):
    tier: Text
    kind: AnswerId
    day: AnswerId
    choices: dict[str, Text]
    higher: tuple[str, ...]
    names: dict[str, Text]

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        given = facts.answers.get(self.kind)
        if given is None and truth is True:
            above = str(recognised_above(facts, self.higher))
            day = AnswerId(f"recognition.{above}.date")
            return (AnswerId(f"recognition.{above}.kind"), day), sentence(
                N_(
                    "recognised as {higher} on {date}, which nobody is without {tier} first; of {tier} nothing was entered"
                ),
                higher=self.names[above],
                date=str(facts.answers[day]),
                tier=self.tier,
            )
        if given is None:
            return (self.kind,), sentence(
                N_("whether and how the factory was recognised as {tier} is not answered yet"), tier=self.tier
            )
        shown = self.choices.get(str(given)) or str(given)
        if truth is True:
            return (self.kind, self.day), sentence(
                N_("{tier}: {kind}, {date}"), tier=self.tier, kind=shown, date=str(facts.answers[self.day])
            )
        if truth is None:
            tier = self.kind.split(".")[1]
            doubt = record_doubt(facts, tier, str(given)) or RecordDoubt.UNDATED
            lacking = AnswerId(f"recognition.{tier}.evidence") if doubt is RecordDoubt.UNPROVEN else self.day
            return (lacking,), sentence(
                _DOUBTS[doubt], tier=self.tier, kind=shown, date=str(facts.answers.get(self.day, ""))
            )
        return (self.kind,), sentence(
            N_(
                "“Recognition so far” says “{kind}” for {tier}, which is not sufficient here; "
                "what this program works out is no recognition"
            ),
            tier=self.tier,
            kind=shown,
        )


_SCOPES = {
    ("province", "average"): sentence(N_("the province's average")),
    ("province", "leading"): sentence(N_("the province's leading level")),
    ("nation", "average"): sentence(N_("the national average")),
    ("nation", "leading"): sentence(N_("the national leading level")),
    ("world", "average"): sentence(N_("the world's average")),
    ("world", "leading"): sentence(N_("the world's leading level")),
}


def _compared(facts: Facts, entries: Iterable[KpiAnswers]) -> list[Sentence]:
    """Returns each indicator with its value and the benchmark that it is held against."""
    return [
        sentence(
            N_("{name} {value} against {benchmark}"),
            name=entry.kpi.name,
            value=facts.answers[entry.after],
            benchmark=facts.answers[entry.benchmark],
        )
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class _Indicators(Tracer):
    scope: str
    kind: str

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        judged = judge_indicators(facts, self.scope, self.kind)
        against = _SCOPES[self.scope, self.kind]
        if truth is True:
            shown = _compared(facts, judged.beaten[:3])
            return tuple(entry.after for entry in judged.beaten), sentence(
                N_("indicators that beat {against}: {count}, such as {shown}"),
                count=len(judged.beaten),
                against=against,
                shown=shown,
            )
        if truth is False:
            shown = _compared(facts, judged.failed)
            return tuple(entry.after for entry in judged.failed), sentence(
                N_("not better than {against}: {shown}"), against=against, shown=shown
            )
        if judged.open:
            missing = [
                answer
                for entry in judged.open
                for answer in (entry.after, entry.benchmark, entry.source, entry.date)
                if answer not in facts.answers or (answer == entry.date and not is_dated(facts, entry))
            ]
            return tuple(missing), sentence(
                N_("the present figure, the benchmark, its source or a date that has come is missing for {names}"),
                names=[entry.kpi.name for entry in judged.open],
            )
        groups = groups_without(facts, judged.beaten)
        if judged.beaten and groups:
            return tuple(entry.benchmark for entry in facts.ground.kpis if entry.kpi.group in groups), sentence(
                N_(
                    "by the stricter reading each group needs an indicator that beats {against}; none does yet in {groups}"
                ),
                against=against,
                groups=list(groups),
            )
        return tuple(entry.benchmark for entry in facts.ground.kpis), sentence(
            N_("no indicator is compared with {against} yet; enter the benchmark, its source and date"), against=against
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
