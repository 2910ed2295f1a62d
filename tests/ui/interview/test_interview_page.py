"""The one-hour path in the window: one question after another, what is left, and an end of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.looking import living, page_of, there
from ui import tasks
from ui.interview.ending import EndingView
from ui.interview.page import InterviewPage
from ui.main_window import MainWindow
from ui.start.page import StartPage
from ui.wizard.page import WizardPage


@pytest.fixture
def path(window: MainWindow, qtbot: QtBot) -> InterviewPage:
    """The one-hour path over a new, empty case."""
    page = page_of(window, "cases", StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    page_of(window, "fill", WizardPage).hour_button.click()
    assert window.current_page == "interview"
    return page_of(window, "interview", InterviewPage)


def press(window: MainWindow, *keys: Qt.Key) -> None:
    """Presses keys one after the other, where the keyboard is."""
    for key in keys:
        QTest.keyClick(window.focusWidget() or window, key)


def shown(page: InterviewPage) -> str:
    """All words that are seen on the page."""
    return "\n".join(part.text() for part in living(page, QLabel) if part.isVisible())


def ending(page: InterviewPage) -> EndingView:
    """The end, once it is shown."""
    (view,) = living(page, EndingView)
    return view


def test_a_no_to_a_lower_requirement_ends_the_path_at_once(path: InterviewPage, window: MainWindow) -> None:
    """One digit and Enter: decided, with the condition that stops it and the way to the result."""
    assert there(path.step).group == "BR1"
    assert "At most about" in shown(path) or "at most about" in shown(path)
    press(window, Qt.Key.Key_3, Qt.Key.Key_Return)
    assert path.step is None
    assert "Decided: no tier yet" in shown(path)
    assert "Above-scale industrial enterprise" in shown(ending(path))  # type: ignore[arg-type]  # any widget has labels
    ending(path).main_button.click()
    assert window.current_page == "results"


def test_what_is_missing_says_why_and_leads_to_its_answer(path: InterviewPage, window: MainWindow) -> None:
    """Under a missing condition stands the person's own answer; its link opens that question."""
    press(window, Qt.Key.Key_3, Qt.Key.Key_Return)
    assert "no, not done" in shown(ending(path))  # type: ignore[arg-type]  # any widget has labels
    (link, *_others) = (part for part in living(ending(path), QPushButton) if part.text() == "show my answer")
    link.click()
    assert window.current_page == "fill"
    assert there(page_of(window, "fill", WizardPage).card).plan.group == "BR1"


def test_what_is_left_falls_and_previous_leads_back(path: InterviewPage, window: MainWindow) -> None:
    """Each yes takes a question off; Previous shows the one before with its answer."""
    before = there(path.state).questions_left
    press(window, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert there(path.step).group == "BR2"
    assert there(path.state).questions_left == before - 1
    path.previous.click()
    assert there(path.step).group == "BR1"
    assert there(window.session.assessment).get("requirements.BR1.answer") == "yes"
    assert path.next.text() == "Next"


def test_what_is_left_open_is_marked_for_later_and_asked_again_only_when_wanted(
    path: InterviewPage, window: MainWindow
) -> None:
    """Next without an answer leaves it open: the same clock as on the pages of all questions."""
    assert path.next.text() == "Leave open"
    path.next.click()
    assert there(path.step).group == "BR2"
    assert window.session.notes.later == {"BR1"}


def test_another_scenario_is_asked_in_its_place(path: InterviewPage, window: MainWindow, qtbot: QtBot) -> None:
    """Of ten that would do, the person picks the one that is there."""
    window.session.answer(
        {AnswerId(f"requirements.{name}.answer"): "yes" for name in ("BR1", "BR2", "BR3", "BR4", "B-ZY")}
    )
    window.open_page("interview", "")
    path.show_target("")
    while there(path.step).section != "scenarios":
        path.next.click()
    assert path.instead.isVisible()
    other = there(path.step).instead[2]
    path.exchange(other)
    assert there(path.step).answers == (f"scenarios.{other}.status",)
    press(window, Qt.Key.Key_3, Qt.Key.Key_Return)
    qtbot.waitUntil(tasks.idle)
    assert there(window.session.assessment).get(f"scenarios.{other}.status") == "partial"
    assert there(path.step).section != "scenarios"


def test_ten_questions_end_with_a_range_and_what_narrows_it(
    path: InterviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    """After about ten answers the page says about where, and how many questions of which part narrow it; then it goes on."""
    page_of(window, "fill", WizardPage).ten_button.click()
    assert path.ten
    for _question in range(14):
        if path.step is None:
            break
        press(window, Qt.Key.Key_1)
        path.next.click()
    assert path.step is None
    assert "About here: between" in shown(path)
    assert "What would narrow it" in shown(path)
    links = [part.text() for part in living(ending(path), QPushButton)]
    assert any(text.startswith("Maturity: 1") for text in links), links
    ending(path).deepened.emit()
    assert path.step is not None
    assert not path.ten
    qtbot.waitUntil(tasks.idle)


def test_the_cases_page_offers_the_ten_questions(path: InterviewPage, window: MainWindow, qtbot: QtBot) -> None:
    """From the list of cases they begin at once."""
    number = there(window.session.assessment).case_number
    window.open_page("cases")
    start = page_of(window, "cases", StartPage)
    qtbot.waitUntil(lambda: number in start.ten_buttons)
    start.ten_buttons[number].click()
    assert window.current_page == "interview"
    assert path.ten


def test_the_page_speaks_both_languages(path: InterviewPage, window: MainWindow, picture: object) -> None:
    """The question, what is left and the buttons follow the language; pictures for the eye."""
    from ui import language

    take = picture
    assert callable(take)
    assert isinstance(take(window, "interview"), Path)
    language.switch("zh")
    assert "最多还有大约" in shown(path)
    take(window, "interview")
    press(window, Qt.Key.Key_3, Qt.Key.Key_Return)
    take(window, "interview-decided")


def test_what_other_answers_give_is_taken_with_one_key(path: InterviewPage, window: MainWindow) -> None:
    """Below the empty CNC rate stands 100 with the machines that it comes from; nothing is filled in before F4."""
    window.session.answer({AnswerId("factory.machines"): 18, AnswerId("factory.machines_cnc"): 18})
    window.open_page("fill", "indicators.K01.comment")
    wizard = page_of(window, "fill", WizardPage)
    card = there(wizard.card)
    assert there(window.session.assessment).get("indicators.K01.after") is None
    seen = "\n".join(part.text() for part in living(card, QLabel) if part.isVisible())
    assert "100, from your answers to “Main machines”, “Of these numerically controlled”" in seen
    press(window, Qt.Key.Key_F4)
    assert there(window.session.assessment).get("indicators.K01.after") == 100
