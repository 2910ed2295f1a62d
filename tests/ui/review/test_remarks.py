"""The assessor's remarks as a form: what is missing is told beside it before anything is signed."""

from pytestqt.qtbot import QtBot

from models.review import FindingKind
from reports.payload import read_payload
from tests.reports.sample import report_payload
from tests.ui.looking import living
from ui.review.remarks import LONGEST, Remarks
from ui.widgets.undrawn import UndrawnNote


def test_a_remark_that_no_typeface_draws_is_told_below_it(qtbot: QtBot) -> None:
    """In the remark and the conclusion, while it is typed, as in the questions."""
    remarks = Remarks()
    qtbot.addWidget(remarks)
    remarks.show_payload(read_payload(report_payload()))
    assert _notes(remarks) == []
    first = next(iter(remarks._lines))
    remarks.set_finding(first, FindingKind.NOTE, "未见😀")
    remarks.conclusion.setPlainText("属实🚀")
    below_remark, below_conclusion = _notes(remarks)
    assert "😀" in below_remark
    assert "🚀" in below_conclusion
    remarks.set_finding(first, FindingKind.NOTE, "未见𠮷")
    assert len(_notes(remarks)) == 1


def _notes(remarks: Remarks) -> list[str]:
    return [note.text() for note in living(remarks, UndrawnNote) if not note.isHidden()]


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
