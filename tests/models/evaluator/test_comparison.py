"""What changed since the last version, and whether the factory or the rulebook changed."""

from models.evaluation import Cause
from models.evaluator import compare, evaluate
from tests.factories import DAY, RULES, answers_at, assessment, factory_at, rulebook

STRICTER = {**RULES, "basic": {**RULES["basic"], "COVER": 'covers("ZY", "GL")'}}


def test_nothing_changed_says_so() -> None:
    """The same answers under the same rules differ in nothing."""
    change = compare(evaluate(factory_at("basic"), rulebook(), DAY), evaluate(factory_at("basic"), rulebook(), DAY))
    assert change.conditions == ()
    assert change.answers == ()
    assert not change.rules_changed
    assert change.reached_cause is None


def test_a_new_answer_is_the_cause() -> None:
    """The answer is named with its old and new value, the condition with its old and new status."""
    before = evaluate(factory_at("basic"), rulebook(), DAY)
    after = evaluate(assessment({**answers_at("basic"), "requirements.BR1.answer": "no"}), rulebook(), DAY)
    change = compare(before, after)
    assert [
        (str(condition.condition.id), condition.before, condition.after, condition.cause)
        for condition in change.conditions
    ] == [("basic.BR1", "met", "not_met", Cause.ANSWERS)]
    (answer,) = change.conditions[0].answers
    assert (answer.answer, answer.before, answer.after) == ("requirements.BR1.answer", "yes", "no")
    assert (change.reached_before, change.reached_after, change.reached_cause) == ("basic", None, Cause.ANSWERS)
    said = change.conditions[0].sentence.text("zh")
    assert said == "“BR1”由“满足”变为“不满足”，因为工厂情况变了：“问题 requirements.BR1.answer”答“否”。"


def test_a_stricter_rule_is_the_cause() -> None:
    """The same answers under stricter rules: the factory did not move."""
    change = compare(
        evaluate(factory_at("basic"), rulebook(), DAY), evaluate(factory_at("basic"), rulebook(STRICTER), DAY)
    )
    assert change.rules_changed
    assert [(str(condition.condition.id), condition.cause) for condition in change.conditions] == [
        ("basic.COVER", Cause.RULEBOOK)
    ]
    assert change.reached_cause is Cause.RULEBOOK
    assert change.answers == ()


def test_only_both_together_can_be_the_cause() -> None:
    """A figure that only the new rule reads and only the new version gives."""
    rules = {**RULES, "basic": {**RULES["basic"], "BR1": 'says("BR1") and not is_one_of("factory.process_type", "x")'}}
    before = evaluate(factory_at("basic"), rulebook(), DAY)
    after = evaluate(assessment({**answers_at("basic"), "factory.process_type": "x"}), rulebook(rules), DAY)
    assert [condition.cause for condition in compare(before, after).conditions] == [Cause.BOTH]


def test_conditions_that_come_and_go_belong_to_the_rules() -> None:
    """A new condition has no status before; one that fell away has none after."""
    fewer = {**RULES, "basic": {key: rule for key, rule in RULES["basic"].items() if key != "O1"}}
    more, less = evaluate(factory_at("basic"), rulebook(), DAY), evaluate(factory_at("basic"), rulebook(fewer), DAY)
    (added,) = compare(less, more).conditions
    (dropped,) = compare(more, less).conditions
    assert (added.before, added.after, added.cause) == (None, "met", Cause.RULEBOOK)
    assert (dropped.before, dropped.after, dropped.cause) == ("met", None, Cause.RULEBOOK)
