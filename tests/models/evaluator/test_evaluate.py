"""The evaluation as a whole: statuses, overlays, indices, proof, and what it promises to stay."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.evaluation import Status
from models.evaluator import evaluate
from models.evaluator.compiled import compiled
from models.expression import ExpressionError
from models.figures import Confidence
from models.language import Text
from models.rulebook import AiDenominator, Quantity
from tests.factories import DAY, RULES, answers_at, assessment, condition, factory_at, leading_factory, rulebook


def test_the_rulebook_is_compiled_once() -> None:
    """The second evaluation under the same rulebook finds it ready."""
    book = rulebook()
    assert compiled(book) is compiled(book)
    assert compiled(replace(book)) is not compiled(book)


def test_a_what_if_leaves_the_draft_untouched() -> None:
    """Changing an answer hypothetically gives another result and the same draft."""
    draft = factory_at("basic")
    before = dict(draft.answers)
    hypothetical = evaluate(draft.with_answers({"requirements.BR1.answer": "no"}), rulebook(), DAY)  # type: ignore[dict-item]
    assert hypothetical.reached is None
    assert evaluate(draft, rulebook(), DAY).reached == "basic"
    assert dict(draft.answers) == before


def test_an_informative_condition_is_shown_and_not_counted() -> None:
    """It has a status and a reason, and moves neither tier nor counts."""
    extra = condition("basic", "INFO", "built_count >= 41", informative=True)
    plain, informed = (evaluate(leading_factory(), rulebook(extra=added), DAY) for added in ((), (extra,)))
    assert informed.reached == plain.reached == "leading"
    assert informed.met_count == plain.met_count
    assert {str(result.condition.id): result.status for result in informed.tiers[0].conditions}[
        "basic.INFO"
    ] is Status.NOT_MET


def test_a_rule_for_others_is_not_applicable_and_one_for_perhaps_us_is_open() -> None:
    """No: not applicable. Not answered: unknown, unless the rule is met anyway."""
    extra = condition("basic", "BIG", "built_count >= 41", applies='value("factory.staff") >= 1000')
    anyway = condition("basic", "BIG", "built_count >= 1", applies='value("factory.staff") >= 1000')
    answers = {key: value for key, value in answers_at("basic").items() if key != "factory.staff"}

    def status(rule: object, given: object) -> Status:
        evaluation = evaluate(assessment(given), rulebook(extra=(rule,)), DAY)  # type: ignore[arg-type]
        return evaluation.tiers[0].conditions[-1].status

    assert status(extra, answers_at("basic")) is Status.NOT_APPLICABLE
    assert status(extra, answers) is Status.UNKNOWN
    assert status(anyway, answers) is Status.MET
    assert evaluate(factory_at("basic"), rulebook(extra=(extra,)), DAY).reached == "basic"


def test_a_formula_that_divides_by_zero_is_unknown_and_says_so() -> None:
    """The condition hangs open, and the evaluation names the figure."""
    quantity = Quantity(
        "per_head",
        'value("factory.machines") / value("factory.staff")',
        Text("人均设备", "machines a head"),
        "count",
        (),
        Confidence.INFERRED,
    )
    book = rulebook({**RULES, "basic": {**RULES["basic"], "Q": "per_head >= 1"}}, quantities={"per_head": quantity})
    evaluation = evaluate(assessment({**answers_at("basic"), "factory.staff": 0}), book, DAY)
    assert evaluation.tiers[0].conditions[-1].status is Status.UNKNOWN
    assert [problem.text("zh") for problem in evaluation.problems] == [
        "按现有回答，“人均设备”的算式除数为零；依赖它的条件按“待定”处理。"
    ]
    assert evaluate(factory_at("basic"), book, DAY).problems == ()


def test_a_pack_figure_is_shown_as_an_index() -> None:
    """A province's points table is worked out and shown beside the tiers with its formula."""
    quantity = Quantity(
        "points",
        "20 if maturity_level >= 4 else 10 if maturity_level >= 3 else 5",
        Text("成熟度得分", "points"),
        "points",
        (),
        Confidence.SECONDARY,
    )
    book = rulebook(quantities={"points": quantity})
    index = {index.id: index for index in evaluate(factory_at("excellent"), book, DAY).indices}["points"]
    assert index.value == Decimal(10)
    assert "maturity_level" in index.formula.en


def test_the_penetration_rate_is_an_index_and_says_that_it_is_no_condition() -> None:
    """Formula, value, and the press figure beside it marked as such."""
    index = evaluate(factory_at("excellent"), rulebook(), DAY).indices[0]
    assert (index.id, index.value) == ("intelligent_penetration", Decimal("0.25"))
    assert "÷" in index.formula.zh
    assert "不是要素条件" in index.note.zh
    assert "80%" in index.note.zh
    assert "not a condition" in index.note.en


def test_an_index_whose_answers_are_missing_has_no_value() -> None:
    """An open share is not shown as a number."""
    assert evaluate(assessment({}), rulebook(), DAY).indices[0].value is None


@pytest.mark.parametrize(
    ("denominator", "share"),
    [(AiDenominator.BUILT, "0.25"), (AiDenominator.APPLICABLE, "0.1"), (AiDenominator.ALL, "0.1")],
)
def test_the_denominator_of_the_ai_share_can_be_switched(denominator: AiDenominator, share: str) -> None:
    """Four AI scenarios of sixteen built, of forty applicable, of forty in all."""
    evaluation = evaluate(factory_at("excellent"), rulebook(ai_denominator=denominator), DAY)
    status = {str(condition.condition.id): condition.status for condition in evaluation.tiers[2].conditions}[
        "excellent.AI"
    ]
    assert status is (Status.MET if Decimal(share) >= Decimal("0.2") else Status.NOT_MET)


def test_the_ai_share_may_still_rise_to_all_that_is_built() -> None:
    """One is built and may use AI; the one that is open uses none and need not be built: a share of 1 stays possible."""
    book = replace(rulebook(), conditions=(condition("basic", "X", "ai_share >= 1"),))
    statuses = {f"scenarios.SC{number:02}.status": "none" for number in range(3, 41)}
    answers = {**statuses, "scenarios.SC01.status": "full", "scenarios.SC02.ai": "no"}
    (only,) = evaluate(assessment(answers), book, DAY).tiers[0].conditions
    assert only.status is Status.UNKNOWN


def test_evidence_that_is_not_in_the_case_proves_nothing() -> None:
    """A digest without its file is a word."""
    evaluation = evaluate(assessment(answers_at("basic"), proof=False), rulebook(), DAY)
    assert evaluation.reached == "basic"
    assert evaluation.proven_count == 0


def test_one_missing_proof_leaves_its_condition_claimed() -> None:
    """Every deciding answer needs evidence."""
    answers = {key: value for key, value in answers_at("basic").items() if key != "requirements.BR1.evidence"}
    evaluation = evaluate(assessment(answers), rulebook(), DAY)
    unproven = [
        str(condition.condition.id)
        for tier in evaluation.tiers
        for condition in tier.conditions
        if condition.status is Status.MET and not condition.proven
    ]
    assert unproven == ["basic.BR1"]


def test_a_rule_outside_the_language_is_refused_before_any_answer_is_read() -> None:
    """Packs are checked when installed; a rulebook made otherwise fails at its first use."""
    with pytest.raises(ExpressionError):
        evaluate(assessment({}), rulebook({"basic": {"X": "built_cuont > 1"}}), DAY)


def test_what_holds_without_an_answer_is_not_proven() -> None:
    """A condition that no answer decides is met, and nothing was shown for it."""
    (result,) = evaluate(assessment({}), rulebook({"basic": {"always": "0 < 1"}}), DAY).tiers[0].conditions
    assert (result.status, result.answers, result.proven) == (Status.MET, (), False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2024-05", "：2024-05，要求 ≥ 2025-01"),
        ("2024", "：2024，要求 ≥ 2025-01"),
        ("2024-12-31", "：2024-12-31，要求 ≥ 2025-01"),
        (None, "：未知，要求 ≥ 2025-01"),
    ],
)
def test_a_rule_about_dates_speaks_of_dates(given: str | None, words: str) -> None:
    """A local rule that compares a date with a day shows both as they are written, not as numbers."""
    book = rulebook(extra=(condition("basic", "DATED", 'value("enterprise.founded") >= day("2025-01")'),))
    answers = {} if given is None else {"enterprise.founded": given}
    (result,) = [
        each for each in evaluate(assessment(answers), book, DAY).tiers[0].conditions if "DATED" in each.condition.id
    ]
    assert words in result.reason.text("zh")
