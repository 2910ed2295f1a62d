"""The page of a region: empty, counted from the inbox, with the demand for shared services, written and published."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from reports.exchange.intake import take_in_files
from reports.verification import TrustStore
from tests.region_reports import certificate, signed_report
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.looking import page_of, there
from ui import tasks
from ui.main_window import MainWindow
from ui.region.page import RegionPage


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose inbox holds two valid reports."""
    folder, reports = tmp_path_factory.mktemp("office"), tmp_path_factory.mktemp("reports")
    for number in (1, 2):
        reports.joinpath(f"{number}.pdf").write_bytes(signed_report(number))
    now = datetime.now().astimezone()
    with Workspace.open(folder) as workspace:
        TrustStore(folder).add(certificate(), "office.pem", now)
        assert [each.verdict for each in take_in_files(workspace, [reports], now).files] == ["valid", "valid"]
    return folder


def opened(window: MainWindow, qtbot: QtBot) -> RegionPage:
    """The page, once it has counted."""
    window.open_page("region")
    page = page_of(window, "region", RegionPage)
    qtbot.waitUntil(lambda: page.paper is not None and tasks.idle())
    return page


def test_an_empty_region_says_what_will_be_here_and_leads_to_the_inbox(window: MainWindow, qtbot: QtBot) -> None:
    """Without a valid report nothing can be saved or published, and one button says how to begin."""
    page = opened(window, qtbot)
    assert not page.save.isVisibleTo(page)
    assert not page.publish.isVisibleTo(page)
    with qtbot.waitSignal(page.go) as asked:
        page.begin.click()
    assert asked.args == ["inbox", ""]


def test_the_region_is_counted_planned_and_written(
    make_window: MakeWindow,
    qtbot: QtBot,
    office: Path,
    dialogs: Dialogs,
    tmp_path: Path,
    picture: Callable[[MainWindow, str], Path],
) -> None:
    """Pyramid, demand, capacity and workbook; two factories are too few to publish."""
    window = make_window(office)
    page = opened(window, qtbot)
    assert there(page.paper).view.reports == 2
    assert "Leading 0" in page.pyramid.accessibleName()
    page.work_out.click()
    qtbot.waitUntil(lambda: there(page.paper).demand is not None and tasks.idle())
    demand = there(there(page.paper).demand)
    assert demand.planned == 2
    assert page.services.rowCount() == len(demand.services)
    assert page.answer.text()
    if demand.services:
        there(page.services.item(0, 5)).setText("1")
        assert there(page.paper).capacities == {demand.services[0].service: 1}
    picture(window, "region")
    dialogs.answers.append(tmp_path / "region.xlsx")
    with qtbot.waitSignal(page.told):
        page.save.click()
    assert "Overview" in openpyxl.load_workbook(tmp_path / "region.xlsx").sheetnames
    dialogs.answers.append(tmp_path / "published.xlsx")
    with qtbot.waitSignal(page.failed) as refused:
        page.publish.click()
    assert there(refused.args)[0].code == "nothing_to_publish"
    assert not (tmp_path / "published.xlsx").exists()
