"""What changed from one evaluation to the next, and whether the factory or the rulebook changed."""

from collections.abc import Mapping
from datetime import date

from models import counts
from models.assessment import AnswerId, Assessment
from models.evaluation import (
    AnswerChange,
    Cause,
    ConditionChange,
    ConditionResult,
    Evaluation,
    EvaluationChange,
    Status,
)
from models.evaluator.compiled import compiled
from models.evaluator.judgement import evaluate
from models.language import N_, Sentence, sentence
from models.rulebook import ConditionId, Rulebook

Results = Mapping[ConditionId, ConditionResult]


def compare(old: Evaluation, new: Evaluation) -> EvaluationChange:
    """Returns what is different in `new`, with a cause for every difference.

    Where more than one of answers, rules and day changed, each condition is worked out again with one of them new and
    the others old. Whichever alone gives the new status is the cause.
    """
    rules_changed = _rules_differ(old.rulebook, new.rulebook)
    changed = _answer_changes(old.assessment, new.assessment)
    before, after = _by_id(old), _by_id(new)
    alone = {
        Cause.ANSWERS: _worked_out(new.assessment, old.rulebook, old.day, (old, new)) if changed else old,
        Cause.RULEBOOK: _worked_out(old.assessment, new.rulebook, old.day, (old, new)) if rules_changed else old,
        Cause.DAY: _worked_out(old.assessment, old.rulebook, new.day, (old, new)),
    }
    by_cause = {cause: _by_id(evaluation) for cause, evaluation in alone.items()}
    changes = []
    for key, result in after.items():
        former = before.get(key)
        if former is not None and former.status is result.status:
            continue
        cause = _cause(result.status, {cause: _status(results, key) for cause, results in by_cause.items()})
        relevant = _relevant(key, new.rulebook, changed)
        changes.append(_change(former, result, cause, relevant))
    changes += [_change(former, None, Cause.RULEBOOK, ()) for key, former in before.items() if key not in after]
    reached_cause = None
    if old.reached != new.reached:
        reached_cause = _cause(new.reached, {cause: evaluation.reached for cause, evaluation in alone.items()})
    return EvaluationChange(
        reached_before=old.reached,
        reached_after=new.reached,
        possible_before=old.possible,
        possible_after=new.possible,
        reached_cause=reached_cause,
        conditions=tuple(changes),
        answers=changed,
        rules_changed=rules_changed,
        summary=_summary(len(changes), changed, rules_changed=rules_changed),
    )


def _rules_differ(old: Rulebook, new: Rulebook) -> bool:
    if old is new:
        return False
    marks = [
        (
            [(pack.id, pack.version, pack.digest) for pack in book.packs],
            book.weights,
            book.ai_denominator,
            book.conditions,
        )
        for book in (old, new)
    ]
    return marks[0] != marks[1]


def _by_id(evaluation: Evaluation) -> Results:
    return {result.condition.id: result for tier in evaluation.tiers for result in tier.conditions}


def _status(results: Results, key: ConditionId) -> Status | None:
    result = results.get(key)
    return result.status if result else None


def _worked_out(assessment: Assessment, rulebook: Rulebook, on: date, known: tuple[Evaluation, ...]) -> Evaluation:
    """Returns the evaluation, one of those that are known where it is of these answers, rules and day."""
    for evaluation in known:
        same = evaluation.assessment is assessment and evaluation.day == on
        if same and not _rules_differ(evaluation.rulebook, rulebook):
            return evaluation
    return evaluate(assessment, rulebook, on)


def _cause(wanted: object, alone: Mapping[Cause, object]) -> Cause:
    """Answers come first: where they alone would do, it is the factory that moved."""
    return next((cause for cause, outcome in alone.items() if outcome == wanted), Cause.BOTH)


def _answer_changes(old: Assessment, new: Assessment) -> tuple[AnswerChange, ...]:
    return tuple(
        AnswerChange(answer, old.answers.get(answer), new.answers.get(answer))
        for answer in sorted({*old.answers, *new.answers})
        if old.answers.get(answer) != new.answers.get(answer)
    )


def _relevant(key: ConditionId, rulebook: Rulebook, changed: tuple[AnswerChange, ...]) -> tuple[AnswerChange, ...]:
    reads: frozenset[AnswerId] = compiled(rulebook).reads.get(str(key), frozenset())
    return tuple(change for change in changed if change.answer in reads)


def _change(
    former: ConditionResult | None,
    result: ConditionResult | None,
    cause: Cause,
    answers: tuple[AnswerChange, ...],
) -> ConditionChange:
    if result is None and former is not None:
        message = sentence(N_("“{condition}” is no longer in the rules."), condition=former.condition.text)
        return ConditionChange(former.condition, former.status, None, cause, answers, message)
    if result is None:
        raise ValueError(former)
    if former is None:
        message = sentence(
            N_("“{condition}” is new in the rules: {after}."),
            condition=result.condition.text,
            after=_STATUS_SENTENCES[result.status],
        )
        return ConditionChange(result.condition, None, result.status, cause, answers, message)
    message = sentence(
        N_("“{condition}” was {before} and is now {after}, because {cause}: {reason}"),
        condition=result.condition.text,
        before=_STATUS_SENTENCES[former.status],
        after=_STATUS_SENTENCES[result.status],
        cause=_CAUSE_SENTENCES[cause],
        reason=result.reason,
    )
    return ConditionChange(result.condition, former.status, result.status, cause, answers, message)


_STATUS_SENTENCES: Mapping[Status, Sentence] = {
    Status.MET: sentence(N_("met")),
    Status.NOT_MET: sentence(N_("not met")),
    Status.UNKNOWN: sentence(N_("unknown")),
    Status.NOT_APPLICABLE: sentence(N_("not applicable")),
}
_CAUSE_SENTENCES: Mapping[Cause, Sentence] = {
    Cause.ANSWERS: sentence(N_("the factory changed")),
    Cause.RULEBOOK: sentence(N_("the rules changed")),
    Cause.DAY: sentence(N_("time passed")),
    Cause.BOTH: sentence(N_("several things changed together")),
}


def _summary(conditions: int, answers: tuple[AnswerChange, ...], *, rules_changed: bool) -> Sentence:
    if rules_changed:
        message = N_("The rules changed, and so did {answers}; {conditions} came out differently.")
    else:
        message = N_("The rules are the same; {answers} changed and {conditions} came out differently.")
    return sentence(message, answers=counts.answers(len(answers)), conditions=counts.conditions(conditions))
