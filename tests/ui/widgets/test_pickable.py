"""What a screen reader sets is told as a click, once; what the program sets is not."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests import ROOT
from tests.ui.looking import living
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.widgets.basic import Button
from ui.widgets.pickable import Radio, Tick
from ui.wizard.cards.fields import ChoiceField


def chip(text: str) -> Button:
    """Returns a choice as the pages make it."""
    button = Button(text, kind="chip")
    button.setCheckable(True)
    return button


def act(button: QAbstractButton) -> None:
    """Does what a screen reader does to a button: its first action that is not about the keyboard."""
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    assert actions is not None
    actions.doAction(next(name for name in actions.actionNames() if name != "SetFocus"))


@pytest.mark.parametrize("make", [chip, Radio, Tick], ids=["chip", "radio", "tick"])
def test_what_a_screen_reader_sets_is_told_once(qtbot: QtBot, make: Callable[[str], QAbstractButton]) -> None:
    """Alone and in a group of which one is chosen; another click, or the program's own setting, is told as before."""
    whole = QWidget()
    qtbot.addWidget(whole)
    first, second = make("first"), make("second")
    group = QButtonGroup(whole)
    for number, button in enumerate((first, second)):
        button.setParent(whole)
        group.addButton(button, number)
    clicks: list[str] = []
    of_group: list[int] = []
    for button in (first, second):
        button.clicked.connect(lambda _on, button=button: clicks.append(button.text()))
    group.idClicked.connect(of_group.append)

    first.setChecked(True)
    assert (clicks, of_group) == ([], [])
    act(second)
    assert second.isChecked()
    assert not first.isChecked()
    assert (clicks, of_group) == (["second"], [1])
    first.click()
    assert (clicks, of_group) == (["second", "first"], [1, 0])


def test_a_choice_set_by_a_screen_reader_is_saved(window: MainWindow, qtbot: QtBot) -> None:
    """The answer on screen and the answer on the disk are the same."""
    open_sample(window, qtbot)
    question = AnswerId("requirements.BR1.answer")
    window.open_page("fill", question)
    field = next(field for field in living(window, ChoiceField) if field.question.id == question)
    other = next(value for value, button in field._buttons.items() if not button.isChecked())
    act(field._buttons[other])
    tasks.STORAGE.wait()
    assert window.session.assessment is not None
    assert window.session.assessment.answers[question] == other


def test_pages_use_buttons_that_hear_screen_readers() -> None:
    """A plain radio button or box whose clicks are listened to would look chosen and not be saved."""
    plain = re.compile(r"\bQRadioButton\(|\(QRadioButton\)|QCheckBox\([^)]*\)\n?.*\.clicked\.connect")
    found_in = [
        path.name
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if path.name != "pickable.py" and plain.search(path.read_text(encoding="utf-8"))
    ]
    assert not found_in
