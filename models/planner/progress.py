"""After the plan was made: a measure is done, money was really spent, another plan is looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation, Item
from models.language import Text
from models.planner.effects import changes, effects
from models.planner.fitting import fitted
from models.roadmap import Quarter, Roadmap


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to enter now that a measure is done; the person decides."""

    answers: tuple[Item, ...]
    """Answers that have become true together with what was done before."""
    evidence: tuple[Text, ...]
    """What the measure left behind and can be attached."""


def proposal(evaluation: Evaluation, catalogue: Catalogue, done: Iterable[MeasureId], measure: MeasureId) -> Proposal:
    """Returns the answers to change and the evidence to attach for a measure just done.

    Args:
        evaluation: the case as it stands.
        catalogue: what measures make true.
        done: measures done before.
        measure: the one just done.

    Raises:
        KeyError: when the catalogue has no such measure.
    """
    left = catalogue.measures[measure].evidence_left
    raised = effects(evaluation.assessment, fitted(catalogue, evaluation.assessment), {*done, measure})
    changed = changes(evaluation.assessment, raised)
    items = (Item(answer, value) for answer, value in changed.items() if value is not None)
    return Proposal(tuple(items), left)


@dataclass(frozen=True, slots=True)
class Actual:
    """What really happened to one measure."""

    one_off_wan: Decimal
    finished: Quarter | None
    """None while it is under way."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A planned measure against what really happened."""

    measure: MeasureId
    one_off_wan: Decimal
    """Spent less planned; more than zero is dearer."""
    quarters: int | None
    """Finished later than planned, in quarters; less than zero is earlier, None while under way."""


def deviations(roadmap: Roadmap, actual: Mapping[MeasureId, Actual]) -> tuple[Deviation, ...]:
    """Returns plan against actual for every measure of the plan that was begun, in the plan's order."""
    made = []
    for step in roadmap.steps:
        found = actual.get(step.measure)
        if found is None:
            continue
        late = None
        if found.finished is not None:
            late = (found.finished.year - step.finish.year) * 4 + found.finished.number - step.finish.number
        made.append(Deviation(step.measure, found.one_off_wan - step.one_off_wan, late))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two plans side by side."""

    only_first: tuple[MeasureId, ...]
    only_second: tuple[MeasureId, ...]
    changed: tuple[MeasureId, ...]
    """In both, but in another way or another quarter."""
    cost_wan: Decimal
    """What the second spends more inside its horizon."""
    ownership_wan: Decimal
    """What the second costs more to own."""


def compare(first: Roadmap, second: Roadmap) -> Difference:
    """Returns in what two plans differ, in catalogue order."""
    one = {step.measure: (step.variant, step.quarter) for step in first.steps}
    other = {step.measure: (step.variant, step.quarter) for step in second.steps}
    return Difference(
        only_first=tuple(sorted(one.keys() - other.keys())),
        only_second=tuple(sorted(other.keys() - one.keys())),
        changed=tuple(sorted(measure for measure in one.keys() & other.keys() if one[measure] != other[measure])),
        cost_wan=second.cost.total - first.cost.total,
        ownership_wan=second.ownership_wan - first.ownership_wan,
    )
