"""Sending, the outbox and the mail account on the command line."""

import json
import socket
from pathlib import Path

from tests.ui.command_line.conftest import Journey, call


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_kept_account_sends_and_the_letter_waits_with_its_reason(journey: Journey, tmp_path: Path) -> None:
    """`mail --send` uses the account of `mail-account`; the outbox says since when and why a letter waits."""
    data = ("--data", tmp_path / "data")
    secret = tmp_path / "secret.txt"
    secret.write_text("x\n", "utf-8")
    words = ("mail", journey.report, "--to", "office@example.cn", "-o", tmp_path / "a.eml", "--send", *data)
    assert call(*words).code == 2
    kept = call(
        "mail-account", "keep", "--smtp", f"127.0.0.1:{_closed_port()}", "--from", "me@example.cn", "--limit-mb", "20",
        "--passphrase-file", secret, "--json", *data,
    )  # fmt: skip
    assert (kept.value["account"]["from"], kept.value["limit_mb"]) == ("me@example.cn", 20)
    assert "x\n" not in (tmp_path / "data" / "mail.json").read_text("utf-8")
    assert call(*words, "--passphrase-file", secret).code == 1
    (waiting,) = call("outbox", "--json", *data).value
    assert waiting["since"]
    assert "could not be reached" in call("--lang", "en", "outbox", *data).out
    forgotten = call("mail-account", "forget", "--json", *data).value
    assert (forgotten["account"], forgotten["limit_mb"]) == (None, 20)


def test_a_waiting_letter_is_discarded_and_brought_back(journey: Journey, tmp_path: Path) -> None:
    """By the beginning of its id, as the list shows it; an id that is not there changes nothing."""
    data = ("--data", tmp_path / "data")
    secret = tmp_path / "secret.txt"
    secret.write_text("x\n", "utf-8")
    call(
        "mail", journey.report, "--to", "office@example.cn", "--from", "me@example.cn", "-o", tmp_path / "a.eml",
        "--smtp", f"127.0.0.1:{_closed_port()}", "--passphrase-file", secret, *data,
    )  # fmt: skip
    (waiting,) = call("outbox", "--json", *data).value
    assert call("outbox", "discard", "ffff", *data).code == 1
    assert call("outbox", "discard", waiting["id"][:8], *data).code == 0
    assert call("outbox", "--json", *data).value == []
    assert call("outbox", "restore", waiting["id"][:8], *data).code == 0
    assert [letter["id"] for letter in call("outbox", "--json", *data).value] == [waiting["id"]]


def test_a_damaged_letter_is_listed_not_sent_and_can_be_discarded(journey: Journey, tmp_path: Path) -> None:
    """Its line says what cannot be read, and the exit code is 1 until somebody has decided."""
    data = ("--data", tmp_path / "data")
    secret = tmp_path / "secret.txt"
    secret.write_text("x\n", "utf-8")
    call(
        "mail", journey.report, "--to", "office@example.cn", "--from", "me@example.cn", "-o", tmp_path / "a.eml",
        "--smtp", f"127.0.0.1:{_closed_port()}", "--passphrase-file", secret, *data,
    )  # fmt: skip
    (entry,) = (tmp_path / "data" / "outbox").glob("*.json")
    entry.write_bytes(b'{"account"')
    listed = call("outbox", "--json", *data)
    assert (listed.code, [letter["damaged"] for letter in listed.value]) == (1, [True])
    said = call("--lang", "en", "outbox", *data)
    assert (said.code, entry.name in said.out, "office@example.cn" in said.out) == (1, True, True)
    sent = call("--lang", "en", "outbox", "send", *data)
    assert (sent.code, entry.name in sent.out) == (1, True)
    assert call("outbox", "discard", entry.stem[:8], *data).code == 0
    assert call("outbox", "--json", *data).code == 0
    assert call("outbox", "restore", entry.stem[:8], *data).code == 1
    assert call("outbox", *data).code == 1


def test_the_kept_limit_holds_for_drafts(journey: Journey, tmp_path: Path) -> None:
    """Evidence that does not fit into the kept limit lies beside the draft."""
    data = ("--data", tmp_path / "data")
    call("mail-account", "keep", "--limit-mb", "2", *data)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(bytes(1_500_000))
    draft = tmp_path / "a.eml"
    said = call("mail", journey.report, "--to", "a@example.cn", "-o", draft, "--evidence", photo, *data)
    assert said.code == 0
    assert (tmp_path / "report-evidence.zip").exists()
    assert json.loads(call("mail-account", "--json", *data).out)["limit_mb"] == 2


def test_an_evidence_archive_is_compared_with_its_report(journey: Journey, tmp_path: Path) -> None:
    """What the report names and the archive lacks is said, with exit code 1; a stranger's file is no archive."""
    data = ("--data", tmp_path / "data")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(bytes(1_500_000))
    call("mail-account", "keep", "--limit-mb", "2", *data)
    call("mail", journey.report, "--to", "a@example.cn", "-o", tmp_path / "a.eml", "--evidence", photo, *data)
    said = call("evidence", journey.report, tmp_path / "report-evidence.zip", "--json", *data)
    assert said.code == 1
    assert said.value["for_this_report"] is True
    assert said.value["strange"] == ["photo.jpg"]
    assert said.value["missing"]
    assert call("evidence", journey.report, photo, *data).code == 2
    assert call("evidence", photo, tmp_path / "report-evidence.zip", *data).code == 1
