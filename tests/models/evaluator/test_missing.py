"""What is missing to a tier: the smallest sets, all of them, and honest about what only an example can show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Item
from models.evaluator import evaluate, missing_sets
from models.figures import Confidence
from models.language import Text
from models.questionnaire import Question, QuestionKind
from models.rulebook import AiDenominator, MaturityWeights, Rulebook, TierId
from tests.factories import (
    DAY,
    RULES,
    answers_at,
    assessment,
    condition,
    factory_at,
    factory_without,
    leading_answers,
    rulebook,
)

BASIC = TierId("basic")
EXCELLENT = TierId("excellent")
KEPT = ("SC01", "SC08", "SC20", "SC21", "SC30", "SC34")


def small_book(rule: str, denominator: AiDenominator) -> Rulebook:
    """Returns a rulebook of one tier, one rule and six scenarios."""
    book = rulebook({"basic": {"X": rule}}, ai_denominator=denominator)
    scenarios = tuple(scenario for scenario in book.scenarios if scenario.id in KEPT)
    return replace(book, scenarios=scenarios, tiers=book.tiers[:1])


def reaches(factory: Assessment, items: tuple[Item, ...], book: Rulebook) -> bool:
    """Whether the answers close the tier."""
    changes: dict[AnswerId, Value | None] = {item.answer: item.value for item in items}
    return evaluate(factory.with_answers(changes), book, DAY).reached == BASIC


def by_trying(factory: Assessment, book: Rulebook, most: int) -> set[frozenset[str]]:
    """Returns the smallest closing sets by trying every set of at most `most` items."""
    universe = [Item(AnswerId(f"requirements.{requirement}.answer"), "yes") for requirement in ("BR1", "BR2")]
    for scenario in KEPT:
        if factory.get(f"scenarios.{scenario}.status") == "not_applicable":
            continue
        if factory.get(f"scenarios.{scenario}.status") not in ("partial", "full"):
            universe.append(Item(AnswerId(f"scenarios.{scenario}.status"), "partial"))
        universe.append(Item(AnswerId(f"scenarios.{scenario}.ai"), "yes"))
    universe = [item for item in universe if factory.get(item.answer) != item.value]
    for size in range(1, most + 1):
        closing = {
            frozenset(str(item.answer) for item in chosen)
            for chosen in combinations(universe, size)
            if reaches(factory, chosen, book)
        }
        if closing:
            return closing
    return set()


RULES_TO_TRY = (
    "ai_share >= 0.5",
    "ai_share >= 0.34 and covers('GJ', 'ZY')",
    "built_count >= 3 and says('BR1')",
    "stage_count >= 3 and ai_share >= 0.2",
    "covers('ZY', 'YY') or says('BR1') and says('BR2')",
    "built('SC20') and uses_ai('SC21')",
    "ai_count >= 2",
    "dimension_count >= 3",
    "says_in_principle('BR1') and (built('SC01') or built('SC30'))",
)


@settings(max_examples=60)
@given(
    st.sampled_from(RULES_TO_TRY),
    st.sampled_from(list(AiDenominator)),
    st.lists(st.sampled_from([None, "none", "partial", "not_applicable"]), min_size=6, max_size=6),
    st.lists(st.sampled_from([None, "yes", "no"]), min_size=6, max_size=6),
)
def test_the_smallest_sets_are_those_that_trying_everything_finds(
    rule: str, denominator: AiDenominator, statuses: list[str | None], ai: list[str | None]
) -> None:
    """Compared with a search over all sets of up to four items: the same sets; each listed set closes, and needs each item."""
    answers: dict[str, Value] = {}
    for scenario, status, uses in zip(KEPT, statuses, ai, strict=True):
        if status is not None:
            answers[f"scenarios.{scenario}.status"] = status
        if uses is not None:
            answers[f"scenarios.{scenario}.ai"] = uses
    factory, book = assessment(answers), small_book(rule.replace("'", '"'), denominator)
    if evaluate(factory, book, DAY).reached == BASIC:
        assert missing_sets(factory, book, BASIC, DAY) == ()
        return
    sets = missing_sets(factory, book, BASIC, DAY)
    assert all(reaches(factory, members, book) for members in sets)
    assert not any(
        reaches(factory, members[:place] + members[place + 1 :], book)
        for members in sets
        for place in range(len(members))
    )
    expected = by_trying(factory, book, 4)
    if expected:
        smallest = len(next(iter(expected)))
        listed = {frozenset(str(item.answer) for item in members) for members in sets if len(members) == smallest}
        assert len(sets[0]) == smallest
        assert listed == expected or (len(sets) == 20 and listed <= expected)
    else:
        assert not sets or len(sets[0]) > 4


def test_a_reached_tier_misses_nothing() -> None:
    """The mapping holds only the tiers above the one reached."""
    evaluation = evaluate(factory_at("excellent"), rulebook(), DAY)
    assert list(evaluation.missing) == ["leading"]
    with pytest.raises(KeyError):
        evaluation.missing[BASIC]


def test_a_tier_is_closed_together_with_those_below_it() -> None:
    """A set for excellent also holds what basic lacks."""
    evaluation = evaluate(factory_without("requirements.BR1"), rulebook(), DAY)
    for tier in ("basic", "advanced", "excellent", "leading"):
        assert evaluation.missing[TierId(tier)] == ((Item(AnswerId("requirements.BR1.answer"), "yes"),),)


def test_ai_is_asked_of_built_scenarios_before_new_ones_are_built() -> None:
    """With 16 built scenarios and no AI, four of them must come to use it; each set names four concrete ones."""
    answers = {key: ("no" if key.endswith(".ai") else value) for key, value in answers_at("excellent").items()}
    sets = missing_sets(assessment(answers), rulebook(), EXCELLENT, DAY)
    assert len(sets) == 20
    assert {len(members) for members in sets} == {4}
    assert all(item.answer.endswith(".ai") and item.value == "yes" for members in sets for item in members)


def test_a_scenario_marked_as_not_applicable_is_never_asked_for() -> None:
    """Where only inapplicable scenarios would cover a dimension, no set of answers closes the tier."""
    answers = {**leading_answers(), **{f"scenarios.SC{number}.status": "not_applicable" for number in range(20, 30)}}
    assert missing_sets(assessment(answers), rulebook(), BASIC, DAY) == ()


def test_a_rule_that_no_public_text_states_cannot_be_closed() -> None:
    """The authority decides; the program offers no set."""
    book = rulebook({**RULES, "basic": {**RULES["basic"], "SECRET": ""}})
    evaluation = evaluate(factory_at("leading"), book, DAY)
    assert evaluation.reached is None
    assert evaluation.possible == "leading"
    assert evaluation.missing[BASIC] == ()


def test_what_the_person_must_find_is_marked_as_an_example() -> None:
    """Dates, files and benchmark figures show one that would do; a yes is not an example."""
    answers = {key: value for key, value in answers_at("basic").items() if not key.startswith("indicators")}
    (first, *_rest) = missing_sets(assessment(answers), rulebook(), BASIC, DAY)
    assert {item.answer.rpartition(".")[2]: item.example for item in first} == {
        "after": True,
        "benchmark": True,
        "benchmark_scope": False,
        "benchmark_kind": False,
        "benchmark_source": True,
        "benchmark_date": True,
    }


def test_a_declared_result_that_decides_is_the_only_way_to_a_higher_level() -> None:
    """Subdomain answers do not move a tier while a platform's result with its proof stands."""
    answers = {
        **answers_at("excellent"),
        "maturity.declared.level": 2,
        "maturity.declared.platform": "c3mep",
        "maturity.declared.date": "2026-01-01",
        "maturity.declared.evidence": ("a" * 64,),
    }
    assert missing_sets(assessment(answers), rulebook(), EXCELLENT, DAY) == (
        (Item(AnswerId("maturity.declared.level"), 3, example=True),),
    )


def test_subdomains_that_lack_little_are_listed_when_they_are_fewer_than_a_declared_result() -> None:
    """One subdomain below the line: raising any answer that lifts the level again is a set of its own."""
    answers: dict[str, Value] = {**answers_at("basic")}
    for number, subdomain in enumerate(("P1", "P2", "T1", "T2", "T3")):
        answers[f"maturity.{subdomain}.level2"] = "none" if number else "part"
    sets = missing_sets(assessment(answers), rulebook(), BASIC, DAY)
    assert {str(members[0].answer) for members in sets if len(members) == 1} == {
        f"maturity.{subdomain}.level2" for subdomain in ("P1", "P2", "T1", "T2", "T3")
    }


def test_local_figures_reach_their_limit() -> None:
    """A province's score of 60 is asked for as 60, as an example of what would do."""
    rules = {**RULES, "basic": {**RULES["basic"], "JS": 'value("local.jiangsu.general_capability") >= 60'}}
    assert missing_sets(factory_at("basic"), rulebook(rules), BASIC, DAY) == (
        (Item(AnswerId("local.jiangsu.general_capability"), Decimal(60), example=True),),
    )


def measured(name: str, kind: QuestionKind, high: int | None = None) -> Question:
    """A local question whose answer is a figure or a date."""
    text = Text(name, name)
    return Question(AnswerId(f"local.x.{name}"), "local", "local", kind, text, text, low=0, high=high)


def ways(rule: str, *questions: Question, **given: Value) -> list[dict[str, Value]]:
    """The sets that close a rule over local figures and dates; each is checked to close it."""
    book = rulebook({"basic": {"X": rule}})
    book = replace(book, tiers=book.tiers[:1], questions={**book.questions, **{each.id: each for each in questions}})
    factory = assessment({f"local.x.{name}": value for name, value in given.items()})
    sets = missing_sets(factory, book, BASIC, DAY)
    assert all(reaches(factory, items, book) and all(item.example for item in items) for items in sets)
    return [{item.answer.removeprefix("local.x."): item.value for item in items} for items in sets]


def test_a_sum_of_local_figures_is_told_what_is_missing() -> None:
    """One figure alone where it can do it, several where none can; unanswered ones at the best their questions allow."""
    a, b = measured("a", QuestionKind.NUMBER, 30), measured("b", QuestionKind.INTEGER, 40)
    rule = 'value("local.x.a") + value("local.x.b") >= 60'
    assert ways(rule, a, b, a=Decimal(25), b=20) == [{"b": 35}]
    assert ways(rule, a, b, a=Decimal(10), b=20) == [{"a": Decimal(30), "b": 40}]
    assert ways(rule, a, b, a=Decimal(25)) == [{"b": 35}]
    assert ways(rule, a, b) == [{"a": Decimal(30), "b": 40}]
    assert ways('2 * value("local.x.a") - value("local.x.b") > 30', a, b, a=Decimal(10), b=3) == [
        {"a": Decimal("17.5")}
    ]


def test_a_limit_for_a_date_is_told_what_is_missing() -> None:
    """The day that the rule asks for, counted from a fixed day, from the day of evaluation or from another answer."""
    day, other = measured("day", QuestionKind.DATE), measured("other", QuestionKind.DATE)
    assert ways('value("local.x.day") >= day("2025-03")', day, day="2024") == [{"day": "2025-03-31"}]
    assert ways('value("local.x.day") < day("2025-03")', day) == [{"day": "2025-02-28"}]
    assert ways('value("local.x.day") <= today', day, day="2031") == [{"day": DAY.isoformat()}]
    assert ways('today - value("local.x.day") >= 365', day, day="2026-10-01") == [
        {"day": (DAY - timedelta(days=365)).isoformat()}
    ]
    both = ways('value("local.x.day") >= value("local.x.other")', day, other, day="2025-01-01", other="2025-06-01")
    assert both == [{"day": "2025-06-01"}, {"other": "2025-01-01"}]
    assert ways('value("local.x.day") > day("2031")', day) == []


def test_a_declared_result_is_no_way_out_for_answers_that_are_surely_below() -> None:
    """A platform's paper proves a level and lifts none: where the answers settle it, only subdomains are named."""
    answers: dict[str, Value] = {**answers_at("basic")}
    for subdomain in ("P1", "P2", "T1", "T2", "T3", "R1", "R2", "M1", "M2"):
        answers[f"maturity.{subdomain}.level2"] = "none"
    sets = missing_sets(assessment(answers), rulebook(), BASIC, DAY)
    assert len(sets) == 20
    assert all(
        item.answer.startswith("maturity.") and "declared" not in item.answer for members in sets for item in members
    )
    assert {len(members) for members in sets} == {5}


def test_a_declared_result_is_a_way_while_the_answers_leave_the_level_open() -> None:
    """With the subdomains unanswered, a platform's result with its proof is four entries and closes the gap."""
    answers = {key: value for key, value in answers_at("basic").items() if ".level2" not in key}
    (first, *_rest) = missing_sets(assessment(answers), rulebook(), BASIC, DAY)
    assert {item.answer for item in first} == {
        f"maturity.declared.{field}" for field in ("level", "platform", "date", "evidence")
    }


def test_unanswered_scenarios_leave_a_count_open() -> None:
    """Three built and thirty-seven unanswered: at least four is unknown, not refused."""
    book = rulebook({"basic": {"X": "built_count >= 4"}})
    answers: dict[str, Value] = {f"scenarios.SC0{number}.status": "full" for number in (1, 2, 3)}
    (condition, *_rest) = evaluate(assessment(answers), book, DAY).tiers[0].conditions
    assert condition.status.value == "unknown"


@pytest.mark.parametrize(("low", "example"), [(None, 0), (5, 5)])
def test_an_example_of_a_number_is_the_least_that_may_be_answered(low: int | None, example: int) -> None:
    """Zero where the question names no least figure."""
    book = rulebook({"basic": {"staff": 'answered("factory.staff")'}})
    staff = AnswerId("factory.staff")
    questions = {**book.questions, staff: replace(book.questions[staff], low=low)}
    book = replace(book, questions=questions)
    assert evaluate(assessment({}), book, DAY).missing[TierId("basic")] == ((Item(staff, example, example=True),),)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([None, "full", "most", "part", "none"]), min_size=8, max_size=8),
    st.lists(st.integers(1, 5), min_size=4, max_size=4),
)
def test_the_smallest_sets_of_maturity_are_those_that_trying_everything_finds(
    given_answers: list[str | None], shares: list[int]
) -> None:
    """Four subdomains, two levels, any weights: the same smallest sets as trying every choice; each needs each answer."""
    book = rulebook({"basic": {"X": "maturity_level >= 2"}})
    kept = book.subdomains[:4]
    weighed = {subdomain.id: Decimal(share) for subdomain, share in zip(kept, shares, strict=True)}
    own = MaturityWeights("own", Text("", ""), weighed, Confidence.RECALL, (), Text("", ""))
    book = replace(book, subdomains=kept, tiers=book.tiers[:1], weights=own)
    keys = [f"maturity.{subdomain.id}.level{level}" for subdomain in kept for level in (1, 2)]
    answers: dict[str, Value] = {
        f"maturity.{subdomain.id}.level{level}": "none" for subdomain in kept for level in (3, 4, 5)
    }
    answers |= {key: value for key, value in zip(keys, given_answers, strict=True) if value is not None}
    factory = assessment(answers)
    if evaluate(factory, book, DAY).reached == BASIC:
        return
    universe = [Item(AnswerId(key), "full") for key in keys if answers.get(key) != "full"]
    closing: set[frozenset[str]] = set()
    for size in range(1, len(universe) + 1):
        closing = {
            frozenset(str(item.answer) for item in chosen)
            for chosen in combinations(universe, size)
            if reaches(factory, chosen, book)
        }
        if closing:
            break
    sets = [members for members in missing_sets(factory, book, BASIC, DAY) if "declared" not in members[0].answer]
    assert all(reaches(factory, members, book) for members in sets)
    assert not any(
        reaches(factory, members[:place] + members[place + 1 :], book)
        for members in sets
        for place in range(len(members))
    )
    size = len(next(iter(closing)))
    listed = {frozenset(str(item.answer) for item in members) for members in sets if len(members) == size}
    assert listed == closing or (len(sets) >= 19 and listed <= closing)


def wide_book(rules: Mapping[str, str]) -> Rulebook:
    """Returns a rulebook of one tier that asks 600 local yes/no questions, `local.w.q0` and on."""
    book = rulebook({"basic": {}})
    start = book.questions[AnswerId("requirements.BR1.answer")]
    asked = (AnswerId(f"local.w.q{number}") for number in range(600))
    questions = {**book.questions, **{answer: replace(start, id=answer, group="w") for answer in asked}}
    conditions = tuple(condition("basic", name, rule) for name, rule in rules.items())
    return replace(book, questions=questions, conditions=conditions, tiers=book.tiers[:1])


def either(*numbers: int) -> str:
    """Returns the rule that one of some local answers is yes."""
    return " or ".join(f'is_one_of("local.w.q{number}", "yes")' for number in numbers)


def test_rules_with_endless_alternatives_end_with_one_set_and_say_so() -> None:
    """300 conditions whose alternatives overlap: the set closes the tier, needs each of its answers, and may not be the smallest."""
    dice = Random(5)
    book = wide_book({f"W{number}": either(*dice.sample(range(300), 3)) for number in range(300)})
    factory = assessment({})
    missing = evaluate(factory, book, DAY).missing
    (items,) = missing[BASIC]
    assert reaches(factory, items, book)
    assert not any(reaches(factory, items[:place] + items[place + 1 :], book) for place in range(len(items)))
    remark = missing.remark(BASIC)
    assert remark is not None
    assert "fewer may be enough" in remark.text("en")


def test_alternatives_that_can_all_be_looked_at_carry_no_remark() -> None:
    """Conditions that share no answer are solved apart, however many there are."""
    book = wide_book({f"W{number}": either(number, number + 300) for number in range(300)})
    missing = evaluate(assessment({}), book, DAY).missing
    assert {len(items) for items in missing[BASIC]} == {300}
    assert missing.remark(BASIC) is None


def test_a_tier_that_nothing_closes_says_so() -> None:
    """An empty list alone would look like nothing missing."""
    missing = evaluate(
        factory_at("leading"), rulebook({**RULES, "basic": {**RULES["basic"], "SECRET": ""}}), DAY
    ).missing
    remark = missing.remark(BASIC)
    assert remark is not None
    assert "no answers that would close this tier" in remark.text("en")
    with pytest.raises(KeyError):
        evaluate(factory_at("leading"), rulebook(), DAY).missing.remark(BASIC)
