"""The price of certainty: the same question at surer prices, side by side."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from math import inf

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.limits import Limits
from models.planner.errors import RequiredDoesNotFit
from models.planner.planning import plan
from models.planner.solving.aims import Cancelled
from models.roadmap import PlanStatus, Roadmap

CERTAINTIES = (Decimal("0.6"), Decimal("0.8"), Decimal("0.95"))
"""Shares of cases that are shown side by side."""


def certainties(
    evaluation: Evaluation,
    catalogue: Catalogue,
    limits: Limits,
    cancelled: Cancelled | None = None,
    *,
    seconds: float = inf,
    known: Roadmap | None = None,
) -> Iterator[Roadmap]:
    """Yields the proven best plan at each degree of certainty, each as soon as it is known.

    Args:
        evaluation: where the factory stands.
        catalogue: what can be done.
        limits: what is asked; how sure it asks to be is replaced.
        cancelled: asked often; true ends with what is known.
        seconds: for each plan; one that takes longer is unproven.
        known: a plan that was made already; where it answers one of the questions, proven, it is not made again.

    Raises:
        ApplicationError: when the limits make no sense, as `plan`.
    """
    for share in CERTAINTIES:
        if cancelled is not None and cancelled():
            return
        asked = replace(limits, sure=share)
        if known is not None and known.status is PlanStatus.OPTIMAL and known.limits == asked:
            yield known
            continue
        try:
            yield plan(evaluation, catalogue, asked, None, cancelled, seconds=seconds, beside=False)
        except RequiredDoesNotFit as refused:
            yield refused.plan
