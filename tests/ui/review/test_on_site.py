"""The checklist in the window: printed from the review, and scanned back into it."""

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.exchange.codes import ChecklistCodes
from models.exchange.inbox import Wish
from models.questionnaire import QuestionKind
from models.review import FindingKind
from models.workspace import Settings
from tests.reports.exchange_papers import signed_report
from tests.ui.conftest import MakeWindow
from tests.ui.review.test_inbox import check, inbox
from tests.ui.review.test_remarks import Picture, show
from ui import tasks
from ui.main_window import MainWindow
from ui.review.page import InboxPage


def _reviewing(make_window: MakeWindow, qtbot: QtBot, folder: Path) -> tuple[MainWindow, InboxPage, ChecklistCodes]:
    """An assessor's window with one report open, and the codes of its checklist."""
    (folder / "report.pdf").write_bytes(signed_report())
    window = make_window(folder / "data", spoken="zh")
    window.session.save_settings(Settings("zh", role="assessor", person="李评"))
    page = inbox(window, qtbot)
    check(page, qtbot, folder / "report.pdf")
    qtbot.waitUntil(lambda: page.remarks.items != () and tasks.idle())
    workspace = window.session.workspace
    assert workspace is not None
    (row,) = workspace.exchange.rows(Wish())
    codes = ChecklistCodes(row.kept.paper.base_digest, (item.id for item in page.remarks.items))
    return window, page, codes


def _enter(page: InboxPage, qtbot: QtBot, line: str) -> None:
    """Types or scans a line, with Enter behind it."""
    field = page.remarks.on_site.line
    field.setText(line)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(tasks.idle)


def test_a_scanned_line_is_kept_and_shown_at_its_item(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """The field is empty for the next; the item is open below; the store has it."""
    window, page, codes = _reviewing(make_window, qtbot, tmp_path)
    _enter(page, qtbot, f"{codes.code('scenarios.SC10')} 2 proof major：现场未见看板")
    own = page.remarks.reviews.own("scenarios.SC10")
    assert (own.rating, own.judgement, own.text) == ("planned", FindingKind.DOUBTFUL, "现场未见看板")
    assert page.remarks.on_site.line.text() == ""
    assert page.remarks.form.item is not None
    assert page.remarks.form.item.id == "scenarios.SC10"
    assert page.remarks.form.text.toPlainText() == "现场未见看板"
    workspace = window.session.workspace
    assert workspace is not None
    (row,) = workspace.exchange.rows(Wish())
    assert [item.item for item in workspace.exchange.items(row.kept.id)] == ["scenarios.SC10"]
    show(page, window, picture, "checklist-entered")


def test_a_refused_line_stays_in_the_field_and_changes_nothing(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A wrong check character, another report's sheet, a box that is not there: a sentence each."""
    _window, page, codes = _reviewing(make_window, qtbot, tmp_path)
    code = codes.code("scenarios.SC10")
    other = ChecklistCodes("e" * 64, ["scenarios.SC10"]).code("scenarios.SC10")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for line, said in ((f"{wrong} 1", "校验码"), (f"{other} 1", "另一份报告"), (f"{code} 9", "不在选项之内")):
        _enter(page, qtbot, line)
        assert said in page.remarks.on_site.told
        assert page.remarks.on_site.line.text() == line
    assert page.remarks.reviews.own("scenarios.SC10").is_empty


def test_the_checklist_is_written_from_the_review(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The button's work; said only when the file is there."""
    _window, page, _codes = _reviewing(make_window, qtbot, tmp_path)
    page.remarks.on_site.write(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: "sheet.pdf" in page.remarks.on_site.told)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_a_figure_out_of_range_is_told_beside_the_field_and_not_kept(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """What was typed stays; with the unit behind it the same figure is kept as a plain number."""
    _window, page, _codes = _reviewing(make_window, qtbot, tmp_path)
    item = next(
        item
        for item in page.remarks.items
        if item.asked is not None and item.asked.kind is QuestionKind.NUMBER and item.asked.high is not None
    )
    assert item.asked is not None
    assert item.asked.high is not None
    page.remarks.open_item(item.id)
    form = page.remarks.form
    form.rate(str(item.asked.high + 1))
    assert page.remarks.reviews.own(item.id).rating == ""
    assert form.figure.text() == str(item.asked.high + 1)
    assert str(item.asked.high) in form.unread
    form.rate("1.50")
    assert Decimal(page.remarks.reviews.own(item.id).rating) == Decimal("1.5")
    assert form.figure.text() == "1.50"
    assert form.unread == ""
