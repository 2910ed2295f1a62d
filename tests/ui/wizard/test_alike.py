"""What the sample factory of the same trade and size chose stands with the guidance, marked as an example."""

from functools import partial

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.looking import living, there
from ui.main_window import MainWindow
from ui.wizard.cards.guidance import GuidanceFold
from ui.wizard.page import WizardPage

STATUS = AnswerId("scenarios.SC09.status")


def shown(wizard: WizardPage) -> str:
    """What is read below the open guidance of the question."""
    fold = living(there(wizard.card), GuidanceFold)[0]
    fold.open_it()
    return "\n".join(each.text() for each in living(fold, QLabel) if each.isVisible())


def says(wizard: WizardPage, words: str) -> bool:
    """Whether the guidance holds these words."""
    return words in shown(wizard)


def test_the_sample_is_shown_as_an_example_and_its_absence_is_said(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot
) -> None:
    """Nothing while trade and size are unknown; the sample's choice with its name; that there is none for another trade."""
    window.open_page("fill", STATUS)
    assert "力佳" not in shown(wizard)
    assert "sample factory" not in shown(wizard)
    for code, said in (
        ("C2929", "力佳塑料制品有限公司（示例）"),
        ("C1310", "Typical answers of your trade and size: none"),
    ):
        window.session.answer({AnswerId("enterprise.industry_code"): code, AnswerId("enterprise.size"): "small"})
        qtbot.waitUntil(partial(says, wizard, said))
    assert "力佳" not in shown(wizard)
