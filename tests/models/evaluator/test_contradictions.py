"""Answers that do not fit together are found, with a sentence and the answers; what fits is left alone."""

import pytest

from models.assessment import Value
from models.evaluation import Contradiction
from models.evaluator import evaluate
from models.evaluator.compiled import compile_rulebook, compiled
from models.expression import ExpressionError
from models.figures import Confidence
from models.language import Text
from models.packs.library import Library
from models.questionnaire import QuestionKind
from models.rulebook import TIER_IDS, ContradictionRule, Rulebook, Severity
from tests.factories import DAY, answers_at, assessment, rulebook


def rule(
    when: str,
    *,
    each: str = "",
    text: str = "矛盾",
    facts: dict[str, str] | None = None,
    id: str = "X",
    severity: Severity = Severity.ERROR,
) -> ContradictionRule:
    """Returns one contradiction rule."""
    return ContradictionRule(id, severity, when, Text(text, text), Confidence.INFERRED, (), each, facts or {})


def found(answers: dict[str, Value], *rules: ContradictionRule) -> list[tuple[str, str]]:
    """Returns id and Chinese sentence of every contradiction."""
    evaluation = evaluate(assessment(answers), rulebook(contradictions=rules), DAY)
    return [(contradiction.id, contradiction.sentence.text("zh")) for contradiction in evaluation.contradictions]


def test_the_national_edition_has_at_least_25_contradiction_rules() -> None:
    """As many as the assessors' office asked for, every one readable by the language."""
    book = Library(None).rulebook("national-2025")
    assert len(book.contradictions) >= 25
    assert len({contradiction.id for contradiction in book.contradictions}) == len(book.contradictions)
    assert len(compiled(book).contradictions) >= len(book.contradictions)


def test_a_rule_for_every_scenario_names_the_scenario() -> None:
    """The star becomes each scenario; the sentence and the answers say which."""
    late = rule(
        'value("scenarios.*.completed") < value("scenarios.*.started")', each="scenario", text="{scenario}先完成后开始"
    )
    answers: dict[str, Value] = {"scenarios.SC07.started": "2020", "scenarios.SC07.completed": "2019-03"}
    assert found(answers, late) == [("X", "场景7先完成后开始")]
    evaluation = evaluate(assessment(answers), rulebook(contradictions=(late,)), DAY)
    assert evaluation.contradictions[0].answers == ("scenarios.SC07.completed", "scenarios.SC07.started")


def test_what_is_not_answered_contradicts_nothing() -> None:
    """An unknown is never an accusation, not even in a rule with an or."""
    rules = (
        rule('value("factory.machines") < 10 or value("factory.staff") < 10', id="A"),
        rule('not says("BR1")', id="B"),
        rule('built("SC01") and not answered("factory.staff")', id="C"),
    )
    assert found({}, *rules) == []
    assert [rule_id for rule_id, _text in found({"factory.staff": 5}, *rules)] == ["A"]
    assert [rule_id for rule_id, _text in found({"requirements.BR1.answer": "no"}, *rules)] == ["B"]
    assert [rule_id for rule_id, _text in found({"scenarios.SC01.status": "full"}, *rules)] == ["C"]


def test_figures_stand_in_the_sentence() -> None:
    """The text takes its numbers from the rule's facts."""
    more = rule(
        'value("factory.machines_connected") > value("factory.machines")',
        text="联网{connected}台，共{machines}台",
        facts={"connected": 'value("factory.machines_connected")', "machines": 'value("factory.machines")'},
    )
    assert found({"factory.machines": 3, "factory.machines_connected": 5}, more) == [("X", "联网5台，共3台")]


def test_the_gravest_come_first() -> None:
    """Errors before warnings before notes, in the order of the rules within each."""
    rules = [
        rule("built_count >= 0", id=name, severity=severity)
        for name, severity in (
            ("n", Severity.NOTE),
            ("w", Severity.WARNING),
            ("e1", Severity.ERROR),
            ("e2", Severity.ERROR),
        )
    ]
    assert [rule_id for rule_id, _text in found({}, *rules)] == ["e1", "e2", "w", "n"]


@pytest.mark.parametrize("text", ["{nobody}", "{scenario}", "{0}", "{", "{x.__class__}"])
def test_a_text_that_names_what_the_rule_does_not_have_is_refused(text: str) -> None:
    """A hostile or careless pack cannot reach into the program through its texts."""
    with pytest.raises(ExpressionError):
        compile_rulebook(rulebook(contradictions=(rule("built_count > 0", text=text),)))


@pytest.mark.parametrize("tier", TIER_IDS)
def test_an_honest_factory_is_not_accused_of_an_error(tier: str) -> None:
    """The complete test factories raise no contradiction of the gravest kind."""
    evaluation = evaluate(assessment(answers_at(tier)), Library(None).rulebook("national-2025"), DAY)
    assert [
        contradiction.id for contradiction in evaluation.contradictions if contradiction.severity is Severity.ERROR
    ] == []


_CLAIMED: dict[str, dict[str, Value]] = {
    "factory.completed": {"requirements.E-BUILT.answer": "yes"},
    "systems": {"systems.{name}.in_use": "yes"},
    "scenarios.started": {"scenarios.{name}.status": "partial"},
    "scenarios.completed": {"scenarios.{name}.status": "full"},
    "recognition": {"recognition.{name}.kind": "self_assessed"},
}
"""What is claimed beside a date, by the section or the answer: alone such a date may be a plan."""
_MAY_LIE_AHEAD = {"factory.started", "factory.completed", "scenarios.started", "scenarios.completed", "systems.since"}
"""Dates of what may be planned: alone they contradict nothing."""


@pytest.mark.parametrize("edition", ["national-2024", "national-2025"])
def test_no_date_that_has_not_come_passes_unseen(edition: str) -> None:
    """Every date that a person can enter, in the year 2031: a contradiction names it beside what it is claimed for."""
    book = Library(None).rulebook(edition)
    for answer, question in book.questions.items():
        if question.kind is not QuestionKind.DATE:
            continue
        section, *name, field = answer.split(".")
        kind = f"{section}.{field}"
        claimed = _CLAIMED.get(kind, _CLAIMED.get(section, {}))
        beside = {key.format(name=".".join(name)): value for key, value in claimed.items()}
        for answers, seen in ((beside, True), ({}, kind not in _MAY_LIE_AHEAD and section != "recognition")):
            if kind == "factory.started":
                continue  # That building has begun is claimed nowhere.
            evaluation = evaluate(assessment({**answers, answer: "2031"}), book, DAY)
            assert any(answer in each.answers for each in evaluation.contradictions) is seen, (answer, answers)


@pytest.mark.parametrize("edition", ["national-2024", "national-2025"])
@pytest.mark.parametrize(
    ("higher", "lower", "kind", "rule_id"),
    [
        ("advanced", "basic", "none", "advanced-without-basic"),
        ("excellent", "advanced", "self_assessed", "excellent-without-advanced"),
        ("leading", "excellent", "none", "leading-without-excellent"),
    ],
)
def test_recognised_above_and_not_below_is_named(
    edition: str, higher: str, lower: str, kind: str, rule_id: str
) -> None:
    """Nobody is recognised as a tier whose lower tier he says he never had; a blank lower record says nothing."""
    book = Library(None).rulebook(edition)
    answers: dict[str, Value] = {f"recognition.{higher}.kind": "recognised"}
    assert not any("without" in each.id for each in named(answers, book) if each.id != "recognition-without-proof")
    answers[f"recognition.{lower}.kind"] = kind
    assert rule_id in {each.id for each in named(answers, book)}


def named(answers: dict[str, Value], book: Rulebook) -> tuple[Contradiction, ...]:
    """What the rules say of some answers."""
    return evaluate(assessment(answers), book, DAY).contradictions


def test_what_was_in_use_before_the_enterprise_existed_is_named() -> None:
    """A system, the factory's beginnings: unlikely, since what was bought may be older."""
    book = Library(None).rulebook("national-2025")
    answers: dict[str, Value] = {
        "enterprise.founded": "2020-05",
        "systems.MES.since": "2019",
        "factory.started": "2018",
        "factory.completed": "2017-03",
    }
    broken = {each.id: each for each in evaluate(assessment(answers), book, DAY).contradictions}
    assert broken.keys() == {
        "system-before-enterprise",
        "factory-built-before-begun",
        "factory-built-before-enterprise",
    }
    assert "MES" in broken["system-before-enterprise"].sentence.text("zh")
