"""Identities, offices, trust, tokens, timestamps and letters from the command line."""

import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from docx import Document

from tests.reports.identity.software_token import LABEL, PIN, software_token
from tests.ui.command_line.conftest import Journey, call
from tests.ui.looking import there


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A passphrase file."""
    path = tmp_path / "passphrase.txt"
    path.write_text("four unrelated words here\n", encoding="utf-8")
    return path


def _identity(folder: Path, secret: Path, name: str, *more: str | Path) -> Path:
    key = folder / f"{name}.p12"
    said = call("identity", name, "--organisation", "市工信局", "-o", key, "--passphrase-file", secret, *more)
    assert said.code == 0, said.err
    return key


def test_an_office_issues_a_certificate_that_signs_and_can_be_revoked(
    journey: Journey, tmp_path: Path, secret: Path
) -> None:
    """Office, request, issue, import, countersign, trust the office alone, revoke: all by files."""
    again = ("--passphrase-file", secret, "--data", tmp_path / "data")
    office, request, waiting = tmp_path / "office.p12", tmp_path / "li.csr", tmp_path / "li.key"
    answer, key, signed = tmp_path / "li.pem", tmp_path / "li.p12", tmp_path / "signed.pdf"
    office_made = call(
        "certificate", "office", "--name", "评审专用", "--organisation", "市工信局", "-o", office, *again
    )
    assert office_made.code == 0, office_made.err
    named = ("--name", "李评审", "--organisation", "市工信局")
    assert call("certificate", "request", *named, "--key", waiting, "-o", request, *again).code == 0
    issued = call("certificate", "issue", request, "--office", office, "-o", answer, "--years", "1", "--json", *again)
    assert issued.value["issued_by"] == "评审专用"
    assert issued.value["days_left"] in (364, 365)
    assert call("certificate", "import", answer, "--key", waiting, "-o", key, *again).code == 0
    signing = ("--sign", key, "--passphrase-file", secret)
    assert call("countersign", journey.report, "--role", "assessor1", "-o", signed, *signing).code == 0
    trusted = ("--data", tmp_path / "data")
    assert call("trust", "add", journey.folder / "signer.pem", "--note", "电话核对", *trusted).code == 0
    assert call("verify", signed, *trusted).code == 1
    assert call("trust", "add", office.with_suffix(".pem"), *trusted).code == 0
    assert call("verify", signed, "--json", *trusted).value[0]["verdict"] == "valid"
    revoked = tmp_path / "office.crl"
    assert call("certificate", "revoke", answer, "--office", office, "-o", revoked, *again).code == 0
    assert call("trust", "revocations", revoked, *trusted).code == 0
    assert call("verify", signed, "--json", *trusted).value[0]["verdict"] == "untrusted"
    empty = call("certificate", "revoke", "--office", office, "-o", tmp_path / "next.crl", "--json", *again)
    assert empty.value["revoked"] == 1, "a later list keeps what an earlier one revoked"


def test_trust_is_listed_and_taken_away_by_the_telephone_code(journey: Journey, tmp_path: Path) -> None:
    """The list tells the days to the end, and a code is enough to remove."""
    data = ("--data", tmp_path)
    assert call("trust", "--json", *data).value == []
    call("trust", "add", journey.folder / "signer.pem", *data)
    (listed,) = call("trust", "list", "--json", *data).value
    assert listed["days_left"] > 1000
    assert call("trust", "remove", "0000", *data).code == 1
    assert call("trust", "remove", listed["telephone_code"], *data).code == 0
    assert call("trust", "--json", *data).value == []


def test_a_key_file_is_shown_only_after_it_signed_and_an_rsa_key_can_be_made(tmp_path: Path, secret: Path) -> None:
    """RSA-3072 on request; the days to its end are told; a key is never written over."""
    key = _identity(tmp_path, secret, "rsa", "--kind", "rsa3072", "--years", "2")
    (shown,) = call("certificate", "show", key, "--passphrase-file", secret, "--json").value
    assert shown["days_left"] in (729, 730)
    assert call("identity", "x", "--organisation", "y", "-o", key, "--passphrase-file", secret).code == 2, (
        "a key in the way stays"
    )


def test_a_token_signs_from_the_command_line(journey: Journey, tmp_path: Path) -> None:
    """SoftHSM2 stands in for a USB key: listed by its label, signs with its PIN."""
    pin, library = tmp_path / "pin.txt", software_token()
    pin.write_text(PIN, encoding="utf-8")
    assert LABEL in [token["label"] for token in call("tokens", library, "--json").value]
    signed = tmp_path / "signed.pdf"
    words = ("--token-library", library, "--token", LABEL, "--passphrase-file", pin)
    said = call("countersign", journey.report, "--role", "assessor2", "-o", signed, *words)
    assert said.code == 0, said.err
    assert len(call("verify", signed, "--json", "--data", tmp_path).value[0]["signatures"]) == 2


def test_a_missing_token_library_is_named(tmp_path: Path) -> None:
    """The reason is told, not only that there is none."""
    said = call("--lang", "en", "tokens", tmp_path / "none.so")
    assert (said.code, "no such file" in said.err) == (2, True)


def test_a_verdict_is_saved_as_a_signed_note(journey: Journey, tmp_path: Path, secret: Path) -> None:
    """The note is one of ours and verifies by itself."""
    key, note = _identity(tmp_path, secret, "赵核验"), tmp_path / "note.pdf"
    data = ("--data", tmp_path)
    call("verify", journey.report, "--note", note, "--sign", key, "--passphrase-file", secret, *data)
    call("trust", "add", key.with_suffix(".pem"), *data)
    assert call("verify", note, "--json", *data).value[0]["verdict"] == "valid"


def test_a_timestamp_travels_by_file(journey: Journey, tmp_path: Path) -> None:
    """The request is a file that a service's own tools read; an answer that does not belong is refused."""
    request, out = tmp_path / "request.tsq", tmp_path / "stamped.pdf"
    assert call("timestamp", journey.report, "-o", request).code == 0
    shown = subprocess.run(
        ["openssl", "ts", "-query", "-in", request, "-text"], capture_output=True, text=True, check=True
    )
    assert "sha256" in shown.stdout
    assert call("timestamp", journey.report, "--answer", request, "-o", out).code != 0
    assert not out.exists()


def test_evidence_that_does_not_fit_lies_beside_the_letter(journey: Journey, tmp_path: Path) -> None:
    """The letter keeps under the limit and names the archive's SHA-256."""
    import hashlib
    import random

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(random.Random(1).randbytes(3_000_000))
    draft = tmp_path / "draft.eml"
    words = ("mail", journey.report, "--to", "a@example.cn", "-o", draft, "--evidence", photo)
    assert call(*words, "--limit-mb", "2").code == 0
    archive = tmp_path / "report-evidence.zip"
    letter = message_from_bytes(draft.read_bytes(), policy=default)
    assert draft.stat().st_size < 2_000_000
    assert hashlib.sha256(archive.read_bytes()).hexdigest() in there(letter.get_body()).get_content()
    assert call(*words).code == 0
    names = [part.get_filename() for part in message_from_bytes(draft.read_bytes(), policy=default).walk()]
    assert "report-evidence.zip" in names


def test_a_letter_waits_while_the_server_is_away(journey: Journey, tmp_path: Path, secret: Path) -> None:
    """Nothing is lost without a network: the letter is listed, and sending tries again."""
    data = ("--data", tmp_path / "data")
    said = call(
        "mail", journey.report, "--to", "a@example.cn", "--from", "b@example.cn", "-o", tmp_path / "d.eml",
        "--smtp", "127.0.0.1:9", "--passphrase-file", secret, *data,
    )  # fmt: skip
    assert said.code == 1
    assert [letter["host"] for letter in call("outbox", "--json", *data).value] == ["127.0.0.1"]
    assert call("outbox", "send", "--json", "--passphrase-file", secret, *data).value[0]["sent"] is False


def test_a_text_longer_than_the_field_of_the_form_is_marked(journey: Journey, tmp_path: Path) -> None:
    """The lengths of the form before the person are given with `--form-limit`; nonsense is refused with a sentence."""
    case, out, texts = journey.folder / "case.json", tmp_path / "r.pdf", tmp_path / "r.docx"
    said = call("--lang", "zh", "report", case, "-o", out, "--docx", texts, "--form-limit", "problem=5")
    assert said.code == 0, said.err
    assert "字段限 5 字" in "\n".join(each.text for each in Document(str(texts)).paragraphs)
    said = call("report", case, "-o", out, "--docx", texts, "--form-limit", "problem=much")
    assert said.code == 2
    assert "problem=much" in said.err


def test_a_report_brings_its_cover_its_edition_and_what_lies_beside_it(journey: Journey, tmp_path: Path) -> None:
    """Own cover fields, both languages, the de-identified edition with its preview, workbook and form texts."""
    out, book, texts = tmp_path / "r.pdf", tmp_path / "r.xlsx", tmp_path / "r.docx"
    case = journey.folder / "case.json"
    beside = ("--xlsx", book, "--docx", texts)
    said = call("report", case, "-o", out, "--bilingual", "--prepared-for", "市工信局", *beside)
    assert said.code == 0, said.err
    assert all(path.stat().st_size > 5000 for path in (out, book, texts))
    said = call("--lang", "zh", "report", case, "-o", out, "--deidentified")
    assert "宏达" not in said.out
    assert len(said.out.splitlines()) > 20


def test_an_earlier_key_confirms_the_new_one(tmp_path: Path, secret: Path) -> None:
    """A file from the two keys; with it the new one is trusted without a call; both go together."""
    old, new, file = _identity(tmp_path, secret, "张伟"), _identity(tmp_path, secret, "张伟新"), tmp_path / "n.json"
    keys = ("certificate", "succeed", old, "--by", new, "--passphrase-file", secret, "--by-passphrase-file", secret)
    written = call(*keys, "-o", file, "--json")
    assert (written.code, written.value["name"]) == (0, "张伟新"), written.err
    assert call(*keys, "-o", file).code == 2, "a file in the way stays"
    here = ("--data", tmp_path / "data")
    refused = call("trust", "add", file, "--json", *here)
    assert (refused.code, refused.value["error"]) == (1, "earlier_key_not_trusted")
    assert call("trust", "add", old.with_suffix(".pem"), *here).code == 0
    assert call("trust", "add", file, "--json", *here).value["name"] == "张伟新"
    first, second = call("trust", "list", "--json", *here).value
    assert (first["succeeds"], second["succeeds"], second["holds"]) == (None, first["telephone_code"], True)
    removed = call("trust", "remove", first["telephone_code"], "--json", *here).value
    assert [each["name"] for each in removed["also"]] == ["张伟新"]
    assert call("trust", "list", "--json", *here).value == []
