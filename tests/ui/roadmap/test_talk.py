"""The talk before the plan: every limit that the planner knows can be said, is kept, and comes back."""

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.limits import Limits, Lock, Objective, OwnTerms, Quarter
from models.roadmap import Quote
from models.rulebook import TierId
from tests.ui.looking import living, page_of, there
from tests.ui.test_main_job import MakeWindow, Picture, open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.roadmap.asking.price import PriceEditor
from ui.roadmap.page import RoadmapPage

EVERYTHING = Limits(
    target=TierId("advanced"),
    budget_wan=(Decimal(30), Decimal("50.5"), Decimal(20)),
    start=Quarter(2027, 2),
    quarters=9,
    deadline=Quarter(2028, 2),
    years_of_use=7,
    margin=2,
    running_budget_wan=Decimal("12.5"),
    staff_weeks=Decimal("6.5"),
    carry_over=True,
    most_at_once=4,
    blackout=frozenset({Quarter(2027, 4), Quarter(2028, 4), Quarter(2028, 1)}),
    require=(Lock(MeasureId("E02"), VariantId.SHARED, Quarter(2027, 3)), Lock(MeasureId("D01"))),
    forbid=frozenset({MeasureId("F01")}),
    forbid_ways=frozenset({(MeasureId("C03"), VariantId.OWN)}),
    done=frozenset({MeasureId("A01")}),
    prices_wan={(MeasureId("C02"), VariantId.OWN): (Decimal(6), Decimal("0.5"))},
    objective=Objective.PAYBACK,
    budget_by_quarter=True,
    uncounted=frozenset({SubsidyId("PO05")}),
    eligible=frozenset({SubsidyId("AH-01")}),
    funding={FundingFact.LOAN: Decimal(200), FundingFact.LOAN_RATE: Decimal("3.5")},
    sure=Decimal("0.8"),
    payment=(Decimal("0.3"), Decimal("0.4"), Decimal("0.3")),
    terms={
        (MeasureId("C02"), VariantId.OWN): OwnTerms(Decimal("1.5"), (Decimal("0.5"), Decimal("0.5"))),
        (MeasureId("D01"), VariantId.SHARED): OwnTerms(payment=(Decimal("0.1"), Decimal("0.9"))),
    },
    like=((MeasureId("E02"), VariantId.SHARED, Quarter(2027, 3)),),
)


def roadmap_page(window: MainWindow, qtbot: QtBot) -> RoadmapPage:
    """Opens the roadmap page of the sample factory."""
    open_sample(window, qtbot)
    window.open_page("roadmap")
    page = window.page("roadmap")
    assert isinstance(page, RoadmapPage)
    qtbot.waitUntil(tasks.idle)
    return page


def restarted(window: MainWindow, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The program closed and started again, with the same case open on the roadmap."""
    qtbot.waitUntil(tasks.idle)
    number = there(window.session.assessment).case_number
    window.session.abandon()
    again = make_window(tmp_path / "data")
    with qtbot.waitSignal(again.session.case_changed):
        again.session.open_case(number)
    again.open_page("roadmap")
    return again


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
        QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    later = page_of(restarted(window, make_window, qtbot, tmp_path), "roadmap", RoadmapPage)
    qtbot.waitUntil(lambda: tasks.idle() and later.talk.limits() == asked)
    assert tuple(later.talk.wishes.quotes.values()) == (quote,)


def test_peak_season_of_every_year_is_one_word(window: MainWindow, qtbot: QtBot) -> None:
    """Q4 in the field closes the fourth quarter of every year, also after the horizon grew."""
    page = roadmap_page(window, qtbot)
    page.talk.blackout.setText("Q4")
    page.talk.quarters.show_number(8)
    first = there(page.talk.limits())
    page.talk.quarters.show_number(12)
    second = there(page.talk.limits())
    assert (len(first.blackout), len(second.blackout)) == (2, 3)


def test_a_measure_is_found_by_a_word_and_asked_for_or_ruled_out(window: MainWindow, qtbot: QtBot) -> None:
    """The chooser finds a measure by its name; a name that is no measure gets a sentence and changes nothing."""
    page = roadmap_page(window, qtbot)
    wishes, measures = page.talk.wishes, there(window.session.catalogue).measures
    wishes.measure.setEditText("a robot that brews tea")
    QTest.mouseClick(wishes.must, Qt.MouseButton.LeftButton)
    assert there(page.talk.limits()).require == ()
    wishes.measure.setEditText(measures[MeasureId("D01")].name.en)
    QTest.mouseClick(wishes.must, Qt.MouseButton.LeftButton)
    wishes.measure.setEditText(measures[MeasureId("F01")].name.en)
    QTest.mouseClick(wishes.must_not, Qt.MouseButton.LeftButton)
    limits = there(page.talk.limits())
    assert limits.require == (Lock(MeasureId("D01")),)
    assert limits.forbid == {MeasureId("F01")}


def test_a_subsidy_of_the_factorys_place_can_be_left_out(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """A rule whose sum can be worked out appears with the place, ticked; unticking it leaves its money out."""
    page = roadmap_page(window, qtbot)
    funding, deyang, anhui = page.talk.funding, SubsidyId("PO05"), SubsidyId("AH-01")
    assert not {deyang, anhui} & funding.boxes.keys()
    window.session.answer({AnswerId("enterprise.province"): "四川省", AnswerId("enterprise.city"): "德阳市"})
    qtbot.waitUntil(tasks.idle)
    assert funding.boxes[deyang].isChecked()
    assert there(page.talk.limits()).uncounted == frozenset()
    picture(window, "roadmap-subsidy")
    funding.boxes[deyang].click()
    assert there(page.talk.limits()).uncounted == {deyang}
    window.session.answer({AnswerId("enterprise.province"): None, AnswerId("enterprise.city"): "合肥"})
    qtbot.waitUntil(tasks.idle)
    assert not funding.boxes[anhui].isChecked()
    funding.boxes[anhui].click()
    assert there(page.talk.limits()).eligible == {anhui}


def test_figures_that_rules_ask_for_are_read(window: MainWindow, qtbot: QtBot) -> None:
    """A loan and a level that are typed are in the limits; a word where a number belongs is marked and kept."""
    page = roadmap_page(window, qtbot)
    fields = page.talk.funding.fields
    fields[FundingFact.LOAN].setText("200万")
    fields[FundingFact.LEVEL].setText("3")
    assert there(page.talk.limits()).funding == {FundingFact.LOAN: 200, FundingFact.LEVEL: 3}
    fields[FundingFact.LEVEL].setText("high")
    assert page.talk.limits() is None
    assert page.talk.unread["level"] == "high"


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


REFUSED = {"budget": "1,200", "staff": "两三个人", "at_once": "8,5", "quarters": "1.2亿", "blackout": "2026-W48"}


def test_what_is_not_understood_stays_marked_through_a_restart(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Budget, hands, numbers and season: as typed, framed, with the first reason, no plan is made; then one by one."""
    window = make_window(tmp_path / "data")
    page = roadmap_page(window, qtbot)
    fields = {name: getattr(page.talk, name) for name in REFUSED}
    for name, text in REFUSED.items():
        fields[name].setText(text)
        fields[name].editingFinished.emit()
        assert fields[name].property("wrong"), name
    assert page.talk.limits() is None
    assert page.talk.unread == REFUSED
    number = there(window.session.assessment).case_number
    again = restarted(window, make_window, qtbot, tmp_path)
    later = page_of(again, "roadmap", RoadmapPage)
    qtbot.waitUntil(lambda: tasks.idle() and later.talk.unread == REFUSED)
    picture(again, "roadmap-refused")
    assert [field.text() for field in (later.talk.budget, later.talk.staff)] == ["1,200", "两三个人"]
    assert later.talk.budget.property("wrong")
    assert later.talk.limits() is None
    choices = {button.text(): button for button in living(later.talk._doubt, QPushButton)}
    assert list(choices) == ["1200", "1 and 200"]
    choices["1 and 200"].click()
    for name, text in {"staff": "６人周", "at_once": "", "quarters": "8 季度", "blackout": "Q4"}.items():
        getattr(later.talk, name).setText(text)
        getattr(later.talk, name).editingFinished.emit()
    limits = later.talk.limits()
    assert limits is not None
    assert (limits.budget_wan, limits.staff_weeks) == ((Decimal(1), Decimal(200)), Decimal(6))
    assert (limits.most_at_once, limits.quarters, len(limits.blackout)) == (None, 8, 2)
    qtbot.waitUntil(tasks.idle)
    assert there(again.session.workspace).plan_texts(number) == {}


def test_a_refused_price_stays_marked_through_a_restart(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What a person typed for a measure and is no price waits in its field; another case does not see it."""
    window = make_window(tmp_path / "data")
    page = roadmap_page(window, qtbot)
    catalogue = there(window.session.catalogue)
    measure = catalogue.measures[MeasureId("C02")]
    given: list[Quote] = []
    editor = PriceEditor(measure, VariantId.OWN, page.talk.wishes.quotes, given.append)
    qtbot.addWidget(editor)
    editor.one_off.setText("8,5")
    editor.quoted_on.setText("2026-W48")
    editor.quoted_on.editingFinished.emit()
    editor.hand_over()
    assert given == []
    number = there(window.session.assessment).case_number
    again = restarted(window, make_window, qtbot, tmp_path)
    later = page_of(again, "roadmap", RoadmapPage)
    prices = later.talk.wishes.quotes
    qtbot.waitUntil(lambda: tasks.idle() and bool(prices.unread))
    editor = PriceEditor(measure, VariantId.OWN, prices, given.append)
    qtbot.addWidget(editor)
    assert (editor.one_off.text(), editor.quoted_on.text()) == ("8,5", "2026-W48")
    assert editor.one_off.property("wrong")
    assert editor.quoted_on.property("wrong")
    editor.one_off.setText("8.5")
    editor.quoted_on.setText("2026年11月1日")
    editor.hand_over()
    assert [(quote.one_off_wan, quote.quoted_on) for quote in given] == [(Decimal("8.5"), "2026-11-01")]
    qtbot.waitUntil(tasks.idle)
    assert there(again.session.workspace).plan_texts(number) == {}


def test_payments_and_a_stop_are_typed_beside_a_price(window: MainWindow, qtbot: QtBot) -> None:
    """Whoever has a quote says when it is paid and what the stop costs; both are planned with, and a chip takes them back."""
    page = roadmap_page(window, qtbot)
    measure = there(window.session.catalogue).measures[MeasureId("C02")]
    wishes = page.talk.wishes
    editor = PriceEditor(measure, VariantId.OWN, wishes.quotes, wishes.quote)
    qtbot.addWidget(editor)
    editor.one_off.setText("20")
    editor.stop.setText("2")
    editor.payment.setText("30/40")
    editor.hand_over()
    assert editor.payment.property("wrong")
    assert wishes.terms == {}
    editor.payment.setText("30/70")
    editor.hand_over()
    pick = (measure.id, VariantId.OWN)
    assert wishes.terms == {pick: OwnTerms(Decimal(2), (Decimal("0.3"), Decimal("0.7")))}
    assert there(page.talk.limits()).terms == wishes.terms
