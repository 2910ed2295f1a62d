"""The SME digital level: points, level, ranges over what is open, what is missing, and where sources differ."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.digital_level import DigitalLevel, worked_out
from models.digital_level.scheme import ScoringKind
from models.errors import InvalidPack
from models.language import LANGUAGES
from models.packs.digital_level import SCHEME, read_scheme, shipped_scheme
from tests.factories import DAY

SCHEME_HERE = shipped_scheme()


def result(answers: Mapping[str, Value]) -> DigitalLevel:
    """Returns the result of answers that are written without their beginning: `SQ02.choice`."""
    full = {AnswerId(f"digital_level.{answer}"): value for answer, value in answers.items()}
    return worked_out(Assessment("C", 1, AssessmentState.DRAFT, "national-2025", answers=full), SCHEME_HERE, DAY)


def several(question: str, holding: str) -> dict[str, Value]:
    """Returns all answers of a question of which several options may hold: yes to those named, no to the others."""
    known = SCHEME_HERE.by_id[question]
    assert hasattr(known, "counting")
    return {f"{question}.{option.id}": "yes" if option.id in holding else "no" for option in known.counting}


def scenes(levels: str) -> dict[str, Value]:
    """Returns the levels of SS01, SS02, … from a row of digits; `?` leaves one open."""
    return {f"SS{number:02}.level": level for number, level in enumerate(levels, 1) if level != "?"}


def whole_case() -> dict[str, Value]:
    """A machining shop, every question answered. By hand: 4+3+1.5+3.5+5+2.5+1.25+4.5+3.75+3+0+7+7+3+1.5 = 50.5."""
    answers: dict[str, Value] = {
        **several("SQ01", "BC"),  # 2 + 2
        "SQ02.choice": "C",  # 3
        "SQ03.choice": "B",  # 1.5
        **several("SQ04", "GHIKN"),  # 5 × 0.7
        "SQ05.choice": "C",  # 5
        **several("SQ06", "BC"),  # 2 × 1.25
        **several("SQ07", "C"),  # 1.25
        "SQ08.choice": "D",  # 4.5
        **several("SQ09", "BC"),  # 2 × 1.875
        **several("SQ10", "BD"),  # 2 × 1.5
        "SQ11.choice": "A",  # 0
        "SQ12.choice": "C",  # 7
        "SQ13.choice": "C",  # 7
        "SQ14.choice": "C",  # 3
        "SQ15.choice": "B",  # 1.5
    }
    return answers


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ("2111122221211111", 2),  # seven scenes at 2, among them 01, 06, 07, 08, 09: binding ones
        ("1111111111111111", 1),
        ("1222211111122222", 2),  # 02, 03, 04, 05, 12 to 16: eight at 2, binding 03, 12, 13
        ("1212211111112222", 1),  # 02, 04, 05, 13 to 16: seven at 2, but only 13 is binding
        ("0000000000000000", 0),
        ("4444444444444444", 2),  # 50.5 points are not enough for level 3
        ("1111100000000000", 0),  # five scenes
        ("1111110000000000", 1),  # six scenes, binding 01, 03, 06
    ],
)
def test_the_level_asks_for_points_and_scenes(levels: str, level: int) -> None:
    """Points alone do not make a level, nor do scenes; a scene of a higher level counts for a lower one."""
    judged = result(whole_case() | scenes(levels))
    assert judged.points_low == judged.points_high == Decimal("50.5")
    assert (judged.level_low, judged.level_high) == (level, level)
    assert judged.answered == judged.asked == 31
    assert not judged.contradictions


@pytest.mark.parametrize(("points", "level"), [("19.9", 0), ("20", 1), ("39.9", 1), ("40", 2), ("60", 3), ("80", 4)])
def test_a_level_begins_with_its_points(points: str, level: int) -> None:
    """20, 40, 60 and 80 points are enough, a little less is not."""
    from models.digital_level.evaluation import _level

    everything = [(scene, 4) for scene in SCHEME_HERE.scenes]
    assert _level(SCHEME_HERE, Decimal(points), everything) == level


def test_nothing_answered_leaves_everything_possible() -> None:
    """Without an answer the result is 0 to 100 points and below level 1 to level 4."""
    level = result({})
    assert (level.points_low, level.points_high) == (Decimal(0), Decimal(100))
    assert (level.level_low, level.level_high) == (0, 4)
    assert not level.begun
    assert level.answered == 0


def test_no_level_is_claimed_before_anything_is_answered() -> None:
    """The headline says that nothing is answered; with the first answer it says the range."""
    assert result({}).level_text.text("zh") == "中小企业数字化水平：还没有回答"
    begun = result({"SQ02.choice": "A"})
    assert "最高" in begun.level_text.text("zh")


def test_what_is_open_makes_a_range() -> None:
    """An open option, question or scene counts from nothing to its best."""
    answers = whole_case() | scenes("2111122221211111")
    del answers["SQ13.choice"]  # 0 to 7
    del answers["SQ06.D"]  # 0 to 1.25
    level = result(answers)
    assert (level.points_low, level.points_high) == (Decimal("43.5"), Decimal("51.75"))
    assert (level.level_low, level.level_high) == (2, 2)
    half = {answer: value for answer, value in answers.items() if not answer.startswith(("SS01", "SS06", "SS07"))}
    half_level = result(half)
    assert (half_level.level_low, half_level.level_high) == (1, 2)


def test_what_is_missing_names_points_and_scenes() -> None:
    """For each higher level: the points, how many scenes, how many of them binding, and which could be raised."""
    level = result(whole_case() | scenes("2111122221211111"))
    third, fourth = level.missing
    assert (third.rule.number, third.points, third.scenes, third.binding) == (3, Decimal("9.5"), 8, 5)
    assert (fourth.points, fourth.scenes, fourth.binding) == (Decimal("29.5"), 10, 6)
    assert third.below[0].scene.binding
    assert third.below[0].low == 2
    assert not third.open
    # Enough scenes, too few binding ones: the binding ones that are missing are still to be raised.
    short = result(whole_case() | scenes("1212211111112222")).missing[0]
    assert (short.rule.number, short.points, short.scenes, short.binding) == (2, Decimal(0), 2, 2)


@pytest.mark.parametrize(
    ("machines", "connected", "points"),
    [(100, 10, "0"), (100, 11, "1.5"), (100, 20, "1.5"), (1000, 201, "3"), (5, 2, "3"), (5, 3, "4.5"), (3, 2, "6")],
)
def test_a_share_is_worked_out_from_its_figures(machines: int, connected: int, points: str) -> None:
    """The bounds belong to the lower option; no rounding moves a share across one."""
    answers = {"SQ02.machines": machines, "SQ03.connected": connected}
    question = result(answers).questions[2]
    assert question.low == question.high == Decimal(points)
    assert question.from_figures


def test_a_direction_is_worked_out_from_two_years() -> None:
    """Revenue per head, energy and cost for each 100 yuan of revenue are compared with the year before."""
    figures: dict[str, Value] = {
        "SQ14.staff_last": 100,
        "SQ14.revenue_last_wan": Decimal(5000),
        "SQ14.staff_before": 90,
        "SQ14.revenue_before_wan": Decimal(4500),
        "SQ12.energy_last_tce": Decimal(500),
        "SQ12.energy_before_tce": Decimal(460),
        "SQ15.cost_last_wan": Decimal(4000),
        "SQ15.cost_before_wan": Decimal(3500),
    }
    by_id = {each.question.id: each for each in result(figures).questions}
    assert by_id["SQ14"].low == by_id["SQ14"].high == Decimal("1.5")  # 50 a head both years
    assert by_id["SQ12"].low == 7  # 0.1 against 0.102…
    assert by_id["SQ15"].high == 0  # 0.8 against 0.777…


def test_an_option_against_its_figures_is_a_contradiction_and_a_range() -> None:
    """Where the chosen option and the figures differ, both count and the contradiction is said."""
    level = result({"SQ02.machines": 100, "SQ02.digital": 15, "SQ02.choice": "D"})
    assert (level.questions[1].low, level.questions[1].high) == (Decimal("1.5"), Decimal("4.5"))
    assert len(level.contradictions) == 1
    assert "15" not in level.contradictions[0].text("zh")
    assert "both are counted" in level.contradictions[0].text("en")


@pytest.mark.parametrize(
    "answers",
    [
        {"SQ02.machines": 10, "SQ02.digital": 11},
        {"SQ05.choice": "A", "SS06.level": "2"},
        {"SQ05.choice": "B", "SS06.level": "2", "SS08.level": "3"},
        {**several("SQ01", ""), "SQ03.choice": "C"},
        {"official.score": 60, **whole_case()},
        {"official.level": "3", **whole_case()},
    ],
)
def test_answers_that_do_not_fit_together_are_said(answers: dict[str, Value]) -> None:
    """More digital machines than machines, no system but scenes with one, no network but connected machines, another official result."""
    assert len(result(answers).contradictions) == 1


def test_what_the_sources_read_otherwise_is_worked_out_too() -> None:
    """The level is worked out by the other source as well, and it is said whether it holds either way."""
    # 69.25 points: funds, security and systems at their best. Six scenes at 3, four of them binding.
    richer = whole_case() | {
        "SQ11.choice": "E",
        "SQ05.choice": "E",
        **several("SQ06", "BCDE"),
        **several("SQ07", "BCDE"),
    }
    level = result(richer | scenes("2332333322222222"))
    assert level.points_low == Decimal("69.25")
    assert level.level_low == 2
    by_id = {each.conflict.id: each for each in level.readings}
    assert set(by_id) == {"level3", "binding", "order", "connected", "stages"}
    assert (by_id["level3"].level_low, by_id["level3"].level_high) == (3, 3)
    assert (by_id["binding"].level_low, by_id["binding"].level_high) == (2, 2)
    assert not level.holds_by_every_source
    assert by_id["stages"].points_low == Decimal("69.25") - Decimal("3.5") + round(Decimal(50) / 14, 6)
    calm = result(whole_case() | scenes("2222222222222222"))
    assert calm.holds_by_every_source


def test_all_stages_give_ten_points_by_either_source() -> None:
    """Ten points divided by fourteen stages are ten points again."""
    level = result(several("SQ04", "BCDEFGHIJKLMNO"))
    assert level.questions[3].low == 10
    stages = next(each for each in level.readings if each.conflict.id == "stages")
    assert stages.points_low == 10


def test_exchanged_levels_leave_room() -> None:
    """A scene at 3 may be at 4 or 2 by the other order, one at 4 may be at 3; a lower one is the same."""
    from models.digital_level.evaluation import _scene_result

    scene = SCHEME_HERE.scenes[0]
    ranges = [_scene_result({scene.answer: str(level)}, scene, frozenset({scene.id})) for level in range(5)]
    assert [(each.low, each.high) for each in ranges] == [(0, 0), (1, 1), (2, 2), (2, 4), (3, 4)]


def test_the_scheme_says_what_it_is_and_where_it_was_read() -> None:
    """15 questions of 50, 30 and 20 points, 16 scenes, 10 of them binding; each with a source and a mark in both languages."""
    assert [block.points for block in SCHEME_HERE.blocks] == [50, 30, 20]
    assert sum(question.points for question in SCHEME_HERE.questions) == 100
    assert len(SCHEME_HERE.questions) == 15
    assert len(SCHEME_HERE.scenes) == 16
    assert sum(scene.binding for scene in SCHEME_HERE.scenes) == 10
    parts = (SCHEME_HERE.questions, SCHEME_HERE.scenes, SCHEME_HERE.levels, SCHEME_HERE.about)
    for sources in [each.sources for part in parts for each in part]:
        assert sources
        assert set(sources) <= set(SCHEME_HERE.sources)
    said = " ".join(statement.text.en for statement in SCHEME_HERE.about)
    for word in ("2024", "voluntary", "free", "专精特新", "on site"):
        assert word in said


def test_points_that_do_not_add_up_are_refused() -> None:
    """A scheme whose options give more than its question is refused with its file."""
    text = resources.path(SCHEME).read_text(encoding="utf-8").replace('points: "0.9"', "points: 9", 1)
    with pytest.raises(InvalidPack, match="SQ04"):
        read_scheme("scheme.yaml", text.encode())


ANSWERS = {
    question.id: [choice for choice, _text in question.choices]
    for question in SCHEME_HERE.answers.values()
    if question.choices and ".official." not in question.id
}


@given(st.data())
def test_an_answer_never_widens_the_range(data: st.DataObject) -> None:
    """Whatever is answered next, the result stays inside the range that was given before."""
    order = data.draw(st.permutations(sorted(ANSWERS)))
    given_answers: dict[AnswerId, Value] = {}
    before = result({})
    for answer in order[:: max(1, len(order) // 12)]:
        given_answers[answer] = data.draw(st.sampled_from(ANSWERS[answer]))
        now = result({key.removeprefix("digital_level."): value for key, value in given_answers.items()})
        assert before.points_low <= now.points_low <= now.points_high <= before.points_high
        assert before.level_low <= now.level_low <= now.level_high <= before.level_high
        before = now


def test_several_options_count_together_and_one_alone() -> None:
    """The two kinds of questions are those of the scheme."""
    kinds = {question.id for question in SCHEME_HERE.questions if question.kind is ScoringKind.SEVERAL}
    assert kinds == {"SQ01", "SQ04", "SQ06", "SQ07", "SQ09", "SQ10"}


def test_where_sources_differ_is_said_in_a_managers_words() -> None:
    """No key of a source stands in a sentence that a person reads; the keys are beside it."""
    sentences = [
        *(conflict.text for conflict in SCHEME_HERE.conflicts),
        *(source.what for source in SCHEME_HERE.sources.values()),
    ]
    for said in sentences:
        for language in LANGUAGES:
            assert not re.search(r"(?<![A-Za-z0-9])[B-E](?![A-Za-z0-9])|[^A-Za-z]A[^A-Za-z ]", said.text(language)), (
                said
            )


@pytest.mark.parametrize(("day", "seen"), [("2026-12", True), ("2027", True), ("2026", False), ("2026-11-30", False)])
def test_an_official_test_that_has_not_been_held_is_named(day: str, seen: bool) -> None:
    """A date that has not come is said; a year or a month that is still running may be right."""
    said = [each.text("en") for each in result({"official.date": day}).contradictions]
    assert ("The date of the official test has not come yet." in said) is seen
