"""Sending to a real mail server on this computer."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from reports.mail import (
    Enclosure,
    Letter,
    MailAccount,
    MailSetup,
    Outbox,
    Security,
    draft,
    read_setup,
    send,
    write_setup,
)
from reports.mail.delivery import MailNotEncrypted, MailRefused, MailServerUnreachable
from reports.mail.draft import NotAnAddress
from reports.mail.outbox import NoSuchLetter
from reports.mail.setup import NotAMailServer
from tests.reports.mail.server import Server, free_port, mail_server
from tests.reports.papers import NOW

# The test's server does not see that its whole connection is TLS already, and warns.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture(params=list(Security), ids=lambda security: security.value)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server for each kind of encryption."""
    with mail_server(request.param, tmp_path) as running:
        yield running


def _eml(to: str = "office@example.com") -> bytes:
    return draft(Letter((to,), Enclosure("报告.pdf", b"%PDF-" + bytes(1000)), "2026-2", 1), NOW, "zh").eml


def test_a_letter_arrives_as_it_was_drafted(server: Server) -> None:
    """From the account's address, no longer marked as unsent."""
    send(_eml(), server.account, "密码", server.client)
    (taken,) = server.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("sender@example.com", ["office@example.com"])
    assert isinstance(taken.content, bytes)
    message = message_from_bytes(taken.content, policy=default)
    assert message["X-Unsent"] is None
    assert message["From"] == "sender@example.com"
    assert [part.get_filename() for part in message.walk() if part.get_filename()] == ["报告.pdf"]


def test_a_wrong_password_is_said_to_be_refused(server: Server) -> None:
    """Without the password in the sentence."""
    with pytest.raises(MailRefused) as caught:
        send(_eml(), server.account, "falsch", server.client)
    assert "falsch" not in str(caught.value)
    assert server.taken == []


def test_a_refused_receiver_is_told(server: Server) -> None:
    """With the server's own words."""
    with pytest.raises(MailRefused, match="no such user"):
        send(_eml("refused@example.com"), server.account, "密码", server.client)


def test_a_server_whom_nobody_vouches_for_gets_nothing(server: Server) -> None:
    """Its certificate is not known to this computer."""
    with pytest.raises(MailNotEncrypted):
        send(_eml(), server.account, "密码")
    assert server.taken == []


def test_a_server_without_encryption_gets_nothing() -> None:
    """No password and no letter goes over the wire in the open."""
    controller = Controller(object(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        account = MailAccount("127.0.0.1", controller.port, Security.STARTTLS, "user", "sender@example.com")
        with pytest.raises(MailNotEncrypted):
            send(_eml(), account, "密码")
    finally:
        controller.stop()


def test_a_letter_waits_for_the_network(server: Server, tmp_path: Path) -> None:
    """Queued while nothing answers, sent when something does, and gone from the queue then."""
    outbox = Outbox(tmp_path / "outbox")
    nobody = MailAccount("127.0.0.1", free_port(), server.account.security, "user", "sender@example.com")
    letter = outbox.add(_eml(), nobody, NOW)
    assert outbox.add(_eml(), nobody, NOW) == letter
    ((queued, why),) = outbox.send_waiting(lambda _account: "密码", NOW, context=server.client)
    assert why is not None
    assert "could not be reached" in why.text("en")
    assert queued.to == "office@example.com"
    (kept,) = outbox.waiting()
    assert (kept.since, kept.tried, kept.again) == (NOW, NOW, True)
    assert kept.problem is not None
    assert "连不上" in kept.problem.zh
    outbox.discard(letter)
    outbox.add(_eml(), server.account, NOW)
    ((_, why),) = outbox.send_waiting(lambda _account: "密码", NOW, context=server.client)
    assert why is None
    assert len(server.taken) == 1
    assert outbox.waiting() == ()


def test_what_the_server_refused_waits_for_the_person(server: Server, tmp_path: Path) -> None:
    """A wrong password is not tried again and again; a password that nobody knows is not tried at all."""
    outbox = Outbox(tmp_path / "outbox")
    outbox.add(_eml(), server.account, NOW)
    outbox.send_waiting(lambda _account: None, NOW, context=server.client)
    assert [(letter.tried, letter.again) for letter in outbox.waiting()] == [(None, True)]
    outbox.send_waiting(lambda _account: "falsch", NOW, context=server.client)
    (kept,) = outbox.waiting()
    assert not kept.again
    assert kept.problem is not None
    assert "falsch" not in kept.problem.en


def test_a_discarded_letter_comes_back_until_it_is_forgotten(tmp_path: Path) -> None:
    """Discarded letters are not sent; another start of the program deletes them."""
    outbox = Outbox(tmp_path)
    nobody = MailAccount("127.0.0.1", free_port(), Security.TLS, "user", "sender@example.com")
    letter = outbox.add(_eml(), nobody, NOW)
    outbox.discard(letter)
    assert outbox.waiting() == ()
    assert outbox.send_waiting(lambda _account: "x", NOW) == ()
    outbox.restore(letter)
    assert [queued.id for queued in outbox.waiting()] == [letter]
    with pytest.raises(NoSuchLetter):
        outbox.restore(letter)
    outbox.discard(letter)
    outbox.forget_discarded()
    assert outbox.discarded() == ()
    assert list(tmp_path.iterdir()) == []


def test_the_account_is_kept_without_its_password(tmp_path: Path) -> None:
    """What cannot be an account is refused before anything is written."""
    account = MailAccount("smtp.example.com", 465, Security.TLS, "user", "sender@example.com")
    assert read_setup(tmp_path) == MailSetup()
    write_setup(tmp_path, MailSetup(account, 25))
    assert read_setup(tmp_path) == MailSetup(account, 25)
    with pytest.raises(NotAMailServer):
        write_setup(tmp_path, MailSetup(replace(account, host="smtp example")))
    with pytest.raises(NotAnAddress):
        write_setup(tmp_path, MailSetup(replace(account, sender="nobody")))
    assert read_setup(tmp_path).limit_mb == 25


@pytest.mark.parametrize("garbage", ["", "{", "[]", "null", '{"account": 3, "limit_mb": 1}', "[" * 100_000])
def test_a_damaged_account_is_said_and_kept_aside(garbage: str, tmp_path: Path) -> None:
    """It does not count as none: the old file stays, also when the account is entered again."""
    (tmp_path / "mail.json").write_text(garbage, "utf-8")
    assert read_setup(tmp_path) == MailSetup(damaged=True)
    assert (tmp_path / "mail.json").read_text("utf-8") == garbage
    write_setup(tmp_path, MailSetup(limit_mb=12))
    assert read_setup(tmp_path) == MailSetup(limit_mb=12)
    assert (tmp_path / "mail-damaged.json").read_text("utf-8") == garbage


def test_a_dead_server_is_tried_once_for_all_its_letters(tmp_path: Path) -> None:
    """The others wait without a timeout each."""
    outbox = Outbox(tmp_path)
    nobody = MailAccount("127.0.0.1", free_port(), Security.TLS, "user", "sender@example.com")
    for number in range(3):
        outbox.add(_eml(f"a{number}@example.com"), nobody, NOW)
    reasons = [why.text("en") if why else "" for _, why in outbox.send_waiting(lambda _account: "x", NOW)]
    assert sum("Not tried" in why for why in reasons) == 2
    assert len(outbox.waiting()) == 3


def test_a_queue_with_damaged_entries_still_works(tmp_path: Path) -> None:
    """What cannot be read is left out."""
    outbox = Outbox(tmp_path)
    (tmp_path / f"{'0' * 32}.json").write_text("{", "utf-8")
    (tmp_path / f"{'0' * 32}.eml").write_bytes(b"x")
    (tmp_path / f"{'1' * 32}.json").write_text("{}", "utf-8")
    assert outbox.waiting() == ()


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """With the reason, in the language of the sentence."""
    with pytest.raises(MailServerUnreachable, match="refuses connections") as caught:
        send(_eml(), MailAccount("127.0.0.1", free_port(), Security.TLS, "u", "s@example.com"), "x")
    assert "refused" not in caught.value.text("zh")


_TORN: list[tuple[str, bytes | None]] = [
    (".json", b""),
    (".json", b"\xff\xfe"),
    (".json", b"[" * 5000),
    (".json", b'{"account": null}'),
    (".json", b'{"account": {"host": "a", "port": 1e999, "security": "tls", "user": "", "sender": "a@b.cn"}}'),
    (".json", None),
    (".eml", None),
]


@pytest.mark.parametrize(("ending", "content"), _TORN)
def test_a_damaged_letter_is_told_and_kept(tmp_path: Path, ending: str, content: bytes | None) -> None:
    """Whatever is torn or missing: it is listed with its reason, not sent, and can be discarded and brought back."""
    outbox = Outbox(tmp_path)
    nobody = MailAccount("127.0.0.1", free_port(), Security.TLS, "", "sender@example.com")
    letter, sound = outbox.add(_eml(), nobody, NOW), outbox.add(_eml("b@example.com"), nobody, NOW)
    place = tmp_path / f"{letter}{ending}"
    if content is None:
        place.unlink()
    else:
        place.write_bytes(content)
    assert [queued.id for queued in outbox.waiting()] == [sound]
    (broken,) = outbox.damaged()
    assert (broken.id, broken.to) == (letter, "" if ending == ".eml" else "office@example.com")
    assert place.name in broken.why.text("zh")
    assert {queued.id for queued, _ in outbox.send_waiting(lambda _account: "x", NOW)} == {sound}
    outbox.discard(letter)
    assert outbox.damaged() == ()
    assert [kept.id for kept in outbox.discarded()] == [letter]
    outbox.restore(letter)
    assert [kept.id for kept in outbox.damaged()] == [letter]
    outbox.discard(letter)
    outbox.forget_discarded()
    assert (outbox.damaged(), outbox.discarded()) == ((), ())
    assert not list(tmp_path.glob(f"{letter}*"))


def test_letters_of_two_clocks_are_listed_together(tmp_path: Path) -> None:
    """A time without a zone, as another hand writes it, makes a letter damaged and stops no other."""
    outbox = Outbox(tmp_path)
    nobody = MailAccount("127.0.0.1", free_port(), Security.TLS, "", "sender@example.com")
    letter, sound = outbox.add(_eml(), nobody, NOW), outbox.add(_eml("b@example.com"), nobody, NOW)
    entry = tmp_path / f"{letter}.json"
    entry.write_text(
        entry.read_text("utf-8").replace(NOW.isoformat(timespec="seconds"), "2026-11-30T10:00:00"), "utf-8"
    )
    assert [queued.id for queued in outbox.waiting()] == [sound]
    assert [broken.id for broken in outbox.damaged()] == [letter]


def test_the_same_letter_written_again_heals_a_damaged_one(tmp_path: Path) -> None:
    """What was torn is written anew and waits again."""
    outbox = Outbox(tmp_path)
    nobody = MailAccount("127.0.0.1", free_port(), Security.TLS, "", "sender@example.com")
    letter = outbox.add(_eml(), nobody, NOW)
    (tmp_path / f"{letter}.json").write_bytes(b"{")
    assert outbox.add(_eml(), nobody, NOW) == letter
    assert [queued.id for queued in outbox.waiting()] == [letter]
    assert outbox.damaged() == ()
