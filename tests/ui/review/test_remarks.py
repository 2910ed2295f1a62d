"""The review of one report in the window: riskiest first, kept at every keystroke, by several assessors, with its result."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from models.exchange.inbox import Wish
from models.exchange.items import ItemKind
from models.review import FindingKind
from models.workspace import Settings, Workspace
from tests import ROOT
from tests.reports.exchange_papers import signed_report
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, only, there
from tests.ui.review.test_inbox import check, inbox
from ui import tasks
from ui.main_window import MainWindow
from ui.review.item import LONGEST
from ui.review.items import ShownItems
from ui.review.page import InboxPage
from ui.widgets.missing_glyphs import UndrawnNote

Picture = Callable[[MainWindow, str], Path]


def _reviewing(
    make_window: MakeWindow, qtbot: QtBot, folder: Path, *papers: bytes, spoken: str = "zh"
) -> tuple[MainWindow, InboxPage]:
    """An assessor's window with some reports; the last is open."""
    paths = []
    for number, data in enumerate(papers):
        paths.append(folder / f"{number}.pdf")
        paths[-1].write_bytes(data)
    window = make_window(folder / "data", spoken="en" if spoken == "en" else "zh")
    window.session.save_settings(Settings("en" if spoken == "en" else "zh", role="assessor", person="李评"))
    page = inbox(window, qtbot)
    check(page, qtbot, *paths)
    if len(paths) > 1:
        page.table.selectRow(len(paths) - 1)
    qtbot.waitUntil(lambda: page.remarks.items != () and tasks.idle())
    return window, page


def test_a_remark_that_no_typeface_draws_is_told_below_it(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """In the reason and the conclusion, while it is typed, as in the questions."""
    _window, page = _reviewing(make_window, qtbot, tmp_path, signed_report())
    page.remarks.form.text.setPlainText("未见😀")
    page.remarks.conclusion.setPlainText("属实🚀")
    below_remark, below_conclusion = _notes(page)
    assert "😀" in below_remark
    assert "🚀" in below_conclusion
    page.remarks.form.text.setPlainText("未见𠮷")
    assert len(_notes(page)) == 1


def show(page: InboxPage, window: MainWindow, picture: Picture, name: str) -> None:
    """Scrolls to the review and takes a picture of it, on a small laptop and on the smallest screen."""
    for size, ending in (((1366, 768), ""), ((910, 512), "-small")):
        window.resize(*size)
        picture(window, name)
        area = only(page, QScrollArea)
        area.verticalScrollBar().setValue(page.remarks.mapTo(there(area.widget()), page.remarks.rect().topLeft()).y())
        picture(window, f"{name}{ending}")


def _notes(page: InboxPage) -> list[str]:
    return [note.text() for note in living(page.remarks, UndrawnNote) if not note.isHidden()]


def test_a_confirmation_needs_no_words_and_other_judgements_do(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The sentence is the form's own: no name of a field of the file behind it."""
    _window, page = _reviewing(make_window, qtbot, tmp_path, signed_report())
    remarks = page.remarks
    remarks.conclusion.setPlainText("属实。")
    remarks.set_finding("basic.BR1", FindingKind.CONFIRMED, "")
    assert remarks.problem() is None
    remarks.set_finding("basic.BR2", FindingKind.REFUSED, " ")
    assert "text" not in there(remarks.problem()).text("zh")
    assert there(remarks.form.item).id == "basic.BR2", "the cursor stands where a reason is missing"
    remarks.set_finding("basic.BR2", FindingKind.REFUSED, "未见材料")
    assert remarks.problem() is None
    remarks.set_finding("scenarios.SC10", FindingKind.CORRECTED, "只有一条线")
    assert remarks.problem() is not None, "a correction needs a rating"
    remarks.set_finding("scenarios.SC10", FindingKind.CORRECTED, "只有一条线", rating="planned")
    assert remarks.problem() is None
    remarks.conclusion.setPlainText("属" * (LONGEST + 3))
    assert "3" in there(remarks.problem()).text("zh")


def test_what_is_typed_survives_a_kill(tmp_path: Path) -> None:
    """Every keystroke is on the disk when it says saved: the process is killed, nothing is closed, nothing is lost."""
    (tmp_path / "one.pdf").write_bytes(signed_report())
    program = "import sys; from pathlib import Path; from tests.ui.killed import type_and_die; type_and_die(Path(sys.argv[1]))"
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == -9, ended.stderr
    with Workspace.open(tmp_path / "data") as workspace:
        (row,) = workspace.exchange.rows(Wish())
        said = {item.item: item for item in workspace.exchange.items(row.kept.id)}
    assert said["basic.BR1"].text == "请补充审计报告"
    assert said["basic.BR1"].judgement is FindingKind.DOUBTFUL
    assert said["conclusion"].text == "基本属实"


def test_the_review_shows_what_follows_from_it(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Factory's result beside the assessor's; the item that makes the difference leads to itself; changed items only."""
    window, page = _reviewing(
        make_window,
        qtbot,
        tmp_path,
        signed_report(),
        signed_report(2, scenarios__SC11__status="full", scenarios__SC11__certainty="guess"),
    )
    remarks = page.remarks
    first = remarks.items[0]
    assert first.claimed
    assert first.risks
    remarks.open_item("basic.BR1")
    remarks.form.rate("no")
    assert remarks.form.judgements[FindingKind.CORRECTED].isChecked(), "a rating of one's own is a correction"
    remarks.form.text.setPlainText("营收未达到要求")
    remarks.outcome.work_out()
    rated = there(remarks.outcome.rated)
    assert rated.evaluation.possible is None
    assert [effect.item for effect in rated.items] == ["basic.BR1"]
    show(page, window, picture, "review-zh")
    remarks.shown.setCurrentIndex(remarks.shown.findData(ShownItems.CHANGED.value))
    remarks.shown.activated.emit(remarks.shown.currentIndex())
    assert [item.id for item in remarks.model.rows if item.kind is ItemKind.SCENARIO] == ["scenarios.SC11"]
    assert len(remarks.model.rows) < len(remarks.items)
    qtbot.waitUntil(lambda: tasks.idle() and not remarks.reviews.is_saving)


def test_two_assessors_differ_and_one_decides(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Both reviews stand beside each other, nothing can be signed before somebody decided and said why."""
    window, page = _reviewing(make_window, qtbot, tmp_path, signed_report(), spoken="en")
    remarks = page.remarks
    remarks.set_finding("basic.BR1", FindingKind.CONFIRMED, "")
    remarks.conclusion.setPlainText("Plausible.")
    remarks.speak_as("赵审")
    remarks.set_finding("basic.BR1", FindingKind.REFUSED, "Too small.")
    remarks.set_finding("basic.BR2", FindingKind.DOUBTFUL, "No licence is attached.")
    assert there(remarks.problem()).text("en").startswith("Nothing was signed: the assessors differ")
    remarks.outcome.work_out()
    remarks.form.decide("李评")
    assert remarks.reviews.decision("basic.BR1") is None, "without a reason nothing is decided"
    show(page, window, picture, "review-conflict-en")
    remarks.form.why.setText("The audit says otherwise.")
    remarks.form.decide("李评")
    assert remarks.problem() is None
    assert {finding.item: finding.kind for finding in remarks.findings()} == {
        "basic.BR1": FindingKind.CONFIRMED,
        "basic.BR2": FindingKind.DOUBTFUL,
    }
    qtbot.waitUntil(lambda: tasks.idle() and not remarks.reviews.is_saving)
    assert window.close()
    again = make_window(tmp_path / "data", spoken="en")
    page = inbox(again, qtbot)
    check(page, qtbot, tmp_path / "0.pdf")
    qtbot.waitUntil(lambda: page.remarks.items != ())
    decision = there(page.remarks.reviews.decision("basic.BR1"))
    assert (decision.assessor, decision.decided_by, decision.why) == ("李评", "赵审", "The audit says otherwise.")
    assert page.remarks.reviews.conclusion() == "Plausible."


def test_a_clash_shows_both_and_loses_neither(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Somebody changed the same item elsewhere: what is typed stays, what is kept stands beside it, one is chosen."""
    window, page = _reviewing(make_window, qtbot, tmp_path, signed_report())
    remarks, workspace = page.remarks, there(window.session.workspace)
    remarks.open_item("basic.BR1")
    remarks.form.text.setPlainText("甲")
    qtbot.waitUntil(lambda: not remarks.reviews.is_saving)
    paper = there(there(remarks._opened).kept)
    (kept,) = workspace.exchange.items(paper.id)
    workspace.exchange.save_item(paper, kept)
    remarks.form.text.setPlainText("乙")
    qtbot.waitUntil(lambda: "basic.BR1" in remarks.reviews.elsewhere)
    assert remarks.form.text.toPlainText() == "乙"
    assert remarks.reviews.elsewhere["basic.BR1"].text == "甲"
    remarks.reviews.choose("basic.BR1", mine=True)
    qtbot.waitUntil(lambda: not remarks.reviews.is_saving)
    assert [item.text for item in workspace.exchange.items(paper.id)] == ["乙"]
