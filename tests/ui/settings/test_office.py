"""An office as its own authority, by files and buttons: key, request, certificate, revocation, list."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pytestqt.qtbot import QtBot

from reports.identity import load_identity
from reports.identity.authority import make_office, make_request
from reports.verification import TrustedCertificate
from tests.ui.conftest import Dialogs, MakeWindow
from tests.ui.report.test_page import press
from tests.ui.settings.test_settings import settings
from ui import tasks
from ui.main_window import MainWindow
from ui.review.page import InboxPage

SECRET = "four quiet unrelated words"
Picture = Callable[[MainWindow, str], Path]


def test_the_office_card_is_for_offices(window: MainWindow) -> None:
    """Nobody else sees it."""
    page = settings(window)
    assert not page.office.isVisible()
    page.choose("office")
    assert page.office.isVisible()
    page.choose("manager")
    assert not page.office.isVisible()


def test_an_office_makes_its_key_issues_and_revokes(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, picture: Picture
) -> None:
    """Who asks is shown before anything is issued; the list names every revocation; the certificate signs until then."""
    window = make_window(spoken="zh")
    page = settings(window)
    page.choose("office")
    office = page.office
    press(qtbot, office.new.button)
    office.fresh.name.setText("评审专用")
    office.fresh.organisation.setText("市工信局")
    office.fresh.secret.setText(SECRET)
    office.fresh.again.setText(SECRET)
    dialogs.answers = [tmp_path / "office.p12", tmp_path / "copy.p12"]
    press(qtbot, office.fresh.make_button)
    qtbot.waitUntil(lambda: "office.pem" in office.told and tasks.idle())
    assert load_identity(tmp_path / "copy.p12", SECRET).facts.name == "评审专用"
    assert office.fresh.secret.text() == ""

    asked = make_request("李评审", "区工信局", "waiting")
    (tmp_path / "li.csr").write_bytes(asked.request)
    assert not office.issue.isEnabled()
    dialogs.answers = [tmp_path / "li.csr"]
    press(qtbot, office.choose_request)
    assert "李评审" in office.asked
    assert "区工信局" in office.asked
    picture(window, "settings-office")
    dialogs.answers = [tmp_path / "li.pem"]
    press(qtbot, office.issue)
    qtbot.waitUntil(lambda: len(office.issued) == 1 and tasks.idle())
    assert office.asked == ""
    assert office.issued[0].facts.issued_by == "评审专用"

    serial = office.issued[0].serial
    press(qtbot, office.revoke_buttons[serial])
    assert office.issued[0].revoked_at is not None
    dialogs.answers = [tmp_path / "office.crl"]
    press(qtbot, office.write_list)
    assert [revocation.serial_number for revocation in _listed(tmp_path)] == [serial]
    press(qtbot, office.revoke_buttons[serial])
    dialogs.answers = [tmp_path / "office.crl"]
    press(qtbot, office.write_list)
    assert _listed(tmp_path) == []
    window.open_page("help")
    assert office.passphrase.text() == "", "the passphrase is forgotten when nobody looks"


def _listed(folder: Path) -> list[x509.RevokedCertificate]:
    return list(x509.load_pem_x509_crl((folder / "office.crl").read_bytes()))


def test_a_file_that_is_no_request_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs) -> None:
    """In the bar, with nothing to issue afterwards."""
    page = settings(window)
    page.choose("office")
    (tmp_path / "li.csr").write_bytes(b"hello")
    dialogs.answers = [tmp_path / "li.csr"]
    press(qtbot, page.office.choose_request)
    qtbot.waitUntil(window.banner.isVisible)
    assert "li.csr" in window.banner.text
    assert not page.office.issue.isEnabled()


@pytest.mark.parametrize("same", [True, False])
def test_a_certificate_is_trusted_only_after_its_code_was_shown(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs, *, same: bool
) -> None:
    """Choosing the file trusts nobody yet: the code stands there to be compared, and the person says whether it is the same."""
    office = make_office("评审专用", "市工信局", datetime.now().astimezone())
    (tmp_path / "office.pem").write_bytes(office.certificate.public_bytes(Encoding.PEM))
    window = make_window(spoken="zh")
    window.open_page("inbox")
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(tasks.idle)

    def certificates() -> tuple[TrustedCertificate, ...]:
        return page.trusted.certificates

    dialogs.answers = [tmp_path / "office.pem"]
    press(qtbot, page.trusted.add_button)
    assert certificates() == ()
    assert office.facts.telephone_code in page.trusted.asked
    page.trusted.called.setText("打市局总机找到李科长")
    press(qtbot, page.trusted.same if same else page.trusted.other)
    assert len(certificates()) == same
    assert page.trusted.asked == ""
    if same:
        assert certificates()[0].note == "打市局总机找到李科长"
        mark = certificates()[0].facts.fingerprint
        press(qtbot, page.trusted.remove_buttons[mark])
        assert certificates() == ()
        press(qtbot, page.trusted.undo)
        assert [certificate.facts.fingerprint for certificate in certificates()] == [mark]
