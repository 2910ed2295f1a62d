"""Keys, seals, tokens, offices and trust through the window alone."""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pytestqt.qtbot import QtBot

from models.errors import ApplicationError
from models.language import Sentence
from reports.identity import load_identity, make_identity, save_identity
from reports.identity.authority import issue, make_office, revocation_list
from tests.reports.identity.software_token import PIN, software_token
from tests.ui.conftest import MakeWindow
from ui import tasks
from ui.report.signing.signer import Signer
from ui.review.page import InboxPage

SECRET = "four quiet unrelated words"


class _Heard:
    """What a signer said."""

    def __init__(self) -> None:
        self.failures: list[ApplicationError | Sentence] = []
        self.lines: list[Sentence] = []


@pytest.fixture
def heard() -> _Heard:
    """Collects what is said."""
    return _Heard()


@pytest.fixture
def signer(qtbot: QtBot, heard: _Heard) -> Signer:
    """The panel alone."""
    panel = Signer(heard.failures.append, heard.lines.append)
    qtbot.addWidget(panel)
    return panel


def test_a_new_key_comes_with_a_copy_that_was_read_back(signer: Signer, qtbot: QtBot, tmp_path: Path) -> None:
    """Both files open with the passphrase and hold the same certificate; RSA-3072 is to be had."""
    signer.name.setText("陈志远")
    signer.organisation.setText("宏达")
    signer.new_passphrase.setText(SECRET)
    signer.new.kind.setCurrentIndex(signer.new.kind.findData("rsa3072"))
    signer.make_identity_at(tmp_path / "key.p12", tmp_path / "copy.p12")
    qtbot.waitUntil(lambda: signer.ready and tasks.idle())
    first, other = (load_identity(tmp_path / name, SECRET) for name in ("key.p12", "copy.p12"))
    assert first.certificate == other.certificate
    assert first.certificate.public_key().key_size == 3072  # type: ignore[union-attr]
    signer.try_key()
    qtbot.waitUntil(lambda: not signer._tried.isHidden())
    assert signer.chosen().key == tmp_path / "key.p12"


def test_an_office_is_asked_and_its_certificate_taken_in(
    signer: Signer, heard: _Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    """The waiting key stays here; request and answer travel as files."""
    now = datetime.now().astimezone()
    signer.name.setText("李评审")
    signer.organisation.setText("市工信局")
    signer.new_passphrase.setText(SECRET)
    signer.new.request_at(tmp_path / "li.csr")
    qtbot.waitUntil(lambda: bool(heard.lines) and tasks.idle())
    office = make_office("评审专用", "市工信局", now)
    (tmp_path / "li.pem").write_bytes(issue((tmp_path / "li.csr").read_bytes(), "li.csr", office, now))
    signer.new.take_in(tmp_path / "li.pem", tmp_path / "li.key", tmp_path / "li.p12")
    qtbot.waitUntil(lambda: signer.ready and tasks.idle())
    assert load_identity(tmp_path / "li.p12", SECRET).facts.issued_by == "评审专用"


def test_a_token_is_listed_and_signs(signer: Signer, qtbot: QtBot) -> None:
    """Choosing the maker's library lists what is plugged in; the passphrase becomes a PIN."""
    signer.key_file.setText(str(software_token()))
    qtbot.waitUntil(lambda: signer.token.count() == 2 and tasks.idle())
    signer.token.setCurrentText("Zhijie")
    signer.passphrase.setText(PIN)
    with signer.chosen().opened(datetime.now().astimezone(), "zh") as pen:
        assert pen.identity.facts.name == "张伟"


def test_a_missing_token_is_told_with_its_reason(signer: Signer, qtbot: QtBot, tmp_path: Path) -> None:
    """A file that is no library of a token says so at once, beside the field."""
    library = tmp_path / "token.so"
    library.write_bytes(b"none")
    signer.key_file.setText(str(library))
    qtbot.waitUntil(lambda: "token.so" in signer.tried and tasks.idle())


def test_a_key_file_is_tried_when_its_passphrase_was_typed(signer: Signer, qtbot: QtBot, tmp_path: Path) -> None:
    """Whose it is and for how many days, or that the passphrase is wrong; a token is never tried unasked."""
    now = datetime.now().astimezone()
    save_identity(make_identity("陈志远", "宏达", now), tmp_path / "key.p12", SECRET)
    signer.key_file.setText(str(tmp_path / "key.p12"))
    signer.passphrase.setText("wrong")
    signer.passphrase.editingFinished.emit()
    qtbot.waitUntil(lambda: signer.tried != "" and tasks.idle())
    assert "key.p12" in signer.tried
    signer.passphrase.setText(SECRET)
    signer.passphrase.editingFinished.emit()
    qtbot.waitUntil(lambda: "陈志远" in signer.tried and tasks.idle())
    signer.by_token.setChecked(True)
    signer.key_file.setText(str(software_token()))
    qtbot.waitUntil(lambda: signer.token.count() == 2 and tasks.idle())
    signer.passphrase.setText("0000")
    signer.passphrase.editingFinished.emit()
    assert tasks.idle()


def test_a_seal_becomes_part_of_the_signature(signer: Signer, tmp_path: Path) -> None:
    """The picture is read when it is signed with, and none is needed."""
    now = datetime.now().astimezone()
    save_identity(make_identity("陈志远", "宏达", now), tmp_path / "key.p12", SECRET)
    signer.key_file.setText(str(tmp_path / "key.p12"))
    signer.passphrase.setText(SECRET)
    with signer.chosen().opened(now, "zh") as pen:
        assert pen.options.seal is None
    Image.new("RGB", (40, 40), "red").save(tmp_path / "seal.png")
    signer.seal.setText(str(tmp_path / "seal.png"))
    with signer.chosen().opened(now, "zh") as pen:
        assert pen.options.seal == (tmp_path / "seal.png").read_bytes()


def test_a_new_key_is_confirmed_by_the_earlier_one(
    make_window: MakeWindow, signer: Signer, heard: _Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    """Made beside the new key; whoever trusts the earlier key takes it in by file, without a call."""
    now = datetime.now().astimezone()
    earlier = make_identity("陈志远", "宏达", now)
    save_identity(earlier, tmp_path / "old.p12", SECRET)
    (tmp_path / "old.pem").write_bytes(earlier.certificate.public_bytes(Encoding.PEM))
    signer.name.setText("陈志远")
    signer.organisation.setText("宏达智能")
    signer.new_passphrase.setText(SECRET)
    signer.new.earlier.setText(str(tmp_path / "old.p12"))
    signer.new.earlier_secret.setText("wrong")
    signer.make_identity_at(tmp_path / "new.p12")
    qtbot.waitUntil(lambda: bool(heard.failures) and tasks.idle())
    assert not (tmp_path / "new.p12").exists(), "where the earlier key does not open, nothing is written"
    signer.new.earlier_secret.setText(SECRET)
    signer.make_identity_at(tmp_path / "new.p12")
    qtbot.waitUntil(lambda: signer.ready and tasks.idle())
    assert "new.succession.json" in heard.lines[-1].text("en")
    window = make_window(spoken="en")
    window.open_page("inbox")
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: window.session.workspace is not None and tasks.idle())
    page.trusted.ask(tmp_path / "old.pem")
    qtbot.waitUntil(lambda: page.trusted.asked != "" and tasks.idle())
    page.trusted.same.click()
    qtbot.waitUntil(lambda: len(page.trusted.certificates) == 1 and tasks.idle())
    page.trusted.ask(tmp_path / "new.succession.json")
    qtbot.waitUntil(lambda: len(page.trusted.certificates) == 2 and tasks.idle())
    assert page.trusted.done.startswith("The new key of 陈志远 is trusted")
    page.trusted.remove(earlier.facts.fingerprint)
    qtbot.waitUntil(lambda: page.trusted.certificates == () and tasks.idle())
    page.trusted.undo.click()
    qtbot.waitUntil(lambda: len(page.trusted.certificates) == 2 and tasks.idle())


def test_trust_is_added_shown_revoked_and_taken_away_by_file(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """Certificates and revocation lists come as files; removing needs no file."""
    now = datetime.now().astimezone()
    office = make_office("评审专用", "市工信局", now)
    (tmp_path / "office.pem").write_bytes(office.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "office.crl").write_bytes(revocation_list(office, {5: now}, now))
    save_identity(make_identity("a", "b", now), tmp_path / "a.p12", SECRET)
    window = make_window(spoken="zh")
    window.open_page("inbox")
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: window.session.workspace is not None and tasks.idle())
    page.trusted.ask(tmp_path / "office.pem")
    qtbot.waitUntil(lambda: page.trusted.asked != "" and tasks.idle())
    page.trusted.same.click()
    qtbot.waitUntil(lambda: len(page.trusted.certificates) == 1 and tasks.idle())
    assert page.trusted.certificates[0].is_office
    page.trusted.add_list(tmp_path / "office.crl")
    qtbot.waitUntil(lambda: "1" in page.trusted.done and tasks.idle())
    page.trusted.remove(page.trusted.certificates[0].facts.fingerprint)
    qtbot.waitUntil(lambda: page.trusted.certificates == () and tasks.idle())
