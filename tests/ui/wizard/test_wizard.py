"""Filling in: every answer is saved as it is given, by mouse and by keyboard, and nothing typed is lost."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, AssessmentState
from models.language import Language, Text
from models.packs.library import Library
from models.questionnaire import Question, QuestionKind
from models.subjects import group_name
from models.workspace import Workspace
from tests import PATIENCE_S, ROOT
from tests.ui.conftest import MakeWindow, drop
from tests.ui.looking import living, there
from tests.ui.test_window import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.start.page import StartPage
from ui.style import apply
from ui.wizard.cards.card import CardView
from ui.wizard.cards.fields import LineField, LongTextField
from ui.wizard.outline import CardState, outline
from ui.wizard.page import WizardPage
from ui.wizard.tables.scenarios import ScenarioTable

STATUS = AnswerId("scenarios.SC10.status")
NAME = AnswerId("enterprise.name")
Picture = Callable[[MainWindow, str], Path]


def line(wizard: WizardPage, answer: str) -> LineField:
    """The field of an answer that is typed in one line."""
    assert wizard.card is not None
    field = wizard.card.fields[AnswerId(answer)]
    assert isinstance(field, LineField)
    return field


def on_disk(wizard: WizardPage, qtbot: QtBot) -> dict[AnswerId, object]:
    """The answers as the database has them, after everything on the way has arrived."""
    qtbot.waitUntil(tasks.idle)
    workspace, assessment = wizard.session.workspace, wizard.session.assessment
    assert workspace is not None
    assert assessment is not None
    return dict(workspace.load(assessment.case_number).answers)


def test_an_answer_is_saved_as_it_is_given(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A click on a chip is on the disk without any save button, and only then the bar says so."""
    window.open_page("fill", STATUS)
    assert wizard.card is not None
    with qtbot.waitSignal(wizard.session.saved):
        wizard.card.choose(3)
    assert on_disk(wizard, qtbot)[STATUS] == "partial"
    assert window.top_bar.saved_text.startswith("Saved ")


def test_an_answer_is_cleared_by_an_act_of_its_own(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A second click on the chosen option keeps it; “Clear”, and Delete or Backspace on it, leave the question open again."""
    window.open_page("fill", STATUS)
    assert wizard.card is not None
    field = wizard.card.fields[STATUS]
    chips = {chip.text().lower(): chip for chip in living(field, QPushButton)}
    chip, clear = chips["in use in part"], chips["clear"]
    assert not clear.isVisible()
    for act in (
        clear.click,
        lambda: QTest.keyClick(chip, Qt.Key.Key_Delete),
        lambda: QTest.keyClick(chip, Qt.Key.Key_Backspace),
    ):
        chip.click()
        chip.click()
        assert on_disk(wizard, qtbot)[STATUS] == "partial"
        assert clear.isVisible()
        act()
        assert STATUS not in on_disk(wizard, qtbot)
        assert not chip.isChecked()


def test_a_click_in_the_table_does_not_clear_a_mark(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """The same mark clicked twice stays; Delete and “Clear row” take the marks of the row away in one step; Ctrl+A sets none."""
    window.open_page("fill", STATUS)
    wizard.table_button.click()
    table = wizard.table
    assert isinstance(table, ScenarioTable)
    ai = AnswerId("scenarios.SC10.ai")
    place = table.visualRect(table.cards.index(9, 4)).center()
    ways: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(table, Qt.Key.Key_Delete),
        wizard.clear_row.click,
    )
    for clear in ways:
        for _twice in range(2):
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert ai not in on_disk(wizard, qtbot)
        QTest.keyClick(table, Qt.Key.Key_A)
        answers = on_disk(wizard, qtbot)
        assert (answers[STATUS], answers[ai]) == ("full", "yes")
        clear()
        assert not {STATUS, ai} & on_disk(wizard, qtbot).keys()


def test_what_is_typed_is_saved_keystroke_by_keystroke(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """Text needs neither Enter nor another field; the history sees one edit."""
    window.open_page("fill", NAME)
    field = line(wizard, NAME)
    QTest.keyClicks(field.line, "Hongda Machinery")
    assert on_disk(wizard, qtbot)[NAME] == "Hongda Machinery"
    workspace, assessment = wizard.session.workspace, wizard.session.assessment
    assert workspace is not None
    assert assessment is not None
    history = workspace.history(assessment.case_number, NAME)
    assert [change.new for change in history] == ["Hongda Machinery"]
    assert "Hongda Machinery" in window.top_bar.factory_text


def test_undo_takes_back_the_last_edit_and_redo_brings_it_again(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Ctrl+Z and Ctrl+Y work on answers, on screen and on the disk."""
    window.open_page("fill", STATUS)
    wizard.session.answer({STATUS: "planned"})
    wizard.session.answer({STATUS: "full"})
    wizard.session.undo()
    assert on_disk(wizard, qtbot)[STATUS] == "planned"
    assert wizard.session.assessment is not None
    assert wizard.session.assessment.get(STATUS) == "planned"
    wizard.session.redo()
    assert on_disk(wizard, qtbot)[STATUS] == "full"


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *more: Qt.KeyboardModifier) -> None:
    """Presses a key with Ctrl wherever the keyboard is, and waits for what it does."""
    modifiers = Qt.KeyboardModifier.ControlModifier
    for modifier in more:
        modifiers |= modifier
    with qtbot.waitSignal(window.session.turned):
        QTest.keyClick(window.focusWidget(), key, modifiers)
    qtbot.waitUntil(tasks.idle)


def test_undo_goes_to_an_answer_that_is_not_in_view(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """From another page, another card, below the screen, out of a table and from an empty text field; one sentence names it."""
    certainty, proof = AnswerId("scenarios.SC10.certainty"), AnswerId("scenarios.SC10.investment_wan")
    for answer, old, new, change in (
        (STATUS, "planned", "full", "in use throughout → planned"),
        (REVENUE, Decimal(70), Decimal(80), "80 → 70"),
        (proof, Decimal(5), Decimal(6), "6 → 5"),
        (certainty, "sure", "guess", " → "),
    ):
        for page, target in (("results", ""), ("fill", NAME), ("fill", "scenarios.SC11.status")):
            wizard.session.answer({answer: old})
            wizard.session.answer({answer: new})
            window.open_page(page, target)
            press(qtbot, window, Qt.Key.Key_Z)
            assert on_disk(wizard, qtbot)[answer] == old
            assert window.current_page == "fill"
            assert wizard.card is not None
            place = wizard.card.fields[answer]
            qtbot.waitUntil(partial(wizard.in_view, [answer]))
            assert place.isAncestorOf(window.focusWidget())
            assert window.banner.isVisible()
            assert window.banner.text.startswith("Undone: ")
            assert change in window.banner.text
            window.open_page("results")
            press(qtbot, window, Qt.Key.Key_Y)
            assert window.current_page == "fill"
            assert window.banner.text.startswith("Redone: ")
            assert on_disk(wizard, qtbot)[answer] == new
    picture(window, "fill-redone")


def test_undo_of_what_is_in_view_stays_there_and_says_what_it_was(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Nothing is opened anew; in a table the row counts; with nothing left to undo or redo that is said."""
    window.open_page("fill", STATUS)
    assert wizard.card is not None
    card = wizard.card
    card.choose(3)
    press(qtbot, window, Qt.Key.Key_Z)
    assert wizard.card is card
    assert window.banner.text.startswith("Undone: ")
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.banner.text == "There is nothing to undo."
    window.banner.hide()
    wizard.table_button.click()
    with qtbot.waitSignal(window.session.turned):
        wizard.redo.click()
    assert on_disk(wizard, qtbot)[STATUS] == "partial"
    assert wizard.table is not None
    assert window.banner.text.startswith("Redone: ")
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    assert window.banner.text == "There is nothing to redo."


@pytest.mark.parametrize("more", [(), (Qt.KeyboardModifier.ShiftModifier,)], ids=["Ctrl+Y", "Ctrl+Shift+Z"])
def test_every_key_for_redo_works_on_every_system(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, more: tuple[Qt.KeyboardModifier, ...]
) -> None:
    """Ctrl+Y and Ctrl+Shift+Z, in a text field as well."""
    wizard.session.answer({STATUS: "full"})
    for target in (STATUS, NAME):
        window.open_page("fill", target)
        press(qtbot, window, Qt.Key.Key_Z)
        assert STATUS not in on_disk(wizard, qtbot)
        window.open_page("fill", target)
        press(qtbot, window, Qt.Key.Key_Z if more else Qt.Key.Key_Y, *more)
        assert on_disk(wizard, qtbot)[STATUS] == "full"


def test_undo_in_a_text_field_takes_back_what_was_typed_there(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """What has the keyboard is undone first; only with nothing left there the last answer is."""
    wizard.session.answer({STATUS: "full"})
    window.open_page("fill", NAME)
    field = line(wizard, NAME)
    QTest.keyClicks(field.line, "Hong")
    QTest.keyClick(field.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.line.text() == ""
    answers = on_disk(wizard, qtbot)
    assert NAME not in answers
    assert answers[STATUS] == "full"


def test_enter_presses_the_button_that_has_the_keyboard(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """On a button it is the button, on an option it chooses, on the chosen one it goes on; in a remark it keeps the remark."""
    window.open_page("fill", STATUS)
    card = wizard.card
    assert card is not None
    card.drawer.fold.setFocus()
    QTest.keyClick(card.drawer.fold, Qt.Key.Key_Return)
    assert wizard.card is card
    assert card.drawer.is_open
    wizard.later.setFocus()
    QTest.keyClick(wizard.later, Qt.Key.Key_Return)
    assert wizard.session.assessment is not None
    assert wizard.session.notes.later == {"SC10"}
    assert wizard.card is not None
    assert wizard.card.plan.group == "SC11"
    chips = [
        chip
        for chip in living(wizard.card.fields[AnswerId("scenarios.SC11.status")], QPushButton)
        if chip.isCheckable()
    ]
    chips[2].setFocus()
    QTest.keyClick(chips[2], Qt.Key.Key_Return)
    assert wizard.card.plan.group == "SC11"
    assert chips[2].isChecked()
    QTest.keyClick(chips[2], Qt.Key.Key_4)
    assert chips[3].hasFocus()
    QTest.keyClick(chips[3], Qt.Key.Key_Return)
    assert wizard.card.plan.group == "SC12"
    wizard.card.drawer.fold.click()
    remark = wizard.card.drawer.remark_field
    remark.setFocus()
    QTest.keyClicks(remark, "Ask Mr Li")
    QTest.keyClick(remark, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.card is not None and "Ask Mr Li" in wizard.card.drawer.text)
    assert wizard.card.plan.group == "SC12"
    wizard.sections.setFocus()
    QTest.keyClick(wizard.sections, Qt.Key.Key_Up)
    QTest.keyClick(wizard.sections, Qt.Key.Key_Return)
    assert wizard.card.plan.group == "SC11"


def test_a_character_that_no_typeface_has_is_told_beside_its_field(qtbot: QtBot) -> None:
    """While it is typed; a rare character that the report draws is not, and the note goes with the character."""
    question = Question(
        AnswerId("enterprise.name"), "", "", QuestionKind.TEXT, Text("名称", "Name"), Text("名称", "Name")
    )
    line_field, long_field = LineField(question), LongTextField(question)
    for field, type_ in ((line_field, line_field.line.setText), (long_field, long_field.area.setPlainText)):
        qtbot.addWidget(field)
        type_("𠮷盛厂")
        assert field.undrawn.text() == ""
        type_("𠮷盛😀")
        assert "😀" in field.undrawn.text()
        type_("盛厂")
        assert field.undrawn.text() == ""


OEE = AnswerId("factory.oee_percent")
REVENUE = AnswerId("enterprise.revenue_wan")


def write(qtbot: QtBot, field: LineField, text: str) -> None:
    """Types a text in the place of what stands in a field."""
    field.line.setFocus()
    field.line.selectAll()
    QTest.keyClicks(field.line, text)


def test_a_number_out_of_range_is_explained_beside_its_field(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """The wrong number stays on screen with its reason and is no answer; a right one clears the reason."""
    window.open_page("fill", OEE)
    field = line(wizard, OEE)
    write(qtbot, field, "250")
    field.line.clearFocus()
    assert field.doubt.problem.text() == "This must be between 0 and 100."
    assert field.line.text() == "250"
    assert OEE not in on_disk(wizard, qtbot)
    field.line.setFocus()
    field.line.selectAll()
    field.line.insert("６２．５")
    field.line.clearFocus()
    assert not field.in_doubt
    assert on_disk(wizard, qtbot)[OEE] == Decimal("62.5")


@pytest.mark.parametrize("text", ["1.2亿x", "12 34", "8,5", "-3"])
def test_no_beginning_of_what_was_typed_is_ever_saved(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, text: str
) -> None:
    """Neither while it is typed nor after Enter; the value before stays in the history, and undo brings it back."""
    window.open_page("fill", REVENUE)
    wizard.session.answer({REVENUE: Decimal(70)})
    field = line(wizard, REVENUE)
    field.line.setFocus()
    field.line.selectAll()
    for key in text:
        field.line.insert(key)
        field.line.textEdited.emit(field.line.text())
        assert wizard.session.assessment is not None
        assert wizard.session.assessment.get(REVENUE) == Decimal(70)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert wizard.card is not None
    assert REVENUE in wizard.card.fields, "Enter stays where something is not understood"
    assert field.in_doubt
    assert field.line.text() == text
    assert REVENUE not in on_disk(wizard, qtbot)
    workspace, assessment = wizard.session.workspace, wizard.session.assessment
    assert workspace is not None
    assert assessment is not None
    assert [change.new for change in workspace.history(assessment.case_number, REVENUE)] == [None, Decimal(70)]
    assert dict(workspace.unread(assessment.case_number)) == {REVENUE: text}
    wizard.session.undo()
    assert on_disk(wizard, qtbot)[REVENUE] == Decimal(70)
    assert (field.line.text(), field.in_doubt) == ("70", False)
    assert not workspace.unread(assessment.case_number)


def test_a_sum_in_words_is_saved_in_the_unit_of_its_field(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """1.2亿 and Enter are 12000 万元, and the next card opens."""
    window.open_page("fill", REVENUE)
    field = line(wizard, REVENUE)
    field.line.setFocus()
    field.line.insert("1.2亿")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert on_disk(wizard, qtbot)[REVENUE] == Decimal(12000)
    assert wizard.card is not None
    assert REVENUE not in wizard.card.fields


def test_what_has_two_meanings_is_chosen_beside_the_field(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """8，5 offers 8.5 and 85; a click takes one."""
    window.open_page("fill", OEE)
    field = line(wizard, OEE)
    field.line.setFocus()
    field.line.insert("8，5")
    field.line.clearFocus()
    choices = {button.text(): button for button in living(field.doubt, QPushButton)}
    assert list(choices) == ["8.5", "85"]
    picture(window, "fill-two-meanings")
    choices["8.5"].click()
    assert on_disk(wizard, qtbot)[OEE] == Decimal("8.5")
    assert (field.line.text(), field.in_doubt) == ("8.5", False)


def test_what_is_not_understood_is_there_after_a_restart(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """As it was typed, with its reason, and still no answer; what was only never finished is offered."""
    window = make_window(tmp_path / "data")
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    window.open_page("fill", OEE)
    write(qtbot, line(wizard, OEE), "150")
    window.open_page("fill", REVENUE)
    killed = line(wizard, REVENUE)
    QTest.keyClicks(killed.line, "12")
    qtbot.waitUntil(tasks.idle)
    # A killed window hands nothing over any more.
    killed.line.setReadOnly(True)
    assert window.session.assessment is not None
    case = window.session.assessment.case_number
    window.session.abandon()
    again = make_window(tmp_path / "data")
    with qtbot.waitSignal(again.session.case_changed):
        again.session.open_case(case)
    again.open_page("fill", OEE)
    later = again.page("fill")
    assert isinstance(later, WizardPage)
    field = line(later, OEE)
    assert (field.line.text(), field.in_doubt) == ("150", True)
    assert field.doubt.problem.text() == "This must be between 0 and 100."
    again.open_page("fill", REVENUE)
    unfinished = line(later, REVENUE)
    assert (unfinished.line.text(), unfinished.in_doubt) == ("12", True)
    assert not {OEE, REVENUE} & on_disk(later, qtbot).keys()
    living(unfinished.doubt, QPushButton)[0].click()
    assert on_disk(later, qtbot)[REVENUE] == Decimal(12)


def test_a_text_that_is_too_long_is_not_cut(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A line keeps it as it was pasted; the part that would fit is no answer."""
    window.open_page("fill", NAME)
    field = line(wizard, NAME)
    field.line.setFocus()
    field.line.insert("厂" * 1000)
    field.line.textEdited.emit(field.line.text())
    assert field.in_doubt
    assert len(field.line.text()) == 1000
    assert NAME not in on_disk(wizard, qtbot)


def test_a_date_may_be_as_rough_as_it_is_known(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A year and month in Chinese are enough and stand there as an ISO date afterwards."""
    window.open_page("fill", "enterprise.founded")
    field = line(wizard, "enterprise.founded")
    field.line.setFocus()
    field.line.insert("2008年5月")
    field.line.clearFocus()
    assert field.line.text() == "2008-05"
    assert on_disk(wizard, qtbot)[AnswerId("enterprise.founded")] == "2008-05"


def test_questions_that_make_no_sense_yet_are_not_asked(wizard: WizardPage, window: MainWindow) -> None:
    """A scenario that does not exist asks neither for artificial intelligence nor for its cost."""
    window.open_page("fill", STATUS)
    assert wizard.card is not None
    cost = wizard.card.fields[AnswerId("scenarios.SC10.investment_wan")]
    wizard.session.answer({STATUS: "none"})
    assert not cost.isVisible()
    wizard.session.answer({STATUS: "full"})
    assert cost.isVisible()


def test_the_keyboard_is_enough_for_the_cards(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A digit picks a choice, Page Down goes on, Page Up back."""
    window.open_page("fill", STATUS)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_4)
    assert wizard.session.assessment is not None
    assert wizard.session.assessment.get(STATUS) == "full"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_PageDown)
    assert wizard.card is not None
    assert wizard.card.plan.group == "SC11"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_PageUp)
    assert wizard.card is not None
    assert wizard.card.plan.group == "SC10"


def test_a_digit_answers_the_question_that_has_the_keyboard_and_no_other(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Each level of a capability by itself; with the keyboard elsewhere nothing is answered, and it goes to a question."""
    levels = [AnswerId(f"maturity.P1.level{level}") for level in range(1, 6)]
    window.open_page("fill", "maturity.P1.comment")
    assert wizard.card is not None
    for number, level in enumerate(levels, 1):
        wizard.card.focus_on(level)
        QTest.keyClicks(window.focusWidget(), str(number % 4 + 1))
    assessment = wizard.session.assessment
    assert assessment is not None
    assert [assessment.get(level) for level in levels] == ["most", "part", "none", "full", "most"]
    wizard.setFocus()
    before = assessment.answers
    QTest.keyClick(wizard, Qt.Key.Key_4)
    assert wizard.session.assessment is not None
    assert wizard.session.assessment.answers == before
    assert wizard.card.isAncestorOf(window.focusWidget())


def test_forty_scenarios_can_be_ticked_off_in_one_table(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """Digit and Enter fill row after row, A says that AI is in use; all of it is on the disk."""
    window.open_page("fill", "scenarios.SC01.status")
    wizard.table_button.click()
    table = wizard.table
    assert isinstance(table, ScenarioTable)
    for row in range(40):
        QTest.keyClick(table, Qt.Key.Key_3 if row % 2 else Qt.Key.Key_4)
        if row < 10:
            QTest.keyClick(table, Qt.Key.Key_A)
        QTest.keyClick(table, Qt.Key.Key_Return)
    answers = on_disk(wizard, qtbot)
    assert [answers[AnswerId(f"scenarios.SC{number:02}.status")] for number in (1, 2, 40)] == [
        "full",
        "partial",
        "partial",
    ]
    assert sum(answers.get(AnswerId(f"scenarios.SC{number:02}.ai")) == "yes" for number in range(1, 41)) == 10
    picture(window, "fill-table")
    wizard.next.click()
    assert wizard.card is not None
    assert wizard.card.plan.section != "scenarios"


@pytest.mark.parametrize(("spoken", "size"), [("en", 1.0), ("zh", 1.3), ("en", 1.3)])
def test_the_table_never_loses_the_names_of_its_rows(
    make_window: MakeWindow, qtbot: QtBot, spoken: Language, size: float
) -> None:
    """On a narrow screen and in large type the words above the choices wrap; the names keep their room."""
    window = make_window(spoken=spoken, size=(1280, 720))
    apply.apply("light", size)
    open_sample(window, qtbot)
    window.open_page("fill", "scenarios.SC01.status")
    page = window.page("fill")
    assert isinstance(page, WizardPage)
    page.table_button.click()
    assert isinstance(page.table, ScenarioTable)
    qtbot.waitUntil(tasks.idle)
    longest = max(
        page.table.fontMetrics().horizontalAdvance(str(page.table.cards.index(row, 0).data())) for row in range(40)
    )
    assert page.table.columnWidth(0) >= min(184, longest)


def test_proof_can_be_added_without_scrolling_sideways(make_window: MakeWindow, qtbot: QtBot) -> None:
    """The line that offers to add a file breaks where the page is narrow."""
    window = make_window(size=(1280, 720))
    open_sample(window, qtbot)
    window.open_page("fill", "maturity.P1.level1")
    qtbot.waitUntil(tasks.idle)
    for area in living(window.page("fill"), QScrollArea):
        assert area.isHidden() or area.horizontalScrollBar().maximum() == 0


def test_every_question_has_its_card(wizard: WizardPage) -> None:
    """The cards ask all questions of the rules together, each once."""
    rulebook = wizard.session.rulebook
    assert rulebook is not None
    everything = sum(len(card.questions) for plan in outline(rulebook) for card in plan.cards)
    # The SME digital level has a page of its own.
    assert everything == sum(question.section != "digital_level" for question in rulebook.questions.values())


def test_what_is_put_off_stays_marked(wizard: WizardPage, window: MainWindow) -> None:
    """“Later” goes on, marks the card, and the mark goes with the answer."""
    window.open_page("fill", STATUS)
    wizard.later.click()
    assert wizard.session.notes.later == {"SC10"}
    window.open_page("fill", STATUS)
    assert wizard.card is not None
    wizard.card.choose(1)
    assert wizard.session.notes.later == frozenset()


def test_the_ladder_moves_with_every_answer(wizard: WizardPage) -> None:
    """A met condition counts at once, before anything is saved."""
    assert wizard.session.evaluation is not None
    before = wizard.session.evaluation.met_count
    wizard.session.answer({AnswerId("requirements.BR1.answer"): "yes"})
    assert wizard.session.evaluation is not None
    assert wizard.session.evaluation.met_count > before


def test_a_file_dropped_anywhere_on_a_question_becomes_its_proof(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The file is copied into the data folder, named below the question, and can be taken away again."""
    photo = tmp_path / "追溯看板.jpg"
    photo.write_bytes(b"a photo")
    window.open_page("fill", STATUS)
    card = wizard.card
    assert isinstance(card, CardView)
    proof = AnswerId("scenarios.SC10.evidence")
    with qtbot.waitSignal(wizard.session.saved):
        drop(card, photo)
    digests = on_disk(wizard, qtbot)[proof]
    assert isinstance(digests, tuple)
    assert any("追溯看板.jpg" in button.text() for button in living(card, QPushButton))
    wizard.session.filing.detach(proof, digests[0])
    assert proof not in on_disk(wizard, qtbot)
    wizard.session.undo()
    assert on_disk(wizard, qtbot)[proof] == digests


def test_remarks_and_history_stand_in_the_drawer(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """The drawer tells who changed what, and keeps a remark that is not in the report."""
    window.open_page("fill", STATUS)
    wizard.session.answer({STATUS: "partial"})
    qtbot.waitUntil(tasks.idle)
    assert wizard.card is not None
    drawer = wizard.card.drawer
    drawer.fold.click()
    qtbot.waitUntil(tasks.idle)
    drawer.remark.emit("Ask Mr Li for the photo")
    qtbot.waitUntil(tasks.idle)
    qtbot.waitUntil(lambda: "Ask Mr Li" in drawer.text)
    assert "→" in drawer.text
    picture(window, "fill-drawer")


def test_an_earlier_answer_is_brought_back_from_the_history_with_a_reason(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Each entry says who, when, old, new and why; a click lets the old answer hold again, and undo takes that back."""
    window.open_page("fill", STATUS)
    for value in ("partial", "none"):
        wizard.session.answer({STATUS: value})
        qtbot.waitUntil(tasks.idle)
    drawer = there(wizard.card).drawer
    drawer.fold.click()
    qtbot.waitUntil(lambda: drawer.text.count("→") == 2)
    drawer.why_field.setFocus()
    drawer.why_field.setText("The line was stopped")
    QTest.keyClick(drawer.why_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Why: The line was stopped" in drawer.text)
    (back,) = [button for button in living(drawer, QPushButton) if button.text() == "Back to: in use in part"]
    back.click()
    assert on_disk(wizard, qtbot)[STATUS] == "partial"
    qtbot.waitUntil(lambda: "restored" in drawer.text)
    workspace, case = there(wizard.session.workspace), there(wizard.session.assessment).case_number
    newest, before, *_ = workspace.history(case, STATUS)
    assert (newest.kind.value, newest.new, before.why) == ("restore", "partial", "The line was stopped")
    wizard.session.undo()
    assert on_disk(wizard, qtbot)[STATUS] == "none"


def test_somebody_else_is_to_be_asked(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """A question without an answer can wait for somebody who is named; the list of cards shows it apart."""
    window.open_page("fill", STATUS)
    card = there(wizard.card)
    whom = there(card.plan.ask_whom)
    assert card.fields[whom.id].isHidden() or not card.fields[whom.id].isVisible()
    wizard.session.answer({there(card.plan.certainty).id: "ask"})
    assert card.fields[whom.id].isVisible()
    wizard.session.answer({whom.id: "设备科老王"})
    now = there(wizard.session.assessment)
    assert card.plan.state(now, frozenset()) is CardState.ASKED
    assert on_disk(wizard, qtbot)[whom.id] == "设备科老王"


def test_not_applicable_asks_for_the_reason(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """The button puts the keyboard where the reason goes; with a reason it goes on to the next card."""
    window.open_page("fill", STATUS)
    card = there(wizard.card)
    wizard.not_applicable.click()
    reason = card.fields[there(card.plan.reason).id]
    assert wizard.card is card
    qtbot.waitUntil(reason.isVisible)
    focused = there(window.focusWidget())
    assert reason.isAncestorOf(focused)
    QTest.keyClicks(focused, "No such process")
    assert on_disk(wizard, qtbot)[there(card.plan.reason).id] == "No such process"
    wizard.not_applicable.click()
    assert wizard.card is not card


def test_a_frozen_version_is_read_only_until_the_next_is_begun(
    window: MainWindow, qtbot: QtBot, picture: Picture
) -> None:
    """Frozen answers can be read and copied but not changed; with a reason a new version begins as a copy."""
    open_sample(window, qtbot)
    session = window.session
    assert session.assessment is not None
    case = session.assessment.case_number
    with qtbot.waitSignal(session.case_changed):
        session.take_over(lambda workspace: workspace.freeze(case, "report to the city office"))
    window.open_page("fill", NAME)
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert wizard.frozen_bar.isVisible()
    assert line(wizard, NAME).line.isReadOnly()
    before = session.assessment.get(NAME)
    session.answer({NAME: "changed"})
    assert session.assessment.get(NAME) == before
    picture(window, "fill-frozen")
    with qtbot.waitSignal(session.case_changed):
        wizard.frozen_bar.begun.emit("more proof was asked for")
    assert session.assessment.version == 2
    assert session.assessment.state is AssessmentState.DRAFT
    assert session.assessment.get(NAME) == before


_ON_A_FULL_DISK = """
import resource
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from tests.ui.looking import living, there
application = QApplication(sys.argv[:1])
from ui import app, tasks

def settle(signal, act):
    arrived = []
    signal.connect(lambda *_: arrived.append(True))
    act()
    while not arrived:
        application.processEvents()

window = app.make_window(Path(sys.argv[1]), "en")
session = window.session
settle(session.opened, window.show)
settle(session.case_changed, window.page("cases").begin)
while window.current_page != "fill" or not tasks.idle():
    application.processEvents()
field = window.page("fill").card.fields["enterprise.name"]
# No file may grow from here on: the same as a disk without room.
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
settle(session.save_failed, lambda: QTest.keyClicks(field.line, "Hongda"))
while not tasks.idle():
    application.processEvents()
told = [window.save_banner.isVisible(), window.save_banner.text, window.top_bar.saved_text, field.line.text()]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
again = next(one for one in living(window.save_banner, QPushButton) if one.text() == "Save again")
settle(session.saved, again.click)
while not tasks.idle():
    application.processEvents()
kept = session.workspace.load(session.assessment.case_number).get("enterprise.name")
print(*told, window.save_banner.isVisible(), window.top_bar.saved_text[:5], kept, sep="|")
session.abandon()
"""


def test_a_failed_save_keeps_the_text_and_says_so(tmp_path: Path) -> None:
    """On a full disk the bar says so, what was typed stays on screen, and “Save again” saves it once there is room."""
    done = subprocess.run(
        [sys.executable, "-c", _ON_A_FULL_DISK, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    visible, sentence, bar, typed, visible_after, bar_after, kept = done.stdout.strip().split("|")
    assert (visible, bar, typed) == ("True", "Not saved", "Hongda")
    assert "disk" in sentence
    assert "still in the window" in sentence
    assert (visible_after, bar_after, kept) == ("False", "Saved", "Hongda")


def test_a_long_text_counts_its_characters_and_is_never_cut(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """What is too long for the form is told while typing and is no answer, not in part either; what fits is saved."""
    answer = AnswerId("enterprise.main_products")
    window.open_page("fill", answer)
    assert wizard.card is not None
    field = wizard.card.fields[answer]
    assert isinstance(field, LongTextField)
    field.area.setPlainText("轴" * 600)
    assert answer not in on_disk(wizard, qtbot)
    assert len(field.area.toPlainText()) == 600
    field.area.setPlainText("轴" * 500)
    assert on_disk(wizard, qtbot)[answer] == "轴" * 500


def test_closing_the_window_loses_nothing(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What was typed a moment before closing is there when the folder is opened again."""
    window = make_window(tmp_path / "data")
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert window.session.assessment is not None
    case = window.session.assessment.case_number
    QTest.keyClicks(line(wizard, NAME).line, "typed at the last moment")
    assert window.close()
    with Workspace.open(tmp_path / "data") as workspace:
        assert workspace.load(case).get(NAME) == "typed at the last moment"


@pytest.mark.parametrize("edition", ["national-2024", "national-2025"])
def test_no_card_is_called_by_its_code(tmp_path: Path, edition: str) -> None:
    """In the list at the left every card has a name in words, in both languages."""
    rulebook = Library(tmp_path).rulebook(edition, ())
    for plan in outline(rulebook):
        for card in plan.cards:
            tier, _dash, code = card.group.partition("-")
            if len(tier) == 1 and code.isalpha():
                name = group_name(rulebook, card.section, card.group)
                assert code not in name.text("zh") + name.text("en"), card.group


def test_questions_are_asked_in_the_words_of_the_trade(
    wizard: WizardPage, window: MainWindow, picture: Picture
) -> None:
    """Once the industry code is given, and not where the words are the rules' own."""
    wizard.session.answer({AnswerId("enterprise.industry_code"): "C2929"})
    window.open_page("fill", "scenarios.SC16.status")
    assert wizard.card is not None
    assert any("(moulding shop)" in text.text() for text in living(wizard.card, QLabel))
    picture(window, "fill-trade")
    window.open_page("fill", "requirements.BR1.answer")
    assert wizard.card is not None
    assert not any("(moulding" in text.text() for text in living(wizard.card, QLabel))
