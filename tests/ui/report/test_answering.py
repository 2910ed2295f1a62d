"""A factory answers an assessor's remarks where they are shown; every word is kept as it is typed."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.workspace import Workspace
from reports.acts.factory import Judged, take_in
from reports.acts.report import ReportSource, report_data
from reports.pdf import redrawn
from reports.signing import certify
from reports.verification import Trust, TrustStore
from tests.reports.exchange_papers import signed_answer
from tests.reports.papers import LATER, assessor, base_digest, manager, verdict
from tests.reports.sample import ANSWERS
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, page_of
from ui import tasks
from ui.report.page import ReportPage
from ui.report.replies import Replies


def _answered_case(folder: Path) -> str:
    """A data folder with a reported case and a trusted assessor's reply to it."""
    with Workspace.open(folder) as workspace:
        case = workspace.create_case("", {AnswerId(name): value for name, value in ANSWERS.items()}).case_number
        workspace.freeze(case, "报送")
        source = ReportSource(workspace.evaluate(workspace.load(case)))
        report = certify(redrawn(report_data(source, datetime.now().astimezone())), manager(), LATER)
        workspace.keep_report(case, 1, "report.pdf", report, base_digest=base_digest(report))
        reply = signed_answer(report, hours=100)
        take_in(workspace, Judged(reply, verdict(reply, Trust())))
        TrustStore(folder).add(assessor().certificate.public_bytes(Encoding.PEM), "x", LATER)
        return case


def test_an_answer_to_a_remark_is_kept_as_it_is_typed(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """It is there in the data folder without a button, and in the field when the case is opened again."""
    case = _answered_case(tmp_path / "data")
    window = make_window(tmp_path / "data")
    window.session.open_case(case)
    qtbot.waitUntil(lambda: window.session.assessment is not None and tasks.idle())
    window.open_page("report")
    (replies,) = living(page_of(window, "report", ReportPage), Replies)
    qtbot.waitUntil(lambda: len(replies.answer_fields) == 1)
    (field,) = replies.answer_fields.values()
    field.setPlainText("已补照片。")
    qtbot.waitUntil(tasks.idle)
    workspace = window.session.workspace
    assert workspace is not None
    assert [each.text for each in workspace.exchange.finding_answers(case)] == ["已补照片。"]
    replies.reload()
    qtbot.waitUntil(tasks.idle)
    (again,) = replies.answer_fields.values()
    assert again.toPlainText() == "已补照片。"
