"""The assessor's remarks as a form: what is missing is told beside it before anything is signed."""

from pytestqt.qtbot import QtBot

from models.review import FindingKind
from reports.payload import read_payload
from tests.reports.sample import report_payload
from ui.review.remarks import LONGEST, Remarks


def test_a_confirmation_needs_no_words_and_other_judgements_do(qtbot: QtBot) -> None:
    """The sentence is the form's own: no name of a field of the file behind it."""
    remarks = Remarks()
    qtbot.addWidget(remarks)
    remarks.show_payload(read_payload(report_payload()))
    first, second = list(remarks._lines)[:2]
    remarks.conclusion.setPlainText("属实。")
    remarks.set_finding(first, FindingKind.CONFIRMED, "")
    assert remarks.problem() is None
    remarks.set_finding(second, FindingKind.REFUSED, " ")
    problem = remarks.problem()
    assert problem is not None
    assert "text" not in problem.text("zh")
    remarks.set_finding(second, FindingKind.REFUSED, "未见材料")
    assert remarks.problem() is None
    remarks.conclusion.setPlainText("属" * (LONGEST + 3))
    problem = remarks.problem()
    assert problem is not None
    assert "3" in problem.text("zh")
