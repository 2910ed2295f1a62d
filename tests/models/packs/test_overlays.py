"""Local rules on top of the national edition: what is added, replaced or only shown."""

from decimal import Decimal

import pytest

import resources
from models import document
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluation import Status
from models.evaluator import evaluate
from models.packs.library import Library
from tests.factories import DAY
from tests.full_cases import full_assessment

LIBRARY = Library(None)
NATIONAL = LIBRARY.rulebook("national-2025")
OVERLAYS = tuple(pack.id for pack in LIBRARY.packs() if pack.kind == "overlay")


def statuses(overlays: tuple[str, ...], answers: dict[str, Value]) -> dict[str, Status]:
    """Condition id to status for a factory with these answers."""
    rulebook = LIBRARY.rulebook("national-2025", overlays)
    given = {AnswerId(answer): value for answer, value in answers.items()}
    result = evaluate(Assessment("T", 1, AssessmentState.DRAFT, "national-2025", overlays, given), rulebook, DAY)
    return {condition.condition.id: condition.status for tier in result.tiers for condition in tier.conditions}


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("edition", ["national-2024", "national-2025"])
def test_an_overlay_differs_from_the_national_edition_exactly_where_it_says(overlay: str, edition: str) -> None:
    """Every other condition, question and scenario is the national one, unchanged and in its order."""
    national, local = LIBRARY.rulebook(edition), LIBRARY.rulebook(edition, [overlay])
    own = [condition for condition in local.conditions if condition.pack == overlay]
    gone = {other for condition in own for other in condition.replaces}
    assert [c for c in local.conditions if c.pack != overlay] == [c for c in national.conditions if c.id not in gone]
    assert all(condition.id.startswith(f"{overlay}.") for condition in own)
    assert {q: local.questions[q] for q in national.questions} == national.questions
    assert all(q.startswith(f"local.{overlay}.") for q in set(local.questions) - set(national.questions))
    assert local.scenarios == national.scenarios
    assert all(set(condition.sources) <= set(local.sources) for condition in own)
    assert [pack.id for pack in local.packs] == [edition, overlay]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_sample_under_an_overlay_changes_only_where_the_overlay_speaks(overlay: str) -> None:
    """National conditions that are not replaced keep their status."""
    sample = document.read(resources.path("samples/hongda-machining.json").read_bytes(), "sample", LIBRARY)
    answers = {str(answer): value for answer, value in sample.answers.items()}
    before, after = statuses((), answers), statuses((overlay,), answers)
    local = LIBRARY.rulebook("national-2025", [overlay])
    gone = {other for condition in local.conditions for other in condition.replaces}
    assert {key: status for key, status in before.items() if key not in gone} == {
        key: status for key, status in after.items() if not key.startswith(overlay)
    }


def test_jiangsu_asks_for_fifteen_scenarios_over_three_stages_and_sixty_points() -> None:
    """The thresholds that Jiangsu publishes, at the advanced tier."""
    built = {f"scenarios.SC{number:02}.status": "partial" for number in range(8, 23)}
    rest = {f"scenarios.SC{number:02}.status": "none" for number in (*range(1, 8), *range(23, 41))}
    status_of = statuses(("jiangsu-2026",), {**built, **rest, "local.jiangsu-2026.capability": Decimal(60)})
    assert status_of["jiangsu-2026.scenarios"] is Status.MET
    assert status_of["jiangsu-2026.stages"] is Status.NOT_MET
    assert status_of["jiangsu-2026.capability"] is Status.MET
    fewer = statuses(("jiangsu-2026",), {**built, **rest, "scenarios.SC08.status": "planned"})
    assert fewer["jiangsu-2026.scenarios"] is Status.NOT_MET
    assert fewer["jiangsu-2026.capability"] is Status.UNKNOWN


def test_hainan_accepts_level_one_and_small_firms_with_a_title() -> None:
    """Level 1 is enough for basic, and a title stands in for the size."""
    answers: dict[str, Value] = {
        "maturity.declared.level": 1,
        "maturity.declared.date": "2026-01",
        "maturity.declared.platform": "c3mep",
        "requirements.BR1.answer": "no",
        "enterprise.honour": "specialised",
        "local.hainan-2025.competitive": "yes",
    }
    with_proof = {**answers, **{f"maturity.P{n}.level{level}": "full" for n in (1, 2) for level in (1, 2)}}
    status_of = statuses(("hainan-2025",), with_proof)
    assert status_of["hainan-2025.BR1"] is Status.MET
    assert "basic.BR1" not in status_of
    rules = {str(c.id): c.rule for c in LIBRARY.rulebook("national-2025", ["hainan-2025"]).conditions}
    assert rules["hainan-2025.MAT"] == "maturity_level >= 1"
    assert "basic.MAT" not in rules
    assert rules["advanced.MAT"] == "maturity_level >= 2"


def test_a_replacing_rule_stands_where_the_replaced_one_stood() -> None:
    """A person finds it at the same place of the list."""
    ids = [condition.id for condition in LIBRARY.rulebook("national-2025", ["hainan-2025"]).conditions]
    assert ids[0] == "hainan-2025.BR1"


@pytest.mark.parametrize(("level", "points"), [(0, 0), (1, 0), (2, 5), (3, 10), (4, 20), (5, 20)])
def test_liaoning_counts_maturity_as_its_table_says(level: int, points: int) -> None:
    """0, 5, 10 and 20 points for levels 1 to 4."""
    formula = LIBRARY.rulebook("national-2025", ["liaoning-2026"]).quantities["liaoning_maturity"].formula
    assert eval(formula, {"maturity_level": level, "min": min, "max": max}) == points


def test_liaoning_shows_its_score_and_has_no_pass_mark() -> None:
    """The circulating cut-offs have no public basis: the score is informative."""
    conditions = {str(c.id): c for c in LIBRARY.rulebook("national-2025", ["liaoning-2026"]).conditions}
    assert conditions["liaoning-2026.score"].informative
    assert conditions["liaoning-2026.listed"].replaces == ("advanced.PRE",)


def test_zhejiang_and_heilongjiang_are_shown_beside_the_national_ladder() -> None:
    """Their own ladders never change the national tier."""
    for overlay in ("zhejiang-2025", "heilongjiang-2025"):
        own = [c for c in LIBRARY.rulebook("national-2025", [overlay]).conditions if c.pack == overlay]
        assert own
        assert all(condition.informative for condition in own)


def test_two_overlays_lie_on_top_of_each_other_in_the_order_given() -> None:
    """Each keeps its own conditions, sources and questions."""
    both = LIBRARY.rulebook("national-2025", ["jiangsu-2026", "liaoning-2026"])
    assert [pack.id for pack in both.packs] == ["national-2025", "jiangsu-2026", "liaoning-2026"]
    assert {"jiangsu-2026:J1", "liaoning-2026:L1"} <= set(both.sources)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_complete_factory_under_an_overlay_misses_only_what_the_overlay_asks(overlay: str) -> None:
    """A world leader stays one but for the local papers, and every local reason can be read in both languages."""
    factory = full_assessment(NATIONAL).with_answers({AnswerId("recognition.basic.kind"): "recognised"})
    local = evaluate(factory, LIBRARY.rulebook("national-2025", [overlay]), DAY)
    national = {
        condition.condition.id: condition
        for tier in evaluate(factory, NATIONAL, DAY).tiers
        for condition in tier.conditions
    }
    own = [result for tier in local.tiers for result in tier.conditions if result.condition.pack == overlay]
    for tier in local.tiers:
        for condition in tier.conditions:
            if condition not in own:
                same = national[condition.condition.id]
                assert (condition.status, condition.reason.text("zh")) == (same.status, same.reason.text("zh"))
    assert local.possible == "leading"
    decisive = [condition for condition in own if not condition.condition.informative]
    assert (local.reached == "leading") == all(condition.status is Status.MET for condition in decisive)
    for result in own:
        assert result.reason.text("zh") != result.reason.text("en")
        assert result.reason.text("zh")
