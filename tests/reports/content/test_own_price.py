"""A plan with the factory's own quote says so in the report, and claims no catalogue source for that price."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import resources
from models import document
from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Lock, Quarter
from models.packs.library import Library
from models.planner import plan
from models.roadmap import Roadmap
from models.rulebook import TierId
from reports.content import report_content
from reports.payload import roadmap_json
from tests.factories import DAY

PICK = (MeasureId("A01"), VariantId.SHARED)


@pytest.fixture(scope="module")
def plans() -> dict[str, tuple[Evaluation, Roadmap, Catalogue]]:
    """The plan of the sample without and with an own price."""
    library = Library(None)
    sample = document.read(resources.path("samples/hongda-machining.json").read_bytes(), "sample", library)
    evaluation = evaluate(sample, library.rulebook(sample.rulebook, sample.overlays), DAY)
    catalogue = library.catalogue()
    asked = Limits(TierId("basic"), (Decimal(60),), Quarter(2027, 1), require=(Lock(*PICK),))
    quoted = replace(asked, prices_wan={PICK: (Decimal("0.5"), Decimal(0))})
    return {
        name: (evaluation, plan(evaluation, catalogue, limits, beside=False), catalogue)
        for name, limits in (("catalogue", asked), ("own", quoted))
    }


def _step(planned: tuple[Evaluation, Roadmap, Catalogue]) -> dict[str, Any]:
    steps = roadmap_json(planned[1], planned[2], "en")["steps"]
    return next(step for step in steps if step["measure"] == PICK[0])


def test_whose_figure_a_price_is_stands_in_the_data(plans: dict[str, tuple[Evaluation, Roadmap, Catalogue]]) -> None:
    """The catalogue's price keeps its mark and sources; the factory's own has the mark of a quote and no source."""
    assert _step(plans["catalogue"])["price_sources"]
    assert _step(plans["catalogue"])["price_confidence"] != "Q"
    assert _step(plans["own"])["price_sources"] == []
    assert _step(plans["own"])["price_confidence"] == "Q"


def test_the_table_of_measures_names_the_own_quote(plans: dict[str, tuple[Evaluation, Roadmap, Catalogue]]) -> None:
    """On the page the price carries the words own quote where the sources would stand, and only there."""
    said = {
        name: repr(report_content(*planned, created="2026-11-22T08:00:00+08:00")).count(", own quote")
        for name, planned in plans.items()
    }
    assert said == {"catalogue": 0, "own": 1}
