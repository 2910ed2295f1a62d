"""The main job through the window: sample factory, result, roadmap, signed report, verified, answered."""

from collections.abc import Callable
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AssessmentState
from models.catalogue import VariantId
from models.language import Language
from models.limits import Lock
from models.review import FindingKind
from models.roadmap import PlanStatus, Quote
from models.rulebook import TierId
from reports.verification import VerdictKind
from tests.reports import papers
from tests.reports.attacks import Target
from tests.reports.attacks.revisions import page_content_replaced
from tests.ui.conftest import drop
from tests.ui.looking import living, there
from ui import tasks
from ui.main_window import MainWindow
from ui.report.page import ReportPage
from ui.results.page import ResultsPage
from ui.review.page import InboxPage
from ui.roadmap.page import RoadmapPage
from ui.roadmap.plan.summary import Summary

MakeWindow = Callable[..., MainWindow]
Picture = Callable[[MainWindow, str], Path]


def open_sample(window: MainWindow, qtbot: QtBot) -> None:
    """Opens the sample factory as a case of its own and waits for the measures."""
    with qtbot.waitSignal(window.session.evaluation_changed):
        window.session.take_over(lambda workspace: workspace.create_sample())
    qtbot.waitUntil(lambda: window.session.catalogue is not None)


def planned(window: MainWindow, qtbot: QtBot) -> RoadmapPage:
    """Works out the plan on the roadmap page."""
    window.open_page("roadmap")
    page = window.page("roadmap")
    assert isinstance(page, RoadmapPage)
    with qtbot.waitSignal(window.session.roadmap_changed):
        QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(tasks.idle)
    return page


def signed(window: MainWindow, qtbot: QtBot, folder: Path) -> Path:
    """Freezes, makes a key and signs on the report page; returns the signed file."""
    window.open_page("report")
    page = window.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 5 and tasks.idle())
    QTest.mouseClick(page.acts.freeze_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: there(window.session.assessment).state is AssessmentState.FROZEN)
    qtbot.waitUntil(tasks.idle)
    page.acts.signer.name.setText("陈志远")
    page.acts.signer.organisation.setText("宏达精密机械有限公司（示例）")
    page.acts.signer.new_passphrase.setText("four quiet unrelated words")
    page.acts.signer.again.setText("four quiet unrelated words")
    page.acts.signer.make_identity_at(folder / "key.p12")
    qtbot.waitUntil(lambda: page.acts.signer.ready and tasks.idle())
    page.acts.sign_to(folder / "report.pdf")
    qtbot.waitUntil(lambda: (folder / "report.pdf").exists() and tasks.idle())
    return folder / "report.pdf"


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_sample_factory_goes_from_first_page_to_verified_report(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture, spoken: Language
) -> None:
    """Create, evaluate, plan, freeze, sign, e-mail, verify, trust and answer work through the window alone."""
    window = make_window(spoken=spoken)
    open_sample(window, qtbot)
    window.open_page("results")
    picture(window, "results")

    planned(window, qtbot)
    roadmap = window.session.roadmap
    assert roadmap is not None
    assert roadmap.status is PlanStatus.OPTIMAL
    assert roadmap.reached == "basic"
    assert roadmap.gap == 0
    picture(window, "roadmap")

    report = signed(window, qtbot, tmp_path)
    page = window.page("report")
    assert isinstance(page, ReportPage)
    picture(window, "report-signed")
    assert page.acts.signer.passphrase.text() == ""
    page.acts.letter.address.setText("office@example.org")
    page.acts.letter.draft_to(tmp_path / "report.eml")
    qtbot.waitUntil(lambda: (tmp_path / "report.eml").exists() and tasks.idle())
    letter = message_from_bytes((tmp_path / "report.eml").read_bytes(), policy=policy.default)
    attached = next(letter.iter_attachments())
    assert attached.get_payload(decode=True) == report.read_bytes()
    assert page.acts.mail_act.done
    page.paper.open_version()
    qtbot.waitUntil(lambda: page.acts.mail_act.done and tasks.idle())

    window.open_page("inbox")
    inbox = window.page("inbox")
    assert isinstance(inbox, InboxPage)
    inbox.verify((report,))
    qtbot.waitUntil(lambda: inbox.verdicts != [])
    assert inbox.verdicts[0].kind is VerdictKind.UNTRUSTED
    picture(window, "inbox-untrusted")
    inbox.trust(inbox.verdicts[0].signatures[0])
    qtbot.waitUntil(lambda: inbox.verdicts[0].kind is VerdictKind.VALID)
    assert inbox.verdicts[0].agrees
    qtbot.waitUntil(tasks.idle)
    picture(window, "inbox-valid")
    facts = [label.text() for label in living(inbox.card, QLabel) if label.isVisible()]
    assert sum(there(inbox.verdicts[0].case) in fact for fact in facts) == 1, "the verdict before is gone from the card"
    inbox.remarks.set_finding("basic.BR1", FindingKind.CONFIRMED, "见审计报告")
    inbox.reply.signer.key_file.setText(str(tmp_path / "key.p12"))
    inbox.reply.signer.passphrase.setText("four quiet unrelated words")
    QTest.mouseClick(inbox.reply.send, Qt.MouseButton.LeftButton)
    assert not (tmp_path / "reply.pdf").exists(), "without a conclusion nothing is signed"
    inbox.remarks.conclusion.setPlainText("同意自评结果" if spoken == "zh" else "The self-assessment is plausible.")
    inbox.reply.sign_to(tmp_path / "reply.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "reply.pdf").exists() and tasks.idle())
    picture(window, "inbox-answered")
    window.open_page("report")
    page.replies.take_in(tmp_path / "reply.pdf")
    qtbot.waitUntil(lambda: page.replies.replies != () and tasks.idle())
    assert page.replies.replies[0].reply.review.findings[0].text == "见审计报告"
    picture(window, "report-answered")


def test_a_changed_report_is_refused_in_the_window(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """One byte changed after signing gives the verdict changed, and no reply is offered."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    report = signed(window, qtbot, tmp_path)
    data = bytearray(report.read_bytes())
    place = data.index(b"stream\n") + 40
    data[place] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)
    window.open_page("inbox")
    inbox = window.page("inbox")
    assert isinstance(inbox, InboxPage)
    drop(inbox.drop, changed, report)
    qtbot.waitUntil(lambda: len(inbox.verdicts) == 2)
    assert [verdict.kind for verdict in inbox.verdicts] == [VerdictKind.CHANGED, VerdictKind.UNTRUSTED]
    inbox.table.selectRow(0)
    assert not inbox.remarks.isVisible()
    assert inbox.pages.isVisible()
    qtbot.waitUntil(tasks.idle)
    assert inbox.pages.told
    picture(window, "inbox-changed")


def test_the_pages_of_a_changed_report_stand_beside_those_that_were_signed(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """A page whose content was replaced is shown twice, as signed and as it is now; the other pages are only counted."""
    window = make_window(spoken="zh")
    paper = papers.report()
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(page_content_replaced(Target(paper.unsigned, paper.signed, paper.countersigned)))
    window.open_page("inbox")
    inbox = window.page("inbox")
    assert isinstance(inbox, InboxPage)
    inbox.verify((changed,))
    qtbot.waitUntil(lambda: inbox.verdicts != [] and tasks.idle())
    assert inbox.verdicts[0].kind is VerdictKind.CHANGED
    assert len(inbox.pages.different) == 1
    shown = [label for label in living(inbox.pages, QLabel) if label.accessibleName() and label.isVisible()]
    assert len(shown) == 2
    picture(window, "inbox-beside")


def test_drawing_the_pages_stops_with_the_page_and_goes_on_with_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    """Leaving the report page while it draws loses no page and draws none twice."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.open_page("report")
    page = window.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 1)
    window.open_page("help")
    qtbot.waitUntil(tasks.idle)
    window.open_page("report")
    qtbot.waitUntil(lambda: page.pages.preview.page_count > 5 and tasks.idle())
    names = [label.accessibleName() for label in living(page.pages.preview, QLabel)]
    assert len(names) == len(set(names))


def test_no_money_is_answered_with_what_it_would_take(make_window: MakeWindow, qtbot: QtBot) -> None:
    """A budget of nothing ends in a sentence that names the missing sum, not in an empty plan."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.open_page("roadmap")
    page = window.page("roadmap")
    assert isinstance(page, RoadmapPage)
    page.talk.budget.setText("0")
    with qtbot.waitSignal(window.session.roadmap_changed):
        page.plan()
    qtbot.waitUntil(lambda: bool(living(page, Summary)) and tasks.idle())
    said = " ".join(label.text() for label in living(page, QLabel) if label.isVisible())
    assert "在限定条件内达不到基础级" in said
    assert "万元就能达到" in said


def test_what_if_moves_the_tier_and_leaves_the_draft_alone(
    make_window: MakeWindow, qtbot: QtBot, picture: Picture
) -> None:
    """Ticking a whole smallest set shows basic as reached; going back shows the facts, and no answer was saved."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    before = window.session.assessment
    page.start_what_if()
    for box in page.what_if.boxes_of_first_set():
        box.setChecked(True)
    assert page.shown is not None
    assert page.shown.reached == "basic"
    picture(window, "results-what-if")
    page.end_what_if()
    assert page.shown.reached is None
    assert window.session.assessment is before


def test_freezing_does_not_make_the_plan_look_old(make_window: MakeWindow, qtbot: QtBot) -> None:
    """After the freeze the roadmap page does not claim that answers changed: they are the same ones."""
    window = make_window()
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    window.open_page("report")
    report = window.page("report")
    assert isinstance(report, ReportPage)
    qtbot.waitUntil(lambda: report.pages.preview.page_count > 5 and tasks.idle())
    QTest.mouseClick(report.acts.freeze_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: there(window.session.assessment).state is AssessmentState.FROZEN and tasks.idle())
    window.open_page("roadmap")
    assert page.view is not None
    assert not page._banner.isVisible()


def test_a_dragged_measure_stays_where_it_was_put(make_window: MakeWindow, qtbot: QtBot) -> None:
    """Locking a measure into a later quarter plans the rest around it, still proven."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    first = window.session.roadmap
    assert first is not None
    step = first.steps[-1]
    target = step.quarter.later(2)
    with qtbot.waitSignal(window.session.roadmap_changed):
        page.put(Lock(step.measure, step.variant, target))
    again = window.session.roadmap
    assert again is not None
    assert next(other for other in again.steps if other.measure == step.measure).quarter == target
    assert again.status is PlanStatus.OPTIMAL


def test_an_own_price_is_planned_with_and_named(make_window: MakeWindow, qtbot: QtBot) -> None:
    """A supplier's quote replaces the estimate in cost and limits."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    page = planned(window, qtbot)
    first = window.session.roadmap
    assert first is not None
    step = max(first.steps, key=lambda step: step.one_off_wan)
    with qtbot.waitSignal(window.session.roadmap_changed):
        page.quote(Quote(step.measure, VariantId(step.variant), Decimal("1.5"), Decimal("0.2")))
    again = window.session.roadmap
    assert again is not None
    same = next(other for other in again.steps if other.measure == step.measure)
    assert same.one_off_wan == Decimal("1.5")
    assert again.cost.total_wan < first.cost.total_wan


def test_limits_that_make_no_sense_are_said_beside_the_field(make_window: MakeWindow, qtbot: QtBot) -> None:
    """A budget that is no number starts no plan and marks the field."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.open_page("roadmap")
    page = window.page("roadmap")
    assert isinstance(page, RoadmapPage)
    page.talk.budget.setText("很多")
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert page.talk.budget.property("wrong") is True
    qtbot.waitUntil(tasks.idle)
    assert window.session.roadmap is None
    page.talk.budget.setText("30，50，20")
    limits = page.talk.limits()
    assert limits is not None
    assert limits.budget_wan == (Decimal(30), Decimal(50), Decimal(20))
    assert limits.target == TierId("basic")
