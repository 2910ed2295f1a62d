"""After planning: what a finished measure has made true."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue import Catalogue, MeasureId
from models.evaluation import Evaluation, Item
from models.language import Text
from models.planner.asking.effects import changes, effects
from models.planner.asking.fitting import fitted


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
