"""The evaluation under an assessor's ratings, and the items of a report in the order in which they are read."""

from datetime import date
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence
from models.evaluation import Status
from models.evaluator import evaluate, under_ratings
from models.exchange.items import ItemKind, Risk, review_items
from models.packs.library import Library
from models.review import Finding, FindingKind
from tests.reports.sample import assessment

_DAY = date(2026, 11, 20)


def _evaluated(**changes: str):  # type: ignore[no-untyped-def]
    return evaluate(assessment(**changes), Library(None).rulebook("national-2025"), _DAY)


def test_a_rating_takes_the_place_of_the_answer() -> None:
    """The conditions that rest on it come out otherwise, and it is named as what makes the difference."""
    claimed = _evaluated()
    items = review_items(claimed)
    rated = under_ratings(claimed, items, (Finding("basic.BR1", FindingKind.REFUSED, "x", rating="no"),))
    (change,) = rated.change.conditions
    assert (change.condition.id, change.before, change.after) == ("basic.BR1", Status.MET, Status.NOT_MET)
    (item,) = rated.items
    assert (item.item, item.conditions) == ("basic.BR1", ("basic.BR1",))
    assert claimed.possible == "leading"
    assert rated.evaluation.possible is None
    assert item.decides_tier


def test_what_is_not_accepted_and_not_rated_is_open() -> None:
    """It neither holds nor fails; a confirmation, a note and an unreadable rating change nothing."""
    claimed = _evaluated()
    items = review_items(claimed)
    for kind in (FindingKind.DOUBTFUL, FindingKind.REFUSED):
        rated = under_ratings(claimed, items, (Finding("basic.BR2", kind, "x"),))
        assert [change.after for change in rated.change.conditions] == [Status.UNKNOWN]
    for finding in (
        Finding("basic.BR2", FindingKind.CONFIRMED),
        Finding("basic.BR2", FindingKind.NOTE, "x"),
        Finding("basic.BR2", FindingKind.NOTE, "x", rating="sometimes"),
        Finding("basic.BR2", FindingKind.CONFIRMED, rating="yes"),
        Finding("of.another.report", FindingKind.REFUSED, "x"),
    ):
        rated = under_ratings(claimed, items, (finding,))
        assert rated.change.conditions == ()
        assert rated.items == ()
        assert rated.unread == (("basic.BR2",) if finding.rating == "sometimes" else ())


def test_ratings_of_every_kind_of_item_are_understood() -> None:
    """A scenario's status, a level of the maturity model, and a figure as people type it."""
    claimed = _evaluated(maturity__P1__level1="full", indicators__K01__after="80")
    items = {item.id: item for item in review_items(claimed)}
    findings = (
        Finding("scenarios.SC10", FindingKind.DOUBTFUL, "x", rating="none"),
        Finding("scenarios.SC25.ai", FindingKind.REFUSED, "x", rating="no"),
        Finding("maturity.P1.level1", FindingKind.REFUSED, "x", rating="part"),
        Finding("indicators.K01", FindingKind.REFUSED, "x", rating="７５"),
    )
    rated = under_ratings(claimed, items.values(), findings)
    assert rated.unread == ()
    answers = rated.evaluation.assessment
    assert answers.get("scenarios.SC10.status") == "none"
    assert answers.get("scenarios.SC25.ai") == "no"
    assert answers.get("maturity.P1.level1") == "part"
    assert str(answers.get("indicators.K01.after")) == "75"


def test_two_ratings_of_one_answer_that_differ_leave_it_open() -> None:
    """Two tiers ask the same of it; the assessor is not guessed at."""
    claimed = _evaluated(**{"requirements__E-DUTY__answer": "yes"})
    rated = under_ratings(
        claimed,
        review_items(claimed),
        (
            Finding("excellent.DUTY", FindingKind.NOTE, "x", rating="no"),
            Finding("leading.DUTY", FindingKind.NOTE, "x", rating="partly"),
        ),
    )
    assert rated.evaluation.assessment.get("requirements.E-DUTY.answer") is None


def test_the_riskiest_and_least_proven_come_first() -> None:
    """A contradiction before a guess, a guess before what only lacks evidence, what is proven after; claims first of all."""
    base = assessment(
        scenarios__SC10__certainty="guess",
        scenarios__SC11__status="full",
        scenarios__SC12__status="full",
        scenarios__SC12__evidence=("e" * 64,),
        scenarios__SC12__started="1990-01-01",
        enterprise__founded="2001-01-01",
    )
    piece = Evidence(Digest("e" * 64), "a.jpg", "image/jpeg", 3)
    said = Assessment(
        base.case_number,
        1,
        AssessmentState.FROZEN,
        base.rulebook,
        answers=base.answers,
        evidence=MappingProxyType({piece.digest: piece}),
    )
    evaluation = evaluate(said, Library(None).rulebook("national-2025"), _DAY)
    items = review_items(evaluation, changed_answers=("scenarios.SC11.status",))
    order = [item.id for item in items if item.kind is ItemKind.SCENARIO and item.claimed]
    risks = {item.id: item.risks for item in items}
    assert Risk.GUESSED in risks["scenarios.SC10"]
    assert risks["scenarios.SC11"] == (Risk.UNPROVEN,)
    assert order.index("scenarios.SC10") < order.index("scenarios.SC11")
    claims = [item.claimed or bool(item.risks) for item in items]
    assert claims == sorted(claims, reverse=True), "what claims nothing comes last"
    assert [item.id for item in items if item.changed and item.kind is ItemKind.SCENARIO] == ["scenarios.SC11"]
    by_id = {item.id: item for item in items}
    assert by_id["scenarios.SC12"].evidence == ("e" * 64,)
    assert by_id["basic.BR1"].asked is not None
    assert by_id["basic.BR1"].asked.id == AnswerId("requirements.BR1.answer")
    assert {item.kind for item in items} == set(ItemKind)
