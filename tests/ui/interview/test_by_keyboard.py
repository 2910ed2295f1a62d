"""The injection moulder of the samples, from an empty program to a signed report, with the keyboard alone."""

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, AssessmentState, Value
from models.interview import questions_in
from models.typed import as_typed
from tests.models.interview.test_moulder import MOST_QUESTIONS, moulder
from tests.ui.conftest import Dialogs
from tests.ui.looking import page_of, there
from ui import tasks
from ui.interview.page import InterviewPage
from ui.main_window import MainWindow
from ui.report.page import ReportPage
from ui.start.page import StartPage
from ui.wizard.cards.fields import LineField
from ui.wizard.page import WizardPage

MOST_KEYS = 600
_FARTHEST = 120
"""Most presses of Tab to one place: there are not so many places on a page."""
SECRET = "four quiet unrelated words"


class Keyboard:
    """Presses keys where the keyboard is, and counts them; typed text is not counted."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.pressed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses one key."""
        self.pressed += 1
        QTest.keyClick(self._window.focusWidget() or self._window, key, modifier)

    def type(self, text: str) -> None:
        """Types text into the field that has the keyboard."""
        field = self._window.focusWidget()
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.insert(text) if isinstance(field, QLineEdit) else field.insertPlainText(text)
        if isinstance(field, QLineEdit):
            field.textEdited.emit(field.text())

    def reach(self, place: QWidget, *, back: bool = False) -> None:
        """Goes with Tab, or back with Shift+Tab, to a place."""
        modifier = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
        for _press in range(_FARTHEST):
            if place.hasFocus():
                return
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, modifier)
        raise AssertionError(place)


def _answer(keyboard: Keyboard, page: InterviewPage, given: dict[AnswerId, Value]) -> None:
    """Answers what the card asks, as the text tells it; Enter alone leaves open what it does not tell."""
    step = there(page.step)
    rulebook = there(page.session.rulebook)
    for answer in step.answers:
        if page.step is not step or answer not in given:
            break
        question = rulebook.questions[answer]
        if question.choices:
            keyboard.press(
                Qt.Key(int(Qt.Key.Key_1) + [choice for choice, _ in question.choices].index(str(given[answer])))
            )
        else:
            value = given[answer]
            keyboard.type(as_typed(value) if isinstance(value, str | Decimal | int) else "")
            keyboard.press(Qt.Key.Key_Return)
    if page.step is step:
        keyboard.press(Qt.Key.Key_Return)


def test_the_moulder_is_signed_with_the_keyboard_alone(
    window: MainWindow, qtbot: QtBot, dialogs: Dialogs, tmp_path: Path
) -> None:
    """At most 45 questions and 600 key presses beside typed text and file dialogs lead from the first page to a signed report."""
    keyboard = Keyboard(window)
    factory = moulder()
    start = page_of(window, "cases", StartPage)
    begin = start._ways[1]
    keyboard.reach(begin)
    with qtbot.waitSignal(window.session.case_changed):
        keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_page == "fill")
    wizard = page_of(window, "fill", WizardPage)
    assert wizard.card is not None
    name = wizard.card.fields[AnswerId("enterprise.name")]
    assert isinstance(name, LineField)
    keyboard.reach(name.line)
    keyboard.type(str(factory.get("enterprise.name")))
    keyboard.reach(wizard.hour_button, back=True)
    keyboard.press(Qt.Key.Key_Return)
    page = page_of(window, "interview", InterviewPage)
    assert window.current_page == "interview"

    asked: list[AnswerId] = []
    left_open = 0
    while page.step is not None:
        step = page.step
        given = {answer: factory.answers[answer] for answer in step.answers if answer in factory.answers}
        _answer(keyboard, page, given)
        asked += given
        left_open += not given
        assert page.step is not step
        assert questions_in(asked) + left_open <= MOST_QUESTIONS
    evaluation = there(window.session.evaluation)
    assert (evaluation.reached, evaluation.possible) == ("basic", "basic")
    assert all(evaluation.assessment.get(answer) == factory.get(answer) for answer in asked)

    qtbot.waitUntil(lambda: window.session.catalogue is not None and tasks.idle())
    keyboard.press(Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    report = page_of(window, "report", ReportPage)
    qtbot.waitUntil(lambda: report.pages.preview.page_count > 3 and tasks.idle())
    keyboard.reach(report.acts.freeze_button)
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: there(window.session.assessment).state is AssessmentState.FROZEN and tasks.idle())
    signer = report.acts.signer
    assert signer.organisation.text() == factory.get("enterprise.name")
    for field, text in (
        (signer.name, "林厂长"),
        (signer.new_passphrase, SECRET),
        (signer.again, SECRET),
    ):
        keyboard.reach(field)
        keyboard.type(text)
    dialogs.answers = [tmp_path / "key.p12", tmp_path / "report.pdf"]
    keyboard.reach(signer.new._create)
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: signer.ready and report.acts.sign_button.isEnabled() and tasks.idle())
    keyboard.reach(report.acts.sign_button)
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: report.paper.signed is not None and tasks.idle())
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert keyboard.pressed <= MOST_KEYS, keyboard.pressed
