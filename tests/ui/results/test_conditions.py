"""The conditions of a tier: one row each, why not in the person's words, the rule behind a click."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.evaluation import Status
from models.rulebook import TierId
from models.workspace import Workspace
from reports.content.front import still_to_do
from tests.ui.looking import living
from ui.language import words
from ui.main_window import MainWindow
from ui.results.page import ResultsPage
from ui.results.rows import ConditionRow
from ui.widgets.ladder import met_of
from ui.words.subjects import grouped


def results(window: MainWindow, qtbot: QtBot) -> ResultsPage:
    """The results of the sample factory."""
    with qtbot.waitSignal(window.session.evaluation_changed):
        window.session.take_over(lambda workspace: workspace.create_sample())
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    page.show_target("basic")
    return page


def seen(row: ConditionRow) -> list[str]:
    """What the row says without a click."""
    return [shown.text() for shown in living(row, QLabel) if not shown.isHidden() and shown.text()]


def test_a_tier_has_a_row_for_each_condition_that_counts(window: MainWindow, qtbot: QtBot) -> None:
    """Eight conditions are eight rows; what does not count stands apart, below its own heading."""
    page = results(window, qtbot)
    assert page.shown is not None
    _met, counted = met_of(page.shown.tier(TierId("basic")))
    rows = living(page, ConditionRow)
    counting = [row for row in rows if not row.result.condition.informative]
    apart = [row for row in rows if row.result.condition.informative]
    assert len(counting) == counted == 8

    def place(row: ConditionRow) -> int:
        """How far down the page a row stands."""
        return row.mapTo(page, row.rect().topLeft()).y()

    qtbot.waitUntil(lambda: max(map(place, counting)) < min(map(place, apart)))


def test_an_open_condition_says_why_first_and_its_sentence_after_a_click(window: MainWindow, qtbot: QtBot) -> None:
    """No source and no rule is seen before somebody asks, and no name of a repository afterwards."""
    page = results(window, qtbot)
    row = next(row for row in living(page, ConditionRow) if row.result.status is Status.NOT_MET)
    sentence, reason = words(row.result.condition.text), words(row.result.reason)
    assert reason in seen(row)
    assert not [said for said in seen(row) if sentence in said]
    row._unfold()
    assert [said for said in seen(row) if sentence in said]
    assert not [said for said in seen(row) if "tiangongzhiti" in said or "mdt-wiki" in said]


@pytest.mark.parametrize("number", [0, 1], ids=["machining", "moulding"])
def test_window_and_report_count_what_is_left_to_do_alike(number: int, tmp_path: Path) -> None:
    """An indicator's value, benchmark, source and date are one thing to do, on the page and on the paper."""
    with Workspace.open(tmp_path) as workspace:
        case = workspace.create_sample(workspace.samples()[number]).case_number
        shown = workspace.evaluate(workspace.load(case))
    for sets in shown.missing.values():
        for items in sets:
            assert still_to_do(item.answer for item in items) == len(grouped(items, shown.rulebook))
