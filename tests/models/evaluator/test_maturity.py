"""Maturity by GB/T 39116: satisfaction, weights, levels, bands, what is open, and a declared result."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import Value
from models.evaluation import MaturityBasis, MaturityResult
from models.evaluator import evaluate
from models.evaluator.maturity import level_of
from models.figures import Confidence
from models.language import Text
from models.packs.library import Library
from models.rulebook import MaturityWeights, Rulebook, SubdomainId, TierId
from tests.factories import DAY, SUBDOMAINS, assessment, rulebook

BOOK = rulebook()


def result(answers: dict[str, Value], book: Rulebook = BOOK) -> MaturityResult:
    """Returns the maturity that some answers give."""
    maturity = evaluate(assessment(answers), book, DAY).maturity
    assert maturity is not None
    return maturity


def levels(*given: str, **changes: str) -> dict[str, Value]:
    """Returns answers with one satisfaction for each level, from level 1 on, and further single answers."""
    answers: dict[str, Value] = {
        f"maturity.{subdomain}.level{level}": satisfaction
        for subdomain in SUBDOMAINS
        for level, satisfaction in enumerate(given, 1)
    }
    return {**answers, **{f"maturity.{key}": value for key, value in changes.items()}}


def weights(**shares: int) -> MaturityWeights:
    """Returns weights in which the named subdomains count and the others count one each."""
    return MaturityWeights(
        "own",
        Text("自定权重", "own weights"),
        {SubdomainId(subdomain): Decimal(shares.get(subdomain, 1)) for subdomain in SUBDOMAINS},
        Confidence.RECALL,
        (),
        Text("", ""),
    )


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("0", 0),
        ("0.79", 0),
        ("0.8", 1),
        ("1.79", 1),
        ("1.8", 2),
        ("2.8", 3),
        ("3.8", 4),
        ("4.79", 4),
        ("4.8", 5),
        ("5", 5),
    ],
)
def test_the_bands_hold_their_lower_bound(score: str, level: int) -> None:
    """A score of exactly 1.8 is level 2."""
    assert level_of(Decimal(score)) == level


def test_most_satisfied_everywhere_meets_a_level() -> None:
    """0.8 in every subdomain is exactly the line at which a level counts as met."""
    maturity = result(levels("full", "most", "none", "none", "none"))
    assert maturity.level == (2, 2)
    assert maturity.score == (Decimal(2), Decimal(2))


def test_part_everywhere_does_not_meet_a_level() -> None:
    """0.5 counts as 0.5: the score is 1.5, the level 1."""
    maturity = result(levels("full", "part", "none", "none", "none"))
    assert maturity.score == (Decimal("1.5"), Decimal("1.5"))
    assert maturity.level == (1, 1)


def test_open_answers_give_a_range() -> None:
    """With a quarter of level 2 open, level 1 is sure and level 2 still possible."""
    answers = levels("full", "most", "none", "none", "none")
    for subdomain in SUBDOMAINS[:5]:
        del answers[f"maturity.{subdomain}.level2"]
    maturity = result(answers)
    assert maturity.level == (1, 2)
    assert set(maturity.missing) == {f"maturity.{subdomain}.level2" for subdomain in SUBDOMAINS[:5]}


@given(
    st.dictionaries(
        st.sampled_from(sorted(levels("full", "full", "full", "full", "full"))),
        st.sampled_from(["full", "most", "part", "none"]),
    )
)
def test_the_range_holds_the_result_of_every_completion(answers: dict[str, Value]) -> None:
    """Whatever the open answers turn out to be, the score lies between the bounds; none and full are the bounds."""
    maturity = result(answers)
    everything = levels("none", "none", "none", "none", "none")
    assert result({**everything, **answers}).score == (maturity.score[0],) * 2
    best = levels("full", "full", "full", "full", "full")
    assert result({**best, **answers}).score == (maturity.score[1],) * 2


def test_weights_decide_where_subdomains_differ_and_the_reason_names_them() -> None:
    """One weak subdomain that weighs a half pulls level 2 down; the reason says which weights and how sure they are."""
    answers = levels("full", "full", "none", "none", "none", **{"M5.level2": "none"})
    assert result(answers).level == (2, 2)
    heavy = replace(BOOK, weights=weights(M5=19))
    maturity = result(answers, heavy)
    assert maturity.level == (1, 1)
    assert maturity.level_any_reading == (1, 2)
    condition = evaluate(assessment(answers), heavy, DAY).tiers[0].conditions[4]
    assert "自定权重，未经核实" in condition.reason.text("zh")
    assert "own weights (unverified)" in condition.reason.text("en")


def test_where_all_subdomains_agree_no_weights_matter() -> None:
    """The same satisfaction everywhere gives the same level under any weights."""
    answers = levels("full", "most", "none", "none", "none")
    assert result(answers).level_any_reading == (2, 2)
    assert result(answers, replace(BOOK, weights=weights(P1=500))).level == (2, 2)


@given(
    st.integers(0, 1000),
    st.sampled_from(SUBDOMAINS),
    st.lists(st.sampled_from(["full", "most", "part", "none"]), min_size=40, max_size=40),
)
def test_no_weights_lead_outside_the_bounds_for_any_weights(share: int, heavy: str, given_answers: list[str]) -> None:
    """The level under some weights lies between the levels stated for any weights."""
    keys = [f"maturity.{subdomain}.level{level}" for subdomain in SUBDOMAINS for level in (1, 2)]
    answers: dict[str, Value] = {
        **levels("none", "none", "none", "none", "none"),
        **dict(zip(keys, given_answers, strict=True)),
    }
    maturity = result(answers, replace(BOOK, weights=weights(**{heavy: share})))
    low, high = maturity.level_any_reading
    assert low <= maturity.level[0] == maturity.level[1] <= high


DECLARED: dict[str, Value] = {
    "maturity.declared.level": 3,
    "maturity.declared.platform": "c3mep",
    "maturity.declared.date": "2026-01-01",
    "maturity.declared.evidence": ("a" * 64,),
}


def test_a_declared_result_with_its_proof_decides() -> None:
    """Level, platform, date and evidence together stand above the answers."""
    maturity = result({**levels("full", "none", "none", "none", "none"), **DECLARED})
    assert maturity.basis is MaturityBasis.DECLARED
    assert maturity.level == (3, 3)
    assert maturity.computed_level == (1, 1)


@pytest.mark.parametrize(
    ("answers", "declared", "words"),
    [
        (("full",) * 4 + ("part",), 5, "maturity level 4"),
        (("full", "part", "none", "none", "none"), 2, "maturity level 1"),
    ],
)
def test_what_the_answers_give_is_not_mixed_with_what_was_declared(
    answers: tuple[str, ...], declared: int, words: str
) -> None:
    """A declared result that cannot be is named as open; level and score of the answers stay their own."""
    false = {**DECLARED, "maturity.declared.level": declared, "maturity.declared.score": Decimal("0.5")}
    evaluation = evaluate(assessment({**levels(*answers), **false}), Library(None).rulebook("national-2025"), DAY)
    said = next(each for each in evaluation.tier(TierId("leading")).conditions if each.condition.id == "leading.MAT")
    maturity = evaluation.maturity
    assert maturity is not None
    assert maturity.basis is MaturityBasis.OPEN
    assert words in said.reason.text("en")
    assert f"score {maturity.computed_score[0].normalize():f} " in said.reason.text("en")


@pytest.mark.parametrize("lacking", ["platform", "date", "evidence"])
def test_a_declared_result_without_its_proof_leaves_the_level_open(lacking: str) -> None:
    """Either the declared level or that of the answers may turn out to hold."""
    declared = {key: value for key, value in DECLARED.items() if not key.endswith(lacking)}
    maturity = result({**levels("full", "full", "none", "none", "none"), **declared})
    assert maturity.basis is MaturityBasis.OPEN
    assert maturity.level == (2, 3)
    assert maturity.missing == (f"maturity.declared.{lacking}",)


def test_a_level_counts_only_when_all_below_it_are_met() -> None:
    """Levels 3 to 5 in full do not make up for levels 1 and 2 that are not met: the score stops at the first gap."""
    assert result(levels("none", "none", "full", "full", "full")).level == (0, 0)
    assert result(levels("none", "none", "full", "full", "full")).score == (Decimal(0), Decimal(0))
    maturity = result(levels("full", "part", "full", "full", "full"))
    assert (maturity.level, maturity.score) == ((1, 1), (Decimal("1.5"), Decimal("1.5")))


def test_open_answers_above_an_unmet_level_leave_nothing_open() -> None:
    """Levels 1 and 2 are answered and level 2 falls just short: whatever is said of the higher ones, it is level 1."""
    answers = levels("full", "most", **{"P1.level2": "none"})
    assert result(answers).level[0] == 1
    condition = evaluate(assessment(answers), BOOK, DAY).tiers[0].conditions[4]
    assert condition.status == "not_met"


def test_where_nothing_is_met_every_reading_is_level_nought() -> None:
    """There is no level below it, whatever the reading."""
    assert result(levels("none", "none", "none", "none", "none")).level_any_reading == (0, 0)


def test_whatever_the_weights_is_said_only_where_every_reading_agrees() -> None:
    """Counted without order the same answers would be level 3, on their own level 5: the reason does not say whatever."""
    skipping = levels("none", "none", "full", "full", "full")
    assert result(skipping).level_any_reading == (0, 5)
    plain = levels("full", "most", "none", "none", "none")
    for answers, sure in ((skipping, False), (plain, True)):
        reason = evaluate(assessment(answers), BOOK, DAY).tiers[0].conditions[4].reason
        assert ("whatever the weights" in reason.text("en")) is sure
        assert ("无论采用哪种权重" in reason.text("zh")) is sure


def test_the_score_carries_the_mark_of_its_formula_wherever_it_stands() -> None:
    """The formula and its threshold are from memory, and every sentence with the score says so."""
    for answers in (
        levels("full", "most", "none", "none", "none"),
        levels("full", "full", "none", "none", "none", **{"M5.level2": "none"}),
        levels("full", "full", "full", "full", "none", **{"M5.level3": "none"}),
    ):
        maturity = result(answers)
        assert maturity.confidence is Confidence.RECALL
        for tier in evaluate(assessment(answers), BOOK, DAY).tiers:
            (condition,) = (each for each in tier.conditions if each.condition.id.endswith(".BR5"))
            assert "formula and threshold: unverified" in condition.reason.text("en")
            assert "公式和门槛：未经核实" in condition.reason.text("zh")


def test_a_level_that_own_weights_meet_to_the_dot_is_met() -> None:
    """Parts of 2 and 1 in 15: nine of them full and six in part are 0.8 exactly, though a fifteenth has no end."""
    parts = {"P1": 2, **dict.fromkeys(SUBDOMAINS[1:14], 1), **dict.fromkeys(SUBDOMAINS[14:], 0)}
    answers = levels("full", **{f"{subdomain}.level1": "part" for subdomain in ("P1", "P2", "T1", "T2", "T3")})
    answers |= {"rules.maturity_weights": "custom"}
    answers |= {f"rules.weight_{subdomain}": Decimal(part) for subdomain, part in parts.items()}
    assert result(answers).levels[0].low == Decimal("0.8")
    assert result(answers).level[0] == 1
