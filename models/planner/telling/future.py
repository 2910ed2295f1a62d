"""The answers as they would be after a plan, or after its first quarters."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from models.assessment import AnswerId, Assessment, Value
from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation, MaturityBasis, Status
from models.evaluator import evaluate
from models.evaluator.compiled import compiled
from models.evaluator.facts import Facts
from models.evaluator.meaning import record_doubt
from models.expression import parse
from models.expression.syntax import Call, walk
from models.limits import Limits, Quarter
from models.planner.asking.effects import changes, effects
from models.planner.asking.fitting import fitted
from models.roadmap import Roadmap, Step
from models.rulebook import TIER_IDS, Rulebook, TierId

_Judge = Callable[[Assessment], Evaluation]

_OWN_WORD = "self_assessed"


def answers_after(
    evaluation: Evaluation, catalogue: Catalogue, roadmap: Roadmap, quarter: Quarter | None = None
) -> Assessment:
    """Returns the answers as they would be at the end of a quarter of the plan; None for the end of the plan.

    Only what the finished measures make true is changed, and the factory's own self-assessment of a tier that it has
    reached by then. What was assumed to turn out well stays unanswered.
    """
    return Future(evaluation, fitted(catalogue, evaluation.assessment), roadmap.limits, roadmap.steps).at(quarter)


class Future:
    """The answers at the end of every quarter, worked out once for each set of finished measures."""

    def __init__(self, evaluation: Evaluation, catalogue: Catalogue, limits: Limits, steps: Sequence[Step]) -> None:
        self._evaluation = evaluation
        # Fitted once, where the question was read: what is there already was taken out of its recipes.
        self._catalogue = catalogue
        self._limits = limits
        self._steps = sorted(steps, key=lambda step: (step.finish, step.measure))
        self._declarable = declarable(evaluation.rulebook)
        self._known: list[tuple[Quarter, Evaluation]] = []
        self._work_out()

    def _work_out(self) -> None:
        filed: dict[AnswerId, Value | None] = {}
        # The end of the first quarter is looked at too: what is there already may be filed then.
        for finish in sorted({self._limits.start, *(step.finish for step in self._steps)}):
            # What a step brings is judged on the last day of its quarter.
            judge = partial(self._evaluate, max(self._evaluation.day, date.fromisoformat(last_day(finish))))
            finished = self._limits.done | {step.measure for step in self._steps if step.finish <= finish}
            evaluation = judge(self._with(finished, filed, judge))
            while True:
                fresh = self._filings(evaluation, finish)
                if not fresh:
                    break
                filed.update(fresh)
                evaluation = judge(evaluation.assessment.with_answers(fresh))
            self._known.append((finish, evaluation))

    def _with(
        self, finished: frozenset[MeasureId], filed: Mapping[AnswerId, Value | None], judge: _Judge
    ) -> Assessment:
        now = self._evaluation.assessment
        raised = effects(now, self._catalogue, finished)
        after = now.with_answers({**changes(now, raised), **filed})
        return _without_overtaken_declaration(after, raised, judge) if raised else after

    def _evaluate(self, on: date, assessment: Assessment) -> Evaluation:
        return evaluate(assessment, self._evaluation.rulebook, on)

    def _filings(self, evaluation: Evaluation, finish: Quarter) -> dict[AnswerId, Value | None]:
        """Returns the self-assessments that the factory can now make of tiers it has reached."""
        filings: dict[AnswerId, Value | None] = {}
        for tier in self._declarable:
            kind = AnswerId(f"recognition.{tier}.kind")
            reached = all(
                result.status is Status.MET
                for result in evaluation.tiers
                if TIER_IDS.index(result.tier.id) <= TIER_IDS.index(tier)
            )
            if reached and self._is_to_be_filed(tier, evaluation):
                filings[kind] = _OWN_WORD
                filings[AnswerId(f"recognition.{tier}.date")] = last_day(finish)
        return filings

    def _is_to_be_filed(self, tier: TierId, evaluation: Evaluation) -> bool:
        """Whether no self-assessment stands, or one whose date cannot be; an authority's act is not replaced."""
        kind = evaluation.assessment.get(AnswerId(f"recognition.{tier}.kind"))
        if kind in (None, "none"):
            return True
        facts = Facts(evaluation.assessment, compiled(evaluation.rulebook).ground, evaluation.day)
        return kind == _OWN_WORD and record_doubt(facts, tier, _OWN_WORD) is not None

    def evaluation(self, quarter: Quarter | None = None) -> Evaluation:
        """Returns what the evaluator says at the end of a quarter; None for the end of the plan."""
        if quarter is None:
            return self._known[-1][1]
        fitting = [evaluation for finish, evaluation in self._known if finish <= quarter]
        return fitting[-1] if fitting else self._evaluation

    def changed(self) -> tuple[tuple[AnswerId, Value | None], ...]:
        """Returns the answers that are others at the end of the plan, by id; None for one that is taken away."""
        now, after = self._evaluation.assessment.answers, self.at().answers
        return tuple(
            (answer, after.get(answer)) for answer in sorted({*now, *after}) if now.get(answer) != after.get(answer)
        )

    def at(self, quarter: Quarter | None = None) -> Assessment:
        """Returns the answers at the end of a quarter; None for the end of the plan."""
        return self.evaluation(quarter).assessment


def declarable(rulebook: Rulebook) -> tuple[TierId, ...]:
    """Returns the tiers whose own self-assessment is enough for the tier above."""
    declared = {
        node.arguments[0]
        for condition in rulebook.conditions
        if condition.rule
        for node in walk(parse(condition.rule).node)
        if isinstance(node, Call) and node.name == "recognised" and _OWN_WORD in node.arguments[1:]
    }
    return tuple(tier for tier in TIER_IDS if tier in declared)


def last_day(quarter: Quarter) -> str:
    """Returns the last day of a quarter, ISO."""
    month = quarter.number * 3
    return f"{quarter.year:04}-{month:02}-{monthrange(quarter.year, month)[1]}"


def _without_overtaken_declaration(after: Assessment, raised: Mapping[AnswerId, object], judge: _Judge) -> Assessment:
    """A declared maturity result that the new answers exceed has to be declared again: it no longer decides."""
    if not any(answer.startswith("maturity.") for answer in raised):
        return after
    declared = {answer: None for answer, _ in after.below("maturity.declared")}
    if not declared:
        return after
    judged = judge(after)
    maturity = judged.maturity
    if maturity is None or maturity.basis is MaturityBasis.ANSWERS:
        return after
    return after.with_answers(declared) if maturity.computed_level[0] > (maturity.declared_level or 0) else after
