"""The report page: how it is written, what leaves the house, what a signature carries, and what is remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, AssessmentState
from models.language import Language
from reports.identity import make_identity, save_identity
from reports.identity.authority import make_office, revocation_list
from reports.payload import read_payload
from reports.signature.revision import read_revisions
from reports.verification.integrity.base import payload_of as attachment
from tests.reports.signing.time_service import time_service
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.looking import living, only, page_of, there
from tests.ui.test_main_job import open_sample, planned
from ui import tasks
from ui.main_window import MainWindow
from ui.report.page import ReportPage
from ui.widgets.basic import Button

SECRET = "four quiet unrelated words"
Picture = Callable[[MainWindow, str], Path]


def press(qtbot: QtBot, button: Button) -> None:
    """Presses a button as soon as a person could press it, and waits for what it began."""
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(tasks.idle)


def report_page(window: MainWindow, qtbot: QtBot) -> ReportPage:
    """The page, with its pages drawn."""
    window.open_page("report")
    page = window.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 5 and tasks.idle())
    return page


def key_at(folder: Path) -> Path:
    """A key file of a manager."""
    now = datetime.now().astimezone()
    save_identity(make_identity("陈志远", "宏达精密机械", now), folder / "key.p12", SECRET)
    return folder / "key.p12"


def sign(page: ReportPage, qtbot: QtBot, dialogs: Dialogs, key: Path, path: Path) -> None:
    """Freezes when needed and signs, by the buttons."""
    if page.acts.freeze_button.isVisible():
        press(qtbot, page.acts.freeze_button)
        qtbot.waitUntil(lambda: there(page.session.assessment).state is AssessmentState.FROZEN)
        qtbot.waitUntil(tasks.idle)
    page.acts.signer.key_file.setText(str(key))
    page.acts.signer.passphrase.setText(SECRET)
    dialogs.answers = [path]
    qtbot.waitUntil(page.acts.sign_button.isEnabled)
    press(qtbot, page.acts.sign_button)
    qtbot.waitUntil(lambda: page.paper.signed is not None and tasks.idle())


def payload_of(page: ReportPage) -> dict:  # type: ignore[type-arg]
    """What lies inside the signed report."""
    signed = page.paper.signed
    assert signed is not None
    return dict(read_payload(signed.verdict.payload))


def test_cover_logo_and_edition_are_written_and_remembered(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """What was chosen for a case stands in the signed report, and on the page the next time the program is opened."""
    window = make_window(tmp_path / "data", spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    Image.new("RGB", (900, 300), "navy").save(tmp_path / "标志.png")
    press(qtbot, page.pages.choices.fold.button)
    dialogs.answers = [tmp_path / "标志.png"]
    press(qtbot, page.pages.choices.choose_logo)
    page.pages.choices.subtitle.setText("二〇二六年度")
    page.pages.choices.prepared_by.setText("质量部")
    page.pages.choices.prepared_by.editingFinished.emit()
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 5 and tasks.idle())
    picture(window, "report-options")
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    cover = payload_of(page)["report"]["cover"]
    assert (cover["subtitle"], cover["prepared_by"], cover["logo_name"]) == ("二〇二六年度", "质量部", "标志")
    assert cover["logo"]
    number = there(window.session.assessment).case_number
    assert window.close()

    again = make_window(tmp_path / "data", spoken="zh")
    again.session.open_case(number)
    qtbot.waitUntil(lambda: again.session.catalogue is not None and tasks.idle())
    again.open_page("report")
    page = page_of(again, "report", ReportPage)
    qtbot.waitUntil(lambda: page.paper.signed is not None and tasks.idle())
    assert page.pages.choices.subtitle.text() == "二〇二六年度"
    assert page.pages.choices.chosen.logo_png
    assert there(page.paper.signed).data == (tmp_path / "report.pdf").read_bytes()


def test_a_picture_that_is_none_is_refused_beside_the_field(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The report stays as it was."""
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    (tmp_path / "logo.png").write_bytes(b"<svg/>")
    dialogs.answers = [tmp_path / "logo.png"]
    press(qtbot, page.pages.choices.fold.button)
    press(qtbot, page.pages.choices.choose_logo)
    assert "logo.png" in page.pages.choices.logo_told
    assert page.pages.choices.chosen.logo_png == b""


def test_the_roadmap_survives_freezing_and_can_be_left_out(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """A plan that was worked out before is in the signed report; signed once more without it, it is not."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    planned(window, qtbot)
    page = report_page(window, qtbot)
    key = key_at(tmp_path)
    sign(page, qtbot, dialogs, key, tmp_path / "with.pdf")
    assert payload_of(page)["roadmap"] is not None
    press(qtbot, page.acts.again)
    press(qtbot, page.pages.choices.fold.button)
    page.pages.choices.roadmap.setChecked(False)
    qtbot.waitUntil(tasks.idle)
    sign(page, qtbot, dialogs, key, tmp_path / "without.pdf")
    assert payload_of(page)["roadmap"] is None


def test_the_roadmap_is_there_after_a_restart_and_in_the_signed_report(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """Without a look at the roadmap page the report has the plan of the day before; a later answer makes it older."""
    window = make_window(tmp_path / "data", spoken="zh")
    open_sample(window, qtbot)
    planned(window, qtbot)
    qtbot.waitUntil(tasks.idle)
    number, before = there(window.session.assessment).case_number, window.session.roadmap
    assert window.close()

    again = make_window(tmp_path / "data", spoken="zh")
    again.session.open_case(number)
    qtbot.waitUntil(lambda: again.session.catalogue is not None and tasks.idle())
    assert again.session.roadmap == before
    page = report_page(again, qtbot)
    assert not page.pages.plan.isVisible()
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    assert payload_of(page)["roadmap"] is not None


def test_a_signed_version_stays_within_reach_when_the_next_begins(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The draft of version 2 is open; the report of version 1 is listed, and its copy is what was signed."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    assert page.acts.open_file.isVisible()
    assert page.acts.open_folder.isVisible()
    number = there(window.session.assessment).case_number
    window.session.take_over(lambda workspace: workspace.new_version(number, "补充材料"))
    qtbot.waitUntil(lambda: there(window.session.assessment).version == 2 and tasks.idle())
    assert page.paper.signed is None
    assert not page.acts.open_file.isVisible()
    assert page.kept.isVisible()
    assert [report.version for report in page.kept.reports] == [1]
    page.kept.save(page.kept.reports[0], tmp_path / "copy.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "copy.pdf").exists() and tasks.idle())
    assert (tmp_path / "copy.pdf").read_bytes() == (tmp_path / "report.pdf").read_bytes()


def test_pages_of_another_factory_are_never_shown(make_window: MakeWindow, qtbot: QtBot) -> None:
    """As soon as another case is open the preview is empty; then it shows that case's own pages."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    first = there(window.session.assessment).case_number
    page = report_page(window, qtbot)
    session, shown = window.session, []
    page.paper.changed.connect(
        lambda: shown.append((session.assessment.case_number if session.assessment else "", page.paper.shown))
    )
    session.take_over(lambda workspace: workspace.create_case("ZJ-OTHER", answers={AnswerId("factory.name"): "二号厂"}))
    qtbot.waitUntil(lambda: there(session.assessment).case_number == "ZJ-OTHER")
    assert page.pages.preview.page_count == 0
    page.paper.draw()
    session.open_case(first)
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 5 and tasks.idle())
    of_first = {data for number, data in shown if number == first and data is not None}
    assert of_first == {page.paper.shown}


def test_pages_are_in_the_language_that_was_chosen_while_they_were_begun(make_window: MakeWindow, qtbot: QtBot) -> None:
    """A choice that comes between the wish to draw and the drawing counts: old pages are never shown under it."""
    window = make_window(spoken="en")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    languages: tuple[Language, ...] = ("zh", "en", "zh")
    for language in languages:
        page.paper.draw()
        page.paper.choose(replace(page.paper.choices, language=language))
        qtbot.waitUntil(lambda: page.paper.pages is not None and tasks.idle())
        drawn = read_payload(attachment(read_revisions(there(page.paper.pages))[0]))
        assert drawn["report"]["language"] == language


def test_a_roadmap_from_before_the_last_answers_is_told_before_it_is_signed(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    """The report page names a plan that other answers made, and leads to where it is worked out anew."""
    window = make_window(spoken="en")
    open_sample(window, qtbot)
    planned(window, qtbot)
    page = report_page(window, qtbot)
    assert not page.pages.plan.isVisible()
    window.session.answer({AnswerId("requirements.BR4.answer"): "no"})
    qtbot.waitUntil(page.pages.plan.isVisible)
    assert page.pages.plan.text().startswith("Answers or measures changed since the roadmap")
    press(qtbot, page.pages.plan)
    assert window.page("roadmap").isVisible()


def test_what_leaves_the_house_is_read_before_it_is_written(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """The de-identified edition shows the texts that stay, and is saved and signed only after somebody ticked that."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    number = there(window.session.assessment).case_number
    telling = AnswerId("scenarios.SC10.problem")
    window.session.answer({telling: "老王的车间"})
    page = report_page(window, qtbot)
    page.pages.choices.edition.setCurrentIndex(page.pages.choices.edition.findData("deidentified"))
    page.pages.choices.edition.activated.emit(1)
    qtbot.waitUntil(lambda: bool(page.pages.leaving.typed) and tasks.idle())
    shown = [label.text() for label in living(page.pages.leaving, QLabel)]
    assert "老王的车间" in shown
    assert telling in page.pages.leaving.typed
    assert not any("宏达" in text for text in shown)
    press(qtbot, page.pages.leaving.fold.button)
    rest = only(page.pages.leaving, QPlainTextEdit).toPlainText()
    assert "宏达" not in rest
    assert "scenarios." not in rest
    picture(window, "report-leaving")
    assert "证书" in page.pages.leaving.named.text(), "what a signature would add is said before"
    assert not page.pages.save.isEnabled()
    assert not page.pages.excel.isEnabled()
    press(qtbot, page.acts.freeze_button)
    qtbot.waitUntil(tasks.idle)
    assert not page.acts.signer.isVisible(), "unsigned is the default: a signature names somebody"
    page.acts.by_name.setChecked(True)
    assert page.acts.signer.isVisible()
    page.acts.signer.key_file.setText(str(key_at(tmp_path)))
    page.acts.signer.passphrase.setText(SECRET)
    qtbot.waitUntil(tasks.idle)
    assert not page.acts.sign_button.isEnabled()
    page.pages.leaving.agreed.setChecked(True)
    assert page.pages.save.isEnabled()
    assert number not in page.paper.file_name("pdf")
    dialogs.answers = [tmp_path / "nameless.xlsx"]
    press(qtbot, page.pages.excel)
    written = load_workbook(tmp_path / "nameless.xlsx")
    cells = " ".join(str(cell.value) for sheet in written for line in sheet.iter_rows() for cell in line)
    assert "宏达" not in cells
    assert number not in cells
    sign(page, qtbot, dialogs, tmp_path / "key.p12", tmp_path / "nameless.pdf")
    assert payload_of(page)["case"]["number"] != number
    assert not page.acts.letter.evidence.isVisible(), "names of files tell more than this edition may"


def test_a_timestamp_comes_by_file_after_signing(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """Request out, answer in: the report that is kept and sent has the time of the service in it."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    before = page.paper.signed
    press(qtbot, page.acts.stamp_fold.button)
    dialogs.answers = [tmp_path / "a.tsq"]
    press(qtbot, page.acts.stamp.request)
    said = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    answer, _certificate = time_service(said)
    (tmp_path / "a.tsr").write_bytes(answer((tmp_path / "a.tsq").read_bytes()))
    dialogs.answers = [tmp_path / "a.tsr", tmp_path / "stamped.pdf"]
    press(qtbot, page.acts.stamp.answer)
    qtbot.waitUntil(lambda: page.paper.signed is not before and tasks.idle())
    assert page.paper.signed is not None
    # The service is not confirmed on this computer, so its time proves nothing yet.
    assert page.paper.signed.verdict.signatures[0].proven_time is None
    assert page.paper.signed.data == (tmp_path / "stamped.pdf").read_bytes()
    assert not page.acts.stamp_fold.isVisible()


def test_revocation_data_travel_in_the_signature(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """B-LT: lists chosen under the options stand in the file; without a network nothing else is needed."""
    now = datetime.now().astimezone()
    office = make_office("评审专用", "市工信局", now)
    (tmp_path / "office.crl").write_bytes(revocation_list(office, {5: now}, now))
    (tmp_path / "office.pem").write_bytes(office.certificate.public_bytes(Encoding.PEM))
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    press(qtbot, page.acts.freeze_button)
    qtbot.waitUntil(tasks.idle)
    press(qtbot, page.acts.signer.fold.button)
    dialogs.answers = [tmp_path / "office.crl"]
    press(qtbot, page.acts.signer.extras.choose_lists)
    picture(window, "report-signing-options")
    sign(page, qtbot, dialogs, key_at(tmp_path), tmp_path / "report.pdf")
    assert b"/DSS" in (tmp_path / "report.pdf").read_bytes()


def test_a_timestamp_service_that_does_not_answer_signs_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The bar says so, and the report is still to be signed."""
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    press(qtbot, page.acts.freeze_button)
    qtbot.waitUntil(tasks.idle)
    page.acts.signer.key_file.setText(str(key_at(tmp_path)))
    page.acts.signer.passphrase.setText(SECRET)
    page.acts.signer.timestamp.setText("http://127.0.0.1:9/")
    dialogs.answers = [tmp_path / "report.pdf"]
    qtbot.waitUntil(page.acts.sign_button.isEnabled)
    press(qtbot, page.acts.sign_button)
    qtbot.waitUntil(lambda: window.banner.isVisible() and tasks.idle())
    assert page.paper.signed is None
    assert not (tmp_path / "report.pdf").exists()


def test_the_form_before_you_names_the_lengths_that_are_marked(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """Lengths are entered once and kept; the Word file marks longer texts, the workbook holds the whole report."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = report_page(window, qtbot)
    press(qtbot, page.pages.form_limits.fold.button)
    page.pages.form_limits.fields["problem"].setText("5")
    page.pages.form_limits.fields["problem"].editingFinished.emit()
    dialogs.answers = [tmp_path / "texts.docx"]
    press(qtbot, page.pages.word)
    qtbot.waitUntil(lambda: (tmp_path / "texts.docx").exists() and tasks.idle())
    text = "\n".join(each.text for each in Document(str(tmp_path / "texts.docx")).paragraphs)
    assert "字段限 5 字" in text
    dialogs.answers = [tmp_path / "all.xlsx"]
    press(qtbot, page.pages.excel)
    qtbot.waitUntil(lambda: (tmp_path / "all.xlsx").exists() and tasks.idle())
    assert {"场景明细", "全部回答", "能力成熟度", "变更记录"} <= set(load_workbook(tmp_path / "all.xlsx").sheetnames)
    window.session.case_changed.emit()
    qtbot.waitUntil(tasks.idle)
    assert page.pages.form_limits.limits == {"problem": 5}


def test_evidence_changed_on_the_disk_is_told_before_signing(window: MainWindow, qtbot: QtBot) -> None:
    """Without a click: the list names the file when the page is opened."""
    open_sample(window, qtbot)
    session = window.session
    assert session.workspace is not None
    assert session.assessment is not None
    item = session.workspace.add_evidence(session.assessment.case_number, b"a photo", "照片.jpg")
    place = session.workspace.folder / "evidence" / item.digest[:2] / item.digest
    place.write_bytes(b"another")
    session.open_case(session.assessment.case_number)
    qtbot.waitUntil(tasks.idle)
    page = report_page(window, qtbot)
    texts = [each.text() for each in living(page, QLabel)]
    assert any("照片.jpg" in text and "changed on the disk" in text for text in texts)


@pytest.mark.parametrize("way", ["changed", "gone"])
def test_evidence_changed_on_the_disk_is_told_when_its_case_is_opened(
    window: MainWindow, qtbot: QtBot, way: str
) -> None:
    """On whatever page the person is, with the way to its answer; told once, and no more when the file is back."""
    open_sample(window, qtbot)
    session = window.session
    workspace, assessment = there(session.workspace), there(session.assessment)
    proof = AnswerId("scenarios.SC10.evidence")
    item = workspace.add_evidence(assessment.case_number, b"a photo", "照片.jpg", answer=proof)
    place = workspace.folder / "evidence" / item.digest[:2] / item.digest
    place.write_bytes(b"another") if way == "changed" else place.unlink()
    session.open_case(assessment.case_number)
    qtbot.waitUntil(lambda: window.banner.isVisible() and "照片.jpg" in window.banner.text)
    press(qtbot, next(button for button in living(window.banner, Button) if button.text() == "Show the answer"))
    assert window.current_page == "fill"
    window.banner.hide()
    session.open_case(assessment.case_number)
    qtbot.waitUntil(tasks.idle)
    assert not window.banner.isVisible()
    place.write_bytes(b"a photo")
    session.open_case(assessment.case_number)
    qtbot.waitUntil(tasks.idle)
    assert session.evidence_watch.unsound == ()
