"""An assessor's remarks stand at the questions that they are about, and are answered there."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.review import Finding, FindingKind, RemarkSeverity
from models.workspace import Workspace
from reports.acts.factory import judged, take_in
from reports.acts.reply import signed_reply
from reports.acts.report import ReportSource, report_data
from reports.exchange.answering import answers_to
from reports.pdf import redrawn
from reports.reply import Findings
from reports.signing import certify
from reports.verification import Trust, TrustStore, verify_here
from tests.reports.papers import assessor, manager
from tests.reports.sample import ANSWERS, library
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, page_of, there
from ui import tasks
from ui.main_window import MainWindow
from ui.wizard.cards.findings import FindingNote
from ui.wizard.page import WizardPage

Picture = Callable[[MainWindow, str], Path]
_ASKED = (
    Finding(
        "scenarios.SC10", FindingKind.DOUBTFUL, "请补充现场照片。", severity=RemarkSeverity.MAJOR, due_on="2027-03-31"
    ),
    Finding("basic.BR1", FindingKind.CONFIRMED),
)


def _case_with_reply(folder: Path) -> str:
    """A case whose first version was answered by a trusted assessor; its second is open."""
    now = datetime.now().astimezone()
    with Workspace.open(folder) as workspace:
        case = workspace.create_case("", {AnswerId(name): value for name, value in ANSWERS.items()}).case_number
        workspace.add_evidence(case, b"photo", "照片.txt", answer=AnswerId("scenarios.SC25.evidence"))
        workspace.freeze(case, "报送")
        evaluation = workspace.evaluate(workspace.load(case))
        report = certify(redrawn(report_data(ReportSource(evaluation), now)), manager(), now)
        verdict = verify_here(report, "1.pdf", Trust(), library(), now)
        reply = folder / "reply.pdf"
        reply.write_bytes(signed_reply(verdict, Findings(_ASKED, "请补充。"), assessor(), now))
        take_in(workspace, judged(reply, folder, now))
        TrustStore(folder).add(assessor().certificate.public_bytes(Encoding.PEM), "x", now)
        workspace.new_version(case, "补充")
    return case


def test_a_remark_stands_at_its_question_and_is_answered_there(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """A mark in the list, the text at the question, an answer in words and by a file; the next report carries both."""
    case = _case_with_reply(tmp_path / "data")
    window = make_window(tmp_path / "data", spoken="zh")
    window.session.open_case(case)
    qtbot.waitUntil(lambda: window.session.evaluation is not None and tasks.idle())
    window.open_page("fill")
    wizard = page_of(window, "fill", WizardPage)
    qtbot.waitUntil(lambda: wizard.findings.findings != ())
    wizard.show_target("scenarios.SC10.status")
    assert wizard.card is not None, "a card with a remark is shown alone"
    (note,) = living(wizard.card, FindingNote)
    assert there(window.session.assessment).get("scenarios.SC10.status") == "partial", "no remark changes an answer"
    note.field.setPlainText("照片见附件")
    ((digest, _name),) = wizard.findings.pieces()
    note.point_to(digest, True)
    picture(window, "wizard-remark")
    wizard.show_target("requirements.BR1.answer")
    assert wizard.card is None or living(wizard.card, FindingNote) == [], "a confirmation asks nothing"
    qtbot.waitUntil(tasks.idle)
    assert window.close()
    with Workspace.open(tmp_path / "data") as workspace:
        evaluation = workspace.evaluate(workspace.load(case))
        (answer,) = answers_to(workspace, case, evaluation, datetime.now().astimezone())
    assert (answer.item, answer.text, answer.evidence) == ("scenarios.SC10", "照片见附件", (digest,))
