"""What changed from one evaluation to the next, and whether the factory or the rulebook changed."""

from collections.abc import Mapping

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

    Where both answers and rules changed, each condition is worked out twice more: the old answers under the new
    rules, and the new answers under the old ones. Whichever alone gives the new status is the cause.
    """
    rules_changed = _rules_differ(old.rulebook, new.rulebook)
    changed = _answer_changes(old.assessment, new.assessment)
    before, after = _by_id(old), _by_id(new)
    rules_only = evaluate(old.assessment, new.rulebook) if rules_changed else old
    answers_only = evaluate(new.assessment, old.rulebook) if rules_changed else new
    with_new_rules, with_new_answers = _by_id(rules_only), _by_id(answers_only)
    changes = []
    for key, result in after.items():
        former = before.get(key)
        if former is not None and former.status is result.status:
            continue
        cause = _cause(result.status, _status(with_new_rules, key), _status(with_new_answers, key))
        relevant = _relevant(key, new.rulebook, changed)
        changes.append(_change(former, result, cause, relevant))
    changes += [_change(former, None, Cause.RULEBOOK, ()) for key, former in before.items() if key not in after]
    reached_cause = None
    if old.reached != new.reached:
        reached_cause = _cause(new.reached, rules_only.reached, answers_only.reached)
        if not rules_changed:
            reached_cause = Cause.ANSWERS
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


def _cause(wanted: object, with_new_rules: object, with_new_answers: object) -> Cause:
    """Answers come first: where either alone would do, it is the factory that moved."""
    if with_new_answers == wanted:
        return Cause.ANSWERS
    return Cause.RULEBOOK if with_new_rules == wanted else Cause.BOTH


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
    Cause.BOTH: sentence(N_("the factory and the rules changed")),
}


def _summary(conditions: int, answers: tuple[AnswerChange, ...], *, rules_changed: bool) -> Sentence:
    if rules_changed:
        message = N_("The rules changed, and so did {answers}; {conditions} came out differently.")
    else:
        message = N_("The rules are the same; {answers} changed and {conditions} came out differently.")
    return sentence(message, answers=counts.answers(len(answers)), conditions=counts.conditions(conditions))
