"""The plan of a case is kept: it comes back as it was, and what cannot be read counts as not worked out."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.catalogue import VariantId
from models.catalogue.public_money import FundingFact
from models.evaluator import evaluate
from models.limits import Limits, OwnTerms, Quarter
from models.packs.library import Library
from models.planner import plan
from models.roadmap import KeptPlan, Roadmap
from models.rulebook import TierId
from models.storage.plan_text import decode_plan, encode_plan
from models.workspace import Workspace
from tests.factories import DAY
from tests.models.storage.filling import CASE, DONE, STAFF, fill
from tests.reports.sample import assessment

LIMITS = {
    "reached": Limits(TierId("basic"), (Decimal(60),), Quarter(2027, 1)),
    "short of money": Limits(TierId("advanced"), (Decimal(5),), Quarter(2027, 1), 4),
    "with every wish": Limits(
        TierId("basic"),
        (Decimal(90), Decimal("70.5")),
        Quarter(2027, 1),
        staff_weeks=Decimal(8),
        most_at_once=3,
        blackout=frozenset({Quarter(2027, 4)}),
        prices_wan={(DONE.measure, VariantId.SHARED): (Decimal("1.5"), Decimal("0.25"))},
        funding={FundingFact.LOAN: Decimal(50)},
        terms={(DONE.measure, VariantId.SHARED): OwnTerms(Decimal("0.5"), (Decimal("0.5"), Decimal("0.5")))},
    ),
}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS.keys())
def test_a_plan_comes_back_as_it_was(limits: Limits) -> None:
    """Every field with its kind: money, quarters, ranges, sentences with their facts."""
    library = Library(None)
    with_answers = evaluate(assessment(), library.rulebook("national-2025"), DAY)
    worked_out = plan(with_answers, library.catalogue(), limits)
    read = decode_plan(encode_plan(worked_out))
    assert read is not None
    assert read == worked_out
    assert [each.because.text("zh") for each in read.left_out] == [
        each.because.text("zh") for each in worked_out.left_out
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"kind": "Limits"}', '{"kind": "Path", "fields": {}}'])
def test_what_is_no_plan_of_today_counts_as_none(text: str) -> None:
    """Damaged, or written with other fields: the plan is worked out anew, and nothing fails."""
    assert decode_plan(text) is None


def test_a_plan_with_other_fields_counts_as_none() -> None:
    """A later or earlier build of the program may have known other fields."""
    value = json.loads(encode_plan(small_plan()))
    value["fields"]["colour"] = "blue"
    assert decode_plan(json.dumps(value)) is None


def test_the_plan_goes_with_the_case(tmp_path: Path) -> None:
    """It is there after the folder was opened again, tells which answers it was made for, and can be taken away."""
    fill(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        kept = KeptPlan(small_plan(), workspace.load(CASE).answers_digest, "catalogue:1")
        workspace.save_plan(CASE, kept)
        workspace.save_plan(CASE, kept)
    with Workspace.open(tmp_path) as workspace:
        assert workspace.plan_of(CASE) == kept
        assert workspace.load(CASE, 1).answers_digest != kept.answers
        workspace.save_answer(CASE, STAFF, 121)
        assert workspace.load(CASE).answers_digest != kept.answers
        workspace.save_plan(CASE, None)
        assert workspace.plan_of(CASE) is None


def test_freezing_leaves_the_digest_of_the_answers() -> None:
    """State, version and number say nothing about a plan; an answer does, and so does its kind."""
    version = assessment()
    assert (
        replace(version, version=9, case_number="other", frozen_on="2026-11-30").answers_digest
        == version.answers_digest
    )
    other = version.with_answers({AnswerId("factory.staff"): "100"})
    assert version.with_answers({AnswerId("factory.staff"): 100}).answers_digest != other.answers_digest


def small_plan() -> Roadmap:
    """A plan without a step."""
    library = Library(None)
    evaluation = evaluate(assessment(), library.rulebook("national-2025"), DAY)
    return plan(evaluation, library.catalogue(), Limits(TierId("basic"), (Decimal(0),), Quarter(2027, 1), 2))
