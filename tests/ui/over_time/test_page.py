"""A case over time in the window: versions with their papers, trend, comparison, the factories of one enterprise."""

import hashlib
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, Digest
from models.workspace import Workspace
from tests.reports import papers
from tests.ui.conftest import MakeWindow
from tests.ui.looking import page_of, there
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.over_time.page import OverTimePage

STAFF, FACTORY = AnswerId("enterprise.staff"), AnswerId("factory.name")
SC10 = AnswerId("scenarios.SC10.status")
PDF = b"%PDF-1.7 not signed"


@pytest.fixture(params=["zh", "en"])
def over_time(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> tuple[MainWindow, OverTimePage]:
    """The page over a case with a frozen version, of which a paper is kept, and a draft; another factory beside it."""
    window = make_window(tmp_path / "data", request.param)
    open_sample(window, qtbot)
    session = window.session
    case = there(session.assessment).case_number

    def live_on(workspace: Workspace) -> None:
        workspace.save_answers(case, {SC10: "none"})
        workspace.freeze(case, "x")
        workspace.keep_report(case, 1, "report.pdf", PDF, signer="Wang · Hongda")
        workspace.new_version(case, "y")
        workspace.save_answers(case, {STAFF: 77, SC10: "full"})
        other = workspace.create_case("ZJ-2", answers=dict(workspace.load(case).answers))
        workspace.save_answers(other.case_number, {FACTORY: "Second hall", SC10: "none"})

    session.in_workspace(live_on)
    session.open_case(case)
    qtbot.waitUntil(lambda: there(session.assessment).version == 2 and tasks.idle())
    window.open_page("over_time")
    page = page_of(window, "over_time", OverTimePage)
    qtbot.waitUntil(lambda: len(page.stages) == 2 and tasks.idle())
    return window, page


def test_every_version_is_listed_with_its_papers_and_can_be_read(
    over_time: tuple[MainWindow, OverTimePage], qtbot: QtBot, picture: Callable[[MainWindow, str], Path]
) -> None:
    """Newest first; a frozen one opens at its result, read only, and the draft is opened again from the same list."""
    window, page = over_time
    assert [(stage.version.number, [paper.name for paper in stage.papers]) for stage in page.stages] == [
        (2, []),
        (1, ["report.pdf"]),
    ]
    assert page.stages[1].papers[0].signer == "Wang · Hongda"
    picture(window, "over-time")
    page.versions.read_buttons[1].click()
    qtbot.waitUntil(lambda: window.current_page == "results" and tasks.idle())
    assert there(window.session.assessment).version == 1
    assert not window.session.editable
    window.open_page("over_time")
    page.versions.read_buttons[2].click()
    qtbot.waitUntil(lambda: window.current_page == "fill" and tasks.idle())
    assert there(window.session.assessment).version == 2
    assert window.session.editable


def test_a_paper_is_copied_from_where_it_was_saved_or_else_from_the_case(
    over_time: tuple[MainWindow, OverTimePage], qtbot: QtBot
) -> None:
    """The file on the clipboard has the bytes that were kept, under its own name."""
    _window, page = over_time
    (paper,) = page.stages[1].papers
    page.versions.paper_buttons[paper.digest]["copy"].click()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: tasks.idle() and bool(there(clipboard.mimeData()).urls()))
    path = Path(there(clipboard.mimeData()).urls()[0].toLocalFile())
    assert (path.name, path.read_bytes()) == ("report.pdf", PDF)


def test_a_paper_that_is_not_sound_is_not_mailed_again(
    over_time: tuple[MainWindow, OverTimePage], qtbot: QtBot
) -> None:
    """It is verified first; what was found is said and no letter is offered."""
    window, page = over_time
    (paper,) = page.stages[1].papers
    with qtbot.waitSignal(page.failed):
        page.versions.paper_buttons[paper.digest]["mail"].click()
    assert page.mail_again.isHidden()
    assert "report.pdf" in window.banner.text


def test_a_sound_paper_is_verified_and_its_letter_written_again(
    over_time: tuple[MainWindow, OverTimePage], qtbot: QtBot, tmp_path: Path
) -> None:
    """It is offered only once it was found sound; the letter carries exactly the bytes that were kept."""
    window, page = over_time
    case, signed = there(window.session.assessment).case_number, papers.report().signed
    window.session.in_workspace(lambda workspace: workspace.keep_report(case, 1, "signed.pdf", signed, signer="Wang"))
    qtbot.waitUntil(tasks.idle)
    page.refresh()
    digest = hashlib.sha256(signed).hexdigest()
    qtbot.waitUntil(lambda: digest in page.versions.paper_buttons and tasks.idle())
    page.versions.paper_buttons[Digest(digest)]["mail"].click()
    qtbot.waitUntil(lambda: not page.mail_again.isHidden() and tasks.idle())
    letter = page.mail_again.letter
    letter.address.setText("office@example.com")
    with qtbot.waitSignal(letter.written):
        letter.draft_to(tmp_path / "again.eml")
    qtbot.waitUntil(tasks.idle)
    message = message_from_bytes((tmp_path / "again.eml").read_bytes(), policy=policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == signed


def test_the_trend_and_the_factories_are_shown_in_figures(over_time: tuple[MainWindow, OverTimePage]) -> None:
    """A line for each version, a column for each factory of the enterprise; the other one can be opened."""
    _window, page = over_time
    assert page.trend.table.topLevelItemCount() == 2
    assert not page.trend.chart.isHidden()
    headers = there(page.factories.table.headerItem())
    assert [headers.text(place) for place in (1, 2)][1] == "Second hall"
    assert set(page.factories.open_buttons) == {"ZJ-2"}


def test_two_versions_are_compared_answer_by_answer(over_time: tuple[MainWindow, OverTimePage], qtbot: QtBot) -> None:
    """The list names the answers that differ, before and after; the conditions stand above."""
    _window, page = over_time
    page.comparing.compare.click()
    qtbot.waitUntil(lambda: page.comparing.change is not None)
    assert {each.answer for each in there(page.comparing.change).answers} == {STAFF, SC10}
    assert page.comparing.list.topLevelItemCount() == 2
