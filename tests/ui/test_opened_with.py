"""Files that the system hands to the program: a double click, "Open with"."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from reports.verification import VerdictKind
from tests.reports import papers
from tests.ui.looking import there
from ui import app, tasks
from ui.main_window import MainWindow
from ui.review.page import InboxPage


def opened_with(qtbot: QtBot, folder: Path, *files: Path) -> MainWindow:
    """A window that was started with files."""
    window = app.make_window(folder, "en", files)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.opened):
        window.show()
    return window


def test_a_case_file_opens_as_its_case(qtbot: QtBot, tmp_path: Path) -> None:
    """The window starts at the case of the file."""
    with Workspace.open(tmp_path / "elsewhere") as elsewhere:
        number = elsewhere.create_sample().case_number
        data = elsewhere.export_case(number)
    file = tmp_path / "case.json"
    file.write_bytes(data)
    window = opened_with(qtbot, tmp_path / "data", file)
    qtbot.waitUntil(lambda: window.session.assessment is not None and tasks.idle())
    assert there(window.session.assessment).case_number == number
    window.session.abandon()


def test_a_report_opens_checked(qtbot: QtBot, tmp_path: Path) -> None:
    """The window starts at the inbox with the file's verdict."""
    report = tmp_path / "report.pdf"
    report.write_bytes(papers.report().signed)
    window = opened_with(qtbot, tmp_path / "data", report)
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: bool(page.verdicts) and tasks.idle())
    assert window.current_page == "inbox"
    assert [verdict.kind for verdict in page.verdicts] == [VerdictKind.UNTRUSTED]
    window.session.abandon()
