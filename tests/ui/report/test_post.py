"""Mail through the window: drafts first, an account for those who want one, and an outbox that asks for nothing."""

import hashlib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from reports.acts.signed_file import SignedFile
from reports.mail import PasswordStore, Security
from tests.reports import papers
from tests.reports.mail.server import PASSWORD, Server, free_port, mail_server
from tests.reports.mail.test_passwords import Memory
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, there
from tests.ui.report.test_page import press
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.report.mailing.waiting import OutboxCard
from ui.report.page import ReportPage
from ui.settings.page import SettingsPage

# The test's server does not see that its whole connection is TLS already, and warns.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
Picture = Callable[[MainWindow, str], Path]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mail server that this computer believes."""
    with mail_server(Security.TLS, tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running


def keep_account(window: MainWindow, qtbot: QtBot, port: int, password: str) -> SettingsPage:
    """Enters an account on the settings page and keeps it by its button."""
    window.open_page("settings", "mail")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: window.session.post.setup is not None and tasks.idle())
    card = page.mail
    card.address.setText("sender@example.com")
    card.host.setText("127.0.0.1")
    card.port.show_number(port)
    card.user.setText("user")
    card.password.setText(password)
    press(qtbot, card.keep)
    qtbot.waitUntil(lambda: card.told != "" and tasks.idle())
    assert card.password.text() == ""
    return page


def signed_report(window: MainWindow, qtbot: QtBot) -> ReportPage:
    """The report page with a signed report of ours to send."""
    if window.session.assessment is None:
        open_sample(window, qtbot)
    window.open_page("report")
    page = window.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(tasks.idle)
    signed = papers.report().signed
    page.paper.offer(SignedFile(Path("report.pdf"), signed, papers.verdict(signed)))
    page.acts.letter.address.setText("office@example.com")
    qtbot.waitUntil(lambda: window.session.post.setup is not None and tasks.idle())
    return page


def said(card: OutboxCard) -> str:
    """Everything that the outbox says."""
    return " ".join(label.text() for label in living(card, QLabel))


def test_a_letter_is_sent_from_here_with_the_kept_password(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, server: Server, picture: Picture
) -> None:
    """Account entered, password in the key store and nowhere on the disk, letter taken by the server as it was drafted."""
    window = make_window(spoken="zh")
    window.session.post.passwords = PasswordStore(Memory())
    page = keep_account(window, qtbot, server.account.port, PASSWORD)
    assert "密钥库" in page.mail.told
    picture(window, "settings-mail")
    assert not any(PASSWORD.encode() in path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    card = signed_report(window, qtbot).acts.letter
    assert not card.password.isVisible()
    press(qtbot, card.send)
    qtbot.waitUntil(lambda: server.taken != [] and tasks.idle())
    assert "已发送" in card.told
    assert server.taken[0].rcpt_tos == ["office@example.com"]
    assert window.session.post.waiting == ()


def test_without_a_key_store_the_password_is_asked_each_time(
    make_window: MakeWindow, qtbot: QtBot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card says that it was not kept; a letter goes out with the password that was typed for it, and only with it."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    window = make_window()
    page = keep_account(window, qtbot, server.account.port, PASSWORD)
    assert "no key store" in page.mail.told
    card = signed_report(window, qtbot).acts.letter
    assert card.password.isVisible()
    assert not card.send.isEnabled()
    card.password.setText(PASSWORD)
    press(qtbot, card.send)
    qtbot.waitUntil(lambda: len(server.taken) == 1 and tasks.idle())
    assert card.password.text() == ""
    assert not card.send.isEnabled()


def test_a_letter_waits_for_the_network_and_goes_by_itself(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox says since when it waits and why; when the server can be reached again it is sent without a question."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.session.post.passwords = PasswordStore(Memory())
    port = free_port()
    keep_account(window, qtbot, port, PASSWORD)
    page = signed_report(window, qtbot)
    card, box = page.acts.letter, page.waiting
    press(qtbot, card.send)
    qtbot.waitUntil(lambda: len(window.session.post.waiting) == 1 and tasks.idle())
    assert "发件箱" in card.told
    assert "连不上邮件服务器" in said(box)
    assert "office@example.com" in said(box)
    assert not window.banner.isVisible(), "nothing nags"
    assert window.session.post.timer.isActive()
    picture(window, "report-outbox")
    with mail_server(Security.TLS, tmp_path, port) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        window.session.post.timer.timeout.emit()
        qtbot.waitUntil(lambda: window.session.post.waiting == () and tasks.idle())
        assert len(server.taken) == 1
    assert not box.isVisible()
    assert not window.session.post.timer.isActive()


def test_a_damaged_letter_is_shown_and_can_be_discarded(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """The outbox names the file that cannot be read; nothing disappears without a word."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    window.session.post.passwords = PasswordStore(Memory())
    keep_account(window, qtbot, free_port(), PASSWORD)
    page = signed_report(window, qtbot)
    box = page.waiting
    press(qtbot, page.acts.letter.send)
    qtbot.waitUntil(lambda: len(window.session.post.waiting) == 1 and tasks.idle())
    (entry,) = (tmp_path / "data" / "outbox").glob("*.json")
    entry.write_bytes(b"")
    window.session.post.reload()
    qtbot.waitUntil(lambda: window.session.post.damaged != () and tasks.idle())
    assert entry.name in said(box)
    picture(window, "report-outbox-damaged")
    press(qtbot, box.discard_buttons[entry.stem])
    qtbot.waitUntil(lambda: window.session.post.damaged == () and tasks.idle())
    press(qtbot, box.restore_buttons[entry.stem])
    qtbot.waitUntil(lambda: window.session.post.damaged != () and tasks.idle())


def test_a_refused_letter_is_not_tried_again_by_itself(make_window: MakeWindow, qtbot: QtBot, server: Server) -> None:
    """A wrong password waits for the person: trying it again and again would lock the account."""
    window = make_window()
    window.session.post.passwords = PasswordStore(Memory())
    keep_account(window, qtbot, server.account.port, "falsch")
    page = signed_report(window, qtbot)
    card, box = page.acts.letter, page.waiting
    press(qtbot, card.send)
    qtbot.waitUntil(lambda: len(window.session.post.waiting) == 1 and tasks.idle())
    assert not window.session.post.timer.isActive()
    assert "rejected the letter" in said(box)
    keep_account(window, qtbot, server.account.port, PASSWORD)
    window.open_page("report")
    press(qtbot, box.send_buttons[window.session.post.waiting[0].id])
    qtbot.waitUntil(lambda: len(server.taken) == 1 and tasks.idle())


def test_a_discarded_letter_is_brought_back(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """By the button beside it; after the program was closed it is gone for good, and a waiting one is still there."""
    window = make_window(tmp_path / "data")
    window.session.post.passwords = PasswordStore(Memory())
    keep_account(window, qtbot, free_port(), PASSWORD)
    page = signed_report(window, qtbot)
    card, box = page.acts.letter, page.waiting
    for receiver in ("one@example.com", "two@example.com"):
        card.address.setText(receiver)
        press(qtbot, card.send)
        qtbot.waitUntil(lambda: not window.session.post.busy and tasks.idle())
    post = window.session.post
    first = post.waiting[0].id
    press(qtbot, box.discard_buttons[first])
    assert [letter.id for letter in post.discarded] == [first]
    press(qtbot, box.restore_buttons[first])
    assert len(post.waiting) == 2
    press(qtbot, box.discard_buttons[first])
    assert window.close()
    again = make_window(tmp_path / "data")
    qtbot.waitUntil(lambda: len(again.session.post.waiting) == 1 and tasks.idle())
    assert again.session.post.discarded == ()


def test_evidence_that_does_not_fit_goes_beside_the_letter(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the limit it is attached; else it is written as a file whose digest stands in the letter."""
    window = make_window()
    open_sample(window, qtbot)
    window.session.post.passwords = PasswordStore(Memory())
    settings = keep_account(window, qtbot, server.account.port, PASSWORD)
    (tmp_path / "photo.jpg").write_bytes(bytes(1_500_000))
    window.session.filing.attach(AnswerId("scenarios.SC10.evidence"), (tmp_path / "photo.jpg",))
    qtbot.waitUntil(tasks.idle)
    card = signed_report(window, qtbot).acts.letter
    card.evidence.setChecked(True)
    card.draft_to(tmp_path / "fits.eml")
    qtbot.waitUntil(lambda: (tmp_path / "fits.eml").exists() and tasks.idle())
    letter = message_from_bytes((tmp_path / "fits.eml").read_bytes(), policy=policy.default)
    assert len(list(letter.iter_attachments())) == 2
    settings.mail.limit.setText("２ MB")
    settings.mail.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: there(window.session.post.setup).limit_mb == 2 and tasks.idle())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "evidence.zip"), ""))
    press(qtbot, card.send)
    qtbot.waitUntil(lambda: server.taken != [] and tasks.idle())
    content = server.taken[0].content
    assert isinstance(content, bytes)
    sent = message_from_bytes(content, policy=policy.default)
    assert len(list(sent.iter_attachments())) == 1
    assert hashlib.sha256((tmp_path / "evidence.zip").read_bytes()).hexdigest() in there(sent.get_body()).get_content()
    assert "evidence.zip" in card.told
