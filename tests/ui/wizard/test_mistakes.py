"""What is wrong is shown where it is and holds the step, with a way out; the papers to have at hand are one click away."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.conftest import Dialogs
from tests.ui.looking import living, page_of, there
from ui.main_window import MainWindow
from ui.report.content.checklist import checks
from ui.start.page import StartPage
from ui.wizard.cards.fields import LineField
from ui.wizard.page import WizardPage


@pytest.fixture
def wizard(window: MainWindow, qtbot: QtBot) -> WizardPage:
    """The wizard over a new, empty case."""
    start = page_of(window, "cases", StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        start.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    return page_of(window, "fill", WizardPage)


def field_of(wizard: WizardPage, answer: str) -> LineField:
    """The line of an answer on the open card."""
    field = there(wizard.card).fields[AnswerId(answer)]
    assert isinstance(field, LineField)
    return field


def test_a_mistake_holds_the_step_until_it_is_corrected(wizard: WizardPage) -> None:
    """Next stays with the keyboard in the field, and goes on once the text is understood; back is always free."""
    wizard.show_target("enterprise.staff")
    QTest.keyClicks(field_of(wizard, "enterprise.staff").line, "sixty or so")
    wizard.next.click()
    assert there(wizard.card).plan.key == ("enterprise", "business")
    assert wizard.held.isVisible()
    assert "sixty or so" in wizard.held.text
    assert field_of(wizard, "enterprise.staff").line.hasFocus()
    field_of(wizard, "enterprise.staff").line.clear()
    QTest.keyClicks(field_of(wizard, "enterprise.staff").line, "62")
    wizard.next.click()
    assert there(wizard.card).plan.key == ("enterprise", "contact")
    assert not wizard.held.isVisible()


def test_a_mistake_can_be_left_for_later(wizard: WizardPage) -> None:
    """The text stays as it was typed, and the card is marked."""
    wizard.show_target("enterprise.credit_code")
    QTest.keyClicks(field_of(wizard, "enterprise.credit_code").line, "91110000600037342L")
    wizard.next.click()
    assert there(wizard.card).plan.key == ("enterprise", "identity")
    living(wizard.held, QPushButton)[0].click()
    assert there(wizard.card).plan.key == ("enterprise", "business")
    assert there(wizard.session.assessment).get("enterprise.credit_code") == "91110000600037342L"
    lines = checks(there(wizard.session.evaluation))
    assert any("credit code" in line.text and line.places[0][1] == "enterprise.credit_code" for line in lines)


def test_a_mistake_in_the_table_holds_the_step_too(wizard: WizardPage) -> None:
    """The table of indicators is one step like any card."""
    wizard.show_target("indicators.K02.after")
    QTest.keyClicks(there(wizard.window().focusWidget()), "a lot")
    wizard.next.click()
    assert wizard.table is not None
    assert wizard.held.isVisible()


def test_the_papers_are_written_from_the_list_of_sections(
    wizard: WizardPage, dialogs: Dialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    """One click and a place: the list is written, read back, and said to be."""
    dialogs.answers.append(tmp_path / "papers.pdf")
    with qtbot.waitSignal(wizard.told):
        wizard.papers.click()
    assert (tmp_path / "papers.pdf").read_bytes().startswith(b"%PDF")
