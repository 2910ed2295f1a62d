"""What must hold for every factory, whatever it answers."""

from collections.abc import Mapping
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from models.assessment import AnswerId, Assessment, Value
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate, missing_sets
from models.evaluator.compiled import compiled
from models.evaluator.missing import MOST_SETS
from models.packs.library import Library
from models.rulebook import TIER_IDS, Rulebook, TierId
from tests.factories import DAY, answers_at, assessment


@cache
def national() -> Rulebook:
    """The national edition that ships."""
    return Library(None).rulebook("national-2025")


@cache
def read_by_rules() -> tuple[AnswerId, ...]:
    """The answers that some rule of the national edition reads, in order."""
    return tuple(sorted({answer for reads in compiled(national()).reads.values() for answer in reads}))


def rank(tier: TierId | None) -> int:
    """Returns how high a tier stands; 0 for none."""
    return 0 if tier is None else TIER_IDS.index(tier) + 1


@st.composite
def factories(draw: st.DrawFn) -> Assessment:
    """Some factory: one of the complete ones with some answers taken away and some changed."""
    answers = dict(answers_at(draw(st.sampled_from([None, *TIER_IDS]))))
    read = read_by_rules()
    for answer in draw(st.lists(st.sampled_from(read), max_size=25)):
        answers.pop(answer, None)
    for answer in draw(st.lists(st.sampled_from(read), max_size=15)):
        choices = national().questions[answer].choices
        if choices:
            answers[answer] = draw(st.sampled_from([choice for choice, _text in choices]))
    return assessment(answers)


def statuses(evaluation: Evaluation) -> Mapping[str, Status]:
    """Returns the status of every condition."""
    return {str(condition.condition.id): condition.status for tier in evaluation.tiers for condition in tier.conditions}


@given(factories())
def test_what_is_reached_is_always_possible(factory: Assessment) -> None:
    """Reached never stands above possible."""
    evaluation = evaluate(factory, national(), DAY)
    assert rank(evaluation.reached) <= rank(evaluation.possible)


@given(factories(), st.data())
def test_an_answer_that_no_rule_reads_changes_nothing(factory: Assessment, data: st.DataObject) -> None:
    """Comments, names and money do not move a tier, a status or a reason."""
    idle = sorted(
        answer
        for answer in national().questions
        if answer not in read_by_rules() and not answer.endswith((".evidence", "_source", "_date"))
    )
    answer = data.draw(st.sampled_from(idle))
    before = evaluate(factory, national(), DAY)
    after = evaluate(factory.with_answers({answer: "x"}), national(), DAY)
    assert after.tiers == before.tiers
    assert (after.reached, after.possible) == (before.reached, before.possible)


@given(factories(), st.data())
def test_turning_an_unknown_into_an_answer_never_takes_back_what_was_settled(
    factory: Assessment, data: st.DataObject
) -> None:
    """A condition that was met or not met stays so when a missing answer is given, so no tier that was reached is lost."""
    open_answers = [answer for answer in read_by_rules() if factory.get(answer) is None]
    open_answers = [answer for answer in open_answers if "indicators." not in answer and "declared" not in answer]
    open_answers = [answer for answer in open_answers if national().questions[answer].choices]
    if not open_answers:
        return
    answer = data.draw(st.sampled_from(open_answers))
    value = data.draw(st.sampled_from([choice for choice, _text in national().questions[answer].choices]))
    before = evaluate(factory, national(), DAY)
    after = evaluate(factory.with_answers({answer: value}), national(), DAY)
    assert rank(after.reached) >= rank(before.reached)
    now = statuses(after)
    for condition, status in statuses(before).items():
        assert status is Status.UNKNOWN or now[condition] is status
    assert rank(after.possible) <= rank(before.possible)


@given(factories(), st.randoms())
def test_the_order_of_answers_does_not_matter(factory: Assessment, random: object) -> None:
    """The same answers in another order give the same result, reason for reason."""
    items = list(factory.answers.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    shuffled = assessment({str(answer): value for answer, value in items})
    ordered, other = evaluate(factory, national(), DAY), evaluate(shuffled, national(), DAY)
    assert (ordered.tiers, ordered.indices, ordered.contradictions) == (
        other.tiers,
        other.indices,
        other.contradictions,
    )


@given(factories())
def test_every_reason_is_a_sentence_in_both_languages(factory: Assessment) -> None:
    """No place is left unfilled, and the sentence ends."""
    for tier in evaluate(factory, national(), DAY).tiers:
        for condition in tier.conditions:
            chinese, english = condition.reason.text("zh"), condition.reason.text("en")
            assert chinese.endswith("。")
            assert english.endswith(".")
            assert "{" not in chinese + english
            assert condition.status in (Status.MET, Status.UNKNOWN, Status.NOT_MET)
            assert condition.answers or condition.status is Status.MET


@settings(max_examples=40)
@given(factories(), st.sampled_from(TIER_IDS), st.data())
def test_a_minimal_set_closes_its_tier_and_none_of_its_members_can_be_dropped(
    factory: Assessment, tier: TierId, data: st.DataObject
) -> None:
    """Applied, a set reaches the tier with all below it; with any one member left out it does not."""
    sets = missing_sets(factory, national(), tier, DAY)
    assert len(sets) <= MOST_SETS
    assert [len(members) for members in sets] == sorted(len(members) for members in sets)
    assert len({frozenset((item.answer, item.value) for item in members) for members in sets}) == len(sets)
    if not sets:
        return
    chosen = data.draw(st.sampled_from(sets))
    changes: dict[AnswerId, Value | None] = {item.answer: item.value for item in chosen}
    assert len(changes) == len(chosen)
    assert rank(evaluate(factory.with_answers(changes), national(), DAY).reached) >= rank(tier)
    left_out = data.draw(st.sampled_from(chosen))
    fewer = {answer: value for answer, value in changes.items() if answer != left_out.answer}
    assert rank(evaluate(factory.with_answers(fewer), national(), DAY).reached) < rank(tier)


@given(factories())
def test_proven_never_exceeds_met(factory: Assessment) -> None:
    """What is proven is met, and without evidence nothing is proven."""
    evaluation = evaluate(factory, national(), DAY)
    assert evaluation.proven_count <= evaluation.met_count
    bare = assessment(
        {str(answer): value for answer, value in factory.answers.items() if not answer.endswith(".evidence")}
    )
    assert evaluate(bare, national(), DAY).proven_count == 0
