"""The evaluation under an assessor's ratings beside the factory's own, and which items make the difference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.assessment import AnswerId, Value
from models.evaluation import Evaluation, EvaluationChange, Status
from models.evaluator.comparison import compare
from models.evaluator.judgement import evaluate
from models.exchange.items import ReviewItem
from models.questionnaire import Question, QuestionKind
from models.review import Finding, FindingKind
from models.typed import NumberForm, read_number

_Changes = dict[AnswerId, Value | None]


@dataclass(frozen=True, slots=True)
class RatedItem:
    """One item whose review changes the result."""

    item: str
    decides_tier: bool
    """Whether the tier reached or possible is another one by it: alone, or together with the other items."""
    conditions: tuple[str, ...]
    """The conditions that come out otherwise by this item alone."""


@dataclass(frozen=True, slots=True)
class RatedEvaluation:
    """What follows when the assessor's ratings stand in the place of the factory's answers."""

    evaluation: Evaluation
    change: EvaluationChange
    """From the factory's evaluation to this one."""
    items: tuple[RatedItem, ...]
    """Those that make the difference, in the order in which they were given; those that decide the tier first."""
    unread: tuple[str, ...]
    """Items whose rating is no answer to their question; it was left out."""


def under_ratings(claimed: Evaluation, items: Iterable[ReviewItem], findings: Sequence[Finding]) -> RatedEvaluation:
    """Returns the evaluation under an assessor's ratings.

    A rating takes the place of the answer to the item's question. What is not accepted, or needs more proof, and has no
    rating counts as not answered: it neither holds nor fails. Two ratings of one answer that differ leave it open, too.

    Args:
        claimed: the factory's, worked out again from its report.
        items: of the report.
        findings: what the assessor says.
    """
    known = {item.id: item for item in items}
    applied: dict[str, _Changes] = {}
    unread = []
    for finding in findings:
        item = known.get(finding.item)
        if item is None:
            continue
        changes = _changes(item, finding)
        if changes is None:
            unread.append(finding.item)
        elif changes:
            applied[finding.item] = changes
    everything = _evaluated(claimed, applied)
    effects = [_effect(claimed, everything, applied, item) for item in applied]
    return RatedEvaluation(
        everything,
        compare(claimed, everything),
        tuple(
            sorted(
                (effect for effect in effects if effect.decides_tier or effect.conditions),
                key=lambda effect: not effect.decides_tier,
            )
        ),
        tuple(unread),
    )


def rating_of(question: Question, text: str) -> Value | None:
    """Returns the answer that a rating gives to a question; None where it is none."""
    text = text.strip()
    match question.kind:
        case QuestionKind.CHOICE:
            return text if text in {choice for choice, _ in question.choices} else None
        case QuestionKind.YES_NO:
            return text if text in ("yes", "no") else None
        case QuestionKind.NUMBER | QuestionKind.INTEGER:
            value = read_number(text, NumberForm.of(question)).value
            return int(value) if value is not None and question.kind is QuestionKind.INTEGER else value
    return None


def _changes(item: ReviewItem, finding: Finding) -> _Changes | None:
    """Returns which answers a finding changes; None where its rating is not understood."""
    if finding.rating.strip():
        if item.asked is None:
            return None
        value = rating_of(item.asked, finding.rating)
        if value is None:
            return None
        return {} if value == item.given else {item.asked.id: value}
    if item.claimed and finding.kind in (FindingKind.REFUSED, FindingKind.DOUBTFUL):
        return dict.fromkeys(item.answers)
    return {}


def _evaluated(claimed: Evaluation, applied: Mapping[str, _Changes]) -> Evaluation:
    together: _Changes = {}
    for changes in applied.values():
        for answer, value in changes.items():
            together[answer] = value if together.get(answer, value) == value else None
    return evaluate(claimed.assessment.with_answers(together), claimed.rulebook, claimed.day)


def _effect(claimed: Evaluation, everything: Evaluation, applied: Mapping[str, _Changes], item: str) -> RatedItem:
    alone = _evaluated(claimed, {item: applied[item]})
    without = _evaluated(claimed, {each: changes for each, changes in applied.items() if each != item})
    before, after = _statuses(claimed), _statuses(alone)
    return RatedItem(
        item,
        _tiers(alone) != _tiers(claimed) or _tiers(without) != _tiers(everything),
        tuple(condition for condition, status in after.items() if before[condition] is not status),
    )


def _statuses(evaluation: Evaluation) -> dict[str, Status]:
    return {
        each.condition.id: each.status
        for tier in evaluation.tiers
        for each in tier.conditions
        if not each.condition.informative
    }


def _tiers(evaluation: Evaluation) -> tuple[str | None, str | None]:
    return evaluation.reached, evaluation.possible
