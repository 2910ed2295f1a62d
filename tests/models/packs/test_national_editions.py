"""What the national editions say, as data: complete, sourced, and nothing invented."""

from decimal import Decimal

import pytest

import resources
from models.assessment import AnswerId, Assessment, AssessmentState
from models.evaluator import evaluate
from models.expression import Vocabulary, answers_read, check
from models.figures import Confidence
from models.packs.library import EmptyEdition, Library
from models.rulebook import TIER_IDS, ConditionKind, Rulebook
from tests.factories import DAY

LIBRARY = Library(None)
EDITIONS = ("national-2024", "national-2025")


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> Rulebook:
    """Each national edition that is not empty."""
    return LIBRARY.rulebook(request.param)


def rules(rulebook: Rulebook) -> dict[str, str]:
    """Condition id to rule."""
    return {condition.id: condition.rule for condition in rulebook.conditions}


def test_the_model_is_complete(edition: Rulebook) -> None:
    """Four tiers, five dimensions, eight stages, forty scenarios, twenty subdomains of five levels, twenty indicators."""
    assert [tier.id for tier in edition.tiers] == list(TIER_IDS)
    sizes = (edition.dimensions, edition.stages, edition.scenarios, edition.subdomains, edition.kpis)
    assert [len(part) for part in sizes] == [5, 8, 40, 20, 20]
    assert [scenario.number for scenario in edition.scenarios] == list(range(1, 41))
    assert all(len(subdomain.levels) == 5 for subdomain in edition.subdomains)


def test_every_entry_has_sources_that_exist_and_a_mark(edition: Rulebook) -> None:
    """Nothing stands in an edition without where it was read and how sure it is."""
    parts = (edition.tiers, edition.conditions, edition.scenarios, edition.subdomains, edition.kpis)
    more = (edition.stages, edition.dimensions, edition.weight_sets)
    for sources, confidence in [(entry.sources, entry.confidence) for part in (*parts, *more) for entry in part]:
        assert sources
        assert set(sources) <= set(edition.sources)
        assert isinstance(confidence, Confidence)


def test_maturity_asks_two_two_three_four(edition: Rulebook) -> None:
    """The levels of the four tiers."""
    levels = [rule for key, rule in rules(edition).items() if key.endswith(".MAT")]
    assert levels == ["maturity_level >= 2", "maturity_level >= 2", "maturity_level >= 3", "maturity_level >= 4"]


def test_coverage_is_at_least_in_principle_and_must(edition: Rulebook) -> None:
    """Three different duties are three different rules, and each is explained."""
    texts = rules(edition)
    assert texts["basic.COV"] == 'covers("ZY")'
    assert texts["advanced.COV"] == 'covers("ZY", "GL", "YY")'
    assert texts["excellent.COV"] == 'covers_in_principle("GJ", "YF", "ZY", "GL", "YY")'
    assert texts["leading.COV"] == 'covers("GJ", "YF", "ZY", "GL", "YY")'
    words = {c.tier: c.rule_text.zh for c in edition.conditions if c.kind is ConditionKind.COVERAGE}
    assert "至少" in words[TIER_IDS[0]]
    assert "原则上" in words[TIER_IDS[2]]
    assert "必须" in words[TIER_IDS[3]]


def test_only_2025_asks_for_a_share_of_ai_and_states_the_denominator() -> None:
    """Twenty and sixty percent in 2025, none in 2024."""
    assert not [c for c in LIBRARY.rulebook("national-2024").conditions if c.kind is ConditionKind.AI_SHARE]
    shares = {c.id: c for c in LIBRARY.rulebook("national-2025").conditions if c.kind is ConditionKind.AI_SHARE}
    assert {key: c.rule for key, c in shares.items()} == {
        "excellent.AI": "ai_share >= 0.2",
        "leading.AI": "ai_share >= 0.6",
    }
    assert all("÷" in c.rule_text.zh for c in shares.values())


def test_content_counts_only_where_the_tier_asks_for_the_dimension(edition: Rulebook) -> None:
    """At basic and advanced the other dimensions' content is shown and not counted."""
    shown = {c.id for c in edition.conditions if c.informative}
    prior = {"advanced.PRE"} if edition.packs[0].id == "national-2024" else set()
    assert shown == prior | {"basic.GJ", "basic.YF", "basic.GL", "basic.YY", "advanced.GJ", "advanced.YF"}


def test_no_threshold_is_invented(edition: Rulebook) -> None:
    """No national condition reads machine counts, rates, revenue, staff or a number of scenarios."""
    vocabulary = Vocabulary.of(edition)
    for condition in edition.conditions:
        check(condition.rule, vocabulary)
        read = answers_read(check(condition.rule, vocabulary), edition)
        # The day of founding is no threshold: nothing was recognised before.
        read -= {"enterprise.founded"}
        assert not [answer for answer in read if answer.startswith(("factory.", "enterprise.", "systems."))], (
            condition.id
        )
        assert "built_count" not in condition.rule


def test_every_answer_of_the_architecture_can_be_asked(edition: Rulebook) -> None:
    """The ids that other parts rely on are questions."""
    wanted = ["enterprise.name", "factory.name", "requirements.BR1.answer", "requirements.E-GJ.exception"]
    wanted += ["scenarios.SC10.status", "scenarios.SC40.evidence", "maturity.P1.level1", "maturity.M13.level5"]
    wanted += [
        "maturity.declared.level",
        "indicators.K01.benchmark_kind",
        "recognition.leading.date",
        "systems.MES.in_use",
    ]
    assert set(wanted) <= set(edition.questions)
    asked = {question.section for question in edition.questions.values()} - {s.id for s in edition.sections}
    assert asked == {"digital_level"}  # which has a page of its own


def test_every_answer_that_a_rule_reads_is_marked_decisive(edition: Rulebook) -> None:
    """The one-hour path asks all that decides, so that it ends with a tier."""
    vocabulary = Vocabulary.of(edition)
    for condition in edition.conditions:
        for answer in answers_read(check(condition.rule, vocabulary), edition):
            assert edition.questions[AnswerId(answer)].decisive, answer


def test_there_are_at_least_twenty_five_contradiction_rules(edition: Rulebook) -> None:
    """Each with its severity and a sentence in both languages."""
    assert len(edition.contradictions) >= 25
    assert all(rule.text.zh and rule.text.en for rule in edition.contradictions)


def test_a_blank_factory_reaches_nothing_and_could_be_anything(edition: Rulebook) -> None:
    """Unanswered is unknown: never a yes, never a no, never a contradiction."""
    result = evaluate(Assessment("T", 1, AssessmentState.DRAFT, edition.packs[0].id), edition, DAY)
    assert (result.reached, result.possible) == (None, "leading")
    assert result.contradictions == ()
    assert result.problems == ()


def test_weights_say_how_sure_they_are_and_the_draft_cannot_be_used(edition: Rulebook) -> None:
    """Equal weights are the default and a convention; those from memory are marked R; the draft has no shares."""
    sets = {weights.id: weights for weights in edition.weight_sets}
    assert edition.weights == sets["equal"]
    assert sets["equal"].confidence is Confidence.INFERRED
    assert sets["discrete-recall"].confidence is Confidence.RECALL
    assert not sets["draft-2024"].shares
    for weights in (sets["equal"], sets["discrete-recall"], sets["process-recall"]):
        assert abs(sum(weights.shares.values(), Decimal(0)) - 1) < Decimal("1e-20")


def test_the_edition_of_2026_is_there_empty_and_refuses_to_be_used() -> None:
    """Prepared to be filled, not guessed."""
    assert "national-2026" in {pack.id for pack in LIBRARY.packs()}
    with pytest.raises(EmptyEdition):
        LIBRARY.rulebook("national-2026")


def test_the_edition_of_2024_says_what_2024_said() -> None:
    """No content, outcome or positioning is worded as in 2025 where the two differ, and nothing of 2025 was added."""
    old, new = (LIBRARY.rulebook(edition) for edition in EDITIONS)
    texts = {c.id: c.text for c in new.conditions}
    alike = {c.id for c in old.conditions if c.dimension and texts[c.id] == c.text}
    assert alike == {"advanced.ZY"} or not alike
    assert not {tier.positioning for tier in old.tiers} & {tier.positioning for tier in new.tiers}
    leading = next(tier for tier in old.tiers if tier.id == "leading")
    assert "没有培育名单" in leading.recognised_by.zh
    assert {"excellent.LEGAL", "excellent.AIX", "leading.LEADER", "excellent.AI"} & {
        str(c.id) for c in old.conditions
    } == set()
    assert next(c for c in old.conditions if c.id == "advanced.PRE").informative


def test_a_higher_recognition_implies_the_lower_only_where_the_edition_allows_no_skipping() -> None:
    """In 2025 each step asks for the one below; “in principle” of 2024 leaves room for factories that were never advanced."""
    old, new = (LIBRARY.rulebook(edition) for edition in EDITIONS)
    assert new.implying("basic", ("self_assessed", "reviewed", "recognised")) == ("advanced", "excellent", "leading")
    assert new.implying("basic", ("recognised",)) == ()
    assert new.implying("advanced", ("recognised",)) == ("excellent", "leading")
    assert old.implying("advanced", ("recognised",)) == ()
    assert old.implying("excellent", ("recognised",)) == ("leading",)
    local = LIBRARY.rulebook("national-2025", ["shandong-2025"])
    assert local.implying("basic", ("self_assessed", "reviewed", "recognised")) == ()


def test_every_shipped_file_is_named_for_its_pack() -> None:
    """A pack is found by id without opening the others."""
    for file in resources.path("rulebook").glob("*.yaml"):
        assert f"id: {file.stem}," in file.read_text(encoding="utf-8")


def test_texts_are_in_both_languages(edition: Rulebook) -> None:
    """No English where Chinese belongs."""
    for question in edition.questions.values():
        assert any("\u4e00" <= part <= "\u9fff" for part in question.label.zh), question.id
        assert not any("\u4e00" <= part <= "\u9fff" for part in question.label.en), question.id
