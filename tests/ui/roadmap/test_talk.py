"""The talk before the plan: every limit that the planner knows can be said, is kept, and comes back."""

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.catalogue import MeasureId, SubsidyId, VariantId
from models.roadmap import Limits, Lock, Objective, Quarter, Quote
from models.rulebook import TierId
from tests.ui.looking import living
from tests.ui.test_main_job import MakeWindow, Picture, open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.roadmap.page import RoadmapPage

EVERYTHING = Limits(
    target=TierId("advanced"),
    budget_wan=(Decimal(30), Decimal("50.5"), Decimal(20)),
    start=Quarter(2027, 2),
    quarters=9,
    staff_weeks=Decimal("6.5"),
    carry_over=True,
    most_at_once=4,
    blackout=frozenset({Quarter(2027, 4), Quarter(2028, 4), Quarter(2028, 1)}),
    require=(Lock(MeasureId("E02"), VariantId.SHARED, Quarter(2027, 3)), Lock(MeasureId("D01"))),
    forbid=frozenset({MeasureId("F01")}),
    done=frozenset({MeasureId("A01")}),
    prices_wan={(MeasureId("C02"), VariantId.OWN): (Decimal(6), Decimal("0.5"))},
    objective=Objective.PAYBACK,
    budget_by_quarter=True,
    uncounted=frozenset({SubsidyId("PO05")}),
    highest_prices=True,
)


def roadmap_page(window: MainWindow, qtbot: QtBot) -> RoadmapPage:
    """Opens the roadmap page of the sample factory."""
    open_sample(window, qtbot)
    window.open_page("roadmap")
    page = window.page("roadmap")
    assert isinstance(page, RoadmapPage)
    qtbot.waitUntil(tasks.idle)
    return page


def test_no_limit_that_the_planner_knows_is_left_at_its_default_here() -> None:
    """The limits of these tests differ from the defaults in every field, so that a new limit must be added to them."""
    usual = Limits(TierId("basic"), (Decimal(1),), Quarter(2026, 1))
    for field in fields(Limits):
        assert getattr(EVERYTHING, field.name) != getattr(usual, field.name), field.name


def test_every_limit_goes_through_the_talk_unchanged(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """What was kept is shown and said again: no limit is lost by being looked at."""
    page = roadmap_page(window, qtbot)
    page.talk.show_limits(EVERYTHING)
    assert page.talk.limits() == EVERYTHING
    picture(window, "roadmap-talk")


def test_every_limit_survives_the_program_being_closed(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Limits of the last plan, with an own price and its supplier, stand in the talk the next day."""
    asked = replace(
        EVERYTHING,
        target=TierId("basic"),
        require=(Lock(MeasureId("D01")),),
        budget_wan=(Decimal(60),),
        staff_weeks=Decimal("40.5"),
        most_at_once=9,
        objective=Objective.SOONEST,
    )
    window = make_window(tmp_path / "data")
    page = roadmap_page(window, qtbot)
    quote = Quote(MeasureId("C02"), VariantId.OWN, Decimal(6), Decimal("0.5"), "某供应商", "2026-11-01")
    page.talk.show_limits(asked, (quote,))
    with qtbot.waitSignal(window.session.roadmap_changed):
        qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(tasks.idle)
    number = window.session.assessment.case_number
    window.session.abandon()
    again = make_window(tmp_path / "data")
    with qtbot.waitSignal(again.session.case_changed):
        again.session.open_case(number)
    qtbot.waitUntil(tasks.idle)
    again.open_page("roadmap")
    later = again.page("roadmap")
    qtbot.waitUntil(lambda: tasks.idle() and later.talk.limits() == asked)
    assert tuple(later.talk.wishes.quotes.values()) == (quote,)


def test_peak_season_of_every_year_is_one_word(window: MainWindow, qtbot: QtBot) -> None:
    """Q4 in the field closes the fourth quarter of every year, also after the horizon grew."""
    page = roadmap_page(window, qtbot)
    page.talk.blackout.setText("Q4")
    page.talk.quarters.setValue(8)
    first = page.talk.limits()
    page.talk.quarters.setValue(12)
    second = page.talk.limits()
    assert (len(first.blackout), len(second.blackout)) == (2, 3)


def test_a_measure_is_found_by_a_word_and_asked_for_or_ruled_out(window: MainWindow, qtbot: QtBot) -> None:
    """The chooser finds a measure by its name; a name that is no measure gets a sentence and changes nothing."""
    page = roadmap_page(window, qtbot)
    wishes, measures = page.talk.wishes, window.session.catalogue.measures
    wishes.measure.setEditText("a robot that brews tea")
    qtbot.mouseClick(wishes.must, Qt.MouseButton.LeftButton)
    assert page.talk.limits().require == ()
    wishes.measure.setEditText(measures[MeasureId("D01")].name.en)
    qtbot.mouseClick(wishes.must, Qt.MouseButton.LeftButton)
    wishes.measure.setEditText(measures[MeasureId("F01")].name.en)
    qtbot.mouseClick(wishes.must_not, Qt.MouseButton.LeftButton)
    limits = page.talk.limits()
    assert limits.require == (Lock(MeasureId("D01")),)
    assert limits.forbid == {MeasureId("F01")}


def test_a_subsidy_of_the_factorys_place_can_be_left_out(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """A rule whose sum can be worked out appears with the address, ticked; unticking it leaves its money out."""
    page = roadmap_page(window, qtbot)
    assert page.talk.subsidies == {}
    window.session.answer({AnswerId("enterprise.city"): "德阳市"})
    qtbot.waitUntil(tasks.idle)
    (box,) = page.talk.subsidies.values()
    assert box.isChecked()
    assert page.talk.limits().uncounted == frozenset()
    picture(window, "roadmap-subsidy")
    box.click()
    assert page.talk.limits().uncounted == {SubsidyId("PO05")}


def test_every_field_of_the_talk_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    """A screen reader says what each field is about; no two fields have the same name."""
    page = roadmap_page(window, qtbot)
    talk = page.talk
    named = [
        field.accessibleName()
        for field in (
            *(talk.target, talk.objective, talk.span, talk.budget, talk.staff, talk.at_once),
            *(talk.start, talk.quarters, talk.blackout, talk.wishes.measure),
        )
    ]
    assert all(named)
    assert len(set(named)) == len(named)
    assert all(name.buddy() is not None for name in talk._names.values())
    assert not [label for label in living(talk, QLabel) if label.buddy() and not label.text()]
