"""The inbox of the window remembers: rows after a restart, the dossier of a row, its state as the work goes on."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from models.exchange.states import DossierState
from models.review import FindingKind
from models.workspace import Settings
from reports.verification import VerdictKind
from tests.reports.exchange_papers import signed_report
from tests.ui.conftest import MakeWindow
from tests.ui.looking import there
from tests.ui.report.test_page import SECRET
from tests.ui.review.test_inbox import assessor_key, check, inbox
from ui import tasks
from ui.main_window import MainWindow
from ui.review.page import InboxPage

Picture = Callable[[MainWindow, str], Path]


def _office(make_window: MakeWindow, qtbot: QtBot, folder: Path, spoken: str = "zh") -> tuple[MainWindow, InboxPage]:
    window = make_window(folder, spoken="en" if spoken == "en" else "zh")
    window.session.save_settings(Settings(role="assessor", person="李评"))
    page = inbox(window, qtbot)
    return window, page


def test_what_was_checked_is_there_after_a_restart(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Sixteen files checked, sixteen rows after the program began again; a row shows its verdict and its dossier."""
    paths = []
    for number in range(4):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(signed_report(case_id=f"{number}" * 32, number=f"2026-{number}"))
    paths.append(tmp_path / "later.pdf")
    paths[-1].write_bytes(signed_report(2, case_id="0" * 32, number="2026-0", scenarios__SC10__status="full"))
    window, page = _office(make_window, qtbot, tmp_path / "data")
    check(page, qtbot, *paths)
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 4)
    assert window.close()

    again, page = _office(make_window, qtbot, tmp_path / "data")
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 4)
    page.kept.newest.setChecked(False)
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 5)
    page.kept.search.setText("later")
    page.kept.search.textEdited.emit("later")
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 1)
    page.kept.table.selectRow(0)
    qtbot.waitUntil(lambda: page.dossier.now is not None and tasks.idle())
    assert page.card.isVisible()
    assert there(page.dossier.now).changed_answers == ("scenarios.SC10.status",)
    picture(again, "inbox-kept-zh")
    again.session.save_settings(Settings("en", role="assessor", person="李评"))


def test_a_dossier_goes_through_its_states(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """Assigned with a date, answered by a signed reply, closed, opened again: each is kept and shown."""
    (tmp_path / "one.pdf").write_bytes(signed_report())
    window, page = _office(make_window, qtbot, tmp_path / "data", "en")
    check(page, qtbot, tmp_path / "one.pdf")
    qtbot.waitUntil(lambda: page.kept.model.rowCount() == 1)
    page.kept.table.selectRow(0)
    qtbot.waitUntil(lambda: page.dossier.now is not None and tasks.idle())
    assert page.verdicts[0].kind is VerdictKind.UNTRUSTED
    page.dossier.assigned.setText("李评")
    page.dossier.due.setText("2027/3/31")
    page.dossier.due.editingFinished.emit()
    qtbot.waitUntil(lambda: there(page.dossier.now).row.due_on == "2027-03-31")
    picture(window, "inbox-dossier-en")
    page.remarks.set_finding("basic.BR1", FindingKind.DOUBTFUL, "please prove")
    page.remarks.conclusion.setPlainText("nearly")
    page.reply.signer.key_file.setText(str(assessor_key(tmp_path)))
    page.reply.signer.passphrase.setText(SECRET)
    page.reply.sign_to(tmp_path / "reply.pdf")
    qtbot.waitUntil(lambda: there(page.dossier.now).row.state is DossierState.WAITING)
    page.dossier.close_or_open.click()
    qtbot.waitUntil(lambda: there(page.dossier.now).row.state is DossierState.CLOSED)
    page.dossier.close_or_open.click()
    qtbot.waitUntil(lambda: there(page.dossier.now).row.state is DossierState.WAITING)
    qtbot.waitUntil(tasks.idle)
