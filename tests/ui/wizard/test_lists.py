"""Province, city and industry are chosen from a list or typed; what the program knows of them is said at once."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.looking import living, only, page_of, there
from tests.ui.test_window import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.start.page import StartPage
from ui.wizard.cards.fields import LineField
from ui.wizard.cards.lists import LISTS
from ui.wizard.page import WizardPage


def test_a_city_is_chosen_from_the_list_or_typed(window: MainWindow, qtbot: QtBot) -> None:
    """What is typed narrows the list; a choice is the answer at once, and so is a name that is not in it."""
    open_sample(window, qtbot)
    window.open_page("fill", "enterprise.city")
    qtbot.waitUntil(tasks.idle)
    page = window.page("fill")
    assert isinstance(page, WizardPage)
    field = there(page.card).fields[AnswerId("enterprise.city")]
    assert isinstance(field, LineField)
    completer = field.line.completer()

    def city() -> object:
        return there(window.session.assessment).get(AnswerId("enterprise.city"))

    completer.setCompletionPrefix("苏")
    assert completer.currentCompletion() == "苏州市"
    only(field.line, QAction).trigger()
    there(completer.popup()).hide()
    completer.activated.emit("合肥市")
    qtbot.waitUntil(lambda: city() == "合肥市")
    field.line.setText("昆山")
    field.hand_over()
    assert city() == "昆山"


def new_case(window: MainWindow, qtbot: QtBot, answer: str) -> WizardPage:
    """The wizard over a new case, at an answer."""
    start = page_of(window, "cases", StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        start.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    window.open_page("fill", answer)
    return page_of(window, "fill", WizardPage)


def field_of(wizard: WizardPage, answer: str) -> LineField:
    """The line of an answer on the open card."""
    field = there(wizard.card).fields[AnswerId(answer)]
    assert isinstance(field, LineField)
    return field


def choose(field: LineField, words: str, qtbot: QtBot) -> None:
    """Takes one entry of the list under a line."""
    completer = field.line.completer()
    completer.activated.emit(words)
    qtbot.waitUntil(lambda: field.line.text() == LISTS[field.question.id]()[words])


def test_an_industry_is_found_by_a_word_and_brings_its_code(window: MainWindow, qtbot: QtBot) -> None:
    """The list is searched in the standard's words or the window's; the code is filled in only where it is open."""
    wizard = new_case(window, qtbot, "enterprise.industry")
    field = field_of(wizard, "enterprise.industry")
    completer = field.line.completer()
    completer.setCompletionPrefix("plastic")
    assert completer.currentCompletion() == "C29 Rubber and plastics (橡胶和塑料制品业)"
    choose(field, completer.currentCompletion(), qtbot)
    assert there(window.session.assessment).get("enterprise.industry") == "橡胶和塑料制品业"
    assert there(window.session.assessment).get("enterprise.industry_code") == "C29"
    code = field_of(wizard, "enterprise.industry_code")
    code.line.setText("C2929")
    code.hand_over()
    assert there(window.session.assessment).get("enterprise.industry_code") == "C2929"
    assert code.remark.text() == "Rubber and plastics"
    code.line.setText("C99")
    assert code.remark.text().startswith("No division of manufacturing")


def test_the_check_digit_is_said_beside_the_credit_code(window: MainWindow, qtbot: QtBot) -> None:
    """A mistyped code is named where it is; a right one, too; one that is being typed is only counted."""
    field = field_of(new_case(window, qtbot, "enterprise.credit_code"), "enterprise.credit_code")
    field.line.setText("9111")
    assert field.remark.text() == "4 of 18 characters"
    field.line.setText("91110000600037341L")
    assert field.remark.text() == "The check digit is right."
    field.line.setText("91110000600037342L")
    assert field.remark.property("kind") == "bad"
    assert field.line.accessibleDescription() == field.remark.text()


def test_the_province_proposes_its_local_rules(window: MainWindow, qtbot: QtBot) -> None:
    """They are proposed in sight, used by one click, and the same card stays open; a refusal is kept."""
    wizard = new_case(window, qtbot, "enterprise.city")
    choose(field_of(wizard, "enterprise.city"), "无锡市", qtbot)
    qtbot.waitUntil(lambda: bool(wizard.local_rules.packs))
    assert there(window.session.assessment).get("enterprise.province") == "江苏省"
    assert there(window.session.assessment).overlays == ()
    assert wizard.local_rules.isVisible()
    with qtbot.waitSignal(window.session.case_changed):
        living(wizard.local_rules, QPushButton)[0].click()
    assert there(window.session.assessment).overlays == ("jiangsu-2026",)
    assert there(wizard.card).plan.key == ("enterprise", "identity")
    qtbot.waitUntil(tasks.idle)
    assert not wizard.local_rules.isVisible()
    window.session.answer({AnswerId("enterprise.city"): None, AnswerId("enterprise.province"): "浙江省"})
    qtbot.waitUntil(lambda: bool(wizard.local_rules.packs))
    living(wizard.local_rules, QPushButton)[-1].click()
    assert not wizard.local_rules.isVisible()
    wizard.local_rules.look()
    assert not wizard.local_rules.packs
