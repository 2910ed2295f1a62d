"""The assessor's page with its real buttons, and the manager's side of the answer."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.review import FindingKind, Standing
from models.workspace import Settings
from reports.identity import make_identity, save_identity
from reports.mail import evidence_bundle
from reports.verification import DocumentKind, Trust, VerdictKind, verify
from tests.reports import papers
from tests.reports.attacks import Target
from tests.reports.attacks.boasters import dearer_plan, with_plan, with_plan_of
from tests.reports.attacks.revisions import page_content_replaced
from tests.reports.exchange_papers import signed_report
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.looking import living, there
from tests.ui.report.test_page import SECRET, key_at, press, report_page, sign
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.review.page import InboxPage
from ui.widgets.basic import Button

Picture = Callable[[MainWindow, str], Path]


def inbox(window: MainWindow, qtbot: QtBot) -> InboxPage:
    """The page of the assessor."""
    window.open_page("inbox")
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(tasks.idle)
    return page


def check(page: InboxPage, qtbot: QtBot, *paths: Path) -> None:
    """Drops files and waits for their verdicts."""
    page.verdicts = []
    page.drop.dropped.emit(paths)
    qtbot.waitUntil(lambda: page.verdicts != [] and tasks.idle())


def assessor_key(folder: Path) -> Path:
    """A key that nobody trusts yet."""
    now = datetime.now().astimezone()
    save_identity(make_identity("李评审", "市工信局", now), folder / "li.p12", SECRET)
    return folder / "li.p12"


def test_remarks_are_kept_while_other_files_are_looked_at(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """Choosing another row, another page or closing the program loses no word that was typed."""
    for name, data in (("one.pdf", papers.report().signed), ("two.pdf", signed_report(case_id="b" * 32))):
        (tmp_path / name).write_bytes(data)
    window = make_window(tmp_path / "data", spoken="zh")
    window.session.save_settings(Settings("zh", role="assessor", person="李评"))
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "one.pdf", tmp_path / "two.pdf")
    assert f"{VerdictKind.UNTRUSTED.text('zh')} 2" in page.summary
    page.table.selectRow(0)
    qtbot.waitUntil(tasks.idle)
    page.remarks.set_finding("basic.BR1", FindingKind.DOUBTFUL, "请补审计报告")
    page.remarks.conclusion.setPlainText("基本属实")
    page.table.selectRow(1)
    qtbot.waitUntil(tasks.idle)
    assert page.remarks.findings() == ()
    page.table.selectRow(0)
    qtbot.waitUntil(tasks.idle)
    assert page.remarks.findings()[0].text == "请补审计报告"
    window.open_page("help")
    qtbot.waitUntil(tasks.idle)
    assert window.close()
    again = make_window(tmp_path / "data", spoken="zh")
    page = inbox(again, qtbot)
    check(page, qtbot, tmp_path / "one.pdf")
    assert page.remarks.findings()[0].kind is FindingKind.DOUBTFUL
    assert page.remarks.conclusion.toPlainText() == "基本属实"


def test_a_row_answers_after_the_files_were_checked_again(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """No row stays marked from the check before, or clicking it would show nothing; the card says what paper it is."""
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(papers.report().signed)
    page = inbox(window, qtbot)
    for _time in range(2):
        check(page, qtbot, tmp_path / "one.pdf", tmp_path / "two.pdf")
        assert not page.card.isVisible()
        page.table.selectRow(1)
        qtbot.waitUntil(page.card.isVisible)
    assert "Self-assessment report" in [label.text() for label in living(page.card, QLabel)]


def test_a_plan_is_solved_again_with_a_button(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """In a child process that can be stopped; what is proven then is said. Offered only where there is a plan."""
    (tmp_path / "sound.pdf").write_bytes(with_plan(lambda _: None))
    (tmp_path / "bare.pdf").write_bytes(papers.report().signed)
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "sound.pdf", tmp_path / "bare.pdf")
    assert [verdict.kind for verdict in page.verdicts] == [VerdictKind.UNTRUSTED] * 2
    page.table.selectRow(1)
    assert page.plan_proof.isHidden()
    page.table.selectRow(0)
    assert "only the signer's word" in page.plan_proof.told
    page.plan_proof.solve.click()
    assert "Solving the plan" in page.summary
    stop = next(button for button in living(page, Button) if button.text() == "Stop" and not button.isHidden())
    press(qtbot, stop)
    assert "only the signer's word" in page.plan_proof.told
    press(qtbot, page.plan_proof.solve)
    assert "no plan is better" in page.plan_proof.told
    assert page.plan_proof.solve.isHidden()
    assert page.verdicts[0].kind is VerdictKind.UNTRUSTED
    picture(window, "inbox-solved")


def test_a_better_plan_makes_a_changed_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The verdict of before is replaced, with its reason."""
    (tmp_path / "dear.pdf").write_bytes(with_plan_of(dearer_plan()))
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "dear.pdf")
    assert page.plan_proof.isVisible(), "only a report that is sound so far is solved"
    press(qtbot, page.plan_proof.solve)
    assert page.verdicts[0].kind is VerdictKind.CHANGED
    assert "not the best" in page.verdicts[0].reason.text("en")
    assert page.plan_proof.isHidden()


def test_a_solve_that_takes_too_long_takes_no_verdict_away(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The file is as sound as before; the next try gets more time."""
    (tmp_path / "sound.pdf").write_bytes(with_plan(lambda _: None))
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "sound.pdf")
    page.plan_proof.wanted.emit(0.0)
    qtbot.waitUntil(tasks.idle)
    assert page.verdicts[0].kind is VerdictKind.UNTRUSTED
    assert "not proven" in page.plan_proof.told
    assert "4 minutes" in page.plan_proof.told


def test_every_file_that_was_dropped_has_a_row(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What was not verified too, with its reason; the only report among them is shown at once."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "report").write_bytes(papers.report().signed)
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    page = inbox(window, qtbot)
    check(page, qtbot, folder)
    assert page.card.isVisible()
    assert [there(page.table.item(row, 1)).text() for row in range(page.table.rowCount())] == [
        VerdictKind.UNTRUSTED.text("en"),
        "Passed over",
    ]
    (folder / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(60))
    check(page, qtbot, folder)
    rows = [there(page.table.item(row, 4)).text() for row in range(page.table.rowCount())]
    assert any("RAR" in reason for reason in rows)
    page.table.selectRow(2)
    qtbot.waitUntil(page.card.isVisible)
    assert not page.reply.send.isVisible()


def test_of_a_changed_file_only_the_verdict_can_be_kept(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """No reply and no countersignature are offered; the note is signed, and verifies as one."""
    paper = papers.report()
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(page_content_replaced(Target(paper.unsigned, paper.signed, paper.countersigned)))
    window = make_window(spoken="zh")
    page = inbox(window, qtbot)
    check(page, qtbot, changed)
    assert page.verdicts[0].kind is VerdictKind.CHANGED
    assert not page.reply.send.isVisible()
    assert not page.reply.formal.countersign.isVisible()
    page.reply.signer.key_file.setText(str(assessor_key(tmp_path)))
    page.reply.signer.passphrase.setText(SECRET)
    dialogs.answers = [tmp_path / "note.pdf"]
    press(qtbot, page.reply.formal.note)
    qtbot.waitUntil(lambda: "note.pdf" in page.reply.formal.told and tasks.idle())
    judged = verify(tmp_path / "note.pdf", Trust(), datetime.now().astimezone())
    assert (judged.kind, judged.document) == (VerdictKind.UNTRUSTED, DocumentKind.NOTE)
    check(page, qtbot, tmp_path / "note.pdf")
    said = [label.text() for label in living(page.card, QLabel)]
    assert "另一文件的验证记录" in said
    assert "自评层级" not in said, "a note claims no tier"


def test_a_reply_goes_back_and_its_signer_is_confirmed_by_the_manager(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """Signed, drafted as an e-mail; where it is taken in, the code stands there to be compared, and a click trusts."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    report = report_page(window, qtbot)
    sign(report, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "report.pdf")
    page.remarks.set_finding("basic.BR1", FindingKind.CONFIRMED, "见审计报告")
    page.remarks.conclusion.setPlainText("同意")
    page.reply.signer.key_file.setText(str(assessor_key(tmp_path)))
    page.reply.signer.passphrase.setText(SECRET)
    dialogs.answers = [tmp_path / "reply.pdf"]
    press(qtbot, page.reply.send)
    qtbot.waitUntil(lambda: page.reply.letter.isVisible() and tasks.idle())
    page.reply.letter.address.setText("factory@example.com")
    page.reply.letter.draft_to(tmp_path / "reply.eml")
    qtbot.waitUntil(lambda: (tmp_path / "reply.eml").exists() and tasks.idle())
    letter = message_from_bytes((tmp_path / "reply.eml").read_bytes(), policy=policy.default)
    assert next(letter.iter_attachments()).get_payload(decode=True) == (tmp_path / "reply.pdf").read_bytes()
    picture(window, "inbox-reply-sent")

    window.open_page("report")
    report.replies.take_in(tmp_path / "reply.pdf")
    qtbot.waitUntil(lambda: len(report.replies.replies) == 1 and tasks.idle())
    said = " ".join(label.text() for label in living(report.replies, QLabel))
    assert "李评审" in said
    assert "尚不生效" in said
    assert "见审计报告" not in said
    picture(window, "report-reply-not-confirmed")
    confirm = next(button for button in living(report.replies, Button) if "一致" in button.text())
    press(qtbot, confirm)
    qtbot.waitUntil(lambda: report.replies.replies[0].standing is Standing.IN_FORCE and tasks.idle())
    said = " ".join(label.text() for label in living(report.replies, QLabel))
    assert "见审计报告" in said
    assert "尚不生效" not in said
    picture(window, "report-reply-in-force")


def test_evidence_that_came_beside_the_letter_is_compared(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """All files that the signed report names are there, or those that are not are named."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    report = report_page(window, qtbot)
    sign(report, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    workspace, assessment = window.session.workspace, window.session.assessment
    assert workspace is not None
    assert assessment is not None
    files = [(piece, workspace.evidence_bytes(piece.digest)) for piece in assessment.evidence.values()]
    signed = (tmp_path / "report.pdf").read_bytes()
    (tmp_path / "whole.zip").write_bytes(evidence_bundle("whole.zip", signed, files).data)
    (tmp_path / "part.zip").write_bytes(evidence_bundle("part.zip", signed, files[1:]).data)
    page = inbox(window, qtbot)
    check(page, qtbot, tmp_path / "report.pdf")
    dialogs.answers = [tmp_path / "whole.zip"]
    press(qtbot, page.proof.choose)
    assert f"{len(files)} 件佐证材料中 {len(files)} 件" in page.proof.told
    dialogs.answers = [tmp_path / "part.zip"]
    press(qtbot, page.proof.choose)
    assert files[0][0].name in page.proof.told
    picture(window, "inbox-evidence")
    dialogs.answers = [tmp_path / "report.pdf"]
    press(qtbot, page.proof.choose)
    assert "report.pdf" in page.proof.told
