"""The whole loop through the window with only files between: two factories, one liar, two assessors, three versions."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, AssessmentState, Value
from models.exchange.inbox import ReportPlace
from models.exchange.states import DossierState
from models.review import FindingKind, Standing
from models.workspace import Settings, Workspace
from reports.identity import make_identity, save_identity
from tests.reports.exchange_papers import signed_report
from tests.reports.papers import stranger
from tests.reports.sample import ANSWERS
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.looking import living, page_of, there
from tests.ui.report.test_page import SECRET, press, report_page, sign
from tests.ui.review.test_inbox import inbox
from ui import tasks
from ui.main_window import MainWindow
from ui.report.page import ReportPage
from ui.review.items import ShownItems
from ui.review.page import InboxPage
from ui.widgets.basic import Button
from ui.wizard.cards.findings import FindingNote
from ui.wizard.page import WizardPage

Picture = Callable[[MainWindow, str], Path]


class _Factory:
    """One factory: its data folder, its key, its case."""

    def __init__(self, folder: Path, name: str, **changes: Value) -> None:
        self.folder, self.name = folder, name
        folder.mkdir()
        save_identity(make_identity(f"{name}厂长", name, datetime.now().astimezone()), folder / "key.p12", SECRET)
        answers = {
            **ANSWERS,
            "enterprise.name": name,
            **{key.replace("__", "."): each for key, each in changes.items()},
        }
        with Workspace.open(folder / "data") as workspace:
            case = workspace.create_case("", {AnswerId(key): each for key, each in answers.items()})
        self.case, self.case_id = case.case_number, case.case_id

    def window(self, make_window: MakeWindow, qtbot: QtBot) -> MainWindow:
        """Its window with its case open."""
        window = make_window(self.folder / "data", spoken="zh")
        window.session.open_case(self.case)
        qtbot.waitUntil(lambda: window.session.evaluation is not None and tasks.idle())
        return window

    def signs(self, window: MainWindow, qtbot: QtBot, dialogs: Dialogs, out: Path) -> ReportPage:
        """Freezes and signs the open version by the buttons of the report page."""
        page = report_page(window, qtbot)
        sign(page, qtbot, dialogs, self.folder / "key.p12", out)
        return page


def _drop(page: InboxPage, qtbot: QtBot, *paths: Path) -> None:
    page.verdicts = []
    page.drop.dropped.emit(paths)
    qtbot.waitUntil(lambda: page.verdicts != [] and tasks.idle())


def _open(page: InboxPage, qtbot: QtBot, factory: _Factory) -> None:
    """Chooses the row of a factory's newest report."""
    qtbot.waitUntil(lambda: any(_is_of(page, place, factory) for place in range(page.kept.model.rowCount())))
    place = next(place for place in range(page.kept.model.rowCount()) if _is_of(page, place, factory))
    page.kept.table.clearSelection()
    page.kept.table.selectRow(place)
    qtbot.waitUntil(
        lambda: page.dossier.now is not None and page.dossier.now.row.case_id == factory.case_id and tasks.idle()
    )


def _is_of(page: InboxPage, place: int, factory: _Factory) -> bool:
    row = page.kept.model.rows[place][0]
    return row.kept.paper.case_id == factory.case_id and row.kept.paper.kind.value == "report"


def _reply(page: InboxPage, qtbot: QtBot, dialogs: Dialogs, key: Path, out: Path) -> None:
    page.reply.signer.key_file.setText(str(key))
    page.reply.signer.passphrase.setText(SECRET)
    dialogs.answers = [out]
    press(qtbot, page.reply.send)
    qtbot.waitUntil(lambda: out.exists() and tasks.idle())


def _takes_in(page: ReportPage, qtbot: QtBot, reply: Path) -> None:
    """Imports a reply and confirms its signer where that was not done yet."""
    kept = len(page.replies.replies)
    page.replies.take_in(reply)
    qtbot.waitUntil(lambda: len(page.replies.replies) == kept + 1 and tasks.idle())
    if page.replies.replies[0].standing is Standing.UNTRUSTED:
        press(qtbot, next(button for button in living(page.replies, Button) if "一致" in button.text()))
    qtbot.waitUntil(lambda: page.replies.replies[0].standing is Standing.IN_FORCE and tasks.idle())


def _two_review(page: InboxPage, qtbot: QtBot) -> None:
    """Two assessors differ on one item; nothing can be signed before one decided and said why."""
    page.remarks.set_finding("basic.BR1", FindingKind.CONFIRMED, "")
    page.remarks.conclusion.setPlainText("基本属实，请补充。")
    page.remarks.speak_as("赵审")
    page.remarks.set_finding("basic.BR1", FindingKind.REFUSED, "未见审计报告")
    page.remarks.set_finding("scenarios.SC10", FindingKind.DOUBTFUL, "请补充现场照片")
    assert there(page.remarks.problem()).text("zh").startswith("未签署"), "they differ"
    page.remarks.open_item("basic.BR1")
    page.remarks.form.why.setText("已当面核对")
    page.remarks.form.decide("李评")
    qtbot.waitUntil(lambda: not page.remarks.reviews.is_saving and tasks.idle())


def _answers_at_the_question(factory: MainWindow, qtbot: QtBot) -> None:
    """A new version is begun; the remark stands at its question, is answered there, and the answer changed."""
    assert there(factory.session.assessment).get("scenarios.SC10.status") == "partial", "nothing changes by itself"
    wizard = _new_version(factory, qtbot, "补充材料")
    qtbot.waitUntil(lambda: wizard.findings.findings != ())
    wizard.show_target("scenarios.SC10.status")
    (note,) = living(there(wizard.card), FindingNote)
    note.field.setPlainText("照片见附件")
    factory.session.answer({AnswerId("scenarios.SC10.status"): "full"})
    qtbot.waitUntil(tasks.idle)


def _new_version(factory: MainWindow, qtbot: QtBot, why: str) -> WizardPage:
    factory.open_page("fill")
    wizard = page_of(factory, "fill", WizardPage)
    wizard.frozen_bar.begun.emit(why)
    qtbot.waitUntil(lambda: there(factory.session.assessment).state is AssessmentState.DRAFT and tasks.idle())
    return wizard


def _only_the_change_is_read(page: InboxPage, qtbot: QtBot) -> None:
    """The second version: its answers to the findings, and a list of what is otherwise."""
    dossier = there(page.dossier.now)
    assert (dossier.row.state, dossier.changed_answers) == (DossierState.ANSWERED, ("scenarios.SC10.status",))
    (answer,) = there(dossier.payload)["answers_to"]
    assert (answer["text"], answer["changed"]) == ("照片见附件", ["scenarios.SC10.status"])
    qtbot.waitUntil(lambda: page.remarks.items != ())
    page.remarks.shown.setCurrentIndex(page.remarks.shown.findData(ShownItems.CHANGED.value))
    page.remarks.shown.activated.emit(page.remarks.shown.currentIndex())
    assert "scenarios.SC10" in [item.id for item in page.remarks.model.rows]
    assert len(page.remarks.model.rows) < 10, "only what changed is read again"


def test_two_factories_one_liar_two_assessors_three_versions(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """Report, review by two, decision, reply, answer at the question, next version, only the change read, closed."""
    first, second = _Factory(tmp_path / "甲", "甲机械"), _Factory(tmp_path / "乙", "乙电器")
    key = tmp_path / "office.p12"
    save_identity(make_identity("李评", "市工信局", datetime.now().astimezone()), key, SECRET)
    papers = {name: tmp_path / f"{name}.pdf" for name in ("甲1", "甲2", "甲3", "乙1", "假", "回1", "回2")}

    window = second.window(make_window, qtbot)
    second.signs(window, qtbot, dialogs, papers["乙1"])
    assert window.close()
    factory = first.window(make_window, qtbot)
    report = first.signs(factory, qtbot, dialogs, papers["甲1"])
    papers["假"].write_bytes(signed_report(9, case_id=first.case_id, identity=stranger()))

    office = make_window(tmp_path / "office", spoken="zh")
    office.session.save_settings(Settings("zh", role="assessor", person="李评"))
    page = inbox(office, qtbot)
    _drop(page, qtbot, papers["甲1"], papers["假"], papers["乙1"])
    for verdict in page.verdicts[0], page.verdicts[2]:
        page.trust(verdict.signatures[0])
        qtbot.waitUntil(tasks.idle)
    _open(page, qtbot, first)
    dossier = there(page.dossier.now)
    assert [kept.place for kept, _ in dossier.reports] == [ReportPlace.CURRENT, ReportPlace.ASIDE], "the liar is aside"
    assert there(dossier.current).paper.version == 1
    _two_review(page, qtbot)
    _reply(page, qtbot, dialogs, key, papers["回1"])
    qtbot.waitUntil(lambda: there(page.dossier.now).row.state is DossierState.WAITING and tasks.idle())

    _takes_in(report, qtbot, papers["回1"])
    _answers_at_the_question(factory, qtbot)
    report = first.signs(factory, qtbot, dialogs, papers["甲2"])
    _drop(page, qtbot, papers["甲2"])
    _open(page, qtbot, first)
    _only_the_change_is_read(page, qtbot)
    picture(office, "loop-second-version")
    page.remarks.set_finding("scenarios.SC10", FindingKind.CONFIRMED, "")
    page.remarks.conclusion.setPlainText("同意。")
    _reply(page, qtbot, dialogs, key, papers["回2"])

    report = page_of(factory, "report", ReportPage)
    factory.open_page("report")
    _takes_in(report, qtbot, papers["回2"])
    assert [reply.standing for reply in report.replies.replies] == [Standing.IN_FORCE] * 2
    _new_version(factory, qtbot, "再报")
    first.signs(factory, qtbot, dialogs, papers["甲3"])
    _drop(page, qtbot, papers["甲3"], papers["甲1"], papers["假"])
    _open(page, qtbot, first)
    dossier = there(page.dossier.now)
    assert (there(dossier.current).paper.version, dossier.changed_answers) == (3, ()), (
        "old and false files change nothing"
    )
    assert dossier.row.state is DossierState.ANSWERED
    page.dossier.close_or_open.click()
    qtbot.waitUntil(lambda: there(page.dossier.now).row.state is DossierState.CLOSED and tasks.idle())
    page.kept.newest.setChecked(False)
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 7)
