"""What-if on any answer: found by a word, changed in its field, never saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.language import Language
from models.questionnaire import QuestionKind
from tests.ui.looking import living
from ui.main_window import MainWindow
from ui.results.page import ResultsPage
from ui.wizard.cards.fields import ChoiceField, LineField

MakeWindow = Callable[..., MainWindow]
STATUS = AnswerId("scenarios.SC10.status")
STAFF = AnswerId("factory.staff")


def trying(window: MainWindow, qtbot: QtBot) -> ResultsPage:
    """The results of the sample factory, in what-if mode."""
    with qtbot.waitSignal(window.session.evaluation_changed):
        window.session.take_over(lambda workspace: workspace.create_sample())
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    page.start_what_if()
    return page


def said(page: ResultsPage) -> str:
    """Everything that the card says now."""
    return "\n".join(shown.text() for shown in living(page.what_if, QLabel))


def test_every_answer_but_files_is_listed_and_found_by_a_word_of_either_language(
    window: MainWindow, qtbot: QtBot
) -> None:
    """The list holds what the command line lets assume; an id, an English or a Chinese word narrows it."""
    page = trying(window, qtbot)
    card = page.what_if.any_answer
    book = window.session.rulebook
    assert book is not None
    asked = {id for id, question in book.questions.items() if question.kind is not QuestionKind.EVIDENCE}
    listed = {card.list.item(row).data(Qt.ItemDataRole.UserRole)[0] for row in range(card.list.count())}
    assert listed == asked
    for typed in ("sc10 status", *(book.questions[STATUS].label.text(spoken) for spoken in ("en", "zh"))):
        card.search.setText(typed)
        rows = [card.list.item(row).data(Qt.ItemDataRole.UserRole)[0] for row in range(card.list.count())]
        assert STATUS in rows
        assert len(rows) < len(asked)
    card.search.setText("no such word anywhere")
    assert card.list.count() == 0


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_a_tried_answer_says_what_it_changes_and_escape_forgets_it(
    make_window: MakeWindow, qtbot: QtBot, picture: Callable[[MainWindow, str], Path], spoken: Language
) -> None:
    """A requirement answered “no” takes its condition away on the page alone: the draft and its history stay."""
    window = make_window(spoken=spoken)
    page = trying(window, qtbot)
    before, facts = window.session.assessment, window.session.evaluation
    card = page.what_if
    card.any_answer.search.setText("requirements.BR1.answer")
    QTest.keyClick(card.any_answer.search, Qt.Key.Key_Return)
    field = card.any_answer.field_of_chosen
    assert isinstance(field, ChoiceField)
    field.choose(len(field.question.choices))
    assert card.changes == {AnswerId("requirements.BR1.answer"): "no"}
    assert page.shown is not None
    assert page.shown.possible is None
    assert facts is not None
    text = next(each.condition.text for each in facts.tiers[0].conditions if each.condition.id == "basic.BR1")
    assert text.text(spoken) in said(page)
    picture(window, "results-what-if-any")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert page.shown is facts
    assert not card.isVisible()
    assert card.changes == {}
    assert window.session.assessment is before
    page.start_what_if()
    assert card.any_answer.field_of_chosen is None


def test_an_answer_can_be_taken_away_put_back_and_is_read_as_in_the_wizard(window: MainWindow, qtbot: QtBot) -> None:
    """Figures are read by the same reader, an empty line means no answer, and the draft's own value is no trial."""
    page = trying(window, qtbot)
    card = page.what_if
    card.any_answer.choose(STAFF)
    field = card.any_answer.field_of_chosen
    assert isinstance(field, LineField)
    own = field.line.text()
    assert own
    field.line.setText("many")
    field.hand_over()
    assert field.in_doubt
    assert card.changes == {}
    field.line.setText("")
    field.hand_over()
    assert card.changes == {STAFF: None}
    field.line.setText(own)
    field.hand_over()
    assert card.changes == {}
    field.line.setText("7")
    field.hand_over()
    assert card.changes == {STAFF: 7}
    card.put_back(STAFF)
    assert card.changes == {}
    shown_again = card.any_answer.field_of_chosen
    assert isinstance(shown_again, LineField)
    assert shown_again.line.text() == own


def test_what_is_tried_of_one_version_is_not_tried_of_another(window: MainWindow, qtbot: QtBot) -> None:
    """Another case begins with its facts."""
    page = trying(window, qtbot)
    page.what_if.try_answer(AnswerId("requirements.BR1.answer"), "no")
    with qtbot.waitSignal(window.session.evaluation_changed):
        window.session.take_over(lambda workspace: workspace.create_sample())
    assert page.what_if.changes == {}
    assert page.shown is window.session.evaluation
