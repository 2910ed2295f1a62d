"""The page of the SME digital level: answered, read, carried over and taken back as a person does it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, Value
from tests.ui.looking import living
from tests.ui.test_main_job import open_sample
from ui import language, tasks
from ui.digital_level.page import TABS, DigitalLevelPage
from ui.main_window import MainWindow
from ui.wizard.cards.fields import ChoiceField, LineField

Picture = Callable[[MainWindow, str], Path]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> DigitalLevelPage:
    """The page over the sample factory."""
    open_sample(window, qtbot)
    window.open_page("digital")
    shown = window.page("digital")
    assert isinstance(shown, DigitalLevelPage)
    qtbot.waitUntil(tasks.idle)
    return shown


def answer(page: DigitalLevelPage, name: str) -> Value | None:
    """An answer as the session has it."""
    assert page.session.assessment is not None
    return page.session.assessment.get(name)


def settle(page: DigitalLevelPage, qtbot: QtBot) -> None:
    """Waits until everything is on the disk."""
    qtbot.waitUntil(lambda: page.session.settled and tasks.idle())


def pick(page: DigitalLevelPage, part: str, number: int) -> None:
    """Picks a choice of a question or scene by its number; scenes are there once their tab was opened."""
    if part not in page.cards:
        page.open_tab("scenes")
    page.cards[part].choose(number)


def said(page: DigitalLevelPage) -> str:
    """Everything that is written on the page."""
    return "\n".join(text.text() for text in living(page, QLabel))


def test_the_score_and_the_level_follow_every_answer(page: DigitalLevelPage, qtbot: QtBot) -> None:
    """Chips, figures and scenes change points and level at once, and are on the disk afterwards."""
    assert page.account is not None
    assert not page.account.result.begun
    assert "0 to 100 of 100 points" in said(page)
    pick(page, "SQ05", 3)
    assert answer(page, "digital_level.SQ05.choice") == "C"
    assert "5 to 95 of 100 points" in said(page)
    pick(page, "SQ01", 1)
    pick(page, "SQ01", 2)
    assert [answer(page, f"digital_level.SQ01.{option}") for option in "BCDE"] == ["yes", "yes", "no", "no"]
    for name, typed in (("SQ02.machines", "60"), ("SQ02.digital", "30")):
        field = page.cards["SQ02"].fields[AnswerId(f"digital_level.{name}")]
        assert isinstance(field, LineField)
        QTest.keyClicks(field.line, typed)
        QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert "by the figures: 4.5 of 6 points" in said(page)
    pick(page, "SS06", 4)
    assert page.tabs["questions"].text() == "Questions 3/15"
    assert page.tabs["scenes"].text() == "Scenes 1/16"
    settle(page, qtbot)
    workspace = page.session.workspace
    assert workspace is not None
    assert page.session.assessment is not None
    assert workspace.load(page.session.assessment.case_number).get("digital_level.SS06.level") == "3"


def test_none_of_several_is_an_answer_that_is_cleared_by_an_act_of_its_own(page: DigitalLevelPage) -> None:
    """The last chip says no to all, clicked again it keeps that; “Clear” and Delete take it away. The last yes taken back is no no."""
    field = page.cards["SQ06"].several
    assert field is not None

    def answers() -> list[Value | None]:
        return [answer(page, f"digital_level.SQ06.{option}") for option in "BCDE"]

    field.chips["A"].click()
    field.chips["A"].click()
    assert answers() == ["no"] * 4
    assert field.chips["A"].isChecked()
    field.clear_button.click()
    assert answers() == [None] * 4
    assert not field.chips["A"].isChecked()
    field.chips["B"].click()
    assert answers() == ["yes", "no", "no", "no"]
    field.chips["B"].click()
    assert answers() == [None] * 4
    assert not field.chips["A"].isChecked()
    field.chips["C"].click()
    QTest.keyClick(field.chips["C"], Qt.Key.Key_Delete)
    assert answers() == [None] * 4


def test_enter_presses_the_chip_that_has_the_keyboard(page: DigitalLevelPage) -> None:
    """Of several that may be chosen as well as of one."""
    field = page.cards["SQ06"].several
    assert field is not None
    page.show_target("digital_level.SQ06.B")
    for option in "BD":
        field.chips[option].setFocus()
        QTest.keyClick(field.chips[option], Qt.Key.Key_Return)
    assert [answer(page, f"digital_level.SQ06.{option}") for option in "BCDE"] == ["yes", "no", "yes", "no"]


def test_a_digit_on_something_else_of_a_card_answers_nothing(page: DigitalLevelPage, qtbot: QtBot) -> None:
    """“Use it” has the keyboard: the digit only leads to the choices."""
    page.session.answer({AnswerId("factory.machines_connected"): 18, AnswerId("factory.machines"): 60})
    settle(page, qtbot)
    page.show_target("digital_level.SQ03.choice")
    card = page.cards["SQ03"]
    use = next(button for button in living(card, QPushButton) if button.text() == "Use it")
    before = dict(page.session.assessment.answers) if page.session.assessment is not None else {}
    use.setFocus()
    assert use.hasFocus()
    QTest.keyClick(use, Qt.Key.Key_3)
    assert page.session.assessment is not None
    assert dict(page.session.assessment.answers) == before
    focused = page.window().focusWidget()
    assert focused is not None
    assert card.picks_from(focused)


def test_undo_from_this_page_shows_what_is_not_in_sight_on_it(
    page: DigitalLevelPage, window: MainWindow, qtbot: QtBot
) -> None:
    """An answer of the ladder, of another tab, or below the fold: the window goes there and names it."""
    page.open_tab("carry")
    page.session.answer({AnswerId("factory.machines"): 71})
    settle(page, qtbot)
    with qtbot.waitSignal(page.session.turned):
        page.session.undo()
    assert window.current_page == "fill"
    for part, seen_from in (("SQ15", "questions"), ("SS16", "questions")):
        window.open_page("digital")
        page.open_tab("questions" if part.startswith("SQ") else "scenes")
        pick(page, part, 2)
        page.open_tab(seen_from)
        qtbot.waitUntil(lambda: page.cards["SQ01"].visibleRegion().isEmpty() is False)
        settle(page, qtbot)
        with qtbot.waitSignal(page.session.turned):
            page.session.undo()
        qtbot.waitUntil(lambda part=part: not page.cards[part].visibleRegion().isEmpty())  # type: ignore[misc]


def test_a_digit_picks_a_choice_of_the_question_with_the_keyboard(page: DigitalLevelPage, qtbot: QtBot) -> None:
    """With the keyboard on a scene, 3 chooses its third choice; elsewhere nothing happens."""
    page.show_target("digital_level.SS07.level")
    assert page.tab == "scenes"
    focused = page.window().focusWidget()
    assert focused is not None
    assert page.cards["SS07"].isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_3)
    assert answer(page, "digital_level.SS07.level") == "2"
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_4)
    assert answer(page, "digital_level.SS07.level") == "2"


def test_what_it_fills_in_is_shown_first_and_keeps_its_origin(
    page: DigitalLevelPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Nothing is filled in by itself; what is ticked comes in as a guess with its origin, confirmed or undone one by one."""
    page.session.answer({AnswerId("factory.machines_connected"): None, AnswerId("factory.machines"): None})
    for name, value in (("SQ02.machines", 60), ("SQ03.connected", 18)):
        page.session.answer({AnswerId(f"digital_level.{name}"): value})
    assert answer(page, "factory.machines_connected") is None
    page.open_tab("carry")
    page.refresh()
    assert "question 3 (Connected machines)" in said(page)
    offered = {str(offer.answer): box for box, offer in page.carrying.boxes}
    assert offered["factory.machines"].isChecked()
    offered["factory.machines"].setChecked(False)
    button = page.carrying.fill_button
    assert button is not None
    button.click()
    assert answer(page, "factory.machines_connected") == 18
    assert answer(page, "factory.machines") is None
    assert answer(page, "digital_level.SQ03.filled") == ("factory.machines_connected=18",)
    assert "Filled in and not confirmed yet" in said(page)
    settle(page, qtbot)
    window._undo()
    settle(page, qtbot)
    assert answer(page, "factory.machines_connected") is None
    assert answer(page, "digital_level.SQ03.filled") is None
    assert window.current_page == "digital"


def test_confirming_ends_the_guess(page: DigitalLevelPage) -> None:
    """The button beside a filled-in answer makes it the person's own."""
    page.session.answer({AnswerId("factory.machines_connected"): None, AnswerId("digital_level.SQ03.connected"): 18})
    page.open_tab("carry")
    page.refresh()
    assert page.carrying.fill_button is not None
    page.carrying.fill_button.click()
    page.refresh()
    right = next(button for button in living(page, QPushButton) if button.text() == "This is right")
    right.click()
    assert answer(page, "factory.machines_connected") == 18
    assert answer(page, "digital_level.SQ03.filled") is None


def test_answers_given_already_are_offered_for_its_questions(page: DigitalLevelPage) -> None:
    """The sample's machines, people and revenue are known; one click uses what is open."""
    page.open_tab("carry")
    page.refresh()
    use = next(button for button in living(page, QPushButton) if button.text().startswith("Use the open figures"))
    use.click()
    assert answer(page, "digital_level.SQ14.staff_last") == answer(page, "enterprise.staff")
    assert answer(page, "digital_level.SQ14.revenue_last_wan") == answer(page, "enterprise.revenue_wan")


def test_a_frozen_version_is_only_read(page: DigitalLevelPage, qtbot: QtBot) -> None:
    """After the freeze no chip, field or button of the page changes anything."""
    case = page.session.assessment
    assert case is not None
    with qtbot.waitSignal(page.session.case_changed):
        page.session.take_over(lambda workspace: workspace.freeze(case.case_number, "report"))
    page.refresh()
    pick(page, "SQ01", 1)
    assert answer(page, "digital_level.SQ01.B") is None
    assert page.carrying.fill_button is None
    page.open_tab("scenes")
    choice = page.cards["SS01"].fields[AnswerId("digital_level.SS01.level")]
    assert isinstance(choice, ChoiceField)
    assert not choice.isEnabled()


def test_search_leads_to_its_questions(window: MainWindow, page: DigitalLevelPage) -> None:
    """A question is found by its name and opened on this page."""
    from ui.frame.search import find, things

    hit = next(hit for hit in find(list(things(window.session)), "data security") if hit.page == "digital")
    window.open_found(hit.page, hit.target)
    assert window.current_page == "digital"
    assert page.tab == "questions"


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_tab_is_photographed_in_both_languages(
    spoken: str, page: DigitalLevelPage, window: MainWindow, picture: Picture
) -> None:
    """Each tab fits a small laptop, says everything in the language chosen, and says what the scheme is."""
    language.switch("zh" if spoken == "zh" else "en")
    for part, number in (("SQ05", 3), ("SS06", 4), ("SS13", 3), ("SQ08", 4)):
        pick(page, part, number)
    for tab in TABS:
        page.open_tab(tab)
        picture(window, f"digital-{tab}")
        for area in living(page, QScrollArea):
            assert area.horizontalScrollBar().maximum() == 0
    text = said(page)
    for word in (
        ("2024", "专精特新", "试点城市", "自愿") if spoken == "zh" else ("2024", "voluntary", "on site", "free")
    ):
        assert word in text
