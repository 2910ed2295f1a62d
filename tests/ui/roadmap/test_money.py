"""Money on the roadmap page: what is added up on paper comes out, and every sum says its time."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.figures import yuan
from models.roadmap import PlanStatus
from tests.ui.looking import living, there
from tests.ui.test_main_job import MakeWindow, Picture, open_sample, planned
from ui import language, tasks
from ui.main_window import MainWindow
from ui.results.page import ResultsPage
from ui.roadmap.asking.price import parts
from ui.roadmap.plan.money import purse_words

_MONEY = some.decimals(min_value=0, max_value=10_000, places=4)


@given(some.lists(_MONEY, max_size=40))
def test_parts_add_up_to_the_sum_as_it_is_told(amounts: list[Decimal]) -> None:
    """Each part is off by less than a hundredth, none is negative, and their sum is the rounded sum."""
    shown = parts(amounts)
    assert abs(sum(shown, Decimal(0)) - sum(amounts, Decimal(0))) <= Decimal("0.005")
    assert all(abs(part - real) < Decimal("0.01") for part, real in zip(shown, amounts, strict=True))
    assert all(part >= 0 for part in shown)


def _said(widget: QWidget) -> str:
    return " ".join(label.text() for label in living(widget, QLabel) if label.isVisible())


def test_quarters_add_up_to_years_and_years_to_the_total(window: MainWindow, qtbot: QtBot) -> None:
    """The figures below the calendar, the line of years and the sums of the headline are one account."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    roadmap = there(window.session.roadmap)
    cost = roadmap.cost
    quarters = parts(quarter.one_off_wan + quarter.running_wan for quarter in roadmap.cost_by_quarter)
    narrow = there(there(page.view).gantt)._figures(quarters, by_year=True)
    assert [columns for _, columns, _ in narrow] == [4, 4, 4]
    assert sum(money for _, _, money in narrow) == sum(quarters) == sum(parts((cost.one_off_wan, cost.running_wan)))
    language.switch("zh")
    words = purse_words(roadmap)
    assert all(f"{quarter_sum.normalize():f} 万元" in words for _, _, quarter_sum in narrow)


def test_a_year_that_spends_what_was_left_over_says_so(window: MainWindow, qtbot: QtBot) -> None:
    """More than the year's own money looks like a mistake unless the rest of earlier years stands beside it."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    page.talk.budget.setText("22, 10, 20")
    with qtbot.waitSignal(window.session.roadmap_changed):
        page.plan()
    qtbot.waitUntil(tasks.idle)
    roadmap = there(window.session.roadmap)
    spent = [
        sum(quarter.one_off_wan + quarter.running_wan for quarter in roadmap.cost_by_quarter[year : year + 4])
        for year in (0, 4, 8)
    ]
    over = [money > own for money, own in zip(spent, roadmap.limits.budget_wan, strict=True)]
    assert purse_words(roadmap).count("carried over") == sum(over[1:])


def test_the_result_page_tells_its_price_from_that_of_the_roadmap(
    make_window: MakeWindow, qtbot: QtBot, picture: Picture
) -> None:
    """The price of the shortest way is that of the first year, and says so; the roadmap's stands below it with its time."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    planned(window, qtbot)
    assert there(window.session.roadmap).status is PlanStatus.OPTIMAL
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    qtbot.waitUntil(lambda: page.missing.cheapest is not None)
    said = _said(page.missing)
    assert "第一年约需" in said
    assert f"12 个季度共 {yuan(there(window.session.roadmap).cost.total_wan).zh}" in said
    qtbot.waitUntil(tasks.idle)
    picture(window, "results-priced")


def test_a_gain_says_whose_figures_it_rests_on(window: MainWindow, qtbot: QtBot) -> None:
    """Beside the gain and the payback stands that they are reckoned, not measured."""
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    assert there(window.session.roadmap).gain_wan_a_year > 0
    assert "Gain" in _said(there(page.view))
    assert "at the size of this factory, not measured in it" in _said(there(page.view))
