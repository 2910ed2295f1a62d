"""From the digital level to our answers and back: guesses with their origin, nothing sure overwritten, no proof."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

import resources
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.digital_level import worked_out
from models.digital_level.answered import Known, known, using
from models.digital_level.crosswalk import Hint, How, ImpliedAnswer, State, terms_of
from models.digital_level.filling import confirming, filled_in, taking, taking_back
from models.digital_level.implied import hints, offers, too_old
from models.errors import InvalidPack
from models.packs.crosswalk import CROSSWALK, read_crosswalk, shipped_crosswalk
from models.packs.digital_level import shipped_scheme
from models.packs.library import Library
from models.rulebook import Rulebook

SCHEME, WALK = shipped_scheme(), shipped_crosswalk()
TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """The national edition."""
    return Library(None).rulebook("national-2025")


def case(answers: Mapping[str, Value]) -> Assessment:
    """A draft; `SQ…` and `SS…` stand for answers of the digital level."""
    full = {
        AnswerId(f"digital_level.{answer}" if answer.startswith(("SQ", "SS", "official")) else answer): value
        for answer, value in answers.items()
    }
    return Assessment("C", 1, AssessmentState.DRAFT, "national-2025", answers=full)


def offered(answers: Mapping[str, Value], book: Rulebook, today: date = TODAY) -> dict[str, ImpliedAnswer]:
    """What is offered, by answer."""
    assessment = case(answers)
    offer_of = offers(assessment, book, worked_out(assessment, SCHEME, TODAY), WALK, today)
    return {str(offer.answer): offer for offer in offer_of}


def hinted(answers: Mapping[str, Value], book: Rulebook) -> dict[str, Hint]:
    """What is only shown, by answer."""
    assessment = case(answers)
    return {str(hint.answer): hint for hint in hints(assessment, book, worked_out(assessment, SCHEME, TODAY), WALK)}


def said_back(answers: Mapping[str, Value], book: Rulebook) -> dict[str, Known]:
    """What our answers say of its questions, by question and figure."""
    assessment = case(answers)
    offer_of = known(assessment, book, worked_out(assessment, SCHEME, TODAY), WALK)
    return {str(each.to or each.part).removeprefix("digital_level."): each for each in offer_of}


def test_a_scene_offers_maturity_system_and_scenario(book: Rulebook) -> None:
    """Production control at level 3: the higher of two values stands, and every offer names where it comes from."""
    offer_of = offered({"SS06.level": "3"}, book)
    assert {answer: offer.value for answer, offer in offer_of.items()} == {
        "systems.MES.in_use": "yes",
        "scenarios.SC10.status": "partial",
        "maturity.M5.level1": "full",
        "maturity.M5.level2": "most",
        "maturity.M5.level3": "part",
    }
    assert {offer.parts for offer in offer_of.values()} == {("SS06",)}
    assert all(offer.state is State.OPEN and offer.how is How.LIKELY for offer in offer_of.values())
    assert "生产管控" in offer_of["systems.MES.in_use"].why.zh


def test_figures_are_carried_over_as_they_are_or_worked_out(book: Rulebook) -> None:
    """Revenue of two years, people, machines, the defect rate and the growth of sales."""
    offer_of = offered(
        {
            "SQ14.staff_last": 120,
            "SQ14.revenue_last_wan": Decimal(5500),
            "SQ14.revenue_before_wan": Decimal(5000),
            "SQ13.pass_percent": Decimal("98.6"),
            "SQ02.machines": 60,
            "SQ03.connected": 18,
        },
        book,
    )
    assert offer_of["enterprise.staff"].value == 120
    assert offer_of["enterprise.revenue_wan"].value == 5500
    assert offer_of["enterprise.revenue_wan"].how is How.CERTAIN
    assert offer_of["factory.defect_percent"].value == Decimal("1.4")
    assert offer_of["indicators.K06.after"].value == 10
    assert (offer_of["factory.machines"].value, offer_of["factory.machines_connected"].value) == (60, 18)


def test_what_is_open_offers_nothing(book: Rulebook) -> None:
    """An unanswered question, an option that is open, and a chosen option against its figures give no guess."""
    assert offered({}, book) == {}
    assert "maturity.R2.level2" not in offered({"SQ01.C": "no"}, book)
    assert "maturity.R2.level2" in offered({f"SQ01.{option}": "no" for option in "BCDE"}, book)
    against: dict[str, Value] = {"SQ04.I": "yes", "SQ03.choice": "E", "SQ02.machines": 100, "SQ03.connected": 5}
    assert "scenarios.SC27.status" not in offered(against, book)


def test_a_system_that_a_scene_shows_wins_over_none(book: Rulebook) -> None:
    """Where two lines give one answer, the higher value stands: no system at all, but finance and quality with one."""
    offer_of = offered({"SQ05.choice": "A", "SS13.level": "1", "SS07.level": "2"}, book)
    assert offer_of["systems.FIN.in_use"].value == "yes"
    assert offer_of["systems.QMS.in_use"].value == "yes"
    assert offer_of["systems.MES.in_use"].value == "no"


def test_promises_recognitions_ai_and_proof_are_never_offered(book: Rulebook) -> None:
    """Everything at its best offers no requirement, recognition, declared maturity, AI, honour or evidence."""
    best: dict[str, Value] = {f"{scene.id}.level": "4" for scene in SCHEME.scenes}
    for question in SCHEME.questions:
        for option in question.counting:
            best[f"{question.id}.{option.id}"] = "yes"
        best[f"{question.id}.choice"] = question.options[-1].id
    best = {key: value for key, value in best.items() if AnswerId(f"digital_level.{key}") in SCHEME.answers} | {
        "official.date": "2026-09-01"
    }
    offer_of = offered(best, book)
    assert len(offer_of) > 60
    for answer in offer_of:
        assert not answer.startswith(("requirements.", "recognition.", "maturity.declared.", "enterprise.honour"))
        assert not answer.endswith((".ai", ".evidence"))
    asked = hinted(best, book)
    assert {"requirements.B-GL.answer", "enterprise.honour", "maturity.M1.level4"} <= set(asked)


def test_the_overall_level_goes_to_the_province_that_asks_for_it() -> None:
    """Heilongjiang asks for the level: it is offered once it is certain and the day of the test is given."""
    book = Library(None).rulebook("national-2025", ["heilongjiang-2025"])
    low: dict[str, Value] = {f"{scene.id}.level": "0" for scene in SCHEME.scenes}
    assert "local.heilongjiang-2025.sme_level" not in offered(low, book)
    offer_of = offered(low | {"official.date": "2026-09-01"}, book)
    assert offer_of["local.heilongjiang-2025.sme_level"].value == 0


@pytest.mark.parametrize(
    ("day", "old"),
    [
        ("2025-11-29", True),
        ("2025-11-30", False),
        ("2025-10", True),
        ("2025-11", False),
        ("2025", False),
        ("2024", True),
    ],
)
def test_a_test_older_than_a_year_fills_in_nothing(day: str, old: bool, book: Rulebook) -> None:
    """Twelve months after the test its answers are offered no more."""
    answers: dict[str, Value] = {"official.date": day, "SS06.level": "3"}
    assert too_old(case(answers), TODAY) is old
    assert (offered(answers, book) == {}) is old


def test_nothing_sure_is_overwritten(book: Rulebook) -> None:
    """An answer of one's own is left alone, a guess may be replaced, what is the same already is said."""
    answers: dict[str, Value] = {
        "SS06.level": "3",
        "systems.MES.in_use": "no",
        "maturity.M5.level1": "full",
        "scenarios.SC10.status": "none",
        "scenarios.SC10.certainty": "guess",
    }
    offer_of = offered(answers, book)
    assert offer_of["systems.MES.in_use"].state is State.DIFFERS
    assert offer_of["maturity.M5.level1"].state is State.AGREES
    assert offer_of["scenarios.SC10.status"].state is State.GUESS
    changes = taking(case(answers), book, SCHEME, tuple(offer_of.values()))
    assert AnswerId("systems.MES.in_use") not in changes
    assert changes[AnswerId("scenarios.SC10.status")] == "partial"


def test_what_is_filled_in_is_a_guess_that_keeps_its_origin(book: Rulebook) -> None:
    """Value, certainty and origin are one change; no evidence comes with it; confirming or answering otherwise ends it."""
    answers: dict[str, Value] = {"SS06.level": "3"}
    before = case(answers)
    changes = taking(before, book, SCHEME, tuple(offered(answers, book).values()))
    assert changes[AnswerId("scenarios.SC10.certainty")] == "guess"
    assert not [answer for answer in changes if answer.endswith(".evidence")]
    after = before.with_answers(changes)
    held = {each.answer: each for each in filled_in(after, SCHEME)}
    assert len(held) == 5
    assert held[AnswerId("systems.MES.in_use")].parts == ("SS06",)

    own = after.with_answers({AnswerId("systems.MES.in_use"): "no"})
    assert AnswerId("systems.MES.in_use") not in {each.answer for each in filled_in(own, SCHEME)}

    scenario = AnswerId("scenarios.SC10.status")
    sure = after.with_answers(confirming(after, book, SCHEME, [scenario]))
    assert sure.get("scenarios.SC10.certainty") == "sure"
    assert scenario not in {each.answer for each in filled_in(sure, SCHEME)}

    gone = after.with_answers(taking_back(after, book, SCHEME, list(held)))
    assert dict(gone.answers) == dict(before.answers)
    # What was answered otherwise since is the person's own and stays.
    kept = own.with_answers(taking_back(own, book, SCHEME, list(held)))
    assert kept.get("systems.MES.in_use") == "no"


def test_our_answers_say_what_is_known_of_its_questions(book: Rulebook) -> None:
    """Figures exactly, numerically controlled machines and systems as bounds, fewer defects as a direction."""
    answers: dict[str, Value] = {
        "factory.machines": 60,
        "factory.machines_cnc": 20,
        "factory.machines_connected": 18,
        "enterprise.staff": 120,
        "enterprise.revenue_wan": Decimal("5500.5"),
        "factory.defect_percent": Decimal("1.4"),
        "indicators.K09.after": Decimal(12),
        "systems.ERP.in_use": "yes",
        "systems.MES.in_use": "yes",
        "systems.CAD.in_use": "yes",
        "maturity.M5.level1": "full",
        "maturity.M5.level2": "most",
        "maturity.M5.level3": "part",
    }
    offer_of = said_back(answers, book)
    assert offer_of["SQ02.machines"].value == 60
    assert offer_of["SQ14.revenue_last_wan"].value == Decimal("5500.5")
    assert offer_of["SQ13.pass_percent"].value == Decimal("98.6")
    assert offer_of["SQ13.choice"].value == "C"
    assert offer_of["SQ02"].to is None
    assert "20" in offer_of["SQ02"].said.text("en")
    # ERP runs planning, purchasing and stock, MES production; CAD alone runs no stage.
    assert "two or more" in offer_of["SQ05"].said.text("en")
    assert "生产管控" in offer_of["SQ05"].said.text("zh")
    assert "level 2" in offer_of["SS06"].said.text("en")
    assert "SS08" not in offer_of

    assessment = case(answers)
    everything = known(assessment, book, worked_out(assessment, SCHEME, TODAY), WALK)
    after = assessment.with_answers(using(everything))
    connected = worked_out(after, SCHEME, TODAY).questions[2]
    assert connected.low == connected.high == 3  # 30 % of the machines
    states = {each.state for each in known(after, book, worked_out(after, SCHEME, TODAY), WALK) if each.to}
    assert states == {State.AGREES}
    assert using(known(after, book, worked_out(after, SCHEME, TODAY), WALK)) == {}


def test_what_differs_from_our_answers_is_said_and_not_replaced(book: Rulebook) -> None:
    """A figure, a bound and a level that do not fit our answers are marked; using takes only what is open."""
    answers: dict[str, Value] = {
        "factory.machines": 60,
        "factory.machines_cnc": 20,
        "SQ02.machines": 80,
        "SQ02.digital": 10,
        "systems.MES.in_use": "yes",
        "SQ05.choice": "A",
    }
    offer_of = said_back(answers, book)
    assert offer_of["SQ02.machines"].state is State.DIFFERS
    assert offer_of["SQ02"].state is State.DIFFERS
    assert offer_of["SQ05"].state is State.DIFFERS
    assert using(tuple(offer_of.values())) == {}


@pytest.mark.parametrize("text", ["SS17>=2", "SS01>=5", "SQ05 has C", "SQ02=F", "SQ14.staff", "SS01", "anything", ""])
def test_a_line_that_names_nothing_of_the_scheme_is_refused(text: str) -> None:
    """Scene, level, option, figure and the form itself are checked."""
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        terms_of(text, SCHEME)


def test_a_line_that_fills_in_a_promise_is_refused() -> None:
    """The file itself cannot fill in what is never filled in."""
    text = resources.path(CROSSWALK).read_text(encoding="utf-8")
    bad = text.replace("to: systems.MES.in_use,", "to: requirements.BR3.answer,", 1)
    with pytest.raises(InvalidPack, match="never filled in"):
        read_crosswalk("crosswalk.yaml", bad.encode(), SCHEME)


def test_every_line_leads_to_an_answer_that_exists() -> None:
    """Each target is asked by the national edition or by the local rules that it names, each value is one of its choices."""
    book = Library(None).rulebook("national-2025", ["heilongjiang-2025"])
    for line in WALK.lines:
        question = book.questions[line.to]
        if line.value:
            assert line.value in [choice for choice, _text in question.choices], line.to
    for back in WALK.back:
        for answer in back.answers:
            assert answer in book.questions or f"{answer}.level1" in book.questions
    known_kinds = {answer.split(".")[1] for answer in book.questions if answer.startswith("systems.")}
    assert {kind for kinds in WALK.stages.values() for kind in kinds} <= known_kinds
