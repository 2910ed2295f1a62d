"""Maturity as a matrix and indicators as a table: one choice a row, one line an indicator."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, Value
from tests.ui.looking import living, there
from ui.main_window import MainWindow
from ui.wizard.cards.fields import LineField
from ui.wizard.page import WizardPage
from ui.wizard.tables.indicators import IndicatorTable
from ui.wizard.tables.matrix import MaturityMatrix
from ui.wizard.tables.reach import LevelReach

Picture = Callable[[MainWindow, str], Path]
LEVELS = tuple(AnswerId(f"level{number}") for number in range(1, 6))


def levels(wizard: WizardPage, subdomain: str) -> list[Value | None]:
    """What is answered for the five levels of a subdomain."""
    assessment = there(wizard.session.assessment)
    return [assessment.get(f"maturity.{subdomain}.level{number}") for number in range(1, 6)]


def matrix(wizard: WizardPage, subdomain: str) -> MaturityMatrix:
    """The matrix in which a subdomain is a row, with the keyboard in that row."""
    wizard.show_target(f"maturity.{subdomain}.level1")
    assert isinstance(wizard.table, MaturityMatrix)
    return wizard.table


def table(wizard: WizardPage, answer: str) -> IndicatorTable:
    """The table of indicators, with the keyboard at an answer."""
    wizard.show_target(answer)
    assert isinstance(wizard.table, IndicatorTable)
    return wizard.table


@pytest.mark.parametrize("level", range(6))
@pytest.mark.parametrize("degree", ["full", "most", "part"])
def test_a_choice_answers_every_level_and_is_read_back(level: int, degree: str) -> None:
    """Below the chosen level all is done, above it nothing; the answers say which choice it was."""
    reach = LevelReach(level, degree if level else "full")
    answers = reach.answers(LEVELS)
    assert list(answers) == list(LEVELS)
    assert [answers[answer] for answer in LEVELS[: max(level - 1, 0)]] == ["full"] * max(level - 1, 0)
    assert {answers[answer] for answer in LEVELS[level:]} <= {"none"}
    assert LevelReach.of({key: value for key, value in answers.items() if value is not None}, LEVELS) == reach


def test_answers_that_do_not_stop_or_are_missing_are_no_choice() -> None:
    """A level above one that is not done, or an open one, leaves the row without a choice."""
    given: dict[AnswerId, Value] = dict(zip(LEVELS, ("full", "none", "part", "none", "none"), strict=True))
    assert LevelReach.of(given, LEVELS) is None
    assert LevelReach.of({LEVELS[0]: "full"}, LEVELS) is None


def test_a_row_of_the_matrix_takes_one_key(wizard: WizardPage, window: MainWindow, picture: Picture) -> None:
    """A digit answers all five levels, minus says less of the chosen one, Enter leads to the next row, then on."""
    rows = matrix(wizard, "P1")
    assert [line.name for line in rows.rows] == ["Organisation strategy", "Personnel skills"]
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_2)
    assert levels(wizard, "P1") == ["full", "full", "none", "none", "none"]
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Minus)
    assert levels(wizard, "P1") == ["full", "most", "none", "none", "none"]
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Return)
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Right)
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Space)
    assert levels(wizard, "P2") == ["full", "none", "none", "none", "none"]
    picture(window, "fill-matrix")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Delete)
    assert levels(wizard, "P2") == [None] * 5
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Return)
    assert isinstance(wizard.table, MaturityMatrix)
    assert wizard.table.title == "Technology"


def test_a_row_can_be_the_same_as_another(wizard: WizardPage, window: MainWindow) -> None:
    """Equals offers the answered rows, the nearest above first; Enter copies it."""
    rows = matrix(wizard, "T1")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_3)
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Down)
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Equal)
    assert [offer.text() for offer in rows.offered] == ["Data"]
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Return)
    assert levels(wizard, "T2") == levels(wizard, "T1") == ["full", "full", "full", "none", "none"]
    assert not rows.offered
    assert rows.rows[1].cells[3].hasFocus()


def test_what_was_answered_level_by_level_is_shown_and_kept(wizard: WizardPage) -> None:
    """Answers that no single choice gives stay as they are until a choice is made."""
    given = ["full", "none", "part", "none", "none"]
    changes: dict[AnswerId, Value | None] = {
        AnswerId(f"maturity.R1.level{number}"): value for number, value in enumerate(given, 1)
    }
    wizard.session.answer(changes)
    rows = matrix(wizard, "R1")
    assert rows.rows[0].group.checkedButton() is None
    assert rows.rows[0].cells[3].accessibleDescription().endswith("partly")
    assert levels(wizard, "R1") == given


def test_the_cells_are_radio_buttons_named_as_they_are_seen(wizard: WizardPage) -> None:
    """A screen reader hears a radio button with the words on the screen, and the row as its description."""
    for line in matrix(wizard, "M1").rows:
        for button in (*line.cells, *line.amounts.values()):
            spoken = QAccessible.queryAccessibleInterface(button)
            assert spoken.role() is QAccessible.Role.RadioButton
            assert spoken.text(QAccessible.Text.Name) == button.text()
            assert line.name in spoken.text(QAccessible.Text.Description)


def test_the_choices_of_a_card_are_radio_buttons_too(wizard: WizardPage) -> None:
    """Chips look like buttons and are heard as one choice of several, by the words that are seen."""
    wizard.show_target("scenarios.SC10.status")
    field = there(wizard.card).fields[AnswerId("scenarios.SC10.status")]
    chips = [button for button in living(field, QPushButton) if button.isCheckable()]
    assert len(chips) == 5
    for chip in chips:
        spoken = QAccessible.queryAccessibleInterface(chip)
        assert spoken.role() is QAccessible.Role.RadioButton
        assert spoken.text(QAccessible.Text.Name) == chip.text()
    chips[1].click()
    chips[2].click()
    assert there(wizard.session.assessment).get("scenarios.SC10.status") == "partial"
    assert [chip.isChecked() for chip in chips] == [False, False, True, False, False]


def test_proof_of_a_row_is_on_its_card_and_the_way_leads_back(wizard: WizardPage, window: MainWindow) -> None:
    """F2 opens the card of a row alone; Next leads to the matrix again."""
    matrix(wizard, "P1")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_F2)
    assert there(wizard.card).plan.group == "P1"
    wizard.next.click()
    assert isinstance(wizard.table, MaturityMatrix)


def test_indicators_are_filled_in_one_table(wizard: WizardPage, window: MainWindow, picture: Picture) -> None:
    """Figures are read as everywhere, Enter leads down the column, and the comparison appears where it is wanted."""
    rows = table(wizard, "indicators.K01.after")
    assert len(rows.section.cards) == 20
    QTest.keyClicks(there(window.focusWidget()), "60 %")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Return)
    QTest.keyClicks(there(window.focusWidget()), "sixty or so")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_Return)
    assessment = there(wizard.session.assessment)
    assert assessment.get("indicators.K01.after") == Decimal(60)
    assert assessment.get("indicators.K02.after") is None
    field = rows.rows[1].fields[AnswerId("indicators.K02.after")]
    assert isinstance(field, LineField)
    assert field.in_doubt
    assert field.line.hasFocus()
    assert wizard.session.unread[AnswerId("indicators.K02.after")] == "sixty or so"
    assert rows.rows[0].details.isHidden()
    rows.rows[0].compare.click()
    benchmark = rows.rows[0].fields[AnswerId("indicators.K01.benchmark")]
    assert isinstance(benchmark, LineField)
    QTest.keyClicks(benchmark.line, "55")
    QTest.keyClick(benchmark.line, Qt.Key.Key_Return)
    assert there(wizard.session.assessment).get("indicators.K01.benchmark") == Decimal(55)
    picture(window, "fill-indicators")
    wizard.clear_row.click()
    assert not any(answer.startswith("indicators.K01") for answer in there(wizard.session.assessment).answers)


def test_a_text_in_the_table_is_one_step_of_undo(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """Undo takes the whole period back, not its last letter."""
    table(wizard, "indicators.K03.period")
    QTest.keyClicks(there(window.focusWidget()), "2025")
    qtbot.waitUntil(lambda: wizard.session.settled)
    assert there(wizard.session.assessment).get("indicators.K03.period") == "2025"
    wizard.session.undo()
    qtbot.waitUntil(lambda: there(wizard.session.assessment).get("indicators.K03.period") is None)


def test_a_figure_that_other_answers_give_is_taken_with_one_key(
    wizard: WizardPage, window: MainWindow, picture: Picture
) -> None:
    """F4 in its row takes the share of numerically controlled machines; nothing is filled in before."""
    rate = AnswerId("indicators.K01.after")
    wizard.session.answer({AnswerId("factory.machines"): 20, AnswerId("factory.machines_cnc"): 18, rate: None})
    rows = table(wizard, rate)
    note = rows.rows[0].notes[rate]
    assert note.isVisible()
    assert there(wizard.session.assessment).get(rate) is None
    picture(window, "fill-indicators-proposed")
    QTest.keyClick(there(window.focusWidget()), Qt.Key.Key_F4)
    assert there(wizard.session.assessment).get(rate) == 90
    assert not note.isVisible()
