"""The result page says what changed since the version before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.language import Language
from tests.ui.looking import there
from ui import tasks
from ui.main_window import MainWindow
from ui.results.page import ResultsPage

MakeWindow = Callable[..., MainWindow]


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_second_version_says_what_the_factory_and_the_rules_changed(
    make_window: MakeWindow, qtbot: QtBot, picture: Callable[[MainWindow, str], Path], spoken: Language
) -> None:
    """A first version has nothing to compare; the second names each condition, its cause and the way to the answer."""
    window = make_window(spoken=spoken)
    with qtbot.waitSignal(window.session.evaluation_changed):
        window.session.take_over(lambda workspace: workspace.create_sample())
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    assert not page.changes.isVisible()
    case = there(window.session.assessment).case_number
    window.session.in_workspace(lambda workspace: workspace.freeze(case, "report"))
    window.session.take_over(lambda workspace: workspace.new_version(case, "people trained"))
    qtbot.waitUntil(lambda: there(window.session.assessment).version == 2 and tasks.idle())
    window.session.answer({AnswerId("requirements.BR4.answer"): "yes"})
    window.session.take_over(lambda workspace: workspace.use_rules(case, "national-2025", ("jiangsu-2026",)))
    qtbot.waitUntil(lambda: page.changes.change is not None and page.changes.change.rules_changed)
    causes = {str(condition.condition.id): condition.cause.value for condition in there(page.changes.change).conditions}
    assert causes["basic.BR4"] == "answers"
    assert causes["jiangsu-2026.scenarios"] == "rulebook"
    assert page.changes.isVisible()
    picture(window, "results-since")
