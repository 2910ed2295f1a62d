"""Only the cards that are open, unproven, guessed, to be asked, changed or decisive are listed; progress is said."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.interview import interview
from tests.ui.looking import living, page_of, there
from tests.ui.test_window import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.wizard.filters import Showing, narrowed
from ui.wizard.outline import CardState, outline
from ui.wizard.page import WizardPage

CERTAINTY = AnswerId("scenarios.SC10.certainty")


@pytest.fixture
def wizard(window: MainWindow, qtbot: QtBot) -> WizardPage:
    """The wizard over the sample, which is a draft with proof and gaps."""
    open_sample(window, qtbot)
    window.open_page("fill")
    return page_of(window, "fill", WizardPage)


def keys(wizard: WizardPage, showing: Showing) -> set[tuple[str, str]]:
    """What a choice lists of the answers now."""
    evaluation = there(wizard.session.evaluation)
    plans = narrowed(outline(evaluation.rulebook), showing, evaluation, frozenset())
    return {card.key for plan in plans for card in plan.cards}


def test_each_choice_lists_what_it_says(wizard: WizardPage) -> None:
    """Unanswered and answered make up everything; decisive is what the interview would ask; asked and guessed follow."""
    evaluation = there(wizard.session.evaluation)
    cards = {card.key: card for plan in outline(evaluation.rulebook) for card in plan.cards}
    open_ones = {
        key for key, card in cards.items() if card.state(evaluation.assessment, frozenset()) is not CardState.DONE
    }
    assert keys(wizard, Showing.UNANSWERED) == open_ones
    assert keys(wizard, Showing.ALL) == set(cards)
    deciding = {step.key for step in interview(evaluation).steps}
    assert keys(wizard, Showing.DECISIVE) == deciding & set(cards)
    for showing, value in ((Showing.GUESSED, "guess"), (Showing.ASKED, "ask")):
        wizard.session.answer({CERTAINTY: value})
        assert ("scenarios", "SC10") in keys(wizard, showing)
        wizard.session.answer({CERTAINTY: "sure"})
        assert ("scenarios", "SC10") not in keys(wizard, showing)


def test_the_list_is_narrowed_and_a_link_widens_it_again(wizard: WizardPage, window: MainWindow, qtbot: QtBot) -> None:
    """Only what is to be asked is listed and gone through; a link to another question lists everything again."""
    wizard.session.answer({CERTAINTY: "ask"})
    wizard.filters.choose(Showing.ASKED)
    qtbot.waitUntil(tasks.idle)
    assert wizard.sections.topLevelItemCount() == 1
    assert there(wizard.card).plan.key == ("scenarios", "SC10")
    window.open_page("fill", "enterprise.name")
    assert there(wizard.card).plan.section == "enterprise"
    assert wizard.filters.showing is Showing.ALL
    assert any(" of " in shown.text() for shown in living(wizard.filters, QLabel))


def test_what_changed_since_the_last_frozen_version_is_listed(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """After freezing and beginning anew only the changed card is listed; before, nothing is and that is said."""
    case = there(wizard.session.assessment).case_number
    wizard.filters.choose(Showing.CHANGED)
    qtbot.waitUntil(tasks.idle)
    assert wizard.filters.showing is Showing.ALL
    with qtbot.waitSignal(wizard.session.case_changed):
        wizard.session.take_over(lambda workspace: workspace.freeze(case, "report"))
    with qtbot.waitSignal(wizard.session.case_changed):
        wizard.session.take_over(lambda workspace: workspace.new_version(case, "news"))
    wizard.session.answer({AnswerId("factory.shifts"): 4})
    wizard.filters.choose(Showing.CHANGED)
    qtbot.waitUntil(tasks.idle)
    assert there(wizard.card).plan.key == ("factory", "scale")
