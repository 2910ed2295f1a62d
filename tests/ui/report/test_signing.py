"""Signing on one page: one choice, known facts filled in, and what can be done with the file afterwards."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.assessment import AssessmentState
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.looking import there
from tests.ui.report.test_page import SECRET, Picture, key_at, press, report_page, sign
from tests.ui.test_main_job import open_sample, planned
from ui import tasks
from ui.widgets.files import save_place


def test_a_key_is_made_with_what_the_case_knows_and_one_dialog(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """Name and organisation are there already; the passphrase and one place make a key that can sign at once."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    press(qtbot, page.acts.freeze_button)
    qtbot.waitUntil(lambda: there(page.session.assessment).state is AssessmentState.FROZEN and tasks.idle())
    signer = page.acts.signer
    assert signer.by_new.isChecked()
    assert not signer.key_file.isVisible()
    assert (signer.name.text(), signer.organisation.text()) == ("王经理（虚构）", "宏达精密机械有限公司（示例）")
    picture(window, "signing-new-key")
    signer.new_passphrase.setText(SECRET)
    signer.again.setText(SECRET)
    dialogs.answers = [tmp_path / "key.p12"]
    press(qtbot, signer.new._create)
    qtbot.waitUntil(lambda: signer.ready and tasks.idle())
    assert dialogs.answers == []
    assert signer.by_file.isChecked()
    assert not signer.new.isVisible()
    assert page.acts.sign_button.isEnabled()
    signer.copy_to(tmp_path / "copy.p12")
    qtbot.waitUntil(tasks.idle)
    assert (tmp_path / "copy.p12").read_bytes() == (tmp_path / "key.p12").read_bytes()
    assert not signer.copy.isVisible()


def test_the_key_that_signed_last_is_offered_the_next_time(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The place of the file is remembered, its passphrase is not."""
    window = make_window(tmp_path / "data", spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    key = key_at(tmp_path)
    sign(page, qtbot, dialogs, key, tmp_path / "report.pdf")
    assert window.close()
    again = make_window(tmp_path / "data", spoken="zh")
    open_sample(again, qtbot)
    signer = report_page(again, qtbot).acts.signer
    assert signer.key_file.text() == str(key)
    assert signer.by_file.isChecked()
    assert signer.passphrase.text() == ""


def test_a_signed_report_is_copied_as_a_file_and_handed_on(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """The file is on the clipboard; the summary, the inquiries and the calendar are written from the same page."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    assert not page.handouts.calendar.isEnabled()
    planned(window, qtbot)
    page = report_page(window, qtbot)
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    press(qtbot, page.acts.copy_file)
    assert [url.toLocalFile() for url in QGuiApplication.clipboard().mimeData().urls()] == [
        str(tmp_path / "report.pdf")
    ]
    picture(window, "report-signed")
    for button, name in (
        (page.handouts.summary, "summary.png"),
        (page.handouts.summary, "summary.pdf"),
        (page.handouts.inquiry, "inquiry.xlsx"),
        (page.handouts.calendar, "plan.ics"),
    ):
        dialogs.answers = [tmp_path / name]
        press(qtbot, button)
        qtbot.waitUntil(lambda name=name: (tmp_path / name).exists() and tasks.idle())  # type: ignore[misc]  # a default


def test_a_dialog_begins_where_the_last_one_ended(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The folder holds for every dialog, and is still known after a restart; a folder that is gone is not offered."""
    window = make_window(tmp_path / "data")
    folder = tmp_path / "stick"
    folder.mkdir()
    dialogs.answers = [folder / "a.pdf"]
    assert save_place.save_place(window, "", "a.pdf", "PDF (*.pdf)") == folder / "a.pdf"
    assert save_place.LAST.begin("b.pdf") == str(folder / "b.pdf")
    assert window.close()
    make_window(tmp_path / "data")
    assert save_place.LAST.begin() == str(folder)
    folder.rmdir()
    assert save_place.LAST.begin() != str(folder)


def test_a_file_is_named_after_the_enterprise(make_window: MakeWindow, qtbot: QtBot) -> None:
    """The office that receives twenty reports sees whose each one is."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    number = there(window.session.assessment).case_number
    assert page.paper.file_name("pdf") == f"宏达精密机械有限公司（示例）-{number}-v1.pdf"
